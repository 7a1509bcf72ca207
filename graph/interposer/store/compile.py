"""Claims to RDF 1.1: records become N-Triples, published CONSTRUCT rules derive the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from interposer.errors import DataError, Problem, UsageError, brief
from interposer.knowledge.files import load_knowledge
from interposer.knowledge.folding import fold
from interposer.knowledge.location import data_files
from interposer.knowledge.period import Period, parse_period, parse_stated
from interposer.knowledge.quantity import parse_value
from interposer.store.claim_checks import claim_kind
from interposer.store.guarded import refuse_unsafe
from interposer.store.integrity import find_problems
from interposer.store.terms import (
    CLAIM,
    DATASET,
    ID,
    NAME,
    NS,
    PREFIXES,
    SOURCE,
    UNIT,
    XSD,
    iri,
    literal,
)  # fmt: skip
from interposer.store.vocabulary import Vocabulary, parse_turtle, read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from interposer.knowledge.model import Claim, Entity, Knowledge, Listing, Name, Source

__all__ = ["Compiled", "compile_checked", "compile_ontology", "content_hash", "listing_iri", "read_checked"]

_A = iri(PREFIXES["rdf"] + "type")
_PLACES = 12
"""Decimal places of numbers in the dataset: Oxigraph compares no decimal of more than 18."""
_ASSERTED_FILES = ("vocabulary.ttl", "units.ttl", "dataset.ttl")


def _pred(prefix: str, *names: str) -> dict[str, str]:
    return {name: iri(PREFIXES[prefix] + name) for name in names}


_RDF: Final = _pred("rdf", "subject", "predicate", "object")
_SKOS: Final = _pred("skos", "prefLabel", "altLabel", "hiddenLabel", "definition", "notation", "editorialNote")
_DCT: Final = _pred("dcterms", "title", "publisher", "creator", "issued", "language", "identifier", "license")
_PRIMARY: Final = iri(PREFIXES["prov"] + "hadPrimarySource")
_URL: Final = iri(PREFIXES["schema"] + "url")
_VERSION: Final = iri(PREFIXES["owl"] + "versionInfo")


class _Ns(dict[str, str]):
    def __missing__(self, name: str) -> str:
        self[name] = iri(NS + name)
        return self[name]


_IP = _Ns()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled dataset in memory, with what a snapshot notes about it."""

    store: ox.Store
    hash: str
    data_version: str
    claims: int
    names: tuple[str, ...]


def content_hash(folders: list[Path]) -> str:
    """Hash the content of every file that a compile of these folders reads."""
    digest = sha256()
    for number, folder in enumerate(folders):
        digest.update(folder.name.encode() if number else b"")  # claims are marked with their overlay's name
        for entry in data_files(folder):
            path = Path(entry.path)
            digest.update(f"{path.relative_to(folder).as_posix()}\0{entry.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        digest.update(b"\1")
    return digest.hexdigest()


def read_checked(folders: list[Path]) -> tuple[Knowledge, Vocabulary, list[Problem]]:
    """Read an ontology folder and its overlays; the third part lists everything wrong with them."""
    problems: list[Problem] = []
    vocabulary = read_vocabulary(folders[0])
    knowledge = load_knowledge(folders[0], problems)
    for overlay in folders[1:]:
        if not overlay.is_dir():
            raise DataError(f"{overlay}: no such folder; --with takes a folder of the ontology's form")
        knowledge = knowledge.joined(load_knowledge(overlay, problems, overlay=overlay.name))
    return knowledge, vocabulary, sorted(problems + find_problems(knowledge, vocabulary))


def compile_ontology(folders: list[Path]) -> Compiled:
    """Compile an ontology folder, with overlays after it, into one dataset in the default graph.

    Raises DataError that lists every finding when any file or row cannot be used.
    """
    knowledge, vocabulary, problems = read_checked(folders)
    if problems:
        raise DataError(f"{len(problems)} problems in the ontology; nothing was compiled", problems)
    return compile_checked(folders, knowledge, vocabulary)


def compile_checked(folders: list[Path], knowledge: Knowledge, vocabulary: Vocabulary) -> Compiled:
    """Compile what `read_checked` read of these folders and found nothing wrong with."""
    digest = content_hash(folders)
    newest = max((c.recorded for c in knowledge.claims), default="0000-00")
    version = f"{newest[:7].replace('-', '.')}+{digest[:6]}"
    store = ox.Store()
    text = "".join(_statements(knowledge, vocabulary))
    store.bulk_load(input=text.encode(), format=ox.RdfFormat.N_TRIPLES)
    for name in _ASSERTED_FILES:
        if not (folders[0] / name).exists():  # a folder without a description of itself is a dataset all the same
            continue
        declared = ox.Dataset(parse_turtle(folders[0], name))
        declared.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)  # else its lists get other labels each time
        store.extend(declared)
    store.load(
        f"{iri(DATASET)} {_VERSION} {literal(version)} ; {_DCT['identifier']} {literal(digest)} ; "
        f"{_DCT['license']} <https://creativecommons.org/licenses/by/4.0/> .".encode(),
        format=ox.RdfFormat.TURTLE,
    )
    _derive(store, folders[0])
    names = {e.label for e in knowledge.entities} | {n.name for n in knowledge.names}
    return Compiled(store, digest, version, len(knowledge.claims), tuple(sorted(names)))


def _derive(store: ox.Store, folder: Path) -> None:
    """Run the published rules in the order of their file names; each sees what the earlier ones derived."""
    for path in sorted((folder / "rules").glob("*.rq")):
        try:
            rule = path.read_text(encoding="utf-8")
            refuse_unsafe(rule)
            triples = store.query(rule, prefixes=PREFIXES)
        except (SyntaxError, UnicodeDecodeError, UsageError) as error:
            what = str(error) if isinstance(error, UsageError) else f"is not SPARQL: {brief(error)}"
            problem = Problem(f"rules/{path.name}", 0, "rule", what, "Mend the rule.")
            raise DataError("a derivation rule cannot be read", [problem]) from None
        store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in triples])  # type: ignore[union-attr]


def _statements(knowledge: Knowledge, vocabulary: Vocabulary) -> Iterator[str]:
    metrics = {e.id: e.unit_families for e in knowledge.entities if e.kind == "metric"}
    exact = {(name.thing, name.name) for name in knowledge.names if name.match}
    for entity in knowledge.entities:
        yield from _entity(entity, vocabulary, exact)
    for name in knowledge.names:
        yield from _name(name)
    for listing in knowledge.listings:
        yield from _listing(listing)
    published = {s.id: parse_stated(s.published) for s in knowledge.sources}
    for source in knowledge.sources:
        yield from _source(source, published[source.id])
    for claim in knowledge.claims:
        kind = claim_kind(claim, vocabulary, metrics)
        node = iri(CLAIM + claim.id)
        stated = parse_stated(claim.stated_on) if claim.stated_on else published[claim.source]
        yield from _claim(node, claim, stated)
        yield from _KINDS[kind](node, claim, vocabulary)
        if claim.place.overlay:
            yield _line(node, _IP["overlay"], literal(claim.place.overlay))


def _line(subject: str, predicate: str, value: str) -> str:
    return f"{subject} {predicate} {value} .\n"


def _date(day: date) -> str:
    return literal(day.isoformat(), datatype=XSD + "date")


def _decimal(number: Decimal) -> str:
    exponent = number.as_tuple().exponent
    return f"{number:.{_PLACES}f}" if isinstance(exponent, int) and exponent < -_PLACES else f"{number:f}"


def _stated(period: Period) -> str:
    return literal(period.label, datatype=XSD + {4: "gYear", 7: "gYearMonth", 10: "date"}[len(period.label)])


def _keys(*parts: str) -> str:
    return literal(sha256("\0".join(parts).encode()).hexdigest()[:16])


def _entity(entity: Entity, vocabulary: Vocabulary, exact: set[tuple[str, str]]) -> Iterator[str]:
    node = iri(ID + entity.id)
    yield _line(node, _A, _IP[vocabulary.classes[entity.kind].name])
    yield _line(node, _SKOS["prefLabel"], literal(entity.label, language="en"))
    if entity.definition:
        yield _line(node, _SKOS["definition"], literal(entity.definition, language="en"))
    if entity.note:
        yield _line(node, _SKOS["editorialNote"], literal(entity.note, language="en"))
    if entity.notation:
        yield _line(node, _SKOS["notation"], literal(entity.notation))
    for family in sorted(entity.unit_families):
        yield _line(node, _IP["unitFamily"], _IP[family])
    named = (text for text in (entity.id, entity.label, entity.notation) if text and (entity.id, text) not in exact)
    for key in {fold(text) for text in named}:
        yield _line(node, _IP["nameKey"], literal(key))


def _name(name: Name) -> Iterator[str]:
    thing = iri(ID + name.thing)
    word = {"label": "prefLabel", "misspelling": "hiddenLabel"}.get(name.kind, "altLabel")
    text = literal(name.name, language=name.lang)
    yield _line(thing, _SKOS[word], text)
    yield _line(thing, _IP["nameKey"], literal(name.name if name.match else fold(name.name)))
    node = iri(NAME + sha256(f"{name.thing}\0{name.name}\0{name.lang}\0{name.source}".encode()).hexdigest()[:16])
    yield _line(node, _A, _IP["Name"])
    yield _line(node, _IP["nameOf"], thing)
    yield _line(node, _IP["text"], text)
    yield _line(node, _IP["nameKind"], literal(name.kind))
    yield _line(node, _PRIMARY, iri(SOURCE + name.source))
    if name.match:
        yield _line(node, _IP["exactCase"], literal("true", datatype=XSD + "boolean"))
    if name.locator:
        yield _line(node, _IP["locator"], literal(name.locator))


def listing_iri(listing: Listing) -> str:
    """Make the IRI of a listing, which has no id of its own, from its market and its ticker."""
    return ID + f"{listing.mic}-{listing.ticker}".lower().replace(".", "-")


def _listing(listing: Listing) -> Iterator[str]:
    company = iri(ID + listing.company)
    node = iri(listing_iri(listing))
    yield _line(company, _IP["hasListing"], node)
    yield _line(node, _A, _IP["Listing"])
    yield _line(node, _SKOS["prefLabel"], literal(f"{listing.mic}:{listing.ticker}", language="en"))
    yield _line(node, _IP["mic"], literal(listing.mic))
    yield _line(node, _IP["ticker"], literal(listing.ticker))
    yield _line(node, _PRIMARY, iri(SOURCE + listing.source))
    yield _line(company, _IP["nameKey"], literal(fold(f"{listing.mic}:{listing.ticker}")))
    yield _line(company, _IP["nameKey"], literal(fold(listing.ticker)))
    for word, text in (("locator", listing.locator), ("note", listing.note), ("periodLabel", listing.period)):
        if text:
            yield _line(node, _IP[word], literal(text))


def _source(source: Source, published: Period | None) -> Iterator[str]:
    node = iri(SOURCE + source.id)
    yield _line(node, _A, _IP["Source"])
    yield _line(node, _DCT["title"], literal(source.title))
    yield _line(node, _DCT["publisher"], literal(source.publisher))
    yield _line(node, _IP["sourceKind"], _IP[source.kind])
    yield _line(node, _IP["sourceFamily"], literal(source.family))
    if source.url:
        yield _line(node, _URL, literal(source.url, datatype=XSD + "anyURI"))
    for predicate, text in (
        (_DCT["creator"], source.author),
        (_IP["via"], source.via),
        (_DCT["language"], source.language),
    ):
        if text:
            yield _line(node, predicate, literal(text))
    if published:
        yield _line(node, _DCT["issued"], _stated(published))
        yield _line(node, _IP["issuedFrom"], _date(published.start))


def _claim(node: str, claim: Claim, stated: Period | None) -> Iterator[str]:
    yield _line(node, _RDF["subject"], iri(ID + claim.subject))
    yield _line(node, _IP["status"], _IP[claim.status])
    yield _line(node, _IP["polarity"], _IP[claim.polarity])
    yield _line(node, _PRIMARY, iri(SOURCE + claim.source))
    yield _line(node, _IP["locator"], literal(claim.locator))
    yield _line(node, _IP["recordedOn"], _date(date.fromisoformat(claim.recorded)))
    period = parse_period(claim.period)
    if period:
        yield _line(node, _IP["periodLabel"], literal(period.label))
        yield _line(node, _IP["periodStart"], _date(period.start))
        if period.ranged or not claim.object:
            yield _line(node, _IP["periodEnd"], _date(period.end))
    if stated:
        yield _line(node, _IP["statedOn"], _stated(stated))
        yield _line(node, _IP["statedFrom"], _date(stated.start))
    for word, text in (("note", claim.note), ("attributedTo", claim.attributed_to), ("quarantined", claim.quarantine)):
        if text:
            yield _line(node, _IP[word], literal(text))
    if claim.retracted:
        yield _line(node, _IP["retractedOn"], _date(date.fromisoformat(claim.retracted)))
    if claim.supersedes:
        yield _line(node, _IP["supersedes"], iri(CLAIM + claim.supersedes))


def _relation(node: str, claim: Claim, vocabulary: Vocabulary) -> Iterator[str]:
    yield _line(node, _A, _IP["RelationClaim"])
    yield _line(node, _RDF["predicate"], _IP[claim.predicate])
    yield _line(node, _RDF["object"], iri(ID + claim.object))
    yield _line(node, _IP["statementKey"], _keys(claim.subject, claim.predicate, claim.object, claim.item))
    if claim.item:
        yield _line(node, _IP["item"], iri(ID + claim.item))
    if "functional" in vocabulary.relations[claim.predicate].flags:
        yield _line(node, _IP["comparisonKey"], _keys(claim.subject, claim.predicate))


def _quantity(node: str, claim: Claim, vocabulary: Vocabulary) -> Iterator[str]:
    unit, interval = vocabulary.units[claim.unit], parse_value(claim.value)
    yield _line(node, _A, _IP["QuantityClaim"])
    yield _line(node, _IP["metric"], iri(ID + claim.predicate))
    yield _line(node, _IP["rawValue"], literal(claim.value))
    yield _line(node, _IP["unit"], iri(UNIT + unit.slug))
    yield _line(node, _IP["canonicalUnit"], iri(UNIT + unit.canonical))
    canonical = interval.scaled(unit.factor)
    for word, number in (
        ("low", interval.low), ("high", interval.high),
        ("canonicalLow", canonical.low), ("canonicalHigh", canonical.high),
    ):  # fmt: skip
        if number is not None:
            yield _line(node, _IP[word], literal(_decimal(number), datatype=XSD + "decimal"))
    if claim.scope:
        yield _line(node, _IP["scope"], iri(ID + claim.scope))
    if claim.scope_note:
        yield _line(node, _IP["scopeNote"], literal(claim.scope_note))
    if claim.basis:
        yield _line(node, _IP["basis"], _IP[claim.basis])
    period = parse_period(claim.period)
    if period:
        key = (claim.subject, claim.predicate, claim.scope, claim.scope_note, unit.canonical, claim.basis)
        yield _line(node, _IP["comparisonKey"], _keys(*key, period.start.isoformat(), period.end.isoformat()))


def _milestone(node: str, claim: Claim, _vocabulary: Vocabulary) -> Iterator[str]:
    when = parse_period(claim.value)
    assert when is not None  # the checks refuse a milestone without a date
    yield _line(node, _A, _IP["MilestoneClaim"])
    yield _line(node, _IP["milestone"], _IP[claim.predicate])
    yield _line(node, _IP["rawValue"], literal(claim.value))
    yield _line(node, _IP["earliest"], _date(when.start))
    yield _line(node, _IP["latest"], _date(when.end))
    if claim.scope:
        yield _line(node, _IP["scope"], iri(ID + claim.scope))
    if claim.scope_note:
        yield _line(node, _IP["scopeNote"], literal(claim.scope_note))
    yield _line(node, _IP["comparisonKey"], _keys(claim.subject, claim.predicate, claim.scope, claim.scope_note))


_KINDS = {"relation": _relation, "quantity": _quantity, "milestone": _milestone}
