"""`coverage`, `stale`, `gaps`: what the graph holds, how old it is, and what it lacks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from interposer.errors import UsageError
from interposer.knowledge.folding import fold
from interposer.knowledge.period import parse_stated
from interposer.lookup.answers import Answer
from interposer.lookup.card import relation_phrases
from interposer.lookup.catalogue import class_named
from interposer.lookup.names import label_of, load_things
from interposer.lookup.questions import read_gaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interposer.store.interface import Store
    from interposer.store.terms import Term

__all__ = ["coverage", "gaps", "stale"]

_CLASS = "?claim rdf:subject ?thing ; ip:live ?live . ?thing rdf:type ?class . ?class ip:slug ?key"
_SECTIONS = {
    "class": _CLASS,
    "relation": "?claim rdf:predicate ?key ; ip:live ?live",
    "metric": "?claim ip:metric ?key ; ip:live ?live",
    "milestone": "?claim ip:milestone ?key ; ip:live ?live",
    "status": "?claim ip:status ?key ; ip:live ?live",
    "grade": "?claim ip:grade ?key ; ip:live ?live",
    "source kind": "?claim prov:hadPrimarySource ?source ; ip:live ?live . ?source ip:sourceKind ?key",
    "year of the source": "?claim prov:hadPrimarySource ?source ; ip:live ?live . ?source ip:issuedFrom ?day BIND(YEAR(?day) AS ?key)",
    "year of the fact": "?claim ip:periodStart|ip:earliest ?day ; ip:live ?live BIND(YEAR(?day) AS ?key)",
    "recorded": "?claim ip:recordedOn ?key ; ip:live ?live",
}
"""What live claims are counted by, and the pattern that says so."""
_WITHOUT = {
    "grade": "the graph's own taxonomy, which is no source",
    "year of the source": "the source prints no date",
    "year of the fact": "no period is stated",
}
"""Where a claim can stand without, and what that means."""
_COUNTRY = """SELECT ?key (COUNT(DISTINCT ?claim) AS ?n) WHERE {
  { ?thing ip:headquarteredIn ?key } UNION { ?thing ip:locatedIn ?key }
  ?key rdf:type ?class FILTER(?class = ip:Country)
  ?claim rdf:subject|rdf:object ?thing ; ip:live ?live } GROUP BY ?key"""
_DAYS = {"d": 1, "w": 7, "m": 30.4375, "y": 365.25}


def coverage(store: Store) -> Answer:
    """Count the live claims by class, predicate, country, status, kind of source and year; say how they were read.

    Also: how much rests on one voice, the oldest and newest word, the audit of the rows, and which of the
    named questions cannot be answered yet. A row has a `count` and its `share` of a whole, where it counts.
    """
    answer = Answer("coverage/1", [], data_version=store.data_version)
    for row in _sections(store):
        share = row.number / row.of if row.number is not None and row.of else None
        answer.results.append(
            {
                "section": row.section,
                "name": row.name,
                "count": row.number,
                "share": None if share is None else round(share, 4),
                "note": row.note or None,
            }
        )
    answer.next = ["interposer gaps companies", "interposer stale --older 12m"]
    return answer


class _Row(NamedTuple):
    """A line of coverage: `number` of the whole that is `of`; 0 where there is no whole to be a part of."""

    section: str
    name: str
    number: int | None
    of: int = 0
    note: str = ""


def _sections(store: Store) -> Iterator[_Row]:
    total = _number(store, "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim ip:recordedOn ?day }")
    live = _number(store, "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim ip:live ?live }")
    for name, pattern in (
        ("things", "?x ip:nameKey ?key ; skos:prefLabel ?label"),
        ("names", "?x rdf:type ip:Name"),
        ("sources", "?x rdf:type ip:Source"),
        ("source families", "?source ip:sourceFamily ?x"),
        ("disagreements", "?x rdf:type ip:Disagreement"),
    ):
        yield _Row("in all", name, _number(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"))
    yield _Row("in all", "claims", total)
    yield _Row("in all", "live claims", live, total, "neither retracted, superseded nor quarantined")
    yield from _single_voices(store)
    yield from _ages(store)
    for section, pattern in _SECTIONS.items():
        rows = store.select(f"SELECT ?key (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ {pattern} }} GROUP BY ?key")
        counts = _ordered(rows.pairs(), by_name="year" in section)
        for name, count in counts:
            yield _Row(section, name, count, live)
        rest = live - sum(count for _, count in counts)
        if section in _WITHOUT and rest:
            yield _Row(section, "none", rest, live, _WITHOUT[section])
    countries = store.select(_COUNTRY).pairs()
    labels = load_things(store, {label_of(key) for key, _ in countries})
    for country, count in _ordered(countries, by_name=False):
        label = labels[country].label if country in labels else country
        yield _Row("country", label, count, live, "claims about things that sit there")
    yield from _audits(store)
    for gap in read_gaps():
        yield _Row("question without an answer", f"{gap.number}. {gap.question}", None, note=f"missing: {gap.missing}")


def _audits(store: Store) -> Iterator[_Row]:
    """Say how the rows were read again: how many were confirmed, the interval, and how they were drawn."""
    for name, note, confirmed, read, low, high in store.select("""
SELECT ?name ?note ?confirmed ?read ?low ?high WHERE {
  ?audit dqv:value ?value ; skos:prefLabel ?name ; skos:note ?note ; ip:confirmed ?confirmed ; ip:readAgain ?read
  OPTIONAL { ?audit ip:intervalFrom ?low ; ip:intervalTo ?high } } ORDER BY DESC(?read) ?name"""):
        interval = f"; 95 % interval {low}-{high} %" if low is not None else ""
        said = f"{confirmed} of {read} rows read again{interval}. {note}"
        yield _Row("audit", str(name), cast("int", confirmed), cast("int", read), said)


def _number(store: Store, query: str) -> int:
    return cast("int", store.select(query).rows[0][0])


def _ordered(rows: list[tuple[Term, Term]], *, by_name: bool) -> list[tuple[str, int]]:
    pairs = [(label_of(key), cast("int", count)) for key, count in rows if key is not None]
    return sorted(pairs, key=lambda p: p[0] if by_name else (-p[1], p[0]))


def _single_voices(store: Store) -> Iterator[_Row]:
    """Count the statements that only one source family makes."""
    for name, key in (("relations", "ip:statementKey"), ("numbers and dates", "ip:comparisonKey")):
        kind = "?claim rdf:predicate ?p ." if name == "relations" else "?claim ip:rawValue ?value ."
        rows = store.select(f"""SELECT ?key (COUNT(DISTINCT ?family) AS ?n) WHERE {{ {kind}
  ?claim {key} ?key ; ip:live ?live ; prov:hadPrimarySource ?source . ?source ip:sourceFamily ?family }} GROUP BY ?key""")
        counts = [cast("int", n) for _, n in rows.pairs()]
        note = f"of {len(counts)} statements these rest on a single source family"
        yield _Row("one voice only", name, counts.count(1), len(counts), note)


def _ages(store: Store) -> Iterator[_Row]:
    for name, word in (("oldest word", "MIN"), ("newest word", "MAX")):
        rows = store.select(
            f"SELECT ({word}(STR(?day)) AS ?d) WHERE {{ ?claim ip:statedOn ?day ; ip:live ?live }}"
        ).rows
        if rows and rows[0][0] is not None:
            yield _Row("age", name, None, note=str(rows[0][0]))


def stale(store: Store, older: str = "12m", today: str = "") -> Answer:
    """List things whose newest word is older than `older` (`90d`, `8w`, `12m`, `2y`) on `today`, the oldest first.

    The word of a claim is the day its source said it; a year or month counts from its first day. Things of
    which only undated sources speak are counted as hidden. Raises UsageError for a malformed span or day.
    """
    match = re.fullmatch(r"(\d+)([dwmy])", older.strip().lower())
    if not match:
        raise UsageError(f"--older {older!r}: write a number and d, w, m or y, such as 90d, 12m or 2y")
    try:
        day = date.fromisoformat(today) if today else datetime.now(UTC).date()
    except ValueError:
        raise UsageError(f"--today {today!r}: write a day as YYYY-MM-DD") from None
    limit = int(match[1]) * _DAYS[match[2]]
    answer = Answer("stale/1", [older, day.isoformat()], data_version=store.data_version)
    # Written days order as text, a year before its months: the newest keeps the precision that was printed.
    rows = store.select("""SELECT ?thing (MAX(STR(?day)) AS ?newest) (COUNT(DISTINCT ?claim) AS ?n) WHERE {
  ?claim ip:statedOn ?day ; ip:live ?live ; rdf:subject|rdf:object ?thing } GROUP BY ?thing""")
    old: dict[str, tuple[str, int, int]] = {}
    for thing, newest, count in rows:
        said = parse_stated(str(newest))
        days = (day - said.start).days if said else 0
        if said and days > limit:
            old[label_of(thing)] = (said.label, days, cast("int", count))
    every = _number(
        store,
        "SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE { ?claim ip:live ?live ; rdf:subject|rdf:object ?thing }",
    )
    if every > len(rows.rows):
        answer.hidden["things of which only undated sources speak"] = every - len(rows.rows)
    things = load_things(store, set(old))
    for slug, (newest_day, days, claims) in sorted(old.items(), key=lambda item: (-item[1][1], item[0])):
        if slug in things:
            record = {"newest": newest_day, "months": round(days / _DAYS["m"]), "claims": claims}
            answer.results.append({"thing": things[slug].record(), **record})
    return answer


def gaps(store: Store, kind: str = "", relation: str = "") -> Answer:
    """List things that lack a relation which every thing of their class should have (ip:expects).

    `kind` keeps one class, `relation` one relation. Claims of any status fill a gap, denials do not. Raises
    UsageError when `kind` is no class, or nothing is expected of it, or the relation is expected of none.
    """
    wanted = class_named(store, kind) if kind else ""
    expected = [
        (label_of(class_), label_of(word), backwards is True)
        for class_, word, backwards in store.select("""SELECT ?class ?relation ?backwards WHERE {
  { ?class ip:expects ?relation BIND(false AS ?backwards) } UNION { ?class ip:expectsInverse ?relation BIND(true AS ?backwards) } }""")
    ]
    known = {word for _, word, _ in expected}
    if relation and fold(relation) not in {fold(word) for word in known}:
        raise UsageError(f"--relation {relation!r}: no class expects it; use {', '.join(sorted(known))}")
    asked = [
        (class_, word, backwards)
        for class_, word, backwards in sorted(expected)
        if (not wanted or class_ == wanted) and (not relation or fold(relation) == fold(word))
    ]
    if not asked:
        of_class = sorted({word for class_, word, _ in expected if class_ == wanted})
        what = f"no {relation} of {kind}" if of_class else f"nothing of {kind}"
        listed = ", ".join(of_class or sorted({class_ for class_, *_ in expected}))
        raise UsageError(
            f"the vocabulary expects {what}; it expects {'of them' if of_class else 'relations of'}: {listed}"
        )
    said = _said(store)
    resolved = {kind: wanted} if kind else {}
    answer = Answer("gaps/1", [kind] if kind else [], resolved=resolved, data_version=store.data_version)
    members: dict[str, set[str]] = {}
    for thing, class_ in store.select(
        "SELECT ?thing ?class WHERE { ?thing rdf:type ?class ; ip:nameKey ?key }"
    ).pairs():
        members.setdefault(label_of(class_), set()).add(label_of(thing))
    found: list[tuple[str, str, str, bool]] = []
    for class_, word, backwards in asked:
        found += [
            (class_, word, slug, backwards) for slug in members.get(class_, ()) if (slug, word, backwards) not in said
        ]
    things = load_things(store, {slug for _, _, slug, _ in found})
    phrases = relation_phrases(store)
    rows: list[dict[str, Any]] = [
        {
            "thing": things[slug].record(),
            "lacks": word,
            "direction": "in" if back else "out",
            "phrase": phrases[word][back],
        }
        for _, word, slug, back in found
        if slug in things
    ]
    answer.results = sorted(rows, key=lambda r: (r["thing"]["kind"], r["lacks"], r["thing"]["label"]))
    return answer


def _said(store: Store) -> set[tuple[str, str, bool]]:
    """Tell which (thing, relation, backwards) any live claim asserts."""
    made: set[tuple[str, str, bool]] = set()
    for subject, word, target in store.select(
        """SELECT DISTINCT ?s ?p ?o WHERE {
  ?claim rdf:subject ?s ; rdf:object ?o ; ip:live ?live ; ip:polarity ip:asserts ; rdf:predicate ?p }"""
    ):
        made.add((label_of(subject), label_of(word), False))
        made.add((label_of(target), label_of(word), True))
    return made
