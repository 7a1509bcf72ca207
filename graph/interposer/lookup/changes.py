"""`diff A B`: what changed between two versions of the data, claim by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interposer.lookup.answers import Answer, claim_records
from interposer.lookup.claims import fetch_sources, read_claims, unit_symbols
from interposer.lookup.names import load_things

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from interposer.lookup.claims import Claim
    from interposer.store.interface import Store

__all__ = ["CHANGES", "changes"]

CHANGES = ("added", "revised", "retracted", "removed", "quarantined", "newly disputed", "settled")
"""Kinds of change: a claim that is new; a new claim that takes the place of one about the same by the same source;
one marked as no longer held; one gone without a mark; one newly thought wrong; one that newly stands against
another, or no longer does."""


class _State(NamedTuple):
    claim: Claim
    disputed: bool


def changes(old: Store, new: Store) -> Answer:
    """List the claims that were added, revised, retracted or newly disputed from one version to the next.

    A claim is revised where the new one supersedes it, or where a source's one claim about a subject, predicate
    (with object) and scope has given way to one other.
    """
    answer = Answer("diff/1", [old.data_version, new.data_version], data_version=new.data_version)
    before, after = _read(old), _read(new)
    gone = {i: s for i, s in before.items() if i not in after}
    fresh = {i: s for i, s in after.items() if i not in before}
    revised = _pairs(old, new, gone, fresh)
    found: list[tuple[str, Claim, Claim | None]] = []
    for slug, state in fresh.items():
        earlier = revised.get(slug)
        found.append(("revised" if earlier else "added", state.claim, before[earlier].claim if earlier else None))
    found += [("removed", s.claim, None) for i, s in gone.items() if i not in revised.values()]
    for slug in before.keys() & after.keys():
        was, now = before[slug], after[slug]
        if now.claim.retracted and not was.claim.retracted and slug not in revised.values():
            found.append(("retracted", now.claim, None))
        if now.claim.quarantined and not was.claim.quarantined:
            found.append(("quarantined", now.claim, None))
        if now.disputed != was.disputed:
            found.append(("newly disputed" if now.disputed else "settled", now.claim, None))
    claims = [c for _, now, was in found for c in (now, was) if c]
    used = {s for c in claims for s in (c.subject, c.object, c.item, c.metric, c.scope) if s}
    things = {**load_things(old, used), **load_things(new, used)}
    names = {c.source for c in claims}
    sources, symbols = {**fetch_sources(old, names), **fetch_sources(new, names)}, unit_symbols(new)

    def record(claim: Claim | None) -> dict[str, object] | None:
        return claim_records([claim], things, sources, symbols)[0] if claim else None

    for change, claim, earlier_claim in found:
        subject = things[claim.subject].record() if claim.subject in things else {"id": claim.subject}
        answer.results.append(
            {"change": change, "subject": subject, "claim": record(claim), "before": record(earlier_claim)}
        )
    answer.results.sort(key=lambda r: (CHANGES.index(r["change"]), r["subject"].get("label", ""), r["claim"]["id"]))
    return answer


def _read(store: Store) -> dict[str, _State]:
    matched = {(str(claim), "") for (claim,) in store.select("SELECT ?claim WHERE { ?claim ip:recordedOn ?day }")}
    standing = {
        str(claim).rpartition("/")[2] for (claim,) in store.select("SELECT ?claim WHERE { ?d ip:ofClaims ?claim }")
    }
    return {c.id: _State(c, c.id in standing) for c in read_claims(store, matched)}


def _pairs(old: Store, new: Store, gone: Mapping[str, _State], fresh: Mapping[str, _State]) -> dict[str, str]:
    """Match each new claim with the one it takes the place of: id of the new one → id of the old one."""
    known = {
        str(claim).rpartition("/")[2] for (claim,) in old.select("SELECT ?claim WHERE { ?claim ip:recordedOn ?day }")
    }
    made = {}
    for later, earlier in new.select("SELECT ?later ?earlier WHERE { ?later ip:supersedes ?earlier }").pairs():
        pair = str(later).rpartition("/")[2], str(earlier).rpartition("/")[2]
        if pair[0] in fresh and pair[1] in known:
            made[pair[0]] = pair[1]
    left = {i: s.claim for i, s in gone.items() if i not in made.values()}
    by_topic = _by_topic(left.values())
    for topic, news in _by_topic(s.claim for i, s in fresh.items() if i not in made).items():
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
