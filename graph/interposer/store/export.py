"""The dataset written out as RDF: Turtle, N-Triples, N-Quads, TriG, JSON-LD and RDF 1.2; same data, same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interposer.errors import UsageError
from interposer.store.tabular import claims_csv, sqlite_file
from interposer.store.terms import BASE, DATASET, NS, PREFIXES, UNIT, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from interposer.store.store import EmbeddedStore

__all__ = ["EXPORTS", "REIFIED", "export_store"]

EXPORTS = ("ttl", "nt", "nq", "trig", "jsonld", "rdf12", "csv", "sqlite")
"""The forms of an export; rdf12 is Turtle of RDF 1.2 in which claims reify the triples they speak of."""
_DERIVED = ("live", "lastWord", "grade", "weak", "disputed", "ofClaims", "disagreementKind")
_GRAPHS = {name: f"{BASE}graph/{name}" for name in ("vocabulary", "asserted", "derived")}
_VOID = PREFIXES["void"]

REIFIED = """CONSTRUCT { ?claim rdf:reifies <<( ?s ?p ?o )>> . ?node ?property ?value }
WHERE {
  { ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
  UNION { ?node ?property ?value FILTER(?property NOT IN (rdf:subject, rdf:predicate, rdf:object)) }
  UNION { ?node ip:rawValue ?raw ; ?property ?value FILTER(?property = rdf:subject) }
}"""
"""Turns every relation claim into an RDF 1.2 reifier of its triple; everything else stays as it is."""


def export_store(store: EmbeddedStore, form: str, *, asserted: bool = False) -> bytes:
    """Write the store in one of EXPORTS; `asserted` leaves out what the rules derived.

    RDF carries the dataset's description with VoID counts; N-Quads and TriG part vocabulary, asserted and
    derived statements into named graphs. CSV holds every live claim with labels and its source, SQLite all
    tables. Raises UsageError for another form.
    """
    if form == "csv":
        return claims_csv(store)
    if form == "sqlite":
        return sqlite_file(store)
    if form not in EXPORTS:
        raise UsageError(f"export to {form!r}: use {', '.join(EXPORTS)}")
    import pyoxigraph as ox

    if form == "rdf12":
        triples = store.engine.query(REIFIED, prefixes=PREFIXES, use_default_graph_as_union=store.union)
        quads: Iterable[ox.Quad] = (ox.Quad(t.subject, t.predicate, t.object) for t in triples)  # type: ignore[union-attr]
    else:
        quads = iter(store.engine)
    kept = [ox.Quad(q.subject, q.predicate, q.object) for q in quads if not (asserted and _is_derived(q))]
    made = _named_alike(kept)
    made.append(_count(len(made) + 1))
    formats = {
        "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD,
        "nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "rdf12": ox.RdfFormat.TURTLE,
    }  # fmt: skip
    lines: list[ox.Quad] | list[ox.Triple]
    if form in ("nq", "trig"):
        lines = sorted(map(_placed, made), key=lambda quad: (str(quad.graph_name), str(quad)))
    else:
        lines = sorted((quad.triple for quad in made), key=str)
    prefixes = None if form in ("nt", "nq") else PREFIXES
    written = ox.serialize(lines, format=formats[form], prefixes=prefixes)
    return written if isinstance(written, bytes) else b""


def _named_alike(quads: list[ox.Quad]) -> list[ox.Quad]:
    """Give blank nodes names that depend on the data alone: else every snapshot names them anew."""
    import pyoxigraph as ox

    plain, blank = set(), ox.Dataset()
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            blank.add(quad)
        else:
            plain.add(quad)
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [*plain, *blank]


def _count(triples: int) -> ox.Quad:
    import pyoxigraph as ox

    number = ox.Literal(str(triples), datatype=ox.NamedNode(XSD + "integer"))
    return ox.Quad(ox.NamedNode(DATASET), ox.NamedNode(_VOID + "triples"), number)


def _placed(quad: ox.Quad) -> ox.Quad:
    """Put a statement into the named graph it belongs to; the dataset's description stays in the default graph."""
    import pyoxigraph as ox

    about = getattr(quad.subject, "value", "")
    if about == DATASET or about.startswith(DATASET + "/"):
        return quad
    part = "derived" if _is_derived(quad) else "asserted"
    if about.startswith((NS, UNIT)) or about == NS.rstrip("#") or isinstance(quad.subject, ox.BlankNode):
        part = "vocabulary"
    return ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(_GRAPHS[part]))


def _is_derived(quad: ox.Quad) -> bool:
    """Tell what the rules made: plain relations between things, the tree, grades, flags, disagreements, counts."""
    predicate = quad.predicate.value
    value = getattr(quad.object, "value", "")
    about = getattr(quad.subject, "value", "")
    if predicate == PREFIXES["rdf"] + "type":
        return bool(value == NS + "Disagreement")
    if about == DATASET:
        return predicate in (NS + "claims", _VOID + "entities")
    if not predicate.startswith(NS):
        return bool(predicate == PREFIXES["skos"] + "broader")
    name = predicate.removeprefix(NS)
    between = about.startswith(PREFIXES["id"]) and value.startswith(PREFIXES["id"])
    return name in _DERIVED or (between and name != "hasListing")
