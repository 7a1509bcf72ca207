"""Answers as text: a table on a terminal, tab-separated in a pipe, CSV, Markdown, JSON, one object a line."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from typing import IO, TYPE_CHECKING, Any

from interposer.errors import UsageError
from interposer.views.rows import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from interposer.lookup.answers import Answer

    Record = Mapping[str, Any]

__all__ = ["FORMATS", "clean", "flatten", "footer", "render"]

FORMATS = ("table", "tsv", "csv", "md", "json", "ndjson")
_EVIDENCE = ("claim", "says", "claim_status", "period", "source", "publisher", "published", "locator", "url", "note")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d.,]+ ?%?")


def clean(text: object) -> str:
    """Make text from data safe to print: no control, escape or direction-changing characters, one line."""
    if text is None:
        return ""
    value = str(text)
    if value.isprintable():
        return value
    return "".join(
        c if c.isprintable() else " " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") else "�" for c in value
    )


def flatten(answer: Answer, *, evidence: bool = False) -> tuple[list[str], list[list[str]]]:
    """Turn an answer's results into headers and rows of plain text; with `evidence` one row a claim."""
    kind = answer.schema.partition("/")[0]
    if kind == "query":
        return _query_table(answer.columns or ["answer"], answer.results)
    fixed, rows = TABLES[kind]
    headers = [name for header in fixed for name in (map(clean, answer.columns) if header == "*" else [header])]
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
        import csv

        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([headers, *([_disarmed(c) for c in cells] for cells in rows)])
    elif form == "md":
        _markdown(headers, rows, out)
    else:
        _terminal_table(answer, headers, rows, out, evidence=evidence, width=width)


def _disarmed(cell: str) -> str:
    """Keep a spreadsheet from reading text as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _PLAIN_NUMBER.fullmatch(cell) else cell


_MARKUP = str.maketrans({"\\": "\\\\", "|": "\\|", "[": "\\[", "]": "\\]", "<": "&lt;", "&": "&amp;"})
"""What could begin a tag, a link, an image or another cell in Markdown."""


def _markdown(headers: Sequence[str], rows: Sequence[Sequence[str]], out: IO[str]) -> None:
    for cells in (headers, ["---"] * len(headers), *rows):
        out.write("| " + " | ".join(c.translate(_MARKUP) for c in cells) + " |\n")


_POINTS = (
    "status", "disputed", "reach points", "makers points", "country points", "routes points", "concentration points",
    "gates", "betweenness", "concentration", "cut", "kind", "id",
)  # fmt: skip
_NARROW = {
    "who": ("disputed", "kind", "id", "claims"),
    "what": ("id",),
    "path": ("disputed", "from", "relation", "to"),
    "sources": ("url", "family"),
    "schema": ("label",),
    "conflicts": ("scope", "period", "id"),
    "chokepoints": _POINTS,
    "impact": ("depth", "shares", "status", "disputed", "kind", "id"),
    "trace": ("disputed", "id"),
    "alternatives": ("disputed", "id"),
    "shared": ("disputed", "id"),
    "exposure": ("disputed", "id"),
    "gaps": ("relation", "id"),
    "stale": ("id",),
    "diff": ("about",),
    "numbers": ("low", "high", "claim"),
    "timeline": ("low", "high", "claim"),
}
"""Columns that only streams carry."""


def _with_limits(headers: Sequence[str], row: Sequence[str]) -> list[str]:
    """Put scope and period behind what they limit, where no column of their own has room."""
    cells = dict(zip(headers, row, strict=True))
    limits = "; ".join(part for part in (cells["scope"], cells["period"]) if part)
    return [f"{cell} ({limits})" if name == "what" and limits else cell for name, cell in cells.items()]


def _terminal_table(
    answer: Answer, headers: Sequence[str], rows: Sequence[Sequence[str]], out: IO[str], *, evidence: bool, width: int
) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    kind = answer.schema.partition("/")[0]
    same = _same_in_every_row(kind, headers, rows)
    shown = [i for i, name in enumerate(headers) if name not in _NARROW.get(kind, ()) and name not in same]
    if kind == "conflicts":  # its kinds fill different columns, and limits belong to what they limit
        shown = [i for i in shown if any(row[i] for row in rows)]
        rows = [_with_limits(headers, row) for row in rows]
    table = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for i in shown:
        table.add_column(
            headers[i] if kind == "compare" and i > 1 else headers[i].upper(),  # things keep their names
            overflow="fold",
            no_wrap=kind in _SAID_ONCE and headers[i] in ("when", "period", "value", "status"),
            justify="right" if headers[i] in ("sources", "claims", "count", "share", "months") else "left",
        )
    kept = [(number, cells) for number, cells in enumerate(rows) if kind != "what" or cells[0] not in _HEADING]
    claims = _claims_by_row(answer) if evidence else []
    above = ""
    for number, cells in kept:
        first = "" if kind == "what" and cells[0] == above and not claims else cells[shown[0]]
        above = cells[0]
        table.add_row(Text(first), *(Text(cells[i]) for i in shown[1:]))
        if number < len(claims) and claims[number]:
            table.add_row(_MARK.format(number))
    for cells in rows if kind == "what" else ():
        if cells[0] in _HEADING:
            out.write(f"{cells[0]}: {cells[1]}{f' ({cells[2]})' if cells[2] else ''}\n")
    if told := [f"{name}: {value}" for name, value in same.items() if value]:
        out.write(f"{', '.join(told)}\n")
    drawn = io.StringIO()
    Console(file=drawn if claims else out, width=width or None, highlight=False, markup=False, emoji=False).print(table)
    for line in drawn.getvalue().splitlines():
        mark = _MARKED.fullmatch(line.strip())
        out.write("".join(map(_under, claims[int(mark[1])])) if mark else line.rstrip() + "\n")
    for about, values in _disagreements(answer) if kind == "what" else ():
        out.write(f"sources disagree: {clean(about + ' | '.join(values))}\n")


def _disagreements(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """Put what sources say differently of one thing side by side; claims that the filters hide stay out."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for conflict in answer.conflicts:
        for text in conflict["texts"]:
            about, colon, value = text.rpartition(": ")
            key = (f"{about}{colon}", "" if colon else conflict["id"])
            found.setdefault(key, {})[value] = None
    yield from ((about, list(values)) for (about, _), values in found.items() if len(values) > 1)


_SAID_ONCE = dict.fromkeys(("numbers", "timeline"), ("of", "what", "scope", "unit", "mark"))
"""Columns that stand above the table on a terminal when every row says the same."""


def _same_in_every_row(kind: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Find the columns of _SAID_ONCE in which several rows all say the same, with what they say."""
    columns = [i for i, name in enumerate(headers) if name in _SAID_ONCE.get(kind, ()) and len(rows) > 1]
    return {headers[i]: rows[0][i] for i in columns if len({cells[i] for cells in rows}) == 1}


_HEADING = ("name", "definition", "notation", "note", "also named", "listed as")
"""Rows of a card that stand above the table on a terminal."""
_MARK = "\ue000{}\ue000"
"""Stands for evidence while a table is drawn; a private character, which cleaned text cannot hold."""
_MARKED = re.compile(r"\ue000(\d+)\ue000")


def _claims_by_row(answer: Answer) -> list[Sequence[Record]]:
    kind = answer.schema.partition("/")[0]
    return [claims for record in answer.results for _, claims in TABLES[kind][1](record)]


def _under(claim: Record) -> str:
    """Write a claim's evidence under its row: what it says, who says it, when and where, and the address."""
    source = claim["source"]
    where = (source.get("publisher"), source.get("published"), claim.get("locator"), claim.get("note"))
    said = ", ".join(str(part) for part in where if part)
    grade = f", grade {claim['grade']}" if claim["grade"] else ""
    return f"     {clean(claim['text'])} [{claim['status']}{grade}] {clean(said)}\n       {clean(source.get('url', source['id']))}\n"


def footer(answer: Answer) -> list[str]:
    """Say what the filters hide, what stands undated, what is cut: nothing is hidden silently."""
    lines = [clean(note) for note in answer.notes]
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
