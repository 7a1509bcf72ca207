"""The vocabulary as data: classes with those above them, relations, units, code lists."""

from __future__ import annotations

from decimal import Decimal

import pytest

from interposer.errors import DataError
from interposer.store.terms import NS
from interposer.store.vocabulary import Unit, read_vocabulary


@pytest.fixture
def vocabulary(tiny):
    return read_vocabulary(tiny)


def test_a_class_knows_all_classes_above_it(vocabulary):
    assert vocabulary.classes["chip"].name == "Chip"
    assert vocabulary.classes["chip"].above == {"Product", "Thing"}
    assert vocabulary.is_concept("technology")
    assert not vocabulary.is_concept("company")


def test_a_class_fits_itself_and_those_above_it_only(vocabulary):
    assert vocabulary.fits("chip", frozenset({"Chip"}))
    assert vocabulary.fits("chip", frozenset({"Thing", "Company"}))
    assert not vocabulary.fits("product", frozenset({"Chip"}))


def test_a_relation_has_its_ends_and_flags(vocabulary):
    located = vocabulary.relations["headquarteredIn"]
    assert (located.domain, located.range) == ({"Company", "Organization"}, {"Country"})
    assert located.flags == {"functional"}
    assert vocabulary.relations["subtypeOf"].flags == {"acyclic", "irreflexive", "sameClass"}


def test_a_unit_has_its_family_and_an_exact_factor(vocabulary):
    assert vocabulary.units["billion-usd"] == Unit("billion-usd", "money", "usd", Decimal(10**9))
    assert vocabulary.units["percent"].canonical == "percent"


def test_code_lists_hold_their_words(vocabulary):
    assert vocabulary.codes["Status"] == {"reported", "planned", "forecast", "rumoured"}
    assert vocabulary.codes["Polarity"] == {"asserts", "denies"}
    assert {"opened", "mass-production"} <= vocabulary.codes["Milestone"]


def test_a_term_added_to_the_file_is_known_without_code(tiny):
    with (tiny / "vocabulary.ttl").open("a") as file:
        file.write(f"<{NS}Robot> a owl:Class ; rdfs:subClassOf ip:System ; ip:slug 'robot' .\n")
    assert read_vocabulary(tiny).classes["robot"].above == {"System", "Product", "Thing"}


def test_malformed_turtle_is_reported_with_its_row(tiny):
    rows = (tiny / "units.ttl").read_text().splitlines()
    (tiny / "units.ttl").write_text("\n".join([*rows, "unit:broken a ."]))
    with pytest.raises(DataError) as caught:
        read_vocabulary(tiny)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.rule) == ("units.ttl", len(rows) + 1, "turtle")


def test_a_missing_file_is_reported(tiny):
    (tiny / "units.ttl").unlink()
    with pytest.raises(DataError, match=r"units\.ttl.*cannot be read"):
        read_vocabulary(tiny)
