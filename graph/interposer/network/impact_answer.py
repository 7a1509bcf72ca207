"""Answers to what hangs on a thing: what is lost or degraded with it, or which known shares fall."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from interposer.errors import NothingFoundError, UsageError
from interposer.knowledge.quantity import parse_value
from interposer.lookup.answers import Answer, claim_records
from interposer.lookup.catalogue import class_named
from interposer.lookup.claims import fetch_claims, fetch_sources, mentioned, unit_symbols
from interposer.lookup.filters import STATUSES, sift
from interposer.lookup.names import Thing, label_of, load_things, resolve
from interposer.network.impact import Impact, State, spread
from interposer.network.impact_words import Words
from interposer.network.needs import fetch_loss_rules, read_needs
from interposer.network.paths import fetch_readings
from interposer.network.project import Triple, project
from interposer.store.terms import CLAIM, ID, NS, values_block

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import networkx as nx

    from interposer.lookup.claims import Claim
    from interposer.lookup.filters import Filters
    from interposer.network.needs import LossRule, Needs
    from interposer.store.interface import Store

__all__ = ["impact_answer", "read_scenario"]

_FALL: Final = re.compile(r"[-−]?\s*(\d{1,3}(?:\.\d+)?)\s*%")
_HUNDRED: Final = Decimal(100)
_STATES: Final = ("lost", "degraded", "reduced", "unknown")
_LAST: Final = 99
"""The layer of things whose class has none."""


@dataclass(slots=True)
class _Row:
    """One affected thing before it is told."""

    thing: str
    state: str
    depth: int
    through: str
    gone: tuple[str, ...] = ()
    behind: list[Triple] = field(default_factory=list)
    links: list[list[Triple]] = field(default_factory=list)
    """What carries the loss here, for rows that no need of the network made; of each list one is enough."""
    before: str = ""
    disputed: bool = False
    shares: list[dict[str, Any]] = field(default_factory=list)


class _Way(NamedTuple):
    """The way from what was lost to a thing: its weakest evidence (editors' links left out), and who is left."""

    status: int = 0
    grade: str = ""
    families: int | None = None
    disputed: bool = False
    left_of: str = ""

    def joined(self, edge: Mapping[str, Any]) -> _Way:
        """Go one relation further."""
        return self._replace(
            status=max(self.status, STATUSES.index(edge["status"])),
            grade=max(self.grade, edge["grade"]),
            families=edge["families"] if self.families is None else min(self.families, edge["families"]),
            disputed=self.disputed or edge["disputed"] or edge["denied"],
        )

    def record(self) -> dict[str, Any]:
        """Give the evidence as it stands in the envelope."""
        status = "editorial" if self.families is None else STATUSES[self.status]
        return {"status": status, "grade": self.grade or None, "families": self.families or 0}


def read_scenario(text: str) -> Decimal | None:
    """Read `lost` as None and `-50%` as 50; raises UsageError for anything else."""
    wanted = text.strip().casefold()
    if wanted == "lost":
        return None
    match = _FALL.fullmatch(wanted)
    if match and 0 < Decimal(match[1]) <= _HUNDRED:
        return Decimal(match[1])
    raise UsageError(f"--scenario {text!r}: use lost, or a fall such as -50% (more than 0, at most 100)")


def impact_answer(
    store: Store,
    names: Sequence[str],
    scenario: str = "lost",
    *,
    kind: str = "",
    depth: int = 0,
    limit: int = 0,
    filters: Filters,
    evidence: bool = False,
) -> Answer:
    """Answer what is lost or degraded when the named things are lost, with the claims behind every row.

    With a fall (`-50%`) only figures move for which market shares are known. Raises NothingFoundError when
    nothing is affected, NameUnknownError for unknown names, UsageError for a malformed scenario or class.
    """
    if not names:
        raise UsageError("impact needs the name of a thing that is lost")
    fall = read_scenario(scenario)
    wanted = class_named(store, kind) if kind else ""
    seeds = {name: resolve(store, name) for name in names}
    case = _Case(store, filters, list(dict.fromkeys(seeds.values())))
    rows = case.lost_rows() if fall is None else case.reduced_rows(fall)
    answer = Answer(
        "impact/1", list(names), filters, {n: t.id for n, t in seeds.items()}, data_version=store.data_version
    )
    answer.hidden.update(case.hidden)
    counts = Counter(row.state for row in rows)
    answer.notes.append(", ".join(f"{counts[state]} {state}" for state in _STATES if counts[state]))
    kept = _within(case, rows, wanted, depth, answer.hidden)
    if not kept:
        raise NothingFoundError(f"nothing of that class or depth is affected; in all: {answer.notes[0]}")
    kept.sort(key=case.rank)
    shown = kept[:limit] if limit > 0 else kept
    answer.truncated = len(shown) < len(kept)
    case.tell(shown, answer, evidence=evidence)
    told = " ".join(f'"{name}"' for name in names)
    answer.next = [f"interposer impact {told} --viz impact.html"]
    return answer


def _within(case: _Case, rows: list[_Row], wanted: str, depth: int, hidden: Counter[str]) -> list[_Row]:
    """Keep the rows of a class (with those below it) and so near; count the others."""
    kinds = {wanted} if wanted else set[str]()
    if wanted:
        found = case.store.select(f"SELECT ?class WHERE {{ ?class rdfs:subClassOf* <{NS}{wanted}> }}")
        kinds |= {label_of(row[0]) for row in found}
    kept = [row for row in rows if not kinds or case.graph.nodes[row.thing]["kind"] in kinds]
    near = [row for row in kept if not depth or row.depth <= depth]
    hidden["affected things of other classes"] += len(rows) - len(kept)
    hidden[f"affected things more than {depth} steps away"] += len(kept) - len(near)
    for reason in [reason for reason, count in hidden.items() if not count]:
        del hidden[reason]
    return near


class _Case:
    """One scenario: the network with its needs, what is lost, and the words to tell it in."""

    def __init__(self, store: Store, filters: Filters, seeds: list[Thing]) -> None:
        self.store, self.filters, self.seeds = store, filters, seeds
        projection = project(store, filters)
        self.graph: nx.MultiDiGraph[str] = projection.graph
        self.hidden: Counter[str] = Counter(projection.hidden)
        self.rules: dict[str, LossRule] = fetch_loss_rules(store)
        self.needs: Needs = read_needs(self.graph, self.rules)
        labels = {thing: str(label) for thing, label in self.graph.nodes(data="label")}
        self.words = Words(
            labels,
            fetch_readings(store),
            self.rules,
            {thing: str(kind) for thing, kind in self.graph.nodes(data="kind")},
        )
        rows = store.select("SELECT ?class ?layer WHERE { ?class ip:layer ?layer }")
        self.layers = {label_of(name): layer for name, layer in rows if isinstance(layer, int)}
        self.impact = Impact(())
        self.fallen: dict[str, _Row] = {}
        self.ways: dict[str, _Way] = {}

    def rank(self, row: _Row) -> tuple[int, int, int, str, str]:
        """Order rows: lost first, near first, then by the columns of the map and by name."""
        layer = self.layers.get(str(self.graph.nodes[row.thing]["kind"]), _LAST)
        return _STATES.index(row.state), row.depth, layer, self.words.label(row.thing), row.thing

    def lost_rows(self) -> list[_Row]:
        """List what the loss reaches; raises NothingFoundError that says what would carry it."""
        self.impact = spread(self.needs, [seed.id for seed in self.seeds])
        rows = [self._row(thing) for thing in (*self.impact.lost, *self.impact.degraded)]
        rows += self._unknown()
        if not rows:
            raise NothingFoundError(self._nothing())
        return rows

    def _row(self, thing: str) -> _Row:
        state = self.impact.states[thing]
        gone = (state.below,) if state.below else state.gone
        lost = {one for one in gone if self.impact.states[one].lost}
        return _Row(
            thing, "lost" if state.lost else "degraded", state.depth, self.words.through(thing, state, lost), gone
        )

    def _way(self, row: _Row) -> _Way:
        """Sum up the way to a thing; every step is looked at once for all rows."""
        steps, thing = [], row.thing
        while thing not in self.ways and (before := self._before(thing)):
            steps.append((thing, before))
            thing = before
        way = self.ways.setdefault(thing, self._start(thing, row))
        for dependent, before in reversed(steps):
            state = self.impact.states.get(dependent)
            way = self._follow(way, self._links(dependent, before))
            if state:
                left_of = dependent if state.left else "" if state.lost else way.left_of
                rivals = state.group is not None and state.group.disputed
                way = way._replace(left_of=left_of, disputed=way.disputed or rivals)
            self.ways[dependent] = way
        return way

    def _before(self, thing: str) -> str:
        """Name the thing over which the loss came to another, '' where it began."""
        if state := self.impact.states.get(thing):
            return state.below or state.via
        return self.fallen[thing].before if thing in self.fallen else ""

    def _start(self, thing: str, row: _Row) -> _Way:
        """Begin a way: at a seed, at a thing of which a share falls, at a company of which nothing is left."""
        if thing in self.fallen:
            shares = self.fallen[thing].shares
            return _Way(
                max(STATUSES.index(share["status"]) for share in shares),
                max(share["grade"] or "" for share in shares),
                len({share["family"] for share in shares}),
                any(share["disputed"] for share in shares),
            )
        return self._follow(_Way(disputed=row.disputed), row.links) if thing == row.thing else _Way()

    def _follow(self, way: _Way, links: Iterable[list[Triple]]) -> _Way:
        for link in links:
            edges = [self._edge(triple) for triple in link]
            if edges and all(edge["families"] for edge in edges):
                way = way.joined(
                    min(edges, key=lambda e: (STATUSES.index(e["status"]), e["grade"] or "E", -e["families"]))
                )
        return way

    def _edge(self, triple: Triple) -> dict[str, Any]:
        return self.graph.edges[triple.subject, triple.object, triple.predicate]

    def _drawn(self, rows: Iterable[_Row]) -> Iterator[Triple]:
        """Yield the relations over which the loss comes to the rows, back to what was lost, each thing once."""
        seen: set[str] = set()
        for row in rows:
            thing = row.thing
            if row.state == "unknown":
                yield from row.behind
            while thing not in seen and (before := self._before(thing)):
                seen.add(thing)
                state = self.impact.states.get(thing)
                if state and state.group:
                    yield from (t for m in state.group.members if m.thing in state.gone for t in m.triples)
                yield from (triple for link in self._links(thing, before) for triple in link)
                thing = before

    def _links(self, dependent: str, before: str) -> list[list[Triple]]:
        """Find the relations that carry a loss to a dependent thing."""
        state = self.impact.states.get(dependent)
        if state is None:
            return self.fallen[dependent].links
        if state.group is None:
            groups = [self.needs.groups[number] for number in self.needs.of.get(before, ())]
            return [list(m.triples) for g in groups if g.kind == "tree" for m in g.members if m.thing == dependent]
        for member in state.group.members:
            if member.thing == before:
                return [list(member.triples)]
        hosted = [t for m in state.group.members if before in m.sites for t in m.triples]
        return [[t] for t in dict.fromkeys(hosted) if before in (t.subject, t.object)] or [list(dict.fromkeys(hosted))]

    def _unknown(self) -> list[_Row]:
        """List companies of which it is unknown whether anything is left: no site known, or all of them lost."""
        found = []
        lost = {thing for thing, state in self.impact.states.items() if state.lost}
        sites: dict[str, list[Triple]] = defaultdict(list)
        homes: dict[str, list[Triple]] = defaultdict(list)
        for subject, target, relation in self.graph.edges(keys=True):
            if relation == "operates":
                sites[subject].append(Triple(subject, relation, target))
            elif relation == "headquarteredIn":
                homes[subject].append(Triple(subject, relation, target))
        for company in sorted({*sites, *homes} - self.impact.states.keys()):
            behind = [t for t in homes[company] if t.object in lost]
            if sites[company]:
                gone = tuple(t.object for t in sites[company])
                if lost.issuperset(gone):
                    depth = max(self.impact.states[site].depth for site in gone) + 1
                    text = self.words.sites_lost(gone)
                    found.append(_Row(company, "unknown", depth, text, gone, behind=[*sites[company], *behind]))
            elif behind:
                gone = tuple(t.object for t in behind)
                split = len(behind) < len(homes[company])
                text = self.words.head_office(gone, disputed=split)
                found.append(_Row(company, "unknown", 1, text, gone, behind=behind, disputed=split))
        for row in found:
            row.links = [[t] for t in row.behind]
        return found

    def _nothing(self) -> str:
        """Say that nothing rests on the seeds, what could, and what they rest on themselves."""
        said = []
        for seed in self.seeds:
            could = self._carriers(seed.kind)
            if could:
                said.append(
                    f"nothing is known to rest on {seed.label}; a loss would reach others through: {', '.join(could)}"
                )
            else:
                said.append(
                    f"nothing rests on {seed.label}: the loss of a thing of the class {seed.kind} reaches no other thing"
                )
            held = [m.thing for n in self.needs.of.get(seed.id, ()) for m in self.needs.groups[n].members]
            if held:
                said.append(f"  it rests itself on {self.words.listing(dict.fromkeys(held))}; try one of these")
            elif near := sorted({*self.graph.succ[seed.id], *self.graph.pred[seed.id]} - {seed.id}):
                said.append(f"  related things are {self.words.listing(near)}; try one of these")
        return "\n".join(said)

    def _carriers(self, kind: str) -> list[str]:
        """Name the relations over which the loss of a thing of this class could reach others."""
        rows = self.store.select(f"""SELECT DISTINCT ?label ?end ?of WHERE {{ ?p ip:lossKind ?kind ; ip:dependent ?end ;
  rdfs:label ?label . FILTER(LANG(?label) = "en") <{NS}{kind}> rdfs:subClassOf* ?class .
  {{ ?p schema:domainIncludes ?class BIND("object" AS ?of) }} UNION {{ ?p schema:rangeIncludes ?class BIND("subject" AS ?of) }} }}""")
        return sorted({str(label) for label, end, of in rows if end == of})

    def reduced_rows(self, fall: Decimal) -> list[_Row]:
        """List the things of which the seeds have a known share, and what cannot do without these."""
        shares = self._shares({seed.id for seed in self.seeds})
        told = ", ".join(seed.label for seed in self.seeds)
        if not shares:
            unseen = ", ".join(f"{n} {why}" for why, n in sorted(self.hidden.items()) if "market shares" in why)
            unseen = f" within the filters (hidden: {unseen})" if unseen else ""
            raise NothingFoundError(
                f"no market share of {told} is known{unseen}; --scenario lost tells what hangs on it"
            )
        rows: dict[str, _Row] = {}
        for thing, found in shares.items():
            for share in found:
                share["falls"] = _fallen_by(str(share["value"]), fall)
            names = list(dict.fromkeys(share["provider"] for share in found))
            through = f"of it {self.words.listing(names)} {self.words.have(len(names))} a known share, of which {fall:f} % fall away"
            rows[thing] = _Row(thing, "reduced", 1, through, tuple(names), shares=found)
        queue = [thing for thing in rows if any(not share["scope_note"] for share in rows[thing].shares)]
        for thing in queue:  # grows while it is read: the nearest come first
            for number, _ in self.needs.held.get(thing, ()):
                group = self.needs.groups[number]
                if (
                    group.kind == "input"
                    and len(group.members) == 1
                    and group.dependent not in {*rows, *self.impact.seeds}
                ):
                    state = State(lost=False, depth=rows[thing].depth + 1, group=group, gone=(thing,))
                    row = _Row(group.dependent, "reduced", state.depth, self.words.up_to(group, thing), (thing,))
                    row.behind = list(group.members[0].triples)
                    row.links, row.before = [row.behind], thing
                    row.shares = [{**s, "up_to": True} for s in rows[thing].shares if not s["scope_note"]]
                    rows[group.dependent] = row
                    queue.append(group.dependent)
        self.fallen = rows
        return list(rows.values())

    def _shares(
        self, providers: Collection[str], scopes: Collection[str] | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """Read the market shares of providers by the thing they are a share of, the latest first."""
        if not providers:
            return {}
        values = values_block("who", (ID + slug for slug in sorted(providers)))
        claims = fetch_claims(self.store, f"{values} ?claim rdf:subject ?who ; ip:metric id:market-share")
        try:
            sifted = sift(claims, self.filters)
        except NothingFoundError:  # none was recorded by then, which the network as a whole need not share
            return {}
        self.hidden.update({f"{reason} market shares": count for reason, count in sifted.hidden.items()})
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for claim in sorted(sifted.claims, key=lambda c: (c.end or c.recorded, c.period, c.id), reverse=True):
            if not claim.scope:
                self.hidden["market shares of what is no thing here"] += 1
            elif claim.polarity == "asserts" and (scopes is None or claim.scope in scopes):
                found[claim.scope].append(_share(claim))
        return dict(found)

    def tell(self, rows: list[_Row], answer: Answer, *, evidence: bool) -> None:
        """Write rows into an answer with their claims, substitutes and shares."""
        lost = [row for row in rows if row.state in ("lost", "degraded")]
        if lost:
            gone = {thing for thing, state in self.impact.states.items() if state.lost}
            shares = self._shares({one for row in lost for one in row.gone if one in gone}, {row.thing for row in lost})
            for row in lost:
                row.shares = [share for share in shares.get(row.thing, ()) if share["provider"] in row.gone]
        swaps = {row.thing: self._substitutes(row) for row in rows}
        ids = {row.thing: self._claims(row) for row in rows}
        wanted = {claim for found in ids.values() for claim in found}
        values = values_block("claim", (CLAIM + claim for claim in wanted))
        claims = {c.id: c for c in fetch_claims(self.store, f"{values} ?claim rdf:subject ?subject")} if wanted else {}
        things = self._things(mentioned(claims.values()))
        sources = fetch_sources(self.store, {c.source for c in claims.values()}) if evidence else {}
        symbols = unit_symbols(self.store)
        doubts = {row.thing: row.through for row in self._unknown()}

        def told(slug: str) -> dict[str, str]:
            return things[slug].record() if slug in things else {"id": slug, "label": slug, "kind": "Thing"}

        for row in rows:
            way = self._way(row)
            nearest = self.impact.states[way.left_of] if way.left_of else None
            left = self.words.makers(nearest.group, nearest.left) if nearest and nearest.group else ()
            behind = (claims[claim] for claim in sorted(ids[row.thing]) if claim in claims)
            answer.results.append({
                "thing": told(row.thing),
                "state": row.state,
                "depth": row.depth,
                "through": row.through,
                "gone": [told(one) for one in row.gone],
                "left": [{**told(one), "doubt": doubts.get(one)} for one in left],
                "left_of": told(way.left_of) if left else None,
                "substitutes_known": bool(swaps[row.thing]),
                "substitutes": [{**s, "thing": told(s["thing"]), "for": told(s["for"])} for s in swaps[row.thing]],
                "shares": [
                    {**s, "provider": told(s["provider"]), "of": told(s["of"]), "unit": symbols.get(s["unit"], s["unit"])}
                    for s in row.shares
                ],
                **way.record(),
                "disputed": way.disputed or any(self._edge(t)["disputed"] for t in row.behind),
                "claims": claim_records(behind, things, sources, symbols),
            })  # fmt: skip
        answer.triples = list(dict.fromkeys(self._drawn(rows)))

    def _things(self, more: Iterable[str]) -> dict[str, Thing]:
        """Give the things of the network with their labels; what only claims speak of is read from the store."""
        found = {
            thing: Thing(str(data["label"]), thing, str(data["kind"]))
            for thing, data in self.graph.nodes(data=True)
            if data["kind"]
        }
        return found | load_things(self.store, set(more) - found.keys())

    def _claims(self, row: _Row) -> set[str]:
        """Name the claims behind a row: for and against the relations it hangs on, and its shares."""
        if row.state in ("lost", "degraded"):
            state = self.impact.states[row.thing]
            if state.group:
                row.behind = [t for member in state.group.members for t in member.triples]
            else:
                row.behind = [t for link in self._links(row.thing, state.below) for t in link]
        edges = [self._edge(triple) for triple in row.behind]
        return {c for edge in edges for c in (*edge["claims"], *edge["denials"])} | {s["claim"] for s in row.shares}

    def _state(self, thing: str) -> str:
        state = self.impact.states.get(thing)
        if state:
            return "lost" if state.lost else "degraded"
        return "reduced" if thing in self.fallen else "stands"

    def _substitutes(self, row: _Row) -> list[dict[str, Any]]:
        """List what sources name beside a lost thing and beside what of it is gone; none of it rescues anything."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        about = [row.thing] if row.state != "unknown" else []
        for one in dict.fromkeys((*about, *row.gone)):
            for other, triple in self.needs.substitutes.get(one, ()):
                edge = self._edge(triple)
                if other in (row.thing, *row.gone) or (one, other) in found:
                    continue
                found[one, other] = {
                    "thing": other,
                    "for": one,
                    "relation": triple.predicate,
                    "state": self._state(other),
                    "status": _status(edge),
                    "grade": edge["grade"] or None,
                    "families": edge["families"],
                    "claims": list(edge["claims"]),
                }
        return sorted(
            found.values(), key=lambda s: (s["state"] != "stands", -s["families"], self.words.label(s["thing"]))
        )


def _status(edge: Mapping[str, Any]) -> str:
    return str(edge["status"]) if edge["families"] else "editorial"


def _share(claim: Claim) -> dict[str, Any]:
    return {
        "provider": claim.subject,
        "of": claim.scope,
        "value": claim.value,
        "unit": claim.unit,
        "scope_note": claim.scope_note or None,
        "basis": claim.basis or None,
        "period": claim.period or None,
        "status": claim.status,
        "grade": claim.grade or None,
        "source": claim.source,
        "family": claim.family,
        "disputed": claim.disputed,
        "claim": claim.id,
        "falls": None,
        "up_to": False,
    }


def _fallen_by(value: str, fall: Decimal) -> dict[str, float] | None:
    """Give the fall in percent of the whole that a share admits; a share has its ends at 0 and 100."""
    interval = parse_value(value)
    low = max(interval.low or Decimal(0), Decimal(0))
    high = min(_HUNDRED if interval.high is None else interval.high, _HUNDRED)
    return {"low": float(low * fall / _HUNDRED), "high": float(high * fall / _HUNDRED)}
