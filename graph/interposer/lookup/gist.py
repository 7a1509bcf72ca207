"""The gist of an answer to a question: its kind and what it lists, as ids and values that can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interposer.lookup.names import label_of
from interposer.lookup.narrowing import lands_of
from interposer.store.terms import CLAIM, values_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interposer.lookup.answers import Answer
    from interposer.lookup.understood import Understood
    from interposer.store.interface import Store

__all__ = ["gist"]

Record = dict[str, Any]


def gist(store: Store, answer: Answer, asked: Understood) -> tuple[str, list[str]]:
    """Give the kind of an answer (things, numbers, dates, claims, path, yes, no) and what it lists, as ids and values."""
    kind = answer.schema.partition("/")[0]
    if asked.gives == "truth" and kind == "compare":
        _, top = _compared(store, answer, asked)
        first = answer.results[0]["cells"][0]["thing"]["id"]
        return ("yes" if top == [first] else "no"), []
    if asked.gives == "truth":
        return _truth(store, answer, kind), []
    if asked.gives == "dates" and kind == "cite":
        return "dates", _periods(store, [c for record in answer.results for c in _claim_ids(record)])
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
        things = sorted(set().union(*lands_of(store, things).values()))
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


def _periods(store: Store, claims: Sequence[str]) -> list[str]:
    values = values_block("c", (CLAIM + c for c in claims))
    rows = store.select(f"SELECT DISTINCT ?p WHERE {{ {values} ?c ip:periodLabel ?p }}")
    return sorted(str(p) for (p,) in rows)


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
