"""What: a card shows everything the graph says of a thing, and nothing it hides goes unsaid."""

from __future__ import annotations

import pytest

from interposer.errors import NameUnknownError
from interposer.lookup.card import what
from interposer.lookup.filters import make_filters

from . import labels


def card(store, name, filters=None, **more):
    answer = what(store, name, filters, **more)
    assert len(answer.results) == 1
    return answer, answer.results[0]


def related(shown, relation, direction="out"):
    found = [r for r in shown["relations"] if (r["relation"], r["direction"]) == (relation, direction)]
    return {entry["thing"]["id"]: entry for r in found for entry in r["things"]}


def test_a_card_says_what_the_thing_is_and_how_it_is_called(rich_store):
    _, shown = card(rich_store, "台积电")
    assert shown["thing"] == {"id": "tsmc", "label": "TSMC", "kind": "Company"}
    assert (shown["heading"], shown["definition"], shown["notation"]) == ("TSMC", "What TSMC is.", None)
    assert {"台積電", "台积电", "Taiwan Semiconductor", "TSMC"} <= {n["name"] for n in shown["names"]}
    assert shown["listings"] == ["XTAI:2330"]


@pytest.mark.parametrize(
    ("lang", "heading"), [("en", "TSMC"), ("zh-Hant", "台積電"), ("zh-hant", "台積電"), ("ja", "TSMC"), ("xx", "TSMC")]
)
def test_the_heading_is_in_the_language_that_was_asked_for(rich_store, lang, heading):
    assert card(rich_store, "tsmc", lang=lang)[1]["heading"] == heading


@pytest.mark.parametrize("lang", ["zh", "zh-Hans"])
def test_plain_chinese_is_simplified(rich_store, lang):
    assert card(rich_store, "2.5D", lang=lang)[1]["heading"] == "2.5D封装"


def test_the_tree_stands_above_and_below(rich_store):
    _, shown = card(rich_store, "2.5D")
    assert labels(shown["parents"]) == ["advanced packaging"]
    assert labels(shown["children"]) == ["CoWoS", "EMIB", "I-Cube"]


def test_relations_read_both_ways(rich_store):
    _, shown = card(rich_store, "CoWoS")
    assert set(related(shown, "offers", "in")) == {"tsmc"}
    assert set(related(shown, "requires")) == {"silicon-interposer"}
    phrases = {(r["relation"], r["direction"]): r["phrase"] for r in shown["relations"]}
    assert phrases["offers", "in"] == "is offered by"
    assert phrases["requires", "out"] == "requires"


def test_weak_and_disputed_links_are_marked(rich_store):
    implements = related(card(rich_store, "CoWoS")[1], "implements")
    assert {slug: entry["weak"] for slug, entry in implements.items()} == {
        "2-5d-packaging": False,
        "3d-packaging": True,
    }
    homes = related(card(rich_store, "TSMC")[1], "headquarteredIn")
    assert {slug: entry["disputed"] for slug, entry in homes.items()} == {"taiwan": True, "united-states": True}


def test_disagreements_are_told_with_the_words_of_both_sides(rich_store):
    answer, _ = card(rich_store, "advanced packaging market")
    (conflict,) = answer.conflicts
    assert conflict["kind"] == "contradiction"
    assert len(conflict["texts"]) == len(conflict["claims"]) == 2


def test_numbers_stand_one_row_a_claim_with_unit_period_and_source(rich_store):
    _, shown = card(rich_store, "advanced packaging market")
    said = {(n["value"], n["period"], n["source"]["id"]) for n in shown["numbers"]}
    assert said == {("46.1", "2024", "news-one"), ("~50", "2024", "news-two")}
    assert all(n["metric"] == "market size" and n["unit"] and n["disputed"] for n in shown["numbers"])


def test_a_milestone_stands_with_its_date(rich_store):
    (opened,) = card(rich_store, "TSMC AP7")[1]["milestones"]
    assert (opened["metric"], opened["value"], opened["unit"], opened["subject"]["id"]) == (
        "opened",
        "2026-06",
        None,
        "ap7",
    )


def test_the_scope_of_a_number_is_said(rich_store):
    (number,) = card(rich_store, "tsmc", make_filters("forecast"))[1]["numbers"]
    assert (number["scope"], number["status"], number["period"]) == ("CoWoS; all sites", "forecast", "2027")


def test_what_is_supplied_shows_on_its_own_card(rich_store):
    assert set(related(card(rich_store, "ABF film")[1], "suppliesTo", "in")) == {"ajinomoto"}


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("tsmc", {"forecast": 1}),
        ("emib", {"planned": 1, "rumoured": 1, "retracted": 1}),
        ("jcet", {"quarantined": 1, "retracted": 2}),
    ],
)
def test_what_is_hidden_is_counted(rich_store, name, hidden):
    assert dict(card(rich_store, name)[0].hidden) == hidden


def test_relations_with_too_few_sources_are_left_out_and_counted(rich_store):
    _, everything = card(rich_store, "tsmc")
    answer, shown = card(rich_store, "tsmc", make_filters(min_sources=2))
    count = sum(len(r["things"]) for r in everything["relations"])
    assert set(related(shown, "offers")) == {"cowos"}
    assert (
        answer.hidden["rows with too few sources"]
        == count - sum(len(r["things"]) for r in shown["relations"])
        == count - 1
    )


def test_as_of_counts_what_has_no_period(rich_store):
    answer, shown = card(rich_store, "samsung", make_filters(as_of="2020"))
    assert "i-cube" not in related(shown, "offers")
    assert answer.hidden["not then"] == 1
    assert answer.undated == 1


def test_a_thing_that_nothing_is_said_of_still_has_a_card(rich_store):
    answer, shown = card(rich_store, "hybrid bonding", make_filters("planned"))
    assert shown["relations"] == shown["numbers"] == shown["milestones"] == []
    assert answer.results


def test_an_unknown_name_has_no_card(rich_store):
    with pytest.raises(NameUnknownError):
        what(rich_store, "nobody at all")


def test_evidence_tells_the_source_of_every_claim(rich_store):
    _, shown = card(rich_store, "CoWoS", evidence=True)
    claims = [c for r in shown["relations"] for entry in r["things"] for c in entry["claims"]]
    assert all(c["source"]["title"] and c["locator"] for c in claims)


@pytest.mark.parametrize(
    "name", ["CoWoS", "TSMC", "HBM", "2.5D", "silicon interposer", "Taiwan", "AI computing demand"]
)
def test_the_shipped_things_have_full_cards(shipped_store, name):
    answer, shown = card(shipped_store, name, evidence=True)
    assert shown["definition"] or shown["thing"]["kind"] in ("Company", "Country")
    assert shown["relations"]
    assert answer.data_version
