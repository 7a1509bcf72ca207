"""Communities and roles: parts that hang together, the same on every run."""

from __future__ import annotations

import random

import pytest

from interposer.network.communities import find_communities, find_roles
from interposer.network.project import Projection, project
from interposer.store.store import open_store

from . import claim, store_of, thing


def cliques(*sizes, bridges=()):
    """Make groups in which everything uses everything, and bridges between them."""
    names = [[f"{'abcdef'[g]}{i}" for i in range(size)] for g, size in enumerate(sizes)]
    parts = [claim(x, "uses", y) for group in names for x in group for y in group if x < y]
    return project(store_of(*parts, *(claim(x, "uses", y) for x, y in bridges)))


def test_each_thing_with_a_relation_is_in_exactly_one_community():
    projection = cliques(5, 4, 3, bridges=[("a0", "b0"), ("b1", "c0")])
    members = [thing for community in find_communities(projection, "louvain") for thing in community.members]
    assert sorted(members) == sorted(projection.graph)


def test_groups_that_hardly_touch_are_parted_the_largest_first():
    found = find_communities(cliques(5, 4, bridges=[("a0", "b0")]), "louvain")
    assert [set(c.members) for c in found] == [{"a0", "a1", "a2", "a3", "a4"}, {"b0", "b1", "b2", "b3"}]


def test_a_community_is_named_after_its_best_connected_member():
    parts = [thing("hub", label="The Hub"), *(claim("hub", "uses", f"x{i}") for i in range(4))]
    assert find_communities(project(store_of(*parts)), "louvain")[0].label == "The Hub"


def test_that_all_sit_in_one_country_joins_nobody():
    parts = [
        thing("taiwan", "Country"),
        *(claim(x, "headquarteredIn", "taiwan") for x in "abc"),
        claim("a", "uses", "b"),
    ]
    assert [set(c.members) for c in find_communities(project(store_of(*parts)), "louvain")] == [{"a", "b"}]


def test_neither_the_order_of_things_nor_a_second_run_changes_the_parts():
    projection = cliques(6, 6, 6, bridges=[("a0", "b0"), ("b1", "c1"), ("c2", "a2"), ("a3", "c3")])
    shuffled = projection.graph.__class__()
    nodes = list(projection.graph.nodes(data=True))
    random.Random(1).shuffle(nodes)
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(projection.graph.edges(keys=True, data=True))
    other = Projection(shuffled, projection.hidden, projection.undated)
    first = find_communities(projection, "louvain")
    assert first == find_communities(other, "louvain") == find_communities(projection, "louvain")


def test_roles_follow_their_definition():
    projection = cliques(4, 4, 4, bridges=[("a0", "b0"), ("a0", "c0"), ("a0", "b1"), ("a0", "c1")])
    communities = find_communities(projection, "louvain")
    roles = find_roles(projection, communities)
    ties = {"a": 3, "b": 2, "c": 2}
    across = 1 - sum((k / 7) ** 2 for k in ties.values())
    assert roles["a0"].across == round(across, 3)
    assert roles["a0"].name == "connector"
    assert roles["b3"] == ("member", 0.0, 0.0)


def test_the_centre_of_a_large_group_is_its_hub():
    parts = [claim("centre", "uses", f"x{i:02}") for i in range(20)]
    projection = project(store_of(*parts))
    assert find_roles(projection, find_communities(projection, "louvain"))["centre"].name == "hub"


def test_another_method_is_refused():
    with pytest.raises(ValueError, match="use leiden or louvain"):
        find_communities(cliques(3), "guess")


def test_leiden_parts_the_same_clear_groups_where_igraph_is_installed():
    pytest.importorskip("igraph")
    found = find_communities(cliques(5, 4, bridges=[("a0", "b0")]), "leiden")
    assert [set(c.members) for c in found] == [{"a0", "a1", "a2", "a3", "a4"}, {"b0", "b1", "b2", "b3"}]


def test_the_shipped_data_fall_into_communities_that_an_analyst_knows():
    projection = project(open_store())
    found = find_communities(projection, "louvain")
    home = {thing: number for number, community in enumerate(found) for thing in community.members}
    assert home["tsmc"] == home["cowos"]
    assert home["absolics"] == home["glass-core-substrate"]
    assert home["t-glass"] == home["nittobo"]
    assert len(found[0].members) < len(home) / 5
