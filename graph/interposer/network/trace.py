"""The chain behind a demand: from what is wanted down to products, memory, packaging, parts, steps and materials."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from interposer.network.project import Triple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import networkx as nx

    from interposer.network.needs import LossRule, Needs

__all__ = ["LEVELS", "Maker", "Step", "Trace", "how_made", "level_of", "made_somewhere", "makers_of", "walk"]

LEVELS: Final = {
    "demand": ("DemandDriver", "Market", "Constraint", "DesignGoal", "Policy", "Event", "Organization"),
    "products": ("System", "ChipFamily", "Chip"),
    "memory": ("MemoryGeneration",),
    "packaging": ("Offering", "Technology"),
    "parts": ("ComponentType", "Die", "Product", "ProcessNode", "Standard"),
    "steps": ("ProcessStep",),
    "tools": ("EquipmentType",),
    "materials": ("Material",),
    "companies": ("Company",),
    "sites": ("Facility",),
}
"""The levels of a chain from demand downwards, with the classes that stand on each."""

_LEVEL: Final = {kind: level for level, kinds in LEVELS.items() for kind in kinds}
_BOTTLENECKS: Final = frozenset({"memory", "packaging", "parts", "steps", "tools", "materials"})
"""Levels of things that can hold back what is constrained by them."""
_LEAVES: Final = frozenset({"companies", "sites"})
_MAKERS: Final = frozenset({"Company", "Organization", "Facility"})


class Step(NamedTuple):
    """A thing of the chain: how many hops from the start, and the relation by which it was reached from `parent`."""

    thing: str
    level: str
    depth: int
    parent: str = ""
    triple: Triple | None = None


@dataclass(slots=True)
class Trace:
    """The chain from a start, by level and nearness, and how many reached things each level has no room for."""

    steps: list[Step] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    beyond: int = 0
    """Things that the last hop reached and that a deeper walk would follow."""


class Maker(NamedTuple):
    """Who makes or does a thing, by which relations, and the sites where it is known to."""

    thing: str
    triples: tuple[Triple, ...]
    sites: tuple[str, ...]


class _Move(NamedTuple):
    """A hop to another thing; `how` says what may follow: after a kind of a thing come its kinds, not its like."""

    target: str
    how: str
    triple: Triple


_ORDER: Final = {"need": 0, "kind": 1, "broader": 2}


def level_of(kind: str) -> str:
    """Name the level on which things of a class stand; other classes are demand, since they only call for things."""
    return _LEVEL.get(kind, "demand")


def walk(
    graph: nx.MultiDiGraph[str],
    rules: Mapping[str, LossRule],
    start: str,
    *,
    depth: int,
    limit: int = 0,
    numbered: Collection[str] = (),
) -> Trace:
    """Walk down from `start` at most `depth` hops, nearest first, with at most `limit` things a level (0 = all).

    Where a level is short of room, things in `numbered` go first, then the best evidenced. What is left out is not
    walked through, so that every thing of the chain hangs on one that is in it.
    """
    trace = Trace([Step(start, level_of(graph.nodes[start]["kind"]), 0)])
    room = dict.fromkeys(LEVELS, limit)
    seen, ring = {start}, [(start, "need")]
    left: set[str] = set()
    for hop in range(1, depth + 1):
        found: dict[str, tuple[tuple[object, ...], str, _Move]] = {}
        for thing, how in ring:
            for move in _moves(graph, rules, thing, how):
                if move.target in seen:
                    continue
                families = graph.edges[move.triple.subject, move.triple.object, move.triple.predicate]["families"]
                rank = (
                    move.target not in numbered, _ORDER[move.how], -families, graph.nodes[move.target]["label"], move.target,
                    move.triple,
                )  # fmt: skip
                if move.target not in found or rank < found[move.target][0]:
                    found[move.target] = (rank, thing, move)
        ring = []
        for _, parent, move in sorted(found.values(), key=lambda entry: entry[0]):
            level = level_of(graph.nodes[move.target]["kind"])
            if limit and not room[level]:
                left.add(move.target)
                continue
            room[level] -= 1
            seen.add(move.target)
            trace.steps.append(Step(move.target, level, hop, parent, move.triple))
            if level not in _LEAVES:
                ring.append((move.target, move.how))
    trace.beyond = len({m.target for t, how in ring for m in _moves(graph, rules, t, how)} - seen - left)
    trace.left_out.update(level_of(graph.nodes[thing]["kind"]) for thing in left - seen)
    order = list(LEVELS)
    trace.steps.sort(key=lambda step: (step.depth > 0, order.index(step.level), step.depth))
    return trace


def _moves(graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule], thing: str, how: str) -> Iterator[_Move]:
    """List where a chain goes on: what a thing calls for, what is used in it, its kinds, what it is a kind of."""
    level = level_of(graph.nodes[thing]["kind"])
    for _, target, relation, data in graph.out_edges(thing, keys=True, data=True):
        rule, triple = rules.get(relation), Triple(thing, relation, target)
        kind = rule.kind if rule else ""
        below = level_of(graph.nodes[target]["kind"])
        if below == "demand" and level != "demand":
            continue  # a chain runs down from demand and never back up to it
        if relation == "drives" or kind == "input" or (relation == "constrainedBy" and below in _BOTTLENECKS):
            yield _Move(target, "need", triple)
        elif kind == "tree" and how != "kind" and not data["weak"]:
            yield _Move(target, "broader", triple)
    for source, _, relation, data in graph.in_edges(thing, keys=True, data=True):
        rule, triple = rules.get(relation), Triple(source, relation, thing)
        if relation == "usedIn":
            yield _Move(source, "need", triple)
        elif rule and rule.kind == "tree" and how != "broader" and not data["weak"] and _is_kind(graph, source, level):
            yield _Move(source, "kind", triple)


def _is_kind(graph: nx.MultiDiGraph[str], source: str, level: str) -> bool:
    """Tell whether what stands below a thing is a kind of it; a chip that realises a technology only uses it."""
    return level == "products" or level_of(graph.nodes[source]["kind"]) != "products"


def makers_of(
    graph: nx.MultiDiGraph[str], needs: Needs, thing: str, kinds: Collection[str] = ("maker", "provider")
) -> list[Maker]:
    """List who makes or does a thing itself, the best evidenced first; kinds of it are things of their own.

    `kinds` are the kinds of need that count: makers, and providers such as those who fabricate or package a chip.
    """
    found: dict[str, Maker] = {}
    for group in (needs.groups[number] for number in needs.of.get(thing, ())):
        if group.kind not in kinds:
            continue
        for member in group.members:
            if graph.nodes[member.thing]["kind"] not in _MAKERS:
                continue
            before = found.get(member.thing, Maker(member.thing, (), ()))
            triples = tuple(dict.fromkeys((*before.triples, *member.triples)))
            performing = {triple.subject for triple in triples}  # other sites do kinds of the thing
            sites = tuple(dict.fromkeys((*before.sites, *(site for site in member.sites if site in performing))))
            found[member.thing] = Maker(member.thing, triples, sites)

    def rank(maker: Maker) -> tuple[int, str, str]:
        families = max(graph.edges[t.subject, t.object, t.predicate]["families"] for t in maker.triples)
        return -families, str(graph.nodes[maker.thing]["label"]), maker.thing

    return sorted(found.values(), key=rank)


def how_made(graph: nx.MultiDiGraph[str], maker: Maker) -> tuple[Triple, ...]:
    """Choose the relations that say best that somebody makes a thing: its own, or else those of one of its sites."""
    direct = [t for t in maker.triples if t.predicate != "operates" and graph.nodes[t.subject]["kind"] != "Facility"]
    if direct or not maker.sites:
        return tuple(direct) or maker.triples
    return tuple(triple for triple in maker.triples if maker.sites[0] in (triple.subject, triple.object))


def made_somewhere(graph: nx.MultiDiGraph[str], needs: Needs, thing: str) -> tuple[bool, bool]:
    """Tell whether anyone is known who makes a thing or a kind of it, and whether any site is."""
    maker = site = False
    left, seen = [thing], {thing}
    while left and not (maker and site):
        one = left.pop()
        for group in (needs.groups[number] for number in needs.of.get(one, ())):
            if group.kind not in ("maker", "provider"):
                continue
            for member in group.members:
                kind = graph.nodes[member.thing]["kind"]
                site |= bool(member.sites) or kind == "Facility"
                if kind in _MAKERS:
                    maker = True
                elif member.thing not in seen:
                    seen.add(member.thing)
                    left.append(member.thing)
    return maker, site
