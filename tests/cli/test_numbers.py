"""numbers, timeline and compare at the command line."""

from __future__ import annotations

import sys

import pytest

from . import cells, sheet


def number(source, value, **more):
    usual = {"subject": "tsmc", "predicate": "capacity", "unit": "wafer-per-month", "period": "2026"}
    return {**usual, "source": source, "value": value, **more}


@pytest.fixture
def world(run, make_ontology):
    """Run a command on a world that holds these claims only."""

    def call(args, *claims, code=0):
        return run(*args, "--store", make_ontology(claims, names=(), listings=()), code=code)

    return call


# Answers -----------------------------------------------------------------------------------------


def test_a_number_is_told_with_interval_unit_period_status_source_and_mark(world):
    quoted = number("news-two", "10-20", status="forecast", attributed_to="its chairman", basis="basis-by-revenue")
    rows = cells(world(["numbers", "capacity"], number("news-one", ">90"), number("news-one", "4"), quoted).stdout)
    assert list(rows[0]) == [
        "of", "what", "scope", "period", "value", "unit", "low", "high", "status", "grade", "by", "mark", "claim",
    ]  # fmt: skip
    told = [{key: row[key] for key in ("scope", "value", "low", "high", "status", "by")} for row in rows]
    assert {"scope": "", "value": ">90", "low": "90", "high": "", "status": "reported", "by": "news-one"} in told
    assert {
        "scope": "by revenue", "value": "10-20", "low": "10", "high": "20", "status": "forecast",
        "by": "its chairman, in news-two",
    } in told  # fmt: skip


def test_disagreement_is_marked_and_counted(world):
    result = world(["numbers", "--of", "TSMC"], number("news-one", "300"), number("news-two", "100"))
    assert [(row["value"], row["mark"]) for row in cells(result.stdout)] == [
        ("100", "contradiction"),
        ("300", "contradiction"),
    ]
    assert "1 disagreements between sources" in result.stderr


def test_quarantined_figures_are_marked_on_request(world):
    doubtful = number("news-one", "300", quarantine="a misprint")
    (row,) = cells(world(["numbers", "capacity", "--status", "all"], doubtful).stdout)
    assert row["mark"] == "quarantined"
    assert "1 quarantined" in world(["numbers", "capacity"], doubtful, code=1).stderr


def test_the_converted_column_is_there_when_a_unit_was_asked_for(ask):
    asked = [row["converted"] for row in cells(ask("numbers", "capacity", "--unit", "wafers/year").stdout)]
    assert asked == [">1,080,000 wafers/year", "1,200,000 wafers/year"]
    assert "converted" not in ask("numbers", "capacity").stdout
    result = ask("timeline", "TSMC", "--unit", "CNY")
    assert {row["converted"] for row in cells(result.stdout)} == {""}
    assert "nothing can be converted to CNY" in result.stderr


def test_a_terminal_says_once_what_every_row_says(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    lines = ask("numbers", "capacity", "--format", "table").stdout.splitlines()
    assert lines[0] == "of: TSMC, what: wafer capacity, unit: wafers/month"
    assert "OF" not in " ".join(lines)
    full = ask("numbers", "capacity", "--format", "table", "--sources").stdout
    assert "https://example.org/news-one" in full


def test_evidence_stands_beside_every_row(ask):
    for args in (["numbers", "capacity"], ["timeline", "TSMC"], ["compare", "CoWoS", "EMIB"]):
        rows = cells(ask(*args, "--sources").stdout)
        assert all(row["says"] and row["url"].startswith("https://example.org/") for row in rows)


def test_a_timeline_begins_with_when(ask):
    rows = cells(ask("timeline", "TSMC AP7").stdout)
    assert [(row["when"], row["of"], row["what"], row["value"]) for row in rows] == [
        ("2026-06", "TSMC AP7", "opened", "")
    ]


def test_a_comparison_has_a_column_for_each_thing(ask, monkeypatch):
    result = ask("compare", "CoWoS", "EMIB")
    rows = {row["aspect"]: row for row in cells(result.stdout)}
    assert list(rows["is offered by"]) == ["aspect", "scope", "CoWoS", "EMIB"]
    assert rows["is offered by"]["CoWoS"] == "TSMC [B]"
    assert rows["is offered by"]["EMIB"] == "Intel [C, disputed]"
    assert "an empty cell means that no source says" in result.stderr
    assert sheet(ask("compare", "CoWoS", "EMIB", "--format", "csv").stdout)[0].keys() == rows["is offered by"].keys()
    monkeypatch.setenv("COLUMNS", "120")
    assert "CoWoS" in ask("compare", "CoWoS", "EMIB", "--format", "table").stdout.splitlines()[1]


def test_no_differences_is_an_answer(world):
    claims = [{"source": "news-one", "subject": c, "predicate": "offers", "object": "cowos"} for c in ("tsmc", "intel")]
    result = world(["compare", "TSMC", "Intel", "--differences"], *claims)
    assert (result.stdout, result.stderr.splitlines()[-1]) == ("", "no differences")
    world(["compare", "NVIDIA", "EMIB"], *claims, code=1)


@pytest.mark.parametrize(
    "args",
    [
        ["numbers", "capacity"],
        ["numbers", "--of", "TSMC", "--unit", "wafers/year", "--status", "all"],
        ["numbers", "market size", "--unit", "wafers/year"],
        ["timeline", "TSMC", "--unit", "wafers/year"],
        ["timeline", "TSMC AP7"],
        ["compare", "CoWoS", "EMIB", "TSMC", "--status", "all"],
        ["compare", "CoWoS", "EMIB", "--differences", "--limit", "1"],
    ],
    ids=" ".join,
)
def test_envelopes_hold_to_their_schemas(ask, valid, args):
    envelope = valid(ask(*args, "--json").stdout)
    assert envelope["results"]
    assert envelope["query"]["command"] == args[0]


# What goes wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["numbers"], 2, "say which numbers"),
        (["numbers", "TSMC"], 2, "no metric: interposer numbers --of 'TSMC'"),
        (["numbers", "capacty"], 3, "Nearest: wafer capacity"),
        (["numbers", "capacity", "--of", "nobody at all"], 3, "no thing is named 'nobody at all'"),
        (["numbers", "capacity", "--period", "2026-Q5"], 2, "'2026-Q5' is no date in the calendar"),
        (["numbers", "capacity", "--unit", "furlongs"], 2, "--unit 'furlongs' is no unit"),
        (["numbers", "capacity", "--status", "nonsense"], 2, "--status 'nonsense'"),
        (["numbers", "capacity", "--of", "NVIDIA"], 1, "no wafer capacity of NVIDIA is known"),
        (["numbers", "capacity", "--as-of", "2025"], 2, "No such option"),
        (["numbers", "capacity", "--json", "--format", "csv"], 2, "contradict"),
        (["timeline"], 2, "Missing argument"),
        (["timeline", "NVIDIA"], 1, "nothing of NVIDIA is dated"),
        (["timeline", "TSMC", "--metric", "Intel"], 2, "no metric"),
        (["timeline", "TSMC", "--plot", "out.gif"], 2, "out.gif: the name must end in .svg or .png"),
        (["compare", "TSMC"], 2, "two things or more"),
        (["compare", "TSMC", "tsmc"], 2, "'TSMC' and 'tsmc' are the same thing"),
        (["compare", "TSMC", "nobody at all"], 3, "no thing is named"),
    ],
    ids=str,
)
def test_what_goes_wrong_is_one_message_and_one_code(ask, args, code, said):
    if "out.gif" in args:
        pytest.importorskip("matplotlib", reason="the picture needs interposer[plot]")
    result = ask(*args, code=code)
    assert result.stdout == ""
    assert said in " ".join(result.stderr.split())


# --plot ------------------------------------------------------------------------------------------


def test_without_matplotlib_the_message_says_what_to_install(ask, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "interposer.views.plot", raising=False)
    result = ask("timeline", "TSMC", "--plot", tmp_path / "out.svg", code=2)
    assert result.stdout == ""
    assert result.stderr.strip().endswith("install interposer[plot]")
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_matplotlib_is_loaded_without_plot(spawn, rich_snapshot):
    result = spawn("timeline", "TSMC", "--store", rich_snapshot, env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert result.returncode == 0
    assert "interposer.lookup.numbers" in result.stderr
    assert "matplotlib" not in result.stderr


@pytest.mark.parametrize("name", ["out.svg", "OUT.PNG"])
def test_a_picture_is_written_and_may_be_written_again(ask, tmp_path, name):
    pytest.importorskip("matplotlib", reason="the picture needs interposer[plot]")
    picture = tmp_path / name
    result = ask("timeline", "TSMC", "--plot", picture)
    assert cells(result.stdout)
    assert f"{picture}: 2 claims of 2 sources" in result.stderr
    first = picture.read_bytes()
    ask("timeline", "TSMC", "--plot", picture)
    assert picture.read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["mine.svg", "mine.png"])
def test_a_picture_of_somebody_else_is_kept(ask, tmp_path, name):
    pytest.importorskip("matplotlib", reason="the picture needs interposer[plot]")
    picture = tmp_path / name
    picture.write_text("<svg>Interposer</svg>")
    assert "was not written by Interposer" in ask("timeline", "TSMC", "--plot", picture, code=2).stderr
    assert picture.read_text() == "<svg>Interposer</svg>"
    assert "there is no folder" in ask("timeline", "TSMC", "--plot", tmp_path / "none" / name, code=2).stderr


# The shipped data --------------------------------------------------------------------------------


def test_seven_sources_of_cowos_capacity_stand_side_by_side_in_the_shipped_data(run, shipped):
    rows = cells(run("numbers", "capacity", "--of", "CoWoS", "--period", "end 2026").stdout)
    monthly = [row for row in rows if row["unit"] == "wafers/month"]
    assert len({row["by"] for row in monthly}) >= 7
    assert {row["value"] for row in monthly} >= {"88000", "150000"}
    assert "spread" in {row["mark"] for row in monthly}
