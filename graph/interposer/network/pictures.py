"""Pictures of the network: which things a view opens on, what it carries beside them, and the evidence of it all.

A picture carries claims of every status, whatever the filters: they say only what it opens on, and a reader may
change them. The whole network is carried whole; a neighbourhood, a path or an answer with one ring more.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.knowledge.period import parse_period
from interposer.knowledge.quantity import parse_value
from interposer.lookup.answers import conflicts_of
from interposer.lookup.claims import fetch_claims, fetch_sources
from interposer.lookup.filters import STATUSES, Filters, denial_days, sift
from interposer.lookup.names import label_of
from interposer.lookup.numbers import printed
from interposer.network.chokepoints import Makers
from interposer.network.communities import find_communities
from interposer.network.needs import fetch_loss_rules, read_needs
from interposer.network.paths import fetch_readings, say
from interposer.network.picture import (
    LAYERS,
    Evidence,
    Fact,
    Group,
    Opening,
    Picture,
    PictureEdge,
    PictureNode,
    standing,
)
from interposer.network.project import REPORTED, Triple, project_each
from interposer.store.terms import ID, NS, UNIT, values_block

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    import networkx as nx

    from interposer.lookup.claims import Claim, Source
    from interposer.network.paths import Path
    from interposer.store.interface import Store

__all__ = ["FACETS", "OVERVIEW", "around", "of_path", "of_things", "of_triples", "whole"]

FACETS: Final = frozenset({"Country", "BusinessRole"})
"""Classes whose things are no nodes: what nearly everything has is told of each node instead."""
SUPPLIED: Final = frozenset({
    "Material", "EquipmentType", "ComponentType", "Offering", "Product", "MemoryGeneration", "Technology", "ProcessStep",
})  # fmt: skip
"""Classes whose things somebody makes, supplies or offers, so that it matters how many do."""

LIMIT: Final = 250
RING: Final = 1_000
"""Things that a picture of a part carries at most, with the ring around what it opens on."""
LARGEST: Final = 10_000
"""Things that one page can carry and lay out."""
OVERVIEW: Final = 1_000
"""Things beyond which a picture has an overview by communities."""
_FIRMEST: Final = ("contradiction", "spread", "revision")


def whole(store: Store, filters: Filters = REPORTED, limit: int = LIMIT) -> Picture:
    """Picture the whole network; it opens on the best-evidenced things, some of every column, none over a third.

    Raises UsageError for a network of more than 10,000 things, which no page shows well.
    """
    _check_limit(limit)
    view = _View(store, filters)
    every = [thing for thing in view.degrees if view.degrees[thing]]
    if len(every) > LARGEST:
        raise UsageError(
            f"{len(every):,} things are more than one page can show ({LARGEST:,}); draw a part: a thing and what is around "
            "it (interposer viz THING --hops 2), a path (--path A B) or what a query finds (--query)"
        )
    # Where the filters hide every relation, the things stand there alone and the page says what hides the rest.
    ranked = sorted([thing for thing in view.scores if view.scores[thing]] or every, key=view.rank)
    columns = [[thing for thing in ranked if view.layer(thing) == layer] for layer in range(len(LAYERS))]
    # Each column shows its best, or the crowded ones would leave nothing of the others.
    sure = limit // (2 * len(LAYERS))
    chosen = [thing for column in columns for thing in column[:sure]]
    room = [max(1, limit // 3) - min(sure, len(column)) for column in columns]
    for thing in sorted(set(ranked) - set(chosen), key=view.rank):
        layer = view.layer(thing)
        if room[layer] > 0 and len(chosen) < limit:
            chosen.append(thing)
            room[layer] -= 1
    chosen.sort(key=view.rank)
    hidden = Counter(view.hidden)
    hidden["things without a relation"] += sum(view.drawn(thing) for thing in view.graph) - len(every)
    subtitle = f"{len(chosen)} of {_count(len(every), 'thing')} with a relation, by evidence"
    return view.picture(chosen, every, ("Advanced packaging", subtitle), hidden)


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
        ring = {other for one in ring for other in view.neighbours(one, view.opened)} - set(found)
        found += sorted(ring, key=view.rank)
    return view.part(found[:limit], (view.label(thing), f"and what is within {_count(hops, 'hop')}"), also=found)


def of_things(store: Store, ids: Collection[str], filters: Filters = REPORTED) -> Picture:
    """Picture these things and every relation between them; raises NameUnknownError for an unknown id."""
    view = _View(store, filters)
    view.check(ids)
    chosen = sorted({thing for thing in ids if view.drawn(thing)})
    heading = _count(len(chosen), "thing"), "and the relations between them"
    return view.part(chosen[:LARGEST], heading, view.undrawn(ids), also=chosen)


def of_path(store: Store, paths: Sequence[Path], filters: Filters = REPORTED) -> Picture:
    """Picture paths, each hop by the relation it carries; raises UsageError when there is none."""
    if not paths or not all(paths):
        raise UsageError("there is no path to picture")
    view = _View(store, filters)
    visited = dict.fromkeys(thing for path in paths for hop in path for thing in (hop.source, hop.target))
    view.check(visited)
    chosen = [thing for thing in visited if view.drawn(thing)]
    hops = [hop for path in paths for hop in path]
    answer = {
        Triple(*((h.source, h.predicate, h.target) if h.forward else (h.target, h.predicate, h.source))) for h in hops
    }
    heading = f"{view.label(paths[0][0].source)} to {view.label(paths[0][-1].target)}", _count(len(paths), "path")
    return view.part(chosen, heading, view.undrawn(visited), answer)


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
    wanted = {Triple(*triple): None for triple in triples}
    visited = list(dict.fromkeys(end for triple in wanted for end in (triple.subject, triple.object)))
    view.check(visited)
    drawn = [thing for thing in visited if view.drawn(thing)]
    chosen = drawn[:limit]
    if not chosen:
        raise UsageError("there is nothing to picture: the answer rests on no relation between things that are drawn")
    shown = [triple for triple in wanted if {triple.subject, triple.object} <= set(chosen) and view.holds(triple)]
    heading = title or _count(len(chosen), "thing"), _count(len(shown), "relation")
    return view.part(chosen, heading, view.undrawn(visited), set(wanted), also=drawn)


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= LARGEST:
        raise UsageError(f"a picture opens on at least one thing and on {LARGEST:,} at most, not on {limit:,}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


class _View:
    """The network of one store, as the filters open it and as the picture carries it, with the words to tell it in."""

    def __init__(self, store: Store, filters: Filters) -> None:
        self.store, self.filters = store, filters
        self.carried = Filters(STATUSES, known_on=filters.known_on, quarantined=filters.quarantined)
        opened, every = project_each(store, (filters, self.carried))
        self.opened, self.graph, self.projection, self.hidden = opened.graph, every.graph, every, every.hidden
        rows = store.select("""SELECT ?term ?label ?layer ?symbol WHERE { ?term rdfs:label ?label FILTER(LANG(?label) = "en")
  OPTIONAL { ?term ip:layer ?layer } OPTIONAL { ?term ip:symbol ?symbol } }""")
        self.words = {str(term): str(label) for term, label, _, _ in rows}
        self.layers = {str(term): layer for term, _, layer, _ in rows if isinstance(layer, int)}
        self.symbols = {str(term): str(symbol) for term, _, _, symbol in rows if symbol is not None}
        self.readings = fetch_readings(store)
        self.labels = {thing: str(data["label"]) for thing, data in self.graph.nodes(data=True)}
        self.scores = self._scores(self.opened, lambda data: int(data["families"]))
        self.degrees = self._scores(self.graph, lambda _: 1)

    def _scores(self, graph: nx.MultiDiGraph[str], weigh: Callable[[Mapping[str, Any]], int]) -> Counter[str]:
        """Add up what the relations of each thing weigh, one to itself and those to undrawn things aside."""
        found = Counter[str]()
        for subject, obj, data in graph.edges(data=True):
            if subject != obj and self.drawn(subject) and self.drawn(obj):
                weight = weigh(data)
                found[subject] += weight
                found[obj] += weight
        return found

    def check(self, things: Iterable[str]) -> None:
        for thing in things:
            if thing not in self.graph:
                raise NameUnknownError(f"no thing of the network has the id {thing!r}")

    def holds(self, triple: Triple) -> bool:
        return self.opened.has_edge(triple.subject, triple.object, triple.predicate)

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

    def rank(self, thing: str) -> tuple[int, int, str, str]:
        return -self.scores[thing], -self.degrees[thing], self.label(thing), thing

    def neighbours(self, thing: str, graph: nx.MultiDiGraph[str]) -> set[str]:
        around = {*graph.succ[thing], *graph.pred[thing]} if thing in graph else set[str]()
        return {other for other in around if self.drawn(other)}

    def country(self, thing: str) -> str:
        """Name the countries a thing sits in, all of them where sources disagree; a site may lie in a larger one."""
        for relation in ("headquarteredIn", "locatedIn"):
            places = {o for _, o, p in self.opened.out_edges(thing, keys=True) if p == relation}
            within = {o for place in places for _, o, p in self.opened.out_edges(place, keys=True) if p == "locatedIn"}
            found = {self.label(o) for o in places | within if self.graph.nodes[o]["kind"] == "Country"}
            if found:
                return " / ".join(sorted(found))
        return ""

    def suppliers(self) -> dict[str, int]:
        """Count who makes each thing that is made or supplied, by what the picture opens on.

        Makers, suppliers and those who offer it count alike, for the thing or anything below it in the tree; a
        company and what it owns count once. What nobody is known to make is left out.
        """
        rules = fetch_loss_rules(self.store)
        makers = Makers(self.opened, read_needs(self.opened, rules), rules)
        supplied = [thing for thing, data in self.opened.nodes(data=True) if data["kind"] in SUPPLIED]
        return {thing: len({makers.owner(maker) for maker in makers.of(thing)}) for thing in supplied}

    def part(
        self,
        chosen: Sequence[str],
        heading: tuple[str, str],
        hidden: Counter[str] | None = None,
        answer: Collection[Triple] | None = None,
        *,
        also: Sequence[str] = (),
    ) -> Picture:
        """Picture a part of the network: what is chosen, what else the answer has (`also`), and one ring around it."""
        hidden = Counter(hidden or ())
        ring = {other for thing in chosen for other in self.neighbours(thing, self.graph)}
        every = list(dict.fromkeys((*chosen, *also, *sorted(ring, key=self.rank))))
        carried = every[: max(RING, len(chosen))]
        hidden[f"beyond {len(carried):,} things"] += len(every) - len(carried)
        inside = set(carried)
        hidden["things further away"] += len(
            {far for thing in carried for far in self.neighbours(thing, self.graph)} - inside - set(every)
        )
        return self.picture(chosen, carried, heading, hidden, answer, local=True)

    def picture(
        self,
        first: Collection[str],
        things: Iterable[str],
        heading: tuple[str, str],
        hidden: Counter[str],
        answer: Collection[Triple] | None = None,
        *,
        local: bool = False,
    ) -> Picture:
        """Tell things, those it opens on first, and all relations between them with their evidence.

        `answer` holds the relations it opens on, where that is not all of them; `local` counts the claims of these
        things that it does not carry.
        """
        every = [*first, *sorted(set(things) - set(first), key=self.rank)]
        claims = self._claims(every)
        told = _Teller(self, claims.values())
        numbers, unseen = self._sift(c for c in claims.values() if c.value)
        hidden = hidden + unseen
        if local:
            hidden += self._sift(c for c in claims.values() if c.object)[1]
        opened = set(first)

        def aside(triple: Triple) -> bool:
            return answer is not None and triple not in answer and {triple.subject, triple.object} <= opened

        return Picture(
            *heading,
            self.store.data_version,
            tuple(told.nodes(every, opened, numbers)),
            tuple(
                told.edge(
                    triple, [claims[c] for c in data["claims"] + data["denials"] if c in claims], data, aside(triple)
                )
                for triple, data in self._relations(every)
            ),
            {reason: count for reason, count in sorted(hidden.items()) if count},
            _opening(self.filters),
            self._communities(every),
        )

    def _relations(self, things: Iterable[str]) -> list[tuple[Triple, dict[str, Any]]]:
        """Take the relations between these things out of the network, in order."""
        inside = self.graph.subgraph(things).edges(keys=True, data=True)
        return sorted(((Triple(s, p, o), data) for s, o, p, data in inside), key=lambda pair: pair[0])

    def _communities(self, things: Collection[str]) -> tuple[Group, ...]:
        """Part a large picture into communities, the same whatever extras are installed."""
        if len(things) <= OVERVIEW:
            return ()
        inside = set(things)
        found = [
            Group(community.label, tuple(member for member in community.members if member in inside))
            for community in find_communities(self.projection, "louvain")
        ]
        return tuple(group for group in found if group.members)

    def _claims(self, things: Iterable[str]) -> dict[str, Claim]:
        found = fetch_claims(self.store, f"{_values(things)} ?claim rdf:subject|rdf:object ?thing")
        return {claim.id: claim for claim in found}

    def _sift(self, claims: Iterable[Claim]) -> tuple[list[Claim], Counter[str]]:
        """Keep the claims that the picture carries; that none of these was recorded by then is not worth an error."""
        among = list(claims)
        try:
            sifted = sift(among, self.carried)
        except NothingFoundError:
            return [], Counter({"not recorded then": len(among)})
        return sifted.claims, sifted.hidden


def _opening(filters: Filters) -> Opening:
    when = filters.as_of
    return Opening(
        filters.statuses,
        when.label if when else "",
        when.start.isoformat() if when else "",
        when.end.isoformat() if when else "",
        filters.min_sources,
        filters.dated_only,
    )


def _values(things: Iterable[str]) -> str:
    return values_block("thing", (ID + thing for thing in things))


def _ends(claim: Claim) -> tuple[float | None, float | None]:
    """Read the ends of a figure as it is printed: one and the same for a single figure, None for an open end."""
    if not claim.metric:
        return None, None
    interval = parse_value(claim.value)
    low, high = (None if end is None else float(end) for end in (interval.low, interval.high))
    if low is None or high is None:
        return low, high
    marks = printed(claim.value, low, high)
    return marks[0], marks[-1]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


class _Teller:
    """Words for claims: what each says, and where it says so."""

    def __init__(self, view: _View, claims: Collection[Claim]) -> None:
        self.view = view
        sources = {claim.source for claim in claims}
        self.sources: Mapping[str, Source] = fetch_sources(view.store, sources) if sources else {}
        self.denials = denial_days(claims)
        # Only contradictions mark their claims as disputed; spreads and revisions are shown here too.
        self.disagreements: dict[str, str] = {}
        for conflict in conflicts_of(view.store, [claim._replace(disputed=True) for claim in claims]):
            for slug in conflict["claims"]:
                kinds = self.disagreements.get(slug, conflict["kind"]), conflict["kind"]
                self.disagreements[slug] = min(kinds, key=_FIRMEST.index)
        self.opening = _opening(view.filters)

    def nodes(self, things: Sequence[str], opened: Collection[str], numbers: Iterable[Claim]) -> Iterable[PictureNode]:
        """Tell each thing with its names, its country and its numbers."""
        view, facts = self.view, dict[str, list[Fact]]()
        for claim in sorted(numbers, key=lambda c: (c.metric, c.milestone, c.period, c.value, c.id)):
            facts.setdefault(claim.subject, []).append(self._fact(claim))
        names = self._texts(things, "^ip:nameOf/ip:text|skos:prefLabel|skos:notation")
        definitions = self._texts(things, "skos:definition", 'FILTER(LANG(?text) = "en")')
        suppliers = view.suppliers()
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
                suppliers=suppliers.get(thing),
                first=thing in opened,
            )

    def edge(self, triple: Triple, claims: Iterable[Claim], data: Mapping[str, Any], aside: bool) -> PictureEdge:  # noqa: FBT001
        """Tell a relation with the claims behind it, denials last, best evidence first."""
        ordered = sorted(claims, key=lambda c: (c.polarity != "asserts", c.grade or "E", c.source, c.id))
        told = tuple(self._evidence(claim, self._sentence(claim)) for claim in ordered)
        found = standing(told, self.opening)
        return PictureEdge(
            triple.subject,
            triple.object,
            triple.predicate,
            self.view.words.get(NS + triple.predicate, triple.predicate),
            found.sources if found else 0,
            found.disputed if found else False,
            found.status if found else str(data["status"]),
            told,
            aside,
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

    def _fact(self, claim: Claim) -> Fact:
        """Tell a number or a milestone, with what a chart of it needs."""
        view, text = self.view, self._number(claim)
        limits = (claim.scope and view.label(claim.scope), claim.scope_note, claim.basis.removeprefix("basis-"))
        when = parse_period(claim.value if claim.milestone else claim.period)
        low, high = _ends(claim)
        return Fact(
            text,
            self._evidence(claim, f"{view.label(claim.subject)}: {text}"),
            self._what(claim),
            view.symbols.get(UNIT + claim.unit, claim.unit),
            "; ".join(part for part in limits if part),
            low,
            high,
            _day(when.start if when else None),
            _day(when.end if when else None),
        )

    def _what(self, claim: Claim) -> str:
        view = self.view
        return view.label(claim.metric) if claim.metric else view.words.get(NS + claim.milestone, claim.milestone)

    def _number(self, claim: Claim) -> str:
        """Say a number or milestone as 'wafer capacity: >90000 wafers/month (2026-12-31, forecast)'."""
        view, what = self.view, self._what(claim)
        scope = "; ".join(part for part in (claim.scope and view.label(claim.scope), claim.scope_note) if part)
        unit = view.symbols.get(UNIT + claim.unit, claim.unit)
        value = f"{claim.value}{' ' * unit[:1].isalnum()}{unit}"
        period = claim.period if claim.metric else ""
        when = ", ".join(part for part in (period, claim.status * (claim.status != "reported")) if part)
        return f"{what}{f' ({scope})' if scope else ''}: {value}{f' ({when})' if when else ''}"

    def _evidence(self, claim: Claim, text: str) -> Evidence:
        source = self.sources.get(claim.source)
        denies = claim.polarity == "denies"
        denied = self.denials.get(claim.statement)
        later = denied is not None and claim.start is not None and not denies and claim.start < denied
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
            denies=denies,
            since=_day(claim.start),
            until=_day(claim.end),
            denied=_day(denied if later else None),
            disputed=claim.disputed,
            family=claim.family,
            voice=claim.kind if claim.kind in ("digest", "editorial") else "",
            disagreement=self.disagreements.get(claim.id, ""),
            weak=claim.weak,
        )
