"""Arithmetic: growth, CAGR, shares and totals that a source states against the ends that it states too.

Printed figures are compared with their rounding, and a hedge ("over 53 %") is taken at its word's figure: what
matters is whether a reader who recomputes the page would get what it prints.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from interposer.knowledge.quantity import Interval, parse_value
from interposer.lookup.claims import read_claims
from interposer.lookup.names import label_of
from interposer.store.terms import CLAIM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from interposer.lookup.claims import Claim
    from interposer.store.interface import Store

__all__ = ["Level", "Misfit", "find_misfits", "make_level", "misfits"]

_RATES = ("growth-rate", "capacity-growth")
_COMPOUND = "cagr"
_SHARES = ("market-share", "allocation-share", "demand-share")
_NO_LEVEL = {*_RATES, _COMPOUND, *_SHARES, "growth-rate-ratio", "unit-price"}
_RELATIVE = ("percent", "times")
_BASE = re.compile(r",? ?(?:(?:year|half|quarter|month) on (?:year|half|quarter|month)|against .*)$")
"""What a growth rate counts from; what stands before it in a scope note names what grew ("revenue, year on year")."""
_ORDINALS = ("first", "second", "third", "fourth")
_NAMED = re.compile(rf"against the ({'|'.join(_ORDINALS)}) (half|quarter) of (\d{{4}})")
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


class Level(NamedTuple):
    """A stated number with the interval of its printed figures in the canonical unit."""

    claim: Claim
    interval: Interval
    unit: str


def misfits(store: Store) -> list[Misfit]:
    """Find stated growth, CAGR, share sums and totals that the stated ends contradict, source by source."""
    rows = store.select("""SELECT ?claim ?factor ?canonical WHERE {
  ?claim ip:metric ?metric ; ip:unit ?unit ; ip:live ?live . ?unit ip:factor ?factor ; ip:canonical ?canonical }""")
    units = {label_of(claim): (Decimal(str(factor)), label_of(canonical)) for claim, factor, canonical in rows}
    claims = read_claims(store, {(CLAIM + slug, "") for slug in units})
    return find_misfits(_readable(claims, units))


def _readable(claims: Iterable[Claim], units: Mapping[str, tuple[Decimal, str]]) -> Iterator[Level]:
    for claim in claims:
        if claim.polarity == "asserts":
            with suppress(ValueError):  # a file that no check has seen can hold any text for a number
                yield make_level(claim, *units[claim.id])


def make_level(claim: Claim, factor: Decimal, unit: str) -> Level:
    """Read the printed figures of a claim, without their hedge, in the canonical unit that `factor` leads to."""
    interval = parse_value(claim.value)
    figure = _FIGURE.search(claim.value)
    if figure and None in (interval.low, interval.high):
        interval = parse_value(figure[0])
    return Level(claim, interval.scaled(factor), unit)


def find_misfits(levels: Iterable[Level]) -> list[Misfit]:
    """Find among stated numbers those of one source that do not fit each other, the worst first."""
    groups: dict[tuple[str, str], list[Level]] = defaultdict(list)
    by_source: dict[str, list[Level]] = defaultdict(list)
    for level in levels:
        groups[level.claim.source, level.claim.subject].append(level)
        by_source[level.claim.source].append(level)
    found: list[Misfit] = []
    for stated in groups.values():
        found += _growth(stated)
        found += _compound(stated)
    for stated in by_source.values():
        found += _sums(stated)
        found += _totals(stated)
    return sorted(found, key=lambda m: (-m.size, m.claims[0].id))


def _levels(levels: Iterable[Level], rate: Claim) -> list[list[Level]]:
    """Gather the series that a rate can be the growth of: levels of its scope, of the metric that it names.

    A rate that names none ("year on year") can be the growth of any.
    """
    topic = set(re.findall(r"\w+", _BASE.sub("", rate.scope_note)))
    found: dict[tuple[str, ...], list[Level]] = defaultdict(list)
    for level in levels:
        claim = level.claim
        if claim.scope != rate.scope or not claim.start or level.unit in _RELATIVE or claim.metric in _NO_LEVEL:
            continue
        if not topic or topic >= set(claim.metric.split("-")):
            found[claim.metric, claim.scope_note, claim.basis, level.unit].append(level)
    return list(found.values())


def _growth(levels: Sequence[Level]) -> Iterator[Misfit]:
    for rate in levels:
        claim = rate.claim
        if claim.metric not in _RATES or claim.start is None:
            continue
        wanted = set(_bases(claim))
        pairs: list[tuple[Level, Level]] = []
        for series in _levels(levels, claim):
            ends = [x for x in series if x.claim.period == claim.period]
            starts = [x for x in series if x.claim.period in wanted]
            pairs += [(start, end) for start in starts for end in ends if len(ends) == 1]
        if pairs and not any(_fits(_rate(start, end, 1), rate) for start, end in pairs):
            yield _misfit(rate, *pairs[0], 1)


def _bases(claim: Claim) -> Iterator[str]:
    """Name the periods a growth rate can count from: what its note names, else the year or, too, half or quarter before."""
    label, note = claim.period, claim.scope_note
    match = re.fullmatch(r"(\d{4})(?:-([HQ])(\d))?", label)
    named = _NAMED.search(note)
    if named:
        yield f"{named[3]}-{named[2][0].upper()}{_ORDINALS.index(named[1]) + 1}"
    elif match:
        year, kind, number = int(match[1]), match[2], int(match[3] or 0)
        if kind and "year on year" not in note:
            last = {"H": 2, "Q": 4}[kind]
            yield f"{year}-{kind}{number - 1}" if number > 1 else f"{year - 1}-{kind}{last}"
        if not kind or not re.search("(?:half|quarter) on ", note):
            yield f"{year - 1}{label[4:]}"


def _compound(levels: Sequence[Level]) -> Iterator[Misfit]:
    for rate in levels:
        claim = rate.claim
        first, slash, last = claim.period.partition("/")
        if claim.metric != _COMPOUND or not slash or first[4:] != last[4:]:
            continue  # from a year to a month is no whole number of years
        years = int(last[:4]) - int(first[:4])
        pairs: list[tuple[Level, Level]] = []
        for series in _levels(levels, claim):
            starts = [x for x in series if x.claim.period == first]
            ends = [x for x in series if x.claim.period == last]
            if years > 0 and len(starts) == len(ends) == 1:
                pairs.append((starts[0], ends[0]))
        if pairs and not any(_fits(_rate(start, end, years), rate) for start, end in pairs):
            yield _misfit(rate, *pairs[0], years)


def _fits(implied: Interval, rate: Level) -> bool:
    """Tell whether a rate is what its ends imply, give or take what publishers lose by rounding the ends."""
    low, high = rate.interval.low, rate.interval.high
    return implied.meets(Interval(None if low is None else low - _SLACK, None if high is None else high + _SLACK))


def _rate(start: Level, end: Level, years: int) -> Interval:
    """Compute the yearly rate in percent between two levels, with the slack of their rounding."""
    a, b = start.interval, end.interval
    if None in (a.low, a.high, b.low, b.high) or not a.low or not b.low or a.low <= 0 or b.low <= 0:
        return Interval(None, None)  # says nothing, so it fits everything
    assert a.high is not None and b.high is not None  # noqa: PT018
    power = _ONE / years
    return Interval(((b.low / a.high) ** power - 1) * _HUNDRED, ((b.high / a.low) ** power - 1) * _HUNDRED)


def _misfit(rate: Level, start: Level, end: Level, years: int) -> Misfit:
    middle = ((_middle(end.interval) / _middle(start.interval)) ** (_ONE / years) - 1) * _HUNDRED
    told = f"{middle:,.0f} %" if abs(middle) >= _HUNDRED else f"{middle:.1f} %"
    per = " a year" if years > 1 else ""
    parts = (
        rate.claim, " stated; ", start.claim, f" ({start.claim.period}) to ", end.claim,
        f" ({end.claim.period}) would be {told}{per}",
    )  # fmt: skip
    stated = _middle(rate.interval)
    size = abs(middle - stated) / max(abs(middle), abs(stated), _ONE)
    return Misfit((rate.claim, start.claim, end.claim), parts, float(min(size, _ONE)))


def _middle(interval: Interval) -> Decimal:
    ends = [end for end in (interval.low, interval.high) if end is not None]
    return sum(ends, Decimal(0)) / len(ends) if ends else Decimal(0)


def _sums(levels: Iterable[Level]) -> Iterator[Misfit]:
    """Find shares of one whole that add up to more than all of it."""
    shares: dict[tuple[str, ...], list[Level]] = defaultdict(list)
    for level in levels:
        c = level.claim
        if c.metric in _SHARES and (c.scope or c.scope_note) and c.period:
            shares[c.metric, c.scope, c.scope_note, c.basis, c.period, c.attributed_to].append(level)
    for parts in shares.values():
        claims, total = _added(parts)
        if len(claims) > 1 and total > _WHOLE:
            yield Misfit(claims, (*_plus(claims), " is more than all of it"), float(1 - _HUNDRED / total))


def _totals(levels: Sequence[Level]) -> Iterator[Misfit]:
    """Find parts that add up to more than the total that the same source states."""
    parts: dict[tuple[str, ...], list[Level]] = defaultdict(list)
    for level in levels:
        c = level.claim
        if c.scope and c.period and c.metric not in _NO_LEVEL:
            parts[c.metric, c.scope, c.scope_note, c.basis, c.period, level.unit].append(level)
    for whole in levels:
        c = whole.claim
        if c.scope or not c.period or whole.interval.high is None:
            continue
        claims, total = _added(parts.get((c.metric, c.subject, c.scope_note, c.basis, c.period, whole.unit), ()))
        if len(claims) > 1 and total > whole.interval.high:
            size = float(1 - whole.interval.high / total)
            yield Misfit((c, *claims), (*_plus(claims), " is more than ", c, " in all"), size)


def _added(levels: Iterable[Level]) -> tuple[tuple[Claim, ...], Decimal]:
    """Add up the least that each subject can have, each once; the claims come largest first."""
    parts: dict[str, Level] = {}
    for level in levels:
        if level.interval.low is not None:
            parts.setdefault(level.claim.subject, level)
    total = sum((p.interval.low for p in parts.values() if p.interval.low is not None), Decimal(0))
    return tuple(p.claim for p in sorted(parts.values(), key=lambda p: -_middle(p.interval))), total


def _plus(claims: Sequence[Claim]) -> tuple[str | Claim, ...]:
    return tuple(part for claim in claims for part in (" + ", claim))[1:]
