"""The store as a network: things are nodes, and each relation that claims assert is one edge."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import networkx as nx

from interposer.errors import UsageError
from interposer.lookup.answers import voices
from interposer.lookup.claims import EMPTY, Claim
from interposer.lookup.filters import STATUSES, Filters, sift
from interposer.lookup.names import label_of
from interposer.store.terms import CLAIM, ID, NS, Term, iri, values_block

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from interposer.store.interface import Store

__all__ = ["HUBS", "REPORTED", "Projection", "Triple", "collector_off", "project", "project_around", "project_each"]

HUBS: Final = frozenset({("hasRole", "BusinessRole"), ("headquarteredIn", "Country"), ("locatedIn", "Country")})
"""Relations, with the class of their object, that link nearly everything: that both are in Taiwan is no path."""
REPORTED: Final = Filters()
"""What a user sees who asks for nothing else."""


class Triple(NamedTuple):
    """A relation between two things, by their ids."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Projection:
    """The network, with a count of the claims and relations that filters hid and of claims without a period."""

    graph: nx.MultiDiGraph[str]
    hidden: Counter[str]
    undated: int


_LIGHT: Final = frozenset({"digest", "forum", "blog"})
"""Kinds of source that alone, in one family, move nothing in the tree (rule 40)."""

# Everything that is required stands before the OPTIONALs: a pattern after them is joined as a cross product.
_CLAIMS = """SELECT ?claim ?subject ?predicate ?object ?status ?polarity ?recorded ?family ?kind
  ?live ?grade ?disputed ?item ?start ?end WHERE {{
  ?claim a ip:RelationClaim ; rdf:subject ?subject ; rdf:object ?object ; ip:status ?status ; ip:polarity ?polarity ;
    ip:recordedOn ?recorded ; prov:hadPrimarySource ?source ; rdf:predicate ?predicate .
  ?source ip:sourceFamily ?family ; ip:sourceKind ?kind . {only}
  OPTIONAL {{ ?claim ip:live ?live }} OPTIONAL {{ ?claim ip:grade ?grade }} OPTIONAL {{ ?claim ip:disputed ?disputed }}
  OPTIONAL {{ ?claim ip:item ?item }} OPTIONAL {{ ?claim ip:periodStart ?start }} OPTIONAL {{ ?claim ip:periodEnd ?end }} }}"""
_DEAD = """SELECT ?claim ?retracted ?quarantined ?later WHERE {{ {claims}
  OPTIONAL {{ ?claim ip:retractedOn ?retracted }} OPTIONAL {{ ?claim ip:quarantined ?quarantined }}
  OPTIONAL {{ ?later ip:supersedes ?claim }} }}"""
_THINGS = f"""SELECT ?thing ?label ?class WHERE {{{{ {{only}} ?thing skos:prefLabel ?label ; rdf:type ?class .
  FILTER(LANG(?label) = "en") FILTER(STRSTARTS(STR(?class), "{NS}")) }}}}"""

_Dead = dict[str, tuple[Term, Term, bool]]


def project(
    store: Store,
    filters: Filters = REPORTED,
    predicates: Collection[str] | None = None,
    classes: Collection[str] | None = None,
) -> Projection:
    """Project the store: every thing is a node, every relation that a claim within the filters asserts an edge.

    `predicates` keeps these relations only, `classes` things of these classes (`Company`, `Chip`) only. The key of
    an edge is its predicate; denials alone make no edge.
    """
    with collector_off():
        made = _build(_read_claims(store, _only(predicates)), _read_things(store), filters)
        if classes is not None:
            left_out = [thing for thing, said in made.graph.nodes(data=True) if said["kind"] not in classes]
            made.graph.remove_nodes_from(left_out)
            made.hidden["things of other classes"] += len(left_out)
        return made


def project_each(store: Store, filters: Iterable[Filters]) -> list[Projection]:
    """Project the whole store once for each of these filters, reading it once."""
    with collector_off():
        claims, things = _read_claims(store, _only(None)), list(_read_things(store))
        return [_build(claims, things, one) for one in filters]


def project_around(
    store: Store, seeds: Iterable[str], hops: int, filters: Filters = REPORTED, limit: int = 5000
) -> Projection:
    """Project what lies within `hops` of some things, frontier by frontier: for stores too large to project whole.

    Each step reads only the claims that touch the newest things. Roles and countries are reached but not
    walked through, for they touch nearly everything. Past `limit` things the walk stops and `hidden` says so.
    Raises UsageError for negative hops.
    """
    if hops < 0:
        raise UsageError(f"hops must not be negative: {hops}")
    with collector_off():
        seen = dict.fromkeys(seeds)
        things = {thing: (label, kind) for thing, label, kind in _read_things(store, seen)}
        claims: dict[str, Claim] = {}
        frontier, cut = list(seen), False
        for _ in range(hops):
            found = {c.id: c for c in _touching(store, frontier)}
            claims |= found
            passing = sift(found.values(), filters).claims
            ends = dict.fromkeys(end for c in passing for end in (c.subject, c.object) if end not in seen)
            cut = len(seen) + len(ends) > limit
            if cut or not ends:
                break
            seen |= ends
            things |= {thing: (label, kind) for thing, label, kind in _read_things(store, ends)}
            frontier = [end for end in ends if things.get(end, ("", ""))[1] not in _EVERYWHERE]
        inside = [c for c in claims.values() if c.subject in seen and c.object in seen]
        projection = _build(inside, ((thing, *said) for thing, said in things.items()), filters)
    if cut:
        projection.hidden[f"everything further away (more than {limit} things)"] += 1
    return projection


_EVERYWHERE: Final = frozenset(kind for _, kind in HUBS)
_CHUNK: Final = 500
"""Things that one query asks about."""


def _touching(store: Store, things: Sequence[str]) -> Iterator[Claim]:
    """Read the relation claims that start or end at any of the things."""
    for start in range(0, len(things), _CHUNK):
        for end in ("subject", "object"):
            values = values_block(end, (ID + thing for thing in things[start : start + _CHUNK]))
            yield from _read_claims(store, values)


def _build(claims: list[Claim], things: Iterable[tuple[str, str, str]], filters: Filters) -> Projection:
    """Make the network of these claims and things."""
    sifted = sift(claims, filters)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for thing, label, kind in sorted(things, reverse=True):
        graph.add_node(thing, label=label, kind=kind)
    denials = _live_denials(claims, filters)
    for triple, members in sorted(_by_triple(sifted.claims, "asserts").items()):
        edge = _edge(triple, members, denials.get(triple, []))
        if cast("int", edge["families"]) < filters.min_sources:
            sifted.hidden["relations with too few sources"] += 1
            continue
        for thing in (triple.subject, triple.object):
            if thing not in graph:
                graph.add_node(thing, label=thing, kind="")
        graph.add_edge(triple.subject, triple.object, key=triple.predicate, **edge)
    return Projection(graph, sifted.hidden, sifted.undated)


@contextmanager
def collector_off() -> Iterator[None]:
    """Keep the garbage collector from walking a growing graph again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _slug(term: Term) -> str:
    return sys.intern(str(label_of(term)))


def _only(predicates: Collection[str] | None) -> str:
    """Write the filter that keeps these relations; none keeps all."""
    if predicates is None:
        return ""
    try:
        return f"FILTER(?predicate IN ({', '.join(iri(NS + name) for name in sorted(predicates))}))"
    except ValueError as error:
        raise UsageError(f"this is no name of a relation: {error}") from None


def _read_claims(store: Store, only: str) -> list[Claim]:
    rows = store.select(_CLAIMS.format(only=only)).rows
    dead = _read_dead(store, [row[0] for row in rows if row[9] is not True])
    return [_claim(row, dead) for row in rows]


def _read_dead(store: Store, claims: list[Term]) -> _Dead:
    """Read why claims are not live; live ones, nearly all, are never asked about."""
    if not claims:
        return {}
    rows = store.select(_DEAD.format(claims=values_block("claim", map(str, claims))))
    return {str(claim): (retracted, quarantined, later is not None) for claim, retracted, quarantined, later in rows}


def _claim(row: tuple[Term, ...], dead: _Dead) -> Claim:
    claim, subject, predicate, obj, status, polarity, recorded, family, kind, _, grade, disputed, item, start, end = row
    retracted, quarantined, superseded = dead.get(str(claim), (None, None, False))
    triple = (_slug(subject), _slug(predicate), _slug(obj), _slug(item) if item else "")
    read: dict[str, Any] = {
        "id": sys.intern(str(claim).removeprefix(CLAIM)),
        "subject": triple[0],
        "predicate": triple[1],
        "object": triple[2],
        "item": triple[3],
        "statement": "\0".join(triple),
        "status": _slug(status),
        "polarity": _slug(polarity),
        "family": _slug(family),
        "kind": _slug(kind),
        "grade": _slug(grade) if grade else "",
        "disputed": disputed is True,
        "recorded": cast("date", recorded),
        "start": start,
        "end": end,
        "retracted": retracted,
        "quarantined": str(quarantined or ""),
        "superseded": superseded,
    }
    return EMPTY._replace(**read)


def _read_things(store: Store, these: Iterable[str] | None = None) -> Iterator[tuple[str, str, str]]:
    only = "" if these is None else values_block("thing", (ID + thing for thing in these))
    for thing, label, kind in store.select(_THINGS.format(only=only)):
        yield _slug(thing), str(label), _slug(kind)


def _by_triple(claims: Iterable[Claim], polarity: str) -> dict[Triple, list[Claim]]:
    found: dict[Triple, list[Claim]] = {}
    for claim in claims:
        if claim.polarity == polarity:
            found.setdefault(Triple(claim.subject, claim.predicate, claim.object), []).append(claim)
    return found


def _live_denials(claims: list[Claim], filters: Filters) -> dict[Triple, list[Claim]]:
    """Gather the claims that deny a relation now, or on the day the filters ask for, whatever their status."""
    if not any(claim.polarity == "denies" for claim in claims):
        return {}
    return _by_triple(sift(claims, Filters(STATUSES, known_on=filters.known_on)).claims, "denies")


def _edge(triple: Triple, claims: list[Claim], denials: list[Claim]) -> dict[str, object]:
    """Sum up the claims behind an edge; who denies one item does not deny the others."""
    items = {claim.item for claim in claims}
    against = {claim.id for claim in denials if not claim.item or claim.item in items}
    return {
        "predicate": triple.predicate,
        "claims": tuple(sorted({claim.id for claim in claims})),
        "families": voices(claims),
        "voices": frozenset(claim.family for claim in claims),
        "weak": voices(claims) <= 1 and all(claim.kind in _LIGHT for claim in claims),
        "status": min((claim.status for claim in claims), key=STATUSES.index),
        "grade": min((claim.grade for claim in claims if claim.grade), default=""),
        "disputed": any(claim.disputed for claim in claims),
        "denied": bool(against),
        "denials": tuple(sorted(against)),
        "items": tuple(sorted(items - {""})),
    }
