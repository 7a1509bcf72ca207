"""Plain words for what a loss does: through what a thing is lost or degraded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interposer.network.paths import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from interposer.network.impact import State
    from interposer.network.needs import Group, LossRule, Member

__all__ = ["Words"]

_NAMED = 5
"""So many names stand in a sentence before the rest is counted."""
_PROVIDED = frozenset({"Technology", "Offering", "ProcessStep", "Standard"})
"""Classes of things that are provided rather than made."""


class Words(NamedTuple):
    """The labels, readings and loss rules that sentences are made of."""

    labels: Mapping[str, str]
    readings: Mapping[str, str]
    rules: Mapping[str, LossRule]
    kinds: Mapping[str, str]

    def label(self, thing: str) -> str:
        """Give the label of a thing, its id where it has none."""
        return self.labels.get(thing, thing)

    def listing(self, things: Iterable[str], word: str = "and") -> str:
        """List labels as a sentence does; beyond five they are counted."""
        names = [self.label(thing) for thing in things]
        if len(names) > _NAMED:
            names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
        return f" {word} ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)

    def through(self, thing: str, state: State, lost: Collection[str]) -> str:
        """Say through what a thing is lost or degraded; `lost` are those of `state.gone` that are lost."""
        group = state.group
        if group is None:
            return f"{self.label(state.below)}, one kind of it, is lost"
        if group.kind == "maker":
            return self._makers(thing, group, lost)
        if group.kind == "supplier":
            item = self.label(group.about)
            if state.left:
                return self._some(f"its known suppliers of {item}", state)
            one = len(group.members) == 1
            return f"{'its only known supplier' if one else 'all its known suppliers'} of {item} {_are(group.members)} lost: {self.listing(state.gone)}"
        if group.kind in ("designer", "operator"):
            names = self.listing(state.gone)
            if state.left:
                return self._some(f"its known {group.kind}s", state)
            return f"its {group.kind}{'s' * (len(state.gone) > 1)} {names} {_are(state.gone)} lost"
        return self._relation(group, state, lost)

    def _relation(self, group: Group, state: State, lost: Collection[str]) -> str:
        """Say a need by the reading of its relation: 'is made of ABF film, which is lost'."""
        members = [member.thing for member in group.members]
        said = self.phrase(group.members[0].triples[0].predicate, self.listing(members, "or"))
        rivals = " (sources differ on which)" if group.disputed else ""
        if len(members) == 1:
            return f"{said}, which is {'lost' if members[0] in lost else 'degraded'}"
        if state.left:
            return f"{said}{rivals}, of which {self.listing(state.gone)} {_are(state.gone)} lost"
        how = "all lost" if state.lost else "all degraded"
        return f"{said}{rivals}, {how}"

    def phrase(self, relation: str, obj: str) -> str:
        """Say a relation without its subject: 'is made of ABF film'."""
        return say(self.readings, relation, "", obj).strip()

    def _makers(self, thing: str, group: Group, lost: Collection[str]) -> str:
        word = "provider" if self.kinds.get(thing) in _PROVIDED else "maker"
        makers = [m for m in group.members if not self._below(m)]
        gone = [m for m in makers if m.thing in lost]
        moved = [m for m in makers if m not in gone and m.sites and set(m.sites) <= set(lost)]
        below = [m.thing for m in group.members if self._below(m) and m.thing in lost]
        parts = []
        if gone:
            names = self.listing(m.thing for m in gone)
            if len(gone) == len(makers):
                many = "s" * (len(gone) > 1)
                parts.append(f"its only known {word}{many} {names} {_are(gone)} lost")
            else:
                parts.append(f"{names}, {len(gone)} of its {len(makers)} known {word}s, {_are(gone)} lost")
        for member in moved[:_NAMED]:
            known = "only known site" if len(member.sites) == 1 else "known sites"
            parts.append(
                f"the {known} of {self.label(member.thing)} for it {_are(member.sites)} lost: {self.listing(member.sites)}"
            )
        if below:
            parts.append(f"{self.listing(below)} below it {_are(below)} lost")
        return "; ".join(parts)

    def makers(self, group: Group, left: Collection[str]) -> tuple[str, ...]:
        """Tell who is left of a group: those who provide it, or the kinds of it where no such is left."""
        own = tuple(m.thing for m in group.members if m.thing in left and not self._below(m))
        return own or tuple(left)

    def _below(self, member: Member) -> bool:
        return self.rules[member.triples[0].predicate].kind == "tree"

    def _some(self, whole: str, state: State) -> str:
        return f"of {whole}, {self.listing(state.gone)} {_are(state.gone)} lost"

    def sites_lost(self, sites: Collection[str]) -> str:
        """Say that every known site of a company is lost."""
        if len(sites) == 1:
            return f"its only known site is lost: {self.listing(sites)}"
        return f"all its {len(sites)} known sites are lost: {self.listing(sites)}"

    def head_office(self, places: Collection[str], *, disputed: bool) -> str:
        """Say that a company has its head office where all is lost, and no site is known of it."""
        return f"its head office is in {self.listing(places, 'or')}{' (sources differ)' * disputed}; no site of it is known"

    def up_to(self, group: Group, thing: str) -> str:
        """Say that a thing falls by up to the share of its one input."""
        said = self.phrase(group.members[0].triples[0].predicate, self.label(thing))
        return f"{said}, which falls: up to the same share"

    @staticmethod
    def have(count: int) -> str:
        """Agree with a number of names."""
        return "has" if count == 1 else "have"


def _are(names: Collection[object]) -> str:
    return "is" if len(names) == 1 else "are"
