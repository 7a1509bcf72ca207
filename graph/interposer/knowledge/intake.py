"""One-way import of the fact-base format: every row ends as exactly one of the outcomes of the ledger.

The format: `facts*.csv` (subject, predicate, object or value and unit, as_of, status, source_id, locator,
note) beside `sources*.csv`. Decisions about names, classes, units and single rows are data, in
ontology/intake; this module only applies them. A second import of the same rows changes nothing, and what
was edited by hand in between stays as it was edited.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import astuple, dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from interposer.errors import DataError, Problem
from interposer.knowledge.decisions import Decisions, read_decisions
from interposer.knowledge.files import (
    CLAIMS,
    LISTINGS,
    NAMES,
    SOURCES,
    canonical_text,
    load_knowledge,
    read_table,
    write_table,
)
from interposer.knowledge.folding import fold
from interposer.knowledge.model import EDITORIAL, Claim, Entity, Knowledge, Listing, Name, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["LEDGER", "OUTCOMES", "Fact", "Outcome", "Report", "run_intake"]

FACTS = (
    "subject", "subject_type", "predicate", "object", "object_type", "value", "unit", "as_of", "status",
    "source_id", "locator", "note",
)  # fmt: skip
FACT_SOURCES = ("source_id", "title", "publisher", "author", "url", "published", "kind")
LEDGER = ("file", "row", "outcome", "ref", "why")
OUTCOMES = ("claim", "name", "listing", "duplicate", "quarantined", "rejected", "later")
_SEPARATOR = "\0"
_Row = TypeVar("_Row", Name, Listing)
_SCOPE = re.compile(r"(?:scope:\s*|of=)([^;]+)")


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fact became: `ref` is claim ids, a thing or the row it repeats."""

    file: str
    row: int
    outcome: str
    ref: str = ""
    why: str = ""


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


@dataclass(slots=True)
class _Made:
    claims: dict[str, Claim] = field(default_factory=dict)
    names: dict[tuple[str, ...], Name] = field(default_factory=dict)
    listings: dict[tuple[str, ...], Listing] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)


class _RefusedError(Exception):
    """A row that no decision covers."""


def run_intake(facts: Path, ontology: Path, recorded: str, *, dry_run: bool = False) -> Report:
    """Import the fact files of a folder into the ontology folder.

    `recorded` is the day (YYYY-MM-DD) that new claims are recorded on. Rows that no decision covers are
    listed as problems and nothing at all is written then; nor with `dry_run`. Raises DataError when a file
    as a whole cannot be read.
    """
    decisions = read_decisions(ontology / "intake")
    report = Report()
    fact_rows = list(_read_facts(facts, report.problems))
    sources = _read_sources(facts, decisions, report.problems)
    known = load_knowledge(ontology, report.problems)
    if report.problems:
        raise DataError("nothing was imported", report.problems)
    made = _Made()
    entities = {e.id: e for e in known.entities}
    for fact in fact_rows:
        try:
            report.outcomes.append(_settle(fact, decisions, entities, sources, made, recorded))
        except _RefusedError as refusal:
            mend = "Settle it in a table below ontology/intake."
            report.problems.append(Problem(fact.file, fact.row, "undecided", f"{refusal} ({fact.text})", mend))
    report.problems += _stale_decisions(decisions, fact_rows)
    if not report.problems:
        _write(ontology, known, made, sources, report, dry_run=dry_run)
    return report


def _read_facts(folder: Path, problems: list[Problem]) -> Iterator[Fact]:
    paths = sorted(folder.glob("facts*.csv"), key=lambda p: (len(p.name), p.name))
    if not paths:
        raise DataError(f"{folder}: no facts*.csv in this folder")
    for path in paths:
        for row, cells in read_table(path, FACTS, problems):
            yield Fact(path.stem, row, *cells)


def _read_sources(folder: Path, decisions: Decisions, problems: list[Problem]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for path in sorted(folder.glob("sources*.csv")):
        for row, cells in read_table(path, FACT_SOURCES, problems):
            key, title, publisher, author, url, published, kind = cells
            kind, publisher, family, via, language, _ = decisions.sources.get(key, [kind, publisher, "", "", "", ""])
            if key in found:
                problems.append(Problem(path.name, row, "duplicate-source", f"{key!r} comes twice", "Keep one."))
            if not family:
                what = f"source {key!r} has no decision"
                problems.append(Problem(path.name, row, "undecided", what, "Add it to intake/sources.csv."))
            found[key] = Source(key, title, publisher, author, url, published, kind, family, via, language)
    return found


def _stale_decisions(decisions: Decisions, facts: Sequence[Fact]) -> Iterator[Problem]:
    """Find row decisions that quote another fact than the row holds: the files have moved under them."""
    texts = {(f.file, f.row): f.text for f in facts}
    for (file, row), cells in decisions.rows.items():
        for quoted, *_ in cells:
            if texts.get((file, row)) != quoted:
                what = f"the decision on {file}:{row} quotes {quoted!r}, the row holds {texts.get((file, row))!r}"
                yield Problem("intake/rows.csv", 0, "stale-decision", what, "Mend the row number or the quote.")


def _settle(
    fact: Fact,
    decisions: Decisions,
    entities: dict[str, Entity],
    sources: dict[str, Source],
    made: _Made,
    recorded: str,
) -> Outcome:
    quarantine = ""
    overrides: dict[str, str] = {}
    for _, decision, column, to, why in decisions.rows.get((fact.file, fact.row), []):
        if decision in ("duplicate", "rejected"):
            return Outcome(fact.file, fact.row, decision, to, why)
        if decision == "quarantined":
            quarantine = why
        elif decision == "set":
            if column not in FACTS and column not in CLAIMS:
                raise _RefusedError(f"the decision sets {column!r}, which is no column of a fact or a claim")
            overrides[column] = to
        elif decision != "kept":
            raise _RefusedError(f"unknown decision {decision!r}")
    fact = replace(fact, **{k: v for k, v in overrides.items() if k in FACTS})
    if bool(fact.object) == bool(fact.value):
        raise _RefusedError(f"the row has {'both an object and a value' if fact.object else 'neither an object nor a value'}")
    if fact.source_id not in sources:
        raise _RefusedError(f"source {fact.source_id!r} is in no sources file")
    treatment, why = decisions.predicates.get(fact.predicate, ("", ""))
    if not treatment:
        raise _RefusedError(f"predicate {fact.predicate!r} has no treatment in intake/predicates.csv")
    if treatment == "later" and not fact.source_id.startswith("seed"):
        return Outcome(fact.file, fact.row, "later", "", why)
    subject, gone = _thing(fact.subject, fact.subject_type, decisions, entities)
    if gone:
        return Outcome(fact.file, fact.row, "rejected", "", gone)
    match fact.predicate:
        case "alias":
            return _alias(fact, subject, decisions, made)
        case "ticker":
            return _ticker(fact, subject, decisions, made)
    drafts: list[Claim] | str
    if fact.predicate == "role":
        drafts = _roles(fact, subject, decisions)
    elif fact.object:
        drafts = _relation(fact, subject, decisions, entities)
    else:
        drafts = _number(fact, subject, decisions, overrides)
    if isinstance(drafts, str):
        return Outcome(fact.file, fact.row, "rejected", "", drafts)
    return _keep(fact, drafts, overrides, quarantine, decisions, made, recorded)


def _keep(
    fact: Fact,
    drafts: list[Claim],
    overrides: dict[str, str],
    quarantine: str,
    decisions: Decisions,
    made: _Made,
    recorded: str,
) -> Outcome:
    speaker, note = decisions.notes.get(fact.note, ("", fact.note))
    extra = {k: v for k, v in overrides.items() if k not in FACTS}
    ids, first = [], ""
    for draft in drafts:
        claim = replace(
            draft, period=fact.as_of, status=fact.status, attributed_to=speaker, locator=fact.locator, note=note,
            quarantine=draft.quarantine or quarantine, recorded=recorded, source=fact.source_id,
        )  # fmt: skip
        claim = replace(claim, **extra)
        if claim.id in made.claims:
            first = first or made.rows[claim.id]
            continue
        made.claims[claim.id] = claim
        made.rows[claim.id] = f"{fact.file}:{fact.row}"
        ids.append(claim.id)
    if not ids:
        return Outcome(fact.file, fact.row, "duplicate", first, "says the same as that row of the same source")
    hidden = next((c.quarantine for c in map(made.claims.__getitem__, ids) if c.quarantine), "")
    return Outcome(fact.file, fact.row, "quarantined" if hidden else "claim", " ".join(ids), hidden)


def _thing(name: str, kind: str, decisions: Decisions, entities: dict[str, Entity]) -> tuple[str, str]:
    """Give (thing, '') or ('', why the name is no thing)."""
    decided = decisions.things.get((name, kind))
    if decided is None:
        raise _RefusedError(f"{name!r} [{kind}] is not in intake/things.csv")
    thing, why = decided
    if thing and thing not in entities:
        raise _RefusedError(f"intake/things.csv sends {name!r} to {thing!r}, which is in no entities file")
    return thing, "" if thing else why


def _relation(fact: Fact, subject: str, decisions: Decisions, entities: dict[str, Entity]) -> list[Claim] | str:
    target, gone = _thing(fact.object, fact.object_type, decisions, entities)
    if gone:
        return gone
    kinds = entities[subject].kind, entities[target].kind
    for rule in decisions.relations.get(fact.predicate, []):
        if not rule.fits(*kinds):
            continue
        match rule.action:
            case "keep":
                return [Claim(subject, rule.target, target)]
            case "reverse":
                return [Claim(target, rule.target, subject)]
            case "quarantine":
                return [Claim(subject, rule.target, target, quarantine=rule.why)]
            case "reject":
                return rule.why
    raise _RefusedError(f"no rule in intake/relations.csv for {kinds[0]} {fact.predicate} {kinds[1]}")


def _roles(fact: Fact, subject: str, decisions: Decisions) -> list[Claim]:
    if fact.value not in decisions.roles:
        raise _RefusedError(f"role {fact.value!r} is not in intake/roles.csv")
    return [Claim(subject, "hasRole", role) for role in decisions.roles[fact.value]]


def _number(fact: Fact, subject: str, decisions: Decisions, overrides: dict[str, str]) -> list[Claim] | str:
    if fact.predicate == "date":
        if fact.unit not in decisions.milestones:
            raise _RefusedError(f"event {fact.unit!r} is not in intake/milestones.csv")
        milestone, scope_note = decisions.milestones[fact.unit]
        return [Claim(subject, milestone, value=fact.value, scope_note=scope_note)]
    keys = ((fact.predicate, fact.unit, fact.subject), (fact.predicate, fact.unit, ""))
    metric = next((decisions.metrics[k] for k in keys if k in decisions.metrics), None)
    if metric is None:
        raise _RefusedError(f"no metric in intake/metrics.csv for {fact.predicate!r} in {fact.unit!r}")
    if not metric:
        return "gives no number"
    if fact.unit not in decisions.units:
        raise _RefusedError(f"unit {fact.unit!r} is not in intake/units.csv")
    scope = "" if "scope" in overrides else "; ".join(part.strip() for part in _SCOPE.findall(fact.note))
    return [Claim(subject, metric, value=fact.value, unit=decisions.units[fact.unit], scope_note=scope)]


def _alias(fact: Fact, subject: str, decisions: Decisions, made: _Made) -> Outcome:
    lang = decisions.languages.get((fact.unit, fact.value), fact.unit)
    kind = "romanised" if "romanis" in fact.note or "transliterat" in fact.note else "name"
    name = Name(subject, fact.value, lang, kind, source=fact.source_id, locator=fact.locator)
    key = (subject, fold(fact.value), lang, fact.source_id)
    first = made.rows.setdefault(_SEPARATOR.join(key), f"{fact.file}:{fact.row}")
    if key in made.names:
        return Outcome(fact.file, fact.row, "duplicate", first, "gives the same name in the same source")
    made.names[key] = name
    return Outcome(fact.file, fact.row, "name", subject)


def _ticker(fact: Fact, subject: str, decisions: Decisions, made: _Made) -> Outcome:
    code = decisions.tickers.get((fact.value, fact.unit), fact.value)
    exchange, colon, ticker = code.partition(":")
    if not colon or exchange not in decisions.exchanges:
        raise _RefusedError(f"ticker {fact.value!r} names no exchange of intake/exchanges.csv")
    listing = Listing(
        subject, decisions.exchanges[exchange], ticker, fact.source_id, fact.as_of, fact.locator, fact.note
    )
    key = (subject, listing.mic, ticker, fact.source_id)
    first = made.rows.setdefault(_SEPARATOR.join(key), f"{fact.file}:{fact.row}")
    if key in made.listings:
        return Outcome(fact.file, fact.row, "duplicate", first, "gives the same listing in the same source")
    made.listings[key] = listing
    return Outcome(fact.file, fact.row, "listing", f"{subject} {listing.mic}:{ticker}")


def _write(
    ontology: Path, known: Knowledge, made: _Made, sources: dict[str, Source], report: Report, *, dry_run: bool
) -> None:
    """Merge three ways by claim id: what the last import made, what this one makes, what the files hold now."""
    before = _ledger_refs(ontology / "intake" / "ledger.csv")
    now = {c.id: c for c in known.claims}
    kept = {i: c for i, c in now.items() if i not in before or i in made.claims}
    kept |= {i: c for i, c in made.claims.items() if i not in before}
    tables: dict[str, tuple[Sequence[str], list[tuple[str, ...]]]] = {}
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
    ledger = [(o.file, f"{o.row:05d}", o.outcome, o.ref, o.why) for o in report.outcomes]
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
    return {key: row for key, row in table.items() if f"{rows[_SEPARATOR.join(key)]} {ref.format(*key)}" not in before}


def _joined_names(known: Sequence[Name], made: _Made) -> Iterator[Name]:
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
