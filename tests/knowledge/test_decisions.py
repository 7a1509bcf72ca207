"""The intake's decision tables: all of them, read strictly, keyed the way the intake asks."""

from __future__ import annotations

import pytest

from interposer.errors import DataError
from interposer.knowledge.decisions import READ, TABLES, Rule, read_decisions
from interposer.knowledge.files import write_table


@pytest.fixture
def intake(tmp_path):
    """Make a folder with every table empty."""
    for name, header in TABLES.items():
        write_table(tmp_path / f"{name}.csv", header, [])
    return tmp_path


def put(folder, table, *rows):
    write_table(folder / f"{table}.csv", TABLES[table], rows)


def test_each_table_is_keyed_by_what_the_intake_asks(intake):
    put(intake, "things", ("TSMC", "Company", "tsmc", "same", ""), ("rest", "Other", "", "drop", "no thing"))
    put(intake, "predicates", ("offers", "relation", ""))
    put(intake, "metrics", ("marketSize", "USD", "", "market-size", ""))
    put(intake, "milestones", ("opened", "opened", "phase 1", ""))
    put(intake, "units", ("%", "percent", ""))
    put(intake, "roles", ("IDM (memory)", "idm memory-maker"))
    put(intake, "exchanges", ("TWSE", "XTAI", "Taiwan"))
    put(intake, "tickers", ("2330.TW", "", "TWSE:2330", ""))
    put(intake, "languages", ("zh", "tsmc", "台积电", "zh-Hans", ""))
    put(intake, "notes", ("says X", "X", "", ""))
    put(intake, "sources", ("page", "news", "P", "p", "", "en", ""))
    put(intake, "rows", ("facts", "2", "a | b | c", "rejected", "", "", "wrong"))
    read = ("a", "b", *["x"] * (len(READ) - 2))
    put(intake, "readings", ("facts", "3", "a | b | c", *read, ""), ("facts", "3", "a | b | c", "b", *read[1:], ""))
    made = read_decisions(intake)
    assert made.things == {("TSMC", "Company"): ("tsmc", ""), ("rest", "Other"): ("", "no thing")}
    assert made.predicates == {"offers": "relation"}
    assert made.metrics == {("marketSize", "USD", ""): "market-size"}
    assert made.milestones == {"opened": ("opened", "phase 1")}
    assert (made.units, made.exchanges) == ({"%": "percent"}, {"TWSE": "XTAI"})
    assert made.roles == {"IDM (memory)": ["idm", "memory-maker"]}
    assert made.tickers == {("2330.TW", ""): "TWSE:2330"}
    assert made.languages == {("zh", "台积电"): "zh-Hans"}
    assert made.notes == {"says X": ("X", "")}
    assert made.sources == {"page": ["news", "P", "p", "", "en", ""]}
    assert made.rows == {("facts", 2): [["a | b | c", "rejected", "", "", "wrong"]]}
    assert [entry[:2] for entry in made.readings["facts", 3]] == [["a | b | c", "a"], ["a | b | c", "b"]]
    assert list(made.readings) == [("facts", 3)]


@pytest.mark.parametrize(
    ("allowed", "kinds", "fits"),
    [
        (("*", "*"), ("chip", "company"), True),
        (("chip die", "*"), ("die", "company"), True),
        (("chip", "company"), ("die", "company"), False),
        (("chip", "company"), ("chip", "die"), False),
    ],
)
def test_a_rule_fits_its_classes(allowed, kinds, fits):
    assert Rule(*allowed, "keep", "offers", "").fits(*kinds) is fits


def test_the_more_specific_rule_comes_first(intake):
    put(
        intake, "relations",
        ("supplies", "*", "*", "keep", "supplies", ""),
        ("supplies", "*", "company", "keep", "suppliesTo", ""),
        ("supplies", "company", "company", "reject", "", "why"),
    )  # fmt: skip
    assert [rule.action for rule in read_decisions(intake).relations["supplies"]] == ["reject", "keep", "keep"]


def test_every_missing_or_broken_table_is_listed_at_once(intake):
    (intake / "units.csv").unlink()
    (intake / "roles.csv").write_text("value\n")
    put(intake, "rows", ("facts", "two", "a | b | c", "rejected", "", "", "wrong"))
    put(intake, "readings", ("facts", "-3", "a | b | c", *[""] * len(READ), ""))
    with pytest.raises(DataError) as caught:
        read_decisions(intake)
    found = {(p.file, p.row, p.rule) for p in caught.value.problems}
    assert found == {
        ("intake/units.csv", 0, "missing"),
        ("intake/roles.csv", 1, "columns"),
        ("intake/rows.csv", 2, "row"),
        ("intake/readings.csv", 2, "row"),
    }
