"""The explorer's page, its safety and its layout, without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.network.layout import ROW, Box, Place, crossings, layered, sweep, text_width
from interposer.network.picture import LAYERS, Evidence, Fact, Picture, PictureEdge, PictureNode
from interposer.views.explorer import COLOURS, SHAPE_OF, SHAPES, render, write

if TYPE_CHECKING:
    from pathlib import Path

KINDS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("DemandDriver", "Demand driver"), ("Market", "Market"), ("Policy", "Policy")),
    (("System", "System"),),
    (("Chip", "Chip"), ("ChipFamily", "Chip family")),
    (("MemoryGeneration", "Memory generation"),),
    (("Technology", "Technology"),),
    (("Offering", "Offering"),),
    (("Company", "Company"), ("Organization", "Organization")),
    (("Facility", "Site"), ("Project", "Project")),
    (("ProcessStep", "Process step"),),
    (("Material", "Material"), ("EquipmentType", "Equipment type"), ("ComponentType", "Component type")),
)
WORDS: tuple[tuple[str, ...], ...] = (
    ("AI training", "Inference tokens", "Hyperscale capex", "Autonomous cars", "Export rule", "Chip subsidy"),
    ("Rack", "Server", "Pod", "Supernode", "Tray", "Switch system"),
    ("Accelerator", "GPU", "Training ASIC", "Switch ASIC", "Server CPU", "Inference ASIC"),
    ("HBM2E", "HBM3", "HBM3E", "HBM4", "HBM4E", "LPDDR6"),
    ("2.5D integration", "Fan-out", "Hybrid bonding", "Glass core", "Panel packaging", "Embedded bridge"),
    ("CoWoS-L", "CoWoS-S", "SoIC-X", "EMIB-T", "I-Cube S", "FOCoS-Bridge", "XDFOI"),
    ("Foundry", "Assembly and Test", "Memory Works", "Substrates", "Bonding Tools", "Photonics"),
    ("AP7 Chiayi", "AP6 Zhunan", "Penang line", "Cheonan", "Wuxi plant", "Arizona campus"),
    ("Bumping", "RDL patterning", "Thermocompression bonding", "Underfill", "Wafer thinning", "Moulding"),
    ("Build-up film", "Low-CTE glass cloth", "TCB bonder", "Silicon interposer", "Mould compound", "Prober"),
)  # fmt: skip
CHINESE = (
    "人工智能训练",
    "机柜",
    "加速器",
    "高带宽内存",
    "先进封装",
    "封装平台",
    "台积电",
    "嘉义工厂",
    "混合键合",
    "玻璃布",
)
SHARE = (0.07, 0.05, 0.11, 0.04, 0.09, 0.13, 0.22, 0.09, 0.08, 0.12)


def evidence(number: int, text: str, denies: bool = False) -> Evidence:
    """Make one claim about a made-up source."""
    return Evidence(
        claim=f"c{number:05d}",
        text=text,
        status=("reported", "reported", "planned", "rumoured")[number % 4],
        grade="ABCD"[number % 4],
        period=f"2026-Q{number % 4 + 1}",
        stated_on="2026-03",
        source_title=f"Packaging capacity review no. {number % 37}",
        publisher=("Example Wire", "Example Semiconductor Weekly", "示例半导体周刊")[number % 3],
        url=f"https://example.org/articles/{number % 37}",
        published="2026-03-14",
        locator=f"section {number % 7 + 1}, second paragraph",
        note="the source gives no volume" if number % 3 == 0 else "",
        denies=denies,
    )


def realistic_picture(count: int = 250, seed: int = 1) -> Picture:
    """Make a picture of the ten layers with three edges a node; the same seed gives the same picture."""
    chance = random.Random(seed)
    nodes: list[PictureNode] = []
    for layer in chance.choices(range(len(LAYERS)), SHARE, k=count):
        number = len(nodes)
        kind, kind_label = chance.choice(KINDS[layer])
        word = chance.choice(WORDS[layer])
        label = f"{word} {chance.choice('ABCDEFGHKLMNPRSTX')}{number}"
        figure = Fact(f"Capacity: {number * 10} wafers per month", evidence(number, f"{label} has a capacity"))
        nodes.append(
            PictureNode(
                id=f"thing-{number}",
                label=label,
                kind=kind,
                kind_label=kind_label,
                layer=layer,
                names=(label, f"{word} number {number}", f"{CHINESE[layer]}{number}号"),
                definition=f"A made-up {kind_label.lower()} that stands in for a real one.",
                country=chance.choice(("", "Taiwan", "South Korea", "Japan", "United States", "China")),
                facts=(figure,) if number % 3 == 0 else (),
            )
        )
    return Picture(
        title="Advanced packaging: the chain from demand to materials",
        subtitle="Chosen by evidence: the best documented things of each layer",
        data_version="2026.07.1",
        nodes=tuple(nodes),
        edges=tuple(_edges(nodes, chance)),
        hidden={"planned": 12, "beyond 250 things": 790},
    )


def _edges(nodes: list[PictureNode], chance: random.Random) -> list[PictureEdge]:
    """Join each node to others that are mostly one or two layers away, as in the real chain."""
    edges: list[PictureEdge] = []
    for number in range(3 * len(nodes)):
        source = chance.choice(nodes)
        span = chance.choice((0, 1, 1, 1, 1, 2, 2, 3))
        near = [node for node in nodes if abs(node.layer - source.layer) == span and node is not source]
        if not near:
            continue
        # A few things take part in much of the chain, as foundries do.
        target = near[min(chance.randrange(len(near)), chance.randrange(len(near)))]
        label = chance.choice(("offers", "requires", "supplies", "is made of", "drives"))
        disputed = number % 40 == 0
        claims = [
            evidence(number * 3 + copy, f"{source.label} {label} {target.label}") for copy in range(1 + number % 3)
        ]
        if disputed:
            claims.append(evidence(number * 3 + 9, f"{source.label} {label} {target.label}", denies=True))
        edges.append(
            PictureEdge(
                source=source.id,
                target=target.id,
                predicate=label,
                label=label,
                sources=1 + number % 3,
                disputed=disputed,
                status=("reported", "reported", "reported", "reported", "planned", "rumoured")[number % 6],
                claims=tuple(claims),
            )
        )
    return edges


HOSTILE = (
    "</script><script>alert(1);window.hit=1</script>",
    '<img src=x onerror="alert(2);window.hit=2">',
    "javascript:alert(3)",
    "{{ 7*7 }}",
    "{#id { colour }",
    "{% raw %}",
    "line\u2028separator\u2029end",
    "\u202eright to left\u202c مرحبا",
    "<!-- <script>",
    "__proto__",
    "\"quoted\" & 'single' \\u003c",
    "x" * 500,
)


def hostile_picture() -> Picture:
    """Make a picture in which every text field holds a hostile string, and each stands in every field."""
    nodes = tuple(
        PictureNode(
            id=bad,
            label=bad,
            kind=bad,
            kind_label=bad,
            layer=number % len(LAYERS),
            names=(bad, bad + " 台积电"),
            definition=bad,
            country=bad,
            facts=(Fact(bad, _hostile_evidence(bad)),),
        )
        for number, bad in enumerate(HOSTILE)
    )
    edges = tuple(
        PictureEdge(one.id, other.id, bad, bad, 1, True, bad, (_hostile_evidence(bad, True), _hostile_evidence(bad)))
        for (one, other), bad in zip(pairwise((*nodes, nodes[0])), HOSTILE, strict=True)
    )
    every = " ".join(HOSTILE)
    return Picture(every, every, every, nodes, edges, dict.fromkeys(HOSTILE, 1))


def _hostile_evidence(bad: str, denies: bool = False) -> Evidence:
    return Evidence(bad, bad, bad, bad, bad, bad, bad, bad, bad, bad, bad, bad, denies)


class Elements(HTMLParser):
    """Collects the elements of a page, and the text of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts[-1] += data
        elif self.inside != "style":
            self.text.append(data)


def data_of(page: str) -> dict[str, object]:
    """Read the picture back out of a page."""
    text = re.search(r'<script type="application/json" id="picture">(.*?)</script>', page, re.DOTALL)
    assert text is not None
    data = json.loads(text[1])
    assert isinstance(data, dict)
    return data


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.html", tmp_path / "other.html"
    write(realistic_picture(), one)
    write(realistic_picture(), other)
    assert one.read_bytes() == other.read_bytes()
    assert b"\r" not in one.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "other.html"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(realistic_picture(5), path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]


def test_the_policy_names_exactly_the_scripts_of_the_page() -> None:
    elements = Elements(render(realistic_picture(20)))
    policy = next(
        attributes["content"] for tag, attributes in elements.found if attributes.get("http-equiv") and tag == "meta"
    )
    assert policy is not None
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in elements.scripts[1:]
    }
    named = set(re.findall(r"'sha256-[^']+'", policy))
    assert len(elements.scripts) == 3
    assert named == hashes
    assert policy.startswith("default-src 'none';")
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]


def test_hostile_text_stays_text() -> None:
    page = render(hostile_picture())
    elements = Elements(page)
    assert [tag for tag, _ in elements.found if tag in {"img", "iframe", "object", "embed", "a", "base"}] == []
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    assert len(elements.scripts) == 3
    assert not set("<>&\u2028\u2029") & set(elements.scripts[0])
    shown = " ".join("".join(elements.text).split())
    assert "{{ 7*7 }}" in shown
    assert "<img src=x" in shown


def test_hostile_text_arrives_whole() -> None:
    data = data_of(render(hostile_picture()))
    nodes = data["nodes"]
    assert isinstance(nodes, list)
    assert tuple(node["label"] for node in nodes) == HOSTILE
    assert [node["id"] for node in nodes] == list(range(len(HOSTILE)))


def test_the_page_names_no_address_of_its_own() -> None:
    page = render(realistic_picture(20))
    elements = Elements(page)
    assert not [
        attributes for _, attributes in elements.found if {"src", "href", "srcset", "action"} & attributes.keys()
    ]
    assert "sourceMappingURL" not in page
    assert "@import" not in page
    assert "url(" not in page.partition("</style>")[0]


def test_the_licence_of_vis_network_travels_with_it() -> None:
    page = render(realistic_picture(5))
    assert "@license" in page
    assert "The MIT License" in page
    assert "Almende B.V" in page


def test_what_is_hidden_is_told() -> None:
    text = " ".join("".join(Elements(render(realistic_picture())).text).split())
    assert "Not shown: 12 planned 790 beyond 250 things" in text
    assert "data 2026.07.1" in text
    assert "all facts are claims with a source" in text


def test_an_empty_picture_says_so_and_runs_nothing() -> None:
    page = render(Picture("Nothing", "", "1", hidden={"planned": 3}))
    assert "There is nothing to show in this picture." in page
    assert len(Elements(page).scripts) == 1


def test_a_source_is_written_once() -> None:
    page = render(realistic_picture())
    assert page.count('"https://example.org/articles/7"') <= 3  # once for each publisher


@pytest.mark.parametrize(
    ("nodes", "edges", "message"),
    [
        ([("a", 0), ("a", 1)], [], "two nodes"),
        ([("a", 10)], [], "layer 10"),
        ([("a", 0)], [("a", "b")], "no node of the picture"),
    ],
)
def test_a_picture_that_does_not_fit_together_is_refused(
    nodes: list[tuple[str, int]], edges: list[tuple[str, str]], message: str
) -> None:
    things = tuple(PictureNode(key, key, "Company", "Company", layer) for key, layer in nodes)
    relations = tuple(PictureEdge(one, other, "offers", "offers") for one, other in edges)
    with pytest.raises(ValueError, match=message):
        Picture("", "", "", things, relations)


def test_kinds_in_one_column_differ_in_shape() -> None:
    for kinds in KINDS:
        assert len({SHAPE_OF[kind] for kind, _ in kinds}) == len(kinds)
    assert set(SHAPE_OF.values()) <= SHAPES.keys()
    assert len(COLOURS) == len(LAYERS)


@pytest.mark.parametrize(("theme", "ground"), [(0, "#ffffff"), (0, "#f5f7fa"), (1, "#10151d"), (1, "#151c26")])
def test_marks_and_headings_stand_out_from_the_ground(theme: int, ground: str) -> None:
    for pair in COLOURS:
        lighter, darker = sorted((_luminance(pair[theme]), _luminance(ground)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, pair


def _luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[tuple[str, str]]]:
    """Draw boxes in layers, with links between any two of them."""
    sizes = draw(st.lists(st.tuples(st.integers(0, 9), st.floats(20, 160)), min_size=1, max_size=60))
    boxes = [Box(f"n{number}", layer, width) for number, (layer, width) in enumerate(sizes)]
    key = st.sampled_from([box.key for box in boxes])
    return boxes, draw(st.lists(st.tuples(key, key), max_size=120))


@given(graphs(), st.floats(0.2, 6))
def test_no_two_boxes_overlap(graph: tuple[list[Box], list[tuple[str, str]]], aspect: float) -> None:
    boxes, links = graph
    layout = layered(boxes, links, aspect)
    width = {box.key: box.width for box in boxes}
    assert layout.places.keys() == width.keys()
    for key, place in layout.places.items():
        assert place.width >= width[key]
    rows: dict[int, list[Place]] = {}
    for place in layout.places.values():
        rows.setdefault(place.y, []).append(place)
    for row in rows.values():
        for one, other in pairwise(sorted(row, key=lambda place: place.x)):
            assert one.right < other.left
    for column in layout.columns:
        heights = sorted({place.y for place in layout.places.values() if place.layer == column.layer})
        assert all(below - above >= ROW for above, below in pairwise(heights))
    assert all(one.right < other.left for one, other in pairwise(layout.columns))


@given(graphs())
def test_the_layout_is_deterministic(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    assert layered(*graph) == layered(*graph)


@given(graphs())
def test_sweeps_never_add_crossings(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    boxes, links = graph
    first: dict[int, list[str]] = {}
    for box in boxes:
        first.setdefault(box.layer, []).append(box.key)
    best = sweep(first, links)
    assert crossings(best, links) <= crossings(first, links)
    assert {layer: sorted(keys) for layer, keys in best.items()} == {
        layer: sorted(keys) for layer, keys in first.items()
    }


@given(graphs())
def test_crossings_are_counted_as_by_hand(graph: tuple[list[Box], list[tuple[str, str]]]) -> None:
    boxes, links = graph
    order: dict[int, list[str]] = {}
    for box in boxes:
        order.setdefault(box.layer, []).append(box.key)
    layer = {box.key: box.layer for box in boxes}
    spans = [
        (layer[one], layer[other], order[layer[one]].index(one), order[layer[other]].index(other))
        for one, other in (sorted(link, key=lambda key: layer[key]) for link in links)
        if layer[one] != layer[other]
    ]
    by_hand = sum(
        one[:2] == other[:2] and (one[2] - other[2]) * (one[3] - other[3]) < 0
        for number, one in enumerate(spans)
        for other in spans[:number]
    )
    assert crossings(order, links) == by_hand


def test_sweeps_untangle_what_can_be_untangled() -> None:
    order = {0: ["a", "b", "c"], 1: ["x", "y", "z"]}
    links = [("a", "z"), ("b", "y"), ("c", "x")]
    assert crossings(order, links) == 3
    assert crossings(sweep(order, links), links) == 0


def test_links_inside_a_column_and_twins_are_curved() -> None:
    boxes = [Box("a", 0, 50), Box("b", 0, 50), Box("c", 1, 50)]
    bends = layered(boxes, [("a", "b"), ("b", "a"), ("a", "c"), ("c", "a"), ("c", "c")]).bends
    assert all((bends[0], bends[1], bends[3]))
    assert bends[0] != bends[1]
    assert bends[2] == bends[4] == 0


def test_tall_columns_wrap() -> None:
    boxes = [Box(str(number), 0, 100) for number in range(100)]
    places = layered(boxes, [], aspect=2).places.values()
    wide = max(place.right for place in places) - min(place.left for place in places)
    high = max(place.y for place in places) - min(place.y for place in places)
    assert len({place.lane for place in places}) > 1
    assert 1 < wide / high < 4


@pytest.mark.parametrize(("text", "ems"), [("", 0), ("台积电", 3), ("CoWoS", 3.4), ("e\u0301", 0.6)])
def test_the_width_of_text_is_estimated(text: str, ems: float) -> None:
    assert text_width(text, 10) == pytest.approx(10 * ems, abs=3)
