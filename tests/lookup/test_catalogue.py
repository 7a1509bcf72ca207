"""Lists, search, the vocabulary and the sources."""

from __future__ import annotations

import pytest

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.catalogue import list_things, schema, search, sources

from . import labels


def things(answer):
    return [row["thing"] for row in answer.results]


@pytest.mark.parametrize("kind", ["company", "companies", "Company", "COMPANIES"])
def test_a_class_is_named_as_people_name_it(rich_store, kind):
    answer = list_things(rich_store, kind)
    assert labels(things(answer)) == sorted(labels(things(answer)), key=str.lower)
    assert {"Intel", "TSMC", "JCET"} <= set(labels(things(answer)))
    assert {t["kind"] for t in things(answer)} == {"Company"}


@pytest.mark.parametrize(
    ("kind", "one"),
    [
        ("process steps", "hybrid-bonding"),
        ("facilities", "ap7"),
        ("technologies", "2-5d-packaging"),
        ("memory generations", None),
    ],
)
def test_plurals_of_several_words_and_of_y(rich_store, kind, one):
    found = [t["id"] for t in things(list_things(rich_store, kind))]
    assert found == [] if one is None else one in found


def test_a_list_counts_the_claims_of_each_thing(rich_store):
    counts = {row["thing"]["id"]: row["claims"] for row in list_things(rich_store, "companies").results}
    assert counts["acme"] == 1
    assert counts["amkor"] == 2
    assert counts["tsmc"] > counts["intel"] > 0


@pytest.mark.parametrize("kind", ["", "thing that is none", '" } #', "\\"])
def test_what_is_no_class_lists_the_classes(rich_store, kind):
    with pytest.raises(UsageError, match=r"is no class; the classes are: .*company.*technology"):
        list_things(rich_store, kind)


def test_a_list_is_cut_on_request(rich_store):
    answer = list_things(rich_store, "companies", 2)
    assert (len(answer.results), answer.truncated) == (2, True)


@pytest.mark.parametrize(
    ("term", "first", "matched"),
    [
        ("ABF film", "abf-film", "name"), ("abf", "abf-film", "name starts"), ("积电", "tsmc", "name contains"), ("台積電", "tsmc", "name"),
        ("WHAT IBIDEN", "ibiden", "definition"), ("2.5d", "2-5d-packaging", "name"), ("semiconductor", "tsmc", "name contains"),
    ],
)  # fmt: skip
def test_search_reads_names_before_definitions(rich_store, term, first, matched):
    hit = search(rich_store, term).results[0]
    assert (hit["thing"]["id"], hit["matched"]) == (first, matched)


def test_search_ranks_whole_names_before_beginnings_before_parts(rich_store):
    order = ["name", "name starts", "name contains", "definition"]
    found = [order.index(row["matched"]) for row in search(rich_store, "cowos").results]
    assert found == sorted(found)
    assert found[0] == 0


@pytest.mark.parametrize("term", ["", "  ", " - ' "])
def test_search_needs_something_to_look_for(rich_store, term):
    with pytest.raises((UsageError, NothingFoundError)):
        search(rich_store, term)


@pytest.mark.parametrize("term", ["zzzzqqqq", '" } INSERT DATA { id:a id:b id:c } #', "\\", "\n}", "?thing", "{{"])
def test_search_finds_nothing_and_changes_nothing(rich_store, term):
    before = len(rich_store.engine)
    with pytest.raises(NothingFoundError, match="nothing in the graph"):
        search(rich_store, term)
    assert len(rich_store.engine) == before


def test_search_is_cut_at_its_limit(rich_store):
    assert search(rich_store, "a", 2).truncated
    assert not search(rich_store, "a", 0).truncated


def test_the_schema_lists_every_class_and_relation_with_counts(rich_store):
    rows = {(row["type"], row["term"]): row for row in schema(rich_store).results}
    assert rows["class", "Company"]["count"] == 10
    offers = rows["relation", "offers"]
    assert "Company" in offers["from"]
    assert "Offering" in offers["to"]
    assert offers["count"] == len(rich_store.select("SELECT ?c { ?c rdf:predicate ip:offers }"))
    assert all(row["definition"] and row["label"] for row in rows.values())


def test_the_schema_of_a_class_shows_what_touches_it(rich_store):
    terms = {row["term"] for row in schema(rich_store, "facilities").results}
    assert {"Facility", "operates", "performs"} <= terms
    assert "designedBy" not in terms
    with pytest.raises(UsageError, match="is no class"):
        schema(rich_store, "nonsense")


def test_sources_come_by_their_number_of_claims(rich_store):
    counts = [row["claims"] for row in sources(rich_store).results]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 0
    assert counts[-1] == 0
    assert sources(rich_store, limit=3).truncated


def test_one_source_gives_every_claim_read_in_it(rich_store):
    (row,) = sources(rich_store, "news-one-copy").results
    assert row["source"]["id"] == "news-one-copy"
    assert [r["text"] for r in row["records"]] == ["TSMC offers CoWoS"]
    assert row["claims"] == len(row["records"])


@pytest.mark.parametrize("source", ["nowhere", 'a"b', "a b", "a>b", "{", "\\", "é", "\ud800"])
def test_a_source_that_is_none_is_not_found(rich_store, source):
    with pytest.raises(NothingFoundError, match="no source has the id"):
        sources(rich_store, source)


def test_the_shipped_catalogue(shipped_store):
    assert len(list_things(shipped_store, "companies").results) > 200
    assert search(shipped_store, "混合键合").results[0]["thing"]["id"] == "hybrid-bonding"
    (article,) = sources(shipped_store, "seed-24krmb-2025").results
    assert article["claims"] > 100
