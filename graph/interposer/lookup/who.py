"""`who does 2.5D`: who stands in a relation to a thing, or to anything below it in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interposer.lookup.answers import Answer, Support, claim_records, conflicts_of, support_of
from interposer.lookup.claims import fetch_sources
from interposer.lookup.filters import Filters, fetch_sifted
from interposer.lookup.names import Thing, label_of, load_things, resolve
from interposer.lookup.verbs import Verb, find_verb
from interposer.store.terms import ID, values_block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interposer.lookup.claims import Claim, Source
    from interposer.store.interface import Store

__all__ = ["who"]

_ENDS = {"subject": "object", "object": "subject"}


class _Row:
    """A thing that answers, by one relation, with the claims that say so."""

    def __init__(self, thing: str, relation: str) -> None:
        self.thing, self.relation = thing, relation
        self.claims: list[Claim] = []
        self.via: dict[str, list[Claim]] = {}
        self.sites: set[str] = set()

    def add(self, claim: Claim, via: str, site: str = "") -> None:
        if claim not in self.claims:
            self.claims.append(claim)
        self.via.setdefault(via, []).append(claim)
        if site:
            self.sites.add(site)


def who(
    store: Store,
    verb: str,
    name: str,
    filters: Filters | None = None,
    *,
    to: str = "",
    evidence: bool = False,
    limit: int = 0,
) -> Answer:
    """Find who does what the verb says to the thing that `name` names.

    `to` keeps suppliers of one customer; `evidence` adds source, locator and note to each claim.
    Raises UsageError for an unknown verb, NameUnknownError for an unknown or ambiguous name.
    """
    filters = filters or Filters()
    meaning, thing = find_verb(verb), resolve(store, name)
    customer = resolve(store, to) if to else None
    sifted = fetch_sifted(store, _pattern(meaning, thing), filters, lean=not evidence)
    answer = Answer("who/1", [verb, name], filters, {name: thing.id}, data_version=store.data_version)
    answer.hidden, answer.undated = sifted.hidden, sifted.undated
    rows = _rows(store, sifted.claims, meaning)
    if customer:
        answer.resolved[to] = customer.id
        buyers = f"?claim rdf:object {customer.iri} ; rdf:predicate ip:suppliesTo"
        suppliers = {claim.subject for claim in fetch_sifted(store, buyers, filters).claims}
        rows = [row for row in rows if row.thing in suppliers]
    things = load_things(store, _mentioned(rows))
    supported = [(row, support) for row in rows if (support := support_of(row.claims))]
    if only := _developers(store, meaning, thing) - {row.thing for row, _ in supported}:
        answer.hidden["that only develop it (see them with: who develops)"] = len(only)
    kept = [(row, support) for row, support in supported if support.families >= filters.min_sources]
    if len(kept) < len(supported):
        answer.hidden["rows with too few sources"] = len(supported) - len(kept)
    kept.sort(key=lambda item: _order(item[0], item[1], things))
    answer.truncated = 0 < limit < len(kept)
    shown = kept[:limit] if answer.truncated else kept
    spoken = fetch_sources(store, {c.source for row, _ in shown for c in row.claims}) if evidence else {}
    answer.results = [_record(row, support, things, spoken) for row, support in shown]
    answer.conflicts = conflicts_of(store, (c for row, _ in shown for c in row.claims))
    answer.next = [f'interposer what "{thing.label}"', f'interposer who {verb} "{name}" --sources']
    return answer


def _order(row: _Row, support: Support, things: dict[str, Thing]) -> tuple[int, str, str, str]:
    label = things[row.thing].label if row.thing in things else row.thing
    return -support.families, support.grade or "E", label, row.relation


def _pattern(verb: Verb, thing: Thing) -> str:
    """Write one SPARQL pattern for all relations of a verb, a branch for each end the thing can stand at."""
    branches: dict[tuple[str, bool], list[str]] = {}
    for p in verb.patterns:
        side = "item" if p.by_item else "subject" if p.backwards else "object"
        branches.setdefault((side, p.below), []).append(p.relation)
    return " UNION ".join(_branch(side, names, thing, below=below) for (side, below), names in branches.items())


def _branch(side: str, relations: Iterable[str], thing: Thing, *, below: bool) -> str:
    link = "ip:item" if side == "item" else f"rdf:{side}"
    what = f"?what skos:broader* {thing.iri} ." if below else f"VALUES ?what {{ {thing.iri} }}"
    names = ", ".join(f"ip:{name}" for name in dict.fromkeys(relations))
    return f"""{{ {what} ?claim {link} ?what ; rdf:predicate ?predicate .
    FILTER(?predicate IN ({names})) BIND("{side}" AS ?side) }}"""


def _developers(store: Store, verb: Verb, thing: Thing) -> set[str]:
    """Find who only develops what the verb asks for: counted in the footer, not answered."""
    if "does" not in verb.names:
        return set()
    rows = store.select(f"SELECT DISTINCT ?who WHERE {{ ?what skos:broader* {thing.iri} . ?who ip:develops ?what }}")
    return {label_of(who) for (who,) in rows}


def _rows(store: Store, claims: list[Claim], verb: Verb) -> list[_Row]:
    patterns = {(p.relation, "item" if p.by_item else "subject" if p.backwards else "object"): p for p in verb.patterns}
    operators = _others_end(store, "operates", {c.subject for c in claims if c.predicate == "performs"}, backwards=True)
    rows: dict[tuple[str, str], _Row] = {}
    answering: list[tuple[Claim, str]] = []
    for claim in claims:
        pattern = patterns[claim.predicate, claim.side]
        if claim.side == "item":
            answer, matched = (claim.object if pattern.backwards else claim.subject), claim.item
        else:
            end = _ENDS[claim.side]
            answer, matched = getattr(claim, end), getattr(claim, claim.side)
        for who_answers in operators.get(answer, [answer]) if pattern.via_site else [answer]:
            row = rows.setdefault((who_answers, claim.predicate), _Row(who_answers, claim.predicate))
            row.add(claim, matched, "" if who_answers == answer else answer)
        if pattern.maker:
            answering.append((claim, answer))
    designers = _others_end(store, "designedBy", {answer for _, answer in answering}, backwards=False)
    for claim, answer in answering:
        for company in designers.get(answer, []):
            rows.setdefault((company, "designs"), _Row(company, "designs")).add(claim, answer)
    return list(rows.values())


def _others_end(store: Store, relation: str, slugs: set[str], *, backwards: bool) -> dict[str, list[str]]:
    """Follow an accepted relation from things to its other end."""
    if not slugs:
        return {}
    values = values_block("thing", (ID + slug for slug in slugs))
    triple = f"?other ip:{relation} ?thing" if backwards else f"?thing ip:{relation} ?other"
    found: dict[str, list[str]] = {}
    for thing, other in store.select(f"SELECT ?thing ?other WHERE {{ {values} {triple} }}"):
        found.setdefault(label_of(thing), []).append(label_of(other))
    return {thing: sorted(others) for thing, others in found.items()}


def _mentioned(rows: Iterable[_Row]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        found |= {row.thing, *row.via, *row.sites}
        for claim in row.claims:
            found |= {claim.subject, claim.object} - {""}
    return found


def _record(row: _Row, support: Support, things: dict[str, Thing], sources: dict[str, Source]) -> dict[str, Any]:
    weight = {slug: len({c.family for c in claims}) for slug, claims in row.via.items()}
    via = [things[slug] for slug in row.via if slug in things]
    via.sort(key=lambda t: (-weight[t.id], t.label))
    thing = things.get(row.thing) or Thing(row.thing, row.thing, "Thing")
    return {
        "thing": thing.record(),
        "relation": row.relation,
        "via": [t.record() for t in via],
        "sites": [t.record() for t in sorted(things[slug] for slug in row.sites if slug in things)],
        **support.record(),
        "claims": claim_records(row.claims, things, sources),
    }
