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


@pytest.fixture(scope="module")
def quoting():
    """Read the tables that decide on single rows of the facts: table → its rows."""
    made = {}
    for table in ("rows", "readings"):
        with (FOLDER / "intake" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            made[table] = list(csv.DictReader(file))
    return made


def listed(found):
    """Show the first of what was found, for a message."""
    found = sorted(map(str, found))
    return f"{'; '.join(found[:5])}{f' … {len(found)} in all' if len(found) > 5 else ''}"


# Files -------------------------------------------------------------------------------------------


def test_the_data_has_no_problems():
    found = [str(problem) for problem in read_checked([FOLDER])[2]]
    assert found == [], f"run `interposer check`, which says how to mend each: {listed(found)}"


def test_every_table_is_in_canonical_order():
    found = [problem.file for problem in non_canonical(FOLDER)]
    assert found == [], f"run `interposer check --fix` on {listed(found)}"


def test_every_claim_has_its_source_and_a_place_in_it(knowledge):
    sources = {source.id for source in knowledge.sources}
    lost = {claim.source for claim in knowledge.claims} - sources
    assert lost == set(), f"add to sources.csv, or rename the files in claims/: {listed(lost)}"
    empty = {path.stem for path in (FOLDER / "claims").glob("*.csv")} - {claim.source for claim in knowledge.claims}
    assert empty == set(), f"delete these files of claims/, which hold no claim: {listed(empty)}"
    nowhere = [claim.place for claim in knowledge.claims if not claim.locator]
    assert nowhere == [], f"say where in its source each of these stands: {listed(nowhere)}"


def test_every_name_and_listing_has_its_source(knowledge):
    sources = {source.id for source in knowledge.sources}
    lost = {r.place for r in (*knowledge.names, *knowledge.listings) if r.source not in sources}
    assert lost == set(), f"name a source of sources.csv in these rows: {listed(lost)}"


def test_every_source_is_used(knowledge):
    used = {r.source for r in (*knowledge.claims, *knowledge.names, *knowledge.listings)}
    idle = {source.id for source in knowledge.sources} - used
    assert idle == set(), f"nothing is said by these sources: take them out of sources.csv: {listed(idle)}"


FLOORS = {"claims": 6000, "entities": 1300, "sources": 1125, "names": 2750, "listings": 195}


@pytest.mark.parametrize("table", FLOORS)
def test_the_data_does_not_shrink(knowledge, table):
    count = len(getattr(knowledge, table))
    assert count >= FLOORS[table], f"{table}: {count} are left; if they were taken out on purpose, lower FLOORS here"


KINDS = {"RelationClaim": 3700, "QuantityClaim": 1920, "MilestoneClaim": 290}


def test_each_kind_of_claim_does_not_shrink(store, knowledge):
    rows = store.select("SELECT ?kind (COUNT(?c) AS ?n) { ?c rdf:type ?kind ; ip:recordedOn ?day } GROUP BY ?kind").rows
    counts = {kind.slug: count for kind, count in rows}
    assert set(counts) == set(KINDS)
    assert sum(counts.values()) == len(knowledge.claims), "a claim is of one kind"
    shrunk = {kind: counts[kind] for kind in KINDS if counts[kind] < KINDS[kind]}
    assert shrunk == {}, f"{shrunk} are left of {KINDS}; if they were taken out on purpose, lower KINDS here"


def test_hidden_claims_stay_few(knowledge):
    hidden = [claim.id for claim in knowledge.claims if claim.quarantine]
    assert len(hidden) <= 80, f"{len(hidden)} claims are quarantined: mend the reading of some of them"


def test_nothing_but_taxonomy_and_roles_is_editorial(knowledge):
    own = [claim for claim in knowledge.claims if claim.source == EDITORIAL]
    wrong = {claim.place for claim in own if claim.predicate not in {"subtypeOf", "implements", "variantOf", "hasRole"}}
    assert wrong == set(), f"these claims need a page that says so: {listed(wrong)}"
    assert len(own) <= 450, f"{len(own)} claims have no page: find one for some of them"


# Ledger ------------------------------------------------------------------------------------------

BOUNDS = {
    "claim": (5350, 5480), "name": (195, 205), "listing": (195, 200), "duplicate": (140, 200), "quarantined": (40, 70),
    "rejected": (5, 25),
}  # fmt: skip
"""How many rows may end as each outcome: decisions move some of them, a slip moves many."""


def test_the_ledger_holds_every_row_once_with_one_outcome(ledger):
    places = Counter((row["file"], int(row["row"])) for row in ledger)
    assert set(places) == {(name, line) for name, count in ROWS.items() for line in range(2, count + 2)}
    assert set(places.values()) == {1}
    assert len(ledger) == sum(ROWS.values()) == 6042


def test_the_outcomes_keep_their_shares(ledger):
    counts = Counter(row["outcome"] for row in ledger)
    assert set(counts) == set(OUTCOMES) == set(BOUNDS), "every row is settled: none is put off"
    outside = {name: counts[name] for name, (low, high) in BOUNDS.items() if not low <= counts[name] <= high}
    assert outside == {}, f"see what changed in intake/ledger.csv; if it is meant, widen BOUNDS here ({outside})"


def test_every_row_that_became_nothing_says_why(ledger):
    silent = [
        f"{r['file']}:{r['row']}" for r in ledger if r["outcome"] not in ("claim", "name", "listing") and not r["why"]
    ]
    assert silent == [], f"give the reason in intake/rows.csv and import again: {listed(silent)}"


def test_what_the_ledger_refers_to_is_there(ledger, knowledge):
    claims = {claim.id: claim for claim in knowledge.claims}
    there = {
        "claim": set(claims) | REMOVED_BY_HAND, "name": {entity.id for entity in knowledge.entities},
        "duplicate": {f"{row['file']}:{int(row['row'])}" for row in ledger},
        "listing": {f"{x.company} {x.mic}:{x.ticker}" for x in knowledge.listings},
    }  # fmt: skip
    there["quarantined"] = {i for i in there["claim"] if i not in claims or claims[i].quarantine}
    for row in ledger:
        place = f"intake/ledger.csv, row of {row['file']}:{row['row']}"
        refs = [row["ref"]] if row["outcome"] == "listing" else row["ref"].split()
        lost = set(refs) - there.get(row["outcome"], set())
        assert refs or row["outcome"] == "rejected", f"{place}: refers to nothing; run scripts/intake again"
        assert lost == set(), (
            f"{place}: {lost} is gone; run scripts/intake again, or add the id to REMOVED_BY_HAND here"
        )


def test_every_claim_of_a_page_comes_from_a_row(ledger, knowledge):
    booked = {i for row in ledger if row["outcome"] in ("claim", "quarantined") for i in row["ref"].split()}
    added = {claim.id for claim in knowledge.claims if claim.source != EDITORIAL} - booked
    assert len(added) <= 0.05 * len(booked), f"{len(added)} claims came by hand: look whether an import was interrupted"


@pytest.mark.parametrize("table", ["rows", "readings"])
def test_every_decision_on_a_row_quotes_its_fact(quoting, ledger, table):
    rows = quoting[table]
    mend = f"copy 'subject | predicate | object or value unit' of the fact into intake/{table}.csv"
    quotes = {}
    for row in rows:
        place = (row["file"], int(row["row"]))
        assert row["fact"].count(" | ") >= 2, f"{place} quotes {row['fact']!r}: {mend}"
        assert quotes.setdefault(place, row["fact"]) == row["fact"], f"{place} is quoted in two ways: {mend}"
    assert set(quotes) <= {(row["file"], int(row["row"])) for row in ledger}, "a decision on a row that is in no file"


def test_the_two_tables_quote_a_row_alike(quoting):
    rows, readings = ({(r["file"], int(r["row"])): r["fact"] for r in quoting[t]} for t in ("rows", "readings"))
    unlike = {place for place in set(rows) & set(readings) if rows[place] != readings[place]}
    assert unlike == set(), f"quote the fact alike in rows.csv and readings.csv: {listed(unlike)}"


def test_every_reading_became_a_claim_or_repeats_one(quoting, ledger):
    outcomes = {(row["file"], int(row["row"])): row["outcome"] for row in ledger}
    read = {(row["file"], int(row["row"])) for row in quoting["readings"]}
    idle = {place for place in read if outcomes[place] not in ("claim", "quarantined", "duplicate")}
    assert len(read) >= 2700
    assert idle == set(), f"rows.csv or the tables leave these rows out: take their readings out too: {listed(idle)}"


# The founding article ------------------------------------------------------------------------------


def test_every_row_of_the_founding_article_is_kept(ledger):
    outcomes = Counter(row["outcome"] for row in ledger if row["file"] == "facts" and int(row["row"]) in SEED)
    assert outcomes.total() == len(SEED) == 143
    assert outcomes["claim"] >= 120
    assert outcomes["quarantined"] == 0, "the article is kept as printed, contradictions included: show these rows"
    assert outcomes["rejected"] <= 3, "only three rows of the article give words and no number: read the others"


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
