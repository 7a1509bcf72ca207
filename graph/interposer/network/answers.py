"""Answers that walk the network: how two things hang together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from interposer.lookup.answers import Answer, claim_records
from interposer.lookup.claims import Claim, Source, fetch_claims, fetch_sources
from interposer.lookup.names import load_things, resolve
from interposer.network.needs import fetch_loss_rules
from interposer.network.paths import MOST, Course, Hop, Path, fetch_readings, find_paths
from interposer.network.project import project
from interposer.store.terms import CLAIM, values_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interposer.lookup.filters import Filters
    from interposer.lookup.names import Thing
    from interposer.store.interface import Store

__all__ = ["path_answer", "paths_between"]


def paths_between(
    store: Store,
    start: str,
    goal: str,
    filters: Filters,
    *,
    k: int = 1,
    directed: bool = False,
    avoid: Sequence[str] = (),
    avoid_predicates: Sequence[str] = (),
    course: Course | None = None,
) -> tuple[list[Path], dict[str, str], dict[str, int]]:
    """Find paths between two named things; gives them with what the names resolved to and what is hidden.

    The `course` names its things as people do.
    """
    course = course or Course()
    names = {name: resolve(store, name).id for name in (start, goal, *avoid, *course.via)}
    projection = project(store, filters)
    sense = _supply_sense(store) if course.supply else course.sense
    course = replace(course, via=tuple(names[name] for name in course.via), sense=sense)
    found = find_paths(
        projection, names[start], names[goal], k=k, directed=directed, avoid=[names[n] for n in avoid],
        avoid_predicates=avoid_predicates, course=course,
    )  # fmt: skip
    return found, names, dict(projection.hidden)


def _supply_sense(store: Store) -> dict[str, str]:
    """Tell from which end each relation leads from what is wanted to what it takes: the dependent end, by loss kind.

    What drives demand leads to what it drives. Relations that carry no loss are left out.
    """
    rules = {name: rule.dependent for name, rule in fetch_loss_rules(store).items() if rule.dependent}
    return rules | {"drives": "subject"}


def path_answer(
    store: Store,
    start: str,
    goal: str,
    *,
    filters: Filters,
    k: int = 1,
    directed: bool = False,
    avoid: Sequence[str] = (),
    avoid_predicates: Sequence[str] = (),
    course: Course | None = None,
    evidence: bool = False,
) -> Answer:
    """Answer how two things hang together, with the claims behind every hop.

    Raises NothingFoundError when no path exists, NameUnknownError for unknown names, UsageError for ends
    that are one thing or are avoided.
    """
    found, resolved, hidden = paths_between(
        store,
        start,
        goal,
        filters,
        k=k,
        directed=directed,
        avoid=avoid,
        avoid_predicates=avoid_predicates,
        course=course,
    )
    answer = Answer("path/1", [start, goal], filters, resolved, data_version=store.data_version)
    answer.hidden.update(hidden)
    wanted = {claim for path in found for hop in path for claim in hop.claims + hop.denials}
    values = values_block("claim", (CLAIM + claim for claim in wanted))
    claims = {c.id: c for c in fetch_claims(store, f"{values} ?claim rdf:subject ?subject")}
    mentioned = {end for path in found for hop in path for end in (hop.source, hop.target)}
    things = load_things(store, mentioned | {c.subject for c in claims.values()} | {c.object for c in claims.values()})
    readings = fetch_readings(store)
    sources = fetch_sources(store, {c.source for c in claims.values()}) if evidence else {}
    for rank, path in enumerate(found, 1):
        hops = [_hop(hop, claims, things, readings, sources) for hop in path]
        answer.results.append({"rank": rank, "length": len(hops), "hops": hops})
    ends = ((hop, (hop.source, hop.target) if hop.forward else (hop.target, hop.source)) for p in found for hop in p)
    answer.triples = list(dict.fromkeys((subject, hop.predicate, target) for hop, (subject, target) in ends))
    answer.truncated = course is not None and course.within > 0 and len(found) >= MOST
    answer.next = [f'interposer viz --path "{start}" "{goal}" -o path.html']
    return answer


def _hop(
    hop: Hop,
    claims: dict[str, Claim],
    things: dict[str, Thing],
    readings: dict[str, str],
    sources: dict[str, Source],
) -> dict[str, Any]:
    labels = {slug: thing.label for slug, thing in things.items()}
    behind = [claims[slug] for slug in hop.claims + hop.denials if slug in claims]
    return {
        "from": things[hop.source].record(),
        "relation": hop.predicate,
        "to": things[hop.target].record(),
        "forward": hop.forward,
        "sentence": hop.sentence(labels, readings),
        "also": list(hop.others),
        "status": "editorial" if hop.families == 0 else hop.status,
        "grade": hop.grade or None,
        "families": hop.families,
        "disputed": hop.disputed,
        "claims": claim_records(behind, things, sources),
    }
