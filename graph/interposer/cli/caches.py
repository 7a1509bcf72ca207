"""cache: the compiled snapshots."""

from __future__ import annotations

import typer

from interposer.cli.shared import Format, Json, show

__all__ = ["cache"]

cache = typer.Typer(
    help="""Show or clear the compiled snapshots; they are a cache, deleting them loses nothing.

    \b
    interposer cache info
    interposer cache clear
    """,
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@cache.command("info")
def info(form: Format = "", as_json: Json = False) -> None:
    """List the snapshots with the version of their data and their size.

    \b
    interposer cache info
    interposer cache info --json
    """
    from interposer.lookup.answers import Answer
    from interposer.store.freshness import cache_folder
    from interposer.store.snapshot import list_snapshots

    answer = Answer("cache/1", ["info"])
    for place, manifest in list_snapshots():
        size = sum(p.stat().st_size for p in place.rglob("*") if p.is_file())
        answer.results.append(
            {
                "snapshot": str(place),
                "data_version": manifest.data_version,
                "claims": manifest.claims,
                "triples": manifest.triples,
                "megabytes": round(size / 1e6, 1),
            }
        )
    typer.echo(f"cache folder: {cache_folder()}", err=True)
    show(None, answer, form, as_json=as_json, pager=False)


@cache.command("clear")
def clear() -> None:
    """Delete all snapshots; the next command compiles again.

    \b
    interposer cache clear
    """
    from interposer.store.snapshot import clear_cache

    typer.echo(f"freed {clear_cache() / 1e6:.1f} MB", err=True)
