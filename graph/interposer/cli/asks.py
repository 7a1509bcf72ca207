"""ask: plain questions, English and Chinese."""

from __future__ import annotations

from typing import Annotated

import typer

from interposer.cli.shared import (
    Explain,
    Format,
    Json,
    NoPager,
    Overlays,
    Sources,
    StoreAt,
    detailed,
    form_of,
    open_for,
    show,
)

__all__ = ["ask"]


def ask(
    question: Annotated[list[str], typer.Argument(help="The question, with or without quotes.")],
    sources: Sources = False,
    explain: Explain = False,
    store: StoreAt = "",
    overlays: Overlays = None,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """A plain question in English or Chinese; says on stderr which command it is, and which words it ignored.

    No language model: names, verbs, times, countries and roles are looked up in tables. It never guesses: a name
    that fits several things is asked back (exit 3), one that is not in the graph is told (exit 1).

    \b
    interposer ask "Which Taiwanese OSATs offer fan-out panel-level packaging?"
    interposer ask "谁能做2.5D封装？"
    interposer ask "What do people expect CoWoS capacity to be by end 2026?"
    """
    from interposer.views.tables import clean

    form_of(form, as_json=as_json)
    graph = open_for(store, overlays, explain=explain)
    understood = graph.understand(" ".join(question))
    told = understood.told(graph.store)
    for line in told:
        typer.echo(clean(line), err=True)
    answer = graph.answer(understood, evidence=detailed(form, sources=sources, as_json=as_json))
    answer.notes = answer.notes[len(told) :]  # said already, before the query ran
    show(
        graph, answer, form, as_json=as_json, evidence=sources or "--sources" in understood.command, pager=not no_pager
    )
