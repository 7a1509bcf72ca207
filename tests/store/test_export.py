"""Exports: every form says what the store says, twice the same, and the asserted part is enough to derive the rest."""

from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from interposer.errors import UsageError
from interposer.store.compile import compile_ontology
from interposer.store.export import EXPORTS, export_store
from interposer.store.store import EmbeddedStore, open_store
from interposer.store.terms import PREFIXES

RDFLIB = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld"}
LIVE = "SELECT ?c { ?c ip:live true }"


def parsed(data, form):
    return rdflib.Graph().parse(data=data, format=RDFLIB[form])


def derived_from(asserted, rules):
    """Run the published rules on asserted triples, one after the other."""
    store = ox.Store()
    store.bulk_load(input=asserted, format=ox.RdfFormat.N_TRIPLES)
    for rule in sorted(rules.glob("*.rq")):
        found = store.query(rule.read_text(encoding="utf-8"), prefixes=PREFIXES)
        store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in found])
    return store


def lines(store):
    """Give the triples as text; blank nodes, which only the vocabulary has, by what they are."""
    named = ox.Dataset(store)
    named.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {f"{quad.triple} ." for quad in named}


@pytest.fixture(scope="module")
def plain(rich_store):
    return parsed(export_store(rich_store, "nt"), "nt")


@pytest.fixture(autouse=True)
def _as_printed(monkeypatch):
    """Compare literals as they are written; rdflib would rewrite 1.50 as 1.5."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD
@pytest.mark.parametrize("form", RDFLIB)
def test_every_form_parses_back_to_the_same_triples(rich_store, plain, form):
    graph = parsed(export_store(rich_store, form), form)
    assert len(graph) == len(rich_store.engine)
    assert isomorphic(graph, plain)


def test_the_triples_are_those_of_the_store(rich_store):
    assert set(export_store(rich_store, "nt").decode().splitlines()) == lines(rich_store.engine)


@pytest.mark.parametrize("form", EXPORTS)
def test_the_same_data_give_the_same_bytes(rich, rich_store, rich_snapshot, form):
    again = EmbeddedStore(compile_ontology([rich]).store, None)
    first = export_store(rich_store, form)
    assert first
    assert export_store(again, form) == first
    assert export_store(open_store(rich_snapshot), form) == first


def test_another_form_is_refused(rich_store):
    with pytest.raises(UsageError, match="use ttl, nt, jsonld, csv"):
        export_store(rich_store, "xml")


def test_an_export_opens_as_a_store(rich_store, tmp_path):
    (tmp_path / "data.ttl").write_bytes(export_store(rich_store, "ttl"))
    store = open_store(tmp_path / "data.ttl")
    assert store.data_version == rich_store.data_version
    assert len(store.engine) == len(rich_store.engine)


# Asserted ----------------------------------------------------------------------------------------


def test_nothing_that_a_rule_derives_is_asserted(rich_store, ontology):
    asserted = set(export_store(rich_store, "nt", asserted=True).decode().splitlines())
    for rule in (ontology / "rules").glob("*.rq"):
        found = rich_store.engine.query(rule.read_text(encoding="utf-8"), prefixes=PREFIXES)
        made = {f"{triple} ." for triple in found}
        assert made, f"{rule.name} derives nothing here"
        assert not made & asserted


def test_the_rules_derive_the_rest_from_what_is_asserted(rich_store, ontology):
    asserted = export_store(rich_store, "nt", asserted=True)
    assert lines(derived_from(asserted, ontology / "rules")) == lines(rich_store.engine)


@pytest.mark.slow
def test_the_shipped_data_are_derived_from_what_is_asserted(shipped_store, ontology):
    asserted = export_store(shipped_store, "nt", asserted=True)
    assert lines(derived_from(asserted, ontology / "rules")) == lines(shipped_store.engine)


@pytest.mark.parametrize("word", ["live", "grade", "weak", "disputed", "ofClaims", "disagreementKind", "core#broader"])
def test_no_derived_word_is_asserted(rich_store, word):
    asserted = export_store(rich_store, "nt", asserted=True).decode()
    where = [line for line in asserted.splitlines() if f"{word}>" in line.split(" ")[1]]
    assert where == []
    assert word in export_store(rich_store, "nt").decode()


# CSV ---------------------------------------------------------------------------------------------


def claims_of(store):
    return list(csv.DictReader(io.StringIO(export_store(store, "csv").decode(), newline="")))


def test_a_row_is_a_live_claim(rich_store):
    rows = claims_of(rich_store)
    assert sorted(row["claim"] for row in rows) == sorted(row[0].slug for row in rich_store.select(LIVE))
    assert len(rows) == len({row["claim"] for row in rows})


def test_the_shipped_rows_are_the_live_claims(shipped_store):
    assert len(claims_of(shipped_store)) == len(shipped_store.select(LIVE))


def test_a_row_says_the_claim_in_words(rich_store):
    rows = claims_of(rich_store)
    number = next(row for row in rows if row["value"] == ">90000")
    assert (number["subject"], number["predicate"], number["unit"], number["low"], number["high"], number["period"]) == (
        "TSMC", "capacity", "wafer-per-month", "90000", "", "2026",
    )  # fmt: skip
    denied = next(row for row in rows if row["polarity"] == "denies")
    assert (denied["subject"], denied["predicate"], denied["object"], denied["disputed"]) == (
        "Intel",
        "offers",
        "EMIB",
        "True",
    )
    assert all(row["source"] and row["title"] and row["publisher"] and row["locator"] and row["status"] for row in rows)


def test_quarantined_retracted_and_superseded_claims_are_no_rows(rich_store):
    said = {(row["subject"], row["object"], row["note"]) for row in claims_of(rich_store)}
    assert ("JCET", "hybrid bonding", "last word") in said
    assert ("JCET", "hybrid bonding", "first word") not in said
    assert not {("JCET", "CoWoS", ""), ("JCET", "EMIB", "")} & said
