"""Questions about claims: who says so, is it so, where sources disagree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from interposer.errors import NothingFoundError
from interposer.lookup.claimed import NOTHING, said_so
from interposer.lookup.measuring import measured
from interposer.lookup.names import Thing, load_things
from interposer.lookup.spotting import Spot
from interposer.lookup.understood import Understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interposer.lookup.reading import Reading

__all__ = ["conflicts", "sources", "truth"]

_DENIES = r"\b(?:not|no longer|n't|\w+n't|without|denie[sd]|never|cannot)\b|不|没有|无需|否认"


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
    nothing = re.search(NOTHING, r.blank, re.IGNORECASE)
    denied = bool(r.has(_DENIES)) and not nothing
    found = said_so(r, denied=denied if denied or len(things) > 1 else None)
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
    if len(things) == 1 and (beside := r.countries or r.roles):
        others = sorted(load_things(r.store, set(beside)).values())
        things = [*things, *others]
        r.named += [Spot(0, 0, t.label, (t,)) for t in others]
    if len(things) > 1:
        if claims := said_so(r):
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
