"""Records of the knowledge base: one frozen record for each row of a file under ontology/."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from hashlib import sha256

from interposer.errors import Problem

__all__ = ["EDITORIAL", "Claim", "Entity", "Knowledge", "Listing", "Name", "Place", "Source"]

EDITORIAL = "interposer-editorial"
"""The source of taxonomy links that every engineer knows and no page states; never counted as a source."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: file (relative to the ontology folder), row (1 = header), overlay folder if any."""

    file: str
    row: int
    overlay: str = ""

    def problem(self, rule: str, what: str, mend: str) -> Problem:
        """Make a finding about this record."""
        file = f"{self.overlay}/{self.file}" if self.overlay else self.file
        return Problem(file, self.row, rule, what, mend)


_NOWHERE = Place("", 0)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the graph; `kind` is the slug of its class, which is the name of its file.

    `unit_family` is of metrics only: the families of units it is measured in, with blanks between them.
    """

    id: str
    label: str
    definition: str = ""
    notation: str = ""
    note: str = ""
    unit_family: str = ""
    kind: str = ""
    place: Place = field(default=_NOWHERE, compare=False)

    @property
    def unit_families(self) -> set[str]:
        """Split the unit families."""
        return set(self.unit_family.split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing in one language, as one source gives it."""

    thing: str
    name: str
    lang: str
    kind: str
    match: str = ""
    shared: str = ""
    source: str = EDITORIAL
    locator: str = ""
    place: Place = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing of a company's shares on one exchange."""

    company: str
    mic: str
    ticker: str
    source: str
    period: str = ""
    locator: str = ""
    note: str = ""
    place: Place = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A page or document that claims were read in; `family` is the independent voice that speaks in it."""

    id: str
    title: str
    publisher: str
    author: str
    url: str
    published: str
    kind: str
    family: str
    via: str = ""
    language: str = ""
    place: Place = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says: a relation (object), a number (value and unit) or a milestone (value is a date).

    `predicate` is a relation of the vocabulary, the id of a metric, or a milestone.
    """

    subject: str
    predicate: str
    object: str = ""
    item: str = ""
    value: str = ""
    unit: str = ""
    scope: str = ""
    scope_note: str = ""
    basis: str = ""
    period: str = ""
    status: str = "reported"
    polarity: str = "asserts"
    stated_on: str = ""
    attributed_to: str = ""
    locator: str = ""
    note: str = ""
    quarantine: str = ""
    recorded: str = ""
    retracted: str = ""
    supersedes: str = ""
    source: str = ""
    place: Place = field(default=_NOWHERE, compare=False)

    @property
    def id(self) -> str:
        """Compute the claim's id from what it says and who says it; notes and locators do not matter."""
        meaning = [
            self.subject,
            self.predicate,
            self.object,
            self.item,
            self.value,
            self.unit,
            self.scope,
            self.scope_note,
            self.basis,
            self.polarity,
            self.status,
            self.period,
            self.stated_on,
            self.attributed_to,
            self.source,
        ]
        return sha256(json.dumps(meaning, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that is written in one ontology folder, in file order."""

    entities: tuple[Entity, ...] = ()
    names: tuple[Name, ...] = ()
    listings: tuple[Listing, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()

    def joined(self, other: Knowledge) -> Knowledge:
        """Add another folder's records after this one's."""
        return Knowledge(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))
