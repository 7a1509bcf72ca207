"""One-way import of the fact-base format: every row ends as exactly one of the outcomes of the ledger.

The format: `facts*.csv` (subject, predicate, object or value and unit, as_of, status, source_id, locator,
note) beside `sources*.csv`. Decisions about names, classes, units and single rows are data, in
ontology/intake; this module only applies them. A second import of the same rows changes nothing, and what
was edited by hand in between stays as it was edited.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from interposer.errors import DataError, Problem
from interposer.knowledge.decisions import read_decisions
from interposer.knowledge.facts import read_facts, read_sources
from interposer.knowledge.files import (
    CLAIMS,
    LISTINGS,
    NAMES,
    SOURCES,
    canonical_text,
    load_knowledge,
    read_table,
    write_table,
)  # fmt: skip
from interposer.knowledge.folding import fold
from interposer.knowledge.model import EDITORIAL, Claim, Listing, Name, Source
from interposer.knowledge.settle import SEPARATOR, Made, Outcome, RefusedError, Settler

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from interposer.knowledge.decisions import Decisions
    from interposer.knowledge.facts import Fact
    from interposer.knowledge.model import Knowledge

__all__ = ["LEDGER", "OUTCOMES", "Report", "run_intake"]

LEDGER = ("file", "row", "outcome", "ref", "why")
OUTCOMES = ("claim", "name", "listing", "duplicate", "quarantined", "rejected", "later")
_Row = TypeVar("_Row", Name, Listing)
_Table = tuple["Sequence[str]", list[tuple[str, ...]]]


@dataclass(slots=True)
class Report:
    """What an import did or would do."""

    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Count the rows by outcome; the counts add up to the rows read."""
        found = Counter(o.outcome for o in self.outcomes)
        return {name: found[name] for name in OUTCOMES}


def run_intake(facts: Path, ontology: Path, recorded: str, *, dry_run: bool = False) -> Report:
    """Import the fact files of a folder into the ontology folder.

    `recorded` is the day (YYYY-MM-DD) that new claims are recorded on. Rows that no decision covers are
    listed as problems and nothing at all is written then; nor with `dry_run`. Raises DataError when a file
    as a whole cannot be read.
    """
    decisions = read_decisions(ontology / "intake")
    report = Report()
    fact_rows = list(read_facts(facts, report.problems))
    sources = read_sources(facts, decisions, report.problems)
    known = load_knowledge(ontology, report.problems)
    if report.problems:
        raise DataError("nothing was imported", report.problems)
    settler = Settler(decisions, {e.id: e for e in known.entities}, sources, recorded)
    for fact in fact_rows:
        try:
            report.outcomes.append(settler.settle(fact))
        except RefusedError as refusal:
            mend = "Settle it in a table below ontology/intake."
            report.problems.append(Problem(fact.file, fact.row, "undecided", f"{refusal} ({fact.text})", mend))
    report.problems += _stale_decisions(decisions, fact_rows)
    if not report.problems:
        _write(ontology, known, settler.made, sources, report, dry_run=dry_run)
    return report


def _stale_decisions(decisions: Decisions, facts: Sequence[Fact]) -> Iterator[Problem]:
    """Find row decisions that quote another fact than the row holds: the files have moved under them."""
    texts = {(f.file, f.row): f.text for f in facts}
    for (file, row), cells in decisions.rows.items():
        for quoted, *_ in cells:
            if texts.get((file, row)) != quoted:
                what = f"the decision on {file}:{row} quotes {quoted!r}, the row holds {texts.get((file, row))!r}"
                yield Problem("intake/rows.csv", 0, "stale-decision", what, "Mend the row number or the quote.")


def _write(
    ontology: Path, known: Knowledge, made: Made, sources: dict[str, Source], report: Report, *, dry_run: bool
) -> None:
    """Merge three ways by claim id: what the last import made, what this one makes, what the files hold now."""
    before = _ledger_refs(ontology / "intake" / "ledger.csv")
    now = {c.id: c for c in known.claims}
    kept = {i: c for i, c in now.items() if i not in before or i in made.claims}
    kept |= {i: c for i, c in made.claims.items() if i not in before}
    tables: dict[str, _Table] = {}
    for claim in kept.values():
        rows = tables.setdefault(f"claims/{claim.source}.csv", (CLAIMS, []))[1]
        rows.append(_cells(claim)[: len(CLAIMS)])
    for gone in {c.source for c in known.claims} - {c.source for c in kept.values()}:
        tables[f"claims/{gone}.csv"] = (CLAIMS, [])
    made.names = _first_made(made.names, "{0}", made.rows, before)
    made.listings = _first_made(made.listings, "{0} {1}:{2}", made.rows, before)
    tables["names.csv"] = (NAMES, [_cells(n) for n in _joined_names(known.names, made)])
    listings = made.listings | {(x.company, x.mic, x.ticker, x.source): x for x in known.listings}
    tables["listings.csv"] = (LISTINGS, [_cells(x) for x in listings.values()])
    used = {c.source for c in kept.values()} | {n.source for n in made.names.values()}
    used |= {x.source for x in listings.values()}
    held = {s.id: s for s in known.sources}
    held |= {s.id: s for s in sources.values() if s.id in used and s.id not in held}
    tables["sources.csv"] = (SOURCES, [_cells(s) for s in held.values()])
    ledger: list[tuple[str, ...]] = [(o.file, f"{o.row:05d}", o.outcome, o.ref, o.why) for o in report.outcomes]
    tables["intake/ledger.csv"] = (LEDGER, ledger)
    for name, (header, rows) in sorted(tables.items()):
        path = ontology / name
        text = canonical_text(header, rows).encode() if rows or not name.startswith("claims/") else None
        if text != (path.read_bytes() if path.exists() else None):
            report.changed.append(name)
            if not dry_run and text is not None:
                write_table(path, header, rows)
            elif not dry_run:
                path.unlink()


def _first_made(
    table: dict[tuple[str, ...], _Row], ref: str, rows: dict[str, str], before: set[str]
) -> dict[tuple[str, ...], _Row]:
    """Leave out what an earlier import made: it is still in the files, or was taken out by hand."""
    return {key: row for key, row in table.items() if f"{rows[SEPARATOR.join(key)]} {ref.format(*key)}" not in before}


def _joined_names(known: Sequence[Name], made: Made) -> Iterator[Name]:
    """Keep names as files hold them; a sourced name takes the place of the same one without a page."""
    plain = {(n.thing, fold(n.name), n.lang): n for n in known if n.source == EDITORIAL}
    held = {(n.thing, fold(n.name), n.lang, n.source) for n in known}
    sourced = {(n.thing, fold(n.name), n.lang) for n in [*known, *made.names.values()] if n.source != EDITORIAL}
    yield from (n for n in known if n.source != EDITORIAL or (n.thing, fold(n.name), n.lang) not in sourced)
    for key, name in made.names.items():
        if key not in held:
            same = plain.get((name.thing, fold(name.name), name.lang))
            yield replace(name, kind=same.kind, match=same.match, shared=same.shared) if same else name


def _ledger_refs(path: Path) -> set[str]:
    """Read what earlier imports made: ids of claims; row and thing of names and listings."""
    found: set[str] = set()
    for _, (file, row, outcome, ref, _why) in read_table(path, LEDGER, []) if path.exists() else ():
        if outcome in ("claim", "quarantined"):
            found.update(ref.split())
        elif outcome in ("name", "listing"):
            found.add(f"{file}:{int(row)} {ref}")
    return found


def _cells(record: Claim | Name | Listing | Source) -> tuple[str, ...]:
    return tuple(v for v in astuple(record) if isinstance(v, str))
