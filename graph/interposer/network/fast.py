"""Measures of a whole network, computed by rustworkx where it is installed (extras `fast`, `viz`) and by networkx without.

Both give the same numbers (tests hold them against each other); only the time differs, on a network of 100,000
relations by a factor of about 20 for dominators and 40 for betweenness.

Why no dispatch by networkx: networkx 3.6 can hand any call to another backend (`backend="…"`,
`NETWORKX_BACKEND_PRIORITY`, with `NETWORKX_FALLBACK_TO_NX` and `NETWORKX_CACHE_CONVERTED_GRAPHS`), and a user may
set these for the graphs that `Graph.network()` gives. What was measured, conversion included:

* graphblas-algorithms 2023.10 works with networkx 3.6.1 and takes multigraphs, but has neither betweenness nor
  shortest paths: an explicit `backend="graphblas"` raises there, a priority list falls back silently.
* nx-parallel 0.3 is broken with networkx 3.6.1: every dispatched call fails with an ImportError, and with
  `NETWORKX_BACKEND_PRIORITY=parallel` even calls that need no backend crash, which takes this program down.
* nx-cugraph needs a GPU and a package index of its own; nx-arangodb a server and networkx 3.5 or older.

So this module calls rustworkx directly, in the few places where it pays.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from interposer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["PIVOTS", "betweenness", "immediate_dominators", "installed", "spring"]

PIVOTS: Final = 200
"""Starting points from which betweenness is estimated where every thing would take too long."""

_EXACT: Final = 10_000_000
"""Things times relations up to which networkx computes betweenness exactly: some seconds."""
_EXACT_FAST: Final = 1_000_000_000
"""The same for rustworkx."""
_ROUNDS: Final = 80
"""Steps in which forces settle."""


def installed() -> bool:
    """Tell whether rustworkx, of the extras `fast` and `viz`, is there."""
    return find_spec("rustworkx") is not None


def betweenness(graph: nx.Graph[str], *, fast: bool | None = None) -> tuple[dict[str, float], int]:
    """Compute which share of the shortest paths between others leads through each thing (0 to 1).

    Gives with it the number of starting points that it was estimated from, 0 when it is exact. Exact
    computation searches once from every thing, so that it cannot keep up with one search on a large network.
    `fast` says which library computes; None takes rustworkx where it is installed.
    """
    work = len(graph) * graph.number_of_edges()
    fast = installed() if fast is None else fast
    if work > (_EXACT_FAST if fast else _EXACT):
        pivots = min(PIVOTS, len(graph))
        return nx.betweenness_centrality(graph, k=pivots, seed=20), pivots
    if not fast:
        return nx.betweenness_centrality(graph), 0
    import rustworkx as rx

    names = list(graph)
    places = {name: place for place, name in enumerate(names)}
    made: Any = rx.PyGraph()
    made.add_nodes_from(names)
    made.add_edges_from_no_data([(places[one], places[other]) for one, other in graph.edges()])
    found = rx.graph_betweenness_centrality(made)
    return {name: float(found[place]) for name, place in places.items()}, 0


def immediate_dominators(edges: Sequence[tuple[str, str]], root: str, *, fast: bool | None = None) -> dict[str, str]:
    """Find for each thing that `root` reaches the last thing that every route from `root` to it passes.

    `root` itself is left out. `fast` as for betweenness. Nothing is reached from a root without edges.
    """
    if not (installed() if fast is None else fast):
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_node(root)
        graph.add_edges_from(edges)
        found: Mapping[str, str | None] = nx.immediate_dominators(graph, root)
        return {thing: before for thing, before in found.items() if thing != root and before is not None}
    import rustworkx as rx

    places: dict[str, int] = {root: 0}
    pairs = [(places.setdefault(a, len(places)), places.setdefault(b, len(places))) for a, b in edges]
    names = list(places)
    made: Any = rx.PyDiGraph()
    made.add_nodes_from(range(len(names)))
    made.add_edges_from_no_data(pairs)
    return {names[thing]: names[before] for thing, before in rx.immediate_dominators(made, 0).items() if thing}


def spring(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Place so many nodes, joined by these edges, by forces; the same input gives the same places.

    networkx has no match for it: its spring layout needs scipy from 500 nodes on. Raises UsageError where rustworkx
    is not installed.
    """
    if not installed():
        raise UsageError("positions by forces need rustworkx; install interposer[viz]")
    import rustworkx as rx

    made: Any = rx.PyGraph()
    made.add_nodes_from(range(count))
    made.add_edges_from_no_data(list(edges))
    settle: Any = rx.graph_spring_layout  # its stub leaves the arguments out
    places = settle(made, seed=20, num_iter=_ROUNDS)
    return [(float(places[node][0]), float(places[node][1])) for node in range(count)]
