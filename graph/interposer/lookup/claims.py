"""Claims read out of the store: who says what of what, since when, how firmly, and where it stands."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, cast

from interposer.lookup.names import label_of
from interposer.store.terms import CLAIM, NS, PREFIXES, SOURCE, Term, values_block

if TYPE_CHECKING:
    from interposer.store.interface import Store

__all__ = [
    "EMPTY",
    "Claim",
    "Source",
    "fetch_claims",
    "fetch_sources",
    "match_claims",
    "mentioned",
    "read_claims",
    "read_relations",
    "unit_symbols",
]  # fmt: skip


class Claim(NamedTuple):
    """One claim with everything it says; things, metrics, units and sources are ids.

    `metric`, `value`, `unit` are of numbers; `milestone` and `value` of milestones; `side` is what the
    asking pattern noted about how the claim matched.
    """

    id: str
    subject: str
    predicate: str
    object: str
    status: str
    polarity: str
    source: str
    family: str
    kind: str
    start: date | None
    end: date | None
    period: str
    stated: str
    recorded: date
    retracted: date | None
    superseded: bool
    quarantined: str
    grade: str
    disputed: bool
    weak: bool
    statement: str
    item: str
    metric: str
    milestone: str
    value: str
    unit: str
    scope: str
    scope_note: str
    basis: str
    locator: str
    note: str
    attributed_to: str
    overlay: str
    side: str = ""

    @property
    def editorial(self) -> bool:
        """Tell whether this is the graph's own taxonomy link, which is no source."""
        return self.kind == "editorial"


EMPTY = Claim(**{name: {str: "", bool: False}.get(kind) for name, kind in Claim.__annotations__.items()})  # type: ignore[arg-type]
"""A claim of which nothing has been read yet."""


def mentioned(claims: Iterable[Claim]) -> set[str]:
    """Collect the things that claims name, the metrics among them, by id."""
    return {slug for c in claims for slug in (c.subject, c.object, c.item, c.metric, c.scope) if slug}


class Source(NamedTuple):
    """A source with what a citation needs."""

    id: str
    title: str
    publisher: str
    url: str
    published: str
    kind: str
    family: str
    author: str = ""
    via: str = ""

    def record(self) -> dict[str, str]:
        """Give the source as it stands in the JSON envelope."""
        return {name: text for name, text in self._asdict().items() if text}


_RDF = PREFIXES["rdf"]
_PRIMARY = PREFIXES["prov"] + "hadPrimarySource"
_TEXTS = {
    "subject": _RDF + "subject", "object": _RDF + "object", "predicate": _RDF + "predicate",
    "status": NS + "status", "polarity": NS + "polarity", "source": _PRIMARY, "period": NS + "periodLabel",
    "stated": NS + "statedOn", "quarantined": NS + "quarantined", "grade": NS + "grade",
    "statement": NS + "statementKey", "item": NS + "item", "metric": NS + "metric", "milestone": NS + "milestone",
    "value": NS + "rawValue", "unit": NS + "unit", "scope": NS + "scope", "scope_note": NS + "scopeNote",
    "basis": NS + "basis",
    "locator": NS + "locator", "note": NS + "note", "attributed_to": NS + "attributedTo", "overlay": NS + "overlay",
}  # fmt: skip


def fetch_claims(store: "Store", pattern: str) -> list[Claim]:
    """Read the claims that a SPARQL pattern binds to ?claim, in order of their ids.

    The pattern may also bind ?side, which ends in `Claim.side`; a claim that matches on several sides
    comes once for each. The claims' own triples are read as they are and put together here: engines are
    fast at that and slow at a dozen OPTIONALs.
    """
    return read_claims(store, match_claims(store, pattern))


def match_claims(store: "Store", pattern: str) -> list[tuple[str, str]]:
    """Find the claims that a pattern binds to ?claim: their IRIs, each with the ?side it matched on."""
    rows = store.select(f"SELECT DISTINCT ?claim ?side WHERE {{ {pattern} }}")
    return [(str(claim), str(side or "")) for claim, side in rows]


def read_claims(store: "Store", matched: Collection[tuple[str, str]]) -> list[Claim]:
    """Read claims by IRI, each with the side it matched on, in order."""
    said = _properties(store, {claim for claim, _ in matched})
    sources = _voices(store, {str(props[_PRIMARY]) for props in said.values() if _PRIMARY in props})
    superseded = _superseded(store, [claim for claim, props in said.items() if NS + "live" not in props])
    return [
        _claim(claim, side, said[claim], sources, superseded=claim in superseded)
        for claim, side in sorted(matched)
        if _PRIMARY in said.get(claim, ())
    ]


def read_relations(store: "Store", matched: Collection[tuple[str, str]]) -> list[Claim]:
    """Read of live relation claims only what a table shows: who, what, status, voice, grade, dispute.

    Half the work of `read_claims`; periods, locators and notes stay empty.
    """
    if not matched:
        return []
    values = values_block("c", (claim for claim, _ in matched))
    rows = store.select(f"""SELECT ?c ?s ?p ?o ?status ?polarity ?source ?family ?kind WHERE {{ {values}
  ?c rdf:subject ?s ; rdf:object ?o ; ip:status ?status ; ip:polarity ?polarity ; prov:hadPrimarySource ?source ;
    rdf:predicate ?p . ?source ip:sourceFamily ?family ; ip:sourceKind ?kind }}""")
    grades = dict(store.select(f"SELECT ?c ?grade WHERE {{ {values} ?c ip:grade ?grade }}").pairs())
    by_item = any(side == "item" for _, side in matched)
    items = dict(store.select(f"SELECT ?c ?item WHERE {{ {values} ?c ip:item ?item }}").pairs()) if by_item else {}
    disputed = {claim for (claim,) in store.select(f"SELECT ?c WHERE {{ {values} ?c ip:disputed true }}")}
    read = {}
    for claim, *cells, family, kind in rows:
        subject, predicate, obj, status, polarity, source = map(label_of, cells)
        read[str(claim)] = EMPTY._replace(
            id=str(claim).removeprefix(CLAIM), subject=subject, predicate=predicate, object=obj, status=status,
            polarity=polarity, source=source, family=str(family), kind=label_of(kind),
            grade=str(grades.get(claim, "")), item=label_of(items.get(claim, "")), disputed=claim in disputed,
        )  # fmt: skip
    return [read[claim]._replace(side=side) for claim, side in sorted(matched) if claim in read]


def _properties(store: "Store", claims: set[str]) -> dict[str, dict[str, Term]]:
    found: dict[str, dict[str, Term]] = {}
    if claims:
        values = values_block("c", claims)
        for claim, predicate, value in store.select(f"SELECT ?c ?p ?o WHERE {{ {values} ?c ?p ?o }}"):
            found.setdefault(str(claim), {})[str(predicate)] = value
    return found


def _voices(store: "Store", sources: set[str]) -> dict[str, tuple[str, str]]:
    if not sources:
        return {}
    values = values_block("s", sources)
    rows = store.select(
        f"SELECT ?s ?family ?kind WHERE {{ {values} ?s ip:sourceFamily ?family ; ip:sourceKind ?kind }}"
    )
    return {str(source): (str(family), label_of(kind)) for source, family, kind in rows}


def _superseded(store: "Store", claims: list[str]) -> set[str]:
    """Find which of the claims that are not live have a successor; live ones are never asked about."""
    if not claims:
        return set()
    values = values_block("c", claims)
    rows = store.select(f"SELECT DISTINCT ?c WHERE {{ {values} ?later ip:supersedes ?c }}")
    return {str(claim) for (claim,) in rows}


def _claim(
    claim: str, side: str, said: dict[str, Term], sources: dict[str, tuple[str, str]], *, superseded: bool
) -> Claim:
    texts = {name: label_of(said[key]) if key in said else "" for name, key in _TEXTS.items()}
    family, kind = sources.get(str(said[_PRIMARY]), ("", ""))
    return Claim(
        id=claim.removeprefix(CLAIM),
        family=family,
        kind=kind,
        start=cast("date | None", said.get(NS + "periodStart")),
        end=cast("date | None", said.get(NS + "periodEnd")),
        recorded=cast("date", said[NS + "recordedOn"]),
        retracted=cast("date | None", said.get(NS + "retractedOn")),
        superseded=superseded,
        disputed=said.get(NS + "disputed") is True,
        weak=said.get(NS + "weak") is True,
        side=side,
        **texts,
    )


def fetch_sources(store: "Store", slugs: Iterable[str] | None = None) -> dict[str, Source]:
    """Read sources by id, or all of them."""
    values = "" if slugs is None else values_block("source", (SOURCE + slug for slug in slugs))
    rows = store.select(f"SELECT ?source ?p ?o WHERE {{ {values} ?source rdf:type ip:Source ; ?p ?o }}")
    said: dict[str, dict[str, str]] = {}
    for source, predicate, value in rows:
        said.setdefault(label_of(source), {})[label_of(predicate)] = label_of(value)
    return {
        slug: Source(
            slug,
            props.get("title", ""),
            props.get("publisher", ""),
            props.get("url", ""),
            props.get("issued", ""),
            props.get("sourceKind", ""),
            props.get("sourceFamily", ""),
            props.get("creator", ""),
            props.get("via", ""),
        )
        for slug, props in sorted(said.items())
    }


def unit_symbols(store: "Store") -> dict[str, str]:
    """Read how each unit is written (`billion USD`, `µm`) by its id; units without a sign give an empty text."""
    rows = store.select("SELECT ?unit ?symbol WHERE { ?unit rdf:type ip:Unit OPTIONAL { ?unit ip:symbol ?symbol } }")
    return {label_of(unit): str(symbol or "") for unit, symbol in rows}
