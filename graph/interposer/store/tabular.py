"""The dataset as tables: one CSV row a claim with CSVW metadata, and a SQLite file with every table."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from interposer.store.terms import BASE, CLAIM, NS, PREFIXES, Iri, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from interposer.store.store import EmbeddedStore
    from interposer.store.terms import Term

__all__ = ["CLAIM_COLUMNS", "claims_csv", "csvw_metadata", "sqlite_file"]

_RDF, _SKOS, _DCT = PREFIXES["rdf"], PREFIXES["skos"], PREFIXES["dcterms"]
_PRIMARY = PREFIXES["prov"] + "hadPrimarySource"
CLAIM_COLUMNS = {
    "claim": ("string", "Id of the claim: a hash of what is said and by whom."),
    "subject": ("string", "English label of the thing that is spoken of."),
    "subject_id": ("string", "Id of that thing."),
    "predicate": ("string", "Relation, metric or milestone."),
    "object": ("string", "English label of the thing it is related to."),
    "object_id": ("string", "Id of that thing."),
    "item": ("string", "Id of the thing that the relation is about, such as what is supplied."),
    "value": ("string", "Number or date as the source prints it."),
    "unit": ("string", "Id of the unit."),
    "low": ("decimal", "Lower end of the number in its unit; empty is open."),
    "high": ("decimal", "Upper end of the number in its unit; empty is open."),
    "canonical_unit": ("string", "Unit in which numbers of this family are compared."),
    "canonical_low": ("decimal", "Lower end in the canonical unit."),
    "canonical_high": ("decimal", "Upper end in the canonical unit."),
    "earliest": ("date", "First day that a milestone's date admits."),
    "latest": ("date", "Last day that a milestone's date admits."),
    "scope": ("string", "Id of the thing that the number is limited to."),
    "scope_note": ("string", "Words that limit the number."),
    "basis": ("string", "What the figure counts."),
    "period": ("string", "Time that the fact is about."),
    "period_start": ("date", "Its first day."),
    "period_end": ("date", "Its last day; empty on a relation that goes on."),
    "status": ("string", "reported, planned, forecast or rumoured."),
    "polarity": ("string", "asserts or denies."),
    "attributed_to": ("string", "Who is quoted."),
    "stated_on": ("string", "Day on which the source said it, as precisely as it is printed."),
    "grade": ("string", "A to D by the published rule; empty where no rule gives one."),
    "disputed": ("boolean", "Whether another live claim cannot be true beside it."),
    "locator": ("string", "Where in the source it stands."),
    "note": ("string", "Remark that helps to read it."),
    "recorded": ("date", "Day on which it was added."),
    "source": ("string", "Id of the source."),
    "title": ("string", "Title of the source."),
    "publisher": ("string", "Publisher of the source."),
    "published": ("string", "Date of the source, as precisely as it is printed."),
    "source_kind": ("string", "Kind of the source."),
    "source_family": ("string", "Independent voice that speaks in it; copies share one."),
    "url": ("anyURI", "Address of the source."),
}
"""Columns of the claims table with their XSD types and meanings."""
_PROPERTIES = {
    "subject_id": _RDF + "subject", "object_id": _RDF + "object", "item": NS + "item", "value": NS + "rawValue",
    "unit": NS + "unit", "low": NS + "low", "high": NS + "high", "canonical_unit": NS + "canonicalUnit",
    "canonical_low": NS + "canonicalLow", "canonical_high": NS + "canonicalHigh", "earliest": NS + "earliest",
    "latest": NS + "latest", "scope": NS + "scope", "scope_note": NS + "scopeNote", "basis": NS + "basis",
    "period": NS + "periodLabel", "period_start": NS + "periodStart", "period_end": NS + "periodEnd",
    "status": NS + "status", "polarity": NS + "polarity", "attributed_to": NS + "attributedTo",
    "stated_on": NS + "statedOn", "grade": NS + "grade", "disputed": NS + "disputed", "locator": NS + "locator",
    "note": NS + "note", "recorded": NS + "recordedOn", "source": _PRIMARY,
}  # fmt: skip
_OF_SOURCE = {
    "title": _DCT + "title", "publisher": _DCT + "publisher", "published": _DCT + "issued", "source_kind": NS + "sourceKind",
    "source_family": NS + "sourceFamily", "url": PREFIXES["schema"] + "url",
}  # fmt: skip
_STATE = ("live", "quarantined", "retracted", "supersedes")


def claims_csv(store: EmbeddedStore) -> bytes:
    """Write every live claim with labels and its source, one row each, in order of their ids."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CLAIM_COLUMNS)
    for row in _claims(store):
        if row["live"] == "true":
            writer.writerow([row[name] for name in CLAIM_COLUMNS])
    return out.getvalue().encode()


def csvw_metadata(store: EmbeddedStore, file_name: str) -> bytes:
    """Write the CSVW metadata that lies beside the CSV file: columns, types, key, licence, version."""
    record = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": quote(file_name),
        "dc:title": "Interposer: claims about advanced chip packaging",
        "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "dc:identifier": store.data_version,
        "dialect": {"delimiter": ",", "header": True, "encoding": "utf-8", "lineTerminators": ["\n"]},
        "tableSchema": {
            "primaryKey": "claim",
            "columns": [
                {"name": name, "titles": name, "datatype": kind, "dc:description": text, "required": name == "claim"}
                for name, (kind, text) in CLAIM_COLUMNS.items()
            ],
        },
    }
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _described(store: EmbeddedStore, pattern: str) -> dict[str, dict[str, Term]]:
    """Read all properties of the nodes that a pattern binds to ?node; of several values of one the first."""
    found: dict[str, dict[str, Term]] = {}
    for node, name, value in store.select(f"SELECT ?node ?p ?o WHERE {{ {pattern} ?node ?p ?o }}"):
        held = found.setdefault(str(node), {})
        if str(name) not in held or str(value) < str(held[str(name)]):
            held[str(name)] = value
    return found


def _text(term: Term) -> str:
    if isinstance(term, Iri):
        return term.slug if not term.startswith("http") or term.startswith(BASE) else str(term)
    if isinstance(term, Decimal):
        return f"{term:f}"  # str() writes small ones with an exponent, which xsd:decimal does not know
    return str(term).lower() if isinstance(term, bool) else "" if term is None else str(term)


def _labels(store: EmbeddedStore) -> dict[str, str]:
    rows = store.select('SELECT ?x ?label WHERE { ?x skos:prefLabel ?label FILTER(LANG(?label) = "en") }').pairs()
    return {str(thing): str(label) for thing, label in rows}


def _claims(store: EmbeddedStore) -> Iterator[dict[str, str]]:
    labels, sources = _labels(store), _described(store, "?node rdf:type ip:Source .")
    for node, said in sorted(_described(store, "?node ip:recordedOn ?day .").items()):
        row = dict.fromkeys([*CLAIM_COLUMNS, *_STATE], "")
        row |= {name: _text(said[key]) for name, key in _PROPERTIES.items() if key in said}
        source = sources.get(str(said.get(_PRIMARY)), {})
        row |= {name: _text(source[key]) for name, key in _OF_SOURCE.items() if key in source}
        what = said.get(_RDF + "predicate") or said.get(NS + "metric") or said.get(NS + "milestone")
        row |= {
            "claim": node.removeprefix(CLAIM),
            "subject": labels.get(str(said.get(_RDF + "subject")), ""),
            "object": labels.get(str(said.get(_RDF + "object")), ""),
            "predicate": _text(what),
            "live": "true" if NS + "live" in said else "false",
            "disputed": "true" if NS + "disputed" in said else "false",
            "quarantined": _text(said.get(NS + "quarantined")),
            "retracted": _text(said.get(NS + "retractedOn")),
            "supersedes": _text(said.get(NS + "supersedes")),
        }
        yield row


def sqlite_file(store: EmbeddedStore) -> bytes:
    """Write all tables into one SQLite file: claims, things, names, sources, listings, units, disagreements."""
    with closing(sqlite3.connect(":memory:")) as database:
        for name, (columns, rows) in _tables(store).items():
            keys = ", ".join(
                f'"{column}"{" PRIMARY KEY" if i == 0 and name in _KEYED else ""}' for i, column in enumerate(columns)
            )
            database.execute(f'CREATE TABLE "{name}" ({keys})')
            insert = f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})'  # noqa: S608  (names are ours)
            database.executemany(insert, [[None if cell == "" else cell for cell in row] for row in rows])
        for table, column in _INDEXES:
            database.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
        database.commit()
        return database.serialize()


_KEYED = {"claims", "things", "sources", "units"}
_INDEXES = (
    ("claims", "subject_id"), ("claims", "object_id"), ("claims", "predicate"), ("claims", "source"), ("names", "thing"),
    ("names", "name"), ("disagreements", "claim"),
)  # fmt: skip


def _tables(store: EmbeddedStore) -> dict[str, tuple[Sequence[str], list[list[Any]]]]:
    of_source = list(_OF_SOURCE)
    wide = [name for name in CLAIM_COLUMNS if name not in of_source] + list(_STATE)
    made: dict[str, tuple[Sequence[str], list[list[Any]]]] = {
        "claims": (wide, [[_number(name, row[name]) for name in wide] for row in _claims(store)]),
    }
    things = [(node, said) for node, said in _described(store, "?node ip:nameKey ?key .").items()]
    labels = _labels(store)
    made["things"] = (
        ("id", "label", "class", "definition", "notation"),
        sorted(
            [_slug(node), labels.get(node, ""), _class(said), _text(said.get(_SKOS + "definition")), _text(said.get(_SKOS + "notation"))]
            for node, said in things
        ),
    )  # fmt: skip
    queries = {
        "names": (("thing", "name", "lang", "kind", "source"), "?n ip:nameOf ?thing ; ip:text ?name ; ip:nameKind ?kind ; prov:hadPrimarySource ?source"),
        "listings": (("company", "mic", "ticker", "source"), "?company ip:hasListing ?l . ?l ip:mic ?mic ; ip:ticker ?ticker ; prov:hadPrimarySource ?source"),
        "units": (("id", "symbol", "family", "canonical", "factor"), "?id ip:family ?family ; ip:canonical ?canonical ; ip:factor ?factor OPTIONAL { ?id ip:symbol ?symbol }"),
        "disagreements": (("id", "kind", "claim"), "?id ip:disagreementKind ?kind ; ip:ofClaims ?claim"),
    }  # fmt: skip
    for name, (columns, pattern) in queries.items():
        wanted = [c for c in columns if c != "lang"]
        rows = store.select(f"SELECT {' '.join('?' + c for c in wanted)} WHERE {{ {pattern} }}").dicts()
        made[name] = (columns, sorted([_cell(column, row) for column in columns] for row in rows))
    sources = _described(store, "?node rdf:type ip:Source .")
    made["sources"] = (
        ("id", *of_source),
        sorted([_slug(node), *(_text(said.get(_OF_SOURCE[name])) for name in of_source)] for node, said in sources.items()),
    )  # fmt: skip
    made["dataset"] = (
        ("name", "value"),
        [["title", "Interposer"], ["version", store.data_version], ["license", "https://creativecommons.org/licenses/by/4.0/"]],
    )  # fmt: skip
    return made


def _cell(column: str, row: Mapping[str, Term]) -> str | float:
    if column == "lang":
        name = row["name"]
        return name.language if isinstance(name, Text) else ""
    return _number(column, _text(row[column]))


def _number(column: str, text: str) -> str | float:
    """Give numeric columns as numbers, so that SQL can compare them."""
    return float(text) if text and (column == "factor" or CLAIM_COLUMNS.get(column, ("",))[0] == "decimal") else text


def _slug(node: str) -> str:
    return Iri(node).slug


def _class(said: Mapping[str, Term]) -> str:
    return _text(said.get(_RDF + "type"))
