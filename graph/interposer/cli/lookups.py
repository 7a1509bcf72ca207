"""who, what, search, list, schema, sources: the lookups that answer at once."""

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
    Lang,
    Limit,
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
from interposer.lookup.filters import make_filters

__all__ = ["list_", "schema", "search", "sources", "what", "who"]


def who(
    verb: Annotated[
        str, typer.Argument(help="does, develops, makes, packages, supplies, buys, uses, operates, drives …")
    ],
    thing: ThingName,
    to: Annotated[str, typer.Option("--to", help="Keep suppliers of this customer.")] = "",
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
    """Who does, makes, supplies, uses … a thing.

    \b
    interposer who does 2.5D
    interposer who supplies "ABF film" --sources
    interposer who makes HBM4 --status all
    interposer who develops "hybrid bonding" --as-of 2024
    """
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.who(thing, verb, to=to, filters=filters, evidence=full).limited(limit)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)


def what(
    thing: ThingName,
    lang: Lang = "en",
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
    """The card of one thing: kind, names, tree, relations, numbers, disagreements.

    \b
    interposer what CoWoS
    interposer what 台積電 --lang zh-Hant
    interposer what "AI chips" --json
    """
    filters = make_filters(status, as_of, known_on, min_sources, dated_only=dated_only)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.what(thing, lang=lang, filters=filters, evidence=full)
    show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)


def search(
    term: Annotated[str, typer.Argument(help="Part of a name or definition, in any language.")],
    limit: Limit = 20,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """Search every name in every language, and the definitions.

    \b
    interposer search 混合键合
    interposer search "glass core"
    """
    graph = open_for(store, overlays, explain=explain)
    show(graph, graph.search(term, limit), form, as_json=as_json, pager=not no_pager)


def list_(
    kind: Annotated[str, typer.Argument(help="A class: companies, chips, technologies, materials …")],
    limit: Limit = 0,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """List the things of a class with their number of claims.

    \b
    interposer list companies
    interposer list offerings --format csv
    """
    graph = open_for(store, overlays, explain=explain)
    show(graph, graph.list(kind, limit), form, as_json=as_json, pager=not no_pager)


def schema(
    kind: Annotated[str, typer.Argument(help="A class, to see only what touches it.")] = "",
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """The classes and relations, with definitions and counts.

    \b
    interposer schema
    interposer schema Offering
    """
    graph = open_for(store, overlays, explain=explain)
    show(graph, graph.schema(kind), form, as_json=as_json, pager=not no_pager)


def sources(
    source: Annotated[str, typer.Argument(help="A source's id, to see every claim read in it.")] = "",
    limit: Limit = 0,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """The sources with their number of claims, or one source with every claim read in it.

    \b
    interposer sources --limit 20
    interposer sources seed-24krmb-2025
    """
    graph = open_for(store, overlays, explain=explain)
    show(graph, graph.sources(source, limit), form, as_json=as_json, pager=not no_pager)
