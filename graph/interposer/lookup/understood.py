"""What a question was understood as: the command that answers it, and what of its answer is asked for."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interposer.lookup.names import load_things

if TYPE_CHECKING:
    from interposer.knowledge.period import Period
    from interposer.store.interface import Store

__all__ = ["Narrowing", "Understood"]


@dataclass
class Narrowing:
    """What of a command's answer is asked for; ids of things, empty for everything."""

    relations: tuple[str, ...] = ()
    """Of a card: relations from the thing (`>offers`) or to it (`<suppliesTo`)."""
    kinds: frozenset[str] = frozenset()
    countries: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    without_countries: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """Of numbers and dates: other things that a claim has to name."""
    either: tuple[str, ...] = ()
    """Of numbers and dates: other things of which a claim has to name one."""
    words: tuple[str, ...] = ()
    """Of numbers and dates: words that the scope has to hold."""
    milestones: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    when: Period | None = None
    before: bool = False
    sites: bool = False
    lands: bool = False
    """Not the sites are asked for but their countries."""
    largest: int = 0
    """1: who has most, -1: who has least."""

    def labels(self, store: Store) -> dict[str, str]:
        """Read the labels of the things that are named here."""
        ids = {
            *self.only,
            *self.without,
            *self.below,
            *self.about,
            *self.either,
            *self.roles,
            *self.countries,
            *self.without_countries,
        }
        return {t.id: t.label for t in load_things(store, ids).values()}

    def told(self, labels: dict[str, str]) -> str:  # noqa: C901  (one field after another)
        """Say the narrowing in words."""
        said = []
        for word, ids in (
            ("only", (*self.only, *self.about)), ("either", self.either), ("a kind of", self.below), ("role", self.roles),
            ("in", self.countries), ("not in", self.without_countries), ("without", self.without),
        ):  # fmt: skip
            if ids:
                said.append(f"{word} {', '.join(labels.get(i, i) for i in ids)}")
        if self.kinds:
            said.append(f"class {', '.join(sorted(self.kinds))}")
        if self.relations and self.relations != ("*",):
            said.append(f"relations {', '.join(sorted({r[1:] for r in self.relations}))}")
        for word, texts in (("without", self.without_words), ("scope", self.words)):
            if texts:
                said.append(f"{word} {', '.join(texts)}")
        if self.milestones:
            said.append(f"milestone {' or '.join(self.milestones)}")
        if self.metrics:
            said.append(f"metric {' or '.join(self.metrics)}")
        if self.when:
            said.append(f"{'before' if self.before else 'time'} {self.when.label}")
        if self.sites:
            said.append("sites")
        if self.lands:
            said.append("countries of sites")
        if self.largest:
            said.append("the largest" if self.largest > 0 else "the smallest")
        return "; ".join(said)


@dataclass
class Understood:
    """What a question asks: the intent, the command that answers it, what narrows its answer, what was ignored."""

    intent: str
    command: list[str]
    narrowing: Narrowing = field(default_factory=Narrowing)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gives: str = "things"
    """What the answer lists: things, numbers, dates, claims, path, truth."""

    @property
    def line(self) -> str:
        """Write the command as it can be typed."""
        quoted = [f'"{a}"' if " " in a and '"' not in a else shlex.quote(a) for a in self.command]
        return " ".join(["interposer", *(a.replace("'", "") if a.startswith("'") else a for a in quoted)])

    def told(self, store: Store) -> list[str]:
        """Say in lines what was understood: the command, what narrows its answer, notes, ignored words."""
        narrow = self.narrowing.told(self.narrowing.labels(store))
        lines = [f"understood as: {self.line}" + (f"   (of it: {narrow})" if narrow else "")]
        lines += [f"note: {note}" for note in self.notes]
        if self.ignored:
            lines.append(f"ignored: {', '.join(self.ignored)}")
        return lines
