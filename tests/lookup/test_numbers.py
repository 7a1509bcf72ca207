"""numbers and timeline: one record a claim, intervals as printed, conversion on request and exact, nothing averaged."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.knowledge.quantity import parse_value
from interposer.lookup.filters import make_filters
from interposer.lookup.numbers import numbers, printed, read_units, timeline


def number(source, value, **more):
    usual = {"subject": "tsmc", "predicate": "capacity", "unit": "wafer-per-month", "period": "2026"}
    return {**usual, "source": source, "value": value, **more}


def opened(source, value, **more):
    return {"subject": "ap7", "predicate": "opened", "source": source, "value": value, **more}


def column(answer, *keys):
    rows = [tuple(record[key] for key in keys) for record in answer.results]
    return [row[0] for row in rows] if len(keys) == 1 else rows


# numbers -----------------------------------------------------------------------------------------


def test_disagreeing_sources_stand_side_by_side_and_are_marked(compiled):
    store = compiled(
        number("news-one", "300"),
        number("news-two", "100"),
        number("news-three", "10-20", period="2027", status="forecast"),
        number("blog-one", "<5", period="2027", status="planned"),
        number("blog-two", "7", period="2025"),
    )
    answer = numbers(store, "capacity", "TSMC")
    assert column(answer, "period", "value", "disagreement") == [
        ("2025", "7", None),
        ("2026", "100", "contradiction"),
        ("2026", "300", "contradiction"),
        ("2027", "<5", "spread"),
        ("2027", "10-20", "spread"),
    ]
    assert sorted(c["kind"] for c in answer.conflicts) == ["contradiction", "spread"]
    spread = {r["claim"] for r in answer.results if r["disagreement"] == "spread"}
    assert spread in [set(c["claims"]) for c in answer.conflicts]


def test_a_source_that_changed_its_word_is_marked_so(compiled):
    store = compiled(
        number("news-one", "100", stated_on="2026-01-01"), number("news-one", "300", stated_on="2026-03-01")
    )
    assert column(numbers(store, of="tsmc"), "disagreement") == ["revision", "revision"]


@pytest.mark.parametrize("value", ["90000", ">90000", "<5", "~40", "10-20", "4.0"])
def test_intervals_are_those_of_the_printed_value(compiled, value):
    (record,) = numbers(compiled(number("news-one", value)), "capacity").results
    read = parse_value(value)
    ends = [None if end is None else float(end) for end in (read.low, read.high)]
    assert [record["low"], record["high"]] == ends


def test_a_thing_is_found_as_what_is_measured_and_as_what_a_figure_is_limited_to(compiled):
    store = compiled(number("news-one", "1", scope="cowos"), number("news-one", "2", subject="cowos"))
    found = numbers(store, of="CoWoS").results
    assert [(r["subject"]["id"], r["scope"]) for r in found] == [("cowos", None), ("tsmc", "CoWoS")]
    assert [r["subject"]["id"] for r in numbers(store, of="TSMC").results] == ["tsmc"]
    assert len(numbers(store, "capacity").results) == 2


def test_figures_of_another_time_and_of_none_are_counted(compiled):
    store = compiled(
        number("news-one", "1", period="2026-12-31"),
        number("news-one", "2", period="2026"),
        number("news-one", "3", period="2027"),
        number("news-one", "4", period=""),
    )
    answer = numbers(store, "capacity", period="end 2026")
    assert column(answer, "value") == ["2", "1"]
    assert answer.hidden == {"figures of another time": 1, "figures without a known period": 1}


def test_every_status_is_shown_and_a_filter_says_what_it_hides(compiled):
    store = compiled(number("news-one", "1"), *(number("news-two", "1", status=s) for s in ("planned", "forecast")))
    assert sorted(column(numbers(store, "capacity"), "status")) == ["forecast", "planned", "reported"]
    answer = numbers(store, "capacity", filters=make_filters("reported"))
    assert column(answer, "status") == ["reported"]
    assert answer.hidden == {"planned": 1, "forecast": 1}


def test_quarantined_figures_come_with_all_only_and_say_why(compiled):
    store = compiled(number("news-one", "1"), number("news-two", "9", quarantine="a misprint"))
    assert column(numbers(store, "capacity"), "value") == ["1"]
    everything = numbers(store, "capacity", filters=make_filters("all"))
    assert column(everything, "value", "quarantined") == [("1", None), ("9", "a misprint")]


# Conversion --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said", "ends"),
    [
        ("1000", "12,000", (11994, 12006)),
        (">90000", ">1,080,000", (1080000, None)),
        ("<=12000", "<=144,000", (None, 144000)),
        ("over 5", "over 60", (60, None)),
        ("10000-20000", "120,000 to 240,000", (120000, 240000)),
        ("~100", "~1,200", (1140, 1260)),
    ],
)
def test_wafers_a_month_become_wafers_a_year_exactly(compiled, value, said, ends):
    (record,) = numbers(compiled(number("news-one", value)), "capacity", unit="wafers/year").results
    assert record["value"] == value
    assert record["converted"] == {"value": said, "unit": "wafers/year", "low": ends[0], "high": ends[1]}


def test_wafers_a_year_become_wafers_a_month_exactly(compiled):
    store = compiled(number("news-one", "1200000-2400000", unit="wafer-per-year"))
    (record,) = numbers(store, "capacity", unit="wafers/month").results
    assert record["converted"] == {"value": "100,000 to 200,000", "unit": "wafers/month", "low": 100000, "high": 200000}


def test_the_way_there_and_back_changes_nothing(rich_store):
    units = read_units(rich_store)
    for one in units.values():
        for other in units.values():
            there, back = one.ratio(other), other.ratio(one)
            assert (there is None) == (one.canonical != other.canonical)
            assert there is None or there * back == 1
    assert units["wafer-per-month"].ratio(units["wafer-per-year"]) == 12
    assert units["pyeong"].ratio(units["square-metre"]) == Fraction(400, 121)
    assert units["square-millimetre"].ratio(units["square-metre"]) == Fraction(Decimal("0.000001"))


def test_nothing_is_converted_unasked(rich_store):
    assert all("converted" not in record for record in numbers(rich_store, "capacity").results)


def test_currencies_never_convert(compiled):
    store = compiled(
        number("news-one", "1", predicate="market-size", unit="billion-usd"),
        number("news-two", "30", predicate="market-size", unit="billion-twd"),
    )
    answer = numbers(store, "market size", unit="million USD")
    made = {r["unit"]: r["converted"] and r["converted"]["value"] for r in answer.results}
    assert made == {"billion USD": "1,000", "billion TWD": None}
    (note,) = answer.notes
    assert note == (
        "1 figures in billion TWD cannot be converted to million USD and stand as printed; currencies never convert"
    )


def test_a_unit_of_another_family_converts_nothing_and_says_so(rich_store):
    answer = numbers(rich_store, "capacity", unit="USD")
    assert [r["converted"] for r in answer.results] == [None] * len(answer.results)
    assert answer.notes == ["nothing can be converted to USD: the figures are in wafers/month"]


@pytest.mark.parametrize("unit", ["wafers/year", "WAFERS/YEAR", "wafers per year", "wafer-per-year", "片晶圆/年"])
def test_a_unit_has_many_names(rich_store, unit):
    assert numbers(rich_store, "capacity", unit=unit).results[0]["converted"]["unit"] == "wafers/year"


def test_marks_stand_where_figures_are_printed():
    assert printed("10-20", 10.0, 20.0) == (10.0, 20.0)
    assert printed("~40", 38.0, 42.0) == (40.0,)
    assert printed("90,000", 89999.5, 90000.5) == (90000.0,)
    assert printed(">5", 5.0, None) == printed("<5", None, 5.0) == (5.0,)


# What goes wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({}, UsageError, "a metric (capacity), a thing (--of CoWoS), or both"),
        ({"metric": "TSMC"}, UsageError, "'TSMC' is TSMC, a Company, and no metric"),
        ({"metric": "no such"}, NameUnknownError, "no thing is named 'no such'"),
        ({"of": "no such"}, NameUnknownError, "no thing is named 'no such'"),
        ({"of": "TSMC", "period": "2026-Q5"}, UsageError, "'2026-Q5' is no date in the calendar"),
        ({"of": "TSMC", "period": "soon"}, UsageError, "'soon' is not YYYY"),
        ({"of": "TSMC", "unit": "wafer/month"}, UsageError, "is no unit; nearest: wafers/month"),
        ({"of": "TSMC", "unit": " "}, UsageError, "--unit ' ' is no unit"),
        ({"of": "NVIDIA"}, NothingFoundError, "no number of NVIDIA is known"),
        ({"metric": "market size", "of": "TSMC"}, NothingFoundError, "; known of TSMC: wafer capacity"),
        (
            {"of": "TSMC", "period": "1999"},
            NothingFoundError,
            "for 1999 is known (left out: 2 figures of another time)",
        ),
    ],
)
def test_what_goes_wrong_is_said(rich_store, asked, error, said):
    with pytest.raises(error) as raised:
        numbers(rich_store, **asked)
    assert said in str(raised.value)


def test_what_a_filter_hides_is_no_lack(compiled):
    store = compiled(number("news-one", "1", status="forecast"))
    with pytest.raises(NothingFoundError, match=r"no wafer capacity is known \(left out: 1 forecast\)"):
        numbers(store, "capacity", filters=make_filters("reported"))


# timeline ----------------------------------------------------------------------------------------


def test_milestones_and_numbers_stand_in_order_of_time(compiled):
    store = compiled(
        opened("news-one", "2026-06"),
        number("news-one", "5", subject="ap7", period="2027"),
        number("news-two", "3", subject="ap7", period="2025/2026"),
        number("news-three", "2", subject="ap7", period=""),
    )
    answer = timeline(store, "TSMC AP7")
    assert column(answer, "when", "what", "from", "to") == [
        ("2025/2026", "wafer capacity", "2025-01-01", "2026-12-31"),
        ("2026-06", "opened", "2026-06-01", "2026-06-30"),
        ("2027", "wafer capacity", "2027-01-01", "2027-12-31"),
    ]
    assert answer.hidden == {"claims without a date": 1}
    assert column(timeline(store, "TSMC AP7", metric="capacity"), "metric") == ["capacity", "capacity"]


def test_dates_that_disagree_are_marked(compiled):
    answer = timeline(compiled(opened("news-one", "2026-06"), opened("news-two", "2024")), "ap7")
    assert column(answer, "when", "disagreement", "milestone") == [
        ("2024", "contradiction", "opened"),
        ("2026-06", "contradiction", "opened"),
    ]


def test_nothing_dated_is_said(compiled):
    store = compiled(number("news-one", "5", period=""))
    with pytest.raises(NothingFoundError, match=r"nothing of TSMC is dated \(left out: 1 claims without a date\)"):
        timeline(store, "TSMC")
    with pytest.raises(UsageError, match="no metric"):
        timeline(store, "TSMC", metric="NVIDIA")


# The shipped data --------------------------------------------------------------------------------


def test_the_capacity_of_cowos_at_the_end_of_2026_is_told_by_every_source(shipped_store):
    answer = numbers(shipped_store, "capacity", "CoWoS", period="end 2026")
    monthly = [r for r in answer.results if r["unit"] == "wafers/month"]
    assert len({r["source"]["id"] for r in monthly}) >= 7
    assert len({r["source"]["family"] for r in monthly}) >= 7
    assert {"88000", "150000"} <= {r["value"] for r in monthly}
    assert {r["disagreement"] for r in monthly} >= {"spread"}
    for record in answer.results:
        read = parse_value(record["value"])
        assert [record["low"], record["high"]] == [None if end is None else float(end) for end in (read.low, read.high)]
