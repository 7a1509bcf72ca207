"""The explorer in a real browser: only our script runs, and what it opens on is right, legible and findable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from explorer_browser import Open, Opened, need_browser, small_picture
from test_explorer import HOSTILE, hostile_picture, realistic_picture

from interposer.network.picture import Picture, standing

need_browser()
from playwright.sync_api import expect  # noqa: E402  (where there is none, the module was skipped)

if TYPE_CHECKING:
    from pathlib import Path


def walk_through(opened: Opened, number: int) -> None:
    """Search a hostile thing, open its facts, its relations and the evidence of one."""
    page = opened.page
    opened.search("台积电" if number == 0 else HOSTILE[number][:40])
    expect(opened.heading).to_be_visible()
    page.locator("#panel details summary").first.click()
    expect(page.locator("#panel .claim")).to_have_count(1)
    page.locator(".relations .evidence").first.click()
    expect(page.locator("#panel .claim")).to_have_count(2)


def test_hostile_text_runs_nothing_and_loads_nothing(open_picture: Open) -> None:
    opened = open_picture(hostile_picture())
    page = opened.page
    assert all(bad in page.title() for bad in HOSTILE)
    for number in range(len(HOSTILE)):
        walk_through(opened, number)
    for layout in ("force", "communities", "layered"):
        page.click(f"#layouts [data-value={layout}]")
        page.mouse.click(700, 450)
    page.keyboard.press("Escape")
    assert page.locator("#panel-body img, main a[href^='javascript'], main script, main iframe").count() == 0


def test_hostile_text_stays_text_in_tables_filters_and_the_address(open_picture: Open) -> None:
    opened = open_picture(hostile_picture())
    page = opened.page
    page.click("#views [data-value=table]")
    for tab in ("things", "relations", "facts"):
        page.click(f"#tabs [data-tab={tab}]")
        expect(page.locator("#table tbody tr")).not_to_have_count(0)
        page.locator("#table th button").first.click()
        page.locator("#table .pick").first.click()
    for option in page.locator("#country option").all()[1:4]:
        page.select_option("#country", option.get_attribute("value"))
    page.select_option("#country", "")
    for kind in page.locator(".kind").all()[:3]:
        kind.click()
    state = page.evaluate("JSON.stringify(explorer.state.now)")
    again = open_picture(hostile_picture(), page.evaluate("location.hash"))
    assert again.page.evaluate("JSON.stringify(explorer.state.now)") == state
    assert page.evaluate("Object.keys(Object.prototype)") == []


def test_hostile_text_in_the_address_is_ignored(open_picture: Open) -> None:
    wild = (
        "#node=%E0%A4%A&edge=__proto__~constructor~x&layout=__proto__&view=%3Cscript%3E&steps=%2Bnone~&sort=<b>&min=1e9"
    )
    opened = open_picture(small_picture(), wild)
    assert opened.page.evaluate("JSON.stringify(explorer.state.now) === JSON.stringify(explorer.state.opening)")
    expect(opened.panel).to_be_hidden()


def test_a_long_label_is_whole_in_the_panel(open_picture: Open) -> None:
    opened = open_picture(hostile_picture())
    opened.search("xxxxx")
    expect(opened.heading).to_have_text("x" * 500)
    assert opened.page.evaluate("Math.max(...spy.plates.map((plate) => plate[2]))") < 400


@pytest.mark.parametrize("query", ["tsm", "\uff54\uff53\uff4d\uff43", "台積電"])
def test_search_finds_and_focuses_in_english_and_chinese(open_picture: Open, query: str) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.insert_text(query)
    expect(page.locator("#suggestions [role=option]")).to_have_count(1)
    expect(page.locator("#query")).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Enter")
    expect(opened.heading).to_have_text("TSMC")
    expect(page.locator("#suggestions")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(opened.panel).to_be_hidden()


def test_search_finds_what_is_not_opened_and_opens_it(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    assert "ajinomoto" not in opened.shown
    opened.page.fill("#query", "味之素")
    expect(opened.page.locator("#suggestions [role=option]")).to_contain_text("not on the map yet")
    opened.page.locator("#suggestions [role=option]").click()
    expect(opened.heading).to_have_text("Ajinomoto")
    assert "ajinomoto" in opened.shown


def test_arrows_walk_the_suggestions_and_escape_closes_them(open_picture: Open) -> None:
    page = open_picture(realistic_picture(60)).page
    page.fill("#query", "a")
    selected = page.locator("#suggestions [aria-selected=true]")
    expect(selected).to_have_id("suggestion-0")
    page.keyboard.press("ArrowDown")
    expect(selected).to_have_id("suggestion-1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(selected).not_to_have_id("suggestion-0")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#panel")).to_be_hidden()
    page.fill("#query", "no such thing")
    expect(page.locator("#suggestions")).to_contain_text("Nothing in this picture has that name.")


def test_typing_in_the_search_box_keeps_its_keys(open_picture: Open) -> None:
    page = open_picture(small_picture()).page
    page.keyboard.press("/")
    page.keyboard.type("a/b-+[]?pt0")
    expect(page.locator("#query")).to_have_value("a/b-+[]?pt0")
    expect(page.locator("#help")).to_be_hidden()


def test_a_click_on_a_node_opens_its_panel(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.click("tsmc")
    expect(opened.heading).to_have_text("TSMC")
    expect(opened.panel).to_contain_text("A foundry.")
    expect(opened.panel).to_contain_text("台积电")
    expect(opened.panel.locator("h3").first).to_have_text("offers →")
    opened.page.get_by_role("button", name="Go to CoWoS").click()
    expect(opened.heading).to_have_text("CoWoS")
    expect(opened.panel).to_contain_text("1 independent supplier")
    expect(opened.panel).to_be_focused()
    opened.page.keyboard.press("Escape")
    expect(opened.panel).to_be_hidden()


def test_a_click_on_an_edge_shows_every_claim_with_its_source(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    (left, top), (right, bottom) = opened.at("cowos"), opened.at("tsmc")
    opened.page.mouse.click(left * 0.15 + right * 0.85, top * 0.15 + bottom * 0.85)
    panel = opened.panel
    expect(opened.heading).to_have_text("TSMC offers CoWoS")
    expect(panel).to_contain_text("2 independent sources")
    expect(panel).to_contain_text("disputed: sources disagree")
    first = panel.locator(".claim").first
    for told in ("reported", "grade A", "stated 2026-03", "Wire · 2026-03-01", "at: page 12", "as printed", "≠"):
        expect(first).to_contain_text(told)
    link = first.locator("a")
    expect(link).to_have_attribute("href", "https://example.org/wire")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    panel.get_by_text("1 claim hidden by the filters").click()
    denial = panel.locator(".claim.denies")
    expect(denial).to_contain_text("denies")
    expect(denial).to_contain_text("javascript:alert(1)")
    expect(denial.locator("a")).to_have_count(0)


def test_the_focus_stays_clear_of_the_panel(open_picture: Open) -> None:
    opened = open_picture(realistic_picture(80))
    opened.search(realistic_picture(80).nodes[40].label)
    panel = opened.panel.bounding_box()
    assert panel is not None
    left, top = opened.at("thing-40")
    assert 0 < left < panel["x"]
    assert panel["y"] < top < panel["y"] + panel["height"]


def test_250_nodes_are_in_the_window_and_legible_and_no_label_lies_over_another(
    open_picture: Open, tmp_path: Path
) -> None:
    opened = open_picture(realistic_picture(250))
    shot = opened.page.screenshot(path=tmp_path / "picture.png")
    assert len(shot) > 50_000
    plates = opened.page.evaluate("spy.plates")
    assert len(plates) == 250
    assert opened.page.evaluate("explorer.map.camera.scale * 13") > 7.5
    for number, (left, top, width, height, _) in enumerate(plates):
        for x, y, wide, high, _ in plates[:number]:
            assert not (left < x + wide and x < left + width and top < y + high and y < top + height)
    outside = opened.page.evaluate(
        """explorer.shown.view.nodes.filter((node) => {
          const { camera } = explorer.map;
          const at = camera.toScreen(node.x, node.y);
          return at.x < 0 || at.x > camera.width || at.y < 30 || at.y > camera.height;
        }).length"""
    )
    assert outside == 0


def test_an_idle_page_draws_nothing(open_picture: Open) -> None:
    opened = open_picture(realistic_picture(80))
    opened.click("thing-3")
    opened.page.wait_for_timeout(500)
    before = opened.page.evaluate("spy.frames")
    opened.page.wait_for_timeout(700)
    assert opened.page.evaluate("spy.frames") == before


def test_the_page_weighs_relations_as_python_does(open_picture: Open) -> None:
    picture = realistic_picture(90, first=50)
    first = {node.id for node in picture.nodes if node.first}
    ends = [edge.source in first and edge.target in first for edge in picture.edges]
    stands = [standing(edge.claims, picture.opening) for edge in picture.edges]
    page = open_picture(picture).page
    weighed = page.evaluate(
        "explorer.data.edges.map(({now, why}) => why ? null : [now.sources, now.status, now.disputed])"
    )
    assert weighed == [list(it) if it else None for it in stands]
    assert page.evaluate("explorer.data.edges.map((edge) => edge.shown)") == [
        bool(inside and it) for inside, it in zip(ends, stands, strict=True)
    ]


def test_the_page_places_columns_as_python_does(open_picture: Open) -> None:
    page = open_picture(realistic_picture(120, first=70)).page
    unlike = page.evaluate(
        """() => {
          const given = JSON.parse(document.getElementById('picture').textContent);
          const { nodes, edges } = explorer.data;
          const moved = given.nodes.filter((node, id) => node.first && (node.x !== nodes[id].x || node.y !== nodes[id].y));
          const bent = given.edges.filter((edge, id) => edges[id].shown && Math.abs((edge.bend || 0) - edges[id].bend) > 0.001);
          const columns = given.columns.filter((column, place) => {
            const mine = explorer.layouts.drawn.columns[place];
            return ['layer', 'left', 'right', 'count', 'label'].some((name) => mine[name] !== column[name]);
          });
          return [moved.length, bent.length, columns.length];
        }"""
    )
    assert unlike == [0, 0, 0]


def test_the_line_under_the_title_says_what_is_shown_and_hidden(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    line = opened.page.locator("#summary")
    expect(line).to_contain_text("Shown 7 of 9 things, 12 of 18 facts")
    expect(line).to_contain_text("4 facts by status")
    expect(line).to_contain_text("2 things and 2 facts not opened yet")
    expect(line).to_contain_text("not in this file: 3 quarantined")


def test_dark_mode_follows_the_system_until_the_reader_chooses(open_picture: Open) -> None:
    page = open_picture(small_picture(), color_scheme="dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    assert page.evaluate("explorer.theme.colours.ground") == dark
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)
    assert light != dark
    page.get_by_role("button", name="Use dark colours").click()
    assert page.evaluate(ground) == dark
    assert page.evaluate("explorer.theme.colours.ground") == dark
    page.get_by_role("button", name="Use light colours").click()
    assert page.evaluate(ground) == light


def test_on_a_phone_the_panel_lies_below_and_filters_fold(open_picture: Open) -> None:
    opened = open_picture(realistic_picture(120), viewport={"width": 390, "height": 844})
    page = opened.page
    assert page.evaluate("explorer.map.camera.scale * 13") > 7.5
    expect(page.locator("#country")).to_be_hidden()
    page.click("#filters-toggle")
    expect(page.locator("#country")).to_be_visible()
    page.click("#filters-toggle")
    opened.search("CoWoS")
    panel, stage = (page.locator(name).bounding_box() for name in ("#panel", "#canvas"))
    assert panel is not None
    assert stage is not None
    assert panel["y"] >= stage["y"] + stage["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_empty_picture_shows_its_message(open_picture: Open) -> None:
    opened = open_picture(Picture("Nothing", "", "1", hidden={"planned": 3}), ready=False)
    expect(opened.page.locator(".empty")).to_contain_text("There is nothing to show")
    expect(opened.page.locator("#search")).to_be_hidden()


def test_one_thing_is_a_picture(open_picture: Open) -> None:
    opened = open_picture(Picture("One", "", "1", small_picture().nodes[:1]))
    opened.click("cowos")
    expect(opened.heading).to_have_text("CoWoS")
    expect(opened.panel).to_contain_text("No relation of this thing is part of this picture.")


def test_without_scripts_the_page_says_why_it_is_empty(open_picture: Open) -> None:
    opened = open_picture(small_picture(), ready=False, java_script_enabled=False)
    expect(opened.page.locator("noscript p")).to_contain_text("scripts are switched off")
    expect(opened.page.locator("#toolbar")).to_be_hidden()
    assert opened.seen.requests == [opened.url]
