"""Snapshots: a compiled dataset kept in the user's cache, named by its content, built beside and renamed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from interposer.errors import DataError
from interposer.knowledge.files import data_files

if TYPE_CHECKING:
    from interposer.store.compile import Compiled

__all__ = ["Manifest", "cache_folder", "clear_cache", "fresh_snapshot", "list_snapshots", "read_manifest", "snapshot_name"]

KEPT = 3
"""How many snapshots stay in the cache."""
FORMAT = "1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself."""

    hash: str
    data_version: str
    claims: int
    triples: int
    engine: str


def cache_folder() -> Path:
    """Find the folder for snapshots: INTERPOSER_CACHE, else the user's cache folder."""
    given = os.environ.get("INTERPOSER_CACHE")
    if given:
        return Path(given)
    from platformdirs import user_cache_path  # noqa: PLC0415  (5 ms that a given folder saves)

    return user_cache_path("interposer")


def snapshot_name(content: str) -> str:
    """Name a snapshot by its content, the package and the engine, whose storage format may change."""
    parts = f"{FORMAT}|{content}|{version('interposer')}|{version('pyoxigraph')}"
    return sha256(parts.encode()).hexdigest()[:16]


def fresh_snapshot(folders: list[Path], announce: Callable[[str], None]) -> tuple[Path | None, Compiled | None]:
    """Give the snapshot of these ontology folders, compiling it when files changed or it is damaged.

    Gives (snapshot folder, None), or (None, dataset in memory) when the cache cannot be written; `announce`
    is told when a compile starts or the cache is unusable. Raises DataError when the files cannot be compiled.
    """
    cache = cache_folder()
    stamp = _stamp(folders)
    root = cache / "roots" / (sha256("\0".join(map(str, folders)).encode()).hexdigest()[:16] + ".json")
    known = _known(root, stamp)
    if known is not None and read_manifest(cache / known):
        return cache / known, None
    from interposer.store.compile import compile_ontology, content_hash  # noqa: PLC0415  (only when stale)

    place = cache / snapshot_name(content_hash(folders))
    compiled = None
    if not read_manifest(place):
        announce("compiling the ontology …")
        compiled = compile_ontology(folders)
    try:
        if compiled:
            _build(place, compiled)
        _write(root, json.dumps({"stamp": stamp, "snapshot": place.name}))
        _prune(cache, place)
    except OSError as error:
        if read_manifest(place):
            return place, None
        announce(f"the cache {cache} cannot be written ({error.strerror}); compiled for this run only")
        return None, compiled or compile_ontology(folders)
    return place, None


def read_manifest(snapshot: Path) -> Manifest | None:
    """Read a snapshot's manifest; None when it is missing, half-written or of another form."""
    try:
        manifest = Manifest(**json.loads((snapshot / "manifest.json").read_text(encoding="utf-8")))
        return manifest if (snapshot / "db" / "CURRENT").is_file() else None
    except (OSError, ValueError, TypeError):
        return None


def list_snapshots() -> list[tuple[Path, Manifest]]:
    """List the snapshots in the cache, newest first."""
    found = []
    for place in cache_folder().glob("*"):
        manifest = read_manifest(place)
        if manifest:
            found.append((place, manifest))
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


def _stamp(folders: list[Path]) -> str:
    """Stamp the files by name, size and time: a warm start reads none of them."""
    seen = []
    for folder in folders:
        for entry in data_files(folder):
            stat = entry.stat()
            seen.append(f"{entry.path}|{stat.st_size}|{stat.st_mtime_ns}")
    seen.sort()
    extra = f"{FORMAT}|{version('interposer')}|{version('pyoxigraph')}|"
    return sha256((extra + "\n".join(seen)).encode("utf-8", "surrogateescape")).hexdigest()


def _known(root: Path, stamp: str) -> str | None:
    try:
        noted = json.loads(root.read_bytes())
        return str(noted["snapshot"]) if noted["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _build(place: Path, compiled: Compiled) -> None:
    """Write a snapshot beside its final name and rename it, so that no reader sees half of one."""
    import pyoxigraph as ox  # noqa: PLC0415  (a warm start needs it elsewhere, after the freshness test)

    beside = place.with_name(f"{place.name}.tmp-{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    (beside / "db").mkdir(parents=True)
    try:
        quads = compiled.store.dump(format=ox.RdfFormat.N_QUADS)
        disk = ox.Store(str(beside / "db"))
        disk.bulk_load(input=quads, format=ox.RdfFormat.N_QUADS)
        disk.flush()
        del disk
        manifest = Manifest(
            compiled.hash, compiled.data_version, compiled.claims, len(compiled.store), version("pyoxigraph")
        )
        (beside / "names.txt").write_text("\n".join(compiled.names) + "\n", encoding="utf-8")
        (beside / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
        if place.exists() and not read_manifest(place):
            discard(place)
        try:
            beside.rename(place)
        except OSError:
            if not read_manifest(place):  # otherwise another process built the same one first
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _prune(cache: Path, current: Path) -> None:
    for place, _ in list_snapshots()[KEPT:]:
        if place != current:
            discard(place)


def open_database(snapshot: Path) -> object:
    """Open a snapshot read-only; raises DataError when its files are damaged."""
    import pyoxigraph as ox  # noqa: PLC0415  (kept off commands that open nothing)

    try:
        return ox.Store.read_only(str(snapshot / "db"))
    except (OSError, ValueError) as error:
        raise DataError(f"the snapshot {snapshot} is damaged ({error}); run: interposer cache clear") from None
