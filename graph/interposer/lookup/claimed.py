"""The claims that say what a question says: they name the same things, with the same relation, figure or time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from interposer.lookup.names import Thing, label_of
from interposer.lookup.pattern import Pattern
from interposer.store.terms import ID, values_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interposer.lookup.reading import Reading

__all__ = ["NOTHING", "said_so"]

NOTHING = r"\bno (?:market )?share|\bzero\b|\bnothing\b|零|没有份额|拿不到|出局"
_FIGURE = Pattern(r"(?<![A-Za-z0-9.])\d[\d,.]*\d(?![A-Za-z])|(?<![A-Za-z0-9.])\d(?![A-Za-z0-9.])")
_ALSO = {"runs": ("performs",), "makes": ("performs", "offers")}
"""Relations that a verb means of a site: a process that is up and running at a plant is performed there."""
_NEEDS = ("requires", "usesProcess", "madeOf", "hasComponent", "packagedWith", "constrainedBy", "suppliesTo")
"""Relations through which a loss hurts."""
_LOOSE = ("does", "uses")
"""Verbs that are said of nearly any relation: `have`, `include`."""


class _Said(NamedTuple):
    """What a claim says, as far as a question can name it."""

    predicate: str
    status: str
    polarity: str
    value: str
    period: str


def said_so(r: Reading, *, denied: bool | None = None) -> list[str]:
    """Find the live claims that name most of the things in the question and say what its words say.

    What the question says with a number, in the negative or by a verb that means one relation has to stand in the
    claim; `denied` keeps what denies, or what asserts.
    """
    things = r.compound() + r.things(owners=True)
    named, said = _told_of(r, things)
    fits = [c for c in named if len(named[c]) >= min(2, len(things))]
    if denied is not None:
        fits = [c for c in fits if (said[c].polarity == "denies") == denied]
    wanted = [s for s in r.statuses if s in ("rumoured", "planned", "forecast")]
    fits = [c for c in fits if said[c].status in wanted] or fits
    if re.search(NOTHING, r.blank, re.IGNORECASE):
        fits = [c for c in fits if said[c].value == "0"]
    elif r.period:
        dated = [c for c in fits if _same_time(said[c], r)]
        fits = dated or fits
    if figures := [f for f in _FIGURE.findall(r.blank) if not re.fullmatch(r"20\d\d", f)]:
        fits = [c for c in fits if set(_digits(said[c].value)) & {n for f in figures for n in _digits(f)}]
    fits = _by_words(r, fits, said)
    most = max((len(named[c]) for c in fits), default=0)
    return sorted(c for c in fits if len(named[c]) == most)


def _told_of(r: Reading, things: Sequence[Thing]) -> tuple[dict[str, set[str]], dict[str, _Said]]:
    values = values_block("t", (ID + t.id for t in things))
    rows = r.store.select(f"""SELECT ?c ?t ?p ?status ?polarity ?value ?period WHERE {{ {values}
  {{ ?c rdf:subject ?t }} UNION {{ ?c rdf:object ?t }} UNION {{ ?c ip:item ?t }} UNION {{ ?c ip:scope ?t }}
  ?c ip:live true ; ip:status ?status ; ip:polarity ?polarity OPTIONAL {{ ?c rdf:predicate|ip:metric|ip:milestone ?p }}
  OPTIONAL {{ ?c ip:rawValue ?value }} OPTIONAL {{ ?c ip:periodLabel ?period }} }}""")
    named: dict[str, set[str]] = {}
    said: dict[str, _Said] = {}
    for claim, thing, predicate, status, polarity, value, period in rows:
        named.setdefault(label_of(claim), set()).add(label_of(thing))
        said[label_of(claim)] = _Said(
            label_of(predicate) if predicate else "",
            label_of(status),
            label_of(polarity),
            str(value or ""),
            str(period or ""),
        )
    return named, said


def _by_words(r: Reading, fits: list[str], said: dict[str, _Said]) -> list[str]:
    """Keep the claims whose relation, milestone or metric the question has words for."""
    verbs = [row for row, _ in r.verbs]
    asked = {relation[1:] for row in verbs for relation in row.relations}
    asked |= {also for row in verbs for also in _ALSO.get(row.means, ())}
    asked = {*_NEEDS} if "impact" in r.found and r.truth else asked
    asked |= {"alternativeTo", "competesWith"} if "alternatives" in r.found else set()
    measures = {row.means for row in (*r.metrics(), *r.milestones())}
    right = [c for c in fits if said[c].predicate in asked] or [c for c in fits if said[c].predicate in measures]
    if right or any(row.means not in _LOOSE for row in verbs):
        return right
    return fits


def _same_time(said: _Said, r: Reading) -> bool:
    assert r.period is not None
    return r.period.label in (said.value, said.period)


def _digits(text: str) -> list[str]:
    """List the numbers of a text by their digits alone: 47.05亿 is 4.705 billion."""
    return [n.replace(".", "").strip("0") for n in re.findall(r"\d[\d.]*", text.replace(",", ""))]
