"""The embedded store: SPARQL in, rows of Python values out.

The interface (`store.interface.Store`) is the one that a remote SPARQL 1.1 endpoint will implement.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, cast

from interposer.errors import DataError, UsageError, brief
from interposer.store.terms import DATASET, PREFIXES, Term, from_oxigraph, iri, sparql_term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pyoxigraph as ox

    Row = tuple[Term, ...]

__all__ = ["EmbeddedStore", "Rows", "bind", "open_store"]

RDF_FILES = {".ttl": "TURTLE", ".trig": "TRIG", ".nq": "N_QUADS", ".nt": "N_TRIPLES", ".jsonld": "JSON_LD", ".rdf": "RDF_XML", ".xml": "RDF_XML", ".owl": "RDF_XML"}  # fmt: skip


class Rows:
    """The answer to a SELECT: variable names and rows of Python values."""

    def __init__(self, variables: tuple[str, ...], rows: list[Row]) -> None:
        """Keep the rows as they are."""
        self.variables, self.rows = variables, rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def pairs(self) -> list[tuple[Term, Term]]:
        """Give the rows of two columns as pairs."""
        return cast("list[tuple[Term, Term]]", self.rows)

    def dicts(self) -> Iterator[dict[str, Term]]:
        """Yield each row as variable → value."""
        for row in self.rows:
            yield dict(zip(self.variables, row, strict=True))


class EmbeddedStore:
    """A store in this process: a snapshot on disk opened read-only, or a dataset in memory.

    `place` is the snapshot folder or RDF file it was opened from; another process can open the same one.
    """

    def __init__(self, engine: ox.Store, place: Path | None, *, union: bool = False, explain: bool = False) -> None:
        """Wrap an Oxigraph store; `union` makes the default graph the union of all graphs."""
        self.engine = engine
        self.place = place
        self.union = union
        self.asked: list[str] | None = [] if explain else None

    def _query(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        if self.asked is not None:
            self.asked.append(query)
        try:
            return self.engine.query(query, prefixes=PREFIXES, use_default_graph_as_union=self.union)
        except SyntaxError as error:
            raise UsageError(f"the query is not valid SPARQL: {brief(error)}") from None
        except (OSError, RuntimeError) as error:
            raise _failure(error) from None

    def dump(self, path: Path) -> None:
        """Write the whole dataset to an N-Quads file, sorted, so that the same data gives the same bytes."""
        import pyoxigraph as ox

        data = self.engine.dump(format=ox.RdfFormat.N_QUADS) or b""
        lines = sorted(data.splitlines(keepends=True))
        path.write_bytes(b"".join(lines))

    @property
    def data_version(self) -> str:
        """Name the version of the data inside; '' for RDF that does not say."""
        found = self.select(f"SELECT ?v {{ {iri(DATASET)} owl:versionInfo ?v }}").rows
        return str(found[0][0]) if found else ""

    def select(self, query: str) -> Rows:
        """Answer a SELECT query with rows of Python values; raises UsageError for other forms."""
        answer = self._query(query)
        if not hasattr(answer, "variables"):
            raise UsageError("this is not a SELECT query")
        answer = cast("ox.QuerySolutions", answer)
        variables = tuple(v.value for v in answer.variables)
        try:
            rows = [tuple(from_oxigraph(solution[i]) for i in range(len(variables))) for solution in answer]
        except (OSError, RuntimeError) as error:
            raise _failure(error) from None
        return Rows(variables, rows)

    def ask(self, query: str) -> bool:
        """Answer an ASK query; raises UsageError for other forms."""
        answer = self._query(query)
        if type(answer).__name__ != "QueryBoolean":
            raise UsageError("this is not an ASK query")
        return bool(answer)

    def construct(self, query: str) -> list[tuple[Term, Term, Term]]:
        """Answer a CONSTRUCT or DESCRIBE query with triples; raises UsageError for other forms."""
        answer = self._query(query)
        if type(answer).__name__ != "QueryTriples":
            raise UsageError("this is not a CONSTRUCT or DESCRIBE query")
        try:
            return [(from_oxigraph(t.subject), from_oxigraph(t.predicate), from_oxigraph(t.object)) for t in answer]  # type: ignore[union-attr]
        except (OSError, RuntimeError) as error:
            raise _failure(error) from None


def _failure(error: OSError | RuntimeError) -> DataError | UsageError:
    """Tell damaged files, for which the engine raises either kind, from a query that cannot be evaluated."""
    if isinstance(error, OSError) or "corrupt" in str(error).lower():
        return DataError(f"the store cannot be read ({error}); run: interposer cache clear")
    return UsageError(f"the query cannot be answered: {error}")


def bind(query: str, values: Mapping[str, Sequence[Term]]) -> str:
    """Put typed terms into a query's `VALUES ?name { … }` blocks, one block a name.

    The terms are written by the library, never pasted as text. Raises UsageError when a block is missing.
    """
    blocks = re.compile(r"VALUES\s+\?(\w+)\s*\{[^{}]*\}")
    found = Counter(block[1] for block in blocks.finditer(query))
    for name in values:
        if found[name] != 1:
            raise UsageError(f"the query has no single block 'VALUES ?{name} {{ … }}' to put the parameter in")

    def filled(block: re.Match[str]) -> str:
        if block[1] not in values:
            return block[0]
        return f"VALUES ?{block[1]} {{ {' '.join(map(sparql_term, values[block[1]]))} }}"

    return blocks.sub(filled, query)  # in one pass: what was put in is never searched again


def open_store(
    spec: str | Path | None = None,
    overlays: Sequence[str | Path] = (),
    *,
    explain: bool = False,
    announce: Callable[[str], None] = lambda _: None,
) -> EmbeddedStore:
    """Open a store: the shipped ontology, or `spec`, a snapshot folder, an RDF file or an ontology folder.

    `overlays` are folders of the ontology's form that are laid over it. `announce` hears of long work.
    Raises DataError when there is nothing usable there, UsageError for an address of the web.
    """
    if spec is not None and re.match(r"[A-Za-z]+://", str(spec)):
        raise UsageError(
            f"{spec}: remote stores are not supported yet; give a snapshot, an RDF file or an ontology folder"
        )
    path = Path(spec) if spec is not None else None
    if path is not None and path.is_file():
        _no_overlay(overlays, path)
        return _open_file(path, explain=explain)
    if path is not None and (path / "db").is_dir():
        _no_overlay(overlays, path)
        return _open_snapshot(path, explain=explain)
    if path is not None and not path.is_dir():
        raise DataError(f"{path}: no such snapshot folder, RDF file or ontology folder")
    from interposer.knowledge.location import find_ontology
    from interposer.store.freshness import fresh_snapshot

    folders = [find_ontology(path), *(Path(o).resolve() for o in overlays)]
    for attempt in (1, 2):
        place, compiled = fresh_snapshot(folders, announce)
        if place is None:
            assert compiled is not None  # one of the two is always given
            return EmbeddedStore(compiled.store, None, explain=explain)
        try:
            return _open_snapshot(place, explain=explain)
        except DataError:
            if attempt == 2:
                raise
            from interposer.store.snapshot import discard

            announce("the snapshot was damaged; rebuilding it")
            discard(place)
    raise AssertionError


def _no_overlay(overlays: Sequence[str | Path], path: Path) -> None:
    if overlays:
        raise UsageError(f"--with lays files over an ontology folder; {path} is already compiled")


def _open_snapshot(path: Path, *, explain: bool) -> EmbeddedStore:
    from interposer.store.freshness import read_manifest

    manifest = read_manifest(path)
    if manifest is None:
        raise DataError(f"the snapshot {path} is damaged or half-written; run: interposer cache clear")
    store = EmbeddedStore(_open_database(path), path)
    if store.data_version != manifest.data_version:
        raise DataError(f"the snapshot {path} is damaged; run: interposer cache clear")
    store.asked = [] if explain else None
    return store


def _open_database(snapshot: Path) -> ox.Store:
    import pyoxigraph as ox

    try:
        return ox.Store.read_only(str(snapshot / "db"))
    except (OSError, ValueError, RuntimeError) as error:
        raise DataError(f"the snapshot {snapshot} is damaged ({error}); run: interposer cache clear") from None


def _open_file(path: Path, *, explain: bool) -> EmbeddedStore:
    import pyoxigraph as ox

    name = RDF_FILES.get(path.suffix.lower())
    if name is None:
        raise DataError(f"{path}: unknown kind of file; RDF files end in {', '.join(RDF_FILES)}")
    engine = ox.Store()
    try:
        engine.load(path=str(path), format=getattr(ox.RdfFormat, name))
    except SyntaxError as error:
        raise DataError(f"{path}:{error.lineno or '?'}: is not {name.replace('_', '-')}: {error.msg}") from None
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from None
    return EmbeddedStore(engine, path, union=True, explain=explain)
