"""What a picture of the network holds, before any view draws it.

These records are the whole contract between whoever chooses what to show and whoever shows it: plain text and
numbers, every statement with its evidence, and a count of what was left out and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """Holds one claim with the place in the source it was read from."""

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


@dataclass(frozen=True, slots=True)
class Fact:
    """Holds a statement about one node that is no edge: a number or a milestone."""

    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PictureNode:
    """Holds one thing: its names in all languages, its column, and its facts."""

    id: str
    label: str
    kind: str
    kind_label: str
    layer: int
    names: tuple[str, ...] = ()
    definition: str = ""
    country: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureEdge:
    """Holds one relation between two nodes with every claim that asserts or denies it."""

    source: str
    target: str
    predicate: str
    label: str
    sources: int = 1
    disputed: bool = False
    status: str = "reported"
    claims: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Holds everything one view shows, and counts what it does not.

    Raises ValueError where the parts do not fit together, so that no view has to guess what an edge to
    nowhere means.
    """

    title: str
    subtitle: str
    data_version: str
    nodes: tuple[PictureNode, ...] = ()
    edges: tuple[PictureEdge, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)

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
