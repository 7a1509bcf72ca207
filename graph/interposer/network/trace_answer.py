"""`trace THING`: the chain behind a demand with its numbers, makers, sites and gaps, and what binds first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.answers import Answer
from interposer.lookup.filters import STATUSES
from interposer.lookup.names import resolve
from interposer.network.needs import fetch_loss_rules, read_needs
from interposer.network.project import project
from interposer.network.supply import METRICS, fetch_numbered, fetch_numbers, fetch_scales, headrooms
from interposer.network.telling import Telling, newest_first
from interposer.network.trace import how_made, made_somewhere, makers_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interposer.knowledge.quantity import Interval
    from interposer.lookup.claims import Claim
    from interposer.lookup.filters import Filters
    from interposer.network.needs import Needs
    from interposer.network.supply import Headroom
    from interposer.network.trace import Maker, Step, Trace
    from interposer.store.interface import Store

__all__ = ["trace_answer"]

_MADE: Final = frozenset({"memory", "packaging", "parts", "tools", "materials"})
"""Levels of things of which somebody has the capacity to make so many."""
_VERBS: Final = {
    "ProcessStep": ("offers", "performs"),
    "Technology": ("offers", "performs"),
    "Offering": ("offers", "performs"),
}
"""How a class of things is provided by a company and done at a site; other things are made."""
_FEW: Final = 3
"""So many figures of capacity are listed one by one; of more, the lowest and the highest."""
_SAYS: Final = {
    "demand-volume": "demand against capacity", "supply-gap": "supply gap", "demand-met": "demand met",
    "demand-to-capacity": "demand to capacity", "utilization": "utilization", "sold-out-share": "share sold out",
}  # fmt: skip


def trace_answer(
    store: Store,
    name: str,
    *,
    filters: Filters,
    depth: int = 4,
    limit: int = 6,
    times: float | None = None,
    evidence: bool = False,
) -> Answer:
    """Trace what a demand, market, chip or system calls for, level by level, down to who makes it and where.

    `limit` bounds the things of a level, and the numbers, makers and sites of a thing (0 = all). With `times` the
    answer ends with the supply numbers that bind first when demand grows so many times. Raises NameUnknownError,
    NothingFoundError when nothing is known that the thing calls for, UsageError for values that make no sense.
    """
    factor = _factor(times)
    if depth < 1 or limit < 0:
        raise UsageError(
            f"--depth {depth} --limit {limit}: a trace goes at least one hop deep and limits are not negative"
        )
    thing = resolve(store, name)
    projection, rules = project(store, filters), fetch_loss_rules(store)
    trace = walk(
        projection.graph, rules, thing.id, depth=depth, limit=limit, numbered=fetch_numbered(store)
    )  # fmt: skip
    if len(trace.steps) == 1:
        raise NothingFoundError(_nothing(thing.label, thing.kind))
    answer = Answer("trace/1", [name], filters, {name: thing.id}, data_version=store.data_version)
    answer.hidden.update(projection.hidden)
    teller = _Teller(Telling(store, projection.graph, evidence=evidence), read_needs(projection.graph, rules), limit)
    makers = {step.thing: teller.makers(step.thing) for step in trace.steps}
    shown = {step.thing for step in trace.steps} | {m.thing for listed in makers.values() for m in listed}
    shown |= {site for listed in makers.values() for maker in listed for site in maker.sites}
    numbers, hidden = fetch_numbers(store, shown, filters)
    answer.hidden.update(hidden)
    teller.sort_numbers(numbers, {step.thing for step in trace.steps})
    answer.results = teller.chain(trace, makers)
    for level, count in sorted(trace.left_out.items()):
        answer.hidden[f"things on the level {level!r} (--limit)"] = count
    if trace.beyond:
        answer.hidden[f"things more than {depth} hops away (--depth)"] = trace.beyond
    answer.truncated = bool(trace.left_out)
    if factor is not None:
        told = [claim for about in teller.numbers.values() for claim in about]
        answer.results += teller.sensitivity(trace, headrooms(told, fetch_scales(store)), factor)
    answer.next = [
        f'interposer trace "{name}" --times 2 --status all',
        f'interposer alternatives "{trace.steps[-1].thing}"',
    ]
    return teller.telling.finish(answer)


def _factor(times: float | None) -> Decimal | None:
    if times is None:
        return None
    if not 0 < times < float("inf"):
        raise UsageError(f"--times {times}: give the number by which demand grows, such as 2 or 1.5")
    return Decimal(str(times))


def _nothing(label: str, kind: str) -> str:
    hint = f'Ask what rests on it: interposer impact "{label}".'
    if kind in ("Company", "Organization", "Facility"):
        hint = f'For a company ask: interposer exposure "{label}".'
    return (
        f"nothing is known that {label} calls for within these filters; a trace starts at a demand, a market, a chip, "
        f"a system or anything that needs inputs. {hint}"
    )


class _Teller:
    """Puts the chain into records, at most `limit` of a kind (0 = all)."""

    def __init__(self, telling: Telling, needs: Needs, limit: int) -> None:
        self.telling, self.needs, self.limit = telling, needs, limit
        self.graph = telling.graph
        self.numbers: dict[str, list[Claim]] = {}
        self.told: set[str] = set()
        self.with_capacity = fetch_numbered(telling.store, ("capacity",))

    def makers(self, thing: str) -> list[Maker]:
        return makers_of(self.graph, self.needs, thing)

    def sort_numbers(self, claims: Iterable[Claim], chain: set[str]) -> None:
        """Put each number with its subject, or with the thing that it is limited to where that is in the chain."""
        for claim in claims:
            about = claim.scope if claim.subject not in chain and claim.scope in chain else claim.subject
            if about == claim.subject and about not in chain and claim.scope and self.telling.kind(about) != "Facility":
                continue  # what a company does with other things is no part of this chain
            self.numbers.setdefault(about, []).append(claim)

    def chain(self, trace: Trace, makers: dict[str, list[Maker]]) -> list[dict[str, Any]]:
        return [self._step(step, makers[step.thing]) for step in trace.steps]

    def _step(self, step: Step, makers: Sequence[Maker]) -> dict[str, Any]:
        telling = self.telling
        hop: dict[str, Any] = {
            "relation": None, "sentence": None, "status": None, "grade": None, "families": 0, "disputed": False, "claims": [],
        }  # fmt: skip
        if step.triple:
            hop = telling.relation(step.triple)
        kept = makers[: self.limit or None]
        return {
            "part": "chain",
            "level": step.level,
            "hops": step.depth,
            "thing": telling.thing(step.thing),
            "from": telling.thing(step.parent) if step.parent else None,
            **hop,
            **self._numbers(step.thing),
            "makers": [self._maker(maker) for maker in kept],
            "more_makers": len(makers) - len(kept),
            "gaps": self._gaps(step.thing, step.level),
        }

    def _maker(self, maker: Maker) -> dict[str, Any]:
        telling = self.telling
        ranked = sorted(maker.sites, key=lambda site: self._site_rank(site, maker))
        said = how_made(self.graph, maker._replace(sites=tuple(ranked)))
        sites = ranked[: self.limit or None]
        return {
            "thing": telling.thing(maker.thing),
            "sentence": "; ".join(dict.fromkeys(map(telling.sentence, said))),
            **telling.support(said),
            **self._numbers(maker.thing),
            "sites": [self._site(site, maker) for site in sites],
            "more_sites": len(maker.sites) - len(sites),
        }

    def _site_rank(self, site: str, maker: Maker) -> tuple[int, int, str]:
        """Order sites by the relation that says they do it: firm before planned, well evidenced first."""
        edges = [self.telling.edge(t) for t in maker.triples if t.subject == site]
        status = min((STATUSES.index(edge["status"]) for edge in edges), default=len(STATUSES))
        return status, -max((edge["families"] for edge in edges), default=0), self.telling.label(site)

    def _site(self, site: str, maker: Maker) -> dict[str, Any]:
        telling = self.telling
        places = [
            member
            for number in self.needs.of.get(site, ())
            if self.needs.groups[number].kind == "place"
            for member in self.needs.groups[number].members
            if telling.kind(member.thing) == "Country"
        ]
        said = [triple for triple in maker.triples if site in (triple.subject, triple.object)]
        does = [triple for triple in said if triple.subject == site]
        return {
            "thing": telling.thing(site),
            "countries": [telling.thing(member.thing) for member in places],
            "sentence": "; ".join(dict.fromkeys(map(telling.sentence, does))),
            **telling.support([*said, *(triple for member in places for triple in member.triples)]),
            **self._numbers(site),
        }

    def _numbers(self, thing: str) -> dict[str, Any]:
        """List the numbers of a thing once: the newest of every metric first, then older ones while there is room."""
        claims = [] if thing in self.told else newest_first(self.numbers.get(thing, ()))
        self.told.add(thing)
        turns: dict[str, int] = {}
        ranked = []
        for claim in claims:
            turns[claim.metric] = turns.get(claim.metric, 0) + 1
            ranked.append((turns[claim.metric], METRICS.index(claim.metric), claim))
        kept = sorted(ranked, key=lambda entry: entry[:2])[: self.limit or None]
        kept.sort(key=lambda entry: (entry[1], entry[0]))
        return {
            "numbers": [self.telling.number(claim) for *_, claim in kept],
            "more_numbers": len(claims) - len(kept),
        }

    def _gaps(self, thing: str, level: str) -> list[str]:
        """Say what is not known of a thing that somebody must make or do somewhere."""
        kind, label = self.telling.kind(thing), self.telling.label(thing)
        maker, site = made_somewhere(self.graph, self.needs, thing)
        found = []
        if level in _MADE | {"steps"} and kind not in ("ProcessNode", "Standard"):
            provides, does = _VERBS.get(kind, ("makes", "makes"))
            if not maker:
                found.append(f"who {provides} {label} is unknown")
            if not site:
                found.append(f"no site is known that {does} {label}")
            told = any(claim.metric == "capacity" for claim in self.numbers.get(thing, ()))
            if level in _MADE and kind != "Technology" and not told:
                elsewhere = " within the filters; others are (--status all)" * (thing in self.with_capacity)
                found.append(f"no capacity is known of {label}{elsewhere}")
        if level == "products" and not maker and kind != "ChipFamily":
            found.append(f"who makes {label} is unknown")
        return found

    def sensitivity(self, trace: Trace, rooms: Sequence[Headroom], factor: Decimal) -> list[dict[str, Any]]:
        """Say which supply numbers bind first when demand grows, and of what that cannot be said."""
        telling = self.telling
        chain = {step.thing: step for step in trace.steps}
        found = []
        for room in rooms:
            about = room.scope if room.thing not in chain and room.scope in chain else room.thing
            found.append(
                {
                    "part": "binds",
                    "thing": telling.thing(about),
                    "of": telling.thing(room.thing),
                    "measure": _SAYS[room.measure],
                    "says": self._room_says(room, factor),
                    "headroom_low": _number(room.times.low),
                    "headroom_high": _number(room.times.high),
                    "verdict": room.verdict(factor),
                    **telling.judgement(room.claims),
                }
            )
        judged = {entry["thing"]["id"] for entry in found}
        others = [s.thing for s in trace.steps if s.level in _MADE | {"steps"} and s.thing not in judged]
        for why, things in (
            (
                "has figures, but none of demand and capacity of one unit and time",
                [t for t in others if self.numbers.get(t)],
            ),
            ("has no figure of supply or demand", [t for t in others if not self.numbers.get(t)]),
        ):
            if things:
                found.append({"part": "unjudged", "says": why, "things": [telling.thing(thing) for thing in things]})
        return found

    def _room_says(self, room: Headroom, factor: Decimal) -> str:
        telling = self.telling
        first, *rest = room.claims
        limits = "; ".join(part for part in (room.scope and telling.label(room.scope), first.scope_note) if part)
        about = telling.label(room.thing) + (f" ({limits})" if limits else "")
        said = f"{_SAYS[room.measure]} {telling.printed(first)}"
        if rest:
            ends = (rest[0], rest[-1]) if len(rest) > _FEW else rest
            figures = (" to " if len(rest) > _FEW else "; ").join(dict.fromkeys(map(telling.printed, ends)))
            many = f", {len(rest)} figures" if len(rest) > 1 else ""
            said = f"demand {telling.printed(first)} against capacity {figures}{many}"
        return f"{about}: {said}; supply serves {_times(room.times)} that demand, {factor.normalize():f} times is asked for"


def _number(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 3)


def _times(times: Interval) -> str:
    low, high = (None if end is None else f"{end:.2g}" for end in (times.low, times.high))
    if low is None:
        return f"at most {high} times"
    if high is None:
        return f"at least {low} times"
    return f"{low} times" if low == high else f"{low} to {high} times"
