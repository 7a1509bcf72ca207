"""Pictures of the network: which things a view shows, and everything that stands behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.claims import fetch_claims, fetch_sources
from interposer.lookup.filters import sift
from interposer.lookup.names import label_of
from interposer.network.paths import fetch_readings, say
from interposer.network.picture import LAYERS, Evidence, Fact, Picture, PictureEdge, PictureNode
from interposer.network.project import REPORTED, Triple, project
from interposer.store.terms import ID, NS, UNIT, values_block

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from interposer.lookup.claims import Claim, Source
    from interposer.lookup.filters import Filters
    from interposer.network.paths import Path
    from interposer.network.project import Projection
    from interposer.store.interface import Store

__all__ = ["FACETS", "around", "of_path", "of_things", "of_triples", "whole"]

FACETS: Final = frozenset({"Country", "BusinessRole"})
"""Classes whose things are no nodes: what nearly everything has is told of each node instead."""

LIMIT: Final = 250


@dataclass(frozen=True, slots=True)
class _Relation:
    """A relation to draw, and the ids of the claims that assert or deny it."""

    triple: Triple
    families: int
    disputed: bool
    status: str
    claims: tuple[str, ...]


def whole(store: Store, filters: Filters = REPORTED, limit: int = LIMIT) -> Picture:
    """Picture the whole network by its best-evidenced things, some of every column, none with more than a third."""
    _check_limit(limit)
    view = _View(store, filters)
    ranked = sorted(view.scores, key=view.rank)
    columns = [[thing for thing in ranked if view.layer(thing) == layer] for layer in range(len(LAYERS))]
    sure = limit // (
        2 * len(LAYERS)
    )  # each column shows its best, or the crowded ones would leave nothing of the others
    chosen = [thing for column in columns for thing in column[:sure]]
    room = [max(1, limit // 3) - min(sure, len(column)) for column in columns]
    for thing in sorted(set(ranked) - set(chosen), key=view.rank):
        layer = view.layer(thing)
        if room[layer] > 0 and len(chosen) < limit:
            chosen.append(thing)
            room[layer] -= 1
    chosen.sort(key=view.rank)
    hidden = Counter(view.projection.hidden)
    why = f"beyond {limit} things" if len(chosen) == limit else "things beyond a third of the room in one column"
    hidden[why] += len(ranked) - len(chosen)
    hidden["things without a relation"] += sum(view.drawn(thing) for thing in view.graph) - len(ranked)
    subtitle = f"{len(chosen)} of {_count(len(ranked), 'thing')} with a relation, by evidence"
    return view.picture(chosen, view.relations(chosen), ("Advanced packaging", subtitle), hidden)


def around(store: Store, thing: str, hops: int = 1, filters: Filters = REPORTED, limit: int = LIMIT) -> Picture:
    """Picture a thing with everything within so many hops; the nearest and best-evidenced when room is short."""
    _check_limit(limit)
    if hops < 0:
        raise UsageError(f"hops must not be negative: {hops}")
    view = _View(store, filters)
    view.check([thing])
    if not view.drawn(thing):
        raise UsageError(f"{view.label(thing)} is told of each node and is none itself; ask for a thing that has it")
    found, ring = [thing], {thing}
    for _ in range(hops):
        ring = {other for one in ring for other in view.neighbours(one)} - set(found)
        found += sorted(ring, key=view.rank)
    chosen = found[:limit]
    relations = view.relations(chosen)
    hidden = Counter({f"beyond {limit} things": len(found) - len(chosen)})
    subtitle = f"and what is within {_count(hops, 'hop')}"
    return view.picture(chosen, relations, (view.label(thing), subtitle), hidden, local=True)


def of_things(store: Store, ids: Collection[str], filters: Filters = REPORTED) -> Picture:
    """Picture these things and every relation between them; raises NameUnknownError for an unknown id."""
    view = _View(store, filters)
    view.check(ids)
    chosen = sorted({thing for thing in ids if view.drawn(thing)})
    relations = view.relations(chosen)
    heading = _count(len(chosen), "thing"), "and the relations between them"
    return view.picture(chosen, relations, heading, view.undrawn(ids), local=True)


def of_path(store: Store, paths: Sequence[Path], filters: Filters = REPORTED) -> Picture:
    """Picture paths, each hop by the relation it carries; raises UsageError when there is none."""
    if not paths or not all(paths):
        raise UsageError("there is no path to picture")
    view = _View(store, filters)
    visited = dict.fromkeys(thing for path in paths for hop in path for thing in (hop.source, hop.target))
    view.check(visited)
    chosen = [thing for thing in visited if view.drawn(thing)]
    relations: dict[Triple, _Relation] = {}
    for hop in (hop for path in paths for hop in path):
        ends = (hop.source, hop.target) if hop.forward else (hop.target, hop.source)
        if all(view.drawn(end) for end in ends):
            triple = Triple(ends[0], hop.predicate, ends[1])
            relations[triple] = _Relation(triple, hop.families, hop.disputed, hop.status, hop.claims + hop.denials)
    heading = f"{view.label(paths[0][0].source)} to {view.label(paths[0][-1].target)}", _count(len(paths), "path")
    ordered = [relations[triple] for triple in sorted(relations)]
    return view.picture(chosen, ordered, heading, view.undrawn(visited))


def of_triples(
    store: Store,
    triples: Iterable[tuple[str, str, str]],
    filters: Filters = REPORTED,
    title: str = "",
    limit: int = LIMIT,
) -> Picture:
    """Picture relations and the things at their ends, the first named first when room is short.

    Raises UsageError when there are none or nothing of them can be drawn, NameUnknownError for an unknown id.
    """
    _check_limit(limit)
    view = _View(store, filters)
    wanted = list(dict.fromkeys(Triple(*triple) for triple in triples))
    visited = list(dict.fromkeys(end for triple in wanted for end in (triple.subject, triple.object)))
    view.check(visited)
    chosen = [thing for thing in visited if view.drawn(thing)][:limit]
    if not chosen:
        raise UsageError("there is nothing to picture: the answer rests on no relation between things that are drawn")
    inside = {relation.triple: relation for relation in view.relations(chosen)}
    hidden = view.undrawn(visited)
    hidden[f"beyond {limit} things"] = sum(view.drawn(thing) for thing in visited) - len(chosen)
    shown = [inside[triple] for triple in sorted(set(wanted)) if triple in inside]
    return view.picture(chosen, shown, (title or _count(len(chosen), "thing"), _count(len(shown), "relation")), hidden)


def _check_limit(limit: int) -> None:
    if limit < 1:
        raise UsageError(f"a picture needs room for at least one thing, not {limit}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


class _View:
    """The network of one store behind filters, with the words to tell it in."""

    def __init__(self, store: Store, filters: Filters) -> None:
        self.store, self.filters = store, filters
        self.projection: Projection = project(store, filters)
        self.graph = self.projection.graph
        rows = store.select("""SELECT ?term ?label ?layer ?symbol WHERE { ?term rdfs:label ?label FILTER(LANG(?label) = "en")
  OPTIONAL { ?term ip:layer ?layer } OPTIONAL { ?term ip:symbol ?symbol } }""")
        self.words = {str(term): str(label) for term, label, _, _ in rows}
        self.layers = {str(term): layer for term, _, layer, _ in rows if isinstance(layer, int)}
        self.symbols = {str(term): str(symbol) for term, _, _, symbol in rows if symbol is not None}
        self.readings = fetch_readings(store)
        self.labels = {thing: str(data["label"]) for thing, data in self.graph.nodes(data=True)}
        self.scores = Counter[str]()
        for subject, obj, data in self.graph.edges(data=True):
            if subject != obj and self.drawn(subject) and self.drawn(obj):
                self.scores[subject] += data["families"]
                self.scores[obj] += data["families"]

    def check(self, things: Iterable[str]) -> None:
        for thing in things:
            if thing not in self.graph:
                raise NameUnknownError(f"no thing of the network has the id {thing!r}")

    def label(self, thing: str) -> str:
        return self.labels.get(thing, thing)

    def layer(self, thing: str) -> int:
        return self.layers.get(NS + self.graph.nodes[thing]["kind"], -1)

    def drawn(self, thing: str) -> bool:
        return self.graph.nodes[thing]["kind"] not in FACETS and 0 <= self.layer(thing) < len(LAYERS)

    def undrawn(self, things: Iterable[str]) -> Counter[str]:
        return Counter(
            {"countries, roles and other things that are no nodes": sum(not self.drawn(t) for t in set(things))}
        )

    def rank(self, thing: str) -> tuple[int, str, str]:
        return -self.scores[thing], self.label(thing), thing

    def neighbours(self, thing: str) -> set[str]:
        return {other for other in {*self.graph.succ[thing], *self.graph.pred[thing]} if self.drawn(other)}

    def relations(self, things: Iterable[str]) -> list[_Relation]:
        """Take the relations between these things out of the network."""
        inside = self.graph.subgraph(things).edges(keys=True, data=True)
        return [
            _Relation(triple, data["families"], data["disputed"], data["status"], data["claims"] + data["denials"])
            for triple, data in sorted(((Triple(s, p, o), data) for s, o, p, data in inside), key=lambda pair: pair[0])
        ]

    def country(self, thing: str) -> str:
        """Name the countries a thing sits in, all of them where sources disagree; a site may lie in a larger one."""
        for relation in ("headquarteredIn", "locatedIn"):
            places = {o for _, o, p in self.graph.out_edges(thing, keys=True) if p == relation}
            within = {o for place in places for _, o, p in self.graph.out_edges(place, keys=True) if p == "locatedIn"}
            found = {self.label(o) for o in places | within if self.graph.nodes[o]["kind"] == "Country"}
            if found:
                return " / ".join(sorted(found))
        return ""

    def picture(
        self,
        things: Sequence[str],
        relations: Iterable[_Relation],
        heading: tuple[str, str],
        hidden: Counter[str],
        *,
        local: bool = False,
    ) -> Picture:
        """Tell things and relations with all their evidence; `local` counts the claims of these things that are hidden."""
        claims = self._claims(things)
        numbers, unseen = self._sift(c for c in claims.values() if c.value)
        hidden = hidden + unseen
        if local:
            passing, unseen = self._sift(c for c in claims.values() if c.object)
            asserted = {(c.subject, c.object, c.predicate) for c in passing if c.polarity == "asserts"}
            hidden += unseen
            hidden["relations with too few sources"] += sum(not self.graph.has_edge(*edge) for edge in asserted)
        shown = [(relation, [claims[c] for c in relation.claims if c in claims]) for relation in relations]
        told = _Teller(self, [*numbers, *(c for _, members in shown for c in members)])
        return Picture(
            *heading,
            self.store.data_version,
            tuple(told.nodes(things, numbers)),
            tuple(told.edge(relation, members) for relation, members in shown),
            {reason: count for reason, count in sorted(hidden.items()) if count},
        )

    def _claims(self, things: Iterable[str]) -> dict[str, Claim]:
        found = fetch_claims(self.store, f"{_values(things)} ?claim rdf:subject|rdf:object ?thing")
        return {claim.id: claim for claim in found}

    def _sift(self, claims: Iterable[Claim]) -> tuple[list[Claim], Counter[str]]:
        """Filter some of the claims; that none of these was recorded by then is not worth an error."""
        among = list(claims)
        try:
            sifted = sift(among, self.filters)
        except NothingFoundError:
            return [], Counter({"not recorded then": len(among)})
        return sifted.claims, sifted.hidden


def _values(things: Iterable[str]) -> str:
    return values_block("thing", (ID + thing for thing in things))


class _Teller:
    """Words for claims: what each says, and where it says so."""

    def __init__(self, view: _View, claims: Iterable[Claim]) -> None:
        self.view = view
        sources = {claim.source for claim in claims}
        self.sources: Mapping[str, Source] = fetch_sources(view.store, sources) if sources else {}

    def nodes(self, things: Sequence[str], numbers: Iterable[Claim]) -> Iterable[PictureNode]:
        """Tell each thing with its names, its country and its numbers."""
        view, facts = self.view, dict[str, list[Fact]]()
        for claim in sorted(numbers, key=lambda c: (c.metric, c.milestone, c.period, c.value, c.id)):
            text = self._number(claim)
            evidence = self._evidence(claim, f"{view.label(claim.subject)}: {text}")
            facts.setdefault(claim.subject, []).append(Fact(text, evidence))
        names = self._texts(things, "^ip:nameOf/ip:text|skos:prefLabel|skos:notation")
        definitions = self._texts(things, "skos:definition", 'FILTER(LANG(?text) = "en")')
        for thing in things:
            kind = str(view.graph.nodes[thing]["kind"])
            yield PictureNode(
                thing,
                view.label(thing),
                kind,
                view.words.get(NS + kind, kind),
                view.layer(thing),
                names=tuple(name for name in names.get(thing, ()) if name != view.label(thing)),
                definition=definitions.get(thing, [""])[0],
                country=view.country(thing),
                facts=tuple(facts.get(thing, ())),
            )

    def edge(self, relation: _Relation, claims: Iterable[Claim]) -> PictureEdge:
        """Tell a relation with the claims behind it, denials last, best evidence first."""
        ordered = sorted(claims, key=lambda c: (c.polarity != "asserts", c.grade or "E", c.source, c.id))
        subject, predicate, obj = relation.triple
        return PictureEdge(
            subject,
            obj,
            predicate,
            self.view.words.get(NS + predicate, predicate),
            relation.families,
            relation.disputed,
            relation.status,
            tuple(self._evidence(claim, self._sentence(claim)) for claim in ordered),
        )

    def _texts(self, things: Iterable[str], path: str, condition: str = "") -> dict[str, list[str]]:
        rows = self.view.store.select(
            f"SELECT DISTINCT ?thing ?text WHERE {{ {_values(things)} ?thing {path} ?text {condition} }}"
        )
        found: dict[str, list[str]] = {}
        for thing, text in sorted({(label_of(thing), str(text)) for thing, text in rows}):
            found.setdefault(thing, []).append(text)
        return found

    def _sentence(self, claim: Claim) -> str:
        said = say(self.view.readings, claim.predicate, self.view.label(claim.subject), self.view.label(claim.object))
        return f"{said} ({self.view.label(claim.item)})" if claim.item else said

    def _number(self, claim: Claim) -> str:
        """Say a number or milestone as 'wafer capacity: >90000 wafers/month (2026-12-31, forecast)'."""
        view = self.view
        what = view.label(claim.metric) if claim.metric else view.words.get(NS + claim.milestone, claim.milestone)
        scope = "; ".join(part for part in (claim.scope and view.label(claim.scope), claim.scope_note) if part)
        unit = view.symbols.get(UNIT + claim.unit, claim.unit)
        value = f"{claim.value}{' ' * unit[:1].isalnum()}{unit}"
        period = claim.period if claim.metric else ""
        when = ", ".join(part for part in (period, claim.status * (claim.status != "reported")) if part)
        return f"{what}{f' ({scope})' if scope else ''}: {value}{f' ({when})' if when else ''}"

    def _evidence(self, claim: Claim, text: str) -> Evidence:
        source = self.sources.get(claim.source)
        note = [claim.note, claim.attributed_to and f"quoting {claim.attributed_to}"]
        note.append(claim.quarantined and f"quarantined: {claim.quarantined}")
        return Evidence(
            claim.id,
            text,
            claim.status,
            claim.grade,
            claim.period,
            claim.stated,
            source_title=source.title if source else claim.source,
            publisher=source.publisher if source else "",
            url=source.url if source else "",
            published=source.published if source else "",
            locator=claim.locator,
            note="; ".join(part for part in note if part),
            denies=claim.polarity == "denies",
        )
