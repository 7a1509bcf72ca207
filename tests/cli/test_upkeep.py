"""conflicts, coverage, stale, gaps, cite, diff at the command line, on small worlds and on the shipped data."""

from __future__ import annotations

import csv
import io
import json

import pytest

from interposer.knowledge.model import Claim

from . import cells, sheet

OFFERS = Claim("tsmc", "offers", "cowos", source="news-one").id
"""A claim of the rich world."""


def offer(source, company="tsmc", what="cowos", **more):
    return {"source": source, "subject": company, "predicate": "offers", "object": what, **more}


def number(source, value, **more):
    usual = {"subject": "tsmc", "predicate": "capacity", "unit": "wafer-per-month", "period": "2026"}
    return {**usual, "source": source, "value": value, **more}


@pytest.fixture
def world(run, make_ontology):
    """Run a command on a world that holds these claims only."""

    def call(args, *claims, code=0):
        return run(*args, "--store", make_ontology(claims, names=(), listings=()), code=code)

    return call


# Nothing is an answer ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["conflicts", "AI demand"], "no conflicts"),
        (["conflicts", "--kind", "revision"], "no conflicts"),
        (["stale", "--older", "90d", "--today", "2026-02-01"], "nothing is stale"),
        (["gaps", "systems"], "no gaps"),
    ],
)
def test_none_is_an_answer(ask, valid, args, said):
    result = ask(*args)
    assert result.stdout == ""
    assert said in result.stderr.splitlines()
    assert valid(ask(*args, "--json").stdout)["results"] == []


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["conflicts", "--kind", "quarrel"], 2, "--kind 'quarrel': use contradiction, arithmetic, spread, revision"),
        (["conflicts", "--status", "nonsense"], 2, "--status 'nonsense'"),
        (["conflicts", "nobody at all"], 3, "no thing is named 'nobody at all'"),
        (["stale", "--older", "soon"], 2, "--older 'soon': write a number and d, w, m or y"),
        (["stale", "--today", "today"], 2, "--today 'today': write a day as YYYY-MM-DD"),
        (["gaps", "nonsense"], 2, "'nonsense' is no class; the classes are"),
        (["gaps", "--relation", "nonsense"], 2, "--relation 'nonsense': no class expects it"),
        (["gaps", "countries"], 2, "the vocabulary expects nothing of countries"),
        (["cite"], 2, "Missing argument"),
        (["cite", "abc"], 2, "give at least 4 of its 16 characters"),
        (["cite", "tsmc"], 2, "'tsmc' is no claim id"),
        (["cite", "0000000000000000"], 1, "no claim has the id '0000000000000000'"),
        (["cite", OFFERS, "--bibtex", "--json"], 2, "choose one form"),
        (["cite", OFFERS, "--bibtex", "--csl"], 2, "choose one form"),
        (["cite", OFFERS, "--csl", "--format", "md"], 2, "choose one form"),
        (["cite", OFFERS, "--format", "bibtex"], 2, "use table, tsv, csv, md, json, ndjson"),
    ],
)
def test_what_goes_wrong_is_one_message_and_one_code(ask, args, code, said):
    result = ask(*args, code=code)
    assert result.stdout == ""
    assert said in " ".join(result.stderr.split())


# conflicts ---------------------------------------------------------------------------------------


def test_conflicts_are_listed_with_both_ends_and_who_prints_them(ask):
    rows = {row["about"]: row for row in cells(ask("conflicts").stdout)}
    market = rows["advanced packaging market"]
    assert {key: market[key] for key in ("kind", "what", "period", "values", "by", "difference", "sources")} == {
        "kind": "contradiction", "what": "market size", "period": "2024", "values": "46.1 … ~50 billion USD",
        "by": "news-one … news-two", "difference": "×1.08", "sources": "2",
    }  # fmt: skip
    assert (rows["TSMC"]["what"], rows["TSMC"]["by"]) == ("is headquartered in", "news-one / blog-two")
    assert (rows["Intel"]["values"], rows["Intel"]["by"]) == ("EMIB / not EMIB", "news-one / news-two")


def test_more_voices_on_one_side_are_counted(world):
    claims = [
        number("news-one", "100"),
        number("news-two", "100"),
        number("blog-one", "100"),
        number("news-three", "300"),
    ]
    (row,) = cells(world(["conflicts"], *claims).stdout)
    assert row["by"] == "blog-one +2 … news-three"


def test_sources_give_a_row_for_each_claim_of_either_side(ask):
    rows = [row for row in cells(ask("conflicts", "--sources").stdout) if row["about"] == "Intel"]
    assert [(row["says"], row["url"]) for row in rows] == [
        ("Intel offers EMIB", "https://example.org/news-one"),
        ("Intel does not: offers EMIB", "https://example.org/news-two"),
    ]


def test_a_table_shows_both_sides_and_their_evidence_below(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    plain = ask("conflicts", "Intel", "--format", "table").stdout
    assert "news-one / news-two" in plain
    assert "https://" not in plain
    full = ask("conflicts", "Intel", "--format", "table", "--sources").stdout
    assert full.index("https://example.org/news-one") < full.index("https://example.org/news-two")
    assert max(map(len, plain.splitlines())) <= 140


def test_filters_that_hide_a_conflict_say_so(ask, world):
    claims = [number("news-one", "100"), number("news-two", "300", status="forecast")]
    result = world(["conflicts", "--status", "reported"], *claims)
    assert result.stdout == ""
    assert "not shown: 1 disagreements of other statuses" in result.stderr
    assert "not shown: 3 rows with too few sources" in ask("conflicts", "--min-sources", "3").stderr
    assert "cut to the limit" in ask("conflicts", "--limit", "1").stderr


def test_conflicts_of_own_claims_are_found(run, tiny, make_overlay):
    mine = make_overlay(
        [
            {
                "source": "news-two",
                "subject": "tsmc",
                "predicate": "capacity",
                "value": "5",
                "unit": "wafer-per-month",
                "period": "2026",
            }
        ]
    )
    rows = cells(run("conflicts", "TSMC", "--store", tiny, "--with", mine).stdout)
    assert "5 … >90000 wafers/month" in {row["values"] for row in rows}


# coverage ----------------------------------------------------------------------------------------


def test_coverage_in_a_spreadsheet_adds_up(ask):
    rows = sheet(ask("coverage", "--format", "csv").stdout)
    live = next(int(row["count"]) for row in rows if row["name"] == "live claims")
    assert sum(int(row["count"]) for row in rows if row["section"] == "status") == live
    assert {row["share"] for row in rows if row["name"] == "reported"} <= {f"{n / 10}%" for n in range(1001)}


def test_coverage_prints_how_the_rows_were_read(run, shipped):
    audit = {row["name"]: row for row in cells(run("coverage").stdout) if row["section"] == "audit"}
    assert audit["rows confirmed"]["share"] == "90.5%"
    assert "95 % interval 82-95 %" in audit["rows confirmed"]["note"]
    assert "Every row was read once, from an excerpt of its page" in audit["rows confirmed"]["note"]
    assert audit["relations confirmed"]["share"] == "84.1%"
    assert audit["relations confirmed"]["note"].startswith("37 of 44 rows read again")


# stale -------------------------------------------------------------------------------------------


def test_stale_counts_from_a_day(world, valid):
    claims = [offer("news-one", stated_on="2024-05"), offer("news-one", "intel", "emib", stated_on="2026-01-02")]
    args = ["stale", "--older", "12m", "--today", "2026-06-30"]
    assert [(row["id"], row["newest"], row["months"], row["claims"]) for row in cells(world(args, *claims).stdout)] == [
        ("cowos", "2024-05", "26", "1"),
        ("tsmc", "2024-05", "26", "1"),
    ]
    envelope = valid(world([*args, "--json"], *claims).stdout)
    assert envelope["query"]["args"] == ["12m", "2026-06-30"]
    assert len(envelope["results"]) == 2


def test_what_has_no_date_is_not_stale_but_counted(ask):
    assert "things of which only undated sources speak" in ask("stale", "--today", "2026-12-31").stderr


# gaps --------------------------------------------------------------------------------------------


def test_gaps_are_listed_and_filled(world):
    rows = cells(world(["gaps", "facilities"], offer("news-one")).stdout)
    assert {(row["id"], row["relation"], row["lacks"]) for row in rows} == {
        ("ap7", "locatedIn", "is located in"), ("ap7", "operates", "is operated by"), ("ap7", "performs", "performs"),
    }  # fmt: skip
    planned = {
        "source": "news-one",
        "subject": "ap7",
        "predicate": "locatedIn",
        "object": "taiwan",
        "status": "planned",
    }
    assert {row["relation"] for row in cells(world(["gaps", "facilities"], planned).stdout)} == {"operates", "performs"}
    assert "no gaps" in world(["gaps", "facilities", "--relation", "locatedIn"], planned).stderr


# cite --------------------------------------------------------------------------------------------


def test_a_citation_is_a_sentence(ask):
    assert ask("cite", OFFERS[:8]).stdout.startswith(
        "TSMC offers CoWoS, reported. news-one, “Page news-one”, p. 1. https://example.org/news-one. Interposer claim "
    )
    assert ask("cite", OFFERS, OFFERS, OFFERS[:4]).stdout == ask("cite", OFFERS).stdout


def test_citations_for_programs(ask):
    entry = ask("cite", OFFERS, "--bibtex").stdout
    assert entry.startswith(f"@misc{{news-one-{OFFERS},\n  title = {{{{Page news-one}}}},\n")
    assert entry.endswith("\n}\n")
    (item,) = json.loads(ask("cite", OFFERS, "--csl").stdout)
    assert (item["id"], item["type"], item["URL"]) == (
        f"news-one-{OFFERS}",
        "article-newspaper",
        "https://example.org/news-one",
    )
    (row,) = cells(ask("cite", OFFERS, "--format", "tsv").stdout)
    assert (row["claim"], row["state"]) == (OFFERS, "live")


def test_several_entries_have_a_line_between(ask):
    other = Claim("intel", "offers", "emib", source="news-one").id
    text = ask("cite", OFFERS, other, "--bibtex").stdout
    assert [block.partition(",")[0] for block in text.split("\n\n")] == [
        f"@misc{{news-one-{OFFERS}",
        f"@misc{{news-one-{other}",
    ]
    assert ask("cite", other, OFFERS).stdout.split("\n\n")[0].startswith("Intel offers EMIB")


@pytest.mark.parametrize("flags", [[], ["--bibtex"], ["--csl"], ["--json"]])
def test_a_citation_explains_what_it_asked(ask, flags):
    result = ask("cite", OFFERS, *flags, "--explain")
    assert result.stdout == ask("cite", OFFERS, *flags).stdout
    assert "# SPARQL" in result.stderr


# diff --------------------------------------------------------------------------------------------

BEFORE = (
    offer("news-one", "intel", "emib"), offer("news-two"), offer("blog-one", "nvidia"), offer("news-three"),
    number("news-one", "100"), number("news-one", "50", period="2025"), offer("blog-two", "intel", "emib"),
    number("news-one", "10", period="2024"), number("news-two", "90", period="2024"),
)  # fmt: skip
FIRST = Claim("intel", "offers", "emib", source="news-one").id
AFTER = (
    offer("news-one", "intel", "emib"), offer("news-one", "intel", "emib", period="2025", supersedes=FIRST),
    offer("news-two", retracted="2026-02-01"), offer("news-three", quarantine="a slip"),
    number("news-one", "120"), number("news-two", "900"), number("news-one", "50", period="2025"), number("news-two", "80", period="2025"),
    offer("blog-two", "intel", "emib"), offer("maker-page"), number("news-one", "10", period="2024"),
)  # fmt: skip


@pytest.fixture
def versions(make_ontology):
    return [make_ontology(claims, names=(), listings=()) for claims in (BEFORE, AFTER)]


def test_diff_says_what_became_of_each_claim(run, versions):
    rows = cells(run("diff", *versions).stdout)
    capacity = "TSMC wafer capacity in"
    assert [(row["change"], row["says"], row["before"], row["source"]) for row in rows] == [
        ("added", "TSMC offers CoWoS [reported]", "", "maker-page"),
        *sorted(
            [
                ("added", f"{capacity} 2026: 900 wafers/month [reported]", "", "news-two"),
                ("added", f"{capacity} 2025: 80 wafers/month [reported]", "", "news-two"),
            ],
            key=lambda row: next(r["claim"] for r in rows if r["says"] == row[1]),
        ),
        ("revised", "Intel offers EMIB [reported]", "Intel offers EMIB [reported]", "news-one"),
        (
            "revised",
            f"{capacity} 2026: 120 wafers/month [reported]",
            f"{capacity} 2026: 100 wafers/month [reported]",
            "news-one",
        ),
        ("retracted", "TSMC offers CoWoS [reported]", "", "news-two"),
        ("removed", "NVIDIA offers CoWoS [reported]", "", "blog-one"),
        ("removed", f"{capacity} 2024: 90 wafers/month [reported]", "", "news-two"),
        ("quarantined", "TSMC offers CoWoS [reported]: a slip", "", "news-three"),
        ("newly disputed", f"{capacity} 2025: 50 wafers/month [reported]", "", "news-one"),
        ("settled", f"{capacity} 2024: 10 wafers/month [reported]", "", "news-one"),
    ]


def test_diff_backwards_takes_it_all_back(run, versions):
    kinds = [row["change"] for row in cells(run("diff", *reversed(versions)).stdout)]
    assert kinds.count("restored") == 3
    assert {"added", "removed", "newly disputed", "settled"} <= set(kinds)


def test_diff_in_every_form(run, valid, versions):
    envelope = valid(run("diff", *versions, "--json").stdout)
    assert [change["change"] for change in envelope["results"]].count("revised") == 2
    lines = run("diff", *versions, "--format", "md").stdout.splitlines()
    assert lines[0] == "| change | about | says | before | source | claim |"
    assert any("TSMC offers CoWoS \\[reported\\]" in line for line in lines)
    assert len(lines) == len(envelope["results"]) + 2
    assert "cut to the limit" in run("diff", *versions, "--limit", "1").stderr


def test_the_same_data_have_no_changes(run, valid, versions):
    result = run("diff", versions[0], versions[0])
    assert (result.stdout, result.stderr) == ("", "no changes\n")
    assert valid(run("diff", versions[0], versions[0], "--json").stdout)["results"] == []


def test_a_snapshot_and_its_folder_and_its_export_are_the_same(run, rich, rich_snapshot, tmp_path):
    run("export", "--to", "nt", "-o", tmp_path / "data.nt", "--store", rich_snapshot)
    assert run("diff", rich, rich_snapshot).stderr == "no changes\n"
    assert run("diff", tmp_path / "data.nt", rich_snapshot).stderr == "no changes\n"


def test_a_version_that_is_not_there_is_said(run, rich_snapshot, tmp_path):
    assert "no such snapshot folder" in run("diff", tmp_path / "nowhere", rich_snapshot, code=4).stderr
    assert "no such snapshot folder" in run("diff", rich_snapshot, tmp_path / "nowhere", code=4).stderr


# Hostile -----------------------------------------------------------------------------------------

EVIL = "\x1b[31mred\x1b[0m\x07 \u202eevil\u2066 one\ntwo\rthree\tfour \x9b31m </script> =SUM(1) a|b ![x](https://example.org) }, x={ 5"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Make an RDF file, which no check of the tables has seen, with texts that would do harm."""
    quoted = '"' + "".join(f"\\U{ord(c):08x}" for c in EVIL) + '"'
    base = "https://w3id.org/interposer/"
    claims = "".join(
        f"""<{base}claim/{number * 16}> a ip:QuantityClaim ; rdf:subject id:evil ; ip:metric id:measure ; ip:rawValue {text} ;
  ip:unit <{base}unit/evil> ; ip:scopeNote {text} ; ip:status ip:reported ; ip:polarity ip:asserts ; ip:live true ;
  ip:canonicalLow 1.0 ; ip:canonicalHigh 2.0 ; ip:recordedOn "2026-01-01"^^xsd:date ; ip:statedOn "2020"^^xsd:gYear ; ip:locator {text} ;
  ip:note {text} ; ip:attributedTo {text} ; ip:periodLabel {text} ; prov:hadPrimarySource <{base}source/{number}> .
<{base}source/{number}> a ip:Source ; dcterms:title {text} ; dcterms:publisher {text} ; dcterms:creator {text} ;
  dcterms:issued {text} ; schema:url {text} ; ip:sourceKind ip:news ; ip:sourceFamily {text} .
"""
        for number, text in (("a", quoted), ("b", quoted))
    )
    text = f"""@prefix ip: <{base}ns#> . @prefix id: <{base}id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix prov: <http://www.w3.org/ns/prov#> . @prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ip:Market ip:slug "market" ; rdfs:label "market"@en ; ip:expects ip:usedIn . id:evil a ip:Market ; skos:prefLabel {quoted}@en ; ip:nameKey "evil" .
ip:usedIn a ip:Relation ; rdfs:label {quoted}@en ; ip:inverseLabel {quoted}@en .
id:measure a ip:Metric ; skos:prefLabel {quoted}@en ; ip:nameKey "measure" .
<{base}unit/evil> a ip:Unit ; ip:symbol {quoted} ; ip:factor 1.0 ; ip:canonical <{base}unit/evil> .
<{base}disagreement/0-spread> a ip:Disagreement ; ip:disagreementKind "spread" ; ip:ofClaims <{base}claim/{"a" * 16}>, <{base}claim/{"b" * 16}> .
{claims}"""
    path = tmp_path_factory.mktemp("hostile") / "data.ttl"
    path.write_text(text, encoding="utf-8")
    return path


ASKED = (
    ["conflicts"], ["conflicts", "--sources"], ["coverage"], ["stale", "--today", "2026-12-31"], ["gaps", "markets"], ["cite", "aaaa", "bbbb"],
)  # fmt: skip


def harmless(text, form):
    return all(c.isprintable() or c == "\n" or (c == "\t" and form == "tsv") for c in text)


@pytest.mark.parametrize("form", ["table", "tsv", "csv", "md"])
@pytest.mark.parametrize("args", ASKED, ids=" ".join)
def test_hostile_data_come_out_harmless(run, hostile, monkeypatch, args, form):
    monkeypatch.setenv("COLUMNS", "4000")
    result = run(*args, "--store", hostile, "--format", form)
    assert harmless(result.stdout + result.stderr, form)
    assert "red" in result.stdout or args == ["coverage"]
    if form == "md":
        assert not any("<script" in line or "![x](" in line for line in result.stdout.splitlines())
    if form == "csv":
        rows = [cell for row in csv.reader(io.StringIO(result.stdout)) for cell in row]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows)


@pytest.mark.parametrize("flags", [[], ["--bibtex"], ["--csl"]])
def test_a_citation_of_hostile_data_is_harmless(run, hostile, flags):
    text = run("cite", "aaaa", "bbbb", *flags, "--store", hostile).stdout
    assert "red" in text
    assert harmless(text, "")
    if flags == ["--csl"]:
        assert len(json.loads(text)) == 2
    else:
        assert len(text.split("\n\n")) == 2


def test_a_diff_of_hostile_data_is_harmless(run, hostile, tiny):
    for form in ("table", "tsv", "csv", "md"):
        result = run("diff", hostile, tiny, "--format", form)
        assert "removed" in result.stdout
        assert harmless(result.stdout, form)


# The shipped data --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ["conflicts"], ["conflicts", "CoWoS"], ["conflicts", "--kind", "arithmetic"], ["conflicts", "--status", "reported"], ["coverage"],
        ["stale", "--older", "24m", "--today", "2026-12-31"], ["gaps"], ["gaps", "materials"], ["gaps", "--relation", "locatedIn"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_json_of_the_shipped_data_fits_its_schema(run, shipped, valid, args):
    assert valid(run(*args, "--json").stdout)["results"]


def test_every_style_of_a_shipped_claim_fits_the_schema(run, shipped, valid):
    rows = json.loads(run("conflicts", "--json").stdout)["results"]
    ids = list(dict.fromkeys(c["id"] for row in rows for c in row["claims"]))
    assert [r["claim"]["id"] for r in valid(run("cite", *ids, "--json").stdout)["results"]] == ids


def test_the_shipped_data_have_not_changed_since_themselves(run, shipped, ontology):
    assert run("diff", ontology).stderr == "no changes\n"


def test_the_disagreement_about_cowos_is_told_with_both_ends(run, shipped, monkeypatch):
    rows = cells(run("conflicts", "CoWoS").stdout)
    years = {row["period"]: row for row in rows if (row["about"], row["what"]) == ("CoWoS", "production capacity")}
    assert {"2024-12-31", "2025-12-31", "2026-12-31", "2027-12-31"} <= set(years)
    assert all(
        " … " in row["values"] and " … " in row["by"] and row["difference"].startswith("×") for row in years.values()
    )
    monkeypatch.setenv("COLUMNS", "140")
    shown = run("conflicts", "CoWoS", "--sources", "--format", "table").stdout
    assert "CoWoS production capacity on 2026-12-31: 88000 wafers/month [forecast" in shown
