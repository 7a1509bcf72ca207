"""check at the command line."""

from __future__ import annotations

import pytest

from interposer.store.shapes import Violation

from . import cells


def test_whole_data_have_no_findings(run, tiny, valid):
    result = run("check", tiny, "--no-shacl")
    assert (result.stdout, result.stderr) == ("", "no findings\n")
    assert valid(run("check", tiny, "--no-shacl", "--json").stdout)["results"] == []


def test_the_shapes_are_run_too(run, tiny):
    assert "no findings" in run("check", tiny).stderr


def test_the_oracle_is_asked_on_demand(run, tiny, monkeypatch):
    pytest.importorskip("pyshacl", reason="the oracle is pyshacl, of interposer[shacl]")
    assert run("check", tiny, "--oracle").stderr == "no findings\n"
    other = Violation("a", "violation", "", "MinCountConstraintComponent", "")
    monkeypatch.setattr("interposer.store.validate.oracle_violations", lambda *_: [other])
    assert {row["rule"] for row in cells(run("check", tiny, "--oracle", code=1).stdout)} == {"shacl-oracle"}
    assert run("check", tiny).stderr == "no findings\n"
    assert "leave --no-shacl out" in run("check", tiny, "--oracle", "--no-shacl", code=2).stderr
    monkeypatch.setattr("interposer.store.validate.find_spec", lambda _: None)
    assert "install interposer[shacl]" in run("check", tiny, "--oracle", code=2).stderr


@pytest.fixture
def spoilt(make_ontology):
    return make_ontology([{"source": "news-one", "subject": "nobody", "predicate": "offers", "object": "cowos"}])


def test_a_finding_names_file_row_rule_and_how_to_mend_it(run, spoilt, valid):
    result = run("check", spoilt, code=1)
    (row,) = cells(result.stdout)
    assert (row["file"], row["row"]) == ("claims/news-one.csv", "2")
    assert row["rule"]
    assert row["mend"]
    assert "nobody" in row["what"]
    (record,) = valid(run("check", spoilt, "--json", code=1).stdout)["results"]
    assert (record["file"], record["row"], record["rule"]) == ("claims/news-one.csv", 2, row["rule"])


def test_fix_restores_the_order_and_nothing_else(run, tiny):
    path = tiny / "sources.csv"
    whole = path.read_bytes()
    header, *rows = whole.decode().splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n")
    assert {row["rule"] for row in cells(run("check", tiny, "--no-shacl", code=1).stdout)} == {"canonical-order"}
    result = run("check", tiny, "--no-shacl", "--fix")
    assert "sources.csv: canonical order restored" in result.stderr
    assert path.read_bytes() == whole


@pytest.mark.parametrize("args", [["--format", "xml"], ["--json", "--format", "csv"]])
def test_a_wrong_form_is_refused_before_anything_is_mended(run, tiny, args):
    path = tiny / "sources.csv"
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n")
    before = path.read_bytes()
    run("check", tiny, "--fix", "--no-shacl", *args, code=2)
    assert path.read_bytes() == before


def test_a_folder_that_is_none_is_said(run, tmp_path):
    assert "must hold vocabulary.ttl" in run("check", tmp_path, code=4).stderr


def test_findings_leave_files_and_snapshots_alone(run, spoilt, monkeypatch, tmp_path):
    monkeypatch.setenv("INTERPOSER_CACHE", str(tmp_path / "cache"))
    before = {path: path.read_bytes() for path in spoilt.rglob("*") if path.is_file()}
    run("check", spoilt, code=1)
    assert {path: path.read_bytes() for path in spoilt.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("form", ["csv", "md", "ndjson", "tsv"])
def test_findings_in_every_form(run, spoilt, form):
    assert "nobody" in run("check", spoilt, "--format", form, code=1).stdout
