"""Exports as RDF: every form says what the store says, twice the same, and the asserted part derives the rest."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
import rdflib

from interposer.errors import UsageError
from interposer.store.compile import compile_ontology
from interposer.store.export import EXPORTS, export_store
from interposer.store.store import EmbeddedStore, open_store
from interposer.store.terms import BASE, CLAIM, DATASET, ID, NS, PREFIXES, SOURCE, UNIT

RDF, VOID, DCT, DCAT = (PREFIXES[name] for name in ("rdf", "void", "dcterms", "dcat"))
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD, "rdf12": ox.RdfFormat.TURTLE,
}  # fmt: skip
RDFLIB = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "jsonld": "json-ld"}
"""The forms of RDF 1.1, by the names rdflib gives them."""
PARTED = ("nq", "trig")
PARTS = {BASE + "graph/" + name for name in ("vocabulary", "asserted", "derived")}


def read(data, form):
    return list(ox.parse(data, format=FORMATS[form]))


def lines(quads):
    """Give triples as text, whatever graph they stand in; blank nodes by what they are, not by their labels."""
    named = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    named.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {f"{quad.triple} ." for quad in named}


def about_dataset(quads):
    return {q.predicate.value: q.object.value for q in quads if q.subject == ox.NamedNode(DATASET)}


def with_count(store):
    """Give what an export of a store must say: its triples and how many they are with this one."""
    count = ox.Literal(str(len(store.engine) + 1), datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))
    return lines([*store.engine, ox.Quad(ox.NamedNode(DATASET), ox.NamedNode(VOID + "triples"), count)])


def derived_from(asserted, rules):
    """Run the published rules on asserted triples, one after the other."""
    store = ox.Store()
    store.bulk_load(input=asserted, format=ox.RdfFormat.N_TRIPLES)
    for rule in sorted(rules.glob("*.rq")):
        found = store.query(rule.read_text(encoding="utf-8"), prefixes=PREFIXES)
        store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in found])
    return lines(q for q in store if q.predicate.value != VOID + "triples")


@pytest.fixture(scope="module")
def exported(rich_store):
    """Export the rich world in every form of RDF, once."""
    return {form: export_store(rich_store, form) for form in FORMATS}


@pytest.fixture(scope="module")
def expected(rich_store):
    return with_count(rich_store)


# Every form --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", RDFLIB)
def test_every_form_parses_back_to_the_same_triples(exported, expected, form):
    assert lines(read(exported[form], form)) == expected


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated", "ignore:Dataset.default_context is deprecated")
@pytest.mark.filterwarnings("ignore:Dataset.* is deprecated", "ignore::DeprecationWarning:rdflib")  # its own readers
@pytest.mark.parametrize("form", RDFLIB)
def test_another_parser_reads_the_same_triples(exported, expected, form, monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # else it would write 1.50 as 1.5
    graph = rdflib.Dataset(default_union=True) if form in PARTED else rdflib.Graph()
    graph.parse(data=exported[form], format=RDFLIB[form])
    plain = rdflib.Graph()
    for triple in graph.triples((None, None, None)):
        plain.add(triple)
    assert lines(ox.parse(plain.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)) == expected


@pytest.mark.parametrize("asserted", [False, True], ids=["whole", "asserted"])
@pytest.mark.parametrize("form", FORMATS)
def test_the_description_counts_the_triples_of_the_file(rich_store, form, asserted):
    quads = read(export_store(rich_store, form, asserted=asserted), form)
    assert int(about_dataset(quads)[VOID + "triples"]) == len(quads) == len(set(quads))


@pytest.mark.parametrize("form", EXPORTS)
def test_the_same_data_give_the_same_bytes(rich, rich_store, rich_snapshot, form):
    again = EmbeddedStore(compile_ontology([rich]).store, None)
    first = export_store(rich_store, form)
    assert first
    assert export_store(again, form) == first
    assert export_store(open_store(rich_snapshot), form) == first


@pytest.mark.parametrize("form", ["xml", "", "TTL"])
def test_another_form_is_refused(rich_store, form):
    with pytest.raises(UsageError, match="use ttl, nt, nq, trig, jsonld, rdf12, csv, sqlite"):
        export_store(rich_store, form)


def test_an_export_opens_as_a_store(rich_store, exported, expected, tmp_path):
    (tmp_path / "data.ttl").write_bytes(exported["ttl"])
    store = open_store(tmp_path / "data.ttl")
    assert store.data_version == rich_store.data_version
    assert lines(store.engine) == expected
    assert with_count(rich_store) - lines(rich_store.engine) <= expected, "exporting changes no store"


# The description -----------------------------------------------------------------------------------


def test_the_description_gives_licence_version_and_counts(rich_store, exported):
    said = about_dataset(read(exported["nt"], "nt"))
    assert said[DCT + "license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said[PREFIXES["owl"] + "versionInfo"] == rich_store.data_version
    assert int(said[VOID + "entities"]) == len(rich_store.select("SELECT DISTINCT ?x { ?x ip:nameKey ?key }"))
    assert int(said[NS + "claims"]) == len(rich_store.select("SELECT ?c { ?c ip:recordedOn ?day }"))


def test_the_shipped_description_has_the_terms_of_void_and_dcat(shipped_store):
    said = shipped_store.select("SELECT ?p ?o { <https://w3id.org/interposer/dataset> ?p ?o }").rows
    words = {str(predicate) for predicate, _ in said}
    assert {str(o) for p, o in said if p == RDF + "type"} == {DCAT + "Dataset", VOID + "Dataset"}
    assert {DCT + name for name in ("title", "description", "license", "identifier")} <= words
    assert {VOID + name for name in ("uriSpace", "vocabulary", "exampleResource", "entities")} <= words
    assert {DCAT + "keyword", PREFIXES["owl"] + "versionInfo", PREFIXES["dqv"] + "hasQualityMeasurement"} <= words


# Named graphs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", PARTED)
def test_named_graphs_part_vocabulary_asserted_and_derived(exported, form):
    quads = read(exported[form], form)
    assert {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)} == PARTS
    places = {}
    for quad in quads:
        part = getattr(quad.graph_name, "value", "").removeprefix(BASE + "graph/")
        places.setdefault(part, set()).add(getattr(quad.subject, "value", "_"))
    assert {about.startswith(DATASET) for about in places[""]} == {True}, "the default graph describes the dataset"
    assert all(about.startswith((NS, NS[:-1], UNIT)) for about in places["vocabulary"] if "/" in about)
    assert all(about.startswith((ID, CLAIM, SOURCE, BASE + "name/")) for about in places["asserted"])
    assert all(about.startswith((ID, CLAIM, BASE + "disagreement/")) for about in places["derived"])
    assert not any(about.startswith(DATASET) for part in places if part for about in places[part])


@pytest.mark.parametrize("form", PARTED)
def test_the_derived_graph_is_what_the_asserted_export_leaves_out(rich_store, exported, form):
    derived = [q for q in read(exported[form], form) if getattr(q.graph_name, "value", "").endswith("/derived")]
    kept = read(export_store(rich_store, form, asserted=True), form)
    whole = lines(read(exported[form], form))
    counts = {line for line in whole if line.startswith(f"<{DATASET}> ")}
    assert lines(derived) == whole - lines(kept) - counts
    assert not [q for q in kept if getattr(q.graph_name, "value", "").endswith("/derived")]


# Asserted ----------------------------------------------------------------------------------------


def test_nothing_that_a_rule_derives_is_asserted(rich_store, ontology):
    asserted = lines(read(export_store(rich_store, "nt", asserted=True), "nt"))
    silent = set()
    for rule in (ontology / "rules").glob("*.rq"):
        made = lines(rich_store.engine.query(rule.read_text(encoding="utf-8"), prefixes=PREFIXES))
        silent |= set() if made else {rule.name}
        assert not made & asserted
    assert silent <= {"64-revisions.rq"}, "the rich world does not exercise these rules"


def test_the_rules_derive_the_rest_from_what_is_asserted(rich_store, ontology):
    asserted = export_store(rich_store, "nt", asserted=True)
    assert derived_from(asserted, ontology / "rules") == lines(rich_store.engine)


@pytest.mark.slow
def test_the_shipped_data_are_derived_from_what_is_asserted(shipped_store, ontology):
    asserted = export_store(shipped_store, "nt", asserted=True)
    assert derived_from(asserted, ontology / "rules") == lines(shipped_store.engine)


@pytest.mark.parametrize(
    "word",
    ["live", "lastWord", "grade", "weak", "disputed", "ofClaims", "disagreementKind", "core#broader", "void#entities", "claims"],
)  # fmt: skip
def test_no_derived_word_is_asserted(rich_store, exported, word):
    def uses(data):
        return [
            q for q in read(data, "nt") if q.predicate.value.endswith(("#" + word, word if "#" in word else "#" + word))
        ]

    assert uses(export_store(rich_store, "nt", asserted=True)) == []
    assert uses(exported["nt"])


# RDF 1.2 -----------------------------------------------------------------------------------------


def test_every_relation_claim_reifies_its_triple_once(rich_store, exported):
    rows = rich_store.select(
        "SELECT ?c ?s ?p ?o { ?c a ip:RelationClaim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"
    ).rows
    said = {str(c): tuple(map(str, triple)) for c, *triple in rows}
    reifiers = [q for q in read(exported["rdf12"], "rdf12") if q.predicate.value == RDF + "reifies"]
    found = {
        q.subject.value: tuple(term.value for term in (q.object.subject, q.object.predicate, q.object.object))
        for q in reifiers
    }
    assert len(reifiers) == len(found)
    assert found == said


def test_reifiers_take_the_place_of_three_properties_and_lose_nothing_else(rich_store, exported):
    three = {RDF + "subject", RDF + "predicate", RDF + "object"}
    relations = {ox.NamedNode(str(c)) for (c,) in rich_store.select("SELECT ?c { ?c a ip:RelationClaim }")}
    rest = [q for q in rich_store.engine if not (q.subject in relations and q.predicate.value in three)]
    held = [q for q in read(exported["rdf12"], "rdf12") if q.predicate.value not in (RDF + "reifies", VOID + "triples")]
    assert lines(held) == lines(rest)
    assert Counter(q.predicate.value for q in held)[RDF + "subject"] > 0, "numbers and milestones keep their subject"


@pytest.mark.slow
def test_the_shipped_relation_claims_are_all_reified(shipped_store):
    quads = read(export_store(shipped_store, "rdf12"), "rdf12")
    claims = shipped_store.select("SELECT ?c { ?c a ip:RelationClaim }")
    assert sum(q.predicate.value == RDF + "reifies" for q in quads) == len(claims)
    assert len(quads) == len(shipped_store.engine) - 2 * len(claims) + 1
