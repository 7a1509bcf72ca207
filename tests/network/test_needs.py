"""Needs: which relations make a thing rest on which, and what is one need, what several."""

from __future__ import annotations

import networkx as nx
import pytest

from interposer.network.needs import LossRule, fetch_loss_rules, read_needs
from interposer.network.project import project

from . import VOCABULARY, claim, store_of, thing

NONE = frozenset[str]()
RULES = {
    "requires": LossRule("input", "subject", NONE),
    "madeOf": LossRule("input", "subject", NONE),
    "packagedWith": LossRule("input", "subject", frozenset({"Offering", "Technology"})),
    "offers": LossRule("maker", "object", NONE),
    "performs": LossRule("maker", "object", NONE),
    "operates": LossRule("operator", "object", NONE),
    "fabricatedBy": LossRule("provider", "subject", NONE),
    "packagedBy": LossRule("provider", "subject", NONE),
    "designedBy": LossRule("designer", "subject", NONE),
    "subsidiaryOf": LossRule("owner", "subject", NONE),
    "locatedIn": LossRule("place", "subject", NONE),
    "suppliesTo": LossRule("supplier", "object", NONE),
    "constrainedBy": LossRule("bottleneck", "subject", NONE),
    "implements": LossRule("tree", "subject", NONE),
    "variantOf": LossRule("tree", "subject", NONE),
    "alternativeTo": LossRule("substitute", "", NONE),
}


def network(*edges, **kinds):
    """Make a network of (subject, relation, object[, {voices, weak, items}]) edges; things are offerings."""
    graph = nx.MultiDiGraph()
    for s, _, o, *_ in edges:
        for end in (s, o):
            graph.add_node(end, label=end.upper(), kind=kinds.get(end, "Offering"))
    for s, p, o, *rest in edges:
        said = {"voices": frozenset({"wire"}), "weak": False, "items": ()} | (rest[0] if rest else {})
        graph.add_edge(s, o, key=p, **said)
    return graph


def groups(*edges, **kinds):
    """List the needs as (thing, kind, about, members), a member with sites as 'thing@site+site'."""
    needs = read_needs(network(*edges, **kinds), RULES)
    return sorted(
        (g.dependent, g.kind, g.about, "|".join(m.thing + f"@{'+'.join(m.sites)}" * bool(m.sites) for m in g.members))
        for g in needs.groups
    )


def by(*families):
    return {"voices": frozenset(families)}


def test_each_input_is_a_need_of_its_own():
    assert groups(("a", "requires", "x"), ("a", "madeOf", "y")) == [
        ("a", "input", "madeOf", "y"),
        ("a", "input", "requires", "x"),
    ]


def test_one_input_named_by_two_relations_is_one_need():
    (group,) = read_needs(network(("a", "requires", "x"), ("a", "madeOf", "x")), RULES).groups
    assert [(m.thing, len(m.triples)) for m in group.members] == [("x", 2)]


def test_inputs_on_one_branch_are_one_need_with_either_as_member():
    found = groups(("a", "packagedWith", "x"), ("a", "packagedWith", "x-l"), ("x-l", "variantOf", "x"))
    assert found[0] == ("a", "input", "packagedWith", "x|x-l")


def test_a_branch_may_run_over_things_that_the_dependent_does_not_name():
    edges = [("x-l-1", "variantOf", "x-l"), ("x-l", "variantOf", "x")]
    assert groups(("a", "requires", "x"), ("a", "requires", "x-l-1"), *edges)[0][3] == "x|x-l-1"


def test_rivals_from_different_families_are_one_disputed_need():
    graph = network(("a", "packagedWith", "x", by("one")), ("a", "packagedWith", "y", by("two")))
    (group,) = read_needs(graph, RULES).groups
    assert ([m.thing for m in group.members], group.disputed) == (["x", "y"], True)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (by("one"), by("one", "two")),
        (by("one") | {"items": ("base",)}, by("two") | {"items": ("top",)}),
    ],
    ids=["one source names both", "they are about different parts"],
)
def test_no_rivals_but_two_needs_where(first, second):
    graph = network(("a", "packagedWith", "x", first), ("a", "packagedWith", "y", second))
    assert [(len(g.members), g.disputed) for g in read_needs(graph, RULES).groups] == [(1, False), (1, False)]


def test_only_the_classes_of_which_a_thing_has_one_are_rivals():
    edges = [("a", "packagedWith", "x", by("one")), ("a", "packagedWith", "y", by("two"))]
    assert len(groups(*edges, x="Material", y="Material")) == 2
    assert len(groups(("a", "requires", "x", by("one")), ("a", "requires", "y", by("two")))) == 2


def test_makers_are_alternatives_and_so_is_what_is_below_in_the_tree():
    found = groups(("c", "offers", "x"), ("d", "offers", "x"), ("e", "offers", "x-l"), ("x-l", "variantOf", "x"))
    assert ("x", "maker", "maker", "c|d|x-l") in found
    assert ("x-l", "maker", "maker", "e") in found
    assert ("x-l", "tree", "variantOf", "x") in found


def test_what_nobody_is_known_to_make_rests_on_no_maker():
    assert [g for g in groups(("x-l", "variantOf", "x")) if g[1] == "maker"] == []


def test_a_maker_needs_one_of_its_sites_where_they_are_known():
    edges = [("c", "operates", "s1"), ("c", "operates", "s2"), ("s1", "performs", "x"), ("s2", "performs", "x")]
    sites = {"s1": "Facility", "s2": "Facility", "c": "Company"}
    assert ("x", "maker", "maker", "c@s1+s2") in groups(("c", "offers", "x"), *edges, **sites)
    assert ("x", "maker", "maker", "c@s1+s2") in groups(*edges, **sites)


def test_a_maker_that_has_sites_for_other_things_only_needs_none_of_them():
    edges = [("c", "offers", "x"), ("c", "operates", "s"), ("s", "performs", "y")]
    assert ("x", "maker", "maker", "c") in groups(*edges, s="Facility")


def test_a_site_that_does_the_narrower_thing_does_the_broader_too():
    edges = [("c", "offers", "x"), ("c", "operates", "s"), ("s", "performs", "x-l"), ("x-l", "variantOf", "x")]
    assert ("x", "maker", "maker", "c@s|x-l") in groups(*edges, s="Facility")


def test_a_site_of_unknown_operator_is_a_maker_itself():
    assert groups(("s", "performs", "x"), s="Facility") == [("x", "maker", "maker", "s")]


def test_who_makes_and_who_packages_a_product_are_two_needs():
    edges = [("chip", "fabricatedBy", "c"), ("chip", "fabricatedBy", "d"), ("chip", "packagedBy", "c")]
    assert groups(*edges) == [("chip", "provider", "fabricatedBy", "c|d"), ("chip", "provider", "packagedBy", "c")]


def test_suppliers_of_one_item_are_alternatives_and_unknown_deliveries_no_need():
    film, glass = {"items": ("film",)}, {"items": ("glass", "film")}
    assert groups(("c", "suppliesTo", "a", film), ("d", "suppliesTo", "a", glass), ("e", "suppliesTo", "a")) == [
        ("a", "supplier", "film", "c|d"),
        ("a", "supplier", "glass", "d"),
    ]


def test_a_subsidiary_needs_its_group_and_a_site_its_operator():
    assert groups(("sub", "subsidiaryOf", "top"), ("sub", "operates", "s"), ("chip", "designedBy", "sub")) == [
        ("chip", "designer", "designer", "sub"),
        ("s", "operator", "operator", "sub"),
        ("sub", "owner", "owner", "top"),
    ]


def test_a_site_needs_its_country_and_its_larger_site():
    edges = [("s", "locatedIn", "park"), ("s", "locatedIn", "tw"), ("park", "locatedIn", "tw")]
    found = groups(*edges, s="Facility", park="Facility", tw="Country")
    assert [g[3] for g in found if g[0] == "s"] == ["park", "tw"]


def test_the_nearest_of_nested_sites_counts_and_rival_countries_are_one_need():
    edges = [("s", "locatedIn", "hall"), ("s", "locatedIn", "park"), ("hall", "locatedIn", "park")]
    assert ("s", "place", "place", "hall") in groups(*edges, s="Facility", hall="Facility", park="Facility")
    assert groups(("s", "locatedIn", "jp"), ("s", "locatedIn", "tw"), tw="Country", jp="Country") == [
        ("s", "place", "place", "jp|tw")
    ]


def test_each_bottleneck_is_a_need_of_its_own():
    assert groups(("x", "constrainedBy", "t-glass"), ("x", "constrainedBy", "warpage")) == [
        ("x", "bottleneck", "constrainedBy", "t-glass"), ("x", "bottleneck", "constrainedBy", "warpage")
    ]  # fmt: skip


def test_a_weak_link_moves_nothing_in_the_tree():
    edges = [("e", "offers", "x-l"), ("x-l", "implements", "x", {"weak": True})]
    assert groups(*edges) == [("x-l", "maker", "maker", "e")]


def test_variants_are_branches_between_offerings_alone():
    assert groups(("chip-b", "variantOf", "chip"), **{"chip-b": "Chip", "chip": "Chip"}) == []


def test_substitutes_stand_beside_both_ends_and_hold_nothing_up():
    needs = read_needs(network(("x", "alternativeTo", "y")), RULES)
    assert needs.groups == []
    assert {one: [other for other, _ in found] for one, found in needs.substitutes.items()} == {"x": ["y"], "y": ["x"]}


def test_a_tree_that_runs_in_a_circle_ends():
    edges = [("x", "implements", "y"), ("y", "implements", "x"), ("c", "offers", "x"), ("a", "requires", "x")]
    assert ("y", "maker", "maker", "x") in groups(*edges)


def test_rules_and_needs_are_read_from_the_store():
    rules = """ip:offers ip:lossKind ip:loss-maker ; ip:dependent "object" .
ip:uses ip:lossKind ip:loss-input ; ip:dependent "subject" ; ip:rivals ip:Offering , ip:Chip ."""
    store = store_of(VOCABULARY, rules, thing("c"), thing("x", "Offering"), claim("c", "offers", "x"))
    found = fetch_loss_rules(store)
    assert found == {
        "offers": LossRule("maker", "object", NONE),
        "uses": LossRule("input", "subject", frozenset({"Offering", "Chip"})),
    }
    (group,) = read_needs(project(store).graph, found).groups
    assert (group.dependent, [m.thing for m in group.members]) == ("x", ["c"])


def test_the_vocabulary_says_of_each_relation_what_its_loss_does(shipped_store):
    rules = fetch_loss_rules(shipped_store)
    kinds = {rule.kind for rule in rules.values()}
    assert kinds == {rule.kind for rule in RULES.values()}
    assert all(rule.dependent in ("subject", "object") for rule in rules.values() if rule.kind != "substitute")
    assert {name: rules[name].kind for name in RULES} == {name: rule.kind for name, rule in RULES.items()}
