"""What the commands share: their common options, opening the graph, and printing an answer."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interposer.errors import DataError, NothingFoundError, UsageError

if TYPE_CHECKING:
    from interposer.api import Graph
    from interposer.lookup.answers import Answer
    from interposer.views.drawing import Drawing

__all__ = [
    "AsOf", "DatedOnly", "Explain", "Format", "Json", "KnownOn", "Lang", "Limit", "MinSources", "NoPager",
    "Overlays", "Sources", "Status", "StoreAt", "ThingName", "Viz", "announce", "detailed", "draw_answer", "form_of",
    "may_draw", "may_write", "open_for", "save", "show",
]  # fmt: skip


_LONG = 1000
"""Things from which on laying them out takes long enough to say so."""


def complete_thing(incomplete: str) -> list[str]:
    """Complete a thing's name from the flat names file of the newest snapshot; nothing is compiled for it."""
    from interposer.store.freshness import cache_folder

    try:
        lists = sorted(cache_folder().glob("*/names.txt"), key=lambda path: path.stat().st_mtime_ns)
        names = lists[-1].read_text(encoding="utf-8").splitlines() if lists else []
    except OSError:  # another process is clearing the cache
        return []
    start = incomplete.casefold()
    return [name for name in names if name.casefold().startswith(start)][:50]


ThingName = Annotated[
    str, typer.Argument(help="Any name: label, alias, ticker; any language.", autocompletion=complete_thing)
]
Status = Annotated[str, typer.Option("--status", help="reported, planned, forecast, rumoured; commas; or all.")]
AsOf = Annotated[str, typer.Option("--as-of", help="What holds then: 2025, 2025-06, 2025-Q2 …")]
KnownOn = Annotated[str, typer.Option("--known-on", help="What this graph had recorded by then.")]
DatedOnly = Annotated[bool, typer.Option("--dated-only", help="With --as-of: leave out claims without a known period.")]
MinSources = Annotated[int, typer.Option("--min-sources", help="At least so many independent source families.")]
Limit = Annotated[int, typer.Option("--limit", min=0, help="At most so many results (0 = all).")]
Sources = Annotated[bool, typer.Option("--sources", help="Show the evidence: every claim with its source.")]
Explain = Annotated[bool, typer.Option("--explain", help="Print the SPARQL that ran, on stderr.")]
StoreAt = Annotated[str, typer.Option("--store", help="A snapshot folder, an RDF file or an ontology folder.")]
Overlays = Annotated[list[Path] | None, typer.Option("--with", help="Lay a folder of your own claims over the data.")]
Format = Annotated[str, typer.Option("--format", help="table, tsv, csv, md, json or ndjson.")]
Json = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Never page on a terminal.")]
Viz = Annotated[Path | None, typer.Option("--viz", help="Draw just the answer into this HTML file.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of the heading: en, zh, zh-Hant, ja, ko.")]


def announce(message: str) -> None:
    """Tell of long work on stderr, on a terminal or where it matters; scripts stay quiet."""
    if sys.stderr.isatty() or "cannot be written" in message or "damaged" in message:
        typer.echo(f"interposer: {message}", err=True)


def may_write(output: Path) -> None:
    """Refuse a place where no file can be; raises UsageError before any work is done."""
    try:
        if output.is_dir():
            raise UsageError(f"{output} is a folder; give the name of a file")
        if not output.parent.is_dir():
            raise UsageError(f"{output}: there is no folder {output.parent} to write a file into")
    except OSError as error:
        raise UsageError(f"{output}: cannot be written: {error.strerror}") from None


_OURS = (
    b'<meta name="generator" content="Interposer">',  # pages
    b"<dc:title>Interposer</dc:title>",  # SVG
    b"tEXtSoftware\0Interposer",  # PNG
)
"""What the files that Interposer draws say of themselves, near their beginning."""


def may_draw(output: Path | None, *, force: bool = False, mend: str = "give the name of another file") -> None:
    """Refuse to write over a file that is not ours; raises UsageError before any work is done."""
    if output is None:
        return
    may_write(output)
    if output.exists() and not output.is_file():
        raise UsageError(f"{output} is no file; what is drawn is written beside it and takes its place")
    if output.exists() and not force and not any(mark in output.read_bytes()[:4096] for mark in _OURS):
        raise UsageError(f"{output} exists and was not written by Interposer; {mend}")


def draw_answer(graph: Graph, answer: Answer, output: Path, title: str) -> None:
    """Draw the relations that an answer rests on into one HTML file; raises DataError where it cannot be written."""
    may_draw(output)
    save(graph.picture(answer=answer, title=title), output)


def save(made: Drawing, output: Path, layout: str = "layered") -> None:
    """Write the page of a picture and say what is on it; raises DataError where it cannot be written."""
    if len(made.nodes) > _LONG:
        announce(f"laying out {len(made.nodes):,} things …")
    try:
        made.save(output, layout)
    except OSError as error:
        raise DataError(f"{output}: cannot be written: {error.strerror}") from None
    opened, more = len(made.first), len(made.nodes) - len(made.first)
    around = f"; it carries {more:,} more to open from there" if more else ""
    typer.echo(f"{output}: opens on {opened:,} things, {len(made.shown):,} relations{around}", err=True)


def open_for(store: str, overlays: list[Path] | None, *, explain: bool = False) -> Graph:
    """Open the graph a command asks."""
    from interposer.api import open_graph

    return open_graph(store or None, overlays or (), explain=explain, announce=announce)


def form_of(form: str, *, as_json: bool) -> str:
    """Tell the form that was asked for, '' for the usual one; raises UsageError where it is none."""
    from interposer.views.tables import FORMATS

    if as_json and form not in ("", "json"):
        raise UsageError(f"--json and --format {form} contradict each other")
    if form and form not in FORMATS:
        raise UsageError(f"--format {form!r}: use {', '.join(FORMATS)}")
    return "json" if as_json else form


def detailed(form: str, *, sources: bool, as_json: bool) -> bool:
    """Tell whether each claim's source is to be read: it was asked for, or JSON carries it anyway."""
    return sources or as_json or form in ("json", "ndjson")


def show(
    graph: Graph | None, answer: Answer, form: str, *, as_json: bool = False, evidence: bool = False, pager: bool = True
) -> None:
    """Print an answer: data on stdout, everything else on stderr; raises NothingFoundError when it is empty."""
    from interposer.views.tables import clean, footer

    terminal = sys.stdout.isatty()
    form = form_of(form, as_json=as_json) or ("table" if terminal else "tsv")
    if answer.results or form == "json":
        _write(answer, form, evidence=evidence, pager=pager and terminal and form == "table")
    for line in footer(answer):
        typer.echo(line, err=True)
    if graph is not None and graph.store.asked:
        for query in graph.store.asked:
            typer.echo(f"# SPARQL\n{query}\n", err=True)
    if answer.next and terminal and sys.stderr.isatty():
        typer.echo(clean(f"next: {answer.next[0]}"), err=True)
    if not answer.results:
        raise NothingFoundError("nothing found")


def _write(answer: Answer, form: str, *, evidence: bool, pager: bool) -> None:
    from interposer.views.tables import render

    width = int(os.environ["COLUMNS"]) if os.environ.get("COLUMNS", "").isdecimal() else 0
    if not pager:
        render(answer, form, sys.stdout, evidence=evidence, width=width)
        sys.stdout.flush()
        return
    import io
    import pydoc
    import shutil

    size = shutil.get_terminal_size()
    text = io.StringIO()
    render(answer, form, text, evidence=evidence, width=width or size.columns)
    if text.getvalue().count("\n") < size.lines:
        sys.stdout.write(text.getvalue())
    else:
        pydoc.pager(text.getvalue())
