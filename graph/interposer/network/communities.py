"""Communities of the network and the part each thing plays in its own, the same on every run.

Leiden through igraph where the extra `fast` is installed, Louvain by networkx without it: both with a fixed
seed over nodes in order, so that an overview drawn twice is drawn alike. The two methods may part a network
differently.
"""

from __future__ import annotations

import random
from collections import Counter
from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

import networkx as nx

from interposer.network.paths import is_hub

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interposer.network.project import Projection

__all__ = ["Community", "Role", "find_communities", "find_roles", "part"]

_SEED: Final = 20
_HUB: Final = 2.5
_CONNECTOR: Final = 0.62
"""Bounds by Guimerà and Amaral (2005): within-community degree as a z-score, participation across communities."""


class Community(NamedTuple):
    """Things that hang together more than with the rest; named after its best-connected member."""

    label: str
    members: tuple[str, ...]


class Role(NamedTuple):
    """The part a thing plays: hub, connector, bridge hub (both) or member; with the two measures behind it."""

    name: str
    within: float
    across: float


def find_communities(projection: Projection, method: str = "") -> list[Community]:
    """Part the network into communities, the largest first; each thing with a relation is in exactly one.

    Relations to roles and countries count for nothing: they would join everything. `method` is leiden or
    louvain; without it leiden where igraph is installed. Raises ValueError for another method.
    """
    simple = _weighted(projection)
    if method not in ("", "leiden", "louvain"):
        raise ValueError(f"method {method!r}: use leiden or louvain")
    parts = _leiden(simple) if method == "leiden" or (not method and _has_igraph()) else _louvain(simple)
    strength = dict(simple.degree(weight="weight"))

    def named(members: Iterable[str]) -> Community:
        ordered = sorted(members, key=lambda thing: (-strength[thing], thing))
        return Community(str(projection.graph.nodes[ordered[0]]["label"]), tuple(ordered))

    return sorted((named(part) for part in parts), key=lambda c: (-len(c.members), c.members))


def part(keys: Iterable[str], links: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Part things into communities by how often links join them, the largest first; Louvain, the same on every run."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(keys)
    simple.add_weighted_edges_from((*pair, count) for pair, count in Counter(map(_undirected, links)).items())
    return sorted(_louvain(simple), key=lambda found: (-len(found), min(found)))


def _undirected(link: tuple[str, str]) -> tuple[str, str]:
    return (min(link), max(link))


def find_roles(projection: Projection, communities: Iterable[Community]) -> dict[str, Role]:
    """Tell the role of every thing in the communities, by its ties within its own and across to the others."""
    simple = _weighted(projection)
    home = {thing: number for number, community in enumerate(communities) for thing in community.members}
    inside: dict[int, list[int]] = {}
    ties: dict[str, Counter[int]] = {}
    for thing, number in home.items():
        ties[thing] = Counter(home[other] for other in simple[thing] if other in home)
        inside.setdefault(number, []).append(ties[thing][number])
    found = {}
    for thing, number in home.items():
        mean = sum(inside[number]) / len(inside[number])
        spread = sqrt(sum((k - mean) ** 2 for k in inside[number]) / len(inside[number]))
        within = (ties[thing][number] - mean) / spread if spread else 0.0
        degree = ties[thing].total()
        across = 1 - sum((k / degree) ** 2 for k in ties[thing].values()) if degree else 0.0
        name = {(True, True): "bridge hub", (True, False): "hub", (False, True): "connector"}.get(
            (within > _HUB, across > _CONNECTOR), "member"
        )
        found[thing] = Role(name, round(within, 3), round(across, 3))
    return found


def _weighted(projection: Projection) -> nx.Graph[str]:
    """Put the relations between two things together, weighted by the source families behind them."""
    simple: nx.Graph[str] = nx.Graph()
    edges = sorted(projection.graph.edges(keys=True), key=lambda edge: (edge[0], edge[1], edge[2]))
    for subject, target, relation in edges:
        if subject == target or is_hub(projection, relation, target):
            continue
        weight = max(1, projection.graph.edges[subject, target, relation]["families"])
        if simple.has_edge(subject, target):
            simple[subject][target]["weight"] += weight
        else:
            simple.add_edge(subject, target, weight=weight)
    return simple


def _louvain(simple: nx.Graph[str]) -> list[set[str]]:
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(simple))
    ordered.add_edges_from(sorted(simple.edges(data=True), key=lambda edge: edge[:2]))
    return list(nx.community.louvain_communities(ordered, weight="weight", seed=_SEED))


def _has_igraph() -> bool:
    from importlib.util import find_spec

    return find_spec("igraph") is not None


def _leiden(simple: nx.Graph[str]) -> list[set[str]]:
    import igraph  # type: ignore[import-not-found,import-untyped,unused-ignore]

    names = sorted(simple)
    place = {name: number for number, name in enumerate(names)}
    edges = sorted((*sorted((place[a], place[b])), data["weight"]) for a, b, data in simple.edges(data=True))
    drawn = igraph.Graph(n=len(names), edges=[edge[:2] for edge in edges])
    igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311  (no secret: the same parts on every run)
    found = drawn.community_leiden(objective_function="modularity", weights=[edge[2] for edge in edges])
    return [{names[number] for number in part} for part in found]
