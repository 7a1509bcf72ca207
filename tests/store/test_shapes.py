"""Shapes as SPARQL find what pyshacl finds: each constraint's own defect, random broken data, odd values."""

from __future__ import annotations

from random import Random

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH

from interposer.errors import DataError
from interposer.knowledge.location import find_ontology
from interposer.store.compile import compile_ontology
from interposer.store.shapes import SPARQL, compile_shapes, find_violations
from interposer.store.terms import NS, PREFIXES
from interposer.store.validate import oracle_violations, read_shapes
from interposer.store.vocabulary import parse_turtle

pytest.importorskip("pyshacl", reason="the oracle is pyshacl, of interposer[shacl]")

SHAPES = read_shapes(find_ontology())
SPACES = "".join(f"@prefix {name}: <{space}> .\n" for name, space in {**PREFIXES, "sh": str(SH), "": "e:"}.items())


def keys(violations):
    return {(v.focus, v.component, v.path, v.severity) for v in violations}


def both_find(shapes, store):
    """Give what the compiled core constraints find in a store, and what pyshacl finds."""
    core = [constraint for constraint in compile_shapes(shapes) if constraint.component != SPARQL]
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    data = rdflib.Graph().parse(data=text, format="nt")
    return keys(find_violations(core, store)), keys(oracle_violations(shapes, data))


def store_of(turtle):
    store = ox.Store()
    store.load(input=(SPACES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store


def graph_of(turtle):
    return rdflib.Graph().parse(data=SPACES + turtle, format="turtle")


# A defect for each constraint of shapes.ttl ----------------------------------------------------------

REPLACED = {
    "class": "id:nothing-of-this-name",
    "datatype": '"soon"',
    "hasValue": "id:nothing-of-this-name",
    "in": "ip:maybe",
    "minLength": '""',
    "nodeKind": '"a text"',
    "pattern": '"?"',
}
"""Parameter → a value that it does not allow."""
ADDED = {
    "maxCount": "{node} {path} 'one', 'two'",
    "qualifiedMaxCount": "{node} {path} 'one'@en, 'two'@en",
    "uniqueLang": "{node} {path} 'one'@ja, 'two'@ja",
}
LATER, EARLIER = '"2030-01-01"^^xsd:date', '"2020-01-01"^^xsd:date'
EITHER_OR = {
    "OneClass": "INSERT DATA {{ {node} a ip:Company, ip:Country }}",
    "SourceAddress": "DELETE WHERE {{ {node} schema:url ?any }} ; DELETE WHERE {{ {node} ip:sourceKind ?kind }} ;"
    "INSERT DATA {{ {node} ip:sourceKind ip:news }}",
}
"""Shapes in which one of two things must hold → how to break both."""


def listed():
    """List each constraint that shapes.ttl states outside other constraints: shape, class, path, parameter, value."""
    for shape, target in SHAPES.subject_objects(SH.targetClass):
        for holder in (shape, *SHAPES.objects(shape, SH.property)):
            for parameter, value in SHAPES.predicate_objects(holder):
                word = parameter.removeprefix(str(SH))
                told = {"targetClass", "message", "severity", "path", "property", "sparql", "qualifiedValueShape"}
                if parameter.startswith(str(SH)) and word not in told:
                    yield shape.rpartition("#")[2], target, SHAPES.value(holder, SH.path) or "", word, value


LISTED = sorted(listed())


def named(case):
    shape, _, path, word, _ = case
    return f"{shape}-{path.rpartition('#')[2].rpartition('/')[2]}-{word}"


def component_of(word):
    return f"{word[0].upper()}{word[1:]}ConstraintComponent"


def broken(case, node):
    """Write the update that makes a sound node violate one constraint."""
    shape, _, path, word, value = case
    if word == "or":
        return EITHER_OR[shape].format(node=node)
    clear = f"DELETE WHERE {{ {node} <{path}> ?any }} ; "
    if word in ("minCount", "qualifiedMinCount"):
        return clear
    if word == "lessThanOrEquals":
        data = f"{node} <{path}> {LATER} ; <{value}> {EARLIER}"
        return f"{clear} DELETE WHERE {{ {node} <{value}> ?other }} ; INSERT DATA {{ {data} }}"
    if word in ADDED:
        return f"INSERT DATA {{ {ADDED[word].format(node=node, path=f'<{path}>')} }}"
    return f"{clear} INSERT DATA {{ {node} <{path}> {REPLACED[word]} }}"


def copy_of_a_sound_one(store, case, node):
    """Copy an instance of the shape's class, one that has the property if there is any."""
    _, target, path, _, _ = case
    kind = f"?x a ?c . ?c rdfs:subClassOf* <{target}>"
    having = f"{kind} . ?x <{path}> ?v" if path else kind
    for where in (having, kind):
        found = sorted(s[0].value for s in store.query(f"SELECT ?x {{ {where} }}", prefixes=PREFIXES))
        if found:
            store.update(f"INSERT {{ {node} ?p ?o }} WHERE {{ <{found[0]}> ?p ?o }}")
            return
    raise AssertionError(target)


@pytest.fixture(scope="module")
def planted(rich):
    """Plant every defect, each on a node of its own, and let both ways look once."""
    store = compile_ontology([rich]).store
    cases = {named(case): (f"<e:{number}>", case) for number, case in enumerate(LISTED)}
    for node, case in cases.values():
        copy_of_a_sound_one(store, case, node)
        store.update(broken(case, node), prefixes=PREFIXES)
    return {name: node.strip("<>") for name, (node, _) in cases.items()}, *both_find(SHAPES, store)


def test_what_is_compiled_is_what_the_file_states():
    stated = {(component_of(word), str(path)) for _, _, path, word, _ in LISTED}
    assert stated == {(c.component, c.path) for c in compile_shapes(SHAPES) if c.component != SPARQL}
    assert len(LISTED) == len({named(case) for case in LISTED}) > 70


@pytest.mark.parametrize("case", LISTED, ids=named)
def test_both_ways_find_the_defect_of_each_constraint(planted, case):
    nodes, ours, theirs = planted
    _, _, path, word, _ = case
    defect = (nodes[named(case)], component_of(word), str(path), "violation")
    assert defect in ours
    assert defect in theirs


def test_both_ways_find_the_same_in_all(planted):
    _, ours, theirs = planted
    assert ours == theirs


def test_a_message_and_a_severity_are_those_of_the_shape():
    found = {(c.path.rpartition("#")[2], c.severity, c.message) for c in compile_shapes(SHAPES)}
    assert (
        "mic",
        "violation",
        "Give the exchange's ISO 10383 code: four capital letters or digits, such as XTAI.",
    ) in found
    assert [severity for _, severity, message in found if "is reported, yet" in message] == ["warning"]


# Random broken data ------------------------------------------------------------------------------------

KINDS = [
    "QuantityClaim",
    "RelationClaim",
    "MilestoneClaim",
    "Listing",
    "Source",
    "Company",
    "Country",
    "Technology",
    "Metric",
]
NODES = [f"<e:{name}>" for name in "abcd"]
ORDERED = {NS + word for word in ("periodStart", "periodEnd", "earliest", "latest", "low", "high")}
PATHS = sorted({str(path) for path in SHAPES.objects(None, SH.path)} - {str(RDF.type)})
TERMS = [
    *NODES, "ip:reported", "ip:asserts", "ip:editorial", "ip:news", "ip:opened", "ip:announced", "ip:offers", "ip:money",
    "'one'@en", "'two'@en", "'zwei'@de", "'deux'@fr", "'trois'@fr", "'british'@en-gb", "''", "'x'", "'XTAI'", "'xtai'",
    "'https://example.org'", "'https://example.org'^^xsd:anyURI", "5", "true",
]  # fmt: skip
FITTING = {
    NS + "status": ["ip:reported"], NS + "polarity": ["ip:asserts"], NS + "sourceKind": ["ip:editorial", "ip:news"],
    NS + "milestone": ["ip:opened"], NS + "basis": ["ip:announced"], NS + "unitFamily": ["ip:money"], NS + "mic": ["'XTAI'"],
    str(RDF.predicate): ["ip:offers"], PREFIXES["schema"] + "url": ["'https://example.org'"],
    PREFIXES["skos"] + "prefLabel": ["'one'@en", "'deux'@fr"],
}  # fmt: skip
"""Values that a property may have, so that some nodes are sound; the random ones are nearly always wrong."""
DAYS = ['"2026-01-01"^^xsd:date', '"2026-06-30"^^xsd:date', '"2027-01-01"^^xsd:date', "'soon'"]
"""What ordered properties get: pyshacl puts IRIs and literals of unlike types in some order, SHACL in none."""


@pytest.fixture(scope="module")
def vocabulary():
    """Give the classes with what stands above them, and the codes, without which no shape holds."""
    wanted = {PREFIXES["rdfs"] + "subClassOf", NS + "slug", str(RDF.type)}
    return [quad for quad in parse_turtle(find_ontology(), "vocabulary.ttl") if quad.predicate.value in wanted]


def dense(seed):
    """Write random statements, thick enough that most constraints meet a value: up to three for each property."""
    chance = Random(seed)
    for node in NODES:
        yield from (f"{node} a ip:{kind} ." for kind in chance.sample(KINDS, chance.choice([1, 1, 2])))
        for path in PATHS:
            terms = (
                DAYS
                if path in ORDERED
                else [*chance.choices(TERMS, k=3), *chance.choices(FITTING.get(path, TERMS), k=2)]
            )
            yield from (f"{node} <{path}> {term} ." for term in chance.choices(terms, k=chance.choice([0, 1, 1, 2, 3])))


@settings(max_examples=40)
@given(seed=st.integers(0, 2**64))
def test_both_ways_find_the_same_in_random_data(vocabulary, seed):
    store = store_of("\n".join(dense(seed)))
    store.extend(vocabulary)
    ours, theirs = both_find(SHAPES, store)
    assert ours == theirs


# Odd values ----------------------------------------------------------------------------------------------

ODD = """
    :A rdfs:subClassOf :Top . :B rdfs:subClassOf :A .
    :none a :A . :iri a :B ; :p :iri . :blank a :A ; :p [] , [ a :Other ] . :twice a :A ; :p "one"@en , "two"@EN . :text a :Top ; :p "text" , "text"@en , "text"@EN-gb .
    :number a :A , :B ; :p 7 , 7.0 , 7e0 , "x"^^xsd:integer . :truth a :A ; :p true , "maybe"^^xsd:boolean .
    :day a :A ; :p "2026-02-28"^^xsd:date , "2026-02-30"^^xsd:date , "2026"^^xsd:gYear .
    :empty a :A ; :p "" . :chain a :A ; :p :number , :none , :text .
"""
TESTS = [
    *(f"sh:nodeKind sh:{kind}" for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")),
    *(f"sh:datatype xsd:{kind}" for kind in ("boolean", "date", "decimal", "integer", "string")),
    "sh:class :A", "sh:class :B , :A", "sh:minLength 1", "sh:minLength 5", 'sh:pattern "^t|7"', 'sh:pattern "a" , "e"',
    'sh:languageIn ( "en" )', 'sh:languageIn ( "de" "en-GB" )', "sh:uniqueLang true", "sh:uniqueLang false",
    "sh:in ( :iri 7 'text' 'text'@en )", "sh:hasValue :none", "sh:hasValue 'text'@en , 'text'",
    "sh:minCount 0", "sh:minCount 2", "sh:maxCount 0", "sh:maxCount 1 ; sh:minCount 1",
    "sh:property [ sh:path :p ; sh:maxCount 2 ]", "sh:or ( [ sh:class :A ] [ sh:nodeKind sh:Literal ] )",
    "sh:or ( [ sh:path :p ; sh:minCount 4 ] [ sh:datatype xsd:integer ; sh:in ( 7 ) ] [] )",
    "sh:qualifiedValueShape [ sh:class :A ; sh:property [ sh:path :p ; sh:minCount 1 ] ] ; sh:qualifiedMinCount 1",
    "sh:qualifiedValueShape [ sh:or ( [ sh:nodeKind sh:Literal ] [ sh:hasValue :none ] ) ] ; sh:qualifiedMaxCount 1",
]  # fmt: skip


@pytest.mark.parametrize("test", TESTS)
def test_odd_values_are_judged_alike(test):
    shapes = graph_of(
        f":s a sh:NodeShape ; sh:targetClass :Top ; sh:severity sh:Warning ; sh:property [ sh:path :p ; {test} ] ."
    )
    ours, theirs = both_find(shapes, store_of(ODD))
    assert ours == theirs
    assert bool(ours) == (test not in ("sh:minCount 0", "sh:uniqueLang false") and "[] )" not in test)


@pytest.mark.parametrize(
    "test", ["sh:class :B", "sh:nodeKind sh:Literal", "sh:in ( :none )", "sh:hasValue :none", 'sh:pattern "i"']
)
def test_a_shape_can_be_about_the_node_itself(test):
    shapes = graph_of(f":s a sh:NodeShape ; sh:targetClass :A , :B ; sh:severity sh:Info ; {test} .")
    ours, theirs = both_find(shapes, store_of(ODD))
    assert ours == theirs != set()
    assert {severity for *_, severity in ours} == {"info"}


def test_bounds_are_compared_as_numbers_and_the_incomparable_violates():
    shapes = graph_of(":s sh:targetClass :T ; sh:property [ sh:path :low ; sh:lessThanOrEquals :high ] .")
    store = store_of(
        ":right a :T ; :low 9 , 9.5 ; :high 10 . :same a :T ; :low 5.0 ; :high 5 . :open a :T ; :low 5 ."
        ":wrong a :T ; :low 10 ; :high 9 . :other a :T ; :low 'ten' ; :high 9 . :node a :T ; :low :right ; :high :wrong ."
    )
    assert {v.focus for v in find_violations(compile_shapes(shapes), store)} == {"e:wrong", "e:other", "e:node"}


# What is refused -------------------------------------------------------------------------------------------


def query_shape(select, rest=""):
    return f":s a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:select '''{select}''' {rest} ] ."


@pytest.mark.parametrize(
    ("turtle", "what"),
    [
        (":s a sh:NodeShape ; sh:targetClass :A ; sh:closed true .", "sh:closed"),
        (":s a sh:NodeShape ; sh:targetNode :a ; sh:class :A .", "sh:targetNode"),
        (":s a sh:NodeShape ; sh:targetClass :A ; sh:deactivated true .", "sh:deactivated"),
        (":s sh:targetClass :A ; sh:property [ sh:path :p ; sh:madeUp 1 ] .", "sh:madeUp"),
        (":s sh:targetClass :A ; sh:property [ sh:path :p ; sh:pattern 'a' ; sh:flags 'i' ] .", "sh:flags"),
        (":s sh:targetClass :A ; sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ] .", "sh:inversePath"),
        (":s sh:targetClass :A ; sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ] .", "sh:path takes one IRI"),
        (":s sh:targetClass :A ; sh:property [ sh:path :p , :q ; sh:minCount 1 ] .", "several sh:path"),
        (":s a sh:NodeShape , rdfs:Class ; sh:nodeKind sh:IRI .", "a class and a shape in one"),
        (":s sh:targetClass 'A' ; sh:nodeKind sh:IRI .", "sh:targetClass takes one IRI"),
        (":s sh:targetClass :A ; sh:minCount 1 .", "sh:minCount stands in a shape without sh:path"),
        (":s sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 'one' ] .", "whole number"),
        (":s sh:targetClass :A ; sh:property [ sh:path :p ; sh:qualifiedMinCount 1 ] .", "stand apart"),
        (":s sh:targetClass :A ; sh:property [ sh:path :p ; sh:qualifiedValueShape [ sh:class :A ] ] .", "stand apart"),
        (":s sh:targetClass :A ; sh:datatype xsd:hexBinary .", "hexBinary"),
        (":s sh:targetClass :A ; sh:nodeKind sh:Triple .", "sh:nodeKind"),
        (":s sh:targetClass :A ; sh:in :A .", "no list"),
        (":s sh:targetClass :A ; sh:in ( [] ) .", "sh:in takes an IRI or a literal"),
        (":s sh:targetClass :A ; sh:property [ sh:path :p ; sh:property :s ] .", "contains itself"),
        (":s sh:targetClass :A ; sh:or ( [ sh:sparql [ sh:select 'SELECT $this {}' ] ] ) .", "inside another"),
        (query_shape("ASK { $this :p ?v }"), "SELECT $this"),
        (query_shape("SELECT $this { $this $PATH ?v }"), "$PATH"),
        (query_shape("SELECT $this { SERVICE <http://example.org> { $this ?p ?v } }"), "SERVICE"),
        (query_shape("SELECT $this { $this }"), "not SPARQL"),
        (query_shape("SELECT $this { $this :p ?v }"), "not SPARQL"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_and_named(turtle, what):
    with pytest.raises(DataError) as raised:
        list(find_violations(compile_shapes(graph_of(turtle)), store_of(ODD)))
    (problem,) = raised.value.problems
    assert what in problem.what
    assert (problem.file, problem.rule) == ("shapes.ttl", "shapes")
    assert problem.mend.endswith(".")


def test_a_query_uses_the_prefixes_that_its_ontology_declares():
    shapes = graph_of(
        query_shape("SELECT $this ?value { $this e:p ?value FILTER(isLiteral(?value)) }", "; sh:prefixes :o ; sh:message 'Not {?value} {?it}; mend {$value}'")
        + ":o sh:declare [ sh:prefix 'e' ; sh:namespace 'e:'^^xsd:anyURI ] ."
    )  # fmt: skip
    found = {v.focus: v.message for v in find_violations(compile_shapes(shapes), store_of(ODD))}
    assert found["e:empty"] == "Not  {?it}; mend "
    assert found.keys() == {"e:number", "e:truth", "e:day", "e:empty", "e:twice"}


def test_text_in_the_shapes_stays_text():
    hostile = rdflib.Literal('a" } SELECT * { ?s ?p "')
    shapes = rdflib.Graph()
    shape, inner = rdflib.URIRef("e:s"), rdflib.BNode()
    shapes.add((shape, SH.targetClass, rdflib.URIRef("e:A")))
    shapes.add((shape, SH.property, inner))
    shapes.add((inner, SH.path, rdflib.URIRef("e:p")))
    shapes.add((inner, SH.hasValue, hostile))
    assert {v.focus for v in find_violations(compile_shapes(shapes), store_of(ODD))} >= {"e:none", "e:empty"}


def test_a_shape_without_a_message_says_what_it_asks():
    (found,) = compile_shapes(graph_of(":s sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ] ."))
    assert found.message == "MinCountConstraintComponent of e:p is violated; mend it"


def test_the_shipped_data_have_no_findings(shipped_store):
    """Look by the queries alone: `interposer check --oracle` in scripts/check and tests/ontology ask pyshacl."""
    assert list(find_violations(compile_shapes(SHAPES), shipped_store.engine)) == []
