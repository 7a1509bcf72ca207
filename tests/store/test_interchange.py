"""The store as an rdflib Graph: the same triples, the same answers, nothing copied."""

from __future__ import annotations

import rdflib

from interposer.store.interchange import as_rdflib
from interposer.store.terms import ID, NS


def test_a_graph_holds_the_triples_of_the_store(rich_store):
    assert len(as_rdflib(rich_store)) == len(rich_store.engine)


def test_patterns_find_what_the_store_finds(rich_store):
    graph = as_rdflib(rich_store)
    offers = rdflib.URIRef(NS + "offers")
    found = {str(subject) for subject in graph.subjects(offers, rdflib.URIRef(ID + "cowos"))}
    assert found == {ID + "tsmc"}
    assert (rdflib.URIRef(ID + "tsmc"), offers, rdflib.URIRef(ID + "emib")) not in graph


def test_a_query_answers_as_the_store_does(rich_store):
    query = f"SELECT ?who ?what WHERE {{ ?who <{NS}offers> ?what }}"
    own = {(str(who), str(what)) for who, what in rich_store.select(query)}
    assert {(str(who), str(what)) for who, what in as_rdflib(rich_store).query(query)} == own
    assert own


def test_languages_and_types_are_kept(rich_store):
    graph = as_rdflib(rich_store)
    labels = graph.objects(rdflib.URIRef(ID + "2-5d-packaging"), rdflib.SKOS.prefLabel)
    assert {label.language for label in labels} == {"en", "zh-hans"}
    lows = list(graph.objects(None, rdflib.URIRef(NS + "low")))
    assert lows
    assert {low.datatype for low in lows} == {rdflib.XSD.decimal}


def test_the_graph_is_the_store_itself_not_a_copy(tiny_store):
    graph = as_rdflib(tiny_store)
    before = len(graph)
    tiny_store.engine.clear()
    assert before > len(graph) == 0


def test_a_snapshot_opens_read_only(shipped_store):
    graph = as_rdflib(shipped_store)
    triples = graph.triples((rdflib.URIRef(ID + "tsmc"), None, None))
    assert len(list(triples)) > 5
