"""The explorer: one HTML file that shows a picture of the network offline, with the evidence of every edge.

pyvis carries the drawing library (vis-network) and holds nodes and edges; the page around them is ours,
because pyvis' own template loads from a CDN and runs script found in data. Positions are computed before the
page is written. Text from data enters the page only as escaped JSON or through autoescaping, and the page's
policy lets nothing run but its own two scripts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interposer.errors import InterposerError, UsageError
from interposer.knowledge.files import replaced
from interposer.network import fast
from interposer.network.force import circles, forced
from interposer.network.layout import Box, placed, ranked, text_width
from interposer.network.picture import LAYERS, Evidence, Fact, Opening, Picture, PictureEdge, PictureNode

try:
    import jinja2
    from markupsafe import Markup
    from pyvis.network import Network
except ImportError:
    raise UsageError("the explorer is drawn with pyvis, which is not installed; install interposer[viz]") from None

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LAYOUTS", "render", "write"]

TEMPLATES = Path(__file__).with_name("templates")
VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"

LAYOUTS = ("layered", "force", "communities")
LARGEST = 20_000
"""Things beyond which no browser shows a page well."""

FONT_SIZE = 13
MARK_WIDTH, LABEL_PADDING, WIDEST_LABEL = 20.0, 6.0, 126.0

COLOURS: tuple[tuple[str, str], ...] = (
    ("#882255", "#e58fba"),
    ("#c23a4d", "#f58b98"),
    ("#8f5e00", "#e8b83a"),
    ("#5f6118", "#c5c763"),
    ("#117733", "#58c47a"),
    ("#0f7a6a", "#5fd6c1"),
    ("#1a66a8", "#74b9f4"),
    ("#332288", "#a79cf8"),
    ("#a23b92", "#dd8fd4"),
    ("#5b6472", "#aab3c0"),
)
"""Colour of each layer on light and on dark ground; column and shape say the same as the hue."""

SHAPES: Mapping[str, str] = {
    "circle": "M6 0A6 6 0 1 1-6 0A6 6 0 1 1 6 0Z",
    "square": "M-5.3-5.3H5.3V5.3H-5.3Z",
    "diamond": "M0-7L7 0L0 7L-7 0Z",
    "triangle": "M0-6.6L6.8 5.2H-6.8Z",
    "wedge": "M0 6.6L6.8-5.2H-6.8Z",
    "hexagon": "M6.6 0L3.3 5.7H-3.3L-6.6 0L-3.3-5.7H3.3Z",
    "pentagon": "M0-6.8L6.5-2.1L4 5.5H-4L-6.5-2.1Z",
    "cross": "M-2.3-6.4H2.3V-2.3H6.4V2.3H2.3V6.4H-2.3V2.3H-6.4V-2.3H-2.3Z",
    "bar": "M-6.8-3.4H6.8V3.4H-6.8Z",
    "star": "M0-7.4L1.8-2.4L7-2.3L2.8 1L4.4 6L0 3L-4.4 6L-2.8 1L-7-2.3L-1.8-2.4Z",
}
"""SVG path of each mark around its centre; the legend and the canvas draw the same path."""

SHAPE_OF: Mapping[str, str] = {
    "DemandDriver": "triangle", "Market": "circle", "Policy": "square", "Event": "star",
    "System": "square",
    "Chip": "square", "ChipFamily": "hexagon", "Die": "diamond", "Product": "circle",
    "MemoryGeneration": "bar",
    "Technology": "hexagon",
    "Offering": "diamond",
    "Company": "circle", "Organization": "pentagon", "BusinessRole": "wedge",
    "Facility": "pentagon", "Project": "star",
    "ProcessStep": "cross",
    "Material": "circle", "EquipmentType": "square", "ComponentType": "diamond", "DesignGoal": "star",
    "Constraint": "wedge", "Metric": "bar", "Standard": "hexagon", "ProcessNode": "triangle",
    "Country": "pentagon",
}  # fmt: skip

# Inside <script>, these could end the element, open a comment or end a line in the middle of a string.
_SCRIPT_SAFE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def render(picture: Picture, layout: str = "layered") -> str:
    """Render a picture as one self-contained HTML page; the same picture gives the same text.

    `layout` is the one it opens in. Raises UsageError for one that the picture has not, and for a picture of more
    things than a page can show.
    """
    return ExplorerNetwork(picture, layout).generate_html()


def write(picture: Picture, path: Path, layout: str = "layered") -> None:
    """Write the page of a picture to a file, which is replaced whole or left as it was; raises as `render` does."""
    page = render(picture, layout)
    with replaced(path) as beside, beside.open("x", encoding="utf-8", newline="\n") as file:
        file.write(page)


class ExplorerNetwork(Network):  # type: ignore[misc]  # pyvis has no types
    """Carries one picture in pyvis' data model and renders it with our own template."""

    def __init__(self, picture: Picture, layout: str = "layered") -> None:
        """Place the picture's nodes and add them and its edges; raises UsageError as `render` does."""
        if len(picture.nodes) > LARGEST:
            raise UsageError(
                f"{len(picture.nodes):,} things are more than one page can show ({LARGEST:,}); draw a part of them: a thing "
                "and what is around it, a path, or what a query finds"
            )
        super().__init__(directed=True)
        self.templateEnv = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.path = "explorer.html.j2"
        self.picture = picture
        self.plan = Plan(picture)
        if layout not in self.plan.layouts:
            raise UsageError(_no_layout(layout, self.plan.layouts))
        self.opens_in = layout
        self.sources: dict[tuple[str, ...], int] = {}
        self.families: dict[str, int] = {}
        numbers = {node.id: number for number, node in enumerate(picture.nodes)}
        for node in picture.nodes:
            self._add_thing(numbers[node.id], node)
        for number, edge in enumerate(picture.edges):
            self._add_relation(numbers[edge.source], numbers[edge.target], edge, self.plan.bends.get(number, 0.0))

    def get_nodes(self) -> Any:
        """Give the node ids as a set-like view; pyvis looks through a list once for each end of each edge."""
        return self.node_map.keys()

    def generate_html(self, name: str = "", local: bool = True, notebook: bool = False) -> str:
        """Render the page; the arguments are pyvis' and change nothing here."""
        picture = self.picture
        scripts = [Script(_vis_network()), Script(_joined("scripts/*.js"))]
        page: str = self.templateEnv.get_template(self.path).render(
            picture=picture,
            hidden=[(reason, count) for reason, count in picture.hidden.items() if count],
            style=Markup(_joined("styles/*.css")),
            scripts=scripts,
            data=Markup(_json_for_script(self._data())),
        )
        return page

    def _add_thing(self, number: int, node: PictureNode) -> None:
        """Add a node under a number: ids from data never become keys of the page's objects."""
        plan = self.plan
        place, force = plan.layout.places.get(node.id), plan.forces.get(node.id)
        told = _filled(
            {
                "class": node.kind,
                "names": node.names,
                "definition": node.definition,
                "country": node.country,
                "suppliers": node.suppliers or 0,
                "first": node.first,
                "facts": [self._fact(fact) for fact in node.facts],
            }
        )
        if place:
            told |= {"x": place.x, "y": place.y}
        if force:
            told |= {"fx": force[0], "fy": force[1]}
        if node.id in plan.home:
            told["community"] = plan.home[node.id]
        self.add_node(
            number,
            label=node.label or node.id,
            slug=node.id,
            shape="custom",
            group=SHAPE_OF.get(node.kind, "circle"),
            kind=node.kind_label or node.kind,
            layer=node.layer,
            rank=plan.ranks[node.id],
            width=plan.widths[node.id],
            **told,
        )

    def _add_relation(self, source: int, target: int, edge: PictureEdge, bend: float) -> None:
        told = _filled({"bend": bend, "disputed": edge.disputed, "aside": edge.aside})
        claims = [self._evidence(claim) for claim in edge.claims]
        for claim, before in zip(claims[:0:-1], claims[-2::-1], strict=True):
            if claim.get("text") == before.get("text"):
                del claim["text"]
        self.add_edge(
            source,
            target,
            predicate=edge.predicate,
            label=edge.label or edge.predicate,
            sources=edge.sources,
            status=edge.status,
            claims=claims,
            **told,
        )

    def _fact(self, fact: Fact) -> dict[str, Any]:
        ends = {"low": _number(fact.low), "high": _number(fact.high)}
        told = {"metric": fact.metric, "unit": fact.unit, "scope": fact.scope, "from": fact.start, "to": fact.end}
        ends = {name: end for name, end in ends.items() if end is not None}
        claim = self._evidence(fact.evidence)
        for name, same in (("from", "since"), ("to", "until")):
            if told[name] == claim.get(same):
                del told[name]
        return {**claim, **_filled(told), **ends, "text": fact.text}

    def _evidence(self, claim: Evidence) -> dict[str, Any]:
        """Give a claim with its source as a number into the list of sources, which many claims share."""
        source = self.sources.setdefault(claim.origin, len(self.sources))
        own = {field.name: getattr(claim, field.name) for field in fields(claim) if field.name not in _OF_SOURCE}
        return {**_filled(own), "source": source}

    def _source(self, origin: tuple[str, ...]) -> dict[str, Any]:
        """Tell a source, its independent voice as a number that the sources of one family share."""
        *said, speaker, voice = origin
        told = _filled(dict(zip(_SOURCE_KEYS, said, strict=True)) | {"kind": voice})
        return {**told, "family": self.families.setdefault(speaker, len(self.families) + 1)}

    def _data(self) -> dict[str, Any]:
        picture, plan = self.picture, self.plan
        return {
            "version": 2,
            "title": picture.title,
            "subtitle": picture.subtitle,
            "dataVersion": picture.data_version,
            "layout": self.opens_in,
            "layouts": plan.layouts,
            "nodes": [_without(node, "shape") for node in self.nodes],
            "edges": [_without(edge, "arrows") for edge in self.edges],
            "columns": [
                {
                    "label": LAYERS[it.layer],
                    "layer": it.layer,
                    "left": it.left,
                    "right": it.right,
                    "count": it.count,
                }
                for it in plan.layout.columns
            ],
            "headings": LAYERS,
            "sources": [self._source(origin) for origin in self.sources],
            "communities": plan.communities,
            "open": _open(picture.opening),
            "hidden": {reason: count for reason, count in picture.hidden.items() if count},
            "shapes": SHAPES,
            "colours": COLOURS,
            "fontSize": FONT_SIZE,
        }


class Plan:
    """Holds where everything of a picture goes, in each of the layouts that it has."""

    def __init__(self, picture: Picture) -> None:
        """Work the layouts out: the columns of what it opens on, the order in them of all, forces, communities."""
        boxes = [Box(node.id, node.layer, _label_width(node)) for node in picture.nodes]
        links = [(edge.source, edge.target) for edge in picture.edges]
        groups = [group.members for group in picture.communities]
        self.widths = {box.key: int(box.width) for box in boxes}
        first = {node.id for node in picture.first}
        order = ranked(boxes, _shown_links(picture), links, first)
        self.ranks = {key: rank for keys in order.values() for rank, key in enumerate(keys)}
        opening = {layer: kept for layer, keys in order.items() if (kept := [key for key in keys if key in first])}
        shown = set(map(id, picture.shown))
        numbers = [number for number, edge in enumerate(picture.edges) if id(edge) in shown]
        self.layout = placed(opening, self.widths, [links[number] for number in numbers])
        self.bends = dict(zip(numbers, self.layout.bends, strict=True))
        self.forces = forced([node.id for node in picture.nodes], links, groups) if fast.installed() else {}
        self.home = {key: number for number, members in enumerate(groups) for key in members}
        self.communities: list[dict[str, Any]] = []
        if groups and fast.installed():
            self.communities = [
                {"label": group.label, "count": len(group.members), **circle._asdict()}
                for group, circle in zip(picture.communities, circles(groups, links), strict=True)
            ]
        self.layouts = ["layered"] + ["force"] * bool(self.forces) + ["communities"] * bool(self.communities)


def _shown_links(picture: Picture) -> list[tuple[str, str]]:
    return [(edge.source, edge.target) for edge in picture.shown]


def _no_layout(layout: str, layouts: Sequence[str]) -> str:
    """Say which layouts a picture has and why it may lack one."""
    if layout not in LAYOUTS:
        return f"there is no layout {layout!r}; use {', '.join(LAYOUTS)}"
    if not fast.installed():
        return f"the layout {layout!r} needs rustworkx, which is not installed; install interposer[viz]"
    why = "; communities are made of more than 1,000 things" if layout == "communities" else ""
    return f"this picture has no layout {layout!r}, only {', '.join(layouts)}{why}"


def _open(opening: Opening) -> dict[str, Any]:
    told = _filled({"from": opening.start, "to": opening.end, "datedOnly": opening.dated_only})
    return {"statuses": opening.statuses, "asOf": opening.as_of, "minSources": opening.min_sources, **told}


_OF_SOURCE = {"source_title", "publisher", "url", "published", "family", "voice"}
_SOURCE_KEYS = ("title", "publisher", "url", "published")


@dataclass(frozen=True, slots=True)
class Script:
    """Holds an inline script; the policy of the page names it by its hash."""

    text: str

    @property
    def markup(self) -> Markup:
        """Give the text as it stands between the script tags."""
        return Markup(self.text)

    @property
    def hash(self) -> str:
        """Give the source expression by which a content security policy lets this script run."""
        return "sha256-" + base64.b64encode(hashlib.sha256(self.text.encode()).digest()).decode()


def _label_width(node: PictureNode) -> int:
    """Tell how wide a mark and its label are drawn; the page has the same whole number to place them by."""
    return math.ceil(MARK_WIDTH + min(WIDEST_LABEL, text_width(node.label, FONT_SIZE)) + LABEL_PADDING)


def _number(end: float | None) -> float | int | None:
    return int(end) if end is not None and end == int(end) else end


def _without(record: dict[str, Any], name: str) -> dict[str, Any]:
    """Leave out what pyvis puts into every record alike."""
    return {key: value for key, value in record.items() if key != name}


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing, which is most of a record."""
    return {key: value for key, value in record.items() if value}


def _json_for_script(data: object) -> str:
    """Write data as JSON that is inert inside a script element."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.translate(_SCRIPT_SAFE)


def _joined(pattern: str) -> str:
    """Join our own scripts or styles in the order of their names, which begin with numbers for this."""
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(TEMPLATES.glob(pattern)))


def _vis_network() -> str:
    """Read vis-network, licence notice included, out of the installed pyvis."""
    file = resources.files("pyvis").joinpath(VIS_NETWORK)
    if not file.is_file():
        raise InterposerError(f"the installed pyvis has no {VIS_NETWORK}; install pyvis 0.3.2")
    # Without the last line: it would send developer tools looking for a source map.
    text = file.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0].rstrip() + "\n"
    if "</script" in text.lower() or "<!--" in text:
        raise InterposerError("vis-network in the installed pyvis cannot be put inside a page; install pyvis 0.3.2")
    return text
