"""The dataset written out: Turtle, N-Triples, JSON-LD, and one CSV row a claim; same data, same bytes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from interposer.errors import UsageError
from interposer.store.terms import NS, PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

    from interposer.store.store import EmbeddedStore

__all__ = ["EXPORTS", "export_store"]

EXPORTS = ("ttl", "nt", "jsonld", "csv")
_DERIVED = ("live", "grade", "weak", "disputed", "ofClaims", "disagreementKind")
_CLAIMS = """SELECT ?claim ?subject ?predicate ?object ?value ?unit ?low ?high ?period ?status ?polarity ?grade ?disputed
  ?source ?title ?publisher ?published ?url ?locator ?note WHERE {
  ?c rdf:subject ?s ; ip:status ?st ; ip:polarity ?pol ; prov:hadPrimarySource ?src ; ip:locator ?locator .
  ?s skos:prefLabel ?subject . FILTER(LANG(?subject) = "en")
  ?src dcterms:title ?title ; dcterms:publisher ?publisher .
  { ?c rdf:predicate ?p ; rdf:object ?o . ?o skos:prefLabel ?object . FILTER(LANG(?object) = "en") }
  UNION { ?c ip:metric ?p ; ip:rawValue ?value ; ip:unit ?u . OPTIONAL { ?c ip:low ?low } OPTIONAL { ?c ip:high ?high } }
  UNION { ?c ip:milestone ?p ; ip:rawValue ?value }
  OPTIONAL { ?c ip:periodLabel ?period } OPTIONAL { ?c ip:grade ?grade } OPTIONAL { ?c ip:disputed ?disputed }
  OPTIONAL { ?src dcterms:issued ?issued } OPTIONAL { ?src schema:url ?address } OPTIONAL { ?c ip:note ?note }
  FILTER NOT EXISTS { ?c ip:quarantined ?reason } FILTER NOT EXISTS { ?c ip:retractedOn ?day }
  FILTER NOT EXISTS { ?later ip:supersedes ?c . FILTER NOT EXISTS { ?later ip:retractedOn ?gone } }
  BIND(REPLACE(STR(?c), "^.*/", "") AS ?claim) BIND(REPLACE(STR(?p), "^.*[/#]", "") AS ?predicate)
  BIND(REPLACE(STR(?u), "^.*/", "") AS ?unit) BIND(REPLACE(STR(?st), "^.*#", "") AS ?status)
  BIND(REPLACE(STR(?pol), "^.*#", "") AS ?polarity) BIND(REPLACE(STR(?src), "^.*/", "") AS ?source)
  BIND(STR(?issued) AS ?published) BIND(STR(?address) AS ?url) } ORDER BY ?claim"""


def export_store(store: EmbeddedStore, form: str, *, asserted: bool = False) -> bytes:
    """Write the store in one of EXPORTS; `asserted` leaves out what the rules derived.

    CSV holds every live claim with labels and its source. Raises UsageError for another form.
    """
    if form == "csv":
        return _csv(store)
    if form not in EXPORTS:
        raise UsageError(f"export to {form!r}: use {', '.join(EXPORTS)}")
    import pyoxigraph as ox

    plain, blank = set(), ox.Dataset()
    for quad in store.engine:
        if asserted and _is_derived(quad):
            continue
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            blank.add(quad)
        else:
            plain.add(quad.triple)
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)  # else every snapshot names its blank nodes anew
    triples = sorted(plain | {quad.triple for quad in blank}, key=str)
    formats = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    prefixes = None if form == "nt" else PREFIXES
    written = ox.serialize(triples, format=formats[form], prefixes=prefixes)
    return written if isinstance(written, bytes) else b""


def _is_derived(quad: ox.Quad) -> bool:
    """Tell what the rules made: plain relations between things, the tree, grades, flags, disagreements."""
    predicate = quad.predicate.value
    value = getattr(quad.object, "value", "")
    if predicate == PREFIXES["rdf"] + "type":
        return value == NS + "Disagreement"
    if not predicate.startswith(NS):
        return predicate == PREFIXES["skos"] + "broader"
    name = predicate.removeprefix(NS)
    between = getattr(quad.subject, "value", "").startswith(PREFIXES["id"]) and value.startswith(PREFIXES["id"])
    return name in _DERIVED or (between and name != "hasListing")


def _csv(store: EmbeddedStore) -> bytes:
    found = store.select(_CLAIMS)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(found.variables)
    writer.writerows(["" if cell is None else str(cell) for cell in row] for row in found)
    return out.getvalue().encode()
