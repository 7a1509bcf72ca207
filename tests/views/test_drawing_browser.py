"""Pages of the real graph in a real browser: they open on what Python says, and a notebook can show them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from explorer_browser import need_browser, small_picture

from interposer.api import Graph
from interposer.lookup.filters import make_filters
from interposer.views.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer_browser import Open, Opened
    from playwright.sync_api import Browser

    from interposer.network.picture import Picture
    from interposer.store.store import EmbeddedStore

need_browser()
pytestmark = pytest.mark.browser

RELATIONS = """explorer.shown.view.edges.map((edge) => [
  explorer.data.nodes[edge.from].slug, edge.predicate, explorer.data.nodes[edge.to].slug,
  edge.now.sources, edge.now.status, edge.now.disputed])"""
LARGEST = 3_000_000
"""Bytes: what a mail carries."""


@pytest.fixture(scope="module")
def graph(shipped_store: EmbeddedStore) -> Graph:
    return Graph(shipped_store)


def relations(opened: Opened) -> list[tuple[object, ...]]:
    return sorted(map(tuple, opened.page.evaluate(RELATIONS)))


@pytest.mark.parametrize(
    "make",
    [
        lambda g: g.picture(),
        lambda g: g.picture(filters=make_filters("reported,planned", "2024")),
        lambda g: g.picture(path=("NVIDIA", "silicon interposer")),
        lambda g: g.picture(answer=g.impact("Ajinomoto")),
    ],
    ids=["whole", "whole, 2024", "path", "impact"],
)
def test_a_page_opens_on_the_things_relations_and_places_that_python_says(
    open_picture: Open, graph: Graph, make: Callable[[Graph], Picture]
) -> None:
    picture = make(graph)
    opened = open_picture(picture)
    assert opened.shown == sorted(node.id for node in picture.first)
    assert relations(opened) == sorted(
        (edge.source, edge.predicate, edge.target, edge.sources, edge.status, edge.disputed) for edge in picture.shown
    )
    first = [node for node in json.loads(opened.page.inner_html("#picture"))["nodes"] if "first" in node]
    given = {node["slug"]: [node["x"], node["y"]] for node in first}
    placed = opened.page.evaluate("explorer.shown.view.nodes.map((node) => [node.slug, node.x, node.y])")
    assert {slug: [x, y] for slug, x, y in placed} == given
    assert len(opened.page.content().encode()) <= LARGEST
    opened.assert_clean()


def test_a_notebook_shows_the_page_without_reaching_around_it(browser: Browser) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_content(Drawing.of(small_picture())._repr_html_())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(state="attached")
    frame.locator("#query").fill("TSMC")
    frame.locator("#query").press("Enter")
    assert frame.locator("#panel h2").inner_text() == "TSMC"
    assert errors == []
    page.close()
