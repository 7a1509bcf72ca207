"""The projection: one edge a relation, only on claims within the filters."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.filters import STATUSES, make_filters
from interposer.network.project import _CLAIMS, project, project_around, project_each
from interposer.store.store import open_store

from . import claim, store_of, thing

ALL = make_filters("all")


def edge(*parts, filters=None):
    graph = project(store_of(*parts), *([filters] if filters else [])).graph
    return graph.edges["a", "b", "uses"]


def test_things_are_nodes_with_label_and_class_even_without_a_relation():
    graph = project(store_of(thing("tsmc", label="TSMC"), thing("cowos", "Offering", "CoWoS"))).graph
    assert dict(graph.nodes(data=True)) == {
        "cowos": {"label": "CoWoS", "kind": "Offering"},
        "tsmc": {"label": "TSMC", "kind": "Company"},
    }


def test_a_thing_that_the_store_does_not_describe_is_named_by_its_id():
    graph = project(store_of(claim("a", "uses", "b"))).graph
    assert dict(graph.nodes(data=True))["b"] == {"label": "b", "kind": ""}


def test_many_claims_of_one_relation_are_one_edge_that_names_them_all():
    graph = project(
        store_of(claim("a", "uses", "b", slug="two"), claim("a", "uses", "b", family="daily", slug="one"))
    ).graph
    assert list(graph.edges(keys=True)) == [("a", "b", "uses")]
    assert graph.edges["a", "b", "uses"]["claims"] == ("one", "two")


def test_one_family_counts_once_editors_never_and_digests_not_beside_others():
    assert edge(claim("a", "uses", "b"), claim("a", "uses", "b", kind="blog"))["families"] == 1
    assert edge(claim("a", "uses", "b"), claim("a", "uses", "b", family="x", kind="digest"))["families"] == 1
    digests = [claim("a", "uses", "b", family=f, kind="digest") for f in "xyz"]
    assert edge(*digests)["families"] == 1
    assert edge(claim("a", "uses", "b", family="ed", kind="editorial"))["families"] == 0


def test_an_edge_has_the_firmest_status_and_the_best_grade_of_its_claims():
    parts = [
        claim("a", "uses", "b", status="rumoured", grade="B"),
        claim("a", "uses", "b", status="planned", grade="D"),
    ]
    made = edge(*parts, filters=ALL)
    assert (made["status"], made["grade"]) == ("planned", "B")


def test_items_of_a_supply_are_listed():
    made = edge(claim("a", "uses", "b", item="hbm4"), claim("a", "uses", "b", item="hbm3"), claim("a", "uses", "b"))
    assert made["items"] == ("hbm3", "hbm4")


def test_projecting_with_several_filters_reads_once_and_gives_what_each_alone_gives(monkeypatch):
    store = store_of(claim("a", "uses", "b", status="planned"), claim("a", "uses", "c"), thing("a"))
    asked = []
    select = type(store).select
    monkeypatch.setattr(type(store), "select", lambda self, query: asked.append(query) or select(self, query))
    both = project_each(store, (make_filters(), ALL))
    once = len(asked)
    for found, filters in zip(both, (make_filters(), ALL), strict=True):
        alone = project(store, filters)
        assert list(found.graph.edges(data=True)) == list(alone.graph.edges(data=True))
        assert (found.hidden, found.undated) == (alone.hidden, alone.undated)
    assert len(asked) == 3 * once


def test_claims_outside_the_filters_make_no_edge_and_are_counted():
    store = store_of(
        claim("a", "uses", "b", status="planned"),
        claim("a", "uses", "c", retracted="2026-02-01"),
        claim("a", "uses", "d", quarantined="doubtful"),
        claim("a", "uses", "e", slug="old", live=False),
        claim("a", "uses", "f", supersedes="old"),
    )
    made = project(store)
    assert [o for _, o in made.graph.edges()] == ["f"]
    assert made.hidden == {"planned": 1, "retracted": 2, "quarantined": 1}


def test_claims_without_a_period_pass_a_question_about_a_day_and_are_counted():
    made = project(
        store_of(claim("a", "uses", "b"), claim("a", "uses", "c", start="2027-01-01")), make_filters(as_of="2026")
    )
    assert ([o for _, o in made.graph.edges()], made.undated, made.hidden) == (["b"], 1, {"not then": 1})


def test_the_network_of_an_earlier_day_rests_on_what_was_recorded_by_then():
    store = store_of(claim("a", "uses", "b", retracted="2026-03-01"), claim("a", "uses", "c", recorded="2026-03-01"))
    assert [o for _, o in project(store, make_filters(known_on="2026-02")).graph.edges()] == ["b"]
    with pytest.raises(NothingFoundError, match="begins on 2026-01-01"):
        project(store, make_filters(known_on="2020"))


def test_relations_with_too_few_families_are_left_out_and_counted():
    made = project(
        store_of(claim("a", "uses", "b"), claim("a", "uses", "b", family="x"), claim("a", "uses", "c")),
        make_filters(min_sources=2),
    )
    assert ([o for _, o in made.graph.edges()], made.hidden) == (["b"], {"relations with too few sources": 1})


def test_a_denial_alone_makes_no_edge():
    assert not project(store_of(claim("a", "uses", "b", polarity="denies")), ALL).graph.edges


def test_an_asserted_relation_that_a_live_claim_denies_is_marked():
    yes = claim("a", "uses", "b", disputed=True)
    made = edge(yes, claim("a", "uses", "b", polarity="denies", family="x", slug="no"))
    assert (made["denied"], made["disputed"], made["denials"], len(made["claims"])) == (True, True, ("no",), 1)
    assert edge(yes, claim("a", "uses", "b", polarity="denies", status="planned"))["denied"]
    assert not edge(yes, claim("a", "uses", "b", polarity="denies", retracted="2026-02-01"))["denied"]
    assert not edge(yes, claim("a", "uses", "b", polarity="denies", quarantined="doubtful"))["denied"]


def test_a_denial_counts_from_the_day_it_was_recorded():
    parts = claim("a", "uses", "b"), claim("a", "uses", "b", polarity="denies", recorded="2026-03-01")
    assert edge(*parts)["denied"]
    assert not edge(*parts, filters=make_filters(known_on="2026-02"))["denied"]


def test_who_denies_one_item_does_not_deny_the_others():
    yes = claim("a", "uses", "b", item="hbm3")
    assert edge(yes, claim("a", "uses", "b", item="hbm3", polarity="denies"))["denied"]
    assert edge(yes, claim("a", "uses", "b", polarity="denies"))["denied"]
    assert not edge(yes, claim("a", "uses", "b", item="hbm4", polarity="denies"))["denied"]


def test_a_projection_of_some_relations_has_these_only():
    store = store_of(claim("a", "uses", "b"), claim("a", "offers", "b"))
    assert list(project(store, predicates=["offers"]).graph.edges(keys=True)) == [("a", "b", "offers")]
    assert not project(store, predicates=[]).graph.edges
    with pytest.raises(UsageError, match="name of a relation"):
        project(store, predicates=["uses> <x"])


@pytest.mark.parametrize("was_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(was_on):
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        project(store_of(claim("a", "uses", "b")))
        with pytest.raises(UsageError):
            project(store_of(), predicates=[" "])
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()


CLAIMS = st.lists(
    st.fixed_dictionaries({
        "subject": st.sampled_from("ab"), "predicate": st.sampled_from(["uses", "offers"]), "obj": st.sampled_from("bc"),
        "family": st.sampled_from(["wire", "daily", "weekly"]), "kind": st.sampled_from(["news", "digest", "editorial"]),
        "status": st.sampled_from(STATUSES), "polarity": st.sampled_from(["asserts", "asserts", "denies"]),
        "retracted": st.sampled_from(["", "", "2026-02-01"]),
    }),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60)
@given(claims=CLAIMS, statuses=st.sets(st.sampled_from(STATUSES), min_size=1))
def test_edges_are_the_asserted_triples_with_families_as_counted_by_hand(claims, statuses):
    made = project(store_of(*(claim(**c) for c in claims)), make_filters(",".join(sorted(statuses))))
    passing = [c for c in claims if c["status"] in statuses and not c["retracted"] and c["polarity"] == "asserts"]
    triples = {(c["subject"], c["obj"], c["predicate"]) for c in passing}
    assert sorted(made.graph.edges(keys=True)) == sorted(triples)
    for s, o, p in triples:
        members = [c for c in passing if (c["subject"], c["obj"], c["predicate"]) == (s, o, p)]
        families = {c["family"] for c in members if c["kind"] == "news"}
        data = made.graph.edges[s, o, p]
        assert data["families"] == (len(families) or any(c["kind"] == "digest" for c in members))
        assert data["status"] == next(status for status in STATUSES if any(c["status"] == status for c in members))
        assert len(data["claims"]) == len(members)
        denied = any(
            not c["retracted"] and c["polarity"] == "denies" and (c["subject"], c["obj"], c["predicate"]) == (s, o, p)
            for c in claims
        )
        assert data["denied"] == denied


def test_the_shipped_data_project_whole_and_no_slower_than_thrice_their_query():
    store = open_store()

    def fastest(work):
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
        return min(times)

    query = _CLAIMS.format(only="")
    select, projection = fastest(lambda: store.select(query)), fastest(lambda: project(store))
    print(f"SELECT {select * 1000:.0f} ms, projection {projection * 1000:.0f} ms: {projection / select:.2f}×")
    graph = project(store).graph
    assert graph.number_of_nodes() > 900
    assert graph.number_of_edges() > 1500
    assert all(data["claims"] and graph.nodes[s]["kind"] for s, _, data in graph.edges(data=True))
    assert projection < 3 * select


# The neighbourhood, frontier by frontier ------------------------------------------------------------


CHAIN = [thing("a"), claim("a", "uses", "b"), claim("c", "uses", "b"), claim("c", "uses", "d"), claim("x", "uses", "y")]


@pytest.mark.parametrize(("hops", "things"), [(0, "a"), (1, "ab"), (2, "abc"), (3, "abcd"), (9, "abcd")])
def test_a_neighbourhood_grows_hop_by_hop_both_ways(hops, things):
    assert set(project_around(store_of(*CHAIN), ["a"], hops).graph) == set(things)


def test_a_neighbourhood_holds_the_edges_that_the_whole_has_there():
    store = store_of(*CHAIN, claim("a", "uses", "b", family="daily"), claim("b", "uses", "a", status="planned"))
    whole_graph, part = project(store).graph, project_around(store, ["a"], 9).graph
    assert dict(part.edges) == {edge: data for edge, data in dict(whole_graph.edges).items() if edge[0] in part}


def test_what_only_hidden_claims_reach_is_not_reached():
    assert set(project_around(store_of(thing("a"), claim("a", "uses", "b", status="planned")), ["a"], 2).graph) == {"a"}


def test_countries_are_reached_but_not_walked_through():
    parts = [thing("taiwan", "Country"), *(claim(x, "headquarteredIn", "taiwan") for x in "ab")]
    assert set(project_around(store_of(*parts), ["a"], 5).graph) == {"a", "taiwan"}


def test_a_neighbourhood_past_the_limit_stops_and_says_so():
    projection = project_around(store_of(*CHAIN), ["a"], 9, limit=2)
    assert set(projection.graph) == {"a", "b"}
    assert projection.hidden["everything further away (more than 2 things)"] == 1


def test_negative_hops_are_refused():
    with pytest.raises(UsageError, match="-1"):
        project_around(store_of(*CHAIN), ["a"], -1)


def test_around_cowos_both_projections_agree_on_the_shipped_data():
    store = open_store()
    part, graph = project_around(store, ["cowos"], 1).graph, project(store).graph
    near = {"cowos", *graph.predecessors("cowos"), *graph.successors("cowos")}
    assert set(part) == near
    assert part.number_of_edges() == graph.subgraph(near).edge_subgraph(
        e for e in graph.edges(keys=True) if "cowos" in e[:2]
    ).number_of_edges() + sum("cowos" not in e[:2] for e in part.edges(keys=True))


def test_only_things_of_the_classes_asked_for_stay_with_what_joins_them():
    parts = [thing("a"), thing("b"), thing("c", "Chip"), claim("a", "uses", "b"), claim("a", "offers", "c")]
    projection = project(store_of(*parts), classes={"Company"})
    assert list(projection.graph.edges(keys=True)) == [("a", "b", "uses")]
    assert projection.hidden["things of other classes"] == 1
