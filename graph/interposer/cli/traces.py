"""trace: the chain behind a demand, down to who makes what, where, and with which capacity."""

from __future__ import annotations

from typing import Annotated

import typer

from interposer.cli.shared import (
    AsOf,
    DatedOnly,
    Explain,
    Format,
    Json,
    KnownOn,
    MinSources,
    NoPager,
    Overlays,
    Sources,
    Status,
    StoreAt,
    ThingName,
    Viz,
    detailed,
    draw_answer,
    form_of,
    may_draw,
    open_for,
    show,
)  # fmt: skip
from interposer.lookup.filters import make_filters

__all__ = ["trace"]


def trace(
    thing: ThingName,
    times: Annotated[
        float | None,
        typer.Option("--times", help="Say what binds first when demand grows so many times; 2 doubles it."),
    ] = None,
    depth: Annotated[int, typer.Option("--depth", min=1, help="At most so many hops down.")] = 4,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="At most so many things a level and rows of a kind a thing (0 = all).")
    ] = 6,
    viz: Viz = None,
    status: Status = "reported",
    as_of: AsOf = "",
    known_on: KnownOn = "",
    dated_only: DatedOnly = False,
    min_sources: MinSources = 0,
    sources: Sources = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """From a demand, a market, a chip or a system down the chain: memory, packaging, parts, steps, materials.

    Each thing stands with the relation by which it was reached, its numbers of supply and demand as their
    sources give them, who makes it and where, and with what is not known.

    \b
    interposer trace "AI inference demand"
    interposer trace "NVIDIA B200" --times 2 --status all
    interposer trace "AI server demand" --depth 2 --viz trace.html
    """
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    may_draw(viz)
    form_of(form, as_json=as_json)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.trace(thing, times=times, depth=depth, limit=limit, filters=filters, evidence=full)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    if viz:
        draw_answer(graph, answer, viz, f"What {thing} calls for")
