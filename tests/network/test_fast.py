"""rustworkx, where it is installed, gives what networkx gives."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interposer.network import fast
from interposer.network.fast import betweenness, immediate_dominators

from .generator import generate

THINGS = "abcdefgh"
edges = st.lists(st.tuples(st.sampled_from(THINGS), st.sampled_from(THINGS)), max_size=24)
needs_rustworkx = pytest.mark.skipif(not fast.installed(), reason="the extra `fast` is not installed")


@needs_rustworkx
@settings(max_examples=200)
@given(edges)
def test_both_libraries_find_the_same_betweenness(pairs):
    graph = nx.Graph((a, b) for a, b in pairs if a != b)
    slow, quick = betweenness(graph, fast=False), betweenness(graph, fast=True)
    assert slow[1] == quick[1] == 0
    assert quick[0] == pytest.approx(slow[0])


@needs_rustworkx
@settings(max_examples=200)
@given(edges)
def test_both_libraries_find_the_same_dominators(pairs):
    assert immediate_dominators(pairs, "a", fast=True) == immediate_dominators(pairs, "a", fast=False)


@settings(max_examples=200)
@given(edges, st.sampled_from([True, False] if fast.installed() else [False]))
def test_a_dominator_is_passed_by_every_route(pairs, quick):
    found = immediate_dominators(pairs, "a", fast=quick)
    graph = nx.DiGraph(pairs)
    graph.add_nodes_from(THINGS)
    assert set(found) == nx.descendants(graph, "a") - {"a"}
    for thing in found:
        above = {other for other in set(THINGS) - {"a", thing} if thing not in reached_without(graph, other)}
        above &= found.keys()
        last = {one: sum(one not in reached_without(graph, other) for other in above) for one in above}
        expected = max(above, key=lambda one: last[one], default="a")
        assert found[thing] == expected


def reached_without(graph, gone):
    rest = graph.subgraph(set(graph) - {gone})
    return {"a"} | nx.descendants(rest, "a")


def test_a_large_network_is_estimated_alike_on_every_run(monkeypatch):
    graph = nx.Graph(generate(400, 1))
    monkeypatch.setattr(fast, "_EXACT", 10)
    monkeypatch.setattr(fast, "_EXACT_FAST", 10)
    monkeypatch.setattr(fast, "PIVOTS", 50)
    shares, pivots = betweenness(graph)
    assert pivots == 50
    assert (shares, pivots) == betweenness(graph, fast=False)


def test_everything_is_computed_without_the_extra(monkeypatch):
    monkeypatch.setattr(fast, "find_spec", lambda _: None)
    assert not fast.installed()
    assert immediate_dominators([("a", "b"), ("b", "c")], "a") == {"b": "a", "c": "b"}
    assert betweenness(nx.path_graph(["x", "y", "z"]))[0]["y"] == 1
