"""What of a command's answer was asked for: countries, roles, classes, what is left out, what a claim has to name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interposer.errors import NothingFoundError
from interposer.lookup.names import label_of, load_things
from interposer.store.terms import CLAIM, ID, sparql_term, values_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interposer.lookup.answers import Answer
    from interposer.lookup.understood import Narrowing, Understood
    from interposer.store.interface import Store

__all__ = ["lands_of", "narrow_answer"]

Record = dict[str, Any]


def narrow_answer(store: Store, answer: Answer, asked: Understood) -> None:
    """Keep of the answer of a command what was asked for; raises NothingFoundError where nothing can stand in."""
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
        _keep_values(answer, narrow)
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


def _keep_values(answer: Answer, narrow: Narrowing) -> None:
    """Keep of things side by side the figures of the time that is asked for, where there are any."""
    if not narrow.when:
        return
    wanted = narrow.when.label
    for row in answer.results:
        for cell in row["cells"]:
            dated = [v for v in cell["values"] if any(c["period"] == wanted for c in v["claims"])]
            cell["values"] = dated or cell["values"]


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


def lands_of(store: Store, slugs: Iterable[str]) -> dict[str, set[str]]:
    """Read the countries that things are in."""
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
        lands = lands_of(store, kept)
        if narrow.countries:
            kept = {s for s in kept if lands.get(s, set()) & set(narrow.countries)}
        kept = (
            {s for s in kept if lands.get(s) and not lands[s] & set(narrow.without_countries)}
            if narrow.without_countries
            else kept
        )
    if narrow.roles:
        roles = _accepted(store, kept, "ip:hasRole|^ip:operates/ip:hasRole")  # a site has the roles of who runs it
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
        named = narrow.labels(store).values()
        rows = [r for r in rows if any(label in c["text"] for c in r.get("claims", []) for label in named)]
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
