"""check: every rule on an ontology folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interposer.cli.shared import Format, Json, NoPager, announce, form_of, show
from interposer.errors import NothingFoundError, UsageError

__all__ = ["check"]


def check(
    path: Annotated[Path | None, typer.Argument(help="An ontology folder (the shipped one without it).")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Restore canonical order and quoting first.")] = False,
    no_shacl: Annotated[
        bool, typer.Option("--no-shacl", help="Leave the SHACL shapes out (they take as long as all the rest).")
    ] = False,
    oracle: Annotated[
        bool, typer.Option("--oracle", help="Let pyshacl run the shapes too and compare (interposer[shacl]; slow).")
    ] = False,
    form: Format = "",
    as_json: Json = False,
    no_pager: NoPager = False,
) -> None:
    """Check the data: tables, references, names, units, cycles, canonical order, SHACL. Exit 1 on findings.

    \b
    interposer check
    interposer check my-ontology --json
    interposer check --fix
    interposer check --oracle
    """
    from interposer.knowledge.files import non_canonical
    from interposer.knowledge.location import find_ontology
    from interposer.lookup.answers import Answer
    from interposer.store.validate import check_ontology

    form_of(form, as_json=as_json)  # before anything is mended
    if oracle and no_shacl:
        raise UsageError("--oracle compares two ways to run the shapes; leave --no-shacl out")
    folder = find_ontology(path)
    if fix:
        for mended in non_canonical(folder, mend=True):
            typer.echo(f"{mended.file}: canonical order restored", err=True)
    problems = check_ontology(folder, shacl=not no_shacl, oracle=oracle, announce=announce)
    answer = Answer("check/1", [str(path)] if path else [])
    answer.results = [{"file": p.file, "row": p.row, "rule": p.rule, "what": p.what, "mend": p.mend} for p in problems]
    try:
        show(None, answer, form, as_json=as_json, pager=not no_pager)
    except NothingFoundError:
        typer.echo("no findings", err=True)
        return
    raise typer.Exit(1)
