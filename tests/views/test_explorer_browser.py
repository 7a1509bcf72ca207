"""The explorer in a real browser: only our script runs, and everything can be found, read and reached."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from test_explorer import HOSTILE, hostile_picture, realistic_picture

from interposer.network.picture import Evidence, Picture, PictureEdge, PictureNode
from interposer.views.explorer import write

CHROMIUM = Path("/usr/bin/chromium")


def skip_loudly(reason: str) -> None:
    """Skip the module, with a warning that stands in every summary."""
    warnings.warn(f"THE EXPLORER WAS NOT TESTED IN A BROWSER: {reason}", stacklevel=2)
    pytest.skip(f"THE EXPLORER WAS NOT TESTED IN A BROWSER: {reason}", allow_module_level=True)


try:
    from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright
except ImportError:
    skip_loudly("playwright is not installed (pip install playwright)")
if not CHROMIUM.exists():
    skip_loudly(f"there is no {CHROMIUM}")

# Keeps what the page's script makes in reach: the network, frames drawn, label plates of the last frame.
SPY = """
window.spy = {frames: 0, plates: [], violations: []};
document.addEventListener('securitypolicyviolation', (event) => spy.violations.push(event.violatedDirective));
const plate = CanvasRenderingContext2D.prototype.roundRect;
CanvasRenderingContext2D.prototype.roundRect = function (...box) {
  spy.plates.push(box);
  plate.apply(this, box);
};
window.vis = {};
Object.defineProperty(window.vis, 'Network', {
  get() { return this.spied; },
  set(original) {
    this.spied = class extends original {
      constructor(...given) {
        super(...given);
        spy.network = this;
        this.on('beforeDrawing', () => { spy.frames += 1; spy.plates = []; });
      }
    };
  },
});
"""


@dataclass
class Seen:
    """Holds what happened in a page that the page itself does not show."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@dataclass
class Opened:
    """Holds an open page, its address and what was seen."""

    page: Page
    url: str
    seen: Seen

    def at(self, number: int) -> dict[str, float]:
        """Give the place of a node in the window."""
        point: dict[str, float] = self.page.evaluate(
            """(number) => {
              const stage = document.getElementById('canvas').getBoundingClientRect();
              const at = spy.network.canvasToDOM(spy.network.getPosition(number));
              return {x: at.x + stage.left, y: at.y + stage.top};
            }""",
            number,
        )
        return point

    def assert_clean(self) -> None:
        """Check that only the file was loaded and nothing else ran."""
        assert self.seen.requests == [self.url]
        assert self.seen.errors == []
        assert self.seen.dialogs == []
        assert self.page.evaluate("spy.violations") == []
        assert self.page.evaluate("window.hit") is None


Open = Callable[..., Opened]


def dismiss(dialog: Dialog, seen: Seen) -> None:
    """Note a dialog and close it, as an open one would hold up the page."""
    seen.dialogs.append(dialog.message)
    dialog.dismiss()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_picture(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def open_it(picture: Picture, ready: bool = True, **options: Any) -> Opened:
        path = tmp_path / "picture.html"
        write(picture, path)
        given = {"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**given)
        contexts.append(context)
        page, seen = context.new_page(), Seen()
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda message: seen.errors.append(message.text) if message.type != "log" else None)
        page.on("dialog", lambda dialog: dismiss(dialog, seen))
        page.add_init_script(SPY)
        page.goto(path.as_uri())
        if ready:
            page.wait_for_selector("html[data-ready]")
        return Opened(page, path.as_uri(), seen)

    yield open_it
    for context in contexts:
        context.close()


def small_picture() -> Picture:
    """Make three things in a chain, so that every edge can be hit with certainty."""
    good = Evidence("c1", "TSMC offers CoWoS", "reported", "A", "2026", "2026-03", "Annual report", "TSMC",
                    "https://example.org/report", "2026-03-01", "page 12", "as printed")  # fmt: skip
    denial = Evidence("c2", "TSMC does not offer CoWoS", "rumoured", "D", source_title="A forum",
                      url="javascript:alert(1)", denies=True)  # fmt: skip
    nodes = (
        PictureNode("cowos", "CoWoS", "Offering", "Offering", 5, ("CoWoS", "芯片晶圆基板"), "A platform."),
        PictureNode("tsmc", "TSMC", "Company", "Company", 6, ("TSMC", "台积电", "台積電"), "A foundry.", "Taiwan"),
        PictureNode("film", "Build-up film", "Material", "Material", 9, ("ABF",)),
    )
    edges = (
        PictureEdge("tsmc", "cowos", "offers", "offers", 1, True, "reported", (good, denial)),
        PictureEdge("cowos", "film", "requires", "requires", 1),
    )
    return Picture("Small", "", "1", nodes, edges)


def test_hostile_text_runs_nothing_and_loads_nothing(open_picture: Open) -> None:
    opened = open_picture(hostile_picture())
    page = opened.page
    assert all(bad in page.title() for bad in HOSTILE)
    for number in range(len(HOSTILE)):
        page.fill("#query", "台积电" if number == 0 else HOSTILE[number][:40])
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#panel h2")).to_be_visible()
        page.locator(".relations .evidence").first.click()
        expect(page.locator(".claim")).to_have_count(2)
        page.keyboard.press("Escape")
    assert page.locator("#panel-body img, main a[href^='javascript'], main script").count() == 0
    opened.assert_clean()


def test_a_long_label_is_whole_in_the_panel(open_picture: Open) -> None:
    opened = open_picture(hostile_picture())
    opened.page.fill("#query", "xxxxx")
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#panel h2")).to_have_text("x" * 500)
    assert opened.page.evaluate("Math.max(...spy.plates.map((plate) => plate[2]))") < 400


@pytest.mark.parametrize("query", ["tsm", "TSMC", "\uff54\uff53\uff4d\uff43", "台积", "台積電"])
def test_search_finds_and_focuses_in_english_and_chinese(open_picture: Open, query: str) -> None:
    page = open_picture(small_picture()).page
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.insert_text(query)
    expect(page.locator("#suggestions [role=option]")).to_have_count(1)
    expect(page.locator("#query")).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("TSMC")
    expect(page.locator("#suggestions")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


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
    page.keyboard.type("a/b-+[]")
    expect(page.locator("#query")).to_have_value("a/b-+[]")


def test_a_click_on_a_node_opens_its_panel(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    spot = opened.at(1)
    page.mouse.click(spot["x"], spot["y"])
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("TSMC")
    expect(panel).to_contain_text("A foundry.")
    expect(panel).to_contain_text("台积电")
    expect(panel.locator("h3").first).to_have_text("offers →")
    page.get_by_role("button", name="Go to CoWoS").click()
    expect(panel.locator("h2")).to_have_text("CoWoS")
    expect(panel).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    opened.assert_clean()


def test_a_click_on_an_edge_shows_its_sources(open_picture: Open) -> None:
    opened = open_picture(small_picture())
    page = opened.page
    one, other = opened.at(0), opened.at(1)
    page.mouse.click(one["x"] * 0.15 + other["x"] * 0.85, one["y"] * 0.15 + other["y"] * 0.85)
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("TSMC offers CoWoS")
    expect(panel).to_contain_text("disputed: sources disagree")
    link = panel.locator("a")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", "https://example.org/report")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    first, second = panel.locator(".claim").all()
    for said in ("reported", "grade A", "stated 2026-03", "TSMC · 2026-03-01", "at: page 12", "as printed"):
        expect(first).to_contain_text(said)
    expect(second).to_contain_text("denies")
    expect(second).to_contain_text("javascript:alert(1)")
    opened.assert_clean()


def test_the_focus_stays_clear_of_the_panel(open_picture: Open) -> None:
    opened = open_picture(realistic_picture())
    page = opened.page
    page.fill("#query", realistic_picture().nodes[40].label)
    page.keyboard.press("Enter")
    panel = page.locator("#panel").bounding_box()
    assert panel is not None
    spot = opened.at(40)
    assert 0 < spot["x"] < panel["x"]
    assert panel["y"] < spot["y"] < panel["y"] + panel["height"]


def test_250_nodes_are_legible_and_no_label_lies_over_another(open_picture: Open, tmp_path: Path) -> None:
    opened = open_picture(realistic_picture(250))
    shot = opened.page.screenshot(path=tmp_path / "picture.png")
    assert len(shot) > 50_000
    plates = opened.page.evaluate("spy.plates")
    assert len(plates) == 250
    assert opened.page.evaluate("spy.network.getScale() * 13") > 7.5
    for number, (left, top, width, height, _) in enumerate(plates):
        for x, y, wide, high, _ in plates[:number]:
            assert not (left < x + wide and x < left + width and top < y + high and y < top + height)
    opened.assert_clean()


def test_every_node_is_in_the_window_at_first(open_picture: Open) -> None:
    opened = open_picture(realistic_picture(250))
    stage = opened.page.locator("#canvas").bounding_box()
    assert stage is not None
    for number in range(250):
        spot = opened.at(number)
        assert stage["x"] < spot["x"] < stage["x"] + stage["width"]
        assert stage["y"] + 30 < spot["y"] < stage["y"] + stage["height"]


def test_an_idle_page_draws_nothing(open_picture: Open) -> None:
    page = open_picture(realistic_picture(250)).page
    page.wait_for_timeout(700)
    before = page.evaluate("spy.frames")
    page.wait_for_timeout(1000)
    assert page.evaluate("spy.frames") == before


def test_the_script_curves_edges_as_vis_network_does(open_picture: Open) -> None:
    layers = {"a": 6, "b": 6, "c": 7}
    nodes = tuple(PictureNode(key, key, "Company", "Company", layer) for key, layer in layers.items())
    pairs = (("a", "b"), ("b", "a"), ("a", "c"), ("c", "a"), ("a", "c"))
    edges = tuple(PictureEdge(one, other, "offers", "offers") for one, other in pairs)
    opened = open_picture(Picture("Curves", "", "1", nodes, edges))
    drawn = opened.page.evaluate(
        """() => {
          const curves = [];
          const draw = CanvasRenderingContext2D.prototype.quadraticCurveTo;
          CanvasRenderingContext2D.prototype.quadraticCurveTo = function (...via) {
            curves.push(via);
            draw.apply(this, via);
          };
          const stage = document.getElementById('canvas').getBoundingClientRect();
          const at = spy.network.canvasToDOM(spy.network.getPosition(0));
          const where = {clientX: at.x + stage.left, clientY: at.y + stage.top};
          document.getElementById('canvas').dispatchEvent(new MouseEvent('mousemove', where));
          return new Promise((done) => setTimeout(() => done(curves), 200));
        }"""
    )
    by_vis, by_script = drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]
    assert len(by_vis) == 4
    for one, other in zip(sorted(by_vis), sorted(by_script), strict=True):
        assert one == pytest.approx(other, abs=0.01)


def test_dark_mode_and_a_change_of_it(open_picture: Open) -> None:
    page = open_picture(small_picture(), color_scheme="dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    before = page.evaluate("spy.frames")
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) != dark
    page.wait_for_function("(before) => spy.frames > before", arg=before)


def test_on_a_phone_the_panel_lies_below(open_picture: Open) -> None:
    opened = open_picture(realistic_picture(), viewport={"width": 390, "height": 844})
    opened.page.fill("#query", "CoWoS")
    opened.page.keyboard.press("Enter")
    panel, stage = (opened.page.locator(name).bounding_box() for name in ("#panel", "#canvas"))
    assert panel is not None
    assert stage is not None
    assert panel["y"] >= stage["y"] + stage["height"] - 1
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_empty_picture_shows_its_message(open_picture: Open) -> None:
    opened = open_picture(Picture("Nothing", "", "1", hidden={"planned": 3}), ready=False)
    expect(opened.page.locator(".empty")).to_contain_text("There is nothing to show")
    expect(opened.page.locator("#search")).to_be_hidden()
    opened.assert_clean()


def test_without_scripts_the_page_says_why_it_is_empty(open_picture: Open) -> None:
    opened = open_picture(small_picture(), ready=False, java_script_enabled=False)
    expect(opened.page.locator("noscript p")).to_contain_text("scripts are switched off")
    assert opened.seen.requests == [opened.url]
