"""Pictures: what a view opens on, what it carries beside that, and the rules by which relations are shown."""

from __future__ import annotations

from itertools import pairwise

import pytest

from interposer.errors import NameUnknownError, UsageError
from interposer.lookup.filters import STATUSES, make_filters
from interposer.network import pictures
from interposer.network.paths import find_paths
from interposer.network.picture import LAYERS, Evidence, Opening, standing
from interposer.network.pictures import around, of_path, of_things, whole
from interposer.network.project import project

from . import VOCABULARY, claim, number, store_of, thing

ALL = make_filters("all")

TINY = (
    VOCABULARY, thing("tsmc", label="TSMC"), thing("nvidia", label="NVIDIA"), thing("cowos", "Offering", "CoWoS", '; skos:definition "A platform."@en'),
    thing("taiwan", "Country", "Taiwan"), thing("japan", "Country", "Japan"), thing("foundry", "BusinessRole"), thing("ap7", "Facility", "AP7"),
    thing("park", "Facility", "Park"), thing("capacity", "Metric", "wafer capacity"), thing("lonely", "Chip"),
    "[] a ip:Name ; ip:nameOf id:tsmc ; ip:text '台積電'@zh-Hant . id:tsmc skos:prefLabel '台积电'@zh-Hans .\n",
    claim("tsmc", "offers", "cowos", slug="yes", also="; ip:note 'in volume' ; ip:attributedTo 'IDC' "),
    claim("tsmc", "offers", "cowos", family="x", polarity="denies", slug="no"),
    claim("tsmc", "suppliesTo", "nvidia", item="cowos"), claim("nvidia", "uses", "cowos", status="planned"),
    claim("tsmc", "headquarteredIn", "taiwan"), claim("tsmc", "hasRole", "foundry"), claim("ap7", "locatedIn", "park"),
    claim("park", "locatedIn", "taiwan"), number("tsmc", "capacity", ">90000", status="reported", more="; ip:scope id:cowos "),
    number("tsmc", "capacity", ">100000", status="forecast"),
)  # fmt: skip


@pytest.fixture(scope="module")
def tiny():
    return store_of(*TINY)


def test_an_edge_of_a_picture_shows_every_claim_and_denials_last(tiny):
    (offers,) = (e for e in whole(tiny).edges if e.predicate == "offers")
    assert [(c.claim, c.text, c.denies) for c in offers.claims] == [
        ("yes", "TSMC offers CoWoS", False),
        ("no", "TSMC offers CoWoS", True),
    ]
    first = offers.claims[0]
    assert (first.source_title, first.publisher, first.locator) == ("Title of wire", "wire", "p. 1")
    assert first.note == "in volume; quoting IDC"


def test_a_claim_of_a_supply_names_its_item(tiny):
    (supplies,) = (e for e in whole(tiny).edges if e.predicate == "suppliesTo")
    assert (supplies.label, supplies.claims[0].text) == ("supplies to", "TSMC supplies to NVIDIA (CoWoS)")


def test_a_node_has_its_names_class_country_and_numbers(tiny):
    nodes = {n.id: n for n in whole(tiny).nodes}
    tsmc = nodes["tsmc"]
    assert (tsmc.kind, tsmc.kind_label, tsmc.layer, tsmc.country) == ("Company", "company", 6, "Taiwan")
    assert set(tsmc.names) == {"台積電", "台积电"}
    assert "wafer capacity (CoWoS): >90000 wafers/month (2026-12-31)" in [f.text for f in tsmc.facts]
    assert nodes["cowos"].definition == "A platform."
    assert nodes["ap7"].country == "Taiwan"


def test_a_number_that_is_not_reported_says_so(tiny):
    (tsmc,) = around(tiny, "tsmc", 0).first
    assert "wafer capacity: >100000 wafers/month (2026-12-31, forecast)" in [f.text for f in tsmc.facts]


def test_a_milestone_is_told_by_its_label_and_date():
    store = store_of(
        VOCABULARY, thing("a"), claim("a", "uses", "b"),
        "claim:m a ip:MilestoneClaim ; rdf:subject id:a ; ip:milestone ip:sampled ; ip:rawValue '2026-Q2' ; ip:status ip:planned ;"
        " ip:polarity ip:asserts ; ip:live true ; ip:locator 'x' ; ip:recordedOn '2026-01-01'^^xsd:date ; prov:hadPrimarySource source:wire-news .",
    )  # fmt: skip
    (node,) = of_things(store, ["a"], ALL).nodes
    assert [f.text for f in node.facts] == ["sampled: 2026-Q2 (planned)"]


def test_countries_and_roles_are_no_nodes(tiny):
    assert {n.id for n in whole(tiny).nodes} == {"tsmc", "nvidia", "cowos", "ap7", "park"}
    assert (
        of_things(tiny, ["tsmc", "taiwan", "foundry"]).hidden["countries, roles and other things that are no nodes"]
        == 2
    )
    with pytest.raises(UsageError, match="Taiwan"):
        around(tiny, "taiwan")


def test_a_picture_says_what_it_does_not_carry(tiny):
    assert whole(tiny, limit=4).hidden == {"things without a relation": 2}
    assert around(tiny, "nvidia", 0).hidden == {}
    assert around(tiny, "ap7").hidden == {}
    quarantined = claim("a", "uses", "c").replace("ip:live true", "ip:quarantined 'no page'")
    store = store_of(VOCABULARY, *map(thing, "abc"), claim("a", "uses", "b"), quarantined)
    assert whole(store).hidden == {"quarantined": 1, "things without a relation": 1}
    assert len(whole(store, ALL).edges) == 2


def test_a_picture_carries_claims_of_every_status_whatever_it_opens_on(tiny):
    for picture in (whole(tiny), whole(tiny, ALL), around(tiny, "cowos")):
        assert "planned" in {claim.status for edge in picture.edges for claim in edge.claims}
    assert "uses" not in {edge.predicate for edge in whole(tiny).shown}
    assert "uses" in {edge.predicate for edge in whole(tiny, ALL).shown}
    (planned,) = (edge for edge in whole(tiny).edges if edge.predicate == "uses")
    assert (planned.sources, planned.status) == (0, "planned")


def test_filters_that_hide_every_relation_leave_the_things(tiny):
    picture = whole(tiny, make_filters("rumoured"))
    assert len(picture.first) == 5
    assert picture.shown == ()


def test_no_column_of_the_opening_view_takes_more_than_a_third():
    companies = [claim("hub", "uses", f"c{i}", family=f"f{i}") for i in range(20)]
    chips = [claim("hub", "uses", f"x{i}") for i in range(20)]
    things = (
        [thing(f"c{i}") for i in range(20)] + [thing(f"x{i}", "Chip") for i in range(20)] + [thing("hub", "Offering")]
    )
    picture = whole(store_of(VOCABULARY, *things, *companies, *chips), limit=12)
    assert picture.nodes[0].id == "hub"
    assert [sum(n.layer == layer for n in picture.first) for layer in (2, 5, 6)] == [4, 1, 4]
    assert len(picture.nodes) == 41


def test_the_opening_view_takes_the_best_evidenced_things():
    claims = [claim("a", "uses", "b", family=f) for f in "xyz"] + [claim("c", "uses", "d")]
    store = store_of(VOCABULARY, *map(thing, "abcd"), *claims)
    picture = whole(store, limit=6)
    assert [n.id for n in picture.first] == ["a", "b"]
    assert [n.id for n in picture.nodes] == ["a", "b", "c", "d"]
    assert [(e.source, e.target, e.sources) for e in picture.shown] == [("a", "b", 3)]


def test_the_surroundings_grow_by_hops_and_keep_the_nearest_when_room_is_short(tiny):
    for hops, things in enumerate((["nvidia"], ["nvidia", "tsmc"], ["nvidia", "tsmc", "cowos"])):
        assert [n.id for n in around(tiny, "nvidia", hops).first] == things
    short = around(tiny, "nvidia", 2, limit=2)
    assert [(n.id, n.first) for n in short.nodes] == [("nvidia", True), ("tsmc", True), ("cowos", False)]


def test_a_part_is_carried_with_one_ring_more_and_no_more_than_fit(monkeypatch):
    chain = [claim(one, "uses", other) for one, other in pairwise("abcde")]
    store = store_of(VOCABULARY, *map(thing, "abcde"), *chain)
    picture = around(store, "a", 1)
    assert [(n.id, n.first) for n in picture.nodes] == [("a", True), ("b", True), ("c", False)]
    assert picture.hidden == {"things further away": 1}
    monkeypatch.setattr(pictures, "RING", 2)
    assert around(store, "b", 0).hidden["beyond 2 things"] == 1


def test_things_equally_near_stand_in_the_order_of_their_evidence_and_then_names():
    claims = [claim("hub", "uses", f"c{i}") for i in range(9)] + [claim("hub", "uses", "c7", family=f) for f in "xy"]
    store = store_of(VOCABULARY, thing("hub"), *(thing(f"c{i}") for i in range(9)), *claims)
    assert [n.id for n in around(store, "hub", limit=5).first] == ["hub", "c7", "c0", "c1", "c2"]


def test_a_picture_of_paths_shows_their_hops_and_puts_other_relations_aside(tiny):
    paths = find_paths(project(tiny, ALL), "nvidia", "tsmc", k=2)
    picture = of_path(tiny, paths[1:], ALL)
    assert picture.title == "NVIDIA to TSMC"
    assert [(e.source, e.predicate, e.target, e.status) for e in picture.shown] == [
        ("nvidia", "uses", "cowos", "planned"), ("tsmc", "offers", "cowos", "reported"),
    ]  # fmt: skip
    assert [(e.source, e.predicate, e.target) for e in picture.edges if e.aside] == [("tsmc", "suppliesTo", "nvidia")]
    assert all(e.claims for e in picture.edges)


@pytest.mark.parametrize("how", [lambda s: around(s, "nobody"), lambda s: of_things(s, ["nobody"])])
def test_an_unknown_thing_is_an_error(tiny, how):
    with pytest.raises(NameUnknownError, match="nobody"):
        how(tiny)


@pytest.mark.parametrize(
    "how", [lambda s: whole(s, limit=0), lambda s: around(s, "tsmc", -1), lambda s: of_path(s, [])]
)
def test_a_picture_of_nothing_is_refused(tiny, how):
    with pytest.raises(UsageError):
        how(tiny)


def test_an_empty_store_gives_an_empty_picture():
    assert (whole(store_of()).nodes, whole(store_of()).edges) == ((), ())


def test_the_same_store_gives_the_same_picture(tiny):
    assert whole(tiny) == whole(store_of(*reversed(TINY)))


def test_the_shipped_data_open_on_a_full_and_balanced_picture_and_carry_everything(shipped_picture):
    layers = [sum(node.layer == layer for node in shipped_picture.first) for layer in range(len(LAYERS))]
    assert len(shipped_picture.first) == 250
    assert max(layers) <= 250 // 3
    assert all(layers)
    assert len(shipped_picture.nodes) > 1000
    assert len(shipped_picture.edges) > 2000
    assert all(e.claims for e in shipped_picture.edges)
    assert sum(len(group.members) for group in shipped_picture.communities) > 1000


# The rule that views share with the projection ------------------------------------------------------


@pytest.fixture(scope="module")
def shipped_picture(shipped_store):
    return whole(shipped_store)


@pytest.mark.parametrize(
    "filters",
    [
        make_filters(),
        make_filters("planned,rumoured"),
        make_filters("reported", "2023"),
        make_filters("reported,forecast", "2024-06-30", dated_only=True),
        make_filters("reported", min_sources=3),
    ],
    ids=str,
)
def test_relations_stand_by_their_claims_as_the_projection_has_them(shipped_store, shipped_picture, filters):
    graph = project(shipped_store, filters).graph
    opening = pictures._opening(filters)
    shown = 0
    for edge in shipped_picture.edges:
        found, data = standing(edge.claims, opening), graph.get_edge_data(edge.source, edge.target, edge.predicate)
        assert (found is None) == (data is None), edge
        if found:
            shown += 1
            assert found == (data["families"], data["status"], data["disputed"])
    assert shown > 20


def test_what_is_denied_later_holds_until_then_only():
    store = store_of(
        VOCABULARY, *map(thing, "ab"), claim("a", "uses", "b", start="2023-01-01", slug="then"),
        claim("a", "uses", "b", family="x", start="2025-01-01", slug="no", polarity="denies"),
    )  # fmt: skip
    (edge,) = whole(store).edges
    assert [(c.claim, c.denied) for c in edge.claims] == [("then", "2025-01-01"), ("no", "")]
    for day, holds in (("2022-12-31", False), ("2024-12-31", True), ("2025-01-01", False)):
        when = Opening(as_of=day, start=day, end=day)
        assert bool(standing(edge.claims, when)) is holds
        assert project(store, make_filters(as_of=day)).graph.has_edge("a", "b") is holds


@pytest.mark.parametrize(
    ("claims", "stands"),
    [
        ([("reported", "x", ""), ("reported", "x", "")], (1, "reported", False)),
        ([("rumoured", "x", ""), ("planned", "y", "")], (2, "planned", False)),
        ([("reported", "x", "digest"), ("reported", "y", "digest")], (1, "reported", False)),
        ([("reported", "x", ""), ("reported", "y", "digest")], (1, "reported", False)),
        ([("reported", "x", "editorial")], (0, "reported", False)),
        ([("unheard of", "x", "")], None),
    ],
    ids=str,
)
def test_voices_and_statuses_are_summed_up(claims, stands):
    told = [Evidence("c", "t", status, family=family, voice=voice) for status, family, voice in claims]
    assert standing(told, Opening(STATUSES)) == stands


def test_denials_alone_show_nothing():
    assert standing([Evidence("c", "t", "reported", denies=True)], Opening()) is None


# What a chart and a colouring need ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [(">90000", 90000, None), ("<5", None, 5), ("10-20", 10, 20), ("~40", 40, 40), ("7.5", 7.5, 7.5)],
)
def test_a_figure_has_the_ends_that_are_printed(printed, low, high):
    parts = thing("a"), thing("m", "Metric", "capacity"), number("a", "m", printed, status="reported")
    (node,) = around(store_of(VOCABULARY, *parts), "a", 0).nodes
    (fact,) = node.facts
    assert (fact.low, fact.high) == (low, high)
    assert (fact.metric, fact.unit, fact.start, fact.end) == ("capacity", "wafers/month", "2026-12-31", "2026-12-31")


def test_makers_count_once_with_what_they_own_and_only_of_what_is_supplied(rich_store):
    things = {node.id: node for node in whole(rich_store).nodes}
    assert things["abf-film"].suppliers == 2
    assert things["tsmc"].suppliers is None


def test_a_large_picture_is_parted_into_communities(monkeypatch, tiny):
    assert whole(tiny).communities == ()
    monkeypatch.setattr(pictures, "OVERVIEW", 2)
    members = [member for group in whole(tiny).communities for member in group.members]
    assert sorted(members) == sorted(node.id for node in whole(tiny).nodes)


def test_a_network_too_large_for_a_page_is_refused_with_what_to_do(monkeypatch, tiny):
    monkeypatch.setattr(pictures, "LARGEST", 4)
    with pytest.raises(UsageError, match=r"5 things are more than one page can show.*interposer viz THING"):
        whole(tiny, limit=2)
    assert len(around(tiny, "tsmc", limit=4).nodes) == 3
