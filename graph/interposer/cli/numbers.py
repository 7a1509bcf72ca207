"""numbers, timeline, compare: what sources measure, when, and how things stand beside each other."""

from __future__ import annotations

from pathlib import Path
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
    ThingName,
    complete_thing,
    detailed,
    form_of,
    may_draw,
    open_for,
    show,
)  # fmt: skip
from interposer.errors import DataError, NothingFoundError, UsageError
from interposer.lookup.filters import make_filters

__all__ = ["compare", "numbers", "timeline"]

_EVERY = "reported,planned,forecast,rumoured"
Unit = Annotated[
    str, typer.Option("--unit", help="Add each figure in this unit, where exact factors lead there: wafers/year.")
]


def numbers(
    metric: Annotated[
        str, typer.Argument(help="A metric: capacity, market share …", autocompletion=complete_thing)
    ] = "",
    of: Annotated[
        str, typer.Option("--of", help="The thing that is measured: any name.", autocompletion=complete_thing)
    ] = "",
    period: Annotated[
        str, typer.Option("--period", help="Figures whose time overlaps it: 2026, 2026-Q2, 'end 2026', 2024/2027.")
    ] = "",
    unit: Unit = "",
    status: Status = _EVERY,
    known_on: KnownOn = "",
    limit: Limit = 0,
    sources: Sources = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """The numbers of a metric, of a thing, or both: one row a claim, disagreements side by side, never averaged.

    Every status is shown: plans, forecasts and rumours stand beside reports and are marked so. The mark tells
    a contradiction, a spread (of plans and forecasts) and a revision (a source that changed its word).

    \b
    interposer numbers capacity --of CoWoS --period "end 2026"
    interposer numbers capacity --of CoWoS --unit "wafers/year" --status reported
    interposer numbers --of HBM
    """
    filters = make_filters(status, known_on=known_on)
    form_of(form, as_json=as_json)
    graph = open_for(store, overlays, explain=explain)
    answer = graph.numbers(metric, of, period=period, unit=unit, filters=filters).limited(limit)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)


def timeline(
    thing: ThingName,
    metric: Annotated[
        str, typer.Option("--metric", help="Only the numbers of this metric.", autocompletion=complete_thing)
    ] = "",
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw it into this file, out.svg or out.png (interposer[plot]).")
    ] = None,
    unit: Unit = "",
    status: Status = _EVERY,
    known_on: KnownOn = "",
    limit: Limit = 0,
    sources: Sources = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """What is dated about a thing, in order of time: milestones and numbers, one row a claim.

    Every status is shown unless --status says otherwise. --plot draws each claim as a mark of its own.

    \b
    interposer timeline CoWoS
    interposer timeline CoWoS --metric capacity --plot cowos.svg
    """
    filters = make_filters(status, known_on=known_on)
    form_of(form, as_json=as_json)
    if plot:
        from interposer.views.plot import check_name

        check_name(plot)
        may_draw(plot)
    graph = open_for(store, overlays, explain=explain)
    answer = graph.timeline(thing, metric=metric, unit=unit, filters=filters).limited(limit)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    if plot:
        from interposer.views.plot import write

        try:
            typer.echo(f"{plot}: {write(answer, plot)}", err=True)
        except OSError as error:
            raise DataError(f"{plot}: cannot be written: {error.strerror}") from None


def compare(
    things: Annotated[list[str], typer.Argument(help="Two things or more: any names.", autocompletion=complete_thing)],
    differences: Annotated[
        bool, typer.Option("--differences", help="Only aspects in which they are not all alike.")
    ] = False,
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
    """Two or more things side by side: relations, numbers and milestones, a column each, every value with its grade.

    An empty cell means that no source says, which is not a no. No difference is an answer: exit 0.

    \b
    interposer compare CoWoS-S CoWoS-L EMIB
    interposer compare "TSMC AP7" "Amkor K5" --differences
    """
    if len(things) < 2:
        raise UsageError("compare takes two things or more: interposer compare CoWoS-S CoWoS-L")
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.compare(*things, differences=differences, filters=filters, evidence=full).limited(limit)
    try:
        show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    except NothingFoundError:
        if not differences:
            raise
        typer.echo("no differences", err=True)
