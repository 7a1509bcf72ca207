"""Networks shaped like the one of packaging, of any size, by seed: the same seed gives the same network.

Few companies, countries and steps carry most relations (Zipf), technologies and offerings stand in a tree, things
need several inputs and have one or many makers, makers have sites, sites lie in countries, and some deliveries
name their item. One relation rests on one to three claims.
"""

from __future__ import annotations

import random
from itertools import accumulate

import networkx as nx

_PARTS = {
    "Company": 0.05, "Facility": 0.03, "Technology": 0.02, "Offering": 0.02, "ProcessStep": 0.01, "Material": 0.02,
    "ComponentType": 0.01, "EquipmentType": 0.01, "ProcessNode": 0.01, "MemoryGeneration": 0.005, "Chip": 0.05,
    "System": 0.01, "DemandDriver": 0.002,
}  # fmt: skip
"""Things of each class for one claim."""
_COUNTRIES = 20
_TREES = {"Technology": "subtypeOf", "Material": "subtypeOf", "ProcessStep": "subtypeOf", "Offering": "variantOf"}
# subject class, relation, object class, relations for one subject on average
_RELATIONS = (
    ("Facility", "locatedIn", "Country", 1.0),
    ("Company", "headquarteredIn", "Country", 1.0),
    ("Facility", "performs", "ProcessStep", 0.6),
    ("Facility", "performs", "Offering", 0.6),
    ("Company", "offers", "Offering", 0.6),
    ("Company", "offers", "Technology", 0.3),
    ("Company", "supplies", "Material", 0.4),
    ("Company", "supplies", "EquipmentType", 0.2),
    ("Company", "supplies", "MemoryGeneration", 0.05),
    ("Company", "suppliesTo", "Company", 0.5),
    ("Company", "competesWith", "Company", 0.2),
    ("Offering", "implements", "Technology", 1.0),
    ("Offering", "usesProcess", "ProcessStep", 1.5),
    ("Offering", "hasComponent", "ComponentType", 1.0),
    ("Offering", "alternativeTo", "Offering", 0.4),
    ("Technology", "requires", "EquipmentType", 0.4),
    ("ProcessStep", "requires", "EquipmentType", 1.0),
    ("ProcessStep", "requires", "Material", 1.0),
    ("ComponentType", "madeOf", "Material", 1.5),
    ("MemoryGeneration", "usesProcess", "ProcessStep", 2.0),
    ("Chip", "packagedWith", "Offering", 1.0),
    ("Chip", "hasComponent", "MemoryGeneration", 0.5),
    ("Chip", "fabricatedOn", "ProcessNode", 0.7),
    ("Chip", "fabricatedBy", "Company", 0.6),
    ("Chip", "designedBy", "Company", 1.0),
    ("System", "hasComponent", "Chip", 1.5),
    ("DemandDriver", "drives", "Chip", 3.0),
    ("DemandDriver", "drives", "Offering", 1.0),
)


def generate(claims: int, seed: int = 0) -> nx.MultiDiGraph[str]:
    """Make a projection that rests on about so many claims."""
    made = _Maker(claims, seed)
    made.things()
    made.trees()
    made.operators()
    made.relations()
    made.fill()
    return made.graph


class _Maker:
    def __init__(self, claims: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.claims = claims
        self.spent = 0
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.names: dict[str, list[str]] = {}
        self.weights: dict[str, list[float]] = {}

    def things(self) -> None:
        sizes = {kind: max(3, int(share * self.claims)) for kind, share in _PARTS.items()} | {"Country": _COUNTRIES}
        for kind, size in sizes.items():
            self.names[kind] = [f"{kind.lower()}-{number}" for number in range(size)]
            self.weights[kind] = list(accumulate(1 / (rank + 2) for rank in range(size)))
            self.graph.add_nodes_from((name, {"label": name, "kind": kind}) for name in self.names[kind])

    def pick(self, kind: str) -> str:
        return self.random.choices(self.names[kind], cum_weights=self.weights[kind])[0]

    def link(self, subject: str, relation: str, target: str) -> None:
        if subject == target or self.graph.has_edge(subject, target, relation):
            return
        voices = self.random.choices((1, 2, 3), (70, 20, 10))[0]
        items = (self.pick("Material"),) if relation == "suppliesTo" and self.random.random() < 0.5 else ()
        self.graph.add_edge(
            subject, target, key=relation, predicate=relation,
            claims=tuple(f"{self.spent + number:016x}" for number in range(voices)), families=voices,
            voices=frozenset(f"family-{self.random.randrange(500)}" for _ in range(voices)), weak=False,
            status="reported", grade=self.random.choice("ABCD"), disputed=False, denied=False, denials=(), items=items,
        )  # fmt: skip
        self.spent += voices

    def trees(self) -> None:
        for kind, relation in _TREES.items():
            names = self.names[kind]
            for place, name in enumerate(names[1:], 1):
                if kind == "Technology" or self.random.random() < 0.4:
                    self.link(name, relation, names[int(place * self.random.random() ** 2)])

    def operators(self) -> None:
        for name in self.names["Facility"]:
            self.link(self.pick("Company"), "operates", name)

    def relations(self) -> None:
        for kind, relation, target, rate in _RELATIONS:
            for name in self.names[kind]:
                count = int(rate) + (self.random.random() < rate % 1)
                for _ in range(count):
                    self.link(name, relation, self.pick(target))

    def fill(self) -> None:
        """Spend what is left of the claims on relations drawn like the others."""
        tries = 0
        while self.spent < self.claims and tries < 4 * self.claims:
            kind, relation, target, _ = self.random.choice(_RELATIONS[2:])
            self.link(self.pick(kind), relation, self.pick(target))
            tries += 1
