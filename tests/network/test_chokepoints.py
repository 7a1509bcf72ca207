"""Chokepoints: each measure against its definition, and what the shipped data say."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.filters import Filters
from interposer.network.chokepoints import (
    PRODUCTS,
    WEIGHTS,
    Choke,
    Makers,
    cone,
    cut_vertices,
    gates,
    hub_free,
    measure,
    minimum_cut,
    single_losses,
)
from interposer.network.chokepoints_answer import chokepoints_answer
from interposer.network.impact import spread
from interposer.network.needs import Group, LossRule, Member, Needs, read_needs
from interposer.network.project import Triple

from .generator import generate

THINGS = "abcdefgh"
RULES = {
    "supplies": LossRule("maker", "object"),
    "offers": LossRule("maker", "object"),
    "performs": LossRule("maker", "object"),
    "operates": LossRule("operator", "object"),
    "locatedIn": LossRule("place", "subject"),
    "subsidiaryOf": LossRule("owner", "subject"),
    "requires": LossRule("input", "subject"),
    "usesProcess": LossRule("input", "subject"),
    "madeOf": LossRule("input", "subject"),
    "hasComponent": LossRule("input", "subject"),
    "packagedWith": LossRule("input", "subject"),
    "fabricatedOn": LossRule("input", "subject"),
    "fabricatedBy": LossRule("provider", "subject"),
    "designedBy": LossRule("designer", "subject"),
    "suppliesTo": LossRule("supplier", "object"),
    "subtypeOf": LossRule("tree", "subject"),
    "implements": LossRule("tree", "subject"),
    "variantOf": LossRule("tree", "subject"),
    "alternativeTo": LossRule("substitute", ""),
}


def network(*edges, **kinds):
    """Make a graph of (subject, relation, object) whose things are companies unless said otherwise."""
    graph = nx.MultiDiGraph()
    for subject, relation, target in edges:
        for end in (subject, target):
            graph.add_node(end, label=end, kind=kinds.get(end, "Company"))
        graph.add_edge(
            subject, target, key=relation, predicate=relation, claims=(), families=1, voices=frozenset({"wire"}),
            weak=False, status="reported", grade="C", disputed=False, denied=False, denials=(), items=(),
        )  # fmt: skip
    return graph


def measured(*edges, product="", **kinds):
    graph = network(*edges, **kinds)
    return measure(graph, read_needs(graph, RULES), RULES, product)


members = st.lists(
    st.tuples(st.sampled_from(THINGS), st.lists(st.sampled_from(THINGS), max_size=2, unique=True)),
    min_size=1, max_size=3, unique_by=lambda member: member[0],
)  # fmt: skip
groups = st.lists(
    st.tuples(st.sampled_from(THINGS), st.sampled_from(["input", "maker", "designer", "tree"]), members), max_size=14
)


def needs_of(drawn):
    needs = Needs()
    for dependent, kind, held in drawn:
        made = tuple(Member(thing, tuple(sites), (Triple(dependent, kind, thing),)) for thing, sites in held)
        needs.add(Group(dependent, kind, kind, made, disputed=False))
    return needs


@settings(max_examples=400)
@given(groups, st.sets(st.sampled_from(THINGS), min_size=1))
def test_losing_all_things_side_by_side_counts_what_losing_each_alone_does(drawn, wanted):
    needs = needs_of(drawn)
    found = single_losses(needs, list(THINGS), wanted)
    for seed in THINGS:
        states = spread(needs, [seed]).states
        depths = [state.depth for thing, state in states.items() if state.lost and thing in wanted - {seed}]
        assert found[seed].number == len(depths)
        assert found[seed].weight == pytest.approx(sum(0.9 ** (depth - 1) for depth in depths))


@pytest.mark.parametrize("seed", range(6))
def test_every_thing_that_products_rest_on_is_measured_as_impact_would(seed):
    graph = generate(600, seed)
    needs = read_needs(graph, RULES)
    products = {thing for thing, data in graph.nodes(data=True) if data["kind"] in PRODUCTS}
    made = measure(graph, needs, RULES)
    assert set(cone(needs, products)) <= made.chokes.keys() | products
    for thing, choke in made.chokes.items():
        lost = [other for other in spread(needs, [thing]).lost if other in products]
        assert choke.products == (len(lost) if thing in cone(needs, products) else 0)
    product = sorted(products)[seed]
    for thing, choke in measure(graph, needs, RULES, product).chokes.items():
        state = spread(needs, [thing]).states.get(product)
        expected = "" if state is None else "lost" if state.lost else "degraded"
        assert choke.state == (expected if thing in cone(needs, [product]) else "")


@st.composite
def undirected(draw):
    pairs = list(combinations(THINGS, 2))
    return [pair for pair in pairs if draw(st.booleans())]


def reached(graph, start):
    return nx.node_connected_component(graph, start)


@given(undirected())
def test_a_cut_vertex_is_what_splits_its_part_when_removed(pairs):
    graph = network(*((a, "partnerOf", b) for a, b in pairs))
    simple = hub_free(graph)
    found = cut_vertices(graph)
    assert set(found) == set(nx.articulation_points(simple))
    for thing, count in found.items():
        rest = simple.subgraph(reached(simple, thing) - {thing})
        assert count == len(rest) - max(map(len, nx.connected_components(rest)))


@given(undirected())
def test_the_minimum_cut_is_as_small_as_any_that_cuts(pairs):
    graph = nx.Graph(pairs)
    graph.add_nodes_from(THINGS)
    sources, goals = {"a", "b"}, {"g", "h"}
    cut, direct = minimum_cut(graph, sources, goals)
    apart = graph.copy()
    apart.remove_edges_from([(a, b) for a, b in graph.edges if {a, b} & sources and {a, b} & goals])
    assert direct == graph.number_of_edges() - apart.number_of_edges()

    def cuts(things):
        rest = apart.subgraph(set(THINGS) - set(things))
        return not any(nx.has_path(rest, source, goal) for source in sources for goal in goals)

    between = sorted(set(THINGS) - sources - goals)
    smallest = next(size for size in range(len(between) + 1) if any(map(cuts, combinations(between, size))))
    assert len(cut) == smallest
    assert cuts(cut)
    assert cut.isdisjoint(sources | goals)


def test_without_demand_there_is_nothing_to_cut():
    assert minimum_cut(nx.Graph([("a", "b")]), [], ["a"]) == (frozenset(), 0)


@given(st.dictionaries(st.sampled_from(THINGS), st.lists(st.sampled_from(THINGS), max_size=3), max_size=8))
def test_a_gate_is_what_supply_cannot_go_around(drawn):
    routes = {thing: sorted(set(drawn.get(thing, ())) - {thing}) for thing in THINGS}
    graph = nx.DiGraph((supplier, thing) for thing, suppliers in routes.items() for supplier in suppliers)
    graph.add_nodes_from(THINGS)
    rings = nx.condensation(graph)
    begins = [thing for ring in rings if not rings.in_degree(ring) for thing in rings.nodes[ring]["members"]]
    found = gates(routes, {"a", "b"})
    for gate in THINGS:
        rest = graph.subgraph(set(THINGS) - {gate})
        open_ = {other for begin in begins if begin != gate for other in {begin} | nx.descendants(rest, begin)}
        behind = set(THINGS) - open_ - {gate}
        assert found.get(gate, (0, 0)) == (len(behind), len(behind & {"a", "b"}))


CHIP = (
    ("chip", "packagedWith", "platform"), ("foundry", "offers", "platform"), ("platform", "requires", "film"),
    ("glue", "supplies", "film"), ("paste", "supplies", "film"), ("glue", "headquarteredIn", "japan"),
    ("foundry", "operates", "fab"), ("fab", "performs", "platform"), ("fab", "locatedIn", "taiwan"),
)  # fmt: skip
KINDS = {
    "chip": "Chip", "platform": "Offering", "film": "Material", "fab": "Facility", "japan": "Country", "taiwan": "Country",
}  # fmt: skip


def test_what_fells_the_product_alone_is_told_from_what_can_be_replaced():
    chokes = measured(*CHIP, product="chip", **KINDS).chokes
    assert {thing for thing, choke in chokes.items() if choke.state == "lost"} == {
        "platform", "foundry", "film", "fab", "taiwan",
    }  # fmt: skip
    assert chokes["glue"].state == "degraded"


def test_makers_are_counted_and_their_countries_known_by_sites_before_head_offices():
    chokes = measured(*CHIP, ("foundry", "headquarteredIn", "japan"), product="chip", **KINDS).chokes
    assert (chokes["platform"].makers, chokes["film"].makers) == (1, 2)
    assert [(p.country, p.by) for p in chokes["platform"].countries] == [("taiwan", "site")]
    assert [(p.country, p.by) for p in chokes["film"].countries] == [("japan", "head office")]
    assert (chokes["film"].placeless, chokes["film"].places) == (("paste",), None)
    assert chokes["foundry"].only == chokes["fab"].only == chokes["taiwan"].only == ("platform",)


def test_a_company_and_what_it_owns_are_one_maker():
    chokes = measured(*CHIP, ("paste", "subsidiaryOf", "glue"), product="chip", **KINDS).chokes
    assert chokes["film"].makers == 1
    assert (chokes["glue"].only, chokes["glue"].state) == (("film",), "lost")
    assert chokes["paste"].makers == 2
    assert [p.by for p in chokes["film"].countries] == ["head office"]
    assert chokes["film"].placeless == ()


def test_who_makes_a_kind_of_a_thing_makes_the_thing():
    edges = [("special", "subtypeOf", "film"), ("maker", "supplies", "special"), ("glue", "supplies", "film")]
    graph = network(*edges, film="Material", special="Material")
    makers = Makers(graph, read_needs(graph, RULES), RULES)
    assert set(makers.of("film")) == {"maker", "glue"}
    assert set(makers.of("special")) == {"maker"}
    assert makers.below("film") == ["film", "special"]


def test_rings_of_owners_and_kinds_end():
    edges = [("a", "subsidiaryOf", "b"), ("b", "subsidiaryOf", "a"), ("a", "supplies", "x")]
    edges += [("x", "subtypeOf", "y"), ("y", "subtypeOf", "x"), ("chip", "madeOf", "x")]
    made = measured(*edges, chip="Chip", x="Material", y="Material")
    assert made.chokes["x"].makers == 1


def test_a_score_adds_up_its_parts_and_unknowns_add_nothing():
    choke = Choke("x", reach=0.4, makers=2, routes=1.0)
    choke.rate(0.8, 5_000)
    assert choke.parts == {"reach": 25.0, "makers": 10.0, "country": 0.0, "routes": 5.0, "concentration": 5.0}
    assert choke.score == 45.0
    assert sum(WEIGHTS.values()) == 100
    unknown = Choke("y")
    unknown.rate(0.0)
    assert unknown.score == 0


def test_the_same_network_in_another_order_is_measured_alike():
    one = measured(*CHIP, product="chip", **KINDS)
    other = measured(*reversed(CHIP), product="chip", **KINDS)
    assert one.chokes == other.chokes


def test_a_network_without_products_has_no_chokepoints():
    made = measured(("glue", "supplies", "film"), film="Material")
    assert (made.chokes, made.products) == ({}, ())


# The shipped data -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def b200(shipped_store):
    return chokepoints_answer(shipped_store, "NVIDIA B200", limit=0, filters=Filters(), evidence=True)


def test_a_b200_hangs_on_its_foundry_its_platform_its_memory_and_one_island(b200):
    rows = {row["thing"]["label"]: row for row in b200.results}
    assert b200.results[0]["thing"]["label"] == "TSMC"
    for name in ("TSMC", "CoWoS", "HBM3E", "Taiwan"):
        assert rows[name]["state"] == "lost"
    assert rows["SK hynix"]["state"] == "degraded"
    assert {thing["label"] for thing in rows["HBM3E"]["makers"]["things"]} >= {"SK hynix", "Samsung Electronics"}
    assert rows["CoWoS"]["substitutes"]


def test_every_row_of_the_shipped_data_has_evidence_and_a_way(b200):
    for row in b200.results:
        assert row["claims"], row["thing"]
        assert row["how"][0]["id"] == row["thing"]["id"]
        assert row["how"][-1]["label"] == "NVIDIA B200"
        assert all(claim["source"].get("title") for claim in row["claims"])
        assert row["score"] == pytest.approx(sum(row["parts"].values()), abs=0.06)
    assert [row["score"] for row in b200.results] == sorted((row["score"] for row in b200.results), reverse=True)
    assert len(b200.triples) > len(b200.results)


def test_orders_sort_by_what_they_say(shipped_store):
    def rows(by):
        return chokepoints_answer(shipped_store, by=by, limit=0, filters=Filters()).results

    suppliers = [row["makers"]["count"] for row in rows("suppliers")]
    assert suppliers == sorted(suppliers)
    countries = [row["countries"]["count"] for row in rows("country")]
    assert countries == sorted(countries)
    between = [row["betweenness"] for row in rows("betweenness")]
    assert between == sorted(between, reverse=True)
    assert between[0] > 0.01
    cut = rows("cut")
    assert [row["in_minimum_cut"] for row in cut] == sorted((row["in_minimum_cut"] for row in cut), reverse=True)
    index = next(row for row in rows("hhi") if row["thing"]["label"] == "HBM")["concentration"]
    assert all(0 <= one["low"] <= one["high"] <= 10_000 for one in index)
    assert len({(one["source"], one["period"], one["limits"], one["basis"], one["status"]) for one in index}) == len(
        index
    )


def test_a_class_keeps_its_things_only(shipped_store):
    rows = chokepoints_answer(shipped_store, "NVIDIA B200", kind="companies", filters=Filters()).results
    assert {row["thing"]["kind"] for row in rows} == {"Company"}


@pytest.mark.parametrize(
    ("how", "error", "says"),
    [
        ({"by": "luck"}, UsageError, "suppliers"),
        ({"limit": -1}, UsageError, "negative"),
        ({"kind": "unicorns"}, UsageError, "no class"),
        ({"product": "no such chip at all"}, NameUnknownError, "no thing is named"),
        ({"product": "Japan"}, NothingFoundError, "rests on"),
    ],
)
def test_questions_that_cannot_be_answered_say_why(shipped_store, how, error, says):
    with pytest.raises(error, match=says):
        chokepoints_answer(shipped_store, filters=Filters(), **how)
