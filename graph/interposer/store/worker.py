"""The process that answers one user-written query: reads a job from standard input, writes its answer as JSON."""

from __future__ import annotations

import json
import resource
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from interposer.errors import DataError, UsageError, brief
from interposer.store.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["answer", "main"]


def main() -> None:
    """Answer the job on standard input; problems go into the answer, under `usage` or `data`."""
    job = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    try:
        made = answer(job)
    except (UsageError, SyntaxError) as error:
        made = {
            "usage": str(error) if isinstance(error, UsageError) else f"the query is not valid SPARQL: {brief(error)}"
        }
    except (DataError, OSError, RuntimeError) as error:
        made = {"data": str(error)}
    sys.stdout.write(json.dumps(made))


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Run the job's query on the store at its place; `limit` rows at most, 0 for all."""
    store = open_store(Path(job["place"]))
    found = store.engine.query(job["query"], prefixes=job["prefixes"], use_default_graph_as_union=store.union)
    if isinstance(found, ox.QueryBoolean):
        return {"form": "ask", "variables": [], "rows": [], "truncated": False, "truth": bool(found)}
    rows: Iterator[list[Any]]
    if isinstance(found, ox.QuerySolutions):
        variables = [v.value for v in found.variables]
        rows = ([_cell(solution[i]) for i in range(len(variables))] for solution in found)
        form = "select"
    else:
        variables = ["subject", "predicate", "object"]
        rows = ([_cell(t.subject), _cell(t.predicate), _cell(t.object)] for t in found)
        form = "graph"
    limit = job["limit"]
    kept = list(islice(rows, limit + 1) if limit else rows)
    cut = bool(limit) and len(kept) > limit
    return {"form": form, "variables": variables, "rows": kept[:limit] if cut else kept, "truncated": cut}


def _cell(term: Any) -> list[str | None] | None:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return ["literal", term.value, term.datatype.value, term.language]
    if isinstance(term, ox.BlankNode):
        return ["iri", "_:" + term.value, None, None]
    return ["iri", getattr(term, "value", str(term)), None, None]


if __name__ == "__main__":
    main()
