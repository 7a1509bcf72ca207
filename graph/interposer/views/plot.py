"""The picture of a timeline: each claim a mark of its own, in SVG or PNG.

Time runs from left to right in columns, one for each period as it is printed; inside a column every claim has a
place of its own, so that sources which disagree stand apart. Marks stand only where a source prints a figure:
at both ends of a range, at the figure itself otherwise; a bar spans the interval, an arrow leads to an open
end. Nothing joins two claims. Numbers at the marks lead to the list of sources below.
"""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

from interposer.errors import UsageError
from interposer.knowledge.files import replaced
from interposer.lookup.numbers import printed
from interposer.views.tables import clean

try:
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.ticker import FuncFormatter, MaxNLocator
except ImportError:
    raise UsageError("a timeline is drawn with matplotlib, which is not installed; install interposer[plot]") from None

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from interposer.lookup.answers import Answer

    Record = Mapping[str, Any]

__all__ = ["check_name", "write"]

_FORMATS = {
    ".svg": {"Creator": "Interposer", "Date": None},
    ".png": {"Software": "Interposer"},
}
"""What a file says of itself; no date, so that the same answer gives the same file."""
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9")
"""Okabe and Ito's palette, which colour-blind readers can tell apart, without its yellow, which fades on white."""
_MARKERS = {"reported": ("o", True), "planned": ("s", False), "forecast": ("^", False), "rumoured": ("X", True)}
"""Marker of each status, and whether it is filled."""
_SIGNS = {"contradiction": "≠", "spread": "≠", "revision": "↺"}
_PANELS = 12
"""So many quantities one picture holds."""
_STYLE: dict[Any, Any] = {
    # Letters that the first font lacks come from the next one that is installed.
    "font.family": ["DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC"],
    "font.size": 8.0,
    "text.parse_math": False,  # a $ in a title is a dollar
    "svg.hashsalt": "interposer",
    "svg.fonttype": "none",  # text stays text: it can be searched and read out
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_SLOT, _PANEL, _TITLE, _AXIS, _LEFT, _LINE, _ENTRY, _LETTER, _PAGE = 0.2, 2.4, 0.35, 0.85, 0.95, 0.16, 3.6, 0.065, 12.0
"""Inches: a claim's place, a panel's height, the space for its title, its periods and its scale, a line of text, an
entry in the list of sources, a letter, a page of several panels."""
_WIDEST = 60
"""Letters of a source in the list."""
_LOG_FROM = 100
"""Figures that differ by this factor stand on a logarithmic scale."""


class _Panel(NamedTuple):
    """The claims on one scale: a quantity of one thing in one unit, or the milestones."""

    title: str
    unit: str
    records: list[Record]


class _Column(NamedTuple):
    """A period, with its claims and where they stand on the axis; `gap` when years without claims lie before it."""

    label: str
    left: float
    right: float
    records: list[Record]
    gap: bool


def check_name(path: Path) -> None:
    """Refuse a file name that tells no form; raises UsageError."""
    if path.suffix.lower() not in _FORMATS:
        raise UsageError(f"{path}: the name must end in .svg or .png")


def write(answer: Answer, path: Path) -> str:
    """Draw a timeline into an SVG or PNG file, which is replaced whole or left as it was; say what is in it.

    Raises UsageError for a name that ends otherwise, OSError where the file cannot be written.
    """
    check_name(path)
    form = path.suffix.lower()
    panels = _panels(answer)
    shown, left = panels[:_PANELS], len(panels[_PANELS:])
    numbers = _numbered(shown)
    with replaced(path) as beside, beside.open("xb") as file, _styled():
        figure = _draw(answer, shown, numbers, left)
        figure.savefig(file, format=form[1:], dpi=110, metadata=_FORMATS[form])
    claims = sum(len(panel.records) for panel in shown)
    return f"{claims} claims of {len(numbers)} sources" + (f"; {_not_drawn(left)}" if left else "")


@contextmanager
def _styled() -> Iterator[None]:
    """Draw in our style whatever the user's own settings are; fonts that are not installed are no news."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        log.setLevel(logging.ERROR)
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        try:
            yield
        finally:
            log.setLevel(level)


def _not_drawn(left: int) -> str:
    return f"{left} more quantities are not drawn (--metric draws those of one metric)"


# What stands where -------------------------------------------------------------------------------


def _panels(answer: Answer) -> list[_Panel]:
    """Part the claims by what may share a scale: the milestones first, then the quantities with most claims.

    Figures in other units share a scale only where a unit was asked for and they convert to it.
    """
    found: dict[tuple[str, str], list[Record]] = {}
    for record in answer.results:
        found.setdefault(_scale(record), []).append(record)
    panels = [_Panel(title, unit, records) for (title, unit), records in found.items()]
    return sorted(panels, key=lambda p: (bool(p.records[0]["metric"]), -len(p.records), p.title, p.unit))


def _scale(record: Record) -> tuple[str, str]:
    if not record["metric"]:
        return "milestones", ""
    limits = "; ".join(part for part in (record["scope"], (record["basis"] or "").replace("-", " ")) if part)
    title = f"{record['subject']['label']}: {record['what']}" + (f" ({limits})" if limits else "")
    made = record.get("converted")
    return clean(title), clean(made["unit"] if made else record["unit"])


def _interval(record: Record) -> tuple[float | None, float | None]:
    made = record.get("converted") or record
    return made["low"], made["high"]


def _numbered(panels: Sequence[_Panel]) -> dict[str, int]:
    """Give each source a number, in the order in which a reader meets them."""
    sources = dict.fromkeys(record["source"]["id"] for panel in panels for record in panel.records)
    return {source: number for number, source in enumerate(sources, 1)}


def _columns(records: Sequence[Record]) -> list[_Column]:
    """Give every period a column, in order of time, as wide as its claims need; years between leave a gap."""
    made: list[_Column] = []
    by_period: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        by_period.setdefault((record["from"], record["to"]), []).append(record)
    at, last = 0.0, 0
    for (start, end), claims in sorted(by_period.items()):
        gap = bool(made) and int(start[:4]) - last > 1
        at += gap
        width = max(len(claims) + 0.6, 1.6)
        made.append(_Column(clean(claims[0]["when"]), at, at + width, claims, gap))
        at, last = at + width, max(last, int(end[:4]))
    return made


# Drawing -----------------------------------------------------------------------------------------


def _draw(answer: Answer, panels: Sequence[_Panel], numbers: Mapping[str, int], left: int) -> Figure:
    """Lay out panels in rows, what the signs mean and the list of sources below."""
    boxes = [_box(panel) for panel in panels]
    shelves = _shelves(boxes, max([_PAGE, *(box.width for box in boxes)]))
    width = max([2 * _ENTRY + 0.4, *(sum(box.width for box in shelf) for shelf in shelves)])
    sources = _source_lines(panels, numbers)
    per_row = int((width - 0.4) // _ENTRY)
    rows = -(-len(sources) // per_row)
    below = 1.1 + rows * _LINE
    height = 0.5 + sum(_TITLE + max(box.tall for box in shelf) + _AXIS for shelf in shelves) + below
    figure = Figure(figsize=(width, height))

    def text(x: float, y: float, said: str, **how: Any) -> None:  # noqa: ANN401  (what matplotlib takes)
        figure.text(x / width, y / height, said, va="baseline", **how)

    text(0.2, height - 0.3, clean(f"Timeline: {', '.join(answer.args)}"), fontsize=11, weight="bold")
    top = height - 0.5
    for shelf in shelves:
        x = 0.0
        for box in shelf:
            place = (x + box.margin, top - _TITLE - box.tall, box.wide, box.tall)
            axes = figure.add_axes((place[0] / width, place[1] / height, place[2] / width, place[3] / height))
            _panel(axes, box.panel, box.columns, numbers)
            x += box.width
        top -= _TITLE + max(box.tall for box in shelf) + _AXIS
    _legend(figure, (0.2 / width, top / height), panels)
    text(0.2, top - 0.35, "≠ disagrees with another source   ↺ a source that changed its word   numbers: sources")
    for index, line in enumerate(sources):
        column, row = divmod(index, rows)
        text(0.2 + column * _ENTRY, top - 0.6 - row * _LINE, line, fontsize=7)
    note = (
        f"Each mark is one claim of one source; nothing is averaged. Interposer data {answer.data_version}, CC BY 4.0."
    )
    text(0.2, 0.15, clean(note) + (f" {_not_drawn(left)}." if left else ""), fontsize=7, color="#555555")
    return figure


class _Box(NamedTuple):
    """A panel with its room in inches: the space left of the axes, the axes, and all of it."""

    panel: _Panel
    columns: list[_Column]
    margin: float
    wide: float
    tall: float
    width: float


def _box(panel: _Panel) -> _Box:
    columns, lanes = _columns(panel.records), _lanes(panel)
    margin = max([_LEFT, *(0.25 + _wide(lane) * _LETTER for lane in lanes)])
    wide = max(columns[-1].right * _SLOT, 1.5)
    tall = 0.35 + 0.22 * len(lanes) if lanes else _PANEL
    return _Box(panel, columns, margin, wide, tall, margin + max(wide, _wide(panel.title) * _LETTER * 1.3) + 0.3)


def _shelves(boxes: Sequence[_Box], width: float) -> list[list[_Box]]:
    """Put panels beside each other as long as they fit."""
    shelves: list[list[_Box]] = [[]]
    for box in boxes:
        if shelves[-1] and sum(other.width for other in shelves[-1]) + box.width > width:
            shelves.append([])
        shelves[-1].append(box)
    return shelves


def _lanes(panel: _Panel) -> dict[str, int]:
    """Give each milestone of a panel a lane from below: whose it is, what it is, and its limits."""
    lanes = {_lane(record) for record in panel.records if not record["metric"]}
    return {lane: place for place, lane in enumerate(sorted(lanes, reverse=True))}


def _lane(record: Record) -> str:
    scope = f" ({record['scope']})" if record["scope"] else ""
    return clean(f"{record['subject']['label']}: {record['what']}{scope}")


def _panel(axes: Axes, panel: _Panel, columns: Sequence[_Column], numbers: Mapping[str, int]) -> None:
    axes.set_title(panel.title, loc="left", fontsize=9)
    axes.set_xlim(0, columns[-1].right)
    lanes = _lanes(panel)
    for index, column in enumerate(columns):
        if index % 2 == 0:
            axes.axvspan(column.left, column.right, color="#f2f2f2", zorder=0, linewidth=0)
        if column.gap:
            axes.text(column.left - 0.5, 0.02, "…", transform=axes.get_xaxis_transform(), ha="center", color="#777777")
        for place, record in enumerate(column.records):
            x = column.left + (column.right - column.left - len(column.records)) / 2 + place + 0.5
            number = numbers[record["source"]["id"]]
            if record["metric"]:
                _figure(axes, x, record, number)
            else:
                place_of = lanes[_lane(record)]
                _mark(axes, x, [place_of], record, number, place_of)
    axes.set_xticks([(c.left + c.right) / 2 for c in columns], [c.label for c in columns], rotation=45, ha="right")
    axes.tick_params(axis="x", length=0)
    if lanes:
        axes.set_ylim(-0.7, len(lanes) - 0.3)
        axes.set_yticks(list(lanes.values()), list(lanes), fontsize=7)
    else:
        _value_axis(axes, panel)


def _value_axis(axes: Axes, panel: _Panel) -> None:
    ends = [end for record in panel.records for end in _interval(record) if end is not None]
    wide = min(ends) > 0 and max(ends) / min(ends) >= _LOG_FROM
    if wide:
        axes.set_yscale("log")
    else:
        axes.margins(y=0.18)
        axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}")
    )
    axes.set_ylabel((panel.unit or "number") + " (logarithmic)" * wide)
    axes.grid(axis="y", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)


def _figure(axes: Axes, x: float, record: Record, number: int) -> None:
    """Draw a figure: marks where it is printed, a bar over its interval, an arrow towards an open end."""
    low, high = _interval(record)
    made = record.get("converted") or record
    marks = printed(made["value"], low, high)
    label = marks[0] if high is None else high
    colour = _colour(number)
    if low is not None and high is not None:
        axes.add_line(Line2D([x, x], [low, high], color=colour, linewidth=2, gid=f"interval-{record['claim']}"))
    else:
        arrow = {"arrowstyle": "<-", "color": colour, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
        away = (0, 18 if high is None else -18)
        drawn = axes.annotate("", xy=(x, marks[0]), xytext=away, textcoords="offset points", arrowprops=arrow)
        assert drawn.arrow_patch is not None  # it was asked for
        drawn.arrow_patch.set_gid(f"open-{record['claim']}")
    _mark(axes, x, marks, record, number, label, below=high is None)


def _mark(
    axes: Axes, x: float, marks: Sequence[float], record: Record, number: int, label: float, *, below: bool = False
) -> None:
    """Put the marker of its status at each printed figure, and the source's number above or below `label`."""
    shape, filled = _MARKERS[record["status"]]
    colour = _colour(number)
    axes.plot(
        [x] * len(marks), list(marks), linestyle="none", marker=shape, markersize=5, color=colour,
        markerfacecolor=colour if filled else "white", gid=f"claim-{record['claim']}", zorder=3,
    )  # fmt: skip
    sign = _SIGNS.get(record["disagreement"] or "", "")
    axes.annotate(
        f"{number}{sign}", (x, label), xytext=(0, -10 if below else 5),
        textcoords="offset points", ha="center", fontsize=6, color=colour,
    )  # fmt: skip


def _colour(number: int) -> str:
    return _COLOURS[(number - 1) % len(_COLOURS)]


def _legend(figure: Figure, corner: tuple[float, float], panels: Sequence[_Panel]) -> None:
    """Say what the markers mean, of the statuses that occur."""
    seen = {record["status"] for panel in panels for record in panel.records}
    handles = [
        Line2D([], [], linestyle="none", marker=shape, color="#333333", markersize=5, label=status,
               markerfacecolor="#333333" if filled else "white")
        for status, (shape, filled) in _MARKERS.items() if status in seen
    ]  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=corner, ncols=len(handles), frameon=False, borderaxespad=0,
        borderpad=0, handletextpad=0.2, columnspacing=1.2,
    )  # fmt: skip


def _source_lines(panels: Sequence[_Panel], numbers: Mapping[str, int]) -> list[str]:
    """List the sources by number: publisher, day and title."""
    sources = {record["source"]["id"]: record["source"] for panel in panels for record in panel.records}
    lines = []
    for slug, number in numbers.items():
        source = sources[slug]
        by = source.get("publisher") or source.get("author") or slug
        said = clean(f"{number}  {by}, {source['published']}" if source.get("published") else f"{number}  {by}")
        title = clean(source.get("title"))
        line = f"{said}: {title}" if title else said
        lines.append(_cut(line))
    return lines


def _wide(text: str) -> int:
    """Count letters; those of East Asia are two wide."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def _cut(text: str) -> str:
    if _wide(text) <= _WIDEST:
        return text
    while _wide(text) >= _WIDEST:
        text = text[:-1]
    return f"{text.rstrip()}…"
