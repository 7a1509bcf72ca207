"""Changes: what became of each claim from one version of the data to the next."""

from __future__ import annotations

import pytest

from interposer.knowledge.model import Claim
from interposer.lookup.changes import CHANGES, changes
from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore


def offer(source, company="tsmc", what="cowos", **more):
    return {"source": source, "subject": company, "predicate": "offers", "object": what, **more}


def number(source, value, **more):
    usual = {"subject": "tsmc", "predicate": "capacity", "unit": "wafer-per-month", "period": "2026"}
    return {**usual, "source": source, "value": value, **more}


KEPT = offer("news-one", "intel", "emib")
"""A claim that stands in both versions."""


@pytest.fixture
def differ(compiled):
    """Compile two versions and list what changed as (change, text, text before)."""

    def call(before, after):
        answer = changes(compiled(KEPT, *before), compiled(KEPT, *after))
        return [(r["change"], r["claim"]["text"], r["before"] and r["before"]["text"]) for r in answer.results]

    return call


OFFERS = "TSMC offers CoWoS"


def test_the_same_data_have_not_changed(differ, rich_store):
    assert differ([offer("news-one")], [offer("news-one")]) == []
    assert changes(rich_store, rich_store).results == []


def test_a_new_claim_is_added_and_one_gone_is_removed(differ):
    assert differ([], [offer("news-one")]) == [("added", OFFERS, None)]
    assert differ([offer("news-one")], []) == [("removed", OFFERS, None)]


def test_a_claim_marked_as_no_longer_held_is_retracted(differ):
    assert differ([offer("news-one")], [offer("news-one", retracted="2026-02-01")]) == [("retracted", OFFERS, None)]


def test_a_claim_newly_thought_wrong_is_quarantined(differ):
    assert differ([offer("news-one")], [offer("news-one", quarantine="a slip")]) == [("quarantined", OFFERS, None)]


@pytest.mark.parametrize("mark", [{"retracted": "2026-02-01"}, {"quarantine": "a slip"}])
def test_a_claim_that_is_held_again_is_restored(differ, mark):
    assert differ([offer("news-one", **mark)], [offer("news-one")]) == [("restored", OFFERS, None)]


def test_another_note_or_place_in_the_source_is_no_change(differ):
    assert differ([offer("news-one")], [offer("news-one", note="read again", locator="p. 9")]) == []


def test_a_number_changed_in_place_is_revised(differ):
    assert differ([number("news-one", "100")], [number("news-one", "120")]) == [
        ("revised", "TSMC wafer capacity in 2026: 120 wafers/month", "TSMC wafer capacity in 2026: 100 wafers/month")
    ]


def test_a_plan_that_came_true_is_revised(differ):
    assert differ([offer("news-one", status="planned")], [offer("news-one")]) == [("revised", OFFERS, OFFERS)]


def test_a_claim_that_supersedes_another_revises_it(differ):
    first = Claim("tsmc", "offers", "cowos", source="news-one").id
    later = offer("news-one", period="2025", supersedes=first)
    expected = [("revised", OFFERS, OFFERS)]
    assert differ([offer("news-one")], [offer("news-one"), later]) == expected
    assert differ([offer("news-one")], [offer("news-one", retracted="2026-02-01"), later]) == expected


def test_a_claim_that_newly_supersedes_an_older_one_revises_it_though_both_were_there(differ):
    first = Claim("tsmc", "offers", "cowos", source="news-one").id
    later = offer("news-one", period="2025")
    before, after = [offer("news-one"), later], [offer("news-one"), {**later, "supersedes": first}]
    assert differ(before, after) == [("revised", OFFERS, OFFERS)]
    assert differ(after, after) == []
    assert differ(after, before) == [("restored", OFFERS, None)]


@pytest.mark.parametrize(
    "after",
    [
        [number("news-two", "120")],
        [number("news-one", "120", scope="cowos")],
        [number("news-one", "120"), number("news-one", "130", period="2027")],
        [number("news-one", "120", predicate="market-size", subject="packaging-market", unit="billion-usd")],
    ],
    ids=["another source", "another scope", "two for one", "another metric"],
)
def test_a_claim_about_something_else_takes_no_ones_place(differ, after):
    kinds = [change for change, *_ in differ([number("news-one", "100")], after)]
    assert kinds == ["added"] * len(after) + ["removed"]


def test_a_claim_that_another_source_now_contradicts_is_newly_disputed(differ):
    before, after = [number("news-one", "100")], [number("news-one", "100"), number("news-two", "900")]
    assert differ(before, after) == [
        ("added", "TSMC wafer capacity in 2026: 900 wafers/month", None),
        ("newly disputed", "TSMC wafer capacity in 2026: 100 wafers/month", None),
    ]


def test_a_claim_that_nothing_contradicts_any_more_is_settled(differ):
    before = [number("news-one", "100"), number("news-two", "900")]
    settled = ("settled", "TSMC wafer capacity in 2026: 100 wafers/month", None)
    wrong = "TSMC wafer capacity in 2026: 900 wafers/month"
    assert differ(before, before[:1]) == [("removed", wrong, None), settled]
    retracted = [before[0], {**before[1], "retracted": "2026-02-01"}]
    assert differ(before, retracted) == [("retracted", wrong, None), settled]


def test_changes_come_by_kind_and_name_both_versions(compiled):
    old = compiled(offer("news-one"), offer("news-two"), offer("blog-one", "nvidia"))
    new = compiled(
        offer("news-one", "intel"),
        offer("news-two", retracted="2026-02-01"),
        offer("blog-one", "nvidia", quarantine="no"),
    )
    answer = changes(old, new)
    kinds = [r["change"] for r in answer.results]
    assert kinds == sorted(kinds, key=CHANGES.index)
    assert set(kinds) == {"added", "retracted", "removed", "quarantined"}
    assert answer.args == [old.data_version, new.data_version]
    assert answer.data_version == new.data_version


def test_what_is_gone_keeps_its_labels_and_sources(make_ontology, compiled):
    folder = make_ontology(
        [offer("news-one", "acme")], names=(), listings=(), things={"company": [("acme", "Acme Labs", "")]}
    )
    old = EmbeddedStore(compile_ontology([folder]).store, None)
    (row,) = [r for r in changes(old, compiled(KEPT)).results if r["change"] == "removed"]
    assert row["subject"] == {"id": "acme", "label": "Acme Labs", "kind": "Company"}
    assert row["claim"]["source"]["publisher"] == "news-one"
