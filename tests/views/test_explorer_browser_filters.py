"""The explorer's filters in a real browser: each hides what it should, says how many facts, and lets go of them again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from explorer_browser import Open, Opened, need_browser, small_picture
from test_explorer import realistic_picture

from interposer.network.picture import Opening

need_browser()
from playwright.sync_api import Page, expect  # noqa: E402  (where there is none, the module was skipped)

OPENING = ["consortium", "cowos", "film", "h100", "nvidia", "tsmc", "ucie"]


def check_status(page: Page, status: str) -> None:
    """Open the menu of statuses and click one."""
    if not page.locator("#statuses").is_visible():
        page.locator(".menu:has(#statuses) summary").click()
    page.locator(f"#statuses input[value={status}]").click()


def relations(opened: Opened) -> int:
    """Count the relations on the map."""
    return int(opened.page.evaluate("explorer.shown.view.edges.length"))


def test_statuses_show_and_hide_claims(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    assert relations(opened) == 5
    expect(page.locator("#hides-status")).to_have_text("−4")
    check_status(page, "planned")
    assert relations(opened) == 6
    expect(page.locator("#hides-status")).to_have_text("−3")
    check_status(page, "reported")
    assert relations(opened) == 1
    expect(page.locator("#status-text")).to_have_text("planned")
    assert opened.hash == "#status=planned"
    assert opened.shown == OPENING


def test_a_relation_is_as_firm_as_the_claims_that_pass(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#status=planned~rumoured&node=nvidia")
    expect(opened.panel.locator(".relations li")).to_have_count(1)
    expect(opened.panel.locator(".relations .count")).to_have_text("planned · 1 source")
    expect(opened.panel).to_contain_text("1 relation of this thing is hidden by the filters.")


def test_a_country_keeps_its_things_and_those_of_no_country(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.page.select_option("#country", "Taiwan")
    assert opened.shown == ["cowos", "film", "h100", "tsmc", "ucie"]
    expect(opened.page.locator("#hides-country")).to_have_text("−5")
    expect(opened.page.locator("#summary")).to_contain_text("of other countries")
    assert opened.hash == "#country=Taiwan"


def test_a_minimum_of_sources_hides_weaker_relations(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    opened.page.select_option("#min", "2")
    assert relations(opened) == 3
    expect(opened.page.locator("#hides-min")).to_have_text("−2")
    assert opened.hash == "#min=2"


def test_the_slider_shows_what_held_then(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#asof=2021-06")
    page = opened.page
    expect(page.locator("#as-of-text")).to_have_text("2021-06")
    expect(page.locator("#hides-as-of")).to_have_text("−1")
    opened.click("tsmc")
    expect(opened.panel.locator(".relations .count")).to_have_text("2 sources")
    page.locator("#as-of").focus()
    page.keyboard.press("PageUp")
    assert opened.hash.startswith("#node=tsmc&asof=202")
    page.keyboard.press("End")
    expect(page.locator("#as-of-text")).to_have_text("any time")
    expect(page.locator("#hides-as-of")).to_be_hidden()
    assert opened.hash == "#node=tsmc"


@pytest.mark.parametrize(
    ("when", "sources"), [("2019", 0), ("2020-12-31", 1), ("2021-Q1", 2), ("2024-H2", 2), ("2025", 1)]
)
def test_a_period_is_read_as_on_the_command_line(open_picture: Open, when: str, sources: int) -> None:
    opened = open_picture(small_picture(), f"#asof={when}")
    weight = "(({ why, now }) => why ? 0 : now.sources)(explorer.data.edges[0])"
    assert opened.page.evaluate(weight) == sources


def test_a_click_in_the_legend_hides_a_kind_and_shift_shows_it_alone(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    company = page.locator(".kind", has_text="Company")
    expect(company.locator("b")).to_have_text("2")
    company.click()
    assert opened.shown == ["consortium", "cowos", "film", "h100", "ucie"]
    expect(company).to_have_attribute("aria-pressed", "false")
    expect(company.locator("b")).to_have_text("0")
    expect(page.locator("#hides-kinds")).to_have_text("−10")
    assert opened.hash == "#kind=!Company"
    page.locator(".kind", has_text="Offering").click(modifiers=["Shift"])
    assert opened.shown == ["cowos"]
    assert opened.hash == "#kind=Offering"
    page.locator(".kind", has_text="Offering").click(modifiers=["Shift"])
    assert opened.shown == OPENING


def test_one_button_clears_all_filters(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#status=planned&country=Japan&min=2&asof=2020-01&kind=Company")
    page = opened.page
    assert opened.shown == []
    expect(page.locator("#nothing")).to_be_visible()
    page.click("#clear")
    expect(page.locator("#clear")).to_be_disabled()
    assert opened.shown == OPENING
    assert relations(opened) == 6
    for count in page.locator(".hides").all():
        expect(count).to_be_hidden()
    assert opened.hash == "#status=all"


def test_what_filters_hide_and_what_is_shown_make_up_all_facts(open_picture: Open) -> None:
    opened = open_picture(
        realistic_picture(90, first=40), "#status=reported&country=Taiwan&min=2&asof=2025-03&kind=!Company"
    )
    total, shown, hidden = opened.page.evaluate(
        """() => {
          const { view } = explorer.shown;
          const hidden = [...view.hidden.values()].reduce((sum, it) => sum + it.facts, 0);
          const seen = view.edges.reduce((sum, edge) => sum + edge.passing.length, 0)
            + view.nodes.reduce((sum, node) => sum + node.passing.length, 0);
          return [explorer.data.factCount, seen, hidden];
        }"""
    )
    assert shown > 0
    assert shown + hidden == total
    assert opened.page.evaluate("explorer.shown.view.facts") == shown


def test_search_takes_the_filters_out_of_the_way_of_what_it_finds(open_picture: Open) -> None:
    opened = open_picture(small_picture(), "#country=Taiwan&kind=Offering")
    opened.search("Ajinomoto")
    expect(opened.heading).to_have_text("Ajinomoto")
    assert "ajinomoto" in opened.shown


def test_a_page_opens_with_the_filters_of_the_command_line(open_picture: Open) -> None:
    opening = Opening(("reported", "planned"), "2021", "2021-01-01", "2021-12-31", 1, dated_only=True)
    opened = open_picture(replace(small_picture(), opening=opening))
    page = opened.page
    expect(page.locator("#status-text")).to_have_text("reported, planned")
    expect(page.locator("#as-of-text")).to_have_text("2021")
    expect(page.locator("#min")).to_have_value("1")
    assert opened.hash == ""
    assert relations(opened) == 1  # the others have no date
    page.select_option("#min", "0")
    assert opened.hash == "#min=0"


def test_what_a_later_claim_denies_no_longer_holds(open_picture: Open) -> None:
    picture = small_picture()
    tsmc = picture.edges[0]
    denied = tuple(replace(claim, denied="2023-01-01") for claim in tsmc.claims)
    opened = open_picture(replace(picture, edges=(replace(tsmc, claims=denied), *picture.edges[1:])), "#asof=2022-12")
    assert "tsmc" in opened.page.evaluate(
        "explorer.shown.view.edges.map((edge) => explorer.data.nodes[edge.from].slug)"
    )
    opened.go("#asof=2023-01")
    opened.page.wait_for_function("explorer.state.now.asOf === '2023-01'")
    assert "tsmc" not in opened.page.evaluate(
        "explorer.shown.view.edges.map((edge) => explorer.data.nodes[edge.from].slug)"
    )
