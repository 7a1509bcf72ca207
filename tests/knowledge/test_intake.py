"""The one-way import: a small fact base in which every kind of row meets its outcome."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from interposer.errors import DataError
from interposer.knowledge.decisions import TABLES
from interposer.knowledge.facts import FACT_SOURCES, FACTS
from interposer.knowledge.files import load_knowledge, write_table
from interposer.knowledge.intake import OUTCOMES, run_intake
from interposer.store.compile import read_checked

DAY = "2026-01-02"
FACT = {"as_of": "2025", "status": "reported", "source_id": "page", "locator": "p. 1"}


def relation(subject, predicate, target, /, **cells):
    kinds = {
        "TSMC": "Company",
        "Amkor": "Company",
        "CoWoS": "Brand",
        "EMIB": "Brand",
        "leftovers": "Company",
        "B200": "Chip",
    }
    return {
        **FACT,
        "subject": subject,
        "subject_type": kinds[subject],
        "predicate": predicate,
        "object": target,
        "object_type": kinds[target],
        **cells,
    }


def value(subject, predicate, text, unit="", /, **cells):
    kinds = {"TSMC": "Company", "market": "Metric", "AP7": "Site"}
    return {
        **FACT,
        "subject": subject,
        "subject_type": kinds[subject],
        "predicate": predicate,
        "value": text,
        "unit": unit,
        **cells,
    }


ROWS = [
    (relation("TSMC", "offers", "CoWoS"), "claim"),
    (relation("TSMC", "offers", "CoWoS", note="again"), "duplicate"),
    (relation("TSMC", "offers", "EMIB"), "quarantined"),
    (relation("TSMC", "offers", "EMIB", source_id="other"), "rejected"),
    (relation("TSMC", "offers", "leftovers"), "rejected"),
    (relation("Amkor", "packages", "B200"), "claim"),
    (relation("B200", "packages", "Amkor"), "rejected"),
    (relation("Amkor", "offers", "CoWoS", as_of=""), "duplicate"),
    (relation("Amkor", "knows", "TSMC", status="planned", note="says Lee"), "claim"),
    (value("TSMC", "alias", "台积电", "zh"), "name"),
    (value("TSMC", "alias", "台积电", "zh", note="again"), "duplicate"),
    (value("TSMC", "ticker", "TWSE:2330"), "listing"),
    (value("TSMC", "ticker", "2330.TW"), "duplicate"),
    (value("TSMC", "role", "foundry and test", note="says Lee"), "claim"),
    (value("market", "marketSize", "46.1", "billion USD", note="scope: world"), "claim"),
    (value("market", "mood", "good"), "rejected"),
    (value("AP7", "date", "2026-06", "opened"), "claim"),
]
"""The rows of facts.csv (the first is line 2) with the outcome each must have."""


def reading(row, fact, subject, predicate, **cells):
    """Read a row of facts.csv as one claim."""
    filled = {"file": "facts", "row": row, "fact": fact, "subject": subject, "predicate": predicate, **cells}
    return tuple(filled.get(column, "") for column in TABLES["readings"])


DECISIONS = {
    "things": [
        *((n, t, s, "same", "") for n, t, s in [
            ("TSMC", "Company", "tsmc"), ("Amkor", "Company", "amkor"), ("CoWoS", "Brand", "cowos"), ("EMIB", "Brand", "emib"),
            ("B200", "Chip", "blackwell"), ("market", "Metric", "packaging-market"), ("AP7", "Site", "ap7"),
        ]),
        ("leftovers", "Company", "", "drop", "no thing"),
    ],
    "relations": [
        ("offers", "*", "*", "keep", "offers", ""),
        ("packages", "company", "chip", "reverse", "packagedBy", ""),
        ("packages", "chip", "company", "reject", "", "turned round"),
    ],
    "predicates": [
        ("alias", "name", ""), ("date", "milestone", ""), ("knows", "reading", "differs by row"), ("marketSize", "number", ""), ("mood", "number", ""),
        ("offers", "relation", ""), ("packages", "relation", ""), ("role", "role", ""), ("ticker", "listing", ""),
    ],
    "metrics": [("marketSize", "billion USD", "", "market-size", ""), ("mood", "", "", "", "")],
    "milestones": [("opened", "opened", "phase 1", "")],
    "units": [("billion USD", "billion-usd", "")],
    "roles": [("foundry", "foundry"), ("foundry and test", "foundry osat")],
    "exchanges": [("TWSE", "XTAI", "Taiwan")],
    "tickers": [("2330.TW", "", "TWSE:2330", "")],
    "languages": [("zh", "tsmc", "台积电", "zh-Hans", "")],
    "notes": [("says Lee", "Lee", "", "")],
    "sources": [("page", "news", "The Page", "page", "", "en", ""), ("other", "blog", "Other", "other", "", "en", ""), ("unused", "blog", "U", "u", "", "en", "")],
    "rows": [
        ("facts", "4", "TSMC | offers | EMIB", "quarantined", "", "", "the page means Intel"),
        ("facts", "5", "TSMC | offers | EMIB", "rejected", "", "", "copied wrong"),
        ("facts", "9", "Amkor | offers | CoWoS", "duplicate", "", "facts:2", "the same page"),
    ],
    "readings": [
        reading("10", "Amkor | knows | TSMC", "amkor", "partnerOf", object="tsmc", period="2024/2025", status="planned"),
        reading("10", "Amkor | knows | TSMC", "amkor", "suppliesTo", object="tsmc", item="silicon-interposer", polarity="denies"),
    ],
}  # fmt: skip


@pytest.fixture
def ontology(make_ontology):
    """Make the ontology before the first import: no claims, all decision tables."""
    things = {"company": [("amkor", "Amkor", "")], "business-role": [("osat", "assembly and test", "")]}
    folder = make_ontology([], names=(), listings=(), things=things)
    for table, header in TABLES.items():
        write_table(folder / "intake" / f"{table}.csv", header, DECISIONS[table])
    return folder


@pytest.fixture
def facts(tmp_path):
    """Make the fact base."""
    folder = tmp_path / "facts"
    folder.mkdir()
    put_facts(folder, [row for row, _ in ROWS])
    sources = [
        {"source_id": name, "title": f"Page {name}", "publisher": "as printed", "url": f"https://example.org/{name}"}
        for name in ("page", "other", "unused")
    ]
    put(folder / "sources.csv", FACT_SOURCES, sources)
    return folder


def put(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def put_facts(folder, rows, name="facts.csv"):
    put(folder / name, FACTS, rows)


def decide(ontology, table, *rows):
    write_table(ontology / "intake" / f"{table}.csv", TABLES[table], [*DECISIONS[table], *rows])


def undecide(ontology):
    """Take back what was decided on single rows."""
    for table in ("rows", "readings"):
        write_table(ontology / "intake" / f"{table}.csv", TABLES[table], [])


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def claims(ontology):
    problems = []
    known = load_knowledge(ontology, problems).claims
    assert problems == []
    return {(c.subject, c.predicate, c.object or c.value): c for c in known}


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# Outcomes ----------------------------------------------------------------------------------------


def test_every_row_has_its_outcome_and_the_ledger_adds_up(facts, ontology):
    report = run_intake(facts, ontology, DAY)
    assert report.problems == []
    assert [o.outcome for o in report.outcomes] == [outcome for _, outcome in ROWS]
    assert {o.outcome for o in report.outcomes} == set(OUTCOMES)
    assert report.counts() == {name: Counter(outcome for _, outcome in ROWS)[name] for name in OUTCOMES}
    with (ontology / "intake" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        ledger = list(csv.DictReader(file))
    assert [(r["file"], int(r["row"]), r["outcome"]) for r in ledger] == [
        ("facts", n, o) for n, (_, o) in enumerate(ROWS, 2)
    ]


def test_what_was_imported_has_no_problem(facts, ontology):
    run_intake(facts, ontology, DAY)
    assert read_checked([ontology])[2] == []


def test_a_claim_carries_the_row_and_the_decisions_on_it(facts, ontology):
    run_intake(facts, ontology, DAY)
    made = claims(ontology)
    assert set(made) == {
        ("tsmc", "offers", "cowos"), ("tsmc", "offers", "emib"), ("blackwell", "packagedBy", "amkor"), ("tsmc", "hasRole", "foundry"),
        ("tsmc", "hasRole", "osat"), ("packaging-market", "market-size", "46.1"), ("ap7", "opened", "2026-06"),
        ("amkor", "partnerOf", "tsmc"), ("amkor", "suppliesTo", "tsmc"),
    }  # fmt: skip
    offer = made["tsmc", "offers", "cowos"]
    assert (offer.source, offer.period, offer.locator, offer.status, offer.recorded) == (
        "page",
        "2025",
        "p. 1",
        "reported",
        DAY,
    )
    size = made["packaging-market", "market-size", "46.1"]
    assert (size.unit, size.scope_note) == ("billion-usd", "world")
    assert made["ap7", "opened", "2026-06"].scope_note == "phase 1"
    assert made["tsmc", "offers", "emib"].quarantine == "the page means Intel"
    role = made["tsmc", "hasRole", "osat"]
    assert (role.attributed_to, role.note) == ("Lee", "")


def test_names_listings_and_the_sources_in_use_are_written(facts, ontology):
    run_intake(facts, ontology, DAY)
    known = load_knowledge(ontology, [])
    assert [(n.thing, n.name, n.lang, n.source) for n in known.names] == [("tsmc", "台积电", "zh-Hans", "page")]
    assert [(x.company, x.mic, x.ticker, x.source) for x in known.listings] == [("tsmc", "XTAI", "2330", "page")]
    assert {s.id: s.publisher for s in known.sources if s.id in ("page", "other", "unused")} == {"page": "The Page"}


def test_a_duplicate_names_the_row_it_repeats(facts, ontology):
    report = run_intake(facts, ontology, DAY)
    assert {o.row: o.ref for o in report.outcomes if o.outcome == "duplicate"} == {
        3: "facts:2",
        9: "facts:2",
        12: "facts:11",
        14: "facts:13",
    }


def test_the_ids_in_the_ledger_are_those_of_the_claims(facts, ontology):
    report = run_intake(facts, ontology, DAY)
    named = {i for o in report.outcomes if o.outcome in ("claim", "quarantined") for i in o.ref.split()}
    assert named == {c.id for c in claims(ontology).values()}


def test_a_row_that_was_read_becomes_each_claim_of_its_readings_word_for_word(facts, ontology):
    report = run_intake(facts, ontology, DAY)
    made = claims(ontology)
    partner, supply = made["amkor", "partnerOf", "tsmc"], made["amkor", "suppliesTo", "tsmc"]
    assert (partner.period, partner.status, partner.note, partner.attributed_to) == ("2024/2025", "planned", "", "")
    assert (supply.item, supply.polarity, supply.period, supply.status) == (
        "silicon-interposer",
        "denies",
        "",
        "reported",
    )
    assert {(c.source, c.locator, c.recorded) for c in (partner, supply)} == {("page", "p. 1", DAY)}
    assert next(o.ref for o in report.outcomes if o.row == 10).split() == [partner.id, supply.id]


def test_a_reading_goes_before_the_general_tables(facts, ontology):
    decide(ontology, "readings", reading("2", "TSMC | offers | CoWoS", "amkor", "develops", object="cowos"))
    run_intake(facts, ontology, DAY)
    made = claims(ontology)
    assert ("amkor", "develops", "cowos") in made
    assert made["tsmc", "offers", "cowos"].note == "again", "row 3 is the first to say so now"


def test_a_quarantined_row_hides_every_claim_of_its_readings(facts, ontology):
    decide(ontology, "rows", ("facts", "10", "Amkor | knows | TSMC", "quarantined", "", "", "a rumour"))
    report = run_intake(facts, ontology, DAY)
    assert {c.quarantine for key, c in claims(ontology).items() if key[0] == "amkor"} == {"a rumour"}
    assert next(o for o in report.outcomes if o.row == 10).outcome == "quarantined"


def test_a_row_can_be_corrected_by_a_decision(facts, ontology):
    decide(
        ontology, "rows",
        ("facts", "2", "TSMC | offers | CoWoS", "set", "subject", "Amkor", "misread"),
        ("facts", "2", "TSMC | offers | CoWoS", "set", "scope_note", "", "none"),
        ("facts", "2", "TSMC | offers | CoWoS", "set", "polarity", "denies", "the page says it does not"),
    )  # fmt: skip
    assert run_intake(facts, ontology, DAY).problems == []
    assert claims(ontology)["amkor", "offers", "cowos"].polarity == "denies"


def test_a_row_that_says_more_than_an_earlier_one_keeps_what_is_new(facts, ontology):
    rows = [
        value("TSMC", "role", "foundry"),
        value("TSMC", "role", "foundry and test"),
        value("TSMC", "role", "foundry and test"),
    ]
    put_facts(facts, rows)
    undecide(ontology)
    report = run_intake(facts, ontology, DAY)
    assert [o.outcome for o in report.outcomes] == ["claim", "claim", "duplicate"]
    assert {key[2] for key in claims(ontology)} == {"foundry", "osat"}
    assert report.outcomes[1].ref == claims(ontology)["tsmc", "hasRole", "osat"].id


def test_a_sourced_name_takes_the_place_of_the_same_editorial_one(facts, ontology):
    (ontology / "names.csv").write_text(
        "thing,name,lang,kind,match,shared,source,locator\ntsmc,台积电,zh-Hans,short,,,interposer-editorial,\n",
        encoding="utf-8",
    )
    run_intake(facts, ontology, DAY)
    assert [(n.name, n.kind, n.source) for n in load_knowledge(ontology, []).names] == [("台积电", "short", "page")]


def test_fact_files_are_read_in_order_and_named_in_the_ledger(facts, ontology):
    put_facts(facts, [relation("TSMC", "offers", "CoWoS"), relation("Amkor", "offers", "EMIB")], "facts-more.csv")
    report = run_intake(facts, ontology, DAY)
    assert [(o.file, o.row, o.outcome, o.ref) for o in report.outcomes[-2:-1]] == [
        ("facts-more", 2, "duplicate", "facts:2")
    ]
    assert report.outcomes[-1].outcome == "claim"


# Coming back -------------------------------------------------------------------------------------


def test_a_second_import_changes_nothing(facts, ontology):
    run_intake(facts, ontology, DAY)
    before = content(ontology)
    report = run_intake(facts, ontology, "2030-12-31")
    assert report.changed == {}
    assert content(ontology) == before


def test_an_edit_by_hand_survives_and_the_old_claim_does_not_come_back(facts, ontology):
    run_intake(facts, ontology, DAY)
    edit(ontology / "claims/page.csv", "2026-06", "2026-07")
    for _ in range(2):
        run_intake(facts, ontology, DAY)
        assert [key[2] for key in claims(ontology) if key[0] == "ap7"] == ["2026-07"]


def test_a_note_added_by_hand_survives(facts, ontology):
    run_intake(facts, ontology, DAY)
    path = ontology / "claims/page.csv"
    edit(path, "asserts,,Lee,p. 1,,", "asserts,,Lee,p. 2,mine,")
    run_intake(facts, ontology, DAY)
    assert claims(ontology)["tsmc", "hasRole", "osat"].note == "mine"


def test_a_claim_deleted_by_hand_stays_deleted(facts, ontology):
    run_intake(facts, ontology, DAY)
    path = ontology / "claims/page.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith("ap7")))
    for _ in range(2):
        run_intake(facts, ontology, DAY)
        assert not [key for key in claims(ontology) if key[0] == "ap7"]


def test_a_claim_added_by_hand_stays(facts, ontology):
    run_intake(facts, ontology, DAY)
    path = ontology / "claims/page.csv"
    path.write_text(path.read_text() + "amkor,offers,emib,,,,,,,2025,reported,asserts,,,p. 1,,,2026-01-02,,\n")
    run_intake(facts, ontology, DAY)
    assert ("amkor", "offers", "emib") in claims(ontology)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("listings.csv", "p. 1,", "p. 1,main board"),
        ("names.csv", ",name,,,", ",short,,,"),
        ("sources.csv", "The Page", "A Page"),
    ],
)
def test_what_was_mended_in_other_tables_survives(facts, ontology, file, old, new):
    run_intake(facts, ontology, DAY)
    edit(ontology / file, old, new)
    before = content(ontology)
    assert run_intake(facts, ontology, DAY).changed == {}
    assert content(ontology) == before


@pytest.mark.parametrize(("file", "start"), [("names.csv", "tsmc,台积电"), ("listings.csv", "tsmc,XTAI")])
def test_a_name_or_listing_deleted_by_hand_stays_deleted(facts, ontology, file, start):
    run_intake(facts, ontology, DAY)
    path = ontology / file
    path.write_text(
        "".join(line for line in path.read_text(encoding="utf-8").splitlines(True) if not line.startswith(start)),
        encoding="utf-8",
    )
    for _ in range(2):
        run_intake(facts, ontology, DAY)
        assert start not in path.read_text(encoding="utf-8")


def test_a_new_decision_replaces_the_claim_it_changes(facts, ontology):
    run_intake(facts, ontology, DAY)
    decide(
        ontology, "rows", ("facts", "18", "AP7 | date | 2026-06 opened", "set", "status", "planned", "announced only")
    )
    report = run_intake(facts, ontology, "2026-03-04")
    assert report.changed == {"claims/page.csv": (1, 1), "intake/ledger.csv": (1, 1)}
    (opening,) = (c for c in load_knowledge(ontology, []).claims if c.subject == "ap7")
    assert (opening.status, opening.recorded) == ("planned", "2026-03-04")


def test_a_row_that_is_rejected_now_takes_its_claim_and_an_empty_file_away(facts, ontology):
    put_facts(facts, [relation("TSMC", "offers", "CoWoS", source_id="other")])
    undecide(ontology)
    run_intake(facts, ontology, DAY)
    assert (ontology / "claims/other.csv").exists()
    write_table(
        ontology / "intake/rows.csv",
        TABLES["rows"],
        [("facts", "2", "TSMC | offers | CoWoS", "rejected", "", "", "misread")],
    )
    run_intake(facts, ontology, DAY)
    assert not (ontology / "claims/other.csv").exists()


# Several folders ---------------------------------------------------------------------------------


@pytest.fixture
def more(tmp_path, facts):
    """Make a second folder of facts, with the same sources."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "sources.csv").write_bytes((facts / "sources.csv").read_bytes())
    rows = [relation("Amkor", "offers", "CoWoS", source_id="other"), relation("TSMC", "offers", "CoWoS")]
    put_facts(folder, rows, "facts-more.csv")
    return folder


def ledger(ontology):
    with (ontology / "intake" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return [(r["file"], int(r["row"]), r["outcome"], r["ref"]) for r in csv.DictReader(file)]


def test_an_import_of_another_file_leaves_what_earlier_files_made(facts, more, ontology):
    run_intake(facts, ontology, DAY)
    before, booked = claims(ontology), ledger(ontology)
    report = run_intake(more, ontology, "2026-03-04")
    after = claims(ontology)
    assert [o.outcome for o in report.outcomes] == ["claim", "claim"]
    assert set(after) - set(before) == {("amkor", "offers", "cowos")}
    assert {key: after[key] for key in before} == before
    assert [row for row in ledger(ontology) if row[0] == "facts"] == booked
    assert report.changed == {"claims/other.csv": (2, 0), "intake/ledger.csv": (2, 0), "sources.csv": (1, 0)}
    assert run_intake(facts, ontology, DAY).changed == {}
    assert run_intake(more, ontology, DAY).changed == {}


def test_a_claim_of_two_files_stays_until_both_let_it_go(facts, more, ontology):
    run_intake(facts, ontology, DAY)
    run_intake(more, ontology, DAY)
    for file in ("facts-more", "facts"):
        assert ("tsmc", "offers", "cowos") in claims(ontology)
        rows = [
            (file, row, "TSMC | offers | CoWoS", "rejected", "", "", "misread")
            for row in (("3",) if file == "facts-more" else ("2", "3"))
        ]
        decide(ontology, "rows", *rows)
        run_intake(more if file == "facts-more" else facts, ontology, DAY)
    assert ("tsmc", "offers", "cowos") not in claims(ontology)


def test_a_claim_of_two_files_that_was_deleted_by_hand_stays_deleted(facts, more, ontology):
    run_intake(facts, ontology, DAY)
    run_intake(more, ontology, DAY)
    path = ontology / "claims/page.csv"
    path.write_text("".join(x for x in path.read_text().splitlines(True) if not x.startswith("tsmc,offers,cowos")))
    run_intake(more, ontology, DAY)
    run_intake(facts, ontology, DAY)
    assert ("tsmc", "offers", "cowos") not in claims(ontology)


def test_a_fact_file_with_the_name_of_another_folders_is_refused(facts, more, ontology):
    run_intake(facts, ontology, DAY)
    (more / "facts-more.csv").rename(more / "facts.csv")
    places, text = refused(more, ontology)
    assert {rule for _, _, rule in places} == {"stale-decision"}
    assert {file for file, _, _ in places} == {"intake/rows.csv", "intake/readings.csv"}
    assert "facts.csv:4 quotes 'TSMC | offers | EMIB', there is no such row" in text


# Refusals ----------------------------------------------------------------------------------------


def refused(facts, ontology):
    """Run an import that must write nothing, and give what it found."""
    before = content(ontology)
    try:
        problems = run_intake(facts, ontology, DAY).problems
    except DataError as error:
        problems = list(error.problems)
    assert content(ontology) == before
    assert problems
    return [(p.file, p.row, p.rule) for p in problems], " ".join(p.what for p in problems)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (relation("TSMC", "offers", "CoWoS", subject="Nobody"), "'Nobody' [Company] is not in intake/things.csv"),
        (relation("TSMC", "offers", "CoWoS", object_type="Chip"), "'CoWoS' [Chip] is not in intake/things.csv"),
        (relation("TSMC", "adores", "CoWoS"), "predicate 'adores' has no treatment"),
        (relation("TSMC", "packages", "CoWoS"), "no rule in intake/relations.csv for company packages offering"),
        (relation("TSMC", "offers", "CoWoS", source_id="nowhere"), "source 'nowhere' is in no sources file"),
        (relation("TSMC", "offers", "CoWoS", value="7"), "both an object and a value"),
        (relation("TSMC", "offers", "CoWoS", object=""), "neither an object nor a value"),
        (value("TSMC", "role", "wizard"), "role 'wizard' is not in intake/roles.csv"),
        (value("TSMC", "ticker", "2330"), "ticker '2330' names no exchange"),
        (value("market", "marketSize", "7", "furlongs"), "no metric in intake/metrics.csv"),
        (value("AP7", "date", "2026", "wedding"), "event 'wedding' is not in intake/milestones.csv"),
        (relation("Amkor", "knows", "TSMC", source_id="other"), "what 'knows' means differs by row"),
        (relation("TSMC", "offers", "CoWoS", subject_type="Firm"), "'TSMC' [Firm] is not in intake/things.csv"),
    ],
)
def test_an_undecided_row_refuses_everything_and_writes_nothing(facts, ontology, row, what):
    put_facts(facts, [*(row for row, _ in ROWS), row])
    places, text = refused(facts, ontology)
    assert places == [("facts.csv", len(ROWS) + 2, "undecided")]
    assert what in text


def test_every_undecided_row_is_listed(facts, ontology):
    put_facts(facts, [*(row for row, _ in ROWS), *[relation("TSMC", "adores", "CoWoS")] * 3])
    assert len(refused(facts, ontology)[0]) == 3


def test_a_unit_without_a_decision_is_undecided(facts, ontology):
    write_table(ontology / "intake/units.csv", TABLES["units"], [])
    assert "unit 'billion USD' is not in intake/units.csv" in refused(facts, ontology)[1]


@pytest.mark.parametrize("column", ["subject", "object", "item", "scope"])
def test_a_reading_of_an_unknown_thing_is_undecided(facts, ontology, column):
    cells = {"subject": "amkor", "object": "emib", column: "nobody"}
    decide(ontology, "readings", reading("8", "B200 | packages | Amkor", predicate="offers", **cells))
    places, text = refused(facts, ontology)
    assert places == [("facts.csv", 8, "undecided")]
    assert f"the reading's {column} 'nobody' is in no entities file" in text


@pytest.mark.parametrize("treatment", ["later", "", "nubmer"])
def test_an_unknown_treatment_is_undecided(facts, ontology, treatment):
    edit(ontology / "intake/predicates.csv", "mood,number,", f"mood,{treatment},")
    places, text = refused(facts, ontology)
    assert places == [("facts.csv", 17, "undecided")]
    assert f"treats 'mood' as {treatment!r}, which is unknown" in text


@pytest.mark.parametrize(("row", "fact"), [("11", "TSMC | alias | 台积电 zh"), ("13", "TSMC | ticker | TWSE:2330")])
def test_a_name_or_listing_cannot_be_quarantined(facts, ontology, row, fact):
    decide(ontology, "rows", ("facts", row, fact, "quarantined", "", "", "why"))
    places, text = refused(facts, ontology)
    assert places == [("facts.csv", int(row), "undecided")]
    assert "decide 'rejected'" in text


def test_a_thing_that_no_entities_file_holds_is_undecided(facts, ontology):
    edit(ontology / "intake/things.csv", "Company,amkor,", "Company,amkor-inc,")
    assert "in no entities file" in refused(facts, ontology)[1]


@pytest.mark.parametrize("decision", [("mend", "", ""), ("set", "colour", "blue")])
def test_a_decision_that_cannot_be_carried_out_is_undecided(facts, ontology, decision):
    decide(ontology, "rows", ("facts", "2", "TSMC | offers | CoWoS", *decision, "why"))
    assert refused(facts, ontology)[0] == [("facts.csv", 2, "undecided")]


def test_a_source_without_a_decision_is_undecided(facts, ontology):
    edit(ontology / "intake/sources.csv", "other,blog,Other,other,,en,\n", "")
    assert refused(facts, ontology)[0] == [("sources.csv", 3, "undecided")]


def test_a_source_that_comes_twice_is_refused(facts, ontology):
    text = (facts / "sources.csv").read_text()
    (facts / "sources.csv").write_text(text + next(x for x in text.splitlines(True) if x.startswith("other")))
    places, said = refused(facts, ontology)
    assert places == [("sources.csv", 5, "duplicate-source")]
    assert said == "source 'other' comes twice"


def test_two_pages_with_the_id_of_one_source_are_refused_with_both_addresses(facts, ontology):
    put(facts / "sources-more.csv", FACT_SOURCES, [{"source_id": "page", "title": "T", "url": "https://example.org/2"}])
    places, said = refused(facts, ontology)
    assert places == [("sources.csv", 2, "duplicate-source")], "files are read in the order of their names"
    assert "with different addresses: 'https://example.org/2' and 'https://example.org/page'" in said


@pytest.mark.parametrize(("row", "quote"), [("2", "TSMC | offers | EMIB"), ("99", "TSMC | offers | CoWoS")])
def test_a_decision_that_quotes_another_row_is_stale(facts, ontology, row, quote):
    decide(ontology, "rows", ("facts", row, quote, "rejected", "", "", "why"))
    places, text = refused(facts, ontology)
    assert places == [("intake/rows.csv", 0, "stale-decision")]
    assert f"facts.csv:{row}" in text


def test_a_reading_that_quotes_another_row_is_stale(facts, ontology):
    decide(ontology, "readings", reading("2", "TSMC | offers | EMIB", "tsmc", "offers", object="emib"))
    assert refused(facts, ontology)[0] == [("intake/readings.csv", 0, "stale-decision")]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("subject,", "who,", "columns"),
        (",note\n", "\n", "columns"),
        (",note\n", ",note,more\n", "columns"),
        ("46.1", "46.1\x07", "characters"),
        ("again", "=HYPERLINK(1)", "formula"),
        ("again", "-1+cmd|' /C calc'!A0", "formula"),
        ("again", "＠SUM(1)", "formula"),
    ],
)
def test_a_fact_file_of_another_form_is_refused(facts, ontology, old, new, rule):
    edit(facts / "facts.csv", old, new)
    places, _ = refused(facts, ontology)
    assert {(file, found) for file, _, found in places} == {("facts.csv", rule)}, "and no decision is called stale"


@pytest.mark.parametrize("encoding", ["utf-16", "gbk", "utf-8-sig"])
def test_a_fact_file_in_another_encoding_is_refused(facts, ontology, encoding):
    path = facts / "facts.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert {(file, rule) for file, _, rule in refused(facts, ontology)[0]} == {("facts.csv", "encoding")}


def test_a_folder_without_facts_is_refused(tmp_path, ontology):
    with pytest.raises(DataError, match=r"no facts\*\.csv in this folder"):
        run_intake(tmp_path, ontology, DAY)


def test_an_ontology_that_cannot_be_read_is_left_alone(facts, ontology):
    (ontology / "names.csv").write_bytes(b"\xff")
    assert refused(facts, ontology)[0] == [("names.csv", 1, "encoding")]


@pytest.mark.parametrize(
    ("text", "rule"), [("file,row\n", "columns"), ("file,row,outcome,ref,wording,why\nfacts,two,claim,x,,\n", "row")]
)
def test_a_ledger_that_cannot_be_read_refuses_the_import(facts, ontology, text, rule):
    (ontology / "intake" / "ledger.csv").write_text(text)
    assert [(file, found) for file, _, found in refused(facts, ontology)[0]] == [("intake/ledger.csv", rule)]


@pytest.mark.parametrize(
    "failing", ["claims/page.csv", "listings.csv", "names.csv", "sources.csv", "intake/ledger.csv"]
)
def test_an_import_that_could_not_write_everything_is_made_good_by_the_next(facts, ontology, monkeypatch, failing):
    def write(path, header, rows):
        if path == ontology / failing:
            raise OSError(28, "No space left on device", str(path))
        return write_table(path, header, rows)

    with monkeypatch.context() as patch:
        patch.setattr("interposer.knowledge.intake.write_table", write)
        with pytest.raises(DataError, match="cannot be written: No space left on device"):
            run_intake(facts, ontology, DAY)
    run_intake(facts, ontology, DAY)
    known = load_knowledge(ontology, [])
    assert (len(known.claims), len(known.names), len(known.listings), len(ledger(ontology))) == (9, 1, 1, len(ROWS))
    assert run_intake(facts, ontology, DAY).changed == {}


# Bounds ------------------------------------------------------------------------------------------


def test_rows_beyond_the_limit_are_not_read_and_nothing_is_written(facts, ontology, monkeypatch):
    monkeypatch.setattr("interposer.knowledge.intake.MAX_ROWS", 3)
    places, text = refused(facts, ontology)
    assert places == [("facts.csv", 5, "too-many")]
    assert "the rows from here on were not read" in text


@pytest.mark.parametrize("row", [relation("TSMC", "adores", "CoWoS"), relation("TSMC", "offers", "CoWoS", note="=1")])
def test_after_many_problems_the_rest_is_not_read(facts, ontology, monkeypatch, row):
    for module in ("intake", "files", "facts"):
        monkeypatch.setattr(f"interposer.knowledge.{module}.MAX_PROBLEMS", 2)
    put_facts(facts, [row] * 9)
    assert [rule for _, _, rule in refused(facts, ontology)[0]][2:] == ["too-many"]


def test_many_sources_without_a_decision_are_not_all_listed(facts, ontology, monkeypatch):
    monkeypatch.setattr("interposer.knowledge.facts.MAX_PROBLEMS", 2)
    put(
        facts / "sources.csv",
        FACT_SOURCES,
        [{"source_id": f"s{n}", "title": "T", "url": "https://example.org/"} for n in range(9)],
    )
    assert len(refused(facts, ontology)[0]) == 2


def test_a_message_quotes_the_beginning_of_long_cells_only(facts, ontology):
    put_facts(facts, [relation("TSMC", "offers", "CoWoS", subject="x" * 9_000, source_id="other")])
    assert len(refused(facts, ontology)[1]) < 2_000


# Dry run -----------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing_and_tells_what_would_change(facts, ontology):
    before = content(ontology)
    dry = run_intake(facts, ontology, DAY, dry_run=True)
    assert content(ontology) == before
    assert dry.changed == run_intake(facts, ontology, DAY).changed
    assert {name: come for name, (come, _) in dry.changed.items()} == {
        "claims/page.csv": 10, "intake/ledger.csv": len(ROWS) + 1, "listings.csv": 1, "names.csv": 1, "sources.csv": 1,
    }  # fmt: skip
    assert list(dry.changed)[-1] == "intake/ledger.csv", "the ledger is written last"
    assert run_intake(facts, ontology, DAY, dry_run=True).changed == {}


def test_a_claim_keeps_its_id_when_only_its_note_was_decided_anew(facts, ontology):
    run_intake(facts, ontology, DAY)
    before = claims(ontology)["tsmc", "offers", "cowos"]
    assert replace(before, note="other").id == before.id


def test_a_note_and_a_quarantine_decided_anew_reach_the_claim(facts, ontology):
    run_intake(facts, ontology, DAY)
    before = claims(ontology)["tsmc", "hasRole", "osat"]
    decide(ontology, "notes")
    edit(ontology / "intake" / "notes.csv", "says Lee,Lee,", "says Lee,Lee,in a talk")
    decide(ontology, "rows", ("facts", "2", "TSMC | offers | CoWoS", "quarantined", "", "", "the page means UMC"))
    run_intake(facts, ontology, "2026-02-03")
    after = claims(ontology)
    assert after["tsmc", "hasRole", "osat"] == replace(before, note="in a talk")
    assert after["tsmc", "offers", "cowos"].quarantine == "the page means UMC"
    assert run_intake(facts, ontology, DAY).changed == {}


def test_a_note_decided_anew_leaves_a_note_edited_by_hand_alone(facts, ontology):
    run_intake(facts, ontology, DAY)
    name = next(p.name for p in (ontology / "claims").glob("*.csv") if "hasRole" in p.read_text(encoding="utf-8"))
    rows = [list(c) for c in csv.reader((ontology / "claims" / name).read_text(encoding="utf-8").splitlines())]
    for cells in rows[1:]:
        if cells[1:3] == ["hasRole", "osat"]:
            cells[rows[0].index("note")] = "as she said"
    write_table(ontology / "claims" / name, rows[0], rows[1:])
    edit(ontology / "intake" / "notes.csv", "says Lee,Lee,", "says Lee,Lee,in a talk")
    run_intake(facts, ontology, DAY)
    assert claims(ontology)["tsmc", "hasRole", "osat"].note == "as she said"
    assert claims(ontology)["tsmc", "hasRole", "foundry"].note == "in a talk"


# The command -------------------------------------------------------------------------------------

SCRIPT = Path(__file__).parents[2] / "scripts" / "intake"


def command(facts, ontology, *arguments, run=(), recorded=DAY):
    environment = {**os.environ, "INTERPOSER_ONTOLOGY": str(ontology)}
    return subprocess.run(
        [sys.executable, *run, SCRIPT, facts, "--recorded", recorded, *arguments],
        env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def fails(facts, ontology, *arguments, **how):
    """Run a command that must refuse: exit code 1, nothing written, no traceback; gives what it says."""
    before = content(ontology)
    done = command(facts, ontology, *arguments, **how)
    assert content(ontology) == before
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_the_command_counts_rows_and_lines_of_files(facts, ontology):
    done = command(facts, ontology)
    assert (done.returncode, done.stderr) == (0, "")
    counts, *files, last = done.stdout.splitlines()
    assert counts.startswith("6 claim · 1 name · 1 listing")
    assert counts.endswith(f"= {len(ROWS)} rows")
    assert files[0] == "claims/page.csv  +10 -0"
    assert last == "5 files changed"


def test_a_dry_run_says_what_would_change_in_each_file(facts, ontology):
    before = content(ontology)
    dry = command(facts, ontology, "--dry-run")
    assert (dry.returncode, dry.stderr, content(ontology)) == (0, "", before)
    assert dry.stdout.replace("would be changed", "changed") == command(facts, ontology).stdout
    assert command(facts, ontology, "--dry-run").stdout.splitlines()[1:] == ["0 files would be changed"]


@pytest.mark.parametrize("mode", [(), ("--dry-run",)], ids=["run", "dry run"])
def test_the_command_reports_every_refused_row_and_fails(facts, ontology, mode):
    put_facts(facts, [relation("TSMC", "adores", "CoWoS"), relation("Amkor", "offers", "EMIB", subject_type="Firm")])
    undecide(ontology)
    said = fails(facts, ontology, *mode).splitlines()
    assert said[0].startswith("facts.csv:2: predicate 'adores' has no treatment")
    assert said[1].startswith("facts.csv:3: 'Amkor' [Firm] is not in intake/things.csv")
    assert said[2:] == ["2 problems; nothing was written"]


def test_the_command_lists_all_problems_of_a_sources_file(facts, ontology):
    put(
        facts / "sources.csv",
        FACT_SOURCES,
        [{"source_id": f"s{n}", "title": "T", "url": "https://example.org/"} for n in range(30)],
    )
    said = fails(facts, ontology).splitlines()
    assert len(said) == 31
    assert said[-1] == "nothing was imported"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("locator,", "", 1).encode(), "missing column 'locator'"),
        (lambda text: text.replace("note\n", "note,colour\n", 1).encode(), "unknown column 'colour'"),
        (lambda text: text.encode("utf-16"), "the file is not UTF-8"),
        (lambda text: text.encode("gbk"), "the file is not UTF-8"),
        (lambda text: text.encode("utf-8-sig"), "byte order mark"),
        (lambda text: text.replace("again", "=1+1", 1).encode(), "starts like a spreadsheet formula"),
    ],
)  # fmt: skip
def test_the_command_refuses_a_file_of_another_form(facts, ontology, change, said):
    path = facts / "facts.csv"
    path.write_bytes(change(path.read_text(encoding="utf-8")))
    assert said in fails(facts, ontology)


def test_the_command_takes_days_only(facts, ontology):
    done = command(facts, ontology, recorded="yesterday")
    assert (done.returncode, done.stdout) == (2, "")
    assert "invalid day value: 'yesterday'" in done.stderr


def test_the_command_needs_a_folder_of_facts(tmp_path, ontology):
    assert "no facts*.csv in this folder" in fails(tmp_path / "none", ontology)


# Huge files --------------------------------------------------------------------------------------

PEAK = """
import atexit, runpy, sys

def peak():
    status = open("/proc/self/status").read()
    print("peak", status.partition("VmHWM:")[2].split()[0], file=sys.stderr)

atexit.register(peak)
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
SIZE = 32_000_000
HEAD = ",".join(FACTS).encode() + b"\n"
ROW = b"TSMC,Company,%s,CoWoS,Brand,,,2025,reported,other,p. 1,%s\n"
HUGE = {
    "undecided rows": (HEAD, ROW % (b"adores", b"")),
    "rows of another width": (HEAD, b"a,b\n"),
    "empty rows": (HEAD, b"\n"),
    "formulas": (HEAD, ROW % (b"offers", b"=1+1")),
    "undecided rows with long cells": (HEAD, ROW % (b"x" * 9_900, b"y" * 9_900)),
    "more rows than one import takes": (HEAD, ROW % (b"offers", b"")),
    "one enormous line": (HEAD, b"x"),
    "one row of many cells": (HEAD, b","),
    "one row over many lines": (HEAD + b'"', b'","\n'),
    "an enormous header": (b"", b"x,"),
    "a quote that never ends": (HEAD + b'"', b"x\n"),
}
"""How fact files of 32 MB that cannot be imported begin and go on."""


@pytest.fixture
def peak(facts, ontology):
    """Give a function that runs a refused import and tells its peak memory in kB and what it says."""
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from Linux's /proc")

    def run():
        undecide(ontology)
        *said, last = fails(facts, ontology, run=("-c", PEAK)).splitlines()
        return int(last.removeprefix("peak ")), said

    return run


@pytest.mark.parametrize("kind", HUGE)
def test_a_huge_file_is_refused_in_bounded_memory(facts, peak, kind):
    (facts / "facts.csv").write_bytes(HEAD)
    (facts / "facts-2.csv").write_bytes(HEAD + ROW % (b"adores", b""))
    usual, _ = peak()
    start, again = HUGE[kind]
    (facts / "facts.csv").write_bytes(start + again * (SIZE // len(again)))
    most, said = peak()
    assert most - usual < 150_000
    assert len(said) <= 10_050
    assert max(map(len, said)) < 2_000
    assert said[-1].endswith("nothing was written")


def test_a_huge_file_of_sources_is_refused_in_bounded_memory(facts, peak):
    (facts / "facts.csv").write_bytes(HEAD + ROW % (b"adores", b""))
    usual, _ = peak()
    with (facts / "sources.csv").open("a") as file:
        file.writelines(f"s{n},{'t' * 100},P,,https://example.org/{n},,news\n" for n in range(SIZE // 150))
    most, said = peak()
    assert most - usual < 150_000
    assert len(said) <= 10_050
