"""export at the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import threading
from contextlib import closing

import pytest
import rdflib

from interposer.store.export import EXPORTS, export_store
from interposer.store.tabular import csvw_metadata


@pytest.mark.parametrize("form", EXPORTS)
def test_stdout_holds_the_export_and_nothing_else(ask, rich_store, form):
    result = ask("export", "--to", form)
    assert result.stdout_bytes == export_store(rich_store, form)
    assert result.stderr == ""


@pytest.mark.parametrize("form", EXPORTS)
def test_a_file_holds_the_same(ask, rich_store, tmp_path, form):
    result = ask("export", "--to", form, "-o", tmp_path / "data")
    assert (tmp_path / "data").read_bytes() == export_store(rich_store, form)
    assert result.stdout == ""
    assert "bytes" in result.stderr
    beside = {"data-metadata.json"} if form == "csv" else set()
    assert {path.name for path in tmp_path.iterdir()} == {"data", *beside}


def test_a_csv_file_gets_its_description_beside_it(ask, rich_store, tmp_path):
    ask("export", "--to", "csv", "-o", tmp_path / "all claims.csv")
    described = tmp_path / "all claims.csv-metadata.json"
    assert described.read_bytes() == csvw_metadata(rich_store, "all claims.csv")
    assert json.loads(described.read_text())["url"] == "all%20claims.csv"


def test_a_sqlite_file_answers_sql(ask, tmp_path):
    ask("export", "--to", "sqlite", "-o", tmp_path / "data.db")
    with closing(sqlite3.connect(tmp_path / "data.db")) as held:
        assert held.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert held.execute("SELECT label FROM things WHERE id = 'tsmc'").fetchall() == [("TSMC",)]


def test_a_file_that_is_there_is_replaced_whole(ask, rich_store, tmp_path):
    (tmp_path / "data").write_bytes(b"x" * 10_000_000)
    ask("export", "--to", "nt", "-o", tmp_path / "data")
    assert (tmp_path / "data").read_bytes() == export_store(rich_store, "nt")


def test_asserted_leaves_the_derived_out(ask):
    whole, asserted = (
        rdflib.Graph().parse(data=ask("export", "--to", "nt", *more).stdout, format="nt")
        for more in ([], ["--asserted"])
    )
    assert 0 < len(asserted) < len(whole)


def test_what_is_exported_opens_again(ask, run, tmp_path):
    ask("export", "--to", "ttl", "-o", tmp_path / "data.ttl")
    shown = run("who", "does", "2.5D", "--store", tmp_path / "data.ttl").stdout
    assert shown == ask("who", "does", "2.5D").stdout


def test_a_row_of_csv_is_a_claim(ask):
    rows = list(csv.DictReader(io.StringIO(ask("export", "--to", "csv").stdout)))
    assert {"TSMC", "Intel"} <= {row["subject"] for row in rows}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--to", "xml"], "use ttl, nt, nq, trig, jsonld, rdf12, csv, sqlite, graphml, gexf"),
        (["--to", "csv", "--asserted"], "--asserted acts on RDF only"),
        (["--to", "sqlite", "--asserted"], "--asserted acts on RDF only"),
        (["--to", ""], "use ttl"),
    ],
)
def test_what_cannot_be_exported_is_a_usage_error(ask, args, said):
    result = ask("export", *args, code=2)
    assert said in result.stderr
    assert result.stdout == ""


def test_a_place_that_takes_no_file_is_said(ask, tmp_path):
    assert "is a folder" in ask("export", "-o", tmp_path, code=2).stderr
    assert "there is no folder" in ask("export", "-o", tmp_path / "none" / "x.ttl", code=2).stderr
    assert "cannot be written" in ask("export", "-o", tmp_path / ("x" * 300), code=2).stderr
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_written_into_and_never_replaced(ask, rich_store, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    ask("export", "--to", "csv", "-o", tmp_path / "pipe")
    reader.join(10)
    assert read == [export_store(rich_store, "csv")]
    assert (tmp_path / "pipe").is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"], "a pipe gets no description beside it"


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_the_network_goes_out_whole_or_around_a_thing(ask, form):
    whole, part = (
        ask("export", "--to", form).stdout_bytes,
        ask("export", "--to", form, "--around", "CoWoS", "--hops", "1"),
    )
    assert b"EMIB" in whole
    assert b"CoWoS" in part.stdout_bytes
    assert len(part.stdout_bytes) < len(whole)


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["--to", "ttl", "--around", "CoWoS"], 2, "--around acts on graphml and gexf only"),
        (["--to", "gexf", "--around", "Nowhere Inc"], 3, "no thing is named 'Nowhere Inc'"),
        (["--to", "gexf", "--asserted"], 2, "--asserted acts on RDF only"),
    ],
)
def test_what_cannot_go_out_as_a_network_says_why(ask, args, code, says):
    assert says in ask("export", *args, code=code).stderr
