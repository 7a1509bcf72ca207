"""The store: asking, binding parameters, and every form that --store takes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import DataError, UsageError
from interposer.store.compile import compile_ontology
from interposer.store.freshness import fresh_snapshot
from interposer.store.store import EmbeddedStore, bind, open_store
from interposer.store.terms import ID, NS, Iri

EMPTY = EmbeddedStore(ox.Store(), None)
OFFERS = "SELECT ?who { ?who ip:offers id:cowos }"
TSMC = [(Iri(ID + "tsmc"),)]
FORMS = {
    ".ttl": "TURTLE",
    ".TTL": "TURTLE",
    ".trig": "TRIG",
    ".nq": "N_QUADS",
    ".nt": "N_TRIPLES",
    ".jsonld": "JSON_LD",
    ".rdf": "RDF_XML",
    ".xml": "RDF_XML",
    ".owl": "RDF_XML",
}
# Surrogates are no text; everything else, braces and keywords included, may stand in a parameter.
TEXTS = st.one_of(
    st.text(),
    st.sampled_from(['"', "\\", '" } #', "VALUES ?b { }", "VALUES ?a { 1 }", "\n} DROP ALL", "?a", "'''", "{{{"]),
)


# Asking ------------------------------------------------------------------------------------------


def test_select_gives_variables_and_python_values(tiny_store):
    rows = tiny_store.select(
        "SELECT ?who ?label { ?who ip:offers id:cowos ; skos:prefLabel ?label FILTER(LANG(?label) = 'en') }"
    )
    assert rows.variables == ("who", "label")
    assert [dict(row) for row in rows.dicts()] == [{"who": Iri(ID + "tsmc"), "label": "TSMC"}]
    assert len(rows) == 1


def test_ask_tells_yes_and_no(tiny_store):
    assert tiny_store.ask("ASK { id:tsmc ip:offers id:cowos }")
    assert not tiny_store.ask("ASK { id:tsmc ip:offers id:emib }")


def test_construct_and_describe_give_triples(tiny_store):
    triple = (Iri(ID + "tsmc"), Iri(NS + "offers"), Iri(ID + "cowos"))
    assert tiny_store.construct("CONSTRUCT { ?s ip:offers ?o } { ?s ip:offers ?o FILTER(?o = id:cowos) }") == [triple]
    assert triple in tiny_store.construct("DESCRIBE id:tsmc")


@pytest.mark.parametrize(
    ("method", "query"),
    [("select", "ASK {}"), ("ask", "SELECT * {}"), ("construct", "ASK {}"), ("select", "CONSTRUCT WHERE { ?s ?p ?o }")],
)
def test_another_form_of_query_is_refused(tiny_store, method, query):
    with pytest.raises(UsageError, match="this is not a"):
        getattr(tiny_store, method)(query)


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p", "", "INSERT DATA { id:a id:b id:c }", "SELECT ?x { nope:x ?p ?x }"]
)
def test_malformed_sparql_is_refused_with_its_position(tiny_store, query):
    with pytest.raises(UsageError, match=r"not valid SPARQL.*1:"):
        tiny_store.select(query)


def test_explain_keeps_what_was_asked(tiny):
    store = open_store(tiny, explain=True)
    store.select(OFFERS)
    assert store.asked == [OFFERS]


# Binding -----------------------------------------------------------------------------------------


@given(TEXTS)
def test_any_text_bound_to_a_query_comes_back_and_leaves_its_shape(text):
    query = bind("SELECT ?a ?n { VALUES ?a { 'x' } BIND(1 AS ?n) }", {"a": [text]})
    assert EMPTY.select(query).rows == [(text, 1)]


@given(TEXTS, TEXTS)
def test_one_parameter_never_reaches_into_another(one, other):
    query = "SELECT ?a ?b { VALUES ?a { UNDEF } VALUES ?b { UNDEF } }"
    assert EMPTY.select(bind(query, {"a": [one], "b": [other]})).rows == [(one, other)]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_several_terms_give_a_row_each(texts):
    query = bind("SELECT ?a { VALUES ?a { } }", {"a": texts})
    assert EMPTY.select(query).rows == [(text,) for text in texts]


@pytest.mark.parametrize(
    "query", ["SELECT * {}", "SELECT * { VALUES ?a {} VALUES ?a {} }", "SELECT * { VALUES ?ab {} }"]
)
def test_a_parameter_without_its_one_block_is_refused(query):
    with pytest.raises(UsageError, match="no single block 'VALUES \\?a"):
        bind(query, {"a": ["x"]})


@pytest.mark.parametrize("name", ["", "a b", "a {} } #", "(", "é|"])
def test_a_strange_parameter_name_is_refused(name):
    with pytest.raises(UsageError, match="no single block"):
        bind("SELECT * { VALUES ?a {} }", {name: ["x"]})


# Opening -----------------------------------------------------------------------------------------


def test_an_ontology_folder_opens(tiny):
    assert open_store(tiny).select(OFFERS).rows == TSMC


def test_a_snapshot_folder_opens_without_its_ontology(tiny, tmp_path):
    place, _ = fresh_snapshot([tiny], lambda _: None)
    tiny.rename(tmp_path / "away")
    store = open_store(place)
    assert store.select(OFFERS).rows == TSMC
    assert store.place == place


@pytest.mark.parametrize("ending", FORMS)
def test_an_rdf_file_opens(tiny, tmp_path, ending):
    path = tmp_path / f"data{ending}"
    form = getattr(ox.RdfFormat, FORMS[ending])
    path.write_bytes(
        compile_ontology([tiny]).store.dump(
            format=form, from_graph=None if form.supports_datasets else ox.DefaultGraph()
        )
    )
    store = open_store(path)
    assert store.select(OFFERS).rows == TSMC
    assert store.data_version


@pytest.mark.parametrize(("name", "content"), [("data.trig", "<g:1> {{ {} . }}"), ("data.nq", "{} <g:1> .")])
def test_triples_in_named_graphs_are_found_too(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content.format(f"<{ID}tsmc> <{NS}offers> <{ID}cowos>"))
    assert open_store(path).select(OFFERS).rows == TSMC


def test_rdf_that_says_no_version_has_none(tmp_path):
    path = tmp_path / "data.nt"
    path.write_text("<a:s> <a:p> <a:o> .\n")
    assert open_store(path).data_version == ""


@pytest.mark.parametrize("name", ["data.csv", "data", "data.ttl.gz"])
def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path, name):
    (tmp_path / name).write_text("")
    with pytest.raises(DataError, match=r"unknown kind of file; RDF files end in \.ttl"):
        open_store(tmp_path / name)


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        (".ttl", "<a:s> <a:p> <a:o> .\n\n<a:s> <a:p> .\n"),
        (".nt", "<a:s> <a:p> <a:o> .\n\nnonsense\n"),
        (".nq", "\n\n<a:s> .\n"),
    ],
)
def test_malformed_rdf_is_refused_with_its_line(tmp_path, ending, content):
    path = tmp_path / f"data{ending}"
    path.write_text(content)
    with pytest.raises(DataError, match=rf"data\{ending}:3: is not"):
        open_store(path)


@pytest.mark.parametrize(
    ("ending", "content"), [(".jsonld", "{"), (".rdf", "<rdf"), (".trig", "<a:g> {"), (".ttl", b"\xff\xfe")]
)
def test_other_malformed_files_are_refused_by_name(tmp_path, ending, content):
    path = tmp_path / f"data{ending}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError, match=rf"data\{ending}"):
        open_store(path)


def test_a_linked_context_is_never_fetched(tmp_path):
    path = tmp_path / "data.jsonld"
    path.write_text('{"@context": "https://example.org/context.jsonld", "@id": "a:s"}')
    with pytest.raises(DataError, match=r"data\.jsonld"):
        open_store(path)


@pytest.mark.parametrize(
    "address", ["https://example.org/sparql", "http://localhost:7878/query", "HTTPS://example.org/"]
)
def test_a_web_address_is_refused(address):
    with pytest.raises(UsageError, match="remote stores are not supported yet"):
        open_store(address)


def test_a_place_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"none: no such snapshot folder, RDF file or ontology folder"):
        open_store(tmp_path / "none")


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"must hold vocabulary\.ttl"):
        open_store(tmp_path)


def test_data_with_problems_does_not_open(make_ontology):
    folder = make_ontology([{"source": "news-one", "subject": "nobody", "predicate": "offers", "object": "cowos"}])
    with pytest.raises(DataError, match=r"claims/news-one\.csv:2: thing 'nobody' is in no entities file"):
        open_store(folder)


# Overlays ----------------------------------------------------------------------------------------

MINE = {"source": "news-two", "subject": "nvidia", "predicate": "offers", "object": "cowos"}


def test_an_overlay_adds_claims_that_are_marked_as_its_own(tiny, make_overlay):
    folder = make_overlay([MINE])
    store = open_store(tiny, [folder])
    assert store.select(f"{OFFERS} ORDER BY ?who").rows == [(Iri(ID + "nvidia"),), *TSMC]
    marked = store.select("SELECT ?s ?name { ?claim ip:overlay ?name ; rdf:subject ?s }").rows
    assert marked == [(Iri(ID + "nvidia"), folder.name)]


def test_an_overlay_has_a_snapshot_of_its_own(tiny, make_overlay):
    laid, plain = open_store(tiny, [make_overlay([MINE])]), open_store(tiny)
    assert laid.place != plain.place
    assert plain.select(OFFERS).rows == TSMC


def test_a_problem_in_an_overlay_names_its_folder(tiny, make_overlay):
    folder = make_overlay([{**MINE, "subject": "nobody"}])
    with pytest.raises(DataError, match=f"{folder.name}/claims/news-two.csv:2"):
        open_store(tiny, [folder])


def test_an_overlay_that_is_not_there_is_refused(tiny, tmp_path):
    with pytest.raises(DataError, match="no such folder; --with"):
        open_store(tiny, [tmp_path / "none"])


def test_an_overlay_cannot_be_laid_over_what_is_already_compiled(tiny, make_overlay, tmp_path):
    place, _ = fresh_snapshot([tiny], lambda _: None)
    file = tmp_path / "data.nt"
    file.write_text("")
    for spec in (place, file):
        with pytest.raises(UsageError, match="already compiled"):
            open_store(spec, [make_overlay([MINE])])
