"""Checks of one claim against the vocabulary and the rest of the base."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interposer.knowledge.model import EDITORIAL
from interposer.knowledge.period import parse_period, parse_stated
from interposer.knowledge.quantity import parse_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from interposer.errors import Problem
    from interposer.knowledge.model import Claim, Entity, Source
    from interposer.store.vocabulary import Vocabulary

__all__ = ["Base", "claim_kind", "claim_problems", "date_problems"]

_EDITORIAL_PREDICATES = {"subtypeOf", "implements", "variantOf", "hasRole"}
_STRAY = {
    "relation": ("unit", "scope", "scope_note", "basis"),
    "quantity": ("item",),
    "milestone": ("item", "basis"),
}
"""Columns that a kind of claim has no use for: what stands there would be lost."""


@dataclass(slots=True)
class Base:
    """What a record is checked against: the vocabulary and everything else that is written."""

    vocabulary: Vocabulary
    entities: dict[str, Entity]
    metrics: dict[str, set[str]]
    sources: dict[str, Source]
    claim_ids: set[str]


def claim_kind(claim: Claim, vocabulary: Vocabulary, metrics: Mapping[str, set[str]]) -> str:
    """Tell what a claim's predicate makes it: 'relation', 'quantity', 'milestone' or '' when unknown."""
    if claim.predicate in vocabulary.relations:
        return "relation"
    if claim.predicate in metrics:
        return "quantity"
    return "milestone" if claim.predicate in vocabulary.codes.get("Milestone", ()) else ""


def claim_problems(claim: Claim, base: Base) -> Iterator[Problem]:
    """Check one claim: what it refers to, its codes and dates, and what its kind asks for."""
    yield from _references(claim, base)
    yield from _cells(claim, base)
    yield from _not_after_page(claim, base)
    kind = claim_kind(claim, base.vocabulary, base.metrics)
    for column in _STRAY.get(kind, ()):
        if getattr(claim, column):
            what, mend = f"column {column!r} means nothing in a {kind}", "Empty it or say it in the note."
            yield claim.place.problem("stray", what, mend)
    if not kind:
        mend = "Use a relation or milestone of vocabulary.ttl or the id of a metric."
        yield claim.place.problem("unknown-predicate", f"predicate {claim.predicate!r} is unknown", mend)
    elif kind == "relation":
        yield from _relation(claim, base)
    else:
        yield from _number(claim, base, kind)


def _references(claim: Claim, base: Base) -> Iterator[Problem]:
    problem = claim.place.problem
    if claim.source not in base.sources:
        yield problem("missing-source", f"source {claim.source!r} is not in sources.csv", "Add the source first.")
    for slug in filter(None, (claim.subject or "?", claim.object, claim.item, claim.scope)):
        if slug not in base.entities:
            yield problem("unknown-thing", f"thing {slug!r} is in no entities file", "Add the thing or mend its id.")
    if claim.supersedes and claim.supersedes not in base.claim_ids:
        yield problem("supersedes", f"no claim has the id {claim.supersedes!r}", "Give the id of an earlier claim.")


def _cells(claim: Claim, base: Base) -> Iterator[Problem]:
    problem, codes = claim.place.problem, base.vocabulary.codes
    if bool(claim.object) == bool(claim.value):
        which = "both object and value" if claim.object else "neither object nor value"
        yield problem("object-or-value", f"the row has {which}", "Give exactly one of the two.")
    for column, code, text in (("status", "Status", claim.status), ("polarity", "Polarity", claim.polarity)):
        if text not in codes.get(code, ()):
            yield problem(column, f"{column} {text!r} is unknown", "Use one of vocabulary.ttl.")
    if claim.basis and claim.basis not in codes.get("Basis", ()):
        yield problem("basis", f"basis {claim.basis!r} is unknown", "Use one of vocabulary.ttl.")
    if not claim.locator:
        yield problem("locator", "the claim does not say where in the source it stands", "Fill the locator.")
    yield from date_problems(problem, period=claim.period, stated=claim.stated_on)
    for column, day in (("recorded", claim.recorded), ("retracted", claim.retracted)):
        if day and not _is_day(day):
            yield problem(column, f"{column} {day!r} is no day", "Write it as YYYY-MM-DD.")
    if not claim.recorded:
        yield problem("recorded", "the claim has no recorded date", "Give the day the row was added.")


def date_problems(problem: Callable[[str, str, str], Problem], period: str = "", stated: str = "") -> Iterator[Problem]:
    """Find dates that are in none of the accepted forms."""
    for parse, text in ((parse_period, period), (parse_stated, stated)):
        try:
            parse(text)
        except ValueError as error:
            yield problem("period", str(error), "Write it in one of these forms, or leave it empty if unknown.")


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and parse_stated(text) is not None
    except ValueError:
        return False


def _not_after_page(claim: Claim, base: Base) -> Iterator[Problem]:
    """Find what a page reports from after its own date, at the precision that date is printed in."""
    source = base.sources.get(claim.source)
    try:
        period, page = parse_period(claim.period), parse_stated(source.published if source else "")
    except ValueError:
        return  # told of where it stands
    if claim.status == "reported" and period and page and period.start > page.end:
        what = f"is reported for {period.label}, but its page is of {page.label}"
        yield claim.place.problem("reported-after-page", what, "Make it planned or forecast, or mend a date.")


def _relation(claim: Claim, base: Base) -> Iterator[Problem]:
    problem, relation = claim.place.problem, base.vocabulary.relations[claim.predicate]
    if claim.value:
        yield problem("relation", f"relation {claim.predicate!r} has a value", "Give an object instead.")
    if claim.source == EDITORIAL and claim.predicate not in _EDITORIAL_PREDICATES:
        mend = f"Only {', '.join(sorted(_EDITORIAL_PREDICATES))} may be editorial; give a source."
        yield problem("editorial", f"{claim.predicate!r} cannot be editorial", mend)
    if "irreflexive" in relation.flags and claim.subject == claim.object:
        yield problem("irreflexive", f"{claim.subject!r} {claim.predicate} itself", "Mend subject or object.")
    ends = base.entities.get(claim.subject), base.entities.get(claim.object)
    if "sameClass" in relation.flags and all(ends) and ends[0].kind != ends[1].kind:  # type: ignore[union-attr]
        what = f"{claim.predicate!r} joins a {ends[0].kind} and a {ends[1].kind}"  # type: ignore[union-attr]
        yield problem("same-class", what, "Use another relation, or things of one class.")
    for end, slug, allowed in (("subject", claim.subject, relation.domain), ("object", claim.object, relation.range)):
        entity = base.entities.get(slug)
        if entity and entity.kind in base.vocabulary.classes and not base.vocabulary.fits(entity.kind, allowed):
            what = f"{end} {slug!r} is a {entity.kind}, {claim.predicate!r} takes {', '.join(sorted(allowed))}"
            yield problem("domain-range", what, "Use another relation or thing, or widen the vocabulary.")


def _number(claim: Claim, base: Base, kind: str) -> Iterator[Problem]:
    problem = claim.place.problem
    if not claim.value:
        yield problem("value", f"{kind} {claim.predicate!r} has no value", "Give the value as printed.")
        return
    try:
        (parse_value if kind == "quantity" else parse_period)(claim.value)
    except ValueError as error:
        yield problem("value", str(error), "Write the number or date as the source prints it.")
    if claim.polarity == "denies":
        yield problem(
            "polarity", f"a {kind} cannot be denied", "Claim what the source says instead, or use a relation."
        )
    if kind == "milestone":
        if claim.unit:
            yield problem("unit", f"milestone {claim.predicate!r} has a unit", "Leave the unit empty.")
        return
    unit = base.vocabulary.units.get(claim.unit)
    if unit is None:
        yield problem("unknown-unit", f"unit {claim.unit!r} is unknown", "Use a unit of units.ttl.")
    elif unit.family not in (families := base.metrics[claim.predicate]):
        what = f"unit {claim.unit!r} is of {unit.family}, {claim.predicate!r} is of {' or '.join(sorted(families))}"
        yield problem("unit-family", what, "Use a unit of one of the metric's families.")
