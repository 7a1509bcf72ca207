"""Names of things in running text: the longest match of any name, in any language and script; never a guess."""

from __future__ import annotations

import re
import unicodedata
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from interposer.knowledge.folding import fold
from interposer.lookup.names import Thing, label_of, load_things
from interposer.lookup.pattern import Pattern
from interposer.store.terms import ID, sparql_term, values_block

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from interposer.store.interface import Store

__all__ = ["Spot", "Word", "has_cjk", "plain", "spot", "variants", "words_of"]

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = Pattern(rf"[{_CJK}]|[^\W_{_CJK}]+")
_OTHER_WORD = Pattern(r"[^\W_]+")
_GAP = re.compile(r"[ \t\-_.·・/&+,'’()‐‑–]{0,3}")
_MOST_WORDS = 12
"""Words that a name in a question has at most (a Chinese character counts as one)."""
_SHORT = 6
_MOST_LINKED = 8
_LINKS = frozenset(["s", "for", "of", "the", "a", "in", "的", "类", "型", "式"])
"""Words between the parts of a name that the name itself may not have."""
_TURNING = frozenset(["for", "of"])
_YEAR = re.compile(r"(?:19|20)\d\d")


class Word(NamedTuple):
    """A word of the text, or one Chinese, Japanese or Korean character, with its place."""

    start: int
    end: int
    text: str


class Spot(NamedTuple):
    """A stretch of the text that names things; several things where the name is shared."""

    start: int
    end: int
    text: str
    things: tuple[Thing, ...]

    @property
    def thing(self) -> Thing:
        """Give the thing that is named, the first of several."""
        return self.things[0]


def has_cjk(text: str) -> bool:
    """Tell whether a text holds Chinese, Japanese or Korean characters."""
    return not text.isascii() and any(
        "\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" or "\uf900" <= c <= "\ufaff"
        for c in text
    )  # an expression for this takes longer to make than most questions to read


def plain(text: str) -> str:
    """Write a text with one form of each letter and one blank between words; simplified where it is Chinese."""
    made = " ".join(unicodedata.normalize("NFKC", text).split())
    if not has_cjk(made):
        return made
    from interposer.lookup.chinese import simplified

    return simplified(made)


def words_of(text: str) -> list[Word]:
    """Part a text into words; each Chinese, Japanese or Korean character is one."""
    form = _WORD if has_cjk(text) else _OTHER_WORD
    return [Word(m.start(), m.end(), m[0]) for m in form.finditer(text)]


def variants(text: str) -> set[str]:
    """Give the keys under which a name can stand: folded, as it is, in both Chinese scripts, without a plural s."""
    keys = {fold(text), text}
    if has_cjk(text):
        from interposer.lookup.chinese import simplified, traditional

        keys |= {fold(simplified(text)), *map(fold, traditional(text))}
    elif len(text) > 3 and text[-1] == "s" and text[-2] not in "su":
        keys |= {fold(text[:-1]), text[:-1]}
        if text.endswith("ies"):
            keys.add(fold(text[:-3] + "y"))
    return keys


def spot(store: Store, text: str, original: str = "", without: Collection[str] = ()) -> list[Spot]:
    """Find the names of things in a text, the longest where they overlap, in the order of the text.

    `original` is the same text before Chinese was simplified, character by character. Names marked as exact match
    in their own case only; a ticker counts in capital letters or, of digits, where the text names no other company.
    Things of the classes in `without` are passed over.
    """
    original = original if len(original) == len(text) else text
    stretches: dict[str, list[tuple[int, int]]] = {}
    for start, end in _stretches(text):
        for key in variants(text[start:end]) | variants(original[start:end]):
            stretches.setdefault(key, []).append((start, end))
    for start, end, said in _reworded(text):
        for key in variants(said):
            if (start, end) not in stretches.setdefault(key, []):
                stretches[key].append((start, end))
    found: dict[tuple[int, int], dict[str, set[str]]] = {}
    for key, thing in _named(store, stretches):
        for place in stretches[key]:
            found.setdefault(place, {}).setdefault(thing, set()).add(key)
    things = load_things(store, {thing for owners in found.values() for thing in owners})
    tickers = _tickers_only(store, found)
    spots = []
    for (start, end), owners in found.items():
        said = original[start:end]
        known = {t: keys for t, keys in owners.items() if t in things and things[t].kind not in without}
        kept = [things[t] for t, keys in known.items() if _counts(said, t, keys, tickers)]
        if kept:
            exact = [t for t in kept if said.casefold() in (t.label.casefold(), t.id)]
            spots.append(Spot(start, end, said, tuple(exact if len(exact) == 1 else sorted(kept))))
    return _longest(spots, _tickers_of(tickers))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield every stretch of whole words that could be a name."""
    words = words_of(text)
    for first, word in enumerate(words):
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            if last > first and not _GAP.fullmatch(text, words[last - 1].end, words[last].start):
                break
            if words[last].end - word.start > 1 and not (last == first and has_cjk(word.text)):
                yield word.start, words[last].end


def _reworded(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield names said otherwise: "demand for AI", "Cambricon's Siyuan 590", "硅桥类的2.5D", words in another order."""
    words = words_of(text)
    for first, word in enumerate(words):
        if word.text.lower() in _LINKS:
            continue
        for last in range(first + 1, min(first + _MOST_LINKED, len(words))):
            part = words[first : last + 1]
            if not _GAP.fullmatch(text, part[-2].end, part[-1].start):
                break
            if part[-1].text.lower() in _LINKS:
                continue
            place = word.start, part[-1].end
            linked = [n for n, w in enumerate(part) if w.text.lower() in _LINKS]
            if linked:
                before = text[word.start : part[linked[0] - 1].end]
                after = text[part[linked[-1] + 1].start : place[1]]
                middle = "".join(w.text for w in part[linked[0] : linked[-1]] if w.text.lower() not in _LINKS)
                yield *place, before + middle + after
                if part[linked[0]].text.lower() in _TURNING:
                    yield *place, after + before
                    yield *place, after.removesuffix("s") + before
            elif 2 < len(part) < 5 and not has_cjk(text[slice(*place)]) and "-" in text[slice(*place)]:
                for order in list(permutations(part))[1:]:
                    yield *place, "".join(w.text for w in order)


def _named(store: Store, keys: Collection[str]) -> list[tuple[str, str]]:
    if not keys:
        return []
    values = " ".join(map(sparql_term, sorted(keys)))
    rows = store.select(f"SELECT ?key ?thing WHERE {{ VALUES ?key {{ {values} }} ?thing ip:nameKey ?key }}")
    return [(str(key), label_of(thing)) for key, thing in rows]


def _tickers_only(store: Store, found: dict[tuple[int, int], dict[str, set[str]]]) -> dict[str, set[str]]:
    """Find which short keys of the things found are nothing but tickers."""
    short = {
        (thing, key) for owners in found.values() for thing, keys in owners.items() for key in keys if len(key) <= _SHORT
    }  # fmt: skip
    if not short:
        return {}
    values = values_block("thing", (ID + thing for thing, _ in short))
    rows = store.select(f"SELECT ?thing ?ticker WHERE {{ {values} ?thing ip:hasListing ?l . ?l ip:ticker ?ticker }}")
    tickers: dict[str, set[str]] = {}
    for thing, ticker in rows:
        if (label_of(thing), fold(str(ticker))) in short:
            tickers.setdefault(label_of(thing), set()).add(fold(str(ticker)))
    if tickers:
        values = values_block("thing", (ID + thing for thing in tickers))
        for thing, name in store.select(
            f"SELECT ?thing ?name WHERE {{ {values} ?thing skos:prefLabel|skos:altLabel|skos:notation ?name }}"
        ):
            tickers[label_of(thing)].discard(fold(str(name)))
    return tickers


def _counts(said: str, thing: str, keys: set[str], tickers: dict[str, set[str]]) -> bool:
    """Tell whether a name counts: one that is only a ticker has to be written as one."""
    if len(said) < 3 and said.isascii() and said.isalpha():
        return said.isupper()
    if {fold(key) for key in keys} <= tickers.get(thing, set()):
        return said.isupper() if not said.isdigit() else not _YEAR.fullmatch(said)
    return True


def _tickers_of(tickers: dict[str, set[str]]) -> set[tuple[str, str]]:
    return {(thing, key) for thing, keys in tickers.items() for key in keys}


def _longest(spots: list[Spot], tickers: set[tuple[str, str]]) -> list[Spot]:
    """Keep the longest of overlapping spots, and tickers of digits only where no other company is named."""
    kept: list[Spot] = []
    owned = [s for s in spots if "'s " in s.text and any(s.start < o.start < s.end < o.end for o in spots)]
    # An owner before a name makes it no longer: "Intel's EMIB 3.5D" is of Intel, and EMIB 3.5D
    for one in sorted((s for s in spots if s not in owned), key=lambda s: (s.start - s.end, s.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    companies = [s for s in kept if s.thing.kind == "Company" and not s.text.isdigit()]
    kept = [s for s in kept if not (s.text.isdigit() and companies and (s.thing.id, s.text) in tickers)]
    return sorted(kept)
