"""Where much hangs on little: what falls when one thing alone is lost, who makes it, where, and which routes pass it.

The score of a thing, 0 to 100, is the sum of five parts, each shown beside it; what is unknown adds nothing:

    reach          50 × what falls with it, against the thing with which most falls: the sum over the products asked
                   about of 0.9^(steps - 1), because each step on the way is one more claim that may not hold; 0 where
                   a product stands. Of one product half of that counts where it is degraded but not lost.
    makers         20 / number of companies known to make or do it; a company and what it owns count once. Of a
                   company: the fewest that make one of the things it makes; of a site or a country: the fewest
                   sites or countries where one of the things done there is done. Nothing beyond 50.
    country        15 / number of countries where it is known to be made; nothing if for one maker no country is
                   known, or beyond 50 makers.
    routes          5 × share of the products that no known route of supply reaches without it.
    concentration  10 × the lower end of its HHI / 10,000, from market shares of one source.

Cut vertices, the minimum cut and betweenness stand beside the score and are no part of it: they count relations
of every kind, not supply.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import networkx as nx

from interposer.network.fast import betweenness, immediate_dominators
from interposer.network.impact import spread
from interposer.network.project import HUBS, Triple, collector_off

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from interposer.network.needs import LossRule, Member, Needs

__all__ = [
    "DEMAND", "PRODUCTS", "WEIGHTS", "Choke", "Country", "Fall", "Makers", "Measures", "cone", "cut_vertices", "gates",
    "hub_free", "measure", "minimum_cut", "routes_of_supply", "single_losses",
]  # fmt: skip

PRODUCTS: Final = frozenset({"Chip", "ChipFamily", "Product", "System"})
"""Classes of the things whose fall is counted."""
DEMAND: Final = frozenset({"DemandDriver"})
HOLDERS: Final = frozenset({"Company", "Organization", "Facility", "Country"})
"""Classes that make things or are where things are made; nobody makes them."""
WEIGHTS: Final = {"reach": 50, "makers": 20, "country": 15, "routes": 5, "concentration": 10}
"""Points that each part of the score can give."""

_FADE: Final = 0.9
_ROUTES: Final = frozenset({"input", "maker", "provider", "supplier"})
"""Kinds of need along which things are supplied; sites, owners and the tree above are no routes."""
_ROOT: Final = "\0root"
_ABREAST: Final = 16_384
"""Things that are lost side by side."""
_ROUNDS: Final = 4
"""How often so many are lost before the rest stays uncounted."""
_CROWD: Final = 50
"""Makers beyond which a thing hangs on none of them, and where they are is not looked up."""
_SPREADS: Final = 2_000
"""Things under one product for which degraded states are worked out; beyond it losses alone are."""
_CUTTABLE: Final = 20_000
"""Relations up to which a minimum cut is looked for unasked: maximum flow needs a search for every thing of the cut."""


class Country(NamedTuple):
    """A country where something is made, known by a site there or, failing that, by its maker's head office."""

    country: str
    by: str
    triple: Triple


@dataclass(slots=True)
class Choke:
    """One thing with everything measured of it; None is what was not computed or is not known.

    `reach` and `routes` are shares of the products asked about; `products` counts all products that fall with it;
    `state` is what becomes of the one product asked about; `only` what nobody else makes, or is made nowhere else.
    """

    thing: str
    reach: float = 0.0
    products: int | None = None
    state: str = ""
    makers: int | None = None
    only: tuple[str, ...] = ()
    countries: tuple[Country, ...] = ()
    placeless: tuple[str, ...] = ()
    gates: int = 0
    routes: float = 0.0
    splits: int = 0
    in_cut: bool = False
    betweenness: float | None = None
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def places(self) -> int | None:
        """Count the countries; None when one of its makers may be anywhere."""
        return None if self.placeless or not self.countries else len({place.country for place in self.countries})

    @property
    def score(self) -> float:
        """Add up the parts."""
        return round(sum(self.parts.values()), 1)

    def rate(self, most: float, concentration: float | None = None) -> None:
        """Work out the parts of the score; `most` is the largest reach, `concentration` the lower end of an HHI."""
        shares = {
            "reach": self.reach / most if most else 0.0,
            "makers": 1 / self.makers if self.makers and self.makers <= _CROWD else 0.0,
            "country": 1 / self.places if self.places else 0.0,
            "routes": self.routes,
            "concentration": (concentration or 0.0) / 10_000,
        }
        self.parts = {name: round(WEIGHTS[name] * share, 1) for name, share in shares.items()}


@dataclass(slots=True)
class Measures:
    """Every thing that the products rest on, measured; the minimum cut; and what was left out, to be said."""

    chokes: dict[str, Choke]
    products: tuple[str, ...]
    scope: int
    makers: Makers
    cut: frozenset[str] | None = None
    direct: int = 0
    uncounted: int = 0
    undegraded: bool = False
    pivots: int = 0


def _kinds(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    return {thing: data["kind"] for thing, data in graph.nodes(data=True)}


def cone(needs: Needs, roots: Iterable[str]) -> dict[str, None]:
    """Collect everything that things rest on, themselves included, nearest first."""
    found = dict.fromkeys(roots)
    open_ = list(found)
    for thing in open_:
        for number in needs.of.get(thing, ()):
            for member in needs.groups[number].members:
                for other in (member.thing, *member.sites):
                    if other not in found:
                        found[other] = None
                        open_.append(other)
    return found


class Fall(NamedTuple):
    """What falls with one thing: the number of the things asked about, and the sum of 0.9^(steps - 1) over them."""

    number: int
    weight: float


def single_losses(
    needs: Needs, seeds: Sequence[str], wanted: Collection[str], within: Collection[str] | None = None
) -> dict[str, Fall]:
    """Lose each thing alone and count what falls of the things wanted, itself left out: exactly as `spread` does.

    All seeds are lost side by side: each is one bit of a number, and the bits of a thing say whose loss it does
    not survive. A round takes one step for all of them, so that the time grows with the needs, not with needs
    times seeds; the memory is one bit for each seed and thing. `within` is the cone of the things wanted, where it
    is at hand: nothing else is then followed.
    """
    index = _Compact(needs, seeds, within)
    alive, alone, shared = index.alive, index.alone, index.shared
    goals = {index.places[thing] for thing in wanted if thing in index.places}
    fresh = {index.places[thing]: 1 << place for place, thing in enumerate(seeds)}
    counters: list[list[int]] = []
    while fresh:
        shaken = {number for thing in fresh for number in shared[thing]}
        gone = [(index.dependents[number], index.gone(number)) for number in shaken]
        said: dict[int, int] = {}
        for dependent, more in gone:  # all of these were looked up before any of this round falls
            if falls := more & alive[dependent]:
                alive[dependent] ^= falls
                said[dependent] = said.get(dependent, 0) | falls
        for thing, more in fresh.items():
            for dependent in alone[thing]:
                if falls := more & alive[dependent]:
                    alive[dependent] ^= falls
                    said[dependent] = said.get(dependent, 0) | falls
        counters.append(_tally(more for thing, more in said.items() if thing in goals))
        fresh = said
    counts = [0] * len(seeds)
    weights = [0.0] * len(seeds)
    for depth, slices in enumerate(counters):
        for power, column in enumerate(slices):
            for place in _places(column):
                counts[place] += 1 << power
                weights[place] += (1 << power) * _FADE**depth
    return {thing: Fall(counts[place], weights[place]) for place, thing in enumerate(seeds)}


class _Compact:
    """The needs that carry loss, by numbers: what falls at once with a thing, and the groups that it weakens.

    `alive` has for each thing the seeds, as bits, whose loss it survives so far.
    """

    def __init__(self, needs: Needs, seeds: Sequence[str], within: Collection[str] | None) -> None:
        everything = dict.fromkeys(chain(seeds, needs.of, needs.held, needs.hosted))
        self.places = places = {thing: place for place, thing in enumerate(everything)}
        self.alone: list[list[int]] = [[] for _ in places]
        self.shared: list[list[int]] = [[] for _ in places]
        self.every = (1 << len(seeds)) - 1
        self.alive = [self.every ^ (1 << place) for place in range(len(seeds))]
        self.alive += [self.every] * (len(places) - len(seeds))
        self.dependents: list[int] = []
        self._members: list[list[tuple[int, list[int]]]] = []
        for group in needs.groups:
            dependent, members = group.dependent, group.members
            if group.soft or (within is not None and dependent not in within):
                continue
            if len(members) == 1 and not members[0].sites:
                self.alone[places[members[0].thing]].append(places[dependent])
                continue
            numbers = [(places[m.thing], [places[site] for site in m.sites]) for m in members]
            for thing, sites in numbers:
                for one in (thing, *sites):
                    self.shared[one].append(len(self.dependents))
            self.dependents.append(places[dependent])
            self._members.append(numbers)

    def gone(self, number: int) -> int:
        """Find the seeds that take every member of a group: the member itself or all its sites."""
        alive = self.alive
        stands = 0
        for thing, sites in self._members[number]:
            member = alive[thing]
            if sites:
                hosted = 0
                for site in sites:
                    hosted |= alive[site]
                member &= hosted
            stands |= member
            if stands == self.every:
                break
        return self.every ^ stands


def _tally(columns: Iterable[int]) -> list[int]:
    """Count for each bit how many numbers have it; the counts stand bit by bit across the numbers given back."""
    slices: list[int] = []
    for column in columns:
        carry = column
        for power, held in enumerate(slices):
            slices[power], carry = held ^ carry, held & carry
            if not carry:
                break
        if carry:
            slices.append(carry)
    return slices


def _places(column: int) -> Iterator[int]:
    """Yield the places of the bits of a number."""
    text = f"{column:b}"[::-1]
    place = text.find("1")
    while place >= 0:
        yield place
        place = text.find("1", place + 1)


class Makers:
    """Who makes or does things, and in which countries."""

    def __init__(self, graph: nx.MultiDiGraph[str], needs: Needs, rules: Mapping[str, LossRule]) -> None:
        """Index the makers, sites, head offices and owners of a network."""
        tree = frozenset(name for name, rule in rules.items() if rule.kind == "tree")
        self._made = {
            group.dependent: (
                {m.thing: m for m in group.members if m.triples[0].predicate not in tree},
                [m.thing for m in group.members if m.triples[0].predicate in tree],
            )
            for group in needs.groups
            if group.kind == "maker"
        }
        self._owner = {
            group.dependent: group.members[0].thing
            for group in needs.groups
            if group.kind == "owner" and len(group.members) == 1
        }
        self._located: dict[str, list[Country]] = defaultdict(list)
        self._home: dict[str, list[Country]] = defaultdict(list)
        countries = {thing for thing, kind in _kinds(graph).items() if kind == "Country"}
        for subject, others in graph.adjacency():
            for target in countries.intersection(others):
                if "locatedIn" in others[target]:
                    self._located[subject].append(Country(target, "site", Triple(subject, "locatedIn", target)))
                if "headquarteredIn" in others[target]:
                    triple = Triple(subject, "headquarteredIn", target)
                    self._home[subject].append(Country(target, "head office", triple))
        self._sites: dict[str, list[str]] = defaultdict(list)
        for group in needs.groups:
            if group.kind == "operator":
                for member in group.members:
                    self._sites[member.thing].append(group.dependent)
        self._found: dict[str, dict[str, Member]] = {}

    def of(self, thing: str) -> dict[str, Member]:
        """Find who makes a thing or anything below it in the tree, each with its sites and relations."""
        if thing in self._found:
            return self._found[thing]
        own, children = self._made.get(thing, ({}, ()))
        found = own
        if children:
            found = dict(own)
            for child in self.below(thing)[1:]:
                more = self._made[child][0]
                twice = [_joined(found[maker], more[maker]) for maker in found.keys() & more.keys()]
                found.update(more)
                found.update((member.thing, member) for member in twice)
        self._found[thing] = found
        return found

    def below(self, thing: str) -> list[str]:
        """List a thing and what is made below it in the tree."""
        found = [thing]
        seen = {thing}
        for one in found:
            for child in self._made[one][1] if one in self._made else ():
                if child not in seen:
                    seen.add(child)
                    found.append(child)
        return found

    def owner(self, company: str) -> str:
        """Follow a company up to whom it belongs, itself where that is nobody or several."""
        seen = {company}
        while (above := self._owner.get(company)) and above not in seen:
            seen.add(above)
            company = above
        return company

    def owned_by(self, company: str, holder: str) -> bool:
        """Tell whether a company is the holder or belongs to it."""
        seen: set[str] = set()
        while company != holder and company in self._owner and company not in seen:
            seen.add(company)
            company = self._owner[company]
        return company == holder

    def independent(self, companies: Collection[str]) -> int:
        """Count companies; those of one owner count once."""
        if self._owner.keys().isdisjoint(companies):
            return len(companies)
        return len({self.owner(company) if company in self._owner else company for company in companies})

    def counted(self, companies: Collection[str]) -> dict[str, int]:
        """Count for each company how many make the same thing: itself, with what it owns, and the others."""
        if self._owner.keys().isdisjoint(companies):
            return dict.fromkeys(companies, len(companies))
        of_owner: dict[str, list[str]] = defaultdict(list)
        for company in companies:
            of_owner[self.owner(company)].append(company)
        return {
            company: len(of_owner) + any(not self.owned_by(other, company) for other in group)
            for group in of_owner.values()
            for company in group
        }

    def places(self, member: Member) -> Sequence[Country]:
        """Find the countries where a maker makes it: of the sites known, else of its head office or its owner's."""
        if not member.sites:
            return self._located.get(member.thing) or self._offices(member.thing)
        sites = [place for site in (member.thing, *member.sites) for place in self._located.get(site, ())]
        return sites or self._offices(member.thing)

    def _offices(self, company: str) -> Sequence[Country]:
        """Find the head office of a company, or else of who owns it."""
        if company in self._home or company not in self._owner:
            return self._home.get(company, ())
        return [place._replace(by="head office of its owner") for place in self._home.get(self.owner(company), ())]

    def home(self, holder: str) -> list[Country]:
        """Find where a site lies, or the sites that a company operates and its head office."""
        sites = [place for site in (holder, *self._sites.get(holder, ())) for place in self._located.get(site, ())]
        return [*sites, *self._home.get(holder, ())]

    def where(self, thing: str) -> tuple[list[Country], list[str]]:
        """Find the countries where a thing is made, and the makers of which no country is known."""
        found: dict[str, Country] = {}
        placeless = []
        for maker, member in self.of(thing).items():
            places = self.places(member)
            if not places:
                placeless.append(maker)
            for place in places:
                country = place.country
                if country not in found or (place.by == "site" and found[country].by != "site"):
                    found[country] = place
        return [found[country] for country in sorted(found)], sorted(placeless)


def _joined(one: Member, other: Member) -> Member:
    sites = tuple(dict.fromkeys(one.sites + other.sites))
    return one._replace(sites=sites, triples=tuple(dict.fromkeys(one.triples + other.triples)))


def hub_free(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Make the undirected network without parallel relations, loops, and hubs (roles and countries)."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(graph)
    simple.add_edges_from(_ties(graph))
    return simple


def _ties(graph: nx.MultiDiGraph[str]) -> Iterator[tuple[str, str]]:
    kinds = _kinds(graph)
    hubs = {relation for relation, _ in HUBS}
    for subject, others in graph.adjacency():
        for target, relations in others.items():
            for relation in relations:
                if relation not in hubs or (relation, kinds[target]) not in HUBS:
                    if subject != target:
                        yield subject, target
                    break


def cut_vertices(graph: nx.MultiDiGraph[str]) -> dict[str, int]:
    """Find the things that alone hold parts of the hub-free network together, each with how many it splits off; linear.

    Counted is everything that no longer hangs together with the largest part left of where it was.
    """
    names = list(graph)
    places = {name: place for place, name in enumerate(names)}
    around: list[list[int]] = [[] for _ in names]
    for one, other in _ties(graph):
        a, b = places[one], places[other]
        around[a].append(b)
        around[b].append(a)
    search = _Search(around)
    for start, others in enumerate(around):
        if others and not search.seen[start]:
            search.walk(start)
    found = {}
    for place, pieces in search.pieces.items():
        whole = search.whole[search.tree[place]] - 1
        rest = whole - sum(pieces)
        parts = [*pieces, rest] if rest else pieces
        if len(parts) > 1:
            found[names[place]] = whole - max(parts)
    return found


class _Search:
    """A depth-first search that notes below which places nothing leads back past them (Hopcroft and Tarjan)."""

    def __init__(self, around: Sequence[Collection[int]]) -> None:
        self.around = around
        self.seen = [0] * len(around)
        self.low = [0] * len(around)
        self.size = [1] * len(around)
        self.tree = [0] * len(around)
        self.whole: dict[int, int] = {}
        self.pieces: dict[int, list[int]] = {}
        self.clock = 0

    def walk(self, start: int) -> None:
        """Search everything that hangs together with a place."""
        seen, low, size = self.seen, self.low, self.size
        stack = [(start, -1, self._enter(start, start))]
        while stack:
            place, above, others = stack[-1]
            for other in others:
                if not seen[other]:
                    stack.append((other, place, self._enter(other, start)))
                    break
                if other != above and seen[other] < low[place]:
                    low[place] = seen[other]
            else:
                stack.pop()
                if above >= 0:
                    low[above] = min(low[above], low[place])
                    size[above] += size[place]
                    if low[place] >= seen[above]:
                        self.pieces.setdefault(above, []).append(size[place])
        self.whole[start] = size[start]

    def _enter(self, place: int, start: int) -> Iterator[int]:
        self.clock += 1
        self.seen[place] = self.low[place] = self.clock
        self.tree[place] = start
        return iter(self.around[place])


def minimum_cut(graph: nx.Graph[str], sources: Collection[str], goals: Collection[str]) -> tuple[frozenset[str], int]:
    """Find fewest things without which nothing joins sources and goals, and count the relations that join them directly.

    Sources and goals themselves cannot be cut; direct relations between them are set aside. Of several cuts of one
    size it is the one that the order of the names gives.
    """
    if not set(sources) - set(goals) or not goals:
        return frozenset(), 0
    ends = {**dict.fromkeys(sources, "\0source"), **dict.fromkeys(goals, "\0goal")}
    merged: nx.Graph[str] = nx.Graph()
    merged.add_nodes_from(("\0source", "\0goal"))
    direct = 0
    for one, other in sorted(graph.edges()):
        pair = ends.get(one, one), ends.get(other, other)
        if set(pair) == {"\0source", "\0goal"}:
            direct += 1
        elif pair[0] != pair[1]:
            merged.add_edge(*pair)
    if not nx.has_path(merged, "\0source", "\0goal"):
        return frozenset(), direct
    return frozenset(map(str, nx.minimum_node_cut(merged, "\0source", "\0goal"))), direct


def routes_of_supply(needs: Needs, within: Iterable[str]) -> dict[str, list[str]]:
    """List for each of these things what supplies it: its inputs, makers and suppliers."""
    groups, of = needs.groups, needs.of
    return {
        thing: [
            member.thing
            for number in of.get(thing, ())
            if groups[number].kind in _ROUTES
            for member in groups[number].members
            if member.thing != thing
        ]
        for thing in within
    }


def gates(routes: Mapping[str, Sequence[str]], products: Collection[str]) -> dict[str, tuple[int, int]]:
    """Count for each thing the things, and the products among them, that no route of supply reaches without it.

    Routes begin where the known supply begins: at things that nothing supplies, and at rings of things that only
    supply each other. What stands at a beginning can be reached without anything else.
    """
    begins = _beginnings(routes)
    edges = [(supplier, thing) for thing, suppliers in routes.items() for supplier in suppliers]
    before = immediate_dominators([*((_ROOT, thing) for thing in begins), *edges], _ROOT)
    wanted = set(products)
    above = {thing: other for thing, other in before.items() if other != _ROOT}
    counts: dict[str, list[int]] = {thing: [0, 0] for thing in routes}
    for thing in _leaves_first(above):
        count = counts[above[thing]]
        count[0] += counts[thing][0] + 1
        count[1] += counts[thing][1] + (thing in wanted)
    return {thing: (every, asked) for thing, (every, asked) in counts.items() if every}


def _beginnings(routes: Mapping[str, Sequence[str]]) -> list[str]:
    """Find where routes begin; rings are looked for only among what the plain beginnings do not reach."""
    onward: dict[str, list[str]] = defaultdict(list)
    for thing, suppliers in routes.items():
        for supplier in suppliers:
            onward[supplier].append(thing)
    begins = [thing for thing, suppliers in routes.items() if not suppliers]
    reached = set(begins)
    open_ = list(begins)
    while open_:
        for thing in onward.get(open_.pop(), ()):
            if thing not in reached:
                reached.add(thing)
                open_.append(thing)
    if len(reached) < len(routes):
        rest: nx.DiGraph[str] = nx.DiGraph()
        rest.add_edges_from(
            (s, thing) for thing, suppliers in routes.items() if thing not in reached for s in suppliers
        )
        for ring in nx.strongly_connected_components(rest):
            if all(other in ring for thing in ring for other in rest.pred[thing]):
                begins += sorted(ring)
    return begins


def _leaves_first(above: Mapping[str, str]) -> list[str]:
    """Order things so that each comes before the one above it."""
    waiting: dict[str, int] = defaultdict(int)
    for other in above.values():
        waiting[other] += 1
    ready = [thing for thing in above if not waiting[thing]]
    for thing in ready:
        other = above[thing]
        waiting[other] -= 1
        if not waiting[other] and other in above:
            ready.append(other)
    return ready


def measure(
    graph: nx.MultiDiGraph[str],
    needs: Needs,
    rules: Mapping[str, LossRule],
    product: str = "",
    *,
    central: bool = False,
    cut: bool = False,
) -> Measures:
    """Measure everything that one product rests on, or all products of a network.

    `central` adds betweenness; `cut` looks for the minimum cut in a network however large. All but these two are
    linear in the network, or bounded: `Measures` says what was left out.
    """
    with collector_off():
        return _measure(graph, needs, rules, product, central=central, cut=cut)


def _measure(
    graph: nx.MultiDiGraph[str], needs: Needs, rules: Mapping[str, LossRule], product: str, *, central: bool, cut: bool
) -> Measures:
    kinds = _kinds(graph)
    every = tuple(thing for thing, kind in kinds.items() if kind in PRODUCTS)
    products = (product,) if product else every
    within = cone(needs, products)
    chokes = {thing: Choke(thing) for thing in within if thing != product}
    made = Measures(chokes, products, len(within), Makers(graph, needs, rules))
    _count_losses(made, needs, frozenset(every), within)
    if product:
        _follow_degrading(made, needs, product)
    _rate_makers(made, kinds)
    for thing, (counted, asked) in gates(routes_of_supply(needs, within), products).items():
        if thing in made.chokes:
            own = thing in products
            made.chokes[thing].gates = counted
            made.chokes[thing].routes = asked / max(1, len(products) - own)
    for thing, count in cut_vertices(graph).items():
        if thing in made.chokes:
            made.chokes[thing].splits = count
    if central or cut or sum(len(others) for _, others in graph.adjacency()) <= _CUTTABLE:
        _measure_ties(made, hub_free(graph), kinds, central=central, cut=cut)
    return made


def _measure_ties(made: Measures, simple: nx.Graph[str], kinds: Mapping[str, str], *, central: bool, cut: bool) -> None:
    """Find the minimum cut between demand and products, and what lies between."""
    if cut or simple.number_of_edges() <= _CUTTABLE:
        drivers = [thing for thing, kind in kinds.items() if kind in DEMAND]
        made.cut, made.direct = minimum_cut(simple, drivers, made.products)
        for thing in made.cut:
            made.chokes.setdefault(thing, Choke(thing, products=0)).in_cut = True
    if central:
        shares, made.pivots = betweenness(simple)
        for thing, choke in made.chokes.items():
            choke.betweenness = shares.get(thing, 0.0)


def _count_losses(made: Measures, needs: Needs, every: frozenset[str], within: Collection[str]) -> None:
    """Lose each thing alone and count what falls, the best connected first, as far as the budget goes."""
    wanted = frozenset(made.products)
    overall = wanted == every
    follows, seeds = _fellers(needs, made.chokes, every)
    for choke in made.chokes.values():
        choke.products = 0
    seeds.sort(key=lambda one: (-len(needs.held.get(one, ())), one))
    falls: dict[str, Fall] = {}
    weights: dict[str, Fall] = {}
    for begin in range(0, min(len(seeds), _ABREAST * _ROUNDS), _ABREAST):
        abreast = seeds[begin : begin + _ABREAST]
        falls |= single_losses(needs, abreast, every, within if overall else None)
        if not overall:
            weights |= single_losses(needs, abreast, wanted, within)
    uncounted = set(seeds[_ABREAST * _ROUNDS :])
    for thing in (*seeds, *follows):
        if thing not in made.chokes:
            continue
        choke = made.chokes[thing]
        fall = _followed(thing, follows, falls, every, uncounted)
        if fall is None:
            choke.products = None
            made.uncounted += 1
            continue
        choke.products = fall.number
        weight = fall if overall else _followed(thing, follows, weights, wanted, uncounted)
        choke.reach = weight.weight / max(1, len(wanted) - (thing in wanted)) if weight else 0.0


def _followed(
    thing: str, follows: Mapping[str, str], falls: Mapping[str, Fall], wanted: Collection[str], uncounted: set[str]
) -> Fall | None:
    """Read what falls with a thing off the thing that it fells, if it fells just one; None when nobody counted."""
    path = []
    while thing in follows:
        thing = follows[thing]
        path.append(thing)
    if thing in uncounted:
        return None
    count, weight = falls.get(thing, Fall(0, 0.0))
    for one in reversed(path):
        count += one in wanted
        weight = weight * _FADE + (one in wanted)
    return Fall(count, weight)


def _fellers(needs: Needs, things: Iterable[str], products: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Part off the things that fell nothing alone, and those that fell one thing and just what falls with it."""
    alone: dict[str, list[str]] = defaultdict(list)
    several: set[str] = set()
    for group in needs.groups:
        if group.soft:
            continue
        dependent, members = group.dependent, group.members
        if len(members) == 1 and not members[0].sites:
            alone[members[0].thing].append(dependent)
            continue
        for thing, sites, _ in members:
            several.add(thing)
            several.update(sites)
    follows: dict[str, str] = {}
    seeds = []
    for thing in things:
        felled = alone.get(thing, ())
        if len(felled) == 1 and thing not in several and thing not in products and felled[0] not in follows:
            follows[thing] = felled[0]
        elif felled or _fells_by_site(needs, thing):
            seeds.append(thing)
    ends = {one for one in follows.values() if one not in follows and (alone.get(one) or _fells_by_site(needs, one))}
    return follows, [*seeds, *sorted(ends - set(seeds))]


def _fells_by_site(needs: Needs, thing: str) -> bool:
    """Tell whether a thing is the only site of every member of some group."""
    for number, _ in needs.hosted.get(thing, ()):
        if all(member.thing == thing or set(member.sites) == {thing} for member in needs.groups[number].members):
            return True
    return False


def _follow_degrading(made: Measures, needs: Needs, product: str) -> None:
    """Tell what becomes of one product; what is degraded counts half."""
    made.undegraded = len(made.chokes) > _SPREADS
    for thing, choke in made.chokes.items():
        if choke.reach:
            choke.state = "lost"
        elif not made.undegraded:
            state = spread(needs, [thing]).states.get(product)
            if state:
                choke.state = "degraded"
                choke.reach = 0.5 * _FADE ** (state.depth - 1)


def name_makers(choke: Choke, makers: Makers) -> None:
    """Fill in who makes a thing and where."""
    members = makers.of(choke.thing)
    if members:
        choke.makers = makers.independent(members)
    if 0 < len(members) <= _CROWD:
        places, placeless = makers.where(choke.thing)
        choke.countries, choke.placeless = tuple(places), tuple(placeless)


class _Held:
    """Of makers and places: the fewest that make one of the things they make, and what none but they make."""

    def __init__(self) -> None:
        self.fewest: dict[str, int] = {}
        self.only: dict[str, list[str]] = defaultdict(list)

    def add(self, holders: Iterable[str], thing: str, count: int) -> None:
        """Note that each of these is one of so many that make a thing."""
        for holder in holders:
            if count < self.fewest.get(holder, count + 1):
                self.fewest[holder] = count
            if count == 1:
                self.only[holder].append(thing)

    def add_made(self, thing: str, members: Mapping[str, Member], makers: Makers) -> None:
        """Note who makes a thing, and at which sites."""
        for maker, count in makers.counted(members).items():
            if count == 1 or count < self.fewest.get(maker, count + 1):
                self.add((maker,), thing, count)
        sites = {site for member in members.values() if member.sites for site in member.sites}
        if sites:
            self.add(sites, thing, len(sites) + sum(1 for member in members.values() if not member.sites))


def _rate_makers(made: Measures, kinds: Mapping[str, str]) -> None:
    """Count who makes what matters and where, and of makers and places what is made by or in nothing else."""
    held, makers = _Held(), made.makers
    for thing in dict.fromkeys((*made.products, *made.chokes)):
        choke = made.chokes.get(thing)
        members = makers.of(thing) if not choke or choke.reach else {}
        if choke and members:
            name_makers(choke, makers)
            held.add({place.country for place in choke.countries}, thing, len(choke.countries) + bool(choke.placeless))
        if 0 < len(members) <= _CROWD:
            held.add_made(thing, members, makers)
    for thing, choke in made.chokes.items():
        if kinds.get(thing) in HOLDERS:
            choke.makers, choke.only = held.fewest.get(thing), tuple(sorted(held.only.get(thing, ())))
            choke.countries = tuple({place.country: place for place in reversed(makers.home(thing))}.values())
