"""The reading of a question: its names, what narrows it, its intent, and the words that stay over."""

from __future__ import annotations

import re
import shlex
import unicodedata
from typing import TYPE_CHECKING

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.knowledge.folding import fold
from interposer.lookup import wording
from interposer.lookup.chinese import simplified, traditional
from interposer.lookup.names import Thing, label_of, load_things
from interposer.lookup.spoken import spoken_period
from interposer.lookup.spotting import Spot, has_cjk, plain, spot, words_of
from interposer.lookup.understood import Narrowing
from interposer.store.terms import ID, sparql_term, values_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interposer.lookup.spotting import Word
    from interposer.store.interface import Store

__all__ = ["LONGEST", "Reading"]

LONGEST = 500
"""Characters of a question that are read."""
_MOST_CANDIDATES = 10
_STRETCH, _STRETCH_ZH = 12, 7
"""Characters of a phrase that surely holds no name."""
_FOREIGN = re.compile(r"[\u0400-\u1cff]")
"""Letters of other alphabets, from Cyrillic on."""
_COMMON = frozenset(
    "的是在了和与及或也还又都就才到从给对把被让向用有没不无会能可要想说请问吗呢吧啊么什哪谁几个家些种类这那其之上下前后里中内外间时候目年月日底初现已正将于以为所等比更最大小多少高低第一"
    "二三四五六七八九十款条座项各每某该本此它他们你我来去做进出自由因如果而且但并且则若只仅真确切具体主要分别整体目前大概大约究竟到底知道告诉列出看跟同型号部分地方面些多哪样怎么名叫称作"
    "属关厂公司业务产品技术方案谈讲"
)
"""Characters of Chinese that alone name nothing."""


class Reading:
    """A question with its names, its qualifiers, its intent and what nothing in it could be read as."""

    def __init__(self, store: Store, question: str) -> None:
        """Read a question as far as its names; raises UsageError for none and for one that is too long."""
        self.store = store
        self.original = " ".join(unicodedata.normalize("NFKC", question).split())
        if not self.original:
            raise UsageError('ask needs a question: interposer ask "who does 2.5D?"')
        if len(self.original) > LONGEST:
            raise UsageError(f"a question has at most {LONGEST} characters; this one has {len(self.original)}")
        self.text = plain(self.original)
        if not words_of(self.text):
            raise NothingFoundError("there is no word in this question; ask in English or Chinese")
        if foreign := [w.text for w in words_of(self.text) if not has_cjk(w.text) and _FOREIGN.search(w.text)]:
            raise NothingFoundError(f"ask in English or Chinese; not understood: {', '.join(foreign[:5])}")
        self.chinese = has_cjk(self.text)
        self.spots = self._spots()
        self.blank = self._blanked()
        self.used: list[tuple[int, int]] = []
        self.narrowing = Narrowing()
        self.notes: list[str] = []

    # Names --------------------------------------------------------------------------------------

    def _spots(self) -> list[Spot]:
        original = self.original if len(self.original) == len(self.text) else self.text
        kept = []
        left_out = ["Constraint"] if re.search(r"capacity|how m|多少|产能", self.text, re.IGNORECASE) else []
        left_out += ["Market"] if re.search(r"market share|市场份额|市占", self.text, re.IGNORECASE) else []
        for one in spot(self.store, self.text, original, without=left_out):
            if one.thing.kind == "Metric" and not has_cjk(one.text) and " " not in one.text:
                continue  # "share", "reach", "yield" are words; the table of metrics reads them
            if len(one.things) > 1:
                one = self._choose(one)  # noqa: PLW2901
            kept.append(one)
        return kept

    def _choose(self, one: Spot) -> Spot:
        listed = "; ".join(f"{t.label} ({t.kind}, id {t.id})" for t in one.things)
        raise NameUnknownError(
            f"{one.text!r} names {len(one.things)} things: {listed}. Say which.",
            [(t.id, t.label, t.kind) for t in one.things],
        )

    def _blanked(self) -> str:
        """Write the text with a sign in place of each name, so that no word in a name counts as another."""
        text = list(self.text)
        for one in self.spots:
            if one.thing.kind == "Metric":
                continue
            text[one.start : one.end] = ["\uffff"] * (one.end - one.start)
        made = "".join(text)
        for contrast in re.finditer(
            r",? (?:as opposed to|rather than|not just|instead of just|as against)\b[^,?;]*|[，,]而不是[^，,?？]*", made
        ):
            made = made[: contrast.start()] + " " * len(contrast[0]) + made[contrast.end() :]
        return made

    def find(
        self, table: Iterable[wording.Wording], *, use: bool = True
    ) -> list[tuple[wording.Wording, re.Match[str]]]:
        """Find which rows of a table the question has words of, in the order of the table."""
        found = []
        for row in table:
            for match in row.find_all(self.blank, chinese=self.chinese)[:1]:
                found.append((row, match))
                if use:
                    self._use(*match.span())
        return found

    def _use(self, start: int, end: int) -> None:
        """Note that words are read; of a long stretch only the words of the language, for a name may stand in it."""
        if end - start <= (_STRETCH_ZH if self.chinese else _STRETCH):
            self.used.append((start, end))
        elif self.chinese:
            self.used += [(start, start + 2), (end - 3, end)]
        else:
            self.used += [w[:2] for w in words_of(self.text[:end]) if w.start >= start and w.text.islower()]

    def has(self, pattern: str) -> re.Match[str] | None:
        """Find words in the question outside of names."""
        found = wording.seek(pattern, self.blank)
        if found:
            self._use(*found.span())
        return found

    # Qualifiers ---------------------------------------------------------------------------------

    def _qualifiers(self) -> None:
        self.statuses = [row.means for row, _ in self.find(wording.STATUSES)]
        if self.has(
            r"(?:leaving out|leave out|excluding|except|without|ignoring|not counting) (?:the )?(?:ones? )?(?:still |only )?plan\w*|不(?:算|含|包括)(?:还在)?(?:计划|规划)"
        ):
            self.statuses = ["reported"]
        if self.has(r"\b(?:all|any) statuse?s?\b|whatever the status|所有状态|不论状态"):
            self.statuses = ["all"]
        if self.has(r"(?:isn't|is not|aren't|not) (?:doing|using|yet)|not yet|尚未|还没"):
            self.statuses = [s for s in self.statuses if s != "reported"]
        self.spoken = spoken_period(self.blank)
        self.period = self.spoken.period if self.spoken else None
        if self.spoken:
            self.used.append(self.spoken[:2])
        roles = [s for s in self.spots if s.thing.kind == "BusinessRole"]
        self.roles = list(dict.fromkeys([s.thing.id for s in roles] + [r.means for r, _ in self.find(wording.ROLES)]))
        countries = [s for s in self.spots if s.thing.kind == "Country"]
        adjectives = [(row.means, match) for row, match in self.find(wording.ADJECTIVES)]
        self.countries = list(dict.fromkeys([s.thing.id for s in countries] + [c for c, _ in adjectives]))
        self.named = [s for s in self.spots if s.thing.kind not in ("BusinessRole", "Country", "Metric")]
        self._exclusions([(s.thing.id, s.start) for s in countries] + [(c, m.start()) for c, m in adjectives])
        self.classes = [row.means for row, _ in self.find(wording.CLASSES)]

    def _exclusions(self, countries: list[tuple[str, int]]) -> None:
        """Take out of the named things what the question leaves out."""
        text = self.blank
        spans = [m.span(1) for m in re.finditer(
            r"(?:\bexcept(?: for)?|\bbesides|\bother than|\bapart from|\bexcluding|\bnot counting|\baside from|\bbut not|\bleaving out|\bwithout counting)\s+((?:the |and |or |, ?|\uffff+(?:'s)?\s*)+)",
            text, re.IGNORECASE)]  # fmt: skip
        spans += [
            m.span(1)
            for m in re.finditer(r"(?:除了?|除去|除开|不算|不包括|排除|不含|撇开)([\uffff、和与及,， ]+)", text)
        ]
        self.excluded = [s for s in self.named if any(a <= s.start < b for a, b in spans)]
        if self.excluded and not self._excludes_object(spans):
            self.narrowing.without = tuple(s.thing.id for s in self.excluded)
            self.named = [s for s in self.named if s not in self.excluded]
        self.used += spans
        for country, start in countries:
            before = text[max(0, start - 14) : start]
            if re.search(
                r"(?:\bnon-?|\bnot |\bisn't |\baren't |\boutside(?: of)? |\bexcept )\s*$|(?:非|不是|除了|以外|不在)$",
                before,
                re.IGNORECASE,
            ):
                self.narrowing.without_countries += (country,)
                if country in self.countries:
                    self.countries.remove(country)
        if m := self.has(
            r"\b(?:isn't|is not|aren't|are not|not) (?:made of |made from |a |an )?([a-z]+)(?: itself| based|-based)|(?:不是|非)([\u4e00-\u9fff]{1,3})(?:的|基|制)"
        ):
            self.narrowing.without_words = ((m[1] or m[2]).lower(),)

    def _excludes_object(self, spans: list[tuple[int, int]]) -> bool:
        """Tell whether nothing would be left to ask about."""
        return len(self.excluded) == len(self.named) and "instead" in self.text and bool(spans)

    def _intent(self) -> str:  # noqa: C901  (one question after another, in the order of the table)
        """Choose the intent; the order of the table decides between several."""
        found = {row.means: match for row, match in self.find(wording.INTENTS, use=False)}
        self.verbs = [(row, match) for row, match in self.find(wording.VERBS)]
        self.truth = self._is_truth()
        self.found = found
        for match in found.values():
            self._use(*match.span())
        things = len({s.thing.id for s in self.named})
        if (
            self.truth
            and "compare" in found
            and things > 1
            and re.search(r"\bthan\b|比.{1,30}(?:大|高|多|快|小|低|少)", self.blank)
        ):
            return "compare"
        if self.truth and not {"sources", "conflicts", "alternatives", "impact"} & found.keys():
            return "truth"
        for intent in ("conflicts", "sources", "when", "impact", "alternatives", "path", "compare", "number", "where"):
            if intent not in found:
                continue
            if intent == "path" and things < 2:
                continue
            if intent == "compare" and things < 2:
                continue
            if intent == "compare" and "path" not in found and things > 3 and "number" in found:
                continue
            if intent == "impact" and not self.named and not self.countries:
                continue
            if intent == "number" and not self._metrics():
                continue
            return intent
        plain_verbs = {row.means for row, _ in self.verbs} <= {"does"}
        what_is = self.has(r"^what(?:'s| is| was| are| were) (?:the |an? )?\b")
        if (
            self.named
            and not self.has(r"\bwho\b|\bwhich\b|谁|哪|什么是|是什么")
            and (plain_verbs or what_is)
            and self._metrics()
        ):
            return "number"
        return "who"

    def _metrics(self) -> list[wording.Wording]:
        """Find the metrics that the words allow; memory is measured where a chip and its memory are named."""
        rows = [row for row, _ in self.find(wording.METRICS)]
        rows += [wording.Wording(s.thing.id, "", "") for s in self.spots if s.thing.kind == "Metric"]
        kinds = {s.thing.kind for s in self.named}
        amount = re.search(r"how much|\bmore\b|\bless\b|多少|更多|更大", self.blank, re.IGNORECASE)
        if "MemoryGeneration" in kinds and kinds & {"Chip", "System", "ChipFamily"} and amount:
            memory = ("memory-capacity", "hbm-stack-count")
            rows += [row for row in wording.METRICS if row.means in memory and row not in rows]
        return rows

    def _is_truth(self) -> bool:
        if self.chinese:
            return bool(
                re.search(
                    r"[吗么]\s*[？?]?\s*$|是不是|有没有|是否|会不会|能不能|需不需要|需要不需要|用没用", self.blank
                )
            ) and not re.search(r"什么[？?]?\s*$|哪|谁|几", self.blank)
        return bool(re.match(r"(?:is|are|does|do|did|was|were|has|have|had|can|could|will|isn't|doesn't|hasn't|aren't)\b(?! there (?:any|a|an) (?:substitut|alternativ|other|replac|second))", self.blank, re.IGNORECASE)) and not re.search(r"\b(?:who|which|what|where|when|how)\b| or ", self.blank, re.IGNORECASE)  # fmt: skip

    # What stays over ----------------------------------------------------------------------------

    def _leftovers(self, intent: str) -> None:
        """Look at the words that nothing has read: a name among them is looked for, or ends the question."""
        self.ignored: list[str] = []
        self.places: list[str] = []
        self.rest: list[str] = []
        proper: list[tuple[int, int, str]] = []
        covered = [(s.start, s.end) for s in self.spots] + self.used
        free = [w for w in words_of(self.text) if not any(a <= w.start < b for a, b in covered)]
        if self.chinese:
            proper += self._chinese_rest(free)
        proper += self._latin_rest(free)
        plant = self._plant_word()
        for start, end, text in self._joined(proper):
            if plant and not has_cjk(text):
                self.places.append(text)
            elif plant:
                self.rest.append(text)
                self.ignored.append(text)
            else:
                self._fragment(start, end, text)
        if plant:
            self._facility(plant)
        self._refuse_unknown(intent)

    def _latin_rest(self, free: Sequence[Word]) -> list[tuple[int, int, str]]:
        """Part what is left into words that look like names and words to ignore."""
        first = words_of(self.text)[0].start
        proper = []
        for word in free:
            said = word.text
            short = len(said) < 3 and not said.isupper() and not re.search(r"[a-z]\d", said)
            if has_cjk(said) or wording.FILLERS.fullmatch(said) or short or said.isdigit():
                continue
            capital = any(c.isupper() or c.isdigit() for c in said[1:]) or (said[0].isupper() and word.start != first)
            if capital or (self.chinese and len(said) > 2):
                proper.append((word.start, word.end, said))
            else:
                self.ignored.append(said)
        return proper

    def _refuse_unknown(self, intent: str) -> None:
        """End the question where it is about something that is not in the graph; raises NothingFoundError."""
        if self.places:
            raise NothingFoundError(self._unknown(self.places))
        if not self.named and not self.countries and not (self.classes and self.roles) and intent != "number":
            words = [w for w in self.ignored if len(w) > 2]
            said = f": {', '.join(words)}" if words else ""
            raise NothingFoundError(
                f"not in the graph, or not understood{said}; no thing of the graph is named. Try: interposer search TERM"
            )
        verb = next((m for row, m in self.verbs if row.means in ("supplies", "makes", "packages", "buys")), None)
        if verb and not self.chinese:
            after = re.match(r"\s+(?:the |any |its |their )?([a-z][\w-]{3,})", self.blank[verb.end() :])
            if after and after[1] in self.ignored:
                raise NothingFoundError(self._unknown([after[1]]))

    def _unknown(self, words: Sequence[str]) -> str:
        return f"not in the graph: {', '.join(words)}. Try: interposer search {shlex.quote(words[0])}"

    def _chinese_rest(self, free: Sequence[Word]) -> list[tuple[int, int, str]]:
        """Gather runs of two or more Chinese characters that nothing has read and that are no function words."""
        runs: list[tuple[int, int, str]] = []
        for w in free:
            if not has_cjk(w.text) or w.text in _COMMON:
                continue
            if runs and runs[-1][1] == w.start:
                runs[-1] = (runs[-1][0], w.end, runs[-1][2] + w.text)
            else:
                runs.append((w.start, w.end, w.text))
        return [r for r in runs if len(r[2]) > 1]

    def _joined(self, proper: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Join neighbouring proper words into one name."""
        joined: list[tuple[int, int, str]] = []
        for start, end, _ in sorted(proper):
            if joined and re.fullmatch(r"[ \-]?", self.text[joined[-1][1] : start]):
                start = joined.pop()[0]  # noqa: PLW2901
            joined.append((start, end, self.text[start:end]))
        return joined

    def _fragment(self, start: int, end: int, text: str) -> None:
        """Find the things of whose names a text is a part; one is taken, several are asked back, none is a place."""
        found = self._named_like(text)
        near = {s.thing.id: s for s in self.named}
        if len(found) > 1 and near:
            owned = self._related(found, set(near))
            found = owned or found
        longer = [
            t for t in found if any(re.search(rf"\b{re.escape(s.text)}\b", t.label, re.IGNORECASE) for s in self.named)
        ]
        before = any(s.end in (start, start - 1) and s.thing.kind != "Company" for s in self.named)
        found = longer or ([] if before and not self.chinese else found)  # "Blackwell Ultra" is no other Ultra
        if len(found) == 1:
            taken = Spot(start, end, text, (found[0],))
            self.notes.append(f"took {text!r} for {found[0].label}")
            self.named = [
                s
                for s in self.named
                if s.thing.kind == "Company"
                or not re.search(rf"\b{re.escape(s.text)}\b", found[0].label, re.IGNORECASE)
            ]
            self.named = sorted([*self.named, taken])
            self.blank = self.blank[:start] + "\uffff" * (end - start) + self.blank[end:]
        elif (found and not self.chinese) or (found and len(found) <= _MOST_CANDIDATES):
            shown = found[:_MOST_CANDIDATES]
            listed = "; ".join(f"{t.label} ({t.kind}, id {t.id})" for t in shown)
            raise NameUnknownError(
                f"{text!r} could be {len(found)} things: {listed}. Say which.", [(t.id, t.label, t.kind) for t in shown]
            )
        elif self.chinese and has_cjk(text) and not re.search(r"[A-Za-z0-9]", text):
            if any(self._is_object(match, start, end) for _, match in self.verbs):
                raise NothingFoundError(self._unknown([text]))
            self.ignored.append(text)
        else:
            self.places.append(text)

    def _is_object(self, verb: re.Match[str], start: int, end: int) -> bool:
        """Tell whether a stretch of Chinese is what a verb is about: right after it, or before it with 的 between."""
        return (re.fullmatch("[了过着]?", self.blank[verb.end() : start]) is not None and verb.end() <= start) or (
            end < verb.start() and self.blank[end : verb.start()] == "的"
        )

    def _named_like(self, text: str) -> list[Thing]:
        """Find the things with a name that begins or ends with a text; of these, those named so after their maker."""
        key = fold(text)
        keys = {key, *(fold(way) for way in traditional(key))} if has_cjk(key) else {key}
        tests = " || ".join(f"CONTAINS(LCASE(?key), {sparql_term(form)})" for form in sorted(keys))
        rows = self.store.select(f"SELECT ?thing ?key WHERE {{ ?thing ip:nameKey ?key FILTER({tests}) }}").pairs()
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
        equal = {slug for maker in self._companies(makers) for slug in makers[maker]}
        things = load_things(self.store, equal or series)
        return sorted(t for t in things.values() if t.kind not in ("Metric", "Country", "BusinessRole", "Market"))

    def _companies(self, keys: Iterable[str]) -> set[str]:
        """Keep the texts that are names of companies."""
        forms = {form: key for key in keys for form in ({key, *traditional(key)} if has_cjk(key) else {key})}
        values = " ".join(map(sparql_term, sorted(forms)))
        rows = self.store.select(
            f"SELECT DISTINCT ?k WHERE {{ VALUES ?k {{ {values} }} ?c ip:nameKey ?k ; rdf:type ip:Company }}"
        )
        return {forms[str(key)] for (key,) in rows}

    def _label(self, slug: str) -> str:
        found = load_things(self.store, {slug})
        return found[slug].label if slug in found else slug

    def _related(self, found: list[Thing], near: set[str]) -> list[Thing]:
        values = values_block("thing", (ID + t.id for t in found))
        others = values_block("other", (ID + n for n in near))
        rows = self.store.select(
            f"SELECT DISTINCT ?thing WHERE {{ {values} {others} {{ ?thing ?p ?other }} UNION {{ ?other ?p ?thing }} }}"
        )
        kept = {label_of(t) for (t,) in rows}
        return [t for t in found if t.id in kept]

    def _plant_word(self) -> re.Match[str] | None:
        """Find the word for one plant of a named company that is not named itself: `SK hynix's plant in Indiana`."""
        owners = [s for s in self.named if s.thing.kind == "Company"]
        plural = self.has(
            r"\b(?:which|what|how many) (?:\w+ ){0,2}(?:plants?|sites?|fabs?|factories|facilities|locations?)\b|\bplants\b|\bsites\b|\bfabs\b|\bfactories\b|哪(?:些|几|个|座).{0,4}(?:厂|工厂|基地|园区)|(?:有|几)(?:哪些|几个|几座)|(?:代工|封测|载板|基板|设备|材料|存储|内存|晶圆|面板|测试)厂"
        )
        if not owners or plural or any(s.thing.kind == "Facility" for s in self.named):
            return None
        return self.has(
            r"\b(?:plant|site|fab|factory|campus|facility|complex)\b|(?:工厂|厂区|园区|基地|厂)(?![商家房])"
        )

    def _facility(self, word: re.Match[str]) -> None:
        """Find the plant that a question means by its owner and its place."""
        owners = [s for s in self.named if s.thing.kind == "Company"]
        places = [*self.places, *self.rest]
        if not places and not self.countries:
            return
        owner = owners[0].thing
        rows = self.store.select(f"""SELECT DISTINCT ?site ?text ?country WHERE {{
  {{ ?c rdf:subject {owner.iri} ; rdf:predicate ip:operates ; rdf:object ?site ; ip:live true }} UNION {{ ?site ip:nameKey ?k ; rdf:type ip:Facility FILTER(STRSTARTS(STR(?site), {sparql_term(ID + owner.id.split("-")[0] + "-")})) }}
  ?site rdf:type ip:Facility . ?site skos:prefLabel|skos:altLabel|skos:definition|skos:editorialNote ?text OPTIONAL {{ ?d rdf:subject ?site ; rdf:predicate ip:locatedIn ; rdf:object ?country ; ip:live true }} }}""")
        texts: dict[str, str] = {}
        lands: dict[str, set[str]] = {}
        for site, said, country in rows:
            texts[label_of(site)] = f"{texts.get(label_of(site), '')} {plain(str(said)).lower()}"
            lands.setdefault(label_of(site), set()).add(label_of(country) if country else "")
        fits = [
            s for s in texts
            if all(any(form in texts[s] for form in wording.places(p)) for p in places) and (not self.countries or set(self.countries) & lands[s])
        ]  # fmt: skip
        sites = sorted(load_things(self.store, set(fits)).values())
        where = ", ".join([*places, *map(self._label, self.countries)])
        if not sites:
            raise NothingFoundError(f"not in the graph: a plant of {owner.label} in {where}")
        if len(sites) > 1:
            listed = "; ".join(f"{t.label} (id {t.id})" for t in sites[:_MOST_CANDIDATES])
            raise NameUnknownError(
                f"{owner.label} has {len(sites)} plants that fit {where}: {listed}. Say which.",
                [(t.id, t.label, t.kind) for t in sites[:_MOST_CANDIDATES]],
            )
        self.notes.append(f"took the plant in {where} for {sites[0].label}")
        self.named = [s for s in self.named if s is not owners[0]] + [
            Spot(owners[0].start, word.end(), self.text[owners[0].start : word.end()], (sites[0],))
        ]
        self.places, self.countries = [], []
        self.ignored = [w for w in self.ignored if w not in places]
