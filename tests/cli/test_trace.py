"""trace at the command line."""

from __future__ import annotations

from . import cells


def test_a_chain_is_told_level_by_level(ask):
    rows = cells(ask("trace", "AI demand").stdout)
    hops = [(row["level"], row["thing"], row["says"]) for row in rows if row["what"] in ("start", "reached by")]
    assert hops[:2] == [("demand", "AI demand", ""), ("packaging", "CoWoS", "AI demand drives CoWoS")]
    assert ("parts", "silicon interposer", "CoWoS requires silicon interposer") in hops
    assert ("CoWoS", "site", "TSMC AP7 performs CoWoS (country unknown)") in [
        (row["thing"], row["what"], row["says"]) for row in rows
    ]
    gaps = {row["thing"]: row["says"] for row in rows if row["what"] == "unknown"}
    assert gaps["CoWoS"] == "no capacity is known of CoWoS within the filters; others are (--status all)"
    assert gaps["silicon interposer"].startswith("who makes silicon interposer is unknown; ")


def test_forecast_numbers_come_on_request_and_are_said_otherwise(ask):
    plain = ask("trace", "AI demand")
    assert "100000" not in plain.stdout
    assert "forecast" in plain.stderr
    (row,) = [row for row in cells(ask("trace", "AI demand", "--status", "all").stdout) if "100000" in row["says"]]
    assert (row["what"], row["status"], row["by"]) == ("wafer capacity", "forecast", "news-two")
    assert row["says"] == "TSMC, CoWoS; all sites: 100000 wafers/month (2027)"


def test_the_envelope_holds_to_its_schema(ask, valid):
    for more in ((), ("--times", "2"), ("--status", "all", "--limit", "1", "--depth", "1")):
        results = valid(ask("trace", "AI demand", "--json", *more).stdout)["results"]
        assert results[0]["thing"]["id"] == "ai-demand"


def test_times_without_numbers_says_that_nothing_can_be_judged(ask):
    rows = cells(ask("trace", "AI demand", "--times", "2").stdout)
    assert rows[-1]["level"] == "cannot be judged"
    assert "has no figure of supply or demand: " in rows[-1]["says"]


def test_evidence_stands_beside_every_row(ask):
    rows = cells(ask("trace", "AI demand", "--sources").stdout)
    assert {row["publisher"] for row in rows if row["what"] == "reached by"} >= {"news-one"}


def test_a_cut_level_is_said(ask):
    result = ask("trace", "AI demand", "--status", "all", "--limit", "1")
    assert "on the level 'packaging' (--limit)" in result.stderr
    assert "cut to the limit" in result.stderr


def test_nothing_known_ends_with_1_unknown_with_3_and_nonsense_with_2(ask):
    nothing = ask("trace", "Acme Labs", code=1)
    assert (nothing.stdout, "interposer exposure" in nothing.stderr) == ("", True)
    ask("trace", "no such demand", code=3)
    for value in ("twice", "0", "-1", "nan"):
        ask("trace", "AI demand", "--times", value, code=2)
    ask("trace", "AI demand", "--depth", "0", code=2)


def test_just_the_answer_is_drawn(ask, tmp_path):
    page = tmp_path / "trace.html"
    assert "relations" in ask("trace", "AI demand", "--viz", page).stderr
    assert "CoWoS" in page.read_text(encoding="utf-8")


def test_inference_demand_reaches_the_capacity_of_cowos_in_the_shipped_data(run, shipped, valid):
    results = valid(run("trace", "AI inference demand", "--times", "2", "--json").stdout)["results"]
    chain = {r["thing"]["id"]: r for r in results if r["part"] == "chain"}
    assert {"hbm", "cowos", "silicon-interposer"} <= chain.keys()
    numbers = {(n["metric"]["id"], n["period"]) for n in chain["cowos"]["numbers"]}
    assert {("capacity", "2025"), ("demand-volume", "2025")} <= numbers
    assert "tsmc" in [maker["thing"]["id"] for maker in chain["cowos"]["makers"]]
    binds = {(r["of"]["id"], r["measure"]): r["verdict"] for r in results if r["part"] == "binds"}
    assert binds["cowos", "demand against capacity"] == "short"
    assert binds["cowos", "supply gap"] == "short already"
    assert [r["part"] for r in results][-1] == "unjudged"
