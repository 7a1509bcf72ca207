"""`conflicts`: where sources disagree, side by side and by size, and where one source's own numbers do not fit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from interposer.errors import UsageError
from interposer.lookup.answers import Answer, claim_records, voices
from interposer.lookup.arithmetic import Misfit, misfits
from interposer.lookup.card import relation_phrases
from interposer.lookup.claims import fetch_sources, mentioned, read_claims, unit_symbols
from interposer.lookup.filters import Filters
from interposer.lookup.names import label_of, load_things, resolve
from interposer.store.terms import CLAIM, values_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from interposer.lookup.claims import Claim, Source
    from interposer.lookup.names import Thing
    from interposer.store.interface import Store

__all__ = ["KINDS", "conflicts"]

KINDS = ("contradiction", "arithmetic", "spread", "revision")
"""Two reports that cannot both be true; numbers of one source that do not fit each other; plans and forecasts
that differ from others or from what came; one family changing its word. The firmest first."""
_MONTH = 30.44
_YEAR = 365.25


class _Ends(NamedTuple):
    """The two ends of a claim's interval in canonical units or days; None is open."""

    low: Decimal | date | None
    high: Decimal | date | None


def conflicts(
    store: Store, name: str = "", filters: Filters | None = None, *, kind: str = "", evidence: bool = False
) -> Answer:
    """List disagreements, the largest first within each kind; of one thing when `name` is given.

    A row is one key (subject, metric, scope, unit, basis, period) with every claim that stands in it, from
    the lowest value to the highest, and its `sides`: each value with the publishers that print it. The size
    of a difference of numbers is (highest - lowest) / highest, of dates years / (1 + years), both by the
    middles of the intervals, of relations 1. `kind` keeps one of KINDS. Raises UsageError for another kind,
    NameUnknownError for an unknown name.
    """
    if kind and kind not in KINDS:
        raise UsageError(f"--kind {kind!r}: use {', '.join(KINDS)}")
    filters = filters or Filters(statuses=("reported", "planned", "forecast", "rumoured"))
    thing = resolve(store, name) if name else None
    answer = Answer(
        "conflicts/1",
        [name] if name else [],
        filters,
        {name: thing.id} if thing else {},
        data_version=store.data_version,
    )
    members = _members(store)
    claims = {
        c.id: c for c in read_claims(store, {(CLAIM + slug, "") for _, slugs in members.values() for slug in slugs})
    }
    misfit = misfits(store) if kind in ("", "arithmetic") else []
    every = [*claims.values(), *(c for m in misfit for c in m.claims)]
    things = load_things(store, mentioned(every))
    reading = _Reading(store, things, fetch_sources(store, {c.source for c in every}), evidence=evidence)
    ends = _ends(store, claims)
    rows = [
        reading.row(key, found, [claims[slug] for slug in slugs if slug in claims], ends)
        for key, (found, slugs) in members.items()
    ]
    rows += [reading.misfit(m) for m in misfit]
    for row in rows:
        if kind and row["kind"] != kind:
            continue
        if thing and thing.id not in row["things"]:
            continue
        if not set(row["statuses"]) <= set(filters.statuses):
            answer.hidden["disagreements of other statuses"] += 1
            continue
        if row["families"] < filters.min_sources:
            answer.hidden["rows with too few sources"] += 1
            continue
        answer.results.append({k: v for k, v in row.items() if k not in ("things", "statuses")})
    answer.results.sort(key=lambda r: (KINDS.index(r["kind"]), -r["size"], r["subject"]["label"], r["id"]))
    if answer.results and not evidence:
        answer.next = [f'interposer conflicts "{answer.results[0]["subject"]["label"]}" --sources']
    return answer


def _members(store: Store) -> dict[str, tuple[str, list[str]]]:
    """Read each key's kinds and claims; of several kinds on one key the firmest counts."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for node, kind, claim in store.select(
        "SELECT ?d ?kind ?claim WHERE { ?d ip:disagreementKind ?kind ; ip:ofClaims ?claim }"
    ):
        kinds, claims = found.setdefault(label_of(node).partition("-")[0], (set(), set()))
        kinds.add(str(kind))
        claims.add(label_of(claim))
    return {key: (min(kinds, key=KINDS.index), sorted(claims)) for key, (kinds, claims) in sorted(found.items())}


def _ends(store: Store, claims: Iterable[str]) -> dict[str, _Ends]:
    values = values_block("c", (CLAIM + slug for slug in claims))
    found: dict[str, dict[str, Decimal | date]] = {}
    for word, end in (("canonicalLow", "low"), ("canonicalHigh", "high"), ("earliest", "low"), ("latest", "high")):
        for claim, value in store.select(f"SELECT ?c ?v WHERE {{ {values} ?c ip:{word} ?v }}"):
            found.setdefault(label_of(claim), {})[end] = cast("Decimal | date", value)
    return {slug: _Ends(said.get("low"), said.get("high")) for slug, said in found.items()}


class _Reading:
    """Turns disagreements into records, with labels, sources and unit symbols at hand."""

    def __init__(
        self, store: Store, things: Mapping[str, Thing], sources: Mapping[str, Source], *, evidence: bool
    ) -> None:
        self.things, self.sources, self.evidence = things, sources, evidence
        self.symbols = unit_symbols(store)
        rows = store.select(
            'SELECT ?m ?label WHERE { ?m rdf:type ip:Milestone ; rdfs:label ?label FILTER(LANG(?label) = "en") }'
        )
        self.words = {code: said for code, (said, _) in relation_phrases(store).items()}
        self.words |= {label_of(code): str(label) for code, label in rows.pairs()}

    def row(self, key: str, kind: str, claims: Sequence[Claim], ends: Mapping[str, _Ends]) -> dict[str, Any]:
        """Make the record of one key."""
        size, difference = _size([ends[c.id] for c in claims if c.id in ends])
        if claims[0].object:
            ordered = sorted(claims, key=lambda c: (c.polarity, c.object, c.source, c.id))
            sides = self._sides(ordered)
            says = " / ".join(side["says"] for side in sides)
        else:
            ordered = sorted(claims, key=lambda c: (_sortable(ends.get(c.id)), c.value, c.source, c.id))
            sides = self._sides(ordered)
            says = _span(ordered, self.symbols)
        return self._record(key, kind, ordered, sides, says, difference, size)

    def misfit(self, found: Misfit) -> dict[str, Any]:
        """Make the record of numbers in one source that do not fit each other."""
        says = found.says(self.symbols)
        side = {"says": says, "by": [self._publisher(found.claims[0])]}
        return self._record(found.claims[0].id, "arithmetic", found.claims, [side], says, "", found.size)

    def _sides(self, claims: Sequence[Claim]) -> list[dict[str, Any]]:
        """Gather the publishers behind each value, the best evidenced first, in the order of the claims."""
        found: dict[str, list[Claim]] = {}
        for c in claims:
            found.setdefault(self._value(c), []).append(c)
        return [
            {
                "says": value,
                "by": list(dict.fromkeys(self._publisher(c) for c in sorted(said, key=lambda c: c.grade or "E"))),
            }
            for value, said in found.items()
        ]

    def _value(self, claim: Claim) -> str:
        if claim.object:
            return ("not " if claim.polarity == "denies" else "") + self._label(claim.object)
        return f"{claim.value} {self.symbols.get(claim.unit, claim.unit)}".rstrip()

    def _publisher(self, claim: Claim) -> str:
        source = self.sources.get(claim.source)
        return (source.publisher or source.author if source else "") or claim.source

    def _record(
        self, key: str, kind: str, claims: Sequence[Claim], sides: Sequence[dict[str, Any]], says: str,
        difference: str, size: float,
    ) -> dict[str, Any]:  # fmt: skip
        first = claims[0]
        scope = "; ".join(part for part in (self._label(first.scope), first.scope_note) if part)
        word = first.milestone or first.predicate
        sources = self.sources if self.evidence else {}
        return {
            "id": key,
            "kind": kind,
            "subject": self._thing(first.subject),
            "what": self._label(first.metric) or self.words.get(word, word),
            "scope": scope or None,
            "period": (first.period if first.metric else "") or None,
            "says": says,
            "difference": difference or None,
            "size": round(size, 3),
            "families": voices(claims),
            "sides": sides,
            "claims": [r for c in claims for r in claim_records([c], self.things, sources, self.symbols)],
            "things": {c.subject for c in claims} | {c.scope for c in claims} | {c.object for c in claims},
            "statuses": sorted({c.status for c in claims}),
        }

    def _thing(self, slug: str) -> dict[str, str]:
        return self.things[slug].record() if slug in self.things else {"id": slug, "label": slug, "kind": "Thing"}

    def _label(self, slug: str) -> str:
        return self.things[slug].label if slug in self.things else slug


def _sortable(ends: _Ends | None) -> tuple[Any, ...]:
    """Order by the lower end, then the upper; an open end counts as the other one."""
    if ends is None or ends == _Ends(None, None):
        return (True,)
    low = ends.low if ends.low is not None else ends.high
    return False, low, ends.high if ends.high is not None else low


def _span(claims: Sequence[Claim], symbols: Mapping[str, str]) -> str:
    """Say the printed values from the lowest to the highest, with the unit where it is one."""
    units = {c.unit for c in claims}
    values = list(
        dict.fromkeys(c.value if len(units) == 1 else f"{c.value} {symbols.get(c.unit, c.unit)}" for c in claims)
    )
    text = values[0] if len(values) == 1 else f"{values[0]} … {values[-1]}"
    return f"{text} {symbols.get(next(iter(units)), '')}".rstrip() if len(units) == 1 else text


def _size(ends: Sequence[_Ends]) -> tuple[float, str]:
    """Measure how far the values lie apart, as a share from 0 to 1 for the order and as people say it."""
    middles = [m for m in map(_middle, ends) if m is not None]
    if len(middles) < 2:
        return 1.0, ""
    low, high = min(middles), max(middles)
    if any(isinstance(end, date) for pair in ends for end in pair):
        days = round(high - low)
        said = f"{days / _MONTH:.0f} months" if days > 2 * _MONTH else f"{days} day{'s' * (days != 1)}"
        return days / (days + _YEAR), said
    scale = max(abs(high), abs(low))
    size = min(1.0, (high - low) / scale) if scale else 0.0
    return size, f"×{high / low:.3g}" if low > 0 else f"{size:.0%}"


def _middle(ends: _Ends) -> float | None:
    """Give the middle of an interval, or the one end that it has; dates count in days."""
    found = [float(end.toordinal()) if isinstance(end, date) else float(end) for end in ends if end is not None]
    return sum(found) / len(found) if found else None
