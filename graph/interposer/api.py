"""The Python API: one object that answers what the commands answer, with typed errors.

>>> import interposer
>>> g = interposer.open()
>>> [row["thing"]["label"] for row in g.who("2.5D").results][:2]
['Samsung Electronics', 'TSMC']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.filters import Filters, make_filters
from interposer.lookup.names import Thing, resolve
from interposer.store.store import EmbeddedStore, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    import networkx as nx
    import rdflib

    from interposer.lookup.answers import Answer
    from interposer.lookup.ask import Understood
    from interposer.network.communities import Community
    from interposer.network.paths import Course
    from interposer.views.drawing import Drawing

__all__ = ["Graph", "open_graph"]

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def open_graph(
    store: str | Path | None = None,
    overlays: Sequence[str | Path] = (),
    *,
    explain: bool = False,
    announce: Callable[[str], None] = lambda _: None,
) -> Graph:
    """Open the graph: the shipped ontology, or `store`, a snapshot folder, an RDF file or an ontology folder.

    `overlays` are folders of the ontology's form laid over it (your own claims beside the public ones).
    `announce` hears of long work. Raises DataError when there is nothing usable there.

    >>> import interposer
    >>> interposer.open().thing("台積電").label
    'TSMC'
    """
    return Graph(open_store(store, overlays, explain=explain, announce=announce))


class Graph:
    """The graph, open for questions; every answer has `results` (records) and `envelope()` (the JSON)."""

    def __init__(self, store: EmbeddedStore) -> None:
        """Wrap an open store."""
        self.store = store

    @property
    def data_version(self) -> str:
        """Name the version of the data."""
        return self.store.data_version

    def thing(self, name: str) -> Thing:
        """Find the thing that a label, alias or ticker names; raises NameUnknownError with candidates.

        >>> import interposer
        >>> interposer.open().thing("cowos l")
        Thing(label='CoWoS-L', id='cowos-l', kind='Offering')
        """
        return resolve(self.store, name)

    def who(
        self, name: str, verb: str = "does", *, to: str = "", filters: Filters | None = None, evidence: bool = False
    ) -> Answer:
        """Find who does what `verb` says to a thing; raises UsageError for an unknown verb.

        >>> import interposer
        >>> answer = interposer.open().who("ABF film", "supplies")
        >>> answer.results[0]["thing"]["label"]
        'Ajinomoto'
        """
        from interposer.lookup.who import who

        return who(self.store, verb, name, filters, to=to, evidence=evidence)

    def what(self, name: str, *, lang: str = "en", filters: Filters | None = None, evidence: bool = False) -> Answer:
        """Show the card of one thing.

        >>> import interposer
        >>> card = interposer.open().what("CoWoS-L").results[0]
        >>> "CoWoS" in [parent["label"] for parent in card["parents"]]
        True
        """
        from interposer.lookup.card import what

        return what(self.store, name, filters, lang=lang, evidence=evidence)

    def understand(self, question: str) -> Understood:
        """Understand a plain question, English or Chinese, as a command; nothing is guessed.

        Raises UsageError for an empty or overlong question, NameUnknownError where a name fits several things,
        NothingFoundError where a name is not in the graph or nothing is understood.

        >>> import interposer
        >>> interposer.open().understand("谁能做2.5D封装？").line
        'interposer who does "2.5D packaging"'
        """
        from interposer.lookup.ask import understand

        return understand(self.store, question)

    def ask(self, question: str, *, evidence: bool = False) -> Answer:
        """Answer a plain question, English or Chinese; `notes` say what was understood. Raises as `understand` does.

        >>> import interposer
        >>> answer = interposer.open().ask("How many gigabytes of HBM does the H200 carry?")
        >>> answer.notes[0]
        'understood as: interposer numbers "memory capacity" --of "NVIDIA H200"'
        >>> answer.results[0]["value"]
        '141'
        """
        return self.answer(self.understand(question), evidence=evidence)

    def answer(self, understood: Understood, *, evidence: bool = False) -> Answer:
        """Answer what was understood; raises NothingFoundError where nothing in the graph fits it.

        >>> import interposer
        >>> g = interposer.open()
        >>> g.answer(g.understand("Where does Amkor run EMIB assembly?")).results[0]["thing"]["label"]
        'Amkor K5 Songdo'
        """
        from interposer.lookup.asked import run

        return run(self, understood, evidence=evidence)

    def search(self, term: str, limit: int = 20) -> Answer:
        """Search names in every language and definitions; raises NothingFoundError.

        >>> import interposer
        >>> interposer.open().search("混合键合").results[0]["thing"]["id"]
        'hybrid-bonding'
        """
        from interposer.lookup.catalogue import search

        return search(self.store, term, limit)

    def list(self, kind: str, limit: int = 0) -> Answer:
        """List the things of a class; raises UsageError that names the classes.

        >>> import interposer
        >>> len(interposer.open().list("companies").results) > 200
        True
        """
        from interposer.lookup.catalogue import list_things

        return list_things(self.store, kind, limit)

    def schema(self, kind: str = "") -> Answer:
        """List classes and relations with definitions and counts.

        >>> import interposer
        >>> any(r["term"] == "offers" for r in interposer.open().schema("company").results)
        True
        """
        from interposer.lookup.catalogue import schema

        return schema(self.store, kind)

    def sources(self, source: str = "", limit: int = 0) -> Answer:
        """List sources with claim counts, or one with its claims; raises NothingFoundError.

        >>> import interposer
        >>> interposer.open().sources("seed-24krmb-2025").results[0]["claims"] > 100
        True
        """
        from interposer.lookup.catalogue import sources

        return sources(self.store, source, limit)

    def numbers(
        self, metric: str = "", of: str = "", *, period: str = "", unit: str = "", filters: Filters | None = None
    ) -> Answer:
        """List the numbers of a metric, of a thing, or both: one row a claim, of every status unless filtered.

        `period` keeps figures whose time overlaps it, `unit` adds each figure in that unit where exact factors
        lead there. Raises UsageError for neither metric nor thing, an unknown unit or period,
        NameUnknownError, NothingFoundError.

        >>> import interposer
        >>> answer = interposer.open().numbers("capacity", "CoWoS", period="end 2026", unit="wafers per year")
        >>> row = next(row for row in answer.results if row["value"] == "88000")
        >>> row["unit"], row["converted"]["value"], row["converted"]["unit"]
        ('wafers/month', '1,056,000', 'wafers/year')
        """
        from interposer.lookup.numbers import numbers

        return numbers(self.store, metric, of, filters, period=period, unit=unit)

    def timeline(self, name: str, *, metric: str = "", unit: str = "", filters: Filters | None = None) -> Answer:
        """List what is dated about a thing in order of time, of every status: milestones and numbers, or one metric's.

        `interposer.views.plot.write` draws the answer. Raises NameUnknownError, UsageError for a metric or unit
        that is none, NothingFoundError when nothing is dated.

        >>> import interposer
        >>> rows = interposer.open().timeline("CoWoS", metric="capacity").results
        >>> [row["from"] for row in rows] == sorted(row["from"] for row in rows)
        True
        """
        from interposer.lookup.numbers import timeline

        return timeline(self.store, name, filters, metric=metric, unit=unit)

    def compare(
        self, *names: str, differences: bool = False, filters: Filters | None = None, evidence: bool = False
    ) -> Answer:
        """Compare things side by side: relations, numbers and milestones; raises UsageError for fewer than two.

        >>> import interposer
        >>> answer = interposer.open().compare("CoWoS-S", "CoWoS-L", "EMIB")
        >>> row = next(row for row in answer.results if row["aspect"] == "is offered by")
        >>> "Intel" in [value["says"] for value in row["cells"][2]["values"]]
        True
        """
        from interposer.lookup.compare import compare

        return compare(self.store, names, filters, differences=differences, evidence=evidence)

    def conflicts(
        self, name: str = "", *, kind: str = "", filters: Filters | None = None, evidence: bool = False
    ) -> Answer:
        """List where sources disagree, the largest difference first; raises UsageError for an unknown kind.

        >>> import interposer
        >>> answer = interposer.open().conflicts("CoWoS")
        >>> "production capacity" in [row["what"] for row in answer.results]
        True
        """
        from interposer.lookup.disagreements import conflicts

        return conflicts(self.store, name, filters, kind=kind, evidence=evidence)

    def coverage(self) -> Answer:
        """Count the claims by class, predicate, country, status, source and year; say how they were read.

        >>> import interposer
        >>> {row["section"] for row in interposer.open().coverage().results} >= {"class", "grade", "audit"}
        True
        """
        from interposer.lookup.coverage import coverage

        return coverage(self.store)

    def stale(self, older: str = "12m", today: str = "") -> Answer:
        """List things whose newest word is older than `older`; raises UsageError for a malformed span or day.

        >>> import interposer
        >>> interposer.open().stale("10y", "2026-11-01").results[0]["months"] > 120
        True
        """
        from interposer.lookup.coverage import stale

        return stale(self.store, older, today)

    def gaps(self, kind: str = "", relation: str = "") -> Answer:
        """List things that lack a relation which their class should have; raises UsageError for no class.

        >>> import interposer
        >>> interposer.open().gaps("facilities", "locatedIn").results[0]["lacks"]
        'locatedIn'
        """
        from interposer.lookup.coverage import gaps

        return gaps(self.store, kind, relation)

    def cite(self, *claims: str) -> Answer:
        """Cite claims by id, in text, BibTeX and CSL-JSON; raises NothingFoundError, NameUnknownError.

        >>> import interposer
        >>> g = interposer.open()
        >>> claim = g.who("2.5D").results[0]["claims"][0]["id"]
        >>> g.cite(claim).results[0]["bibtex"].startswith("@misc{")
        True
        """
        from interposer.lookup.citation import cite

        return cite(self.store, claims)

    def diff(self, older: Graph) -> Answer:
        """List what changed from an older version of the data to this one: added, revised, retracted, disputed.

        >>> import interposer
        >>> g = interposer.open()
        >>> g.diff(g).results
        []
        """
        from interposer.lookup.changes import changes

        return changes(older.store, self.store)

    def query(
        self, query: str, parameters: Mapping[str, str] | None = None, *, timeout: float | None = None, limit: int = 0
    ) -> Answer:
        """Ask SPARQL: a query, the path of a .rq file, or the number or slug of a shipped question.

        Parameters are bound as typed terms. Raises UsageError for malformed SPARQL, QueryTimeoutError when
        it takes longer than `timeout` seconds (default 30).

        >>> import interposer
        >>> g = interposer.open()
        >>> g.query("SELECT ?c { ?c ip:offers id:soic }").results[0]["c"]["label"]
        'TSMC'
        """
        from interposer.lookup.questions import run_query

        return run_query(self.store, query, parameters or {}, timeout=timeout, limit=limit)

    def network(
        self,
        *,
        filters: Filters | None = None,
        predicates: Collection[str] | None = None,
        classes: Collection[str] | None = None,
        around: str = "",
        hops: int = 2,
    ) -> nx.MultiDiGraph[str]:
        """Project the graph to networkx: an edge for each (subject, predicate, object), with its claims.

        `classes` (`companies`, `chip`) and `predicates` keep things of these classes and these relations; `around`
        keeps what lies within `hops` of a thing, read frontier by frontier. Raises UsageError for an unknown class
        or both ways together, NameUnknownError for an unknown name.

        >>> import interposer
        >>> n = interposer.open().network()
        >>> n.edges["tsmc", "cowos", "offers"]["families"] > 1
        True
        """
        from interposer.lookup.catalogue import class_named
        from interposer.network.project import project, project_around

        if around and (predicates is not None or classes is not None):
            raise UsageError("the network around a thing has all it touches; keep classes and relations of the whole")
        if around:
            return project_around(self.store, [self.thing(around).id], hops, filters or Filters()).graph
        kinds = None if classes is None else {class_named(self.store, kind) for kind in classes}
        return project(self.store, filters or Filters(), predicates, kinds).graph

    def communities(self, *, filters: Filters | None = None) -> tuple[Community, ...]:
        """Part the network into communities, the largest first, the same on every run.

        >>> import interposer
        >>> len(interposer.open().communities()) > 5
        True
        """
        from interposer.network.communities import find_communities
        from interposer.network.project import project

        return tuple(find_communities(project(self.store, filters or Filters())))

    def path(
        self,
        start: str,
        goal: str,
        *,
        k: int = 1,
        directed: bool = False,
        avoid: Sequence[str] = (),
        avoid_predicates: Sequence[str] = (),
        course: Course | None = None,
        filters: Filters | None = None,
        evidence: bool = False,
    ) -> Answer:
        """Find the shortest paths between two things, with the evidence of every hop.

        `course` asks for more: things to pass, every path within so many hops, better grades first, or only from
        what is wanted to what it takes (`interposer.network.paths.Course`). Raises NothingFoundError when there is none, NameUnknownError for unknown names.

        >>> import interposer
        >>> answer = interposer.open().path("NVIDIA", "silicon interposer")
        >>> len(answer.results[0]["hops"]) >= 2
        True
        """
        from interposer.network.answers import path_answer

        return path_answer(
            self.store, start, goal, k=k, directed=directed, avoid=avoid, avoid_predicates=avoid_predicates, course=course,
            filters=filters or Filters(), evidence=evidence,
        )  # fmt: skip

    def subgraph(self, answer: Answer) -> nx.MultiDiGraph[str]:
        """Give the part of the network that an answer rests on, for networkx; raises UsageError when it is none.

        >>> import interposer
        >>> g = interposer.open()
        >>> g.subgraph(g.impact("Ajinomoto")).has_edge("ajinomoto", "ajinomoto-build-up-film", "supplies")
        True
        """
        from interposer.network.project import project

        if not answer.triples:
            raise UsageError(f"an answer to {answer.schema.partition('/')[0]} rests on no part of the network")
        part = project(self.store, answer.filters).graph
        wanted = {(s, o, p) for s, p, o in answer.triples}
        part.remove_edges_from([edge for edge in part.edges(keys=True) if edge not in wanted])
        part.remove_nodes_from([thing for thing, degree in list(part.degree()) if not degree])
        return part

    def impact(
        self,
        *names: str,
        scenario: str = "lost",
        kind: str = "",
        depth: int = 0,
        limit: int = 0,
        filters: Filters | None = None,
        evidence: bool = False,
    ) -> Answer:
        """Find what is lost or degraded when things are lost, or which known shares fall (`scenario="-50%"`).

        `kind` and `depth` show things of this class and so near only. Raises NothingFoundError when nothing
        rests on them, NameUnknownError for unknown names, UsageError for a malformed scenario.

        >>> import interposer
        >>> answer = interposer.open().impact("Ajinomoto")
        >>> "ABF substrate" in [row["thing"]["label"] for row in answer.results if row["state"] == "lost"]
        True
        """
        from interposer.network.impact_answer import impact_answer

        return impact_answer(
            self.store, names, scenario, kind=kind, depth=depth, limit=limit, filters=filters or Filters(),
            evidence=evidence,
        )  # fmt: skip

    def trace(
        self,
        name: str,
        *,
        times: float | None = None,
        depth: int = 4,
        limit: int = 6,
        filters: Filters | None = None,
        evidence: bool = False,
    ) -> Answer:
        """Trace what a demand, market, chip or system calls for, down to makers, sites, capacities and gaps.

        With `times` the answer ends with the supply numbers that bind first when demand grows so many times.
        Raises NothingFoundError when nothing is known that it calls for, NameUnknownError, UsageError.

        >>> import interposer
        >>> answer = interposer.open().trace("AI inference demand")
        >>> cowos = next(r for r in answer.results if r["thing"]["id"] == "cowos")
        >>> "production capacity" in [number["metric"]["label"] for number in cowos["numbers"]]
        True
        """
        from interposer.network.trace_answer import trace_answer

        return trace_answer(
            self.store, name, times=times, depth=depth, limit=limit, filters=filters or Filters(), evidence=evidence
        )

    def alternatives(
        self, name: str, *, limit: int = 6, filters: Filters | None = None, evidence: bool = False
    ) -> Answer:
        """Find who else makes a thing and each thing it needs, planned makers marked, and what could stand in.

        Raises NothingFoundError when nothing is known of it, NameUnknownError, UsageError for a company.

        >>> import interposer
        >>> answer = interposer.open().alternatives("CoWoS-L")
        >>> [row["thing"]["label"] for row in answer.results][0]
        'CoWoS-L'
        """
        from interposer.network.alternatives import alternatives_answer

        return alternatives_answer(self.store, name, limit=limit, filters=filters or Filters(), evidence=evidence)

    def shared(
        self, one: str, other: str, *, limit: int = 3, filters: Filters | None = None, evidence: bool = False
    ) -> Answer:
        """Find the suppliers that two companies have in common, with the evidence on both sides.

        Raises NothingFoundError when none is known, NameUnknownError, UsageError for things that are no companies.

        >>> import interposer
        >>> answer = interposer.open().shared("NVIDIA", "AMD")
        >>> "TSMC" in [row["supplier"]["label"] for row in answer.results]
        True
        """
        from interposer.network.shared import shared_answer

        return shared_answer(self.store, one, other, limit=limit, filters=filters or Filters(), evidence=evidence)

    def exposure(
        self, name: str, *, depth: int = 3, limit: int = 15, filters: Filters | None = None, evidence: bool = False
    ) -> Answer:
        """Show what a company depends on, what depends on it, where it works and what single makers can stop.

        Raises NothingFoundError when nothing is known, NameUnknownError, UsageError for a thing that is no company.

        >>> import interposer
        >>> answer = interposer.open().exposure("NVIDIA")
        >>> [row["says"] for row in answer.results if row["part"] == "listing"]
        ['XNAS:NVDA']
        """
        from interposer.network.exposure import exposure_answer

        return exposure_answer(
            self.store, name, depth=depth, limit=limit, filters=filters or Filters(), evidence=evidence
        )

    def chokepoints(
        self,
        product: str = "",
        *,
        by: str = "score",
        kind: str = "",
        limit: int = 20,
        filters: Filters | None = None,
        evidence: bool = False,
    ) -> Answer:
        """Find where one product, or all products, hang on little: one maker, one site, one country.

        `by` orders by score, suppliers, country, hhi, betweenness or cut. Raises UsageError for another order or an
        unknown class, NameUnknownError for an unknown product, NothingFoundError when it rests on nothing known.

        >>> import interposer
        >>> answer = interposer.open().chokepoints("NVIDIA B200")
        >>> answer.results[0]["thing"]["label"]
        'TSMC'
        """
        from interposer.network.chokepoints_answer import chokepoints_answer

        return chokepoints_answer(
            self.store, product, by=by, kind=kind, limit=limit, filters=filters or Filters(), evidence=evidence
        )

    def picture(
        self,
        thing: str = "",
        *,
        path: tuple[str, str] | None = None,
        query: str = "",
        answer: Answer | None = None,
        title: str = "",
        hops: int = 1,
        limit: int = 250,
        filters: Filters | None = None,
    ) -> Drawing:
        """Gather what the explorer draws: everything, a thing's surroundings, a path, what a query or answer found.

        A notebook shows it, `save` writes it into a file, `html` gives the page. `limit` bounds the things it opens
        on. Raises NameUnknownError, NothingFoundError when there is nothing to draw, UsageError for a network too
        large for a page.

        >>> import interposer
        >>> picture = interposer.open().picture("CoWoS")
        >>> "TSMC" in [node.label for node in picture.first]
        True
        """
        from interposer.network import answers, pictures
        from interposer.views.drawing import Drawing

        if answer and not answer.schema.startswith("query"):
            made = pictures.of_triples(self.store, answer.triples, filters or answer.filters, title, limit)
            return Drawing.of(made)
        filters = filters or Filters()
        if path:
            found, _, _ = answers.paths_between(self.store, *path, filters, k=3)
            made = pictures.of_path(self.store, found, filters)
        elif query or answer:
            found_by = answer or self.query(query, limit=limit)
            made = pictures.of_things(self.store, self._things_of(found_by, limit), filters)
        elif thing:
            made = pictures.around(self.store, self.thing(thing).id, hops, filters, limit)
        else:
            made = pictures.whole(self.store, filters, limit)
        return Drawing.of(made, title)

    def _things_of(self, answer: Answer, limit: int) -> tuple[str, ...]:
        """Collect the things that a query finds, as IRIs or by their ids, the first so many.

        Raises NothingFoundError where there is none.
        """
        from interposer.lookup.names import load_things

        cells = [cell for row in answer.results for cell in row.values() if isinstance(cell, dict)]
        named = dict.fromkeys(str(c.get("id") or c.get("value", "")) for c in cells)
        known = load_things(self.store, {text for text in named if _ID.fullmatch(text)})
        if not known:
            raise NothingFoundError("nothing to draw: the query finds no thing")
        return tuple(slug for slug in named if slug in known)[:limit]

    def dataset(self) -> rdflib.Graph:
        """Give the store as an rdflib Graph on the same engine (needs no copy; do not write to it).

        >>> import interposer
        >>> from rdflib import URIRef
        >>> len(list(interposer.open().dataset().triples((URIRef("https://w3id.org/interposer/id/tsmc"), None, None)))) > 5
        True
        """
        from interposer.store.interchange import as_rdflib

        return as_rdflib(self.store)


filters = make_filters
"""Read filters as a user types them: `filters(status="all", as_of="2025-06")`."""
