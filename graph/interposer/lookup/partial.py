"""Names that are only half said: `TPU v5` where there are a v5e and a v5p, `SK hynix's plant in Indiana`, `思元`.

What nothing in a question has read is looked at here. A part of a name is taken when it fits one thing; where it fits
several the question is asked back, and where it fits none although it looks like a name the question ends: an answer
about the rest would be an answer to another question.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from interposer.errors import NameUnknownError, NothingFoundError
from interposer.knowledge.folding import fold
from interposer.lookup import wording
from interposer.lookup.chinese import simplified, traditional
from interposer.lookup.names import Thing, label_of, load_things
from interposer.lookup.spotting import Spot, Word, has_cjk, plain, words_of
from interposer.store.terms import ID, sparql_term, values_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interposer.lookup.reading import Reading

__all__ = ["settle"]

_MOST_CANDIDATES = 10
_LONGEST_SUBJECT = 5
_NO_NAMES: Final = frozenset(["Metric", "Country", "BusinessRole", "Market"])
"""Classes whose names are common words; half of one names nothing."""
_COMMON = frozenset(
    "的是在了和与及或也还又都就才到从给对把被让向用有没不无会能可要想说请问吗呢吧啊么什哪谁几个家些种类这那其之上下前后里中内外间时候目年月日底初现已正将于以为所等比更最大小多少高低第一"
    "二三四五六七八九十款条座项各每某该本此它他们你我来去做进出自由因如果而且但并且则若只仅真确切具体主要分别整体目前大概大约究竟到底知道告诉列出看跟同型号部分地方面些多哪样怎么名叫称作"
    "属关厂公司业务产品技术方案谈讲介绍解释查麻烦"
)
"""Characters of Chinese that alone name nothing."""
_PLURAL_PLANTS = (
    r"\b(?:which|what|how many) (?:\w+ ){0,2}(?:plants?|sites?|fabs?|factories|facilities|locations?|countries)\b|\bplants\b|\bsites\b|\bfabs\b|\bfactories\b"
    r"|哪(?:些|几|个|座).{0,4}(?:厂|工厂|基地|园区)|(?:有|几)(?:哪些|几个|几座)|(?:代工|封测|载板|基板|设备|材料|存储|内存|晶圆|面板|测试|原)厂"
)
_PLANT = r"\b(?:plant|site|fab|factory|campus|facility|complex)\b|(?:工厂|厂区|园区|基地|测试楼|厂)(?![商家房])"


def settle(r: Reading, intent: str) -> None:
    """Find the things behind the names that are half said, and note the words that are ignored.

    Raises NameUnknownError where several things fit, NothingFoundError where a name fits none or nothing is named.
    """
    places: list[str] = []
    rest: list[str] = []
    for one in list(r.named):
        _model(r, one)
    free = r.free_words()
    proper = (_chinese_rest(free) if r.chinese else []) + _latin_rest(r, free)
    plant = _plant_word(r)
    rest += [place for place in wording.PLACES if plant and place in r.blank]
    for start, end, text in _joined(r.text, proper):
        if plant and not has_cjk(text):
            places.append(text)
        elif plant:
            rest += [text] * (wording.places(text)[-1] != text)
            r.ignored.append(text)
        else:
            places += _fragment(r, start, end, text)
    if plant:
        places = _facility(r, plant, places, rest)
    if places:
        raise NothingFoundError(_unknown(places))
    _refuse_nothing(r, intent)


def _unknown(words: Sequence[str]) -> str:
    return f"not in the graph: {', '.join(words)}. Try: interposer search {shlex.quote(words[0])}"


def _ask_back(text: str, found: Sequence[Thing]) -> NameUnknownError:
    shown = found[:_MOST_CANDIDATES]
    listed = "; ".join(f"{t.label} ({t.kind}, id {t.id})" for t in shown)
    return NameUnknownError(
        f"{text!r} could be {len(found)} things: {listed}. Say which.", [(t.id, t.label, t.kind) for t in shown]
    )


# Models of a family ------------------------------------------------------------------------------


def _model(r: Reading, one: Spot) -> None:
    """Read a number or letters right behind a name as part of it, where names go on so: `昇腾` and `950`."""
    after = re.match(r"[ \-]?((?=[a-z]*\d)[a-z]*\d[a-z0-9.]*)(?![A-Za-z0-9_%])", r.text[one.end :], re.IGNORECASE)
    if one.thing.kind == "Company" or not after or re.fullmatch(r"(?:19|20)\d\d|\d", after[1]):
        return
    if any(a < one.end + after.end(1) and one.end + after.start(1) < b for a, b in r.used):
        return
    keys = {fold(one.text + after[1]), fold(simplified(one.text) + after[1]), fold(one.thing.label + after[1])}
    keys |= {fold(way + after[1]) for way in traditional(one.text)} if has_cjk(one.text) else set()
    tests = " || ".join(f"STRSTARTS(?key, {sparql_term(key)})" for key in sorted(keys))
    rows = r.store.select(f"SELECT DISTINCT ?thing WHERE {{ ?thing ip:nameKey ?key FILTER({tests}) }}")
    found = sorted(load_things(r.store, {label_of(t) for (t,) in rows}).values())
    text = r.text[one.start : one.end + after.end(1)]
    if len(found) > 1:
        raise _ask_back(text, found)
    if found:
        r.replace(one, Spot(one.start, one.end + after.end(1), text, (found[0],)))


# Words left over ---------------------------------------------------------------------------------


def _latin_rest(r: Reading, free: Sequence[Word]) -> list[tuple[int, int, str]]:
    """Part what is left into words that look like names and words to ignore."""
    first = words_of(r.text)[0].start
    proper = []
    for word in free:
        said = word.text
        short = len(said) < 3 and not said.isupper() and not re.search(r"[a-z]\d", said)
        behind = word.start and has_cjk(r.text[word.start - 1]) and any(w.end == word.start for w in free)
        if said.isdigit() and len(said) > 2 and behind:  # 升腾950
            proper.append((word.start, word.end, said))
        if has_cjk(said) or wording.FILLERS.fullmatch(said) or short or said.isdigit():
            continue
        capital = any(c.isupper() or c.isdigit() for c in said[1:]) or (said[0].isupper() and word.start != first)
        if capital or (r.chinese and len(said) > 2):
            whole = re.match(r"(?:-[a-z]+)+", r.text[word.end :])  # Lin-gang
            end = word.end + len(whole[0]) if whole else word.end
            proper.append((word.start, end, r.text[word.start : end]))
        elif not any(a <= word.start < b for a, b, _ in proper):
            r.ignored.append(said)
    return proper


def _chinese_rest(free: Sequence[Word]) -> list[tuple[int, int, str]]:
    """Gather runs of two or more Chinese characters that nothing has read and that are no function words."""
    runs: list[tuple[int, int, str]] = []
    for w in free:
        if not has_cjk(w.text) or w.text in _COMMON:
            continue
        if runs and runs[-1][1] == w.start:
            runs[-1] = (runs[-1][0], w.end, runs[-1][2] + w.text)
        else:
            runs.append((w.start, w.end, w.text))
    return [run for run in runs if len(run[2]) > 1]


def _joined(text: str, proper: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Join neighbouring proper words into one name."""
    joined: list[tuple[int, int, str]] = []
    for start, end, _ in sorted(proper):
        begins = start
        if joined and re.fullmatch(r"[ \-]?", text[joined[-1][1] : start]):
            begins = joined.pop()[0]
        joined.append((begins, end, text[begins:end]))
    return joined


def _fragment(r: Reading, start: int, end: int, text: str) -> list[str]:
    """Take the one thing of whose names a text is a part; gives the text back where there is none.

    Raises NameUnknownError where there are several.
    """
    if any(re.search(rf"\b{re.escape(text)}\b", s.thing.label, re.IGNORECASE) for s in r.named):
        return []  # it is said of what is named already
    found = _named_like(r, text)
    near = {s.thing.id for s in r.named}
    if len(found) > 1 and near:
        makers = [s.thing.label.casefold() for s in r.named if s.thing.kind == "Company"]
        called = [t for t in found if any(t.label.casefold().startswith(maker) for maker in makers)]
        found = called or _related(r, found, near) or found
    longer = [t for t in found if any(re.search(rf"\b{re.escape(s.text)}\b", t.label, re.IGNORECASE) for s in r.named)]
    behind = any(s.end in (start, start - 1) and s.thing.kind != "Company" for s in r.named)
    found = longer or ([] if behind and not r.chinese else found)  # "Blackwell Ultra" is no other Ultra
    if len(found) == 1:
        _take(r, Spot(start, end, text, (found[0],)))
        return []
    if found and (not r.chinese or len(found) <= _MOST_CANDIDATES):
        raise _ask_back(text, found)
    if r.chinese and has_cjk(text) and not re.search(r"[A-Za-z0-9]", text):
        if _is_subject(r, start, end) or any(_is_object(r, match, start, end) for _, match in r.verbs):
            return [text]
        r.ignored.append(text)
        return []
    return [text]


def _take(r: Reading, taken: Spot) -> None:
    """Take a thing for a part of its name; names that are parts of that name too are no things of their own."""
    label = taken.thing.label
    r.notes.append(f"took {taken.text!r} for {label}")
    kept = [
        s for s in r.named
        if s.thing.kind == "Company" or not re.search(rf"\b{re.escape(s.text)}\b", label, re.IGNORECASE)
    ]  # fmt: skip
    r.named = sorted([*kept, taken])
    r.hide(taken.start, taken.end)


def _is_object(r: Reading, verb: re.Match[str], start: int, end: int) -> bool:
    """Tell whether a stretch of Chinese is what a verb is about: right after it, or before it with 的 between."""
    after = verb.end() <= start and re.fullmatch("[了过着]?", r.blank[verb.end() : start]) is not None
    return after or (end < verb.start() and r.blank[end : verb.start()] == "的")


def _is_subject(r: Reading, start: int, end: int) -> bool:
    """Tell whether a short stretch of Chinese at the beginning is whom the question is about: 铠侠什么时候."""
    follows = re.match("什么时候|何时|几时|有没有|是否|打算|计划|的(?:客户|供应商|工厂|产能|股价|总部)", r.text[end:])
    return start == 0 and end - start < _LONGEST_SUBJECT and follows is not None


def _named_like(r: Reading, text: str) -> list[Thing]:
    """Find the things with a name that begins or ends with a text; of these, those named so after their maker."""
    key = fold(text)
    keys = {key}
    if has_cjk(key):  # of 昇腾950 the digits are written in one way only
        plainly = re.findall(r"[a-z0-9]{2,}", key)
        keys = {max(plainly, key=len)} if plainly else {key, *(fold(way) for way in traditional(key))}
    tests = " || ".join(f"CONTAINS(LCASE(?key), {sparql_term(form)})" for form in sorted(keys))
    rows = r.store.select(f"SELECT ?thing ?key WHERE {{ ?thing ip:nameKey ?key FILTER({tests}) }}").pairs()
    series: set[str] = set()
    makers: dict[str, set[str]] = {}
    for thing, name in rows:
        said = simplified(str(name).casefold())
        if said.endswith(key) and said != key:
            makers.setdefault(said.removesuffix(key), set()).add(label_of(thing))
        if said.startswith(key):
            rest = said.removeprefix(key)
            follows = not rest[:1].isascii() if has_cjk(key) else key[-1].isalpha() and rest[:1].isalpha()
            if not rest or not follows:
                series.add(label_of(thing))
        elif said.endswith(key) and not has_cjk(key):
            series.add(label_of(thing))
    equal = {slug for maker in _companies(r, makers) for slug in makers[maker]}
    if not has_cjk(key):
        series |= _with_word(r, text)
    things = load_things(r.store, equal or series)
    kept = sorted(t for t in things.values() if t.kind not in _NO_NAMES)
    if len(key) < 4 and not has_cjk(key):  # three letters end many names that they are no part of
        kept = [t for t in kept if re.search(rf"\b{re.escape(text)}", t.label, re.IGNORECASE)]
    dated = [t for t in kept if r.period and r.period.label[:4] in t.label]
    if len(dated) == 1 < len(kept):
        r.period = None  # it is part of the name
        return dated
    return kept


def _with_word(r: Reading, text: str) -> set[str]:
    """Find the things in whose label a text stands as words of its own."""
    rows = r.store.select(
        "SELECT DISTINCT ?thing ?label WHERE { ?thing skos:prefLabel ?label ; ip:nameKey ?key"
        f" FILTER(CONTAINS(STR(?label), {sparql_term(text)})) }}"
    )
    return {label_of(t) for t, label in rows if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", str(label))}


def _companies(r: Reading, keys: Iterable[str]) -> set[str]:
    """Keep the texts that are names of companies."""
    forms = {form: key for key in keys for form in ({key, *traditional(key)} if has_cjk(key) else {key})}
    values = " ".join(map(sparql_term, sorted(forms)))
    rows = r.store.select(
        f"SELECT DISTINCT ?k WHERE {{ VALUES ?k {{ {values} }} ?c ip:nameKey ?k ; rdf:type ip:Company }}"
    )
    return {forms[str(key)] for (key,) in rows}


def _related(r: Reading, found: list[Thing], near: set[str]) -> list[Thing]:
    values = values_block("thing", (ID + t.id for t in found))
    others = values_block("other", (ID + n for n in near))
    rows = r.store.select(
        f"SELECT DISTINCT ?thing WHERE {{ {values} {others} {{ ?thing ?p ?other }} UNION {{ ?other ?p ?thing }} }}"
    )
    kept = {label_of(t) for (t,) in rows}
    return [t for t in found if t.id in kept]


def _refuse_nothing(r: Reading, intent: str) -> None:
    """End the question where it names nothing of the graph, or asks for goods that are not in it."""
    if not r.named and not r.excluded and not r.countries and not (r.classes and r.roles) and intent != "number":
        words = [w for w in r.ignored if len(w) > 2]
        said = f": {', '.join(words)}" if words else ""
        raise NothingFoundError(
            f"not in the graph, or not understood{said}; no thing of the graph is named. Try: interposer search TERM"
        )
    goods = (
        ("supplies", "makes", "packages")
        if re.search(r"\bfrom\b", r.blank)
        else ("supplies", "makes", "packages", "buys")
    )
    verb = next((m for row, m in r.verbs if row.means in goods), None)
    if verb and not r.chinese and not any(s.thing.kind != "Company" for s in r.named):
        after = re.match(r"\s+(?:the |any |its |their )?([a-z][\w-]{3,})", r.blank[verb.end() :])
        if after and after[1] in r.ignored:
            raise NothingFoundError(_unknown([after[1]]))


# Plants ------------------------------------------------------------------------------------------


def _plant_word(r: Reading) -> re.Match[str] | None:
    """Find the word for one plant of a named company that is not named itself: `SK hynix's plant in Indiana`."""
    owners = {s.thing for s in r.named if s.thing.kind == "Company"}
    if len(owners) != 1 or r.has(_PLURAL_PLANTS) or any(s.thing.kind == "Facility" for s in r.named):
        return None
    return r.has(_PLANT)


def _facility(r: Reading, word: re.Match[str], places: list[str], rest: list[str]) -> list[str]:
    """Find the plant that a question means by its owner and its place; gives back the places that name none.

    Raises NothingFoundError where no plant fits, NameUnknownError where several do.
    """
    owner = next(s for s in r.named if s.thing.kind == "Company")
    said = [*places, *rest]
    if not said and not r.countries:
        return places
    texts, lands = _plants_of(r, owner.thing)
    fits = {
        site for site, text in texts.items()
        if all(any(form in text for form in wording.places(p)) for p in said)
        and (not r.countries or set(r.countries) & lands.get(site, set()))
    }  # fmt: skip
    found = sorted(load_things(r.store, fits).values())
    where = ", ".join([*said, *map(r.label, r.countries)])
    if not found:
        raise NothingFoundError(f"not in the graph: a plant of {owner.thing.label} in {where}")
    if len(found) > 1:
        raise _ask_back(f"{owner.thing.label} in {where}", found)
    r.notes.append(f"took the plant in {where} for {found[0].label}")
    taken = Spot(owner.start, max(owner.end, word.end()), r.text[owner.start : word.end()], (found[0],))
    r.named = sorted([*(s for s in r.named if s is not owner), taken])
    r.countries = []
    r.ignored = [w for w in r.ignored if w not in said]
    return []


def _plants_of(r: Reading, owner: Thing) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Read what is written about the plants of a company, in one text each, and their countries."""
    begins = owner.id.split("-")[0] + "-"
    run = r.store.select(
        f"SELECT ?site {{ ?c rdf:subject {owner.iri} ; rdf:predicate ip:operates ; rdf:object ?site ; ip:live true }}"
    )
    called = r.store.select("SELECT ?site { ?site rdf:type ip:Facility }")
    sites = {label_of(s) for (s,) in run} | {label_of(s) for (s,) in called if label_of(s).startswith(begins)}
    values = values_block("site", (ID + site for site in sorted(sites)))
    texts: dict[str, str] = {}
    lands: dict[str, set[str]] = {}
    for site, said in r.store.select(
        f"SELECT ?site ?text WHERE {{ {values} ?site skos:prefLabel|skos:altLabel|skos:definition|skos:editorialNote ?text }}"
    ):
        texts[label_of(site)] = f"{texts.get(label_of(site), '')} {plain(str(said)).lower()}"
    for site, country in r.store.select(
        f"SELECT ?site ?country WHERE {{ {values} ?c rdf:subject ?site ; rdf:predicate ip:locatedIn ;"
        " rdf:object ?country ; ip:live true }"
    ):
        lands.setdefault(label_of(site), set()).add(label_of(country))
    return texts, lands
