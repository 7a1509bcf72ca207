"""One fact at a time: what the decision tables make of it, claim, name, listing, or why it is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from interposer.knowledge.decisions import READ
from interposer.knowledge.facts import FACTS
from interposer.knowledge.files import CLAIMS
from interposer.knowledge.folding import fold
from interposer.knowledge.model import Claim, Listing, Name

if TYPE_CHECKING:
    from interposer.knowledge.decisions import Decisions
    from interposer.knowledge.facts import Fact
    from interposer.knowledge.model import Entity, Source

__all__ = ["SEPARATOR", "Made", "Outcome", "RefusedError", "Settler"]

SEPARATOR = "\0"
_SCOPE = re.compile(r"(?:scope:\s*|of=)([^;]+)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fact became: `ref` is claim ids, a thing or the row it repeats."""

    file: str
    row: int
    outcome: str
    ref: str = ""
    why: str = ""


@dataclass(slots=True)
class Made:
    """What the facts became so far; `rows` says which row made a claim, name or listing first."""

    claims: dict[str, Claim] = field(default_factory=dict)
    names: dict[tuple[str, ...], Name] = field(default_factory=dict)
    listings: dict[tuple[str, ...], Listing] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """A row that no decision covers."""


class _RejectedError(Exception):
    """A row that a decision leaves out, with the reason."""


@dataclass(slots=True)
class _Decided:
    """What the row decisions say of one fact."""

    fact: Fact
    outcome: Outcome | None = None
    quarantine: str = ""
    overrides: dict[str, str] = field(default_factory=dict)


class Settler:
    """Settle facts by the decision tables, keeping what they became in `made`."""

    def __init__(
        self, decisions: Decisions, entities: dict[str, Entity], sources: dict[str, Source], recorded: str
    ) -> None:
        """Start with nothing made; new claims are recorded on the day `recorded`."""
        self.decisions, self.entities, self.sources, self.recorded = decisions, entities, sources, recorded
        self.made = Made()

    def settle(self, fact: Fact) -> Outcome:
        """Settle one fact; raises RefusedError when no decision covers it."""
        decided = self._decide(fact)
        if decided.outcome:
            return decided.outcome
        fact = decided.fact
        self._check(fact)
        readings = self.decisions.readings.get((fact.file, fact.row))
        if readings:
            return self._keep(decided, [self._reading(cells) for cells in readings])
        treatment = self.decisions.predicates[fact.predicate]
        if decided.quarantine and treatment in ("name", "listing"):
            raise RefusedError(f"a {treatment} cannot be quarantined: decide 'rejected'")
        try:
            subject = self._thing(fact.subject, fact.subject_type)
            if treatment == "name":
                return self._alias(fact, subject)
            if treatment == "listing":
                return self._ticker(fact, subject)
            return self._keep(decided, self._drafts(decided, subject))
        except _RejectedError as reason:
            return Outcome(fact.file, fact.row, "rejected", "", str(reason))

    def _decide(self, fact: Fact) -> _Decided:
        """Apply the row decisions: an outcome of their own, a quarantine, or other values."""
        decided = _Decided(fact)
        for _, decision, column, to, why in self.decisions.rows.get((fact.file, fact.row), []):
            match decision:
                case "duplicate" | "rejected":
                    decided.outcome = Outcome(fact.file, fact.row, decision, to, why)
                case "quarantined":
                    decided.quarantine = why
                case "set":
                    if column not in FACTS and column not in CLAIMS:
                        raise RefusedError(f"the decision sets {column!r}, which is no column of a fact or a claim")
                    decided.overrides[column] = to
                case "kept":
                    pass
                case _:
                    raise RefusedError(f"unknown decision {decision!r}")
        if changed := {k: v for k, v in decided.overrides.items() if k in FACTS}:
            decided.fact = replace(fact, **changed)  # type: ignore[arg-type]
        return decided

    def _check(self, fact: Fact) -> None:
        """Refuse what cannot be settled."""
        if bool(fact.object) == bool(fact.value):
            which = "both an object and a value" if fact.object else "neither an object nor a value"
            raise RefusedError(f"the row has {which}")
        if fact.source_id not in self.sources:
            raise RefusedError(f"source {fact.source_id!r} is in no sources file")
        if fact.predicate not in self.decisions.predicates:
            raise RefusedError(f"predicate {fact.predicate!r} has no treatment in intake/predicates.csv")

    def _reading(self, cells: list[str]) -> Claim:
        """Make the claim that a reviewer read a row as, word for word."""
        filled = {column: cell for column, cell in zip(READ, cells[1:-1], strict=True) if cell}
        for column in ("subject", "object", "item", "scope"):
            if column in filled and filled[column] not in self.entities:
                raise RefusedError(f"the reading's {column} {filled[column]!r} is in no entities file")
        return Claim(**filled)  # type: ignore[arg-type]

    def _drafts(self, decided: _Decided, subject: str) -> list[Claim]:
        """Draft claims by the general tables, with the row's own period, status and note."""
        fact = decided.fact
        speaker, note = self.decisions.notes.get(fact.note, ("", fact.note))
        period = fact.as_of
        match self.decisions.predicates[fact.predicate]:
            case "milestone":
                drafts, period = [self._milestone(fact, subject)], ""  # its value is the date
            case "reading":
                raise RefusedError(f"what {fact.predicate!r} means differs by row: read it in intake/readings.csv")
            case "role":
                if fact.value not in self.decisions.roles:
                    raise RefusedError(f"role {fact.value!r} is not in intake/roles.csv")
                drafts = [Claim(subject, "hasRole", role) for role in self.decisions.roles[fact.value]]
            case "relation":
                drafts = [self._relation(fact, subject)]
            case "number":
                drafts = [self._number(fact, subject, scoped="scope" in decided.overrides)]
            case unknown:
                raise RefusedError(f"intake/predicates.csv treats {fact.predicate!r} as {unknown!r}, which is unknown")
        return [replace(draft, period=period, status=fact.status, attributed_to=speaker, note=note) for draft in drafts]

    def _keep(self, decided: _Decided, drafts: list[Claim]) -> Outcome:
        fact, made = decided.fact, self.made
        extra = {k: v for k, v in decided.overrides.items() if k not in FACTS}
        ids, first = [], ""
        for draft in drafts:
            usual = {
                "locator": fact.locator, "quarantine": draft.quarantine or decided.quarantine,
                "recorded": self.recorded, "source": fact.source_id,
            }  # fmt: skip
            claim = replace(draft, **(usual | extra))  # type: ignore[arg-type]
            key = claim.id  # a hash: computed once
            if key in made.claims:
                first = first or made.rows[key]
                continue
            made.claims[key] = claim
            made.rows[key] = f"{fact.file}:{fact.row}"
            ids.append(key)
        if not ids:
            return Outcome(fact.file, fact.row, "duplicate", first, "says the same as that row of the same source")
        hidden = next((made.claims[i].quarantine for i in ids if made.claims[i].quarantine), "")
        return Outcome(fact.file, fact.row, "quarantined" if hidden else "claim", " ".join(ids), hidden)

    def _thing(self, name: str, kind: str) -> str:
        decided = self.decisions.things.get((name, kind))
        if decided is None:
            raise RefusedError(f"{name!r} [{kind}] is not in intake/things.csv")
        thing, why = decided
        if not thing:
            raise _RejectedError(why)
        if thing not in self.entities:
            raise RefusedError(f"intake/things.csv sends {name!r} to {thing!r}, which is in no entities file")
        return thing

    def _relation(self, fact: Fact, subject: str) -> Claim:
        target = self._thing(fact.object, fact.object_type)
        kinds = self.entities[subject].kind, self.entities[target].kind
        for rule in self.decisions.relations.get(fact.predicate, []):
            if not rule.fits(*kinds):
                continue
            match rule.action:
                case "keep":
                    return Claim(subject, rule.target, target)
                case "reverse":
                    return Claim(target, rule.target, subject)
                case "quarantine":
                    return Claim(subject, rule.target, target, quarantine=rule.why)
                case "reject":
                    raise _RejectedError(rule.why)
        raise RefusedError(f"no rule in intake/relations.csv for {kinds[0]} {fact.predicate} {kinds[1]}")

    def _milestone(self, fact: Fact, subject: str) -> Claim:
        if fact.unit not in self.decisions.milestones:
            raise RefusedError(f"event {fact.unit!r} is not in intake/milestones.csv")
        milestone, scope_note = self.decisions.milestones[fact.unit]
        return Claim(subject, milestone, value=fact.value, scope_note=scope_note)

    def _number(self, fact: Fact, subject: str, *, scoped: bool) -> Claim:
        tables = self.decisions
        keys = ((fact.predicate, fact.unit, fact.subject), (fact.predicate, fact.unit, ""))
        metric = next((tables.metrics[k] for k in keys if k in tables.metrics), None)
        if metric is None:
            raise RefusedError(f"no metric in intake/metrics.csv for {fact.predicate!r} in {fact.unit!r}")
        if not metric:
            raise _RejectedError("gives no number")
        if fact.unit not in tables.units:
            raise RefusedError(f"unit {fact.unit!r} is not in intake/units.csv")
        scope = "" if scoped else "; ".join(part.strip() for part in _SCOPE.findall(fact.note))
        return Claim(subject, metric, value=fact.value, unit=tables.units[fact.unit], scope_note=scope)

    def _alias(self, fact: Fact, subject: str) -> Outcome:
        lang = self.decisions.languages.get((fact.unit, fact.value), fact.unit)
        kind = "romanised" if "romanis" in fact.note or "transliterat" in fact.note else "name"
        key = (subject, fold(fact.value), lang, fact.source_id)
        if key in self.made.names:
            first = self.made.rows[SEPARATOR.join(key)]
            return Outcome(fact.file, fact.row, "duplicate", first, "gives the same name in the same source")
        self.made.rows[SEPARATOR.join(key)] = f"{fact.file}:{fact.row}"
        self.made.names[key] = Name(subject, fact.value, lang, kind, source=fact.source_id, locator=fact.locator)
        return Outcome(fact.file, fact.row, "name", subject)

    def _ticker(self, fact: Fact, subject: str) -> Outcome:
        code = self.decisions.tickers.get((fact.value, fact.unit), fact.value)
        exchange, colon, ticker = code.partition(":")
        if not colon or exchange not in self.decisions.exchanges:
            raise RefusedError(f"ticker {fact.value!r} names no exchange of intake/exchanges.csv")
        mic = self.decisions.exchanges[exchange]
        key = (subject, mic, ticker, fact.source_id)
        if key in self.made.listings:
            first = self.made.rows[SEPARATOR.join(key)]
            return Outcome(fact.file, fact.row, "duplicate", first, "gives the same listing in the same source")
        self.made.rows[SEPARATOR.join(key)] = f"{fact.file}:{fact.row}"
        self.made.listings[key] = Listing(subject, mic, ticker, fact.source_id, fact.as_of, fact.locator, fact.note)
        return Outcome(fact.file, fact.row, "listing", f"{subject} {mic}:{ticker}")
