"""GraphML and GEXF: programs read back the same things and relations."""

from __future__ import annotations

import io

import networkx as nx
import pytest

from interposer.errors import UsageError
from interposer.network.exchange import FORMS, export_network
from interposer.network.project import project

from . import claim, store_of, thing

READERS = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}


@pytest.fixture
def graph():
    parts = [
        thing("tsmc", label="TSMC <&> 台積電"),
        thing("cowos", "Offering", "CoWoS"),
        claim("tsmc", "offers", "cowos", slug="one"),
        claim("tsmc", "offers", "cowos", family="daily", slug="two"),
        claim("tsmc", "develops", "cowos"),
    ]
    return project(store_of(*parts)).graph


@pytest.mark.parametrize("form", FORMS)
def test_things_and_relations_read_back_with_their_evidence(form, graph):
    again = READERS[form](io.BytesIO(export_network(graph, form)))
    assert dict(again.nodes(data="label")) == {"tsmc": "TSMC <&> 台積電", "cowos": "CoWoS"}
    edges = {data["predicate"]: data for _, _, data in again.edges(data=True)}
    assert set(edges) == {"offers", "develops"}
    assert edges["offers"]["claims"] == "one two"
    assert int(edges["offers"]["families"]) == 2


@pytest.mark.parametrize("form", FORMS)
def test_the_same_network_gives_the_same_bytes(form, graph):
    assert export_network(graph, form) == export_network(graph.copy(), form)


def test_a_network_without_anything_is_a_file_too():
    assert nx.read_graphml(io.BytesIO(export_network(nx.MultiDiGraph(), "graphml"))).number_of_nodes() == 0


def test_another_form_is_refused(graph):
    with pytest.raises(UsageError, match="use graphml, gexf"):
        export_network(graph, "dot")
