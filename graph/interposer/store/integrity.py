"""Checks that need the vocabulary and the whole base: references, kinds, units, names, cycles."""

from __future__ import annotations

import itertools
import re
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from interposer.knowledge.folding import fold
from interposer.knowledge.model import EDITORIAL, Claim, Entity, Knowledge, Listing, Name, Source
from interposer.store.claim_checks import Base, claim_problems, date_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from interposer.errors import Problem
    from interposer.store.vocabulary import Vocabulary

__all__ = ["NAME_KINDS", "find_problems"]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCE_ID = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
_TICKER = re.compile(r"[A-Z0-9]+(?:[.-][A-Z0-9]+)*")
_LANGUAGES = {"en", "zh-Hans", "zh-Hant", "ja", "ko"}
NAME_KINDS = {"label", "name", "short", "full", "former", "acronym", "spelling", "romanised", "misspelling"}
_TREE = ("subtypeOf", "implements", "variantOf")


def find_problems(knowledge: Knowledge, vocabulary: Vocabulary) -> list[Problem]:
    """Check every record against the vocabulary and the others; an empty list means the base can be compiled."""
    base = Base(
        vocabulary,
        {e.id: e for e in knowledge.entities},
        {e.id: e.unit_families for e in knowledge.entities if e.kind == "metric"},
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
        found += claim_problems(claim, base)
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


def _entity(entity: Entity, base: Base) -> Iterator[Problem]:
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
    if entity.kind == "metric":
        for family in sorted(entity.unit_families - base.vocabulary.codes.get("UnitFamily", set())) or (
            [] if entity.unit_families else [""]
        ):
            yield problem("unit-family", f"unit family {family!r} is unknown", "Use those of vocabulary.ttl.")


def _name(name: Name, base: Base) -> Iterator[Problem]:
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


def _listing(listing: Listing, base: Base) -> Iterator[Problem]:
    problem = listing.place.problem
    if listing.company not in base.entities:
        yield problem("unknown-thing", f"company {listing.company!r} is in no entities file", "Add it or mend its id.")
    if listing.source not in base.sources:
        yield problem("missing-source", f"source {listing.source!r} is not in sources.csv", "Add the source.")
    if not re.fullmatch(r"[A-Z0-9]{4}", listing.mic) or not _TICKER.fullmatch(listing.ticker):
        yield problem("listing", f"{listing.mic!r}:{listing.ticker!r} is no MIC and ticker", "Give ISO 10383 and code.")
    yield from date_problems(problem, period=listing.period)


def _source(source: Source, base: Base) -> Iterator[Problem]:
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
    yield from date_problems(problem, stated=source.published)


def _cycles(knowledge: Knowledge, base: Base) -> Iterator[Problem]:
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
