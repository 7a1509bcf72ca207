"""Questions about the network: how two things hang together, what a loss reaches, what could stand in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from interposer.errors import NothingFoundError
from interposer.lookup.pattern import Pattern
from interposer.lookup.understood import Understood

if TYPE_CHECKING:
    from interposer.lookup.names import Thing
    from interposer.lookup.reading import Reading

__all__ = ["alternatives", "impact", "path"]

_SUPPOSED = Pattern(
    r"\b(?:if|suppose|should)\b|\b(?:hangs?|depends?|rel(?:y|ies)|rests?) (?:up)?on\b|如果|假如|万一|一旦",
    re.IGNORECASE,
)
_OWN = frozenset(["Material", "Offering", "EquipmentType", "Product", "Chip", "Facility", "ComponentType"])
"""Goods of which a maker's loss is told by the goods; memory and techniques have other makers."""
_REPLACES = Pattern(
    r"(?:取代|替代|代替|替换)(?:了|掉)?(?:什么|哪|谁)|\b(?:replaces?|substitutes? for|alternative to|stand in for)\s*(?:what)?\s*\?*\s*$",
    re.IGNORECASE,
)
_WHAT_IT_REPLACES = Pattern(
    r"\bwhat (?:can|could|does|might|would|will|is) (?:the |a |an )?\uffff+s? .{0,20}(?:replace|substitute|stand in|alternative)",
    re.IGNORECASE,
)
_BEFORE_REPLACED = Pattern(
    r"(?:取代|替代|代替|替换|顶替|\breplac(?:e|es|ing)|不用|不使用|\bwithout|\binstead of|\balternatives? to|\bsubstitutes? for|\bin place of|\bstand in for|\brather than|\bplace of)"
    r"\s*(?:掉|了|the |an? |\uffff+(?:'s )?的?)*$",
    re.IGNORECASE,
)
_RIVALS = Pattern(r"\brivals?\b|\bcompet(?:es?|itors?|ing)\b|head to head|竞争|竞品|对手", re.IGNORECASE)


def path(r: Reading) -> Understood:
    """Ask for the way between the first and the last thing that is named."""
    things = r.things()
    if len(things) < 2:
        things = r.things(owners=True)
    command = ["path", things[0].label, things[-1].label]
    for slug in r.narrowing.without:
        command += ["--avoid", r.label(slug)]
    r.narrowing.without = ()
    if things[0].kind == "DemandDriver":
        command.append("--directed")
    return Understood("truth" if r.truth else "path", command, gives="truth" if r.truth else "path")


def impact(r: Reading) -> Understood:
    """Ask what a loss reaches: of goods named with their maker the goods are lost, otherwise what is named first."""
    together = r.compound()
    things = together or r.things()
    if things and things[0].kind in ("Policy", "Event"):
        r.narrowing.relations, r.narrowing.countries = ("<restrictedBy",), ()
        return Understood("impact", ["what", things[0].label])
    if not things and r.countries:
        return Understood("impact", ["impact", r.label(r.countries[0])])
    lost = things[0] if together else _lost(r, things)
    rest = [t for t in r.things() if t.label not in lost.label and not r.belongs(lost, t)]
    kinds = r.wanted()
    if kinds:
        r.narrowing.kinds = kinds
    asked = re.search(r"\b(?:which|what)\b|哪", r.blank, re.IGNORECASE)
    if rest and asked:
        r.narrowing.below = tuple(
            t.id for t in rest if t.kind in ("ChipFamily", "Chip", "Technology", "System", "Company")
        )
    return Understood("impact", ["impact", lost.label])


def _lost(r: Reading, things: list[Thing]) -> Thing:
    """Choose what is lost: what stands behind `if` or `depends on`; of goods named with their maker the goods."""
    supposed = _SUPPOSED.search(r.blank)
    clause = re.match(r"[^,，;；]*", r.blank[supposed.end() :]) if supposed else None
    named = [s for s in r.named if supposed and clause and 0 <= s.start - supposed.end() < clause.end()] or r.named
    goods = next((s for s in named if s.thing.kind != "Company"), None)
    company = next((s for s in named if s.thing.kind == "Company"), None)
    if company and goods and company.start < goods.start:
        its = r.belongs(goods.thing, company.thing) or (not r.chinese and r.has(r"\bits\b|'s\b"))
        return goods.thing if its and goods.thing.kind in _OWN else company.thing
    return named[0].thing if supposed else things[0]


def _replaced(r: Reading, things: list[Thing]) -> Thing:
    """Choose what is to be replaced: what stands behind the word for it, otherwise what is named first."""
    for one in r.named:
        if one.thing in things and _BEFORE_REPLACED.search(r.blank[: one.start]):
            return one.thing
    return things[0]


def alternatives(r: Reading) -> Understood:
    """Ask what could stand in for a thing, or what it stands in for; raises NothingFoundError where none is named."""
    left_out = [s.thing for s in r.excluded]
    things = [t for t in r.things() if t.kind not in ("Company", "BusinessRole")] or r.things()
    if not things and left_out:  # "besides X, what else could be used" asks about X
        things = left_out
        r.narrowing.without = ()
    if not things:
        raise NothingFoundError("not understood: an alternative to what? Name a thing")
    thing = _replaced(r, things)
    after = next((r.blank[s.end :] for s in r.named if s.thing == thing), "")
    if re.search(r"\b(?:replaced|superseded|succeeded)\b", r.blank, re.IGNORECASE):
        return Understood("alternatives", ["who", "succeeds", thing.label])
    if _RIVALS.search(r.blank) or thing.kind == "Company":
        r.narrowing.relations = (">competesWith", "<competesWith", ">alternativeTo", "<alternativeTo")
        return Understood("alternatives", ["what", thing.label])
    if _REPLACES.search(after) or _WHAT_IT_REPLACES.search(r.blank):
        r.narrowing.relations = (">alternativeTo",)
        return Understood("alternatives", ["what", thing.label])
    others = [t for t in r.things() if t != thing and t.kind == "Company" and not r.belongs(thing, t)]
    r.narrowing.below = tuple(t.id for t in others)
    return Understood("alternatives", ["alternatives", thing.label])
