"""`cite`: a claim as others can cite it, in plain text, BibTeX or CSL-JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.lookup.answers import Answer, claim_records, claim_text
from interposer.lookup.claims import fetch_sources, mentioned, read_claims, unit_symbols
from interposer.lookup.names import label_of, load_things
from interposer.store.terms import CLAIM, sparql_term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interposer.lookup.claims import Claim, Source
    from interposer.store.interface import Store

__all__ = ["STYLES", "cite"]

STYLES = ("text", "bibtex", "csl")
_SHORTEST = 4
_CSL_TYPES = {
    "news": "article-newspaper", "report": "report", "paper": "article-journal", "filing": "report", "standard": "standard",
    "dataset": "dataset", "blog": "post-weblog", "forum": "post", "encyclopedia": "entry-encyclopedia",
}  # fmt: skip
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    c: f"\\{c}" for c in "&%$#_{}"
}


def cite(store: Store, claims: Sequence[str]) -> Answer:
    """Cite claims by id, or by its first characters where they are enough: each record holds every style.

    They come in the order in which they were asked for, each once. Retracted, superseded and quarantined claims resolve too, and say so. Raises UsageError for what cannot
    be an id, NothingFoundError when no claim has it, NameUnknownError when several begin so.
    """
    answer = Answer("cite/1", list(claims), data_version=store.data_version)
    ids = list(dict.fromkeys(_full_id(store, claim) for claim in claims))
    found = sorted(read_claims(store, [(CLAIM + slug, "") for slug in ids]), key=lambda c: ids.index(c.id))
    things = load_things(store, mentioned(found))
    sources = fetch_sources(store, {c.source for c in found})
    symbols = unit_symbols(store)
    for claim in found:
        source, text = sources[claim.source], claim_text(claim, things, symbols)
        answer.results.append(
            {
                "claim": claim_records([claim], things, sources, symbols)[0],
                "state": _state(claim),
                "text": _plain(claim, source, text, store.data_version),
                "bibtex": _bibtex(claim, source, text),
                "csl": _csl(claim, source, text),
            }
        )
    return answer


def _full_id(store: Store, text: str) -> str:
    start = text.strip().removeprefix("claim:").removeprefix(CLAIM).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},16}}", start):
        raise UsageError(f"{text!r} is no claim id: give at least {_SHORTEST} of its 16 characters, 0-9 and a-f")
    rows = store.select(
        f"SELECT ?claim WHERE {{ ?claim ip:recordedOn ?day FILTER(STRSTARTS(STR(?claim), {sparql_term(CLAIM + start)})) }}"
    )
    found = sorted(label_of(claim) for (claim,) in rows)
    if not found:
        raise NothingFoundError(f"no claim has the id {text!r}; answers with --json list the ids of their claims")
    if len(found) > 1:
        raise NameUnknownError(f"{text!r} begins the ids of {len(found)} claims: {', '.join(found[:5])} …")
    return found[0]


def _state(claim: Claim) -> str:
    if claim.retracted:
        return f"retracted {claim.retracted}"
    if claim.superseded:
        return "superseded"
    return f"quarantined: {claim.quarantined}" if claim.quarantined else "live"


def _plain(claim: Claim, source: Source, text: str, version: str) -> str:
    """Write one sentence: who says what, where and when, and which claim of which data this is."""
    speaker = f" ({claim.attributed_to}, quoted)" if claim.attributed_to else ""
    said = ", ".join(
        part for part in (source.publisher or source.author, f"“{source.title}”", source.published) if part
    )
    state = _state(claim)
    mark = "" if state == "live" else f" [{state}]"
    return (
        f"{text}{speaker}, {claim.status}{mark}. {said}, {claim.locator}. {source.url or source.id}. "
        f"Interposer claim {claim.id}, data {version}."
    )


def _bibtex(claim: Claim, source: Source, text: str) -> str:
    year, month = ([*_date(source), 0, 0])[:2]
    fields = {
        "title": f"{{{_tex(source.title)}}}",  # braces keep the capitals of CoWoS,
        "author": source.author and f"{{{_tex(source.author)}}}",  # and a name in one piece
        "organization": _tex(source.publisher),
        "year": str(year or ""),
        "month": str(month or ""),
        "url": re.sub(r"[{}\\\s]", lambda found: quote(found[0]), source.url),
        "note": _tex(_note(claim, text)),
    }
    lines = [f"  {key} = {{{value}}}" for key, value in fields.items() if value]
    return f"@misc{{{_key(claim)},\n" + ",\n".join(lines) + "\n}"


def _key(claim: Claim) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", f"{claim.source}-{claim.id}")


def _note(claim: Claim, text: str) -> str:
    state = _state(claim)
    mark = "" if state == "live" else f" [{state}]"
    return f"{claim.locator}: {text}, {claim.status}{mark}. Interposer claim {claim.id}"


def _date(source: Source) -> list[int]:
    """Read year, month and day of publication, as many as the source prints."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", source.published, re.ASCII)
    return [int(part) for part in match.groups() if part] if match else []


def _tex(text: str) -> str:
    """Escape what TeX would obey; line ends would end a field's line."""
    return "".join(_TEX.get(character, character) for character in " ".join(text.split()))


def _csl(claim: Claim, source: Source, text: str) -> dict[str, Any]:
    """Make a CSL-JSON item; parts of a date that the source does not print are left out."""
    item: dict[str, Any] = {
        "id": _key(claim),
        "type": _CSL_TYPES.get(source.kind, "webpage"),
        "title": source.title,
        "note": _note(claim, text),
    }
    if source.author:
        item["author"] = [{"literal": source.author}]
    if source.publisher:
        item["publisher"] = source.publisher
    if issued := _date(source):
        item["issued"] = {"date-parts": [issued]}
    if source.url:
        item["URL"] = source.url
    return item
