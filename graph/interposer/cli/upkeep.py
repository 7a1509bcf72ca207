"""conflicts, coverage, stale, gaps, cite, diff: how far the data can be trusted, and what to mend next."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from interposer.cli.shared import (
    Explain,
    Format,
    Json,
    Limit,
    MinSources,
    NoPager,
    Overlays,
    Sources,
    Status,
    StoreAt,
    complete_thing,
    detailed,
    open_for,
    show,
)  # fmt: skip
from interposer.errors import NothingFoundError, UsageError
from interposer.lookup.filters import make_filters

__all__ = ["cite", "conflicts", "coverage", "diff", "gaps", "stale"]


def conflicts(
    thing: Annotated[str, typer.Argument(help="Only of this thing: any name.", autocompletion=complete_thing)] = "",
    kind: Annotated[
        str, typer.Option("--kind", help="contradiction, arithmetic, spread (plans and forecasts) or revision.")
    ] = "",
    status: Status = "reported,planned,forecast,rumoured",
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
    """Where sources disagree, the largest difference first, and where a source's own numbers do not fit.

    Disagreements are computed from the claims, never written by hand. No conflicts is an answer: exit 0.

    \b
    interposer conflicts
    interposer conflicts CoWoS --sources
    interposer conflicts --kind arithmetic
    """
    filters = make_filters(status, min_sources=min_sources)
    graph = open_for(store, overlays, explain=explain)
    full = detailed(form, sources=sources, as_json=as_json)
    answer = graph.conflicts(thing, kind=kind, filters=filters, evidence=full).limited(limit)
    try:
        show(graph, answer, form, as_json=as_json, evidence=sources, pager=not no_pager)
    except NothingFoundError:
        typer.echo("no conflicts", err=True)


def coverage(
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """What the data hold: claims by class, predicate, country, status, source kind, grade and year; what they lack.

    \b
    interposer coverage
    interposer coverage --format csv
    """
    graph = open_for(store, overlays, explain=explain)
    show(graph, graph.coverage(), form, as_json=as_json, pager=not no_pager)


def stale(
    older: Annotated[str, typer.Option("--older", help="How old: 90d, 8w, 12m, 2y.")] = "12m",
    today: Annotated[str, typer.Option("--today", help="Count from this day, YYYY-MM-DD.")] = "",
    limit: Limit = 0,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """Things of which no source has said anything for long, the oldest first. None is an answer: exit 0.

    \b
    interposer stale --older 24m
    interposer stale --older 12m --today 2026-12-31
    """
    graph = open_for(store, overlays, explain=explain)
    answer = graph.stale(older, today).limited(limit)
    try:
        show(graph, answer, form, as_json=as_json, pager=not no_pager)
    except NothingFoundError:
        typer.echo("nothing is stale", err=True)


def gaps(
    kind: Annotated[str, typer.Argument(help="A class: companies, facilities, materials …")] = "",
    relation: Annotated[str, typer.Option("--relation", help="Only this relation: locatedIn, supplies …")] = "",
    limit: Limit = 0,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """Things that lack what every thing of their class should have. No gaps is an answer: exit 0.

    \b
    interposer gaps materials
    interposer gaps facilities --relation locatedIn
    """
    graph = open_for(store, overlays, explain=explain)
    answer = graph.gaps(kind, relation).limited(limit)
    try:
        show(graph, answer, form, as_json=as_json, pager=not no_pager)
    except NothingFoundError:
        typer.echo("no gaps", err=True)


def cite(
    claims: Annotated[list[str], typer.Argument(help="Ids of claims, or the first characters of one.")],
    bibtex: Annotated[bool, typer.Option("--bibtex", help="BibTeX entries.")] = False,
    csl: Annotated[bool, typer.Option("--csl", help="CSL-JSON items.")] = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """Cite claims: what is said, by whom, when, and where it stands; as text, BibTeX or CSL-JSON.

    \b
    interposer cite 9f3c2a1b
    interposer cite 9f3c2a1b --bibtex >> references.bib
    """
    if bibtex + csl + bool(form or as_json) > 1:
        raise UsageError("--bibtex, --csl and --format choose one form; give one of them")
    graph = open_for(store, overlays, explain=explain)
    answer = graph.cite(*claims)
    if form or as_json:
        show(graph, answer, form, as_json=as_json, pager=not no_pager)
        return
    if csl:
        text = json.dumps([r["csl"] for r in answer.results], ensure_ascii=False, indent=2)
    elif bibtex:
        text = "\n\n".join(r["bibtex"] for r in answer.results)
    else:
        text = "\n\n".join(" ".join(r["text"].split()) for r in answer.results)
    from interposer.views.tables import clean

    sys.stdout.write("\n".join(map(clean, text.split("\n"))) + "\n")
    for query in graph.store.asked or ():
        typer.echo(f"# SPARQL\n{query}\n", err=True)


def diff(
    older: Annotated[str, typer.Argument(help="The earlier version: an ontology folder, a snapshot or an RDF file.")],
    newer: Annotated[str, typer.Argument(help="The later version (the shipped data without it).")] = "",
    limit: Limit = 0,
    explain: Explain = False,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """What changed between two versions of the data: added, revised, retracted, removed, newly disputed.

    \b
    interposer diff old-ontology ontology
    interposer diff interposer-2026-11.nq --format md > CHANGES.md
    """
    before, after = open_for(older, None), open_for(newer, None, explain=explain)
    try:
        show(after, after.diff(before).limited(limit), form, as_json=as_json, evidence=False, pager=not no_pager)
    except NothingFoundError:
        typer.echo("no changes", err=True)
