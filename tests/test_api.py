"""The Python API: its examples run, its answers are those of the commands, its errors are typed."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys

import networkx as nx
import pytest
import rdflib

import interposer
from interposer import api
from interposer.errors import DataError, InterposerError, NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.answers import Answer

METHODS = [
    name for name, member in inspect.getmembers(interposer.Graph, inspect.isfunction) if not name.startswith("_")
]


def examples():
    finder = doctest.DocTestFinder(exclude_empty=True)
    for module in (interposer, api):
        yield from (test for test in finder.find(module, module.__name__) if test.examples)


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.name)
def test_every_example_runs(shipped, example):
    said = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert said == []


def test_everything_public_has_an_example():
    named = {example.name.rpartition(".")[2] for example in examples()}
    assert {*METHODS, "open_graph", "api", "interposer"} <= named


@pytest.fixture
def g(rich_snapshot):
    return interposer.open(rich_snapshot)


def test_answers_are_those_of_the_lookups(g):
    for answer in (
        g.who("2.5D"),
        g.what("TSMC"),
        g.search("abf"),
        g.list("companies"),
        g.schema(),
        g.sources(),
        g.path("AI demand", "TSMC"),
        g.conflicts(),
        g.coverage(),
        g.gaps("facilities"),
        g.cite(g.who("2.5D").results[0]["claims"][0]["id"]),
    ):
        assert isinstance(answer, Answer)
        assert answer.results
        assert answer.envelope()["results"] == answer.results
        assert answer.envelope()["data_version"] == g.data_version


def test_filters_are_read_as_they_are_typed(g):
    everything = g.who("2.5D", filters=interposer.filters(status="all"))
    assert {"broadcom", "nvidia"} <= {row["thing"]["id"] for row in everything.results}


def test_conflicts_by_thing_kind_and_filter(g):
    assert [row["subject"]["label"] for row in g.conflicts("EMIB").results] == ["Intel"]
    assert g.conflicts(kind="spread").results == []
    assert g.conflicts(filters=interposer.filters(status="planned")).hidden["disagreements of other statuses"] == 3
    assert "title" in g.conflicts("EMIB", evidence=True).results[0]["claims"][0]["source"]


def test_upkeep_of_data_that_nobody_dated(g):
    answer = g.stale("1d", "2026-12-31")
    assert (answer.results, list(answer.hidden)) == ([], ["things of which only undated sources speak"])
    assert {row["lacks"] for row in g.gaps("companies", "hasRole").results} == {"hasRole"}


def test_versions_are_compared_from_the_older_to_the_newer(g, tiny):
    older = interposer.open(tiny)
    assert {row["change"] for row in g.diff(older).results} == {"added"}
    assert {row["change"] for row in older.diff(g).results} == {"removed"}
    assert g.diff(older).args == [older.data_version, g.data_version]


def test_verbs_customers_and_evidence(g):
    assert {row["thing"]["label"] for row in g.who("ABF film", "supplies", to="ibiden").results} == {"Ajinomoto"}
    assert "title" in g.who("2.5D", evidence=True).results[0]["claims"][0]["source"]
    assert "title" not in g.who("2.5D").results[0]["claims"][0]["source"]


def test_queries_of_every_form(g):
    assert g.query("ASK { id:tsmc ip:offers id:cowos }").results[0]["answer"]["value"] is True
    assert (
        g.query("SELECT ?c { VALUES ?x { id:emib } ?c ip:offers ?x }", {"x": "CoWoS"}).results[0]["c"]["id"] == "tsmc"
    )
    assert len(g.query("SELECT ?s { ?s ?p ?o }", limit=3).results) == 3


def test_the_network_is_networkx(g):
    network = g.network(predicates=["offers"])
    assert isinstance(network, nx.MultiDiGraph)
    assert network.has_edge("tsmc", "cowos", "offers")
    assert {key for *_, key in network.edges(keys=True)} == {"offers"}


def test_paths_may_avoid_things_and_relations(g):
    assert len(g.path("TSMC", "silicon interposer").results[0]["hops"]) == 2
    with pytest.raises(NothingFoundError):
        g.path("TSMC", "silicon interposer", avoid=["CoWoS"])
    with pytest.raises(NothingFoundError):
        g.path("TSMC", "silicon interposer", avoid_predicates=["requires"])


def test_pictures_of_every_kind(g):
    for picture in (
        g.picture(),
        g.picture("CoWoS"),
        g.picture(path=("AI demand", "TSMC")),
        g.picture(query="SELECT ?x { id:tsmc ip:offers ?x }"),
    ):
        assert "CoWoS" in [node.label for node in picture.nodes]


def test_the_dataset_is_rdflib(g):
    assert isinstance(g.dataset(), rdflib.Graph)
    assert len(g.dataset()) == len(g.store.engine)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda g: g.thing("nobody at all"), NameUnknownError),
        (lambda g: g.what("Foundry One"), NameUnknownError),
        (lambda g: g.who("2.5D", "eats"), UsageError),
        (lambda g: g.list("nonsense"), UsageError),
        (lambda g: g.schema("nonsense"), UsageError),
        (lambda g: g.query("SELECT"), UsageError),
        (lambda g: g.conflicts("nobody at all"), NameUnknownError),
        (lambda g: g.conflicts(kind="quarrel"), UsageError),
        (lambda g: g.stale("soon"), UsageError),
        (lambda g: g.stale(today="soon"), UsageError),
        (lambda g: g.gaps("nonsense"), UsageError),
        (lambda g: g.gaps(relation="nonsense"), UsageError),
        (lambda g: g.cite("nonsense"), UsageError),
        (lambda g: g.cite("0000000000000000"), NothingFoundError),
        (lambda g: g.query("ASK {}", timeout=0), UsageError),
        (lambda g: g.search("zzzzqqqq"), NothingFoundError),
        (lambda g: g.sources("nowhere"), NothingFoundError),
        (lambda g: g.picture(query="ASK {}"), NothingFoundError),
        (lambda g: g.query("none.rq"), DataError),
        (lambda _: interposer.filters(status="nonsense"), UsageError),
        (lambda _: interposer.open("nowhere"), DataError),
        (lambda _: interposer.open("https://example.org/"), UsageError),
    ],
)
def test_errors_are_typed(g, call, error):
    with pytest.raises(error) as caught:
        call(g)
    assert isinstance(caught.value, InterposerError)


def test_candidates_come_with_an_unknown_name(g):
    with pytest.raises(NameUnknownError) as caught:
        g.thing("CoWoS-X")
    assert ("cowos", "CoWoS", "Offering") in caught.value.candidates


def test_explain_keeps_what_was_asked(rich_snapshot):
    g = interposer.open(rich_snapshot, explain=True)
    g.who("2.5D")
    assert len(g.store.asked) >= 2


def test_overlays_and_announcements(tiny, make_overlay, monkeypatch, tmp_path):
    monkeypatch.setenv("INTERPOSER_CACHE", str(tmp_path / "cache"))
    said = []
    mine = make_overlay([{"source": "news-two", "subject": "nvidia", "predicate": "offers", "object": "emib"}])
    g = interposer.open(tiny, [mine], announce=said.append)
    assert "nvidia" in {row["thing"]["id"] for row in g.who("EMIB").results}
    assert said == ["compiling the ontology …"]


def test_the_package_says_what_it_has():
    assert dir(interposer) == ["Graph", "__version__", "filters", "open"]
    assert interposer.__version__
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        interposer.nonsense  # noqa: B018  (reading it is the test)


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, interposer; g = interposer.open; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"rdflib", "networkx", "pyvis", "pyshacl", "pydantic", "rich", "typer"} & set(loaded)


def test_the_network_keeps_classes_as_people_name_them():
    graph = interposer.open()
    kinds = set(dict(graph.network(classes=["companies", "chip"]).nodes(data="kind")).values())
    assert kinds == {"Company", "Chip"}
    with pytest.raises(UsageError, match="is no class"):
        graph.network(classes=["wizards"])
    with pytest.raises(UsageError, match="around"):
        graph.network(classes=["chip"], around="CoWoS")
