"""The public question set: well-formed, true on the shipped data, and fairly scored."""

import csv
import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from interposer.knowledge.files import load_knowledge

FOLDER = Path(__file__).parent / "benchmark"
COLUMNS = ["id", "lang", "intent", "question", "gold", "must", "must_not", "note"]
INTENTS = {
    "who-does", "what-is-in", "who-supplies", "where", "number", "compare", "path", "impact", "alternatives", "sources",
    "when",
}  # fmt: skip
VARIABLES = {"things": "?a", "claims": "?a", "ambiguous": "?a", "numbers": "?value ?unit ?period", "dates": "?value"}
OF_CLAIM = {
    "numbers": "?c ip:rawValue ?value . OPTIONAL { ?c ip:unit ?unit } OPTIONAL { ?c ip:periodLabel ?period }",
    "dates": "OPTIONAL { ?c ip:rawValue ?date } OPTIONAL { ?c ip:periodLabel ?on } BIND(COALESCE(?date, ?on) AS ?value)",
    "claims": "?c prov:hadPrimarySource ?a",
}


def _load_scorer():
    spec = importlib.util.spec_from_file_location("benchmark_score", FOLDER / "score.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


scorer = _load_scorer()


def read(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DEVELOPMENT, HELD_OUT, PRACTICE = read("development.csv"), read("held-out.csv"), read("practice.csv")
ALL = [*DEVELOPMENT, *HELD_OUT]


@pytest.fixture(scope="module")
def knowledge(ontology):
    return load_knowledge(ontology, [])


def values_of(knowledge):
    return [" ".join(filter(None, (c.value, c.unit, c.period))) for c in knowledge.claims if c.value]


# The set -----------------------------------------------------------------------------------------


def test_sixty_questions_are_for_development_and_forty_are_held_out():
    assert [q["id"] for q in DEVELOPMENT] == [f"d{n:02}" for n in range(1, 61)]
    assert [q["id"] for q in HELD_OUT] == [f"k{n:02}" for n in range(1, 41)]
    assert len({q["question"] for q in ALL}) == 100
    assert len({q["question"] for q in [*ALL, *PRACTICE]}) == 100 + len(PRACTICE)


def test_held_out_questions_have_other_evidence_than_development_questions():
    assert not {q["note"] for q in DEVELOPMENT} & {q["note"] for q in HELD_OUT}


@pytest.mark.parametrize("name", ["development.csv", "held-out.csv", "practice.csv"])
def test_the_file_is_canonical(name, tmp_path):
    rows = read(name)
    assert all(list(row) == COLUMNS for row in rows)
    assert all(value == " ".join(value.split()) for row in rows for value in row.values())
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_every_intent_is_asked_five_times_and_in_both_files():
    counts = Counter(q["intent"] for q in ALL)
    assert set(counts) == {q["intent"] for q in DEVELOPMENT} == {q["intent"] for q in HELD_OUT} == INTENTS
    assert min(counts.values()) >= 5


def test_sixty_questions_are_english_and_forty_chinese_in_both_scripts():
    assert Counter(q["lang"][:2] for q in ALL) == {"en": 60, "zh": 40}
    assert min(Counter(q["lang"] for q in ALL if q["lang"] != "en").values()) >= 3
    assert {q["lang"] for q in ALL} == {"en", "zh-Hans", "zh-Hant", "zh"}
    assert all(bool(re.search(r"[一-鿿]", q["question"])) == (q["lang"] != "en") for q in ALL)


def test_fifteen_questions_are_not_in_the_graph_or_ask_back():
    golds = Counter(q["gold"] for q in ALL)
    assert set(golds) == {*scorer.OPEN, "yes", "no", "unknown", "ambiguous"}
    assert golds["unknown"] >= 8
    assert golds["unknown"] + golds["ambiguous"] >= 15


@pytest.mark.parametrize("question", [*ALL, *PRACTICE], ids=lambda q: q["id"])
def test_the_cells_fit_the_gold(question):
    gold, note = question["gold"], question["note"]
    must, must_not = scorer.items(gold, question["must"]), scorer.items(gold, question["must_not"])
    assert must == sorted(set(must))
    assert must_not == sorted(set(must_not))
    assert not set(must) & set(must_not)
    assert bool(must) == (gold in {*scorer.OPEN, "ambiguous"})
    assert bool(must_not) == (gold in scorer.OPEN), "without a must_not, listing everything would pay"
    assert gold != "ambiguous" or 2 <= len(must) <= scorer.CANDIDATES
    assert gold != "path" or all(f"id:{thing} " in f"{note} " for thing in must)


def test_every_id_is_known(knowledge):
    things, sources = {e.id for e in knowledge.entities}, {s.id for s in knowledge.sources}
    for question in [*ALL, *PRACTICE]:
        if question["gold"] not in scorer.VALUES:
            named = {*question["must"].split(), *question["must_not"].split()}
            assert named <= (sources if question["gold"] == "claims" else things), question["id"]
        assert set(re.findall(r"\bid:([\w-]+)", question["note"])) <= things, question["id"]


@pytest.mark.parametrize("question", [*ALL, *PRACTICE], ids=lambda q: q["id"])
def test_the_gold_holds_on_the_data(question, shipped_store):
    gold = question["gold"]
    pattern = f"{{ {question['note']} {OF_CLAIM.get(gold, '')} }}"
    rows = shipped_store.select(f"SELECT DISTINCT {VARIABLES.get(gold, '*')} WHERE {pattern}")
    if gold not in VARIABLES:
        assert bool(rows) == (gold != "unknown")
        return
    found = [" ".join(str(getattr(term, "slug", term)) for term in row if term is not None) for row in rows]
    for wanted in scorer.items(gold, question["must"]):
        assert any(scorer.matches(wanted, item) for item in found), f"{wanted} is not among {found}"
    for tempting in scorer.items(gold, question["must_not"]):
        assert not any(scorer.matches(tempting, item) for item in found), f"{tempting} is among {found}"


def test_a_must_not_of_a_number_or_date_is_a_value_of_the_graph(knowledge):
    values = [*values_of(knowledge), *(claim.period for claim in knowledge.claims if claim.period)]
    for question in [*ALL, *PRACTICE]:
        if question["gold"] in scorer.VALUES:
            for tempting in scorer.items(question["gold"], question["must_not"]):
                assert any(scorer.matches(tempting, value) for value in values), (question["id"], tempting)


# The scorer --------------------------------------------------------------------------------------


def perfect(question):
    answer = scorer.items(question["gold"], question["must"])
    return {"id": question["id"], "answer": answer, "kind": question["gold"]}


def asked(gold, must="", must_not="", **answer):
    question = {"id": "q", "intent": "where", "question": "?", "gold": gold, "must": must, "must_not": must_not}
    return scorer.score([question], [{"id": "q", **answer}])


def test_perfect_answers_get_every_point():
    result = scorer.score(ALL, map(perfect, ALL))
    assert (result.right, result.asked, result.misses) == (100, 100, [])
    assert all(right == of for right, of in result.intents.values())
    assert set(result.intents) == INTENTS


def test_no_answers_get_no_point():
    result = scorer.score(ALL, [])
    assert (result.right, result.asked) == (0, 100)
    assert {miss.why for miss in result.misses} == {"no answer"}


@pytest.mark.parametrize("kind", [*scorer.OPEN, "yes", "no", "unknown", "ambiguous"])
def test_an_agent_that_lists_everything_gets_next_to_no_point(kind, knowledge):
    everything = [record.id for record in [*knowledge.entities, *knowledge.sources]] + values_of(knowledge)
    result = scorer.score(ALL, [{"id": q["id"], "answer": everything, "kind": kind} for q in ALL])
    assert result.right == (sum(q["gold"] == kind for q in ALL) if kind in {"yes", "no"} else 0)


def test_an_agent_that_never_knows_gets_the_unknown_questions_only():
    result = scorer.score(ALL, [{"id": q["id"], "answer": [], "kind": "unknown"} for q in ALL])
    assert result.right == sum(q["gold"] == "unknown" for q in ALL)


def test_wrong_answers_get_no_point():
    wrong = [{"id": q["id"], "answer": scorer.items(q["gold"], q["must_not"]), "kind": "things"} for q in ALL]
    assert scorer.score(ALL, wrong).right == 0


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"answer": ["tsmc", "umc"], "kind": "things"}, ""),
        ({"answer": ["https://w3id.org/interposer/id/tsmc", "TSMC"], "kind": "path"}, ""),
        ({"answer": ["umc"], "kind": "things"}, "lacks tsmc"),
        ({"answer": ["tsmc", "intel"], "kind": "things"}, "wrongly has intel"),
        ({"answer": ["tsmc-arizona"], "kind": "things"}, "lacks tsmc"),
        ({"answer": ["tsmc"], "kind": "unknown"}, "said 'unknown', gold has things"),
        ({"answer": ["tsmc"], "kind": "ambiguous"}, "said 'ambiguous', gold has things"),
        ({"answer": ["tsmc"]}, "said None, gold has things"),
        ({"answer": "tsmc", "kind": "things"}, "`answer` is not a list"),
        ({"answer": [""], "kind": "things"}, "lacks tsmc"),
    ],
)
def test_a_list_counts_when_it_has_what_it_must_and_nothing_it_must_not(answer, why):
    assert [m.why for m in asked("things", "tsmc", "intel", **answer).misses] == [why] * bool(why)


@pytest.mark.parametrize(
    ("item", "right"),
    [
        ("5.0 billion-usd 2024", True),
        ("5 Billion-USD 2024 reported", True),
        ("5.0 billion-usd", False),
        ("5.0 billion-cny 2024", False),
        ("15.0 billion-usd 2024", False),
        ("2024 5.0 billion-usd", False),
    ],
)
def test_a_number_is_its_value_unit_and_period(item, right):
    assert asked("numbers", "5.0 billion-usd 2024", answer=[item], kind="numbers").right == right


def test_commas_between_thousands_do_not_matter_and_over_does():
    assert scorer.matches("140000 wafer-per-month", "140,000 wafer-per-month")
    assert not scorer.matches(">140000 wafer-per-month", "140000 wafer-per-month")


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ({"kind": "unknown"}, True),
        ({"kind": "unknown", "answer": []}, True),
        ({"kind": "unknown", "answer": ["tsmc"]}, False),
        ({"kind": "things", "answer": []}, False),
        ({"kind": "no"}, False),
    ],
)
def test_unknown_must_be_said_and_nothing_guessed(answer, right):
    assert asked("unknown", **answer).right == right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ({"kind": "ambiguous", "answer": ["ap1", "ap2", "ap3"]}, True),
        ({"kind": "ambiguous", "answer": ["ap1"]}, False),
        ({"kind": "things", "answer": ["ap1", "ap2"]}, False),
        ({"kind": "ambiguous", "answer": [f"ap{n}" for n in range(11)]}, False),
    ],
)
def test_ambiguous_must_be_said_with_the_candidates(answer, right):
    assert asked("ambiguous", "ap1 ap2", **answer).right == right


def test_yes_and_no_are_told_apart():
    assert asked("yes", kind="yes", answer=["tsmc"]).right
    assert not asked("yes", kind="no").right
    assert not asked("no", kind="unknown").right


def test_a_question_answered_twice_is_refused():
    with pytest.raises(ValueError, match="answered twice"):
        scorer.score(ALL, [perfect(ALL[0])] * 2)


def test_the_command_prints_the_score_by_intent_and_the_misses(tmp_path, capsys):
    answers = tmp_path / "answers.jsonl"
    given = [perfect(question) for question in [*DEVELOPMENT[1:], *HELD_OUT]]
    answers.write_text("\n".join(json.dumps(answer) for answer in given) + "\n\n", encoding="utf-8")
    assert scorer.main([str(FOLDER / "development.csv"), str(answers)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == ["all", "59", "of", "60"]
    assert printed[-2:] == [f"d01 (who-does) {DEVELOPMENT[0]['question']}", "    no answer"]
    assert len(printed) == 1 + len(INTENTS) + 2


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"kind": "unknown"}', '{"id": 7}'])
def test_a_malformed_answers_file_is_refused_with_its_line(line, tmp_path, capsys):
    answers = tmp_path / "answers.jsonl"
    answers.write_text(f'{{"id": "d01"}}\n{line}\n', encoding="utf-8")
    assert scorer.main([str(FOLDER / "development.csv"), str(answers)]) == 2
    assert "line 2" in capsys.readouterr().err


def test_a_missing_file_is_refused(tmp_path, capsys):
    assert scorer.main([str(FOLDER / "development.csv"), str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err
