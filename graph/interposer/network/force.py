"""Positions by forces and for communities, computed once so that a page opens on them without moving about.

Forces come from rustworkx, which the extra `viz` carries. A network of some thousand things is laid out in two
steps, communities first and each of them inside its own circle: quick, and what belongs together stays together.
The same input gives the same positions.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from interposer.network.communities import part
from interposer.network.fast import spring

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["AT_ONCE", "Circle", "circles", "forced"]

AT_ONCE: Final = 1500
"""So many things at most are laid out in one go: the time grows with their square."""
PITCH: Final = 58.0
"""Room, in the page's units, that a thing has on average to either side."""
_RING: Final = 26.0
"""Radius of the circle of a community of one thing."""
_GAP: Final = 30.0
_WIDE: Final = 1.5
"""How much wider than high a picture comes out: windows are."""

Point: TypeAlias = tuple[float, float]


class Circle(NamedTuple):
    """Where a community lies in the overview, and how large it is drawn."""

    x: int
    y: int
    r: int


def forced(
    keys: Sequence[str], links: Sequence[tuple[str, str]], groups: Sequence[Collection[str]] = ()
) -> dict[str, tuple[int, int]]:
    """Place things by forces: what is related draws together, everything else apart.

    `groups` are communities, which a network of more than AT_ONCE things is first parted into; where none are given
    they are looked for.
    """
    if len(keys) > AT_ONCE:
        return _by_groups(keys, links, groups if len(groups) > 1 else part(keys, links))
    settled = _settled(keys, links, PITCH * math.sqrt(len(keys)))
    return _whole({key: (x * _WIDE, y) for key, (x, y) in settled.items()})


def circles(groups: Sequence[Collection[str]], links: Sequence[tuple[str, str]]) -> list[Circle]:
    """Place the circles of communities near those they have relations with; no two overlap."""
    radii = [_RING * math.sqrt(len(group)) for group in groups]
    return [
        Circle(round(x), round(y), math.ceil(radius))
        for (x, y), radius in zip(_packed(groups, links, radii), radii, strict=True)
    ]


def _by_groups(
    keys: Sequence[str], links: Sequence[tuple[str, str]], groups: Sequence[Collection[str]]
) -> dict[str, tuple[int, int]]:
    """Place communities, then the members of each in its circle; things of no community share the last one."""
    home = {key: number for number, group in enumerate(groups) for key in group}
    parts: list[list[str]] = [[] for _ in range(len(groups) + 1)]
    for key in keys:
        parts[home.get(key, len(groups))].append(key)
    inner: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for one, other in links:
        if home.get(one, -1) == home.get(other, -1):
            inner[home.get(one, len(groups))].append((one, other))
    radii = [PITCH * math.sqrt(max(1, len(members))) for members in parts]
    found: dict[str, Point] = {}
    for number, (centre, members) in enumerate(zip(_packed(parts, links, radii), parts, strict=True)):
        for key, (x, y) in _settled(members, inner[number], radii[number]).items():
            found[key] = (centre[0] + x, centre[1] + y)
    return _whole(found)


def _settled(keys: Sequence[str], links: Sequence[tuple[str, str]], radius: float) -> dict[str, Point]:
    """Let things settle around the middle, nearly all of them within a radius."""
    number = {key: at for at, key in enumerate(keys)}
    joins = sorted({(number[a], number[b]) for a, b in links if a != b})
    places = spring(len(keys), joins)
    if not places:
        return {}
    middle = (sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places))
    away = [math.hypot(x - middle[0], y - middle[1]) for x, y in places]
    evened = _evened(away)
    found = {}
    for key, at in number.items():
        scale = radius * evened[at] / away[at] if away[at] else 0.0
        found[key] = ((places[at][0] - middle[0]) * scale, (places[at][1] - middle[1]) * scale)
    return found


def _evened(away: Sequence[float]) -> list[float]:
    """Turn distances from the middle into shares of a radius that leave it neither crowded nor the rim empty.

    Forces crowd what is well connected and throw single things far out. In order of their distance the things would
    fill a disc evenly; a third of what the forces said is kept, up to where nearly all of them lie.
    """
    ordered = sorted(range(len(away)), key=lambda at: (away[at], at))
    bound = away[ordered[int(0.95 * (len(away) - 1))]] or 1.0
    evened = [0.0] * len(away)
    for place, at in enumerate(ordered):
        even = math.sqrt((place + 0.5) / len(away))
        evened[at] = (2 * even + min(away[at] / bound, 1.0)) / 3
    return evened


def _packed(groups: Sequence[Collection[str]], links: Sequence[tuple[str, str]], radii: Sequence[float]) -> list[Point]:
    """Find centres for circles: forces first, then as near to the middle as no two of them overlap."""
    home = {key: number for number, group in enumerate(groups) for key in group}
    joins = sorted({(min(a, b), max(a, b)) for a, b in ((home.get(x, 0), home.get(y, 0)) for x, y in links) if a != b})
    wanted = spring(len(groups), joins)
    spread = math.sqrt(sum(radius**2 for radius in radii)) * 1.2
    order = sorted(range(len(groups)), key=lambda at: (-radii[at], at))
    centres: dict[int, Point] = {}
    for at in order:
        x, y = wanted[at]
        centres[at] = _free(
            (x * spread * _WIDE, y * spread / _WIDE), radii[at], [(centres[o], radii[o]) for o in centres]
        )
    return [centres[at] for at in range(len(groups))]


def _free(wanted: Point, radius: float, taken: Sequence[tuple[Point, float]]) -> Point:
    """Find the place nearest to where a circle wants to be that is clear of the circles there are, on a spiral."""
    turn, at = 0, wanted
    while any(math.hypot(at[0] - x, at[1] - y) < radius + other + _GAP for (x, y), other in taken):
        turn += 1
        angle, away = turn * 2.399963, 18.0 * math.sqrt(turn)
        at = (wanted[0] + _WIDE * away * math.cos(angle), wanted[1] + away * math.sin(angle))
    return at


def _whole(places: Mapping[str, Point]) -> dict[str, tuple[int, int]]:
    return {key: (round(x), round(y)) for key, (x, y) in places.items()}
