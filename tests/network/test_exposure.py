"""Exposure: what a company hangs on, who hangs on it, and what the loss of single makers' inputs takes from it."""

from __future__ import annotations

import pytest

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.filters import make_filters
from interposer.network import exposure
from interposer.network.exposure import exposure_answer
from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore

THINGS = {
    "company": [("ajinomoto", "Ajinomoto", ""), ("fine", "Fine-Techno", ""), ("mill", "Mill", ""), ("press", "Press", ""), ("loner", "Loner", "")],
    "component-type": [("substrate", "substrate", "")],
    "facility": [("ap8", "TSMC AP8", ""), ("hall", "nameless hall", "")],
    "material": [("film", "film", ""), ("cloth", "cloth", ""), ("paste", "paste", "")],
}  # fmt: skip


def said(subject, predicate, obj="", source="news-one", **more):
    return {"source": source, "subject": subject, "predicate": predicate, "object": obj, **more}


CLAIMS = (
    said("tsmc", "offers", "cowos"), said("tsmc", "offers", "cowos-l"), said("cowos-l", "variantOf", "cowos"),
    said("cowos", "hasComponent", "substrate"), said("substrate", "madeOf", "film"), said("cowos-l", "requires", "cloth"),
    said("cowos", "requires", "paste"), said("ajinomoto", "supplies", "film"), said("fine", "supplies", "film"),
    said("fine", "subsidiaryOf", "ajinomoto"), said("mill", "supplies", "cloth"), said("press", "supplies", "cloth"),
    said("blackwell", "packagedWith", "cowos-l"), said("blackwell", "designedBy", "nvidia"),
    said("mill", "suppliesTo", "tsmc", item="cloth"), said("tsmc", "suppliesTo", "nvidia"),
    said("tsmc", "operates", "ap7"), said("ap7", "locatedIn", "taiwan"), said("ap7", "performs", "cowos"),
    said("tsmc", "operates", "ap8"), said("ap8", "locatedIn", "taiwan"), said("tsmc", "operates", "hall"),
)  # fmt: skip


@pytest.fixture
def world(make_ontology):
    folder = make_ontology(CLAIMS, names=(), things=THINGS)
    return EmbeddedStore(compile_ontology([folder]).store, None)


def ask(store, name="TSMC", **how):
    return exposure_answer(store, name, filters=make_filters(), **how)


def part(answer, name):
    return {row["thing"]["id"]: row for row in answer.results if row["part"] == name}


def test_the_parts_of_an_exposure_come_in_order(world):
    found = list(dict.fromkeys(row["part"] for row in ask(world).results))
    assert found == [
        "listing",
        "thing",
        "single maker",
        "input",
        "dependent",
        "supplier",
        "customer",
        "country",
        "site",
    ]


def test_a_listing_is_shown_and_its_absence_is_said(world):
    assert part(ask(world), "listing")["tsmc"]["says"] == "XTAI:2330"
    answer = ask(world, "NVIDIA")
    assert not part(answer, "listing")
    assert "no listing of NVIDIA is known" in answer.notes


def test_the_loss_of_an_input_of_one_owner_is_spread_over_the_companys_things(world):
    film = part(ask(world), "single maker")["film"]
    assert [maker["id"] for maker in film["makers"]] == ["ajinomoto", "fine"]
    assert [thing["id"] for thing in film["lost"]] == ["cowos", "cowos-l"]
    assert "no independent maker" in film["says"]
    assert film["claims"]


def test_inputs_with_several_makers_and_with_none_are_told_apart(world):
    inputs = part(ask(world), "input")
    assert [maker["id"] for maker in inputs["cloth"]["makers"]] == ["mill", "press"]
    assert inputs["paste"]["makers"] == []
    assert "film" not in inputs
    assert (
        "4 known inputs: 1 with a single known maker, 1 with others or its own, 2 whose makers are unknown"
        in ask(world).notes
    )


def test_the_depth_bounds_how_far_needs_are_followed(world):
    assert "film" not in part(ask(world, depth=1), "single maker")


def test_what_others_build_on_it_and_trade_is_told_with_evidence(world):
    answer = ask(world)
    assert list(part(answer, "dependent")) == ["blackwell"]
    assert part(answer, "supplier")["mill"]["says"] == "Mill supplies to TSMC (cloth)"
    assert list(part(answer, "customer")) == ["nvidia"]
    assert any(note.startswith("if TSMC were lost: ") for note in answer.notes)


def test_sites_are_counted_by_country_and_unknowns_are_said(world):
    answer = ask(world)
    assert part(answer, "country")["taiwan"]["says"] == "2 known sites"
    sites = part(answer, "site")
    assert sites["ap7"]["says"] == "TSMC AP7 performs CoWoS"
    assert sites["hall"]["says"] == "what is done at nameless hall is unknown"
    assert sites["hall"]["countries"] == []


def test_the_limit_bounds_each_part_and_says_so(world):
    answer = ask(world, limit=1)
    assert len(part(answer, "thing")) == 1
    assert answer.hidden["rows of the part 'thing' (--limit)"] == 1
    assert answer.truncated


def test_a_cap_on_losses_is_said(world, monkeypatch):
    monkeypatch.setattr(exposure, "_MOST", 0)
    answer = ask(world)
    assert not part(answer, "single maker")
    assert any("were lost in turn; 1 were not" in note for note in answer.notes)


def test_a_company_of_which_nothing_is_known_finds_nothing(world):
    with pytest.raises(NothingFoundError, match="nothing is known of what Loner"):
        ask(world, "Loner")


def test_other_things_and_bad_limits_are_refused(world):
    with pytest.raises(UsageError, match="of the class Offering"):
        ask(world, "CoWoS")
    with pytest.raises(UsageError):
        ask(world, depth=0)
