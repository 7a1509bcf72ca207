"""`what CoWoS`: the card of one thing, everything the graph says about it with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interposer.lookup.answers import Answer, claim_records, claim_text, conflicts_of, support_of
from interposer.lookup.claims import Claim, Source, fetch_sources, mentioned, unit_symbols
from interposer.lookup.filters import Filters, fetch_sifted
from interposer.lookup.names import Thing, label_of, load_things, resolve
from interposer.store.terms import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interposer.store.interface import Store
    from interposer.store.terms import Term

__all__ = ["relation_phrases", "what"]


def what(
    store: Store, name: str, filters: Filters | None = None, *, lang: str = "en", evidence: bool = False
) -> Answer:
    """Show the card of the thing that `name` names: kind, names, tree, relations, numbers, disagreements.

    `lang` chooses the language of the heading where the thing has a label in it; `evidence` adds the claims
    with their sources. Raises NameUnknownError for an unknown or ambiguous name.
    """
    filters = filters or Filters()
    thing = resolve(store, name)
    answer = Answer("what/1", [name], filters, {name: thing.id}, data_version=store.data_version)
    sifted = fetch_sifted(store, _about(thing), filters)
    answer.hidden, answer.undated = sifted.hidden, sifted.undated
    claims = sifted.claims
    parents, children = _tree(store, thing)
    things = load_things(store, mentioned(claims) | {*parents, *children, thing.id})
    card: dict[str, Any] = {"thing": thing.record(), **_describe(store, thing, lang)}
    card["parents"] = [things[slug].record() for slug in parents if slug in things]
    card["children"] = [things[slug].record() for slug in children if slug in things]
    sources = fetch_sources(store, {c.source for c in claims}) if evidence else {}
    card["relations"] = _relations(store, thing, [c for c in claims if c.object], things, answer, sources)
    card["numbers"] = _numbers(store, [c for c in claims if c.metric], things)
    card["milestones"] = _numbers(store, [c for c in claims if c.milestone], things)
    answer.results = [card]
    answer.conflicts = conflicts_of(store, claims)
    symbols = unit_symbols(store) if answer.conflicts else {}
    for conflict in answer.conflicts:
        members = set(conflict["claims"])
        conflict["texts"] = sorted(claim_text(c, things, symbols) for c in claims if c.id in members)
    answer.next = [f'interposer what "{name}" --sources', f'interposer viz "{name}" -o graph.html']
    return answer


def _about(thing: Thing) -> str:
    ends = ("rdf:subject", "rdf:object", "ip:item")
    return " UNION ".join(f"{{ ?claim {end} {thing.iri} }}" for end in ends)


def _describe(store: Store, thing: Thing, lang: str) -> dict[str, Any]:
    """Read definition, notation, note, listings and every name with its language."""
    said: dict[str, list[Term]] = {}
    for predicate, value in store.select(f"SELECT ?p ?o WHERE {{ {thing.iri} ?p ?o }}"):
        said.setdefault(label_of(predicate), []).append(value)
    names = []
    for key, kind in (("prefLabel", "label"), ("altLabel", "name"), ("hiddenLabel", "misspelling")):
        for value in said.get(key, []):
            language = value.language if isinstance(value, Text) else ""
            names.append({"name": str(value), "lang": language, "kind": kind})
    names.sort(key=lambda n: (n["kind"] != "label", n["lang"], n["name"]))
    labels = {str(n["lang"]).lower(): n["name"] for n in names if n["kind"] == "label"}
    wanted = lang.lower()
    listings = store.select(
        f"SELECT ?mic ?ticker WHERE {{ {thing.iri} ip:hasListing ?l . ?l ip:mic ?mic ; ip:ticker ?ticker }}"
    )
    return {
        "heading": labels.get(wanted, labels.get(f"{wanted}-hans", thing.label)),
        "definition": _first(said, "definition"),
        "notation": _first(said, "notation"),
        "note": _first(said, "editorialNote"),
        "names": names,
        "listings": sorted({f"{mic}:{ticker}" for mic, ticker in listings}),
    }


def _first(said: dict[str, list[Term]], key: str) -> str | None:
    return str(said[key][0]) if key in said else None


def _tree(store: Store, thing: Thing) -> tuple[list[str], list[str]]:
    rows = store.select(
        f"SELECT ?other ?up WHERE {{ {{ {thing.iri} skos:broader ?other . BIND(true AS ?up) }} "
        f"UNION {{ ?other skos:broader {thing.iri} . BIND(false AS ?up) }} }}"
    )
    parents = sorted({label_of(other) for other, up in rows if up})
    return parents, sorted({label_of(other) for other, up in rows if not up})


def _relations(
    store: Store,
    thing: Thing,
    claims: Sequence[Claim],
    things: dict[str, Thing],
    answer: Answer,
    sources: dict[str, Source],
) -> list[dict[str, Any]]:
    """Group the relation claims by relation and direction, then by the other thing."""
    phrases = relation_phrases(store)
    symmetric = {label_of(p) for (p,) in store.select("SELECT ?p WHERE { ?p ip:symmetric true }")}
    grouped: dict[tuple[bool, str], dict[str, list[Claim]]] = {}
    for claim in claims:
        other = claim.subject if claim.subject != thing.id else claim.object
        backwards = claim.subject != thing.id and claim.predicate not in symmetric
        grouped.setdefault((backwards, claim.predicate), {}).setdefault(other, []).append(claim)
    made = []
    for (backwards, relation), others in sorted(grouped.items()):
        entries = []
        for slug, about in others.items():
            support = support_of(about)
            if support is None or slug not in things:
                continue
            if support.families < answer.filters.min_sources:
                answer.hidden["rows with too few sources"] += 1
                continue
            records = claim_records(about, things, sources)
            weak = all(c.weak for c in about)
            entries.append({"thing": things[slug].record(), **support.record(), "weak": weak, "claims": records})
        entries.sort(key=lambda e: (-int(e["families"]), e["thing"]["label"]))
        if entries:
            phrase = phrases.get(relation, (relation, relation))[backwards]
            direction = "in" if backwards else "out"
            made.append({"relation": relation, "direction": direction, "phrase": phrase, "things": entries})
    return made


def relation_phrases(store: Store) -> dict[str, tuple[str, str]]:
    """Read how each relation is said forwards and backwards, in English."""
    rows = store.select("""SELECT ?p ?label ?inverse WHERE { ?p rdf:type ip:Relation ; rdfs:label ?label ; ip:inverseLabel ?inverse .
  FILTER(LANG(?label) = "en" && LANG(?inverse) = "en") }""")
    return {label_of(p): (str(label), str(inverse)) for p, label, inverse in rows}


def _numbers(store: Store, claims: Sequence[Claim], things: dict[str, Thing]) -> list[dict[str, Any]]:
    """List numbers and milestones one row a claim, never merged, with unit, period, scope and source."""
    if not claims:
        return []
    symbols = unit_symbols(store)
    sources = fetch_sources(store, {c.source for c in claims})
    made = []
    for claim in _by_time(claims):
        scope = things[claim.scope].label if claim.scope in things else claim.scope
        metric = things[claim.metric].label if claim.metric in things else claim.milestone.replace("-", " ")
        made.append(
            {
                "subject": things[claim.subject].record() if claim.subject in things else {"id": claim.subject},
                "metric": metric,
                "value": claim.value,
                "unit": symbols.get(claim.unit, claim.unit) or None,
                "scope": "; ".join(part for part in (scope, claim.scope_note) if part) or None,
                "period": claim.period or None,
                "status": claim.status,
                "grade": claim.grade or None,
                "disputed": claim.disputed,
                "claim": claim.id,
                "locator": claim.locator,
                "note": claim.note or None,
                "attributed_to": claim.attributed_to or None,
                "source": sources[claim.source].record(),
            }
        )
    return made


def _by_time(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda c: (c.metric or c.milestone, c.start.isoformat() if c.start else "", c.id))
