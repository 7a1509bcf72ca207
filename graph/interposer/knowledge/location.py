"""Where the ontology stands and which files belong to it; light, because every start asks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from interposer.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DATA_FOLDERS", "data_files", "find_ontology"]

DATA_FOLDERS = ("", "entities", "claims", "rules")
"""The folders that a compile reads, below an ontology folder."""
_SUFFIXES = (".csv", ".ttl", ".rq")


def find_ontology(path: str | Path | None = None) -> Path:
    """Find the ontology folder: `path`, else INTERPOSER_ONTOLOGY, else beside the package, else in a checkout.

    Raises DataError when none of these is a folder with a vocabulary.ttl in it.
    """
    package = Path(__file__).resolve().parent.parent
    given = path or os.environ.get("INTERPOSER_ONTOLOGY")
    places = [Path(given)] if given else [package / "ontology", package.parent.parent / "ontology"]
    for place in places:
        if (place / "vocabulary.ttl").is_file():
            return place.resolve()
    tried = ", ".join(str(place) for place in places)
    raise DataError(f"no ontology folder found (tried {tried}): it must hold vocabulary.ttl; set INTERPOSER_ONTOLOGY")


def data_files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield every file that a compile reads, with its stat ready: by folder, then by name."""
    for name in DATA_FOLDERS:
        try:
            entries = os.scandir(folder / name)
        except FileNotFoundError:
            continue
        with entries:
            files = [e for e in entries if e.name.endswith(_SUFFIXES) and e.is_file()]
        yield from sorted(files, key=lambda entry: entry.name)
