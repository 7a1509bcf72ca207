"""Lists: things of a class, search over every name and definition, the vocabulary, the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from interposer.errors import NothingFoundError, UsageError
from interposer.knowledge.folding import fold
from interposer.lookup.answers import Answer, claim_records
from interposer.lookup.claims import fetch_claims, fetch_sources, mentioned, unit_symbols
from interposer.lookup.names import label_of, load_things
from interposer.store.terms import NS, SOURCE, iri, sparql_term

if TYPE_CHECKING:
    from interposer.store.interface import Store

__all__ = ["class_named", "list_things", "schema", "search", "sources"]


def list_things(store: Store, kind: str, limit: int = 0) -> Answer:
    """List the things of a class, named as people do (`companies`, `chip`, `process steps`), with claim counts.

    Raises UsageError that lists the classes when `kind` is none of them.
    """
    wanted = class_named(store, kind)
    answer = Answer("list/1", [kind], resolved={kind: wanted}, data_version=store.data_version)
    rows = store.select(f"""SELECT ?thing ?label (COUNT(?claim) AS ?claims) WHERE {{
  ?class rdfs:subClassOf* {iri(NS + wanted)} . ?thing rdf:type ?class ; skos:prefLabel ?label . FILTER(LANG(?label) = "en")
  OPTIONAL {{ {{ ?claim rdf:subject ?thing }} UNION {{ ?claim rdf:object ?thing }} }} }}
GROUP BY ?thing ?label ORDER BY LCASE(STR(?label)) ?thing""")
    kinds = load_things(store, {label_of(thing) for thing, _, _ in rows})
    answer.results = [
        {"thing": kinds[label_of(thing)].record(), "claims": claims}
        for thing, _, claims in rows
        if label_of(thing) in kinds
    ]
    return answer.limited(limit)


def class_named(store: Store, kind: str) -> str:
    """Find the class that people name so (`companies`, `process step`); raises UsageError that lists the classes."""
    rows = store.select("SELECT ?class ?slug WHERE { ?class ip:slug ?slug }").pairs()
    found = sorted((label_of(name), str(slug)) for name, slug in rows)
    wanted = next((name for name, slug in found if fold(kind) in _spellings(name, slug)), "")
    if not wanted:
        raise UsageError(f"{kind!r} is no class; the classes are: {', '.join(sorted(slug for _, slug in found))}")
    return wanted


def _spellings(name: str, slug: str) -> set[str]:
    """Give singular and plural of a class name and its slug, folded."""
    words = {fold(name), fold(slug)}
    return words | {w + "s" for w in words} | {w.removesuffix("y") + "ies" for w in words if w.endswith("y")}


def search(store: Store, term: str, limit: int = 20) -> Answer:
    """Search every name in every language, then the definitions, best match first.

    Raises NothingFoundError when nothing holds the term, UsageError when the term is empty.
    """
    key = fold(term.strip())
    if not key:
        raise UsageError("search needs a term of at least one letter or digit")
    bound = sparql_term(key)
    ranks: dict[str, tuple[int, int]] = {}
    texts: dict[str, str] = {}
    for thing, name in store.select(
        f"SELECT DISTINCT ?thing ?name WHERE {{ ?thing ip:nameKey ?key . FILTER(CONTAINS(LCASE(?key), {bound})) "
        "?thing skos:prefLabel|skos:altLabel|skos:notation ?name }"
    ):
        folded, slug = fold(str(name)), label_of(thing)
        if key not in folded:
            continue
        rank = (0 if folded == key else 1 if folded.startswith(key) else 2, len(folded))
        if rank < ranks.get(slug, (9, 0)):
            ranks[slug], texts[slug] = rank, str(name)
    needle = sparql_term(term.strip().lower())
    for thing, text in store.select(
        f"SELECT ?thing ?text WHERE {{ ?thing skos:definition ?text ; skos:prefLabel ?l . FILTER(CONTAINS(LCASE(?text), {needle})) }}"
    ):
        ranks.setdefault(label_of(thing), (3, len(str(text))))
        texts.setdefault(label_of(thing), str(text))
    things = load_things(store, set(ranks))
    if not things:
        raise NothingFoundError(f"nothing in the graph is named or described by {term!r}")
    ordered = sorted(things.values(), key=lambda t: (ranks[t.id], t.label))
    answer = Answer("search/1", [term], data_version=store.data_version)
    matched = ("name", "name starts", "name contains", "definition")
    answer.results = [{"thing": t.record(), "matched": matched[ranks[t.id][0]], "text": texts[t.id]} for t in ordered]
    answer.next = [f'interposer what "{ordered[0].label}"']
    return answer.limited(limit)


def schema(store: Store, kind: str = "") -> Answer:
    """List the classes and relations of the vocabulary with definitions and counts, or those of one class.

    Raises UsageError when `kind` is no class.
    """
    wanted = class_named(store, kind) if kind else ""
    answer = Answer("schema/1", [kind] if kind else [], data_version=store.data_version)
    for name, label, text, count in store.select("""SELECT ?class ?label ?text (COUNT(?thing) AS ?n) WHERE {
  ?class ip:slug ?slug ; rdfs:label ?label ; skos:definition ?text . FILTER(LANG(?label) = "en" && LANG(?text) = "en")
  OPTIONAL { ?thing rdf:type ?class } } GROUP BY ?class ?label ?text ORDER BY ?class"""):
        if not kind or label_of(name) == wanted:
            answer.results.append(
                {
                    "term": label_of(name),
                    "type": "class",
                    "label": label,
                    "definition": text,
                    "from": None,
                    "to": None,
                    "count": count,
                }
            )
    above = _above(store, wanted) if kind else set()
    ends = _relation_ends(store)
    for name, label, text, count in store.select("""SELECT ?p ?label ?text (COUNT(?claim) AS ?n) WHERE {
  ?p rdf:type ip:Relation ; rdfs:label ?label ; skos:definition ?text . FILTER(LANG(?label) = "en" && LANG(?text) = "en")
  OPTIONAL { ?claim rdf:predicate ?p } } GROUP BY ?p ?label ?text ORDER BY ?p"""):
        domain, range_ = ends[label_of(name)]
        if not kind or above & (set(domain) | set(range_)):
            answer.results.append(
                {
                    "term": label_of(name),
                    "type": "relation",
                    "label": label,
                    "definition": text,
                    "from": domain,
                    "to": range_,
                    "count": count,
                }
            )
    return answer


def _above(store: Store, name: str) -> set[str]:
    return {label_of(row[0]) for row in store.select(f"SELECT ?c WHERE {{ {iri(NS + name)} rdfs:subClassOf* ?c }}")}


def _relation_ends(store: Store) -> dict[str, tuple[list[str], list[str]]]:
    ends: dict[str, tuple[set[str], set[str]]] = {}
    for p, domain, range_ in store.select(
        "SELECT ?p ?d ?r WHERE { ?p rdf:type ip:Relation ; schema:domainIncludes ?d ; schema:rangeIncludes ?r }"
    ):
        found = ends.setdefault(label_of(p), (set(), set()))
        found[0].add(label_of(domain))
        found[1].add(label_of(range_))
    return {p: (sorted(d), sorted(r)) for p, (d, r) in ends.items()}


def sources(store: Store, source: str = "", limit: int = 0) -> Answer:
    """List all sources with their claim counts, or one source with every claim read in it.

    Raises NothingFoundError when no source has that id.
    """
    answer = Answer("sources/1", [source] if source else [], data_version=store.data_version)
    if source:
        slug = source.removeprefix(SOURCE)
        try:
            found = fetch_sources(store, [slug])
        except (ValueError, UsageError):  # it cannot even stand in an IRI
            found = {}
        if slug not in found:
            raise NothingFoundError(f"no source has the id {source!r}; interposer sources lists them")
        claims = fetch_claims(store, f"?claim prov:hadPrimarySource {iri(SOURCE + slug)} ; rdf:subject ?subject")
        things = load_things(store, mentioned(claims))
        records = claim_records(claims, things, {}, unit_symbols(store))
        answer.results = [{"source": found[slug].record(), "claims": len(records), "records": records}]
        return answer
    counts = {
        label_of(s): cast("int", n)
        for s, n in store.select(
            "SELECT ?s (COUNT(?c) AS ?n) WHERE { ?c prov:hadPrimarySource ?s ; rdf:subject ?x } GROUP BY ?s"
        )
    }
    every = fetch_sources(store)
    ordered = sorted(every.values(), key=lambda s: (-counts.get(s.id, 0), s.id))
    answer.results = [{"source": s.record(), "claims": counts.get(s.id, 0)} for s in ordered]
    return answer.limited(limit)
