"""Claims to RDF: what each record becomes, and what each published rule derives, on both engines."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import permutations

import pyoxigraph as ox
import pytest
import rdflib

from interposer.errors import DataError
from interposer.knowledge.model import Claim
from interposer.store.compile import compile_ontology, content_hash
from interposer.store.store import EmbeddedStore
from interposer.store.terms import CLAIM, ID, NS, PREFIXES, SOURCE, Iri

OFFERS = {"subject": "tsmc", "predicate": "offers", "object": "cowos"}
ROLE = {"subject": "tsmc", "predicate": "hasRole", "object": "foundry"}
SIZE = {"subject": "packaging-market", "predicate": "market-size", "unit": "billion-usd", "period": "2024"}


def claim(source="news-one", **cells):
    return {"source": source, **OFFERS, **cells}


def size(value, source="news-one", **cells):
    return {"source": source, **SIZE, "value": value, **cells}


def sizes(*values):
    """Say the same number in two families, one value each."""
    return [size(value, source) for value, source in zip(values, ("news-one", "news-two"), strict=True)]


def id_of(cells):
    return Iri(CLAIM + Claim(**cells).id)


def column(store, query):
    return sorted(str(row[0]) for row in store.select(query).rows)


def kinds(store):
    """List (kind, number of claims in it, number of them marked disputed) of every disagreement."""
    return sorted(
        store.select(
            """SELECT ?kind (COUNT(DISTINCT ?claim) AS ?all) (COUNT(DISTINCT ?hard) AS ?disputed) {
            ?d ip:disagreementKind ?kind ; ip:ofClaims ?claim
            OPTIONAL { ?claim ip:disputed true BIND(?claim AS ?hard) } } GROUP BY ?d ?kind"""
        ).rows
    )


def grades(store):
    return column(store, "SELECT DISTINCT ?grade { ?claim ip:grade ?grade }")


def n_triples(quads):
    return sorted(f"{q.subject} {q.predicate} {q.object} ." for q in quads)


# Live --------------------------------------------------------------------------------------------


def test_a_claim_is_live(compiled):
    assert compiled(claim()).ask(f"ASK {{ <{id_of(claim())}> ip:live true }}")


@pytest.mark.parametrize("cells", [{"retracted": "2026-02-01"}, {"quarantine": "misread"}])
def test_a_retracted_or_quarantined_claim_is_kept_but_not_live(compiled, cells):
    store = compiled(claim(**cells))
    assert store.ask(f"ASK {{ <{id_of(claim())}> rdf:subject id:tsmc }}")
    assert not store.ask("ASK { ?claim ip:live true }")
    assert not store.ask("ASK { id:tsmc ip:offers id:cowos }")


def test_a_superseded_claim_is_not_live_and_the_later_one_is(compiled):
    later = claim(object="emib", supersedes=id_of(claim()).slug)
    assert column(compiled(claim(), later), "SELECT ?o { ?claim ip:live true ; rdf:object ?o }") == [ID + "emib"]


def test_a_claim_superseded_by_a_retracted_one_is_live_again(compiled):
    later = claim(object="emib", supersedes=id_of(claim()).slug, retracted="2026-02-01")
    assert column(compiled(claim(), later), "SELECT ?o { ?claim ip:live true ; rdf:object ?o }") == [ID + "cowos"]


# Accepted ----------------------------------------------------------------------------------------


def test_a_reported_assertion_makes_the_plain_triple(compiled):
    assert compiled(claim()).ask("ASK { id:tsmc ip:offers id:cowos }")


@pytest.mark.parametrize(
    "cells", [{"status": "planned"}, {"status": "forecast"}, {"status": "rumoured"}, {"polarity": "denies"}]
)
def test_plans_and_denials_make_no_triple(compiled, cells):
    assert not compiled(claim(**cells)).ask("ASK { id:tsmc ip:offers id:cowos }")


def test_a_denial_does_not_erase_the_triple(compiled):
    assert compiled(claim(), claim("news-two", polarity="denies")).ask("ASK { id:tsmc ip:offers id:cowos }")


# Grades ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "grade"),
    [
        (["maker-page"], "A"),
        (["maker-page", "blog-one"], "A"),
        (["news-one", "news-two", "news-three"], "A"),
        (["news-one", "news-two"], "B"),
        (["blog-one", "blog-two"], "B"),
        (["news-one"], "C"),
        (["news-one", "news-one-copy"], "C"),
        (["news-one", "digest-one"], "C"),
        (["news-one", "digest-one", "digest-two"], "C"),
        (["blog-one"], "D"),
        (["digest-one"], "D"),
        (["digest-one", "digest-two"], "D"),
        (["blog-one", "digest-one"], "D"),
        (["forum-one"], "D"),
    ],
)
@pytest.mark.parametrize("said", [ROLE, {**SIZE, "value": "46.1"}], ids=["relation", "number"])
def test_a_grade_counts_independent_voices_and_knows_a_makers_page(compiled, said, sources, grade):
    store = compiled(*({"source": source, **said} for source in sources))
    assert grades(store) == [grade]


def test_the_editorial_source_gets_no_grade_and_supports_no_other(compiled):
    store = compiled({"source": "news-one", **ROLE}, {"source": "interposer-editorial", **ROLE})
    assert [grade for (grade,) in store.select("SELECT ?g { ?c ip:grade ?g }")] == ["C"]


def test_only_live_claims_of_one_status_and_polarity_support_each_other(compiled):
    others = [
        claim("news-two", retracted="2026-02-01"),
        claim("news-three", status="planned"),
        claim("news-one-copy", polarity="denies"),
    ]
    assert column(compiled(claim(), *others), f"SELECT ?g {{ <{id_of(claim())}> ip:grade ?g }}") == ["C"]


def test_numbers_support_each_other_where_their_intervals_meet(compiled):
    assert grades(compiled(*sizes("46.1", "~46"))) == ["B"]
    assert grades(compiled(*sizes("46.1", ">40"))) == ["B"]
    assert grades(compiled(*sizes("46.1", "79.1"))) == ["C"]


def test_a_number_without_a_period_stands_alone(compiled):
    assert grades(compiled(*({**cells, "period": ""} for cells in sizes("46.1", "46.1")))) == ["C"]


def test_milestones_support_each_other_too(compiled):
    opened = {"subject": "ap7", "predicate": "opened"}
    store = compiled(
        {"source": "news-one", **opened, "value": "2026-06"}, {"source": "news-two", **opened, "value": "2026-Q2"}
    )
    assert grades(store) == ["B"]


# Weak links and the tree --------------------------------------------------------------------------

LINK = {"subject": "cowos", "predicate": "implements", "object": "3d-packaging"}


@pytest.mark.parametrize(
    ("sources", "weak"),
    [
        (["blog-one"], True),
        (["forum-one"], True),
        (["digest-one", "digest-two"], True),
        (["blog-one", "digest-one"], True),
        (["blog-one", "blog-two"], False),
        (["news-one"], False),
        (["maker-page"], False),
        (["interposer-editorial"], False),
        (["blog-one", "interposer-editorial"], False),
    ],
)
def test_a_tree_link_that_only_weak_voices_state_moves_nothing(compiled, sources, weak):
    store = compiled(*({"source": source, **LINK} for source in sources))
    assert store.ask("ASK { ?claim ip:weak true }") is weak
    assert store.ask("ASK { id:cowos skos:broader id:3d-packaging }") is not weak
    assert store.ask("ASK { id:cowos ip:implements id:3d-packaging }")


def test_a_relation_outside_the_tree_is_never_weak(compiled):
    assert not compiled(claim("blog-one")).ask("ASK { ?claim ip:weak true }")


def test_only_concepts_stand_in_the_tree(compiled):
    store = compiled({**LINK, "source": "news-one"}, {**LINK, "source": "news-one", "subject": "blackwell"})
    assert column(store, "SELECT ?n { ?n skos:broader id:3d-packaging }") == [ID + "cowos"]


@pytest.mark.parametrize(
    ("subject", "target", "broader"),
    [("cowos-l", "cowos", True), ("3d-packaging", "2-5d-packaging", False), ("cowos", "2-5d-packaging", False)],
)
def test_variant_of_counts_between_offerings_only(compiled, subject, target, broader):
    store = compiled({"source": "news-one", "subject": subject, "predicate": "variantOf", "object": target})
    assert store.ask("ASK { ?n skos:broader ?b }") is broader


@pytest.mark.parametrize("cells", [{"status": "planned"}, {"polarity": "denies"}, {"quarantine": "misread"}])
def test_a_link_that_is_not_accepted_is_not_in_the_tree(compiled, cells):
    assert not compiled({"source": "news-one", **LINK, **cells}).ask("ASK { ?n skos:broader ?b }")


def test_who_does_a_technology_follows_the_tree_through_offerings(tiny_store):
    query = "SELECT DISTINCT ?c { ?c ip:offers ?what . ?what skos:broader* id:2-5d-packaging }"
    assert column(tiny_store, query) == [ID + "tsmc"]


# Disagreements -----------------------------------------------------------------------------------


def test_a_claim_and_its_denial_are_disputed(compiled):
    store = compiled(claim(), claim("news-two", polarity="denies"), claim("news-three", object="emib"))
    assert kinds(store) == [("contradiction", 2, 2)]


@pytest.mark.parametrize("cells", [{"status": "planned"}, {"retracted": "2026-02-01"}])
def test_a_denial_of_what_is_not_reported_disputes_nothing(compiled, cells):
    assert kinds(compiled(claim(**cells), claim("news-two", polarity="denies"))) == []


def test_a_denial_alone_disputes_nothing(compiled):
    assert kinds(compiled(claim(polarity="denies"), claim("news-two", object="emib"))) == []


def home(source, country, **cells):
    return {"source": source, "subject": "tsmc", "predicate": "headquarteredIn", "object": country, **cells}


def test_two_head_offices_contradict_each_other(compiled):
    assert kinds(compiled(home("news-one", "taiwan"), home("news-two", "united-states"))) == [("contradiction", 2, 2)]


def test_one_head_office_twice_does_not(compiled):
    assert kinds(compiled(home("news-one", "taiwan"), home("news-two", "taiwan"))) == []


def test_a_planned_head_office_does_not_contradict(compiled):
    assert kinds(compiled(home("news-one", "taiwan"), home("news-two", "united-states", status="planned"))) == []


def test_a_relation_that_takes_many_values_is_no_disagreement(compiled):
    assert kinds(compiled(claim(), claim("news-two", object="emib"))) == []


def test_numbers_of_two_families_that_do_not_meet_contradict(compiled):
    assert kinds(compiled(*sizes("46.1", "79.1"))) == [("contradiction", 2, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("46.1", "46.1"), ("46.1", "46.14"), ("~46", "48"), (">40", "46.1"), (">40", ">90"), ("<50", "<20"),
        ("<=12", ">=12"), (">40", "<40"), ("<=12", "12-14"), ("10-12", ">12"), ("12-12", "12-14"), ("12-12", "12-12"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_intervals_that_meet_or_are_open_towards_each_other_do_not(compiled, one, other, turned):
    store = compiled(*sizes(*((other, one) if turned else (one, other))))
    assert kinds(store) == []
    assert grades(store) == ["B"]


@pytest.mark.parametrize(
    ("one", "other"),
    [(">90", "46.1"), ("<40", "46.1"), (">90", "<80"), ("10-20", "20.1-30"), ("40-46", "46-50"), ("46.1", "46.2"), ("<12", ">12.5")],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_closed_intervals_that_share_an_end_only_contradict_and_no_open_end_hides_it(compiled, one, other, turned):
    store = compiled(*sizes(*((other, one) if turned else (one, other))))
    assert kinds(store) == [("contradiction", 2, 2)]
    assert grades(store) == ["C"], "what contradicts a claim must not raise its grade"


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (("46", "79"), ("79",), False), (("46", "79"), ("46", "99"), False), (("46", "79"), ("99",), True),
        (("46", "79"), ("60-90", "1"), False), (("46", "79"), ("60-70", "1"), True),
    ],
)  # fmt: skip
def test_families_are_compared_by_all_values_that_each_says_last(compiled, one, other, apart):
    store = compiled(*(size(value) for value in one), *(size(value, "news-two") for value in other))
    count = len(one) + len(other)
    assert kinds(store) == ([("contradiction", count, count)] if apart else [])


def test_units_of_one_family_are_compared_after_conversion(compiled):
    flow = {"subject": "tsmc", "predicate": "capacity", "period": "2026"}
    month = {"source": "news-one", **flow, "value": "90000", "unit": "wafer-per-month"}
    year = {"source": "news-two", **flow, "unit": "wafer-per-year"}
    assert kinds(compiled(month, {**year, "value": "1080000"})) == []
    assert kinds(compiled(month, {**year, "value": "90000"})) == [("contradiction", 2, 2)]


@pytest.mark.parametrize(
    "cells",
    [{"period": "2025"}, {"period": ""}, {"scope_note": "China"}, {"scope": "united-states"}, {"unit": "billion-cny"}, {"subject": "intel"}, {"basis": "basis-nominal"}],
)  # fmt: skip
def test_numbers_on_another_key_are_not_compared(compiled, cells):
    assert kinds(compiled(size("46.1"), size("79.1", "news-two", **cells))) == []


def test_the_last_day_of_a_year_and_the_end_of_it_are_one_period(compiled):
    day, end, whole = (size(v, s, period=p) for v, s, p in (
        ("46.1", "news-one", "2026-12-31"), ("79.1", "news-two", "end 2026"), ("99.1", "news-three", "2026"),
    ))  # fmt: skip
    assert kinds(compiled(day, end)) == [("contradiction", 2, 2)]
    assert kinds(compiled(day, whole)) == []


def test_one_family_that_changes_its_number_over_time_revises_it(compiled):
    store = compiled(size("46.1", stated_on="2025-01"), size("79.1", "news-one-copy", stated_on="2025-06"))
    assert kinds(store) == [("revision", 2, 0)]


def test_a_word_that_meets_the_earlier_one_revises_nothing(compiled):
    store = compiled(size("46-80", stated_on="2025-01"), size("79.1", "news-one-copy", stated_on="2025-06"))
    assert kinds(store) == []


@pytest.mark.parametrize("day", [{}, {"stated_on": "2025-01"}], ids=["undated", "on one day"])
@pytest.mark.parametrize("source", ["news-one", "news-one-copy"])
def test_one_family_never_contradicts_itself(compiled, day, source):
    assert kinds(compiled(size("46.1", **day), size("79.1", source, **day))) == []


def test_what_an_undated_page_says_stays_beside_a_dated_word_of_its_family(compiled):
    own = size("46.1"), size("79.1", "news-one-copy", stated_on="2025-06")
    assert kinds(compiled(*own, size("46.1", "news-two"))) == []
    assert kinds(compiled(*own, size("99.1", "news-two"))) == [("contradiction", 3, 3)]


def test_forecasts_that_differ_are_a_spread(compiled):
    store = compiled(*({**cells, "status": "forecast"} for cells in sizes("46.1", "79.1")))
    assert kinds(store) == [("spread", 2, 0)]


@pytest.mark.parametrize("status", ["forecast", "planned", "rumoured"])
def test_what_was_foreseen_against_what_is_reported_is_a_spread(compiled, status):
    one, other = sizes("46.1", "79.1")
    assert kinds(compiled(one, {**other, "status": status})) == [("spread", 2, 0)]


def test_a_report_that_contradicts_one_family_is_a_spread_against_the_forecast_of_another(compiled):
    one, other = sizes("46.1", "79.1")
    store = compiled(one, other, size("99.1", "news-three", status="forecast"))
    assert kinds(store) == [("contradiction", 2, 2), ("spread", 3, 2)]


def test_a_family_speaks_with_its_latest_word_against_others(compiled):
    old, new = size("46.1", stated_on="2025-01"), size("79.1", "news-one-copy", stated_on="2025-06")
    assert kinds(compiled(old, new, size("79.1", "news-two"))) == [("revision", 2, 0)]
    assert kinds(compiled(old, new, size("46.1", "news-two"))) == [("contradiction", 2, 2), ("revision", 2, 1)]


@pytest.mark.parametrize("cells", [{"retracted": "2026-02-01"}, {"quarantine": "misread"}])
def test_a_number_that_is_not_live_contradicts_nothing(compiled, cells):
    one, other = sizes("46.1", "79.1")
    assert kinds(compiled(one, {**other, **cells})) == []


def test_milestones_disagree_when_their_dates_do_not_meet(compiled):
    opened = {"subject": "ap7", "predicate": "opened"}
    june = {"source": "news-one", **opened, "value": "2026-06"}
    assert kinds(compiled(june, {"source": "news-two", **opened, "value": "2027"})) == [("contradiction", 2, 2)]
    assert kinds(compiled(june, {"source": "news-two", **opened, "value": "2026"})) == []
    assert kinds(compiled(june, {"source": "news-two", **opened, "value": "2026-06-30"})) == []
    assert kinds(compiled(june, {"source": "news-two", **opened, "value": "2026-07-01"})) == [("contradiction", 2, 2)]
    assert kinds(compiled(june, {"source": "news-two", **opened, "predicate": "announced", "value": "2024"})) == []


def test_a_disagreement_has_one_name_whatever_the_order_of_its_claims(compiled):
    claims = [size("46.1"), size("79.1", "news-two"), size("99.1", "news-three")]
    names = [column(compiled(*order), "SELECT ?d { ?d a ip:Disagreement }") for order in permutations(claims)]
    assert all(found == names[0] for found in names)
    assert len(names[0]) == 1


# Both engines ------------------------------------------------------------------------------------


def rules(folder):
    return sorted((folder / "rules").glob("*.rq"))


MORE = (
    size("60-80", "maker-page", status="forecast"),
    size("20", "news-three", stated_on="2025-01"),
    size("20.5-21", "news-three", stated_on="2025-06"),
    size("<=12", "blog-one", period="2025"),
    size(">=12", "blog-two", period="2025"),
    size("10-12", "news-one", period="2025"),
    size("12-12", "news-two", period="2025"),
    size("3-10", "news-three", period="2025"),
    {"source": "news-two", "subject": "ap7", "predicate": "opened", "value": "2026-07"},
    {"source": "blog-one", "subject": "ap7", "predicate": "opened", "value": "2026-06-30"},
)
"""What the tiny world lacks: a revision, a spread, open and touching ends, single numbers, dates that share a day."""


def test_every_rule_gives_the_same_triples_on_both_engines(tiny, make_overlay):
    held = {path.name: path.read_text() for path in rules(tiny)}
    shutil.rmtree(tiny / "rules")
    store = compile_ontology([tiny, make_overlay(MORE)]).store
    silent = set(held)
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    other = rdflib.Graph().parse(data=text, format="nt")
    for name, rule in sorted(held.items()):
        found = list(store.query(rule, prefixes=PREFIXES))
        again = other.query(rule, initNs=PREFIXES).graph.serialize(format="nt").encode()
        assert n_triples(set(found)) == n_triples(ox.parse(again, format=ox.RdfFormat.N_TRIPLES)), name
        silent -= {name} if found else set()
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in found)
        other.parse(data=again, format="nt")
    assert silent == set(), "this world does not exercise these rules"
    made = EmbeddedStore(store, None)
    assert {kind for kind, *_ in kinds(made)} == {"contradiction", "spread", "revision"}


def test_a_rule_says_what_it_derives(tiny):
    assert all(path.read_text().startswith("# ") for path in rules(tiny))


def test_running_the_rules_again_adds_nothing(tiny):
    store = compile_ontology([tiny]).store
    before = set(store)
    for path in rules(tiny):
        store.extend(
            ox.Quad(t.subject, t.predicate, t.object) for t in store.query(path.read_text(), prefixes=PREFIXES)
        )
    assert set(store) == before


def test_a_malformed_rule_is_named(tiny):
    (tiny / "rules" / "99-broken.rq").write_text("CONSTRUCT {")
    with pytest.raises(DataError, match=r"rules/99-broken\.rq: is not SPARQL"):
        compile_ontology([tiny])


# Records as RDF ----------------------------------------------------------------------------------


def test_a_number_keeps_its_print_its_interval_and_its_canonical_interval(compiled):
    store = compiled(size(">46.1", attributed_to="Yole", note="as printed"))
    query = """SELECT ?raw ?low ?canonical ?high ?unit ?who ?note { ?c ip:rawValue ?raw ; ip:low ?low ; ip:canonicalLow ?canonical ;
        ip:unit ?unit ; ip:attributedTo ?who ; ip:note ?note OPTIONAL { ?c ip:high ?high } }"""
    ((raw, low, canonical, high, unit, who, note),) = store.select(query).rows
    assert (raw, str(low), str(canonical), high) == (">46.1", "46.1", "46100000000", None)
    assert (unit.slug, who, note) == ("billion-usd", "Yole", "as printed")


def test_a_relation_holds_from_its_period_on_unless_it_says_an_end(compiled):
    store = compiled(claim(period="2024"), claim("news-two", period="2024/2025"))
    rows = store.select(
        "SELECT ?label ?end { ?c ip:periodLabel ?label OPTIONAL { ?c ip:periodEnd ?end } } ORDER BY ?label"
    ).rows
    assert [(label, str(end)) for label, end in rows] == [("2024", "None"), ("2024/2025", "2025-12-31")]


def test_a_page_date_stands_where_the_claim_does_not_say_when_it_was_stated(make_ontology):
    page = {"title": "T", "publisher": "P", "kind": "news", "family": "f", "url": "https://example.org/"}
    sources = [{**page, "id": "dated", "published": "2025-03"}, {**page, "id": "undated"}]
    claims = [claim("dated"), claim("dated", object="emib", stated_on="2024"), claim("undated")]
    store = compile_ontology([make_ontology(claims, sources=sources)]).store
    found = store.query(
        "SELECT ?s ?on { ?c prov:hadPrimarySource ?s OPTIONAL { ?c ip:statedOn ?on } FILTER EXISTS { ?c ip:status ?x } }",
        prefixes=PREFIXES,
    )
    stated = sorted((row["s"].value.rsplit("/", 1)[1], row["on"].value if row["on"] else "") for row in found)
    assert stated == [("dated", "2024"), ("dated", "2025-03"), ("undated", "")]


def test_names_listings_and_sources_are_in_the_dataset(tiny_store):
    assert tiny_store.ask('ASK { id:tsmc skos:altLabel "台积电"@zh-Hans ; ip:nameKey "台积电" }')
    assert tiny_store.ask('ASK { id:2-5d-packaging skos:prefLabel "2.5D封装"@zh-Hans }')
    assert tiny_store.ask('ASK { id:tsmc ip:hasListing [ ip:mic "XTAI" ; ip:ticker "2330" ] ; ip:nameKey "2330" }')
    assert tiny_store.ask('ASK { source:news-one ip:sourceFamily "wire" ; ip:sourceKind ip:news }')


@pytest.mark.parametrize("text", ['say "x"', "back\\slash", "</script><b>", "中介层 🧩", "' OR 1=1 #", "{?x}"])
def test_text_of_any_kind_survives(compiled, text):
    assert column(compiled(claim(note=text)), "SELECT ?n { ?c ip:note ?n }") == [text]


def test_no_node_of_the_data_is_blank(tiny_store):
    about = f"STRSTARTS(STR(?s), '{ID}') || STRSTARTS(STR(?s), '{CLAIM}') || STRSTARTS(STR(?s), '{SOURCE}')"
    assert tiny_store.ask(f"ASK {{ ?s ?p ?o FILTER({about}) }}")
    assert not tiny_store.ask(f"ASK {{ ?s ?p ?o FILTER(isBlank(?o) && ({about})) }}")


# Determinism -------------------------------------------------------------------------------------

DUMP = """
import sys; from pathlib import Path
import pyoxigraph as ox
from interposer.store.compile import compile_ontology
made = compile_ontology([Path(sys.argv[1])])
lines = sorted(made.store.dump(format=ox.RdfFormat.N_QUADS).splitlines(True))
sys.stdout.buffer.write(b"".join(lines) + f"{made.hash} {made.data_version} {made.names}".encode())
"""


def test_the_same_files_give_the_same_bytes(tiny):
    seeds = ("1", "2")
    runs = [
        subprocess.run([sys.executable, "-c", DUMP, str(tiny)], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in seeds
    ]  # fmt: skip
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.count(b"\n") > 500


def test_the_order_of_rows_does_not_change_the_triples(tiny):
    before = set(compile_ontology([tiny]).store.quads_for_pattern(None, None, None))
    path = tiny / "claims" / "news-one.csv"
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n")
    after = set(compile_ontology([tiny]).store.quads_for_pattern(None, None, None))
    assert {q.predicate.value for q in before ^ after} <= {
        PREFIXES["owl"] + "versionInfo",
        PREFIXES["dcterms"] + "identifier",
    }


def test_the_hash_follows_content_and_nothing_else(tiny):
    before = content_hash([tiny])
    path = tiny / "names.csv"
    os.utime(path, ns=(0, 0))
    (tiny / "README.md").write_text("read me")
    assert content_hash([tiny]) == before
    path.write_bytes(path.read_bytes() + b" ")
    assert content_hash([tiny]) != before


def test_the_data_version_is_the_newest_month_recorded(compiled, make_ontology):
    made = compile_ontology([make_ontology([claim(recorded="2025-03-04"), claim("news-two", recorded="2026-11-22")])])
    assert made.data_version == f"2026.11+{made.hash[:6]}"
    assert made.claims == 2
    assert NS in str(next(made.store.quads_for_pattern(None, ox.NamedNode(NS + "status"), None)))
