"""One-way import of the fact-base format: every row ends as exactly one of the outcomes of the ledger.

The format: `facts*.csv` (subject, predicate, object or value and unit, as_of, status, source_id, locator,
note) beside `sources*.csv`. Decisions about names, classes, units and single rows are data, in
ontology/intake; this module only applies them. A second import of the same rows changes nothing, and what
was edited by hand in between stays as it was edited.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from interposer.errors import DataError, Problem
from interposer.knowledge.decisions import read_decisions
from interposer.knowledge.facts import read_facts, read_sources
from interposer.knowledge.files import (
    CLAIMS,
    LISTINGS,
    MAX_PROBLEMS,
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
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from interposer.knowledge.decisions import Decisions
    from interposer.knowledge.facts import Fact
    from interposer.knowledge.model import Knowledge

__all__ = ["LEDGER", "OUTCOMES", "Report", "run_intake"]

LEDGER = ("file", "row", "outcome", "ref", "wording", "why")
"""`wording` marks locator, note and quarantine of each claim in `ref` as the import wrote them: what differs from it in
the files was edited by hand and stays."""
OUTCOMES = ("claim", "name", "listing", "duplicate", "quarantined", "rejected")
MAX_ROWS = 100_000
"""Rows one import takes: their outcomes and claims are held in memory until all of them are known to be good."""
_SHOWN = 300
"""Characters of a row that a message quotes."""
_Row = TypeVar("_Row", Name, Listing)
_Table = tuple["Sequence[str]", list[tuple[str, ...]]]


@dataclass(slots=True)
class Report:
    """What an import did or would do."""

    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changed: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Each file that changes, with how many lines come and go."""

    def counts(self) -> dict[str, int]:
        """Count the rows by outcome; the counts add up to the rows read."""
        found = Counter(o.outcome for o in self.outcomes)
        return {name: found[name] for name in OUTCOMES}


def run_intake(facts: Path, ontology: Path, recorded: str, *, dry_run: bool = False) -> Report:
    """Import the fact files of a folder into the ontology folder.

    `recorded` is the day (YYYY-MM-DD) that new claims are recorded on. Rows that no decision covers are
    listed as problems and nothing at all is written then; nor with `dry_run`. Raises DataError when the decisions,
    the sources or the ontology cannot be used, or a file cannot be written.
    """
    decisions = read_decisions(ontology / "intake")
    report = Report()
    sources = read_sources(facts, decisions, report.problems)
    known = load_knowledge(ontology, report.problems)
    if report.problems:
        raise DataError("nothing was imported", report.problems)
    settler = Settler(decisions, {e.id: e for e in known.entities}, sources, recorded)
    quotes = _Quotes(decisions)
    for fact in read_facts(facts, report.problems):
        if len(report.outcomes) == MAX_ROWS or len(report.problems) >= MAX_PROBLEMS:
            mend = "Mend what is reported before this."
            if len(report.outcomes) == MAX_ROWS:
                mend = f"Split the facts: one import takes {MAX_ROWS} rows."
            what = "the rows from here on were not read"
            report.problems.append(Problem(f"{fact.file}.csv", fact.row, "too-many", what, mend))
            break
        quotes.see(fact)
        try:
            report.outcomes.append(settler.settle(fact))
        except RefusedError as refusal:
            mend = "Settle it in a table below ontology/intake."
            what = f"{_cut(str(refusal))} ({_cut(fact.text)})"
            report.problems.append(Problem(f"{fact.file}.csv", fact.row, "undecided", what, mend))
    if len(report.problems) < MAX_PROBLEMS and len(report.outcomes) < MAX_ROWS:
        report.problems += list(quotes.stale(report.problems))
    if report.problems:
        return report
    try:
        _write(ontology, known, settler.made, sources, report, quotes.files, dry_run=dry_run)
    except OSError as error:
        what = f"{error.filename or ontology}: cannot be written: {error.strerror}"
        raise DataError(f"{what}. Free the place and import again: it carries on where this stopped") from None
    return report


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class _Quotes:
    """The facts that decisions on single rows quote: whether the files still hold them there."""

    def __init__(self, decisions: Decisions) -> None:
        self._quoted = {
            (table, *key): {cells[0] for cells in entries}
            for table, rows in (("rows", decisions.rows), ("readings", decisions.readings))
            for key, entries in rows.items()
        }
        self._held: dict[tuple[str, int], str] = {}
        self.files: set[str] = set()

    def see(self, fact: Fact) -> None:
        """Remember the file, and the fact if a decision quotes it."""
        self.files.add(fact.file)
        place = (fact.file, fact.row)
        if ("rows", *place) in self._quoted or ("readings", *place) in self._quoted:
            self._held[place] = fact.text

    def stale(self, unread: Sequence[Problem]) -> Iterator[Problem]:
        """Find decisions that quote another fact than the row holds: the files have moved under them.

        Rows and ends of files that could not be read, as the problems in `unread` say, are not held against them.
        """
        cut_off = {p.file for p in unread if p.rule in ("encoding", "csv", "unreadable", "too-many")}
        bad_rows = {(p.file, p.row) for p in unread if p.rule != "undecided"}
        for (table, file, row), quotes in self._quoted.items():
            name = f"{file}.csv"
            if file not in self.files or name in cut_off or (name, row) in bad_rows:
                continue
            held = self._held.get((file, row))
            for quote in sorted(quotes - {held}):
                holds = f"the row holds {_cut(held)!r}" if held else "there is no such row"
                what = f"the decision on {name}:{row} quotes {quote!r}, {holds}"
                yield Problem(f"intake/{table}.csv", 0, "stale-decision", what, "Mend the row number or the quote.")


def _write(
    ontology: Path, known: Knowledge, made: Made, sources: dict[str, Source], report: Report, files: set[str],
    *, dry_run: bool,
) -> None:  # fmt: skip
    """Merge three ways by claim id: what the last import made, what this one makes, what the files hold now.

    Only rows of `files`, the fact files of this import, can change or leave; what rows of other files made stays.
    """
    booked = _booked(ontology / "intake" / "ledger.csv")
    before = _ledger_refs(cells for cells in booked if cells[0] in files)
    elsewhere = _ledger_refs(cells for cells in booked if cells[0] not in files)
    now = {c.id: c for c in known.claims}
    kept = {i: c for i, c in now.items() if i not in before or i in made.claims or i in elsewhere}
    kept |= {i: c for i, c in made.claims.items() if i not in before and i not in elsewhere}
    written = dict(pair for cells in booked for pair in zip(cells[3].split(), cells[4].split(), strict=False))
    for key in kept.keys() & now.keys() & made.claims.keys():
        if written.get(key) == _wording(now[key]):  # as the last import left it: decisions made since then count
            fresh = made.claims[key]
            kept[key] = replace(now[key], locator=fresh.locator, note=fresh.note, quarantine=fresh.quarantine)
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
    listed = {s.id: s for s in known.sources}
    listed |= {s.id: s for s in sources.values() if s.id in used and s.id not in listed}
    tables["sources.csv"] = (SOURCES, [_cells(s) for s in listed.values()])
    ledger: list[tuple[str, ...]] = [
        (o.file, f"{o.row:05d}", o.outcome, o.ref, _wordings(o.ref, made), o.why) for o in report.outcomes
    ]
    ledger += [tuple(cells) for cells in booked if cells[0] not in files]
    tables["intake/ledger.csv"] = (LEDGER, ledger)
    # The ledger comes last: should writing fail halfway, the next import must not take what is missing for deleted.
    for name, (header, rows) in sorted(tables.items(), key=lambda table: (table[0].startswith("intake/"), table[0])):
        path = ontology / name
        text = canonical_text(header, rows).encode() if rows or not name.startswith("claims/") else None
        held = path.read_bytes() if path.exists() else None
        if text != held:
            report.changed[name] = _lines_changed(held or b"", text or b"")
            if not dry_run and text is not None:
                write_table(path, header, rows)
            elif not dry_run:
                path.unlink()


def _wording(claim: Claim) -> str:
    """Mark how a claim is worded beside what makes its id."""
    return sha256(f"{claim.locator}\0{claim.note}\0{claim.quarantine}".encode()).hexdigest()[:6]


def _wordings(ref: str, made: Made) -> str:
    return " ".join(_wording(made.claims[key]) for key in ref.split() if key in made.claims)


def _booked(path: Path) -> list[list[str]]:
    """Read the ledger; raises DataError when it cannot be read, for without it claims would come back or leave."""
    problems: list[Problem] = []
    rows = [cells for _, cells in read_table(path, LEDGER, problems, name="intake/ledger.csv")] if path.exists() else []
    problems += [
        Problem("intake/ledger.csv", 0, "row", f"row {cells[1]!r} is no number", "Restore the ledger.")
        for cells in rows
        if not cells[1].isdecimal()
    ]
    if problems:
        raise DataError("nothing was imported: the ledger cannot be used", problems)
    return rows


def _lines_changed(held: bytes, text: bytes) -> tuple[int, int]:
    old, new = set(held.splitlines()), set(text.splitlines())
    return len(new - old), len(old - new)


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


def _ledger_refs(booked: Iterable[Sequence[str]]) -> set[str]:
    """Tell what earlier imports made: ids of claims; row and thing of names and listings."""
    found: set[str] = set()
    for file, row, outcome, ref, *_ in booked:
        if outcome in ("claim", "quarantined"):
            found.update(ref.split())
        elif outcome in ("name", "listing"):
            found.add(f"{file}:{int(row)} {ref}")
    return found


def _cells(record: Claim | Name | Listing | Source) -> tuple[str, ...]:
    return tuple(v for f in fields(record) if isinstance(v := getattr(record, f.name), str))
