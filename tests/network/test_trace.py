"""Trace: which things a chain reaches from a demand, in which order, and what is said of each."""

from __future__ import annotations

import networkx as nx
import pytest

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.filters import make_filters
from interposer.network.needs import LossRule, read_needs
from interposer.network.trace import LEVELS, level_of, made_somewhere, makers_of, walk
from interposer.network.trace_answer import trace_answer
from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore

RULES = {
    "requires": LossRule("input", "subject", frozenset()), "variantOf": LossRule("tree", "subject", frozenset()),
    "implements": LossRule("tree", "subject", frozenset()), "offers": LossRule("maker", "object", frozenset()),
    "performs": LossRule("maker", "object", frozenset()), "operates": LossRule("operator", "object", frozenset()),
    "fabricatedBy": LossRule("provider", "subject", frozenset()),
}  # fmt: skip


def network(*edges, **kinds):
    """Make a network; every thing is an offering unless its class is given."""
    graph = nx.MultiDiGraph()
    for subject, _, target, *_ in edges:
        for thing in (subject, target):
            graph.add_node(thing, label=thing.upper(), kind=kinds.get(thing, "Offering"))
    for subject, relation, target, *families in edges:
        graph.add_edge(
            subject, target, key=relation, families=families[0] if families else 1, weak=False, items=(), voices=frozenset("x")
        )  # fmt: skip
    return graph


def reached(graph, start="d", **how):
    how = {"depth": 9, **how}
    return [step.thing for step in walk(graph, RULES, start, **how).steps[1:]]


def test_a_chain_runs_from_demand_to_what_it_calls_for_to_what_that_needs():
    graph = network(("d", "drives", "chip"), ("chip", "requires", "hbm"), ("hbm", "requires", "film"), ("mill", "usedIn", "film"),
                    d="DemandDriver", chip="Chip", hbm="MemoryGeneration", film="Material", mill="EquipmentType")  # fmt: skip
    steps = walk(graph, RULES, "d", depth=9).steps
    assert [(s.thing, s.level, s.depth, s.parent) for s in steps] == [
        ("d", "demand", 0, ""), ("chip", "products", 1, "d"), ("hbm", "memory", 2, "chip"), ("mill", "tools", 4, "film"),
        ("film", "materials", 3, "hbm"),
    ]  # fmt: skip


def test_a_chain_never_runs_back_up_to_demand_or_through_a_company():
    graph = network(("d", "drives", "x"), ("x", "drives", "m"), ("d", "drives", "firm"), ("firm", "requires", "y"),
                    d="DemandDriver", m="Market", firm="Company")  # fmt: skip
    assert reached(graph) == ["x", "firm"]


def test_after_a_kind_come_its_kinds_and_not_its_like():
    graph = network(("d", "drives", "t"), ("a", "implements", "t"), ("b", "variantOf", "a"), ("a", "implements", "u"),
                    ("c", "implements", "u"), d="DemandDriver", t="Technology", u="Technology")  # fmt: skip
    assert reached(graph) == ["t", "a", "b"]


def test_what_a_thing_is_a_kind_of_brings_its_needs_along_but_no_siblings():
    graph = network(("chip", "requires", "l"), ("l", "variantOf", "c"), ("s", "variantOf", "c"), ("c", "requires", "i"),
                    chip="Chip", i="ComponentType")  # fmt: skip
    assert reached(graph, "chip") == ["l", "c", "i"]


def test_a_chip_that_realises_a_technology_is_no_kind_of_it():
    graph = network(("d", "drives", "t"), ("chip", "implements", "t"), d="DemandDriver", t="Technology", chip="Chip")
    assert reached(graph) == ["t"]


def test_a_weak_branch_is_not_walked():
    graph = network(("d", "drives", "t"), ("a", "implements", "t"), d="DemandDriver", t="Technology")
    graph.edges["a", "t", "implements"]["weak"] = True
    assert reached(graph) == ["t"]


def test_where_room_is_short_numbered_things_go_first_then_the_best_evidenced():
    graph = network(("d", "drives", "a", 1), ("d", "drives", "b", 3), ("d", "drives", "c", 2), d="DemandDriver")
    assert reached(graph, limit=1) == ["b"]
    assert reached(graph, limit=2, numbered={"a"}) == ["a", "b"]
    assert walk(graph, RULES, "d", depth=2, limit=1).left_out == {"packaging": 2}


def test_what_is_left_out_is_not_walked_through():
    graph = network(
        ("d", "drives", "a", 2), ("d", "drives", "b"), ("b", "requires", "film"), d="DemandDriver", film="Material"
    )
    assert reached(graph, limit=1) == ["a"]


def test_the_depth_ends_a_chain_and_what_lies_beyond_is_counted():
    graph = network(("d", "drives", "a"), ("a", "requires", "b"), ("b", "requires", "c"), d="DemandDriver")
    trace = walk(graph, RULES, "d", depth=2)
    assert [step.thing for step in trace.steps] == ["d", "a", "b"]
    assert trace.beyond == 1


def test_a_circle_of_needs_ends():
    assert reached(network(("d", "drives", "a"), ("a", "requires", "b"), ("b", "requires", "a"), d="DemandDriver")) == [
        "a",
        "b",
    ]


def test_every_class_stands_on_one_level_and_an_unknown_one_calls_for_things():
    assert level_of("Nothing") == "demand"
    classes = [kind for kinds in LEVELS.values() for kind in kinds]
    assert len(classes) == len(set(classes))


def test_makers_are_companies_with_their_own_sites_and_providers_count():
    graph = network(("firm", "operates", "site"), ("site", "performs", "x"), ("rival", "offers", "x", 3), ("firm", "operates", "other"),
                    ("other", "performs", "kind"), ("kind", "variantOf", "x"), firm="Company", rival="Company", site="Facility",
                    other="Facility")  # fmt: skip
    makers = makers_of(graph, read_needs(graph, RULES), "x")
    assert [(maker.thing, maker.sites) for maker in makers] == [("rival", ()), ("firm", ("site",))]


def test_a_thing_of_which_a_kind_is_made_is_made():
    graph = network(("firm", "offers", "kind"), ("kind", "variantOf", "x"), ("y", "variantOf", "z"), firm="Company")
    needs = read_needs(graph, RULES)
    assert made_somewhere(graph, needs, "x") == (True, False)
    assert made_somewhere(graph, needs, "z") == (False, False)


# Answers ----------------------------------------------------------------------------------------


THINGS = {
    "company": [("amkor", "Amkor", ""), ("hynix", "SK hynix", "")],
    "demand-driver": [("tokens", "token demand", ""), ("idle", "idle demand", "")],
    "material": [("film", "film", "")],
    "memory-generation": [("hbm", "HBM", "")],
    "metric": [("demand-volume", "demand volume", ""), ("sold-out-share", "share sold out", ""), ("lead-time", "lead time", "")],
}  # fmt: skip


UNITS = {"demand-volume": "flow-wafers", "lead-time": "time", "sold-out-share": "ratio"}


def said(subject, predicate, obj="", source="news-one", **more):
    return {"source": source, "subject": subject, "predicate": predicate, "object": obj, **more}


CLAIMS = (
    said("tokens", "drives", "hbm"), said("hbm", "constrainedBy", "cowos"), said("cowos", "requires", "silicon-interposer"),
    said("tsmc", "offers", "cowos"), said("tsmc", "offers", "cowos", "news-two"), said("tsmc", "operates", "ap7"),
    said("ap7", "performs", "cowos"), said("ap7", "locatedIn", "taiwan"), said("intel", "offers", "cowos", status="planned"),
    said("hynix", "supplies", "hbm"), said("silicon-interposer", "madeOf", "film"),
    said("cowos", "capacity", value="75000", unit="wafer-per-month", period="2025"),
    said("cowos", "capacity", source="news-two", value="80000", unit="wafer-per-month", period="2025"),
    said("cowos", "capacity", value="120000", unit="wafer-per-month", period="2026", status="forecast"),
    said("cowos", "demand-volume", value="600000", unit="wafer-per-year", period="2025"),
    said("hynix", "sold-out-share", value="100", unit="percent", period="2026", scope="hbm"),
    said("amkor", "capacity", value="9", unit="wafer-per-month", period="2025", scope="emib"),
)  # fmt: skip


@pytest.fixture
def world(make_ontology):
    folder = make_ontology(CLAIMS, names=(), listings=(), things=THINGS)
    metrics = folder / "entities" / "metric.csv"
    rows = metrics.read_text(encoding="utf-8").splitlines()
    rows = [row + UNITS.get(row.partition(",")[0], "") for row in rows]
    metrics.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return EmbeddedStore(compile_ontology([folder]).store, None)


def ask(store, name="token demand", status="reported", **how):
    return trace_answer(store, name, filters=make_filters(status), **how)


def by_thing(answer):
    return {r["thing"]["id"]: r for r in answer.results if r["part"] == "chain"}


def test_the_chain_tells_how_each_thing_was_reached_and_on_which_claims(world):
    rows = by_thing(ask(world))
    assert list(rows) == ["tokens", "hbm", "cowos", "silicon-interposer", "film"]
    assert rows["tokens"]["sentence"] is None
    assert rows["cowos"]["sentence"] == "HBM is constrained by CoWoS"
    assert rows["cowos"]["from"]["id"] == "hbm"
    assert all(row["claims"] for slug, row in rows.items() if slug != "tokens")


def test_numbers_stand_side_by_side_with_unit_period_and_publisher(world):
    numbers = by_thing(ask(world))["cowos"]["numbers"]
    told = {(n["metric"]["id"], n["value"], n["unit"], n["period"], n["publisher"]) for n in numbers}
    assert told == {
        ("capacity", "75000", "wafers/month", "2025", "news-one"), ("capacity", "80000", "wafers/month", "2025", "news-two"),
        ("demand-volume", "600000", "wafers/year", "2025", "news-one"),
    }  # fmt: skip
    forecast = by_thing(ask(world, status="all"))["cowos"]["numbers"]
    assert ("120000", "forecast") in [(n["value"], n["status"]) for n in forecast]


def test_a_number_that_is_limited_to_a_thing_of_the_chain_stands_with_that_thing(world):
    (number,) = by_thing(ask(world))["hbm"]["numbers"]
    assert (number["subject"]["id"], number["scope"]) == ("hynix", "HBM")


def test_makers_come_with_sites_and_countries(world):
    (maker,) = by_thing(ask(world))["cowos"]["makers"]
    assert (maker["thing"]["id"], maker["families"]) == ("tsmc", 2)
    (site,) = maker["sites"]
    assert (site["thing"]["id"], [c["label"] for c in site["countries"]]) == ("ap7", ["Taiwan"])
    assert len(site["claims"]) == 3


def test_gaps_are_said(world):
    rows = by_thing(ask(world))
    assert rows["film"]["gaps"] == [
        "who makes film is unknown", "no site is known that makes film", "no capacity is known of film",
    ]  # fmt: skip
    assert rows["hbm"]["gaps"] == ["no site is known that makes HBM", "no capacity is known of HBM"]
    assert rows["cowos"]["gaps"] == []


def test_the_limit_cuts_numbers_and_says_how_many(world):
    cowos = by_thing(ask(world, limit=1))["cowos"]
    assert (len(cowos["numbers"]), cowos["more_numbers"]) == (1, 2)
    several = by_thing(ask(world, limit=2))["cowos"]["numbers"]
    assert [n["metric"]["id"] for n in several] == ["capacity", "demand-volume"]  # each metric before a second of one


def test_times_says_what_binds_first_and_what_cannot_be_judged(world):
    answer = ask(world, times=2)
    binds = [r for r in answer.results if r["part"] == "binds"]
    assert [(r["of"]["id"], r["verdict"]) for r in binds] == [("hynix", "short"), ("cowos", "short")]
    assert binds[0]["headroom_low"] is None
    assert 1.4 < binds[1]["headroom_low"] < binds[1]["headroom_high"] < 1.7
    assert len(binds[1]["claims"]) == 3
    (unjudged,) = (r for r in answer.results if r["part"] == "unjudged")
    assert [t["id"] for t in unjudged["things"]] == ["silicon-interposer", "film"]
    assert {r["verdict"] for r in ask(world, times=1.1).results if r["part"] == "binds"} == {"short", "enough"}


def test_the_answer_can_be_drawn_and_says_what_filters_hide(world):
    answer = ask(world)
    assert ("tsmc", "offers", "cowos") in answer.triples
    assert answer.hidden["planned"] == 1
    assert answer.hidden["forecast"] == 1


def test_a_demand_that_calls_for_nothing_known_says_what_to_ask_instead(world):
    with pytest.raises(NothingFoundError, match="nothing is known that idle demand calls for"):
        ask(world, "idle demand")
    with pytest.raises(NothingFoundError, match="interposer exposure"):
        ask(world, "Amkor")


@pytest.mark.parametrize(
    "how", [{"times": 0}, {"times": -2}, {"times": float("nan")}, {"times": float("inf")}, {"depth": 0}, {"limit": -1}]
)
def test_values_that_make_no_sense_are_refused(world, how):
    with pytest.raises(UsageError):
        ask(world, **how)


def test_an_unknown_name_is_refused(world):
    with pytest.raises(NameUnknownError):
        ask(world, "no such demand")
