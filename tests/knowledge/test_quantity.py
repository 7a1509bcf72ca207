"""Printed numbers as intervals: precision, qualifiers, ranges, and when two intervals meet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.knowledge.quantity import Interval, parse_value

NUMBERS = st.decimals(-(10**12), 10**12, places=3)
ENDS = st.one_of(st.none(), st.integers(-20, 20).map(Decimal))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(ENDS), draw(ENDS)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Interval(low, high)


def holds(interval: Interval, number: Decimal) -> bool:
    return (interval.low is None or interval.low <= number) and (interval.high is None or number <= interval.high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("40", "39.5", "40.5"),
        ("40.0", "39.95", "40.05"),
        ("-40", "-40.5", "-39.5"),
        ("−40", "-40.5", "-39.5"),
        ("0", "-0.5", "0.5"),
        ("1,234,567", "1234566.5", "1234567.5"),
        ("10-20", "10", "20"),
        ("10–20", "10", "20"),
        ("10 to 20", "10", "20"),
        ("10..20", "10", "20"),
        ("-20--10", "-20", "-10"),
        ("1,000 - 2,000", "1000", "2000"),
        ("~40", "38", "42"),
        ("about 40", "38", "42"),
        ("About 40", "38", "42"),
        ("≈-40", "-42", "-38"),
        (">90000", "90000", None),
        ("over 1,000", "1000", None),
        ("at least 5", "5", None),
        ("more than 5", "5", None),
        ("<0.9", None, "0.9"),
        ("up to 20", None, "20"),
        (" 7 ", "6.5", "7.5"),
    ],
)
def test_a_printed_value_is_read_as_the_interval_it_admits(text, low, high):
    expected = Interval(None if low is None else Decimal(low), None if high is None else Decimal(high))
    assert parse_value(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "many", "4O", "12,34", "1.2.3", "5 %", "10-", "-", "~", "ten", "1e5", "20-10", "5-3", "maybe 7", "7 or so", "٤٠", "NaN", "Infinity", "1_000"],
)  # fmt: skip
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match=r"^value "):
        parse_value(text)


def test_a_range_with_the_larger_end_first_is_named_as_such():
    with pytest.raises(ValueError, match="larger end first"):
        parse_value("20-10")


def test_an_unknown_qualifier_is_quoted():
    with pytest.raises(ValueError, match="unknown qualifier 'maybe'"):
        parse_value("maybe 7")


@given(st.text(max_size=40))
def test_any_text_gives_an_interval_or_a_value_error(text):
    try:
        interval = parse_value(text)
    except ValueError:
        return
    assert interval.low is None or interval.high is None or interval.low <= interval.high


@given(st.text(alphabet="0123456789,.-–−+~<>≥ toabuve", max_size=40))
def test_texts_that_look_like_numbers_give_an_interval_or_a_value_error(text):
    try:
        interval = parse_value(text)
    except ValueError:
        return
    assert (interval.low, interval.high) != (None, None)


@given(NUMBERS)
def test_a_bare_figure_is_half_its_last_digit_wide_on_each_side(number):
    interval = parse_value(f"{number:f}")
    assert interval == Interval(number - Decimal("0.0005"), number + Decimal("0.0005"))


@given(NUMBERS)
def test_thousands_separators_change_nothing(number):
    assert parse_value(f"{number:,f}") == parse_value(f"{number:f}")


@given(NUMBERS, NUMBERS)
def test_a_range_gives_back_both_ends(one, other):
    low, high = sorted((one, other))
    assert parse_value(f"{low:f}-{high:f}") == parse_value(f"{low:f} to {high:f}") == Interval(low, high)


@given(NUMBERS)
def test_open_ends_stay_open(number):
    assert parse_value(f">{number:f}") == Interval(number, None)
    assert parse_value(f"<{number:f}") == Interval(None, number)


@given(NUMBERS)
def test_about_holds_its_figure(number):
    assert holds(parse_value(f"~{number:f}"), number)


@given(intervals(), intervals())
def test_meeting_agrees_with_sampling(one, other):
    samples = [Decimal(n) / 2 for n in range(-44, 45)]
    shared = any(holds(one, number) and holds(other, number) for number in samples)
    assert one.meets(other) == other.meets(one) == shared


def test_intervals_that_touch_meet():
    assert Interval(Decimal(1), Decimal(2)).meets(Interval(Decimal(2), Decimal(3)))


@given(intervals(), intervals(), st.decimals(Decimal("0.001"), 10**9, places=3))
def test_converting_both_changes_nothing_about_meeting(one, other, factor):
    assert one.scaled(factor).meets(other.scaled(factor)) == one.meets(other)


def test_converting_is_exact_and_keeps_open_ends_open():
    assert Interval(Decimal("0.1"), None).scaled(Decimal(3)) == Interval(Decimal("0.3"), None)
    assert Interval(None, Decimal("46.1")).scaled(Decimal(10**9)) == Interval(None, Decimal(46100000000))
