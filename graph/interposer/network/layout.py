"""Positions for a picture in columns, computed without a graph library and without chance.

Boxes go to the column of their layer. Inside a column, barycentre sweeps look for an order with few
crossings; a column that is too tall wraps into sub-columns, filled row by row so that the order still runs
from top to bottom. The same input gives the same positions, and no two boxes overlap.

`ranked` orders a whole network around the part of it that a view opens on, and `placed` turns an order into
positions. The explorer's script has the same `placed`, for the things that a reader opens and filters.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

SWEEPS = 12
"""Rounds of ordering at most; they stop early once two rounds in a row bring nothing."""

ANCHOR = 10
"""Distance from a box's left side to the point its edges meet, where the view puts the node's mark."""

SETTLE = 4
"""Rounds in which what a view does not open on takes its height from its neighbours."""

ASPECT = 2.0
ROW, LOOSEST_ROW = 20, 44
GUTTER, INNER_GUTTER = 48, 14
ARC = 30


@dataclass(frozen=True, slots=True)
class Box:
    """Asks for a place: in which layer, and how wide the mark and label together are."""

    key: str
    layer: int
    width: float


@dataclass(frozen=True, slots=True)
class Place:
    """Says where a box went: the point its edges meet, its sub-column (lane) and the width that gives it.

    All are whole numbers: vis-network cuts off what follows the point, and the page draws over what it drew.
    """

    x: int
    y: int
    width: int
    layer: int
    lane: int

    @property
    def left(self) -> int:
        """Give the left side of the box."""
        return self.x - ANCHOR

    @property
    def right(self) -> int:
        """Give the right side of the box."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Column:
    """Says which stretch of the picture, left to right, belongs to a layer."""

    layer: int
    left: int
    right: int
    count: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Holds every place, the columns from left to right, and one bend a link.

    A bend is 0 for a straight link, otherwise the roundness of its curve, positive when it turns clockwise.
    """

    places: Mapping[str, Place]
    columns: tuple[Column, ...]
    bends: tuple[float, ...]


Link = tuple[str, str]
Order = dict[int, list[str]]


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is drawn in a common sans-serif font, without a font at hand."""
    ems = 0.0
    for char in text:
        if unicodedata.combining(char):
            continue
        if unicodedata.east_asian_width(char) in "WF":
            ems += 1.0
        elif char in " .,:;'|!ijltfrI()[]-":
            ems += 0.36
        elif char in "mwMW%@" or char.isupper():
            ems += 0.76
        else:
            ems += 0.59
    return ems * size


def layered(boxes: Sequence[Box], links: Sequence[Link], aspect: float = ASPECT) -> Layout:
    """Place boxes in columns by layer so that the whole comes out near a width-to-height ratio."""
    return placed(sweep(_initial(boxes), links), {box.key: box.width for box in boxes}, links, aspect)


def ranked(boxes: Sequence[Box], shown: Sequence[Link], links: Sequence[Link], first: Collection[str]) -> Order:
    """Order all boxes of each layer: those a view opens on as they lie best, the others between by their neighbours.

    `shown` are the links that it opens on. The others must not move the first about, or opening one more thing would
    turn the view around.
    """
    opening = sweep(_initial(box for box in boxes if box.key in first), shown)
    height = {key: (at + 0.5) / len(keys) for keys in opening.values() for at, key in enumerate(keys)}
    neighbours: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in links:
        neighbours[source].append(target)
        neighbours[target].append(source)
    others = [box.key for box in boxes if box.key not in height]
    for _ in range(SETTLE):
        near = {key: [height[other] for other in neighbours[key] if other in height] for key in others}
        height |= {key: sum(heights) / len(heights) for key, heights in near.items() if heights}
    order = _initial(boxes)
    at = {key: place for keys in opening.values() for place, key in enumerate(keys)}
    return {
        layer: sorted(keys, key=lambda key: (height.get(key, 1.0), key not in at, at.get(key, 0)))
        for layer, keys in order.items()
    }


def placed(order: Order, width: Mapping[str, float], links: Sequence[Link], aspect: float = ASPECT) -> Layout:
    """Place the boxes of each layer, in the order given, so that the whole comes out near a width-to-height ratio."""
    rows = _best_rows(order, width, aspect)
    tallest = max((_rows_used(len(keys), rows) for keys in order.values()), default=1)
    height = min(LOOSEST_ROW * tallest, max(ROW * tallest, _width_with(order, width, rows) / aspect))
    places: dict[str, Place] = {}
    columns: list[Column] = []
    left = 0
    for layer in sorted(order):
        widths = _lane_widths(order[layer], width, rows)
        right = left + sum(widths) + INNER_GUTTER * (len(widths) - 1)
        places |= _place_column(order[layer], layer, widths, left, height)
        columns.append(Column(layer, left, right, len(order[layer])))
        left = right + GUTTER
    return Layout(places, tuple(columns), _bends(places, links))


def sweep(order: Order, links: Sequence[Link]) -> Order:
    """Reorder each layer by where its neighbours are and keep the order with the fewest crossings."""
    neighbours = _neighbours(order, links)
    layers = sorted(order)
    best, fewest, stale = order, crossings(order, links), 0
    current = {layer: list(keys) for layer, keys in order.items()}
    for round_ in range(SWEEPS):
        rightwards = round_ % 2 == 0
        for layer in layers if rightwards else reversed(layers):
            _reorder(current, layer, neighbours, rightwards=rightwards)
        count = crossings(current, links)
        stale = 0 if count < fewest else stale + 1
        if count < fewest:
            best, fewest = {layer: list(keys) for layer, keys in current.items()}, count
        if stale == 2 or fewest == 0:
            break
    return best


def crossings(order: Order, links: Iterable[Link]) -> int:
    """Count the crossings between links that join the same two layers."""
    layer_of = {key: layer for layer, keys in order.items() for key in keys}
    rank = {key: index for keys in order.values() for index, key in enumerate(keys)}
    joins: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for source, target in links:
        one, other = sorted((source, target), key=lambda key: layer_of[key])
        if layer_of[one] != layer_of[other]:
            joins[layer_of[one], layer_of[other]].append((rank[one], rank[other]))
    return sum(_inversions(pairs, len(order[right])) for (_, right), pairs in joins.items())


def _inversions(pairs: list[tuple[int, int]], size: int) -> int:
    """Count pairs that run against each other, with a Fenwick tree over the right-hand ranks."""
    tree = [0] * (size + 1)
    total = 0
    for seen, (_, right) in enumerate(sorted(pairs)):
        total += seen
        index = right + 1
        while index > 0:
            total -= tree[index]
            index -= index & -index
        index = right + 1
        while index <= size:
            tree[index] += 1
            index += index & -index
    return total


def _initial(boxes: Iterable[Box]) -> Order:
    order: Order = {}
    for box in boxes:
        order.setdefault(box.layer, []).append(box.key)
    return order


def _neighbours(order: Order, links: Iterable[Link]) -> dict[str, list[tuple[str, int]]]:
    layer_of = {key: layer for layer, keys in order.items() for key in keys}
    neighbours: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for source, target in links:
        neighbours[source].append((target, layer_of[target]))
        neighbours[target].append((source, layer_of[source]))
    return neighbours


def _reorder(order: Order, layer: int, neighbours: Mapping[str, list[tuple[str, int]]], *, rightwards: bool) -> None:
    """Sort one layer by the mean height of its neighbours on the side the sweep comes from."""
    height = {
        key: (index + 0.5) / len(keys)
        for other, keys in order.items()
        if other == layer or (other < layer) == rightwards
        for index, key in enumerate(keys)
    }

    def barycentre(key: str) -> float:
        near = [height[other] for other, at in neighbours.get(key, ()) if at != layer and other in height]
        return sum(near) / len(near) if near else height[key]

    order[layer] = sorted(order[layer], key=barycentre)


def _rows_used(count: int, rows: int) -> int:
    """Say how many rows a layer fills once its sub-columns are evened out."""
    return math.ceil(count / _lanes_used(count, rows))


def _lanes_used(count: int, rows: int) -> int:
    return max(1, math.ceil(count / rows))


def _best_rows(order: Order, width: Mapping[str, float], aspect: float) -> int:
    """Find the height of column, in rows, with which the picture can be shown largest."""
    tallest = max((len(keys) for keys in order.values()), default=1)
    step = max(1, tallest // 200)

    def smallness(rows: int) -> float:
        high = ROW * max((_rows_used(len(keys), rows) for keys in order.values()), default=1)
        return max(_width_with(order, width, rows), high * aspect)

    return min(range(1, tallest + 1, step), key=smallness)


def _width_with(order: Order, width: Mapping[str, float], rows: int) -> int:
    """Say how wide the picture gets when a column may have so many rows."""
    lanes = [_lane_widths(keys, width, rows) for keys in order.values()]
    return sum(sum(wide) + INNER_GUTTER * (len(wide) - 1) for wide in lanes) + GUTTER * (len(lanes) - 1)


def _lane_widths(keys: Sequence[str], width: Mapping[str, float], rows: int) -> list[int]:
    lanes = _lanes_used(len(keys), rows)
    return [math.ceil(max(width[key] for key in keys[lane::lanes])) for lane in range(lanes)]


def _place_column(keys: Sequence[str], layer: int, widths: Sequence[int], left: int, height: float) -> dict[str, Place]:
    """Place one layer from a left side on, in lanes of these widths, centred on y = 0."""
    lanes = len(widths)
    used = math.ceil(len(keys) / lanes)
    pitch = min(LOOSEST_ROW, max(ROW, height / used))
    starts = [left + sum(widths[:lane]) + INNER_GUTTER * lane for lane in range(lanes)]
    places = {}
    for index, key in enumerate(keys):
        row, lane = divmod(index, lanes)
        y = math.floor((row - (used - 1) / 2) * pitch + 0.5)
        places[key] = Place(starts[lane] + ANCHOR, y, widths[lane], layer, lane)
    return places


def _bends(places: Mapping[str, Place], links: Sequence[Link]) -> tuple[float, ...]:
    """Curve links inside one column out to the left, and fan out links that join the same two boxes."""
    twins: Counter[frozenset[str]] = Counter()
    bends = []
    for source, target in links:
        pair = frozenset((source, target))
        start, end = places[source], places[target]
        distance = math.hypot(end.x - start.x, end.y - start.y)
        reach = ARC * 0.6 * twins[pair]
        if start.layer == end.layer:
            reach += ARC
        twins[pair] += 1
        # A quadratic curve of roundness r over a distance d stands off its chord by about 0.4·r·d.
        bend = min(0.6, reach / (0.4 * distance)) if distance else 0.0
        upwards = end.y < start.y or (end.y == start.y and end.x > start.x)
        bends.append(round(bend if upwards else -bend, 3) + 0.0)
    return tuple(bends)
