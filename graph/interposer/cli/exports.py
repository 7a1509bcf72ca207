"""export: the data in standard formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interposer.cli.shared import Overlays, StoreAt, announce, open_for
from interposer.errors import UsageError

__all__ = ["export"]


def export(
    to: Annotated[str, typer.Option("--to", help="ttl, nt, jsonld or csv.")] = "ttl",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file (stdout without it); a folder for csv.")] = None,
    asserted: Annotated[
        bool, typer.Option("--asserted", help="Claims, things, names, sources only; nothing derived.")
    ] = False,
    store: StoreAt = "",
    overlays: Overlays = None,
) -> None:
    """Write the whole data as RDF (Turtle, N-Triples, JSON-LD), or as one CSV row a claim.

    \b
    interposer export --to ttl -o interposer.ttl
    interposer export --to csv -o claims.csv
    """
    from interposer.store.export import EXPORTS, export_store  # noqa: PLC0415  (help must not import it)

    if to not in EXPORTS:
        raise UsageError(f"--to {to!r}: use {', '.join(EXPORTS)}")
    if output is not None and (output.is_dir() or not output.parent.is_dir()):
        raise UsageError(f"{output}: there is no folder {output.parent} to write a file into")
    graph = open_for(store, overlays)
    announce(f"writing {to} …")
    data = export_store(graph.store, to, asserted=asserted)
    if output is None:
        typer.get_binary_stream("stdout").write(data)
    else:
        beside = output.with_name(f".{output.name}.part")
        beside.write_bytes(data)
        beside.replace(output)
        typer.echo(f"{output}: {len(data):,} bytes", err=True)
