"""The explorer's page, its safety and its layout, without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import sys
from dataclasses import fields, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from interposer.errors import UsageError
from interposer.lookup.filters import STATUSES
from interposer.network.layout import ROW, Box, Place, crossings, layered, ranked, sweep, text_width
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
from interposer.views import explorer
from interposer.views.drawing import Drawing
from interposer.views.explorer import COLOURS, SHAPE_OF, SHAPES, render, write

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


def evidence(number: int, text: str, denies: bool = False, status: str = "") -> Evidence:
    """Make one claim about a made-up source; every third holds for one year only."""
    year = 2024 + number % 3
    return Evidence(
        claim=f"c{number:05d}",
        text=text,
        status=status or ("reported", "reported", "planned", "rumoured")[number % 4],
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
        since=f"{year}-01-01" if number % 3 == 0 else "",
        until=f"{year}-12-31" if number % 3 == 0 else "",
        family=f"family {number % 37}",
    )


def capacity(number: int, label: str) -> Fact:
    """Make a number of one thing for one year, as one of three sources has it."""
    claim = evidence(number, f"{label} has a capacity", status="reported")
    year = 2024 + number % 3
    return Fact(
        f"Capacity: {number * 10} wafers per month", claim, "Capacity", "wafers/month", "all sites",
        float(number * 10), float(number * 10) if number % 2 else None, f"{year}-01-01", f"{year}-12-31",
    )  # fmt: skip


def realistic_picture(count: int = 250, seed: int = 1, first: int | None = None, groups: int = 0) -> Picture:
    """Make a picture of the ten layers with three edges a node; the same arguments give the same picture.

    It opens on all its things, or on so many as `first` says; `groups` parts them into as many communities.
    """
    chance = random.Random(seed)
    nodes: list[PictureNode] = []
    for layer in chance.choices(range(len(LAYERS)), SHARE, k=count):
        number = len(nodes)
        kind, kind_label = chance.choice(KINDS[layer])
        word = chance.choice(WORDS[layer])
        label = f"{word} {chance.choice('ABCDEFGHKLMNPRSTX')}{number}"
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
                facts=tuple(capacity(number + at, label) for at in range(3)) if number % 3 == 0 else (),
                suppliers=number % 5 if layer in (5, 9) else None,
                first=first is None or number < first,
            )
        )
    return Picture(
        title="Advanced packaging: the chain from demand to materials",
        subtitle="Chosen by evidence: the best documented things of each layer",
        data_version="2026.07.1",
        nodes=tuple(nodes),
        edges=tuple(_edges(nodes, chance)),
        hidden={"quarantined": 12, "things without a relation": 790},
        opening=Opening(STATUSES),
        communities=tuple(
            Group(nodes[at].label, tuple(node.id for node in nodes[at::groups])) for at in range(min(groups, count))
        ),
    )


def _edges(nodes: list[PictureNode], chance: random.Random) -> list[PictureEdge]:
    """Join each node to others that are mostly one or two layers away, as in the real chain."""
    edges: list[PictureEdge] = []
    by_layer = [[node for node in nodes if node.layer == layer] for layer in range(len(LAYERS))]
    for number in range(3 * len(nodes)):
        source = chance.choice(nodes)
        span = chance.choice((0, 1, 1, 1, 1, 2, 2, 3))
        layers = {source.layer - span, source.layer + span} & set(range(len(LAYERS)))
        near = [node for layer in sorted(layers) for node in by_layer[layer] if node is not source]
        if not near:
            continue
        # A few things take part in much of the chain, as foundries do.
        target = near[min(chance.randrange(len(near)), chance.randrange(len(near)))]
        label = chance.choice(("offers", "requires", "supplies", "is made of", "drives"))
        text = f"{source.label} {label} {target.label}"
        status = ("reported", "reported", "reported", "reported", "planned", "rumoured")[number % 6]
        claims = [evidence(number * 3 + copy, text, status=status) for copy in range(1 + number % 3)]
        if number % 40 == 0:
            claims[0] = replace(claims[0], disputed=True)
            claims.append(evidence(number * 3 + 9, text, denies=True))
        edges.append(edge_of(source.id, target.id, label, claims))
    return edges


def edge_of(source: str, target: str, label: str, claims: list[Evidence]) -> PictureEdge:
    """Make an edge that stands as its claims say when every status is shown."""
    stands = standing(claims, Opening(STATUSES))
    assert stands is not None
    return PictureEdge(
        source, target, label, label, stands.sources, stands.disputed, stands.status, tuple(claims)
    )  # fmt: skip


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
            facts=(Fact(bad, _hostile_evidence(bad), bad, bad, bad, 1.0, 2.0, "2025-01-01", "2025-12-31"),),
        )
        for number, bad in enumerate(HOSTILE)
    )
    edges = tuple(
        PictureEdge(one.id, other.id, bad, bad, 1, True, bad, (_hostile_evidence(bad, True), _hostile_evidence(bad)))
        for (one, other), bad in zip(pairwise((*nodes, nodes[0])), HOSTILE, strict=True)
    )
    every = " ".join(HOSTILE)
    opening = Opening(HOSTILE, every)
    groups = tuple(Group(bad, (bad,)) for bad in HOSTILE)
    return Picture(every, every, every, nodes, edges, dict.fromkeys(HOSTILE, 1), opening, groups)


def _hostile_evidence(bad: str, denies: bool = False) -> Evidence:
    texts = dict.fromkeys((field.name for field in fields(Evidence) if field.type == "str"), bad)
    days = {"since": "2025-01-01", "until": "2025-12-31", "denied": "", "voice": ""}
    return Evidence(**texts | days, denies=denies)


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
    page = render(realistic_picture(20))
    assert data_of(page)["hidden"] == {"quarantined": 12, "things without a relation": 790}
    assert "data 2026.07.1" in " ".join("".join(Elements(page).text).split())


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


def test_communities_of_things_that_are_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="no node of the picture"):
        Picture("", "", "", communities=(Group("a", ("nobody",)),))


# What the page is given --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    found = json.loads((Path(explorer.__file__).parent / "schemas" / "picture.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


@pytest.mark.parametrize(
    "picture",
    [
        realistic_picture(60),
        realistic_picture(60, first=20, groups=6),
        hostile_picture(),
        Picture("Nothing", "", "1"),
        Picture("One", "", "1", (PictureNode("a", "", "", "", 0),)),
        Picture("Then", "", "1", opening=Opening(as_of="2025", start="2025-01-01", end="2025-12-31", dated_only=True)),
    ],
    ids=lambda picture: picture.title[:20],
)
def test_every_page_holds_to_the_schema(schema: Draft202012Validator, picture: Picture) -> None:
    data = data_of(render(picture))
    assert [f"{error.json_path}: {error.message[:200]}" for error in schema.iter_errors(data)] == []


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (("nodes", 0, "first"), None),
        (("nodes", 0, "x"), 1.5),
        (("nodes", 0, "extra"), 1),
        (("nodes", 0, "facts", 0, "low"), "1"),
        (("edges", 0, "claims", 0, "since"), "2025"),
        (("edges", 0, "claims", 0, "metric"), "capacity"),
        (("sources", 0, "family"), None),
        (("open", "from"), "2025-01-01"),
        (("layouts",), ["radial"]),
    ],
    ids=str,
)
def test_the_schema_refuses_what_breaks_the_contract(
    schema: Draft202012Validator, where: tuple[str | int, ...], what: object
) -> None:
    data: Any = data_of(render(realistic_picture(30)))
    *way, last = where
    at = data
    for step in way:
        at = at[step]
    if what is None:
        del at[last]
    else:
        at[last] = what
    assert not schema.is_valid(data)


def test_the_readme_names_every_key_of_the_schema(schema: Draft202012Validator) -> None:
    told = (Path(explorer.__file__).parent / "templates" / "README.md").read_text(encoding="utf-8")
    keys = set(schema.schema["properties"])
    for part in ("node", "edge", "claimed", "fact", "source", "community", "column"):
        keys |= schema.schema["$defs"][part]["properties"].keys()
    assert {key for key in keys if f"`{key}`" not in told} == set()


def test_what_the_page_does_not_open_on_has_a_rank_and_no_place() -> None:
    data: Any = data_of(render(realistic_picture(120, first=40)))
    opened = [node for node in data["nodes"] if node.get("first")]
    assert len(opened) == 40
    assert all(("x" in node) == ("first" in node) for node in data["nodes"])
    for layer in range(len(LAYERS)):
        ranks = [node["rank"] for node in data["nodes"] if node["layer"] == layer]
        assert sorted(ranks) == list(range(len(ranks)))
    assert sum(column["count"] for column in data["columns"]) == 40


def test_sources_of_one_family_share_its_number_and_editors_say_so() -> None:
    one = Evidence("1", "t", "reported", source_title="A", family="wire")
    claims = [one, replace(one, claim="2", source_title="B"), replace(one, claim="3", source_title="C", family="x"),
              replace(one, claim="4", source_title="D", family="y", voice="editorial")]  # fmt: skip
    nodes = (PictureNode("a", "A", "Chip", "Chip", 2), PictureNode("b", "B", "Chip", "Chip", 2))
    data: Any = data_of(render(Picture("", "", "", nodes, (edge_of("a", "b", "uses", claims),))))
    assert [(source["family"], source.get("kind")) for source in data["sources"]] == [
        (1, None), (1, None), (2, None), (3, "editorial"),
    ]  # fmt: skip
    assert data["edges"][0]["sources"] == 2


def test_a_sentence_that_repeats_itself_is_written_once() -> None:
    one = Evidence("1", "A uses B", "reported")
    claims = [one, replace(one, claim="2"), replace(one, claim="3", text="A uses B (C)"), replace(one, claim="4")]
    nodes = (PictureNode("a", "A", "Chip", "Chip", 2), PictureNode("b", "B", "Chip", "Chip", 2))
    data: Any = data_of(render(Picture("", "", "", nodes, (edge_of("a", "b", "uses", claims),))))
    said = [claim.get("text") for claim in data["edges"][0]["claims"]]
    assert said == ["A uses B", None, "A uses B (C)", "A uses B"]


def test_the_days_of_a_figure_are_left_out_where_its_claim_holds_for_them() -> None:
    claim = Evidence("1", "t", "reported", since="2025-01-01", until="2025-12-31")
    fact = Fact("t", claim, "m", "u", "", 0.0, 5.5, "2025-01-01", "2025-06-30")
    data: Any = data_of(render(Picture("", "", "", (PictureNode("a", "A", "Chip", "Chip", 2, facts=(fact,)),))))
    (told,) = data["nodes"][0]["facts"]
    assert (told["since"], told["until"], told.get("from"), told["to"]) == (
        "2025-01-01",
        "2025-12-31",
        None,
        "2025-06-30",
    )
    assert (told["low"], told["high"]) == (0, 5.5)


# Layouts and size --------------------------------------------------------------------------------


def test_a_page_opens_in_the_layout_asked_for() -> None:
    data = data_of(render(realistic_picture(60, groups=5), "communities"))
    assert (data["layout"], data["layouts"]) == ("communities", ["layered", "force", "communities"])


@pytest.mark.parametrize(
    ("layout", "said"), [("radial", "there is no layout"), ("communities", "more than 1,000 things")]
)
def test_a_layout_that_a_picture_has_not_is_refused(layout: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        render(realistic_picture(10), layout)


def test_without_rustworkx_a_page_has_its_columns_and_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interposer.network.fast.installed", lambda: False)
    assert data_of(render(realistic_picture(10, groups=3)))["layouts"] == ["layered"]
    with pytest.raises(UsageError, match=r"install interposer\[viz\]"):
        render(realistic_picture(10), "force")


def test_without_pyvis_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvis.network", None)
    monkeypatch.delitem(sys.modules, "interposer.views.explorer")
    with pytest.raises(UsageError, match=r"install interposer\[viz\]"):
        Drawing.of(Picture("", "", "1")).html()


def test_fifty_thousand_things_are_refused_with_what_to_do() -> None:
    things = tuple(PictureNode(f"n{number}", f"N{number}", "Chip", "Chip", 2) for number in range(50_000))
    with pytest.raises(UsageError, match=r"50,000 things are more than one page can show.*draw a part of them"):
        render(Picture("Large", "", "1", things))


def test_a_notebook_shows_the_page_in_a_frame_that_reaches_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    drawing = Drawing.of(hostile_picture(), title='"><script>window.hit=1</script>')
    (frame,) = Elements(drawing._repr_html_()).found
    assert frame[0] == "iframe"
    sandbox = frame[1]["sandbox"]
    assert sandbox is not None
    assert "allow-scripts" in sandbox
    assert "allow-same-origin" not in sandbox
    assert "allow-top-navigation" not in sandbox
    assert frame[1]["srcdoc"] == drawing.html()
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_is_saved_and_keeps_its_picture(tmp_path: Path) -> None:
    picture = realistic_picture(10)
    page = Drawing.of(picture, "Another title").save(tmp_path / "page.html", "force")
    data = data_of(page.read_text(encoding="utf-8"))
    assert (data["title"], data["layout"]) == ("Another title", "force")
    assert Drawing.of(picture).nodes == picture.nodes


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


@given(graphs(), st.data())
def test_what_a_view_does_not_open_on_moves_nothing_that_it_opens_on(
    graph: tuple[list[Box], list[tuple[str, str]]], data: st.DataObject
) -> None:
    boxes, links = graph
    first = set(data.draw(st.lists(st.sampled_from([box.key for box in boxes]))))
    shown = [link for link in links if set(link) <= first]
    order = ranked(boxes, shown, links, first)
    alone = ranked([box for box in boxes if box.key in first], shown, shown, first)
    assert {layer: [key for key in keys if key in first] for layer, keys in order.items() if first & set(keys)} == alone
    assert sorted(key for keys in order.values() for key in keys) == sorted(box.key for box in boxes)


def test_what_is_opened_later_comes_beside_its_neighbours() -> None:
    boxes = [Box(key, 0 if key in "abc" else 1, 50) for key in "abcxyz"]
    order = ranked(boxes, [], [("a", "x"), ("c", "z"), ("b", "y")], {"a", "b", "c"})
    assert order == {0: ["a", "b", "c"], 1: ["x", "y", "z"]}


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
