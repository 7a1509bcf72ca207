"""The gist of an answer: its kind, and ids and values that can be compared."""

from __future__ import annotations

import pytest

from interposer.lookup.gist import gist


@pytest.mark.parametrize(
    ("question", "kind", "item"),
    [
        ("Who does 2.5D?", "things", "tsmc"),
        ("What is inside the B200?", "things", "hbm3e"),
        ("Where is CoWoS performed?", "things", "tsmc-ap3-longtan"),
        ("In which countries does AT&S run substrate plants?", "things", "malaysia"),
        ("How many gigabytes of HBM does the H200 carry?", "numbers", "141 gigabyte 2023-11-13"),
        ("When did NVIDIA announce the H200?", "dates", "2023-11-13"),
        ("On what date did ASE take over SPIL?", "dates", "2018-04-30"),
        ("How is SMIC linked to CloudMatrix 384?", "path", "huawei-ascend-910c"),
        ("谁说过X-Cube不需要硅中介层？", "claims", "anandtech-xcube-2020"),
        ("Which one has more HBM, MI300X or H200?", "things", "amd-instinct-mi300x"),
        ("What could stand in for CoWoS?", "things", "emib"),
    ],
)
def test_an_answer_has_a_kind_and_items(graph, question, kind, item):
    understood = graph.understand(question)
    found, items = gist(graph.store, graph.answer(understood), understood)
    assert found == kind
    assert item in items


def test_yes_and_no_have_no_items(graph):
    understood = graph.understand("Does SAINT-D need a silicon interposer?")
    assert gist(graph.store, graph.answer(understood), understood) == ("no", [])
