"""path: how two things hang together."""

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
    detailed,
    open_for,
    show,
)  # fmt: skip
from interposer.errors import UsageError
from interposer.lookup.filters import make_filters

__all__ = ["path"]


def path(
    start: ThingName,
    goal: ThingName,
    k: Annotated[int, typer.Option("-k", min=1, help="So many paths, best first.")] = 1,
    directed: Annotated[bool, typer.Option("--directed", help="Follow relations forwards only.")] = False,
    avoid: Annotated[list[str] | None, typer.Option("--avoid", help="A thing to stay clear of; repeatable.")] = None,
    avoid_relation: Annotated[
        list[str] | None, typer.Option("--avoid-relation", help="A relation to stay clear of; repeatable.")
    ] = None,
    via: Annotated[list[str] | None, typer.Option("--via", help="A thing to pass; repeatable, in order.")] = None,
    within: Annotated[int, typer.Option("--within", min=0, help="Every path of at most so many hops.")] = 0,
    by_grade: Annotated[bool, typer.Option("--by-grade", help="Let a longer way of better grades win.")] = False,
    supply: Annotated[
        bool,
        typer.Option("--supply", help="Only from what is wanted to what it takes: demand, chip, input, maker, site."),
    ] = False,
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
    """How two things hang together: the shortest chains of relations, with the evidence of every hop.

    \b
    interposer path "AI computing demand" "silicon interposer"
    interposer path NVIDIA Ibiden -k 3 --avoid TSMC --sources
    interposer path "NVIDIA B200" Ajinomoto --supply --status all
    interposer path NVIDIA "ABF film" --via Ibiden
    """
    if within and k != 1:
        raise UsageError("--within gives every path; -k chooses the best: give one of them")
    if directed and supply:
        raise UsageError("--directed follows relations as claimed, --supply as need runs: give one of them")
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    from interposer.network.paths import Course

    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.path(
        start, goal, k=k, directed=directed, avoid=avoid or (), avoid_predicates=avoid_relation or (),
        course=Course(tuple(via or ()), within, by_grade, supply), filters=filters, evidence=full,
    )  # fmt: skip
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
