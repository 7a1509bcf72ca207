"""`diff A B`: what changed between two versions of the data, claim by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interposer.lookup.answers import Answer, claim_records
from interposer.lookup.claims import fetch_sources, mentioned, read_claims, unit_symbols
from interposer.lookup.names import Thing, label_of, load_things
from interposer.store.terms import CLAIM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interposer.lookup.claims import Claim
    from interposer.store.interface import Store

__all__ = ["CHANGES", "changes"]

CHANGES = ("added", "revised", "retracted", "removed", "quarantined", "restored", "newly disputed", "settled")
"""Kinds of change: a claim that is new; one that takes the place of one about the same by the same source; one marked
as no longer held; one gone without a mark; one newly thought wrong; one held again that was retracted or thought
wrong; one that newly stands against another, or no longer does."""


class _Version(NamedTuple):
    """What one version says of its claims, by their ids; `successions` leads from a claim to the one it supersedes."""

    store: Store
    claims: set[str]
    live: set[str]
    retracted: set[str]
    quarantined: set[str]
    standing: set[str]
    successions: dict[str, str]

    def read(self, slugs: Iterable[str]) -> dict[str, Claim]:
        """Read those of the claims that this version has."""
        return {c.id: c for c in read_claims(self.store, {(CLAIM + s, "") for s in self.claims.intersection(slugs)})}


def changes(old: Store, new: Store) -> Answer:
    """List the claims that changed from one version to the next, by kind of change (CHANGES).

    A claim is revised where another newly supersedes it, or where a source's one claim about a subject,
    predicate (with object), item and scope has given way to one other. A claim that is held again and
    stands against others is listed twice, once for each.
    """
    answer = Answer("diff/1", [old.data_version, new.data_version], data_version=new.data_version)
    was, now = _version(old), _version(new)
    kept, fresh, gone = was.claims & now.claims, now.claims - was.claims, was.claims - now.claims
    revised = _pairs(was, now)
    lapsed = kept - now.live
    slugs = {
        "added": fresh - revised.keys(),
        "revised": set(revised),
        "retracted": (kept & now.retracted) - was.retracted - set(revised.values()),
        "removed": gone - set(revised.values()),
        "quarantined": (kept & now.quarantined) - was.quarantined,
        "restored": (kept & now.live) - was.live,
        "newly disputed": (kept & now.standing) - was.standing - lapsed,
        "settled": (kept & was.standing) - now.standing - lapsed,
    }
    involved = {slug for changed in slugs.values() for slug in changed}
    before, after = was.read(involved | set(revised.values())), now.read(involved)
    found = [
        (change, claim, before.get(revised.get(slug, "")) if change == "revised" else None)
        for change, changed in slugs.items()
        for slug in changed
        if (claim := after.get(slug) or before.get(slug))
    ]
    claims = [c for _, claim, earlier in found for c in (claim, earlier) if c]
    used = mentioned(claims)
    things = {**load_things(old, used), **load_things(new, used)}
    names = {c.source for c in claims}
    sources = {**fetch_sources(old, names), **fetch_sources(new, names)}
    symbols = {**unit_symbols(old), **unit_symbols(new)}

    def record(claim: Claim | None) -> dict[str, object] | None:
        return claim_records([claim], things, sources, symbols)[0] if claim else None

    for change, claim, earlier in found:
        subject = things.get(claim.subject, Thing(claim.subject, claim.subject, "Thing")).record()
        answer.results.append({"change": change, "subject": subject, "claim": record(claim), "before": record(earlier)})
    answer.results.sort(key=lambda r: (CHANGES.index(r["change"]), r["subject"]["label"], r["claim"]["id"]))
    return answer


def _version(store: Store) -> _Version:
    def ids(pattern: str) -> set[str]:
        return {label_of(claim) for (claim,) in store.select(f"SELECT DISTINCT ?claim WHERE {{ {pattern} }}")}

    successions = store.select("SELECT ?later ?earlier WHERE { ?later ip:supersedes ?earlier }").pairs()
    return _Version(
        store,
        ids("?claim ip:recordedOn ?day"),
        ids("?claim ip:live ?live"),
        ids("?claim ip:retractedOn ?day"),
        ids("?claim ip:quarantined ?why"),
        ids("?disagreement ip:ofClaims ?claim"),
        {label_of(later): label_of(earlier) for later, earlier in successions},
    )


def _pairs(was: _Version, now: _Version) -> dict[str, str]:
    """Match each claim with the one whose place it newly takes: id of the later one → id of the earlier."""
    made = {
        later: earlier
        for later, earlier in now.successions.items()
        if later in now.claims and earlier in was.claims and was.successions.get(later) != earlier
    }
    left = was.read(was.claims - now.claims - set(made.values()))
    by_topic = _by_topic(left.values())
    for topic, news in _by_topic(now.read(now.claims - was.claims - made.keys()).values()).items():
        olds = by_topic.get(topic, [])
        if len(news) == len(olds) == 1:
            made[news[0].id] = olds[0].id
    return made


def _by_topic(claims: Iterable[Claim]) -> dict[tuple[str, ...], list[Claim]]:
    """Group claims by what they speak of: a number may change its value, a relation only its status or period."""
    found: dict[tuple[str, ...], list[Claim]] = {}
    for c in claims:
        what = c.metric or c.milestone or c.predicate
        found.setdefault((c.source, c.subject, what, c.object, c.item, c.scope, c.scope_note), []).append(c)
    return found
