"""Numbers of supply and demand: which are known of which things, and which of them bind first when demand grows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from interposer.knowledge.quantity import Interval, parse_value
from interposer.lookup.filters import fetch_sifted
from interposer.lookup.names import label_of
from interposer.network.telling import newest_first
from interposer.store.terms import ID, values_block

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from interposer.lookup.claims import Claim
    from interposer.lookup.filters import Filters
    from interposer.store.interface import Store

__all__ = ["METRICS", "Headroom", "fetch_numbered", "fetch_numbers", "fetch_scales", "headrooms"]

METRICS: Final = (
    "capacity", "demand-volume", "supply-gap", "supply-gap-volume", "demand-met", "demand-to-capacity", "utilization",
    "sold-out-share", "lead-time", "allocated-capacity", "allocation-share", "demand-share", "share-of-capacity",
)  # fmt: skip
"""Metrics of supply and demand, in the order in which they are told."""

_WHOLE: Final = frozenset({"", "whole year"})
"""Scope notes that limit a figure to nothing but its period."""
_ONE, _HUNDRED = Decimal(1), Decimal(100)


class Headroom(NamedTuple):
    """How many times today's demand the supply of a thing can serve, and the numbers that say so.

    An end that is None is open: 100 % sold out says that supply serves demand at most once. `measure` is a metric or
    "demand-volume" for demand against capacity; `demand` and `supply` are the claims, `demand` first where there is one.
    """

    thing: str
    scope: str
    measure: str
    times: Interval
    claims: tuple[Claim, ...]

    def verdict(self, factor: Decimal) -> str:
        """Tell whether supply still serves demand that has grown by `factor`."""
        low, high = self.times.low, self.times.high
        if high is not None and high < _ONE:
            return "short already"
        if high is not None and high < factor:
            return "short"
        if low is not None and low >= factor:
            return "enough"
        return "unclear"


def fetch_numbered(store: Store, wanted: Iterable[str] = METRICS) -> frozenset[str]:
    """Find the things of which, or for which, a live number of these metrics is known, whatever its status."""
    metrics = values_block("metric", (ID + metric for metric in wanted))
    rows = store.select(f"""SELECT DISTINCT ?thing WHERE {{ {metrics} ?claim ip:metric ?metric ; ip:live ?live .
  {{ ?claim rdf:subject ?thing }} UNION {{ ?claim ip:scope ?thing }} }}""")
    return frozenset(label_of(thing) for (thing,) in rows)


def fetch_numbers(store: Store, things: Iterable[str], filters: Filters) -> tuple[list[Claim], Counter[str]]:
    """Read the numbers of supply and demand of things and for things, and count those that the filters hide."""
    about = values_block("thing", (ID + thing for thing in things))
    metrics = values_block("metric", (ID + metric for metric in METRICS))
    sifted = fetch_sifted(
        store, f"{about} {{ ?claim rdf:subject ?thing }} UNION {{ ?claim ip:scope ?thing }} ?claim ip:metric ?metric . {metrics}", filters
    )  # fmt: skip
    found = {claim.id: claim for claim in sifted.claims}
    return list(found.values()), sifted.hidden


def fetch_scales(store: Store) -> dict[str, tuple[Decimal, str]]:
    """Read of each unit the factor to its canonical unit, and that unit."""
    rows = store.select("SELECT ?unit ?factor ?canonical WHERE { ?unit ip:factor ?factor ; ip:canonical ?canonical }")
    return {label_of(unit): (Decimal(str(factor)), label_of(canonical)) for unit, factor, canonical in rows}


def headrooms(claims: Iterable[Claim], scales: Mapping[str, tuple[Decimal, str]]) -> list[Headroom]:
    """Work out what headroom the newest numbers leave, the smallest first.

    Demand is held against capacity of the same thing, scope and canonical unit whose period meets its own; every
    figure of capacity widens the interval and none is averaged; an open one ("over 90000") counts as it is printed. Gaps, shares met, utilization and shares sold out
    speak for themselves. Of each series the newest period counts.
    """
    series: dict[tuple[str, str, str, str], list[Claim]] = {}
    for claim in newest_first(claims):
        note = "" if claim.scope_note in _WHOLE else claim.scope_note
        series.setdefault((claim.subject, claim.scope, note, claim.metric), []).append(claim)
    found: list[Headroom] = []
    for (thing, scope, note, metric), members in series.items():
        if metric == "demand-volume":
            found += _against(members, series.get((thing, scope, note, "capacity"), ()), scales)
        elif metric in _RATIOS:
            newest = [c for c in members if c.period == members[0].period]
            found += _stated(newest, scales)
    return sorted(found, key=_tightest)


def _tightest(headroom: Headroom) -> tuple[bool, Decimal, Decimal, str, str]:
    high, low = headroom.times.high, headroom.times.low
    return high is None, high or Decimal(0), low or Decimal(0), headroom.thing, headroom.measure


def _against(
    demands: Sequence[Claim], capacities: Sequence[Claim], scales: Mapping[str, tuple[Decimal, str]]
) -> Iterator[Headroom]:
    """Hold the newest demand that meets any capacity against all the capacity that it meets."""
    done = ""
    for demand in demands:
        if done and demand.period != done:
            return
        needed = _scaled(demand, scales)
        if needed is None or not needed[0].low or not needed[0].high:
            continue
        fitting = [(c, s) for c in capacities if _meets(c, demand) and (s := _scaled(c, scales)) and s[1] == needed[1]]
        ends = [end for _, s in fitting for end in (s[0].low, s[0].high) if end is not None]
        if not ends:
            continue
        times = Interval(min(ends) / needed[0].high, max(ends) / needed[0].low)
        done = demand.period
        fitting.sort(key=lambda pair: (pair[1][0].low or pair[1][0].high or 0, pair[0].id))
        yield Headroom(demand.subject, demand.scope, "demand-volume", times, (demand, *(c for c, _ in fitting)))


def _meets(one: Claim, other: Claim) -> bool:
    """Tell whether the periods of two claims share a day; without a period nothing can be compared."""
    if not (one.start and one.end and other.start and other.end):
        return False
    return one.start <= other.end and other.start <= one.end


def _scaled(claim: Claim, scales: Mapping[str, tuple[Decimal, str]]) -> tuple[Interval, str] | None:
    if claim.unit not in scales:
        return None
    factor, unit = scales[claim.unit]
    try:
        return parse_value(claim.value).scaled(factor), unit
    except ValueError:
        return None


def _stated(claims: Sequence[Claim], scales: Mapping[str, tuple[Decimal, str]]) -> Iterator[Headroom]:
    """Read the headroom out of ratios that sources state, one a claim."""
    for claim in claims:
        scaled = _scaled(claim, scales)
        if scaled is None or scaled[1] not in ("percent", "times"):
            continue
        ratio = scaled[0].scaled(_ONE / _HUNDRED) if scaled[1] == "percent" else scaled[0]
        times = _RATIOS[claim.metric](ratio)
        if times is not None:
            yield Headroom(claim.subject, claim.scope, claim.metric, times, (claim,))


def _unmet(gap: Interval) -> Interval:
    """Turn the part of demand that is unmet into the headroom it leaves: a gap of 20 % is 0.8."""
    return Interval(
        max(_ONE - gap.high, Decimal(0)) if gap.high is not None else None,
        _ONE - gap.low if gap.low is not None else _ONE,
    )


def _met(share: Interval) -> Interval:
    return share


def _inverse(ratio: Interval) -> Interval | None:
    low = _ONE / ratio.high if ratio.high else None
    high = _ONE / ratio.low if ratio.low else None
    return Interval(low, high) if low is not None or high is not None else None


def _sold(share: Interval) -> Interval | None:
    """Turn a share sold into the most headroom there can be: what is sold is the least that is asked for."""
    return Interval(None, _ONE / share.low) if share.low else None


_RATIOS: Final = {
    "supply-gap": _unmet, "demand-met": _met, "demand-to-capacity": _inverse, "utilization": _inverse,
    "sold-out-share": _sold,
}  # fmt: skip
