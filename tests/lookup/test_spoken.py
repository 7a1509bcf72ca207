"""Times as people say them, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import UsageError
from interposer.lookup.spoken import spoken_period


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("by end 2025", "2025-12-31"), ("2025年底", "2025-12-31"), ("late 2026", "2026-12-31"), ("in Q3 2026", "2026-Q3"),
        ("2026-Q3", "2026-Q3"), ("2Q25 sales", "2025-Q2"), ("Q2 '25", "2025-Q2"), ("1H26", "2026-H1"),
        ("in the second half of 2026", "2026-H2"), ("2026年下半年", "2026-H2"), ("2021年第三季", "2021-Q3"),
        ("March 2026", "2026-03"), ("2026年3月", "2026-03"), ("in 2024", "2024"), ("on 2024-05-06", "2024-05-06"),
    ],
)  # fmt: skip
def test_a_time_is_found(text, label):
    spoken = spoken_period(text)
    assert spoken is not None
    assert spoken.period.label == label
    assert text[spoken.start : spoken.end].strip()


@pytest.mark.parametrize("text", ["who does 2.5D", "N20", "HBM4", "", "6239", "12025 wafers", "20 percent", "2050s?"])
def test_what_is_no_time_is_none(text):
    assert spoken_period(text) is None or spoken_period(text).period.label in text


@pytest.mark.parametrize(("text", "before", "since"), [("before April 2026", True, False), ("since 2024", False, True), ("2020年之前", True, False), ("2024年以来", False, True), ("in 2024", False, False)])  # fmt: skip
def test_before_and_since_are_told(text, before, since):
    spoken = spoken_period(text)
    assert (spoken.before, spoken.since) == (before, since)


@pytest.mark.parametrize("text", ["2026-Q5", "Q7 2026", "2026年第五季", "2026-13", "2026-02-31"])
def test_a_time_that_is_not_in_the_calendar_is_refused(text):
    with pytest.raises(UsageError, match="calendar"):
        spoken_period(text)


@given(st.integers(2000, 2099), st.integers(1, 4))
def test_quarters_are_the_same_however_they_are_written(year, quarter):
    written = [
        f"Q{quarter} {year}",
        f"{year}-Q{quarter}",
        f"{year} Q{quarter}",
        f"{quarter}Q{year % 100:02}",
        f"{year}年第{quarter}季",
    ]
    assert {spoken_period(text).period.label for text in written} == {f"{year}-Q{quarter}"}


@given(st.text(max_size=60))
def test_any_text_has_a_time_or_none_or_one_message(text):
    try:
        spoken = spoken_period(text)
    except UsageError:
        return
    assert spoken is None or 0 <= spoken.start < spoken.end <= len(text)
