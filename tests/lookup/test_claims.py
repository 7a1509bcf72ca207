"""Claims and sources come out of the store as they went in."""

from __future__ import annotations

from datetime import date

from interposer.lookup.claims import fetch_claims, fetch_sources
from interposer.store.terms import iri


def one(store, subject, predicate, **more):
    """Find the claim of one subject and relation that also says `more`."""
    found = fetch_claims(store, f"?claim rdf:subject id:{subject}")
    kept = [
        c
        for c in found
        if predicate in (c.predicate, c.metric, c.milestone) and all(getattr(c, k) == v for k, v in more.items())
    ]
    assert len(kept) == 1, kept
    return kept[0]


def test_a_relation_says_everything_that_was_written(rich_store):
    c = one(rich_store, "jcet", "develops", period="2025")
    assert (c.object, c.status, c.polarity, c.source, c.family, c.kind) == (
        "hybrid-bonding",
        "reported",
        "asserts",
        "news-two",
        "daily",
        "news",
    )
    assert (c.start, c.end, c.recorded, c.retracted, c.superseded) == (
        date(2025, 1, 1),
        None,
        date(2026, 1, 2),
        None,
        False,
    )
    assert (c.note, c.attributed_to, c.locator, c.grade) == ("last word", "its chairman", "p. 1", "C")
    assert (c.metric, c.milestone, c.value, c.unit, c.overlay, c.side) == ("", "", "", "", "", "")


def test_a_claim_that_another_supersedes_is_marked_and_has_no_grade(rich_store):
    c = one(rich_store, "jcet", "develops", period="")
    assert (c.superseded, c.grade, c.note) == (True, "", "first word")


def test_quarantine_retraction_and_denial_are_kept(rich_store):
    assert one(rich_store, "jcet", "offers", object="cowos").quarantined == "a misprint"
    assert one(rich_store, "jcet", "offers", object="emib").retracted == date(2026, 3, 1)
    denial = one(rich_store, "intel", "offers", polarity="denies")
    assert denial.disputed


def test_numbers_and_milestones_are_kept_as_printed(rich_store):
    number = one(rich_store, "tsmc", "capacity", status="forecast")
    assert (number.value, number.unit, number.scope, number.scope_note, number.period) == (
        "100000",
        "wafer-per-month",
        "cowos",
        "all sites",
        "2027",
    )
    assert (number.start, number.end, number.object) == (date(2027, 1, 1), date(2027, 12, 31), "")
    opened = one(rich_store, "ap7", "opened")
    assert (opened.milestone, opened.value, opened.metric) == ("opened", "2026-06", "")


def test_a_number_keeps_the_basis_that_it_is_counted_on(compiled):
    said = {"source": "news-one", "subject": "tsmc", "predicate": "capacity", "value": "5", "unit": "wafer-per-month"}
    store = compiled({**said, "period": "2025", "basis": "basis-installed"}, {**said, "period": "2026"})
    assert one(store, "tsmc", "capacity", period="2025").basis == "basis-installed"
    assert one(store, "tsmc", "capacity", period="2026").basis == ""


def test_a_weak_link_is_marked(rich_store):
    assert one(rich_store, "cowos", "implements", object="3d-packaging").weak
    assert not one(rich_store, "cowos", "implements", object="2-5d-packaging").weak


def test_a_claim_comes_once_for_each_side_it_matched_on(rich_store):
    pattern = (
        '{ ?claim rdf:subject id:tsmc BIND("one" AS ?side) } UNION { ?claim rdf:subject id:tsmc BIND("two" AS ?side) }'
    )
    found = fetch_claims(rich_store, pattern)
    assert len(found) == 2 * len(fetch_claims(rich_store, "?claim rdf:subject id:tsmc"))
    assert {c.side for c in found} == {"one", "two"}


def test_only_the_editors_are_editorial(rich_store):
    found = fetch_claims(rich_store, "?claim rdf:subject ?subject")
    assert {c.source for c in found if c.editorial} == {"interposer-editorial"}


def test_claims_come_in_the_order_of_their_ids_and_nothing_gives_none(rich_store):
    found = [c.id for c in fetch_claims(rich_store, "?claim rdf:subject ?subject")]
    assert found == sorted(found)
    assert fetch_claims(rich_store, "?claim rdf:subject id:nobody") == []


def test_a_source_is_cited_with_what_is_known_of_it(rich_store):
    source = fetch_sources(rich_store, ["news-one", "nowhere"])
    assert set(source) == {"news-one"}
    assert source["news-one"].record() == {
        "id": "news-one", "title": "Page news-one", "publisher": "news-one", "url": "https://example.org/news-one",
        "kind": "news", "family": "wire",
    }  # fmt: skip


def test_every_source_is_listed_and_the_shipped_ones_are_whole(rich_store, shipped_store):
    assert "digest-one" in fetch_sources(rich_store)
    for source in fetch_sources(shipped_store).values():
        assert source.title
        assert source.publisher
        assert source.kind
        assert source.family
        assert source.url or source.kind == "editorial"
        assert iri(source.url or "x:y")
