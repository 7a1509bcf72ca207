"""Checks that need the vocabulary and the whole base: references, kinds, units, names, cycles."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from interposer.knowledge.folding import fold
from interposer.knowledge.model import EDITORIAL, Claim, Entity, Knowledge, Listing, Name, Source
from interposer.knowledge.period import parse_period, parse_stated
from interposer.knowledge.quantity import parse_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from interposer.errors import Problem
    from interposer.store.vocabulary import Vocabulary

__all__ = ["NAME_KINDS", "claim_kind", "find_problems"]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCE_ID = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
_TICKER = re.compile(r"[A-Z0-9]+(?:[.-][A-Z0-9]+)*")
_LANGUAGES = {"en", "zh-Hans", "zh-Hant", "ja", "ko"}
NAME_KINDS = {"label", "name", "short", "full", "former", "acronym", "spelling", "romanised", "misspelling"}
_EDITORIAL_PREDICATES = {"subtypeOf", "implements", "variantOf", "hasRole"}
_STRAY = {
    "relation": ("unit", "scope", "scope_note", "basis"),
    "quantity": ("item",),
    "milestone": ("item", "basis"),
}
"""Columns that a kind of claim has no use for: what stands there would be lost."""
_TREE = ("subtypeOf", "implements", "variantOf")


def claim_kind(claim: Claim, vocabulary: Vocabulary, metrics: dict[str, str]) -> str:
    """Tell what a claim's predicate makes it: 'relation', 'quantity', 'milestone' or '' when unknown."""
    if claim.predicate in vocabulary.relations:
        return "relation"
    if claim.predicate in metrics:
        return "quantity"
    return "milestone" if claim.predicate in vocabulary.codes.get("Milestone", ()) else ""


@dataclass(slots=True)
class _Base:
    vocabulary: Vocabulary
    entities: dict[str, Entity]
    metrics: dict[str, str]
    sources: dict[str, Source]
    claim_ids: set[str]


def find_problems(knowledge: Knowledge, vocabulary: Vocabulary) -> list[Problem]:
    """Check every record against the vocabulary and the others; an empty list means the base can be compiled."""
    base = _Base(
        vocabulary,
        {e.id: e for e in knowledge.entities},
        {e.id: e.unit_family for e in knowledge.entities if e.kind == "metric"},
        {s.id: s for s in knowledge.sources},
        {c.id for c in knowledge.claims},
    )
    found: list[Problem] = []
    found += _duplicates(knowledge)
    for entity in knowledge.entities:
        found += _entity(entity, base)
    for name in knowledge.names:
        found += _name(name, base)
    found += _collisions(knowledge)
    for listing in knowledge.listings:
        found += _listing(listing, base)
    for source in knowledge.sources:
        found += _source(source, base)
    for claim in knowledge.claims:
        found += _claim(claim, base)
    found += _cycles(knowledge, base)
    return sorted(found)


def _duplicates(knowledge: Knowledge) -> Iterator[Problem]:
    for rule, records in (("id", knowledge.entities), ("source", knowledge.sources), ("claim", knowledge.claims)):
        seen: dict[str, Entity | Source | Claim] = {}
        for record in records:
            first = seen.setdefault(record.id, record)
            if first is not record:
                place = f"{first.place.file}:{first.place.row}"
                mend = "Keep one of the two rows." if rule == "claim" else "Merge the rows or give one another id."
                yield record.place.problem(f"duplicate-{rule}", f"{rule} {record.id!r} is also in {place}", mend)


def _entity(entity: Entity, base: _Base) -> Iterator[Problem]:
    problem = entity.place.problem
    if not SLUG.fullmatch(entity.id):
        yield problem("slug", f"id {entity.id!r} is not ASCII kebab-case", "Use a-z, 0-9 and single hyphens.")
    if entity.kind not in base.vocabulary.classes:
        yield problem("class", f"the file name {entity.kind!r} is no class slug", "Name it after a class's ip:slug.")
        return
    if not entity.label:
        yield problem("label", f"{entity.id!r} has no label", "Give the English preferred label.")
    if base.vocabulary.is_concept(entity.kind) and not entity.definition:
        yield problem("definition", f"concept {entity.id!r} has no definition", "Define it in one sentence.")
    if entity.kind == "metric" and entity.unit_family not in base.vocabulary.codes.get("UnitFamily", ()):
        yield problem("unit-family", f"unit family {entity.unit_family!r} is unknown", "Use one of vocabulary.ttl.")


def _name(name: Name, base: _Base) -> Iterator[Problem]:
    problem = name.place.problem
    if name.thing not in base.entities:
        yield problem("unknown-thing", f"thing {name.thing!r} is in no entities file", "Add the thing or mend its id.")
    if name.source not in base.sources:
        yield problem("missing-source", f"source {name.source!r} is not in sources.csv", "Add the source.")
    if name.lang not in _LANGUAGES:
        yield problem("language", f"language {name.lang!r} is not one of {sorted(_LANGUAGES)}", "Use one of these.")
    if name.kind not in NAME_KINDS:
        yield problem("name-kind", f"name kind {name.kind!r} is unknown", f"Use one of {sorted(NAME_KINDS)}.")
    if name.match not in ("", "exact") or name.shared not in ("", "yes") or not name.name:
        yield problem("name", "name is empty, or match/shared is not '' / 'exact' / 'yes'", "Mend the cell.")


def _collisions(knowledge: Knowledge) -> Iterator[Problem]:
    owners: dict[str, tuple[str, bool]] = {}
    for entity in knowledge.entities:
        for text in filter(None, (entity.id, entity.label, entity.notation)):
            first, _ = owners.setdefault(fold(text), (entity.id, False))
            if first != entity.id:
                yield _collision(entity.place.problem, text, first)
    for name in knowledge.names:
        key = name.name if name.match else fold(name.name)
        first, shared = owners.setdefault(key, (name.thing, bool(name.shared)))
        if first != name.thing and not (shared and name.shared):
            yield _collision(name.place.problem, name.name, first)


def _collision(problem: Callable[[str, str, str], Problem], text: str, first: str) -> Problem:
    mend = "Remove it from one of the two, or set shared=yes on both."
    return problem("name-collision", f"name {text!r} already belongs to {first!r}", mend)


def _listing(listing: Listing, base: _Base) -> Iterator[Problem]:
    problem = listing.place.problem
    if listing.company not in base.entities:
        yield problem("unknown-thing", f"company {listing.company!r} is in no entities file", "Add it or mend its id.")
    if listing.source not in base.sources:
        yield problem("missing-source", f"source {listing.source!r} is not in sources.csv", "Add the source.")
    if not re.fullmatch(r"[A-Z0-9]{4}", listing.mic) or not _TICKER.fullmatch(listing.ticker):
        yield problem("listing", f"{listing.mic!r}:{listing.ticker!r} is no MIC and ticker", "Give ISO 10383 and code.")
    yield from _dates(problem, period=listing.period)


def _source(source: Source, base: _Base) -> Iterator[Problem]:
    problem = source.place.problem
    if not _SOURCE_ID.fullmatch(source.id):
        yield problem("slug", f"source id {source.id!r} is not ASCII kebab-case", "Use a-z, 0-9, hyphen, dot.")
    if not source.title or not source.publisher:
        yield problem("source", f"source {source.id!r} lacks its title or publisher", "Give both.")
    if source.kind not in base.vocabulary.codes.get("SourceKind", ()):
        yield problem("source-kind", f"source kind {source.kind!r} is unknown", "Use one of vocabulary.ttl.")
    if not SLUG.fullmatch(source.family):
        yield problem("source-family", f"family {source.family!r} is not ASCII kebab-case", "Name the original voice.")
    if source.id != EDITORIAL and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", source.url):
        yield problem("url", f"url {source.url!r} is not a web address", "Give the page's http(s) address.")
    yield from _dates(problem, stated=source.published)


def _dates(problem: Callable[[str, str, str], Problem], period: str = "", stated: str = "") -> Iterator[Problem]:
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


def _claim(claim: Claim, base: _Base) -> Iterator[Problem]:
    problem = claim.place.problem
    if claim.source not in base.sources:
        yield problem("missing-source", f"source {claim.source!r} is not in sources.csv", "Add the source first.")
    for slug in filter(None, (claim.subject or "?", claim.object, claim.item, claim.scope)):
        if slug not in base.entities:
            yield problem("unknown-thing", f"thing {slug!r} is in no entities file", "Add the thing or mend its id.")
    if bool(claim.object) == bool(claim.value):
        which = "both object and value" if claim.object else "neither object nor value"
        yield problem("object-or-value", f"the row has {which}", "Give exactly one of the two.")
    for column, code, text in (("status", "Status", claim.status), ("polarity", "Polarity", claim.polarity)):
        if text not in base.vocabulary.codes.get(code, ()):
            yield problem(column, f"{column} {text!r} is unknown", "Use one of vocabulary.ttl.")
    if not claim.locator:
        yield problem("locator", "the claim does not say where in the source it stands", "Fill the locator.")
    if claim.supersedes and claim.supersedes not in base.claim_ids:
        yield problem("supersedes", f"no claim has the id {claim.supersedes!r}", "Give the id of an earlier claim.")
    yield from _dates(problem, period=claim.period, stated=claim.stated_on)
    for column, day in (("recorded", claim.recorded), ("retracted", claim.retracted)):
        if day and not _is_day(day):
            yield problem(column, f"{column} {day!r} is no day", "Write it as YYYY-MM-DD.")
    yield from _not_after_page(claim, base)
    if not claim.recorded:
        yield problem("recorded", "the claim has no recorded date", "Give the day the row was added.")
    if claim.basis and claim.basis not in base.vocabulary.codes.get("Basis", ()):
        yield problem("basis", f"basis {claim.basis!r} is unknown", "Use one of vocabulary.ttl.")
    kind = claim_kind(claim, base.vocabulary, base.metrics)
    for column in _STRAY.get(kind, ()):
        if getattr(claim, column):
            yield problem("stray", f"column {column!r} means nothing in a {kind}", "Empty it or say it in the note.")
    if not kind:
        mend = "Use a relation or milestone of vocabulary.ttl or the id of a metric."
        yield problem("unknown-predicate", f"predicate {claim.predicate!r} is unknown", mend)
    elif kind == "relation":
        yield from _relation(claim, base)
    else:
        yield from _number(claim, base, kind)


def _not_after_page(claim: Claim, base: _Base) -> Iterator[Problem]:
    """A page cannot report what lies after it, at the precision its date is printed in."""
    source = base.sources.get(claim.source)
    try:
        period, page = parse_period(claim.period), parse_stated(source.published if source else "")
    except ValueError:
        return  # told of where it stands
    if claim.status == "reported" and period and page and period.start > page.end:
        what = f"is reported for {period.label}, but its page is of {page.label}"
        yield claim.place.problem("reported-after-page", what, "Make it planned or forecast, or mend a date.")


def _relation(claim: Claim, base: _Base) -> Iterator[Problem]:
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


def _number(claim: Claim, base: _Base, kind: str) -> Iterator[Problem]:
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
    elif unit.family != base.metrics[claim.predicate]:
        what = f"unit {claim.unit!r} is of {unit.family}, {claim.predicate!r} is of {base.metrics[claim.predicate]}"
        yield problem("unit-family", what, "Use a unit of the metric's family.")


def _cycles(knowledge: Knowledge, base: _Base) -> Iterator[Problem]:
    relations = base.vocabulary.relations
    for predicate in sorted(name for name in relations if "acyclic" in relations[name].flags):
        yield from _cycle(knowledge, (predicate,), predicate)
    yield from _cycle(knowledge, _TREE, "broader")


def _cycle(knowledge: Knowledge, predicates: tuple[str, ...], name: str) -> Iterator[Problem]:
    links = [
        c for c in knowledge.claims
        if c.predicate in predicates and c.object and c.subject != c.object
        and c.status == "reported" and c.polarity == "asserts" and not c.quarantine and not c.retracted
    ]  # fmt: skip
    above: dict[str, set[str]] = {}
    for claim in links:
        above.setdefault(claim.subject, set()).add(claim.object)
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        ring = error.args[1]
        pairs = set(zip(ring[1:], ring, strict=False)) | set(itertools.pairwise(ring))
        claim = next(c for c in links if (c.subject, c.object) in pairs)
        what = f"{name} runs in a circle: {' → '.join(ring)}"
        yield claim.place.problem("cycle", what, "Quarantine or retract one of these links.")
