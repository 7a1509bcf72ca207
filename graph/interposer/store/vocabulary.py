"""The vocabulary as data: what classes, relations, units and code lists the ontology declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox

from interposer.errors import DataError, Problem
from interposer.store.terms import NS, PREFIXES, UNIT

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Class", "Relation", "Unit", "Vocabulary", "read_vocabulary"]

_RDF, _RDFS, _SCHEMA = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["schema"]


@dataclass(frozen=True, slots=True)
class Class:
    """A class of things: its local name, its file slug and all classes above it."""

    name: str
    slug: str
    above: frozenset[str]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that a claim may state, with the classes it goes from and to."""

    name: str
    domain: frozenset[str]
    range: frozenset[str]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its family and the exact factor to the family's canonical unit."""

    slug: str
    family: str
    canonical: str
    factor: Decimal


@dataclass(slots=True)
class Vocabulary:
    """All declared terms, by the word that files use for them."""

    classes: dict[str, Class] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)

    def is_concept(self, slug: str) -> bool:
        """Tell whether things of this class are concepts, which need a definition."""
        return "Concept" in self.classes[slug].above

    def fits(self, slug: str, allowed: frozenset[str]) -> bool:
        """Tell whether a class is one of the allowed ones or below one."""
        kind = self.classes[slug]
        return bool(allowed & (kind.above | {kind.name}))


_FLAGS = ("irreflexive", "symmetric", "acyclic", "functional", "sameClass")


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read vocabulary.ttl and units.ttl of an ontology folder; raises DataError when they do not parse."""
    facts: dict[str, dict[str, list[str]]] = {}
    for name in ("vocabulary.ttl", "units.ttl"):
        for triple in parse_turtle(folder, name):
            node, value = triple.subject, triple.object
            if isinstance(node, ox.NamedNode) and not isinstance(value, ox.Triple):
                facts.setdefault(node.value, {}).setdefault(triple.predicate.value, []).append(value.value)
    vocabulary = Vocabulary()
    for subject, said in facts.items():
        if subject.startswith(NS):
            _add_term(vocabulary, subject.removeprefix(NS), said, facts)
        elif subject.startswith(UNIT) and NS + "family" in said:
            slug = subject.removeprefix(UNIT)
            vocabulary.units[slug] = Unit(
                slug,
                said[NS + "family"][0].removeprefix(NS),
                said.get(NS + "canonical", [subject])[0].removeprefix(UNIT),
                Decimal(said.get(NS + "factor", ["1"])[0]),
            )
    return vocabulary


def parse_turtle(folder: Path, name: str) -> list[ox.Quad]:
    """Parse one Turtle file of the ontology; raises DataError with its row when it is malformed."""
    try:
        return list(ox.parse(path=str(folder / name), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        problem = Problem(name, error.lineno or 0, "turtle", f"is not Turtle: {error.msg}", "Mend the syntax here.")
        raise DataError("the ontology cannot be read", [problem]) from None
    except (OSError, ValueError) as error:
        problem = Problem(name, 0, "turtle", f"cannot be read: {error}", "Restore the file.")
        raise DataError("the ontology cannot be read", [problem]) from None


def _add_term(
    vocabulary: Vocabulary, name: str, said: dict[str, list[str]], facts: dict[str, dict[str, list[str]]]
) -> None:
    for kind in said.get(_RDF + "type", []):
        if kind == NS + "Relation":
            vocabulary.relations[name] = Relation(
                name,
                _locals(said.get(_SCHEMA + "domainIncludes", [])),
                _locals(said.get(_SCHEMA + "rangeIncludes", [])),
                frozenset(flag for flag in _FLAGS if said.get(NS + flag) == ["true"]),
            )
        elif kind.startswith(NS):
            vocabulary.codes.setdefault(kind.removeprefix(NS), set()).add(name)
    for slug in said.get(NS + "slug", []):
        vocabulary.classes[slug] = Class(name, slug, _above(NS + name, facts))


def _locals(iris: list[str]) -> frozenset[str]:
    return frozenset(i.removeprefix(NS) for i in iris)


def _above(start: str, facts: dict[str, dict[str, list[str]]]) -> frozenset[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        for parent in facts.get(todo.pop(), {}).get(_RDFS + "subClassOf", []):
            if parent.startswith(NS) and parent not in found:
                found.add(parent)
                todo.append(parent)
    return _locals(list(found))
