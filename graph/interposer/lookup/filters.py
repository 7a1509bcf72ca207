"""Filters of answers: status, what held when, what was known when, how many independent sources."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from interposer.errors import NothingFoundError, UsageError
from interposer.knowledge.period import Period, parse_period
from interposer.lookup.claims import match_claims, read_claims, read_relations
from interposer.lookup.names import label_of
from interposer.store.terms import values_block

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from interposer.lookup.claims import Claim
    from interposer.store.interface import Store

__all__ = ["STATUSES", "Filters", "Sifted", "denial_days", "fetch_sifted", "make_filters", "sift"]

STATUSES = ("reported", "planned", "forecast", "rumoured")


class Filters(NamedTuple):
    """What a user asked to see; everything else is hidden, counted and said."""

    statuses: tuple[str, ...] = ("reported",)
    as_of: Period | None = None
    known_on: Period | None = None
    min_sources: int = 0
    dated_only: bool = False
    quarantined: bool = False

    def record(self) -> dict[str, object]:
        """Give the filters as they stand in the JSON envelope."""
        return {
            "status": list(self.statuses),
            "as_of": self.as_of.label if self.as_of else None,
            "known_on": self.known_on.label if self.known_on else None,
            "min_sources": self.min_sources,
            "dated_only": self.dated_only,
        }


class Sifted:
    """The claims that pass, and how many do not, by reason; `undated` pass without a known period."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.claims: list[Claim] = []
        self.hidden: Counter[str] = Counter()
        self.undated = 0


def make_filters(
    status: str = "reported", as_of: str = "", known_on: str = "", min_sources: int = 0, *, dated_only: bool = False
) -> Filters:
    """Read filter values as a user types them; raises UsageError for a status or period that is none."""
    words = tuple(dict.fromkeys(w.strip() for w in status.split(",") if w.strip()))
    statuses = STATUSES if "all" in words else words
    unknown = [w for w in statuses if w not in STATUSES]
    if unknown or not statuses:
        raise UsageError(f"--status {status!r}: use {', '.join(STATUSES)}, several with commas, or all")
    if dated_only and not as_of.strip():
        raise UsageError("--dated-only acts only together with --as-of")
    if min_sources < 0:
        raise UsageError("--min-sources must not be negative")
    try:
        return Filters(
            statuses, parse_period(as_of), parse_period(known_on), min_sources, dated_only, quarantined="all" in words
        )
    except ValueError as error:
        raise UsageError(str(error)) from None


def fetch_sifted(store: Store, pattern: str, filters: Filters, *, lean: bool = False) -> Sifted:
    """Read the claims that a pattern binds to ?claim (and ?side) and part them by the filters.

    Live claims of a status that is not asked for are only counted: their triples are never read. `lean` says
    that all are relations of which nobody will see a period, locator or note.
    """
    matched = match_claims(store, pattern)
    if filters.known_on or not matched:
        return sift(read_claims(store, matched), filters)
    values = values_block("c", (claim for claim, _ in matched))
    rows = store.select(f"SELECT ?c ?status WHERE {{ {values} ?c ip:status ?status ; ip:live ?live }}")
    live = {str(claim): label_of(status) for claim, status in rows}
    dead = [pair for pair in matched if pair[0] not in live]
    wanted = [pair for pair in matched if live.get(pair[0]) in filters.statuses]
    read = read_relations if lean and not filters.as_of else read_claims
    claims = [*read(store, wanted), *read_claims(store, dead)]
    made = sift(sorted(claims, key=lambda c: (c.id, c.side)), filters)
    made.hidden.update(status for claim, _ in matched if (status := live.get(claim, "")) not in ("", *filters.statuses))
    return made


def sift(claims: Iterable[Claim], filters: Filters) -> Sifted:
    """Part claims into those that pass the filters and counts of those that do not, by reason.

    Raises NothingFoundError when `known_on` lies before the graph's first record.
    """
    claims = list(claims)
    if filters.known_on and claims and filters.known_on.end < (first := min(c.recorded for c in claims)):
        raise NothingFoundError(f"the graph begins on {first}; nothing was recorded by {filters.known_on.label}")
    denials = denial_days(claims)
    made = Sifted()
    for claim in claims:
        reason = _hidden_because(claim, filters, denials)
        if reason:
            made.hidden[reason] += 1
        else:
            made.claims.append(claim)
            made.undated += bool(filters.as_of and claim.start is None)
    return made


def denial_days(claims: Iterable[Claim]) -> dict[str, date]:
    """Tell from which day on each denied statement is denied; a claim that it began later holds nevertheless."""
    return {c.statement: c.start for c in claims if c.polarity == "denies" and c.start and c.statement}


def _hidden_because(claim: Claim, filters: Filters, denials: dict[str, date]) -> str:
    if filters.known_on:
        day = filters.known_on.end
        if claim.recorded > day or (claim.retracted and claim.retracted <= day):
            return "not recorded then"
    elif claim.retracted or claim.superseded:
        return "retracted"
    if claim.quarantined and not filters.quarantined:
        return "quarantined"
    if claim.status not in filters.statuses:
        return claim.status
    if filters.as_of:
        if claim.start is None:
            return "undated" if filters.dated_only else ""
        if not _holds(claim, filters.as_of, denials):
            return "not then"
    return ""


def _holds(claim: Claim, when: Period, denials: dict[str, date]) -> bool:
    assert claim.start is not None  # the caller parts the undated off
    if claim.start > when.end or (claim.end and claim.end < when.start):
        return False
    denied = denials.get(claim.statement)
    return claim.polarity == "denies" or denied is None or not claim.start < denied <= when.end
