"""Fixtures for tests in a real browser: one browser for each worker, one fresh page for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.register_assert_rewrite("explorer_browser")
from explorer_browser import CHROMIUM, SPY, Open, Opened, Seen  # noqa: E402  (after the line that makes asserts tell)

from interposer.views.explorer import write  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from interposer.network.picture import Picture


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_picture(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Write a picture's page and open it; at the end of the test nothing may have been loaded, run or complained."""
    pages: list[Opened] = []

    def open_it(picture: Picture, hash_: str = "", *, ready: bool = True, **options: Any) -> Opened:
        path = tmp_path / "picture.html"
        write(picture, path)
        given = {"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**given)
        page, seen = context.new_page(), Seen()
        page.set_default_timeout(10_000)
        seen.watch(page)
        page.add_init_script(SPY)
        page.goto(path.as_uri() + hash_)
        if ready:
            page.wait_for_selector("html[data-ready]")
        pages.append(Opened(page, path.as_uri(), seen, context))
        return pages[-1]

    yield open_it
    try:
        for opened in pages:
            opened.assert_clean()
    finally:
        for opened in pages:
            opened.context.close()
