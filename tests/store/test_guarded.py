"""Queries that users write: bounded in time and memory, kept on this store, and only ever reading."""

from __future__ import annotations

import time
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import DataError, InterposerError, QueryTimeoutError, UsageError
from interposer.store import guarded
from interposer.store.guarded import refuse_unsafe, run_guarded
from interposer.store.store import EmbeddedStore, open_store
from interposer.store.terms import ID, NS, PREFIXES, Iri, Text

URL = "http://127.0.0.1:9/x"
OFFERS = "SELECT ?who { ?who ip:offers id:cowos }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


# Forms -------------------------------------------------------------------------------------------


def test_select_gives_rows_of_python_values(rich_store):
    found = run_guarded(
        rich_store,
        "SELECT ?who ?label ?none { ?who ip:offers id:cowos ; skos:prefLabel ?label FILTER(LANG(?label) = 'en') }",
    )
    assert (found.form, found.variables, found.truncated, found.truth) == (
        "select",
        ("who", "label", "none"),
        False,
        None,
    )
    assert found.rows == [(Iri(ID + "tsmc"), "TSMC", None)]
    assert isinstance(found.rows[0][1], Text)


@pytest.mark.parametrize("word", ["cowos", "emib"])
def test_ask_gives_a_truth(rich_store, word):
    found = run_guarded(rich_store, f"ASK {{ id:tsmc ip:offers id:{word} }}")
    assert (found.form, found.truth, found.rows) == ("ask", word == "cowos", [])


@pytest.mark.parametrize("query", ["CONSTRUCT { ?s ip:offers ?o } { ?s ip:offers ?o }", "DESCRIBE id:tsmc"])
def test_construct_and_describe_give_triples(rich_store, query):
    found = run_guarded(rich_store, query)
    assert (found.form, found.variables) == ("graph", ("subject", "predicate", "object"))
    assert (Iri(ID + "tsmc"), Iri(NS + "offers"), Iri(ID + "cowos")) in found.rows


def test_a_process_gives_what_the_engine_gives(rich_store, rich_snapshot):
    query = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(!isBlank(?o) && !isBlank(?s)) } ORDER BY STR(?s) STR(?p) STR(?o)"
    own = sorted(map(str, rich_store.select(query)))
    assert sorted(map(str, run_guarded(rich_store, query).rows)) == own
    assert sorted(map(str, run_guarded(open_store(rich_snapshot), query).rows)) == own


@pytest.mark.parametrize("ending", ["nt", "trig"])
def test_a_file_is_asked_where_it_lies_with_its_named_graphs(tmp_path, ending):
    path = tmp_path / f"data.{ending}"
    triple = "<a:s> <a:p> <a:o> ."
    path.write_text(triple if ending == "nt" else f"<a:g> {{ {triple} }}")
    assert run_guarded(open_store(path), "ASK { <a:s> <a:p> <a:o> }").truth


@pytest.mark.parametrize(("limit", "rows", "cut"), [(0, 5, False), (2, 2, True), (5, 5, False), (9, 5, False)])
def test_a_limit_keeps_the_first_rows_and_says_that_it_cut(rich_store, limit, rows, cut):
    found = run_guarded(rich_store, "SELECT ?n { VALUES ?n { 1 2 3 4 5 } }", limit=limit)
    assert (len(found.rows), found.truncated) == (rows, cut)


# Bounds ------------------------------------------------------------------------------------------


def test_a_query_that_never_ends_is_ended(rich_store):
    began = time.monotonic()
    with pytest.raises(QueryTimeoutError, match=r"was ended after 1 seconds; narrow it, add LIMIT, or raise --timeout"):
        run_guarded(rich_store, ENDLESS, timeout=1)
    assert time.monotonic() - began < 15


def test_a_query_that_needs_too_much_memory_is_ended(rich_store, monkeypatch):
    monkeypatch.setattr(guarded, "MEMORY_BYTES", 400 << 20)
    assert run_guarded(rich_store, OFFERS).rows
    with pytest.raises(QueryTimeoutError, match="of memory"):
        run_guarded(rich_store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i", timeout=120)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), 1e12])
def test_a_time_that_is_none_is_refused(rich_store, timeout):
    with pytest.raises(UsageError, match="--timeout must be more than 0 and at most"):
        run_guarded(rich_store, OFFERS, timeout=timeout)


def test_a_place_that_is_gone_is_said(tmp_path):
    with pytest.raises(DataError, match=r"data\.nt"):
        run_guarded(EmbeddedStore(ox.Store(), tmp_path / "data.nt"), OFFERS)


# Staying here ------------------------------------------------------------------------------------

CALLS = {
    "plain": f"SELECT * {{ SERVICE <{URL}> {{ ?s ?p ?o }} }}",
    "silent": f"SELECT * {{ SERVICE SILENT <{URL}> {{ ?s ?p ?o }} }}",
    "other case": f"SELECT * {{ sErViCe <{URL}> {{ ?s ?p ?o }} }}",
    "glued to silent": f"SELECT * {{ SERVICESILENT<{URL}>{{ ?s ?p ?o }} }}",
    "glued to a prefix": f"PREFIX e: <{URL}> SELECT * {{ SERVICEe:x {{ ?s ?p ?o }} }}",
    "glued to the empty prefix": f"PREFIX : <{URL}> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
    "a prefix of its name": f"PREFIX service: <{URL}> SELECT * {{ SERVICE service:x {{ ?s ?p ?o }} }}",
    "glued to a number": f"SELECT * {{ ?s ?p 1SERVICE <{URL}> {{ ?a ?b ?c }} }}",
    "glued to a truth": f"SELECT * {{ ?s ?p trueSERVICE <{URL}> {{ ?a ?b ?c }} }}",
    "glued to a bracket": f"SELECT * {{ ?s ?p ?o FILTER(true)SERVICE <{URL}> {{ ?a ?b ?c }} }}",
    "a variable": f"SELECT * {{ VALUES ?g {{ <{URL}> }} SERVICE ?g {{ ?s ?p ?o }} }}",
    "a comment between": f"SELECT * {{ SERVICE # nothing\n<{URL}> {{ ?s ?p ?o }} }}",
    "after a comment that a carriage return ends": f"SELECT * {{ # nothing\rSERVICE <{URL}> {{ ?s ?p ?o }} }}",
    "after an escaped hash": f"SELECT * {{ OPTIONAL {{ id:a\\#b ?p ?o }} SERVICE <{URL}> {{ ?s ?p ?o }} }}",
    "between escaped quotes": f"SELECT * {{ OPTIONAL {{ id:a\\'b ?p ?o }} SERVICE <{URL}> {{ ?s ?p ?o }} OPTIONAL {{ id:c\\'d ?e ?f }} }}",
    "after a long string with an escaped quote": f'SELECT * {{ BIND("""a\\"""" AS ?a) SERVICE <{URL}> {{ ?s ?p ?o }} BIND("b" AS ?b) }}',
    "after three quotes that are no long string": f'SELECT * {{ VALUES ?x {{ """abc" }} SERVICE <{URL}> {{ ?s ?p ?o }} }}',
    "after less-than": f"SELECT * {{ BIND(1<2&&3>2 AS ?b)SERVICE<{URL}>{{ ?s ?p ?o }} }}",
    "after less-than and a quote": f"SELECT * {{ BIND(1<'a>b' AS ?b) SERVICE <{URL}> {{ ?s ?p ?o }} BIND('c' AS ?c) }}",
    "after less-than and a comment": f"SELECT * {{ FILTER(1<2)SERVICE#x>\n<{URL}> {{ ?s ?p ?o }} }}",
    "between an IRI with a quote and less-than": (
        f"SELECT * {{ OPTIONAL {{ <http://o'b> ?p ?o }} BIND(1<'a>b' AS ?b) SERVICE <{URL}> {{ ?s ?p ?o }} "
        "BIND('c' AS ?x) OPTIONAL { <http://o'b> ?q ?r } }"
    ),
    "after an IRI with a wide space": f"SELECT * {{ OPTIONAL {{ <http://a\u00a0#b> ?p ?o }} SERVICE <{URL}> {{ ?s ?p ?o }} }}",
    "after an IRI with an escape": f"SELECT * {{ OPTIONAL {{ <http://a\\u0041#b> ?p ?o }} SERVICE <{URL}> {{ ?s ?p ?o }} }}",
    "in another query": f"SELECT * {{ {{ SELECT * {{ SERVICE <{URL}> {{ ?s ?p ?o }} }} }} }}",
    "in a filter": f"ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{URL}> {{ ?s ?p ?o }} }} }}",
}
STAYS = (
    "SELECT * { ?s ?p 'SERVICE <http://x> {}' }",
    'SELECT * { ?s ?p "a \\" SERVICE <x> {}" , """a "SERVICE" <x>""" , \'\'\'it\'s a SERVICE\'\'\' }',
    "SELECT * { ?s ?p ?o } # SERVICE <http://x> { }",
    "# SERVICE\nASK {}",
    "SELECT ?service $Service { ?service ip:service $Service }",
    "SELECT * { ?s <http://x/service> <http://x#service> , <http://x/service#a> , <SERVICE> }",
    "SELECT * { ?s id:a-service/ip:service id:my-SERVICE }",
    "SELECT * { ?s ?p ?o FILTER(?o < 5 && 'SERVICE' > \"a\") }",
)


@pytest.mark.parametrize("query", CALLS.values(), ids=CALLS.keys())
def test_no_query_calls_another_server(rich_store, query):
    with pytest.raises(UsageError, match="SERVICE is refused"):
        run_guarded(rich_store, query)


@pytest.mark.parametrize("query", STAYS)
def test_the_word_elsewhere_is_no_call(query):
    refuse_unsafe(query)


PIECES = (
    "FILTER(1 < 2)", "FILTER(1<'a>b')", "FILTER('a#b' = 'c')", 'FILTER("\\"" > "<")', 'FILTER("""a\\"""" = "b")', "FILTER('\\'' = '#')",
    "# nothing\n", "# it's\r", "#'\n", "#>\r\n", "OPTIONAL { id:a\\#b ?p ?o }", "OPTIONAL { id:a\\'b ?p ?o }", "OPTIONAL { <http://o'b#c> ?p ?o }",
    "OPTIONAL { <http://a\\u0023b> ?p 'SERVICE' }", "FILTER(1<2)#x>\n", "OPTIONAL { ?s ?p '\\\\' , \"'\" }", "OPTIONAL { ?s ?p 'a'@en , 1 , true }",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=4), st.lists(st.sampled_from(PIECES), max_size=3))
def test_no_surroundings_hide_a_call_that_the_engine_would_make(before, after):
    query = f"SELECT * {{ {' '.join(before)}SERVICE <{URL}> {{ ?a ?b ?c }} {' '.join(after)} }}"
    try:
        list(ox.Store().query(query, prefixes=PREFIXES))
    except SyntaxError:
        return
    except (OSError, RuntimeError):  # it tried to call
        with pytest.raises(UsageError, match="SERVICE is refused"):
            refuse_unsafe(query)


@pytest.mark.parametrize(
    "query",
    [
        f"LOAD <{URL}>", "load <file:///etc/passwd>", "INSERT DATA { id:a ip:offers id:b }", "insert { ?s ?p ?o } where { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }", "DROP ALL", "CLEAR DEFAULT", "CREATE GRAPH <a:g>", "COPY DEFAULT TO <a:g>", "MOVE <a:g> TO <a:h>", "ADD <a:g> TO <a:h>",
        "PREFIX x: <http://x#> DELETE WHERE { ?s ?p ?o }", "# a comment\nBASE <http://x>\nINSERT DATA {}", "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)  # fmt: skip
def test_an_update_is_refused_by_name(rich_store, query):
    before = len(rich_store.engine)
    with pytest.raises(
        UsageError,
        match=r"^(LOAD|INSERT|DELETE|DROP|CLEAR|CREATE|COPY|MOVE|ADD|WITH) is refused: the store is read-only",
    ):
        run_guarded(rich_store, query)
    assert len(rich_store.engine) == before


def test_an_update_behind_a_query_is_refused_too(rich_store):
    with pytest.raises(UsageError, match="not valid SPARQL"):
        run_guarded(rich_store, "ASK {} ; DROP ALL")


def test_a_graph_of_the_web_is_not_fetched(rich_snapshot):
    assert run_guarded(open_store(rich_snapshot), "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }").rows == []


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * { ?s ?p", "1:"),
        ("", "1:1"),
        ("SELECT *\n{ ?s ?p ?o ", "2:"),
        ("SELECT ?x { nope:x ?p ?x }", "1:"),
        ("nonsense", "1:"),
    ],
)
def test_malformed_sparql_is_refused_with_its_place(rich_store, query, place):
    with pytest.raises(UsageError, match=rf"the query is not valid SPARQL: .*{place}"):
        run_guarded(rich_store, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p '\x00' }",
        "SELECT ?s { ?s ?p '\U0001f600台' }",
        "ASK { FILTER(1/0 = 1) }",
        "SELECT (nope() AS ?x) {}",
    ],
)
def test_a_strange_query_gets_an_answer_or_one_message(rich_store, query):
    with suppress(InterposerError):
        run_guarded(rich_store, query)
