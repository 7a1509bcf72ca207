"""Named questions: SPARQL files with a header, whose parameters are bound as typed terms, never pasted.

A question file starts with comment lines `# key: value`; the keys are question, zh, param (`name kind default meaning`, repeatable), column (`name meaning`, repeatable).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from interposer.errors import DataError, Problem, UsageError
from interposer.knowledge.files import read_table
from interposer.knowledge.location import find_ontology
from interposer.lookup.answers import Answer
from interposer.lookup.names import Thing, load_things, resolve
from interposer.store.guarded import DEFAULT_TIMEOUT, run_guarded
from interposer.store.store import EmbeddedStore, bind
from interposer.store.terms import ID, Iri, Term, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interposer.store.interface import Store

__all__ = [
    "GAPS",
    "Gap",
    "Parameter",
    "Question",
    "find_question",
    "list_questions",
    "questions_answer",
    "read_gaps",
    "read_question",
    "run_query",
    "with_parameters",
]

_HEADER = re.compile(r"#\s*(question|zh|param|column)\s*:\s*(.+)")
_KINDS = ("thing", "text", "number", "date")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: the variable it binds, its kind (thing, text, number, date), its default."""

    name: str
    kind: str
    default: str
    meaning: str


@dataclass(slots=True)
class Question:
    """A named question: its number and slug, what it asks in English and Chinese, and the query."""

    slug: str
    text: str = ""
    zh: str = ""
    parameters: list[Parameter] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    query: str = ""


class Gap(NamedTuple):
    """A question of the plan that the graph cannot answer yet, and what is missing."""

    number: str
    question: str
    zh: str
    missing: str


GAPS = Gap._fields
"""The header of questions/gaps.csv."""


def read_gaps(folder: Path | None = None) -> list[Gap]:
    """Read the questions that cannot be answered yet; raises DataError when their table cannot be read."""
    path = (folder or find_ontology() / "questions") / "gaps.csv"
    problems: list[Problem] = []
    found = [Gap(*cells) for _, cells in read_table(path, GAPS, problems)] if path.exists() else []
    if problems:
        raise DataError("the table of unanswered questions cannot be read", problems)
    return found


def list_questions(folder: Path | None = None) -> list[Question]:
    """Read all questions that ship with the ontology, in order of their numbers."""
    folder = folder or find_ontology() / "questions"
    return [read_question(path) for path in sorted(folder.glob("*.rq"))]


def find_question(name: str, folder: Path | None = None) -> Question | None:
    """Find a shipped question by number (`1`, `01`) or slug (`01-who-offers`, `who-offers`); None if there is none."""
    folder = folder or find_ontology() / "questions"
    for path in sorted(folder.glob("*.rq")):
        number, _, rest = path.stem.partition("-")
        if name in (path.stem, rest, number, number.lstrip("0")):
            return read_question(path)
    return None


def read_question(path: Path) -> Question:
    """Read a question file; raises DataError when it cannot be read or its header is malformed."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from None
    question = Question(path.stem, query=text)
    for row, line in enumerate(text.splitlines(), 1):
        match = _HEADER.fullmatch(line.strip())
        if match is None:
            continue
        key, value = match[1], match[2].strip()
        if key == "question":
            question.text = value
        elif key == "zh":
            question.zh = value
        elif key == "column":
            name, _, meaning = value.partition(" ")
            question.columns[name] = meaning
        else:
            question.parameters.append(_parameter(path, row, value))
    return question


def _parameter(path: Path, row: int, value: str) -> Parameter:
    parts = value.split(None, 3)
    if len(parts) < 4 or parts[1] not in _KINDS:
        raise DataError(
            f"{path.name}:{row}: a parameter is 'name kind default meaning', kind one of {', '.join(_KINDS)}"
        )
    return Parameter(parts[0], parts[1], parts[2], parts[3])


def with_parameters(store: Store, question: Question, given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Write the given parameters into a question's VALUES blocks; gives the query and what names resolved to.

    Without a header, a parameter is the name of a thing. Raises UsageError for unknown
    parameters or malformed numbers and dates, NameUnknownError for names of things that are unknown.
    """
    declared = {p.name: p for p in question.parameters}
    unknown = [name for name in given if declared and name not in declared]
    if unknown:
        raise UsageError(f"question {question.slug!r} has no parameter {unknown[0]!r}; it has: {', '.join(declared)}")
    terms: dict[str, list[Term]] = {}
    resolved: dict[str, str] = {}
    for name, text in given.items():
        kind = declared[name].kind if name in declared else "thing"
        term = _term(store, kind, name, text)
        if isinstance(term, Iri):
            resolved[text] = term.slug
        terms[name] = [term]
    return bind(question.query, terms), resolved


def _term(store: Store, kind: str, name: str, text: str) -> Term:
    try:
        match kind:
            case "thing":
                return Iri(ID + resolve(store, text).id)
            case "number":
                if (number := Decimal(text)).is_finite():
                    return number
                raise UsageError(f"--param {name}={text}: this is no number")
            case "date":
                return date.fromisoformat(text)
    except (InvalidOperation, ValueError):
        raise UsageError(f"--param {name}={text}: this is no {kind}") from None
    return text


def run_query(
    store: EmbeddedStore, query: str, parameters: Mapping[str, str], *, timeout: float | None = None, limit: int = 0
) -> Answer:
    """Answer SPARQL text, a .rq file, or a shipped question by number or slug, in a process that can be ended.

    Raises UsageError for malformed SPARQL or parameters, QueryTimeoutError when it takes too long.
    """
    question = _question(query)
    text, resolved = with_parameters(store, question, parameters)
    if store.asked is not None:
        store.asked.append(text)
    found = run_guarded(store, text, timeout=DEFAULT_TIMEOUT if timeout is None else timeout, limit=limit)
    answer = Answer("query/1", [query], resolved=resolved, data_version=store.data_version, truncated=found.truncated)
    if found.form == "ask":
        answer.results = [{"answer": {"type": "literal", "value": found.truth}}]
        return answer
    slugs = {
        term.removeprefix(ID) for row in found.rows for term in row if isinstance(term, Iri) and term.startswith(ID)
    }
    things = load_things(store, {s for s in slugs if s})
    answer.results = [
        {name: _record(term, things) for name, term in zip(found.variables, row, strict=True)} for row in found.rows
    ]
    answer.columns = list(found.variables)
    return answer


def _question(query: str) -> Question:
    """Tell a file, a shipped question and plain SPARQL apart."""
    if query.endswith(".rq"):
        return read_question(Path(query))
    if re.fullmatch(r"[\w-]+", query):
        found = find_question(query)
        if found is None:
            raise UsageError(f"{query!r} is no question; interposer query --list shows them all")
        return found
    return Question("query", query=query)


def _record(term: Term, things: Mapping[str, Thing]) -> dict[str, Any] | None:
    if term is None:
        return None
    if not isinstance(term, Iri):
        record: dict[str, Any] = {"type": "literal", "value": term if isinstance(term, bool | int) else str(term)}
        if isinstance(term, Text):
            record["lang"] = term.language
        return record
    record = {"type": "iri", "value": str(term), "id": term.slug}
    thing = things.get(term.removeprefix(ID)) if term.startswith(ID) else None
    return record | ({"label": thing.label} if thing else {})


def questions_answer() -> Answer:
    """List the shipped questions with their parameters."""
    answer = Answer("questions/1", [])
    answer.results = [
        {
            "id": q.slug,
            "question": q.text,
            "zh": q.zh,
            "parameters": [f"{p.name}={p.default}" for p in q.parameters],
            "columns": q.columns,
        }
        for q in list_questions()
    ]
    return answer
