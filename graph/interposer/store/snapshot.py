"""Snapshots: a compiled dataset kept in the user's cache, named by its content, built beside and renamed."""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from typing import TYPE_CHECKING

import pyoxigraph as ox

from interposer.store.compile import compile_ontology, content_hash
from interposer.store.freshness import FORMAT, Manifest, cache_folder, note_snapshot, read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from interposer.store.compile import Compiled

__all__ = ["KEPT", "build_snapshot", "clear_cache", "discard", "list_snapshots"]

KEPT = 3
"""How many snapshots stay in the cache."""


def build_snapshot(
    folders: list[Path], stamp: str, announce: Callable[[str], None]
) -> tuple[Path | None, Compiled | None]:
    """Compile ontology folders into a snapshot, or find the one that holds the same content already.

    Gives (snapshot folder, None), or (None, dataset in memory) when the cache cannot be written. Raises
    DataError when the files cannot be compiled.
    """
    cache = cache_folder()
    name = sha256(f"{FORMAT}|{content_hash(folders)}".encode()).hexdigest()[:16]
    place, compiled = cache / name, None
    if not read_manifest(place):
        announce("compiling the ontology …")
        compiled = compile_ontology(folders)
    try:
        if compiled:
            _build(place, compiled)
        note_snapshot(folders, stamp, place)
        _prune(place)
    except OSError as error:
        if read_manifest(place):
            return place, None
        announce(f"the cache {cache} cannot be written ({error.strerror}); compiled for this run only")
        return None, compiled or compile_ontology(folders)
    return place, None


def list_snapshots() -> list[tuple[Path, Manifest]]:
    """List the snapshots in the cache, newest first."""
    found = [(place, manifest) for place in cache_folder().glob("*") if (manifest := read_manifest(place))]
    return sorted(found, key=lambda item: (item[0] / "manifest.json").stat().st_mtime_ns, reverse=True)


def clear_cache() -> int:
    """Delete all snapshots, damaged ones too, and tell how many bytes that freed."""
    cache, freed = cache_folder(), 0
    for place in [*cache.glob("*")] if cache.is_dir() else []:
        if place.name == "roots" or (place / "db").exists() or ".tmp-" in place.name:
            freed += sum(p.stat().st_size for p in place.rglob("*") if p.is_file())
            shutil.rmtree(place)
    return freed


def discard(snapshot: Path) -> None:
    """Remove a damaged snapshot, so that the next start rebuilds it."""
    shutil.rmtree(snapshot, ignore_errors=True)


def _build(place: Path, compiled: Compiled) -> None:
    """Write a snapshot beside its final name and rename it, so that no reader sees half of one."""
    beside = place.with_name(f"{place.name}.tmp-{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    (beside / "db").mkdir(parents=True)
    try:
        quads = compiled.store.dump(format=ox.RdfFormat.N_QUADS)
        disk = ox.Store(str(beside / "db"))
        disk.bulk_load(input=quads, format=ox.RdfFormat.N_QUADS)
        disk.flush()
        del disk
        manifest = Manifest(compiled.hash, compiled.data_version, compiled.claims, len(compiled.store), ox.__version__)
        (beside / "names.txt").write_text("\n".join(compiled.names) + "\n", encoding="utf-8")
        (beside / "manifest.json").write_text(json.dumps(manifest._asdict(), indent=1) + "\n", encoding="utf-8")
        if place.exists() and not read_manifest(place):
            discard(place)
        try:
            beside.rename(place)
        except OSError:
            if not read_manifest(place):  # otherwise another process built the same one first
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _prune(current: Path) -> None:
    for place, _ in list_snapshots()[KEPT:]:
        if place != current:
            discard(place)
