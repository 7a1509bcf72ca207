"""Answers: the envelope every command gives, and rows that gather the claims behind one thing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from interposer.lookup.filters import STATUSES, Filters
from interposer.lookup.names import Thing, label_of
from interposer.store.terms import CLAIM, values_block

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from interposer.lookup.claims import Claim, Source
    from interposer.store.interface import Store

__all__ = ["Answer", "Support", "claim_records", "claim_text", "conflicts_of", "support_of", "voices"]


class Answer:
    """What a command found, with everything that is hidden said; `results` are JSON-ready records."""

    def __init__(
        self,
        schema: str,
        args: Sequence[str],
        filters: Filters | None = None,
        resolved: dict[str, str] | None = None,
        *,
        data_version: str = "",
        truncated: bool = False,
    ) -> None:
        """Begin with no results; `schema` is the command and the version of its shape (`who/1`)."""
        self.schema, self.args, self.data_version = schema, args, data_version
        self.filters = filters or Filters()
        self.resolved = resolved or {}
        self.results: list[dict[str, Any]] = []
        self.columns: list[str] = []
        self.conflicts: list[dict[str, Any]] = []
        self.hidden: Counter[str] = Counter()
        self.undated = 0
        self.truncated = truncated
        self.next: list[str] = []
        self.notes: list[str] = []
        """What is said beside the results: a summary, a cap that was reached."""
        self.triples: list[tuple[str, str, str]] = []
        """The relations, by ids, that an answer about the network rests on; they can be drawn and walked."""

    def __str__(self) -> str:
        """Write the first results as a short table of labels and values."""
        return _table(self)

    def rows(self) -> list[dict[str, object]]:
        """Give the results as flat records for a table of your own: `pandas.DataFrame(answer.rows())`.

        A thing becomes its label, with its id in a column of its own; things of a list stand with semicolons
        between; other lists become their length.
        """
        return [_flat(record) for record in self.results]

    def envelope(self) -> dict[str, Any]:
        """Give the answer as the JSON object that the schema documents."""
        return {
            "schema": self.schema,
            "query": {
                "command": self.schema.partition("/")[0],
                "args": list(self.args),
                "resolved": self.resolved,
                "filters": self.filters.record(),
            },
            "data_version": self.data_version,
            "as_of": self.filters.as_of.label if self.filters.as_of else None,
            "known_on": self.filters.known_on.label if self.filters.known_on else None,
            "results": self.results,
            "conflicts": self.conflicts,
            "hidden": dict(sorted(self.hidden.items())),
            "truncated": self.truncated,
            "next": self.next,
        }

    def limited(self, limit: int) -> Answer:
        """Keep the first `limit` results (0 = all) and note whether any were cut."""
        if 0 < limit < len(self.results):
            self.results, self.truncated = self.results[:limit], True
        return self


def _flat(record: Mapping[str, Any]) -> dict[str, object]:
    """Put one record's first level into cells."""
    made: dict[str, object] = {}
    for key, value in record.items():
        parts = value if isinstance(value, list | tuple) else [value]
        if all(isinstance(part, dict) and {"id", "label"} <= part.keys() for part in parts) and parts:
            made[key] = "; ".join(str(part["label"]) for part in parts)
            made[f"{key}_id"] = "; ".join(str(part["id"]) for part in parts)
        elif isinstance(value, dict):
            made[key] = value.get("label") or value.get("value") or value.get("id")
        elif all(isinstance(part, str | int | float | None) for part in parts):
            made[key] = "; ".join(map(str, parts)) if isinstance(value, list | tuple) else value
        else:
            made[key] = len(parts)
    return made


_SHOWN, _WIDEST = 20, 40
"""Rows and characters of a column that an answer shows when it is printed."""


def _table(answer: Answer) -> str:
    rows = [{key: _cell(value) for key, value in row.items()} for row in answer.rows()[:_SHOWN]]
    keys = [
        key
        for key in dict.fromkeys(key for row in rows for key in row)
        if not key.endswith("_id") and any(row.get(key) for row in rows)
    ]
    widths = {key: max(len(key), *(len(row.get(key, "")) for row in rows)) for key in keys}
    lines = [f"{answer.schema.partition('/')[0]} {' '.join(answer.args)}".rstrip() + f": {len(answer.results)} results"]
    lines += answer.notes
    if keys:
        lines += ["  ".join(key.ljust(widths[key]) for key in keys).rstrip()]
    lines += ["  ".join(row.get(key, "").ljust(widths[key]) for key in keys).rstrip() for row in rows]
    if len(answer.results) > _SHOWN:
        lines.append(f"… and {len(answer.results) - _SHOWN} more")
    return "\n".join(lines)


def _cell(value: object) -> str:
    """Say a value in a column's width, with nothing in it that a terminal would obey."""
    said = "" if value is None else str(value)
    text = "".join(c if c.isprintable() else " " for c in said)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


class Support(NamedTuple):
    """What the claims behind one row amount to."""

    status: str
    grade: str
    families: int
    disputed: bool

    def record(self) -> dict[str, Any]:
        """Give the support as it stands in the JSON envelope."""
        return {
            "status": self.status,
            "grade": self.grade or None,
            "families": self.families,
            "disputed": self.disputed,
        }


def voices(claims: Collection[Claim]) -> int:
    """Count the independent voices: families once each, digests not beside others, the editors never."""
    families = {c.family for c in claims if c.kind not in ("digest", "editorial")}
    return len(families) or int(any(c.kind == "digest" for c in claims))


def support_of(claims: Sequence[Claim]) -> Support | None:
    """Sum up the claims that assert a row; None when none does.

    Quarantined claims support nothing beside others; a row that only they assert is quarantined itself.
    """
    every = [c for c in claims if c.polarity == "asserts"]
    asserting = [c for c in every if not c.quarantined] or every
    if not asserting:
        return None
    status = min((c.status for c in asserting), key=STATUSES.index)
    if all(c.editorial for c in asserting):
        status = "editorial"
    if all(c.quarantined for c in asserting):
        status = "quarantined"
    grades = sorted(c.grade for c in asserting if c.grade)
    disputed = any(c.disputed for c in asserting) or len(every) < len(claims)
    return Support(status, grades[0] if grades else "", voices(asserting), disputed)


def claim_records(
    claims: Iterable[Claim], things: Mapping[str, Thing], sources: Mapping[str, Source],
    symbols: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """List claims as they stand in the envelope, best evidence first; without a source's details, its id only.

    `symbols` says how units are written where the claims hold numbers.
    """
    ordered = sorted(claims, key=lambda c: (c.polarity != "asserts", c.grade or "E", c.source, c.id))
    made = []
    for c in ordered:
        source = sources[c.source].record() if c.source in sources else {"id": c.source, "family": c.family}
        more = {
            "item": c.item, "note": c.note, "attributed_to": c.attributed_to, "quarantined": c.quarantined,
            "overlay": c.overlay,
        }  # fmt: skip
        record: dict[str, Any] = {
            "id": c.id,
            "text": claim_text(c, things, symbols),
            "status": c.status,
            "polarity": c.polarity,
            "grade": c.grade or None,
            "period": c.period or None,
            "stated_on": c.stated or None,
            "disputed": c.disputed,
            "locator": c.locator,
            "source": source,
        }
        made.append(record | {key: value for key, value in more.items() if value})
    return made


def claim_text(claim: Claim, things: Mapping[str, Thing], symbols: Mapping[str, str] | None = None) -> str:
    """Say a claim in one line, with labels."""

    def label(slug: str) -> str:
        return things[slug].label if slug in things else slug

    verb = "does not: " * (claim.polarity == "denies")
    if claim.object:
        return f"{label(claim.subject)} {verb}{claim.predicate} {label(claim.object)}"
    scope = "; ".join(part for part in (label(claim.scope) if claim.scope else "", claim.scope_note) if part)
    what = label(claim.metric) if claim.metric else claim.milestone.replace("-", " ")
    unit = (symbols or {}).get(claim.unit, claim.unit)
    word = "on" if len(claim.period) == len("2026-12-31") and "/" not in claim.period else "in"
    when = f" {word} {claim.period}" if claim.metric and claim.period else ""
    return f"{label(claim.subject)} {verb}{what}{f' ({scope})' if scope else ''}{when}: {claim.value} {unit}".rstrip()


def conflicts_of(store: Store, claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """List the disagreements that these claims stand in, each with all its claims."""
    disputed = sorted({c.id for c in claims if c.disputed})
    if not disputed:
        return []
    values = values_block("mine", (CLAIM + slug for slug in disputed))
    rows = store.select(f"""SELECT DISTINCT ?disagreement ?kind ?claim WHERE {{ {values}
  ?disagreement ip:ofClaims ?mine, ?claim ; ip:disagreementKind ?kind }}""")
    found: dict[str, dict[str, Any]] = {}
    for disagreement, kind, claim in rows:
        slug = label_of(disagreement)
        entry = found.setdefault(slug, {"id": slug, "kind": str(kind), "claims": []})
        entry["claims"].append(label_of(claim))
    for entry in found.values():
        entry["claims"].sort()
    return [found[slug] for slug in sorted(found)]
