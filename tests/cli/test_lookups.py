"""who, what, search, list, schema, sources at the command line, on the rich world and on the shipped data."""

from __future__ import annotations

import csv
import io
import json

import pytest

from interposer.knowledge.files import load_knowledge
from interposer.lookup.card import what
from interposer.lookup.filters import make_filters

from . import cells, sheet

SEED = "seed-24krmb-2025"


def whom(text):
    return {(row["id"], row["relation"]) for row in cells(text)}


# who ---------------------------------------------------------------------------------------------


def test_who_does_lists_companies_with_status_and_counts(ask):
    rows = cells(ask("who", "does", "2.5D").stdout)
    assert {key: rows[0][key] for key in ("who", "relation", "via", "status", "grade", "sources", "claims")} == {
        "who": "TSMC", "relation": "offers", "via": "CoWoS", "status": "reported", "grade": "B", "sources": "2", "claims": "3",
    }  # fmt: skip
    assert {("intel", "offers"), ("samsung", "offers"), ("amkor", "offers")} <= {(r["id"], r["relation"]) for r in rows}


def test_what_is_only_planned_is_not_in_the_answer_but_in_the_footer(ask):
    result = ask("who", "does", "2.5D")
    assert "broadcom" not in result.stdout.lower()
    assert "hidden: 2 planned, 1 rumoured claims (see them with --status all)" in result.stderr
    assert "quarantined" in result.stderr
    assert "only develop it" in result.stderr


def test_status_all_shows_them(ask):
    result = ask("who", "does", "2.5D", "--status", "all")
    assert {("broadcom", "offers"), ("nvidia", "offers"), ("jcet", "offers")} <= whom(result.stdout)
    assert "hidden:" not in result.stderr


def test_one_status_alone(ask):
    result = ask("who", "does", "2.5D", "--status", "planned")
    assert whom(result.stdout) == {("broadcom", "offers"), ("nvidia", "offers")}
    assert "reported" in result.stderr


@pytest.mark.parametrize(
    ("args", "inside"), [(["--as-of", "2020"], True), (["--as-of", "2022"], False), (["--as-of", "2019-Q1"], True)]
)
def test_as_of_is_what_held_then(ask, args, inside):
    result = ask("who", "does", "2.5D", *args)
    assert (("amkor", "offers") in whom(result.stdout)) is inside
    assert "have no known period and are included (--dated-only leaves them out)" in result.stderr
    assert "do not hold then" in result.stderr


def test_dated_only_leaves_out_what_has_no_period(ask):
    result = ask("who", "does", "2.5D", "--as-of", "2024", "--dated-only")
    assert whom(result.stdout) == {("samsung", "offers")}
    assert "claims without a known period" in result.stderr


def test_known_on_is_what_was_recorded(ask):
    assert ("jcet", "offers") in whom(ask("who", "does", "EMIB", "--known-on", "2026-02").stdout)
    assert ("jcet", "offers") not in whom(ask("who", "does", "EMIB", "--known-on", "2026-04").stdout)


def test_min_sources(ask):
    result = ask("who", "does", "2.5D", "--min-sources", "2")
    assert whom(result.stdout) == {("tsmc", "offers")}
    assert "too few sources" in result.stderr


def test_a_limit_cuts_and_says_so(ask, valid):
    result = ask("who", "does", "2.5D", "--limit", "2")
    assert len(cells(result.stdout)) == 2
    assert "cut to the limit; more with --limit 0" in result.stderr
    assert valid(ask("who", "does", "2.5D", "--limit", "2", "--json").stdout)["truncated"]
    assert "cut to the limit" not in ask("who", "does", "2.5D", "--limit", "0").stderr


def test_to_narrows_to_one_customer(ask):
    assert whom(ask("who", "supplies", "ABF film", "--to", "Ibiden").stdout) == {
        ("ajinomoto", "supplies"),
        ("ajinomoto", "suppliesTo"),
    }


def test_sources_give_a_row_a_claim_with_its_evidence(ask):
    plain, full = ask("who", "does", "2.5D").stdout, ask("who", "does", "2.5D", "--sources").stdout
    rows = cells(full)
    assert len(rows) == sum(int(row["claims"]) for row in cells(plain))
    assert all(row["publisher"] and row["url"].startswith("https://") and row["locator"] == "p. 1" for row in rows)
    assert {row["claim_status"] for row in rows} == {"reported"}


def test_explain_prints_the_sparql_on_stderr_only(ask):
    result = ask("who", "does", "2.5D", "--explain")
    assert result.stdout == ask("who", "does", "2.5D").stdout
    assert result.stderr.count("# SPARQL") >= 2
    assert "skos:broader*" in result.stderr


@pytest.mark.parametrize("name", ["TSMC", "台積電", "台积电", "2330", "xtai:2330", "taiwan semiconductor", "id:tsmc"])
def test_any_name_will_do(ask, name):
    assert cells(ask("what", name).stdout)[0]["id"] == "tsmc"


def test_the_case_of_an_exact_name_matters(ask):
    assert cells(ask("what", "CuBe").stdout)[0]["id"] == "i-cube"
    ask("what", "cube", code=3)


def test_evidence_in_json_is_always_whole(ask, valid):
    for args in (["who", "does", "2.5D"], ["what", "CoWoS"], ["path", "AI demand", "TSMC"]):
        text = ask(*args, "--json").stdout
        assert valid(text)["results"]
        assert '"title"' in text


# what --------------------------------------------------------------------------------------------


def test_a_card_says_who_it_is_and_what_is_said(ask):
    rows = cells(ask("what", "TSMC").stdout)
    assert (rows[0]["about"], rows[0]["what"], rows[0]["kind"]) == ("name", "TSMC", "Company")
    said = {(row["about"], row["what"]) for row in rows}
    assert {("also named", "台積電"), ("listed as", "XTAI:2330"), ("offers", "CoWoS"), ("operates", "TSMC AP7")} <= said


@pytest.mark.parametrize(("lang", "heading"), [("en", "TSMC"), ("zh-Hant", "台積電")])
def test_the_heading_is_in_a_language(ask, lang, heading):
    assert cells(ask("what", "TSMC", "--lang", lang).stdout)[0]["what"] == heading


def test_a_card_marks_what_is_disputed_and_says_what_it_hides(ask):
    result = ask("what", "TSMC")
    assert {row["mark"] for row in cells(result.stdout) if row["about"] == "is headquartered in"} == {"disputed"}
    assert "hidden: 1 forecast claims" in result.stderr
    assert "disagreement" in result.stderr


def test_what_too_few_sources_say_is_counted(ask):
    assert "too few sources" in ask("what", "TSMC", "--min-sources", "2").stderr


# Lists -------------------------------------------------------------------------------------------


def test_lists_and_searches(ask):
    assert {"tsmc", "intel"} <= {row["id"] for row in cells(ask("list", "companies").stdout)}
    assert cells(ask("search", "abf").stdout)[0] == {
        "name": "ABF film",
        "kind": "Material",
        "id": "abf-film",
        "matched": "name starts",
        "text": "ABF film",
    }
    assert "offers" in {row["term"] for row in cells(ask("schema", "company").stdout)}
    assert "cut to the limit" in ask("search", "a", "--limit", "1").stderr


def test_sources_and_one_source(ask, valid):
    assert {row["id"] for row in cells(ask("sources", "--limit", "2").stdout)} == {"news-one", "news-two"}
    (row,) = valid(ask("sources", "news-one-copy", "--json").stdout)["results"]
    assert [record["text"] for record in row["records"]] == ["TSMC offers CoWoS"]


# Overlays ----------------------------------------------------------------------------------------


def test_own_claims_are_shown_and_marked(run, valid, tiny, make_overlay):
    mine = make_overlay([{"source": "news-two", "subject": "nvidia", "predicate": "offers", "object": "emib"}])
    args = ["who", "does", "EMIB", "--store", tiny, "--with", mine]
    assert ("nvidia", "offers") in whom(run(*args).stdout)
    overlays = {
        r["thing"]["id"]: {c.get("overlay") for c in r["claims"]} for r in valid(run(*args, "--json").stdout)["results"]
    }
    assert overlays["nvidia"] == {mine.name}
    assert overlays["intel"] == {None}
    assert ("nvidia", "offers") not in whom(run("who", "does", "EMIB", "--store", tiny).stdout)


def test_an_overlay_on_what_is_compiled_is_a_usage_error(ask, tmp_path):
    assert "--with lays files over an ontology folder" in ask("what", "TSMC", "--with", tmp_path, code=2).stderr


# Hostile -----------------------------------------------------------------------------------------

NAMES = (
    '" } INSERT DATA { id:a ip:offers id:cowos } #', '"@en } . ?s ?p ?o . { #', "\\", "\\u0022", "{{}}", "}", "'''", "a\nb\n} DROP ALL\n", "?thing", "*",
    "<http://x/>", "$(reboot)", "`reboot`", "%s%n", "\x1b[31m", "\u202etsmc", "../../etc/passwd", "-" * 5000, "台" * 300,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_finds_nothing_and_changes_nothing(run, rich_snapshot, name):
    before = {path: path.read_bytes() for path in (rich_snapshot / "db").iterdir() if path.suffix == ".sst"}
    for args in (["what"], ["who", "does"], ["path", "TSMC"]):
        result = run(*args, "--store", rich_snapshot, "--", name, code=3)
        assert result.stdout == ""
        assert all(c.isprintable() or c == "\n" for c in result.stderr)
    assert run("search", "--store", rich_snapshot, "--", name, code=1).stdout == ""
    assert run("sources", "--store", rich_snapshot, "--", name, code=1).stdout == ""
    assert run("list", "--store", rich_snapshot, "--", name, code=2).stdout == ""
    assert {path: path.read_bytes() for path in (rich_snapshot / "db").iterdir() if path.suffix == ".sst"} == before


HOSTILE = {
    "ansi": "\x1b[31mred\x1b[0m\x07", "bidi": "\u202eevil\u2066", "lines": "one\ntwo\rthree\tfour", "script": "</script><script>alert(1)</script>",
    "markup": "[bold red]text[/]", "formula": "=HYPERLINK(1)", "minus": "-1+cmd|' /C calc'!A0", "pipe": "a|b\\|c", "link": "![x](https://example.org)",
    "c1": "\x9b31mred", "zero": "a\u200bb\ufeff",
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Make an RDF file, which no check of the tables has seen, with names that would do harm."""

    def quoted(text):
        return '"' + "".join(f"\\U{ord(c):08x}" for c in text) + '"'

    base = "https://w3id.org/interposer/"
    lines = [
        f"@prefix ip: <{base}ns#> . @prefix id: <{base}id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    ]
    lines.append(
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    )
    lines.append(
        "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix prov: <http://www.w3.org/ns/prov#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    )
    lines.append(
        'ip:Company ip:slug "company" ; rdfs:label "company"@en . id:thing a ip:Technology ; skos:prefLabel "thing"@en ; ip:nameKey "thing" .'
    )
    for name, text in HOSTILE.items():
        lines.append(
            f"id:{name} a ip:Company ; skos:prefLabel {quoted(text)}@en ; ip:nameKey {quoted(name)} ; skos:definition {quoted('needle ' + text)}@en ."
        )
        lines.append(
            f"<{base}claim/{name.encode().hex():0<16.16}> a ip:RelationClaim ; rdf:subject id:{name} ; rdf:predicate ip:offers ; rdf:object id:thing ; "
            f'ip:status ip:reported ; ip:polarity ip:asserts ; ip:live true ; ip:recordedOn "2026-01-01"^^xsd:date ; ip:locator {quoted(text)} ; '
            f"ip:note {quoted(text)} ; prov:hadPrimarySource <{base}source/{name}> ."
        )
        lines.append(
            f"<{base}source/{name}> a ip:Source ; dcterms:title {quoted(text)} ; dcterms:publisher {quoted(text)} ; ip:sourceKind ip:news ; "
            f"ip:sourceFamily {quoted(text)} ."
        )
    path = tmp_path_factory.mktemp("hostile") / "data.ttl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["table", "tsv", "csv", "md"])
@pytest.mark.parametrize(
    "args",
    [
        ["who", "does", "thing", "--sources"],
        ["what", "thing", "--sources"],
        ["list", "companies"],
        ["search", "needle"],
        ["sources"],
    ],
)
def test_hostile_data_come_out_harmless(run, hostile, args, form):
    result = run(*args, "--store", hostile, "--format", form)
    assert "red" in result.stdout
    assert all(c.isprintable() or c == "\n" or (c == "\t" and form == "tsv") for c in result.stdout + result.stderr)
    lines = result.stdout.splitlines()
    if form == "tsv":
        assert len({line.count("\t") for line in lines}) == 1
    elif form == "md":
        assert not any("<script" in line or "![x](" in line for line in lines)
    elif form == "csv":
        assert not any(
            cell.startswith(("=", "-", "+", "@")) for row in csv.reader(io.StringIO(result.stdout)) for cell in row
        )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_data_stay_as_they_are_in_json(run, valid, hostile, name):
    envelope = valid(run("what", name, "--store", hostile, "--json").stdout)
    assert envelope["results"][0]["thing"]["label"] == HOSTILE[name]


@pytest.mark.parametrize("name", ["ansi", "bidi", "lines", "c1"])
def test_hostile_candidates_are_harmless_in_messages(run, hostile, name):
    result = run("what", f"{name}x", "--store", hostile, code=3)
    assert "Nearest" in result.stderr
    assert all(c.isprintable() or c == "\n" for c in result.stderr)


# The shipped data --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("company", "offering"), [("tsmc", "CoWoS"), ("intel", "EMIB"), ("samsung-electronics", "I-Cube")]
)
def test_who_does_25d(run, shipped, company, offering):
    row = next(r for r in cells(run("who", "does", "2.5D").stdout) if (r["id"], r["relation"]) == (company, "offers"))
    assert offering in row["via"].split(", ")
    assert row["status"] == "reported"
    assert int(row["sources"]) >= 2
    assert int(row["claims"]) >= int(row["sources"])


def test_who_does_25d_in_json_and_what_it_hides(run, shipped, valid):
    result = run("who", "does", "2.5D", "--json")
    envelope = valid(result.stdout)
    assert envelope["query"]["resolved"] == {"2.5D": "2-5d-packaging"}
    assert envelope["hidden"]["planned"] > 0
    assert "see them with --status all" in result.stderr


@pytest.mark.parametrize("question", ["2.5D", "2.5D封装", "2.5d packaging"])
def test_who_does_25d_however_it_is_written(run, shipped, question):
    assert run("who", "does", question).stdout == run("who", "does", "2.5D").stdout


@pytest.mark.parametrize("name", ["台積電", "台积电", "2330", "TSMC"])
def test_tsmc_by_any_name(run, shipped, name):
    assert cells(run("what", name).stdout)[0]["id"] == "tsmc"


@pytest.mark.parametrize(
    "args",
    [
        ["who", "supplies", "ABF film"], ["who", "develops", "hybrid bonding"], ["who", "uses", "CoWoS"], ["what", "CoWoS"], ["what", "NVIDIA"],
        ["path", "AI computing demand", "silicon interposer", "-k", "3"], ["search", "混合键合"], ["list", "offerings"], ["schema"], ["schema", "Offering"],
        ["sources", "--limit", "50"], ["sources", SEED], ["query", "DESCRIBE id:tsmc"], ["query", "ASK { id:tsmc ip:offers id:cowos }"],
        ["query", "SELECT * { ?s ip:low ?low ; ip:periodStart ?day } LIMIT 20"], ["who", "does", "2.5D", "--status", "all", "--as-of", "2024"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_json_of_the_shipped_data_fits_its_schema(run, shipped, valid, args):
    assert valid(run(*args, "--json").stdout)["results"]


def test_every_card_of_the_shipped_data_fits_its_schema(shipped_store, validators):
    rows = shipped_store.select(
        "SELECT (SAMPLE(?thing) AS ?one) (MIN(?thing) AS ?other) { ?thing a ?class . ?class ip:slug ?slug . ?claim rdf:subject ?thing } GROUP BY ?class"
    )
    for slug in {thing.slug for row in rows for thing in row if thing is not None}:
        envelope = json.loads(json.dumps(what(shipped_store, slug, make_filters("all"), evidence=True).envelope()))
        assert [error.message for error in validators["what"].iter_errors(envelope)] == []


def test_each_kind_of_fact_of_the_founding_article_is_found_on_its_card(run, shipped, valid, ontology):
    knowledge = load_knowledge(ontology, [])
    seed = [c for c in knowledge.claims if c.source == SEED and not c.retracted]
    assert len(seed) > 100
    sample = {}
    for claim in seed:
        sample.setdefault(claim.predicate, []).append(claim)
    cards = {}
    for claims in sample.values():
        for claim in claims[:2]:
            if claim.subject not in cards:
                (card,) = valid(run("what", f"id:{claim.subject}", "--status", "all", "--json").stdout)["results"]
                found = {c["id"] for r in card["relations"] for entry in r["things"] for c in entry["claims"]}
                cards[claim.subject] = found | {n["claim"] for n in [*card["numbers"], *card["milestones"]]}
            assert claim.id in cards[claim.subject], claim


def test_a_spreadsheet_of_the_shipped_data_holds_no_formula(run, shipped):
    rows = sheet(run("who", "does", "advanced packaging", "--format", "csv").stdout)
    assert rows
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row.values())
