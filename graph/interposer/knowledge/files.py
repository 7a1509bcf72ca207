"""Reading and writing the ontology folder: strict tables, found problems with file and row, canonical order."""

from __future__ import annotations

import csv
import io
import os
import re
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from interposer.errors import Problem
from interposer.knowledge.model import Claim, Entity, Knowledge, Listing, Name, Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

__all__ = [
    "canonical_text",
    "load_knowledge",
    "non_canonical",
    "read_table",
    "replaced",
    "write_table",
]

Record = TypeVar("Record", Entity, Name, Listing, Source, Claim)
FIELD_LIMIT = 10_000
"""Characters a cell may hold: longer ones are pasted pages, not facts."""
LINE_LIMIT = 1_000_000
"""Bytes a row may hold, over however many lines its quotes spread it."""
MAX_PROBLEMS = 10_000
"""Problems after which the rest of a table is left unread: nobody mends more at once, and they take memory."""

_FORMULA = re.compile(r"[=@＝＠]|[+－＋-](?!\d[\w\s.,%°–-]*$)")
"""What spreadsheets would run as a formula when they open the table; signed numbers and ranges are none."""
_ENTITY = ("id", "label", "definition", "notation", "note")


def _columns(record: type, leave_out: Sequence[str] = ()) -> tuple[str, ...]:
    return tuple(f.name for f in fields(record) if f.name not in {"place", *leave_out})


NAMES, LISTINGS, SOURCES = _columns(Name), _columns(Listing), _columns(Source)
CLAIMS = _columns(Claim, ["source"])


def load_knowledge(folder: Path, problems: list[Problem], *, overlay: str = "") -> Knowledge:
    """Read all tables of an ontology folder; what cannot be read is added to `problems` and left out.

    `overlay` marks the records as those of a private folder laid over the public one.
    """

    def read(path: Path, record: type[Record], header: Sequence[str], **fixed: str) -> Iterator[Record]:
        if not path.exists():
            return
        name = path.relative_to(folder).as_posix()
        for row, cells in read_table(path, header, problems, name=name):
            place = Place(name, row, overlay)
            yield record(**dict(zip(header, cells, strict=True)), **fixed, place=place)

    entities: list[Entity] = []
    for path in sorted((folder / "entities").glob("*.csv")):
        extra = ("unit_family",) if path.stem == "metric" else ()
        entities += read(path, Entity, (*_ENTITY, *extra), kind=path.stem)
    claims: list[Claim] = []
    for path in sorted((folder / "claims").glob("*.csv")):
        claims += read(path, Claim, CLAIMS, source=path.stem)
    return Knowledge(
        tuple(entities),
        tuple(read(folder / "names.csv", Name, NAMES)),
        tuple(read(folder / "listings.csv", Listing, LISTINGS)),
        tuple(read(folder / "sources.csv", Source, SOURCES)),
        tuple(claims),
    )


def read_table(
    path: Path, header: Sequence[str], problems: list[Problem], *, name: str | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of a CSV table with exactly this header.

    Anything else (other encoding, unknown or missing column, ragged row, control characters) is added to
    `problems`: the file or the row is left out, the rest is read, up to MAX_PROBLEMS of them. Memory is that of one row.
    """
    name = name or path.name
    try:
        with path.open("rb") as file:
            yield from _rows(name, _Lines(file), header, problems)
    except OSError as error:
        problems.append(Problem(name, 0, "unreadable", f"cannot be read: {error.strerror}", "Check the permissions."))


def _rows(name: str, lines: _Lines, header: Sequence[str], problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    try:
        found = next(reader, [])
        if found != list(header):
            problems.append(_header_problem(name, found, header))
            return
        lines.taken = 0
        for cells in reader:
            lines.taken = 0
            if len(problems) >= MAX_PROBLEMS:
                what, mend = "the rows from here on were not read", "Mend what is reported before this."
                problems.append(Problem(name, reader.line_num, "too-many", what, mend))
                return
            bad = _bad_row(cells, header)
            if bad:
                problems.append(Problem(name, reader.line_num, *bad))
            else:
                yield reader.line_num, cells
    except UnicodeDecodeError:
        row = reader.line_num + 1
        problems.append(Problem(name, row, "encoding", "the file is not UTF-8", "Save it as UTF-8 without BOM."))
    except csv.Error as error:
        problems.append(Problem(name, reader.line_num, "csv", f"is not CSV: {error}", "Check the quotes in this row."))


class _Lines:
    """Lines of a file, decoded one by one, so that a file of any size takes the memory of one row."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.taken = 0
        """Bytes read since the last row ended; whoever reads rows sets it back."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LINE_LIMIT + 1)
        if not line:
            raise StopIteration
        self.taken += len(line)
        if self.taken > LINE_LIMIT:
            raise csv.Error(f"a row is longer than {LINE_LIMIT} bytes")
        return line.decode("utf-8")


def _header_problem(name: str, found: Sequence[str], header: Sequence[str]) -> Problem:
    if found and found[0].startswith("\ufeff"):
        return Problem(name, 1, "encoding", "the file starts with a byte order mark", "Save it as UTF-8 without BOM.")
    unknown = [c for c in found if c not in header]
    missing = [c for c in header if c not in found]
    what = "; ".join(
        part
        for part in (
            f"unknown column {_listed(unknown)}" if unknown else "",
            f"missing column {_listed(missing)}" if missing else "",
        )
        if part
    )
    return Problem(name, 1, "columns", what or "columns in another order", f"The header is {','.join(header)}")


def _listed(columns: Sequence[str]) -> str:
    """Name columns for a message, which stays short whatever the file holds."""
    shown = [repr(c if len(c) <= _SHOWN else f"{c[:_SHOWN]}…") for c in columns[:_SHOWN]]
    return ", ".join(shown) + (f" … ({len(columns)} in all)" if len(columns) > _SHOWN else "")


_SHOWN = 20
"""Columns that a message names, and characters of each."""


def _bad_row(cells: Sequence[str], header: Sequence[str]) -> tuple[str, str, str] | None:
    if len(cells) != len(header):
        return "columns", f"has {len(cells)} cells, the header {len(header)}", "Quote cells that hold a comma."
    for cell, column in zip(cells, header, strict=True):
        if not cell.isprintable() or cell != cell.strip():
            mend = "Remove line breaks, tabs, control characters and spaces at the ends."
            return "characters", f"column {column!r} holds characters that are not text", mend
        if len(cell) > FIELD_LIMIT:
            return "characters", f"column {column!r} is longer than {FIELD_LIMIT} characters", "Shorten it."
        if _FORMULA.match(cell):
            return "formula", f"column {column!r} starts like a spreadsheet formula", "Begin the cell with a word."
    return None


def canonical_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows in the canonical form: sorted, no duplicates, quoted only where needed, LF at each end."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(sorted({tuple(row) for row in rows}))
    return out.getvalue()


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Write a table in canonical form, whole or not at all; tell whether the file changed."""
    text = canonical_text(header, rows)
    if path.exists() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as beside:
        beside.write_bytes(text.encode())
    return True


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a name beside a file to write to, which then takes the file's place; after an error the file is as it was."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def non_canonical(folder: Path, *, mend: bool = False) -> list[Problem]:
    """Find tables that are not in canonical order and quoting; with `mend`, rewrite them.

    Tables that cannot be read are left alone: `load_knowledge` reports those.
    """
    findings = []
    for path in sorted(folder.rglob("*.csv")):
        unreadable: list[Problem] = []
        lines = path.read_bytes().decode("utf-8", "replace").splitlines()
        header = next(csv.reader(lines[:1]), [])
        rows = [cells for _, cells in read_table(path, header, unreadable)]
        if unreadable or path.read_bytes() == canonical_text(header, rows).encode():
            continue
        if mend:
            write_table(path, header, rows)
        name = path.relative_to(folder).as_posix()
        findings.append(
            Problem(
                name, 0, "canonical-order", "rows are not in canonical order and quoting", "Run: interposer check --fix"
            )
        )
    return findings
