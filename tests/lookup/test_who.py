"""Who: every verb on a small world where each relation stands once, and 2.5D on the shipped data."""

from __future__ import annotations

import pytest

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.filters import make_filters
from interposer.lookup.who import who

from . import answers, labels

K5 = ("k5", "performs")  # a site that nobody is known to operate answers for itself


def row(answer, thing, relation):
    return next(r for r in answer.results if (r["thing"]["id"], r["relation"]) == (thing, relation))


@pytest.mark.parametrize(
    ("verb", "thing", "found"),
    [
        ("offers", "CoWoS", [("tsmc", "offers"), ("tsmc", "performs")]),
        ("develops", "hybrid bonding", [("jcet", "develops")]),
        ("develops", "advanced packaging", [("acme", "develops")]),
        ("makes", "NVIDIA Blackwell", [("nvidia", "designedBy"), ("tsmc", "fabricatedBy")]),
        ("makes", "ABF film", [("ajinomoto", "supplies"), ("samsung", "supplies")]),
        ("packages", "NVIDIA Blackwell", [("amkor", "packagedBy")]),
        ("packages", "EMIB", [K5]),
        ("supplies", "ABF film", [("ajinomoto", "supplies"), ("ajinomoto", "suppliesTo"), ("samsung", "supplies")]),
        ("buys", "ABF film", [("ibiden", "suppliesTo")]),
        ("buys", "Ibiden", [("intel", "suppliesTo")]),
        ("uses", "CoWoS", [("nvidia", "designs"), ("blackwell", "packagedWith")]),
        ("needs", "silicon interposer", [("cowos", "requires")]),
        ("performs", "CoWoS", [("tsmc", "performs")]),
        ("operates", "TSMC AP7", [("tsmc", "operates")]),
        ("drives", "CoWoS", [("ai-demand", "drives")]),
        ("holds back", "2.5D", [("memory-wall", "constrainedBy")]),
        ("holds back", "advanced packaging", [("memory-wall", "constrainedBy")]),
        ("backs", "TSMC", []),
    ],
)
def test_a_verb_reads_its_relations(rich_store, verb, thing, found):
    assert answers(who(rich_store, verb, thing)) == found


def test_everything_below_a_thing_counts_and_via_names_what_matched(rich_store):
    answer = who(rich_store, "does", "advanced packaging")
    assert labels(row(answer, "tsmc", "offers")["via"]) == ["CoWoS"]
    assert labels(row(answer, "amkor", "offers")["via"]) == ["2.5D packaging"]
    assert answer.resolved == {"advanced packaging": "advanced-packaging"}


def test_a_weak_link_moves_nothing(rich_store):
    assert answers(who(rich_store, "does", "3D packaging")) == []


def test_a_site_answers_through_its_operator(rich_store):
    performs = row(who(rich_store, "does", "CoWoS"), "tsmc", "performs")
    assert labels(performs["via"]) == ["CoWoS"]
    assert labels(performs["sites"]) == ["TSMC AP7"]


def test_more_voices_come_first_then_better_grades_then_names(rich_store):
    rows = who(rich_store, "does", "2.5D").results
    assert [(-r["families"], r["grade"] or "E", r["thing"]["label"]) for r in rows] == sorted(
        (-r["families"], r["grade"] or "E", r["thing"]["label"]) for r in rows
    )
    assert (rows[0]["thing"]["label"], rows[0]["families"], len(rows[0]["claims"])) == ("TSMC", 2, 3)


def test_what_one_denies_is_disputed_and_both_are_shown(rich_store):
    answer = who(rich_store, "does", "2.5D")
    intel = row(answer, "intel", "offers")
    assert intel["disputed"]
    assert {c["polarity"] for c in intel["claims"]} == {"asserts", "denies"}
    assert [set(c["claims"]) for c in answer.conflicts] == [{c["id"] for c in intel["claims"]}]


def test_plans_rumours_and_developers_are_counted_not_answered(rich_store):
    answer = who(rich_store, "does", "2.5D")
    assert not {"broadcom", "nvidia", "acme", "jcet"} & {r["thing"]["id"] for r in answer.results}
    assert [answer.hidden[reason] for reason in ("planned", "rumoured", "quarantined", "retracted")] == [2, 1, 1, 1]
    assert [count for reason, count in answer.hidden.items() if "only develop" in reason] == [1]


def test_all_shows_every_status_and_what_is_quarantined_but_nothing_retracted(rich_store):
    answer = who(rich_store, "does", "2.5D", make_filters("all"))
    assert (row(answer, "broadcom", "offers")["status"], row(answer, "nvidia", "offers")["status"]) == (
        "planned",
        "planned",
    )
    assert row(answer, "jcet", "offers")["claims"][0]["quarantined"] == "a misprint"
    assert answer.hidden["retracted"] == 1


@pytest.mark.parametrize(
    ("when", "amkor", "samsung"),
    [("2018", False, False), ("2020", True, False), ("2022", False, False), ("2024", False, True)],
)
def test_as_of_shows_what_held_then(rich_store, when, amkor, samsung):
    answer = who(rich_store, "does", "2.5D", make_filters(as_of=when))
    found = {r["thing"]["id"] for r in answer.results}
    assert ("amkor" in found, "samsung" in found) == (amkor, samsung)
    assert answer.undated > 0
    assert answer.hidden["not then"] == 2 - amkor - samsung


def test_only_dated_claims_when_asked(rich_store):
    answer = who(rich_store, "does", "2.5D", make_filters(as_of="2024", dated_only=True))
    assert answers(answer) == [("samsung", "offers")]
    assert answer.undated == 0
    assert answer.hidden["undated"] > 0


def test_a_day_before_the_first_record_finds_nothing_and_says_when_it_begins(rich_store):
    with pytest.raises(NothingFoundError, match="the graph begins on 2026-01-02"):
        who(rich_store, "does", "2.5D", make_filters(known_on="2025-12-31"))


def test_what_was_retracted_later_was_known_before(rich_store):
    before, after = (who(rich_store, "does", "EMIB", make_filters(known_on=day)) for day in ("2026-02", "2026-03"))
    assert ("jcet", "offers") in answers(before)
    assert ("jcet", "offers") not in answers(after)


def test_too_few_sources_are_left_out_and_counted(rich_store):
    answer, everyone = who(rich_store, "does", "2.5D", make_filters(min_sources=2)), who(rich_store, "does", "2.5D")
    assert answers(answer) == [("tsmc", "offers")]
    assert answer.hidden["rows with too few sources"] == len(everyone.results) - 1


def test_to_keeps_the_suppliers_of_one_customer(rich_store):
    answer = who(rich_store, "supplies", "ABF film", to="ibiden")
    assert {r["thing"]["id"] for r in answer.results} == {"ajinomoto"}
    assert answer.resolved["ibiden"] == "ibiden"
    assert who(rich_store, "supplies", "ABF film", to="nvidia").results == []


@pytest.mark.parametrize(
    "ends", [("does", "nothing like it"), ("does", '" } INSERT DATA { id:a ip:offers id:cowos } #')]
)
def test_an_unknown_thing_is_an_unknown_name(rich_store, ends):
    with pytest.raises(NameUnknownError):
        who(rich_store, *ends)


def test_an_unknown_verb_or_customer_is_said(rich_store):
    with pytest.raises(UsageError, match="is no verb"):
        who(rich_store, "eats", "2.5D")
    with pytest.raises(NameUnknownError):
        who(rich_store, "supplies", "ABF film", to="nobody at all")


def test_evidence_gives_title_publisher_and_address(rich_store):
    claims = row(who(rich_store, "does", "CoWoS", evidence=True), "tsmc", "offers")["claims"]
    assert {c["source"]["title"] for c in claims} == {"Page news-one", "Page news-one-copy", "Page news-two"}


def test_the_same_question_has_the_same_answer(rich_store):
    assert who(rich_store, "does", "2.5D").envelope() == who(rich_store, "does", "2.5D").envelope()


# The shipped data --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("company", "offering"), [("tsmc", "cowos"), ("intel", "emib"), ("samsung-electronics", "i-cube")]
)
def test_who_does_25d(shipped_store, company, offering):
    found = row(who(shipped_store, "does", "2.5D"), company, "offers")
    assert offering in {thing["id"] for thing in found["via"]}
    assert found["status"] == "reported"
    assert found["families"] >= 2
    assert len(found["claims"]) >= found["families"]


def test_no_company_of_25d_is_only_planned(shipped_store):
    answer = who(shipped_store, "does", "2.5D")
    assert {r["status"] for r in answer.results} <= {"reported", "editorial"}
    assert answer.hidden["planned"] > 0
    everyone = {r["thing"]["id"] for r in who(shipped_store, "does", "2.5D", make_filters("all")).results}
    assert {r["thing"]["id"] for r in answer.results} < everyone


@pytest.mark.parametrize(
    "verb",
    [
        "does",
        "develops",
        "makes",
        "packages",
        "supplies",
        "buys",
        "uses",
        "performs",
        "operates",
        "backs",
        "drives",
        "holds-back",
    ],
)
@pytest.mark.parametrize("thing", ["advanced packaging", "TSMC", "HBM"])
def test_every_verb_takes_any_thing(shipped_store, verb, thing):
    assert who(shipped_store, verb, thing).schema == "who/1"
