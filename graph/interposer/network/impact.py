"""What is lost or degraded when things are lost: the least fixpoint of the needs, not mere reachability.

A thing is lost when it is a seed, or when one of its groups has no member left. It is degraded when a group has
lost some members but not all, when an input it cannot do without is degraded, when something below it in the
tree is lost, or when only a soft group (its designer, its known suppliers) is gone. Everything else stands.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from interposer.network.needs import Group, Needs

__all__ = ["Impact", "State", "spread"]


@dataclass(frozen=True, slots=True)
class State:
    """What became of one thing: lost or degraded, at which depth, through which group, with what left of it.

    `group` is None for seeds; `left` are the members of the group that still stand, `via` is the thing whose fall
    told, `below` one that is lost below this in the tree.
    """

    lost: bool
    depth: int
    group: Group | None = None
    gone: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    below: str = ""
    via: str = ""


@dataclass(slots=True)
class Impact:
    """Everything that a loss reaches, by thing; what is not in it stands as far as the network knows."""

    seeds: tuple[str, ...]
    states: dict[str, State] = field(default_factory=dict)

    @property
    def lost(self) -> list[str]:
        """List what is lost, the seeds left out, by depth and id."""
        return self._pick(lost=True)

    @property
    def degraded(self) -> list[str]:
        """List what is degraded, by depth and id."""
        return self._pick(lost=False)

    def _pick(self, *, lost: bool) -> list[str]:
        found = [thing for thing, state in self.states.items() if state.lost == lost and thing not in self.seeds]
        return sorted(found, key=lambda thing: (self.states[thing].depth, thing))

    def chain(self, thing: str) -> list[str]:
        """Follow a thing back to a seed: it is lost with the last that held it, or degraded with the first."""
        found = [thing]
        while before := self.states[found[-1]].below or self.states[found[-1]].via:
            found.append(before)
        return found


def spread(needs: Needs, seeds: Iterable[str]) -> Impact:
    """Spread the loss of `seeds` through the needs; linear in the needs that it reaches, cycles end by themselves."""
    impact = Impact(tuple(dict.fromkeys(seeds)))
    alive = _lose(needs, impact)
    _degrade(needs, impact, alive)
    return impact


def _lose(needs: Needs, impact: Impact) -> dict[int, set[int]]:
    """Lose things until nothing more falls; gives the members still standing of every group that was touched."""
    standing: dict[int, set[int]] = {}
    sites: dict[tuple[int, int], int] = {}
    queue: deque[str] = deque()
    for seed in impact.seeds:
        impact.states[seed] = State(lost=True, depth=0)
        queue.append(seed)

    def fall(number: int, place: int, thing: str) -> None:
        group = needs.groups[number]
        left = standing.setdefault(number, set(range(len(group.members))))
        left.discard(place)
        if not left and not group.soft and group.dependent not in impact.states:
            depth, gone = impact.states[thing].depth + 1, _names(_fallen(group, impact))
            impact.states[group.dependent] = State(lost=True, depth=depth, group=group, gone=gone, via=thing)
            queue.append(group.dependent)

    while queue:
        thing = queue.popleft()
        for number, place in needs.held.get(thing, ()):
            fall(number, place, thing)
        for key in needs.hosted.get(thing, ()):
            sites[key] = sites.get(key, len(needs.groups[key[0]].members[key[1]].sites)) - 1
            if not sites[key]:
                fall(*key, thing)
    return standing


class _Fallen(NamedTuple):
    """A member that is gone: the lost things that took it, itself or else its sites, and the last of them."""

    depth: int
    names: tuple[str, ...]
    last: str


def _fallen(group: Group, impact: Impact) -> dict[int, _Fallen]:
    """Tell which members of a group are gone, by their place in it."""
    found: dict[int, _Fallen] = {}
    for place, member in enumerate(group.members):
        names = (member.thing,) if _lost(impact, member.thing) else member.sites
        if names and all(_lost(impact, name) for name in names):
            last = max(names, key=lambda name: impact.states[name].depth)
            found[place] = _Fallen(impact.states[last].depth, names, last)
    return found


def _lost(impact: Impact, thing: str) -> bool:
    return thing in impact.states and impact.states[thing].lost


def _names(fallen: dict[int, _Fallen]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in fallen.values() for name in one.names))


def _degrade(needs: Needs, impact: Impact, standing: Collection[int]) -> None:
    """Mark what still stands but stands worse, and what needs it, the nearest to the seeds first."""
    heap = [*_thinned(needs, impact, standing), *_pruned(needs, impact)]
    heapify(heap)
    while heap:
        depth, _, thing, state = heappop(heap)
        if thing in impact.states:
            continue
        impact.states[thing] = state
        for number, _ in needs.held.get(thing, ()):
            group = needs.groups[number]
            names = tuple(member.thing for member in group.members)
            if number not in standing and group.kind == "input" and all(name in impact.states for name in names):
                worse = State(lost=False, depth=depth + 1, group=group, gone=names, via=thing)
                heappush(heap, (worse.depth, number, group.dependent, worse))


def _thinned(needs: Needs, impact: Impact, standing: Iterable[int]) -> Iterator[tuple[int, int, str, State]]:
    """Yield things with a group of which some members are gone, or all where that loses nothing."""
    for number in standing:
        group = needs.groups[number]
        if group.dependent not in impact.states:
            fallen = _fallen(group, impact)
            first = min(fallen.values(), key=lambda one: one.depth)
            left = tuple(member.thing for place, member in enumerate(group.members) if place not in fallen)
            state = State(
                lost=False, depth=first.depth + 1, group=group, gone=_names(fallen), left=left, via=first.last
            )  # fmt: skip
            yield state.depth, number, group.dependent, state


def _pruned(needs: Needs, impact: Impact) -> Iterator[tuple[int, int, str, State]]:
    """Yield things of which something below is lost."""
    for thing, lost in impact.states.items():
        for number in needs.of.get(thing, ()):
            group = needs.groups[number]
            if group.kind == "tree":
                state = State(lost=False, depth=lost.depth + 1, below=thing)
                yield state.depth, len(needs.groups) + number, group.members[0].thing, state
