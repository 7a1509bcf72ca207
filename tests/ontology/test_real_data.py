"""The ontology that ships: sound, canonical, complete by its ledger, and valid by its own shapes."""

from __future__ import annotations

import csv
import shutil
from collections import Counter

import pyoxigraph as ox
import pytest
import rdflib

from interposer.knowledge.files import load_knowledge, non_canonical
from interposer.knowledge.intake import OUTCOMES
from interposer.knowledge.location import find_ontology
from interposer.knowledge.model import EDITORIAL
from interposer.store.compile import compile_ontology, read_checked
from interposer.store.store import EmbeddedStore
from interposer.store.terms import ID, PREFIXES, Iri
from interposer.store.validate import core_findings, sparql_findings

FOLDER = find_ontology()
ROWS = {"facts": 5106, "facts-more": 936}
"""Rows of each fact file that the ledger accounts for."""
REMOVED_BY_HAND: frozenset[str] = frozenset()
"""Ids of claims that the ledger names and an editor took out since."""
SEED = range(3280, 3423)
"""Lines of facts.csv that hold the founding article."""


@pytest.fixture(scope="module")
def knowledge():
    problems = []
    known = load_knowledge(FOLDER, problems)
    assert problems == []
    return known


@pytest.fixture(scope="module")
def compiled():
    return compile_ontology([FOLDER])


@pytest.fixture(scope="module")
def store(compiled):
    return EmbeddedStore(compiled.store, None)


@pytest.fixture(scope="module")
def ledger():
    with (FOLDER / "intake" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Files -------------------------------------------------------------------------------------------


def test_the_data_has_no_problems():
    assert [str(problem) for problem in read_checked([FOLDER])[2]] == []


def test_every_table_is_in_canonical_order():
    assert [str(problem) for problem in non_canonical(FOLDER)] == []


def test_every_file_of_claims_has_its_source(knowledge):
    sources = {source.id for source in knowledge.sources}
    assert {path.stem for path in (FOLDER / "claims").glob("*.csv")} <= sources
    assert {claim.source for claim in knowledge.claims} <= sources


def test_every_source_is_used(knowledge):
    used = {r.source for r in (*knowledge.claims, *knowledge.names, *knowledge.listings)}
    assert {source.id for source in knowledge.sources} - used == set()


def test_the_data_does_not_shrink(knowledge):
    assert len(knowledge.claims) >= 2900
    assert len(knowledge.entities) >= 1000
    assert len(knowledge.sources) >= 850
    assert len(knowledge.names) >= 2400
    assert len(knowledge.listings) >= 190


def test_nothing_but_taxonomy_and_roles_is_editorial(knowledge):
    kinds = {claim.predicate for claim in knowledge.claims if claim.source == EDITORIAL}
    assert kinds <= {"subtypeOf", "implements", "variantOf", "hasRole"}


# Ledger ------------------------------------------------------------------------------------------


def test_the_ledger_holds_every_row_once_with_one_outcome(ledger):
    places = Counter((row["file"], int(row["row"])) for row in ledger)
    assert set(places) == {(name, line) for name, count in ROWS.items() for line in range(2, count + 2)}
    assert set(places.values()) == {1}
    assert {row["outcome"] for row in ledger} <= set(OUTCOMES)
    assert len(ledger) == sum(ROWS.values())


def test_every_row_that_became_nothing_says_why(ledger):
    silent = [row for row in ledger if row["outcome"] not in ("claim", "name", "listing") and not row["why"]]
    assert silent == []


def test_what_the_ledger_refers_to_is_there(ledger, knowledge):
    claims = {claim.id for claim in knowledge.claims} | REMOVED_BY_HAND
    things = {entity.id for entity in knowledge.entities}
    places = {f"{row['file']}:{int(row['row'])}" for row in ledger}
    for row in ledger:
        match row["outcome"]:
            case "claim" | "quarantined":
                assert row["ref"], row
                assert set(row["ref"].split()) <= claims, row
            case "name":
                assert row["ref"] in things, row
            case "listing":
                assert row["ref"].split()[0] in things, row
            case "duplicate":
                assert row["ref"] in places, row


# The founding article ------------------------------------------------------------------------------


def test_no_row_of_the_founding_article_is_put_off(ledger):
    outcomes = Counter(row["outcome"] for row in ledger if row["file"] == "facts" and int(row["row"]) in SEED)
    assert outcomes.total() == len(SEED) == 143
    assert outcomes["later"] == 0
    assert outcomes["claim"] >= 120


def test_the_founding_article_is_kept_as_printed(store):
    values = store.select(
        """SELECT ?value { ?claim ip:rawValue ?value ; prov:hadPrimarySource source:seed-24krmb-2025 ;
        rdf:subject id:china-ai-chip-market }"""
    ).rows
    assert {value for (value,) in values} == {">140", "1340", ">53"}


# Derived -------------------------------------------------------------------------------------------

UNDER = "SELECT DISTINCT ?what {{ ?what skos:broader* id:{} }}"


def under(store, thing):
    return {what.slug for (what,) in store.select(UNDER.format(thing)).rows}


def test_cowos_is_under_2_5d_and_not_under_3d(store):
    assert {"cowos", "cowos-l", "cowos-s", "emib", "i-cube"} <= under(store, "2-5d-packaging")
    assert not {"cowos", "cowos-l", "cowos-s"} & under(store, "3d-packaging")
    assert "soic" in under(store, "3d-packaging")


def test_who_does_2_5d_names_the_companies_everyone_knows(store):
    rows = store.select("SELECT DISTINCT ?who { ?who ip:offers ?what . ?what skos:broader* id:2-5d-packaging }").rows
    assert {"tsmc", "intel", "samsung-electronics", "ase-technology-holding", "amkor-technology"} <= {
        who.slug for (who,) in rows
    }


def test_the_plain_triples_are_those_that_live_claims_report_and_assert(store):
    plain = store.select("SELECT DISTINCT ?s ?p ?o { ?p a ip:Relation . ?s ?p ?o }").rows
    said = store.select(
        """SELECT DISTINCT ?s ?p ?o { ?c a ip:RelationClaim ; ip:live true ; ip:status ip:reported ; ip:polarity ip:asserts ;
        rdf:subject ?s ; rdf:object ?o ; rdf:predicate ?p }"""
    ).rows
    assert set(plain) == set(said)
    assert len(plain) > 1500


@pytest.mark.parametrize(
    ("label", "where"),
    [
        ("a live claim of a page has a grade", "?c ip:live true ; prov:hadPrimarySource/ip:sourceKind/ip:rank ?r FILTER(?r > 0) FILTER NOT EXISTS { ?c ip:grade ?g }"),
        ("a claim has one grade", "?c ip:grade ?a, ?b FILTER(?a != ?b)"),
        ("an editorial claim has none", "?c ip:grade ?g ; prov:hadPrimarySource source:interposer-editorial"),
        ("a disagreement is between two live claims or more", "?d ip:ofClaims ?c FILTER(!EXISTS { ?c ip:live true } || !EXISTS { ?d ip:ofClaims ?e FILTER(?e != ?c) })"),
        ("a disagreement has one kind", "?d ip:disagreementKind ?a, ?b FILTER(?a != ?b)"),
        ("nothing is broader than itself", "?a skos:broader+ ?a"),
        ("only concepts stand in the tree", "?a skos:broader ?b FILTER NOT EXISTS { ?b a/rdfs:subClassOf* ip:Concept }"),
        ("every claim has a source with a family", "?c rdf:subject ?s FILTER NOT EXISTS { ?c prov:hadPrimarySource/ip:sourceFamily ?f }"),
        ("a quarantined claim makes no triple", "?c ip:quarantined ?why ; ip:live true"),
    ],
)  # fmt: skip
def test_what_is_derived_holds_together(store, label, where):
    assert store.select(f"SELECT * {{ {where} }} LIMIT 3").rows == [], label


# Shapes --------------------------------------------------------------------------------------------

NS = PREFIXES["ip"]
DEFECTS = [
    ("two statuses", "?c ip:status ip:planned", "exactly one status"),
    ("no locator", "-?c ip:locator ?any", "fill in the locator"),
    ("a thing of two classes", "id:tsmc a ip:Country", "exactly one class"),
    ("two labels in English", 'id:tsmc skos:prefLabel "TSMC Ltd"@en', "exactly one preferred label in English"),
    ("a concept without a definition", "-id:cowos skos:definition ?any", "Define the concept"),
    ("an undeclared relation", "?c rdf:predicate ip:adores", "exactly one predicate"),
    ("a subject outside the domain", "?c rdf:subject id:taiwan", "exactly one subject"),
    ("a period that runs backwards", '?c ip:periodStart "2026-01-02"^^xsd:date ; ip:periodEnd "2026-01-01"^^xsd:date', "not after the period's end"),
    ("two sources", "?c prov:hadPrimarySource source:news-two", "exactly one source"),
    ("a source without a title", "-source:news-one dcterms:title ?any", "source's title"),
    ("an address of another kind", 'source:news-one schema:url "ftp://example.org"', "Begin the source's address"),
    ("a bad exchange code", 'id:xtai-2330 ip:mic "Taipei"', "ISO 10383"),
    ("no unit", "-?n ip:unit ?any", "exactly one unit"),
    ("bounds the wrong way round", "?n ip:low 99 ; ip:high 1", "not above the upper bound"),
]  # fmt: skip
SPARQL_DEFECTS = [
    ("rdf:object ?s", "?c rdf:subject ?s ; rdf:predicate ip:variantOf", "relation to itself"),
    ("rdf:object id:taiwan", "?c rdf:subject id:tsmc ; rdf:predicate ip:offers", "may point to"),
    ("rdf:subject id:taiwan", "?c rdf:subject id:intel ; rdf:predicate ip:offers", "may have"),
    ("rdf:object id:hybrid-bonding", "?c rdf:subject id:3d-packaging ; rdf:predicate ip:subtypeOf", "of one class"),
    ("ip:unit unit:percent", "?c ip:metric id:market-size", "no family"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shapes():
    return rdflib.Graph().parse(FOLDER / "shapes.ttl", format="turtle")


def graph_of(engine):
    return rdflib.Graph().parse(
        data=engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()), format="nt"
    )


def violations(findings):
    return {(focus, message) for focus, severity, message in findings if severity == "violation"}


def test_the_tiny_world_fits_the_shapes(tiny, shapes):
    made = compile_ontology([tiny])
    assert violations(core_findings(shapes, graph_of(made.store))) == set()
    assert violations(sparql_findings(shapes, made)) == set()


def plant(engine, change):
    """Add triples, or remove them where the change begins with '-', about an offer (?c) or a number (?n)."""
    removing = change.startswith("-")
    where = "?c a ip:RelationClaim ; rdf:subject id:intel ; ip:polarity ip:asserts . ?n a ip:QuantityClaim ; rdf:subject id:tsmc ."
    body = change.removeprefix("-")
    template = (
        f"DELETE {{ {body} }} WHERE {{ {where} {body} }}" if removing else f"INSERT {{ {body} }} WHERE {{ {where} }}"
    )
    before = len(engine)
    engine.update(template, prefixes=PREFIXES)
    assert len(engine) != before


@pytest.mark.parametrize(("label", "change", "message"), DEFECTS, ids=[label for label, *_ in DEFECTS])
def test_a_planted_defect_violates_the_shapes(tiny, shapes, label, change, message):
    made = compile_ontology([tiny])
    plant(made.store, change)
    assert any(message in text for _, text in violations(core_findings(shapes, graph_of(made.store)))), label


def test_constraints_asked_at_once_find_what_pyshacl_finds_one_by_one(tiny, shapes):
    made = compile_ontology([tiny])
    for new, where, _ in SPARQL_DEFECTS:
        predicate = new.split()[0]
        made.store.update(
            f"DELETE {{ ?c {predicate} ?old }} INSERT {{ ?c {new} }} WHERE {{ {where} ; {predicate} ?old }}",
            prefixes=PREFIXES,
        )
    at_once = violations(sparql_findings(shapes, made))
    for _, _, message in SPARQL_DEFECTS:
        assert any(message in text for _, text in at_once)
    core = violations(core_findings(shapes, graph_of(made.store)))
    everything = violations(core_findings(shapes, graph_of(made.store), with_sparql=True))
    assert {focus for focus, _ in everything - core} == {focus for focus, _ in at_once}


def test_a_reported_claim_of_a_later_time_than_its_page_is_warned_of(tiny, shapes):
    made = compile_ontology([tiny])
    made.store.update(
        'INSERT { source:news-one dcterms:issued "2025"^^xsd:gYear . ?c ip:periodStart "2026-01-01"^^xsd:date } '
        "WHERE { ?c a ip:RelationClaim ; rdf:subject id:intel ; prov:hadPrimarySource source:news-one }",
        prefixes=PREFIXES,
    )
    assert {severity for _, severity, _ in sparql_findings(shapes, made)} == {"warning"}


@pytest.mark.slow
def test_the_data_fits_the_shapes(compiled, shapes):
    assert violations(core_findings(shapes, graph_of(compiled.store))) == set()
    assert violations(sparql_findings(shapes, compiled)) == set()


def test_the_data_compiles_to_the_same_content_from_another_folder(compiled, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("intake"))
    again = compile_ontology([copy])
    assert (again.hash, again.data_version, again.names) == (compiled.hash, compiled.data_version, compiled.names)
    assert set(again.store) == set(compiled.store)
    assert Iri(ID + "tsmc").slug == "tsmc"
