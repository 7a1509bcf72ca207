"""Every check has a planted defect: each case breaks the tiny ontology in one way and names what must be found."""

from __future__ import annotations

import ast
import csv
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import interposer
from interposer.errors import DataError, Problem
from interposer.knowledge.decisions import TABLES, read_decisions
from interposer.knowledge.facts import FACT_SOURCES, FACTS
from interposer.knowledge.files import CLAIMS, LISTINGS, NAMES, non_canonical, write_table
from interposer.knowledge.intake import LEDGER, run_intake
from interposer.knowledge.location import find_ontology
from interposer.store.compile import compile_ontology, read_checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGE = Path(interposer.__file__).parent
CHECKS = (
    "knowledge/files.py",
    "knowledge/decisions.py",
    "knowledge/facts.py",
    "knowledge/intake.py",
    "store/compile.py",
    "store/claim_checks.py",
    "store/integrity.py",
    "store/vocabulary.py",
)
UNITS = (find_ontology() / "units.ttl").read_text(encoding="utf-8")
ENTITY = ("id", "label", "definition", "notation", "note")


@dataclass(frozen=True)
class Case:
    """One defect: how to plant it, and the rule and place that must be reported."""

    rule: str
    place: str
    plant: Callable[[Path], None]
    note: str = ""


# Planting ----------------------------------------------------------------------------------------


def cell(file: str, row: int, column: str, value: str) -> Callable[[Path], None]:
    """Change one cell of a table."""

    def plant(folder: Path) -> None:
        rows = list(csv.reader((folder / file).read_text(encoding="utf-8").splitlines()))
        rows[row - 1][rows[0].index(column)] = value
        with (folder / file).open("w", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)

    return plant


def add(file: str, *lines: str | bytes) -> Callable[[Path], None]:
    """Add raw lines at the end of a file."""

    def plant(folder: Path) -> None:
        with (folder / file).open("ab") as out:
            out.writelines((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)

    return plant


def put(file: str, header: tuple[str, ...], *rows: dict[str, str]) -> Callable[[Path], None]:
    """Write a table anew."""

    def plant(folder: Path) -> None:
        (folder / file).parent.mkdir(exist_ok=True)
        with (folder / file).open("w", newline="") as out:
            writer = csv.DictWriter(out, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return plant


def claims(source: str, *rows: dict[str, str]) -> Callable[[Path], None]:
    """Write the claims of one source anew."""
    usual = {"status": "reported", "polarity": "asserts", "locator": "p. 1", "recorded": "2026-01-02"}
    return put(f"claims/{source}.csv", CLAIMS, *({**usual, **row} for row in rows))


def link(subject: str, predicate: str, target: str, **cells: str) -> dict[str, str]:
    return {"subject": subject, "predicate": predicate, "object": target, **cells}


def size(**cells: str) -> dict[str, str]:
    return {"subject": "packaging-market", "predicate": "market-size", "value": "46.1", "unit": "billion-usd", **cells}


def opened(**cells: str) -> dict[str, str]:
    return {"subject": "ap7", "predicate": "opened", "value": "2026", **cells}


def both(*plants: Callable[[Path], None]) -> Callable[[Path], None]:
    def plant(folder: Path) -> None:
        for one in plants:
            one(folder)

    return plant


def remove(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def page(column: str, value: str) -> Callable[[Path], None]:
    """Change the source digest-one, which no claim of the tiny world uses."""
    return cell("sources.csv", 4, column, value)


def name(**cells: str) -> Callable[[Path], None]:
    usual = {"thing": "tsmc", "name": "Morris's", "lang": "en", "kind": "name", "source": "news-one"}
    return put("names.csv", NAMES, {**usual, **cells})


def thing(kind: str, *rows: dict[str, str]) -> Callable[[Path], None]:
    return put(f"entities/{kind}.csv", ENTITY, *rows)


def listing(**cells: str) -> Callable[[Path], None]:
    usual = {"company": "tsmc", "mic": "XTAI", "ticker": "2330", "source": "news-one"}
    return put("listings.csv", LISTINGS, {**usual, **cells})


TSMC = link("tsmc", "offers", "cowos")
DIE = {"id": "die-x", "label": "Die X"}
NEW = "claims/forum-one.csv:2"

DATA = [
    # Tables
    Case("encoding", "names.csv:5", add("names.csv", b"\xff\xfe"), "not UTF-8"),
    Case("columns", "names.csv:1", put("names.csv", (*NAMES, "colour")), "unknown column"),
    Case("columns", "names.csv:1", put("names.csv", NAMES[1:]), "missing column"),
    Case("columns", "sources.csv:13", add("sources.csv", "half,a,row"), "ragged row"),
    Case("characters", "names.csv:2", name(name="red \x1b[31m"), "control characters"),
    Case("characters", "names.csv:2", name(name="x" * 10_001), "too long"),
    Case("csv", "names.csv:5", add("names.csv", '"open'), "open quote"),
    Case("csv", "names.csv:4", add("names.csv", "x" * 1_000_001), "enormous line"),
    Case("formula", "names.csv:2", name(name="=HYPERLINK(1)"), "equals sign"),
    Case("formula", "names.csv:2", name(name="-1+cmd|' /C calc'!A0"), "signed number that goes on"),
    Case("formula", NEW, claims("forum-one", {**TSMC, "note": "@SUM(1)"}), "at sign"),
    Case("too-many", "names.csv:10005", add("names.csv", *["half,a,row"] * 10_001), "problems"),
    Case("unreadable", "names.csv", both(remove("names.csv"), lambda folder: (folder / "names.csv").mkdir()), "no file"),
    # Things
    Case("duplicate-id", "entities/system.csv:2", thing("system", {"id": "blackwell", "label": "Blackwell"})),
    Case("slug", "entities/die.csv:2", thing("die", {"id": "Die_X", "label": "Die X"})),
    Case("class", "entities/robot.csv:2", thing("robot", {"id": "r2", "label": "R2"})),
    Case("label", "entities/die.csv:2", thing("die", {**DIE, "label": ""})),
    Case("definition", "entities/technology.csv:2", cell("entities/technology.csv", 2, "definition", "")),
    Case("unit-family", "entities/metric.csv:3", cell("entities/metric.csv", 3, "unit_family", "love"), "of a metric"),
    Case("unit-family", "entities/metric.csv:3", cell("entities/metric.csv", 3, "unit_family", "money love"), "second of a metric"),
    Case("unit-family", "entities/metric.csv:3", cell("entities/metric.csv", 3, "unit_family", ""), "none of a metric"),
    # Names and listings
    Case("unknown-thing", "names.csv:2", name(thing="nobody"), "in a name"),
    Case("missing-source", "names.csv:2", name(source="nowhere"), "of a name"),
    Case("language", "names.csv:2", name(lang="tlh")),
    Case("name-kind", "names.csv:2", name(kind="pet")),
    Case("name", "names.csv:2", name(name=""), "empty"),
    Case("name", "names.csv:2", name(match="maybe"), "unknown match"),
    Case("name", "names.csv:2", name(shared="no"), "unknown sharing"),
    Case("name-collision", "names.csv:2", name(thing="intel", name="T.S.M.C".replace(".", "-"))),
    Case("name-collision", "entities/offering.csv:3", thing("die", {**DIE, "notation": "cowos l"}), "of two things"),
    Case("unknown-thing", "listings.csv:2", listing(company="nobody"), "in a listing"),
    Case("missing-source", "listings.csv:2", listing(source="nowhere"), "of a listing"),
    Case("listing", "listings.csv:2", listing(mic="Taipei"), "no MIC"),
    Case("listing", "listings.csv:2", listing(ticker=""), "no ticker"),
    Case("listing", "listings.csv:2", listing(ticker="23 30"), "ticker with a blank"),
    Case("period", "listings.csv:2", listing(period="soon"), "of a listing"),
    # Sources
    Case("duplicate-source", "sources.csv:13", lambda folder: add("sources.csv", (folder / "sources.csv").read_text().splitlines()[3])(folder)),
    Case("slug", "sources.csv:4", page("id", "Digest One"), "of a source"),
    Case("source", "sources.csv:4", page("title", "")),
    Case("source-kind", "sources.csv:4", page("kind", "gossip")),
    Case("source-family", "sources.csv:4", page("family", "Digest One")),
    Case("url", "sources.csv:4", page("url", "javascript:alert(1)")),
    Case("period", "sources.csv:4", page("published", "2026-Q1"), "of a source"),
    # Claims
    Case("duplicate-claim", "claims/forum-one.csv:3", claims("forum-one", TSMC, {**TSMC, "note": "again"})),
    Case("missing-source", "claims/nowhere.csv:2", claims("nowhere", TSMC)),
    Case("unknown-thing", NEW, claims("forum-one", link("nobody", "offers", "cowos")), "subject"),
    Case("unknown-thing", NEW, claims("forum-one", link("", "offers", "cowos")), "no subject"),
    Case("unknown-thing", NEW, claims("forum-one", link("tsmc", "offers", "nothing")), "object"),
    Case("unknown-thing", NEW, claims("forum-one", {**TSMC, "item": "nothing"}), "item"),
    Case("unknown-thing", NEW, claims("forum-one", size(scope="nowhere")), "scope"),
    Case("object-or-value", NEW, claims("forum-one", {**TSMC, "value": "7"}), "both"),
    Case("object-or-value", NEW, claims("forum-one", {**TSMC, "object": ""}), "neither"),
    Case("status", NEW, claims("forum-one", {**TSMC, "status": "true"})),
    Case("polarity", NEW, claims("forum-one", {**TSMC, "polarity": "maybe"})),
    Case("polarity", NEW, claims("forum-one", size(polarity="denies")), "a number denied"),
    Case("locator", NEW, claims("forum-one", {**TSMC, "locator": ""})),
    Case("supersedes", NEW, claims("forum-one", {**TSMC, "supersedes": "0123456789abcdef"})),
    Case("period", NEW, claims("forum-one", {**TSMC, "period": "2026-13"})),
    Case("period", NEW, claims("forum-one", {**TSMC, "stated_on": "2026-Q1"}), "stated on a quarter"),
    Case("recorded", NEW, claims("forum-one", {**TSMC, "recorded": ""}), "missing"),
    Case("recorded", NEW, claims("forum-one", {**TSMC, "recorded": "2026"}), "no day"),
    Case("retracted", NEW, claims("forum-one", {**TSMC, "retracted": "2026-02-30"})),
    Case("reported-after-page", NEW, both(
        cell("sources.csv", 6, "published", "2025-12"), claims("forum-one", {**TSMC, "period": "2026"}),
    )),
    Case("unknown-predicate", NEW, claims("forum-one", link("tsmc", "adores", "cowos"))),
    Case("relation", NEW, claims("forum-one", {**TSMC, "object": "", "value": "7"})),
    Case("editorial", "claims/interposer-editorial.csv:2", claims("interposer-editorial", TSMC)),
    Case("irreflexive", NEW, claims("forum-one", link("cowos", "variantOf", "cowos"))),
    Case("same-class", NEW, claims("forum-one", link("hybrid-bonding", "subtypeOf", "3d-packaging"))),
    Case("domain-range", NEW, claims("forum-one", link("cowos", "offers", "cowos-l")), "subject"),
    Case("domain-range", NEW, claims("forum-one", link("tsmc", "offers", "taiwan")), "object"),
    Case("stray", NEW, claims("forum-one", {**TSMC, "unit": "percent"}), "unit of a relation"),
    Case("stray", NEW, claims("forum-one", size(item="cowos")), "item of a number"),
    Case("stray", NEW, claims("forum-one", opened(basis="basis-nominal")), "basis of a milestone"),
    Case("basis", NEW, claims("forum-one", size(basis="nominal"))),
    Case("value", NEW, claims("forum-one", size(value="many")), "no number"),
    Case("value", NEW, claims("forum-one", opened(value="soon")), "no date"),
    Case("value", NEW, claims("forum-one", {**size(), "value": "", "object": "cowos"}), "a number with an object"),
    Case("unit", NEW, claims("forum-one", opened(unit="percent"))),
    Case("unknown-unit", NEW, claims("forum-one", size(unit="furlong")), "not declared"),
    Case("unknown-unit", NEW, claims("forum-one", size(unit="")), "none"),
    Case("unit-family", NEW, claims("forum-one", size(unit="wafer-per-month")), "of another metric"),
    Case("unit-family", NEW, both(
        cell("entities/metric.csv", 3, "unit_family", "money share"), claims("forum-one", size(unit="wafer-per-month")),
    ), "of none of two"),
    Case("cycle", "claims/interposer-editorial.csv:2", claims(
        "interposer-editorial", link("2-5d-packaging", "subtypeOf", "3d-packaging"), link("3d-packaging", "subtypeOf", "2-5d-packaging"),
    ), "of one relation"),
    Case("cycle", NEW, claims(
        "forum-one", link("cowos", "succeeds", "emib"), link("emib", "succeeds", "cowos-l"), link("cowos-l", "succeeds", "cowos"),
    ), "of three"),
    Case("cycle", NEW, claims("forum-one", link("cowos", "variantOf", "cowos-l")), "closed across files"),
]  # fmt: skip

COMPILED = [
    Case("turtle", f"units.ttl:{len(UNITS.splitlines()) + 1}", add("units.ttl", "unit:x a ."), "malformed"),
    Case("turtle", "vocabulary.ttl", remove("vocabulary.ttl"), "missing"),
    Case("rule", "rules/99-new.rq", put("rules/99-new.rq", ("CONSTRUCT {",)), "malformed"),
    Case("rule", "rules/99-new.rq", lambda folder: (folder / "rules/99-new.rq").write_bytes(b"\xff"), "not UTF-8") ,
]  # fmt: skip

TABLED = [
    Case("missing", "intake/units.csv", remove("units.csv")),
    Case("row", "intake/rows.csv:2", put("rows.csv", TABLES["rows"], {"file": "facts", "row": "two"})),
    Case("row", "intake/readings.csv:2", put("readings.csv", TABLES["readings"], {"file": "facts", "row": ""})),
    Case("columns", "intake/predicates.csv:1", put("predicates.csv", ("predicate", "why")), "missing column"),
]

FACT = {"subject": "TSMC", "subject_type": "Company", "predicate": "offers", "object": "CoWoS", "object_type": "Brand",
        "as_of": "2025", "status": "reported", "source_id": "page", "locator": "p. 1"}  # fmt: skip
PAGE = {"source_id": "page", "title": "The Page", "url": "https://example.org/", "kind": "news"}
SETTLED = {
    "things": (
        {"name": "TSMC", "type": "Company", "thing": "tsmc"},
        {"name": "CoWoS", "type": "Brand", "thing": "cowos"},
    ),
    "predicates": ({"predicate": "offers", "treatment": "relation"},),
    "relations": (
        {"predicate": "offers", "subject_class": "*", "object_class": "*", "action": "keep", "target": "offers"},
    ),
    "sources": ({"source_id": "page", "kind": "news", "publisher": "P", "family": "p"},),
}


def facts(*rows: dict[str, str]) -> Callable[[Path], None]:
    return put("facts/facts.csv", FACTS, *rows)


def decision(table: str, **cells: str) -> Callable[[Path], None]:
    return put(f"intake/{table}.csv", TABLES[table], {"file": "facts", "row": "2", **cells})


IMPORTED = [
    Case("undecided", "facts.csv:3", facts(FACT, {**FACT, "subject_type": "Firm"}), "type of a thing"),
    Case("undecided", "facts.csv:3", facts(FACT, {**FACT, "predicate": "adores"}), "predicate"),
    Case("undecided", "facts.csv:3", facts(FACT, {**FACT, "source_id": "nowhere"}), "source of a fact"),
    Case("undecided", "facts.csv:2", decision("rows", fact="TSMC | offers | CoWoS", decision="mend"), "decision"),
    Case("undecided", "facts.csv:2", decision("readings", fact="TSMC | offers | CoWoS", subject="nobody"), "reading"),
    Case("undecided", "sources.csv:2", put("intake/sources.csv", TABLES["sources"]), "source"),
    Case("duplicate-source", "sources.csv:3", put("facts/sources.csv", FACT_SOURCES, PAGE, PAGE), "same address"),
    Case("duplicate-source", "sources.csv:3", put(
        "facts/sources.csv", FACT_SOURCES, PAGE, {**PAGE, "url": "https://example.org/2"},
    ), "other address"),
    Case("stale-decision", "intake/rows.csv", decision("rows", fact="TSMC | offers | EMIB", decision="kept")),
    Case("stale-decision", "intake/readings.csv", decision("readings", row="9", fact="TSMC | offers | CoWoS"), "no row"),
    Case("too-many", "facts.csv:10002", facts(*[{**FACT, "predicate": "adores"}] * 10_001), "undecided rows"),
    Case("row", "intake/ledger.csv", put("intake/ledger.csv", LEDGER, {"file": "facts", "row": "two"}), "of the ledger"),
    Case("formula", "facts.csv:2", facts({**FACT, "note": "=1+1"}), "in a fact"),
    Case("columns", "sources.csv:1", put("facts/sources.csv", FACT_SOURCES[1:]), "of a sources file"),
    Case("columns", "facts.csv:1", put("facts/facts.csv", (*FACTS, "colour")), "of a fact file"),
]  # fmt: skip

ORDERED = [
    Case("canonical-order", "names.csv", add("names.csv", "2-5d-packaging,a,en,name,,,news-one,"), "order"),
    Case(
        "canonical-order",
        "entities/chip.csv",
        add("entities/chip.csv", "blackwell-2,B2,,,", "blackwell-2,B2,,,"),
        "twice",
    ),
]


def ids(cases: list[Case]) -> list[str]:
    return [f"{case.rule}: {case.note}" if case.note else case.rule for case in cases]


def found(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(p.rule, f"{p.file}:{p.row}" if p.row else p.file) for p in problems}


# The checks --------------------------------------------------------------------------------------


def test_the_tiny_world_has_no_problem(tiny):
    assert read_checked([tiny])[2] == []
    assert non_canonical(tiny) == []


@pytest.mark.parametrize("case", DATA, ids=ids(DATA))
def test_a_defect_in_the_data_is_found_where_it_stands(tiny, case):
    case.plant(tiny)
    with pytest.raises(DataError, match=r"nothing was compiled") as caught:
        compile_ontology([tiny])
    assert (case.rule, case.place) in found(list(caught.value.problems))
    assert all(problem.what and problem.mend for problem in caught.value.problems)


@pytest.mark.parametrize("case", COMPILED, ids=ids(COMPILED))
def test_a_defect_in_the_declarations_is_found_where_it_stands(tiny, case):
    case.plant(tiny)
    with pytest.raises(DataError) as caught:
        compile_ontology([tiny])
    assert found(list(caught.value.problems)) == {(case.rule, case.place)}


@pytest.mark.parametrize("case", TABLED, ids=ids(TABLED))
def test_a_defect_in_the_decision_tables_is_found_where_it_stands(tmp_path, case):
    for table, header in TABLES.items():
        write_table(tmp_path / f"{table}.csv", header, [])
    case.plant(tmp_path)
    with pytest.raises(DataError) as caught:
        read_decisions(tmp_path)
    assert found(list(caught.value.problems)) == {(case.rule, case.place)}


@pytest.fixture
def imported(tiny):
    """Make an ontology with one fact beside it that the decision tables settle."""
    for table, header in TABLES.items():
        put(f"intake/{table}.csv", header, *SETTLED.get(table, ()))(tiny)
    facts(FACT)(tiny)
    put("facts/sources.csv", FACT_SOURCES, PAGE)(tiny)
    return tiny


def test_the_small_import_has_no_problem(imported):
    assert [o.outcome for o in run_intake(imported / "facts", imported, "2026-01-02").outcomes] == ["claim"]


@pytest.mark.parametrize("case", IMPORTED, ids=ids(IMPORTED))
def test_a_defect_in_an_import_is_found_where_it_stands_and_nothing_is_written(imported, case):
    case.plant(imported)
    before = {path: path.read_bytes() for path in imported.rglob("*.csv")}
    try:
        problems = run_intake(imported / "facts", imported, "2026-01-02").problems
    except DataError as error:
        problems = list(error.problems)
    assert (case.rule, case.place) in found(problems)
    assert all(problem.what and problem.mend for problem in problems)
    assert {path: path.read_bytes() for path in imported.rglob("*.csv")} == before


@pytest.mark.parametrize("case", ORDERED, ids=ids(ORDERED))
def test_a_table_in_another_form_is_found_and_mended(tiny, case):
    case.plant(tiny)
    assert found(non_canonical(tiny)) == {(case.rule, case.place)}
    non_canonical(tiny, mend=True)
    assert non_canonical(tiny) == []


# None is missing ---------------------------------------------------------------------------------


def rule_ids(source: str) -> Iterator[str]:
    """Yield every rule id that a module can report, read from its syntax.

    A rule is the first argument of `problem(…)`, the third of `Problem(…)`, or the first of the three texts that a
    function annotated as returning them gives. A rule held in a variable is followed to the loop that sets it.
    """
    tree = ast.parse(source)
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        loops = list(_loops(function))
        gives_texts = function.returns and "tuple[str, str, str]" in ast.unparse(function.returns)
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = {"problem": 0, "Problem": 2}.get(called)
                if place is None or isinstance(node.args[min(place, len(node.args) - 1)], ast.Starred):
                    continue
                yield from _texts(node.args[place], loops)
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and gives_texts:
                yield from _texts(node.value.elts[0], loops)


def _loops(function: ast.FunctionDef) -> Iterator[dict[str, list[str]]]:
    """Yield variable → its values for each loop over a written-out tuple."""
    for loop in (node for node in ast.walk(function) if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple)):
        names = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
        rows = [row.elts if isinstance(row, ast.Tuple) else [row] for row in loop.iter.elts]
        columns = zip(*rows, strict=True)
        yield {
            ast.unparse(variable): [value.value for value in column]
            for variable, column in zip(names, columns, strict=True)
            if all(isinstance(value, ast.Constant) for value in column)
        }


def _texts(node: ast.expr, loops: list[dict[str, list[str]]]) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value]
    variable = next(part for part in ast.walk(node) if isinstance(part, ast.Name)).id
    values = [value for loop in loops for value in loop.get(variable, ())]
    assert values, f"cannot tell which rules {ast.unparse(node)} may name"
    if isinstance(node, ast.Name):
        return values
    assert isinstance(node, ast.JoinedStr)
    return [
        "".join(value if isinstance(part, ast.FormattedValue) else part.value for part in node.values)
        for value in values
    ]


def test_every_rule_has_a_planted_defect():
    known = {rule for name in CHECKS for rule in rule_ids((PACKAGE / name).read_text(encoding="utf-8"))}
    planted = {case.rule for case in [*DATA, *COMPILED, *TABLED, *IMPORTED, *ORDERED]}
    assert len(known) > 40
    assert known - planted == set(), "these rules have no planted defect"
    assert planted - known == set(), "no module reports these rules"


def test_rule_ids_are_read_from_every_form_of_report():
    source = """
def one(problem, Problem):
    for column, text in (("status", a), ("polarity", b)):
        yield problem(column, text, "")
    for rule, records in (("id", a), ("claim", b)):
        yield place.problem(f"duplicate-{rule}", "", "")
    yield Problem("file", 1, "csv", "", "")
    yield Problem("file", 1, "twice", *texts)
    yield Problem("file", 1, *texts)
def two() -> tuple[str, str, str] | None:
    return "columns", "", ""
"""
    assert sorted(rule_ids(source)) == [
        "columns",
        "csv",
        "duplicate-claim",
        "duplicate-id",
        "polarity",
        "status",
        "twice",
    ]


def test_a_defect_is_reported_for_an_overlay_too(tiny, tmp_path):
    overlay = tmp_path / "mine"
    claims_of = overlay / "claims"
    claims_of.mkdir(parents=True)
    shutil.copyfile(tiny / "claims/news-one.csv", claims_of / "news-one.csv")
    problems = read_checked([tiny, overlay])[2]
    assert {problem.rule for problem in problems} == {"duplicate-claim"}
    assert {problem.file for problem in problems} == {"mine/claims/news-one.csv"}
