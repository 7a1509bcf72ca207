"""Snapshots: fresh without reading, rebuilt when broken, shared by processes, never needed."""

from __future__ import annotations

import builtins
import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from interposer.errors import DataError
from interposer.store import snapshot
from interposer.store.compile import compile_ontology
from interposer.store.freshness import cache_folder, fresh_snapshot, read_manifest
from interposer.store.snapshot import clear_cache, list_snapshots
from interposer.store.store import open_store

TRIPLES = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Give every test a cache of its own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("INTERPOSER_CACHE", str(folder))
    return folder


@pytest.fixture
def heard():
    return []


@pytest.fixture
def fresh(tiny, heard):
    """Give a function that asks for the snapshot of the tiny world."""
    return lambda: fresh_snapshot([tiny], heard.append)


def snapshots(cache):
    return sorted(path.name for path in cache.iterdir() if path.name != "roots")


def say(folder, text):
    """Change the content of an ontology folder."""
    path = folder / "entities" / "chip.csv"
    path.write_text(path.read_text().replace("What NVIDIA Blackwell is.", text))


# Freshness ---------------------------------------------------------------------------------------


def test_a_cold_start_compiles_and_says_so(fresh, cache, heard):
    place, compiled = fresh()
    assert compiled is None
    assert place is not None
    assert place.parent == cache
    assert heard == ["compiling the ontology …"]


def test_a_snapshot_says_what_it_holds(fresh, tiny):
    place, _ = fresh()
    manifest = read_manifest(place)
    compiled = compile_ontology([tiny])
    assert (manifest.hash, manifest.data_version) == (compiled.hash, compiled.data_version)
    assert (manifest.claims, manifest.triples) == (compiled.claims, len(compiled.store))
    assert tuple((place / "names.txt").read_text(encoding="utf-8").splitlines()) == compiled.names


def test_a_warm_start_reads_no_file_of_the_ontology(fresh, tiny, monkeypatch, heard):
    place, _ = fresh()
    heard.clear()

    def refuse(*_arguments, **_options):
        raise AssertionError("compiled again")

    opened = builtins.open

    def guarded(file, *arguments, **options):
        assert not str(file).startswith(str(tiny)), f"read {file}"
        return opened(file, *arguments, **options)

    monkeypatch.setattr(snapshot, "compile_ontology", refuse)
    monkeypatch.setattr(snapshot, "content_hash", refuse)
    monkeypatch.setattr("io.open", guarded)
    monkeypatch.setattr(builtins, "open", guarded)
    with pytest.raises(AssertionError, match=r"read .*names\.csv"):
        (tiny / "names.csv").read_bytes()
    assert fresh() == (place, None)
    assert heard == []


def test_a_touched_file_of_the_same_content_needs_no_compile(fresh, tiny, monkeypatch, heard):
    place, _ = fresh()
    heard.clear()
    os.utime(tiny / "names.csv", ns=(1, 1))
    monkeypatch.setattr(snapshot, "compile_ontology", None)
    assert fresh() == (place, None)
    assert fresh() == (place, None)
    assert heard == []


def test_changed_content_makes_a_new_snapshot(fresh, tiny, cache):
    before, _ = fresh()
    say(tiny, "A chip of 2024.")
    after, _ = fresh()
    assert before != after
    assert len(snapshots(cache)) == 2
    assert open_store(tiny).ask('ASK { id:blackwell skos:definition "A chip of 2024."@en }')


@pytest.mark.parametrize("change", ["add", "remove", "rename"])
def test_files_that_come_and_go_make_a_new_snapshot(fresh, tiny, change):
    before, _ = fresh()
    path = tiny / "claims" / "blog-one.csv"
    if change == "add":
        shutil.copyfile(path, tiny / "claims" / "forum-one.csv")
    elif change == "remove":
        path.unlink()
    else:
        path.rename(tiny / "claims" / "forum-one.csv")
    assert fresh()[0] != before


def test_going_back_to_old_content_finds_its_old_snapshot(fresh, tiny, heard):
    before, _ = fresh()
    say(tiny, "Another.")
    fresh()
    heard.clear()
    path = tiny / "entities" / "chip.csv"
    path.write_text(path.read_text().replace("Another.", "What NVIDIA Blackwell is."))
    assert fresh() == (before, None)
    assert heard == []


def test_data_that_cannot_be_compiled_leaves_the_cache_as_it_was(fresh, tiny, cache):
    place, _ = fresh()
    (tiny / "names.csv").write_bytes(b"\xff")
    with pytest.raises(DataError, match="not UTF-8"):
        fresh()
    assert snapshots(cache) == [place.name]


def test_only_the_newest_three_are_kept(fresh, tiny, cache):
    places = []
    for number in range(5):
        say(tiny, f"{number}")
        path = tiny / "entities" / "chip.csv"
        path.write_text(f"id,label,definition,notation,note\nblackwell,Blackwell,Number {number}.,,\n")
        places.append(fresh()[0].name)
    assert snapshots(cache) == sorted(places[-3:])
    assert [place.name for place, _ in list_snapshots()] == places[:1:-1]


def test_clearing_the_cache_loses_nothing(fresh, cache):
    place, _ = fresh()
    (cache / "0123.tmp-1" / "db").mkdir(parents=True)
    (cache / "mine.txt").write_text("not a snapshot")
    assert clear_cache() > 1000
    assert [path.name for path in cache.iterdir()] == ["mine.txt"]
    assert clear_cache() == 0
    assert fresh() == (place, None)


def test_the_cache_stands_where_the_environment_says(cache, monkeypatch):
    assert cache_folder() == cache
    monkeypatch.delenv("INTERPOSER_CACHE")
    assert cache_folder().name == "interposer"


# Damage ------------------------------------------------------------------------------------------


def no_manifest(place):
    (place / "manifest.json").unlink()


def half_manifest(place):
    path = place / "manifest.json"
    path.write_text(path.read_text()[:20])


def other_manifest(place):
    (place / "manifest.json").write_text(json.dumps({"hash": "x", "made": "by a later version"}))


def binary_manifest(place):
    (place / "manifest.json").write_bytes(b"\xff\xfe")


def no_current(place):
    (place / "db" / "CURRENT").unlink()


def cut_current(place):
    (place / "db" / "CURRENT").write_bytes(b"MANI")


def empty_current(place):
    (place / "db" / "CURRENT").write_bytes(b"")


def garbage(place):
    for path in (place / "db").iterdir():
        path.write_bytes(b"garbage" * 100)


def garbage_tables(place):
    for path in (place / "db").glob("*.sst"):
        path.write_bytes(b"\xde\xad" * (path.stat().st_size // 2))


def no_tables(place):
    for path in (place / "db").glob("*.sst"):
        path.unlink()


def cut_tables(place):
    for path in (place / "db").glob("*.sst"):
        path.write_bytes(path.read_bytes()[:-100])


def flip_tables(place):
    for path in (place / "db").glob("*.sst"):
        data = bytearray(path.read_bytes())
        data[: len(data) // 2] = bytes(255 - byte for byte in data[: len(data) // 2])
        path.write_bytes(data)


def empty_database(place):
    shutil.rmtree(place / "db")
    ox.Store(str(place / "db"))


DAMAGES = [
    no_manifest, half_manifest, other_manifest, binary_manifest, no_current, cut_current, empty_current, garbage, garbage_tables, no_tables,
    cut_tables, flip_tables, empty_database,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_half_written_or_corrupt_snapshot_is_rebuilt(tiny, heard, damage):
    expected = open_store(tiny).select(TRIPLES).rows
    place, _ = fresh_snapshot([tiny], heard.append)
    heard.clear()
    damage(place)
    assert open_store(tiny, announce=heard.append).select(TRIPLES).rows == expected
    assert "compiling the ontology …" in heard
    heard.clear()
    assert open_store(tiny, announce=heard.append).select(TRIPLES).rows == expected
    assert heard == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_that_was_named_is_refused_and_kept(tiny, fresh, damage):
    place, _ = fresh()
    damage(place)
    with pytest.raises(DataError, match=r"damaged"):
        open_store(place)
    assert place.is_dir()


@pytest.mark.parametrize("note", ["", "{", "[]", '{"stamp": 1}', "\x00"])
def test_a_broken_note_about_freshness_costs_no_compile(tiny, cache, fresh, monkeypatch, note):
    place, _ = fresh()
    (root,) = (cache / "roots").iterdir()
    root.write_text(note)
    monkeypatch.setattr(snapshot, "compile_ontology", None)
    assert fresh() == (place, None)


def test_left_overs_of_a_killed_process_are_in_nobodys_way(tiny, cache, fresh):
    place, _ = fresh()
    shutil.copytree(place, cache / f"{place.name}.tmp-{os.getpid()}")
    shutil.rmtree(place)
    assert fresh() == (place, None)
    assert snapshots(cache) == [place.name]


# Places that cannot be written ----------------------------------------------------------------------


@pytest.fixture
def read_only(cache, monkeypatch):
    """Make the cache refuse every write, as a read-only file system does (root may write anywhere else)."""

    def refusing(method):
        def act(path, *arguments, **options):
            if str(path).startswith(str(cache)):
                raise OSError(errno.EROFS, "Read-only file system", str(path))
            return method(path, *arguments, **options)

        return act

    for name in ("mkdir", "write_text", "write_bytes", "rename", "replace", "unlink"):
        monkeypatch.setattr(Path, name, refusing(getattr(Path, name)))


def test_a_read_only_cache_compiles_in_memory_and_says_so(tiny, cache, heard, read_only):
    store = open_store(tiny, announce=heard.append)
    assert store.ask("ASK { id:tsmc ip:offers id:cowos }")
    assert store.place is None
    assert heard == [
        "compiling the ontology …",
        f"the cache {cache} cannot be written (Read-only file system); compiled for this run only",
    ]
    assert not cache.exists()


def test_a_read_only_cache_still_serves_the_snapshot_it_holds(tiny, heard, request):
    place, _ = fresh_snapshot([tiny], heard.append)
    os.utime(tiny / "names.csv", ns=(1, 1))
    request.getfixturevalue("read_only")
    heard.clear()
    assert open_store(tiny, announce=heard.append).place == place
    assert heard == []


def test_a_file_in_the_place_of_the_cache_compiles_in_memory(tiny, cache, heard):
    cache.write_text("a file")
    assert open_store(tiny, announce=heard.append).place is None
    assert "compiled for this run only" in heard[-1]


# Processes at once ---------------------------------------------------------------------------------

ASK = """
import sys, time
from interposer.store.store import open_store
while time.time() < float(sys.argv[2]): time.sleep(0.001)
print(open_store(sys.argv[1]).select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0])
"""


def test_processes_that_compile_at_once_all_answer(tiny, cache):
    start = str(time.time() + 1.0)
    running = [
        subprocess.Popen([sys.executable, "-c", ASK, tiny, start], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]  # fmt: skip
    answers = [process.communicate(timeout=60) for process in running]
    assert {errors for _, errors in answers} == {""}
    assert len({answer for answer, _ in answers}) == 1
    assert int(answers[0][0]) > 500
    (name,) = snapshots(cache)
    assert read_manifest(cache / name)


def test_a_snapshot_that_another_process_finished_first_is_used(tiny, cache, heard, monkeypatch):
    other = fresh_snapshot([tiny], heard.append)[0]
    shutil.move(other, cache / "away")
    compiling = compile_ontology

    def slow(folders):
        made = compiling(folders)
        shutil.move(cache / "away", other)
        return made

    monkeypatch.setattr(snapshot, "compile_ontology", slow)
    assert fresh_snapshot([tiny], heard.append) == (other, None)
    assert snapshots(cache) == [other.name]
