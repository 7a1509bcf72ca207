"""Shared suppliers: named by sources for both, for one, or possible by what both need."""

from __future__ import annotations

import pytest

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.filters import make_filters
from interposer.network.shared import shared_answer
from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore

THINGS = {
    "chip": [("mi300", "AMD MI300", "")],
    "company": [("amd", "AMD", ""), ("hynix", "SK hynix", ""), ("ibiden", "Ibiden", ""), ("loner", "Loner", ""), ("maker", "Bonder maker", "")],
    "equipment-type": [("bonder", "bonder", "")],
    "memory-generation": [("hbm", "HBM", "")],
}  # fmt: skip


def said(subject, predicate, obj="", source="news-one", **more):
    return {"source": source, "subject": subject, "predicate": predicate, "object": obj, **more}


CLAIMS = (
    said("blackwell", "designedBy", "nvidia"), said("mi300", "designedBy", "amd"),
    said("tsmc", "suppliesTo", "nvidia"), said("tsmc", "suppliesTo", "nvidia", "news-two"), said("mi300", "fabricatedBy", "tsmc"),
    said("hynix", "supplies", "hbm"), said("hynix", "suppliesTo", "nvidia", item="hbm"), said("mi300", "hasComponent", "hbm"),
    said("blackwell", "packagedWith", "cowos"), said("mi300", "packagedWith", "cowos"), said("intel", "offers", "cowos"),
    said("ibiden", "suppliesTo", "amd", status="planned"), said("ibiden", "suppliesTo", "nvidia"),
    said("amd", "suppliesTo", "nvidia"), said("hbm", "requires", "bonder"), said("maker", "supplies", "bonder"),
    said("loner", "headquarteredIn", "taiwan"),
)  # fmt: skip


@pytest.fixture
def world(make_ontology):
    return EmbeddedStore(compile_ontology([make_ontology(CLAIMS, names=(), listings=(), things=THINGS)]).store, None)


def ask(store, one="NVIDIA", other="AMD", status="reported", **how):
    return shared_answer(store, one, other, filters=make_filters(status), **how)


def test_named_suppliers_come_before_possible_ones(world):
    answer = ask(world)
    assert [(r["supplier"]["id"], r["certainty"]) for r in answer.results] == [
        ("tsmc", "named for both"), ("hynix", "named for one"), ("intel", "possible"),
    ]  # fmt: skip
    assert answer.notes == ["3 shared suppliers: 1 named for both, 1 named for one, 1 possible"]


def test_each_side_has_its_own_evidence(world):
    tsmc = ask(world).results[0]
    (first,), (second,) = tsmc["first"]["grounds"], tsmc["second"]["grounds"]
    assert (first["sentence"], first["families"], len(first["claims"])) == ("TSMC supplies to NVIDIA", 2, 2)
    assert second["sentence"] == "AMD MI300 is fabricated by TSMC; AMD MI300 is designed by AMD"
    assert (second["through"]["id"], second["named"], len(second["claims"])) == ("mi300", True, 2)


def test_the_item_is_said_where_the_claim_names_it(world):
    hynix = ask(world).results[1]
    assert hynix["first"]["grounds"][0]["sentence"] == "SK hynix supplies to NVIDIA (HBM)"
    assert (
        hynix["second"]["grounds"][0]["sentence"]
        == "SK hynix supplies HBM; AMD MI300 contains HBM; AMD MI300 is designed by AMD"
    )
    assert not hynix["second"]["named"]


def test_what_the_inputs_of_ones_inputs_need_is_bought_by_others(world):
    assert "maker" not in [r["supplier"]["id"] for r in ask(world).results]


def test_the_order_of_the_companies_only_turns_the_sides_round(world):
    there, back = ask(world).results, ask(world, "AMD", "NVIDIA").results
    assert [(r["supplier"], r["first"], r["second"]) for r in there] == [
        (r["supplier"], r["second"], r["first"]) for r in back
    ]


def test_planned_suppliers_count_on_request(world):
    assert "ibiden" in [r["supplier"]["id"] for r in ask(world, status="all").results]


def test_the_limit_bounds_the_reasons_of_a_side(world):
    nvidia = ask(world, limit=1).results[0]["first"]
    assert len(nvidia["grounds"]) == 1


def test_companies_without_a_common_supplier_find_nothing(world):
    with pytest.raises(NothingFoundError, match="0 of Loner"):
        ask(world, "NVIDIA", "Loner")


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [("NVIDIA", "nvidia", "two companies"), ("NVIDIA", "HBM", "of the class MemoryGeneration")],
)
def test_two_different_companies_are_asked_for(world, one, other, says):
    with pytest.raises(UsageError, match=says):
        ask(world, one, other)
