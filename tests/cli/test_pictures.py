"""viz at the command line: what it writes, and what it will not write over."""

from __future__ import annotations

import os

import pytest

pytest.importorskip("pyvis", reason="the explorer needs interposer[viz]")


def test_a_page_is_written_and_may_be_written_again(ask, tmp_path):
    page = tmp_path / "graph.html"
    result = ask("viz", "CoWoS", "-o", page)
    assert result.stdout == ""
    assert "things" in result.stderr
    first = page.read_bytes()
    assert first.startswith(b"<!DOCTYPE html>")
    ask("viz", "CoWoS", "-o", page)
    assert page.read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]


@pytest.mark.parametrize(
    "args", [[], ["TSMC", "--hops", "2"], ["--path", "AI demand", "silicon interposer"], ["--query", "SELECT ?x { id:tsmc ip:offers ?x }"], ["--status", "all"], ["--as-of", "2024"]],
    ids=" ".join,
)  # fmt: skip
def test_every_view_is_drawn(ask, tmp_path, args):
    page = tmp_path / "graph.html"
    ask("viz", *args, "-o", page)
    assert "CoWoS" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "query",
    ["SELECT ?x { id:tsmc ip:offers ?x }", "SELECT (STRAFTER(STR(?x), '/id/') AS ?slug) { id:tsmc ip:offers ?x }"],
)
def test_what_a_query_finds_is_drawn_beside_its_answer(ask, tmp_path, query):
    page = tmp_path / "found.html"
    result = ask("query", query, "--viz", page)
    assert "cowos" in result.stdout.lower()
    assert "CoWoS" in page.read_text(encoding="utf-8")


def test_a_query_without_things_draws_nothing(ask, tmp_path):
    result = ask("query", "SELECT (1 AS ?one) {}", "--viz", tmp_path / "found.html", code=1)
    assert "the query finds no thing" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_of_somebody_else_is_kept_unless_forced(ask, tmp_path):
    page = tmp_path / "mine.html"
    page.write_text("my own page, about Interposer")
    assert "was not written by Interposer; --force overwrites it" in ask("viz", "CoWoS", "-o", page, code=2).stderr
    assert page.read_text() == "my own page, about Interposer"
    ask("viz", "CoWoS", "-o", page, "--force")
    assert page.read_bytes().startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["CoWoS", "--layout", "nonsense"], 2, "use layered, force, communities"),
        (["CoWoS", "--layout", "communities"], 2, "more than 1,000 things"),
        (["--limit", "20000"], 2, "at most"),
        (["CoWoS", "--query", "ASK {}"], 2, "not several of them"),
        (["CoWoS", "--hops", "0"], 2, "--hops"),
        (["CoWoS", "--limit", "0"], 2, "--limit"),
        (["CoWoS", "--status", "nonsense"], 2, "--status"),
        (["CoWoS", "--as-of", "2026-Q5"], 2, "no date"),
        (["nobody at all"], 3, "no thing is named"),
        (["--path", "TSMC", "nobody at all"], 3, "no thing is named"),
        (["--path", "TSMC", "foundry"], 1, "there is no path"),
        (["--query", "SELECT ?x { ?x ip:offers id:nobody }"], 1, "nothing to draw"),
        (["--query", "ASK {}"], 1, "nothing to draw"),
        (["--query", "SELECT * {"], 2, "not valid SPARQL"),
        (["--query", "none.rq"], 4, "cannot be read"),
    ],
    ids=str,
)
def test_what_goes_wrong_writes_nothing(ask, tmp_path, args, code, said):
    result = ask("viz", *args, "-o", tmp_path / "graph.html", code=code)
    assert said in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_takes_no_file_is_said(ask, tmp_path):
    assert "is a folder" in ask("viz", "CoWoS", "-o", tmp_path, code=2).stderr
    assert "there is no folder" in ask("viz", "CoWoS", "-o", tmp_path / "none" / "x.html", code=2).stderr
    assert "cannot be written" in ask("viz", "CoWoS", "-o", tmp_path / ("x" * 300), code=2).stderr


def test_a_pipe_is_never_replaced_by_a_file(ask, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "is no file" in ask("viz", "CoWoS", "-o", tmp_path / "pipe", code=2).stderr
    assert (tmp_path / "pipe").is_fifo()


def test_open_shows_the_page(ask, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    ask("viz", "CoWoS", "-o", tmp_path / "a b.html", "--open")
    assert opened == [(tmp_path / "a b.html").as_uri()]


def test_the_heading_and_the_layout_are_as_asked_for(ask, tmp_path):
    page = tmp_path / "graph.html"
    ask("viz", "CoWoS", "--title", "Mine & <yours>", "--layout", "force", "-o", page)
    text = page.read_text(encoding="utf-8")
    assert "<title>Mine &amp; &lt;yours&gt;</title>" in text
    assert '"layout":"force"' in text


def test_the_size_of_what_opens_and_of_what_the_page_has_more_is_said(ask, tmp_path):
    result = ask("viz", "CoWoS", "--limit", "2", "-o", tmp_path / "graph.html")
    assert "opens on 2 things" in result.stderr
    assert "more to open from there" in result.stderr


def test_long_layouts_are_announced_on_a_terminal(ask, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr("interposer.cli.shared.announce", told.append)
    ask("viz", "CoWoS", "-o", tmp_path / "graph.html")
    assert told == []
    monkeypatch.setattr("interposer.cli.shared._LONG", 1)
    ask("viz", "CoWoS", "-o", tmp_path / "graph.html")
    assert [message.partition(" things")[0].split()[:2] for message in told] == [["laying", "out"]]
