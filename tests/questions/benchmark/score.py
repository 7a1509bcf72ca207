"""Score an agent's answers to the questions: `python score.py development.csv answers.jsonl`; README.md says how."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OPEN = ("things", "numbers", "dates", "claims", "path")
"""Kinds whose answer is a list; which of them an agent names does not matter, what it lists does."""
VALUES = ("numbers", "dates")
"""Kinds whose items have parts (value, unit, period) and are written with semicolons between them."""
CANDIDATES = 10
"""An agent that asks back with more candidates than this has not asked anything."""
IRI = "https://w3id.org/interposer/"


@dataclass(frozen=True)
class Miss:
    """A question that was not answered rightly, and why."""

    id: str
    intent: str
    question: str
    why: str


@dataclass(frozen=True)
class Score:
    """How many questions were answered rightly, in all and by intent (right, asked), and the misses."""

    right: int
    asked: int
    intents: dict[str, tuple[int, int]]
    misses: list[Miss]


def score(questions: Iterable[Mapping[str, str]], answers: Iterable[Mapping[str, Any]]) -> Score:
    """Compare answers with the gold; answers to other questions are left out.

    A question counts when every `must` is in its answer and no `must_not` is. Raises ValueError when a question
    is answered twice.
    """
    given: dict[object, Mapping[str, Any]] = {}
    for answer in answers:
        if answer.get("id") in given:
            raise ValueError(f"question {answer['id']!r} is answered twice; keep one answer for each question")
        given[answer.get("id")] = answer
    intents: dict[str, tuple[int, int]] = {}
    misses = []
    for question in questions:
        why = _wrong(question, given.get(question["id"]))
        right, asked = intents.get(question["intent"], (0, 0))
        intents[question["intent"]] = (right + (not why), asked + 1)
        if why:
            misses.append(Miss(question["id"], question["intent"], question["question"], why))
    asked = sum(of for _, of in intents.values())
    return Score(asked - len(misses), asked, dict(sorted(intents.items())), misses)


def items(gold: str, cell: str) -> list[str]:
    """Split a `must` or `must_not` cell of a question with this gold into its items."""
    return [item.strip() for item in cell.split(";")] if gold in VALUES and cell else cell.split()


def matches(wanted: str, item: str) -> bool:
    """Tell whether an item of an answer gives a wanted thing, source or value.

    Values are the same when they are equal as numbers or as printed; unit and period must be there when the
    gold has them, and may be there when it has not.
    """
    value, *rest = _parts(wanted)
    said, *more = _parts(item) or [""]
    return (value == said or _same_number(value, said)) and set(rest) <= set(more)


def _wrong(question: Mapping[str, str], answer: Mapping[str, Any] | None) -> str:
    """Say why an answer does not count; empty when it does."""
    gold = question["gold"]
    if answer is None:
        return "no answer"
    kind, listed = answer.get("kind"), answer.get("answer", [])
    if not isinstance(listed, list):
        return "`answer` is not a list"
    if gold not in OPEN and kind != gold:
        return f"said {kind!r}, gold is {gold!r}"
    if gold in OPEN and kind not in OPEN:
        return f"said {kind!r}, gold has {gold}"
    if gold == "unknown" and listed:
        return "said 'unknown' and guessed"
    if gold == "ambiguous" and len(listed) > CANDIDATES:
        return f"asked back with more than {CANDIDATES} candidates"
    given = [str(item) for item in listed]
    lacks = [m for m in items(gold, question["must"]) if not any(matches(m, item) for item in given)]
    wrong = [m for m in items(gold, question["must_not"]) if any(matches(m, item) for item in given)]
    return "; ".join([f"lacks {m}" for m in lacks] + [f"wrongly has {m}" for m in wrong])


def _parts(text: str) -> list[str]:
    """Split an item at blanks; case, width and the beginning of our IRIs do not matter."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.startswith(IRI):
        plain = plain.rpartition("/")[2]
    return plain.casefold().split()


def _same_number(one: str, other: str) -> bool:
    """Compare as numbers where both are; commas between thousands do not matter."""
    try:
        return Decimal(one.replace(",", "")) == Decimal(other.replace(",", ""))
    except InvalidOperation:
        return False


def _read_questions(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read_answers(path: str) -> list[dict[str, Any]]:
    answers = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                answer = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: not JSON ({error}); write one object a line") from error
            well_formed = isinstance(answer, dict) and isinstance(answer.get("id"), str)
            if not well_formed:
                raise ValueError(f'{path}, line {number}: write {{"id": …, "answer": […], "kind": …}}')
            answers.append(answer)
    return answers


def main(arguments: list[str] | None = None) -> int:
    """Print the score by intent and the misses; returns 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(description="Score answers to the benchmark's questions.")
    parser.add_argument("questions", help="development.csv or held-out.csv")
    parser.add_argument("answers", help='JSON lines {"id": …, "answer": […], "kind": …}')
    paths = parser.parse_args(arguments)
    try:
        result = score(_read_questions(paths.questions), _read_answers(paths.answers))
    except (OSError, ValueError) as error:
        print(f"score: {error}", file=sys.stderr)
        return 2
    print(f"{'all':<14}{result.right:>3} of {result.asked}")
    for intent, (right, asked) in result.intents.items():
        print(f"{intent:<14}{right:>3} of {asked}")
    for miss in result.misses:
        print(f"{miss.id} ({miss.intent}) {miss.question}\n    {miss.why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
