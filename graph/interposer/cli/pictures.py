"""viz: the explorer as one HTML file."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from interposer.cli.shared import AsOf, Overlays, Status, StoreAt, announce, complete_thing, may_draw, open_for
from interposer.errors import DataError, UsageError
from interposer.lookup.filters import make_filters

__all__ = ["viz"]


def viz(
    thing: Annotated[
        str, typer.Argument(help="A thing, to see what is around it.", autocompletion=complete_thing)
    ] = "",
    path: Annotated[tuple[str, str], typer.Option("--path", help="Two things, to see how they hang together.")] = (
        "",
        "",
    ),
    query: Annotated[str, typer.Option("--query", help="SPARQL or a .rq file: draw the things it finds.")] = "",
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")] = Path("interposer.html"),
    hops: Annotated[int, typer.Option("--hops", min=1, help="How far around the thing.")] = 1,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many things.")] = 250,
    layout: Annotated[str, typer.Option("--layout", help="layered is the one there is.")] = "layered",
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that Interposer did not write.")] = False,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    status: Status = "reported",
    as_of: AsOf = "",
    store: StoreAt = "",
    overlays: Overlays = None,
) -> None:
    """Write the explorer: one HTML file that opens from disk, offline, with the evidence behind every edge.

    \b
    interposer viz -o interposer.html
    interposer viz CoWoS --hops 2 -o cowos.html
    interposer viz --path "AI computing demand" "silicon interposer" -o path.html
    """
    if layout != "layered":
        raise UsageError(f"--layout {layout!r}: only 'layered' is there yet")
    if sum(map(bool, (thing, any(path), query))) > 1:
        raise UsageError("give a thing, --path or --query, not several of them")
    may_draw(output, force=force, mend="--force overwrites it")
    filters = make_filters(status, as_of)
    graph = open_for(store, overlays)
    announce("drawing …")
    made = graph.picture(thing, path=path if any(path) else None, query=query, hops=hops, limit=limit, filters=filters)
    from interposer.views.explorer import write

    try:
        write(made, output)
    except OSError as error:
        raise DataError(f"{output}: cannot be written: {error.strerror}") from None
    typer.echo(f"{output}: {len(made.nodes)} things, {len(made.edges)} relations", err=True)
    if open_it:
        webbrowser.open(output.resolve().as_uri())
