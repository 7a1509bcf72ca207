"""RDF terms as text and as Python values: whatever goes into a query comes back as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.store.store import EmbeddedStore
from interposer.store.terms import ID, XSD, Iri, Text, Typed, from_literal, iri, literal, sparql_term, thing_iri

STORE = EmbeddedStore(ox.Store(), None)
LANGUAGES = st.sampled_from(["en", "zh-Hans", "zh-Hant", "ja", "de-ch-1996"])
DATATYPES = st.sampled_from([XSD + "gYear", XSD + "anyURI", "https://example.org/own"])
TERMS = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.decimals(-(10**15), 10**15, places=18).map(lambda number: number.normalize()),
    st.floats(),
    st.dates(),
    st.builds(Text, st.text(), LANGUAGES),
    st.builds(Typed, st.text(), DATATYPES),
    st.from_regex(r"https://example\.org/[a-z0-9/-]{0,20}(#[a-z]*)?", fullmatch=True).map(Iri),
)  # fmt: skip


def back(value):
    """Put a value into a query as text and read it out of the answer."""
    ((found,),) = STORE.select(f"SELECT ?x {{ VALUES ?x {{ {sparql_term(value)} }} }}").rows
    return found


@given(TERMS)
def test_a_value_comes_back_from_a_query_as_it_went_in(value):
    found = back(value)
    assert type(found) is type(value)
    assert found == value or (found != found and value != value)
    for part in ("language", "datatype"):
        assert getattr(found, part, "") == getattr(value, part, "")


@given(st.text())
def test_a_literal_is_one_line_of_n_triples(text):
    line = f"<a:s> <a:p> {literal(text)} .\n"
    (quad,) = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.Literal)
    assert quad.object.value == text


@given(st.text())
def test_an_iri_is_refused_or_stays_one_term(text):
    try:
        written = iri(ID + text)
    except ValueError:
        return
    assert written.startswith("<")
    assert written.endswith(">")
    assert not set(written[1:-1]) & set('<>"{}|^`\\ \n\r\t')


@pytest.mark.parametrize(
    "text", ["", "a b", "a>b", 'a"b', "a\\b", "a{b", "a\nb", "a\x00b", "> } DELETE WHERE { ?s ?p ?o"]
)
def test_what_would_break_out_of_an_iri_is_refused(text):
    with pytest.raises(ValueError, match="not an IRI"):
        iri(text)


@pytest.mark.parametrize(
    "value",
    [Text("x", 'en" } #'), Text("x", "en us"), Typed("x", "a> } #"), Iri("a> ?p ?o")],
)
def test_a_language_or_datatype_that_would_break_out_is_refused(value):
    with pytest.raises(ValueError, match="not a"):
        sparql_term(value)


def test_small_and_large_decimals_are_written_in_full():
    for text in ("0.0000001", "100000000000000000"):
        number = Decimal(text).normalize()
        assert sparql_term(number) == f'"{text}"^^<{XSD}decimal>'
        assert STORE.ask(f"ASK {{ FILTER({sparql_term(number)} = {text}) }}")


def test_nothing_is_written_as_unbound():
    assert sparql_term(None) == "UNDEF"
    assert back(None) is None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("7", "integer", 7),
        ("1.50", "decimal", Decimal("1.50")),
        ("1e3", "double", 1000.0),
        ("true", "boolean", True),
        ("0", "boolean", False),
        ("2026-12-31", "date", date(2026, 12, 31)),
        ("x", "string", "x"),
    ],
)
def test_known_datatypes_become_python_values(text, kind, value):
    found = from_literal(text, XSD + kind, None)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "kind"), [("seven", "integer"), ("x", "decimal"), ("2026", "date"), ("2026", "gYear")]
)
def test_malformed_and_unknown_literals_keep_their_text(text, kind):
    found = from_literal(text, XSD + kind, None)
    assert isinstance(found, Typed)
    assert (found, found.datatype) == (text, XSD + kind)


def test_a_slug_is_the_last_part_of_an_iri():
    assert Iri(ID + "tsmc").slug == "tsmc"
    assert Iri("https://w3id.org/interposer/ns#offers").slug == "offers"
    assert thing_iri("tsmc") == f"<{ID}tsmc>"
