"""What every store can do, embedded or remote; only type checkers read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from interposer.store.store import Rows
    from interposer.store.terms import Term

__all__ = ["Store"]


class Store(Protocol):
    """Answer the four forms of SPARQL query, read-only; a remote SPARQL 1.1 endpoint will implement the same."""

    @property
    def data_version(self) -> str:
        """Name the version of the data inside."""

    def select(self, query: str) -> Rows:
        """Answer a SELECT query with rows of Python values."""

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""

    def construct(self, query: str) -> list[tuple[Term, Term, Term]]:
        """Answer a CONSTRUCT or DESCRIBE query with triples."""
