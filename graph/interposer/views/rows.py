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


def _conflict(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    cells = [
        r["kind"], r["subject"]["label"], r["what"], r["scope"], r["period"], r["says"], r["difference"], r["families"],
        r["id"],
    ]  # fmt: skip
    yield cells, r["claims"]


def _covered(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    share = "" if r["share"] is None else f"{r['share']:.1%}"
    yield [r["section"], r["name"], r["count"], share, r["note"]], []


def _change(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    said, before = r["claim"], r["before"]
    source = said["source"]
    cells = [
        r["change"], r["subject"].get("label", r["subject"]["id"]), f"{said['text']} [{said['status']}]",
        f"{before['text']} [{before['status']}]" if before else "", source.get("publisher", source["id"]), said["id"],
    ]  # fmt: skip
    yield cells, [said]


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
    "questions": (("id", "question", "zh", "parameters"), _plain("id", "question", "zh", "parameters")),
    "conflicts": (
        ("kind", "about", "what", "scope", "period", "values", "difference", "sources", "id"),
        _conflict,
    ),
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
"""Headers and rows of every answer, by the name of its schema."""
