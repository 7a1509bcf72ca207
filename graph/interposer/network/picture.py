"""What a picture of the network holds, before any view draws it.

These records are the whole contract between whoever chooses what to show and whoever shows it: plain text and
numbers, every statement with its evidence, and a count of what was left out and why. A picture carries more than
it opens on, and claims that its opening filters hide: `standing` is the rule by which a view shows a relation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from interposer.lookup.filters import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LAYERS: tuple[str, ...] = (
    "Demand",
    "Systems",
    "Chips",
    "Memory",
    "Technologies",
    "Offerings",
    "Companies",
    "Sites",
    "Steps",
    "Materials, tools & parts",
)
"""Headings of the columns, left to right; a node's ``layer`` is an index into them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Holds one claim with the place in the source it was read from.

    `since` and `until` are the days (ISO) between which it holds, `denied` the day from which a later claim denies
    it; all empty where no source says. `family` names the independent voice that its source belongs to; `voice` is
    digest or editorial for sources that count less or not at all. `disagreement` is contradiction, spread or
    revision where the claim stands in one, `weak` says that digests, forums or blogs of one family are all it has.
    """

    claim: str
    text: str
    status: str = ""
    grade: str = ""
    period: str = ""
    stated_on: str = ""
    source_title: str = ""
    publisher: str = ""
    url: str = ""
    published: str = ""
    locator: str = ""
    note: str = ""
    denies: bool = False
    since: str = ""
    until: str = ""
    denied: str = ""
    disputed: bool = False
    family: str = ""
    voice: str = ""
    disagreement: str = ""
    weak: bool = False

    @property
    def origin(self) -> tuple[str, ...]:
        """Tell sources apart: two claims of one origin share their source."""
        return self.source_title, self.publisher, self.url, self.published, self.speaker, self.voice

    @property
    def speaker(self) -> str:
        """Name the independent voice; a source of no known family is its own."""
        return self.family or f"{self.source_title}\0{self.url}"


@dataclass(frozen=True, slots=True)
class Fact:
    """Holds a statement about one node that is no edge: a number or a milestone.

    `start` and `end` are the first and last day (ISO) of its period, `low` and `high` its interval in `unit`; an end
    that is None is open, and milestones have neither.
    """

    text: str
    evidence: Evidence
    metric: str = ""
    unit: str = ""
    scope: str = ""
    low: float | None = None
    high: float | None = None
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class PictureNode:
    """Holds one thing: its names in all languages, its column, and its facts.

    `suppliers` counts the independent makers of a thing that is made or supplied, and is None for others; `first`
    says that the picture opens on it.
    """

    id: str
    label: str
    kind: str
    kind_label: str
    layer: int
    names: tuple[str, ...] = ()
    definition: str = ""
    country: str = ""
    facts: tuple[Fact, ...] = ()
    suppliers: int | None = None
    first: bool = True


@dataclass(frozen=True, slots=True)
class PictureEdge:
    """Holds one relation between two nodes with every claim that asserts or denies it.

    `sources`, `disputed` and `status` are as `standing` has them at the opening filters, `sources` 0 where those
    hide the relation. `aside` says that it is no part of the answer that the picture opens on.
    """

    source: str
    target: str
    predicate: str
    label: str
    sources: int = 1
    disputed: bool = False
    status: str = "reported"
    claims: tuple[Evidence, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """Holds the filters that a picture opens with: `as_of` as it was asked, `start` and `end` its days (ISO)."""

    statuses: tuple[str, ...] = ("reported",)
    as_of: str = ""
    start: str = ""
    end: str = ""
    min_sources: int = 0
    dated_only: bool = False

    def passes(self, claim: Evidence) -> bool:
        """Tell whether a claim is shown, by its status and by when it holds; as `lookup.filters.sift` does."""
        if claim.status not in self.statuses:
            return False
        if not self.start:
            return True
        if not claim.since:
            return not self.dated_only
        if claim.since > self.end or (claim.until and claim.until < self.start):
            return False
        return not (claim.denied and claim.denied <= self.end)


class Standing(NamedTuple):
    """How a relation stands by the claims that pass: its independent voices, its firmest status, and a dispute."""

    sources: int
    status: str
    disputed: bool


def standing(claims: Iterable[Evidence], opening: Opening) -> Standing | None:
    """Sum up the claims that assert a relation and pass; None where the filters hide it, as `network.project` does."""
    passing = [claim for claim in claims if not claim.denies and opening.passes(claim)]
    voices = count_voices(passing)
    if not passing or voices < opening.min_sources:
        return None
    statuses = {claim.status for claim in passing}
    firmest = next((status for status in STATUSES if status in statuses), min(statuses))
    return Standing(voices, firmest, any(claim.disputed for claim in passing))


def count_voices(claims: Iterable[Evidence]) -> int:
    """Count the independent voices: families once each, digests not beside others, the editors never."""
    heard = list(claims)
    families = {claim.speaker for claim in heard if not claim.voice}
    return len(families) or int(any(claim.voice == "digest" for claim in heard))


@dataclass(frozen=True, slots=True)
class Group:
    """Holds a community of the picture's things, by their ids."""

    label: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Holds everything one view shows, and counts what it does not.

    `nodes` and `edges` are all that the picture carries, what it opens on first; `hidden` counts what it does not
    carry. Raises ValueError where the parts do not fit together, so that no view has to guess what an edge to
    nowhere means.
    """

    title: str
    subtitle: str
    data_version: str
    nodes: tuple[PictureNode, ...] = ()
    edges: tuple[PictureEdge, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)
    opening: Opening = field(default_factory=Opening)
    communities: tuple[Group, ...] = ()

    @property
    def first(self) -> tuple[PictureNode, ...]:
        """Give the things that the picture opens on."""
        return tuple(node for node in self.nodes if node.first)

    @property
    def shown(self) -> tuple[PictureEdge, ...]:
        """Give the relations that the picture opens on."""
        first = {node.id for node in self.nodes if node.first}
        return tuple(
            edge for edge in self.edges
            if edge.source in first and edge.target in first and not edge.aside and standing(edge.claims, self.opening)
        )  # fmt: skip

    def __post_init__(self) -> None:
        """Check that ids are unique, layers exist and edges end at nodes."""
        ids: set[str] = set()
        for node in self.nodes:
            if node.id in ids:
                raise ValueError(f"two nodes of the picture have the id {node.id!r}; give each thing once")
            if not 0 <= node.layer < len(LAYERS):
                raise ValueError(f"node {node.id!r} is in layer {node.layer}; layers are 0 to {len(LAYERS) - 1}")
            ids.add(node.id)
        for edge in self.edges:
            for end in (edge.source, edge.target):
                if end not in ids:
                    raise ValueError(f"edge {edge.predicate!r} ends at {end!r}, which is no node of the picture")
        for group in self.communities:
            for member in group.members:
                if member not in ids:
                    raise ValueError(f"community {group.label!r} has {member!r}, which is no node of the picture")
