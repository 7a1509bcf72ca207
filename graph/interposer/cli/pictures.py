"""viz: the explorer as one HTML file."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from interposer.cli.shared import AsOf, Overlays, Status, StoreAt, announce, complete_thing, may_draw, open_for, save
from interposer.errors import UsageError
from interposer.lookup.filters import make_filters

__all__ = ["viz"]

LAYOUTS = ("layered", "force", "communities")


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
    title: Annotated[str, typer.Option("--title", help="The heading of the page.")] = "",
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="Open on so many things at most; the page has more.")
    ] = 250,
    layout: Annotated[
        str, typer.Option("--layout", help="Open it layered, by force, or by communities (over 1,000 things).")
    ] = "layered",
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that Interposer did not write.")] = False,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    status: Status = "reported",
    as_of: AsOf = "",
    store: StoreAt = "",
    overlays: Overlays = None,
) -> None:
    """Write the explorer: one HTML file that opens from disk, offline, with the evidence behind every edge.

    It opens on what is asked for and carries more, to open from there: the whole graph when nothing is asked for.
    --status and --as-of say how its filters stand at first; the page can change them.

    \b
    interposer viz -o interposer.html --open
    interposer viz CoWoS --hops 2 -o cowos.html
    interposer viz --path "AI computing demand" "silicon interposer" -o path.html
    interposer viz --layout force --title "Advanced packaging, by forces"
    """
    if layout not in LAYOUTS:
        raise UsageError(f"--layout {layout!r}: use {', '.join(LAYOUTS)}")
    if sum(map(bool, (thing, any(path), query))) > 1:
        raise UsageError("give a thing, --path or --query, not several of them")
    may_draw(output, force=force, mend="--force overwrites it")
    filters = make_filters(status, as_of)
    graph = open_for(store, overlays)
    announce("drawing …")
    made = graph.picture(
        thing, path=path if any(path) else None, query=query, title=title, hops=hops, limit=limit, filters=filters
    )
    save(made, output, layout)
    if open_it:
        webbrowser.open(output.resolve().as_uri())
