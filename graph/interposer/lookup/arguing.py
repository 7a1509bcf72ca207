"""Questions about claims: who says so, is it so, where sources disagree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from interposer.errors import NothingFoundError
from interposer.lookup.measuring import measured
from interposer.lookup.names import Thing, label_of, load_things
from interposer.lookup.spotting import Spot
from interposer.lookup.understood import Understood
from interposer.lookup.wording import Asked
from interposer.store.terms import ID, values_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interposer.lookup.reading import Reading

__all__ = ["conflicts", "sources", "truth"]

_DENIES = r"\b(?:not|no longer|n't|\w+n't|without|denie[sd]|never|cannot)\b|不|没有|无需|否认"
_NOTHING = r"\bno (?:market )?share|\bzero\b|\bnothing\b|零|没有份额|拿不到|出局"
_FIGURE = re.compile(r"(?<![A-Za-z0-9.])\d[\d,.]*\d(?![A-Za-z])|(?<![A-Za-z0-9.])\d(?![A-Za-z0-9.])")
_LOOSE = ("does", "uses")
"""Verbs that are said of nearly any relation: `have`, `include`."""


class _Said(NamedTuple):
    """What a claim says, as far as a question can name it."""

    predicate: str
    status: str
    polarity: str
    value: str
    period: str


def conflicts(r: Reading) -> Understood:
    """Ask where sources disagree, about a thing or at all."""
    return Understood("conflicts", ["conflicts", *(t.label for t in r.things()[:1])])


def sources(r: Reading) -> Understood:
    """Ask for the sources of what is said; raises NothingFoundError where nothing is named or no source says it."""
    things = r.things(owners=True)
    if not things:
        raise NothingFoundError("not understood: the sources of what? Name a thing")
    buyer = re.search(r"\b(?:buyer|acquirer|purchaser)\b|买家|收购方", r.blank, re.IGNORECASE)
    if buyer and len(things) == 1:
        return Understood("sources", ["who", "acquires", things[0].label, "--sources"], gives="claims")
    nothing = re.search(_NOTHING, r.blank, re.IGNORECASE)
    denied = bool(r.has(_DENIES)) and not nothing
    found = _claims(r, denied=denied if denied or len(things) > 1 else None, strict=True)
    if not found:
        raise NothingFoundError("no source in the graph says so of " + " and ".join(t.label for t in things))
    return Understood("sources", ["cite", *found], gives="claims")


def truth(r: Reading) -> Understood:
    """Answer yes or no: by the dates of a milestone, by the claims that join what is named, or by what follows.

    Raises NothingFoundError where no source says it, which is not a no.
    """
    things = r.things(owners=True)
    milestones = r.milestones()
    together = r.compound()
    found = measured(r, together + things, milestones, "milestone") if milestones else None
    if found and (r.period or len(things) == 1 or together):
        r.narrowing.milestones, r.narrowing.about = (found.kind,), found.others
        r.narrowing.when = r.period
        r.narrowing.before = bool(r.spoken and r.spoken.before)
        return Understood("truth", ["timeline", found.main.label], gives="truth")
    if len(things) == 1 and r.countries:
        things = [*things, *load_things(r.store, set(r.countries)).values()]
        r.named += [Spot(0, 0, t.label, (t,)) for t in things[1:]]
    if len(things) == 1 and r.roles:
        roles = sorted(load_things(r.store, set(r.roles)).values())
        things = [*things, *roles]
        r.named += [Spot(0, 0, t.label, (t,)) for t in roles]
    if len(things) > 1:
        if claims := _claims(r, denied=None, strict=True):
            return Understood("truth", ["cite", *claims], gives="truth")
        if follows := _follows(r, things):
            return follows
    named = " and ".join(t.label for t in things)
    raise NothingFoundError(f"no source in the graph says so, which is not a no: {named}")


def _follows(r: Reading, things: Sequence[Thing]) -> Understood | None:
    """Answer yes by what follows: a kind of a kind, a company that offers a kind of it."""
    one, other = things[0], things[-1]
    if r.store.ask(f"ASK {{ {one.iri} skos:broader+ {other.iri} }}"):
        return Understood("truth", ["path", one.label, other.label, "--directed"], gives="truth")
    verb = r.verb()
    company = verb and verb.means in ("does", "supplies", "makes", "develops", "uses", "performs")
    if verb and company and one.kind == "Company":
        r.narrowing.only = (one.id,)
        return Understood("truth", ["who", verb.means, other.label], gives="truth")
    return None


def _claims(r: Reading, *, denied: bool | None, strict: bool = False) -> list[str]:
    """Find the live claims that name most of the things in the question and say what its words say.

    What is said with a number or in the negative has to stand in the claim; `strict` asks the same of the verb.
    """
    things = r.compound() + r.things(owners=True)
    named, said = _told_of(r, things)
    fits = [c for c in named if len(named[c]) >= min(2, len(things))]
    if denied is not None:
        fits = [c for c in fits if (said[c].polarity == "denies") == denied]
    wanted = [s for s in r.statuses if s in ("rumoured", "planned", "forecast")]
    fits = [c for c in fits if said[c].status in wanted] or fits
    if re.search(_NOTHING, r.blank, re.IGNORECASE):
        fits = [c for c in fits if said[c].value == "0"]
    elif r.period:
        dated = [c for c in fits if _same_time(said[c], r)]
        fits = dated or fits
    if figures := [f for f in _FIGURE.findall(r.blank) if not re.fullmatch(r"20\d\d", f)]:
        fits = [c for c in fits if set(_digits(said[c].value)) & {n for f in figures for n in _digits(f)}]
    fits = _by_words(r, fits, said, strict=strict)
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


def _by_words(r: Reading, fits: list[str], said: dict[str, _Said], *, strict: bool) -> list[str]:
    """Keep the claims whose relation, milestone or metric the question has words for."""
    verbs = [row for row, _ in r.verbs if isinstance(row, Asked)]
    asked = {relation[1:] for row in verbs for relation in row.relations}
    asked |= {"alternativeTo", "competesWith"} if "alternatives" in r.found else set()
    measures = {row.means for row in (*r.metrics(), *r.milestones())}
    right = [c for c in fits if said[c].predicate in asked] or [c for c in fits if said[c].predicate in measures]
    if right or (strict and any(row.means not in _LOOSE for row in verbs)):
        return right
    return fits


def _same_time(said: _Said, r: Reading) -> bool:
    assert r.period is not None
    return r.period.label in (said.value, said.period)


def _digits(text: str) -> list[str]:
    """List the numbers of a text by their digits alone: 47.05亿 is 4.705 billion."""
    return [n.replace(".", "").strip("0") for n in re.findall(r"\d[\d.]*", text.replace(",", ""))]
