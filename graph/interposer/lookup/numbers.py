"""`numbers` and `timeline`: one row a claim, disagreements side by side, never averaged."""

from __future__ import annotations

import difflib
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from interposer.errors import NothingFoundError, UsageError
from interposer.knowledge.folding import fold
from interposer.knowledge.period import Period, parse_period
from interposer.knowledge.quantity import Interval, parse_value
from interposer.lookup.answers import Answer, claim_text, conflicts_of
from interposer.lookup.claims import fetch_sources, mentioned
from interposer.lookup.filters import Filters, fetch_sifted
from interposer.lookup.names import Thing, label_of, load_things, resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from interposer.lookup.claims import Claim
    from interposer.lookup.filters import Sifted
    from interposer.store.interface import Store

__all__ = ["Unit", "numbers", "printed", "read_units", "timeline"]

_Number = TypeVar("_Number", float, Fraction)
_EVERY = Filters(statuses=("reported", "planned", "forecast", "rumoured"))
_FIRMEST = ("contradiction", "spread", "revision")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?", re.ASCII)
_LISTING = "interposer query metrics-and-units lists the units"


class Unit(NamedTuple):
    """A unit: how it is written, and what a figure in it is in the canonical unit of its family."""

    id: str
    symbol: str
    names: tuple[str, ...]
    family: str
    canonical: str
    factor: Decimal

    @property
    def written(self) -> str:
        """Write the unit as it stands in an answer."""
        return self.symbol or self.id

    def ratio(self, other: Unit) -> Fraction | None:
        """Give the exact factor from this unit to another; None where there is none, as between currencies."""
        if self.canonical != other.canonical:
            return None
        return _uncut(self.factor) / _uncut(other.factor)


def _uncut(factor: Decimal) -> Fraction:
    """Undo the cut of a factor without an exact decimal: 0.083333333333333333 is a twelfth."""
    written = Fraction(factor)
    simple = written.limit_denominator(1000)
    return simple if abs(simple - written) < abs(written) * Fraction(1, 10**15) else written


def read_units(store: Store) -> dict[str, Unit]:
    """Read all units by id, with their names in every language."""
    rows = store.select("""SELECT ?unit ?symbol ?label ?family ?canonical ?factor WHERE {
  ?unit ip:canonical ?canonical ; ip:factor ?factor ; ip:family ?family ; rdfs:label ?label
  OPTIONAL { ?unit ip:symbol ?symbol } }""")
    found: dict[str, Unit] = {}
    for unit, symbol, label, family, canonical, factor in sorted(rows, key=lambda row: (label_of(row[0]), str(row[2]))):
        slug = label_of(unit)
        names = (*found[slug].names, str(label)) if slug in found else (str(label),)
        exact = Decimal(str(factor))
        found[slug] = Unit(slug, str(symbol or ""), names, label_of(family), label_of(canonical), exact)
    return found


def numbers(
    store: Store, metric: str = "", of: str = "", filters: Filters | None = None, *, period: str = "", unit: str = ""
) -> Answer:
    """List the numbers of a metric, of a thing, or both: one row a claim with interval, unit, period and source.

    `of` finds what is said of the thing and what is limited to it (its scope). `period` keeps figures whose
    time overlaps it. `unit` adds each figure in that unit where exact factors lead there; currencies never
    convert. All statuses are shown unless `filters` says otherwise. Raises UsageError when neither metric nor
    thing is given and for an unknown unit or period, NameUnknownError for unknown names, NothingFoundError
    when there is no such number.
    """
    if not metric and not of:
        raise UsageError("say which numbers: a metric (capacity), a thing (--of CoWoS), or both")
    filters = filters or _EVERY
    when = _when(period)
    units = read_units(store)
    wanted = _unit(units, unit) if unit else None
    what = _metric(store, metric) if metric else None
    thing = resolve(store, of) if of else None
    pattern = f"?claim ip:metric {what.iri} ." if what else "?claim ip:metric ?any ."
    if thing:
        pattern = f"{{ {pattern} ?claim rdf:subject {thing.iri} }} UNION {{ {pattern} ?claim ip:scope {thing.iri} }}"
    sifted = fetch_sifted(store, pattern, filters)
    answer = _answer("numbers/1", store, sifted, filters, {metric: what, of: thing})
    claims = sifted.claims
    if when:
        claims = [c for c in claims if (span := _span(c)) and span.overlaps(when)]
        undated = sum(_span(c) is None for c in sifted.claims)
        _hide(answer, "figures without a known period", undated)
        _hide(answer, "figures of another time", len(sifted.claims) - len(claims) - undated)
    if not claims:
        raise NothingFoundError(_none(store, answer, what, thing, when))
    _fill(store, answer, claims, units, wanted)
    if of:
        said = metric or answer.results[0]["what"]
        answer.next = [f'interposer timeline "{of}" --metric "{said}" --plot timeline.svg']
    if answer.conflicts:
        answer.next.insert(0, f'interposer conflicts "{of or answer.results[0]["subject"]["label"]}"')
    return answer


def timeline(store: Store, name: str, filters: Filters | None = None, *, metric: str = "", unit: str = "") -> Answer:
    """List what is dated about a thing in order of time: milestones and numbers, or the numbers of one metric.

    Milestones stand by their date, numbers by their period; what has none is left out and counted. `unit` as
    for `numbers`. Raises NameUnknownError for unknown names, UsageError for a metric or unit that is none,
    NothingFoundError when nothing is dated.
    """
    filters = filters or _EVERY
    units = read_units(store)
    wanted = _unit(units, unit) if unit else None
    thing = resolve(store, name)
    what = _metric(store, metric) if metric else None
    ends = f"{{ ?claim rdf:subject {thing.iri} }} UNION {{ ?claim ip:scope {thing.iri} }}"
    kind = f"?claim ip:metric {what.iri} ." if what else "?claim ip:rawValue ?value ."
    sifted = fetch_sifted(store, f"{ends} {kind}", filters)
    answer = _answer("timeline/1", store, sifted, filters, {name: thing, metric: what})
    dated = {c.id: when for c in sifted.claims if (when := _span(c))}
    _hide(answer, "claims without a date", len(sifted.claims) - len(dated))
    if not dated:
        about = f"nothing of {thing.label}" + (f" under {what.label}" if what else "") + " is dated"
        raise NothingFoundError(about + _left_out(answer))
    _fill(store, answer, [c for c in sifted.claims if c.id in dated], units, wanted)
    for record in answer.results:
        when = dated[record["claim"]]
        record |= {"from": when.start.isoformat(), "to": when.end.isoformat(), "when": when.label}
    answer.results.sort(key=lambda r: (r["from"], r["to"]))  # what stood side by side stays so
    if not what and (measured := next((r["what"] for r in answer.results if r["metric"]), "")):
        answer.next = [f'interposer timeline "{name}" --metric "{measured}"']
    return answer


def printed(value: str, low: _Number | None, high: _Number | None) -> tuple[_Number, ...]:
    """Give the figures that a value prints, of its interval: both ends of a range, the middle of "40" and "~40"."""
    if low is None or high is None:
        return tuple(end for end in (low, high) if end is not None)
    return (low, high) if len(_FIGURE.findall(value)) > 1 else ((low + high) / 2,)


def _answer(schema: str, store: Store, sifted: Sifted, filters: Filters, names: Mapping[str, Thing | None]) -> Answer:
    args = [name for name in names if name]
    resolved = {name: thing.id for name, thing in names.items() if thing}
    answer = Answer(schema, args, filters, resolved, data_version=store.data_version)
    answer.hidden, answer.undated = sifted.hidden, sifted.undated
    return answer


def _hide(answer: Answer, reason: str, count: int) -> None:
    if count:
        answer.hidden[reason] += count


def _fill(
    store: Store, answer: Answer, claims: Sequence[Claim], units: Mapping[str, Unit], wanted: Unit | None
) -> None:
    """Put claims into an answer as records, with the disagreements they stand in and figures in the wanted unit."""
    # Only contradictions mark their claims as disputed; spreads and revisions are shown here too.
    answer.conflicts = conflicts_of(store, [c._replace(disputed=True) for c in claims])
    standing: dict[str, str] = {}
    for conflict in answer.conflicts:
        for slug in conflict["claims"]:
            standing[slug] = min(standing.get(slug, conflict["kind"]), conflict["kind"], key=_FIRMEST.index)
    answer.results = _records(store, claims, units, standing, wanted)
    if wanted:
        answer.columns = ["converted"]
        answer.notes += _unconverted([units[c.unit] for c in claims if c.unit in units], wanted)


def _metric(store: Store, name: str) -> Thing:
    found = resolve(store, name)
    if found.kind != "Metric":
        raise UsageError(
            f"{name!r} is {found.label}, a {found.kind}, and no metric: interposer numbers --of {name!r} lists its "
            "numbers, interposer list metrics the metrics"
        )
    return found


def _when(text: str) -> Period | None:
    try:
        return parse_period(text)
    except ValueError as error:
        raise UsageError(f"--period: {error}") from None


def _unit(units: Mapping[str, Unit], text: str) -> Unit:
    """Find the unit that is written so; case counts only where it tells units apart."""
    names = {unit.id: {unit.id, unit.symbol, *unit.names} - {""} for unit in units.values()}
    found = [slug for slug, known in names.items() if text.strip() in known]
    found = found or [slug for slug, known in names.items() if fold(text) in map(fold, known)]
    if len(found) == 1:
        return units[found[0]]
    if found:
        raise UsageError(f"--unit {text!r} names {len(found)} units: {', '.join(sorted(found))}; say which by its id")
    written = {name.casefold(): units[slug].written for slug, known in names.items() for name in sorted(known)}
    near = [written[name] for name in difflib.get_close_matches(text.casefold(), written, n=6)]
    hint = f"; nearest: {', '.join(dict.fromkeys(near))}" if near else ""
    raise UsageError(f"--unit {text!r} is no unit{hint}; {_LISTING}")


def _span(claim: Claim) -> Period | None:
    return parse_period(claim.value if claim.milestone else claim.period)


def _none(store: Store, answer: Answer, what: Thing | None, thing: Thing | None, when: Period | None) -> str:
    """Say that there is no such number, what the filters leave out, and which numbers the thing has."""
    said = f"no {what.label if what else 'number'}" + (f" of {thing.label}" if thing else "")
    said += (f" for {when.label}" if when else "") + " is known" + _left_out(answer)
    if thing and what:
        rows = store.select(
            f"SELECT DISTINCT ?m WHERE {{ {{ ?c rdf:subject {thing.iri} }} UNION {{ ?c ip:scope {thing.iri} }} "
            "?c ip:metric ?m ; ip:live ?live }"
        )
        known = load_things(store, {label_of(m) for (m,) in rows} - {what.id})
        if known:
            said += f"; known of {thing.label}: {', '.join(sorted(t.label for t in known.values()))}"
    return said


def _left_out(answer: Answer) -> str:
    """Say how many claims the filters leave out, by reason."""
    told = [f"{n} {reason}" for reason, n in sorted(answer.hidden.items())]
    return f" (left out: {', '.join(told)})" if told else ""


def _records(
    store: Store,
    claims: Sequence[Claim],
    units: Mapping[str, Unit],
    standing: Mapping[str, str],
    wanted: Unit | None,
) -> list[dict[str, Any]]:
    """Make one record a claim: what can be compared stands side by side, in order of time, then of size."""
    things = load_things(store, mentioned(claims))
    sources = fetch_sources(store, {c.source for c in claims})
    symbols = {unit.id: unit.symbol for unit in units.values()}

    def label(slug: str) -> str:
        return things[slug].label if slug in things else slug

    made = []
    for c in claims:
        interval = _interval(c)
        scope = "; ".join(part for part in (label(c.scope) if c.scope else "", c.scope_note) if part)
        record: dict[str, Any] = {
            "subject": things[c.subject].record(),
            "what": label(c.metric) if c.metric else c.milestone.replace("-", " "),
            "metric": c.metric or None,
            "milestone": c.milestone or None,
            "scope": scope or None,
            "value": c.value,
            "unit": symbols.get(c.unit, c.unit) or None,
            "low": _plain(interval.low),
            "high": _plain(interval.high),
            "basis": c.basis.removeprefix("basis-") or None,
            "period": c.period or None,
            "status": c.status,
            "grade": c.grade or None,
            "disagreement": standing.get(c.id),
            "quarantined": c.quarantined or None,
            "attributed_to": c.attributed_to or None,
            "note": c.note or None,
            "claim": c.id,
            "text": claim_text(c, things, symbols),
            "locator": c.locator,
            "source": sources[c.source].record(),
        }
        if wanted:
            record["converted"] = _converted(c, units, wanted)
        span = _span(c)
        low = interval.low if interval.low is not None else interval.high
        about = (record["subject"]["label"], record["what"], scope, c.basis, units[c.unit].family if c.unit else "")
        when = (span is None, *((span.start, span.end) if span else ()))
        made.append(((*about, when, low or 0, c.id), record))
    return [record for _, record in sorted(made, key=lambda pair: pair[0])]


def _interval(claim: Claim) -> Interval:
    return parse_value(claim.value) if claim.metric else Interval(None, None)


def _converted(claim: Claim, units: Mapping[str, Unit], wanted: Unit) -> dict[str, Any] | None:
    """Write a figure in the unit that was asked for; None where it cannot be had by exact factors."""
    ratio = units[claim.unit].ratio(wanted) if claim.metric and claim.unit in units else None
    if ratio is None:
        return None
    interval = _interval(claim)
    low, high = (None if end is None else Fraction(end) * ratio for end in (interval.low, interval.high))
    figures = printed(claim.value, low, high)
    before = _FIGURE.split(claim.value, maxsplit=1)[0].rstrip("+-−") if len(figures) == 1 else ""
    return {
        "value": before + " to ".join(map(_figure, figures)),
        "unit": wanted.written,
        "low": _plain(low),
        "high": _plain(high),
    }


def _unconverted(units: Collection[Unit], wanted: Unit) -> list[str]:
    """Say which figures cannot be converted, and why where it may surprise."""
    left = [unit for unit in units if unit.ratio(wanted) is None]
    if not left:
        return []
    written = ", ".join(sorted({unit.written for unit in left}))
    why = {"money": "; currencies never convert", "flow-wafers": "; wafers of different diameters never convert"}
    reason = why.get(wanted.family, "") if any(unit.family == wanted.family for unit in left) else ""
    if len(left) == len(units):
        return [f"nothing can be converted to {wanted.written}: the figures are in {written}{reason}"]
    return [f"{len(left)} figures in {written} cannot be converted to {wanted.written} and stand as printed{reason}"]


def _figure(number: Fraction) -> str:
    """Write a number with six digits at least; whole numbers stand whole."""
    if number.denominator == 1:
        return f"{number.numerator:,}"
    digits = max(6, len(str(abs(int(number)))))
    rounded = Decimal(f"{Decimal(number.numerator) / Decimal(number.denominator):.{digits}g}")
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(number: Decimal | Fraction | None) -> float | int | None:
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)
