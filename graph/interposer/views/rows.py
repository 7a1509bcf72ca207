"""What each answer shows as a table: its columns, and the rows a record makes, each with the claims behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Record = Mapping[str, Any]
    _Rows = Callable[[Record], Iterable[tuple[Sequence[object], Sequence[Record]]]]

__all__ = ["TABLES"]


def _yes(value: object) -> str:
    return "yes" if value else ""


def _labels(things: Sequence[Record]) -> str:
    return ", ".join(t["label"] for t in things)


def _who(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    via = _labels(r["via"])
    if r["sites"]:
        via += f" (at {_labels(r['sites'])})"
    cells = [
        r["thing"]["label"], r["relation"], via, r["status"], r["grade"], r["families"], len(r["claims"]),
        _yes(r["disputed"]), r["thing"]["kind"], r["thing"]["id"],
    ]  # fmt: skip
    yield cells, r["claims"]


def _what(r: Record) -> Iterator[tuple[list[object], list[Record]]]:  # noqa: C901  (one section after another)
    def row(about: str, what: object, kind: object = "", slug: object = "") -> tuple[list[object], list[Record]]:
        return [about, what, kind, "", "", "", "", slug], []

    yield row("name", r["heading"], r["thing"]["kind"], r["thing"]["id"])
    for section in ("definition", "notation", "note"):
        if r[section]:
            yield row(section, r[section])
    for name in r["names"]:
        if name["name"] != r["heading"]:
            yield row("also named", name["name"], name["lang"])
    for listing in r["listings"]:
        yield row("listed as", listing)
    for section, key in (("kind of", "parents"), ("kinds", "children")):
        for thing in r[key]:
            yield row(section, thing["label"], thing["kind"], thing["id"])
    for relation in r["relations"]:
        for entry in relation["things"]:
            thing, mark = entry["thing"], "disputed" if entry["disputed"] else ""
            mark = "weak link" if entry["weak"] else mark
            support = [entry["status"], entry["grade"], entry["families"], mark]
            yield [relation["phrase"], thing["label"], thing["kind"], *support, thing["id"]], entry["claims"]
    for number in [*r["numbers"], *r["milestones"]]:
        cells = _number(number, r["thing"]["id"])
        said = {"id": number["claim"], "text": f"{number['metric']}: {cells[1]}"}
        yield cells, [{**number, **said}]


def _number(number: Record, thing: str) -> list[object]:
    """Say a number or milestone with its unit, scope, period and publisher."""
    value = " ".join(str(part) for part in (number["value"], number["unit"]) if part)
    limits = "; ".join(str(part) for part in (number["scope"], number["period"]) if part)
    subject = "" if number["subject"]["id"] == thing else f"{number['subject'].get('label', '')}: "
    about = f"{subject}{value}" + (f" ({limits})" if limits else "")
    mark = "disputed" if number["disputed"] else ""
    return [number["metric"], about, number["source"]["publisher"], number["status"], number["grade"], 1, mark, ""]


def _plain(*paths: str) -> _Rows:
    def rows(record: Record) -> Iterator[tuple[list[object], list[Record]]]:
        cells: list[object] = []
        for path in paths:
            value: Any = record
            for step in path.split("."):
                value = value.get(step) if isinstance(value, dict) else None
            cells.append(" ".join(value) if isinstance(value, list) else value)
        yield cells, []

    return rows


def _sources(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    s = r["source"]
    cells = [s["id"], s["publisher"], s["title"], s.get("published"), s["kind"], s["family"], r["claims"], s.get("url")]
    yield cells, []
    for claim in r.get("records", []):
        yield (
            [claim["id"], "", claim["text"], claim["period"], claim["status"], claim["grade"], "", claim["locator"]],
            [],
        )


def _path(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    for number, hop in enumerate(r["hops"], 1):
        cells = [
            r["rank"], number, hop["sentence"], hop["status"], hop["grade"], hop["families"], _yes(hop["disputed"]),
            hop["from"]["id"], hop["relation"], hop["to"]["id"],
        ]  # fmt: skip
        yield cells, hop["claims"]


def _impact(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    doubtful = [f"{t['label']} ({t['doubt'].partition(':')[0]})" if t["doubt"] else t["label"] for t in r["left"]]
    left = _some(doubtful) or {"lost": "none known", "reduced": ""}.get(r["state"], "unknown")
    if r["left_of"] and r["left_of"]["id"] != r["thing"]["id"]:
        left += f" (of {r['left_of']['label']})"
    swaps = [
        f"{s['thing']['label']} for {s['for']['label']}" + f" ({s['state']})" * (s["state"] != "stands")
        for s in r["substitutes"]
    ]
    cells = [
        r["thing"]["label"], r["state"], r["depth"], r["through"], left, _some(swaps) or "unknown",
        _market_shares(r["shares"]), r["status"], r["grade"], r["families"], _yes(r["disputed"]),
        r["thing"]["kind"], r["thing"]["id"],
    ]  # fmt: skip
    yield cells, r["claims"]


def _some(texts: Sequence[str], most: int = 4) -> str:
    """Join the first texts and count the others."""
    more = [f"{len(texts) - most} more"] if len(texts) > most else []
    return ", ".join([*texts[:most], *more])


def _market_shares(shares: Sequence[Record]) -> str:
    """List shares side by side; what is carried from another thing is told by its name."""
    if carried := [share["of"]["label"] for share in shares if share["up_to"]]:
        return f"up to what {_some(list(dict.fromkeys(carried)))} falls by"
    return _some([_market_share(share) for share in shares])


def _market_share(share: Record) -> str:
    limits = "; ".join(part for part in (share["scope_note"], share["period"], share["status"]) if part)
    fall = share["falls"]
    said = f"{share['provider']['label']} {share['value']} {share['unit']} ({limits})"
    return f"{said} falls by {fall['low']:.3g} to {fall['high']:.3g} points" if fall else said


def _supported(r: Record) -> list[object]:
    return [r["status"], r["grade"], r["families"] or ""]


def _trace(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    if r["part"] == "unjudged":
        yield ["cannot be judged", "", "", f"{r['says']}: {_labels(r['things'])}", "", "", "", "", "", ""], []
        return
    label, slug = r["thing"]["label"], r["thing"]["id"]
    if r["part"] == "binds":
        yield (
            ["binds first", label, r["verdict"], r["says"], *_supported(r), "", _yes(r["disputed"]), slug],
            r["claims"],
        )
        return

    def row(what: str, says: object, about: Record | None = None, by: object = "") -> tuple[list[object], list[Record]]:
        support = [*_supported(about), by, _yes(about["disputed"])] if about else ["", "", "", by, ""]
        return [r["level"], label, what, says, *support, slug], about["claims"] if about else []

    yield row("reached by" if r["sentence"] else "start", r["sentence"], r if r["sentence"] else None)
    yield from _numbers_of(r, row)
    for maker in r["makers"]:
        yield row("maker", maker["sentence"], maker)
        yield from _numbers_of(maker, row, maker["thing"])
        for site in maker["sites"]:
            yield row("site", f"{site['sentence']} ({_labels(site['countries']) or 'country unknown'})", site)
            yield from _numbers_of(site, row, site["thing"])
        if maker["more_sites"]:
            yield row("more", f"{maker['more_sites']} more sites of {maker['thing']['label']}")
    if r["more_makers"]:
        yield row("more", f"{r['more_makers']} more makers of {label}")
    if r["gaps"]:
        yield row("unknown", "; ".join(r["gaps"]))


def _numbers_of(
    r: Record, row: Callable[..., tuple[list[object], list[Record]]], about: Record | None = None
) -> Iterator[tuple[list[object], list[Record]]]:
    """Say numbers one row a claim, with the thing that they are of where that is not the thing of the rows."""
    for number in r["numbers"]:
        other = about or number["subject"]["id"] != r["thing"]["id"]
        of = ", ".join(str(part) for part in (number["subject"]["label"] if other else "", number["scope"]) if part)
        value = " ".join(str(part) for part in (number["value"], number["unit"]) if part)
        when = f" ({number['period']})" if number["period"] else " (no period given)"
        yield row(
            number["metric"]["label"], f"{of}: {value}{when}" if of else value + when, number, number["publisher"]
        )
    if r["more_numbers"]:
        yield row("more", f"{r['more_numbers']} more numbers of {r['thing']['label']}")


def _alternatives(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    label, slug = r["thing"]["label"], r["thing"]["id"]

    def row(what: str, who: object, says: object, about: Record | None = None) -> tuple[list[object], list[Record]]:
        support = [*_supported(about), _yes(about["disputed"])] if about else ["", "", "", ""]
        return [label, what, who, says, *support, slug], about["claims"] if about else []

    if r["role"] == "need":
        instead = f" (or {_labels(r['or'])})" if r["or"] else ""
        yield row("needed", "", f"{r['sentence']}{instead}", r)
    for maker in r["makers"]:
        owner = f" (part of {maker['owner']['label']})" if maker["owner"] else ""
        yield row("maker", maker["thing"]["label"] + owner, maker["sentence"], maker)
    for maker in r["later_makers"]:
        yield row(f"maker ({maker['status']})", maker["thing"]["label"], maker["sentence"], maker)
    for swap in r["substitutes"]:
        makers = f" (made by {_labels(swap['makers'])})" if swap["makers"] else " (maker unknown)"
        yield row("named substitute", swap["thing"]["label"] + makers, swap["sentence"], swap)
    if r["same_kind"]:
        more = r["known_same_kind"] - len(r["same_kind"])
        others = _labels(r["same_kind"]) + f" and {more} more" * bool(more)
        yield row("same kind", others, "no source says that these can stand in")
    if not r["known_makers"]:
        yield row("maker", "unknown", f"who makes {label} is unknown")
    if not r["substitutes"]:
        yield row("named substitute", "unknown", f"whether anything can stand in for {label} is unknown")


def _shared(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    for side in (r["first"], r["second"]):
        for ground in side["grounds"]:
            how = "named" if ground["named"] else "possible"
            through = ground["through"]["label"] if ground["through"] else ""
            cells = [
                r["supplier"]["label"], r["certainty"], side["company"]["label"], how, through, ground["sentence"],
                *_supported(ground), _yes(ground["disputed"]), r["supplier"]["id"],
            ]  # fmt: skip
            yield cells, ground["claims"]


def _exposure(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    effects = [f"{word}: {_some([t['label'] for t in r[word]])}" for word in ("lost", "degraded") if r[word]]
    if r["part"] == "single maker" and not effects:
        effects = ["none of its things is known to be lost with it"]
    makers = _some([t["label"] for t in r["makers"]]) or ("unknown" if r["part"] == "input" else "")
    where = _labels(r["countries"]) or ("unknown" if r["part"] == "site" else "")
    cells = [
        r["part"], r["thing"]["label"], r["says"], makers, "; ".join(effects), where, *_supported(r), _yes(r["disputed"]),
        r["thing"]["id"],
    ]  # fmt: skip
    yield cells, r["claims"]


def _conflict(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    by = [side["by"][0] + (f" +{len(side['by']) - 1}" if len(side["by"]) > 1 else "") for side in r["sides"]]
    said = f"{by[0]} … {by[-1]}" if " … " in r["says"] else " / ".join(by)
    cells = [
        r["kind"], r["subject"]["label"], r["what"], r["scope"], r["period"], r["says"], said, r["difference"],
        r["families"], r["id"],
    ]  # fmt: skip
    yield cells, r["claims"]


def _covered(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    share = "" if r["share"] is None else f"{r['share']:.1%}"
    yield [r["section"], r["name"], r["count"], share, r["note"]], []


def _change(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    said, before = r["claim"], r["before"]
    source = said["source"]
    why = f": {said['quarantined']}" if said.get("quarantined") else ""
    cells = [
        r["change"], r["subject"]["label"], f"{said['text']} [{said['status']}]{why}",
        f"{before['text']} [{before['status']}]" if before else "", source.get("publisher", source["id"]), said["id"],
    ]  # fmt: skip
    yield cells, [said]


def _figures(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    """Say a claim of `numbers` or `timeline`, with who says it and whom it contradicts."""
    scope = (r["basis"] or "").replace("-", " ")
    said = [r["value"], r["unit"], r["low"], r["high"]] if r["metric"] else ["", "", "", ""]
    if "converted" in r:
        made = r["converted"]
        said.append(f"{made['value']} {made['unit']}" if made else "")
    source = r["source"]
    by = source.get("publisher") or source.get("author") or source["id"]
    about = [r["subject"]["label"], r["what"], "; ".join(part for part in (r["scope"], scope) if part)]
    cells = [
        *([r["when"], *about] if "when" in r else [*about, r["period"]]), *said, r["status"], r["grade"],
        by if not r["attributed_to"] or r["attributed_to"] in by else f"{r['attributed_to']}, in {by}",
        "quarantined" if r["quarantined"] else r["disagreement"], r["claim"],
    ]  # fmt: skip
    yield cells, [{**r, "id": r["claim"]}]


def _side_by_side(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    """Say an aspect of `compare`: a cell for each thing, its values with grade, status if unlike reported, dispute."""
    cells: list[object] = [r["aspect"], r["scope"]]
    for cell in r["cells"]:
        said = []
        for value in cell["values"]:
            marks = [value["status"]] * (value["status"] != "reported") + ["disputed"] * value["disputed"]
            known = ", ".join([*([value["grade"]] if value["grade"] else []), *marks])
            said.append(f"{value['says']} [{known}]" if known else value["says"])
        cells.append("; ".join(said))
    yield cells, [claim for cell in r["cells"] for value in cell["values"] for claim in value["claims"]]


def _chokepoint(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    makers, countries, parts = r["makers"], r["countries"], r["parts"]
    named = makers["only_maker_of"] or makers["things"]
    sole = "only one for " if makers["only_maker_of"] else ""
    made = f" ({sole}{_some([t['label'] for t in named], 3)})" if named else ""
    places = [c["label"] + f" ({c['known_by']})" * (c["known_by"] != "site") for c in countries["things"]]
    elsewhere = " and unknown" * bool(countries["unknown_for"] and places)
    planned = [f"{p['maker']['label']} ({p['relation']}, {p['status']})" for p in r["planned"]]
    swaps = [s["thing"]["label"] for s in r["substitutes"]]
    loosened = [f"planned: {_some(planned, 3)}"] * bool(planned) + [f"substitutes: {_some(swaps, 3)}"] * bool(swaps)
    index = [f"{c['low']} to {c['high']} ({_index_of(c)})" for c in r["concentration"][:1]]
    cut = "minimum cut" if r["in_minimum_cut"] else ""
    split = f"splits off {r['splits']}" if r["splits"] else ""
    falls = "unknown" if r["products"] is None else f"{r['products']} of {r['of']}"
    cells = [
        r["thing"]["label"], r["score"], r["state"] or "", falls, " → ".join(t["label"] for t in r["how"]),
        f"{makers['count'] or 'unknown'}{made}", (_some(places) or "unknown") + elsewhere, "; ".join(index) or "unknown",
        "; ".join(part for part in (cut, split) if part), "; ".join(loosened) or "unknown",
        r["status"], r["grade"], r["families"], _yes(r["disputed"]), parts["reach"], parts["makers"], parts["country"],
        parts["routes"], parts["concentration"], r["gates"], r["betweenness"], r["thing"]["kind"], r["thing"]["id"],
    ]  # fmt: skip
    nested = [*r["concentration"], *r["planned"], *r["substitutes"]]
    claims = [*r["claims"], *makers["claims"], *countries["claims"], *(c for part in nested for c in part["claims"])]
    yield cells, list({claim["id"]: claim for claim in claims}.values())


def _index_of(index: Record) -> str:
    """Say what an index of concentration rests on."""
    count, covered = index["shares"], index["covered"]
    span = f"{covered['low']:.0f} to {covered['high']:.0f} %"
    parts = (f"{count} share{'s' * (count != 1)} of {span}", index["limits"], index["period"], index["source"])
    return "; ".join(part for part in parts if part)


_CHOKEPOINT = (
    "thing", "score", "state", "products lost", "how", "makers", "countries", "concentration", "cut", "loosened by",
    "status", "grade", "sources", "disputed", "reach points", "makers points", "country points", "routes points",
    "concentration points", "gates", "betweenness", "kind", "id",
)  # fmt: skip


TABLES: dict[str, tuple[tuple[str, ...], _Rows]] = {
    "who": (("who", "relation", "via", "status", "grade", "sources", "claims", "disputed", "kind", "id"), _who),
    "what": (("about", "what", "kind", "status", "grade", "sources", "mark", "id"), _what),
    "list": (("name", "kind", "id", "claims"), _plain("thing.label", "thing.kind", "thing.id", "claims")),
    "search": (
        ("name", "kind", "id", "matched", "text"),
        _plain("thing.label", "thing.kind", "thing.id", "matched", "text"),
    ),
    "schema": (
        ("term", "type", "label", "from", "to", "count", "definition"),
        _plain("term", "type", "label", "from", "to", "count", "definition"),
    ),
    "sources": (("id", "publisher", "title", "published", "kind", "family", "claims", "url"), _sources),
    "path": (("path", "hop", "says", "status", "grade", "sources", "disputed", "from", "relation", "to"), _path),
    "impact": (
        (
            "thing",
            "state",
            "depth",
            "through",
            "left",
            "substitutes",
            "shares",
            "status",
            "grade",
            "sources",
            "disputed",
            "kind",
            "id",
        ),
        _impact,
    ),
    "chokepoints": (_CHOKEPOINT, _chokepoint),
    "trace": (("level", "thing", "what", "says", "status", "grade", "sources", "by", "disputed", "id"), _trace),
    "alternatives": (("for", "what", "who", "says", "status", "grade", "sources", "disputed", "id"), _alternatives),
    "shared": (
        ("supplier", "certainty", "company", "how", "through", "says", "status", "grade", "sources", "disputed", "id"),
        _shared,
    ),
    "exposure": (
        ("part", "thing", "says", "makers", "with it", "where", "status", "grade", "sources", "disputed", "id"),
        _exposure,
    ),
    "questions": (("id", "question", "zh", "parameters"), _plain("id", "question", "zh", "parameters")),
    "conflicts": (
        ("kind", "about", "what", "scope", "period", "values", "by", "difference", "sources", "id"),
        _conflict,
    ),
    "numbers": (
        (
            "of",
            "what",
            "scope",
            "period",
            "value",
            "unit",
            "low",
            "high",
            "*",
            "status",
            "grade",
            "by",
            "mark",
            "claim",
        ),
        _figures,
    ),
    "timeline": (
        ("when", "of", "what", "scope", "value", "unit", "low", "high", "*", "status", "grade", "by", "mark", "claim"),
        _figures,
    ),
    "compare": (("aspect", "scope", "*"), _side_by_side),
    "coverage": (("section", "name", "count", "share", "note"), _covered),
    "stale": (
        ("name", "kind", "newest", "months", "claims", "id"),
        _plain("thing.label", "thing.kind", "newest", "months", "claims", "thing.id"),
    ),
    "gaps": (
        ("name", "kind", "lacks", "relation", "id"),
        _plain("thing.label", "thing.kind", "phrase", "lacks", "thing.id"),
    ),
    "cite": (("claim", "state", "citation"), _plain("claim.id", "state", "text")),
    "diff": (("change", "about", "says", "before", "source", "claim"), _change),
    "check": (("file", "row", "rule", "what", "mend"), _plain("file", "row", "rule", "what", "mend")),
    "cache": (
        ("snapshot", "data", "claims", "triples", "megabytes"),
        _plain("snapshot", "data_version", "claims", "triples", "megabytes"),
    ),
}
"""Headers and rows of every answer, by the name of its schema; `*` stands for the columns that the answer brings."""
