"""Answers as text: every form, nothing cut in a stream, nothing in the data that a reader's program would obey."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import UsageError
from interposer.lookup.answers import Answer
from interposer.lookup.card import what
from interposer.lookup.filters import make_filters
from interposer.lookup.who import who
from interposer.views.tables import FORMATS, clean, flatten, footer, render

HOSTILE = (
    "\x1b[31mred\x1b[0m", "\x1b]8;;https://example.org\x07link\x1b]8;;\x07", "a\x07b", "\u202eevil", "a\u2066b\u2069", "tab\tnew\nline\rback",
    "\x9b31m", "zero\u200bwidth", "\ufeffbom", "line\u2028sep", "</script><script>alert(1)</script>", "[red]markup[/red]", "=HYPERLINK(1)",
    "+1+cmd", "-2+3", "@SUM(1)", "＝1", "a|b", "a\\|b", "[x](javascript:1)", "![x](https://example.org/)", "<img src=x>", "\ue0003\ue000", "§9§",
    "'quoted'", '"quoted"', "a,b", "\ud800",
)  # fmt: skip
LIVE = "\x1b\x07\x9b\u202e\u2066\u2069\u200b\ufeff\u2028\t\r\x00\ue000\ud800"


def listing(*names):
    answer = Answer("list/1", ["companies"])
    answer.results = [{"thing": {"id": "x", "label": name, "kind": "Company"}, "claims": 1} for name in names]
    return answer


def text(answer, form, **how):
    out = io.StringIO()
    render(answer, form, out, **how)
    return out.getvalue()


# Harmless ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_cleaned_text_is_one_printable_line(name):
    assert clean(name).isprintable()
    assert clean(clean(name)) == clean(name)


@given(st.text(st.characters()))
def test_cleaning_keeps_the_length_and_whatever_prints(text_):
    assert clean(text_).isprintable()
    assert len(clean(text_)) == len(text_)
    assert all(new == old for new, old in zip(clean(text_), text_, strict=True) if old.isprintable())


@pytest.mark.parametrize(
    ("value", "cleaned"), [(None, ""), (5, "5"), ("台積電 “CoWoS®”", "台積電 “CoWoS®”"), (True, "True")]
)
def test_plain_values_stay(value, cleaned):
    assert clean(value) == cleaned


@pytest.mark.parametrize("form", ["table", "tsv", "csv", "md"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_form_prints_what_a_terminal_would_obey(form, name):
    printed = text(listing(name), form, width=60)
    assert not set(printed) & set(LIVE) - {"\t" if form == "tsv" else ""}
    assert printed.isascii() or all(c.isprintable() or c in "\n\t" for c in printed)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_row_stays_a_row_of_so_many_cells(name):
    assert [line.count("\t") for line in text(listing(name), "tsv").splitlines()] == [3, 3]
    assert [len(row) for row in csv.reader(io.StringIO(text(listing(name), "csv")))] == [4, 4]
    assert len(text(listing(name), "md").splitlines()) == 3


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+1+cmd", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "＝1+1", "\t=1", "\r=1", "\n=1", "-x"]
)
def test_no_cell_of_a_spreadsheet_is_a_formula(name):
    cell = list(csv.reader(io.StringIO(text(listing(name), "csv"))))[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert clean(name).strip() in cell


@pytest.mark.parametrize("number", ["-5", "+5", "-1,234.5", "-5 %", "5"])
def test_a_number_is_no_formula(number):
    assert list(csv.reader(io.StringIO(text(listing(number), "csv"))))[1][0] == number


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_holds_no_tag_no_link_and_no_extra_cell(name):
    row = text(listing(name), "md").splitlines()[2]
    plain = row.replace("\\\\", "").replace("\\|", "").replace("\\[", "").replace("\\]", "")
    assert "<" not in plain
    assert "[" not in plain
    assert plain.count("|") == 5


def test_markup_of_the_table_library_is_text():
    assert "[red]markup[/red]" in text(listing("[red]markup[/red]"), "table", width=80)


@pytest.mark.parametrize("name", HOSTILE[:-1])
@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_json_gives_the_data_back_as_they_are(form, name):
    printed = text(listing(name), form)
    record = json.loads(printed)["results"][0] if form == "json" else json.loads(printed)
    assert record["thing"]["label"] == name


def test_what_stands_in_for_evidence_cannot_be_forged(rich_store):
    answer = who(rich_store, "does", "CoWoS", evidence=True)
    answer.results[0]["via"] = [{"id": "x", "label": "\ue00099\ue000", "kind": "Offering"}]
    assert "\ue000" not in text(answer, "table", evidence=True, width=40)


# Forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["", "xml", "JSON", "html", "\n"])
def test_another_form_is_a_usage_error_that_lists_the_forms(form):
    with pytest.raises(UsageError) as caught:
        text(listing("x"), form)
    assert all(known in str(caught.value) for known in FORMATS)


def test_every_stream_says_the_same(rich_store):
    answer = who(rich_store, "does", "2.5D")
    headers, rows = flatten(answer)
    assert [line.split("\t") for line in text(answer, "tsv").splitlines()] == [headers, *rows]
    assert list(csv.reader(io.StringIO(text(answer, "csv")))) == [headers, *rows]
    assert [json.loads(line) for line in text(answer, "ndjson").splitlines()] == answer.results
    assert json.loads(text(answer, "json")) == json.loads(json.dumps(answer.envelope()))
    assert len(text(answer, "md").splitlines()) == len(rows) + 2


def test_a_stream_cuts_nothing_and_a_table_folds():
    name = "long " * 60
    for form in ("tsv", "csv", "md"):
        assert name.strip() in text(listing(name), form)
    folded = text(listing(name), "table", width=40)
    assert max(map(len, folded.splitlines())) <= 40
    assert folded.count("long") == 60


@pytest.mark.parametrize("form", ["tsv", "csv", "md", "table", "json"])
def test_no_form_is_coloured(form):
    assert "\x1b" not in text(listing("TSMC"), form, width=80)


def test_evidence_is_a_row_a_claim_in_a_stream(rich_store):
    answer = who(rich_store, "does", "2.5D", evidence=True)
    headers, rows = flatten(answer, evidence=True)
    assert len(rows) == sum(len(r["claims"]) for r in answer.results)
    shown = [dict(zip(headers, row, strict=True)) for row in rows]
    assert all(row["publisher"] and row["locator"] and row["url"].startswith("https://") for row in shown)
    assert {row["claim"] for row in shown} == {c["id"] for r in answer.results for c in r["claims"]}


def test_evidence_stands_under_its_row_in_a_table(rich_store):
    answer = who(rich_store, "does", "CoWoS", evidence=True)
    printed = text(answer, "table", evidence=True, width=100)
    assert printed.count("https://example.org/") == sum(len(r["claims"]) for r in answer.results)
    assert printed.index("TSMC offers CoWoS") < printed.index("TSMC AP7 performs CoWoS")


def test_numbers_have_evidence_too(rich_store):
    headers, rows = flatten(what(rich_store, "advanced packaging market", evidence=True), evidence=True)
    numbers = [dict(zip(headers, row, strict=True)) for row in rows if row[0] == "market size"]
    assert {row["url"] for row in numbers} == {"https://example.org/news-one", "https://example.org/news-two"}
    assert all(row["mark"] == "disputed" and row["locator"] == "p. 1" for row in numbers)


def test_a_card_says_every_name_and_marks_weak_links(rich_store):
    rows = flatten(what(rich_store, "TSMC"))[1]
    assert {row[1] for row in rows if row[0] == "also named"} == {
        "台積電",
        "台积电",
        "Taiwan Semiconductor",
        "Foundry One",
    }
    marks = {row[1]: row[6] for row in flatten(what(rich_store, "CoWoS"))[1] if row[0] == "implements"}
    assert marks == {"2.5D packaging": "", "3D packaging": "weak link"}


def conflict(says, *sides):
    row = {
        "kind": "spread", "subject": {"label": "TSMC"}, "what": "opened", "scope": None, "period": None, "says": says,
        "difference": "×2", "families": 2, "id": "x", "claims": [], "sides": [{"says": "", "by": by} for by in sides],
    }  # fmt: skip
    answer = Answer("conflicts/1", [])
    answer.results = [row]
    headers, ((*cells,),) = flatten(answer)
    return dict(zip(headers, cells, strict=True))["by"]


def test_a_conflict_names_who_prints_its_ends_and_counts_who_else_does():
    assert conflict("1 … 3", ["A"], ["B"], ["C"]) == "A … C"
    assert conflict("1 … 3", ["A", "B", "C"], ["D", "E"]) == "A +2 … D +1"
    assert conflict("China / Taiwan / Japan", ["A"], ["B", "C"], ["D"]) == "A / B +1 / D"
    assert conflict("5 % stated; 1 to 2 would be 100 %", ["A"]) == "A"


def test_a_line_of_coverage_that_counts_nothing_has_empty_cells():
    answer = Answer("coverage/1", [])
    answer.results = [
        {"section": "age", "name": "newest word", "count": None, "share": None, "note": "2026-03"},
        {"section": "audit", "name": "rows confirmed", "count": 76, "share": 0.9048, "note": None},
    ]
    assert flatten(answer)[1] == [
        ["age", "newest word", "", "", "2026-03"],
        ["audit", "rows confirmed", "76", "90.5%", ""],
    ]


def test_a_query_shows_labels_and_empty_cells():
    answer = Answer("query/1", ["…"])
    answer.columns = ["a", "b"]
    answer.results = [{"a": {"type": "iri", "value": "https://x/y", "id": "y", "label": "Why"}, "b": None}, {"a": {"type": "literal", "value": 5}, "b": {"type": "iri", "value": "x:z", "id": "z"}}]  # fmt: skip
    assert flatten(answer) == (["a", "b"], [["Why", ""], ["5", "z"]])


# Footer ------------------------------------------------------------------------------------------


def test_nothing_hidden_says_nothing():
    assert footer(listing("x")) == []


def test_every_reason_is_said_with_its_count():
    answer = listing("x")
    answer.hidden = Counter(
        {"planned": 3, "rumoured": 1, "retracted": 2, "quarantined": 4, "not then": 5, "undated": 6, "something new": 7}
    )
    answer.undated, answer.truncated, answer.conflicts = 8, True, [{}]
    said = "\n".join(footer(answer))
    assert "3 planned, 1 rumoured" in said
    assert "--status all" in said
    assert all(str(count) in said for count in (2, 4, 5, 6, 7, 8))
    assert "something new" in said
    assert "--limit 0" in said
    assert "disagreement" in said


@pytest.mark.parametrize(
    "filters",
    [make_filters(), make_filters("planned"), make_filters(as_of="2022"), make_filters(min_sources=2)],
    ids=str,
)
def test_whatever_an_answer_hides_the_footer_names(rich_store, filters):
    answer = who(rich_store, "does", "2.5D", filters)
    said = " ".join(footer(answer))
    assert answer.hidden
    assert all(str(count) in said for count in answer.hidden.values())
