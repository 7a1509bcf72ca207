"""Checks: the shapes' own engine and ours find the same, and each constraint finds what it is for."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from interposer.errors import Problem
from interposer.store.compile import compile_ontology, read_checked
from interposer.store.terms import CLAIM, PREFIXES
from interposer.store.validate import check_ontology, core_findings, shacl_problems, sparql_findings

pytest.importorskip("pyshacl", reason="the SHACL shapes need interposer[shacl]")

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
    return rdflib.Graph().parse(ontology / "shapes.ttl", format="turtle")


@pytest.fixture(scope="module")
def bad(rich):
    return spoilt(rich, *PLANTED.values())


@pytest.fixture(scope="module")
def found(shapes, bad):
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


def test_whole_data_have_no_findings(shapes, rich, tiny):
    for folder in (rich, tiny):
        compiled = compile_ontology([folder])
        assert set(core_findings(shapes, as_graph(compiled))) == set()
        assert set(sparql_findings(shapes, compiled)) == set()


def test_a_finding_on_a_claim_names_its_file_and_row(tiny):
    knowledge = read_checked([tiny])[0]
    claim = next(c for c in knowledge.claims if c.predicate == "capacity")
    problems = shacl_problems(tiny, knowledge, spoilt(tiny, f"<{CLAIM}{claim.id}> ip:status ip:planned ."))
    assert [(p.file, p.row, p.rule) for p in problems] == [(claim.place.file, claim.place.row, "shacl-violation")]
    assert problems[0].what
    assert problems[0].mend


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


def test_without_the_extra_the_rest_is_checked_and_that_is_said(tiny, monkeypatch):
    monkeypatch.setattr("interposer.store.validate.find_spec", lambda _: None)
    said = []
    assert check_ontology(tiny, announce=said.append) == []
    assert "interposer[shacl]" in said[0]


def test_checking_changes_no_file(tiny):
    before = {p: p.read_bytes() for p in tiny.rglob("*") if p.is_file()}
    check_ontology(tiny)
    assert {p: p.read_bytes() for p in tiny.rglob("*") if p.is_file()} == before
