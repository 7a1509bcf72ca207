"""The intake's reviewed decision tables: what a name, unit, role or row of the fact base becomes here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interposer.errors import DataError, Problem
from interposer.knowledge.files import read_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["READ", "Decisions", "Rule", "read_decisions"]

TABLES = {
    "things": ("name", "type", "thing", "decision", "why"),
    "relations": ("predicate", "subject_class", "object_class", "action", "target", "why"),
    "predicates": ("predicate", "treatment", "why"),
    "metrics": ("predicate", "unit", "subject", "metric", "why"),
    "milestones": ("unit", "milestone", "scope_note", "why"),
    "units": ("spelling", "unit", "why"),
    "roles": ("value", "roles"),
    "exchanges": ("code", "mic", "name"),
    "tickers": ("value", "unit", "code", "why"),
    "languages": ("unit", "thing", "value", "lang", "why"),
    "notes": ("note", "attributed_to", "note_here", "why"),
    "sources": ("source_id", "kind", "publisher", "family", "via", "language", "why"),
    "rows": ("file", "row", "fact", "decision", "field", "to", "why"),
    "readings": (
        "file", "row", "fact", "subject", "predicate", "object", "item", "value", "unit", "scope", "scope_note", "basis",
        "period", "status", "polarity", "attributed_to", "note", "why",
    ),
}  # fmt: skip
"""Every table below ontology/intake with its header."""
READ = TABLES["readings"][3:-1]
"""The columns of a claim that a reading fills in."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a relation between two classes becomes: keep, reverse, reject or quarantine it."""

    subject_class: str
    object_class: str
    action: str
    target: str
    why: str

    def fits(self, subject_class: str, object_class: str) -> bool:
        """Tell whether the rule speaks of these two classes; '*' is any, blanks separate several."""
        return all(
            allowed == "*" or kind in allowed.split()
            for allowed, kind in ((self.subject_class, subject_class), (self.object_class, object_class))
        )


@dataclass(slots=True)
class Decisions:
    """All decision tables, keyed the way the intake asks them."""

    things: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    relations: dict[str, list[Rule]] = field(default_factory=dict)
    predicates: dict[str, str] = field(default_factory=dict)
    metrics: dict[tuple[str, str, str], str] = field(default_factory=dict)
    milestones: dict[str, tuple[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    roles: dict[str, list[str]] = field(default_factory=dict)
    exchanges: dict[str, str] = field(default_factory=dict)
    tickers: dict[tuple[str, str], str] = field(default_factory=dict)
    languages: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[str, tuple[str, str]] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[tuple[str, int], list[list[str]]] = field(default_factory=dict)
    readings: dict[tuple[str, int], list[list[str]]] = field(default_factory=dict)


def read_decisions(folder: Path) -> Decisions:
    """Read the tables below ontology/intake; raises DataError that lists every unreadable row."""
    problems: list[Problem] = []
    made = Decisions()
    for name, header in TABLES.items():
        path = folder / f"{name}.csv"
        if not path.exists():
            problems.append(Problem(f"intake/{name}.csv", 0, "missing", "the table is missing", "Restore it."))
            continue
        for row, cells in read_table(path, header, problems, name=f"intake/{name}.csv"):
            _add(made, name, cells, row, problems)
    for rules in made.relations.values():
        rules.sort(key=lambda rule: (rule.subject_class, rule.object_class).count("*"))  # the specific one wins
    if problems:
        raise DataError("the decision tables cannot be used", problems)
    return made


def _add(made: Decisions, table: str, cells: list[str], row: int, problems: list[Problem]) -> None:
    if table in ("rows", "readings") and not cells[1].isdecimal():
        what, mend = f"row {cells[1]!r} is no number", "Give the line of the fact file."
        problems.append(Problem(f"intake/{table}.csv", row, "row", what, mend))
        return
    _KEEPERS[table](made, cells)


_KEEPERS: dict[str, Callable[[Decisions, list[str]], object]] = {
    "things": lambda made, c: made.things.update({(c[0], c[1]): (c[2], c[4])}),
    "relations": lambda made, c: made.relations.setdefault(c[0], []).append(Rule(*c[1:])),
    "predicates": lambda made, c: made.predicates.update({c[0]: c[1]}),
    "metrics": lambda made, c: made.metrics.update({(c[0], c[1], c[2]): c[3]}),
    "milestones": lambda made, c: made.milestones.update({c[0]: (c[1], c[2])}),
    "units": lambda made, c: made.units.update({c[0]: c[1]}),
    "roles": lambda made, c: made.roles.update({c[0]: c[1].split()}),
    "exchanges": lambda made, c: made.exchanges.update({c[0]: c[1]}),
    "tickers": lambda made, c: made.tickers.update({(c[0], c[1]): c[2]}),
    "languages": lambda made, c: made.languages.update({(c[0], c[2]): c[3]}),
    "notes": lambda made, c: made.notes.update({c[0]: (c[1], c[2])}),
    "sources": lambda made, c: made.sources.update({c[0]: c[1:]}),
    "rows": lambda made, c: made.rows.setdefault((c[0], int(c[1])), []).append(c[2:]),
    "readings": lambda made, c: made.readings.setdefault((c[0], int(c[1])), []).append(c[2:]),
}
