"""Questions about numbers and dates: which metric or milestone of which thing, and what is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interposer.errors import NothingFoundError
from interposer.lookup.claimed import said_so
from interposer.lookup.names import Thing, label_of, load_things
from interposer.lookup.understood import Understood
from interposer.store.terms import ID, NS, values_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interposer.lookup import wording
    from interposer.lookup.reading import Reading

__all__ = ["Measured", "compare", "measured", "number", "when"]

_MORE = r"\b(?:more|larger|bigger|higher|faster|greater|most|largest|biggest|highest|fastest|wider|taller|thicker|later)\b|更[大高多快宽厚好]|[谁哪].{0,16}[大高多快好]|比.{1,30}[大高多快]"
_LESS = r"\b(?:less|smaller|lower|fewer|slower|thinner|cheaper|finer|smallest|lowest|fewest|earlier|sooner)\b|更[小低少慢薄细]|[谁哪].{0,16}[小低少慢]|比.{1,30}[小低少慢]"
_NUMBERS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "first": "1",
    "second": "2",
    "third": "3",
}


class Measured(NamedTuple):
    """A metric or milestone that claims about the named things hold: the thing it is of, what else they name.

    `others` stand in all of the best claims, `either` in some of them. Where nothing stands in all of them, each is
    about one of the things `apart`.
    """

    kind: str
    main: Thing
    others: tuple[str, ...]
    either: tuple[str, ...]
    apart: tuple[Thing, ...]


def measured(r: Reading, things: Sequence[Thing], rows: Iterable[wording.Wording], predicate: str) -> Measured | None:
    """Choose which of the metrics or milestones that the words allow is known of the named things.

    The one wins whose claims name most of the things, then the one with the words that say most.
    """
    wanted = list(dict.fromkeys(row.means for row in rows))
    if not things or not wanted:
        return None
    values = values_block("t", (ID + t.id for t in things))
    kinds = values_block("m", ((ID if predicate == "metric" else NS) + w for w in wanted))
    found: dict[tuple[str, str], set[str]] = {}
    for claim, thing, metric in r.store.select(
        f"SELECT ?c ?t ?m WHERE {{ {values} {kinds} {{ ?c rdf:subject ?t }} UNION {{ ?c ip:scope ?t }}"
        f" ?c ip:{predicate} ?m ; ip:live true }}"
    ):
        found.setdefault((label_of(metric), str(claim)), set()).add(label_of(thing))
    if not found:
        return None
    goods = {t.id for t in things if t.kind != "Company"}
    if any(t.kind in ("Chip", "System", "ChipFamily") for t in things):  # of a chip and its memory the chip is measured
        goods -= {t.id for t in things if t.kind == "MemoryGeneration"}
    most: dict[str, tuple[int, int]] = {}
    for (metric, _), named in found.items():
        most[metric] = max(most.get(metric, (0, 0)), (len(named), len(named & goods)))
    metric = min(most, key=lambda m: (-most[m][0], -most[m][1], wanted.index(m)))
    best = [
        named for (m, _), named in found.items() if m == metric and (len(named), len(named & goods)) == most[metric]
    ]
    common = set.intersection(*best)
    order = {t.id: n for n, t in enumerate(things)}
    main = min(common or set().union(*best), key=lambda s: (s not in goods, order[s]))
    others = common - {main}
    either = set().union(*best) - common if common else set()
    apart = tuple(t for t in things if t.id in set().union(*best)) if not common else ()
    return Measured(
        metric, next(t for t in things if t.id == main), tuple(sorted(others)), tuple(sorted(either)), apart
    )


def number(r: Reading) -> Understood:
    """Ask for the figures of a metric of what is named; raises NothingFoundError where nothing is."""
    rows = r.metrics()
    compound = r.compound()
    things = compound + r.things(owners=True)
    _narrow_words(r)
    things += sorted(load_things(r.store, set(r.countries)).values())
    if not things:
        raise NothingFoundError("not understood: the number of what? Name a thing")
    goods = [t for t in r.things() if t.kind not in ("Company", "Country", "MemoryGeneration")]
    found = measured(r, things, rows, "metric")
    together = {t.id for t in [*goods, *compound]}
    if goods and (found is None or not {found.main.id, *found.others, *found.either} & together):
        found = measured(r, _heirs(r, goods), rows, "metric")
    if found is None:
        main = next((t for t in r.things() if t.kind != "Company"), things[0])
        return Understood("number", ["numbers", r.label(rows[0].means), "--of", main.label], gives="numbers")
    if found.apart and len({t.kind for t in found.apart}) == 1:
        return compare(r)
    r.narrowing.about, r.narrowing.either = found.others, found.either
    named = {found.main.id, *found.others, *found.either, *(c.id for c in compound)}
    for one in r.things():
        if one.id not in named and one.kind != "Company" and not r.notes and not r.linked(found.main, one.id):
            r.notes.append(f"{one.label} is not what the number is about")
    return Understood("number", ["numbers", r.label(found.kind), "--of", found.main.label], gives="numbers")


def _heirs(r: Reading, things: Sequence[Thing]) -> list[Thing]:
    """Find what took the place of things: a plant that was bought goes by its new name."""
    values = values_block("t", (ID + t.id for t in things))
    rows = r.store.select(f"SELECT DISTINCT ?h WHERE {{ {values} ?h ip:succeeds ?t }}")
    found = sorted(load_things(r.store, {label_of(h) for (h,) in rows}).values())
    r.notes += [f"{t.label} took the place of what is named" for t in found]
    return found


def _narrow_words(r: Reading) -> None:
    """Keep the figures of a phase, and of the time that is named."""
    phase = r.has(r"\bphase (\d|one|two|three)\b|第?([一二三四])期|\b(first|second|third) phase")
    if phase:
        said = next(g for g in phase.groups() if g).lower()
        r.narrowing.words = (f"phase {_NUMBERS.get(said, said)}",)
    r.narrowing.when = r.period


def when(r: Reading) -> Understood:
    """Ask for the dates of a milestone of what is named; raises NothingFoundError where nothing is."""
    rows = r.milestones()
    things = r.compound() + r.things(owners=True)
    _narrow_words(r)
    r.narrowing.when = None
    found = measured(r, things, rows, "milestone")
    if found is None and len(things) > 1 and r.verbs and (claims := said_so(r)):
        return Understood("when", ["cite", *claims], gives="dates")
    if found is not None:
        r.narrowing.milestones, r.narrowing.about, r.narrowing.either = (found.kind,), found.others, found.either
        return Understood("when", ["timeline", found.main.label], gives="dates")
    main = next((t for t in r.things() if t.kind != "Company"), things[0] if things else None)
    if main is None:
        raise NothingFoundError("not understood: when what? Name a thing")
    r.narrowing.milestones = tuple(row.means for row in rows)
    return Understood("when", ["timeline", main.label], gives="dates")


def compare(r: Reading) -> Understood:
    """Ask for things side by side, or which of them has most or least of a metric.

    Raises NothingFoundError where it is not said of what one should have more.
    """
    rows = r.metrics()
    subjects = _of_one_class(r.things())
    more, less = r.has(_MORE), r.has(_LESS)
    r.narrowing.largest = 1 if more else -1 if less else 0
    if rows and (known := _shared_metric(r, subjects, [row.means for row in rows])):
        r.narrowing.metrics = (known,)
    if r.narrowing.largest and not r.narrowing.metrics:
        if rows:
            named = " or ".join(t.label for t in subjects)
            raise NothingFoundError(f"no {r.label(rows[0].means)} of {named} is known")
        raise NothingFoundError("not understood: more or less of what? interposer list metrics lists what is measured")
    command = ["compare", *(t.label for t in subjects)]
    if r.truth:
        return Understood("truth", command, gives="truth")
    if r.has(r"\bwhich\b|\bwho(?:se)?\b| or |哪|谁") is None:
        r.narrowing.largest = 0
    r.narrowing.when = r.period
    gives = "numbers" if r.narrowing.metrics and not r.narrowing.largest else "things"
    return Understood("compare", command, gives=gives)


def _of_one_class(things: list[Thing]) -> list[Thing]:
    """Keep the things of the class that most of them have: those are compared."""
    if len(things) < 3:
        return things
    kinds = [t.kind for t in things]
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    same = [t for t in things if t.kind == kind]
    return same if len(same) > 1 else things


def _shared_metric(r: Reading, things: Sequence[Thing], wanted: Sequence[str]) -> str:
    """Find the metric, among those that the words allow, that most of the things have figures of."""
    values = values_block("t", (ID + t.id for t in things))
    kinds = values_block("m", (ID + w for w in wanted))
    rows = r.store.select(
        f"SELECT DISTINCT ?t ?m WHERE {{ {values} {kinds} ?c rdf:subject ?t ; ip:metric ?m ; ip:live true }}"
    )
    counts: dict[str, int] = {}
    for _, metric in rows:
        counts[label_of(metric)] = counts.get(label_of(metric), 0) + 1
    return min(counts, key=lambda m: (-counts[m], wanted.index(m)), default="")
