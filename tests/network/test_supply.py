"""Headroom: what numbers of supply and demand say about how much more demand supply can serve."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from interposer.knowledge.quantity import Interval
from interposer.lookup.claims import EMPTY
from interposer.network.supply import Headroom, headrooms

SCALES = {
    "wafer-per-month": (Decimal(1), "wafer-per-month"),
    "wafer-per-year": (Decimal("0.083333333333333333"), "wafer-per-month"),
    "panel-per-month": (Decimal(1), "panel-per-month"),
    "percent": (Decimal(1), "percent"),
    "times": (Decimal(1), "times"),
}
TWICE = Decimal(2)


def number(metric, value, unit="percent", year=2025, **more):
    made = {
        "id": f"{metric}-{value}-{year}-{more.get('subject', '')}", "subject": "cowos", "metric": metric, "value": value,
        "unit": unit, "start": date(year, 1, 1), "end": date(year, 12, 31), "period": str(year), "status": "reported",
    }  # fmt: skip
    return EMPTY._replace(**{**made, **more})


def rooms(*claims):
    return headrooms(claims, SCALES)


def test_capacity_a_month_is_held_against_demand_a_year_in_the_canonical_unit():
    (room,) = rooms(number("demand-volume", "12000", "wafer-per-year"), number("capacity", "1500", "wafer-per-month"))
    assert room.measure == "demand-volume"
    assert float(room.times.low) == pytest.approx(1.5, abs=0.001)
    assert float(room.times.high) == pytest.approx(1.5, abs=0.001)
    assert room.verdict(TWICE) == "short"
    assert room.verdict(Decimal("1.2")) == "enough"


def test_figures_of_several_sources_span_an_interval_and_none_is_averaged():
    (room,) = rooms(
        number("demand-volume", "1000", "wafer-per-month"), number("capacity", "1000-1200", "wafer-per-month"),
        number("capacity", "3000", "wafer-per-month"),
    )  # fmt: skip
    assert float(room.times.low) == pytest.approx(1.0, abs=0.01)
    assert float(room.times.high) == pytest.approx(3.0, abs=0.01)
    assert room.verdict(TWICE) == "unclear"
    assert [claim.value for claim in room.claims] == ["1000", "1000-1200", "3000"]


def test_an_open_capacity_counts_as_it_is_printed():
    (room,) = rooms(number("demand-volume", "1000", "wafer-per-month"), number("capacity", ">1500", "wafer-per-month"))
    assert float(room.times.high) == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    "capacity",
    [
        number("capacity", "1500", "panel-per-month"),
        number("capacity", "1500", "wafer-per-month", year=2026),
        number("capacity", "1500", "wafer-per-month", subject="emib"),
        number("capacity", "1500", "wafer-per-month", scope_note="for one customer"),
        number("capacity", "1500", "wafer-per-month", start=None, end=None, period=""),
    ],
    ids=["another unit", "another year", "another thing", "another scope", "no period"],
)
def test_what_cannot_be_compared_is_not(capacity):
    assert rooms(number("demand-volume", "1000", "wafer-per-month"), capacity) == []


def test_a_figure_of_the_whole_year_compares_with_one_without_a_note():
    (room,) = rooms(
        number("demand-volume", "1000", "wafer-per-month"),
        number("capacity", "1500", "wafer-per-month", scope_note="whole year"),
    )
    assert room.claims[1].scope_note == "whole year"


@pytest.mark.parametrize(
    ("metric", "value", "unit", "low", "high", "verdict"),
    [
        ("supply-gap", "20", "percent", 0.8, 0.8, "short already"),
        ("demand-met", "~80", "percent", 0.76, 0.84, "short already"),
        ("demand-to-capacity", ">200", "percent", None, 0.5, "short already"),
        ("utilization", "40", "percent", 2.5, 2.5, "enough"),
        ("utilization", "75-80", "percent", 1.25, 1.333, "short"),
        ("sold-out-share", "100", "percent", None, 1.0, "short"),
        ("sold-out-share", "30", "percent", None, 3.333, "unclear"),
    ],
)
def test_ratios_speak_for_themselves(metric, value, unit, low, high, verdict):
    (room,) = rooms(number(metric, value, unit))
    assert room.times.low == low or float(room.times.low) == pytest.approx(low, abs=0.04)
    assert room.times.high == high or float(room.times.high) == pytest.approx(high, abs=0.06)
    assert room.verdict(TWICE) == verdict


def test_only_the_newest_period_of_a_series_counts():
    assert [
        room.claims[0].period for room in rooms(number("supply-gap", "30", year=2023), number("supply-gap", "10"))
    ] == ["2025"]
    found = rooms(
        *(number("demand-volume", "1000", "wafer-per-month", year=year) for year in (2024, 2025, 2026)),
        *(number("capacity", "2000", "wafer-per-month", year=year) for year in (2024, 2025)),
    )
    assert [room.claims[0].period for room in found] == ["2025"]  # nobody states capacity of 2026


def test_the_smallest_headroom_comes_first_and_what_has_no_upper_end_last():
    found = rooms(
        number("utilization", "80", subject="b"), number("supply-gap", "20", subject="a"), number("utilization", "<50", subject="c")
    )  # fmt: skip
    assert [room.thing for room in found] == ["a", "b", "c"]
    assert found[-1].times.high is None
    assert found[-1].verdict(TWICE) == "enough"


def test_numbers_that_say_nothing_of_headroom_are_left_out():
    assert (
        rooms(number("lead-time", "6", "month"), number("utilization", "a lot"), number("utilization", "5", "furlong"))
        == []
    )


def test_a_headroom_without_an_end_is_unclear():
    assert Headroom("x", "", "utilization", Interval(None, None), ()).verdict(TWICE) == "unclear"
