"""Names in running text: the longest match, both Chinese scripts, case flags, tickers; never a part of a word."""

from __future__ import annotations

import csv

import pytest

from interposer.errors import UsageError
from interposer.lookup.chinese import simplified, traditional
from interposer.lookup.spoken import spoken_period
from interposer.lookup.spotting import plain, spot, words_of


def found(store, text):
    return [one.thing.id for one in spot(store, plain(text), text)]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Does TSMC offer CoWoS-L?", ["tsmc", "cowos-l"]),
        ("cowos l and cowos", ["cowos-l", "cowos"]),
        ("TSMC's B200", ["tsmc", "nvidia-b200"]),
        ("glass core substrates", ["glass-core-substrate"]),
        ("it is at AMD in May", ["amd"]),
        ("台積電的CoWoS", ["tsmc", "cowos"]),
        ("台积电的CoWoS", ["tsmc", "cowos"]),
        ("SK海力士HBM4量产", ["sk-hynix-hbm4"]),
        ("群创南科四厂", ["innolux-tainan-plant-4"]),
        ("nothing here", []),
        ("", []),
    ],
)
def test_the_longest_names_are_found_in_order(shipped_store, text, things):
    assert found(shipped_store, text) == things


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("demand for AI inference", "ai-inference-demand"),
        ("Cambricon's Siyuan 590", "cambricon-siyuan-590"),
        ("硅桥类的2.5D封装", "silicon-bridge-packaging"),
        ("hybrid-bonded 3D stacking", "3d-hybrid-bonded-stacking"),
    ],
)
def test_a_name_said_in_another_order_is_the_same_name(shipped_store, text, thing):
    assert found(shipped_store, text) == [thing]


def test_a_name_inside_a_word_is_none(shipped_store):
    assert found(shipped_store, "xCoWoSx EMIBs2") == []


def test_a_name_marked_as_exact_keeps_its_case(rich_store):
    assert found(rich_store, "what is CuBe") == ["i-cube"]
    assert found(rich_store, "what is cube") == []


def test_a_ticker_counts_in_capitals_and_of_digits_where_no_company_is_named(shipped_store):
    assert found(shipped_store, "TSM capex") == ["tsmc"]
    assert found(shipped_store, "tsm capex") == []
    assert found(shipped_store, "the stock 6239") == ["powertech-technology"]
    assert found(shipped_store, "Intel spent 6239") == ["intel"]


def test_a_shared_name_gives_every_thing(rich_store):
    (one,) = spot(rich_store, "Foundry One")
    assert [thing.id for thing in one.things] == ["samsung", "tsmc"]


def test_every_chinese_character_is_a_word():
    assert [word.text for word in words_of("谁做CoWoS-L？")] == ["谁", "做", "CoWoS", "L"]


def test_scripts_convert_both_ways():
    assert simplified("臺積電晶圓") == "台积电晶圆"
    assert {"台積電", "臺積電"} == set(traditional("台积电"))
    assert plain("  ＣｏＷｏＳ  產能 ") == "CoWoS 产能"


def test_most_names_of_the_data_in_both_scripts_become_one(ontology):
    names: dict[str, dict[str, set[str]]] = {}
    with (ontology / "names.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names.setdefault(row["thing"], {}).setdefault(row["lang"], set()).add(row["name"])
    pairs = [
        (old, new)
        for said in names.values()
        for old in said.get("zh-Hant", ())
        for new in said.get("zh-Hans", ())
        if len(old) == len(new)
    ]
    assert all(len(simplified(old)) == len(old) for old, _ in pairs)
    assert sum(simplified(old) == new for old, new in pairs) > 300


@pytest.mark.parametrize(
    ("text", "label", "before", "since"),
    [
        ("in 2026", "2026", False, False),
        ("by end 2025", "2025-12-31", True, False),
        ("2025年底", "2025-12-31", False, False),
        ("since 2024", "2024", False, True),
        ("2024年以来", "2024", False, True),
        ("before April 2026", "2026-04", True, False),
        ("in the second half of 2027", "2027-H2", False, False),
        ("2027年下半年", "2027-H2", False, False),
        ("Q3 2025", "2025-Q3", False, False),
        ("2025年第三季度", "2025-Q3", False, False),
        ("2026年3月之前", "2026-03", True, False),
        ("on 2026-03-16", "2026-03-16", False, False),
    ],
)
def test_times_are_read_as_people_say_them(text, label, before, since):
    spoken = spoken_period(text)
    assert (spoken.period.label, spoken.before, spoken.since) == (label, before, since)


@pytest.mark.parametrize("text", ["", "2.5D", "MI2000", "in 1750", "20 of them"])
def test_other_numbers_are_no_times(text):
    assert spoken_period(text) is None


def test_a_day_outside_of_the_calendar_is_refused():
    with pytest.raises(UsageError, match="calendar"):
        spoken_period("on 2026-02-31")
