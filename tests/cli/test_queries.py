"""query at the command line."""

from __future__ import annotations

import pytest

from . import cells

WHO = """# question: Who offers a thing?
# zh: 谁提供？
# param: thing thing cowos what is offered
# column: company who offers it
SELECT ?company WHERE { VALUES ?thing { id:cowos } ?company ip:offers ?thing }
"""
OFFERS = "SELECT ?company ?what { ?company ip:offers ?what } ORDER BY ?company ?what"


@pytest.fixture
def question(tmp_path):
    path = tmp_path / "mine.rq"
    path.write_text(WHO, encoding="utf-8")
    return path


def test_plain_sparql_gives_a_table_with_labels(ask):
    rows = cells(ask("query", OFFERS).stdout)
    assert {"company": "TSMC", "what": "CoWoS"} in rows


def test_a_file_and_its_parameter(ask, question, valid):
    assert cells(ask("query", question).stdout) == [{"company": "TSMC"}]
    envelope = valid(ask("query", question, "--param", "thing=I-cube", "--json").stdout)
    assert envelope["results"][0]["company"]["label"] == "Samsung"
    assert envelope["query"]["resolved"] == {"I-cube": "i-cube"}


def test_standard_input(ask):
    assert ask("query", "-", input=OFFERS).stdout == ask("query", OFFERS).stdout


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { id:tsmc ip:offers id:cowos }", ["answer", "True"]),
        ("ASK { id:tsmc ip:offers id:emib }", ["answer", "False"]),
        (
            "CONSTRUCT { ?s ip:offers id:cowos } { ?s ip:offers id:cowos }",
            ["subject\tpredicate\tobject", "TSMC\toffers\tCoWoS"],
        ),
    ],
)
def test_every_form_of_query(ask, valid, query, shown):
    assert ask("query", query).stdout.splitlines() == shown
    assert valid(ask("query", query, "--json").stdout)["results"]


def test_describe_tells_of_a_thing(ask):
    assert len(cells(ask("query", "DESCRIBE id:tsmc").stdout)) > 5


def test_a_limit_cuts_and_says_so(ask):
    result = ask("query", OFFERS, "--limit", "1")
    assert len(cells(result.stdout)) == 1
    assert "cut to the limit" in result.stderr


def test_explain_prints_the_query_that_ran(ask, question):
    result = ask("query", question, "--param", "thing=EMIB", "--explain")
    assert "VALUES ?thing { <https://w3id.org/interposer/id/emib> }" in result.stderr


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { id:a ip:offers id:b }",
        "DROP ALL",
        "LOAD <file:///etc/passwd>",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_what_is_refused_is_a_usage_error_and_changes_nothing(ask, query):
    before = ask("query", OFFERS).stdout
    assert "is refused" in ask("query", query, code=2).stderr
    assert ask("query", OFFERS).stdout == before


@pytest.mark.parametrize("text", ["x } UNION { ?s ?p ?o", '"', "\\", "\n", "{{"])
def test_a_hostile_parameter_is_an_unknown_name(ask, question, text):
    assert ask("query", question, "--param", f"thing={text}", code=3).stdout == ""


def test_the_last_of_two_values_counts_and_an_equals_sign_may_stand_in_it(ask, question):
    assert cells(ask("query", question, "--param", "thing=EMIB", "--param", "thing=CoWoS").stdout) == [
        {"company": "TSMC"}
    ]
    assert "a=b" in ask("query", question, "--param", "thing=a=b", code=3).stderr


def test_the_questions_are_listed(run, monkeypatch, tiny, valid):
    (tiny / "questions").mkdir()
    (tiny / "questions" / "07-who-offers.rq").write_text(WHO, encoding="utf-8")
    monkeypatch.setenv("INTERPOSER_ONTOLOGY", str(tiny))
    assert cells(run("query", "--list").stdout) == [
        {"id": "07-who-offers", "question": "Who offers a thing?", "zh": "谁提供？", "parameters": "thing=cowos"}
    ]
    (row,) = valid(run("query", "--list", "--json").stdout)["results"]
    assert row["columns"] == {"company": "who offers it"}
    assert cells(run("query", "7").stdout) == [{"company": "TSMC"}]


def test_a_query_on_an_rdf_file(run, tmp_path):
    (tmp_path / "data.nt").write_text("<a:s> <a:p> <a:o> .\n")
    assert cells(run("query", "SELECT ?o { <a:s> <a:p> ?o }", "--store", tmp_path / "data.nt").stdout) == [{"o": "a:o"}]
