"""The explorer's other views in a real browser: layouts, charts, colours, tables, exports, paper, and access for all."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from explorer_browser import AXE, Open, Opened, need_browser, skip_loudly, small_picture
from test_explorer import HOSTILE, hostile_picture, realistic_picture

need_browser()
from playwright.sync_api import expect  # noqa: E402  (where there is none, the module was skipped)

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


def saved(opened: Opened, what: str) -> bytes:
    """Click an export and give the file."""
    opened.page.click("#export summary")
    with opened.page.expect_download() as download:
        opened.page.click(f"#export-menu [data-save={what}]")
    path: Path = download.value.path()
    return path.read_bytes()


def parsed(content: bytes) -> ET.Element:
    """Read a drawing as XML."""
    return ET.fromstring(content)  # noqa: S314  (the page under test wrote it)


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Read a file as a spreadsheet does."""
    text = content.decode("utf-8-sig")
    assert text.count("\r\n") >= 1
    return list(csv.DictReader(io.StringIO(text, newline="")))


# Layouts -----------------------------------------------------------------------------------------


def test_the_layout_switches_and_keeps_what_is_picked(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.click("tsmc")
    before = opened.at("film")
    opened.page.click("#layouts [data-value=force]")
    assert opened.hash == "#node=tsmc&layout=force"
    assert opened.at("film") != before
    expect(opened.heading).to_have_text("TSMC")
    opened.click("cowos")
    expect(opened.heading).to_have_text("CoWoS")
    opened.page.click("#layouts [data-value=layered]")
    assert opened.hash == "#node=cowos"


def test_names_in_the_force_view_do_not_lie_over_each_other(open_picture: Open) -> None:
    opened = open_picture(realistic_picture(120), "#layout=force")
    boxes = opened.page.evaluate(
        """() => {
          const boxes = [];
          const fill = CanvasRenderingContext2D.prototype.fillRect;
          CanvasRenderingContext2D.prototype.fillRect = function (...box) {
            if (box[3] === 16) boxes.push(box);
            fill.apply(this, box);
          };
          explorer.map.redraw();
          return boxes;
        }"""
    )
    assert len(boxes) > 15
    for number, (left, top, width, height) in enumerate(boxes):
        for x, y, wide, high in boxes[:number]:
            assert not (left < x + wide and x < left + width and top < y + high and y < top + height)


def test_a_click_on_a_community_opens_it_in_place(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#layout=communities")
    page = opened.page
    assert opened.shown == []
    middle = """(number) => {
      const { x, y } = explorer.layouts.drawn.groups[number];
      const stage = document.getElementById('canvas').getBoundingClientRect();
      const at = explorer.map.camera.toScreen(x, y);
      return [at.x + stage.left, at.y + stage.top];
    }"""
    page.mouse.click(*page.evaluate(middle, 0))
    assert opened.shown == ["cowos", "h100", "nvidia", "tsmc"]
    assert opened.hash == "#layout=communities&groups=0"
    opened.click("h100")
    expect(opened.heading).to_have_text("H100")
    page.keyboard.press("Escape")
    edge = page.evaluate("explorer.layouts.drawn.groups[0].r * 0.96 * explorer.map.camera.scale")
    x, y = page.evaluate(middle, 0)
    page.mouse.click(x, y - edge)
    assert opened.shown == []
    opened.search("ABF")
    expect(opened.heading).to_have_text("Build-up film")
    assert "film" in opened.shown


def test_what_is_picked_stays_in_sight_among_communities(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#node=film")
    opened.page.click("#layouts [data-value=communities]")
    assert "film" in opened.shown
    assert opened.hash == "#node=film&layout=communities&groups=1"
    opened.go("#node=film&layout=communities")
    opened.page.wait_for_function("explorer.shown.view.nodes.length === 0")
    opened.page.get_by_role("button", name="Show on the map").click()
    assert "film" in opened.shown
    opened.page.get_by_role("button", name="Open 1 more neighbour").click()
    assert {"film", "cowos"} <= set(opened.shown)
    expect(opened.page.get_by_role("button", name="Close neighbours")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "hash_", "width"),
    [
        ("opening", "", 1400),
        ("focus", "#node=thing-0", 1400),
        ("forces", "#layout=force&colour=suppliers", 1400),
        ("communities", "#layout=communities&groups=0", 1400),
        ("table", "#view=table&tab=facts", 1400),
        ("phone", "#node=thing-0", 390),
    ],
)
def test_a_screenshot_of_each_view_is_kept(
    open_picture: Open, tmp_path: Path, scheme: str, name: str, hash_: str, width: int
) -> None:
    """Screenshots stay in the test run's folder, for whoever changes the looks of the page."""
    viewport = {"width": width, "height": 900}
    opened = open_picture(realistic_picture(120, first=90, groups=9), hash_, color_scheme=scheme, viewport=viewport)
    shot = opened.page.screenshot(path=tmp_path / f"{name}-{scheme}.png")
    assert len(shot) > 25_000
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


# Numbers and colours -----------------------------------------------------------------------------


def test_disagreeing_numbers_are_marks_of_their_own(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#node=tsmc&status=all")
    chart = opened.panel.locator(".chart")
    expect(chart).to_have_count(1)
    expect(chart.locator(".point")).to_have_count(4)
    expect(chart.locator(".differs")).to_have_text(["≠"])
    expect(chart.locator(".point .soft")).to_have_count(1)  # the forecast
    told = chart.get_attribute("aria-label")
    assert told is not None
    assert told.startswith(
        "capacity (CoWoS) in wafers/month: 2024 10 to 12 wafers/month by Wire; 2024 16 wafers/month by Daily"
    )
    assert "30 or more wafers/month (forecast) by Daily" in told
    expect(opened.panel.locator(".voices li")).to_have_text(["Wire", "Daily"])
    marks = chart.locator(".point path[transform]").evaluate_all(
        "(all) => all.map((it) => [it.classList[0], it.getAttribute('d')])"
    )
    assert len({tuple(mark) for mark in marks}) == 2  # colour and shape
    opened.panel.locator(".quantity summary").click()
    expect(opened.panel.locator(".quantity .claim").nth(1)).to_contain_text("≠ sources contradict each other")
    opened.page.locator(".menu:has(#statuses) summary").click()
    opened.page.locator("#statuses input[value=forecast]").click()
    expect(chart.locator(".point")).to_have_count(3)


def test_colours_by_suppliers_have_a_legend_and_rings(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    expect(page.locator("#supply")).to_be_hidden()
    page.select_option("#colour", "suppliers")
    expect(page.locator("#supply li")).to_have_text(
        ["one supplier 1", "two or three 1", "four or more 0", "none known, or nothing that is supplied 5"]
    )
    expect(page.locator("#supply li").first.locator(".ring")).to_have_count(2)
    assert opened.hash == "#colour=suppliers"
    drawing = parsed(saved(opened, "svg"))
    colour = page.evaluate("explorer.theme.colours.one")
    assert sum(path.get("stroke") == colour for path in drawing.iter(f"{SVG}path")) == 2
    page.select_option("#colour", "kind")
    assert opened.hash == ""


# The table ---------------------------------------------------------------------------------------


def test_the_table_lists_sorts_and_picks(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    page.click("#views [data-value=table]")
    names = page.locator("#table tbody .pick bdi")
    expect(names).to_have_count(7)
    page.get_by_role("button", name="Name").click()
    expect(names.first).to_have_text("Build-up film")
    expect(page.locator("th[data-column=name]")).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Enter")  # the heading kept the focus
    expect(names.first).to_have_text("UCIe Consortium")
    page.get_by_role("button", name="Relations", exact=True).last.click()
    expect(names.first).to_have_text("CoWoS")
    assert opened.hash == "#view=table&sort=-relations"
    names.nth(0).click()
    expect(opened.heading).to_have_text("CoWoS")


def test_the_table_respects_filters_and_can_list_what_is_not_opened(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#view=table&tab=relations")
    page = opened.page
    rows = page.locator("#table tbody tr")
    expect(rows).to_have_count(5)
    page.check("#table-all")
    expect(rows).to_have_count(6)
    page.locator("#table .pick", has_text="Ajinomoto").click()
    expect(opened.heading).to_have_text("Ajinomoto supplies Build-up film")
    page.click("#tabs [data-tab=facts]")
    expect(rows).to_have_count(14)
    page.select_option("#country", "Taiwan")
    expect(rows).to_have_count(9)
    expect(page.locator("#tabs [data-tab=facts] b")).to_have_text("9")


def test_a_long_table_comes_in_pages(open_picture: Open) -> None:
    page = open_picture(realistic_picture(250), "#view=table").page
    rows = page.locator("#table tbody tr")
    expect(rows).to_have_count(200)
    page.click("#table-more")
    expect(rows).to_have_count(250)
    expect(page.locator("#table-more")).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 201


def test_t_changes_between_map_and_table(open_picture: Open) -> None:
    page = open_picture(small_picture()).page
    page.keyboard.press("t")
    expect(page.locator("#table-view")).to_be_visible()
    expect(page.locator("#stage")).to_be_hidden()
    page.keyboard.press("t")
    expect(page.locator("#stage")).to_be_visible()


# Exports -----------------------------------------------------------------------------------------


def test_the_vector_drawing_parses_and_names_everything(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#status=all")
    drawing = parsed(saved(opened, "svg"))
    texts = ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]
    assert {"Small", "CoWoS", "TSMC", "Build-up film", "Offerings"} <= set(texts)
    assert len(list(drawing.iter(f"{SVG}path"))) > 10
    assert list(drawing.iter(f"{SVG}image")) == []


@pytest.mark.parametrize("layout", ["layered", "force", "communities"])
def test_a_vector_drawing_of_hostile_text_is_only_text(open_picture: Open, layout: str) -> None:
    opened = open_picture(hostile_picture(), f"#layout={layout}&groups=0~1~2")
    drawing = parsed(saved(opened, "svg"))
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= {"svg", "path", "rect", "text"}
    assert not [
        name for element in drawing.iter() for name in element.attrib if name.startswith("on") or "href" in name
    ]


def test_the_picture_is_a_png_that_is_not_empty(open_picture: Open) -> None:
    picture = saved(open_picture(realistic_picture(60), "#layout=force"), "png")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(picture[16:20]) > 600
    assert len(picture) > 40_000


def test_tables_round_trip_as_csv(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#view=table&sort=-relations")
    things = read_csv(saved(opened, "things"))
    assert things[0]["Id"] == "cowos"
    assert {row["Name"]: row["Other names"] for row in things}["TSMC"] == "台积电; 台積電"
    relations = read_csv(saved(opened, "relations"))
    assert [relations[0][name] for name in ("From id", "Predicate", "To id")] == ["tsmc", "offers", "cowos"]
    facts = {row["Claim"]: row for row in read_csv(saved(opened, "facts"))}
    assert len(facts) == 12
    assert facts["f1"]["Low"] == "10"
    assert facts["f1"]["High"] == "12"
    assert facts["c1"]["Address"] == "https://example.org/wire"


def test_csv_keeps_hostile_text_and_guards_formulas(open_picture: Open) -> None:
    opened = open_picture(hostile_picture())
    things = read_csv(saved(opened, "things"))
    assert {row["Name"] for row in things} == set(HOSTILE)
    cells = ["=1+1", "+cmd", "-1.5", "-x", "@sum", '"', "a,b", "line\nbreak", "＝1", "", "\ttab"]
    written = opened.page.evaluate("(cells) => explorer.csv.write([cells])", cells)
    assert next(csv.reader(io.StringIO(written, newline=""))) == [
        "'=1+1", "'+cmd", "-1.5", "'-x", "'@sum", '"', "a,b", "line\nbreak", "'＝1", "", "'\ttab"
    ]  # fmt: skip


def test_on_paper_stands_the_whole_drawing_with_the_evidence_unfolded(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#node=tsmc")
    page = opened.page
    page.evaluate("window.print = () => { window.printed = true; }")
    page.click("#export summary")
    page.click("#export-menu [data-save=print]")
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#print-picture > svg")).to_be_visible()
    expect(page.locator("#canvas")).to_be_hidden()
    expect(page.locator("#toolbar")).to_be_hidden()
    expect(opened.panel.locator(".claim").last).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#print-picture > svg")).to_have_count(0)


# Access for all ----------------------------------------------------------------------------------

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def serious(opened: Opened) -> list[str]:
    """Run axe-core over the page and give what it finds that is serious or critical."""
    if not opened.page.evaluate("typeof axe === 'object'"):
        opened.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = opened.page.evaluate(
        "async (rules) => (await axe.run(document, rules)).violations", RULES
    )
    return [
        f"{it['id']}: {[node['html'][:120] for node in it['nodes']]}"
        for it in found
        if it["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "hash_",
    [
        "",
        "#node=tsmc&status=all&country=Taiwan&kind=!Chip&asof=2024",
        "#edge=tsmc~offers~cowos&colour=suppliers",
        "#path=nvidia~film&layout=force",
        "#view=table&tab=facts&sort=status",
    ],
)
def test_axe_finds_nothing_serious(open_picture: Open, scheme: str, hash_: str) -> None:
    if not AXE.exists():
        skip_loudly("axe-core is not installed (scripts/setup dev)")
    opened = open_picture(small_picture(), hash_, color_scheme=scheme)
    if not hash_:
        opened.page.click("#export summary")
        assert serious(opened) == []
        opened.page.click("#help-open")
    if "node=" in hash_:
        opened.panel.locator(".quantity summary").click()
    assert serious(opened) == []


@pytest.mark.parametrize("size", [(1400, 900), (390, 844)])
def test_axe_finds_nothing_serious_in_a_full_page(open_picture: Open, size: tuple[int, int]) -> None:
    if not AXE.exists():
        skip_loudly("axe-core is not installed (scripts/setup dev)")
    viewport = dict(zip(("width", "height"), size, strict=True))
    opened = open_picture(realistic_picture(80), "#node=thing-3", viewport=viewport)
    if opened.page.locator("#filters-toggle").is_visible():
        opened.page.click("#filters-toggle")
    assert serious(opened) == []
