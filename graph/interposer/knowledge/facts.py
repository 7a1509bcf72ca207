"""The fact-base format: `facts*.csv` and `sources*.csv` as they come, one fact a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interposer.errors import DataError, Problem
from interposer.knowledge.files import MAX_PROBLEMS, read_table
from interposer.knowledge.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from interposer.knowledge.decisions import Decisions

__all__ = ["FACTS", "FACT_SOURCES", "Fact", "read_facts", "read_sources"]

FACTS = (
    "subject", "subject_type", "predicate", "object", "object_type", "value", "unit", "as_of", "status",
    "source_id", "locator", "note",
)  # fmt: skip
FACT_SOURCES = ("source_id", "title", "publisher", "author", "url", "published", "kind")


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a fact file with the place it came from."""

    file: str
    row: int
    subject: str
    subject_type: str
    predicate: str
    object: str
    object_type: str
    value: str
    unit: str
    as_of: str
    status: str
    source_id: str
    locator: str
    note: str

    @property
    def text(self) -> str:
        """Say the fact in one line, as the row decisions quote it."""
        return " | ".join((self.subject, self.predicate, self.object or f"{self.value} {self.unit}".strip()))


def read_facts(folder: Path, problems: list[Problem]) -> Iterator[Fact]:
    """Read every fact of a folder; rows that cannot be read go to `problems`. Raises DataError when there is no file."""
    paths = sorted(folder.glob("facts*.csv"), key=lambda p: (len(p.name), p.name))
    if not paths:
        raise DataError(f"{folder}: no facts*.csv in this folder")
    for path in paths:
        for row, cells in read_table(path, FACTS, problems):
            yield Fact(path.stem, row, *cells)


def read_sources(folder: Path, decisions: Decisions, problems: list[Problem]) -> dict[str, Source]:
    """Read every source of a folder with its decided kind, publisher and family; what is wrong goes to `problems`."""
    found: dict[str, Source] = {}
    for path in sorted(folder.glob("sources*.csv")):
        for row, cells in read_table(path, FACT_SOURCES, problems):
            if len(problems) >= MAX_PROBLEMS:
                return found
            key, title, publisher, author, url, published, kind = cells
            kind, publisher, family, via, language, _ = decisions.sources.get(key, [kind, publisher, "", "", "", ""])
            if key in found:
                problems.append(Problem(path.name, row, "duplicate-source", *_twice(key, found[key].url, url)))
                continue
            if not family:
                what = f"source {key!r} has no decision"
                problems.append(Problem(path.name, row, "undecided", what, "Add it to intake/sources.csv."))
            found[key] = Source(key, title, publisher, author, url, published, kind, family, via, language)
    return found


def _twice(key: str, first: str, second: str) -> tuple[str, str]:
    """Say what is wrong with a second row of a source, and how to mend it."""
    if first == second:
        return f"source {key!r} comes twice", "Keep one of the rows."
    what = f"source {key!r} comes twice, with different addresses: {first!r} and {second!r}"
    return what, "Give the other page an id of its own, here and in the facts read from it."
