"""What of an answer was asked for: countries, roles, classes, what is left out, what a claim has to name."""

from __future__ import annotations

from interposer.lookup.filters import make_filters
from interposer.lookup.gist import gist
from interposer.lookup.narrowing import lands_of, narrow_answer
from interposer.lookup.understood import Narrowing, Understood


def narrowed(graph, answer, command, **narrow):
    understood = Understood("who-does", command, Narrowing(**narrow))
    narrow_answer(graph.store, answer, understood)
    return set(gist(graph.store, answer, understood)[1])


def test_countries_and_roles_keep_rows(graph):
    command = ["who", "does", "2.5D packaging"]
    every = narrowed(graph, graph.who("2.5D"), command)
    taiwan = narrowed(graph, graph.who("2.5D"), command, countries=("taiwan",))
    osats = narrowed(graph, graph.who("2.5D"), command, roles=("osat",))
    abroad = narrowed(graph, graph.who("2.5D"), command, without_countries=("taiwan",))
    assert {"tsmc", "umc"} <= taiwan < every
    assert "intel" not in taiwan
    assert "amkor-technology" in osats
    assert "tsmc" not in osats
    assert "intel" in abroad
    assert not taiwan & abroad


def test_what_is_left_out_is_gone_by_id_and_by_word(graph):
    command = ["who", "does", "2.5D packaging"]
    assert "tsmc" not in narrowed(graph, graph.who("2.5D"), command, without=("tsmc",))
    assert not {"samsung-electronics"} & narrowed(graph, graph.who("2.5D"), command, without_words=("samsung",))


def test_a_card_is_narrowed_to_relations_and_classes(graph):
    command = ["what", "NVIDIA B200"]
    parts = narrowed(graph, graph.what("B200"), command, relations=(">hasComponent",))
    memory = narrowed(graph, graph.what("B200"), command, relations=("*",), kinds=frozenset({"MemoryGeneration"}))
    assert {"hbm3e", "sk-hynix-hbm3e"} <= parts
    assert "hbm3e" in memory
    assert "sk-hynix-hbm3e" not in memory


def test_below_a_thing_counts_the_tree_its_name_and_then_what_is_joined_to_it(graph):
    command = ["what", "NVIDIA Vera Rubin NVL72"]
    chips = narrowed(
        graph, graph.what("NVIDIA Vera Rubin NVL72"), command, relations=(">hasComponent",), below=("nvidia",)
    )
    assert {"nvidia-rubin", "nvidia-vera"} <= chips


def test_a_figure_has_to_name_all_of_some_and_one_of_others(graph):
    command = ["numbers", "market share"]
    all_of = graph.numbers("market share", "HBM", filters=make_filters("all"))
    before = len(all_of.results)
    narrow_answer(graph.store, all_of, Understood("number", command, Narrowing(about=("sk-hynix",))))
    assert 0 < len(all_of.results) < before
    one_of = graph.numbers("market share", "HBM", filters=make_filters("all"))
    narrow_answer(graph.store, one_of, Understood("number", command, Narrowing(either=("sk-hynix", "micron"))))
    assert len(all_of.results) < len(one_of.results) <= before


def test_sites_have_the_roles_of_who_runs_them(graph):
    answer = graph.list("facility")
    sites = narrowed(graph, answer, ["list", "facility"], roles=("osat",), countries=("vietnam",))
    assert {"amkor-bac-ninh", "hana-micron-bac-giang"} <= sites
    assert all("vietnam" in lands_of(graph.store, {site})[site] for site in sites)


def test_things_side_by_side_are_narrowed_to_a_metric_and_a_time(graph):
    answer = graph.ask("Compare SK hynix, Samsung and Micron on HBM shipment share in the second quarter of 2025.")
    dated = [
        claim["period"]
        for row in answer.results if row["scope"] == "HBM"
        for cell in row["cells"] for value in cell["values"] for claim in value["claims"]
    ]  # fmt: skip
    assert dated.count("2025-Q2") >= 3
    assert {row["aspect"] for row in answer.results} == {"market share"}
