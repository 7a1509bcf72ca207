"""Filters: what passes, what is hidden and why, and that the two add up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.claims import Claim, fetch_claims
from interposer.lookup.filters import STATUSES, Filters, fetch_sifted, make_filters, sift

EVERYTHING = "?claim rdf:subject ?subject"


def claim(**said):
    """Make a claim that says only what a test cares for."""
    usual = {
        "id": "c",
        "status": "reported",
        "polarity": "asserts",
        "recorded": date(2026, 1, 2),
        "start": None,
        "end": None,
    }
    usual |= {"retracted": None, "superseded": False, "disputed": False, "weak": False, "statement": "key"}
    return Claim(**dict.fromkeys(Claim._fields, "") | usual | said)


def passes(filters, *claims):
    return [c.id for c in sift(claims, filters).claims]


# Reading -----------------------------------------------------------------------------------------


def test_without_a_word_only_what_is_reported_counts():
    assert make_filters() == Filters()
    assert make_filters().statuses == ("reported",)


@pytest.mark.parametrize(
    ("said", "read"),
    [("all", STATUSES), ("planned", ("planned",)), ("planned, reported", ("planned", "reported")), ("planned,planned,", ("planned",)), ("planned,all", STATUSES)],
)  # fmt: skip
def test_statuses_are_read_as_people_write_them(said, read):
    assert make_filters(said).statuses == read


def test_all_shows_what_is_quarantined_too():
    assert make_filters("all").quarantined
    assert not make_filters("reported,planned,forecast,rumoured").quarantined


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"status": "nonsense"}, "--status 'nonsense': use reported, planned, forecast, rumoured"), ({"status": ""}, "--status"),
        ({"status": "reported,nonsense"}, "--status"), ({"as_of": "2026-Q5"}, "no date in the calendar"), ({"as_of": "soon"}, "is not YYYY"),
        ({"known_on": "2026-13"}, "no date"), ({"min_sources": -1}, "--min-sources"), ({"dated_only": True}, "only together with --as-of"),
    ],
)  # fmt: skip
def test_a_filter_that_is_none_is_a_usage_error(given, said):
    with pytest.raises(UsageError, match=said):
        make_filters(**given)


def test_the_envelope_says_which_filters_were_set():
    filters = make_filters("planned", "2025-06", "2026", 2, dated_only=True)
    assert filters.record() == {
        "status": ["planned"],
        "as_of": "2025-06",
        "known_on": "2026",
        "min_sources": 2,
        "dated_only": True,
    }


# Sifting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "holds"),
    [("2018", False), ("2019", True), ("2020-06", True), ("2021-12-31", True), ("2022", False), ("2018/2019", True)],
)
def test_a_range_holds_from_its_first_day_to_its_last(when, holds):
    held = claim(start=date(2019, 1, 1), end=date(2021, 12, 31))
    assert bool(passes(make_filters(as_of=when), held)) is holds


@pytest.mark.parametrize(("when", "holds"), [("2022-12", False), ("2023", True), ("2030", True)])
def test_a_bare_period_opens_an_interval_that_does_not_end(when, holds):
    assert bool(passes(make_filters(as_of=when), claim(start=date(2023, 1, 1)))) is holds


def test_a_later_denial_ends_what_it_denies():
    asserted = claim(id="yes", start=date(2020, 1, 1))
    denied = claim(id="no", polarity="denies", start=date(2024, 1, 1))
    assert passes(make_filters(as_of="2023"), asserted, denied) == ["yes"]
    assert passes(make_filters(as_of="2025"), asserted, denied) == ["no"]


def test_a_denial_of_something_else_ends_nothing():
    asserted = claim(id="yes", start=date(2020, 1, 1))
    other = claim(id="no", polarity="denies", start=date(2024, 1, 1), statement="other")
    assert "yes" in passes(make_filters(as_of="2025"), asserted, other)


def test_a_claim_without_a_period_passes_and_is_counted_unless_only_dated_ones_may():
    sifted = sift([claim()], make_filters(as_of="2025"))
    assert (len(sifted.claims), sifted.undated) == (1, 1)
    sifted = sift([claim()], make_filters(as_of="2025", dated_only=True))
    assert (len(sifted.claims), dict(sifted.hidden)) == (0, {"undated": 1})
    assert sift([claim()], make_filters()).undated == 0


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"status": "planned"}, "planned"), ({"quarantined": "why"}, "quarantined"), ({"retracted": date(2026, 2, 1)}, "retracted"),
        ({"superseded": True}, "retracted"),
    ],
)  # fmt: skip
def test_what_is_hidden_is_counted_by_its_reason(said, reason):
    sifted = sift([claim(), claim(**said)], make_filters())
    assert (len(sifted.claims), dict(sifted.hidden)) == (1, {reason: 1})


@pytest.mark.parametrize(
    ("day", "found"), [("2026-01-02", True), ("2026-01-31", True), ("2026-02", False), ("2027", False)]
)
def test_known_on_shows_what_was_recorded_and_not_yet_retracted(day, found):
    gone = claim(id="gone", retracted=date(2026, 2, 1))
    assert ("gone" in passes(make_filters(known_on=day), gone)) is found


def test_what_was_recorded_later_was_not_known():
    later = claim(id="later", recorded=date(2026, 5, 1))
    assert passes(make_filters(known_on="2026-03"), claim(), later) == ["c"]


def test_before_its_first_record_the_graph_says_when_it_begins():
    with pytest.raises(NothingFoundError, match="the graph begins on 2026-01-02; nothing was recorded by 2025"):
        sift([claim()], make_filters(known_on="2025"))


@given(
    st.lists(
        st.builds(
            claim,
            status=st.sampled_from(STATUSES),
            start=st.none() | st.dates(),
            quarantined=st.sampled_from(["", "why"]),
            retracted=st.none() | st.dates(),
        )
    ),
    st.sampled_from(
        [
            make_filters(),
            make_filters("all"),
            make_filters("planned", "2020"),
            make_filters("all", "2020", dated_only=True),
        ]
    ),
)
def test_what_passes_and_what_is_hidden_add_up(claims, filters):
    sifted = sift(claims, filters)
    assert len(sifted.claims) + sifted.hidden.total() == len(claims)


@pytest.mark.parametrize(
    "filters",
    [make_filters(), make_filters("all"), make_filters("planned"), make_filters(as_of="2022"), make_filters(known_on="2026-02"), make_filters("forecast,rumoured")],
    ids=str,
)  # fmt: skip
def test_counting_unread_claims_in_the_store_gives_what_reading_them_gives(rich_store, filters):
    read, counted = sift(fetch_claims(rich_store, EVERYTHING), filters), fetch_sifted(rich_store, EVERYTHING, filters)
    assert counted.claims == read.claims
    assert (counted.hidden, counted.undated) == (read.hidden, read.undated)
