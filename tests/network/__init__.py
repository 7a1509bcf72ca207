"""Small worlds for the tests of the network: claims written straight into a store in memory."""

from __future__ import annotations

from itertools import count

import pyoxigraph as ox

from interposer.store.store import EmbeddedStore
from interposer.store.terms import PREFIXES

_NUMBERS = count()

VOCABULARY = """
ip:Company rdfs:label "company"@en ; ip:layer 6 .
ip:Offering rdfs:label "offering"@en ; ip:layer 5 .
ip:Chip rdfs:label "chip"@en ; ip:layer 2 .
ip:Facility rdfs:label "facility"@en ; ip:layer 7 .
ip:Country rdfs:label "country"@en ; ip:layer 9 .
ip:BusinessRole rdfs:label "role"@en ; ip:layer 6 .
ip:Metric rdfs:label "metric"@en ; ip:layer 9 .
ip:offers a ip:Relation ; rdfs:label "offers"@en ; ip:reading "{s} offers {o}"@en .
ip:suppliesTo a ip:Relation ; rdfs:label "supplies to"@en ; ip:reading "{s} supplies to {o}"@en .
ip:uses a ip:Relation ; rdfs:label "makes use of"@en .
ip:sampled rdfs:label "sampled"@en .
unit:wafers-month rdfs:label "wafers a month"@en ; ip:symbol "wafers/month" .
"""


def thing(slug, kind="Company", label="", more=""):
    return f'id:{slug} a ip:{kind} ; skos:prefLabel "{label or slug}"@en {more} .\n'


def claim(
    subject, predicate, obj, *, family="wire", kind="news", status="reported", polarity="asserts", item="", slug="",
    start="", end="", recorded="2026-01-01", retracted="", quarantined="", supersedes="", grade="", disputed=False,
    live=None, also="",
):  # fmt: skip
    """Write a relation claim with its source, as the compiler and its rules would."""
    node = f"claim:{slug or f'c{next(_NUMBERS):05}'}"
    source = f"source:{family}-{kind}"
    live = not (retracted or quarantined) if live is None else live
    parts = [
        f"{node} a ip:RelationClaim ; rdf:subject id:{subject} ; rdf:predicate ip:{predicate} ; rdf:object id:{obj}",
        f"ip:status ip:{status} ; ip:polarity ip:{polarity} ; prov:hadPrimarySource {source} ; ip:locator 'p. 1'",
        f"ip:recordedOn '{recorded}'^^xsd:date ; ip:statementKey '{subject} {predicate} {obj} {item}'",
    ]
    dates = {"periodStart": start, "periodEnd": end, "retractedOn": retracted}
    parts += [f"ip:{name} '{day}'^^xsd:date" for name, day in dates.items() if day]
    texts = {"quarantined": quarantined, "grade": grade, "periodLabel": start}
    parts += [f"ip:{name} '{text}'" for name, text in texts.items() if text]
    parts += [f"ip:item id:{item}"] * bool(item) + [f"ip:supersedes claim:{supersedes}"] * bool(supersedes)
    parts += ["ip:disputed true"] * disputed + ["ip:live true"] * live
    return f"{' ; '.join(parts)} {also}.\n{voice(family, kind)}"


def voice(family, kind="news"):
    return (
        f"source:{family}-{kind} a ip:Source ; ip:sourceFamily '{family}' ; ip:sourceKind ip:{kind} ; "
        f"dcterms:title 'Title of {family}' ; dcterms:publisher '{family}' .\n"
    )


def number(subject, metric, value, *, status="reported", more=""):
    period = "2026-12-31"
    node = f"claim:n{next(_NUMBERS):05}"
    return (
        f"{node} a ip:QuantityClaim ; rdf:subject id:{subject} ; ip:metric id:{metric} ; ip:rawValue '{value}' ; "
        f"ip:unit unit:wafers-month ; ip:status ip:{status} ; ip:polarity ip:asserts ; ip:locator 'p. 1' ; ip:live true ; "
        f"prov:hadPrimarySource source:wire-news ; ip:recordedOn '2026-01-01'^^xsd:date ; ip:periodLabel '{period}' ; "
        f"ip:periodStart '{period}'^^xsd:date ; ip:periodEnd '{period}'^^xsd:date {more}.\n{voice('wire')}"
    )


def store_of(*parts):
    """Load pieces of Turtle into a store in memory."""
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    engine = ox.Store()
    engine.load(input=(prefixes + "".join(parts)).encode(), format=ox.RdfFormat.TURTLE)
    return EmbeddedStore(engine, None)
