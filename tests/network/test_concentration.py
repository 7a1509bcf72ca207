"""HHI by hand: squares of shares as intervals, one source at a time, with what the shares cover."""

from __future__ import annotations

from decimal import Decimal

from interposer.lookup.claims import EMPTY
from interposer.network.concentration import concentrations

KINDS = {"one": "Company", "two": "Company", "three": "Company", "product": "Product", "japan": "Country"}


def share(holder, value, **more):
    given = {
        "id": f"{holder}-{value}", "subject": holder, "metric": "market-share", "value": value, "unit": "percent",
        "scope": "film", "polarity": "asserts", "source": "wire", "period": "2025", "status": "reported",
    }  # fmt: skip
    return EMPTY._replace(**(given | more))


def indices(*claims):
    return concentrations(claims, KINDS).get("film", [])


def test_squares_of_exact_shares_are_added():
    (found,) = indices(share("one", "60-60"), share("two", "40-40"))
    assert (found.low, found.high) == (3600 + 1600, 3600 + 1600)
    assert found.covered == (Decimal(100), Decimal(100))


def test_what_is_not_named_widens_the_index_upwards_only():
    (found,) = indices(share("one", "50-50"))
    assert (found.low, found.high) == (2500, 2500 + 2500)


def test_a_printed_figure_is_an_interval_and_an_open_end_goes_to_all():
    (found,) = indices(share("one", ">90"))
    assert (found.low, found.high) == (8100, 10_000)
    assert found.covered == (Decimal(90), Decimal(100))
    (rounded,) = indices(share("one", "70"), share("two", "30"))
    assert rounded.low == int(Decimal("69.5") ** 2 + Decimal("29.5") ** 2)
    assert rounded.high == int(Decimal("70.5") ** 2 + Decimal("30.5") ** 2 + 1)


def test_sources_periods_limits_measures_and_statuses_are_never_mixed():
    variants = [{}, {"source": "daily"}, {"period": "2024"}, {"scope_note": "for one"}, {"basis": "by-bits"}]
    variants.append({"status": "forecast"})
    found = indices(*(share("one", "50-50", **more) for more in variants))
    assert len(found) == len(variants)
    assert all(len(one.claims) == 1 for one in found)
    assert found[-1].limits == "for one"


def test_the_index_that_covers_most_comes_first_and_the_newer_of_two():
    found = indices(
        share("one", "50-50"),
        share("one", "50-50", period="2026"),
        share("one", "60-60", source="daily"),
        share("two", "40-40", source="daily"),
    )
    assert [(one.source, one.period) for one in found] == [("daily", "2025"), ("wire", "2026"), ("wire", "2025")]


def test_only_shares_of_companies_in_percent_that_are_asserted_count():
    assert not indices(
        share("product", "50"), share("japan", "50"), share("one", "50", unit="times"), share("one", "50", polarity="denies"),
        share("one", "much"), share("one", "50", metric="share"), share("one", "50", scope=""),
    )  # fmt: skip


def test_two_figures_for_one_holder_are_one_wider_share():
    (found,) = indices(share("one", "50-50"), share("one", "60-60"))
    assert (found.low, found.high) == (2500, 3600 + 2500)
    assert len(found.claims) == 2
