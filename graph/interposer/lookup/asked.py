"""Run what `ask` understood: the command's own answer, narrowed to what was asked; and the gist of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from interposer.errors import NothingFoundError
from interposer.lookup.filters import make_filters
from interposer.lookup.names import label_of, load_things
from interposer.store.terms import CLAIM, ID, sparql_term, values_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from interposer.lookup.answers import Answer
    from interposer.lookup.ask import Narrowing, Understood
    from interposer.lookup.filters import Filters
    from interposer.store.interface import Store

__all__ = ["Askable", "gist", "run"]

Record = dict[str, Any]


class Askable(Protocol):
    """What answers commands: the graph of the Python API, with a method for each."""

    store: Any

    @property
    def who(self) -> Callable[..., Answer]:
        """Answer `interposer who`."""

    @property
    def what(self) -> Callable[..., Answer]:
        """Answer `interposer what`."""

    @property
    def list(self) -> Callable[..., Answer]:
        """Answer `interposer list`."""

    @property
    def conflicts(self) -> Callable[..., Answer]:
        """Answer `interposer conflicts`."""

    @property
    def cite(self) -> Callable[..., Answer]:
        """Answer `interposer cite`."""

    @property
    def path(self) -> Callable[..., Answer]:
        """Answer `interposer path`."""

    @property
    def impact(self) -> Callable[..., Answer]:
        """Answer `interposer impact`."""

    @property
    def alternatives(self) -> Callable[..., Answer]:
        """Answer `interposer alternatives`."""

    @property
    def numbers(self) -> Callable[..., Answer]:
        """Answer `interposer numbers`."""

    @property
    def timeline(self) -> Callable[..., Answer]:
        """Answer `interposer timeline`."""

    @property
    def compare(self) -> Callable[..., Answer]:
        """Answer `interposer compare`."""


def run(graph: Askable, asked: Understood, *, evidence: bool = False) -> Answer:
    """Run the command that a question means and narrow its answer; raises what the command raises.

    Raises NothingFoundError where nothing of the answer fits what was asked.
    """
    command, *rest = asked.command
    words, options = _parsed(rest)
    every = "all" if command == "conflicts" else ""
    status = options.get(
        "status",
        [every or ("reported,planned,forecast,rumoured" if command in ("numbers", "timeline") else "reported")],
    )[0]
    filters = make_filters(status, options.get("as-of", [""])[0])
    evidence = evidence or "sources" in options
    answer = _call(graph, command, words, options, filters, evidence=evidence)
    before = len(answer.results)
    _narrowed(graph.store, answer, asked)
    answer.notes = [*asked.told(graph.store), *answer.notes]
    answer.next = []
    if not answer.results and asked.intent != "conflicts" and not (asked.gives == "truth" and before):
        labels = asked.narrowing.labels(graph.store)
        raise NothingFoundError(f"nothing in the graph fits: {asked.line} ({asked.narrowing.told(labels)})")
    if asked.narrowing.lands:
        countries = load_things(graph.store, set(gist(graph.store, answer, asked)[1]))
        answer.notes.append(f"countries: {', '.join(sorted(t.label for t in countries.values()))}")
    if asked.gives == "truth":
        answer.notes.append(f"answer: {gist(graph.store, answer, asked)[0]}")
    return answer


def _parsed(rest: Iterable[str]) -> tuple[list[str], dict[str, list[str]]]:
    words: list[str] = []
    options: dict[str, list[str]] = {}
    left = list(rest)
    while left:
        word = left.pop(0)
        if not word.startswith("--"):
            words.append(word)
        elif word in ("--directed", "--sources"):
            options[word[2:]] = [""]
        else:
            options.setdefault(word[2:], []).append(left.pop(0))
    return words, options


def _call(
    graph: Askable, command: str, words: list[str], options: dict[str, list[str]], filters: Filters, *, evidence: bool
) -> Answer:
    common: dict[str, Any] = {"filters": filters, "evidence": evidence}
    first = words[0] if words else ""
    match command:
        case "who":
            return graph.who(words[1], words[0], to=options.get("to", [""])[0], **common)
        case "path":
            return graph.path(*words, directed="directed" in options, avoid=options.get("avoid", ()), **common)
        case "numbers":
            of, period = options.get("of", [""])[0], options.get("period", [""])[0]
            return graph.numbers(first, of, period=period, filters=filters)
        case "timeline":
            return graph.timeline(first, filters=filters)
        case "list":
            return graph.list(first)
        case "cite":
            return graph.cite(*words)
        case "conflicts" | "impact" | "compare":
            return getattr(graph, command)(*words, **common)  # type: ignore[no-any-return]
        case _:
            return getattr(graph, command)(first, **common)  # type: ignore[no-any-return]


def _narrowed(store: Store, answer: Answer, asked: Understood) -> None:
    narrow = asked.narrowing
    kind = answer.schema.partition("/")[0]
    if kind in ("who", "list", "impact"):
        _keep_rows(store, answer, narrow)
    elif kind == "what":
        _keep_relations(store, answer, narrow)
    elif kind in ("numbers", "timeline"):
        _keep_claims(store, answer, narrow)
    elif kind == "compare" and narrow.metrics:
        labels = {t.label for t in load_things(store, set(narrow.metrics)).values()}
        answer.results = [r for r in answer.results if r["aspect"] in labels]
    elif kind == "alternatives":
        answer.results = answer.results[:1]
        dropped = set(narrow.without)
        for record in answer.results:
            if not record["substitutes"]:
                raise NothingFoundError(
                    f"no source in the graph names what could stand in for {record['thing']['label']}"
                )
            record["substitutes"] = [
                s
                for s in record["substitutes"]
                if s["thing"]["id"] not in dropped and not _has_word(s["thing"]["label"], narrow.without_words)
            ]


def _has_word(label: str, words: Sequence[str]) -> bool:
    return any(word in label.lower() for word in words)


def _accepted(store: Store, slugs: Iterable[str], relation: str) -> dict[str, set[str]]:
    """Read where a relation leads from things, by what is accepted."""
    found: dict[str, set[str]] = {}
    slugs = set(slugs)
    if slugs:
        values = values_block("t", (ID + s for s in slugs))
        for thing, other in store.select(f"SELECT ?t ?o WHERE {{ {values} ?t {relation} ?o }}"):
            found.setdefault(label_of(thing), set()).add(label_of(other))
    return found


def _lands(store: Store, slugs: Iterable[str]) -> dict[str, set[str]]:
    return _accepted(store, slugs, "ip:headquarteredIn|ip:locatedIn")


def _sites_of(store: Store, companies: Iterable[str]) -> set[str]:
    """Find the sites that companies run or plan to run, or that are called after them.

    A source may name a plant before it says whose it is.
    """
    companies = sorted(companies)
    values = values_block("t", (ID + c for c in companies))
    called = " || ".join(f"STRSTARTS(STR(?s), {sparql_term(ID + c + '-')})" for c in companies)
    rows = store.select(
        f"SELECT DISTINCT ?s WHERE {{ {values} ?c rdf:subject ?t ; rdf:predicate ip:operates ; rdf:object ?s ; ip:live true }}"
    )
    named = store.select(f"SELECT DISTINCT ?s WHERE {{ ?s rdf:type ip:Facility FILTER({called}) }}")
    return {label_of(s) for (s,) in [*rows, *named]}


def _fits(store: Store, slugs: set[str], narrow: Narrowing) -> set[str]:
    """Keep the things that fit country, role, tree and what is left out."""
    kept = {s for s in slugs if s not in narrow.without}
    if narrow.countries or narrow.without_countries:
        lands = _lands(store, kept)
        if narrow.countries:
            kept = {s for s in kept if lands.get(s, set()) & set(narrow.countries)}
        kept = (
            {s for s in kept if lands.get(s) and not lands[s] & set(narrow.without_countries)}
            if narrow.without_countries
            else kept
        )
    if narrow.roles:
        roles = _accepted(store, kept, "ip:hasRole")
        kept = {s for s in kept if roles.get(s, set()) & set(narrow.roles)}
    if narrow.below:
        kept = _of_kind(store, kept, narrow.below)
    if narrow.without_words:
        labels = {t.id: t.label for t in load_things(store, kept).values()}
        kept = {s for s in kept if not _has_word(labels.get(s, s), narrow.without_words)}
    return kept


def _of_kind(store: Store, slugs: set[str], named: Sequence[str]) -> set[str]:
    """Keep the things below named ones in the tree or called after them; where there are none, those joined to them."""
    above = _accepted(store, slugs, "skos:broader*")
    labels = {t.id: t.label for t in load_things(store, slugs | set(named)).values()}
    words = [labels.get(one, one).casefold() for one in named]
    kept = {
        s for s in slugs
        if above.get(s, set()) & set(named) or any(w in labels.get(s, "").casefold() for w in words)
    }  # fmt: skip
    if kept or not slugs:
        return kept
    values, others = values_block("t", (ID + s for s in slugs)), values_block("o", (ID + n for n in named))
    rows = store.select(f"SELECT DISTINCT ?t WHERE {{ {values} {others} {{ ?t ?p ?o }} UNION {{ ?o ?p ?t }} }}")
    return {label_of(t) for (t,) in rows}


def _keep_rows(store: Store, answer: Answer, narrow: Narrowing) -> None:
    rows = answer.results
    if narrow.only:
        own = set(narrow.only) | (_sites_of(store, narrow.only) if narrow.sites else set())
        rows = [r for r in rows if r["thing"]["id"] in own]
    if narrow.about:
        rows = [
            r
            for r in rows
            if any(label in c["text"] for c in r.get("claims", []) for label in narrow.labels(store).values())
        ]
    if narrow.relations and rows and "relation" in rows[0]:
        wanted = {r[1:] for r in narrow.relations}
        rows = [r for r in rows if r["relation"] in wanted]
    if narrow.kinds:
        rows = [r for r in rows if r["thing"]["kind"] in narrow.kinds]
    if narrow.sites:
        sites = {s["id"] for r in rows for s in r.get("sites", [])} | {
            r["thing"]["id"] for r in rows if r["thing"]["kind"] == "Facility"
        }
        kept = _fits(store, sites, narrow)
        for row in rows:
            row["sites"] = [s for s in row.get("sites", []) if s["id"] in kept]
        rows = [r for r in rows if r["sites"] or r["thing"]["id"] in kept]
    else:
        kept = _fits(store, {r["thing"]["id"] for r in rows}, narrow)
        rows = [r for r in rows if r["thing"]["id"] in kept]
    answer.results = rows


def _keep_relations(store: Store, answer: Answer, narrow: Narrowing) -> None:
    if not narrow.relations:
        return
    card = answer.results[0]
    wanted = {(r[1:], "out" if r[0] == ">" else "in") for r in narrow.relations}
    every = "*" in narrow.relations
    relations = [r for r in card["relations"] if every or (r["relation"], r["direction"]) in wanted]
    ids = {e["thing"]["id"] for r in relations for e in r["things"]}
    kept = _fits(store, ids, narrow)
    if not kept and narrow.below and ids:  # what it is asked about is wider or finer than the tree says
        answer.notes.append("nothing in the tree below the named thing; all are shown")
        kept = ids - set(narrow.without)
    made = []
    for relation in relations:
        things = [
            e
            for e in relation["things"]
            if e["thing"]["id"] in kept and (not narrow.kinds or e["thing"]["kind"] in narrow.kinds)
        ]
        if things:
            made.append({**relation, "things": things})
    card |= {
        "relations": made,
        "numbers": [],
        "milestones": [],
        "names": [],
        "parents": [],
        "children": [],
        "listings": [],
    }
    if not made:
        answer.results = []


def _keep_claims(store: Store, answer: Answer, narrow: Narrowing) -> None:
    rows = answer.results
    if narrow.milestones:
        rows = [r for r in rows if r["milestone"] in narrow.milestones]
    elif answer.schema.startswith("timeline"):
        rows = [r for r in rows if r["milestone"]] or rows
    if narrow.about or narrow.either:
        claims = {r["claim"] for r in rows}
        values = values_block("c", (CLAIM + c for c in claims))
        named: dict[str, set[str]] = {}
        if claims:
            for claim, thing in store.select(f"SELECT ?c ?t WHERE {{ {values} ?c rdf:subject|ip:scope ?t }}"):
                named.setdefault(label_of(claim), set()).add(label_of(thing))
        rows = [
            r for r in rows
            if set(narrow.about) <= (of := named.get(r["claim"], set())) and (not narrow.either or of & set(narrow.either))
        ]  # fmt: skip
    if narrow.words:
        rows = [r for r in rows if all(w in (r["scope"] or "").lower() for w in narrow.words)]
    if narrow.when and narrow.before:
        rows = [r for r in rows if r.get("to", "") and r["to"] < narrow.when.start.isoformat()]
    answer.results = rows


# The gist ----------------------------------------------------------------------------------------


def gist(store: Store, answer: Answer, asked: Understood) -> tuple[str, list[str]]:
    """Give the kind of an answer (things, numbers, dates, claims, path, yes, no) and what it lists, as ids and values."""
    kind = answer.schema.partition("/")[0]
    if asked.gives == "truth" and kind == "compare":
        _, top = _compared(store, answer, asked)
        first = answer.results[0]["cells"][0]["thing"]["id"]
        return ("yes" if top == [first] else "no"), []
    if asked.gives == "truth":
        return _truth(store, answer, kind), []
    if kind == "path":
        hops = [hop for row in answer.results for hop in row["hops"]]
        return "path", list(dict.fromkeys(x["id"] for hop in hops for x in (hop["from"], hop["to"])))
    if asked.gives == "claims":
        return "claims", _sources(store, answer)
    if kind == "numbers":
        return "numbers", _values(store, [r["claim"] for r in answer.results])
    if kind == "timeline":
        return "dates", list(dict.fromkeys(r["value"] if r["milestone"] else r["period"] for r in answer.results))
    if kind == "compare":
        return _compared(store, answer, asked)
    things = _things(answer, asked)
    if asked.narrowing.lands:
        things = sorted(set().union(*_lands(store, things).values()))
    return "things", things


def _things(answer: Answer, asked: Understood) -> list[str]:
    kind = answer.schema.partition("/")[0]
    found: list[str] = []
    for record in answer.results:
        if kind == "what":
            found += [e["thing"]["id"] for r in record["relations"] for e in r["things"]]
        elif kind == "alternatives":
            found += [s["thing"]["id"] for s in record["substitutes"]]
        elif asked.narrowing.sites:
            found += [s["id"] for s in record["sites"]] or [record["thing"]["id"]]
        else:
            found.append((record.get("thing") or record["subject"])["id"])
    return list(dict.fromkeys(found))


def _claim_ids(record: Record) -> list[str]:
    if "claim" in record:
        return [record["claim"]["id"] if isinstance(record["claim"], dict) else record["claim"]]
    return [c["id"] for c in record.get("claims", [])]


def _sources(store: Store, answer: Answer) -> list[str]:
    ids = [c for record in answer.results for c in _claim_ids(record)]
    if not ids:
        return []
    rows = store.select(
        f"SELECT DISTINCT ?s WHERE {{ {values_block('c', (CLAIM + i for i in ids))} ?c prov:hadPrimarySource ?s }}"
    )
    return sorted(label_of(s) for (s,) in rows)


def _values(store: Store, claims: Sequence[str]) -> list[str]:
    """Write the values of claims with unit and period."""
    if not claims:
        return []
    rows = store.select(f"""SELECT ?c ?v ?u ?p WHERE {{ {values_block("c", (CLAIM + c for c in claims))}
  ?c ip:rawValue ?v ; ip:unit ?u OPTIONAL {{ ?c ip:periodLabel ?p }} }}""")
    said = {label_of(c): " ".join(filter(None, (str(v), label_of(u), str(p or "")))) for c, v, u, p in rows}
    return [said[c] for c in claims if c in said]


def _truth(store: Store, answer: Answer, kind: str) -> str:
    if kind != "cite":
        return "yes" if answer.results else "no"
    ids = [c for record in answer.results for c in _claim_ids(record)]
    rows = store.select(f"SELECT ?p WHERE {{ {values_block('c', (CLAIM + i for i in ids))} ?c ip:polarity ?p }}")
    said = {label_of(p) for (p,) in rows}
    return "no" if said == {"denies"} else "yes"


def _compared(store: Store, answer: Answer, asked: Understood) -> tuple[str, list[str]]:
    claims = [
        (cell["thing"]["id"], c["id"])
        for r in answer.results
        for cell in r["cells"]
        for v in cell["values"]
        for c in v["claims"]
    ]
    if not asked.narrowing.largest or not asked.narrowing.metrics:
        numbers = _values(store, [c for _, c in claims])
        return ("numbers", numbers) if asked.narrowing.metrics else ("things", [t for t, _ in claims])
    most = asked.narrowing.largest
    rows = store.select(f"""SELECT ?t ?low ?high WHERE {{ {values_block("c", (CLAIM + c for _, c in claims))}
  ?c rdf:subject ?t OPTIONAL {{ ?c ip:canonicalLow ?low }} OPTIONAL {{ ?c ip:canonicalHigh ?high }} }}""")
    best: dict[str, float] = {}
    for thing, low, high in rows:
        value = float(str(high if high is not None else low)) * most
        best[label_of(thing)] = max(best.get(label_of(thing), value), value)
    top = max(best.values(), default=0)
    return "things", [t for t, v in best.items() if v == top]
