"""Alternatives: who else makes a thing and what it needs, what is named as a substitute, and what is unknown."""

from __future__ import annotations

import pytest

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.filters import make_filters
from interposer.network.alternatives import alternatives_answer
from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore

THINGS = {
    "company": [("amkor", "Amkor", ""), ("mother", "Mother", ""), ("daughter", "Daughter", ""), ("spare", "Spare", "")],
    "component-type": [("bridge", "bridge", ""), ("glass", "glass interposer", "")],
    "material": [("film", "film", ""), ("lonely", "lonely stuff", "")],
    "process-step": [("rdl", "RDL", ""), ("fine-rdl", "fine RDL", "")],
}  # fmt: skip


def said(subject, predicate, obj="", source="news-one", **more):
    return {"source": source, "subject": subject, "predicate": predicate, "object": obj, **more}


CLAIMS = (
    said("cowos", "implements", "2-5d-packaging"), said("emib", "implements", "2-5d-packaging"), said("cowos-l", "variantOf", "cowos"),
    said("cowos-l", "hasComponent", "bridge"), said("cowos", "usesProcess", "rdl"), said("cowos-l", "requires", "film"),
    said("fine-rdl", "subtypeOf", "rdl"), said("tsmc", "offers", "cowos-l"), said("amkor", "offers", "cowos-l", status="planned"),
    said("amkor", "offers", "fine-rdl"), said("tsmc", "offers", "rdl"), said("tsmc", "offers", "rdl", "news-two"),
    said("mother", "supplies", "film"), said("daughter", "supplies", "film"), said("daughter", "subsidiaryOf", "mother"),
    said("emib", "alternativeTo", "cowos"), said("emib", "competesWith", "cowos-l"), said("glass", "alternativeTo", "bridge", status="rumoured"),
    said("intel", "offers", "emib"),
    said("blackwell", "packagedWith", "cowos-l"), said("blackwell", "fabricatedBy", "tsmc"), said("blackwell", "packagedBy", "tsmc"),
    said("blackwell", "packagedBy", "amkor"),
)  # fmt: skip


@pytest.fixture
def world(make_ontology):
    return EmbeddedStore(compile_ontology([make_ontology(CLAIMS, names=(), listings=(), things=THINGS)]).store, None)


def ask(store, name="CoWoS-L", status="reported", **how):
    return alternatives_answer(store, name, filters=make_filters(status), **how)


def rows(answer):
    return {row["thing"]["id"]: row for row in answer.results}


def test_the_thing_comes_first_then_its_own_needs_then_those_of_what_it_is_a_kind_of(world):
    answer = ask(world)
    assert [(r["role"], r["thing"]["id"], r["of"] and r["of"]["id"]) for r in answer.results] == [
        ("itself", "cowos-l", None), ("need", "bridge", "cowos-l"), ("need", "film", "cowos-l"), ("need", "rdl", "cowos"),
    ]  # fmt: skip
    assert answer.notes == [
        "CoWoS-L needs 3 known things: 1 with several known makers, 1 with one, 1 whose makers are unknown"
    ]


def test_makers_of_a_kind_make_the_need_too_and_say_of_which_kind(world):
    makers = rows(ask(world))["rdl"]["makers"]
    assert [(m["thing"]["id"], m["kind"] and m["kind"]["id"]) for m in makers] == [
        ("tsmc", None),
        ("amkor", "fine-rdl"),
    ]
    assert makers[1]["sentence"] == "Amkor offers fine RDL; fine RDL is a kind of RDL"
    assert len(makers[1]["claims"]) == 2


def test_a_planned_maker_is_told_apart_and_not_counted(world):
    row = rows(ask(world))["cowos-l"]
    assert (row["known_makers"], row["expected_makers"]) == (1, 1)
    (later,) = row["later_makers"]
    assert (later["thing"]["id"], later["status"]) == ("amkor", "planned")
    assert rows(ask(world, status="all"))["cowos-l"]["known_makers"] == 2


def test_a_subsidiary_is_no_second_source(world):
    row = rows(ask(world))["film"]
    assert {m["thing"]["id"]: m["owner"] and m["owner"]["id"] for m in row["makers"]} == {
        "mother": None,
        "daughter": "mother",
    }
    assert row["known_makers"] == 1


def test_substitutes_are_named_with_their_status_and_makers(world):
    found = rows(ask(world))
    (swap,) = found["cowos-l"]["substitutes"]
    assert (swap["thing"]["id"], swap["sentence"], [m["id"] for m in swap["makers"]]) == (
        "emib", "EMIB competes with CoWoS-L", ["intel"],
    )  # fmt: skip
    (rumour,) = found["bridge"]["substitutes"]
    assert (rumour["thing"]["id"], rumour["status"]) == ("glass", "rumoured")


def test_things_of_the_same_kind_are_listed_unless_a_source_names_them(world):
    assert [t["id"] for t in rows(ask(world, "EMIB"))["emib"]["same_kind"]] == []  # CoWoS is a named alternative
    assert rows(ask(world, "CoWoS-L"))["cowos-l"]["same_kind"] == []


def test_what_nobody_is_known_to_make_counts_no_maker(world):
    row = rows(ask(world))["bridge"]
    assert (row["makers"], row["known_makers"]) == ([], 0)


def test_a_chip_has_as_many_sources_as_its_scarcest_provider(world):
    row = rows(ask(world, "NVIDIA Blackwell"))["blackwell"]
    assert {m["thing"]["id"] for m in row["makers"]} == {"tsmc", "amkor"}
    assert row["known_makers"] == 1


def test_lists_keep_to_the_limit_and_counts_do_not(world):
    row = rows(ask(world, limit=1))["rdl"]
    assert (len(row["makers"]), row["known_makers"]) == (1, 2)


def test_a_thing_of_which_nothing_is_known_finds_nothing(world):
    with pytest.raises(NothingFoundError, match="nothing is known of who makes lonely stuff"):
        ask(world, "lonely stuff")


@pytest.mark.parametrize(("name", "says"), [("TSMC", "of the class Company"), ("Taiwan", "of the class Country")])
def test_what_nobody_makes_is_refused(world, name, says):
    with pytest.raises(UsageError, match=says):
        ask(world, name)


def test_bad_limits_and_names_are_refused(world):
    with pytest.raises(UsageError):
        ask(world, limit=-1)
    with pytest.raises(NameUnknownError):
        ask(world, "nobody knows")
