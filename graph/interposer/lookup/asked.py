"""Run what `ask` understood: the command's own answer, narrowed to what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from interposer.errors import NothingFoundError
from interposer.lookup.filters import make_filters
from interposer.lookup.gist import gist
from interposer.lookup.names import load_things
from interposer.lookup.narrowing import narrow_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from interposer.lookup.answers import Answer
    from interposer.lookup.filters import Filters
    from interposer.lookup.understood import Understood

__all__ = ["Askable", "run"]


class Askable(Protocol):
    """What answers commands: the graph of the Python API, with a method for each."""

    store: Any

    @property
    def who(self) -> Callable[..., Answer]:
        """Answer `interposer who`."""

    @property
    def what(self) -> Callable[..., Answer]:
        """Answer `interposer what`."""

    @property
    def list(self) -> Callable[..., Answer]:
        """Answer `interposer list`."""

    @property
    def conflicts(self) -> Callable[..., Answer]:
        """Answer `interposer conflicts`."""

    @property
    def cite(self) -> Callable[..., Answer]:
        """Answer `interposer cite`."""

    @property
    def path(self) -> Callable[..., Answer]:
        """Answer `interposer path`."""

    @property
    def impact(self) -> Callable[..., Answer]:
        """Answer `interposer impact`."""

    @property
    def alternatives(self) -> Callable[..., Answer]:
        """Answer `interposer alternatives`."""

    @property
    def numbers(self) -> Callable[..., Answer]:
        """Answer `interposer numbers`."""

    @property
    def timeline(self) -> Callable[..., Answer]:
        """Answer `interposer timeline`."""

    @property
    def compare(self) -> Callable[..., Answer]:
        """Answer `interposer compare`."""


def run(graph: Askable, asked: Understood, *, evidence: bool = False) -> Answer:
    """Run the command that a question means and narrow its answer; raises what the command raises.

    Raises NothingFoundError where nothing of the answer fits what was asked.
    """
    command, *rest = asked.command
    words, options = _parsed(rest)
    every = "all" if command == "conflicts" else ""
    status = options.get(
        "status",
        [every or ("reported,planned,forecast,rumoured" if command in ("numbers", "timeline") else "reported")],
    )[0]
    filters = make_filters(status, options.get("as-of", [""])[0])
    evidence = evidence or "sources" in options
    answer = _call(graph, command, words, options, filters, evidence=evidence)
    before = len(answer.results)
    narrow_answer(graph.store, answer, asked)
    answer.notes = [*asked.told(graph.store), *answer.notes]
    answer.next = []
    if not answer.results and asked.intent != "conflicts" and not (asked.gives == "truth" and before):
        labels = asked.narrowing.labels(graph.store)
        raise NothingFoundError(f"nothing in the graph fits: {asked.line} ({asked.narrowing.told(labels)})")
    answer.notes += _verdict(graph, answer, asked)
    return answer


def _verdict(graph: Askable, answer: Answer, asked: Understood) -> list[str]:
    """Say in a line what the answer comes to, where a yes, a no or a few names are asked for."""
    if asked.gives != "truth" and not asked.narrowing.lands and not asked.narrowing.largest:
        return []
    kind, items = gist(graph.store, answer, asked)
    if asked.gives == "truth":
        return [f"answer: {kind}"]
    labels = sorted(t.label for t in load_things(graph.store, set(items)).values())
    return [f"countries: {', '.join(labels)}" if asked.narrowing.lands else f"answer: {' and '.join(labels)}"]


def _parsed(rest: Iterable[str]) -> tuple[list[str], dict[str, list[str]]]:
    words: list[str] = []
    options: dict[str, list[str]] = {}
    left = list(rest)
    while left:
        word = left.pop(0)
        if not word.startswith("--"):
            words.append(word)
        elif word in ("--directed", "--sources"):
            options[word[2:]] = [""]
        else:
            options.setdefault(word[2:], []).append(left.pop(0))
    return words, options


def _call(
    graph: Askable, command: str, words: list[str], options: dict[str, list[str]], filters: Filters, *, evidence: bool
) -> Answer:
    common: dict[str, Any] = {"filters": filters, "evidence": evidence}
    first = words[0] if words else ""
    match command:
        case "who":
            return graph.who(words[1], words[0], to=options.get("to", [""])[0], **common)
        case "path":
            return graph.path(*words, directed="directed" in options, avoid=options.get("avoid", ()), **common)
        case "numbers":
            of, period = options.get("of", [""])[0], options.get("period", [""])[0]
            return graph.numbers(first, of, period=period, filters=filters)
        case "timeline":
            return graph.timeline(first, filters=filters)
        case "list":
            return graph.list(first)
        case "cite":
            return graph.cite(*words)
        case "conflicts" | "impact" | "compare":
            return getattr(graph, command)(*words, **common)  # type: ignore[no-any-return]
        case _:
            return getattr(graph, command)(first, **common)  # type: ignore[no-any-return]
