"""Arithmetic: growth, CAGR, shares and totals that a source states against the ends that it states too.

Printed figures are compared with their rounding, and a hedge ("over 53 %") is taken at its word's figure: what
matters is whether a reader who recomputes the page would get what it prints.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from interposer.knowledge.quantity import Interval, parse_value
from interposer.lookup.claims import read_claims
from interposer.lookup.names import label_of
from interposer.store.terms import CLAIM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from interposer.lookup.claims import Claim
    from interposer.store.interface import Store

__all__ = ["Misfit", "misfits"]

_RATES = ("growth-rate", "capacity-growth")
_COMPOUND = "cagr"
_SHARES = ("market-share", "allocation-share", "demand-share")
_NO_LEVEL = {*_RATES, _COMPOUND, *_SHARES, "growth-rate-ratio", "unit-price"}
_FIGURE = re.compile(r"[-−]?[\d.,]+")
_SLACK = Decimal("0.5")
"""Percentage points by which a stated rate may miss what its stated ends imply."""
_ONE, _HUNDRED = Decimal(1), Decimal(100)
_WHOLE = Decimal("100.5")
"""Percent that shares may add up to before they are too many; each is rounded."""


class Misfit(NamedTuple):
    """Claims of one source that do not fit each other, the derived one first; `size` as in conflicts.

    `parts` are words and claims that make up the sentence which says so.
    """

    claims: tuple[Claim, ...]
    parts: tuple[str | Claim, ...]
    size: float

    def says(self, symbols: Mapping[str, str]) -> str:
        """Say what is stated and what the stated ends would imply, with units as they are written."""
        return "".join(
            part if isinstance(part, str) else f"{part.value} {symbols.get(part.unit, part.unit)}".rstrip()
            for part in self.parts
        )


class _Level(NamedTuple):
    """A stated number with the interval of its printed figures in the canonical unit."""

    claim: Claim
    interval: Interval
    unit: str


def misfits(store: Store) -> list[Misfit]:
    """Find stated growth, CAGR, share sums and totals that the stated ends contradict, source by source."""
    rows = store.select("""SELECT ?claim ?factor ?canonical WHERE {
  ?claim ip:metric ?metric ; ip:unit ?unit ; ip:live ?live . ?unit ip:factor ?factor ; ip:canonical ?canonical }""")
    units = {label_of(claim): (Decimal(str(factor)), label_of(canonical)) for claim, factor, canonical in rows}
    groups: dict[tuple[str, str], list[_Level]] = defaultdict(list)
    by_source: dict[str, list[_Level]] = defaultdict(list)
    for claim in read_claims(store, {(CLAIM + slug, "") for slug in units}):
        factor, unit = units[claim.id]
        level = _Level(claim, _printed(claim.value).scaled(factor), unit)
        groups[claim.source, claim.subject].append(level)
        by_source[claim.source].append(level)
    found: list[Misfit] = []
    for levels in groups.values():
        found += _growth(levels)
        found += _compound(levels)
    for levels in by_source.values():
        found += _sums(levels)
        found += _totals(levels)
    return sorted(found, key=lambda m: (-m.size, m.claims[0].id))


def _printed(value: str) -> Interval:
    """Read the printed figures of a value without its hedge."""
    interval = parse_value(value)
    if interval.low is not None and interval.high is not None:
        return interval
    figure = _FIGURE.search(value)
    return parse_value(figure[0]) if figure else interval


def _levels(levels: Iterable[_Level], like: Claim) -> dict[tuple[str, ...], list[_Level]]:
    """Gather levels of the same scope as a rate, by what makes them one series."""
    found: dict[tuple[str, ...], list[_Level]] = defaultdict(list)
    for level in levels:
        claim = level.claim
        if claim.metric not in _NO_LEVEL and claim.scope == like.scope and claim.start and claim.end:
            found[claim.metric, claim.scope_note, claim.basis, level.unit].append(level)
    return found


def _growth(levels: Sequence[_Level]) -> Iterator[Misfit]:
    for rate in levels:
        claim = rate.claim
        if claim.metric not in _RATES or claim.start is None:
            continue
        wanted = set(_bases(claim))
        for series in _levels(levels, claim).values():
            ends = [x for x in series if x.claim.period == claim.period]
            starts = [x for x in series if x.claim.period in wanted]
            if len(ends) == 1 and starts and not any(_fits(_rate(s, ends[0], 1), rate) for s in starts):
                yield _misfit(rate, starts[0], ends[0], 1)


def _bases(claim: Claim) -> Iterator[str]:
    """Name the periods a growth rate can count from: the year before and, of halves and quarters, the one before."""
    label = claim.period
    match = re.fullmatch(r"(\d{4})(?:-([HQ])(\d))?", label)
    if not match:
        return
    year, kind, number = int(match[1]), match[2], int(match[3] or 0)
    if "year on year" in claim.scope_note or not kind:
        yield f"{year - 1}{label[4:]}"
        return
    last = {"H": 2, "Q": 4}[kind]
    yield f"{year}-{kind}{number - 1}" if number > 1 else f"{year - 1}-{kind}{last}"
    if "against" not in claim.scope_note and "on quarter" not in claim.scope_note:
        yield f"{year - 1}{label[4:]}"


def _compound(levels: Sequence[_Level]) -> Iterator[Misfit]:
    for rate in levels:
        claim = rate.claim
        first, slash, last = claim.period.partition("/")
        if claim.metric != _COMPOUND or not slash:
            continue
        years = int(last[:4]) - int(first[:4])
        for series in _levels(levels, claim).values():
            starts = [x for x in series if x.claim.period == first]
            ends = [x for x in series if x.claim.period == last]
            if years > 0 and len(starts) == len(ends) == 1 and not _fits(_rate(starts[0], ends[0], years), rate):
                yield _misfit(rate, starts[0], ends[0], years)


def _fits(implied: Interval, rate: _Level) -> bool:
    """Tell whether a rate is what its ends imply, give or take what publishers lose by rounding the ends."""
    low, high = rate.interval.low, rate.interval.high
    return implied.meets(Interval(None if low is None else low - _SLACK, None if high is None else high + _SLACK))


def _rate(start: _Level, end: _Level, years: int) -> Interval:
    """Compute the yearly rate in percent between two levels, with the slack of their rounding."""
    a, b = start.interval, end.interval
    if None in (a.low, a.high, b.low, b.high) or not a.low or not b.low or a.low <= 0 or b.low <= 0:
        return Interval(None, None)  # says nothing, so it fits everything
    assert a.high is not None and b.high is not None  # noqa: PT018
    power = _ONE / years
    return Interval(((b.low / a.high) ** power - 1) * _HUNDRED, ((b.high / a.low) ** power - 1) * _HUNDRED)


def _misfit(rate: _Level, start: _Level, end: _Level, years: int) -> Misfit:
    implied = _rate(start, end, years)
    assert implied.low is not None and implied.high is not None  # noqa: PT018
    middle = (implied.low + implied.high) / 2
    told = f"{middle:,.0f} %" if abs(middle) >= _HUNDRED else f"{middle:.1f} %"
    per = " a year" if years > 1 else ""
    parts = (
        rate.claim, " stated; ", start.claim, f" ({start.claim.period}) to ", end.claim,
        f" ({end.claim.period}) would be {told}{per}",
    )  # fmt: skip
    stated = _middle(rate.interval)
    size = abs(middle - stated) / max(abs(middle), abs(stated), _ONE)
    return Misfit((rate.claim, start.claim, end.claim), parts, float(size))


def _middle(interval: Interval) -> Decimal:
    ends = [end for end in (interval.low, interval.high) if end is not None]
    return sum(ends, Decimal(0)) / len(ends) if ends else Decimal(0)


def _sums(levels: Iterable[_Level]) -> Iterator[Misfit]:
    """Find shares of one whole that add up to more than all of it."""
    yield from _added(
        (x for x in levels if x.claim.metric in _SHARES and (x.claim.scope or x.claim.scope_note) and x.claim.period),
        lambda x: (
            x.claim.metric,
            x.claim.scope,
            x.claim.scope_note,
            x.claim.basis,
            x.claim.period,
            x.claim.attributed_to,
        ),
        lambda _key: (_WHOLE, "all of it"),
    )


def _totals(levels: Sequence[_Level]) -> Iterator[Misfit]:
    """Find parts that add up to more than the total that the same source states."""
    totals: dict[tuple[str, ...], _Level] = {
        (x.claim.metric, x.claim.subject, x.claim.scope_note, x.claim.basis, x.claim.period, x.unit): x
        for x in levels
        if not x.claim.scope and x.claim.period and x.interval.high is not None
    }

    def total(key: tuple[str, ...]) -> tuple[Decimal, str] | None:
        whole = totals.get(key)
        return (whole.interval.high, whole.claim.value) if whole and whole.interval.high is not None else None

    parts = (x for x in levels if x.claim.scope and x.claim.metric not in _NO_LEVEL and x.claim.period)
    yield from _added(
        parts,
        lambda x: (x.claim.metric, x.claim.scope, x.claim.scope_note, x.claim.basis, x.claim.period, x.unit),
        total,
    )


def _added(
    levels: Iterable[_Level],
    key_of: Callable[[_Level], tuple[str, ...]],
    whole_of: Callable[[tuple[str, ...]], tuple[Decimal, str] | None],
) -> Iterator[Misfit]:
    groups: dict[tuple[str, ...], dict[str, _Level]] = defaultdict(dict)
    for level in levels:
        if level.interval.low is not None:
            groups[key_of(level)].setdefault(level.claim.subject, level)
    for key, parts in groups.items():
        whole = whole_of(key)
        total = sum((p.interval.low for p in parts.values() if p.interval.low is not None), Decimal(0))
        if whole is None or len(parts) < 2 or total <= whole[0]:
            continue
        claims = tuple(p.claim for p in sorted(parts.values(), key=lambda p: -_middle(p.interval)))
        added = [part for claim in claims for part in (" + ", claim)][1:]
        yield Misfit(claims, (*added, f" is more than {whole[1]}"), float(1 - whole[0] / total))
