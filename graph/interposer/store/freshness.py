"""Is there a snapshot of these files, and is it fresh? Every start asks, so this module stays light."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import adler32, crc32

import pyoxigraph

from interposer.knowledge.location import data_files
from interposer.version import __version__

if TYPE_CHECKING:
    from interposer.store.compile import Compiled

__all__ = ["FORMAT", "Manifest", "cache_folder", "fresh_snapshot", "note_snapshot", "read_manifest", "stamp_files"]

_CODE = Path(__file__).with_name("compile.py").stat()
FORMAT = f"{__version__}|{_CODE.st_size}|{_CODE.st_mtime_ns}|{pyoxigraph.__version__}"
"""What a snapshot depends on besides the data: the package, the code that compiles, the engine with its storage."""


class Manifest(NamedTuple):
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
    if sys.platform == "linux":  # one rule there; importing the library costs every lookup 3 %
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "interposer"
    from platformdirs import user_cache_path

    return user_cache_path("interposer")


def fresh_snapshot(folders: list[Path], announce: Callable[[str], None]) -> "tuple[Path | None, Compiled | None]":
    """Give the snapshot of these ontology folders, compiling it when files changed or it is damaged.

    Gives (snapshot folder, None), or (None, dataset in memory) when the cache cannot be written; `announce`
    is told when a compile starts or the cache is unusable. Raises DataError when the files cannot be compiled.
    """
    stamp = stamp_files(folders)
    known = _known(_root(folders), stamp)
    if known is not None and read_manifest(cache_folder() / known):
        return cache_folder() / known, None
    from interposer.store.snapshot import build_snapshot

    return build_snapshot(folders, stamp, announce)


def read_manifest(snapshot: Path) -> Manifest | None:
    """Read a snapshot's manifest; None when it is missing, half-written or of another form."""
    try:
        manifest = Manifest(**json.loads((snapshot / "manifest.json").read_text(encoding="utf-8")))
        return manifest if (snapshot / "db" / "CURRENT").is_file() else None
    except (OSError, ValueError, TypeError):
        return None


def stamp_files(folders: list[Path]) -> str:
    """Stamp the files by name, size and time: a warm start reads none of them."""
    seen = []
    for folder in folders:
        for entry in data_files(folder):
            stat = entry.stat()
            seen.append(f"{entry.path}|{stat.st_size}|{stat.st_mtime_ns}")
    text = "\n".join([FORMAT, *seen]).encode("utf-8", "surrogateescape")
    return f"{len(text)}-{crc32(text):08x}{adler32(text):08x}"


def note_snapshot(folders: list[Path], stamp: str, snapshot: Path) -> None:
    """Note which snapshot belongs to these folders as they are stamped now."""
    root = _root(folders)
    root.parent.mkdir(parents=True, exist_ok=True)
    beside = root.with_name(f"{root.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps({"stamp": stamp, "snapshot": snapshot.name}), encoding="utf-8")
        beside.replace(root)
    finally:
        beside.unlink(missing_ok=True)


def _root(folders: list[Path]) -> Path:
    name = "\0".join(map(str, folders)).encode("utf-8", "surrogateescape")
    return cache_folder() / "roots" / f"{crc32(name):08x}{adler32(name):08x}.json"


def _known(root: Path, stamp: str) -> str | None:
    try:
        noted = json.loads(root.read_bytes())
        return str(noted["snapshot"]) if noted["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
