"""impact at the command line."""

from __future__ import annotations

import pytest

from . import cells


def test_the_table_tells_state_way_and_who_is_left(ask):
    result = ask("impact", "Ajinomoto")
    company, row = cells(result.stdout)
    assert (company["thing"], company["state"], company["left"]) == ("Ibiden", "degraded", "unknown")
    assert (row["thing"], row["state"], row["left"], row["substitutes"]) == (
        "ABF film",
        "degraded",
        "Samsung",
        "unknown",
    )
    assert result.stderr.splitlines()[0] == "2 degraded"


def test_json_keeps_its_schema(ask, valid):
    found = valid(ask("impact", "TSMC", "Ajinomoto", "--json").stdout)
    assert found["query"]["resolved"] == {"TSMC": "tsmc", "Ajinomoto": "ajinomoto"}
    assert {row["state"] for row in found["results"]} == {"lost", "degraded"}
    assert all(claim["source"]["publisher"] for row in found["results"] for claim in row["claims"])


@pytest.mark.parametrize(
    "args", [["Taiwan"], ["SK hynix", "--scenario", "-50%"], ["2.5D"], ["Japan", "--status", "all"]]
)
def test_json_of_the_shipped_data_keeps_its_schema(run, shipped, valid, args):
    assert valid(run("impact", *args, "--json").stdout)["results"]


def test_evidence_stands_beside_every_row(ask):
    rows = cells(ask("impact", "Ajinomoto", "--sources").stdout)
    assert [row["says"] for row in rows] == [
        "Ajinomoto suppliesTo Ibiden",
        "Ajinomoto supplies ABF film",
        "Samsung supplies ABF film",
    ]


def test_class_depth_and_limit(ask):
    assert {row["kind"] for row in cells(ask("impact", "TSMC", "--kind", "chips").stdout)} == {"Chip"}
    assert {row["depth"] for row in cells(ask("impact", "TSMC", "--depth", "1").stdout)} == {"1"}
    result = ask("impact", "TSMC", "--limit", "1")
    assert len(cells(result.stdout)) == 1
    assert "cut to the limit" in result.stderr


def test_a_fall_without_known_shares_says_so(ask):
    result = ask("impact", "TSMC", "--scenario", "-50%", code=1)
    assert (result.stdout, "no market share of TSMC is known" in result.stderr) == ("", True)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["TSMC", "--scenario", "half"], 2, "use lost, or a fall"),
        (["TSMC", "--kind", "nonsense"], 2, "is no class"),
        (["TSMC", "--depth", "-1"], 2, "--depth"),
        ([], 2, "THING"),
        (["nobody at all"], 3, "no thing is named"),
        (["AI demand"], 1, "nothing rests on AI demand"),
        (["TSMC", "--viz", "nowhere/page.html"], 2, "no folder"),
    ],
    ids=str,
)
def test_what_cannot_be_answered_ends_with_its_own_code(ask, args, code, said):
    result = ask("impact", *args, code=code)
    assert said in result.stderr
    assert result.stdout == ""


def test_viz_draws_just_the_answer_and_nothing_over_a_file_of_somebody_else(ask, tmp_path):
    pytest.importorskip("pyvis", reason="the explorer needs interposer[viz]")
    page, mine = tmp_path / "impact.html", tmp_path / "mine.html"
    result = ask("impact", "Ajinomoto", "--viz", page)
    assert "3 things, 2 relations" in result.stderr
    assert "Impact of Ajinomoto" in page.read_text(encoding="utf-8")
    mine.write_text("my own page")
    assert "give the name of another file" in ask("impact", "Ajinomoto", "--viz", mine, code=2).stderr
    assert mine.read_text() == "my own page"
