"""Questions about numbers and dates: the metric is the one that the words allow and the data have."""

from __future__ import annotations

import pytest

from interposer.errors import NothingFoundError


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("How many HBM stacks does the MI300X have?", 'numbers "HBM stack count" --of "AMD Instinct MI300X"'),
        ("HBM capacity of the B300?", 'numbers "memory capacity" --of "NVIDIA B300"'),
        ("What is TSMC's CoWoS capacity?", 'numbers "production capacity" --of CoWoS'),
        ("TSMC CoWoS capacity end 2025", 'numbers "production capacity" --of CoWoS --period 2025-12-31'),
        ("CoWoS capacity forecast for 2027", 'numbers "production capacity" --of CoWoS --status forecast --period 2027'),
        ("SK海力士HBM市占率多少？", 'numbers "market share" --of HBM'),
        ("AMKR 2Q25 sales", 'numbers revenue --of "Amkor Technology" --period 2025-Q2'),
        ("安靠在亚利桑那的工厂投资多少？", 'numbers "capital expenditure" --of "Amkor Arizona"'),
        ("How much does an H100 cost?", 'numbers "unit price" --of "NVIDIA H100"'),
        ("How big is the advanced packaging market?", 'numbers "market size" --of "advanced packaging market"'),
        ("what's the bump pitch of SoIC", "numbers pitch --of SoIC"),
        ("CoWoS-L最大能做几倍光罩？", 'numbers "interposer area" --of CoWoS-L'),
        ("Current EMIB bump pitch, not the next-gen figure?", "numbers pitch --of EMIB --status reported"),
    ],
)  # fmt: skip
def test_a_number(graph, question, line):
    assert graph.understand(question).line == f"interposer {line}"


def test_of_several_companies_each_may_be_named(graph):
    narrowing = graph.understand("2022年三星和SK海力士的HBM市占率分别是多少？").narrowing
    assert set(narrowing.either) == {"samsung-electronics", "sk-hynix"}


def test_two_times_are_the_time_between(graph):
    assert graph.understand("Hanmi revenue, 2023 against 2024").command[-1] == "2023-01-01/2024-12-31"


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("When will Amkor's Arizona plant open?", 'timeline "Amkor Arizona"'),
        ("三星HBM4何时量产？", 'timeline "Samsung HBM4"'),
        ("release date of MI400", 'timeline "AMD Instinct MI400"'),
        ("英特尔的Crescent Island預計什么时候送樣？", 'timeline "Intel Crescent Island" --status planned,forecast'),
    ],
)
def test_a_date(graph, question, line):
    assert graph.understand(question).line == f"interposer {line}"


def test_the_date_of_a_relation_is_that_of_its_claims(graph):
    understood = graph.understand("On what date did ASE take over SPIL?")
    assert understood.command[0] == "cite"
    assert understood.gives == "dates"


@pytest.mark.parametrize(
    ("question", "metric", "largest"),
    [
        ("B200 vs H200 memory", "memory-capacity", 0),
        ("Which has higher bandwidth, HBM3 or HBM3E?", "bandwidth", 1),
        ("HBM3E比HBM3快多少？", "bandwidth", 0),
        ("Which has the finer pitch, EMIB or SoIC?", "pitch", -1),
        ("B300跟B200的显存容量谁大？", "memory-capacity", 1),
    ],
)
def test_a_comparison(graph, question, metric, largest):
    understood = graph.understand(question)
    assert understood.command[0] == "compare"
    assert understood.narrowing.metrics == (metric,)
    assert (understood.narrowing.largest != 0) == (largest != 0)


def test_who_has_most_is_told(graph):
    assert "answer: AMD Instinct MI300X" in graph.ask("Which one has more HBM, MI300X or H200?").notes


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("Is the MI300X bigger than the H100?", "more or less of what"),
        ("X-Cube跟Foveros比，誰的良率比較好？", "no yield of X-Cube or Foveros is known"),
        ("What yield does TSMC reach on SoIC?", "known"),
    ],
)
def test_what_is_not_measured_is_told(graph, question, message):
    with pytest.raises(NothingFoundError, match=message):
        graph.ask(question)
