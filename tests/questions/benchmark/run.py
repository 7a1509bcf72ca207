"""Answer the questions of a CSV with `ask` and score them: `python run.py development.csv [answers.jsonl]`."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import interposer
from interposer.errors import InterposerError, NameUnknownError, NothingFoundError
from interposer.lookup.ask import understand
from interposer.lookup.asked import run
from interposer.lookup.gist import gist


def answer(graph, question):
    """Answer one question in the form of the benchmark: kind and answer."""
    try:
        asked = understand(graph.store, question)
        found = run(graph, asked)
        kind, items = gist(graph.store, found, asked)
    except NameUnknownError as error:
        listed = [slug for slug, _, _ in error.candidates]
        return {"answer": listed, "kind": "ambiguous" if listed else "unknown"}
    except NothingFoundError:
        return {"answer": [], "kind": "unknown"}
    return {"answer": items, "kind": kind}


def answers(path):
    """Answer every question of a file."""
    graph = interposer.open()
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [{"id": row["id"], **answer(graph, row["question"])} for row in csv.DictReader(file)]


def main(arguments):
    """Write the answers and print the score."""
    import score

    questions, *rest = arguments
    target = Path(rest[0] if rest else "answers.jsonl")
    made = answers(questions)
    target.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in made), encoding="utf-8")
    return score.main([questions, str(target)])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InterposerError as error:
        sys.exit(f"run: {error}")
