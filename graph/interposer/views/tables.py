"""Answers as text: a table on a terminal, tab-separated in a pipe, CSV, Markdown, JSON, one object a line."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from interposer.errors import UsageError
from interposer.lookup.answers import Answer

__all__ = ["FORMATS", "clean", "flatten", "footer", "render"]

FORMATS = ("table", "tsv", "csv", "md", "json", "ndjson")
Record = Mapping[str, Any]
_EVIDENCE = ("claim", "says", "claim_status", "period", "source", "publisher", "published", "locator", "url", "note")
_FORMULA = ("=", "+", "@")


def clean(text: object) -> str:
    """Make text from data safe to print: no control, escape or direction-changing characters, one line."""
    if text is None:
        return ""
    value = str(text)
    if value.isprintable():
        return value
    return "".join(c if c.isprintable() else " " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") else "�" for c in value)


def flatten(answer: Answer, *, evidence: bool = False) -> tuple[list[str], list[list[str]]]:
    """Turn an answer's results into headers and rows of plain text; with `evidence` one row a claim."""
    kind = answer.schema.partition("/")[0]
    if kind == "query":
        return _query_table(answer.columns or ["answer"], answer.results)
    headers, rows = _TABLES[kind]
    made: list[list[str]] = []
    for record in answer.results:
        for cells, claims in rows(record):
            plain = [clean(c) for c in cells]
            if evidence and claims:
                made += [plain + [clean(c) for c in _evidence_cells(claim)] for claim in claims]
            elif evidence:
                made.append(plain + [""] * len(_EVIDENCE))
            else:
                made.append(plain)
    return [*headers, *(_EVIDENCE if evidence else ())], made


def _evidence_cells(claim: Record) -> list[object]:
    source = claim["source"]
    return [
        claim["id"], claim["text"], claim["status"], claim["period"], source.get("title", source["id"]),
        source.get("publisher"), source.get("published"), claim.get("locator"), source.get("url"), claim.get("note"),
    ]  # fmt: skip


def _query_table(headers: list[str], results: Sequence[Record]) -> tuple[list[str], list[list[str]]]:
    return headers, [[clean(_term_text(record.get(name))) for name in headers] for record in results]


def _term_text(term: Any) -> object:
    """Say an RDF term as people do: a label or the last part of an IRI, otherwise the value."""
    if not isinstance(term, dict):
        return term
    return term.get("label") or term.get("id") or term.get("value")


_Rows = Callable[[Record], Iterable[tuple[Sequence[object], Sequence[Record]]]]


def _yes(value: object) -> str:
    return "yes" if value else ""


def _labels(things: Sequence[Record]) -> str:
    return ", ".join(t["label"] for t in things)


def _who(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    cells = [
        r["thing"]["label"], r["relation"], _labels(r["via"]), r["status"], r["grade"], r["families"],
        len(r["claims"]), _yes(r["disputed"]), r["thing"]["kind"], r["thing"]["id"],
    ]  # fmt: skip
    yield cells, r["claims"]


def _what(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    def row(section: str, about: object, *more: object) -> tuple[list[object], list[Record]]:
        return [section, about, *more, *[""] * (5 - len(more))], []

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
            thing = entry["thing"]
            weak = "weak link" if entry["weak"] else _yes(entry["disputed"]) and "disputed"
            cells = [relation["phrase"], thing["label"], thing["kind"], entry["status"], entry["grade"], entry["families"], weak]
            yield cells, entry["claims"]
    for number in [*r["numbers"], *r["milestones"]]:
        source = number["source"]
        value = " ".join(str(part) for part in (number["value"], number["unit"]) if part)
        about = f"{value} ({number['scope']})" if number["scope"] else value
        mark = "disputed" if number["disputed"] else ""
        subject = "" if number["subject"]["id"] == r["thing"]["id"] else f"{number['subject'].get('label', '')}: "
        cells = [number["metric"], f"{subject}{about}", number["period"], number["status"], number["grade"], source["publisher"], mark]
        yield cells, []


def _plain(*paths: str) -> _Rows:
    def rows(record: Record) -> Iterator[tuple[list[object], list[Record]]]:
        cells: list[object] = []
        for path in paths:
            value: Any = record
            for step in path.split("."):
                value = value.get(step) if isinstance(value, Mapping) else None
            cells.append(" ".join(value) if isinstance(value, list) else value)
        yield cells, []

    return rows


def _sources(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    s = r["source"]
    cells = [s["id"], s["publisher"], s["title"], s.get("published"), s["kind"], s["family"], r["claims"], s.get("url")]
    yield cells, []
    for claim in r.get("records", []):
        yield [claim["id"], "", claim["text"], claim["period"], claim["status"], claim["grade"], "", claim["locator"]], []


def _path(r: Record) -> Iterator[tuple[list[object], list[Record]]]:
    for number, hop in enumerate(r["hops"], 1):
        cells = [
            r["rank"], number, hop["sentence"], hop["status"], hop["grade"], hop["families"], _yes(hop["disputed"]),
            hop["from"]["id"], hop["relation"], hop["to"]["id"],
        ]  # fmt: skip
        yield cells, hop["claims"]


_TABLES: dict[str, tuple[tuple[str, ...], _Rows]] = {
    "who": (("who", "relation", "via", "status", "grade", "sources", "claims", "disputed", "kind", "id"), _who),
    "what": (("about", "what", "detail", "status", "grade", "sources", "mark"), _what),
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
    "check": (("file", "row", "rule", "what", "mend"), _plain("file", "row", "rule", "what", "mend")),
    "cache": (
        ("snapshot", "data", "claims", "triples", "megabytes"),
        _plain("snapshot", "data_version", "claims", "triples", "megabytes"),
    ),
}


def render(answer: Answer, form: str, out: IO[str], *, evidence: bool = False, width: int = 0) -> None:
    """Write an answer in one of FORMATS; raises UsageError for any other."""
    if form not in FORMATS:
        raise UsageError(f"--format {form!r}: use {', '.join(FORMATS)}")
    if form == "json":
        out.write(json.dumps(answer.envelope(), ensure_ascii=False, indent=2, default=str) + "\n")
        return
    if form == "ndjson":
        for record in answer.results:
            out.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
        return
    headers, rows = flatten(answer, evidence=evidence and form != "table")
    if form == "tsv":
        for cells in [headers, *rows]:
            out.write("\t".join(cells) + "\n")
    elif form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([headers, *([_disarmed(c) for c in cells] for cells in rows)])
    elif form == "md":
        _markdown(headers, rows, out)
    else:
        _terminal_table(answer, headers, rows, out, evidence=evidence, width=width)


def _disarmed(cell: str) -> str:
    """Keep a spreadsheet from reading text as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _markdown(headers: Sequence[str], rows: Sequence[Sequence[str]], out: IO[str]) -> None:
    for cells in (headers, ["---"] * len(headers), *rows):
        out.write("| " + " | ".join(c.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for c in cells) + " |\n")


_NARROW = {
    "who": ("disputed", "kind", "id", "claims"),
    "path": ("disputed", "from", "relation", "to"),
    "sources": ("url", "family"),
    "schema": ("label",),
}
"""Columns that only streams carry."""


def _terminal_table(
    answer: Answer, headers: Sequence[str], rows: Sequence[Sequence[str]], out: IO[str], *, evidence: bool, width: int
) -> None:
    from rich.box import SIMPLE  # noqa: PLC0415  (25 ms that only a terminal needs)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    kind = answer.schema.partition("/")[0]
    shown = [i for i, name in enumerate(headers) if name not in _NARROW.get(kind, ())]
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for i in shown:
        table.add_column(headers[i].upper(), overflow="fold", justify="right" if headers[i] in ("sources", "claims", "count") else "left")
    claims = _claims_by_row(answer) if evidence else []
    for number, cells in enumerate(rows):
        table.add_row(*(Text(cells[i]) for i in shown))
        for claim in claims[number] if number < len(claims) else []:
            table.add_row(*_under(claim, len(shown), Text))
    console = Console(file=out, width=width or None, highlight=False, markup=False, emoji=False)
    console.print(table)


def _claims_by_row(answer: Answer) -> list[Sequence[Record]]:
    kind = answer.schema.partition("/")[0]
    return [claims for record in answer.results for _, claims in _TABLES[kind][1](record)]


def _under(claim: Record, columns: int, text: Callable[..., Any]) -> list[Any]:
    """Write a claim's evidence under its row: quietly, in the first two columns."""
    source = claim["source"]
    where = ", ".join(str(part) for part in (source.get("publisher"), source.get("published"), claim.get("locator")) if part)
    cells = [text(f"  └ {clean(where)}", style="dim"), text(clean(claim["text"]), style="dim")]
    cells.append(text(clean(source.get("url", source["id"])), style="dim"))
    return (cells + [text("")] * columns)[:columns]


def footer(answer: Answer) -> list[str]:
    """Say what the filters hide, what stands undated, what is cut: nothing is hidden silently."""
    lines = []
    statuses = {k: n for k, n in answer.hidden.items() if k in ("planned", "forecast", "rumoured", "reported")}
    if statuses:
        told = ", ".join(f"{n} {name}" for name, n in sorted(statuses.items()))
        lines.append(f"hidden: {told} claims (see them with --status all)")
    rest = {k: n for k, n in sorted(answer.hidden.items()) if k not in statuses}
    lines += [f"not shown: {n} {_hidden_reason(k)}" for k, n in rest.items()]
    if answer.undated:
        lines.append(f"{answer.undated} claims have no known period and are included (--dated-only leaves them out)")
    if answer.conflicts:
        lines.append(f"{len(answer.conflicts)} disagreements between sources (--json lists them)")
    if answer.truncated:
        lines.append("cut to the limit; more with --limit 0")
    return lines


def _hidden_reason(key: str) -> str:
    return {
        "quarantined": "quarantined claims (kept, probably wrong; see them with --status all)",
        "retracted": "retracted claims",
        "not then": "claims that do not hold then",
        "undated": "claims without a known period",
        "not recorded then": "claims that were not recorded then",
    }.get(key, key)


