"""Paths: the shortest first, the better evidenced next, names last; and what is said when there is none."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.network.paths import Course, Hop, fetch_readings, find_paths
from interposer.network.project import HUBS, Projection, project

from . import VOCABULARY, claim, store_of, thing


def network(*edges, kinds=(), nodes=()):
    """Make a projection of (subject, predicate, object[, families]) edges."""
    graph = nx.MultiDiGraph()
    kinds = dict(kinds)
    for name in sorted({*nodes, *(end for s, _, o, *_ in edges for end in (s, o))}):
        graph.add_node(name, label=name.upper(), kind=kinds.get(name, "Company"))
    for s, p, o, *rest in edges:
        graph.add_edge(
            s, o, key=p, predicate=p, claims=(f"{s}-{p}-{o}",), families=rest[0] if rest else 1, status="reported",
            grade="C", disputed=False, denied=False, denials=(), items=(),
        )  # fmt: skip
    return Projection(graph, Counter(), 0)


def visited(path):
    return [path[0].source, *(hop.target for hop in path)]


def routes(projection, *ends, **how):
    return [visited(path) for path in find_paths(projection, *ends, **how)]


def test_the_path_with_fewest_hops_comes_first():
    n = network(("a", "offers", "b"), ("b", "offers", "d"), ("a", "uses", "d"))
    assert routes(n, "a", "d", k=5) == [["a", "d"], ["a", "b", "d"]]


def test_among_paths_of_one_length_more_families_win():
    n = network(("a", "uses", "b"), ("b", "uses", "d"), ("a", "uses", "c", 3), ("c", "uses", "d"))
    assert routes(n, "a", "d", k=2) == [["a", "c", "d"], ["a", "b", "d"]]


def test_evidence_never_outweighs_a_hop():
    n = network(("a", "uses", "b", 90), ("b", "uses", "d", 90), ("a", "uses", "d", 0))
    assert routes(n, "a", "d") == [["a", "d"]]


def test_names_decide_between_equal_paths_whatever_the_order_of_edges():
    edges = [(s, "uses", o) for mid in "zmbq" for s, o in (("a", mid), (mid, "y"))]
    assert routes(network(*edges), "a", "y", k=2) == [["a", "b", "y"], ["a", "m", "y"]]
    assert routes(network(*reversed(edges)), "a", "y", k=2) == [["a", "b", "y"], ["a", "m", "y"]]
    assert routes(network(*edges), "y", "a", k=2) == [["y", "b", "a"], ["y", "m", "a"]]


def test_more_equal_paths_than_can_be_compared_still_give_an_answer():
    edges = [(s, "uses", o) for i in range(300) for s, o in (("a", f"m{i:03}"), (f"m{i:03}", "y"))]
    assert len(routes(network(*edges), "a", "y", k=2)) == 2
    assert routes(network(*edges), "a", "y") == routes(network(*edges), "a", "y")


def test_a_hop_carries_the_best_of_parallel_relations_and_names_the_others():
    n = network(("a", "offers", "b"), ("a", "uses", "b", 4), ("b", "suppliesTo", "a", 2))
    (hop,) = find_paths(n, "a", "b")[0]
    assert (hop.predicate, hop.families, hop.forward, hop.others) == ("uses", 4, True, ("offers", "suppliesTo"))
    assert hop.claims == ("a-uses-b",)


def test_a_relation_claimed_both_ways_is_read_forward_and_is_no_other():
    n = network(("a", "alternativeTo", "b"), ("b", "alternativeTo", "a"))
    assert [(h.forward, h.others) for h in find_paths(n, "b", "a")[0]] == [(True, ())]


def test_a_directed_path_follows_relations_from_subject_to_object_only():
    n = network(("a", "uses", "b"), ("c", "uses", "b"))
    assert routes(n, "a", "c") == [["a", "b", "c"]]
    assert [hop.forward for hop in find_paths(n, "a", "c")[0]] == [True, False]
    with pytest.raises(NothingFoundError, match="An undirected search would find one"):
        find_paths(n, "a", "c", directed=True)


def test_avoided_things_and_relations_are_walked_around():
    n = network(("a", "uses", "b"), ("b", "uses", "d"), ("a", "offers", "c"), ("c", "uses", "x"), ("x", "uses", "d"))
    assert routes(n, "a", "d", avoid=["b"]) == [["a", "c", "x", "d"]]
    assert routes(n, "a", "d", avoid_predicates=["offers"], k=9) == [["a", "b", "d"]]


def test_a_shared_country_or_role_is_no_path_unless_hubs_are_asked_for():
    kinds = {"tw": "Country", "foundry": "BusinessRole", "park": "Facility"}
    n = network(
        ("a", "headquarteredIn", "tw"), ("b", "headquarteredIn", "tw"), ("a", "hasRole", "foundry"),
        ("b", "hasRole", "foundry"), ("a", "locatedIn", "park"), ("c", "locatedIn", "park"), kinds=kinds,
    )  # fmt: skip
    with pytest.raises(NothingFoundError, match=r"A search through hubs .* would find one"):
        find_paths(n, "a", "b")
    assert routes(n, "a", "b", hubs=True, k=9) == [["a", "foundry", "b"], ["a", "tw", "b"]]
    assert routes(n, "a", "c") == [["a", "park", "c"]]
    assert {predicate for predicate, _ in HUBS} == {"hasRole", "headquarteredIn", "locatedIn"}


def test_a_failed_search_says_how_far_it_came_and_what_would_help():
    n = network(("a", "uses", "b"), ("b", "uses", "c"), ("c", "uses", "d"), ("a", "uses", "e"))
    with pytest.raises(NothingFoundError) as error:
        find_paths(n, "a", "d", avoid=["c"])
    said = str(error.value)
    assert "from A to D; 2 things can be reached from A, of which B is nearest to D (2 hops" in said
    assert "A search that avoids nothing would find one" in said


def test_a_failed_search_says_so_when_no_wider_one_would_help_either():
    n = network(("a", "uses", "b"), nodes=["z"])
    with pytest.raises(NothingFoundError) as error:
        find_paths(n, "a", "z", directed=True)
    assert "1 thing can be reached from A" in str(error.value)
    assert "All of these together would find none" in str(error.value)


@pytest.mark.parametrize(
    ("start", "goal", "how", "error", "says"),
    [
        ("a", "a", {}, UsageError, "two things"),
        ("a", "b", {"avoid": ["a"]}, UsageError, "cannot be avoided"),
        ("a", "b", {"avoid": ["b"]}, UsageError, "cannot be avoided"),
        ("a", "b", {"k": 0}, UsageError, "at least one"),
        ("a", "nobody", {}, NameUnknownError, "nobody"),
        ("a", "b", {"avoid": ["nobody"]}, NameUnknownError, "nobody"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(start, goal, how, error, says):
    with pytest.raises(error, match=says):
        find_paths(network(("a", "uses", "b")), start, goal, **how)


def test_a_hop_is_said_in_the_direction_of_its_claim_whichever_way_the_path_runs():
    store = store_of(
        VOCABULARY, thing("tsmc", label="TSMC"), thing("cowos", "Offering", "CoWoS"), claim("tsmc", "offers", "cowos")
    )
    projection, readings = project(store), fetch_readings(store)
    labels = dict(projection.graph.nodes(data="label"))
    there, back = find_paths(projection, "tsmc", "cowos")[0][0], find_paths(projection, "cowos", "tsmc")[0][0]
    assert (there.forward, back.forward) == (True, False)
    assert there.sentence(labels, readings) == back.sentence(labels, readings) == "TSMC offers CoWoS"


def test_a_relation_without_reading_is_said_by_its_label_and_an_unknown_one_by_its_name():
    readings = fetch_readings(store_of(VOCABULARY))
    assert readings["uses"] == "{s} makes use of {o}"
    hop = Hop("x", "y", "mystery", True, (), 1, "C", False, "reported")
    assert hop.sentence({}, readings) == "x mystery y"


def test_braces_in_a_label_are_kept_as_they_are():
    hop = Hop("x", "y", "offers", True, (), 1, "C", False, "reported")
    assert hop.sentence({"x": "{o} & {0}", "y": "{s}"}, {"offers": "{s} offers {o}"}) == "{o} & {0} offers {s}"


NODES = "abcdef"
EDGES = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(["offers", "uses", "alternativeTo"]),
        st.sampled_from(NODES),
        st.integers(0, 3),
    ),
    max_size=20,
    unique_by=lambda edge: edge[:3],
)


def enumerate_paths(edges, ends, *, directed, avoid, avoid_predicates):
    """List all simple paths, best first, by trying every one."""
    (start, goal), best = ends, {}
    for s, p, o, families in edges:
        if s != o and p not in avoid_predicates and not {s, o} & set(avoid):
            for pair in [(s, o)] if directed else [(s, o), (o, s)]:
                best[pair] = max(best.get(pair, 0), families)
    done, open_ = [], [[start]]
    while open_:
        path = open_.pop()
        if path[-1] == goal:
            done.append(path)
            continue
        open_ += [[*path, after] for before, after in best if before == path[-1] and after not in path]
    return sorted(done, key=lambda path: (len(path), -sum(best[pair] for pair in pairwise(path)), path))


@given(
    edges=EDGES,
    k=st.integers(1, 6),
    ends=st.sampled_from(["af", "fa"]),
    how=st.fixed_dictionaries(
        {
            "directed": st.booleans(),
            "avoid": st.sets(st.sampled_from("bcde"), max_size=2),
            "avoid_predicates": st.sets(st.sampled_from(["offers", "uses"]), max_size=1),
        }
    ),
)
def test_the_paths_found_are_the_first_of_all_there_are(edges, k, ends, how):
    expected = enumerate_paths(edges, ends, **how)
    projection = network(*edges, nodes=NODES)
    if not expected:
        with pytest.raises(NothingFoundError):
            find_paths(projection, *ends, k=k, **how)
        return
    found = find_paths(projection, *ends, k=k, **how)
    assert [visited(path) for path in found] == expected[:k]
    assert found == find_paths(network(*reversed(edges), nodes=NODES), *ends, k=k, **how)


@given(edges=EDGES, directed=st.booleans())
def test_every_hop_is_a_relation_of_the_network_with_the_most_families_of_its_pair(edges, directed):
    projection = network(*edges, nodes=NODES)
    try:
        found = find_paths(projection, "a", "f", k=3, directed=directed)
    except NothingFoundError:
        return
    for hop in (hop for path in found for hop in path):
        ends = (hop.source, hop.target) if hop.forward else (hop.target, hop.source)
        assert hop.forward or not directed
        assert projection.graph.edges[(*ends, hop.predicate)]["families"] == hop.families
        pairs = [(hop.source, hop.target)] if directed else [(hop.source, hop.target), (hop.target, hop.source)]
        parallel = [(p, families) for s, p, o, families in edges if (s, o) in pairs]
        assert hop.families == max(families for _, families in parallel)
        assert set(hop.others) == {p for p, _ in parallel} - {hop.predicate}


# Special courses -----------------------------------------------------------------------------------

OPEN = {"directed": False, "avoid": (), "avoid_predicates": ()}


@given(edges=EDGES, hops=st.integers(1, 4))
def test_within_so_many_hops_every_path_there_is_comes_best_first(edges, hops):
    expected = [path for path in enumerate_paths(edges, "af", **OPEN) if len(path) <= hops + 1]
    projection = network(*edges, nodes=NODES)
    if expected:
        assert routes(projection, *"af", course=Course(within=hops)) == expected
    else:
        with pytest.raises(NothingFoundError):
            find_paths(projection, *"af", course=Course(within=hops))


@given(edges=EDGES, via=st.permutations("bcde").map(lambda p: tuple(p[:2])))
def test_a_path_passes_what_it_must_in_that_order_and_is_the_shortest_that_does(edges, via):
    def passes(path):
        places = [path.index(stop) if stop in path else -1 for stop in via]
        return -1 not in places and places == sorted(places)

    expected = [path for path in enumerate_paths(edges, "af", **OPEN) if passes(path)]
    try:
        (found,) = routes(network(*edges, nodes=NODES), *"af", course=Course(via=via))
    except NothingFoundError:
        return  # the best legs may cross where longer ones would not; what is found is never wrong
    assert passes(found)
    assert expected
    assert len(found) >= len(expected[0])


def test_a_stop_twice_or_at_an_end_is_refused():
    n = network(("a", "uses", "b"), ("b", "uses", "c"))
    for via in [("a",), ("b", "b")]:
        with pytest.raises(UsageError):
            find_paths(n, "a", "c", course=Course(via=via))


def test_better_grades_win_over_fewer_hops_where_that_is_asked():
    n = network(("a", "uses", "d"), ("a", "uses", "b"), ("b", "uses", "d"))
    for ends in [("a", "b"), ("b", "d")]:
        n.graph.edges[(*ends, "uses")]["grade"] = "A"
    assert routes(n, "a", "d") == [["a", "d"]]
    assert routes(n, "a", "d", course=Course(by_grade=True)) == [["a", "b", "d"]]


def test_a_sense_follows_only_the_relations_it_names_and_from_the_end_it_names():
    n = network(("chip", "requires", "film"), ("maker", "supplies", "film"), ("chip", "uses", "maker"))
    need = Course(sense={"requires": "subject", "supplies": "object"})
    assert routes(n, "chip", "maker", course=need) == [["chip", "film", "maker"]]
    with pytest.raises(NothingFoundError, match="An undirected search would find one"):
        find_paths(n, "maker", "chip", course=need)
