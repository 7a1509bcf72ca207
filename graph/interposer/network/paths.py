"""Paths through the network: the shortest chains of relations between two things, each hop with its evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import networkx as nx

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.names import label_of
from interposer.network.project import HUBS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from interposer.network.project import Projection
    from interposer.store.interface import Store

__all__ = ["MOST", "Course", "Hop", "Path", "fetch_readings", "find_paths", "is_hub", "say"]

_TIES: Final = 100
"""How many equally good paths are compared by name before the search stops looking for more."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path, from `source` to `target`; not `forward` when the relation reads the other way.

    It carries the relation with most families; `others` names further relations between the two things.
    """

    source: str
    target: str
    predicate: str
    forward: bool
    claims: tuple[str, ...]
    families: int
    grade: str
    disputed: bool
    status: str
    others: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()

    def sentence(self, labels: Mapping[str, str], readings: Mapping[str, str]) -> str:
        """Say the hop in the direction in which the relation is claimed, whichever way the path runs."""
        ends = (self.source, self.target) if self.forward else (self.target, self.source)
        subject, obj = (labels.get(end, end) for end in ends)
        return say(readings, self.predicate, subject, obj)


Path: TypeAlias = tuple[Hop, ...]
_Relation: TypeAlias = tuple[str, str, dict[str, Any]]
"""A relation of a step: its subject, its name, and what the edge carries."""


@dataclass(frozen=True, slots=True)
class Course:
    """A special course that paths take.

    `via`: things that they pass, in this order. `within`: every path of at most so many hops, up to MOST, instead of
    the k best. `by_grade`: a longer way of better grades wins, for a hop costs 1, 2, 3 or 5 by its best grade A to D.
    `supply`: only from what is wanted to what it takes, as the vocabulary's loss kinds run; it fills `sense`: only
    these relations, each from the end named, "subject" or "object".
    """

    via: tuple[str, ...] = ()
    within: int = 0
    by_grade: bool = False
    supply: bool = False
    sense: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Search:
    """What a search may walk through."""

    directed: bool = False
    avoid: frozenset[str] = frozenset()
    avoid_predicates: frozenset[str] = frozenset()
    hubs: bool = False
    sense: tuple[tuple[str, str], ...] = ()
    """Relations to follow, each with the end that a step starts from; empty follows all."""

    @property
    def one_way(self) -> bool:
        """Tell whether steps have a direction."""
        return self.directed or bool(self.sense)

    def may(self, predicate: str, *, forward: bool) -> bool:
        """Tell whether a step may go along a relation, from its subject to its object or back."""
        if self.sense:
            return (predicate, "subject" if forward else "object") in self.sense
        return forward or not self.directed

    def graph(self, projection: Projection) -> nx.Graph[str]:
        """Put the edges between two things together, because multigraphs are refused by searches for paths."""
        whole = projection.graph
        simple: nx.Graph[str] = nx.DiGraph() if self.one_way else nx.Graph()
        simple.add_nodes_from(thing for thing in whole if thing not in self.avoid)
        for subject, obj, predicate, data in whole.edges(keys=True, data=True):
            if predicate in self.avoid_predicates or not {subject, obj}.isdisjoint(self.avoid):
                continue
            if not self.hubs and is_hub(projection, predicate, obj):
                continue
            for forward, ends in ((True, (subject, obj)), (False, (obj, subject))):
                if self.may(predicate, forward=forward):
                    edge = simple.get_edge_data(*ends) or {"families": 0, "grade": "E"}
                    edge["families"] = max(edge["families"], data["families"])
                    edge["grade"] = min(edge["grade"], data["grade"] or "E")
                    simple.add_edge(*ends, **edge)
        return simple


def is_hub(projection: Projection, predicate: str, obj: str) -> bool:
    """Tell whether a relation only says which role or country something has."""
    return (predicate, projection.graph.nodes[obj]["kind"]) in HUBS


def say(readings: Mapping[str, str], predicate: str, subject: str, obj: str) -> str:
    """Put the labels of both ends into the reading of a relation; braces inside labels stay as they are."""
    ends = {"{s}": subject, "{o}": obj}
    return re.sub(r"\{[so]\}", lambda place: ends[place[0]], readings.get(predicate, f"{{s}} {predicate} {{o}}"))


def fetch_readings(store: Store) -> dict[str, str]:
    """Read how each relation is said, as '{s} offers {o}'; from its label where it has no reading."""
    rows = store.select("""SELECT ?p ?label ?reading WHERE { ?p a ip:Relation
  OPTIONAL { ?p rdfs:label ?label FILTER(LANG(?label) = "en") } OPTIONAL { ?p ip:reading ?reading FILTER(LANG(?reading) = "en") } }""")
    return {
        label_of(p): str(reading or f"{{s}} {label or label_of(p)} {{o}}")
        for p, label, reading in sorted(rows, key=str, reverse=True)
    }


def find_paths(
    projection: Projection,
    start: str,
    goal: str,
    *,
    k: int = 1,
    directed: bool = False,
    avoid: Collection[str] = (),
    avoid_predicates: Collection[str] = (),
    hubs: bool = False,
    course: Course | None = None,
) -> list[Path]:
    """Find the `k` best paths between two things: fewest hops first, then most families, then by names.

    A path visits no thing twice. `directed` follows relations from subject to object only; `hubs` walks through
    roles and countries too; `course` asks for a special course. Raises NothingFoundError that says what a wider
    search would find.
    """
    course = course or Course()
    within, by_grade = course.within, course.by_grade
    sense = tuple(sorted(course.sense.items()))
    search = _Search(directed, frozenset(avoid), frozenset(avoid_predicates), hubs, sense)
    stops = [start, *course.via, goal]
    for here, there in pairwise(stops):
        _check(projection, here, there, k, search)
    if len(set(stops)) < len(stops):
        raise UsageError("a path passes no thing twice: name each thing on the way once")
    steps = _Steps(projection, search)
    best = (
        _best_of_shortest(steps, projection, start, goal) if k == 1 and not (course.via or within or by_grade) else []
    )
    if not best:
        simple = search.graph(projection)
        wanted = _Wanted(simple, projection, search, k, by_grade=by_grade)
        best = wanted.within(start, goal, within) if within and not course.via else wanted.through(stops)
        if within:
            best = [path for path in best if len(path) <= within + 1]
        if not best:
            raise NothingFoundError(_no_path(projection, simple, start, goal, search))
    return [tuple(_hop(steps.between(*ends), *ends) for ends in pairwise(path)) for path in best]


MOST: Final = 1000
"""Paths that a search for all of them gives at most."""
_COSTS: Final = {"A": 1, "B": 2, "C": 3, "D": 5}
_LAST: Final = 6
"""What a hop without a grade costs."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What paths are wanted of a simple graph."""

    simple: nx.Graph[str]
    projection: Projection
    search: _Search
    k: int
    by_grade: bool = False

    def within(self, start: str, goal: str, hops: int) -> list[list[str]]:
        """Give every path of at most so many hops, best first, up to MOST."""
        found = list(islice(nx.all_simple_paths(self.simple, start, goal, cutoff=hops), MOST))
        return sorted(found, key=self._order)

    def through(self, stops: Sequence[str]) -> list[list[str]]:
        """Give the k best paths that pass the stops in order; of each leg so many are tried that k come out."""
        legs = []
        for here, there in pairwise(stops):
            others = [stop for stop in stops if stop not in (here, there)]
            part = self.simple.subgraph(thing for thing in self.simple if thing not in others)
            try:
                legs.append(
                    _best(
                        part,
                        self.projection,
                        here,
                        there,
                        self.k if len(stops) == 2 else 4 * self.k,
                        by_grade=self.by_grade,
                    )
                )
            except nx.NetworkXNoPath:
                said = _no_path(self.projection, self.simple, here, there, self.search)
                raise NothingFoundError(said) from None
        joined = ([thing for leg in way for thing in leg[:-1]] + [way[-1][-1]] for way in product(*legs))
        simple = [path for path in joined if len(set(path)) == len(path)]
        return legs[0] if len(legs) == 1 else sorted(simple, key=self._order)[: self.k]

    def _order(self, path: list[str]) -> tuple[object, ...]:
        edges = [self.simple[a][b] for a, b in pairwise(path)]
        cost = sum(_COSTS.get(e["grade"], _LAST) for e in edges) if self.by_grade else len(edges)
        return cost, len(edges), -sum(e["families"] for e in edges), [_label(self.projection, t) for t in path], path


class _Steps:
    """The steps that a search may take, read off the projection where it stands: most searches see little of it."""

    def __init__(self, projection: Projection, search: _Search) -> None:
        self.search = search
        graph = projection.graph
        self._out = dict(graph.adjacency())
        self._in = dict(graph.reverse(copy=False).adjacency())
        self._nodes = graph.nodes
        self._hubs = frozenset() if search.hubs else frozenset(predicate for predicate, _ in HUBS)

    def around(self, thing: str, *, back: bool = False) -> Iterator[str]:
        """Yield the things one step on, or one step back; a thing may come twice."""
        avoid, may = self.search.avoid, self.search.may
        for other, relations in self._out[thing].items():
            if other not in avoid and any(self._open(p, other) and may(p, forward=not back) for p in relations):
                yield other
        for other, relations in self._in[thing].items():
            if other not in avoid and any(self._open(p, thing) and may(p, forward=back) for p in relations):
                yield other

    def between(self, source: str, target: str) -> list[_Relation]:
        """List the relations by which a step from one thing to another goes."""
        found = [(source, predicate, data) for predicate, data in self._out[source].get(target, {}).items()]
        back = [(target, predicate, data) for predicate, data in self._out[target].get(source, {}).items()]
        may = self.search.may
        found = [r for r in found if self._open(r[1], target) and may(r[1], forward=True)]
        return found + [r for r in back if self._open(r[1], source) and may(r[1], forward=False)]

    def families(self, source: str, target: str) -> int:
        """Give the most families that any relation of a step has."""
        return max(int(data["families"]) for _, _, data in self.between(source, target))

    def _open(self, predicate: str, obj: str) -> bool:
        if predicate in self.search.avoid_predicates:
            return False
        return predicate not in self._hubs or (predicate, self._nodes[obj]["kind"]) not in HUBS


def _best_of_shortest(steps: _Steps, projection: Projection, start: str, goal: str) -> list[list[str]]:
    """Search from both ends until they meet; of all shortest paths most families win, then names. Empty if none."""
    sides = (_Side(steps, start, back=False), _Side(steps, goal, back=True))
    while all(side.rim for side in sides):
        side, other = sorted(sides, key=lambda one: len(one.rim))
        side.grow()
        if met := side.rim.keys() & other.rim.keys():
            label = {thing: _label(projection, thing) for one in sides for thing in one.on_the_way(met)}
            there, back = (one.best(met, label) for one in sides)
            ways = (
                (
                    there[thing][0] + back[thing][0],
                    there[thing][1] + back[thing][1][1:],
                    there[thing][2] + back[thing][2][1:],
                )
                for thing in met
            )
            return [min(ways)[2]]
    return []


_Way: TypeAlias = tuple[int, list[str], list[str]]
"""A way between an end and a thing: its families counted downwards, its labels and its things in the path's order."""


class _Side:
    """A search from one end, level by level, which remembers all the ways to where it has come."""

    def __init__(self, steps: _Steps, end: str, *, back: bool) -> None:
        self.steps, self.end, self.back = steps, end, back
        self.seen = {end}
        self.levels: list[dict[str, list[str]]] = [{end: []}]

    @property
    def rim(self) -> dict[str, list[str]]:
        """Give the things last reached, each with those from which it was."""
        return self.levels[-1]

    def grow(self) -> None:
        """Reach the next level."""
        found: dict[str, list[str]] = {}
        for thing in self.rim:
            for other in self.steps.around(thing, back=self.back):
                if other not in self.seen:
                    found.setdefault(other, []).append(thing)
        self.seen.update(found)
        self.levels.append(found)

    def on_the_way(self, met: Iterable[str]) -> set[str]:
        """Collect the things on all shortest ways to these, both ends included."""
        found = ring = set(met)
        for level in self.levels[:0:-1]:
            ring = {before for thing in ring for before in level[thing]}
            found = found | ring
        return found

    def best(self, met: Iterable[str], label: Mapping[str, str]) -> dict[str, _Way]:
        """Choose for each thing on the way the way with most families, then by names."""
        wanted = self.on_the_way(met)
        ways: dict[str, _Way] = {self.end: (0, [label[self.end]], [self.end])}
        for level in self.levels[1:]:
            for thing in level.keys() & wanted:
                ways[thing] = min(self._onward(ways[before], thing, label) for before in dict.fromkeys(level[thing]))
        return ways

    def _onward(self, way: _Way, thing: str, label: Mapping[str, str]) -> _Way:
        cost, labels, things = way
        if self.back:
            return cost - self.steps.families(thing, things[0]), [label[thing], *labels], [thing, *things]
        return cost - self.steps.families(things[-1], thing), [*labels, label[thing]], [*things, thing]


def _check(projection: Projection, start: str, goal: str, k: int, search: _Search) -> None:
    for thing in (start, goal, *sorted(search.avoid)):
        if thing not in projection.graph:
            raise NameUnknownError(f"no thing of the network has the id {thing!r}")
    if start == goal:
        raise UsageError(f"a path needs two things; both ends are {_label(projection, start)}")
    if avoided := [thing for thing in (start, goal) if thing in search.avoid]:
        raise UsageError(f"{_label(projection, avoided[0])} is an end of the path and cannot be avoided")
    if k < 1:
        raise UsageError(f"at least one path must be asked for, not {k}")


def _best(
    simple: nx.Graph[str], projection: Projection, start: str, goal: str, k: int, *, by_grade: bool = False
) -> list[list[str]]:
    """Take paths, best first, until no further one can be as good as the k-th; then let names decide."""
    most = max((data["families"] for *_, data in simple.edges(data=True)), default=0)
    hop = (most + 1) * len(simple)  # one hop outweighs all families that a path can have
    for *_, data in simple.edges(data=True):
        data["weight"] = hop * (_COSTS.get(data["grade"], _LAST) if by_grade else 1) - data["families"]
    found: list[tuple[int, list[str]]] = []
    for path in _simple_paths(simple, start, goal):
        weight = sum(simple[a][b]["weight"] for a, b in pairwise(path))
        if len(found) >= k and (weight > found[k - 1][0] or len(found) >= k + _TIES):
            break
        found.append((weight, path))
    found.sort(key=lambda item: (item[0], [_label(projection, thing) for thing in item[1]], item[1]))
    return [path for _, path in found[:k]]


def _simple_paths(simple: nx.Graph[str], start: str, goal: str) -> Iterator[list[str]]:
    yield from nx.shortest_simple_paths(simple, start, goal, weight="weight")


def _hop(between: Iterable[_Relation], source: str, target: str) -> Hop:
    def order(relation: _Relation) -> tuple[int, str, str, bool]:
        subject, predicate, data = relation
        return -data["families"], data["grade"] or "E", predicate, subject != source

    relations = sorted(between, key=order)
    subject, predicate, data = relations[0]
    return Hop(
        source,
        target,
        predicate,
        subject == source,
        claims=data["claims"],
        families=data["families"],
        grade=data["grade"],
        disputed=data["disputed"],
        status=data["status"],
        others=tuple(sorted({other for _, other, _ in relations} - {predicate})),
        denials=data["denials"],
    )


def _label(projection: Projection, thing: str) -> str:
    return str(projection.graph.nodes[thing]["label"])


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"


def _no_path(projection: Projection, simple: nx.Graph[str], start: str, goal: str, search: _Search) -> str:
    """Say how far the search came and which wider search would find a path."""
    first, last = _label(projection, start), _label(projection, goal)
    reached = nx.descendants(simple, start)
    said = [f"there is no path from {first} to {last}; {_things(len(reached))} can be reached from {first}"]
    everything = _Search(hubs=True).graph(projection)
    away = nx.single_source_shortest_path_length(everything, goal)
    near = [(away[thing], _label(projection, thing), thing) for thing in reached if thing in away]
    if near:
        hops, label, _ = min(near)
        said[0] += (
            f", of which {label} is nearest to {last} ({hops} hop{'s' * (hops > 1)} from it when nothing is left out)"
        )
    wider = {
        "An undirected search": replace(search, directed=False, sense=()),
        "A search that avoids nothing": replace(search, avoid=frozenset(), avoid_predicates=frozenset()),
        "A search through hubs (roles and countries)": replace(search, hubs=True),
    }
    tried = {how: nx.has_path(other.graph(projection), start, goal) for how, other in wider.items() if other != search}
    said += [f"{how} would {'find one' if finds else 'find none either'}" for how, finds in tried.items()]
    if len(tried) > 1 and not any(tried.values()):
        said.append(
            "All of these together would find one" if start in away else "All of these together would find none"
        )
    return ". ".join(said) + "."
