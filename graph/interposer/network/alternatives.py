"""`alternatives THING`: who else makes a thing and each thing it needs, and what sources name as a substitute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.answers import Answer
from interposer.lookup.filters import STATUSES
from interposer.lookup.names import resolve
from interposer.network.needs import fetch_loss_rules, read_needs
from interposer.network.project import Triple, project
from interposer.network.telling import Telling
from interposer.network.trace import how_made, makers_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import networkx as nx

    from interposer.lookup.filters import Filters
    from interposer.network.needs import Needs
    from interposer.network.trace import Maker
    from interposer.store.interface import Store

__all__ = ["Need", "alternatives_answer", "broader", "kinds_below", "needs_of", "owner_among", "sources_of"]

_NOT_SOURCED = frozenset({"ProcessNode", "Standard", "DesignGoal", "Constraint", "Market"})
"""Classes of needs that nobody supplies."""
_NOT_MADE = frozenset(
    {"Company", "Organization", "Facility", "Country", "Policy", "Event", "Project", "BusinessRole", "Metric"}
)


class Need(NamedTuple):
    """Something that a thing needs, by these relations of the thing or of what it is a kind of; `rivals` do as well."""

    thing: str
    triples: tuple[Triple, ...]
    rivals: tuple[str, ...]
    disputed: bool


class _Source(NamedTuple):
    """Who makes a thing: itself by no `kind`, or a kind of it, reached down the tree by `way`."""

    maker: Maker
    kind: str
    way: tuple[Triple, ...]


def broader(needs: Needs, thing: str) -> dict[str, Triple | None]:
    """Collect a thing and what it is a kind of, nearest first, each with the branch by which it was reached."""
    found: dict[str, Triple | None] = {thing: None}
    left = [thing]
    for one in left:
        for group in (needs.groups[number] for number in needs.of.get(one, ())):
            if group.kind == "tree" and group.members[0].thing not in found:
                found[group.members[0].thing] = group.members[0].triples[0]
                left.append(group.members[0].thing)
    return found


def kinds_below(needs: Needs, thing: str) -> dict[str, tuple[Triple, ...]]:
    """Collect a thing and its kinds, nearest first, each with the branches that lead down to it."""
    found: dict[str, tuple[Triple, ...]] = {thing: ()}
    left = [thing]
    for one in left:
        for group in (needs.groups[number] for number, _ in needs.held.get(one, ())):
            if group.kind == "tree" and group.dependent not in found:
                found[group.dependent] = (*found[one], *group.members[0].triples)
                left.append(group.dependent)
    return found


def needs_of(needs: Needs, thing: str) -> list[Need]:
    """List what a thing needs, its own needs first, then those of what it is a kind of; each thing once."""
    found: dict[str, Need] = {}
    for one in broader(needs, thing):
        for group in (needs.groups[number] for number in needs.of.get(one, ())):
            if group.kind != "input":
                continue
            names = [member.thing for member in group.members]
            for member in group.members:
                rivals = tuple(name for name in names if name != member.thing)
                found.setdefault(member.thing, Need(member.thing, member.triples, rivals, group.disputed))
    return list(found.values())


def sources_of(graph: nx.MultiDiGraph[str], needs: Needs, thing: str) -> list[_Source]:
    """List who makes a thing or a kind of it, each maker once, the makers of the thing itself first."""
    found: dict[str, _Source] = {}
    for kind, way in kinds_below(needs, thing).items():
        # Who fabricates the base die of one memory makes no memory: of kinds, makers alone count.
        for maker in makers_of(graph, needs, kind, ("maker",) if way else ("maker", "provider")):
            found.setdefault(maker.thing, _Source(maker, kind if way else "", way))
    return list(found.values())


def owner_among(needs: Needs, maker: str, names: Collection[str]) -> str:
    """Find the owner of a maker that is among `names`: the two are no second source of each other; "" for none."""
    seen, left = {maker}, [maker]
    while left:
        for group in (needs.groups[number] for number in needs.of.get(left.pop(), ())):
            for owner in (member.thing for member in group.members if group.kind == "owner"):
                if owner in names and owner != maker:
                    return owner
                if owner not in seen:
                    seen.add(owner)
                    left.append(owner)
    return ""


def alternatives_answer(store: Store, name: str, *, filters: Filters, limit: int = 6, evidence: bool = False) -> Answer:
    """Find second sources and named substitutes of a thing and of everything it needs.

    What is needed and who is known to make it keep to the filters; makers and substitutes that are only planned,
    forecast or rumoured stand beside them with their status. `limit` bounds each list (0 = all). Raises
    NameUnknownError, UsageError for a thing that nobody makes, NothingFoundError when nothing at all is known.
    """
    if limit < 0:
        raise UsageError(f"--limit {limit}: a limit is not negative (0 = all)")
    thing = resolve(store, name)
    if thing.kind in _NOT_MADE:
        raise UsageError(
            f"{thing.label} is of the class {thing.kind}; alternatives asks of what is made or done. "
            f'For a company: interposer exposure "{thing.label}", interposer shared A B.'
        )
    firm, rules = project(store, filters), fetch_loss_rules(store)
    loose = project(store, filters._replace(statuses=STATUSES)) if set(STATUSES) - set(filters.statuses) else firm
    teller = _Teller(
        Telling(store, firm.graph, wider=loose.graph, evidence=evidence), read_needs(firm.graph, rules),
        read_needs(loose.graph, rules), limit,
    )  # fmt: skip
    answer = Answer("alternatives/1", [name], filters, {name: thing.id}, data_version=store.data_version)
    answer.hidden.update({reason: count for reason, count in loose.hidden.items() if reason not in STATUSES})
    answer.results = [teller.record(None, thing.id)]
    answer.results += [
        teller.record(need, need.thing)
        for need in needs_of(teller.needs, thing.id)
        if firm.graph.nodes[need.thing]["kind"] not in _NOT_SOURCED
    ]
    first = answer.results[0]
    if len(answer.results) == 1 and not any(first[key] for key in ("makers", "substitutes", "same_kind")):
        raise NothingFoundError(
            f"nothing is known of who makes {thing.label}, of what it needs or of what could stand in for it"
        )
    known = [record for record in answer.results[1:] if record["known_makers"] > 1]
    single = sum(record["known_makers"] == 1 for record in answer.results[1:])
    count = len(answer.results) - 1
    if count:
        answer.notes.append(
            f"{thing.label} needs {count} known things: {len(known)} with several known makers, {single} with one, "
            f"{count - len(known) - single} whose makers are unknown"
        )
    answer.next = [f'interposer impact "{name}"', f'interposer alternatives "{name}" --sources']
    return teller.telling.finish(answer)


class _Teller:
    """Puts needs into records, with at most `limit` entries a list."""

    def __init__(self, telling: Telling, needs: Needs, loose: Needs, limit: int) -> None:
        self.telling, self.needs, self.loose, self.limit = telling, needs, loose, limit

    def record(self, need: Need | None, thing: str) -> dict[str, Any]:
        telling = self.telling
        hop: dict[str, Any] = {
            "sentence": None, "status": None, "grade": None, "families": 0, "disputed": False, "claims": [],
        }  # fmt: skip
        if need:
            hop = {
                "sentence": "; ".join(map(telling.sentence, need.triples)),
                **telling.support(need.triples),
            }
            hop["disputed"] = hop["disputed"] or need.disputed
        known = sources_of(telling.graph, self.needs, thing)
        names = {source.maker.thing for source in known}
        later = [s for s in sources_of(telling.wider, self.loose, thing) if s.maker.thing not in names]
        makers = [*self._cut([self._maker(source, names) for source in known])]
        planned = [*self._cut([self._maker(source, names) for source in later])]
        swaps = self._substitutes(thing)
        same = self._same_kind(thing, {entry["thing"]["id"] for entry in swaps})
        return {
            "role": "need" if need else "itself",
            "thing": telling.thing(thing),
            "of": telling.thing(need.triples[0].subject) if need else None,
            **hop,
            "or": [telling.thing(rival) for rival in need.rivals] if need else [],
            "makers": makers,
            "known_makers": self._independent(thing, known),
            "later_makers": planned,
            "expected_makers": len(later),
            "substitutes": [*self._cut(swaps)],
            "known_substitutes": len(swaps),
            "same_kind": [telling.thing(other) for other in same[: self.limit or None]],
            "known_same_kind": len(same),
        }

    def _cut(self, entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        yield from entries[: self.limit or None]

    def _maker(self, source: _Source, names: set[str]) -> dict[str, Any]:
        telling, maker = self.telling, source.maker
        said = how_made(telling.wider, maker)
        sentences = [telling.sentence(triple) for triple in dict.fromkeys((*said, *reversed(source.way)))]
        return {
            "thing": telling.thing(maker.thing),
            "kind": telling.thing(source.kind) if source.kind else None,
            "sentence": "; ".join(sentences),
            **telling.support([*said, *source.way]),
            "owner": telling.thing(owner) if (owner := owner_among(self.needs, maker.thing, names)) else None,
            "sites": [telling.thing(site) for site in maker.sites],
        }

    def _independent(self, thing: str, known: list[_Source]) -> int:
        """Count independent makers; of a thing that several kinds of provider must work on, those of the scarcest."""
        names = {source.maker.thing for source in known}
        roles = [
            {member.thing for member in group.members}
            for group in (self.needs.groups[number] for number in self.needs.of.get(thing, ()))
            if group.kind == "provider"
        ]
        return min(
            (sum(not owner_among(self.needs, name, role) for name in role) for role in roles or [names]), default=0
        )

    def _substitutes(self, thing: str) -> list[dict[str, Any]]:
        """List what sources name beside a thing: alternatives, competitors, successors; well evidenced ones first."""
        telling = self.telling
        found: dict[str, list[Triple]] = {}
        for other, triple in self.loose.substitutes.get(thing, ()):
            if other != thing:
                found.setdefault(other, []).append(triple)
        made = [
            {
                "thing": telling.thing(other),
                "sentence": "; ".join(dict.fromkeys(map(telling.sentence, triples))),
                **telling.support([min(triples, key=lambda t: (t.predicate != "alternativeTo", t))]),
                "makers": [telling.thing(s.maker.thing) for s in sources_of(telling.graph, self.needs, other)],
            }
            for other, triples in found.items()
        ]
        made.sort(key=lambda entry: (STATUSES.index(entry["status"]) if entry["status"] in STATUSES else -1,
                                     -entry["families"], entry["thing"]["label"]))  # fmt: skip
        return made

    def _same_kind(self, thing: str, named: set[str]) -> list[str]:
        """List things of one class directly below the same technology, of which no source says they could stand in."""
        graph, kin = self.telling.graph, set(broader(self.needs, thing)) | set(kinds_below(self.needs, thing)) | named
        found: set[str] = set()
        for group in (self.needs.groups[number] for number in self.needs.of.get(thing, ())):
            if group.kind == "tree":
                held = self.needs.held.get(group.members[0].thing, ())
                siblings = (self.needs.groups[number] for number, _ in held)
                found.update(s.dependent for s in siblings if s.kind == "tree" and s.dependent not in kin)
        alike = [other for other in found if graph.nodes[other]["kind"] == graph.nodes[thing]["kind"]]
        return sorted(alike, key=lambda other: (self.telling.label(other), other))
