"""On which side of a verb the named things stand: the same relation asked from both ends, in both languages."""

from __future__ import annotations

import pytest

from interposer.errors import NothingFoundError


def meant(graph, question):
    """Give the command of a question without its program, and the relations it is narrowed to."""
    understood = graph.understand(question)
    return understood.line.removeprefix("interposer "), set(understood.narrowing.relations)


@pytest.mark.parametrize(
    "question",
    [
        "Who supplies NVIDIA?", "NVIDIA's suppliers", "suppliers to NVIDIA", "suppliers of NVIDIA", "谁给英伟达供货？",
        "英伟达的供应商有哪些？", "英伟达由谁供货？", "英伟达向谁采购？",
    ],
)  # fmt: skip
def test_suppliers_of_a_company(graph, question):
    assert meant(graph, question) == ("what NVIDIA", {"<suppliesTo"})


@pytest.mark.parametrize(
    "question",
    [
        "Who does SK hynix supply?", "Whom does SK hynix sell to?", "Which companies are supplied by SK hynix?",
        "customers of SK hynix", "SK hynix's customers", "Who buys from SK hynix?", "SK海力士给谁供货？", "SK海力士卖给谁？",
        "SK海力士的客户有哪些？",
    ],
)  # fmt: skip
def test_customers_of_a_company(graph, question):
    assert meant(graph, question) == ('who buys "SK hynix"', set())


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who sells TC bonders to SK hynix?", 'who supplies "TC bonder" --to "SK hynix"'),
        ("英伟达从谁那里买HBM？", "who supplies HBM --to NVIDIA"),
        ("Who sells HBM?", "who supplies HBM"),
        ("哪些日本公司做封装基板？", 'who supplies "IC substrate"'),
        ("Who does hybrid bonding in Korea?", 'who does "hybrid bonding"'),
    ],
)
def test_goods_and_whom_they_are_for(graph, question, line):
    assert meant(graph, question)[0] == line


@pytest.mark.parametrize(
    ("question", "line", "relations"),
    [
        ("Who acquired Integra Technologies?", 'who acquires "Integra Technologies"', set()),
        ("Integra Technologies was acquired by whom?", 'who acquires "Integra Technologies"', set()),
        ("谁收购了Integra Technologies？", 'who acquires "Integra Technologies"', set()),
        ("Integra Technologies被谁收购了？", 'who acquires "Integra Technologies"', set()),
        ("What did Amkor acquire?", 'what "Amkor Technology"', {">acquired"}),
        ("Which companies were acquired by Amkor?", 'what "Amkor Technology"', {">acquired"}),
        ("安靠收购了谁？", 'what "Amkor Technology"', {">acquired"}),
        ("Who owns SPIL?", "who owns SPIL", set()),
        ("Who is SPIL's parent?", "who owns SPIL", set()),
        ("矽品的母公司是谁？", "who owns SPIL", set()),
        ("Who invests in Absolics?", "who backs Absolics", set()),
        ("Which consortia does Intel belong to?", "what Intel", {">memberOf"}),
        ("英特尔加入了哪些联盟？", "what Intel", {">memberOf"}),
        ("Members of JEDEC", "who joins JEDEC", set()),
        ("Who runs the Tan Ke plant?", 'who runs "SPIL Tan-Ke"', set()),
        ("Which plants does Amkor run?", 'what "Amkor Technology"', {">operates"}),
    ],
)
def test_relations_between_companies_are_read_from_either_end(graph, question, line, relations):
    assert meant(graph, question) == (line, relations)


@pytest.mark.parametrize("question", ["ASE's subsidiaries", "What does ASE own?", "日月光旗下有哪些公司？"])
def test_what_a_company_owns(graph, question):
    line, relations = meant(graph, question)
    assert line == 'what "ASE Technology Holding"'
    assert "<subsidiaryOf" in relations


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who uses CoWoS-S?", "who uses CoWoS-S"),
        ("Which products use EMIB?", "who uses EMIB"),
        ("谁在用FOPLP？", 'who uses "fan-out panel-level packaging"'),
        ("What is a hybrid bonder used for?", 'who uses "hybrid bonder"'),
        ("What drives demand for HBM?", "who drives HBM"),
        ("What comes after HBM3E?", "who succeeds HBM3E"),
        ("Which products implement HBM4?", "who implements HBM4"),
        ("What eases the memory wall?", 'who mitigates "memory wall"'),
    ],
)
def test_what_uses_or_drives_a_thing(graph, question, line):
    assert meant(graph, question)[0] == line


@pytest.mark.parametrize(
    "question",
    [
        "What is the MI300X made of?", "What does the MI300X use?", "what's inside the MI300X",
        "What components are in the MI300X?", "What memory sits on the MI300X?", "MI300X里面有什么？",
    ],
)  # fmt: skip
def test_what_is_in_a_thing(graph, question):
    line, relations = meant(graph, question)
    assert line == 'what "AMD Instinct MI300X"'
    assert ">hasComponent" in relations


def test_a_class_that_is_asked_for_says_which_relation_is_meant(graph):
    understood = graph.understand("On what process nodes is the MI355X made?")
    assert understood.narrowing.kinds == {"ProcessNode"}
    things = [e["thing"]["id"] for r in graph.answer(understood).results[0]["relations"] for e in r["things"]]
    assert set(things) == {"tsmc-n3p", "tsmc-n6"}


@pytest.mark.parametrize(
    ("question", "line", "relation"),
    [
        ("CoWoS的竞争对手有哪些？", "what CoWoS", "<competesWith"),
        ("What does CoWoS-L implement?", "what CoWoS-L", ">implements"),
        ("What does hybrid bonding enable?", 'what "hybrid bonding"', ">enables"),
    ],
)
def test_what_a_thing_of_any_class_does(graph, question, line, relation):
    said, relations = meant(graph, question)
    assert (said, relation in relations) == (line, True)


def test_an_owner_before_a_product_is_not_asked_about(graph):
    assert meant(graph, "What is inside NVIDIA's B200?")[0] == 'what "NVIDIA B200"'


@pytest.mark.parametrize(
    ("question", "line", "relations"),
    [
        ("Where is AP7?", 'what "TSMC AP7 Chiayi"', {">locatedIn"}),
        ("日月光总部在哪？", 'what "ASE Technology Holding"', {">headquarteredIn"}),
        ("Which country is Unimicron from?", "what Unimicron", {">headquarteredIn"}),
        ("Where does SPIL do CoWoS?", "who performs CoWoS", set()),
        ("长电科技有哪些工厂？", "what JCET", {">operates"}),
    ],
)
def test_where(graph, question, line, relations):
    assert meant(graph, question) == (line, relations)


def test_countries_of_sites_are_told(graph):
    answer = graph.ask("In which countries does AT&S run substrate plants?")
    assert any(note.startswith("countries: ") and "Malaysia" in note for note in answer.notes)


def test_words_that_matter_and_are_not_understood_end_the_question(graph):
    with pytest.raises(NothingFoundError, match="not understood: frobnicate"):
        graph.understand("How would one frobnicate CoWoS?")
