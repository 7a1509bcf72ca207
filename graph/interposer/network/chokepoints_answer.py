"""Answers to where much hangs on little: chokepoints of one product or of all, with what would loosen each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.answers import Answer
from interposer.lookup.catalogue import class_named
from interposer.lookup.claims import fetch_claims
from interposer.lookup.filters import STATUSES, Filters, sift
from interposer.lookup.names import label_of, resolve
from interposer.network.chokepoints import HOLDERS, PRODUCTS, WEIGHTS, Choke, measure, name_makers
from interposer.network.concentration import concentrations, fetch_market_shares
from interposer.network.impact import spread
from interposer.network.needs import fetch_loss_rules, read_needs
from interposer.network.project import HUBS, Triple, project
from interposer.network.telling import Telling
from interposer.store.terms import ID, NS, iri, values_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from interposer.lookup.claims import Claim
    from interposer.network.chokepoints import Measures
    from interposer.network.concentration import Concentration
    from interposer.network.impact import Impact
    from interposer.network.needs import LossRule, Needs
    from interposer.store.interface import Store

__all__ = ["ORDERS", "chokepoints_answer"]

ORDERS: Final = ("score", "suppliers", "country", "hhi", "betweenness", "cut")
_ABOUT: Final = 5
"""Things that only one company makes, whose loosening is looked for; its other things are counted."""


def chokepoints_answer(
    store: Store,
    product: str = "",
    *,
    by: str = "score",
    kind: str = "",
    limit: int = 20,
    filters: Filters,
    evidence: bool = False,
) -> Answer:
    """Answer which things one product, or all products, hang on most; `limit` rows (0 = all), the worst first.

    Raises UsageError for an order or class that is none, NameUnknownError for an unknown product,
    NothingFoundError when nothing is known that it rests on.
    """
    if by not in ORDERS:
        raise UsageError(f"--by {by!r}: use {', '.join(ORDERS)}")
    if limit < 0:
        raise UsageError(f"--limit {limit}: must not be negative")
    wanted = class_named(store, kind) if kind else ""
    thing = resolve(store, product) if product else None
    answer = Answer(
        "chokepoints/1", [product] if product else [], filters, {product: thing.id} if thing else {},
        data_version=store.data_version,
    )  # fmt: skip
    projection, rules = project(store, filters), fetch_loss_rules(store)
    answer.hidden.update(projection.hidden)
    answer.undated = projection.undated
    needs = read_needs(projection.graph, rules)
    target = thing.id if thing else ""
    if target and not needs.of.get(target):
        raise NothingFoundError(_nothing(thing.label if thing else "", projection.graph.nodes[target]["kind"]))
    measures = measure(
        projection.graph, needs, rules, target, central=by == "betweenness", cut=by == "cut"
    )  # fmt: skip
    case = _Case(store, filters, needs, rules, measures, Telling(store, projection.graph, evidence=evidence), target)
    shares, hidden = fetch_market_shares(store, filters)
    answer.hidden.update(hidden)
    case.concentrate(shares, every_market=by == "hhi" and not target)
    rows = case.rows(by, wanted, answer.hidden)
    answer.truncated = 0 < limit < len(rows)
    case.summarize(answer, by)
    shown = rows[:limit] if limit else rows
    answer.results = case.tell(shown)
    answer.triples = [(t.subject, t.predicate, t.object) for t in case.telling.triples]
    answer.next = [f'interposer impact "{case.telling.label(shown[0].thing)}"'] if shown else []
    return case.telling.finish(answer)


def _nothing(label: str, kind: str) -> str:
    hint = f'Ask what rests on it: interposer impact "{label}".'
    return f"nothing is known that {label} ({kind}) rests on within these filters. {hint}"


@dataclass(slots=True)
class _Loosening:
    """What may loosen a chokepoint: makers to come and substitutes, each for a thing, with what says so."""

    planned: dict[tuple[str, str], list[Claim]]
    substitutes: dict[tuple[str, str], list[Triple]]


class _Case:
    """One question: what was measured, and the words and claims to tell it."""

    def __init__(
        self,
        store: Store,
        filters: Filters,
        needs: Needs,
        rules: Mapping[str, LossRule],
        measures: Measures,
        telling: Telling,
        target: str,
    ) -> None:
        self.store, self.filters, self.needs, self.rules = store, filters, needs, rules
        self.measures, self.telling, self.target = measures, telling, target
        self.kinds = {thing: str(data["kind"]) for thing, data in telling.graph.nodes(data=True)}
        self.every = [thing for thing, kind in self.kinds.items() if kind in PRODUCTS]
        self.markets: dict[str, list[Concentration]] = {}

    def concentrate(self, shares: Iterable[Claim], *, every_market: bool) -> None:
        """Work out how concentrated markets are, and with it every score."""
        self.markets = concentrations(shares, self.kinds)
        chokes = self.measures.chokes
        if every_market:
            for market in self.markets.keys() - chokes.keys():
                chokes[market] = Choke(market, products=0)
        for choke in chokes.values():
            if choke.makers is None and not choke.reach and self.kinds.get(choke.thing) not in HOLDERS:
                name_makers(choke, self.measures.makers)
        most = max((choke.reach for choke in chokes.values()), default=0.0)
        for thing, choke in chokes.items():
            choke.rate(most, self.index_of(thing))

    def index_of(self, thing: str) -> int | None:
        """Give the lower end of a thing's index; shares of a part of its market say nothing of the whole."""
        whole = [c for c in self.markets.get(thing, ()) if not c.limits]
        return whole[0].low if whole else None

    def rows(self, by: str, wanted: str, hidden: Counter[str]) -> list[Choke]:
        """Choose and order the rows; what is left out is counted."""
        chokes = list(self.measures.chokes.values())
        if wanted:
            found = self.store.select(f"SELECT ?class WHERE {{ ?class rdfs:subClassOf* {iri(NS + wanted)} }}")
            kinds = {wanted} | {label_of(row[0]) for row in found}
            kept = [choke for choke in chokes if self.telling.kind(choke.thing) in kinds]
            hidden["things of other classes"] += len(chokes) - len(kept)
            chokes = kept
        belongs, order, left_out = self._order(by)
        kept = [choke for choke in chokes if belongs(choke)]
        hidden[left_out] += len(chokes) - len(kept)
        hidden["things whose fall was not counted: too many for one run"] += self.measures.uncounted
        for reason in [reason for reason, count in hidden.items() if not count]:
            del hidden[reason]
        return sorted(kept, key=lambda choke: (*order(choke), -choke.score, choke.thing))

    def _order(self, by: str) -> tuple[Callable[[Choke], bool], Callable[[Choke], tuple[float, ...]], str]:
        """Tell which rows an order shows, how they are sorted, and why the others are left out."""
        telling = self.telling
        no_harm = "things whose loss alone takes no product down"
        if self.target:
            no_harm = f"things that {telling.label(self.target)} rests on and can lose alone"
        if by == "suppliers":
            return (
                lambda c: bool(c.reach and c.makers and telling.kind(c.thing) not in HOLDERS),
                lambda c: (c.makers or 0, -c.reach),
                f"{no_harm}, or whose makers are unknown",
            )
        if by == "country":
            return (
                lambda c: bool(c.reach and c.places and telling.kind(c.thing) not in HOLDERS),
                lambda c: (c.places or 0, -c.reach),
                f"{no_harm}, or of which it is unknown where they are made",
            )
        if by == "hhi":
            return (
                lambda c: bool(self.markets.get(c.thing)),
                lambda c: (-(self.index_of(c.thing) or 0), -self.markets[c.thing][0].low),
                "things without market shares",
            )
        if by == "betweenness":
            return lambda c: bool(c.betweenness), lambda c: (-(c.betweenness or 0.0),), "things between no others"
        if by == "cut":
            return (
                lambda c: c.in_cut or c.splits > 0,
                lambda c: (not c.in_cut, -c.splits),
                "things that split nothing off",
            )
        return lambda c: c.reach > 0 or c.routes > 0, lambda _: (), no_harm

    def summarize(self, answer: Answer, by: str) -> None:
        """Say in a few lines what was measured, what the cut is, and what was bounded."""
        measures, label = self.measures, self.telling.label
        single = sum(choke.state == "lost" for choke in measures.chokes.values())
        weaker = sum(choke.state == "degraded" for choke in measures.chokes.values())
        if self.target:
            name = label(self.target)
            answer.notes.append(
                f"{name} rests on {measures.scope - 1} things: {single} take it down alone, {weaker} weaken it"
            )
            if measures.undegraded:
                answer.notes.append("what only weakens it was not worked out: it rests on too much for one run")
        else:
            alone = sum(bool(choke.products) for choke in measures.chokes.values())
            answer.notes.append(
                f"{len(measures.products)} products rest on {measures.scope} things; {alone} take a product down alone"
            )
        answer.notes.append("makers and sites are those that the data know: few may be a gap in the data")
        if measures.cut is None:
            answer.notes.append("the smallest cut between demand and products was not looked for; ask with --by cut")
        elif by == "cut":
            answer.notes.append(self._cut())
        if measures.pivots:
            answer.notes.append(
                f"betweenness is an estimate from {measures.pivots} starting points; the network is too large for all"
            )

    def _cut(self) -> str:
        cut, direct = sorted(self.measures.cut or (), key=self.telling.label), self.measures.direct
        ends = self.telling.label(self.target) if self.target else "the products"
        beside = f" beside {direct} direct relation{'s' * (direct != 1)}" * bool(direct)
        if not cut:
            return f"nothing needs to be cut between the demand drivers and {ends}: no other way joins them{beside}"
        names = ", ".join(map(self.telling.label, cut[:5])) + f" and {len(cut) - 5} more" * (len(cut) > 5)
        return f"{len(cut)} things cut every way between the demand drivers and {ends}{beside}: {names}"

    def tell(self, chokes: Sequence[Choke]) -> list[dict[str, Any]]:
        """Put rows into records, with the claims behind them."""
        loosened = self._loosened(chokes)
        return [self._record(rank, choke, loosened[choke.thing]) for rank, choke in enumerate(chokes, 1)]

    def _record(self, rank: int, choke: Choke, loosening: _Loosening) -> dict[str, Any]:
        thing, telling = choke.thing, self.telling
        how, chain = self._how(thing)
        holder = telling.kind(thing) in HOLDERS
        made_by = {} if holder else self.measures.makers.of(thing)
        makers = telling.support(list(dict.fromkeys(t for member in made_by.values() for t in member.triples)))
        places = telling.support([place.triple for place in choke.countries])
        return {
            "rank": rank,
            "thing": telling.thing(thing),
            "score": choke.score,
            "parts": {name: choke.parts[name] for name in WEIGHTS},
            "products": choke.products,
            "of": len(self.every),
            "state": (choke.state or "stands") if self.target else None,
            "how": [telling.thing(one) for one in how],
            "makers": {
                "count": choke.makers,
                "things": [telling.thing(one) for one in sorted(made_by, key=telling.label)],
                "only_maker_of": [telling.thing(one) for one in choke.only],
                "claims": makers["claims"],
            },
            "countries": {
                "count": choke.places,
                "things": [{**telling.thing(place.country), "known_by": place.by} for place in choke.countries],
                "unknown_for": [telling.thing(one) for one in choke.placeless],
                "claims": places["claims"],
            },
            "gates": choke.gates,
            "routes": round(choke.routes, 4),
            "splits": choke.splits,
            "in_minimum_cut": choke.in_cut if self.measures.cut is not None else None,
            "betweenness": None if choke.betweenness is None else round(choke.betweenness, 6),
            "concentration": [self._concentration(one) for one in self.markets.get(thing, ())],
            "loosening_known": bool(loosening.planned or loosening.substitutes),
            "planned": [
                {"maker": telling.thing(maker), "for": telling.thing(one), **self._judged(claims)}
                for (maker, one), claims in loosening.planned.items()
            ],
            "substitutes": [
                {"thing": telling.thing(other), "for": telling.thing(one), **self._related(triples)}
                for (other, one), triples in loosening.substitutes.items()
            ],
            **self._support(thing, chain),
        }

    def _support(self, thing: str, chain: Sequence[Triple]) -> dict[str, Any]:
        """Sum up the way of the loss; of what fells nothing its market shares or else its own relations."""
        if chain:
            return self.telling.support(chain)
        if thing in self.markets:
            return self.telling.judgement(self.markets[thing][0].claims)
        graph = self.telling.graph
        edges = [*graph.out_edges(thing, keys=True), *graph.in_edges(thing, keys=True)]
        own = [Triple(s, p, o) for s, o, p in edges if s != o and (p, self.kinds[o]) not in HUBS]
        return self.telling.support(list(dict.fromkeys(own)))

    def _judged(self, claims: Sequence[Claim]) -> dict[str, Any]:
        firmest = min(claims, key=lambda claim: STATUSES.index(claim.status))
        record = {"relation": firmest.predicate, **self.telling.judgement(claims)}
        return record | {"status": firmest.status}

    def _related(self, triples: Sequence[Triple]) -> dict[str, Any]:
        return {"relation": triples[0].predicate, **self.telling.support(triples)}

    def _concentration(self, index: Concentration) -> dict[str, Any]:
        record = self.telling.judgement(index.claims)
        return {
            "low": index.low,
            "high": index.high,
            "shares": len({claim.subject for claim in index.claims}),
            "covered": {"low": float(index.covered[0]), "high": float(index.covered[1])},
            "limits": index.limits or None,
            "basis": index.basis or None,
            "period": index.period or None,
            "source": index.source,
            **record,
        }

    def _how(self, thing: str) -> tuple[list[str], list[Triple]]:
        """Follow the loss of a thing to the product asked about, or to the nearest that falls, with its relations."""
        choke = self.measures.chokes[thing]
        if not choke.reach:
            return [thing], []
        impact = spread(self.needs, [thing])
        goals = [self.target] if self.target else self.every
        fallen = [(impact.states[g].depth, g) for g in goals if g in impact.states and g != thing]
        if not self.target:
            fallen = [(depth, goal) for depth, goal in fallen if impact.states[goal].lost]
        if not fallen:
            return [thing], []
        chain = impact.chain(min(fallen)[1])
        triples = [t for after, before in pairwise(chain) for t in self._step(impact, after, before)]
        return chain[::-1], list(dict.fromkeys(triples))

    def _step(self, impact: Impact, after: str, before: str) -> list[Triple]:
        """Find the relations by which the loss of one thing took the next."""
        group = impact.states[after].group
        if group is None:
            groups = (self.needs.groups[number] for number in self.needs.of.get(before, ()))
            return [t for g in groups if g.kind == "tree" for m in g.members if m.thing == after for t in m.triples]
        gone = set(impact.states[after].gone) | {before}
        return [t for m in group.members if m.thing in gone or gone.intersection(m.sites) for t in m.triples]

    def _loosened(self, chokes: Iterable[Choke]) -> dict[str, _Loosening]:
        """Look for makers to come and for substitutes: of each thing, or of what a maker or place is the only one for."""
        makers = self.measures.makers
        about = {c.thing: c.only[:_ABOUT] if self.telling.kind(c.thing) in HOLDERS else (c.thing,) for c in chokes}
        below = {thing: makers.below(thing) for things in about.values() for thing in things}
        coming = self._coming({one for things in below.values() for one in things})
        found = {}
        for thing, things in about.items():
            planned: dict[tuple[str, str], list[Claim]] = defaultdict(list)
            substitutes: dict[tuple[str, str], list[Triple]] = defaultdict(list)
            for one in things:
                known = makers.of(one)
                taken = {thing, *known, *(site for member in known.values() for site in member.sites)}
                for maker, claims in ((m, c) for low in below[one] for m, c in coming.get(low, {}).items()):
                    if maker not in taken:
                        planned[maker, one] += claims
                for other, triple in self.needs.substitutes.get(one, ()):
                    if other != thing:
                        substitutes[other, one].append(triple)
            found[thing] = _Loosening(planned, substitutes)
        return found

    def _coming(self, things: Iterable[str]) -> dict[str, dict[str, list[Claim]]]:
        """Read who is said to develop things, or to be going to make them."""
        things = list(things)
        if not things:
            return {}
        making = [name for name, rule in self.rules.items() if rule.kind == "maker"]
        relations = values_block("relation", (NS + name for name in (*making, "develops")))
        values = values_block("thing", (ID + thing for thing in things))
        claims = fetch_claims(self.store, f"{values} ?claim rdf:object ?thing ; rdf:predicate ?relation . {relations}")
        if not claims:
            return {}
        passing = sift(claims, Filters(STATUSES, known_on=self.filters.known_on)).claims
        found: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
        for claim in passing:
            if claim.polarity == "asserts" and (claim.predicate == "develops" or claim.status != "reported"):
                found[claim.object][claim.subject].append(claim)
        return found
