"""Answers: what the claims behind a row amount to, how a claim reads, and the envelope."""

from __future__ import annotations

import pytest

from interposer.lookup.answers import Answer, claim_records, claim_text, conflicts_of, support_of, voices
from interposer.lookup.claims import fetch_claims, fetch_sources
from interposer.lookup.filters import make_filters
from interposer.lookup.names import Thing

from .test_filters import claim

NEWS, COPY, OTHER = ({"family": f, "kind": "news", "grade": "C"} for f in ("wire", "wire", "daily"))
DIGEST = {"family": "digester", "kind": "digest", "grade": "D"}
EDITOR = {"family": "interposer", "kind": "editorial"}
THINGS = {
    "tsmc": Thing("TSMC", "tsmc", "Company"),
    "cowos": Thing("CoWoS", "cowos", "Offering"),
    "capacity": Thing("wafer capacity", "capacity", "Metric"),
}


@pytest.mark.parametrize(
    ("behind", "count"),
    [
        ([], 0), ([NEWS], 1), ([NEWS, COPY], 1), ([NEWS, OTHER], 2), ([DIGEST], 1), ([DIGEST, {**DIGEST, "family": "other"}], 1),
        ([NEWS, DIGEST], 1), ([EDITOR], 0), ([EDITOR, NEWS], 1),
    ],
)  # fmt: skip
def test_a_voice_counts_once_a_digest_not_beside_others_the_editors_never(behind, count):
    assert voices([claim(**said) for said in behind]) == count


def test_a_row_has_the_firmest_status_and_the_best_grade():
    support = support_of([claim(status="rumoured", **NEWS), claim(status="planned", **{**OTHER, "grade": "A"})])
    assert (support.status, support.grade, support.families, support.disputed) == ("planned", "A", 2, False)


def test_a_row_that_only_the_editors_state_says_so():
    support = support_of([claim(**EDITOR)])
    assert support.record() == {"status": "editorial", "grade": None, "families": 0, "disputed": False}
    assert support_of([claim(**EDITOR), claim(**NEWS)]).status == "reported"


def test_a_denial_disputes_a_row_and_alone_makes_none():
    denial = claim(polarity="denies", **OTHER)
    assert support_of([claim(**NEWS), denial]).disputed
    assert support_of([claim(**NEWS), denial]).families == 1
    assert support_of([denial]) is None
    assert support_of([]) is None


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"predicate": "offers", "object": "cowos"}, "TSMC offers CoWoS"),
        ({"predicate": "offers", "object": "cowos", "polarity": "denies"}, "TSMC does not: offers CoWoS"),
        ({"predicate": "offers", "object": "nobody"}, "TSMC offers nobody"),
        (
            {"metric": "capacity", "value": ">90000", "unit": "wafer-per-month"},
            "TSMC wafer capacity: >90000 wafer-per-month",
        ),
        (
            {"metric": "capacity", "value": "1", "unit": "u", "scope": "cowos", "scope_note": "all"},
            "TSMC wafer capacity (CoWoS; all): 1 u",
        ),
        ({"metric": "capacity", "value": "5", "unit": "u", "period": "2026"}, "TSMC wafer capacity in 2026: 5 u"),
        (
            {"metric": "capacity", "value": "5", "unit": "u", "period": "2026-12-31"},
            "TSMC wafer capacity on 2026-12-31: 5 u",
        ),
        (
            {"metric": "capacity", "value": "5", "unit": "u", "period": "2024/2026"},
            "TSMC wafer capacity in 2024/2026: 5 u",
        ),
        ({"milestone": "opened", "value": "2026-06"}, "TSMC opened: 2026-06"),
        ({"milestone": "mass-production", "value": "2026"}, "TSMC mass production: 2026"),
    ],
)
def test_a_claim_reads_as_one_line(said, text):
    assert claim_text(claim(subject="tsmc", **said), THINGS) == text


@pytest.mark.parametrize(
    ("unit", "written"), [("wafer-per-month", "5 wafers/month"), ("each", "5"), ("unknown", "5 unknown")]
)
def test_a_unit_is_written_by_its_sign(unit, written):
    said = claim(subject="tsmc", metric="capacity", value="5", unit=unit)
    text = claim_text(said, THINGS, {"wafer-per-month": "wafers/month", "each": ""})
    assert text == f"TSMC wafer capacity: {written}"


def test_claims_stand_best_evidence_first_and_denials_last(rich_store):
    found = fetch_claims(rich_store, "?claim rdf:object id:emib ; rdf:predicate ip:offers")
    records = claim_records(found, THINGS, {})
    assert [r["polarity"] for r in records] == ["asserts"] * 4 + ["denies"]
    assert [r["grade"] or "E" for r in records[:4]] == sorted(r["grade"] or "E" for r in records[:4])
    assert records[0]["source"] == {"id": "news-one", "family": "wire"}


def test_evidence_adds_who_says_it_and_where(rich_store):
    found = fetch_claims(rich_store, "?claim rdf:subject id:jcet ; ip:attributedTo ?who")
    (record,) = claim_records(found, THINGS, fetch_sources(rich_store))
    assert record["source"]["publisher"] == "news-two"
    assert record["source"]["url"] == "https://example.org/news-two"
    assert (record["note"], record["attributed_to"], record["locator"]) == ("last word", "its chairman", "p. 1")


def test_nothing_empty_is_noted_on_a_claim(rich_store):
    records = claim_records(fetch_claims(rich_store, "?claim rdf:subject id:tsmc"), THINGS, {})
    optional = {"item", "note", "attributed_to", "quarantined", "overlay"}
    assert all(record[key] for record in records for key in optional & set(record))


def test_disagreements_name_every_claim_in_them(rich_store):
    found = fetch_claims(rich_store, "?claim rdf:subject id:tsmc ; rdf:predicate ip:headquarteredIn")
    (conflict,) = conflicts_of(rich_store, found[:1])
    assert conflict["kind"] == "contradiction"
    assert conflict["claims"] == sorted(c.id for c in found)
    assert conflicts_of(rich_store, fetch_claims(rich_store, "?claim rdf:subject id:blackwell")) == []


def test_the_envelope_keeps_its_keys_whatever_was_found():
    made = Answer("who/1", ["does", "2.5D"], make_filters("planned", "2025-06", "2026"), {"2.5D": "x"}).envelope()
    assert list(made) == [
        "schema",
        "query",
        "data_version",
        "as_of",
        "known_on",
        "results",
        "conflicts",
        "hidden",
        "truncated",
        "next",
    ]
    assert made["query"]["command"] == "who"
    assert (made["as_of"], made["known_on"]) == ("2025-06", "2026")


@pytest.mark.parametrize(
    ("limit", "kept", "cut"), [(0, 3, False), (2, 2, True), (3, 3, False), (9, 3, False), (-1, 3, False)]
)
def test_a_limit_says_whether_it_cut(limit, kept, cut):
    answer = Answer("list/1", [])
    answer.results = [{}, {}, {}]
    answer = answer.limited(limit)
    assert (len(answer.results), answer.truncated) == (kept, cut)


def test_quarantined_claims_support_nothing_beside_others(rich_store):
    found = fetch_claims(rich_store, "?claim rdf:subject id:tsmc ; rdf:predicate ip:offers")
    sound = found[0]._replace(quarantined="", polarity="asserts", status="reported", family="one", kind="news")
    doubted = sound._replace(id="0" * 16, family="two", quarantined="a slip of the page")
    assert support_of([sound, doubted]) == support_of([sound])
    assert support_of([doubted]).status == "quarantined"


def test_rows_are_flat_with_labels_and_ids_apart():
    answer = Answer("who/1", ["does", "2.5D"])
    thing = Thing("TSMC", "tsmc", "Company").record()
    answer.results = [
        {"thing": thing, "via": [thing, thing], "grade": None, "tags": ["a", "b"], "none": [], "claims": [{"x": 1}]}
    ]
    assert answer.rows() == [
        {
            "thing": "TSMC",
            "thing_id": "tsmc",
            "via": "TSMC; TSMC",
            "via_id": "tsmc; tsmc",
            "grade": None,
            "tags": "a; b",
            "none": "",
            "claims": 1,
        }
    ]


def test_an_answer_prints_as_a_short_table_without_control_characters():
    answer = Answer("list/1", ["companies"])
    answer.notes.append("21 of them")
    answer.results = [{"thing": {"id": f"c{i}", "label": f"C{i}\x1b[31m{'x' * 90}"}, "n": i} for i in range(21)]
    lines = str(answer).splitlines()
    assert lines[:2] == ["list companies: 21 results", "21 of them"]
    assert lines[2].split() == ["thing", "n"]
    assert lines[3].startswith("C0 [31mxxx")
    assert lines[3].split()[-2].endswith("…")
    assert lines[-1] == "… and 1 more"
    assert str(Answer("who/1", [])) == "who: 0 results"
