"""Disagreements: every claim of both sides, the largest first, and what the filters leave out is counted."""

from __future__ import annotations

import json

import pytest

from interposer.errors import NameUnknownError, UsageError
from interposer.lookup.disagreements import KINDS, conflicts
from interposer.lookup.filters import make_filters

EVERY = "reported,planned,forecast,rumoured"


def number(source, value, **more):
    usual = {"subject": "tsmc", "predicate": "capacity", "unit": "wafer-per-month", "period": "2026"}
    return {**usual, "source": source, "value": value, **more}


def opened(source, value, **more):
    return {"subject": "ap7", "predicate": "opened", "source": source, "value": value, **more}


def rows(answer, *keys):
    return [tuple(r[key] for key in keys) for r in answer.results]


# Rows --------------------------------------------------------------------------------------------


def test_sources_that_agree_have_no_disagreement(compiled):
    store = compiled(number("news-one", "100"), number("news-two", "~100"), number("news-three", "100", period="2027"))
    answer = conflicts(store)
    assert (answer.results, answer.hidden, answer.next) == ([], {}, [])


def test_numbers_stand_side_by_side_from_the_lowest_to_the_highest(compiled):
    claims = [
        number("news-one", "300"),
        number("news-two", "100", status="forecast"),
        number("news-three", "200"),
        number("blog-one", "100"),
    ]
    (row,) = conflicts(compiled(*claims)).results
    assert (row["kind"], row["subject"]["label"], row["what"], row["period"]) == (
        "contradiction",
        "TSMC",
        "wafer capacity",
        "2026",
    )
    assert (row["says"], row["difference"], row["size"]) == ("100 … 300 wafers/month", "×3", 0.667)
    assert row["sides"] == [
        {"says": "100 wafers/month", "by": ["news-two", "blog-one"]},
        {"says": "200 wafers/month", "by": ["news-three"]},
        {"says": "300 wafers/month", "by": ["news-one"]},
    ]
    assert [c["source"]["id"] for c in row["claims"]] == ["blog-one", "news-two", "news-three", "news-one"]
    assert row["families"] == 4


def test_units_are_compared_and_said_each_as_it_is_printed(compiled):
    (row,) = conflicts(compiled(number("news-one", "1000"), number("news-two", "24000", unit="wafer-per-year"))).results
    assert row["says"] == "1000 wafers/month … 24000 wafers/year"
    assert row["difference"] == "×2"


def test_a_relation_shows_each_value_and_a_denial(tiny_store):
    said = {row["what"]: row for row in conflicts(tiny_store).results}
    assert said["is headquartered in"]["says"] == "Taiwan / United States"
    assert said["offers"]["says"] == "EMIB / not EMIB"
    assert said["offers"]["sides"] == [{"says": "EMIB", "by": ["news-one"]}, {"says": "not EMIB", "by": ["news-two"]}]
    assert {row["size"] for row in (said["offers"], said["is headquartered in"])} == {1}


def test_dates_differ_by_their_middles(compiled):
    (row,) = conflicts(compiled(opened("news-one", "2024"), opened("news-two", "2026"))).results
    assert (row["what"], row["says"], row["period"]) == ("opened", "2024 … 2026", None)
    assert row["difference"] == "24 months"
    assert row["size"] == pytest.approx(2 / 3, abs=0.001)


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("2026-06-01", "2026-06-02", "1 day"),
        ("2026-06-01", "2026-07-11", "40 days"),
        ("2025-Q1", "2025-Q4", "9 months"),
    ],
)
def test_a_difference_of_dates_is_said_as_people_say_it(compiled, one, other, difference):
    (row,) = conflicts(compiled(opened("news-one", one), opened("news-two", other))).results
    assert row["difference"] == difference


def test_a_milestone_is_named_by_its_label(compiled):
    claims = [
        opened(source, value, predicate="mass-production")
        for source, value in (("news-one", "2024"), ("news-two", "2026"))
    ]
    (row,) = conflicts(compiled(*claims)).results
    assert row["what"] == "mass production"
    assert row["claims"][0]["text"] == "TSMC AP7 mass production: 2024"


@pytest.mark.parametrize(
    ("one", "other", "size"),
    [("100", ">200", 0.5), ("<50", "100", 0.5), ("10-30", "40", 0.5), ("0", "20", 1), ("-40", "40", 1)],
)
def test_the_size_of_a_difference_goes_by_the_middles_or_the_one_end_there_is(compiled, one, other, size):
    (row,) = conflicts(compiled(number("news-one", one), number("news-two", other))).results
    assert row["size"] == pytest.approx(size, abs=0.001)


def test_plans_spread_one_voice_revises_and_reports_contradict(compiled):
    claims = [
        number("news-one", "100"), number("news-two", "110"),
        number("news-one", "100", period="2027"), number("news-two", "900", period="2027", status="forecast"),
        number("news-one", "100", period="2028", stated_on="2025-01"), number("news-one-copy", "900", period="2028", stated_on="2025-06"),
    ]  # fmt: skip
    assert rows(conflicts(compiled(*claims)), "kind", "period") == [
        ("contradiction", "2026"),
        ("spread", "2027"),
        ("revision", "2028"),
    ]


def test_of_several_kinds_on_one_key_the_firmest_counts(compiled):
    claims = [number("news-one", "100"), number("news-two", "300"), number("news-three", "900", status="forecast")]
    (row,) = conflicts(compiled(*claims)).results
    assert row["kind"] == "contradiction"
    assert [c["status"] for c in row["claims"]] == ["reported", "reported", "forecast"]


def test_within_a_kind_the_largest_comes_first_whether_number_or_date(compiled):
    claims = [
        number("news-one", "100"), number("news-two", "110"),
        number("news-one", "100", period="2027"), number("news-two", "300", period="2027"),
        opened("news-one", "2020"), opened("news-two", "2025"),
    ]  # fmt: skip
    answer = conflicts(compiled(*claims))
    assert rows(answer, "difference") == [("60 months",), ("×3",), ("×1.1",)]
    assert rows(answer, "size") == sorted(rows(answer, "size"), reverse=True)


# Filters -----------------------------------------------------------------------------------------

SCOPED = (
    number("news-one", "100", scope="cowos", scope_note="all sites"), number("news-two", "300", scope="cowos", scope_note="all sites"),
    {"source": "news-one", "subject": "intel", "predicate": "headquarteredIn", "object": "taiwan"},
    {"source": "news-two", "subject": "intel", "predicate": "headquarteredIn", "object": "united-states"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "subject"),
    [("TSMC", "tsmc"), ("CoWoS", "tsmc"), ("Intel", "intel"), ("Taiwan", "intel"), ("United States", "intel")],
)
def test_a_thing_is_in_a_disagreement_as_subject_object_or_scope(compiled, name, subject):
    answer = conflicts(compiled(*SCOPED), name)
    assert [row["subject"]["id"] for row in answer.results] == [subject]
    assert list(answer.resolved) == [name]


def test_a_thing_without_disagreement_has_none_and_an_unknown_one_is_refused(compiled):
    store = compiled(*SCOPED)
    assert conflicts(store, "EMIB").results == []
    with pytest.raises(NameUnknownError):
        conflicts(store, "nobody at all")


def test_the_scope_is_said_with_its_note(compiled):
    assert conflicts(compiled(*SCOPED), "CoWoS").results[0]["scope"] == "CoWoS; all sites"


def test_one_kind_is_kept_and_another_word_refused(compiled):
    store = compiled(*SCOPED)
    assert len(conflicts(store, kind="contradiction").results) == 2
    assert conflicts(store, kind="spread").results == []
    assert conflicts(store, kind="arithmetic").results == []
    with pytest.raises(UsageError, match=", ".join(KINDS)):
        conflicts(store, kind="quarrel")


def test_disagreements_of_other_statuses_are_counted(compiled):
    store = compiled(number("news-one", "100"), number("news-two", "300", status="forecast"))
    assert len(conflicts(store, filters=make_filters("reported,forecast")).results) == 1
    answer = conflicts(store, filters=make_filters("reported"))
    assert (answer.results, answer.hidden) == ([], {"disagreements of other statuses": 1})


def test_disagreements_of_too_few_voices_are_counted(compiled):
    store = compiled(number("news-one", "100"), number("news-two", "300"), number("news-three", "800"))
    assert len(conflicts(store, filters=make_filters(EVERY, min_sources=3)).results) == 1
    answer = conflicts(store, filters=make_filters(EVERY, min_sources=4))
    assert (answer.results, answer.hidden) == ([], {"rows with too few sources": 1})


def test_evidence_adds_the_sources_of_every_side(tiny_store):
    plain = {key for row in conflicts(tiny_store).results for c in row["claims"] for key in c["source"]}
    assert plain == {"id", "family"}
    full = [c["source"] for row in conflicts(tiny_store, evidence=True).results for c in row["claims"]]
    assert all({"title", "publisher", "url"} <= set(source) for source in full)


def test_without_evidence_the_next_step_is_to_see_it(tiny_store):
    answer = conflicts(tiny_store)
    assert answer.next == [f'interposer conflicts "{answer.results[0]["subject"]["label"]}" --sources']
    assert conflicts(tiny_store, evidence=True).next == []


# The shipped data --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped_answer(shipped_store):
    return conflicts(shipped_store, evidence=True)


@pytest.mark.parametrize(
    ("subject", "what", "scope", "period"),
    [
        *(("CoWoS", "production capacity", None, f"{year}-12-31") for year in (2024, 2025, 2026, 2027)),
        ("NVIDIA", "share of allocation", "CoWoS", ...),
        ("SK hynix", "market share", "HBM", ...),
        ("hybrid bonder market", "market size", None, ...),
        ("Nittobo", "market share", "T-glass", ...),
        (..., "market share", "HBM4; for NVIDIA Rubin", ...),
        ("CoPoS", "mass production", None, None),
        ("TSMC AP8 Tainan", "mass production", None, None),
    ],
)
def test_the_well_known_disagreements_are_listed(shipped_answer, subject, what, scope, period):
    wanted = (subject, what, scope, period)
    found = [
        row
        for row in shipped_answer.results
        if all(w in (..., f) for w, f in zip(wanted, (row["subject"]["label"], row["what"], row["scope"], row["period"]), strict=True))
    ]  # fmt: skip
    assert found
    for row in found:
        assert row["kind"] in ("contradiction", "spread")
        assert len(row["sides"]) > 1
        assert len({c["source"]["family"] for c in row["claims"]}) > 1


def test_the_well_known_arithmetic_is_listed(shipped_answer):
    said = {(r["subject"]["label"], r["what"]): r for r in shipped_answer.results if r["kind"] == "arithmetic"}
    tokens = said["China enterprise large-model token usage", "growth rate"]
    assert "363 % stated" in tokens["says"]
    assert "57.1 %" in said["China AI chip market", "compound annual growth rate"]["says"]
    assert all(len({c["source"]["id"] for c in row["claims"]}) == 1 for row in said.values())


def test_whatever_the_compiler_found_is_listed_once_with_every_claim(shipped_store, shipped_answer):
    made = {}
    for node, claim in shipped_store.select("SELECT ?d ?c WHERE { ?d ip:ofClaims ?c }").pairs():
        made.setdefault(node.slug.partition("-")[0], set()).add(claim.slug)
    listed = {r["id"]: {c["id"] for c in r["claims"]} for r in shipped_answer.results if r["kind"] != "arithmetic"}
    assert listed == made
    assert len(shipped_answer.results) == len({r["id"] for r in shipped_answer.results}) >= 60


def test_the_order_is_kind_then_size(shipped_answer):
    order = [(KINDS.index(r["kind"]), -r["size"]) for r in shipped_answer.results]
    assert order == sorted(order)
    assert json.dumps(shipped_answer.envelope())
