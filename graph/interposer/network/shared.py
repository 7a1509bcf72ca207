"""`shared A B`: the suppliers that two companies have in common, named by sources or possible by what both need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.answers import Answer
from interposer.lookup.names import resolve
from interposer.network.needs import fetch_loss_rules, read_needs
from interposer.network.project import Triple, project
from interposer.network.telling import Telling
from interposer.network.trace import how_made, makers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from interposer.lookup.filters import Filters
    from interposer.lookup.names import Thing
    from interposer.network.needs import Needs
    from interposer.store.interface import Store

__all__ = ["Ground", "company_of", "grounds", "inputs_of", "own_things", "shared_answer"]

_NAMED, _ONE, _POSSIBLE = "named for both", "named for one", "possible"
_DEPTH = 1
"""How far down the needs of its things a company buys: what its inputs need is bought by those who make these."""


class Ground(NamedTuple):
    """Why a company is taken to be a supplier of another; `named` when a source says so.

    `through` is the thing that both ends share: what is supplied, fabricated or packaged.
    """

    supplier: str
    through: str
    triples: tuple[Triple, ...]
    named: bool = True


def company_of(store: Store, name: str, command: str) -> Thing:
    """Resolve the name of a company; raises UsageError for things of other classes."""
    thing = resolve(store, name)
    if thing.kind not in ("Company", "Organization"):
        raise UsageError(
            f'{thing.label} is of the class {thing.kind}; {command} asks of companies. Try: interposer what "{name}"'
        )
    return thing


def own_things(needs: Needs, company: str) -> dict[str, tuple[Triple, ...]]:
    """Collect what a company makes, offers, does or designs, each with the relations that say so."""
    found: dict[str, dict[Triple, None]] = {}
    for number, place in needs.held.get(company, ()):
        group = needs.groups[number]
        if group.kind in ("maker", "designer"):
            found.setdefault(group.dependent, {}).update(dict.fromkeys(group.members[place].triples))
    return {thing: _direct(company, tuple(triples)) for thing, triples in found.items()}


def _direct(company: str, triples: tuple[Triple, ...]) -> tuple[Triple, ...]:
    """Choose what names the company itself, or else what its sites do."""
    return tuple(t for t in triples if company in (t.subject, t.object) and t.predicate != "operates") or triples


def inputs_of(
    needs: Needs, things: dict[str, tuple[Triple, ...]], depth: int
) -> dict[str, tuple[int, tuple[Triple, ...]]]:
    """Collect what things need, at most `depth` needs away, each with its distance and the nearest way to it.

    A way begins with what makes the first thing one's own. What a thing is a kind of brings its needs along and
    counts as no step.
    """
    found: dict[str, tuple[int, tuple[Triple, ...]]] = {thing: (0, way) for thing, way in sorted(things.items())}
    broader: set[str] = set()
    ring = list(found)
    for step in range(1, depth + 1):
        for one in ring:  # grows while it is walked, by what the things are kinds of
            for group in (needs.groups[number] for number in needs.of.get(one, ())):
                if group.kind == "tree" and group.members[0].thing not in found:
                    found[group.members[0].thing] = (step - 1, (*found[one][1], group.members[0].triples[0]))
                    broader.add(group.members[0].thing)
                    ring.append(group.members[0].thing)
        below: list[str] = []
        for one in ring:
            for group in (needs.groups[number] for number in needs.of.get(one, ())):
                for member in group.members if group.kind == "input" else ():
                    if member.thing not in found or member.thing in broader:
                        broader.discard(member.thing)
                        found[member.thing] = (step, (*found[one][1], member.triples[0]))
                        below.append(member.thing)
        ring = below
    return {thing: entry for thing, entry in found.items() if entry[0] and thing not in broader}


def grounds(graph: nx.MultiDiGraph[str], needs: Needs, company: str, depth: int = _DEPTH) -> list[Ground]:
    """List who supplies a company: named as its supplier, at work on its products, or making what these need."""
    found = [
        Ground(source, "", (Triple(source, relation, company),))
        for source, _, relation in graph.in_edges(company, keys=True)
        if relation == "suppliesTo"
    ]
    own = own_things(needs, company)
    for thing, triples in sorted(own.items()):
        for group in (needs.groups[number] for number in needs.of.get(thing, ())):
            if group.kind == "provider":
                found += [Ground(m.thing, thing, (*m.triples, *triples[:1])) for m in group.members]
    for thing, (_, way) in inputs_of(needs, own, depth).items():
        found += [
            Ground(maker.thing, thing, (*how_made(graph, maker), *reversed(way)), named=False)
            for maker in makers_of(graph, needs, thing, ("maker",))
        ]
    return [ground for ground in found if ground.supplier != company]


def shared_answer(
    store: Store, one: str, other: str, *, filters: Filters, limit: int = 3, evidence: bool = False
) -> Answer:
    """Find the suppliers that two companies have in common, the best supported first.

    A supplier is named where a source says that it supplies the company or works on its products, and possible
    where it makes something that the company's products need. `limit` bounds the reasons listed a side (0 = all).
    Raises NothingFoundError when none is known, NameUnknownError, UsageError for things that are no companies.
    """
    if limit < 0:
        raise UsageError(f"--limit {limit}: a limit is not negative (0 = all)")
    first, second = (company_of(store, name, "shared") for name in (one, other))
    if first.id == second.id:
        raise UsageError(f"{one!r} and {other!r} are both {first.label}; shared asks of two companies")
    projection = project(store, filters)
    needs = read_needs(projection.graph, fetch_loss_rules(store))
    telling = Telling(store, projection.graph, evidence=evidence)
    answer = Answer(
        "shared/1", [one, other], filters, {one: first.id, other: second.id}, data_version=store.data_version
    )  # fmt: skip
    answer.hidden.update(projection.hidden)
    sides = [_by_supplier(grounds(projection.graph, needs, company.id)) for company in (first, second)]
    both = (sides[0].keys() & sides[1].keys()) - {first.id, second.id}
    rows = []
    for supplier in both:
        mine, theirs = sides[0][supplier], sides[1][supplier]
        certainty = _certainty(mine, theirs)
        if certainty == _POSSIBLE:
            through = {g.through for g in mine} & {g.through for g in theirs}
            mine, theirs = ([g for g in side if g.through in through] for side in (mine, theirs))
            if not through:
                continue
        rows.append((supplier, certainty, mine, theirs))
    if not rows:
        counts = ", ".join(
            f"{len(side)} of {company.label}" for side, company in zip(sides, (first, second), strict=True)
        )
        raise NothingFoundError(
            f"no supplier is known that {first.label} and {second.label} have in common within these filters "
            f"(known or possible suppliers: {counts}); that sources name none does not mean that there is none"
        )
    order = (_NAMED, _ONE, _POSSIBLE)
    rows.sort(key=lambda r: (order.index(r[1]), -_voices(telling, r[2]) - _voices(telling, r[3]), telling.label(r[0])))
    for supplier, certainty, mine, theirs in rows:
        answer.results.append(
            {
                "supplier": telling.thing(supplier),
                "certainty": certainty,
                "first": _side(telling, first.id, mine, limit),
                "second": _side(telling, second.id, theirs, limit),
            }
        )
    answer.notes.append(
        f"{len(rows)} shared suppliers: "
        + ", ".join(f"{sum(row[1] == certainty for row in rows)} {certainty}" for certainty in order)
    )
    answer.next = [f'interposer impact "{answer.results[0]["supplier"]["label"]}"']
    return telling.finish(answer)


def _by_supplier(found: list[Ground]) -> dict[str, list[Ground]]:
    made: dict[str, list[Ground]] = {}
    for ground in found:
        made.setdefault(ground.supplier, []).append(ground)
    return made


def _certainty(mine: list[Ground], theirs: list[Ground]) -> str:
    named = any(g.named for g in mine) + any(g.named for g in theirs)
    return (_POSSIBLE, _ONE, _NAMED)[named]


def _voices(telling: Telling, found: list[Ground]) -> int:
    """Count the voices behind the best reason."""
    return max(min(int(telling.edge(triple)["families"]) for triple in ground.triples) for ground in found)


def _side(telling: Telling, company: str, found: list[Ground], limit: int) -> dict[str, Any]:
    """Tell why a supplier is taken for one of a company's: what is said before what is possible, well said first."""
    ranked = sorted(found, key=lambda g: (not g.named, -_voices(telling, [g]), len(g.triples), g.through))
    kept = ranked[: limit or None]
    return {
        "company": telling.thing(company),
        "named": any(ground.named for ground in found),
        "grounds": [
            {
                "named": ground.named,
                "through": telling.thing(ground.through) if ground.through else None,
                "sentence": "; ".join(_sentences(telling, ground)),
                **telling.support(ground.triples),
            }
            for ground in kept
        ],
        "more_grounds": len(ranked) - len(kept),
    }


def _sentences(telling: Telling, ground: Ground) -> Iterator[str]:
    yield from dict.fromkeys(map(telling.sentence, ground.triples))
