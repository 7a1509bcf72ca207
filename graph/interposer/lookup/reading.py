"""The reading of a question: its names, what narrows it, its intent, and what is known of the things it names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, cast

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.knowledge.folding import fold
from interposer.knowledge.period import parse_period
from interposer.lookup import wording
from interposer.lookup.names import Thing, label_of, load_things
from interposer.lookup.pattern import Pattern
from interposer.lookup.spoken import spoken_period
from interposer.lookup.spotting import Spot, has_cjk, plain, spot, words_of
from interposer.lookup.understood import Narrowing
from interposer.store.terms import sparql_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from interposer.lookup.spotting import Word
    from interposer.store.interface import Store

__all__ = ["LONGEST", "Reading"]

LONGEST = 500
"""Characters of a question that are read."""
_STRETCH, _STRETCH_ZH = 12, 7
"""Characters of a phrase that surely holds no name."""
_FOREIGN = Pattern(r"[\u0400-\u1cff]")
"""Letters of other alphabets, from Cyrillic on."""

_OWNED: Final = frozenset(
    ["Chip", "Product", "System", "Offering", "MemoryGeneration", "ChipFamily", "Die", "Facility"]
)
"""Classes of things whose owner may stand before them without being asked about: `NVIDIA's B200`."""
_COUNTED: Final = frozenset(["ComponentType", "Market", "Metric", "ProcessStep"])
"""Classes of things whose names are words of metrics too: `compute dies`, `probe card market`."""
_OF_MEMORY: Final = ("memory-capacity", "hbm-stack-count")
_EXCHANGE = Pattern(r"[ .:](?:JP|JT|T|TT|TW|TWO|KS|KQ|HK|CH|SS|SH|SZ)\b")
"""Exchanges as they stand behind a ticker of digits."""
_NOT_ADJECTIVES = Pattern(
    r"\b(?:of|the|an?|is|are|was|were|do|does|did|in|on|at|to|for|from|by|with|beside|behind|than|compan\w+|makers?|firms?|suppliers?)\b",
    re.IGNORECASE,
)
"""Words between `which` and a class that make it another thing's: `which memory sits beside the processor`."""
_AUXILIARY = Pattern(r"do|does|did|has|have|had|can", re.IGNORECASE)
_FIRM_ONLY = (
    r"leaving (?:the )?planned ones? aside|(?:leaving out|leave out|excluding|except|without|ignoring|not counting) (?:the )?(?:ones? )?(?:still |only )?plan\w*"
    r"|不(?:算|含|包括)(?:还在)?(?:计划|规划)"
)
_EXCEPT = Pattern(
    r"(?:\b[Ee]xcept(?: for)?|\b[Bb]esides|\b[Oo]ther than|\b[Aa]part from|\b[Ee]xcluding|\b[Nn]ot counting|\b[Aa]side from|\bbut not|"
    r"\b[Ll]eaving out|\b[Ww]ithout counting)\s+((?:the |and |or |, ?|\uffff+(?:'s)?\s*|[A-Z][\w-]+\s*)+)"
)
_EXCEPT_ZH = Pattern(r"(?:除了?|除去|除开|不算|不包括|排除|不含|撇开)([\uffff、和与及,， ]+)")
_EXCEPT_PLACE = Pattern(
    r"(?:除了?|除去|除开|不算|不包括|排除|不含|撇开)([\u4e00-\u9fff]{2,4}?)(?=之外|以外|外|厂|[,，])"
)
_NOT_MADE_OF = r"\b(?:isn't|is not|aren't|are not|not) (?:made of |made from |a |an )?([a-z]+)(?: itself| based|-based)"
_NOT_MADE_OF_ZH = r"(?:不是|非)([\u4e00-\u9fff]{1,3})(?:的|基|制)"
_NOT_BEFORE = Pattern(
    r"(?:\bnon-?|\bnot |\bisn't |\baren't |\boutside(?: of)? |\bexcept )\s*$|(?:非|不是|除了|以外|不在)$", re.IGNORECASE
)
_TRUTH = Pattern(
    r"\W*(?:so |and )?(?:is|are|does|do|did|was|were|has|have|had|can|could|would|will|isn't|doesn't|hasn't|aren't)\b"
    r"(?! there (?:any|a|an) (?:substitut|alternativ|other|replac|second))(?! you\b)",
    re.IGNORECASE,
)
_TRUTH_ZH = Pattern(
    r"[吗么]\s*[？?]?\s*$|是不是|有没有|是否|会不会|能不能|需不需要|需要不需要|用没用|([用做产造卖供买])不\1"
)


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
        self.blank = self._blanked(self.spots)
        self.open = self._blanked(s for s in self.spots if s.thing.kind not in _COUNTED)
        self.used: list[tuple[int, int]] = []
        self.narrowing = Narrowing()
        self.notes: list[str] = []
        self.ignored: list[str] = []
        self._qualifiers()
        self.verbs = self._verbs()

    # Names --------------------------------------------------------------------------------------

    def _spots(self) -> list[Spot]:
        original = self.original if len(self.original) == len(self.text) else self.text
        kept = []
        left_out = ["Constraint"] if re.search(r"capacity|how m|多少|产能", self.text, re.IGNORECASE) else []
        left_out += ["Market"] if re.search(r"\bshare\b|份额|市占|占比|几成", self.text, re.IGNORECASE) else []
        for one in spot(self.store, self.text, original, without=left_out):
            if one.thing.kind == "Metric" and not has_cjk(one.text) and " " not in one.text:
                continue  # "share", "reach", "yield" are words; the table of metrics reads them
            if one.thing.kind == "Country" and len(one.text) == 2 and one.text not in ("US", "UK", "EU"):
                continue  # "GB" is a unit as often as a country
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

    def _blanked(self, spots: Iterable[Spot]) -> str:
        """Write the text with a sign in place of each name, so that no word in a name counts as another."""
        text = list(self.text)
        for one in spots:
            if one.thing.kind == "Metric":
                continue
            text[one.start : one.end] = ["\uffff"] * (one.end - one.start)
        made = "".join(text)
        for contrast in re.finditer(
            r",? (?:as opposed to|rather than|not just|instead of just|as against)\b[^,?;()–—]*|[，,、](?:而不是|[但却](?:还|尚|并|是)?(?:没|不|未))[^，,?？]*",
            made,
        ):
            made = made[: contrast.start()] + " " * len(contrast[0]) + made[contrast.end() :]
        return made

    def find(
        self, table: Iterable[wording.Wording], *, use: bool = True
    ) -> list[tuple[wording.Wording, re.Match[str]]]:
        """Find which rows of a table the question has words of, in the order of the table."""
        found = []
        for row in table:
            matches = row.find_all(self.blank, chinese=self.chinese)
            found += [(row, match) for match in matches[:1]]
            if use:
                for match in matches:
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
        self.statuses = self._statuses()
        self.spoken = spoken_period(self.blank)
        self.period = self.spoken.period if self.spoken else None
        if self.spoken:
            self.used.append(self.spoken[:2])
            self._span()
        roles = [s.thing.id for s in self.spots if s.thing.kind == "BusinessRole"]
        self.roles = list(dict.fromkeys(roles + [row.means for row, _ in self.find(wording.ROLES)]))
        countries = [(s.thing.id, s.start, s.end) for s in self.spots if s.thing.kind == "Country"]
        countries += [(row.means, *match.span()) for row, match in self.find(wording.ADJECTIVES)]
        self.countries = list(dict.fromkeys(country for country, _, _ in countries))
        self.country_ends = {country: end for country, _, end in countries}
        self.named = [s for s in self.spots if s.thing.kind not in ("BusinessRole", "Country", "Metric")]
        for one in self.named:
            if one.text.isdigit() and (exchange := _EXCHANGE.match(self.text, one.end)):
                self.used.append(exchange.span())
        self._exclusions()
        self._foreign(countries)
        classes = self.find(wording.CLASSES)
        self.classes = [row.means for row, _ in classes]
        self.asked_classes = [row.means for row, match in classes if self._is_asked(*match.span())]
        wide = [s for s in self.named if s.thing.id in wording.ANY_CHIP and self._is_asked(s.start, s.end)]
        if wide:
            self.named = [s for s in self.named if s not in wide]
            self.asked_classes.append("Chip")

    def _span(self) -> None:
        """Take two times for the time from one to the other: `2023 against 2024`."""
        assert self.spoken is not None
        start, end = self.spoken[:2]
        other = spoken_period(self.blank[:start] + " " * (end - start) + self.blank[end:])
        if other is None or self.spoken.before or self.spoken.since:
            return
        self.used.append(other[:2])
        first, last = sorted((self.spoken.period, other.period), key=lambda p: p.start)
        self.period = parse_period(f"{first.start.isoformat()}/{last.end.isoformat()}")

    def _verbs(self) -> list[tuple[wording.Asked, re.Match[str]]]:
        """Find the verbs; of several words for one verb an auxiliary counts least (`what services does X offer`)."""
        found = []
        for row, first in self.find(wording.VERBS):
            matches = row.find_all(self.blank, chinese=self.chinese)
            full = [m for m in matches if not _AUXILIARY.fullmatch(m[0])]
            main = first if self.chinese or not full else full[-1]
            found.append((cast("wording.Asked", row), main))
        return found

    def _statuses(self) -> list[str]:
        statuses = [row.means for row, _ in self.find(wording.STATUSES)]
        if self.has(_FIRM_ONLY):
            return ["reported"]
        if self.has(r"\b(?:all|any) statuse?s?\b|whatever the status|所有状态|不论状态"):
            return ["all"]
        if self.has(r"(?:isn't|is not|aren't|not) (?:doing|using|yet|being)|not yet|尚未|还没"):
            return [s for s in statuses if s != "reported"]
        return statuses

    def _is_asked(self, start: int, end: int) -> bool:
        """Tell whether a class is what is asked for: `which AMD accelerators`, 哪些AI芯片, 材料有哪些."""
        before, after = self.blank[:start], self.blank[end:]
        if self.chinese:
            return bool(
                re.search(r"(?:哪|什么|几|多少|谁)[^，,。？?]{0,6}$", before)
                or re.match(r"(?:都|主要)?(?:有哪|是什么|有什么|是哪)", after)
            )
        asked = re.search(r"\b(?:which|what|list|name|any)\s((?:[\w'\uffff-]+\s){0,4})$", before, re.IGNORECASE)
        return asked is not None and not _NOT_ADJECTIVES.search(asked[1])

    def _exclusions(self) -> None:
        """Take out of the named things what the question leaves out; words that name nothing are left out as words."""
        spans = [m.span(1) for m in (_EXCEPT_ZH if self.chinese else _EXCEPT).finditer(self.blank)]
        self.excluded = [s for s in self.named if any(a <= s.start < b for a, b in spans)]
        if self.excluded:
            self.narrowing.without = tuple(s.thing.id for s in self.excluded)
            self.named = [s for s in self.named if s not in self.excluded]
        self.used += spans
        said = [w.text for w in words_of(self.blank) if any(a <= w.start < b for a, b in spans) and w.text[0].isupper()]
        if self.chinese:
            said += [m[1] for m in _EXCEPT_PLACE.finditer(self.blank) if m[1] in wording.PLACES]
        if made_of := self.has(_NOT_MADE_OF_ZH if self.chinese else _NOT_MADE_OF):
            said.append(made_of[1])
        self.narrowing.without_words = tuple(dict.fromkeys(form for word in said for form in wording.places(word)))

    def _foreign(self, countries: list[tuple[str, int, int]]) -> None:
        """Note the countries that are left out: `not Japanese`, 中国以外."""
        for country, start, end in countries:
            before, after = self.blank[max(0, start - 14) : start], self.text[end:]
            if _NOT_BEFORE.search(before) or re.match(r"(?:大陆)?(?:以外|之外)", after):
                self.narrowing.without_countries += (country,)
                if country in self.countries:
                    self.countries.remove(country)

    # Intent -------------------------------------------------------------------------------------

    def intent(self) -> str:
        """Choose the intent; the order of the table decides between several."""
        found = {row.means: match for row, match in self.find(wording.INTENTS, use=False)}
        self.truth = self._is_truth()
        self.found = found
        for match in found.values():
            self._use(*match.span())
        chosen = self._chosen(found)
        if chosen in ("when", "truth", "sources"):
            self.milestones()
        if chosen in ("number", "compare", "sources", "truth"):
            self.metrics()
        return chosen

    def _chosen(self, found: Mapping[str, re.Match[str]]) -> str:
        things = len({s.thing.id for s in self.named})
        than = re.search(r"\bthan\b|比.{1,30}(?:大|高|多|快|小|低|少)", self.blank)
        if self.truth and "compare" in found and things > 1 and than:
            return "compare"
        if (
            self.truth
            and not {"sources", "conflicts", "alternatives"} & found.keys()
            and not re.search(r"\bif\b|如果|要是", self.blank)
        ):
            return "path" if "path" in found and things > 1 else "truth"
        if self.truth and "alternatives" in found and things > 1:
            return "truth"
        for intent in ("conflicts", "sources", "when", "impact", "alternatives", "path", "compare", "number", "where"):
            if intent in found and self._possible(intent, things, found):
                return intent
        plain_verbs = {row.means for row, _ in self.verbs} <= {"does"}
        what_is = self.has(r"^what(?:'s| is| was| are| were) (?:the |an? )?(?=\S)")
        asks = self.has(r"\bwho\b|\bwhich\b|谁|哪|什么是|是什么")
        if self.named and not asks and (plain_verbs or what_is) and self.metrics():
            return "number"
        return "who"

    def _possible(self, intent: str, things: int, found: Mapping[str, re.Match[str]]) -> bool:
        if intent in ("path", "compare") and things < 2:
            return False
        if intent == "compare":
            return "path" in found or things <= 3 or "number" not in found
        if intent == "impact":
            on_the_way = (
                "path" in found and things > 1 and re.search(r"\bhow\b|怎么|如何|怎样|一路", self.blank, re.IGNORECASE)
            )
            return bool(self.named or self.countries) and not on_the_way
        return intent != "number" or bool(self.metrics())

    def metrics(self) -> list[wording.Wording]:
        """Find the metrics that the words allow, those first whose words say most."""
        found = {row.means: (row, match) for row, match in self.find(wording.METRICS)}
        for row in wording.METRICS:  # "compute dies" are parts that have a name, and how many there are is a metric
            for match in row.find_all(self.open, chinese=self.chinese)[:1]:
                found.setdefault(row.means, (row, match))
        rows = [row for row, match in sorted(found.values(), key=lambda one: -len(one[1][0]))]
        rows += [wording.Wording(s.thing.id, "", "") for s in self.spots if s.thing.kind == "Metric"]
        kinds = {s.thing.kind for s in self.named}
        amount = re.search(
            r"how much|\b(?:more|most|less|least|capacity)\b|多少|[更最][多大]|容量", self.blank, re.IGNORECASE
        )
        if "MemoryGeneration" in kinds and kinds & {"Chip", "System", "ChipFamily"} and amount:
            rows = [row for row in wording.METRICS if row.means in _OF_MEMORY] + rows
        return rows

    def _is_truth(self) -> bool:
        if self.chinese:
            return bool(_TRUTH_ZH.search(self.blank)) and not re.search(r"什么[？?]?\s*$|哪|谁|几", self.blank)
        asks = re.search(
            r"\b(?:(?:any|some)(?:one|body)(?: else)?(?! (?:ever )?(?:report|sa[iy]|claim))|whom?|whose|which|what|where|when|how)\b| or ",
            self.blank,
            re.IGNORECASE,
        )
        return bool(_TRUTH.match(self.blank)) and not asks

    def milestones(self) -> list[wording.Wording]:
        """Find the milestones that the words allow."""
        return [row for row, _ in self.find(wording.MILESTONES)]

    def verb(self) -> wording.Asked | None:
        """Give the verb of the question, the first of the table."""
        return next((row for row, _ in self.verbs), None)

    def wanted(self) -> frozenset[str]:
        """Give the classes of which the answer has to be: `which chips`, 哪些材料."""
        return frozenset(kind for row in self.asked_classes for kind in wording.KINDS.get(row, (row,)))

    # What is named ------------------------------------------------------------------------------

    def things(self, *, owners: bool = False) -> list[Thing]:
        """List the named things, an owner before its own product left out (`NVIDIA's B200`) unless asked for."""
        found: list[Thing] = []
        for number, one in enumerate(self.named):
            after = self.named[number + 1] if number + 1 < len(self.named) else None
            between = self.text[one.end : after.start] if after else "."
            owned = (
                after
                and after.thing.kind in _OWNED
                and one.thing.kind == "Company"
                and re.fullmatch(r"(?:'s|s)? ?|的", between)
            )
            if one.thing not in found and (owners or not owned):
                found.append(one.thing)
        return found

    def compound(self) -> list[Thing]:
        """Find things that two names make together: Micron and HBM4 name Micron HBM4."""
        companies = [s for s in self.named if s.thing.kind == "Company"]
        others = [s for s in self.named if s.thing.kind in _OWNED]
        keys = {fold(c.thing.label + o.thing.label) for c in companies for o in others}
        keys |= {fold(c.text + o.text) for c in companies for o in others}
        if not keys:
            return []
        values = " ".join(map(sparql_term, sorted(keys)))
        rows = self.store.select(f"SELECT DISTINCT ?t WHERE {{ VALUES ?k {{ {values} }} ?t ip:nameKey ?k }}")
        return sorted(load_things(self.store, {label_of(t) for (t,) in rows}).values())

    def label(self, slug: str) -> str:
        """Give the label of a thing, or its id where there is none."""
        found = load_things(self.store, {slug})
        return found[slug].label if slug in found else slug

    def linked(self, one: Thing, other: str) -> bool:
        """Tell whether two things are joined by any relation."""
        iri = Thing("", other, "").iri
        return self.store.ask(f"ASK {{ {{ {one.iri} ?p {iri} }} UNION {{ {iri} ?p {one.iri} }} }}")

    def belongs(self, good: Thing, owner: Thing) -> bool:
        """Tell whether a thing is made, offered or run by a company, as far as is accepted."""
        if owner.kind not in ("Company", "Organization"):
            return False
        return self.store.ask(
            f"ASK {{ {{ {owner.iri} ip:supplies|ip:offers|ip:operates|ip:develops {good.iri} }}"
            f" UNION {{ {good.iri} ip:designedBy|ip:fabricatedBy {owner.iri} }} }}"
        )

    def offered(self, thing: Thing) -> bool:
        """Tell whether a thing, or what is below it, is rather offered as a service than supplied as goods."""
        rows = self.store.select(
            f"SELECT ?p (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?w skos:broader* {thing.iri} . ?x ?p ?w"
            " FILTER(?p IN (ip:offers, ip:performs, ip:supplies)) } GROUP BY ?p"
        )
        counts = {label_of(p): int(str(n)) for p, n in rows}
        return counts.get("offers", 0) + counts.get("performs", 0) > counts.get("supplies", 0)

    # What is read -------------------------------------------------------------------------------

    def free_words(self) -> list[Word]:
        """List the words that nothing has read."""
        covered = [(s.start, s.end) for s in self.spots] + [(s.start, s.end) for s in self.named] + self.used
        return [w for w in words_of(self.text) if not any(a <= w.start < b for a, b in covered)]

    def hide(self, start: int, end: int) -> None:
        """Write the sign of a name over a stretch of the text."""
        self.blank = self.blank[:start] + "\uffff" * (end - start) + self.blank[end:]

    def replace(self, old: Spot, new: Spot) -> None:
        """Put a name in the place of another."""
        self.named = sorted([*(s for s in self.named if s is not old), new])
        self.hide(new.start, new.end)
