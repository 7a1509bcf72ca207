"""Period labels: every accepted form, every refusal, and dates at the precision they are printed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.knowledge.period import Period, parse_period, parse_stated

YEARS = st.integers(1, 9999)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@st.composite
def points(draw: st.DrawFn) -> tuple[str, date, date]:
    """Draw a label with the first and last day it must mean, computed another way than the parser does."""
    day = draw(DAYS)
    form = draw(st.sampled_from(["year", "month", "day", "quarter", "half"]))
    months = {"year": 12, "half": 6, "quarter": 3, "month": 1}.get(form)
    if months is None:
        return day.isoformat(), day, day
    index = (day.month - 1) // months
    start = date(day.year, index * months + 1, 1)
    after_last = index * months + months + 1
    end = date(day.year, 12, 31) if after_last > 12 else date(day.year, after_last, 1) - timedelta(days=1)
    tail = {"year": "", "half": f"-H{index + 1}", "quarter": f"-Q{index + 1}", "month": f"-{index + 1:02d}"}[form]
    return f"{day.year:04d}{tail}", start, end


@given(points())
def test_every_label_spans_the_days_it_names(point):
    label, start, end = point
    assert parse_period(label) == Period(start, end, label)


@given(points(), points())
def test_a_range_runs_from_the_first_start_to_the_last_end(first, last):
    text = f"{first[0]}/{last[0]}"
    if last[2] < first[1]:
        with pytest.raises(ValueError, match="ends before it starts"):
            parse_period(text)
    else:
        assert parse_period(text) == Period(first[1], last[2], text, ranged=True)


@given(points(), st.sampled_from(["", " ", "  "]))
def test_a_label_parses_back_to_the_same_period(point, blank):
    period = parse_period(blank + point[0] + blank)
    assert period is not None
    assert parse_period(period.label) == period


@given(
    st.one_of(
        st.text(max_size=30),
        st.from_regex(r"(end )?\d{0,5}-?[QH]?\d{0,3}-?\d{0,3}(/\d{0,4}-?\d{0,2})?", fullmatch=True),
    )
)
def test_no_text_makes_the_parsers_fail_with_anything_but_a_value_error(text):
    for parse in (parse_period, parse_stated):
        try:
            period = parse(text)
        except ValueError:
            continue
        assert period is None or period.start <= period.end


@given(YEARS)
def test_end_of_a_year_is_its_last_day(year):
    assert parse_period(f"end {year:04d}") == parse_period(f"{year:04d}-12-31")


def test_end_of_a_year_is_not_the_whole_year():
    assert parse_period("end 2026") != parse_period("2026")


@pytest.mark.parametrize("text", ["", "   "])
def test_empty_text_is_an_unknown_period(text):
    assert parse_period(text) is None
    assert parse_stated(text) is None


@pytest.mark.parametrize(
    "text",
    ["2026-13", "2026-02-29", "2026-04-31", "2026-00", "2026-Q0", "2026-Q5", "2026-H0", "2026-H3", "0000", "0000-Q1", "end 0000"],
)  # fmt: skip
def test_days_outside_the_calendar_are_refused(text):
    with pytest.raises(ValueError, match="is no date in the calendar"):
        parse_period(text)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "26",
        "2026-6",
        "2026/",
        "/2026",
        "2024/2025/2026",
        "2026 Q2",
        "2026-q2",
        "20260601",
        "end of 2026",
        "２０２６",
    ],
)
def test_other_forms_are_refused_with_the_accepted_ones(text):
    with pytest.raises(ValueError, match=r"is not YYYY, YYYY-MM, YYYY-MM-DD, YYYY-Qn, YYYY-Hn, 'end YYYY'"):
        parse_period(text)


def test_a_leap_day_is_a_date():
    assert parse_period("2024-02-29") == Period(date(2024, 2, 29), date(2024, 2, 29), "2024-02-29")


@given(points(), points())
def test_overlap_is_symmetric_and_means_a_shared_day(one, other):
    first, second = Period(one[1], one[2], ""), Period(other[1], other[2], "")
    assert first.overlaps(second) == second.overlaps(first) == (max(one[1], other[1]) <= min(one[2], other[2]))


@pytest.mark.parametrize("text", ["2026", "2026-06", "2026-06-30"])
def test_a_stated_date_keeps_its_precision(text):
    stated = parse_stated(text)
    assert stated is not None
    assert stated.label == text


@pytest.mark.parametrize("text", ["2026-Q2", "2026-H1", "2024/2026", "2026-01-01/2026-01-02"])
def test_a_stated_date_is_one_day_month_or_year(text):
    with pytest.raises(ValueError, match="is not YYYY, YYYY-MM or YYYY-MM-DD"):
        parse_stated(text)
