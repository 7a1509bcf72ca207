"""chokepoints at the command line."""

from __future__ import annotations

import pytest

from . import cells


def test_what_a_product_hangs_on_is_listed_worst_first(ask):
    rows = cells(ask("chokepoints", "--for", "Blackwell").stdout)
    assert rows[0]["thing"] == "TSMC"
    assert [float(row["score"]) for row in rows] == sorted((float(row["score"]) for row in rows), reverse=True)
    for row in rows:
        points = [value for name, value in row.items() if name.endswith(" points")]
        assert float(row["score"]) == pytest.approx(sum(map(float, points)), abs=0.06)


def test_what_is_unknown_is_printed_as_unknown(ask):
    rows = cells(ask("chokepoints", "--for", "Blackwell").stdout)
    assert "unknown" in {row["loosened by"] for row in rows}
    assert "" not in {row[name] for row in rows for name in ("makers", "countries", "concentration", "loosened by")}


def test_the_answer_says_how_much_it_rests_on_and_what_it_leaves_out(ask):
    said = ask("chokepoints", "--for", "Blackwell").stderr
    assert "Blackwell rests on" in said
    assert "take it down alone" in said
    assert "not shown" in said


@pytest.mark.parametrize("by", ["score", "suppliers", "country", "cut", "betweenness"])
def test_every_order_gives_a_valid_envelope(ask, valid, by):
    found = valid(ask("chokepoints", "--by", by, "--limit", "0", "--json").stdout)
    assert found["results"]
    assert not found["truncated"]


def test_a_limit_cuts_and_says_so(ask, valid):
    result = ask("chokepoints", "--limit", "1", "--json")
    assert len(valid(result.stdout)["results"]) == 1
    assert "--limit 0" in result.stderr


def test_evidence_stands_beside_every_row(ask):
    rows = cells(ask("chokepoints", "--for", "Blackwell", "--sources").stdout)
    assert all(row["claim"] and row["says"] and row["source"] for row in rows)
    assert any(row["url"].startswith("https://") for row in rows)  # the graph's own links have no address


def test_the_answer_is_drawn(ask, tmp_path):
    page = tmp_path / "chokepoints.html"
    ask("chokepoints", "--for", "Blackwell", "--viz", page)
    assert "Chokepoints of Blackwell" in page.read_text(encoding="utf-8")


def test_help_says_the_formula(run):
    said = run("chokepoints", "--help").stdout
    for part in ("reach 50", "makers 20", "country 15", "routes 5", "concentration 10"):
        assert part in said


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--by", "luck"), 2, "suppliers"),
        (("--kind", "unicorns"), 2, "no class"),
        (("--for", "no such chip"), 3, "no thing is named"),
        (("--for", "Ajinomoto"), 1, "rests on"),
        (("--for", "Blackwell", "--kind", "metrics"), 1, "nothing found"),
        (("--status", "perhaps"), 2, "reported"),
    ],
)
def test_a_bad_question_ends_with_its_own_code_and_says_why(ask, arguments, code, says):
    assert says in ask("chokepoints", *arguments, code=code).stderr


def test_chokepoints_of_the_shipped_data(run, shipped, valid):
    found = valid(run("chokepoints", "--for", "NVIDIA B200", "--json").stdout)
    assert found["results"][0]["thing"]["id"] == "tsmc"
    hhi = valid(run("chokepoints", "--by", "hhi", "--json", "--limit", "0").stdout)["results"]
    assert next(row for row in hhi if row["thing"]["id"] == "hbm")["concentration"]
    assert all(row["claims"] for row in hhi)
