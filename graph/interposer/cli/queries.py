"""query: SPARQL and the named questions."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from interposer.cli.shared import (
    Explain,
    Format,
    Json,
    Limit,
    NoPager,
    Overlays,
    StoreAt,
    Viz,
    draw_answer,
    form_of,
    may_draw,
    open_for,
    show,
)
from interposer.errors import UsageError

__all__ = ["query"]

_SHORT = 60
"""Characters of a question's number, slug or file; what is longer is SPARQL and no heading."""


def query(
    text: Annotated[str, typer.Argument(help="SPARQL, a .rq file, a question's number or slug, or - for stdin.")] = "",
    param: Annotated[
        list[str] | None, typer.Option("--param", help="name=value, bound as a typed term; repeatable.")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the named questions.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds after which the query is ended.")] = 30.0,
    limit: Limit = 0,
    viz: Viz = None,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """Ask SPARQL; the prefixes ip:, id:, skos:, rdf:, rdfs:, prov:, dcterms: … are declared for you.

    \b
    interposer query 'SELECT ?company { ?company ip:offers id:soic }'
    interposer query --list
    interposer query 1 --param thing=3D
    interposer query my.rq --format csv
    interposer query 30 --param of=CoWoS --viz capacity.html
    """
    if list_all:
        from interposer.lookup.questions import questions_answer

        show(None, questions_answer(), form, as_json=as_json, pager=not no_pager)
        return
    if text == "-":
        text = sys.stdin.read()
    if not text.strip():
        raise UsageError("give a query, a .rq file or a question's number; interposer query --list shows the questions")
    given = dict(_pair(p) for p in param or ())
    form_of(form, as_json=as_json)  # before a query that may take long
    may_draw(viz)
    graph = open_for(store, overlays, explain=explain)
    answer = graph.query(text, given, timeout=timeout, limit=limit)
    if viz:
        draw_answer(graph, answer, viz, f"Question {text}" if len(text) < _SHORT else "What a query finds")
    show(graph, answer, form, as_json=as_json, pager=not no_pager)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise UsageError(f"--param {text!r} is not name=value")
    return name, value
