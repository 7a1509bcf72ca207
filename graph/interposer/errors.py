"""What can go wrong, said once: what it is, where it is, how to mend it."""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = [
    "DataError",
    "InterposerError",
    "NameUnknownError",
    "NothingFoundError",
    "Problem",
    "QueryTimeoutError",
    "UsageError",
    "brief",
]


class InterposerError(Exception):
    """Report a failure that a user can act on; `exit_code` is what the command line returns."""

    exit_code = 4


class UsageError(InterposerError):
    """Report a call that cannot be understood: a wrong option, a malformed query (exit code 2)."""

    exit_code = 2


class NothingFoundError(InterposerError):
    """Report that a well-formed question has no answer in the graph (exit code 1)."""

    exit_code = 1


class NameUnknownError(InterposerError):
    """Report a name that is unknown or that several things share, with candidates (exit code 3)."""

    exit_code = 3

    def __init__(self, message: str, candidates: Sequence[tuple[str, str, str]] = ()) -> None:
        """Keep `candidates` as (id, label, class) triples, nearest first."""
        super().__init__(message)
        self.candidates = tuple(candidates)


class QueryTimeoutError(InterposerError):
    """Report a query that was ended because it ran out of time or memory (exit code 4)."""


class Problem(NamedTuple):
    """One finding in the data: the file and row, the rule broken, what is wrong, how to mend it."""

    file: str
    row: int
    rule: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        return f"{place}: {self.what} [{self.rule}]. {self.mend}"


class DataError(InterposerError):
    """Report data that cannot be used; `problems` lists every finding, not just the first."""

    SHOWN = 20

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        """Join `message` and the first findings into one readable text."""
        self.problems = tuple(problems)
        lines = [message, *(f"  {problem}" for problem in self.problems[: self.SHOWN])]
        if len(self.problems) > self.SHOWN:
            lines.append(f"  … and {len(self.problems) - self.SHOWN} more (interposer check lists all)")
        super().__init__("\n".join(lines))


def brief(error: Exception) -> str:
    """Shorten what a parser says to its position and the first things it expected."""
    text = str(error).partition("\n")[0]
    return text if len(text) <= BRIEF else text[:BRIEF].rsplit(", ", 1)[0] + " …"


BRIEF = 110
"""Characters of a parser's message that a person reads."""
