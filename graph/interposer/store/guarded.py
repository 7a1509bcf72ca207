"""Queries that users write run in a process of their own, with bounds on time and memory.

The embedded engine has no timeout, so a query that never ends must be ended from outside.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interposer.errors import DataError, QueryTimeoutError, UsageError
from interposer.store.terms import PREFIXES, Iri, Term, from_literal

if TYPE_CHECKING:
    from interposer.store.store import EmbeddedStore, Row

__all__ = ["DEFAULT_TIMEOUT", "Result", "refuse_unsafe", "run_guarded"]

DEFAULT_TIMEOUT = 30.0
"""Seconds a query may take unless the user says otherwise."""
MEMORY_BYTES = 4 << 30
MAX_TIMEOUT = 86_400.0
_IRI = re.compile(r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>")
_TEXT = (
    r"#[^\r\n]*|\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}"
    r"|\"(?:\\.|[^\"\\\r\n])*\"|'(?:\\.|[^'\\\r\n])*'"
)
_NOT_CODE = re.compile(f"{_IRI.pattern}|{_TEXT}", re.DOTALL)
_NOT_KEYWORD = re.compile(rf"{_TEXT}|[?$]\w+|:(?:[\w-]|\\.)*|\\.", re.DOTALL)
"""Comments, strings, variables and the local parts of names: no keyword stands in them."""
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query of any form: `form` is select, ask or graph; `rows` are bindings or triples."""

    form: str
    variables: tuple[str, ...]
    rows: list[Row]
    truncated: bool
    truth: bool | None = None


def run_guarded(store: EmbeddedStore, query: str, *, timeout: float = DEFAULT_TIMEOUT, limit: int = 0) -> Result:
    """Answer a query of any form in a process that is ended after `timeout` seconds or at 4 GiB of memory.

    `limit` keeps the first rows (0 = all). Raises UsageError for malformed SPARQL (with the position), for
    updates and for SERVICE; QueryTimeoutError when the bounds are reached.
    """
    refuse_unsafe(query)
    if not 0 < timeout <= MAX_TIMEOUT:
        raise UsageError(f"--timeout must be more than 0 and at most {MAX_TIMEOUT:.0f} seconds")
    with ExitStack() as stack:
        place = store.place
        if place is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            place = Path(folder) / "dataset.nq"
            store.dump(place)
        job = {"place": str(place), "query": query, "limit": limit, "memory": MEMORY_BYTES, "prefixes": PREFIXES}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "interposer.store.worker"],
                input=json.dumps(job).encode(),
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise QueryTimeoutError(
                f"the query was ended after {timeout:g} seconds; narrow it, add LIMIT, or raise --timeout"
            ) from None
    return _read(done)


def refuse_unsafe(query: str) -> None:
    """Refuse a query that would call another server or change data; raises UsageError."""
    code = _NOT_CODE.sub(" ", query)
    if _calls_out(query):
        raise UsageError("SERVICE is refused: queries stay on this store and never call another server")
    words = re.sub(r"\b(?:PREFIX\s+[\w.-]*:|BASE)", " ", code, flags=re.IGNORECASE).split()
    if words and words[0].upper() in _UPDATES:
        raise UsageError(
            f"{words[0].upper()} is refused: the store is read-only; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
        )


def _calls_out(query: str) -> bool:
    """Tell whether SERVICE stands in the code of a query.

    A `<` begins an IRI or is less-than, as only the grammar can tell: where it matters, both readings count.
    """
    todo, seen = [0], set[int]()
    while todo:
        at = todo.pop()
        while at < len(query) and at not in seen:
            seen.add(at)
            if query[at : at + 7].upper() == "SERVICE" and query[at - 1 : at] != "/":
                return True
            address = _IRI.match(query, at)
            if address and not {"'", "#", "\\"}.isdisjoint(address[0]):
                todo.append(at + 1)
            passed = address or _NOT_KEYWORD.match(query, at)
            at = passed.end() if passed else at + 1
    return False


def _read(done: subprocess.CompletedProcess[bytes]) -> Result:
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        if done.returncode < 0 or b"alloc" in done.stderr or b"Memory" in done.stderr:
            text = f"the query was ended: it needs more than {MEMORY_BYTES >> 30} GiB of memory; narrow it or add LIMIT"
            raise QueryTimeoutError(text) from None
        raise DataError(f"the query process failed: {done.stderr.decode(errors='replace')[-300:]}") from None
    if "usage" in answer:
        raise UsageError(answer["usage"])
    if "data" in answer:
        raise DataError(answer["data"])
    rows = [tuple(_term(cell) for cell in row) for row in answer["rows"]]
    return Result(answer["form"], tuple(answer["variables"]), rows, answer["truncated"], answer.get("truth"))


def _term(cell: list[str | None] | None) -> Term:
    if cell is None:
        return None
    kind, value, datatype, language = cell
    text = value or ""
    return Iri(text) if kind == "iri" else from_literal(text, datatype, language)
