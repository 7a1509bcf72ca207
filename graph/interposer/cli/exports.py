"""export: the data in standard formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interposer.cli.shared import Overlays, StoreAt, announce, may_write, open_for
from interposer.errors import DataError, UsageError
from interposer.knowledge.files import replaced

__all__ = ["export"]


def export(
    to: Annotated[
        str, typer.Option("--to", help="ttl, nt, nq, trig, jsonld, rdf12 (reifiers), csv, sqlite, graphml or gexf.")
    ] = "ttl",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file (stdout without it).")] = None,
    asserted: Annotated[
        bool, typer.Option("--asserted", help="Claims, things, names, sources only; nothing derived.")
    ] = False,
    around: Annotated[str, typer.Option("--around", help="Only the network around this thing (graphml, gexf).")] = "",
    hops: Annotated[int, typer.Option("--hops", min=0, help="With --around: so many hops.")] = 2,
    store: StoreAt = "",
    overlays: Overlays = None,
) -> None:
    """Write the whole data as RDF, as one CSV row a claim, as a SQLite file, or the network as GraphML or GEXF.

    A CSV file gets its CSVW description beside it, as FILE-metadata.json. N-Quads and TriG part vocabulary, asserted and
    derived statements; rdf12 is Turtle of RDF 1.2 in which claims reify the triples they speak of.

    \b
    interposer export --to trig -o interposer.trig
    interposer export --to csv -o claims.csv
    interposer export --to sqlite -o interposer.db
    interposer export --to gexf --around CoWoS --hops 2 -o cowos.gexf
    """
    from interposer.store.export import EXPORTS, export_store

    networks = ("graphml", "gexf")
    if to not in (*EXPORTS, *networks):
        raise UsageError(f"--to {to!r}: use {', '.join((*EXPORTS, *networks))}")
    if asserted and to in ("csv", "sqlite", *networks):
        raise UsageError(f"--asserted acts on RDF only; {to} holds claims, which are all asserted")
    if around and to not in networks:
        raise UsageError(f"--around acts on {' and '.join(networks)} only; {to} holds everything")
    if output is not None:
        may_write(output)
    graph = open_for(store, overlays)
    announce(f"writing {to} …")
    if to in networks:
        from interposer.network.exchange import export_network

        data = export_network(graph.network(around=around, hops=hops), to)
    else:
        data = export_store(graph.store, to, asserted=asserted)
    if output is None:
        out = typer.get_binary_stream("stdout")
        out.write(data)
        out.flush()
        return
    try:
        _write(output, data)
        if to == "csv" and output.is_file():
            from interposer.store.tabular import csvw_metadata

            _write(output.with_name(f"{output.name}-metadata.json"), csvw_metadata(graph.store, output.name))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DataError(f"{output}: cannot be written: {error.strerror}") from None
    typer.echo(f"{output}: {len(data):,} bytes", err=True)


def _write(output: Path, data: bytes) -> None:
    """Write a file whole or not at all; a device or pipe is written into, never replaced."""
    if output.exists() and not output.is_file():
        output.write_bytes(data)
        return
    with replaced(output) as beside:
        beside.write_bytes(data)
