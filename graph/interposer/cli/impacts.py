"""impact: what is lost or degraded when something is lost."""

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
    Limit,
    MinSources,
    NoPager,
    Overlays,
    Sources,
    Status,
    StoreAt,
    Viz,
    complete_thing,
    detailed,
    draw_answer,
    form_of,
    may_draw,
    open_for,
    show,
)  # fmt: skip
from interposer.lookup.filters import make_filters

__all__ = ["impact"]


def impact(
    things: Annotated[
        list[str], typer.Argument(metavar="THING...", help="What is lost: any names.", autocompletion=complete_thing)
    ],
    scenario: Annotated[
        str, typer.Option("--scenario", help="lost, or a fall such as -50% of the known market shares.")
    ] = "lost",
    kind: Annotated[str, typer.Option("--kind", help="Only things of this class: chips, offerings …")] = "",
    depth: Annotated[int, typer.Option("--depth", min=0, help="At most so many steps away (0 = all).")] = 0,
    viz: Viz = None,
    status: Status = "reported",
    as_of: AsOf = "",
    known_on: KnownOn = "",
    dated_only: DatedOnly = False,
    min_sources: MinSources = 0,
    limit: Limit = 0,
    sources: Sources = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """What is lost or degraded when things are lost: companies, sites, countries, materials, offerings.

    A thing is lost when something it needs has nobody left to provide it, as far as sources say; degraded
    when some are left. Possible substitutes are named and rescue nothing.

    \b
    interposer impact Ajinomoto
    interposer impact Taiwan --kind chips
    interposer impact "SK hynix" --scenario -50%
    interposer impact "TSMC AP3" "TSMC AP5" --viz lost.html
    """
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    may_draw(viz)
    form_of(form, as_json=as_json)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.impact(
        *things, scenario=scenario, kind=kind, depth=depth, limit=limit, filters=filters, evidence=full
    )  # fmt: skip
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    if viz:
        draw_answer(graph, answer, viz, f"Impact of {', '.join(things)}")
