"""The claims that say what a question says, and what follows for yes, no and who says so."""

from __future__ import annotations

import pytest

from interposer.errors import NothingFoundError

from . import asked


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Is SPIL owned by ASE?", "yes"),
        ("Is Amkor an OSAT?", "yes"),
        ("Is JCET Chinese?", "yes"),
        ("英特尔用不用EMIB？", "yes"),
        ("Would InFO-LSI do as a substitute for CoWoS-S?", "yes"),
        ("用了CoWoP之后，还需要ABF载板吗？", "no"),
        ("Is it true that SoIC still relies on microbumps?", "no"),
    ],
)
def test_yes_and_no(graph, question, verdict):
    assert asked(graph, question)[0] == verdict


@pytest.mark.parametrize(
    "question",
    [
        "What is the evidence for TSMC taking a stake in Intel?",
        "Can you cite anything on Apple itself investing in Amkor's Arizona plant?",
        "Is there evidence that Huawei makes its own HBM?",
        "Can you dig up the article reporting that Huawei bought into SJ Semiconductor?",
    ],
)
def test_a_claim_with_another_verb_is_no_evidence(graph, question):
    with pytest.raises(NothingFoundError, match="no source"):
        graph.ask(question)


def test_a_figure_has_to_stand_in_the_claim(graph):
    kind, sources = asked(graph, "Where does the 65% TC bonder share for Hanmi come from?")
    assert (kind, sources) == ("claims", ["chosun-2024-06-24"])
    assert asked(graph, "盛合晶微2024年营收47.05亿元这个数据出自哪里？")[0] == "claims"
    with pytest.raises(NothingFoundError):
        graph.ask("Where does the 64% TC bonder share for Hanmi come from?")


def test_a_time_has_to_stand_in_the_claim(graph):
    _, sources = asked(graph, "Reports dating the opening of TSMC's AP6 fab in Zhunan to June 2023")
    assert sources == ["trendforce-2023-09-12", "tsmc-gigafab"]
