"""Claims read out of the store: who says what of what, since when, how firmly, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from interposer.lookup.names import label_of
from interposer.store.store import Store
from interposer.store.terms import CLAIM, SOURCE, Term, iri

__all__ = ["Claim", "Evidence", "Source", "fetch_claims", "fetch_evidence", "fetch_sources"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim with what filters and tables need; things are ids."""

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
    recorded: date
    retracted: date | None
    superseded: bool
    quarantined: str
    grade: str
    disputed: bool
    statement: str
    item: str
    overlay: str
    stated: str
    extra: str = ""

    @property
    def editorial(self) -> bool:
        """Tell whether this is the graph's own taxonomy link, which is no source."""
        return self.kind == "editorial"


@dataclass(frozen=True, slots=True)
class Source:
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
        fields = ("id", "title", "publisher", "url", "published", "kind", "family", "author", "via")
        return {name: getattr(self, name) for name in fields if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim's place in its source: locator, note, who is quoted."""

    claim: str
    source: Source
    locator: str
    note: str
    attributed_to: str


_CORE = """  ?claim rdf:subject ?subject ; ip:status ?status ; ip:polarity ?polarity ; prov:hadPrimarySource ?source ;
    ip:recordedOn ?recorded .
  ?source ip:sourceFamily ?family ; ip:sourceKind ?kind .
  OPTIONAL { ?claim rdf:object ?object ; ip:statementKey ?statement }
  OPTIONAL { ?claim ip:periodStart ?start ; ip:periodLabel ?period }
  OPTIONAL { ?claim ip:periodEnd ?end }
  OPTIONAL { ?claim ip:grade ?grade }
  OPTIONAL { ?claim ip:disputed ?disputed }
  OPTIONAL { ?claim ip:item ?item }
  OPTIONAL { ?claim ip:overlay ?overlay }
  OPTIONAL { ?claim ip:live ?live }"""
_COLUMNS = "?claim ?subject ?predicate ?object ?status ?polarity ?source ?family ?kind ?start ?end ?period ?recorded ?grade ?disputed ?statement ?item ?overlay ?live"
_DEAD = """SELECT ?claim ?retracted ?superseder ?quarantined WHERE {{
  VALUES ?claim {{ {claims} }}
  OPTIONAL {{ ?claim ip:retractedOn ?retracted }}
  OPTIONAL {{ ?superseder ip:supersedes ?claim }}
  OPTIONAL {{ ?claim ip:quarantined ?quarantined }} }}"""


def fetch_claims(store: Store, pattern: str, extra: str = "") -> list[Claim]:
    """Read the claims that a SPARQL pattern binds to ?claim and ?predicate.

    `extra` names one more variable of the pattern (without '?') that ends in `Claim.extra`, shortened.
    """
    more = f" ?{extra}" if extra else ""
    query = f"SELECT DISTINCT {_COLUMNS}{more} WHERE {{\n{pattern}\n{_CORE} }}"
    rows = store.select(query).rows
    dead = _fetch_dead(store, [row[0] for row in rows if row[18] is not True])
    return [_claim(row, dead) for row in rows]


def _fetch_dead(store: Store, claims: list[Term]) -> dict[str, tuple[Term, Term, Term]]:
    """Read why claims are not live; live ones, nearly all, are never asked about."""
    if not claims:
        return {}
    values = " ".join(iri(str(claim)) for claim in claims)
    return {label_of(row[0]): (row[1], row[2], row[3]) for row in store.select(_DEAD.format(claims=values))}


def _claim(row: tuple[Term, ...], dead: dict[str, tuple[Term, Term, Term]]) -> Claim:
    text = ["" if value is None else label_of(value) for value in row]
    retracted, superseder, quarantined = dead.get(text[0], (None, None, None))
    return Claim(
        id=text[0],
        subject=text[1],
        predicate=text[2],
        object=text[3],
        status=text[4],
        polarity=text[5],
        source=text[6],
        family=text[7],
        kind=text[8],
        start=cast("date | None", row[9]),
        end=cast("date | None", row[10]),
        period=text[11],
        recorded=cast("date", row[12]),
        retracted=cast("date | None", retracted),
        superseded=superseder is not None,
        quarantined=str(quarantined or ""),
        grade=text[13],
        disputed=row[14] is True,
        statement=text[15],
        item=text[16],
        overlay=text[17],
        stated="",
        extra=text[19] if len(text) > 19 else "",  # noqa: PLR2004  (the column after the fixed ones)
    )


def fetch_sources(store: Store, slugs: Iterable[str] | None = None) -> dict[str, Source]:
    """Read sources by id, or all of them."""
    values = "" if slugs is None else f"VALUES ?source {{ {' '.join(iri(SOURCE + s) for s in sorted(set(slugs)))} }}"
    rows = store.select(f"""SELECT ?source ?title ?publisher ?url ?issued ?kind ?family ?author ?via WHERE {{ {values}
  ?source a ip:Source ; dcterms:title ?title ; dcterms:publisher ?publisher ; ip:sourceKind ?kind ; ip:sourceFamily ?family .
  OPTIONAL {{ ?source schema:url ?url }} OPTIONAL {{ ?source dcterms:issued ?issued }}
  OPTIONAL {{ ?source dcterms:creator ?author }} OPTIONAL {{ ?source ip:via ?via }} }}""")
    made = {}
    for source, title, publisher, url, issued, kind, family, author, via in rows:
        slug = label_of(source)
        made[slug] = Source(
            slug, str(title), str(publisher), str(url or ""), str(issued or ""), label_of(kind), str(family),
            str(author or ""), str(via or ""),
        )  # fmt: skip
    return made


def fetch_evidence(store: Store, claims: Iterable[Claim]) -> dict[str, Evidence]:
    """Read where each claim stands in its source, by claim id."""
    wanted = {c.id: c.source for c in claims}
    if not wanted:
        return {}
    sources = fetch_sources(store, wanted.values())
    values = " ".join(iri(CLAIM + slug) for slug in sorted(wanted))
    rows = store.select(f"""SELECT ?claim ?locator ?note ?speaker WHERE {{ VALUES ?claim {{ {values} }}
  ?claim ip:locator ?locator . OPTIONAL {{ ?claim ip:note ?note }} OPTIONAL {{ ?claim ip:attributedTo ?speaker }} }}""")
    return {
        label_of(claim): Evidence(
            label_of(claim), sources[wanted[label_of(claim)]], str(locator), str(note or ""), str(speaker or "")
        )
        for claim, locator, note, speaker in rows
    }
