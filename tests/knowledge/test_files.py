"""Tables of the ontology folder: strict reading with file and row, writing in one canonical form."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import DataError
from interposer.knowledge.files import (
    MAX_PROBLEMS,
    canonical_text,
    load_knowledge,
    non_canonical,
    read_table,
    write_table,
)
from interposer.knowledge.location import data_files, find_ontology
from interposer.knowledge.model import Claim, Place

HEADER = ("a", "b")
CELL = st.text(max_size=8).filter(lambda text: text.isprintable() and text == text.strip())
ROWS = st.lists(st.tuples(CELL, CELL), max_size=6)


@pytest.fixture
def table(tmp_path):
    return tmp_path / "table.csv"


def read(path):
    problems = []
    return list(read_table(path, HEADER, problems)), problems


def test_a_table_gives_its_rows_with_their_numbers(table):
    table.write_bytes('a,b\n1,"x, ""y"""\n2,中介层\n'.encode())
    assert read(table) == ([(2, ["1", 'x, "y"']), (3, ["2", "中介层"])], [])


@pytest.mark.parametrize(
    ("content", "row", "rule", "what"),
    [
        (b"", 1, "columns", "missing column 'a', 'b'"),
        (b"a\n1\n", 1, "columns", "missing column 'b'"),
        (b"a,b,c\n1,2,3\n", 1, "columns", "unknown column 'c'"),
        (b"b,a\n1,2\n", 1, "columns", "columns in another order"),
        (b"a,b,b\n1,2,3\n", 1, "columns", "columns in another order"),
        (b"a,b\n1,2\n1\n", 3, "columns", "has 1 cells, the header 2"),
        (b"a,b\n\n1,2\n", 2, "columns", "has 0 cells, the header 2"),
        (b"a,b\n1,2,3\n", 2, "columns", "has 3 cells, the header 2"),
        (b"a,b\n1,2\n1,\xff\n", 3, "encoding", "the file is not UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), 1, "encoding", "the file is not UTF-8"),
        (b"\xef\xbb\xbfa,b\n1,2\n", 1, "encoding", "byte order mark"),
        (b"a,b\n1,x\x1b[31m\n", 2, "characters", "column 'b'"),
        (b"a,b\n1,x\0\n", 2, "characters", "column 'b'"),
        (b'a,b\n1,"x\ny"\n', 3, "characters", "column 'b'"),
        ("a,b\n1,x\u202ey\n".encode(), 2, "characters", "column 'b'"),
        ("a,b\n1,x\u00a0y\n".encode(), 2, "characters", "column 'b'"),
        (b"a,b\n 1,2\n", 2, "characters", "column 'a'"),
        (b"a,b\n1," + b"x" * 10_001 + b"\n", 2, "characters", "longer than 10000"),
        (b'a,b\n1,2\n1,"open\n', 3, "csv", "is not CSV"),
        (b'a,b\n1,"x"y\n', 2, "csv", "is not CSV"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", 2, "csv", "is not CSV"),
        (b"a,b\n1,2\n" + b"," * 1_000_000 + b"\n", 2, "csv", "a row is longer than 1000000 bytes"),
        (b'a,b\n"' + b'","\n' * 300_000, 250_000, "csv", "a row is longer than 1000000 bytes"),
    ],
)
def test_what_is_no_such_table_is_a_problem_with_its_row(table, content, row, rule, what):
    table.write_bytes(content)
    _, problems = read(table)
    assert [(p.file, p.row, p.rule) for p in problems] == [("table.csv", row, rule)]
    assert what in problems[0].what
    assert problems[0].mend


def test_a_bad_row_is_left_out_and_the_others_are_read(table):
    table.write_bytes(b"a,b\n1,2\nx\n3,4\n")
    rows, problems = read(table)
    assert rows == [(2, ["1", "2"]), (4, ["3", "4"])]
    assert len(problems) == 1


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "@SUM(A1)", "+cmd", "-cmd", "--1", "+1+cmd|' /C calc'!A0", "-2*3", "-1^2", "-1(2)", "-1&A1", "=", "＝1", "＋cmd", "－2*3", "＠x"],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_a_problem(table, cell):
    table.write_text(f"a,b\n1,{cell}\n", encoding="utf-8")
    rows, problems = read(table)
    assert rows == []
    assert [(p.row, p.rule) for p in problems] == [(2, "formula")]


@pytest.mark.parametrize(
    "cell", ["-40", "+5.5", "-40-85", "-40 – -20", "+50% year on year", "-55 to 125 °C", "a=b", "x@y", "3D+", "“=1”"]
)
def test_signed_numbers_and_signs_further_on_are_no_formula(table, cell):
    table.write_text(f"a,b\n1,{cell}\n", encoding="utf-8")
    assert read(table) == ([(2, ["1", cell])], [])


def test_a_long_row_is_read_and_the_limit_counts_from_row_to_row(table):
    cell = "x" * 9_999
    table.write_text("a,b\n" + f"{cell},2\n" * 300)
    rows, problems = read(table)
    assert (len(rows), problems) == (300, [])


def test_the_rest_of_a_table_with_many_problems_is_not_read(table):
    table.write_bytes(b"a,b\n" + b"x\n" * 20_000 + b"1,2\n")
    rows, problems = read(table)
    assert rows == []
    assert len(problems) == MAX_PROBLEMS + 1
    assert (problems[-1].row, problems[-1].rule) == (MAX_PROBLEMS + 2, "too-many")


def test_a_message_about_a_header_stays_short(table):
    table.write_bytes(b",".join(b"y" * 500 for _ in range(1_000)) + b"\n")
    _, (problem,) = read(table)
    assert len(str(problem)) < 1_000
    assert "(1000 in all)" in problem.what


def test_a_table_that_cannot_be_opened_is_a_problem(tmp_path):
    _, (problem,) = read(tmp_path / "none.csv")
    assert (problem.rule, problem.row) == ("unreadable", 0)


def test_windows_line_ends_are_read_and_mended(tmp_path, table):
    table.write_bytes(b"a,b\r\n1,2\r\n")
    assert read(table) == ([(2, ["1", "2"])], [])
    assert [p.rule for p in non_canonical(tmp_path, mend=True)] == ["canonical-order"]
    assert table.read_bytes() == b"a,b\n1,2\n"


@given(ROWS)
def test_canonical_text_is_idempotent(rows):
    text = canonical_text(HEADER, rows)
    header, *again = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert canonical_text(header, again) == text
    assert sorted(set(rows)) == [tuple(row) for row in again]


@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_canonical_text_does_not_depend_on_the_order_of_rows_or_their_repetition(both):
    rows, shuffled = both
    assert canonical_text(HEADER, rows) == canonical_text(HEADER, [*shuffled, *rows])


def test_writing_the_same_rows_again_touches_nothing(table):
    assert write_table(table, HEADER, [("2", "y"), ("1", "x")])
    before = table.stat().st_mtime_ns
    assert not write_table(table, HEADER, [("1", "x"), ("2", "y")])
    assert table.stat().st_mtime_ns == before


def test_a_failed_write_leaves_the_old_table_and_no_litter(table, monkeypatch):
    write_table(table, HEADER, [("1", "x")])

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_table(table, HEADER, [("2", "y")])
    assert table.read_bytes() == b"a,b\n1,x\n"
    assert [p.name for p in table.parent.iterdir()] == ["table.csv"]


@pytest.mark.parametrize("content", [b"a,b\n2,y\n1,x\n", b'a,b\n"1",x\n', b"a,b\n1,x\n1,x\n", b"a,b\n1,x"])
def test_another_order_or_quoting_is_found_and_mended(tmp_path, table, content):
    table.write_bytes(content)
    assert [(p.file, p.rule) for p in non_canonical(tmp_path)] == [("table.csv", "canonical-order")]
    assert table.read_bytes() == content
    non_canonical(tmp_path, mend=True)
    assert non_canonical(tmp_path) == []
    assert read(table)[1] == []


def test_mending_leaves_an_unreadable_table_alone(tmp_path, table):
    table.write_bytes(b"a,b\n2,y\n1\n")
    assert non_canonical(tmp_path, mend=True) == []
    assert table.read_bytes() == b"a,b\n2,y\n1\n"


def test_a_folder_is_loaded_with_the_place_of_each_record(tiny):
    problems = []
    knowledge = load_knowledge(tiny, problems)
    assert problems == []
    claim = next(c for c in knowledge.claims if c.source == "maker-page" and c.predicate == "implements")
    assert (claim.subject, claim.object, claim.place) == ("cowos", "2-5d-packaging", Place("claims/maker-page.csv", 2))
    metric = next(e for e in knowledge.entities if e.id == "market-size")
    assert (metric.kind, metric.unit_family) == ("metric", "money")


def test_records_of_an_overlay_are_marked_and_their_problems_name_it(tiny):
    claim = load_knowledge(tiny, [], overlay="mine").claims[0]
    assert claim.place.overlay == "mine"
    assert claim.place.problem("rule", "what", "mend").file == f"mine/{claim.place.file}"


def test_an_empty_folder_holds_no_knowledge(tmp_path):
    problems = []
    assert load_knowledge(tmp_path, problems).claims == ()
    assert problems == []


def test_only_files_that_a_compile_reads_are_data_files(tiny):
    (tiny / "README.md").write_text("read me")
    (tiny / "intake").mkdir()
    (tiny / "intake" / "ledger.csv").write_text("file,row,outcome,ref,why\n")
    (tiny / "claims" / ".hidden.csv.123").write_text("")
    names = {entry.path.removeprefix(f"{tiny}/") for entry in data_files(tiny)}
    assert {"vocabulary.ttl", "names.csv", "claims/news-one.csv", "rules/10-live.rq", "entities/chip.csv"} <= names
    assert not names & {"README.md", "intake/ledger.csv", "claims/.hidden.csv.123"}


def test_the_ontology_is_found_by_path_then_by_environment_then_in_the_checkout(tiny, make_ontology, monkeypatch):
    other = make_ontology()
    assert (find_ontology() / "vocabulary.ttl").is_file()
    monkeypatch.setenv("INTERPOSER_ONTOLOGY", str(other))
    assert find_ontology() == other
    assert find_ontology(tiny) == tiny
    with pytest.raises(DataError, match=r"must hold vocabulary\.ttl"):
        find_ontology(tiny / "claims")


TEXT = st.text(max_size=10)
CLAIM = Claim("tsmc", "offers", "cowos", status="reported", source="news-one", locator="p. 1", recorded="2026-01-02")
MEANING = [
    "subject", "predicate", "object", "item", "value", "unit", "scope", "scope_note", "basis", "period", "status", "polarity",
    "stated_on", "attributed_to", "source",
]  # fmt: skip


@given(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
def test_a_claims_id_stays_when_notes_and_bookkeeping_change(
    note, locator, quarantine, recorded, retracted, supersedes
):
    changed = replace(
        CLAIM, note=note, locator=locator, quarantine=quarantine, recorded=recorded, retracted=retracted,
        supersedes=supersedes, place=Place("claims/x.csv", 9),
    )  # fmt: skip
    assert changed.id == CLAIM.id


@given(st.sampled_from(MEANING), TEXT)
def test_a_claims_id_changes_with_its_meaning(column, text):
    changed = replace(CLAIM, **{column: text})
    assert (changed.id == CLAIM.id) == (text == getattr(CLAIM, column))


@given(st.sampled_from(list(pairwise(MEANING))), TEXT, TEXT)
def test_text_that_moves_between_columns_makes_another_claim(columns, one, other):
    first, second = columns
    if one != other:
        assert replace(CLAIM, **{first: one, second: other}).id != replace(CLAIM, **{first: other, second: one}).id
