"""Checks: the shapes' queries find what they are for, findings name their rows, and the oracle agrees."""

from __future__ import annotations

import sys

import pyoxigraph as ox
import pytest
import rdflib

from interposer.errors import Problem, UsageError
from interposer.store.compile import compile_ontology, read_checked
from interposer.store.shapes import Violation
from interposer.store.terms import CLAIM, PREFIXES
from interposer.store.validate import (
    check_ontology,
    core_findings,
    disagreements,
    read_shapes,
    shacl_problems,
    sparql_findings,
)

USUAL = "ip:status ip:reported ; ip:polarity ip:asserts ; prov:hadPrimarySource source:news-one ; ip:locator 'p. 1'"
PLANTED = {
    "irreflexive": f"claim:irreflexive a ip:RelationClaim ; rdf:subject id:tsmc ; rdf:predicate ip:suppliesTo ; rdf:object id:tsmc ; {USUAL} .",
    "objectInRange": f"claim:objectInRange a ip:RelationClaim ; rdf:subject id:tsmc ; rdf:predicate ip:offers ; rdf:object id:taiwan ; {USUAL} .",
    "subjectInDomain": f"claim:subjectInDomain a ip:RelationClaim ; rdf:subject id:taiwan ; rdf:predicate ip:offers ; rdf:object id:emib ; {USUAL} .",
    "sameClass": f"claim:sameClass a ip:RelationClaim ; rdf:subject id:cowos ; rdf:predicate ip:subtypeOf ; rdf:object id:3d-packaging ; {USUAL} .",
    "unitFitsMetric": (
        f"claim:unitFitsMetric a ip:QuantityClaim ; rdf:subject id:tsmc ; ip:metric id:capacity ; ip:rawValue '5' ; ip:unit unit:billion-usd ; {USUAL} ."
    ),
    "notAfterPage": (
        f"claim:notAfterPage a ip:RelationClaim ; rdf:subject id:tsmc ; rdf:predicate ip:offers ; rdf:object id:emib ; {USUAL} ; "
        "ip:periodStart '2031-01-01'^^xsd:date . source:news-one dcterms:issued '2030-05'^^xsd:gYearMonth ."
    ),
    "status": "claim:status a ip:RelationClaim ; rdf:subject id:tsmc ; rdf:predicate ip:offers ; rdf:object id:emib ; ip:polarity ip:asserts ; prov:hadPrimarySource source:news-one ; ip:locator 'p. 1' .",
    "low": f"claim:low a ip:QuantityClaim ; rdf:subject id:tsmc ; ip:metric id:capacity ; ip:rawValue '5' ; ip:unit unit:wafer-per-month ; ip:low 9.0 ; ip:high 1.0 ; {USUAL} .",
}
"""A defect for each constraint that asks SPARQL, and two that do not."""


def spoilt(folder, *defects):
    """Compile an ontology and add defects that no check of the files would let through."""
    compiled = compile_ontology([folder])
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    compiled.store.load(input=(prefixes + "\n".join(defects)).encode(), format=ox.RdfFormat.TURTLE)
    return compiled


def as_graph(compiled):
    return rdflib.Graph().parse(
        data=compiled.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()), format="nt"
    )


@pytest.fixture(scope="module")
def shapes(ontology):
    return read_shapes(ontology)


@pytest.fixture(scope="module")
def bad(rich):
    return spoilt(rich, *PLANTED.values())


@pytest.fixture(scope="module")
def found(shapes, bad):
    pytest.importorskip("pyshacl", reason="the oracle is pyshacl, of interposer[shacl]")
    return {*core_findings(shapes, as_graph(bad)), *sparql_findings(shapes, bad)}


def test_both_ways_of_validating_find_the_same(shapes, bad, found):
    theirs = set(core_findings(shapes, as_graph(bad), with_sparql=True))
    assert theirs == found


def test_every_constraint_in_sparql_has_a_planted_defect(shapes):
    named = {str(constraint).rpartition("#")[2] for constraint in shapes.objects(None, rdflib.SH.sparql)}
    assert named
    assert named <= set(PLANTED)


@pytest.mark.parametrize("name", PLANTED)
def test_each_planted_defect_is_found_where_it_is(found, name):
    severity = "warning" if name == "notAfterPage" else "violation"
    assert severity in {how for focus, how, _ in found if focus == CLAIM + name}


@pytest.mark.parametrize("name", [name for name in PLANTED if name not in ("status", "low")])
def test_each_constraint_in_sparql_finds_its_defect_alone(shapes, rich, name):
    compiled = spoilt(rich, PLANTED[name])
    assert {focus for focus, *_ in sparql_findings(shapes, compiled)} >= {CLAIM + name}


def test_a_message_names_the_values(found):
    messages = {focus: message for focus, _, message in found}
    assert "billion-usd" in messages[CLAIM + "unitFitsMetric"]
    assert "2031-01-01" in messages[CLAIM + "notAfterPage"]
    assert not any("{?" in message for message in messages.values())


# Findings --------------------------------------------------------------------------------------------


def row_of(records, wanted):
    return next(record.place for record in records if wanted(record))


@pytest.mark.parametrize(
    ("defect", "where", "what", "mend"),
    [
        (
            "?claim ip:status ip:planned",
            lambda k: row_of(k.claims, lambda c: c.predicate == "capacity"),
            "Give the claim exactly one status: reported, planned, forecast or rumoured.",
            "Mend it.",
        ),
        (
            "?claim ip:low 2 ; ip:high 1",
            lambda k: row_of(k.claims, lambda c: c.predicate == "capacity"),
            "Give at most one lower bound, not above the upper bound",
            "Swap or correct the bounds.",
        ),
        (
            "id:tsmc a ip:Country",
            lambda k: row_of(k.entities, lambda e: e.id == "tsmc"),
            "A thing belongs to exactly one class that has an entity file",
            "Keep its row in one file.",
        ),
        (
            "source:news-one schema:url 'ftp://example.org'",
            lambda k: row_of(k.sources, lambda s: s.id == "news-one"),
            "Begin the source's address with http:// or https://.",
            "Mend it.",
        ),
        (
            "id:xtai-2330 ip:mic 'Taipei'",
            lambda k: row_of(k.listings, lambda _: True),
            "Give the exchange's ISO 10383 code: four capital letters or digits, such as XTAI.",
            "Mend it.",
        ),
    ],
)
def test_a_finding_names_file_row_and_how_to_mend_it(tiny, defect, where, what, mend):
    knowledge = read_checked([tiny])[0]
    claim = next(c for c in knowledge.claims if c.predicate == "capacity")
    compiled = spoilt(tiny, defect.replace("?claim", f"<{CLAIM}{claim.id}>") + " .")
    problems = shacl_problems(tiny, knowledge, compiled)
    place = where(knowledge)
    assert place.row > 1
    assert {(p.file, p.row, p.rule) for p in problems} == {(place.file, place.row, "shacl-violation")}
    assert (what, mend) in {(p.what.partition(": ")[2], p.mend) for p in problems}


def test_a_finding_on_what_no_row_makes_names_the_shapes(tiny):
    knowledge = read_checked([tiny])[0]
    (problem,) = shacl_problems(
        tiny,
        knowledge,
        spoilt(tiny, "ip:adores a ip:Metric ; skos:prefLabel 'a'@en ; ip:unitFamily ip:money ."),
    )
    assert (problem.file, problem.row) == ("shapes.ttl", 0)
    assert problem.what == "ns#adores: Define the concept in one sentence."


def test_a_warning_is_a_finding_of_its_own_rule(tiny):
    knowledge = read_checked([tiny])[0]
    late = "source:news-one dcterms:issued '2025'^^xsd:gYear . ?claim ip:periodStart '2026-01-01'^^xsd:date ."
    claim = next(c for c in knowledge.claims if c.source == "news-one" and c.object)
    problems = shacl_problems(tiny, knowledge, spoilt(tiny, late.replace("?claim", f"<{CLAIM}{claim.id}>")))
    assert (claim.place.row, "shacl-warning") in {(p.row, p.rule) for p in problems}
    assert {p.rule for p in problems} == {"shacl-warning"}


# Whole folders -----------------------------------------------------------------------------------


def test_a_whole_folder_has_no_findings(tiny):
    said = []
    assert check_ontology(tiny, announce=said.append) == []
    assert said == ["running the SHACL shapes …"]
    assert check_ontology(tiny, shacl=False) == []


def test_findings_come_in_order_and_leave_the_shapes_unasked(tiny):
    with (tiny / "claims/news-one.csv").open("a") as file:
        file.write("x,y\n")
    said = []
    problems = check_ontology(tiny, announce=said.append)
    assert problems == sorted(problems)
    assert {"columns", "canonical-order"} >= {p.rule for p in problems} >= {"columns"}
    assert said == []


def test_a_folder_that_cannot_be_read_is_a_finding(tiny):
    (tiny / "vocabulary.ttl").write_text("nonsense")
    problems = check_ontology(tiny)
    assert [(p.file, p.rule) for p in problems] == [("vocabulary.ttl", "turtle")]
    assert all(isinstance(p, Problem) for p in problems)


def test_shapes_that_cannot_be_used_are_a_finding(tiny):
    path = tiny / "shapes.ttl"
    whole = path.read_text()
    path.write_text(whole.replace("sh:maxCount 1", "sh:maxTimes 1"))
    assert [(p.file, p.rule, p.what) for p in check_ontology(tiny)] == [
        ("shapes.ttl", "shapes", "sh:maxTimes is not known here")
    ]
    path.write_text(whole + "nonsense")
    assert [(p.file, p.row, p.rule) for p in check_ontology(tiny)] == [("shapes.ttl", whole.count("\n") + 1, "turtle")]
    path.unlink()
    assert [(p.file, p.rule) for p in check_ontology(tiny)] == [("shapes.ttl", "turtle")]


# The oracle ------------------------------------------------------------------------------------------


def test_the_everyday_check_does_without_pyshacl(tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    assert check_ontology(tiny) == []


def test_the_oracle_agrees_on_a_whole_folder_and_says_when_it_is_asked(tiny):
    pytest.importorskip("pyshacl")
    said = []
    assert check_ontology(tiny, oracle=True, announce=said.append) == []
    assert said == ["running the SHACL shapes …", "asking pyshacl too …"]


def test_the_oracle_agrees_on_bad_data(shapes, bad):
    pytest.importorskip("pyshacl")
    assert disagreements(shapes, bad) == []


def test_what_only_one_of_the_two_finds_is_a_finding(shapes, bad, monkeypatch):
    monkeypatch.setattr(
        "interposer.store.validate.oracle_violations",
        lambda *_: iter([Violation("a", "violation", "", "AConstraintComponent", "")]),
    )
    problems = disagreements(shapes, bad)
    assert {p.rule for p in problems} == {"shacl-oracle"}
    whats = " ".join(p.what for p in problems)
    assert "only pyshacl finds that a violates AConstraintComponent of the node itself (violation)" in whats
    assert f"only the compiled shapes find that {CLAIM}low violates LessThanOrEqualsConstraintComponent" in whats


def test_without_its_extra_the_oracle_is_refused(tiny, monkeypatch):
    monkeypatch.setattr("interposer.store.validate.find_spec", lambda _: None)
    assert check_ontology(tiny) == []
    with pytest.raises(UsageError, match=r"interposer\[shacl\]"):
        check_ontology(tiny, oracle=True)


def test_checking_changes_no_file(tiny):
    before = {p: p.read_bytes() for p in tiny.rglob("*") if p.is_file()}
    check_ontology(tiny)
    assert {p: p.read_bytes() for p in tiny.rglob("*") if p.is_file()} == before
