"""ask at the command line: what is understood stands on stderr, the command's answer on stdout."""

from __future__ import annotations

import pytest

from . import cells


def test_the_answer_is_the_commands_answer(ask):
    asked, said = ask("ask", "Who does 2.5D?"), ask("who", "does", "2.5D")
    assert asked.stdout == said.stdout
    assert asked.stderr.startswith('understood as: interposer who does "2.5D packaging"\n')
    assert asked.stderr.count("understood as") == 1


def test_chinese_is_understood(ask):
    assert ask("ask", "谁能做2.5D封装？").stdout == ask("who", "does", "2.5D").stdout


def test_ignored_words_are_told(ask):
    assert "ignored: honestly" in ask("ask", "Who honestly does 2.5D?").stderr


def test_a_question_needs_no_command(ask, run, rich_snapshot):
    said = ask("who", "does", "2.5D").stdout
    assert run("Who does 2.5D?", "--store", rich_snapshot).stdout == said
    assert run("Who", "does", "2.5D?", "--store", rich_snapshot).stdout == said
    assert run("谁能做2.5D封装？", "--store", rich_snapshot).stdout == said


def test_a_mistyped_command_is_no_question(run):
    assert "Did you mean 'impact'?" in run("imapct", "TSMC", code=2).stderr
    assert "There is no command" in run("foo", code=2).stderr


def test_narrowing_is_told_and_done(ask):
    result = ask("ask", "Except TSMC, who does 2.5D?")
    assert "(of it: without TSMC)" in result.stderr
    assert "tsmc" not in {row["id"] for row in cells(result.stdout)}


def test_sources_show_the_evidence(ask):
    rows = cells(ask("ask", "Who does 2.5D?", "--sources").stdout)
    assert all(row["claim"] for row in rows)


def test_json_is_the_commands_envelope(ask, valid):
    envelope = valid(ask("ask", "Who does 2.5D?", "--json").stdout)
    assert envelope["schema"] == "who/1"


@pytest.mark.parametrize(
    ("question", "code", "message"),
    [
        ("", 2, "needs a question"),
        ("x" * 10_000, 2, "at most"),
        ("🙂", 1, "no word"),
        ("Who supplies Blorptech?", 1, "not in the graph: Blorptech"),
        ("What is Foundry One?", 3, "names 2 things"),
        ("'; DROP TABLE claims; --", 1, "not in the graph"),
        ("CoWoS capacity in 2026-Q5", 2, "2026-Q5"),
        ("CoWoS产能2026年第5季多少？", 2, "2026-Q5"),
    ],
)
def test_bad_questions_end_with_one_message_and_the_right_code(ask, question, code, message):
    result = ask("ask", question, code=code)
    assert message in result.stderr
    assert not result.stdout


def test_help_shows_examples(run):
    assert "谁能做2.5D封装？" in run("ask", "--help").stdout
