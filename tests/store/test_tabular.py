"""The dataset as tables: CSV rows that their metadata describe, and a SQLite file that holds everything."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore
from interposer.store.tabular import CLAIM_COLUMNS, claims_csv, csvw_metadata, sqlite_file

LIVE = "SELECT ?c { ?c ip:live true }"
ALL = "SELECT ?c { ?c ip:recordedOn ?day }"
PARSERS = {
    "string": str,
    "decimal": lambda text: re.fullmatch(r"-?\d+(\.\d+)?", text),
    "date": date.fromisoformat,
    "boolean": {"true": True, "false": True}.get,
    "anyURI": lambda text: re.match(r"https?://\S+$", text),
}
SIZE = {
    "source": "news-one",
    "subject": "packaging-market",
    "predicate": "market-size",
    "unit": "billion-usd",
    "period": "2024",
}


def rows_of(store):
    return list(csv.DictReader(io.StringIO(claims_csv(store).decode(), newline="")))


def database(store):
    held = sqlite3.connect(":memory:")
    held.deserialize(sqlite_file(store))
    return closing(held)


def ask(held, query):
    return held.execute(query).fetchall()


@pytest.fixture(scope="module")
def rows(rich_store):
    return rows_of(rich_store)


@pytest.fixture(scope="module")
def tables(rich_store):
    with database(rich_store) as held:
        yield held


@pytest.fixture(scope="module")
def shipped_tables(shipped_store):
    with database(shipped_store) as held:
        yield held


# CSV ---------------------------------------------------------------------------------------------


def test_a_row_is_a_live_claim_and_rows_are_in_order(rich_store, rows):
    ids = [row["claim"] for row in rows]
    assert ids == sorted(row[0].slug for row in rich_store.select(LIVE))
    assert len(ids) == len(set(ids))


def test_the_shipped_rows_are_the_live_claims(shipped_store):
    assert len(rows_of(shipped_store)) == len(shipped_store.select(LIVE))


def test_a_row_says_the_claim_in_words(rows):
    number = next(row for row in rows if row["value"] == ">90000")
    wanted = {
        "subject": "TSMC", "subject_id": "tsmc", "predicate": "capacity", "unit": "wafer-per-month", "low": "90000", "high": "",
        "period": "2026", "period_start": "2026-01-01", "period_end": "2026-12-31", "object": "", "status": "reported",
    }  # fmt: skip
    assert {name: number[name] for name in wanted} == wanted
    denied = next(row for row in rows if row["polarity"] == "denies")
    wanted = {"subject": "Intel", "predicate": "offers", "object": "EMIB", "object_id": "emib", "disputed": "true"}
    assert {name: denied[name] for name in wanted} == wanted
    opened = next(row for row in rows if row["predicate"] == "opened")
    assert (opened["earliest"], opened["latest"]) == ("2026-06-01", "2026-06-30")
    supplied = next(row for row in rows if row["predicate"] == "suppliesTo")
    assert supplied["item"] in ("abf-substrate", "abf-film")


def test_a_row_carries_its_source(rows):
    page = next(row for row in rows if row["source"] == "news-one-copy")
    assert (page["title"], page["source_kind"], page["source_family"], page["url"]) == (
        "Page news-one-copy", "news", "wire", "https://example.org/news-one-copy",
    )  # fmt: skip
    assert all(row["source"] and row["title"] and row["publisher"] and row["locator"] and row["status"] for row in rows)


def test_quarantined_retracted_and_superseded_claims_are_no_rows(rows):
    said = {(row["subject"], row["object"], row["note"]) for row in rows}
    assert ("JCET", "hybrid bonding", "last word") in said
    assert ("JCET", "hybrid bonding", "first word") not in said
    assert not {("JCET", "CoWoS", ""), ("JCET", "EMIB", "")} & said


@pytest.mark.parametrize("text", ['say "x", then', "中介层 🧩", "back\\slash", "' OR 1=1 --", "<b>bold</b>"])
def test_text_of_any_kind_survives_in_both_tables(compiled, text):
    store = compiled({"source": "news-one", "subject": "tsmc", "predicate": "offers", "object": "cowos", "note": text})
    assert [row["note"] for row in rows_of(store)] == [text]
    with database(store) as held:
        assert ask(held, "SELECT note FROM claims") == [(text,)]


# Metadata ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def metadata(rich_store):
    return json.loads(csvw_metadata(rich_store, "all claims.csv"))


def test_the_metadata_describe_every_column_of_the_file(rich_store, metadata):
    header = next(csv.reader(io.StringIO(claims_csv(rich_store).decode())))
    columns = metadata["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == [column["titles"] for column in columns] == header
    assert all(column["dc:description"].endswith(".") for column in columns)
    assert {column["datatype"] for column in columns} <= set(PARSERS)
    assert metadata["tableSchema"]["primaryKey"] in header


def test_the_metadata_name_file_licence_and_version(rich_store, metadata):
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    assert metadata["url"] == "all%20claims.csv"
    assert metadata["dc:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    assert metadata["dc:identifier"] == rich_store.data_version


def assert_typed(rows):
    for row in rows:
        for name, (kind, _) in CLAIM_COLUMNS.items():
            assert not row[name] or PARSERS[kind](row[name]), (
                f"{name}={row[name]!r} is no {kind} in claim {row['claim']}"
            )


def test_every_cell_is_of_the_type_that_the_metadata_say(rows):
    assert_typed(rows)


def test_every_shipped_cell_is_of_its_type(shipped_store):
    assert_typed(rows_of(shipped_store))


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("0.0000001", "0.00000005", "0.00000015"), ("0-5", "0", "5"), ("-40", "-40.5", "-39.5"), ("10,000,000,000", "9999999999.5", "10000000000.5")],
)  # fmt: skip
def test_numbers_are_written_out_without_an_exponent(compiled, value, low, high):
    (row,) = rows_of(compiled({**SIZE, "value": value}))
    assert (row["value"], row["low"], row["high"]) == (value, low, high)
    assert_typed([row])


# SQLite ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", ["tables", "shipped_tables"])
def test_the_file_is_sound(world, request):
    held = request.getfixturevalue(world)
    assert ask(held, "PRAGMA integrity_check") == [("ok",)]
    for table, column, other in (
        ("claims", "source", "sources"), ("names", "source", "sources"), ("names", "thing", "things"), ("claims", "subject_id", "things"),
        ("claims", "object_id", "things"), ("listings", "company", "things"), ("claims", "unit", "units"), ("disagreements", "claim", "claims"),
    ):  # fmt: skip
        key = "claim" if other == "claims" else "id"
        lost = f'SELECT "{column}" FROM "{table}" WHERE "{column}" NOT NULL AND "{column}" NOT IN (SELECT "{key}" FROM "{other}")'  # noqa: S608
        assert ask(held, lost) == [], f"{table}.{column} points to nothing"


COUNTS = {
    "claims": ALL,
    "things": "SELECT DISTINCT ?x { ?x ip:nameKey ?key }",
    "names": "SELECT ?n { ?n ip:nameOf ?thing }",
    "sources": "SELECT ?s { ?s rdf:type ip:Source }",
    "listings": "SELECT ?l ?s { ?l ip:ticker ?ticker ; prov:hadPrimarySource ?s }",
    "units": "SELECT ?u { ?u ip:factor ?factor }",
    "disagreements": "SELECT ?d ?c { ?d ip:ofClaims ?c }",
}


@pytest.mark.parametrize("table", COUNTS)
@pytest.mark.parametrize("world", ["rich_store", "shipped_store"])
def test_a_table_has_a_row_for_each_thing_of_the_store(world, table, request):
    held = request.getfixturevalue({"rich_store": "tables", "shipped_store": "shipped_tables"}[world])
    ((count,),) = ask(held, f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608
    assert count == len(request.getfixturevalue(world).select(COUNTS[table])) > 0


def test_hidden_claims_are_kept_and_marked(rich_store, tables):
    live = ask(tables, "SELECT claim FROM claims WHERE live = 'true' ORDER BY claim")
    assert [i for (i,) in live] == sorted(row[0].slug for row in rich_store.select(LIVE))
    hidden = ask(
        tables, "SELECT subject, object, quarantined, retracted, note FROM claims WHERE live = 'false' ORDER BY object"
    )
    assert hidden == [
        ("JCET", "CoWoS", "a misprint", None, None),
        ("JCET", "EMIB", None, "2026-03-01", None),
        ("JCET", "hybrid bonding", None, None, "first word"),
    ]
    ((later,),) = ask(tables, "SELECT note FROM claims WHERE supersedes IN (SELECT claim FROM claims)")
    assert later == "last word"


def test_numbers_are_numbers_and_zero_is_no_blank(compiled):
    with database(compiled({**SIZE, "value": "0-5"}, {**SIZE, "value": ">7", "source": "news-two"})) as held:
        found = ask(held, "SELECT value, low, high, typeof(low), typeof(high) FROM claims ORDER BY value")
    assert found == [("0-5", 0.0, 5.0, "real", "real"), (">7", 7.0, None, "real", "null")]


def test_numeric_columns_hold_nothing_else(shipped_tables):
    for table, column in (
        ("claims", "low"),
        ("claims", "high"),
        ("claims", "canonical_low"),
        ("claims", "canonical_high"),
        ("units", "factor"),
    ):
        kinds = {kind for (kind,) in ask(shipped_tables, f'SELECT DISTINCT typeof("{column}") FROM "{table}"')}  # noqa: S608
        assert kinds <= {"real", "null"}, f"{table}.{column}"
    ((largest,),) = ask(shipped_tables, "SELECT MAX(canonical_high) FROM claims WHERE canonical_unit = 'usd'")
    assert largest > 1_000_000_000


def test_the_tables_join(tables):
    found = ask(
        tables,
        """SELECT t.label, c.predicate, s.source_family FROM claims c JOIN things t ON t.id = c.subject_id
        JOIN sources s ON s.id = c.source WHERE c.object_id = 'cowos' AND c.predicate = 'offers' AND c.live = 'true'
        ORDER BY 3""",
    )
    assert found == [("TSMC", "offers", "daily"), ("TSMC", "offers", "wire"), ("TSMC", "offers", "wire")]
    assert ask(tables, "SELECT lang FROM names WHERE thing = 'tsmc' AND name = '台积电'") == [("zh-Hans",)]
    assert ask(tables, "SELECT class FROM things WHERE id = 'cowos'") == [("Offering",)]


def test_the_file_says_its_licence_and_version(rich_store, tables):
    said = dict(ask(tables, "SELECT name, value FROM dataset"))
    assert said["version"] == rich_store.data_version
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_disagreement_lists_its_claims_with_their_kind(tables):
    found = ask(tables, "SELECT kind, COUNT(*) FROM disagreements GROUP BY id ORDER BY 1, 2")
    assert ("contradiction", 2) in found
    assert {kind for kind, _ in found} <= {"contradiction", "spread", "revision"}


def test_both_tables_are_the_same_bytes_for_the_same_data(rich, rich_store):
    again = EmbeddedStore(compile_ontology([rich]).store, None)
    assert claims_csv(again) == claims_csv(rich_store)
    assert sqlite_file(again) == sqlite_file(rich_store)
