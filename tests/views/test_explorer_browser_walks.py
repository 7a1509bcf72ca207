"""Walking through the explorer in a real browser: opening and closing neighbours, paths, keys, and the address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from explorer_browser import Open, Opened, need_browser, small_picture
from test_explorer import realistic_picture

need_browser()
from playwright.sync_api import expect  # noqa: E402  (where there is none, the module was skipped)


def announced(opened: Opened, text: str) -> None:
    """Check what a screen reader was told."""
    expect(opened.page.locator("#announcer")).to_contain_text(text)


# Opening and closing -----------------------------------------------------------------------------


def test_neighbours_open_and_close_from_the_panel(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.click("film")
    before = opened.at("film")
    opened.page.get_by_role("button", name="Open 1 more neighbour").click()
    assert "ajinomoto" in opened.shown
    assert "glassco" not in opened.shown  # only a rumour joins it
    assert opened.at("film") == pytest.approx(before, abs=1)
    assert opened.hash == "#node=film&steps=+film"
    opened.page.get_by_role("button", name="Close neighbours").click()
    assert "ajinomoto" not in opened.shown


def test_a_double_click_opens_neighbours_and_one_button_goes_back(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#status=all")
    opened.page.mouse.dblclick(*opened.at("film"))
    assert {"ajinomoto", "glassco"} <= set(opened.shown)
    opened.page.get_by_role("button", name="Back to the things of the opening").click()
    assert not {"ajinomoto", "glassco"} & set(opened.shown)


def test_closing_takes_away_what_hangs_on_nothing_else(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.click("cowos")
    opened.page.get_by_role("button", name="Close neighbours").click()
    assert opened.shown == ["consortium", "cowos", "h100", "nvidia", "ucie"]
    assert opened.page.locator("#reset-steps").is_visible()


def test_a_relation_beside_an_answer_waits_for_one_of_its_ends(open_picture: Open) -> None:
    picture = small_picture()
    edges = (replace(picture.edges[0], aside=True), *picture.edges[1:])
    opened = open_picture(replace(picture, edges=edges), "#node=tsmc")
    expect(opened.panel.locator(".relations li")).to_have_count(1)
    drawn = "explorer.data.edges[0].shown"
    assert opened.page.evaluate(drawn) is False
    opened.page.get_by_role("button", name="Draw 1 more relation").click()
    assert opened.page.evaluate(drawn) is True
    assert opened.hash == "#node=tsmc&steps=+tsmc"


def test_hovering_tells_how_many_neighbours_are_hidden(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.page.evaluate(
        """() => {
          window.written = [];
          const write = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { written.push(text); write.call(this, text, ...at); };
        }"""
    )
    opened.page.mouse.move(*opened.at("film"))
    opened.page.wait_for_function("written.includes(' +1')")


# Paths -------------------------------------------------------------------------------------------


def test_a_path_joins_two_picks_on_the_map(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.click("nvidia")
    opened.page.get_by_role("button", name="Path from here").click()
    expect(opened.page.locator("#path-bar")).to_contain_text("Path from NVIDIA")
    opened.click("film")
    expect(opened.heading).to_have_text("NVIDIA to Build-up film")
    expect(opened.panel.locator(".steps li .name")).to_have_text(["H100", "CoWoS", "Build-up film"])
    expect(opened.page.locator("#path-bar")).to_be_hidden()
    announced(opened, "Path of 3 relations")
    assert opened.hash == "#path=nvidia~film"
    opened.panel.locator(".steps .evidence").nth(1).click()
    expect(opened.heading).to_have_text("H100 is packaged with CoWoS")


def test_shift_click_makes_a_path_and_escape_cancels_one(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.click("tsmc")
    opened.click("film", modifiers="Shift")
    expect(opened.heading).to_have_text("TSMC to Build-up film")
    opened.page.keyboard.press("Escape")
    opened.click("tsmc")
    opened.page.keyboard.press("p")
    expect(opened.page.locator("#path-bar")).to_be_visible()
    opened.page.keyboard.press("Escape")
    expect(opened.page.locator("#path-bar")).to_be_hidden()
    expect(opened.heading).to_have_text("TSMC")


def test_where_there_is_no_path_the_page_says_so(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#path=tsmc~ucie")
    expect(opened.panel).to_contain_text("There is no path between these two over what is shown.")
    expect(opened.panel).to_contain_text("Nor is there one through the rest of this file")


def test_a_path_through_what_is_not_opened_is_offered(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#path=tsmc~ajinomoto")
    opened.page.get_by_role("button", name="Open 1 thing that joins them").click()
    expect(opened.panel.locator(".steps li .name")).to_have_text(["CoWoS", "Build-up film", "Ajinomoto"])


def test_a_path_keeps_to_the_filters(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#path=nvidia~film&status=all")
    expect(opened.panel.locator(".steps li")).to_have_count(2)
    opened.page.locator(".kind", has_text="Offering").click()
    expect(opened.panel).to_contain_text("There is no path between these two over what is shown.")


# Keys --------------------------------------------------------------------------------------------


def test_arrows_walk_by_direction_and_say_where_nothing_lies(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#node=cowos")
    page = opened.page
    page.locator("#stage").focus()
    page.keyboard.press("ArrowRight")
    expect(opened.heading).to_have_text("TSMC")
    announced(opened, "TSMC, Company, 1 relation")
    page.keyboard.press("ArrowRight")
    expect(opened.heading).to_have_text("TSMC")
    announced(opened, "No neighbour to the right. Tab goes through all neighbours")
    page.keyboard.press("ArrowLeft")
    expect(opened.heading).to_have_text("CoWoS")
    page.keyboard.press("ArrowLeft")
    expect(opened.heading).to_have_text("H100")


def test_tab_goes_through_the_neighbours_and_then_on(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#node=cowos")
    page = opened.page
    page.locator("#stage").focus()
    for place, name in enumerate(("H100", "TSMC", "Build-up film"), 1):
        page.keyboard.press("Tab")
        announced(opened, f"{name}, ")
        announced(opened, f"{place} of 3")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(opened.heading).to_have_text("TSMC")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#stage")).not_to_be_focused()


def test_question_mark_lists_all_keys(open_picture: Open) -> None:
    page = open_picture(small_picture()).page
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    for key in ("/", "Tab", "Enter", "Esc", "p", "t", "0"):
        expect(page.locator("#help kbd").get_by_text(key, exact=True).first).to_be_visible()
    expect(page.locator("#help")).to_contain_text("Chinese names appear as boxes")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.click("#help-open")
    page.click("#help-close")
    expect(page.locator("#help")).to_be_hidden()


def test_plus_and_minus_open_and_close(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#node=film")
    opened.page.locator("#stage").focus()
    opened.page.keyboard.press("+")
    assert "ajinomoto" in opened.shown
    opened.page.keyboard.press("-")
    assert "ajinomoto" not in opened.shown


def test_search_to_thing_to_evidence_to_path_to_export_by_keys_alone(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    page.keyboard.press("/")
    page.keyboard.type("nvidia")
    page.keyboard.press("Enter")
    expect(opened.panel).to_be_focused()
    while page.evaluate("document.activeElement.className") != "evidence":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(opened.heading).to_have_text("NVIDIA designs H100")
    expect(opened.panel.locator(".claim")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("nvidia")
    page.keyboard.press("Enter")
    page.keyboard.press("p")
    page.keyboard.type("abf")
    page.keyboard.press("Enter")
    expect(opened.heading).to_have_text("NVIDIA to Build-up film")
    page.locator("#export summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "small.svg"


# The address -------------------------------------------------------------------------------------


def test_a_link_opens_what_its_writer_saw(open_picture: Open) -> None:
    link = "#node=film&status=reported~rumoured&min=1&country=China&steps=%2Bfilm&layout=force&colour=suppliers"
    opened = open_picture(small_picture(), link)
    assert opened.shown == ["cowos", "film", "glassco", "h100", "ucie"]
    expect(opened.heading).to_have_text("Build-up film")
    expect(opened.page.locator("#layouts [aria-pressed=true]")).to_have_text("Forces")
    expect(opened.page.locator("#country")).to_have_value("China")
    expect(opened.page.locator("#min")).to_have_value("1")
    expect(opened.page.locator("#colour")).to_have_value("suppliers")
    assert opened.page.evaluate("explorer.address.write()") == link


def test_a_link_opens_a_relation(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#edge=tsmc~offers~cowos")
    expect(opened.heading).to_have_text("TSMC offers CoWoS")


def test_back_and_forward_walk_the_views(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    opened.click("tsmc")
    page.get_by_role("button", name="Go to CoWoS").click()
    page.click("#views [data-value=table]")
    page.go_back()
    expect(page.locator("#table-view")).to_be_hidden()
    expect(opened.heading).to_have_text("CoWoS")
    page.go_back()
    expect(opened.heading).to_have_text("TSMC")
    page.go_back()
    expect(opened.panel).to_be_hidden()
    assert opened.hash == ""
    page.go_forward()
    expect(opened.heading).to_have_text("TSMC")
    opened.go("#node=film")
    expect(opened.heading).to_have_text("Build-up film")


def test_an_embedded_page_works_without_history(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.page.evaluate("() => { history.pushState = () => { throw new DOMException('no', 'SecurityError'); }; }")
    opened.click("tsmc")
    expect(opened.heading).to_have_text("TSMC")
    assert opened.hash == ""


def test_the_map_zooms_pans_and_shows_everything_again(open_picture: Open) -> None:
    opened = open_picture(realistic_picture(60))
    page = opened.page
    whole = page.evaluate("explorer.map.camera.scale")
    page.click("#zoom-in")
    assert page.evaluate("explorer.map.camera.scale") > whole
    page.click("#zoom-out")
    page.click("#zoom-out")
    assert page.evaluate("explorer.map.camera.scale") < whole
    before = opened.at("thing-5")
    page.mouse.move(300, 500)
    page.mouse.down()
    page.mouse.move(380, 540, steps=3)
    page.mouse.up()
    assert opened.at("thing-5") == pytest.approx((before[0] + 80, before[1] + 40), abs=3)
    page.click("#zoom-fit")
    assert page.evaluate("explorer.map.camera.scale") == pytest.approx(whole, rel=0.01)
