"""alternatives, shared, exposure: second sources, common suppliers, and what a company hangs on."""

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

__all__ = ["alternatives", "exposure", "shared"]


def alternatives(
    thing: ThingName,
    viz: Viz = None,
    status: Status = "reported",
    as_of: AsOf = "",
    known_on: KnownOn = "",
    dated_only: DatedOnly = False,
    min_sources: MinSources = 0,
    limit: Limit = 6,
    sources: Sources = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """Who else makes a thing and each thing it needs, and what sources name as a substitute.

    Planned makers are marked; things of the same kind are listed and no source says that they can stand in.
    What is unknown is printed as unknown. --limit bounds each list.

    \b
    interposer alternatives CoWoS-L
    interposer alternatives "NVIDIA B200" --sources
    """
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    may_draw(viz)
    form_of(form, as_json=as_json)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.alternatives(thing, limit=limit, filters=filters, evidence=full)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    if viz:
        draw_answer(graph, answer, viz, f"Alternatives to {thing}")


def shared(
    company: ThingName,
    other: ThingName,
    viz: Viz = None,
    status: Status = "reported",
    as_of: AsOf = "",
    known_on: KnownOn = "",
    dated_only: DatedOnly = False,
    min_sources: MinSources = 0,
    limit: Limit = 3,
    sources: Sources = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """The suppliers that two companies have in common, with the evidence on both sides.

    Named: a source says that it supplies the company or works on its products. Possible: it makes what the
    company's products need. --limit bounds the reasons listed a side.

    \b
    interposer shared NVIDIA AMD
    interposer shared "SK hynix" Micron --sources
    """
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    may_draw(viz)
    form_of(form, as_json=as_json)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.shared(company, other, limit=limit, filters=filters, evidence=full)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    if viz:
        draw_answer(graph, answer, viz, f"Suppliers that {company} and {other} share")


def exposure(
    company: ThingName,
    depth: Annotated[int, typer.Option("--depth", min=1, help="Look so many needs deep.")] = 3,
    viz: Viz = None,
    status: Status = "reported",
    as_of: AsOf = "",
    known_on: KnownOn = "",
    dated_only: DatedOnly = False,
    min_sources: MinSources = 0,
    limit: Limit = 15,
    sources: Sources = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """What a company depends on and what depends on it: things, inputs, suppliers, customers, shares, sites.

    Of each input that a single company is known to make it says which of the company's things are lost with it.
    --limit bounds each part.

    \b
    interposer exposure NVIDIA
    interposer exposure Ibiden --limit 0 --format csv
    """
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    may_draw(viz)
    form_of(form, as_json=as_json)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.exposure(company, depth=depth, limit=limit, filters=filters, evidence=full)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    if viz:
        draw_answer(graph, answer, viz, f"Exposure of {company}")
