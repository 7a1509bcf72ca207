"""Coverage, stale, gaps: counts that add up, the age of the last word, and what a class should have and lacks."""

from __future__ import annotations

from collections import defaultdict

import pytest

from interposer.errors import UsageError
from interposer.lookup.coverage import coverage, gaps, stale
from interposer.lookup.questions import read_gaps


def offer(source, company="tsmc", what="cowos", **more):
    return {"source": source, "subject": company, "predicate": "offers", "object": what, **more}


def sections(store):
    made = defaultdict(dict)
    for row in coverage(store).results:
        made[row["section"]][row["name"]] = row
    return made


def counts(section):
    return {name: row["count"] for name, row in section.items()}


# Coverage ----------------------------------------------------------------------------------------

WHOLE = ("status", "source kind", "grade", "year of the source", "year of the fact", "class", "recorded")
"""Sections in which every live claim stands exactly once."""


@pytest.fixture(scope="module", params=["rich_store", "shipped_store"])
def read(request):
    return sections(request.getfixturevalue(request.param))


@pytest.mark.parametrize("section", WHOLE)
def test_the_counts_of_a_section_add_up_to_the_live_claims(read, section):
    assert sum(counts(read[section]).values()) == read["in all"]["live claims"]["count"]


def test_relations_metrics_and_milestones_add_up_to_the_live_claims(read):
    live = read["in all"]["live claims"]["count"]
    assert sum(sum(counts(read[section]).values()) for section in ("relation", "metric", "milestone")) == live


def test_a_share_is_of_the_whole_that_it_is_a_part_of(read):
    live = read["in all"]["live claims"]
    assert live["share"] == round(live["count"] / read["in all"]["claims"]["count"], 4)
    for section in WHOLE:
        assert all(row["share"] == round(row["count"] / live["count"], 4) for row in read[section].values())


def test_claims_that_are_not_live_are_counted_in_all_only(compiled):
    store = compiled(
        offer("news-one"), offer("news-two", quarantine="a slip"), offer("blog-one", retracted="2026-02-01")
    )
    read = sections(store)
    assert counts(read["in all"])["claims"] == 3
    assert counts(read["in all"])["live claims"] == 1
    assert counts(read["source kind"]) == {"news": 1}


def test_statements_of_a_single_voice_are_counted(compiled):
    store = compiled(
        offer("news-one"), offer("news-two"), offer("news-one", "intel", "emib"), offer("news-one-copy", "intel", "emib"),
        {"source": "news-one", "subject": "tsmc", "predicate": "capacity", "value": "5", "unit": "wafer-per-month", "period": "2026"},
    )  # fmt: skip
    voices = sections(store)["one voice only"]
    assert (voices["relations"]["count"], voices["relations"]["share"]) == (1, 0.5)
    assert "of 2 statements" in voices["relations"]["note"]
    assert (voices["numbers and dates"]["count"], voices["numbers and dates"]["share"]) == (1, 1)


def test_the_oldest_and_newest_word_are_as_precise_as_printed(compiled):
    ages = sections(compiled(offer("news-one", stated_on="2021"), offer("news-two", stated_on="2026-03")))["age"]
    assert {name: (row["count"], row["note"]) for name, row in ages.items()} == {
        "oldest word": (None, "2021"),
        "newest word": (None, "2026-03"),
    }
    assert sections(compiled(offer("news-one")))["age"] == {}


def test_a_milestone_counts_in_the_year_of_its_date(compiled):
    read = sections(
        compiled({"source": "news-one", "subject": "ap7", "predicate": "opened", "value": "2026-06"}, offer("news-one"))
    )
    assert counts(read["year of the fact"]) == {"2026": 1, "none": 1}


def test_claims_without_a_grade_are_the_editors(rich_store):
    read = sections(rich_store)
    assert read["grade"]["none"]["count"] == read["source kind"]["editorial"]["count"]
    assert "taxonomy" in read["grade"]["none"]["note"]


def test_a_country_has_the_claims_of_what_sits_there(compiled):
    seated = {"source": "news-one", "subject": "tsmc", "predicate": "headquarteredIn", "object": "taiwan"}
    assert counts(sections(compiled(seated, offer("news-one")))["country"]) == {"Taiwan": 2}


def test_the_audit_says_how_the_rows_were_read(shipped_store):
    audit = sections(shipped_store)["audit"]
    rows, relations = audit["rows confirmed"], audit["relations confirmed"]
    assert (rows["count"], round(rows["share"], 3)) == (76, 0.905)
    assert rows["note"].startswith("76 of 84 rows read again; 95 % interval 82-95 %. Every row was read once")
    assert (relations["count"], round(relations["share"], 2)) == (37, 0.84)
    assert relations["note"].startswith("37 of 44 rows read again")
    assert list(audit) == ["rows confirmed", "relations confirmed", "numbers confirmed"]


def test_every_question_without_an_answer_says_what_is_missing(rich_store):
    rows = sections(rich_store)["question without an answer"]
    assert len(rows) == len(read_gaps())
    assert all(row["note"].startswith("missing: ") and row["count"] is None for row in rows.values())


# Stale -------------------------------------------------------------------------------------------


@pytest.fixture
def aged(compiled):
    return compiled(
        offer("news-one", stated_on="2020"), offer("news-two", stated_on="2025-06-30"),
        offer("news-one", "intel", "emib", stated_on="2023-05"), offer("news-one", "nvidia", "cowos-l"),
        offer("news-two", "intel", "emib", stated_on="2026-01-01", retracted="2026-01-02"),
    )  # fmt: skip


def test_things_are_old_when_their_newest_word_is(aged):
    answer = stale(aged, "12m", "2025-12-31")
    assert [(r["thing"]["id"], r["newest"], r["months"], r["claims"]) for r in answer.results] == [
        ("emib", "2023-05", 32, 1),
        ("intel", "2023-05", 32, 1),
    ]
    assert {r["thing"]["id"] for r in stale(aged, "1m", "2025-12-31").results} == {"cowos", "emib", "intel", "tsmc"}
    assert stale(aged, "9y", "2025-12-31").results == []


@pytest.mark.parametrize(
    ("older", "today", "old"),
    [
        ("10d", "2025-07-10", False), ("10d", "2025-07-11", True), ("2w", "2025-07-14", False), ("2w", "2025-07-15", True),
        ("1m", "2025-07-30", False), ("1m", "2025-07-31", True), ("1y", "2026-06-30", False), ("1y", "2026-07-01", True),
        (" 1Y ", "2026-07-01", True), ("0d", "2025-06-30", False), ("0d", "2025-07-01", True),
    ],
)  # fmt: skip
def test_a_span_is_days_weeks_months_or_years(aged, older, today, old):
    assert ("cowos" in {r["thing"]["id"] for r in stale(aged, older, today).results}) is old


def test_a_year_keeps_its_precision(compiled):
    assert [r["newest"] for r in stale(compiled(offer("news-one", stated_on="2020")), "1y", "2024-01-01").results] == [
        "2020"
    ] * 2


def test_things_without_a_dated_word_are_counted(aged):
    answer = stale(aged, "12m", "2025-12-31")
    assert answer.hidden == {"things of which only undated sources speak": 2}
    assert answer.args == ["12m", "2025-12-31"]


def test_today_is_today_unless_said(aged):
    assert [r["thing"]["id"] for r in stale(aged, "1y").results][:2] == ["emib", "intel"]


@pytest.mark.parametrize("older", ["", "12", "m", "-1m", "1.5y", "12 months", "12mm", "1h"])
def test_a_malformed_span_is_refused(aged, older):
    with pytest.raises(UsageError, match="write a number and d, w, m or y"):
        stale(aged, older)


@pytest.mark.parametrize("today", ["yesterday", "2026", "2026-13-01", "2026-02-30"])
def test_a_malformed_day_is_refused(aged, today):
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        stale(aged, "12m", today)


# Gaps --------------------------------------------------------------------------------------------

AP7 = {"source": "news-one", "subject": "ap7"}
COMPLETE = (
    {**AP7, "predicate": "locatedIn", "object": "taiwan"}, {**AP7, "predicate": "performs", "object": "cowos"},
    {"source": "news-one", "subject": "tsmc", "predicate": "operates", "object": "ap7"},
)  # fmt: skip


def lacks(answer, thing):
    return {(r["lacks"], r["direction"]) for r in answer.results if r["thing"]["id"] == thing}


def test_what_a_thing_lacks_is_listed_and_what_it_has_is_not(compiled):
    assert lacks(gaps(compiled(offer("news-one")), "facilities"), "ap7") == {
        ("locatedIn", "out"), ("performs", "out"), ("operates", "in"),
    }  # fmt: skip
    assert lacks(gaps(compiled(*COMPLETE[:1]), "facilities"), "ap7") == {("performs", "out"), ("operates", "in")}
    assert gaps(compiled(*COMPLETE), "facilities").results == []


def test_a_plan_fills_a_gap_a_denial_or_retraction_does_not(compiled):
    (located, *_) = COMPLETE
    assert lacks(gaps(compiled({**located, "status": "planned"}), relation="locatedIn"), "ap7") == set()
    for more in ({"polarity": "denies"}, {"retracted": "2026-02-01"}, {"quarantine": "a slip"}):
        assert lacks(gaps(compiled({**located, **more}), relation="locatedIn"), "ap7") == {("locatedIn", "out")}


def test_a_gap_is_said_in_its_direction(compiled):
    said = {r["lacks"]: r["phrase"] for r in gaps(compiled(offer("news-one")), "facilities").results}
    assert said == {"locatedIn": "is located in", "performs": "performs", "operates": "is operated by"}


@pytest.mark.parametrize("relation", ["headquarteredIn", "headquarteredin", "HEADQUARTEREDIN"])
def test_one_relation_of_every_class_that_expects_it(compiled, relation):
    answer = gaps(compiled(offer("news-one")), relation=relation)
    assert {r["thing"]["id"] for r in answer.results} == {"intel", "nvidia", "tsmc"}
    assert {r["lacks"] for r in answer.results} == {"headquarteredIn"}


def test_things_are_grouped_by_class_then_relation_then_label(rich_store):
    order = [(r["thing"]["kind"], r["lacks"], r["thing"]["label"]) for r in gaps(rich_store).results]
    assert order == sorted(order)
    assert {"Company", "Facility", "Material"} >= {kind for kind, *_ in order} - {"Chip", "ComponentType", "Offering"}


@pytest.mark.parametrize(
    ("kind", "relation", "said"),
    [
        ("nonsense", "", "'nonsense' is no class; the classes are"),
        ("", "nonsense", "--relation 'nonsense': no class expects it; use designedBy"),
        ("countries", "", "expects nothing of countries; it expects relations of: Chip, Company"),
        ("facilities", "headquarteredIn", "expects no headquarteredIn of facilities; it expects of them: locatedIn"),
    ],
)
def test_what_is_expected_of_none_is_a_usage_error(compiled, kind, relation, said):
    with pytest.raises(UsageError) as caught:
        gaps(compiled(offer("news-one")), kind, relation)
    assert said in str(caught.value)


# The shipped data --------------------------------------------------------------------------------


def test_most_of_the_shipped_data_rests_on_one_voice_and_says_so(shipped_store):
    read = sections(shipped_store)
    assert read["in all"]["live claims"]["count"] > 5000
    assert 0.5 < read["one voice only"]["relations"]["share"] < 1
    assert read["one voice only"]["relations"]["count"] < read["in all"]["live claims"]["count"]


def test_the_shipped_gaps_are_true(shipped_store):
    (row, *_) = gaps(shipped_store, "facilities", "locatedIn").results
    slug = row["thing"]["id"]
    assert shipped_store.select(f"SELECT ?o {{ id:{slug} a ip:Facility . id:{slug} ip:locatedIn ?o }}").rows == []


def test_what_is_stale_in_the_shipped_data_was_said_long_ago(shipped_store):
    answer = stale(shipped_store, "5y", "2026-12-31")
    assert answer.results
    assert max(r["newest"] for r in answer.results) <= "2021-12-31"
    assert [r["months"] for r in answer.results] == sorted((r["months"] for r in answer.results), reverse=True)
