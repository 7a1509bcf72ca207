"""`compare A B C`: things side by side, relation by relation and number by number, each value with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interposer.errors import UsageError
from interposer.lookup.answers import Answer, claim_records, conflicts_of, support_of
from interposer.lookup.card import relation_phrases
from interposer.lookup.claims import fetch_sources, mentioned, unit_symbols
from interposer.lookup.filters import Filters, fetch_sifted
from interposer.lookup.names import Thing, load_things, resolve

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Sequence

    from interposer.lookup.claims import Claim, Source
    from interposer.store.interface import Store

__all__ = ["compare"]

_KINDS = ("relation", "number", "milestone")
_Aspect = tuple[str, str, str, str]
"""One of _KINDS, what is compared, the other thing that limits it, and the words that do."""


def compare(
    store: Store,
    names: Sequence[str],
    filters: Filters | None = None,
    *,
    differences: bool = False,
    evidence: bool = False,
) -> Answer:
    """Compare two or more things: what each is related to, its numbers and its milestones, one row an aspect.

    `differences` leaves out the aspects in which all agree; `evidence` adds the claims' sources. A cell that no
    claim fills is empty: no source says, which is not a no. Raises UsageError for fewer than two things or the
    same one twice, NameUnknownError for unknown names.
    """
    filters = filters or Filters()
    things = [resolve(store, name) for name in names]
    _all_different(names, things)
    resolved = {name: thing.id for name, thing in zip(names, things, strict=True)}
    answer = Answer("compare/1", list(names), filters, resolved, data_version=store.data_version)
    reading = _Reading(store, filters, answer.hidden)
    found: dict[_Aspect, dict[str, list[Claim]]] = {}
    for thing in things:
        ends = ("rdf:subject", "rdf:object", "ip:scope")
        sifted = fetch_sifted(store, " UNION ".join(f"{{ ?claim {end} {thing.iri} }}" for end in ends), filters)
        answer.hidden.update(sifted.hidden)
        answer.undated += sifted.undated
        for claim in sifted.claims:
            found.setdefault(reading.aspect(claim, thing), {}).setdefault(thing.id, []).append(claim)
    claims = {c.id: c for cells in found.values() for said in cells.values() for c in said}
    reading.load(claims.values(), evidence=evidence)
    for aspect, cells in sorted(found.items(), key=lambda pair: (_KINDS.index(pair[0][0]), *pair[0][1:])):
        row = reading.row(aspect, [(thing, cells.get(thing.id, [])) for thing in things])
        said = {tuple(value["says"] for value in cell["values"]) for cell in row["cells"]}
        if said != {()} and not (differences and len(said) == 1):
            answer.results.append(row)
    answer.conflicts = conflicts_of(store, claims.values())
    twice = {t.label for t in things if [o.label for o in things].count(t.label) > 1}
    answer.columns = [f"{t.label} ({t.id})" if t.label in twice else t.label for t in things]
    if answer.results:
        answer.notes = ["an empty cell means that no source says, which is not a no"]
    if not evidence:
        quoted = " ".join(f'"{name}"' for name in names)
        answer.next = [f"interposer compare {quoted} --{'sources' if differences else 'differences'}"]
    return answer


def _all_different(names: Sequence[str], things: Sequence[Thing]) -> None:
    if len(things) < 2:
        raise UsageError("compare takes two things or more: interposer compare CoWoS-S CoWoS-L")
    first: dict[str, str] = {}
    for name, thing in zip(names, things, strict=True):
        if thing.id in first:
            raise UsageError(
                f"{first[thing.id]!r} and {name!r} are the same thing, {thing.label}; compare different ones"
            )
        first[thing.id] = name


class _Reading:
    """Turns claims into rows, with labels, sources and unit symbols at hand."""

    def __init__(self, store: Store, filters: Filters, hidden: Counter[str]) -> None:
        self.store, self.filters, self.hidden = store, filters, hidden
        self.phrases, self.symbols = relation_phrases(store), unit_symbols(store)
        self.things: dict[str, Thing] = {}
        self.sources: dict[str, Source] = {}

    def load(self, claims: Collection[Claim], *, evidence: bool) -> None:
        """Load what the claims name."""
        self.things = load_things(self.store, mentioned(claims))
        self.sources = fetch_sources(self.store, {c.source for c in claims}) if evidence else {}

    def aspect(self, claim: Claim, thing: Thing) -> _Aspect:
        """Name what a claim says of a thing; of a number that is limited to the thing, whose number it is."""
        if claim.object and thing.id in (claim.subject, claim.object):
            backwards = claim.subject != thing.id
            return "relation", self.phrases.get(claim.predicate, (claim.predicate,) * 2)[backwards], "", ""
        other = claim.scope if claim.subject == thing.id else f"of {claim.subject}"
        if claim.metric:
            return "number", claim.metric, other, claim.scope_note
        return "milestone", claim.milestone, other, claim.scope_note

    def row(self, aspect: _Aspect, cells: Sequence[tuple[Thing, list[Claim]]]) -> dict[str, Any]:
        """Make the row of one aspect, a cell for each thing."""
        kind, what, other, note = aspect
        of = "of " * other.startswith("of ") + self._label(other.removeprefix("of "))
        return {
            "aspect": self._label(what) if kind == "number" else what.replace("-", " "),
            "kind": kind,
            "scope": "; ".join(part for part in (of, note) if part) or None,
            "cells": [{"thing": thing.record(), "values": self._values(thing, claims)} for thing, claims in cells],
        }

    def _values(self, thing: Thing, claims: Sequence[Claim]) -> list[dict[str, Any]]:
        """Gather the claims behind each value: other things by name, numbers and dates in order of time."""
        grouped: dict[str, list[Claim]] = {}
        for claim in sorted(claims, key=lambda c: (c.start.isoformat() if c.start else "", c.value, c.id)):
            grouped.setdefault(self._says(claim, thing), []).append(claim)
        made = []
        for says in sorted(grouped, key=str.casefold) if claims and claims[0].object else grouped:
            said = grouped[says]
            denied = all(c.polarity == "denies" for c in said)
            support = support_of([c._replace(polarity="asserts") for c in said] if denied else said)
            assert support is not None  # something asserts it, or was made to
            if support.families < self.filters.min_sources:
                self.hidden["values with too few sources"] += 1
                continue
            records = claim_records(said, self.things, self.sources, self.symbols)
            made.append({"says": "not " * denied + says, **support.record(), "claims": records})
        return made

    def _says(self, claim: Claim, thing: Thing) -> str:
        if claim.object:
            return self._label(claim.object if claim.subject == thing.id else claim.subject)
        text = f"{claim.value} {self.symbols.get(claim.unit, claim.unit)}".rstrip()
        limits = "; ".join(part for part in (claim.basis.removeprefix("basis-"), claim.metric and claim.period) if part)
        return f"{text} ({limits})" if limits else text

    def _label(self, slug: str) -> str:
        return self.things[slug].label if slug in self.things else slug
