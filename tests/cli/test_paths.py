"""path at the command line."""

from __future__ import annotations

from . import cells


def test_a_path_is_told_hop_by_hop(ask):
    rows = cells(ask("path", "AI demand", "silicon interposer").stdout)
    assert [(row["path"], row["hop"], row["says"]) for row in rows] == [
        ("1", "1", "AI demand drives CoWoS"),
        ("1", "2", "CoWoS requires silicon interposer"),
    ]
    assert all(row["status"] == "reported" and row["sources"] == "1" for row in rows)


def test_a_hop_against_its_relation_still_reads_as_it_is_claimed(ask):
    (row,) = cells(ask("path", "CoWoS", "TSMC").stdout)
    assert (row["from"], row["relation"], row["to"]) == ("cowos", "offers", "tsmc")
    assert row["says"] == "TSMC offers CoWoS"


def test_several_paths_come_best_first(ask, valid):
    paths = valid(ask("path", "AI demand", "NVIDIA", "-k", "3", "--json").stdout)["results"]
    assert [path["rank"] for path in paths] == [1, 2, 3][: len(paths)]
    assert [path["length"] for path in paths] == sorted(path["length"] for path in paths)
    assert all(path["length"] == len(path["hops"]) for path in paths)
    for path in paths:
        ends = [hop["from"]["id"] for hop in path["hops"]] + [path["hops"][-1]["to"]["id"]]
        assert (ends[0], ends[-1]) == ("ai-demand", "nvidia")
        assert len(set(ends)) == len(ends)


def test_what_is_avoided_is_not_walked_through(ask):
    assert "cowos" in ask("path", "TSMC", "silicon interposer").stdout
    assert "there is no path" in ask("path", "TSMC", "silicon interposer", "--avoid", "CoWoS", code=1).stderr
    assert (
        "there is no path" in ask("path", "TSMC", "silicon interposer", "--avoid-relation", "requires", code=1).stderr
    )


def test_directed_follows_relations_forwards_only(ask):
    assert cells(ask("path", "AI demand", "silicon interposer", "--directed").stdout)
    result = ask("path", "silicon interposer", "AI demand", "--directed", code=1)
    assert result.stdout == ""
    assert "An undirected search would find one" in result.stderr


def test_planned_relations_are_walked_on_request_and_said_otherwise(ask):
    result = ask("path", "Broadcom", "EMIB", code=1)
    assert "there is no path" in result.stderr
    assert cells(ask("path", "Broadcom", "EMIB", "--status", "all").stdout)[0]["status"] == "planned"
    assert "planned" in ask("path", "TSMC", "CoWoS").stderr


def test_evidence_stands_beside_every_hop(ask):
    rows = cells(ask("path", "CoWoS", "TSMC", "--sources").stdout)
    assert len(rows) == 3
    assert all(row["url"].startswith("https://") and row["publisher"] for row in rows)


def test_min_sources_leaves_out_weak_hops(ask):
    assert cells(ask("path", "CoWoS", "TSMC", "--min-sources", "2").stdout)
    ask("path", "AI demand", "CoWoS", "--min-sources", "2", code=1)


def test_a_path_through_the_shipped_data(run, shipped, valid):
    (path,) = valid(run("path", "AI computing demand", "silicon interposer", "--json").stdout)["results"]
    assert 1 <= path["length"] <= 4
    assert all(hop["claims"] for hop in path["hops"])
