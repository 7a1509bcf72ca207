"""What the browser tests of the explorer share: a watched page, and a small picture in which everything can be hit."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from interposer.network.picture import (
    Evidence,
    Fact,
    Group,
    Opening,
    Picture,
    PictureEdge,
    PictureNode,
    standing,
)

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "scripts/page/node_modules/axe-core/axe.min.js"


def skip_loudly(reason: str) -> None:
    """Skip the module, with a warning that stands in every summary."""
    warnings.warn(f"THE EXPLORER WAS NOT TESTED IN A BROWSER: {reason}", stacklevel=2)
    pytest.skip(f"THE EXPLORER WAS NOT TESTED IN A BROWSER: {reason}", allow_module_level=True)


def need_browser() -> None:
    """Skip the module where there is nothing to test it with."""
    try:
        import playwright.sync_api  # noqa: F401  (only whether it is there)
    except ImportError:
        skip_loudly("playwright is not installed (pip install playwright)")
    if not CHROMIUM.exists():
        skip_loudly(f"there is no {CHROMIUM}")


# Notes what the page itself does not show: frames drawn, label plates of the last frame, breaches of the policy.
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

    def watch(self, page: Page) -> None:
        """Note requests, errors and dialogs of a page; an open dialog would hold it up."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type != "log" else None)
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))


@dataclass
class Opened:
    """Holds an open page, its address and what was seen."""

    page: Page
    url: str
    seen: Seen
    context: BrowserContext

    @property
    def panel(self) -> Locator:
        """Give the evidence panel."""
        return self.page.locator("#panel")

    @property
    def heading(self) -> Locator:
        """Give the heading of the evidence panel."""
        return self.page.locator("#panel h2")

    @property
    def hash(self) -> str:
        """Give the part of the address that holds the reader's choices."""
        return str(self.page.evaluate("decodeURIComponent(location.hash)"))

    @property
    def shown(self) -> list[str]:
        """Give the ids of the things on the map, in order."""
        return sorted(self.page.evaluate("explorer.shown.view.nodes.map((node) => node.slug)"))

    def at(self, slug: str) -> tuple[float, float]:
        """Give the place of a thing in the window."""
        x, y = self.page.evaluate(
            """(slug) => {
              const stage = document.getElementById('canvas').getBoundingClientRect();
              const node = explorer.data.bySlug.get(slug);
              const at = explorer.map.camera.toScreen(node.x, node.y);
              return [at.x + stage.left, at.y + stage.top];
            }""",
            slug,
        )
        return x, y

    def click(self, slug: str, **how: Any) -> None:
        """Click a thing on the map."""
        if modifiers := how.pop("modifiers", None):
            self.page.keyboard.down(modifiers)
        self.page.mouse.click(*self.at(slug), **how)
        if modifiers:
            self.page.keyboard.up(modifiers)

    def search(self, text: str) -> None:
        """Type into the search box and take the first suggestion."""
        self.page.keyboard.press("Escape")
        self.page.fill("#query", text)
        self.page.keyboard.press("Enter")

    def go(self, hash_: str) -> None:
        """Go to a view by its address, as a reader does who pastes a link into the open page."""
        self.page.evaluate("(hash) => { location.hash = hash; }", hash_)
        self.page.wait_for_function("(hash) => location.hash === hash || hash === ''", arg=hash_)

    def assert_clean(self) -> None:
        """Check that only the file was loaded and that nothing else ran, failed or broke the policy."""
        assert {url.partition("#")[0] for url in self.seen.requests} == {self.url}
        assert self.seen.errors == []
        assert self.seen.dialogs == []
        if self.page.evaluate("'spy' in window"):  # it is not where scripts are switched off
            assert self.page.evaluate("[spy.violations, window.hit]") == [[], None]


class Open(Protocol):
    """Opens a picture in the browser."""

    def __call__(self, picture: Picture, hash_: str = "", *, ready: bool = True, **options: Any) -> Opened:
        """Write the page and open it at an address; `options` are of the browser's context."""


def small_picture() -> Picture:
    """Make a few things around CoWoS: some not opened, one that only a rumour joins, two that hang on nothing else."""
    nodes = (
        _thing("cowos", "CoWoS", "Offering", 5, names=("芯片晶圆基板",), definition="A platform.", suppliers=1),
        _thing(
            "tsmc",
            "TSMC",
            "Company",
            6,
            "Taiwan",
            names=("台积电", "台積電"),
            definition="A foundry.",
            facts=_capacity(),
        ),
        _thing("film", "Build-up film", "Material", 9, names=("ABF",), suppliers=2),
        _thing("nvidia", "NVIDIA", "Company", 6, "United States"),
        _thing("h100", "H100", "Chip", 2),
        _thing("consortium", "UCIe Consortium", "Organization", 6, "United States"),
        _thing("ucie", "UCIe", "Standard", 9),
        _thing("ajinomoto", "Ajinomoto", "Company", 6, "Japan", names=("味之素",), first=False),
        _thing("glassco", "GlassCo", "Company", 6, "China", first=False),
    )
    opening = Opening()
    edges = (
        _edge(opening, "tsmc", "offers", "cowos", _said("c1", "wire", since="2020-01-01", grade="A", disputed=True),
              _said("c2", "daily", since="2021-01-01", until="2024-12-31"),
              _said("c3", "forum", status="rumoured", denies=True, url="javascript:alert(1)")),
        _edge(opening, "cowos", "requires", "film", _said("c4", "wire")),
        _edge(opening, "h100", "is packaged with", "cowos", _said("c5", "wire", since="2022-10-01"), _said("c6", "daily")),
        _edge(opening, "nvidia", "designs", "h100", _said("c7", "wire"), _said("c8", "daily")),
        _edge(opening, "consortium", "issues", "ucie", _said("c9", "wire")),
        _edge(opening, "ajinomoto", "supplies", "film", _said("c10", "wire"), _said("c11", "daily")),
        _edge(opening, "glassco", "supplies", "film", _said("c12", "forum", status="rumoured")),
        _edge(opening, "nvidia", "uses", "cowos", _said("c13", "wire", status="planned", since="2027-01-01")),
    )  # fmt: skip
    groups = (
        Group("CoWoS", ("cowos", "tsmc", "h100", "nvidia")),
        Group("Build-up film", ("film", "ajinomoto", "glassco")),
        Group("UCIe", ("ucie", "consortium")),
    )
    return Picture("Small", "", "1", nodes, edges, {"quarantined": 3}, opening, groups)


def _thing(slug: str, label: str, kind: str, layer: int, country: str = "", **more: Any) -> PictureNode:
    return PictureNode(slug, label, kind, kind, layer, country=country, **more)


def _said(claim: str, family: str, status: str = "reported", **more: Any) -> Evidence:
    told = {
        "url": f"https://example.org/{family}",
        "published": "2026-03-01",
        "locator": "page 12",
        "note": "as printed",
    }
    given: dict[str, Any] = {"stated_on": "2026-03", "grade": "C", **told, **more}
    return Evidence(
        claim, "", status, source_title=f"Report of the {family}", publisher=family.title(), family=family, **given
    )


def _edge(opening: Opening, source: str, label: str, target: str, *claims: Evidence) -> PictureEdge:
    told = tuple(Evidence(**{**vars_of(claim), "text": f"{source} {label} {target}"}) for claim in claims)
    stands = standing(told, opening)
    if stands is None:
        return PictureEdge(source, target, label.replace(" ", "-"), label, 0, status=told[0].status, claims=told)
    return PictureEdge(
        source, target, label.replace(" ", "-"), label, *(stands.sources, stands.disputed, stands.status), told
    )


def vars_of(claim: Evidence) -> dict[str, Any]:
    """Give the fields of a claim by name."""
    return {name: getattr(claim, name) for name in Evidence.__dataclass_fields__}


def _capacity() -> tuple[Fact, ...]:
    """Make what four claims say of one quantity, two of them of the same year and at odds, and one milestone."""
    figures = (("f1", "wire", 2024, 10.0, 12.0), ("f2", "daily", 2024, 16.0, 16.0), ("f3", "wire", 2025, 20.0, 20.0))
    numbers = [
        Fact(f"capacity: {low:g}", _said(claim, family, disagreement="contradiction" if year == 2024 else "", period=str(year)),
             "capacity", "wafers/month", "CoWoS", low, high, f"{year}-01-01", f"{year}-12-31")
        for claim, family, year, low, high in figures
    ]  # fmt: skip
    forecast = _said("f4", "daily", "forecast", period="2026")
    numbers.append(
        Fact("capacity: 30", forecast, "capacity", "wafers/month", "CoWoS", 30.0, None, "2026-01-01", "2026-12-31")
    )
    return (*numbers, Fact("opened: 2021", _said("f5", "wire"), "opened", start="2021-01-01", end="2021-12-31"))
