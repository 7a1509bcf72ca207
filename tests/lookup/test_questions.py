"""Questions: files with a header, parameters bound as terms, and answers of every form."""

from __future__ import annotations

import pytest

from interposer.errors import DataError, NameUnknownError, UsageError
from interposer.lookup.questions import (
    find_question,
    list_questions,
    questions_answer,
    read_question,
    run_query,
    with_parameters,
)

WHO = """# question: Who offers a thing?
# zh: 谁提供？
# param: thing thing cowos what is offered
# param: note text none a text
# column: company who offers it
SELECT ?company WHERE { VALUES ?thing { id:cowos } VALUES ?note { "none" } ?company ip:offers ?thing } ORDER BY ?company
"""
LARGE = """# question: How large at least?
# param: least number 1 the least
# param: since date 2020-01-01 the day
SELECT ?claim WHERE { VALUES ?least { 1 } VALUES ?since { "2020-01-01"^^xsd:date } ?claim ip:low ?low ; ip:periodStart ?day
  FILTER(?low >= ?least && ?day >= ?since) }
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "01-who-offers.rq").write_text(WHO, encoding="utf-8")
    (tmp_path / "12-how-large.rq").write_text(LARGE, encoding="utf-8")
    return tmp_path


def slugs(answer):
    return [row["company"]["id"] for row in answer.results]


def test_a_header_tells_question_parameters_and_columns(folder):
    question = read_question(folder / "01-who-offers.rq")
    assert (question.slug, question.text, question.zh) == ("01-who-offers", "Who offers a thing?", "谁提供？")
    assert [(p.name, p.kind, p.default) for p in question.parameters] == [
        ("thing", "thing", "cowos"),
        ("note", "text", "none"),
    ]
    assert question.columns == {"company": "who offers it"}


def test_questions_are_listed_in_order(folder):
    assert [q.slug for q in list_questions(folder)] == ["01-who-offers", "12-how-large"]
    assert list_questions(folder / "none") == []


@pytest.mark.parametrize("name", ["1", "01", "who-offers", "01-who-offers"])
def test_a_question_is_found_by_number_and_by_slug(folder, name):
    assert find_question(name, folder).slug == "01-who-offers"


@pytest.mark.parametrize("name", ["2", "", "who", "../01-who-offers", "0"])
def test_what_is_no_question_is_not_found(folder, name):
    assert find_question(name, folder) is None


@pytest.mark.parametrize(
    "line", ["# param: thing", "# param: thing thing cowos", "# param: thing nonsense cowos what it is"]
)
def test_a_malformed_parameter_names_file_and_row(tmp_path, line):
    (tmp_path / "1.rq").write_text(f"# question: x\n{line}\nASK {{}}")
    with pytest.raises(DataError, match=r"1\.rq:2: a parameter is 'name kind default meaning'"):
        read_question(tmp_path / "1.rq")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    if content:
        (tmp_path / "1.rq").write_bytes(content)
    with pytest.raises(DataError, match=r"1\.rq: cannot be read"):
        read_question(tmp_path / "1.rq")


# Asking ------------------------------------------------------------------------------------------


def test_a_file_is_asked_with_its_defaults_and_with_a_parameter(rich_store, folder):
    path = str(folder / "01-who-offers.rq")
    assert slugs(run_query(rich_store, path, {})) == ["tsmc"]
    answer = run_query(rich_store, path, {"thing": "I-cube"})
    assert slugs(answer) == ["samsung"]
    assert answer.resolved == {"I-cube": "i-cube"}


def test_numbers_and_dates_are_bound_with_their_type(rich_store, folder):
    path = str(folder / "12-how-large.rq")
    assert len(run_query(rich_store, path, {"least": "90000", "since": "2026-01-01"}).results) == 2
    assert len(run_query(rich_store, path, {"least": "95000.5"}).results) == 1


@pytest.mark.parametrize(
    "given",
    [{"least": "many"}, {"least": "nan"}, {"least": "Infinity"}, {"since": "2026"}, {"since": "2026-02-30"}, {"least": "1 } UNION { ?s ?p ?o"}],
)  # fmt: skip
def test_a_malformed_parameter_is_said(rich_store, folder, given):
    with pytest.raises(UsageError, match=r"this is no (number|date)"):
        run_query(rich_store, str(folder / "12-how-large.rq"), given)


def test_an_unknown_parameter_lists_those_there_are(rich_store, folder):
    with pytest.raises(UsageError, match="has no parameter 'nonsense'; it has: thing, note"):
        run_query(rich_store, str(folder / "01-who-offers.rq"), {"nonsense": "x"})


@pytest.mark.parametrize("text", ["x } UNION { ?s ?p ?o", '"', "\\", "\n", "CoWoS } #", "nobody at all"])
def test_a_hostile_parameter_is_an_unknown_name(rich_store, folder, text):
    with pytest.raises(NameUnknownError):
        run_query(rich_store, str(folder / "01-who-offers.rq"), {"thing": text})


@pytest.mark.parametrize(
    "text", ['none" } UNION { ?company ?p ?o } #', "'''", "\\", "VALUES ?thing { id:emib }", "{{}}"]
)
def test_a_text_parameter_stays_a_text(rich_store, folder, text):
    assert slugs(run_query(rich_store, str(folder / "01-who-offers.rq"), {"note": text})) == ["tsmc"]


def test_a_parameter_of_plain_sparql_is_a_thing_that_it_names(rich_store):
    query = "SELECT ?company { VALUES ?x { id:emib } ?company ip:offers ?x }"
    assert slugs(run_query(rich_store, query, {"x": "CoWoS"})) == ["tsmc"]


def test_a_parameter_without_its_block_is_refused(rich_store):
    with pytest.raises(UsageError, match="no single block 'VALUES \\?x"):
        run_query(rich_store, "SELECT ?s { ?s ip:offers ?x }", {"x": "CoWoS"})


def test_a_question_asks_what_it_shows(folder, rich_store):
    text, resolved = with_parameters(rich_store, read_question(folder / "01-who-offers.rq"), {"thing": "2.5D"})
    assert "VALUES ?thing { <https://w3id.org/interposer/id/2-5d-packaging> }" in text
    assert resolved == {"2.5D": "2-5d-packaging"}


# Answers -----------------------------------------------------------------------------------------


def test_terms_come_with_their_kind_label_and_language(rich_store):
    (row,) = run_query(
        rich_store, 'SELECT ?t ?l ?n ?d ?b ?none { VALUES ?t { id:tsmc } BIND("x"@en AS ?l) BIND(1.50 AS ?n) BIND(2 AS ?d) BIND(true AS ?b) }', {}
    ).results  # fmt: skip
    assert row["t"] == {"type": "iri", "value": "https://w3id.org/interposer/id/tsmc", "id": "tsmc", "label": "TSMC"}
    assert row["l"] == {"type": "literal", "value": "x", "lang": "en"}
    assert row["n"] == {"type": "literal", "value": "1.50"} or row["n"]["value"] == "1.5"
    assert row["d"] == {"type": "literal", "value": 2}
    assert row["b"] == {"type": "literal", "value": True}
    assert row["none"] is None


@pytest.mark.parametrize(
    ("query", "truth"), [("ASK { id:tsmc ip:offers id:cowos }", True), ("ASK { id:tsmc ip:offers id:emib }", False)]
)
def test_ask_answers_yes_or_no(rich_store, query, truth):
    assert run_query(rich_store, query, {}).results == [{"answer": {"type": "literal", "value": truth}}]


def test_construct_and_describe_answer_with_triples(rich_store):
    answer = run_query(rich_store, "CONSTRUCT { id:tsmc ip:offers ?o } { id:tsmc ip:offers ?o }", {})
    assert [{name: term["id"] for name, term in row.items()} for row in answer.results] == [
        {"subject": "tsmc", "predicate": "offers", "object": "cowos"}
    ]
    assert answer.columns == ["subject", "predicate", "object"]
    assert len(run_query(rich_store, "DESCRIBE id:tsmc", {}).results) > 5


def test_a_number_that_is_no_question_points_to_the_list(rich_store):
    with pytest.raises(UsageError, match="is no question; interposer query --list"):
        run_query(rich_store, "999", {})


@pytest.mark.parametrize("timeout", [0, 0.0, -1, float("nan"), float("inf"), 1e12])
def test_a_time_that_is_none_is_refused(rich_store, timeout):
    with pytest.raises(UsageError, match="--timeout must be more than 0"):
        run_query(rich_store, "ASK {}", {}, timeout=timeout)


def test_the_shipped_questions_are_listed_with_their_parameters(monkeypatch, tiny):
    (tiny / "questions").mkdir()
    (tiny / "questions" / "01-who-offers.rq").write_text(WHO, encoding="utf-8")
    monkeypatch.setenv("INTERPOSER_ONTOLOGY", str(tiny))
    assert questions_answer().results == [
        {
            "id": "01-who-offers", "question": "Who offers a thing?", "zh": "谁提供？", "parameters": ["thing=cowos", "note=none"],
            "columns": {"company": "who offers it"},
        }
    ]  # fmt: skip
