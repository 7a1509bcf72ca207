"""Questions about the network: paths, losses and stand-ins."""

from __future__ import annotations

import pytest

from interposer.errors import NothingFoundError


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("How is SK hynix linked to TSMC?", 'path "SK hynix" TSMC'),
        ("What connects Nittobo with NVIDIA?", "path Nittobo NVIDIA"),
        ("从味之素到英伟达的路径", "path Ajinomoto NVIDIA"),
        ("Via whom does UMC get into NVIDIA's supply chain?", "path UMC NVIDIA"),
        ("Explain the link between AI computing demand and T-glass", 'path "AI computing demand" T-glass --directed'),
        ("三星电机和英特尔怎么扯上关系的？", 'path "Samsung Electro-Mechanics" Intel'),
        ("味之素通过谁供应英伟达？", "path Ajinomoto NVIDIA"),
        ("In what way does InFO depend on Sumitomo Bakelite?", 'path InFO "Sumitomo Bakelite"'),
        ("从T-glass到AI服务器怎么走？", 'path T-glass "AI server"'),
    ],
)
def test_a_path(graph, question, line):
    assert graph.understand(question).line == f"interposer {line}"


@pytest.mark.parametrize(
    ("question", "lost"),
    [
        ("What if SK hynix stopped producing HBM?", "SK hynix"),
        ("What happens to NVIDIA if TSMC AP5 burns down?", "TSMC AP5 Taichung"),
        ("What breaks if Ajinomoto stops making its ABF film?", "Ajinomoto Build-up Film"),
        ("Who would be hurt by a shortage of T-glass?", "T-glass"),
        ("Impact of an earthquake in Taiwan", "Taiwan"),
        ("味之素断供会怎样？", "Ajinomoto"),
        ("Which AMD accelerators hang on Samsung's HBM3E?", "Samsung HBM3E"),
    ],
)
def test_what_is_lost(graph, question, lost):
    assert graph.understand(question).command == ["impact", lost]


def test_what_a_rule_restricts_is_on_its_card(graph):
    understood = graph.understand("Who is hit by the US Entity List?")
    assert understood.command == ["what", "US Entity List"]
    assert understood.narrowing.relations == ("<restrictedBy",)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What can be used instead of TC-NCF?", "alternatives TC-NCF"),
        ("有什么互连技术可以取代微凸点？", "alternatives microbump"),
        ("除了微凸点，还能用什么来做芯片间互连？", "alternatives microbump"),
        ("HBM堆叠不用TC-NCF的话，有哪些替代工艺？", "alternatives TC-NCF"),
        ("T-glass有没有替代品？", "alternatives T-glass"),
        ("What replaced HBM2?", "who succeeds HBM2"),
        ("玻璃芯載板可以取代哪種基板？", 'what "glass core substrate"'),
    ],
)
def test_what_stands_in(graph, question, line):
    assert graph.understand(question).line == f"interposer {line}"


def test_nothing_stands_in_for_what_is_not_named(graph):
    with pytest.raises(NothingFoundError, match=r"Name a thing|not in the graph"):
        graph.understand("Are there any alternatives?")
