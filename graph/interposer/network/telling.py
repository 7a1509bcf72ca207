"""Words and evidence for answers that walk the network: what relations and numbers say, and the claims behind them.

Records are made first and their claims filled in together at the end, so that the store is asked once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interposer.lookup.answers import claim_records, claim_text, conflicts_of
from interposer.lookup.claims import fetch_sources, mentioned, read_claims, unit_symbols
from interposer.lookup.filters import STATUSES
from interposer.lookup.names import load_things
from interposer.network.paths import fetch_readings, say
from interposer.store.terms import CLAIM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx

    from interposer.lookup.answers import Answer
    from interposer.lookup.claims import Claim
    from interposer.lookup.names import Thing
    from interposer.network.project import Triple
    from interposer.store.interface import Store

__all__ = ["Telling", "newest_first"]


def newest_first(claims: Iterable[Claim]) -> list[Claim]:
    """Sort numbers by the end of their period, the newest first and those without a period last."""
    return sorted(claims, key=lambda c: (str(c.end or c.start or ""), c.id), reverse=True)


class Telling:
    """Says relations and numbers of one network, and gathers the evidence of everything that it said."""

    def __init__(
        self,
        store: Store,
        graph: nx.MultiDiGraph[str],
        *,
        wider: nx.MultiDiGraph[str] | None = None,
        evidence: bool = False,
    ) -> None:
        """Begin with nothing said; `evidence` adds title, publisher and address to the source of each claim.

        `wider` is asked for relations that `graph` lacks, such as planned ones.
        """
        self.store, self.graph, self.evidence = store, graph, evidence
        self.wider = graph if wider is None else wider
        self.triples: dict[Triple, None] = {}
        self._readings = fetch_readings(store)
        self._symbols: dict[str, str] = {}
        self._open: list[tuple[list[dict[str, Any]], list[str]]] = []
        self._numbers: list[tuple[dict[str, Any], Claim]] = []

    def label(self, thing: str) -> str:
        """Give the English label of a thing."""
        return str(self.graph.nodes[thing]["label"]) if thing in self.graph else thing

    def kind(self, thing: str) -> str:
        """Give the class of a thing."""
        return str(self.graph.nodes[thing]["kind"]) or "Thing" if thing in self.graph else "Thing"

    def thing(self, thing: str) -> dict[str, str]:
        """Give a thing as it stands in the JSON envelope."""
        return {"id": thing, "label": self.label(thing), "kind": self.kind(thing)}

    def sentence(self, triple: Triple) -> str:
        """Say a relation, with what is supplied where the claims name it."""
        said = say(self._readings, triple.predicate, self.label(triple.subject), self.label(triple.object))
        items = self.edge(triple)["items"]
        return f"{said} ({', '.join(map(self.label, items))})" if items else said

    def edge(self, triple: Triple) -> Mapping[str, Any]:
        """Give the edge of a relation."""
        graph = self.graph if self.graph.has_edge(triple.subject, triple.object, triple.predicate) else self.wider
        data: Mapping[str, Any] = graph.edges[triple.subject, triple.object, triple.predicate]
        return data

    def support(self, triples: Sequence[Triple]) -> dict[str, Any]:
        """Sum up what a chain of relations rests on: its weakest link, and all its claims."""
        self.triples.update(dict.fromkeys(triples))
        edges = [self.edge(triple) for triple in dict.fromkeys(triples)]
        sourced = [edge for edge in edges if edge["families"]]
        records: list[dict[str, Any]] = []
        self._open.append((records, [claim for edge in edges for claim in (*edge["claims"], *edge["denials"])]))
        return {
            "status": max((e["status"] for e in sourced), key=STATUSES.index, default="editorial"),
            "grade": max((e["grade"] for e in sourced if e["grade"]), default="") or None,
            "families": min((e["families"] for e in sourced), default=0),
            "disputed": any(e["disputed"] or e["denied"] for e in edges),
            "claims": records,
        }

    def relation(self, triple: Triple) -> dict[str, Any]:
        """Tell one relation with its evidence."""
        return {"relation": triple.predicate, "sentence": self.sentence(triple), **self.support([triple])}

    def number(self, claim: Claim) -> dict[str, Any]:
        """Tell one number as its source puts it; the publisher is filled in at the end."""
        if not self._symbols:
            self._symbols = unit_symbols(self.store)
        scope = "; ".join(part for part in (claim.scope and self.label(claim.scope), claim.scope_note) if part)
        records: list[dict[str, Any]] = []
        self._open.append((records, [claim.id]))
        record: dict[str, Any] = {
            "subject": self.thing(claim.subject),
            "metric": {"id": claim.metric, "label": self.label(claim.metric)},
            "value": claim.value,
            "unit": self._symbols.get(claim.unit, claim.unit) or None,
            "scope": scope or None,
            "period": claim.period or None,
            "publisher": "",
            "status": claim.status,
            "grade": claim.grade or None,
            "families": 1,
            "disputed": claim.disputed,
            "claims": records,
        }
        self._numbers.append((record, claim))
        return record

    def judgement(self, claims: Sequence[Claim]) -> dict[str, Any]:
        """Sum up what a judgement over numbers rests on: its weakest number, and all of them."""
        records: list[dict[str, Any]] = []
        self._open.append((records, [claim.id for claim in claims]))
        return {
            "status": max((c.status for c in claims), key=STATUSES.index),
            "grade": max((c.grade for c in claims if c.grade), default="") or None,
            "families": len({c.family for c in claims}),
            "disputed": any(c.disputed for c in claims),
            "claims": records,
        }

    def printed(self, claim: Claim) -> str:
        """Write a number with its unit and period."""
        if not self._symbols:
            self._symbols = unit_symbols(self.store)
        value = f"{claim.value} {self._symbols.get(claim.unit, claim.unit)}".strip()
        return f"{value} ({claim.period})" if claim.period else value

    def finish(self, answer: Answer) -> Answer:
        """Read every claim that was told of and put it where it belongs, with the disagreements among them."""
        wanted = {claim for _, claims in self._open for claim in claims}
        claims = {c.id: c for c in read_claims(self.store, {(CLAIM + claim, "") for claim in wanted})}
        answer.triples = [(t.subject, t.predicate, t.object) for t in self.triples]
        things = load_things(self.store, mentioned(claims.values()))
        sources = fetch_sources(self.store, {c.source for c in self._spoken(claims)})
        shown = sources if self.evidence else {}
        for records, ids in self._open:
            behind = [claims[claim] for claim in dict.fromkeys(ids) if claim in claims]
            records.extend(claim_records(behind, things, shown, self._symbols))
        for record, claim in self._numbers:
            source = sources.get(claim.source)
            record["publisher"] = (source.publisher or source.title) if source else claim.source
        answer.conflicts = conflicts_of(self.store, claims.values())
        self._tell_conflicts(answer, claims, things)
        return answer

    def _spoken(self, claims: Mapping[str, Claim]) -> Iterable[Claim]:
        """Choose the claims whose sources are named: those of numbers, or all where evidence is asked for."""
        return claims.values() if self.evidence else [claim for _, claim in self._numbers]

    def _tell_conflicts(self, answer: Answer, claims: Mapping[str, Claim], things: Mapping[str, Thing]) -> None:
        symbols = self._symbols or (unit_symbols(self.store) if answer.conflicts else {})
        for conflict in answer.conflicts:
            texts = {claim_text(claims[claim], things, symbols) for claim in conflict["claims"] if claim in claims}
            if texts:
                conflict["texts"] = sorted(texts)
