"""cache at the command line."""

from __future__ import annotations

import pytest

from . import cells


@pytest.fixture
def cache(monkeypatch, tmp_path):
    folder = tmp_path / "cache"
    monkeypatch.setenv("INTERPOSER_CACHE", str(folder))
    return folder


def test_a_snapshot_is_shown_with_its_version_and_size(run, cache, tiny, valid):
    run("what", "TSMC", "--store", tiny)
    result = run("cache", "info")
    (row,) = cells(result.stdout)
    assert row["snapshot"].startswith(str(cache))
    assert int(row["claims"]) > 10
    assert float(row["megabytes"]) > 0
    assert f"cache folder: {cache}" in result.stderr
    (record,) = valid(run("cache", "info", "--json").stdout)["results"]
    assert record["data_version"] == row["data"]


def test_clearing_frees_everything_and_the_next_command_compiles_again(run, cache, tiny):
    first = run("what", "TSMC", "--store", tiny).stdout
    assert "freed" in run("cache", "clear").stderr
    assert list(cache.iterdir()) == []
    assert run("what", "TSMC", "--store", tiny).stdout == first


def test_an_empty_cache_holds_nothing(run, cache):
    result = run("cache", "info", code=1)
    assert result.stdout == ""
    assert "freed 0.0 MB" in run("cache", "clear").stderr
    assert not cache.exists()


def test_what_is_not_a_snapshot_is_not_cleared(run, cache, tiny):
    run("what", "TSMC", "--store", tiny)
    (cache / "mine.txt").write_text("keep me")
    (cache / "folder").mkdir()
    run("cache", "clear")
    assert {path.name for path in cache.iterdir()} == {"mine.txt", "folder"}


def test_a_damaged_snapshot_is_rebuilt(run, cache, tiny):
    first = run("what", "TSMC", "--store", tiny).stdout
    (manifest,) = cache.glob("*/manifest.json")
    manifest.write_text("{")
    assert run("what", "TSMC", "--store", tiny).stdout == first


def test_a_cache_that_cannot_be_written_is_said_and_the_answer_given(run, monkeypatch, tiny, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INTERPOSER_CACHE", str(tmp_path / "file" / "cache"))
    result = run("what", "TSMC", "--store", tiny)
    assert cells(result.stdout)[0]["id"] == "tsmc"
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize("command", [["cache"], ["cache", "nonsense"]])
def test_another_word_is_a_usage_error(run, command):
    run(*command, code=2)
