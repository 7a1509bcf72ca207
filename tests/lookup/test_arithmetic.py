"""Arithmetic: a source's numbers that fit each other are never complained of, those that do not always are."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interposer.knowledge.period import parse_period
from interposer.lookup.arithmetic import find_misfits, make_level, misfits

from .test_filters import claim


def level(metric, value, period, *, unit="wafer-per-month", subject="tsmc", source="news-one", **said):
    when = parse_period(period)
    unit = "percent" if metric in ("growth-rate", "capacity-growth", "cagr", "market-share") else unit
    made = claim(
        id=f"{source} {subject} {metric} {value} {period}", metric=metric, value=value, unit=unit, period=period,
        start=when.start, end=when.end, subject=subject, source=source, **said,
    )  # fmt: skip
    return make_level(made, Decimal(1), unit)


def found(*levels):
    return [misfit.says({"percent": "%", "wafer-per-month": "wafers"}) for misfit in find_misfits(levels)]


def printed(number, digits):
    """Print a number as a source does, rounded to so many decimals."""
    return f"{number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN):f}"


def corners(first, last, years):
    """Give the least and the largest yearly rate, in percent, that two printed figures admit."""
    intervals = [make_level(claim(value=value), Decimal(1), "").interval for value in (first, last)]
    ends = [(interval.low, interval.high) for interval in intervals]
    rates = [((float(b) / float(a)) ** (1 / years) - 1) * 100 for a, b in product(*ends)]
    return min(rates), max(rates)


def between(low, high):
    return st.decimals(low, high, allow_nan=False, allow_infinity=False, places=4)


AMOUNTS = between(10, 100_000)
GROWTH = between("0.2", 50)
DIGITS = st.integers(0, 2)


# Growth and CAGR ---------------------------------------------------------------------------------


@given(AMOUNTS, GROWTH, DIGITS, DIGITS)
def test_growth_computed_from_its_ends_fits_however_it_is_rounded(start, factor, digits, rate_digits):
    rate = printed((factor - 1) * 100, rate_digits)
    first, last = printed(start, digits), printed(start * factor, digits)
    levels = [level("capacity", first, "2024"), level("capacity", last, "2025"), level("growth-rate", rate, "2025")]
    assert found(*levels) == []


@given(AMOUNTS, GROWTH, st.integers(2, 10), DIGITS, DIGITS)
def test_a_compound_rate_computed_from_its_ends_fits_however_it_is_rounded(start, factor, years, digits, rate_digits):
    rate = printed((factor ** (Decimal(1) / years) - 1) * 100, rate_digits)
    first, last = printed(start, digits), printed(start * factor, digits)
    period = f"2020/{2020 + years}"
    levels = [level("capacity", first, "2020"), level("capacity", last, f"{2020 + years}"), level("cagr", rate, period)]
    assert found(*levels) == []


@given(AMOUNTS, GROWTH, st.integers(1, 8), st.booleans(), between(2, 500))
def test_a_rate_beside_what_every_reading_of_its_ends_implies_is_found(start, factor, years, above, off):
    first, last = printed(start, 0), printed(start * factor, 0)
    assume(Decimal(last) >= 1)
    low, high = corners(first, last, years)
    rate = printed(Decimal(high if above else low) + (off if above else -off), 1)
    period = f"2020/{2020 + years}"
    levels = [level("capacity", first, "2020"), level("capacity", last, f"{2020 + years}"), level("cagr", rate, period)]
    (misfit,) = find_misfits(levels)
    assert [c.metric for c in misfit.claims] == ["cagr", "capacity", "capacity"]
    assert [c.period for c in misfit.claims[1:]] == ["2020", f"{2020 + years}"]
    assert 0 < misfit.size <= 1


def test_what_the_ends_imply_is_said_with_units():
    ends = level("capacity", ">140", "2024"), level("capacity", "1340", "2029")
    assert found(level("cagr", ">53", "2024/2029"), *ends) == [
        ">53 % stated; >140 wafers (2024) to 1340 wafers (2029) would be 57.1 % a year"
    ]
    ends = level("capacity", "10", "2024"), level("capacity", "100", "2025")
    assert found(level("growth-rate", "90", "2025"), *ends)[0].endswith("would be 900 %")


@pytest.mark.parametrize("hedge", [">", "over ", ">=", "<", "up to ", "at least "])
def test_a_hedged_figure_is_taken_at_its_figure(hedge):
    ends = level("capacity", f"{hedge}100", "2024"), level("capacity", f"{hedge}150", "2025")
    assert found(level("growth-rate", f"{hedge}50", "2025"), *ends) == []
    assert len(found(level("growth-rate", f"{hedge}60", "2025"), *ends)) == 1


def test_a_range_is_taken_as_a_range():
    ends = level("capacity", "100", "2024"), level("capacity", "140-160", "2025")
    assert found(level("growth-rate", "58", "2025"), *ends) == []
    assert found(level("growth-rate", "55-70", "2025"), *ends) == []
    assert len(found(level("growth-rate", "70-80", "2025"), *ends)) == 1


def test_a_fall_is_negative_growth():
    ends = level("capacity", "200", "2024"), level("capacity", "150", "2025")
    assert found(level("growth-rate", "-25", "2025"), *ends) == []
    assert len(found(level("growth-rate", "25", "2025"), *ends)) == 1


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_with_one_number_missing_nothing_is_found(missing):
    numbers = [
        level("capacity", "100", "2024"), level("capacity", "200", "2025"), level("growth-rate", "10", "2025"),
    ]  # fmt: skip
    assert len(found(*numbers)) == 1
    del numbers[missing]
    assert found(*numbers) == []


@pytest.mark.parametrize(
    "other",
    [{"source": "news-two"}, {"subject": "intel"}, {"scope": "cowos"}, {"scope_note": "at the plant"}, {"basis": "x"}],
    ids=str,
)
def test_numbers_of_another_source_thing_or_scope_are_not_compared(other):
    numbers = level("capacity", "200", "2025"), level("growth-rate", "10", "2025")
    assert len(found(level("capacity", "100", "2024"), *numbers)) == 1
    assert found(level("capacity", "100", "2024", **other), *numbers) == []


def test_nothing_grows_from_zero():
    ends = level("capacity", "0", "2024"), level("capacity", "200", "2025")
    assert found(level("growth-rate", "10", "2025"), *ends) == []


@pytest.mark.parametrize(
    ("period", "note", "base", "compared"),
    [
        ("2025", "", "2024", True),
        ("2025", "year on year", "2024", True),
        ("2025", "", "2023", False),
        ("2025-H2", "", "2025-H1", True),
        ("2025-H1", "", "2024-H2", True),
        ("2025-H1", "", "2024-H1", True),
        ("2025-H1", "year on year", "2024-H1", True),
        ("2025-H1", "year on year", "2024-H2", False),
        ("2025-H1", "half on half", "2024-H1", False),
        ("2025-H1", "against the second half of 2024", "2024-H2", True),
        ("2025-H1", "against the second half of 2024", "2024-H1", False),
        ("2025-H1", "against the first half of 2024", "2024-H1", True),
        ("2025-Q1", "quarter on quarter", "2024-Q4", True),
        ("2025-Q3", "quarter on quarter", "2025-Q2", True),
        ("2025-Q3", "quarter on quarter", "2024-Q3", False),
        ("2025-Q3", "year on year", "2024-Q3", True),
        ("2025-Q3", "against the fourth quarter of 2023", "2023-Q4", True),
        ("2025-06", "", "2024-06", False),
    ],
)
def test_growth_counts_from_the_period_before_or_the_one_that_is_named(period, note, base, compared):
    ends = level("capacity", "100", base), level("capacity", "150", period)
    assert found(level("growth-rate", "50", period, scope_note=note), *ends) == []
    assert len(found(level("growth-rate", "80", period, scope_note=note), *ends)) == compared


def test_growth_that_fits_the_quarter_or_the_year_before_fits():
    levels = [
        level("capacity", value, when) for value, when in (("50", "2024-Q2"), ("80", "2025-Q1"), ("100", "2025-Q2"))
    ]
    assert found(*levels, level("growth-rate", "25", "2025-Q2")) == []
    assert found(*levels, level("growth-rate", "100", "2025-Q2")) == []
    assert len(found(*levels, level("growth-rate", "60", "2025-Q2"))) == 1


def test_growth_is_of_the_metric_that_it_names_or_of_any():
    sales = level("revenue", "100", "2024"), level("revenue", "150", "2025")
    wafers = level("capacity", "100", "2024"), level("capacity", "300", "2025")
    of_sales = level("growth-rate", "50", "2025", scope_note="revenue, year on year")
    assert found(of_sales, *sales, *wafers) == []
    assert found(of_sales, *wafers) == []
    assert found(level("growth-rate", "50", "2025"), *sales, *wafers) == []
    assert len(found(level("growth-rate", "90", "2025"), *sales, *wafers)) == 1
    assert len(found(level("growth-rate", "90", "2025", scope_note="revenue in USD, year on year"), *sales)) == 1


@pytest.mark.parametrize("period", ["2024", "2024-06/2029", "2029/2029"])
def test_a_compound_rate_needs_two_ends_whole_years_apart(period):
    ends = level("capacity", "100", "2024-06"), level("capacity", "900", "2029"), level("capacity", "100", "2024")
    assert found(level("cagr", "1", period), *ends) == []


def test_an_end_that_is_stated_twice_is_no_end():
    ends = level("capacity", "100", "2024"), level("capacity", "150", "2025"), level("capacity", "180", "2025")
    assert found(level("growth-rate", "10", "2025"), *ends) == []


# Shares and totals -------------------------------------------------------------------------------


def shares(*values, note="HBM", **said):
    return [
        level("market-share", value, "2025", subject=f"company-{number}", scope_note=note, **said)
        for number, value in enumerate(values)
    ]


@given(st.lists(st.integers(1, 100), min_size=2, max_size=6), DIGITS)
def test_shares_of_a_whole_fit_however_they_are_rounded(parts, digits):
    values = [printed(Decimal(part) * 100 / sum(parts), digits) for part in parts]
    assert found(*shares(*values)) == []


@given(st.lists(st.integers(1, 99), min_size=2, max_size=6))
def test_shares_are_too_many_when_even_the_least_of_each_is(parts):
    least = sum(Decimal(part) - Decimal("0.5") for part in parts)
    assert len(find_misfits(shares(*map(str, parts)))) == (least > Decimal("100.5"))


def test_shares_that_are_too_many_are_added_up_the_largest_first():
    assert found(*shares("40", "62")) == ["62 % + 40 % is more than all of it"]


def test_shares_of_other_wholes_are_not_added():
    assert found(*shares("60"), *shares("60", note="DRAM")) == []
    assert found(*shares("60"), *shares("60", source="news-two")) == []
    assert found(*shares("60", "30", attributed_to="one"), *shares("60", "30", attributed_to="other")) == []
    assert found(*shares("60", "60", note="")) == []


def test_a_share_that_is_stated_twice_counts_once():
    assert found(*shares("60"), *shares("59"), *shares("30")) == []


def parts(*values, **said):
    return [
        level("capacity", value, "2025", subject=f"site-{number}", scope="cowos", **said)
        for number, value in enumerate(values)
    ]


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=6), st.integers(0, 500))
def test_parts_fit_a_total_that_holds_them(values, more):
    total = level("capacity", str(sum(values) + more), "2025", subject="cowos")
    assert found(total, *parts(*map(str, values))) == []


def test_parts_that_exceed_the_total_are_found_with_it():
    total = level("capacity", "100", "2025", subject="cowos")
    (misfit,) = find_misfits([*parts("70", "50"), total])
    assert misfit.claims == (total.claim, *(p.claim for p in parts("70", "50")))
    assert found(total, *parts("70", "50")) == ["70 wafers + 50 wafers is more than 100 wafers in all"]
    assert 0 < misfit.size < 1


def test_parts_of_another_total_or_alone_are_not_added():
    total = level("capacity", "100", "2025", subject="cowos")
    assert found(*parts("70", "50")) == []
    assert found(total, *parts("170")) == []
    assert found(total, *parts("70", "50", unit="panel-per-month")) == []
    assert found(total, *parts("70", "50", scope_note="planned")) == []
    assert found(total, *parts("70", "50", source="news-two")) == []


def test_the_worst_comes_first():
    mild = level("capacity", "100", "2024"), level("capacity", "150", "2025"), level("growth-rate", "55", "2025")
    wild = [x._replace(claim=x.claim._replace(subject="intel", id=x.claim.id + "!")) for x in mild[:2]]
    wild.append(level("growth-rate", "900", "2025", subject="intel"))
    assert [m.claims[0].value for m in find_misfits([*mild, *wild])] == ["900", "55"]


# The shipped data --------------------------------------------------------------------------------


def test_the_founding_articles_figures_do_not_fit(shipped_store):
    said = {m.claims[0].subject: m.says({}) for m in misfits(shipped_store) if m.claims[0].source == "seed-24krmb-2025"}
    assert set(said) == {"china-enterprise-large-model-token-usage", "china-ai-chip-market"}
    assert "57.1 % a year" in said["china-ai-chip-market"]
