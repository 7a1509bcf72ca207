"""`exposure COMPANY`: what a company depends on, what depends on it, where it works, what single makers can stop."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.answers import Answer
from interposer.lookup.filters import fetch_sifted
from interposer.network.alternatives import owner_among, sources_of
from interposer.network.impact import spread
from interposer.network.needs import fetch_loss_rules, read_needs
from interposer.network.project import Triple, project
from interposer.network.shared import company_of, inputs_of, own_things
from interposer.network.telling import Telling, newest_first
from interposer.network.trace import how_made
from interposer.store.terms import ID, thing_iri, values_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from interposer.lookup.claims import Claim
    from interposer.lookup.filters import Filters
    from interposer.network.needs import Needs
    from interposer.store.interface import Store

__all__ = ["exposure_answer"]

_SHARES: Final = ("revenue-share", "market-share", "demand-share", "allocation-share", "allocated-capacity")
"""Metrics that say how much of one thing hangs on another."""
_MOST: Final = 50
"""So many inputs of single makers are lost one after another; each costs a walk over all that rests on it."""


def exposure_answer(
    store: Store, name: str, *, filters: Filters, depth: int = 3, limit: int = 15, evidence: bool = False
) -> Answer:
    """Show what a company depends on and what depends on it.

    Inputs are what its things need, at most `depth` needs away; of each that a single company is known to make the
    answer says which of the company's things are lost with it. `limit` bounds each part (0 = all). Raises
    NothingFoundError when nothing is known, NameUnknownError, UsageError for a thing that is no company.
    """
    if depth < 1 or limit < 0:
        raise UsageError(f"--depth {depth} --limit {limit}: look at least one need deep; limits are not negative")
    company = company_of(store, name, "exposure")
    projection = project(store, filters)
    needs = read_needs(projection.graph, fetch_loss_rules(store))
    answer = Answer("exposure/1", [name], filters, {name: company.id}, data_version=store.data_version)
    answer.hidden.update(projection.hidden)
    teller = _Teller(Telling(store, projection.graph, evidence=evidence), needs, company.id)
    parts: list[tuple[str, list[dict[str, Any]]]] = [
        ("listing", list(teller.listings())), ("thing", list(teller.things())),
        ("single maker", list(teller.single_makers(depth))), ("input", list(teller.inputs())),
        ("dependent", list(teller.dependents())), ("supplier", list(teller.trade("supplier"))), ("customer", list(teller.trade("customer"))),
        ("share", list(teller.shares(filters, answer))), ("country", list(teller.countries())),
        ("site", list(teller.sites())),
    ]  # fmt: skip
    if not any(records for _, records in parts):
        raise NothingFoundError(
            f"nothing is known of what {company.label} makes, needs, supplies or operates within these filters"
        )
    for part, records in parts:
        answer.results += records[: limit or None]
        if limit and len(records) > limit:
            answer.hidden[f"rows of the part {part!r} (--limit)"] = len(records) - limit
            answer.truncated = True
    answer.notes += teller.notes(company.label)
    answer.next = [f'interposer impact "{name}"', f'interposer exposure "{name}" --sources']
    return teller.telling.finish(answer)


class _Teller:
    """Tells of one company, a part after another."""

    def __init__(self, telling: Telling, needs: Needs, company: str) -> None:
        self.telling, self.needs, self.company, self.graph = telling, needs, company, telling.graph
        self.own = own_things(needs, company)
        self.found: dict[str, tuple[int, tuple[Triple, ...]]] = {}
        self.makers: dict[str, list[str]] = {}
        self.single: list[str] = []
        self.capped = 0
        self.listed = False

    def record(self, part: str, thing: str, says: str, triples: Iterable[Triple] = (), **more: Any) -> dict[str, Any]:  # noqa: ANN401
        said = tuple(dict.fromkeys(triples))
        support: dict[str, Any] = {"status": None, "grade": None, "families": 0, "disputed": False, "claims": []}
        return {
            "part": part, "thing": self.telling.thing(thing), "says": says, **(self.telling.support(said) if said else support),
            "countries": [], "makers": [], "lost": [], "degraded": [], **more,
        }  # fmt: skip

    def listings(self) -> Iterator[dict[str, Any]]:
        rows = self.telling.store.select(
            f"SELECT DISTINCT ?mic ?ticker WHERE {{ {thing_iri(self.company)} ip:hasListing ?l . ?l ip:mic ?mic ; ip:ticker ?ticker }}"
        )
        for mic, ticker in sorted(rows, key=str):
            self.listed = True
            yield self.record("listing", self.company, f"{mic}:{ticker}")

    def things(self) -> Iterator[dict[str, Any]]:
        for thing in sorted(self.own, key=self._weight):
            yield self.record("thing", thing, "; ".join(map(self.telling.sentence, self.own[thing])), self.own[thing])

    def _weight(self, thing: str) -> tuple[int, str, str]:
        families = max(self.telling.edge(triple)["families"] for triple in self.own[thing])
        return -families, self.telling.label(thing), thing

    def single_makers(self, depth: int) -> Iterator[dict[str, Any]]:
        """Lose each input that one other company alone is known to make, and say what of the company's own goes with it."""
        self.found = inputs_of(self.needs, self.own, depth)
        for thing in self.found:
            self.makers[thing] = sorted({source.maker.thing for source in sources_of(self.graph, self.needs, thing)})
        every = [thing for thing, makers in self.makers.items() if self._single(makers)]
        self.single, self.capped = every[:_MOST], max(0, len(every) - _MOST)
        made = []
        for thing in self.single:
            impact = spread(self.needs, [thing])
            mine = [one for one in self.own if one in impact.states and one != thing]
            lost = sorted((one for one in mine if impact.states[one].lost), key=self.telling.label)
            worse = sorted((one for one in mine if not impact.states[one].lost), key=self.telling.label)
            made.append((thing, lost, worse))
        made.sort(key=lambda entry: (-len(entry[1]), -len(entry[2]), self.telling.label(entry[0])))
        for thing, lost, worse in made:
            sources = sources_of(self.graph, self.needs, thing)
            _, way = self.found[thing]
            said = how_made(self.graph, sources[0].maker)
            says = f"{'; '.join(map(self.telling.sentence, said))}; no independent maker is known beside it"
            yield self.record(
                "single maker", thing, says, (*said, *sources[0].way, *way),
                makers=[self.telling.thing(source.maker.thing) for source in sources], lost=[self.telling.thing(one) for one in lost],
                degraded=[self.telling.thing(one) for one in worse],
            )  # fmt: skip

    def _single(self, makers: list[str]) -> bool:
        """Tell whether one other company alone makes a thing; its own subsidiaries are no second source."""
        independent = [maker for maker in makers if not owner_among(self.needs, maker, makers)]
        return len(independent) == 1 and independent != [self.company]

    def dependents(self) -> Iterator[dict[str, Any]]:
        """List what of others needs the company's things, the most of its things first."""
        found: dict[str, dict[Triple, None]] = {}
        for thing in self.own:
            for group in (self.needs.groups[number] for number, _ in self.needs.held.get(thing, ())):
                if group.kind == "input" and group.dependent not in self.own:
                    member = next(m for m in group.members if m.thing == thing)
                    found.setdefault(group.dependent, {}).update(dict.fromkeys(member.triples))
        for other, said in sorted(
            found.items(), key=lambda item: (-len(item[1]), self.telling.label(item[0]), item[0])
        ):
            yield self.record("dependent", other, "; ".join(map(self.telling.sentence, said)), said)

    def inputs(self) -> Iterator[dict[str, Any]]:
        for thing, (_, way) in sorted(self.found.items(), key=lambda item: (item[1][0], self.telling.label(item[0]))):
            if thing in self.single:
                continue
            makers = [self.telling.thing(maker) for maker in self.makers[thing]]
            hops = [triple for triple in way if triple not in self.own.get(triple.subject, ())][-1:]
            yield self.record("input", thing, "; ".join(map(self.telling.sentence, hops)), way, makers=makers)

    def trade(self, part: str) -> Iterator[dict[str, Any]]:
        edges = (
            self.graph.in_edges(self.company, keys=True)
            if part == "supplier"
            else self.graph.out_edges(self.company, keys=True)
        )
        triples = [Triple(s, relation, o) for s, o, relation in edges if relation == "suppliesTo"]
        triples.sort(key=lambda t: (-self.telling.edge(t)["families"], t))
        for triple in triples:
            other = triple.subject if part == "supplier" else triple.object
            yield self.record(part, other, self.telling.sentence(triple), [triple])

    def shares(self, filters: Filters, answer: Answer) -> Iterator[dict[str, Any]]:
        """Tell the shares of the company, and those that others have of what it makes, the newest first."""
        telling, own = self.telling, set(self.own)
        about = values_block("thing", (ID + thing for thing in (self.company, *own)))
        metrics = values_block("metric", (ID + metric for metric in _SHARES))
        sifted = fetch_sifted(
            telling.store, f"{about} {{ ?claim rdf:subject ?thing }} UNION {{ ?claim ip:scope ?thing }} ?claim ip:metric ?metric . {metrics}",
            filters,
        )  # fmt: skip
        answer.hidden.update(sifted.hidden)
        numbers = {claim.id: claim for claim in sifted.claims}
        for claim in newest_first(numbers.values()):
            number = telling.number(claim)
            yield {
                "part": "share", "thing": telling.thing(claim.subject), "says": self._share(claim, number),
                **{key: number[key] for key in ("status", "grade", "families", "disputed", "claims")},
                "countries": [], "makers": [], "lost": [], "degraded": [],
            }  # fmt: skip

    def _share(self, claim: Claim, number: dict[str, Any]) -> str:
        limits = "; ".join(str(part) for part in (number["scope"], claim.period) if part)
        value = " ".join(str(part) for part in (claim.value, number["unit"]) if part)
        return f"{number['metric']['label']}{f' ({limits})' if limits else ''}: {value}"

    def _places(self, site: str) -> list[Triple]:
        return [
            triple
            for number in self.needs.of.get(site, ())
            for member in self.needs.groups[number].members
            for triple in member.triples
            if self.needs.groups[number].kind == "place" and self.telling.kind(triple.object) == "Country"
        ]

    def _operated(self) -> list[tuple[str, tuple[Triple, ...]]]:
        found = []
        for number, place in self.needs.held.get(self.company, ()):
            group = self.needs.groups[number]
            if group.kind == "operator":
                found.append((group.dependent, group.members[place].triples))
        return sorted(found, key=lambda entry: (self.telling.label(entry[0]), entry[0]))

    def countries(self) -> Iterator[dict[str, Any]]:
        counts: Counter[str] = Counter()
        said: dict[str, list[Triple]] = {}
        for site, operated in self._operated():
            for triple in self._places(site):
                counts[triple.object] += 1
                said.setdefault(triple.object, []).extend((triple, *operated))
        for country, count in sorted(counts.items(), key=lambda item: (-item[1], self.telling.label(item[0]))):
            sites = "1 known site" if count == 1 else f"{count} known sites"
            yield self.record("country", country, sites, said[country], countries=[self.telling.thing(country)])

    def sites(self) -> Iterator[dict[str, Any]]:
        for site, operated in self._operated():
            places = self._places(site)
            does = [
                Triple(site, relation, other)
                for _, other, relation in self.graph.out_edges(site, keys=True)
                if relation == "performs"
            ]
            says = (
                "; ".join(map(self.telling.sentence, does)) or f"what is done at {self.telling.label(site)} is unknown"
            )
            countries = [self.telling.thing(country) for country in dict.fromkeys(t.object for t in places)]
            yield self.record("site", site, says, (*operated, *does, *places), countries=countries)

    def notes(self, label: str) -> list[str]:
        found = [] if self.listed else [f"no listing of {label} is known"]
        impact = spread(self.needs, [self.company])
        found.append(
            f"if {label} were lost: {len(impact.lost)} things lost and {len(impact.degraded)} degraded "
            f'(interposer impact "{label}" lists them)'
        )
        unknown = sum(not makers for makers in self.makers.values())
        if self.makers:
            several = len(self.makers) - unknown - len(self.single) - self.capped
            found.append(
                f"{len(self.makers)} known inputs: {len(self.single) + self.capped} with a single known maker, "
                f"{several} with others or its own, {unknown} whose makers are unknown"
            )
        else:
            found.append(
                f"what the things of {label} need is unknown" if self.own else f"what {label} makes is unknown"
            )
        if self.capped:
            found.append(f"only the first {_MOST} inputs of single makers were lost in turn; {self.capped} were not")
        return found
