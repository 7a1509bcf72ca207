"""alternatives, shared and exposure at the command line."""

from __future__ import annotations

import pytest

from . import cells


def test_second_sources_and_unknowns_are_told(ask):
    rows = cells(ask("alternatives", "EMIB").stdout)
    told = [(row["for"], row["what"], row["who"]) for row in rows]
    assert ("EMIB", "maker (planned)", "Broadcom") in told
    assert ("EMIB", "same kind", "CoWoS, I-Cube") in told
    assert ("EMIB", "named substitute", "unknown") in told


def test_each_need_has_its_makers(ask):
    rows = cells(ask("alternatives", "CoWoS").stdout)
    assert ("silicon interposer", "needed", "CoWoS requires silicon interposer") in [
        (row["for"], row["what"], row["says"]) for row in rows
    ]
    assert ("silicon interposer", "maker", "unknown") in [(row["for"], row["what"], row["who"]) for row in rows]


def test_shared_suppliers_stand_with_both_sides(ask):
    ask("shared", "Intel", "NVIDIA", code=1)
    result = ask("exposure", "Ibiden")
    assert ("customer", "Intel") in [(row["part"], row["thing"]) for row in cells(result.stdout)]
    assert "no listing of Ibiden is known" in result.stderr


def test_exposure_tells_listing_and_sites(ask):
    rows = cells(ask("exposure", "TSMC").stdout)
    assert ("listing", "XTAI:2330") in [(row["part"], row["says"]) for row in rows]
    assert ("site", "TSMC AP7", "unknown") in [(row["part"], row["thing"], row["where"]) for row in rows]


@pytest.mark.parametrize(
    "args",
    [
        ("alternatives", "EMIB"), ("alternatives", "CoWoS-L", "--limit", "1"), ("alternatives", "NVIDIA Blackwell"),
        ("exposure", "TSMC"), ("exposure", "Intel", "--status", "all"), ("exposure", "NVIDIA", "--depth", "1"),
    ],
)  # fmt: skip
def test_envelopes_hold_to_their_schemas(ask, valid, args):
    assert valid(ask(*args, "--json").stdout)["results"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("alternatives", "TSMC"), 2), (("alternatives", "nothing like it"), 3), (("alternatives", "memory wall"), 1),
        (("shared", "TSMC", "CoWoS"), 2), (("shared", "TSMC", "台積電"), 2), (("shared", "TSMC", "nobody"), 3),
        (("exposure", "CoWoS"), 2), (("exposure", "nobody"), 3), (("exposure", "TSMC", "--depth", "deep"), 2),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_ends_with_its_code(ask, args, code):
    result = ask(*args, code=code)
    assert result.stdout == ""
    assert result.stderr


def test_evidence_stands_beside_every_row(ask):
    assert all(
        row["claim"]
        for row in cells(ask("alternatives", "CoWoS", "--sources").stdout)
        if row["what"] == "maker" and row["status"]
    )


def test_an_answer_is_drawn(ask, tmp_path):
    page = tmp_path / "exposure.html"
    ask("exposure", "TSMC", "--viz", page)
    assert "CoWoS" in page.read_text(encoding="utf-8")


def test_second_sources_of_cowos_l_in_the_shipped_data(run, shipped, valid):
    results = valid(run("alternatives", "CoWoS-L", "--json").stdout)["results"]
    needs = {r["thing"]["id"]: r for r in results}
    assert {m["thing"]["id"] for m in needs["cowos-l"]["makers"]} == {"tsmc", "spil"}
    assert "sj-semiconductor" in {m["thing"]["id"] for m in needs["redistribution-layer"]["makers"]}
    assert needs["local-silicon-interconnect-bridge"]["known_makers"] == 0
    assert "tsmc" in {m["thing"]["id"] for m in needs["wafer-on-substrate"]["makers"]}


def test_nvidia_and_amd_share_tsmc_in_the_shipped_data(run, shipped, valid):
    first, *rest = valid(run("shared", "NVIDIA", "AMD", "--json").stdout)["results"]
    assert (first["supplier"]["id"], first["certainty"]) == ("tsmc", "named for both")
    assert "sk-hynix" in [r["supplier"]["id"] for r in rest]


def test_a_substrate_maker_hangs_on_build_up_film_in_the_shipped_data(run, shipped, valid):
    results = valid(run("exposure", "Ibiden", "--json").stdout)["results"]
    film = next(r for r in results if r["part"] == "single maker" and r["thing"]["id"] == "ajinomoto-build-up-film")
    assert "ajinomoto" in [maker["id"] for maker in film["makers"]]
    assert {"abf-substrate", "fc-bga-substrate"} <= {thing["id"] for thing in film["lost"]}
    assert ("country", "Japan") in [(r["part"], r["thing"]["label"]) for r in results]
