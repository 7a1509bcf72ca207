"""What rests on what: the network read as an AND/OR system, by the loss kinds that the vocabulary gives relations.

A thing rests on groups. It needs every group, and of a group one member: an input or its rivals, one of its
makers, one of the operators of a site, the branch of the tree above it. Members carry the claimed relations
that they come from.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from interposer.lookup.names import label_of
from interposer.network.project import Triple, collector_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx

    from interposer.store.interface import Store

__all__ = ["SOFT", "Group", "LossRule", "Member", "Needs", "fetch_loss_rules", "read_needs"]

SOFT = frozenset({"bottleneck", "designer", "supplier"})
"""Kinds whose loss degrades and never loses what rests on them."""


class LossRule(NamedTuple):
    """How the loss of one end of a relation reaches the other, as the vocabulary says.

    `rivals` are classes of objects of which a thing has one; `general` classes of subjects that are whole kinds, of
    which the objects of one class are alternatives; `within` the classes that can stand in the tree, empty for all.
    """

    kind: str
    dependent: str
    rivals: frozenset[str] = frozenset()
    general: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()


class Member(NamedTuple):
    """What can hold a group up: `thing`, and of a maker one of its `sites` where it is known to do it there."""

    thing: str
    sites: tuple[str, ...]
    triples: tuple[Triple, ...]


class Group(NamedTuple):
    """One need of a thing; `about` is the relation, of suppliers the item; disputed where sources name rivals."""

    dependent: str
    kind: str
    about: str
    members: tuple[Member, ...]
    disputed: bool
    way: bool = False
    """Whether it is a way of doing it that a whole kind is said to have: other makers may do it otherwise."""

    @property
    def soft(self) -> bool:
        """Tell whether losing the group degrades and never loses what rests on it."""
        return self.way or self.kind in SOFT


@dataclass(slots=True)
class Needs:
    """All groups, by the thing that rests on them, and what can stand in for a thing without rescuing it."""

    groups: list[Group] = field(default_factory=list)
    of: dict[str, list[int]] = field(default_factory=dict)
    held: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Thing → (group, member) that it holds up as the member's thing."""
    hosted: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Site → (group, member) that are done there."""
    substitutes: dict[str, list[tuple[str, Triple]]] = field(default_factory=dict)

    def add(self, group: Group) -> None:
        """Add a group and index it."""
        number = len(self.groups)
        self.groups.append(group)
        self.of.setdefault(group.dependent, []).append(number)
        for place, member in enumerate(group.members):
            self.held.setdefault(member.thing, []).append((number, place))
            for site in member.sites:
                self.hosted.setdefault(site, []).append((number, place))


def fetch_loss_rules(store: Store) -> dict[str, LossRule]:
    """Read which relations carry loss, and how, by the name of the relation."""
    rows = store.select("""SELECT ?relation ?kind ?dependent WHERE {
  ?relation ip:lossKind ?kind OPTIONAL { ?relation ip:dependent ?dependent } }""")
    classes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for word in ("rivals", "oneNeedOf"):
        for relation, kind in store.select(f"SELECT ?relation ?class WHERE {{ ?relation ip:{word} ?class }}").pairs():
            classes[label_of(relation), word].add(label_of(kind))
    concepts = frozenset(label_of(c) for (c,) in store.select("SELECT ?c WHERE { ?c rdfs:subClassOf+ ip:Concept }"))
    found = {}
    for relation, kind, dependent in rows:
        name, loss = label_of(relation), label_of(kind).removeprefix("loss-")
        found[name] = LossRule(
            loss, str(dependent or ""), frozenset(classes[name, "rivals"]), frozenset(classes[name, "oneNeedOf"]),
            concepts if loss == "tree" else frozenset(),
        )  # fmt: skip
    return found


def read_needs(graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule]) -> Needs:
    """Read the needs out of a projection; the time is linear in its edges."""
    with collector_off():
        return _read(graph, rules)


def _read(graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule]) -> Needs:
    by_kind = _by_kind(graph, rules)
    tree = _Tree(by_kind["tree"])
    needs = Needs()
    for group in (
        *_inputs(graph, rules, by_kind["input"], tree),
        *_makers(graph, by_kind, tree),
        *_plain(by_kind["provider"], rules, "provider", split=True),
        *_plain(by_kind["designer"], rules, "designer"),
        *_plain(by_kind["operator"], rules, "operator"),
        *_plain(by_kind["owner"], rules, "owner"),
        *_places(graph, by_kind["place"]),
        *_suppliers(graph, by_kind["supplier"]),
        *_bottlenecks(by_kind["bottleneck"]),
        *_branches(by_kind["tree"]),
    ):
        needs.add(group)
    for triple in by_kind["substitute"]:
        for thing, other in ((triple.subject, triple.object), (triple.object, triple.subject)):
            needs.substitutes.setdefault(thing, []).append((other, triple))
    return needs


def _by_kind(graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule]) -> dict[str, list[Triple]]:
    found: dict[str, list[Triple]] = defaultdict(list)
    for subject, target, relation, data in graph.edges(keys=True, data=True):
        rule = rules.get(relation)
        if rule and not (
            rule.kind == "tree" and (data["weak"] or not _in_tree(graph, rule, Triple(subject, relation, target)))
        ):
            found[rule.kind].append(Triple(subject, relation, target))
    return found


def _in_tree(graph: nx.MultiDiGraph[str], rule: LossRule, triple: Triple) -> bool:
    """Tell whether a relation is a branch of the tree, as rule 50 does: between concepts, variants between offerings."""
    kinds = graph.nodes[triple.subject]["kind"], graph.nodes[triple.object]["kind"]
    if triple.predicate == "variantOf":
        return kinds == ("Offering", "Offering")
    return not rule.within or set(kinds) <= rule.within or kinds == ("Product", "MemoryGeneration")


class _Tree:
    """The broader tree of a projection."""

    def __init__(self, branches: Iterable[Triple]) -> None:
        self.up: dict[str, set[str]] = defaultdict(set)
        self.down: dict[str, set[str]] = defaultdict(set)
        for triple in branches:
            self.up[triple.subject].add(triple.object)
            self.down[triple.object].add(triple.subject)
        self._above: dict[str, frozenset[str]] = {}

    def above(self, thing: str) -> frozenset[str]:
        """Collect everything broader than a thing; cycles end."""
        if thing not in self._above:
            found: set[str] = set()
            left = list(self.up.get(thing, ()))
            while left:
                one = left.pop()
                if one not in found:
                    found.add(one)
                    left += self.up.get(one, ())
            self._above[thing] = frozenset(found)
        return self._above[thing]


def _inputs(
    graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule], triples: Iterable[Triple], tree: _Tree
) -> Iterator[Group]:
    """Join the inputs of a thing that are one need: objects on one branch, and rivals that no source names together."""
    wanted: dict[str, dict[str, list[Triple]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        wanted[triple.subject][triple.object].append(triple)
    for dependent, objects in wanted.items():
        for names, disputed in _joined(graph, rules, dependent, objects, tree):
            members = tuple(Member(name, (), tuple(objects[name])) for name in names)
            way = _is_way(graph, rules, members)
            yield Group(dependent, "input", members[0].triples[0].predicate, members, disputed, way)


def _is_way(graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule], members: Iterable[Member]) -> bool:
    """Tell whether a need is nothing but process steps that a memory generation or another whole kind is made by."""
    return all(
        graph.nodes[triple.object]["kind"] == "ProcessStep"
        and graph.nodes[triple.subject]["kind"] in rules[triple.predicate].general
        for member in members
        for triple in member.triples
    )


def _joined(
    graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule], dependent: str, objects: Mapping[str, list[Triple]],
    tree: _Tree,
) -> list[tuple[list[str], bool]]:  # fmt: skip
    """Part the objects that a thing needs into distinct needs, and tell which of these are disputed.

    A whole kind (2.5D packaging, HBM) has its ways and parts of one class as alternatives: they are one need.
    """
    names = sorted(objects)
    if len(names) == 1:
        return [(names, False)]
    root = {name: name for name in names}

    def find(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for name in names:
        for broader in tree.above(name) & objects.keys():
            root[find(name)] = find(broader)
    for one, other in _alternatives(graph, rules, dependent, objects):
        root[find(one)] = find(other)
    disputed: set[str] = set()
    for one, other in _rivals(graph, rules, objects):
        if find(one) != find(other):
            root[find(one)] = find(other)
            disputed |= {one, other}
    parts: dict[str, list[str]] = defaultdict(list)
    for name in names:
        parts[find(name)].append(name)
    return [(part, not disputed.isdisjoint(part)) for part in parts.values()]


def _alternatives(
    graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule], dependent: str, objects: Mapping[str, list[Triple]]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of objects of one class that a whole kind has by one relation."""
    kind = graph.nodes[dependent]["kind"]
    found: dict[tuple[str, str], str] = {}
    for name in sorted(objects):
        for triple in objects[name]:
            if kind in rules[triple.predicate].general:
                first = found.setdefault((triple.predicate, graph.nodes[name]["kind"]), name)
                if first != name and all(t.predicate == triple.predicate for t in (*objects[first], *objects[name])):
                    yield name, first


def _rivals(
    graph: nx.MultiDiGraph[str], rules: Mapping[str, LossRule], objects: Mapping[str, list[Triple]]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of objects of which a thing has one and that different sources name."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in sorted(objects):
        kind = graph.nodes[name]["kind"]
        for triple in objects[name]:
            if kind in rules[triple.predicate].rivals:
                found[triple.predicate, kind].append(name)
    for (relation, _), names in found.items():
        for one, other in combinations(names, 2):
            if _rival(graph, objects, relation, one, other):
                yield one, other


def _rival(
    graph: nx.MultiDiGraph[str], objects: Mapping[str, list[Triple]], relation: str, one: str, other: str
) -> bool:
    """Tell whether no source family states both, for the same part: then they are two answers to one question."""
    edges = [
        graph.edges[t.subject, t.object, t.predicate]
        for n in (one, other)
        for t in objects[n]
        if t.predicate == relation
    ]
    first, second = edges[0], edges[-1]
    return set(first["items"]) == set(second["items"]) and first["voices"].isdisjoint(second["voices"])


def _makers(graph: nx.MultiDiGraph[str], by_kind: Mapping[str, list[Triple]], tree: _Tree) -> Iterator[Group]:
    """Group who can make or do a thing: companies, each with its sites, and what is below it in the tree."""
    runs: dict[str, list[Triple]] = defaultdict(list)
    for triple in by_kind["operator"]:
        runs[triple.object].append(triple)
    makers: dict[str, dict[str, list[Triple]]] = defaultdict(lambda: defaultdict(list))
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for triple in by_kind["maker"]:
        if graph.nodes[triple.subject]["kind"] != "Facility":
            makers[triple.object][triple.subject].append(triple)
            continue
        for operated in runs.get(triple.subject, ()):
            makers[triple.object][operated.subject] += [operated, triple]
            for thing in (triple.object, *tree.above(triple.object)):
                places[operated.subject, thing].append(triple.subject)
        if triple.subject not in runs:
            makers[triple.object][triple.subject].append(triple)
    made = set(makers)
    for thing in list(makers):
        made |= tree.above(thing)
    branch = {(triple.object, triple.subject): triple for triple in by_kind["tree"]}
    for thing in sorted(made):
        members = [
            Member(maker, tuple(dict.fromkeys(places.get((maker, thing), ()))), tuple(dict.fromkeys(triples)))
            for maker, triples in sorted(makers.get(thing, {}).items())
        ]
        below = sorted(tree.down.get(thing, set()) & made)
        members += [Member(child, (), (branch[thing, child],)) for child in below]
        yield Group(thing, "maker", "maker", tuple(members), disputed=False)


def _plain(
    triples: Iterable[Triple], rules: Mapping[str, LossRule], kind: str, *, split: bool = False
) -> Iterator[Group]:
    """Group the other ends of relations that a thing rests on, one group a thing, or one a relation when split."""
    found: dict[tuple[str, str], dict[str, list[Triple]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        ends = (triple.subject, triple.object)
        dependent, holder = ends if rules[triple.predicate].dependent == "subject" else ends[::-1]
        found[dependent, triple.predicate if split else kind][holder].append(triple)
    for (dependent, about), holders in found.items():
        members = tuple(Member(holder, (), tuple(said)) for holder, said in sorted(holders.items()))
        yield Group(dependent, kind, about, members, disputed=False)


def _bottlenecks(triples: Iterable[Triple]) -> Iterator[Group]:
    """Give what holds a thing back, each for itself: none of them makes up for another."""
    for triple in sorted(triples):
        yield Group(
            triple.subject, "bottleneck", triple.predicate, (Member(triple.object, (), (triple,)),), disputed=False
        )


def _places(graph: nx.MultiDiGraph[str], triples: Iterable[Triple]) -> Iterator[Group]:
    """Group where a site stands: its country and its larger site are two needs, several of either are rivals.

    What lies around another place that is named is no rival of it: losing the nearer one is enough.
    """
    around = _Tree(triples)
    found: dict[tuple[str, str], list[Triple]] = defaultdict(list)
    for triple in triples:
        found[triple.subject, graph.nodes[triple.object]["kind"]].append(triple)
    for (site, _), said in sorted(found.items()):
        wider = {place for triple in said for place in around.above(triple.object)}
        nearest = [triple for triple in said if triple.object not in wider] or said
        members = tuple(Member(triple.object, (), (triple,)) for triple in sorted(nearest))
        yield Group(site, "place", "place", members, disputed=len(members) > 1)


def _suppliers(graph: nx.MultiDiGraph[str], triples: Iterable[Triple]) -> Iterator[Group]:
    """Group the suppliers of a customer by the item they supply; deliveries of unknown things are no known need."""
    found: dict[tuple[str, str], dict[str, list[Triple]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        for item in graph.edges[triple.subject, triple.object, triple.predicate]["items"]:
            found[triple.object, item][triple.subject].append(triple)
    for (customer, item), sellers in found.items():
        members = tuple(Member(seller, (), tuple(said)) for seller, said in sorted(sellers.items()))
        yield Group(customer, "supplier", item, members, disputed=False)


def _branches(triples: Iterable[Triple]) -> Iterator[Group]:
    for triple in triples:
        yield Group(triple.subject, "tree", triple.predicate, (Member(triple.object, (), (triple,)),), disputed=False)
