"""The projected network as GraphML or GEXF, for Gephi, yEd, Cytoscape and other programs."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import networkx as nx

from interposer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["FORMS", "export_network"]

FORMS = ("graphml", "gexf")
_STAMP = re.compile(rb' lastmodifieddate="[^"]*"')


def export_network(graph: nx.MultiDiGraph[str], form: str) -> bytes:
    """Write a network in one of FORMS: things with label and kind, relations with claims and evidence.

    Lists are written with blanks between. The same network gives the same bytes. Raises UsageError for another form.
    """
    if form not in FORMS:
        raise UsageError(f"export to {form!r}: use {', '.join(FORMS)}")
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for thing in sorted(graph):
        plain.add_node(thing, **{name: _plain(value) for name, value in graph.nodes[thing].items()})
    for subject, target, relation, data in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        attributes = {name: _plain(value) for name, value in data.items() if name != "voices"}
        plain.add_edge(subject, target, key=relation, **attributes)
    out = io.BytesIO()
    if form == "graphml":
        nx.write_graphml(plain, out, named_key_ids=True)
    else:
        for number, (_, _, data) in enumerate(plain.edges(data=True)):
            data["id"] = str(number)
        nx.write_gexf(plain, out)
    return _STAMP.sub(b"", out.getvalue())


def _plain(value: Any) -> str | int | bool:  # noqa: ANN401  (whatever a projection holds)
    if isinstance(value, bool | int | str):
        return value
    items: Collection[object] = value
    return " ".join(sorted(map(str, items)))
