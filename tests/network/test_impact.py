"""Impact: the least fixpoint of needs against its definition, and worked examples on the shipped data."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.filters import Filters, make_filters
from interposer.network.impact import spread
from interposer.network.impact_answer import impact_answer, read_scenario
from interposer.network.needs import SOFT, Group, Member, Needs

NAMES = "abcdefgh"
KINDS = ("input", "input", "maker", "maker", "provider", "tree", "owner", "designer", "supplier")


def needs_of(groups):
    needs = Needs()
    for group in groups:
        needs.add(group)
    return needs


def group(dependent, kind, *members):
    """Make a need; a member is 'x' or 'x@s+t' with sites."""
    made = []
    for member in members:
        name, _, sites = member.partition("@")
        made.append(Member(name, tuple(sites.split("+")) if sites else (), ()))
    return Group(dependent, kind, "", tuple(made), disputed=False)


def random_groups(rng):
    """Make a small AND/OR system, cycles, shared members and sites included."""
    groups = []
    for _ in range(rng.randint(1, 10)):
        kind = rng.choice(KINDS)
        names = rng.sample(NAMES, 1 if kind == "tree" else rng.randint(1, 3))
        if kind == "maker":
            names = [
                n + "@" + "+".join(rng.sample("stu", rng.randint(1, 2))) if rng.random() < 0.5 else n for n in names
            ]
        groups.append(group(rng.choice(NAMES), kind, *names))
    groups += [group(site, "place", rng.choice("xy")) for site in "stu" if rng.random() < 0.7]
    return groups


def random_seeds(rng):
    return set(rng.sample(NAMES + "stuxy", rng.randint(1, 3)))


def dead(member, lost):
    return member.thing in lost or (bool(member.sites) and all(site in lost for site in member.sites))


def lost_by_definition(groups, seeds):
    """Lose, again and again, whatever is a seed or has a hard need with nobody left, until nothing changes."""
    lost = set(seeds)
    while True:
        more = {g.dependent for g in groups if g.kind not in SOFT and all(dead(m, lost) for m in g.members)} - lost
        if not more:
            return lost
        lost |= more


def degraded_by_definition(groups, lost):
    """Degrade what stands and lost some of a need, what a lost thing is a kind of, and what needs only degraded things."""
    worse = {g.dependent for g in groups if any(dead(m, lost) for m in g.members)}
    worse |= {g.members[0].thing for g in groups if g.kind == "tree" and g.dependent in lost}
    while True:
        more = {
            g.dependent for g in groups if g.kind == "input" and all(m.thing in worse | lost for m in g.members)
        } - worse
        if not more:
            return worse - lost
        worse |= more


def worlds(count, seed):
    rng = random.Random(seed)
    for _ in range(count):
        yield random_groups(rng), random_seeds(rng), rng


def lost_of(groups, seeds):
    impact = spread(needs_of(groups), seeds)
    return {thing for thing, state in impact.states.items() if state.lost}


def test_what_is_lost_and_degraded_is_what_the_definition_says():
    deep = 0
    for groups, seeds, _ in worlds(5000, 1):
        impact = spread(needs_of(groups), sorted(seeds))
        lost = lost_by_definition(groups, seeds)
        assert {thing for thing, state in impact.states.items() if state.lost} == lost, (groups, seeds)
        assert set(impact.degraded) == degraded_by_definition(groups, lost), (groups, seeds)
        assert set(impact.lost) == lost - seeds
        deep += max(state.depth for state in impact.states.values()) > 2
    assert deep > 100


def test_losing_more_never_saves_anything():
    for groups, seeds, rng in worlds(2000, 2):
        more = seeds | random_seeds(rng)
        assert lost_of(groups, seeds) <= lost_of(groups, more)
        assert set(spread(needs_of(groups), seeds).states) <= set(spread(needs_of(groups), more).states)


def test_another_provider_never_loses_more():
    for groups, seeds, rng in worlds(2000, 3):
        place = rng.randrange(len(groups))
        wider = groups[place]._replace(members=(*groups[place].members, Member(rng.choice(NAMES), (), ())))
        assert lost_of([*groups[:place], wider, *groups[place + 1 :]], seeds) <= lost_of(groups, seeds)


def test_another_need_never_loses_less():
    for groups, seeds, rng in worlds(2000, 4):
        assert lost_of(groups, seeds) <= lost_of([*groups, *random_groups(rng)[:1]], seeds)


def test_every_way_leads_back_to_what_was_lost_first():
    for groups, seeds, _ in worlds(2000, 5):
        impact = spread(needs_of(groups), sorted(seeds))
        for thing, state in impact.states.items():
            chain = impact.chain(thing)
            assert chain[-1] in seeds
            assert len(set(chain)) == len(chain)
            assert [impact.states[one].depth for one in chain] == list(range(state.depth, -1, -1))
            assert set(state.left).isdisjoint(state.gone)
            assert all(impact.states[one].lost for one in chain) or not state.lost


def test_the_order_of_needs_and_seeds_does_not_matter():
    for groups, seeds, rng in worlds(500, 6):
        one = spread(needs_of(groups), sorted(seeds))
        other = spread(needs_of(rng.sample(groups, len(groups))), sorted(seeds, reverse=True))
        assert {t: (s.lost, s.depth) for t, s in one.states.items()} == {
            t: (s.lost, s.depth) for t, s in other.states.items()
        }


def test_a_circle_falls_only_when_something_outside_fails_it():
    circle = [group("a", "input", "b"), group("b", "input", "a")]
    assert spread(needs_of(circle), ["z"]).states.keys() == {"z"}
    assert lost_of([*circle, group("a", "input", "z")], {"z"}) == {"a", "b", "z"}


def test_a_maker_is_gone_when_all_its_sites_are_and_the_sites_are_named():
    impact = spread(needs_of([group("x", "maker", "c@s+t", "d"), group("y", "maker", "c")]), ["s", "t"])
    assert impact.lost == []
    state = impact.states["x"]
    assert (state.lost, state.gone, state.left) == (False, ("s", "t"), ("d",))
    assert "y" not in impact.states


def test_what_holds_a_thing_back_degrades_it_when_it_is_lost(shipped_store):
    found = answer(shipped_store, "T-glass")
    row = next(row for row in found.results if row["thing"]["id"] == "abf-substrate")
    assert (row["state"], row["through"]) == ("degraded", "is constrained by T-glass, which is lost")


def test_soft_needs_degrade_and_never_lose():
    impact = spread(needs_of([group("x", "designer", "c"), group("y", "input", "x")]), ["c"])
    assert (impact.lost, impact.degraded) == ([], ["x", "y"])


def test_a_lost_variant_degrades_its_family_and_no_sister():
    tree = [group("v", "tree", "f"), group("w", "tree", "f")]
    assert (spread(needs_of(tree), ["v"]).degraded, spread(needs_of(tree), ["f"]).lost) == (["f"], ["v", "w"])


def test_a_long_chain_ends():
    chain = [group(f"n{i + 1}", "input", f"n{i}") for i in range(5000)]
    impact = spread(needs_of(chain), ["n0"])
    assert (len(impact.lost), impact.states["n5000"].depth) == (5000, 5000)


@pytest.mark.parametrize(("text", "fall"), [("lost", None), (" LOST ", None), ("-50%", 50), ("12.5 %", Decimal("12.5")), ("−100%", 100)])  # fmt: skip
def test_a_scenario_is_read(text, fall):
    assert read_scenario(text) == fall


@pytest.mark.parametrize("text", ["", "half", "-0%", "-101%", "-5", "+-5%", "lost%"])
def test_a_scenario_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="use lost, or a fall such as -50%"):
        read_scenario(text)


# The tiny worlds, through the answer ---------------------------------------------------------------

SHARES = {"metric": [("market-share", "market share", "")], "memory-generation": [("hbm", "HBM", "")],
          "company": [("sk", "SK", ""), ("samsung", "Samsung", "")]}  # fmt: skip
MAKERS = [
    {"source": "news-one", "subject": maker, "predicate": "supplies", "object": "hbm"} for maker in ("sk", "samsung")
]
SHARE = {"subject": "sk", "predicate": "market-share", "unit": "percent", "scope": "hbm"}
NUMBERS = [
    {**SHARE, "source": "news-one", "value": "62", "period": "2025"},
    {**SHARE, "source": "news-two", "value": ">50", "period": "2024"},
    {**SHARE, "source": "news-two", "value": "70", "period": "2026", "status": "forecast"},
    {**SHARE, "source": "news-three", "value": "90", "period": "2025", "scope_note": "for one customer"},
    {"source": "news-one", "subject": "cowos", "predicate": "requires", "object": "hbm"},
    {"source": "news-one", "subject": "emib", "predicate": "requires", "object": "hbm"},
]


@pytest.fixture
def memory(make_ontology):
    """Compile a world in which two companies make HBM and one has shares of it."""
    from interposer.store.compile import compile_ontology
    from interposer.store.store import EmbeddedStore

    def compiled(*more):
        folder = make_ontology([*MAKERS, *more], names=(), listings=(), things=SHARES)
        (folder / "entities" / "metric.csv").write_text(
            "id,label,definition,notation,note,unit_family\nmarket-share,market share,A share.,,,ratio\n"
        )
        return EmbeddedStore(compile_ontology([folder]).store, None)

    return compiled


def answer(store, *names, **how):
    return impact_answer(store, names, how.pop("scenario", "lost"), filters=how.pop("filters", Filters()), **how)


def row_of(found, thing):
    return next(row for row in found.results if row["thing"]["id"] == thing)


def test_a_row_says_through_what_who_is_left_and_which_claims(rich_store):
    row = row_of(answer(rich_store, "Ajinomoto"), "abf-film")
    assert (row["state"], row["depth"], row["through"]) == (
        "degraded",
        1,
        "Ajinomoto, 1 of its 2 known makers, is lost",
    )
    assert [one["label"] for one in row["left"]] == ["Samsung"]
    assert (row["families"], row["substitutes_known"], len(row["claims"])) == (1, False, 2)


def test_a_site_falls_with_its_operator_and_a_chip_with_its_package(rich_store):
    found = answer(rich_store, "TSMC")
    assert row_of(found, "ap7")["through"] == "its operator TSMC is lost"
    assert row_of(found, "blackwell")["through"] == "is fabricated by TSMC, which is lost"
    assert row_of(found, "cowos-l")["through"] == "is a variant of CoWoS, which is lost"


def test_a_customer_whose_known_suppliers_are_gone_is_degraded_for_it_may_have_others(rich_store):
    row = row_of(answer(rich_store, "Ajinomoto"), "ibiden")
    assert (row["state"], row["left"]) == ("degraded", [])
    assert row["through"] == "its only known supplier of ABF film is lost: Ajinomoto"


def test_an_answer_rests_on_relations_of_the_network(rich_store):
    found = answer(rich_store, "TSMC")
    assert ("blackwell", "fabricatedBy", "tsmc") in found.triples
    assert found.notes == ["4 lost, 1 degraded"]


def test_weak_evidence_anywhere_on_the_way_is_told(compiled):
    store = compiled(
        {"source": "news-one", "subject": "tsmc", "predicate": "offers", "object": "cowos"},
        {"source": "news-two", "subject": "tsmc", "predicate": "offers", "object": "cowos"},
        {"source": "blog-one", "subject": "blackwell", "predicate": "packagedWith", "object": "cowos"},
    )
    found = answer(store, "TSMC")
    assert [(r["thing"]["id"], r["families"], r["grade"]) for r in found.results] == [
        ("cowos", 2, "B"),
        ("blackwell", 1, "D"),
    ]


def test_a_substitute_is_named_with_its_own_state_and_rescues_nothing(compiled):
    store = compiled(
        {"source": "news-one", "subject": "tsmc", "predicate": "offers", "object": "cowos"},
        {"source": "news-one", "subject": "tsmc", "predicate": "offers", "object": "cowos-l"},
        {"source": "news-one", "subject": "emib", "predicate": "alternativeTo", "object": "cowos"},
        {"source": "news-one", "subject": "cowos-l", "predicate": "succeeds", "object": "cowos"},
    )
    row = row_of(answer(store, "TSMC"), "cowos")
    assert row["state"] == "lost"
    assert [(s["thing"]["id"], s["state"], s["families"]) for s in row["substitutes"]] == [
        ("emib", "stands", 1),
        ("cowos-l", "lost", 1),
    ]


def test_a_company_of_which_no_site_is_known_is_unknown_not_lost(compiled):
    store = compiled(
        {"source": "news-one", "subject": "tsmc", "predicate": "headquarteredIn", "object": "taiwan"},
        {"source": "news-one", "subject": "nvidia", "predicate": "operates", "object": "ap7"},
        {"source": "news-one", "subject": "ap7", "predicate": "locatedIn", "object": "taiwan"},
        {"source": "news-one", "subject": "tsmc", "predicate": "offers", "object": "cowos"},
    )
    found = answer(store, "Taiwan")
    assert [(r["thing"]["id"], r["state"], r["through"]) for r in found.results] == [
        ("ap7", "lost", "is located in Taiwan, which is lost"),
        ("tsmc", "unknown", "its head office is in Taiwan; no site of it is known"),
        ("nvidia", "unknown", "its only known site is lost: TSMC AP7"),
    ]
    assert all(row["claims"] for row in found.results)


def test_shares_of_what_is_gone_stand_side_by_side_the_latest_first(memory):
    row = row_of(answer(memory(*NUMBERS), "SK"), "hbm")
    assert [s["period"] for s in row["shares"]] == ["2025", "2025", "2024"]
    assert {(s["value"], s["falls"]) for s in row["shares"]} == {("62", None), ("90", None), (">50", None)}
    assert row["left"][0]["id"] == "samsung"


def test_a_fall_moves_only_known_shares_and_what_has_one_input_alone(memory):
    found = answer(memory(*NUMBERS), "SK", scenario="-50%")
    hbm, cowos = row_of(found, "hbm"), row_of(found, "cowos")
    falls = {share["value"]: (share["falls"]["low"], share["falls"]["high"]) for share in hbm["shares"]}
    assert falls == {"62": (30.75, 31.25), ">50": (25.0, 50.0), "90": (44.75, 45.25)}
    assert {row["state"] for row in found.results} == {"reduced"}
    assert cowos["through"] == "requires HBM, which falls: up to the same share"
    assert {s["value"] for s in cowos["shares"]} == {"62", ">50"}
    assert all(s["up_to"] and s["of"]["id"] == "hbm" for s in cowos["shares"])
    assert found.hidden["forecast market shares"] == 1


def test_a_fall_is_carried_no_further_than_shares_of_the_whole_reach(memory):
    limited = [NUMBERS[3], *NUMBERS[4:]]
    assert [r["thing"]["id"] for r in answer(memory(*limited), "SK", scenario="-10%").results] == ["hbm"]


def test_a_fall_of_what_has_no_known_share_says_so(memory):
    with pytest.raises(NothingFoundError, match="no market share of Samsung is known; --scenario lost"):
        answer(memory(*NUMBERS), "Samsung", scenario="-50%")
    with pytest.raises(NothingFoundError, match="hidden: 1 forecast market shares"):
        answer(memory(NUMBERS[2]), "SK", scenario="-50%")


def test_what_nothing_rests_on_says_what_could_and_what_is_near(rich_store):
    with pytest.raises(NothingFoundError, match=r"nothing rests on AI demand.*\n  related things are CoWoS"):
        answer(rich_store, "AI demand")
    with pytest.raises(
        NothingFoundError, match=r"nothing is known to rest on NVIDIA Blackwell.*\n  it rests itself on"
    ):
        answer(rich_store, "NVIDIA Blackwell")


@pytest.mark.parametrize(
    ("names", "how", "error", "says"),
    [
        (["nobody at all"], {}, NameUnknownError, "no thing is named"),
        ([], {}, UsageError, "needs the name"),
        (["TSMC"], {"scenario": "-5"}, UsageError, "--scenario"),
        (["TSMC"], {"kind": "nonsense"}, UsageError, "is no class"),
        (["TSMC"], {"kind": "materials"}, NothingFoundError, "nothing of that class or depth"),
    ],
)
def test_bad_questions_are_refused(rich_store, names, how, error, says):
    with pytest.raises(error, match=says):
        answer(rich_store, *names, **how)


def test_class_depth_and_limit_cut_what_is_shown_and_count_the_rest(rich_store):
    whole = answer(rich_store, "TSMC")
    chips = answer(rich_store, "TSMC", kind="chips")
    assert {row["thing"]["kind"] for row in chips.results} == {"Chip"}
    assert chips.hidden["affected things of other classes"] == len(whole.results) - len(chips.results)
    near = answer(rich_store, "TSMC", depth=1)
    assert {row["depth"] for row in near.results} == {1}
    assert near.hidden["affected things more than 1 steps away"] == len(whole.results) - len(near.results)
    first = answer(rich_store, "TSMC", limit=1)
    assert (len(first.results), first.truncated) == (1, True)


# Worked examples on the shipped data ---------------------------------------------------------------


def states(found):
    return {row["thing"]["id"]: row["state"] for row in found.results}


def test_without_ajinomoto_there_is_no_abf_film_no_substrate_and_no_fc_bga(shipped_store):
    found = answer(shipped_store, "Ajinomoto")
    lost = {thing for thing, state in states(found).items() if state == "lost"}
    assert {"ajinomoto-build-up-film", "abf-substrate", "flip-chip-ball-grid-array"} <= lost
    film = row_of(found, "ajinomoto-build-up-film")
    assert film["through"].startswith("its only known makers Ajinomoto and Ajinomoto Fine-Techno")
    assert film["shares"]
    assert not film["substitutes_known"]


def test_2_5d_packaging_carries_more_than_what_hangs_below_it(shipped_store):
    found = states(answer(shipped_store, "2.5D"))
    assert {found[thing] for thing in ("cowos", "emib", "i-cube", "hbm", "nvidia-h100")} == {"lost"}


def test_without_sk_hynix_hbm_is_left_to_samsung_and_micron(shipped_store):
    found = answer(shipped_store, "SK hynix")
    hbm = row_of(found, "hbm")
    assert hbm["state"] == "degraded"
    assert [one["label"] for one in hbm["left"]] == ["Micron", "Samsung Electronics"]
    assert {share["provider"]["id"] for share in hbm["shares"]} == {"sk-hynix"}
    assert states(found)["nvidia-b200"] == "degraded"


def test_without_taiwan_cowos_is_lost_over_its_sites(shipped_store):
    found = answer(shipped_store, "Taiwan")
    assert {states(found)[site] for site in ("tsmc-ap3-longtan", "tsmc-ap6-zhunan", "tsmc-ap8-tainan")} == {"lost"}
    assert states(found)["cowos"] == "lost"
    assert states(found)["2-5d-packaging"] == "degraded"
    assert {states(found)[company] for company in ("unimicron", "spil", "mediatek") if company in states(found)} == {"unknown"}  # fmt: skip
    assert states(found).get("tsmc") != "lost"


def test_the_advanced_packaging_sites_of_tsmc_in_taiwan_are_enough_for_that(shipped_store):
    sites = [f"tsmc-ap{name}" for name in ("3-longtan", "5-taichung", "6-zhunan", "7-chiayi", "8-tainan")]
    found = states(answer(shipped_store, *sites))
    assert (found["cowos"], found["nvidia-b200"]) == ("lost", "lost")


def test_half_of_sk_hynix_is_what_its_stated_shares_say(shipped_store):
    found = answer(shipped_store, "SK hynix", scenario="-50%")
    assert row_of(found, "hbm")["shares"][0]["falls"]
    assert {row["state"] for row in found.results} == {"reduced"}


def test_filters_reach_the_network(shipped_store):
    few = answer(shipped_store, "TSMC", filters=make_filters(min_sources=2))
    assert len(few.results) < len(answer(shipped_store, "TSMC").results)


def test_an_answer_can_be_walked_and_drawn(rich_snapshot):
    from interposer import open as open_graph

    g = open_graph(rich_snapshot)
    found = g.impact("Ajinomoto")
    part = g.subgraph(found)
    assert set(part) == {"ajinomoto", "abf-film", "ibiden"}
    assert part.edges["ajinomoto", "abf-film", "supplies"]["claims"]
    picture = g.picture(answer=found, title="Without Ajinomoto")
    assert picture.title == "Without Ajinomoto"
    assert {(edge.source, edge.target) for edge in picture.shown} == set(part.edges())
    with pytest.raises(UsageError, match="rests on no part of the network"):
        g.subgraph(g.who("2.5D"))
    assert len(g.picture(answer=found, limit=2).first) == 2
