"""chokepoints: where much hangs on little."""

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

__all__ = ["chokepoints"]


def chokepoints(
    product: Annotated[
        str, typer.Option("--for", help="A product: only what it rests on.", autocompletion=complete_thing)
    ] = "",
    by: Annotated[str, typer.Option("--by", help="score, suppliers, country, hhi, betweenness or cut.")] = "score",
    kind: Annotated[str, typer.Option("--kind", help="Only things of a class: companies, materials …")] = "",
    limit: Limit = 20,
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
    """Where much hangs on little: what takes products down alone, who makes it, where, and what would loosen it.

    \b
    interposer chokepoints --for "NVIDIA B200"
    interposer chokepoints --by suppliers --kind materials
    interposer chokepoints --by hhi --sources

    The score, 0 to 100, adds up five parts; what is unknown adds nothing. It ranks, it measures no probability.

    \b
    reach 50          what falls with it, each step further away counting a tenth less, against the thing with
                      which most falls; of one product half of it where the product is degraded but not lost
    makers 20         divided by the companies known to make it (a company and what it owns are one); of a company,
                      site or country by the fewest that make one of the things it makes; nothing beyond 50
    country 15        divided by the countries where it is known to be made, by site or else by head office;
                      nothing where for one maker no country is known
    routes 5          times the share of products that no known route of supply reaches without it
    concentration 10  times the least its market's HHI can be, over 10,000; of market shares of one source

    \b
    --by suppliers    fewest makers first
    --by country      fewest countries first
    --by hhi          most concentrated markets first; shares of different sources are never mixed
    --by betweenness  share of the shortest ways between other things that pass it, relations of every kind
    --by cut          the fewest things that cut demand from products, then what splits most off the network
    """
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    may_draw(viz)
    form_of(form, as_json=as_json)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.chokepoints(product, by=by, kind=kind, limit=limit, filters=filters, evidence=full)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    if viz:
        draw_answer(graph, answer, viz, f"Chokepoints of {product or 'all products'}")
