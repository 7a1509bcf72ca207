"""Names that are only half said: taken, asked back, or told to be unknown."""

from __future__ import annotations

import pytest

from interposer.errors import NameUnknownError, NothingFoundError


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("Who runs the Tan Ke plant?", "SPIL Tan-Ke"),
        ("release date of MI400", "AMD Instinct MI400"),
        ("When will Amkor's plant in Arizona open?", "Amkor Arizona"),
        ("美國BIS 2024年12月的新規，限制到了誰？", "BIS December 2024 interim final rule"),
    ],
)
def test_a_part_of_one_name_is_taken_and_told(graph, question, taken):
    understood = graph.understand(question)
    assert taken in understood.command
    assert any(taken in note for note in understood.notes)


@pytest.mark.parametrize(
    ("question", "candidates"),
    [
        ("谷歌TPU v5里装的是哪一代HBM？", {"google-tpu-v5e", "google-tpu-v5p"}),
        ("昇腾950的显存有多少GB？", {"huawei-ascend-950dt", "huawei-ascend-950pr"}),
        ("When did T-Head's Zhenwu come out?", {"t-head-zhenwu-m890", "t-head-zhenwu-v900"}),
        ("When did Virtex-7 start shipping?", {"xilinx-virtex-7-2000t", "xilinx-virtex-7-ht"}),
    ],
)  # fmt: skip
def test_siblings_are_asked_back(graph, question, candidates):
    with pytest.raises(NameUnknownError, match="Say which") as caught:
        graph.understand(question)
    assert candidates <= {slug for slug, _, _ in caught.value.candidates}


@pytest.mark.parametrize(
    ("question", "word"),
    [("铠侠什么时候开始量产HBM？", "铠侠"), ("Who offers HBM99?", "HBM99"), ("Who makes photoresist?", "photoresist")],
)
def test_what_looks_like_a_name_and_is_none_ends_the_question(graph, question, word):
    with pytest.raises(NothingFoundError, match=word):
        graph.understand(question)


def test_a_unit_is_no_country(graph):
    assert graph.understand("B200的显存有多少GB？").narrowing.countries == ()


def test_a_ticker_with_its_exchange_is_a_company(graph):
    assert graph.understand("6146 JP market share 2022").command[:2] == ["numbers", "market share"]
