"""Plain questions, English and Chinese, understood without a language model: names, an intent, qualifiers, a command.

The intents, in the order in which they are looked for (the words are in `wording`):

| intent | asked so | answered by |
|---|---|---|
| truth | does SAINT-D need a silicon interposer · 有矽中介层吗 | cite, timeline, path, who, compare |
| conflicts | where do sources disagree · 矛盾 | conflicts |
| sources | who says that … · 谁说过 | cite, who --sources |
| when | when did … · 什么时候 | timeline |
| impact | what breaks if … · 断供, 停产 | impact |
| alternatives | instead of, second source · 替代 | alternatives, what |
| path | how is A linked to B · 关系 | path |
| compare | A vs B, which has more · 区别, 比较 | compare |
| number | how much, how many, share, price · 多少 | numbers |
| where | where, at which plants · 哪些厂 | who performs, what |
| who-does, who-supplies | who offers, makes, supplies, buys … · 谁提供, 客户 | who, what |
| what-is-in | what is inside, what does it need · 里面有什么 | what |
| list | which Korean memory makers · 日本有哪些材料厂 | list |
| what-is | what is CoWoS-R · 什么是 | what |

A question is read in four steps, none of which guesses: the names in it (`spotting`), the words that say what is
asked (`wording`), what narrows the answer (statuses, times, countries, roles, what is left out), and the command that
answers it. Words that stay over are told; a name that stays over ends the question.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from interposer.errors import NothingFoundError
from interposer.knowledge.folding import fold
from interposer.lookup import wording
from interposer.lookup.names import Thing, label_of, load_things
from interposer.lookup.reading import LONGEST, Reading
from interposer.lookup.spotting import Spot
from interposer.lookup.understood import Narrowing, Understood
from interposer.store.terms import ID, NS, sparql_term, values_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interposer.store.interface import Store

__all__ = ["LONGEST", "Narrowing", "Understood", "understand"]

_COMPOUND = frozenset(["Chip", "Product", "System", "Offering", "MemoryGeneration", "ChipFamily", "Die", "Facility"])
_OWNED = _COMPOUND
"""Classes of things whose owner may stand before them without being asked about: `NVIDIA's B200`."""


def understand(store: Store, question: str) -> Understood:
    """Understand a plain question: which command answers it and what of the answer is asked for.

    Raises UsageError for an empty question or one that is too long, NameUnknownError where a name fits several
    things, NothingFoundError where a name is not in the graph or nothing at all is understood.
    """
    return _Asking(store, question).read()


class _Asking(Reading):
    """Makes the command that answers a question."""

    def read(self) -> Understood:
        """Read the question."""
        self._qualifiers()
        intent = self._intent()
        if intent in ("when", "truth", "sources"):
            self.find(wording.MILESTONES)
        if intent in ("number", "compare", "sources"):
            self.find(wording.METRICS)
        self._leftovers(intent)
        made = self._made(intent)
        made.narrowing = self.narrowing
        made.notes = self.notes + made.notes
        made.ignored = self.ignored
        self._options(made)
        return made

    # Commands -----------------------------------------------------------------------------------

    def _made(self, intent: str) -> Understood:
        maker = {
            "who": self._who, "truth": self._truth, "where": self._where, "number": self._number, "when": self._when,
            "compare": self._compare, "path": self._path, "impact": self._impact, "alternatives": self._alternatives,
            "sources": self._sources, "conflicts": self._conflicts,
        }[intent]  # fmt: skip
        return maker()

    def _things(self, *, owners: bool = False) -> list[Thing]:
        """List the named things, an owner before its own product left out (`NVIDIA's B200`) unless asked for."""
        found: list[Thing] = []
        for number, one in enumerate(self.named):
            after = self.named[number + 1] if number + 1 < len(self.named) else None
            between = self.text[one.end : after.start] if after else "."
            owned = (
                after
                and after.thing.kind in _OWNED
                and re.fullmatch(r"(?:'s|s)? ?|的", between)
                and one.thing.kind == "Company"
            )
            if owned and not owners:
                continue
            if one.thing not in found:
                found.append(one.thing)
        return found

    def _compound(self) -> list[Thing]:
        """Find things that two names make together: Micron and HBM4 name Micron HBM4."""
        companies = [s for s in self.named if s.thing.kind == "Company"]
        others = [s for s in self.named if s.thing.kind in _COMPOUND]
        keys = {fold(c.thing.label + o.thing.label) for c in companies for o in others} | {
            fold(c.text + o.text) for c in companies for o in others
        }
        if not keys:
            return []
        rows = self.store.select(
            f"SELECT DISTINCT ?t WHERE {{ VALUES ?k {{ {' '.join(map(sparql_term, sorted(keys)))} }} ?t ip:nameKey ?k }}"
        )
        return sorted(load_things(self.store, {label_of(t) for (t,) in rows}).values())

    def _verb(self) -> wording.Asked | None:
        return next((row for row, _ in self.verbs if isinstance(row, wording.Asked)), None)

    def _position(self, verb: str) -> int:
        return next((m.start() for row, m in self.verbs if row.means == verb), -1)

    def _who(self) -> Understood:  # noqa: C901  (one form of question after another)
        """Ask who does something to a thing, or what a thing is related to, or for the card."""
        things = self._things()
        verb = self._verb()
        narrow = self.narrowing
        narrow.countries, narrow.roles = tuple(self.countries), tuple(self.roles)
        if not things:
            return self._list()
        member = any(t.kind == "Organization" for t in things) and (self.classes or self.roles)
        if member and (verb is None or verb.means == "does"):
            verb = next(row for row in wording.VERBS if row.means == "joins")
        if verb is None:
            return self._card(things)
        if self._asks_of_thing(verb, things):
            return self._relations(verb, things)
        main = self._main(things, verb)
        if verb.means == "supplies" and main.kind == "Company" and len(things) == 1:
            narrow.relations = ("<suppliesTo", "<supplies")
            return Understood("who-supplies", ["what", main.label])
        if verb.means == "buys" and (maker := next((t for t in things if t.kind == "Company" and t is not main), None)):
            narrow.about = (maker.id,)
        means = verb.means
        goods = ("EquipmentType", "Material", "ComponentType", "Product", "MemoryGeneration")
        if (
            means == "does"
            and main.kind in goods
            and not self.store.ask(f"ASK {{ ?w skos:broader* {main.iri} . ?x ip:offers|ip:performs ?w }}")
        ):
            means = "supplies"
        command = ["who", means, main.label]
        others = [t for t in things if t is not main]
        if verb.means == "supplies" and others and others[-1].kind == "Company":
            command += ["--to", others[-1].label]
        elif others and others[0].kind == "Company" and verb.means != "buys":
            narrow.only = tuple(t.id for t in others if t.kind == "Company")
        if verb.means in ("designs", "fabricates"):
            narrow.relations = verb.relations
        self._kinds(("Chip", "ChipFamily", "System", "Offering", "Technology"), verb)
        return Understood("who-supplies" if verb.means in ("supplies", "buys") else "who-does", command)

    def _kinds(self, kinds: tuple[str, ...], verb: wording.Asked) -> None:
        asked = [c for c in self.classes if c in kinds]
        if (
            asked
            and verb.means == "uses"
            and self.has(
                r"\b(?:which|what) (?:\w+ ){0,3}(?:chips?|gpus?|processors?|accelerators?|products?|systems?|racks?|servers?)\b|哪[些几款个].{0,4}(?:芯片|处理器|加速|产品|系统|GPU)"
            )
        ):
            groups = {"Chip": ("Chip", "ChipFamily", "Product"), "System": ("System",)}
            self.narrowing.kinds = frozenset(k for c in asked for k in groups.get(c, (c,)))

    def _main(self, things: list[Thing], verb: wording.Asked) -> Thing:
        """Choose what the verb is about: what is made or done before who does it."""
        generic = {"semiconductor-packaging", "advanced-packaging"}
        rest = [t for t in things if t.id not in generic] or things
        goods = [t for t in rest if t.kind not in ("Company", "Organization")]
        if verb.means in ("joins", "owns", "acquires", "partners", "backs"):
            return next((t for t in rest if t.kind in ("Organization", "Company", "Facility")), rest[0])
        wide = [t for t in goods if t.kind in ("Technology", "Offering", "ProcessStep")]
        return (wide if len(goods) > 1 and verb.means == "does" and wide else goods or rest)[
            -1 if verb.means == "does" else 0
        ]

    def _asks_of_thing(self, verb: wording.Asked, things: list[Thing]) -> bool:
        """Tell "what does TSMC offer", "T用了哪些…" (asks of the thing) from "who offers CoWoS"."""
        at = self._position(verb.means)
        first = next(s for s in self.named if s.thing == things[0])
        if self.chinese:
            wh = re.search(r"谁|哪|什么|几|多少", self.blank)
            before = first.start < (wh.start() if wh else -1)
            said = next(m for r, m in self.verbs if r is verb)[0]
            if verb.means == "supplies" and re.search("供应商|厂商|提供商", said) and things[0].kind == "Company":
                return False
            if verb.means == "buys" and things[0].kind == "Company":
                return False
            return bool(
                (
                    before
                    and wh
                    and first.start < wh.start()
                    and (
                        verb.means
                        in (
                            "uses",
                            "develops",
                            "does",
                            "supplies",
                            "backs",
                            "runs",
                            "drives",
                            "holds-back",
                            "makes",
                            "restricts",
                            "acquires",
                            "partners",
                            "packages",
                            "designs",
                            "fabricates",
                        )
                    )
                    and not re.search(r"谁|哪些?家?(?:公司|厂商|企业)(?!的)", self.blank[first.end :])
                )
                or (before and verb.means == "uses")
            )
        who = re.match(
            r"\s*(?:and )?(?:who\b|which (?:\w+ ){0,3}(?:compan|firms?|makers?|suppliers?|vendors?|osats?|foundr|chips?|gpus?|players?|systems?|products?|processors?|accelerators?|memory makers?)|what compan)",
            self.text,
            re.IGNORECASE,
        )
        does = re.search(
            r"\b(?:does|do|did|is|are|was|has|can|will)\s+(?:the |a |an )?(?:\w+ ){0,3}\uffff",
            self.blank,
            re.IGNORECASE,
        )
        whose = re.match(r"\s*(?:whose|what|which)\b", self.text, re.IGNORECASE)
        if verb.means == "buys" and things[0].kind == "Company":
            return False
        if who and not (does and at > does.end()):
            return bool(
                verb.means == "uses"
                and (used := next(m for r, m in self.verbs if r is verb))
                and re.match(r"mak|go|sit|inside|component|part|ingredient|put|includ", used[0], re.IGNORECASE)
            )
        if verb.means == "uses" and re.match(
            r"make|go|sit|component|part|ingredient", next(m for r, m in self.verbs if r is verb)[0], re.IGNORECASE
        ):
            return True
        if (
            whose
            and things[0].kind == "Company"
            and verb.means in ("develops", "does", "supplies", "makes", "designs", "runs", "acquires")
        ):
            return True
        return bool(
            whose
            and (does or verb.means == "uses" or first.start > at >= 0)
            and not (verb.means in ("supplies", "buys") and not does)
        )

    def _relations(self, verb: wording.Asked, things: list[Thing]) -> Understood:
        """Ask what stands in a relation to one thing: the card, narrowed."""
        owners = (
            "does",
            "develops",
            "supplies",
            "runs",
            "acquires",
            "partners",
            "backs",
            "joins",
            "makes",
            "designs",
            "performs",
            "buys",
        )
        company = next((t for t in things if t.kind == "Company"), None)
        main = company if company and verb.means in owners else things[0]
        asked_of = re.search(r"\b(?:does|do|did|is|are|will)\s+(?:the |a |an )?(?=\uffff)", self.blank, re.IGNORECASE)
        named = next((s.thing for s in self.named if asked_of and s.start == asked_of.end()), None)
        if named and verb.means == "uses" and named.kind != "Company":
            main = named
        elif verb.means == "uses" or main.kind not in ("Company", "Organization", "Facility", "Country"):
            main = next(
                (t for t in things if t.kind in ("Chip", "System", "Offering", "ChipFamily", "Product", "Die")),
                next((t for t in things if t.kind not in ("Company", "MemoryGeneration")), main),
            )
        relations = verb.relations
        if verb.means in owners and main.kind == "Company":
            relations = tuple(
                (">" if r[0] == "<" else "<") + r[1:]
                if r[1:] in ("designedBy", "fabricatedBy", "packagedBy") and r[0] == ">"
                else r
                for r in relations
            )
            relations = {
                "makes": ("<designedBy", "<fabricatedBy", ">supplies"),
                "does": (">offers", ">performs") + (">supplies", ">develops") * bool(self.has(r"\bdo\b|做什么")),
                "designs": ("<designedBy",),
            }.get(verb.means, relations)
        elif main.kind not in ("Company", "Organization"):
            relations = tuple(
                (">" if r[0] == "<" else "<" if verb.means != "uses" else r[0]) + r[1:] for r in relations
            )
        self.narrowing.relations = relations
        rest = [
            t
            for t in things
            if t != main and t.id not in ("semiconductor-packaging", "advanced-packaging") and t.kind != "Company"
        ]
        if self.countries and self._reaches(main, Thing("", self.countries[0], "")):
            self.narrowing.countries = ()  # it says where the company is, not where the answers are
        generic = self.has(r"\bpackaging\b|\bservices?\b|封装|封测")
        if rest and not generic and verb.means in ("uses", "does", "supplies", "makes", "develops"):
            self.narrowing.below = tuple(t.id for t in rest)
        if "memory" in self.text.lower() or re.search(r"内存|存储|第几代", self.text):
            self.narrowing.below = self.narrowing.below or ("memory",)
        return Understood("what-is-in" if verb.means == "uses" else "who-does", ["what", main.label])

    def _card(self, things: list[Thing]) -> Understood:
        main = next((t for t in things if t.kind != "Company"), things[0])
        words = [w for w in self.ignored if len(w) > 2]
        asks = self.has(r"\b(?:which|who|whose|how|why)\b|谁|哪|怎么|为什么|如何")
        if words and (asks or {"path", "compare"} & self.found.keys()):
            raise NothingFoundError(
                f"not understood: {', '.join(words)}. Ask otherwise, or see: interposer what {shlex.quote(main.label)}"
            )
        if self.roles or self.countries:
            return Understood("who-does", ["who", "does", main.label])
        if self.has(r"^\s*who\b|谁|哪家|哪些公司|哪些厂"):
            return Understood("who-does", ["who", "does", main.label])
        return Understood("what-is", ["what", main.label])

    def _list(self) -> Understood:
        kinds = [c for c in self.classes if c != "Company"] or (["Company"] if self.classes or self.roles else [])
        if self.roles or "Company" in self.classes:
            kinds = ["Company"]
        if not kinds and self.countries:
            self.narrowing.countries = ()
            return Understood("what-is", ["what", self._label(self.countries[0])])
        if not kinds:
            raise NothingFoundError("not understood: no thing of the graph is named. Try: interposer search TERM")
        kind = re.sub(r"(?<!^)(?=[A-Z])", "-", kinds[0]).lower()
        return Understood("list", ["list", kind])

    def _where(self) -> Understood:
        things = self._things(owners=True)
        narrow = self.narrowing
        company = next((t for t in things if t.kind == "Company"), None)
        goods = [t for t in things if t.kind not in ("Company", "Facility", "Organization")]
        narrow.countries = tuple(self.countries)
        site = next((t for t in things if t.kind == "Facility"), None)
        if site:
            narrow.relations = (
                (">performs",) if self.has(r"what (?:exactly )?(?:does|do|is)|做什么|做哪些") else (">locatedIn",)
            )
            narrow.countries = ()
            return Understood("where", ["what", site.label])
        if goods:
            narrow.sites = True
            narrow.only = (company.id,) if company else ()
            verb = "performs"
            return Understood("where", ["who", verb, goods[0].label])
        if company is None:
            if self.countries and not things:
                return self._list()
            raise NothingFoundError("not understood: where what is done? Name a company, a plant or a technology")
        based = self.has(r"headquarter|based|总部")
        narrow.relations = (">headquarteredIn",) if based else (">operates",)
        return Understood("where", ["what", company.label])

    def _measured(
        self, things: Sequence[Thing], rows: Iterable[wording.Wording], predicate: str
    ) -> tuple[str, Thing, list[str]] | None:
        """Choose which of the metrics or milestones that the words allow is known of the named things.

        A claim that names more of the things wins, then the order of the table. Gives it with the thing and the
        others that its claims name.
        """
        wanted = [row.means for row in rows]
        if not things or not wanted:
            return None
        values = values_block("t", (ID + t.id for t in things))
        space = ID if predicate == "metric" else NS
        kinds = values_block("m", (space + w for w in wanted))
        found: dict[tuple[str, str], set[str]] = {}
        rows_ = self.store.select(
            f"SELECT ?c ?t ?m WHERE {{ {values} {kinds} {{ ?c rdf:subject ?t }} UNION {{ ?c ip:scope ?t }} ?c ip:{predicate} ?m ; ip:live true }}"
        )
        for claim, thing, metric in rows_:
            found.setdefault((str(claim), label_of(metric)), set()).add(label_of(thing))
        best: dict[str, set[str]] = {}
        for (_, metric), named in found.items():
            if len(named) > len(best.get(metric, ())):
                best[metric] = named
        if not best:
            return None
        order = {t.id: n for n, t in enumerate(things)}
        goods = {t.id for t in things if t.kind != "Company"}
        metric = min(best, key=lambda m: (-len(best[m]), -len(best[m] & goods), wanted.index(m)))
        named = best[metric]
        main = min(named, key=lambda s: (s not in goods, order[s]))
        return metric, next(t for t in things if t.id == main), sorted(named - {main})

    def _number(self) -> Understood:
        rows = self._metrics()
        things = self._compound() + self._things(owners=True)
        self._narrow_words()
        if not things:
            if self.countries:
                things = sorted(load_things(self.store, set(self.countries)).values())
            if not things:
                raise NothingFoundError("not understood: the number of what? Name a thing")
        elif self.countries:
            things += sorted(load_things(self.store, set(self.countries)).values())
        goods = [t for t in self._things() if t.kind not in ("Company", "Country", "MemoryGeneration")]
        measured = self._measured(things, rows, "metric")
        if goods and (
            measured is None or not {measured[1].id, *measured[2]} & {t.id for t in [*goods, *self._compound()]}
        ):
            measured = self._measured(self._heirs(goods), rows, "metric")
        main = next((t for t in self._things() if t.kind != "Company"), things[0])
        if measured is None:
            return Understood("number", ["numbers", self._label(rows[0].means), "--of", main.label], gives="numbers")
        metric, main, others = measured
        named = {main.id, *others}
        lost = [
            t
            for t in self._things()
            if not self.notes
            and t.id not in named
            and t.kind != "Company"
            and t.id not in {c.id for c in self._compound()}
        ]
        for one in lost:
            if not self._reaches(main, one):
                self.notes.append(f"{one.label} is not what the number is about")
        self.narrowing.about = tuple(others)
        return Understood("number", ["numbers", self._label(metric), "--of", main.label], gives="numbers")

    def _heirs(self, things: Sequence[Thing]) -> list[Thing]:
        """Find what took the place of things: a plant that was bought goes by its new name."""
        values = values_block("t", (ID + t.id for t in things))
        rows = self.store.select(f"SELECT DISTINCT ?h WHERE {{ {values} ?h ip:succeeds ?t }}")
        found = sorted(load_things(self.store, {label_of(h) for (h,) in rows}).values())
        self.notes += [f"{t.label} took the place of what is named" for t in found]
        return found

    def _reaches(self, one: Thing, other: Thing) -> bool:
        return self.store.ask(f"ASK {{ {{ {one.iri} ?p {other.iri} }} UNION {{ {other.iri} ?p {one.iri} }} }}")

    def _narrow_words(self) -> None:
        phase = self.has(r"\bphase (\d|one|two|three)\b|第?([一二三四])期|\b(first|second|third) phase")
        numbers = {
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
        if phase:
            said = next(g for g in phase.groups() if g).lower()
            self.narrowing.words = (f"phase {numbers.get(said, said)}",)
        self.narrowing.when = self.period

    def _when(self) -> Understood:
        rows = [row for row, _ in self.find(wording.MILESTONES)]
        things = self._compound() + self._things(owners=True)
        self._narrow_words()
        self.narrowing.when = None
        metric = None
        measured = self._measured(things, rows, "milestone")
        if measured is None:
            main = next((t for t in self._things() if t.kind != "Company"), things[0] if things else None)
            if main is None:
                raise NothingFoundError("not understood: when what? Name a thing")
            if rows:
                self.narrowing.milestones = tuple(r.means for r in rows)
            return Understood("when", ["timeline", main.label], gives="dates")
        milestone, main, others = measured
        self.narrowing.milestones = (milestone,)
        self.narrowing.about = tuple(others)
        del metric
        return Understood("when", ["timeline", main.label], gives="dates")

    def _compare(self) -> Understood:
        things = [t for t in self._things() if t.kind != "Metric"]
        rows = self._metrics()
        subjects = self._comparable(things)
        if self.has(
            r"\b(?:more|larger|bigger|higher|faster|greater|most|wider|taller|thicker)\b|更[大高多快宽厚]|谁.{0,12}[大高多快]|哪个.{0,12}[大高多快]"
        ):
            self.narrowing.largest = 1
        if self.has(
            r"\b(?:less|smaller|lower|fewer|slower|thinner|cheaper|finer)\b|更[小低少慢薄细]|哪个.{0,12}[小低少慢]"
        ):
            self.narrowing.largest = -1
        if rows:
            known = self._shared_metric(subjects, [r.means for r in rows])
            if known:
                self.narrowing.metrics = (known,)
        if self.narrowing.largest and not self.narrowing.metrics:
            raise NothingFoundError(
                "not understood: more or less of what? interposer list metrics lists what is measured"
            )
        if self.truth:
            return Understood("truth", ["compare", *(t.label for t in subjects)], gives="truth")
        if self.has(r"which|who|哪|谁") is None:
            self.narrowing.largest = 0
        gives = "things" if self.narrowing.largest else "numbers" if self.narrowing.metrics else "things"
        return Understood("compare", ["compare", *(t.label for t in subjects)], gives=gives)

    def _comparable(self, things: list[Thing]) -> list[Thing]:
        """Keep the things of the class that most of them have: those are compared."""
        if len(things) < 3:
            return things
        kinds = [t.kind for t in things]
        kind = max(dict.fromkeys(kinds), key=kinds.count)
        same = [t for t in things if t.kind == kind]
        return same if len(same) > 1 else things

    def _shared_metric(self, things: Sequence[Thing], wanted: Sequence[str]) -> str:
        if not things:
            return ""
        values = values_block("t", (ID + t.id for t in things))
        kinds = values_block("m", (ID + w for w in wanted))
        rows = self.store.select(
            f"SELECT DISTINCT ?t ?m WHERE {{ {values} {kinds} ?c rdf:subject ?t ; ip:metric ?m ; ip:live true }}"
        )
        counts: dict[str, int] = {}
        for _, metric in rows:
            counts[label_of(metric)] = counts.get(label_of(metric), 0) + 1
        return min(counts, key=lambda m: (-counts[m], wanted.index(m))) if counts else ""

    def _path(self) -> Understood:
        things = self._things()
        if len(things) < 2:
            things = self._things(owners=True)
        without = list(self.narrowing.without)
        self.narrowing.without = ()
        command = ["path", things[0].label, things[-1].label]
        for slug in without:
            command += ["--avoid", self._label(slug)]
        if any(t.kind == "DemandDriver" for t in things[:1]):
            command.append("--directed")
        return Understood("path", command, gives="path")

    def _impact(self) -> Understood:
        """Ask what a loss reaches: the nearest goods of a maker that are named with it, else what is named first."""
        things = self._things()
        goods = [s for s in self.named if s.thing.kind != "Company"]
        companies = [s for s in self.named if s.thing.kind == "Company"]
        if not things and self.countries:
            return Understood("impact", ["impact", self._label(self.countries[0])])
        lost = things[0]
        if companies and goods and companies[0].start < goods[0].start and not self.chinese:
            lost = (
                goods[0].thing
                if self.has(r"\bits\b|'s\b") or self._makes(companies[0].thing, goods[0].thing)
                else companies[0].thing
            )
        elif companies and goods and self.chinese:
            lost = self.named[0].thing
            if self._makes(companies[0].thing, goods[0].thing) and goods[0].thing.kind in (
                "Material",
                "Offering",
                "EquipmentType",
            ):
                lost = goods[0].thing
        rest = [t for t in things if t != lost and t.kind in ("ChipFamily", "Chip", "Technology", "System")]
        if rest and self.has(r"哪|which|what"):
            self.narrowing.below = tuple(t.id for t in rest)
        asked = [c for c in self.classes if c in ("Chip", "System", "Company", "Facility")]
        if asked and self.has(
            r"\bwhich (?:\w+ ){0,2}(?:chips?|gpus?|processors?|systems?|products?|companies|accelerators?)|哪[些几款个].{0,4}(?:芯片|处理器|加速|产品|系统|GPU|型号|公司)"
        ):
            groups = {"Chip": ("Chip", "ChipFamily", "Product")}
            self.narrowing.kinds = frozenset(k for c in asked for k in groups.get(c, (c,)))
        return Understood("impact", ["impact", lost.label])

    def _makes(self, company: Thing, good: Thing) -> bool:
        return self.store.ask(
            f"ASK {{ {{ {company.iri} ip:supplies|ip:offers|ip:operates {good.iri} }} UNION {{ {good.iri} ip:designedBy|ip:fabricatedBy {company.iri} }} }}"
        )

    def _alternatives(self) -> Understood:
        things = [t for t in self._things() if t.kind not in ("Company", "BusinessRole")] or self._things()
        thing = things[0] if things else None
        if thing is None:
            raise NothingFoundError("not understood: an alternative to what? Name a thing")
        at = next(s for s in self.named if s.thing == thing)
        forward = re.search(
            r"(?:取代|替代|代替|替换)(?:了|掉)?(?:什么|哪|谁)|\b(?:replaces?|substitutes? for|alternative to|stand in for)\s*(?:what)?\s*\?*\s*$",
            self.blank[at.end :],
            re.IGNORECASE,
        )
        does = re.search(
            r"\bwhat (?:can|could|does|might|would|will|is) (?:the |a |an )?\uffff+s? .{0,20}(?:replace|substitute|stand in|alternative)",
            self.blank,
            re.IGNORECASE,
        )
        if forward or does:
            self.narrowing.relations = (">alternativeTo", ">succeeds", ">mitigates") if False else (">alternativeTo",)
            return Understood("alternatives", ["what", thing.label])
        if thing.kind == "Company":
            self.narrowing.relations = (">competesWith", "<competesWith")
            return Understood("alternatives", ["what", thing.label])
        return Understood("alternatives", ["alternatives", thing.label])

    def _claims(self, *, denied: bool | None) -> list[str]:
        """Find the live claims that name most of the things in the question and say what its words say."""
        things = self._compound() + self._things(owners=True)
        values = values_block("t", (ID + t.id for t in things))
        rows = self.store.select(f"""SELECT ?c ?t ?p ?status ?polarity ?value WHERE {{ {values}
  {{ ?c rdf:subject ?t }} UNION {{ ?c rdf:object ?t }} UNION {{ ?c ip:item ?t }} UNION {{ ?c ip:scope ?t }}
  ?c ip:live true ; ip:status ?status ; ip:polarity ?polarity OPTIONAL {{ ?c rdf:predicate|ip:metric|ip:milestone ?p }} OPTIONAL {{ ?c ip:rawValue ?value }} }}""")
        named: dict[str, set[str]] = {}
        said: dict[str, tuple[str, str, str, str]] = {}
        for claim, thing, predicate, status, polarity, value in rows:
            named.setdefault(label_of(claim), set()).add(label_of(thing))
            said[label_of(claim)] = (label_of(predicate), label_of(status), label_of(polarity), str(value or ""))
        verbs = {r[1:] for row, _ in self.verbs if isinstance(row, wording.Asked) for r in row.relations}
        metrics = {row.means for row, _ in self.find(wording.METRICS, use=False)} | {
            row.means for row, _ in self.find(wording.MILESTONES, use=False)
        }
        least = 2 if len(things) > 1 else 1
        fits = [c for c, t in named.items() if len(t) >= least]
        if denied is not None:
            fits = [c for c in fits if (said[c][2] == "denies") == denied]
        if wanted := [s for s in self.statuses if s in ("rumoured", "planned", "forecast")]:
            fits = [c for c in fits if said[c][1] in wanted] or fits
        zero = self.has(r"\bno (?:market )?share|\bzero\b|\bnothing\b|零|没有份额|拿不到|出局")
        if zero:
            fits = [c for c in fits if said[c][3] == "0"]
        figures = [
            m
            for m in re.findall(
                r"(?<![A-Za-z0-9.])\d[\d,.]*\d(?![A-Za-z])|(?<![A-Za-z0-9.])\d(?![A-Za-z0-9.])", self.blank
            )
            if not re.fullmatch(r"20\d\d", m)
        ]
        if figures and not zero:
            exact = [
                c
                for c in fits
                if any(f.replace(",", "") in re.findall(r"[\d.]+", said[c][3].replace(",", "")) for f in figures)
            ]
            fits = exact
        right = [c for c in fits if said[c][0] in verbs] or [c for c in fits if said[c][0] in metrics]
        fits = right or fits
        most = max((len(named[c]) for c in fits), default=0)
        return sorted(c for c in fits if len(named[c]) == most)

    def _sources(self) -> Understood:
        things = self._things(owners=True)
        verb = self._verb()
        negated = self.has(r"\b(?:not|no longer|n't|doesn't|without|denie[sd]|never)\b|不|没有|无需|否认")
        zero = re.search(r"\bno (?:market )?share|份额", self.blank)
        if (
            len(things) == 1
            and verb
            and self.has(r"\bwho\b|\bnames?\b|买家|谁(?!说|讲|报道)")
            and verb.means in ("acquires", "owns", "buys")
        ):
            means = "acquires" if verb.means == "buys" else verb.means
            return Understood("sources", ["who", means, things[0].label, "--sources"], gives="claims")
        if re.search(r"\bbuyer\b|\bacquirer\b|买家", self.blank) and things:
            return Understood("sources", ["who", "acquires", things[0].label, "--sources"], gives="claims")
        if not things:
            raise NothingFoundError("not understood: the sources of what? Name a thing")
        claims = self._claims(denied=bool(negated) if negated and not zero else False if len(things) > 1 else None)
        if not claims:
            raise NothingFoundError("no source in the graph says so of " + " and ".join(t.label for t in things))
        return Understood("sources", ["cite", *claims], gives="claims")

    def _truth(self) -> Understood:
        """Answer yes or no: by the dates of a milestone, or by the claims that join two things."""
        things = self._things(owners=True)
        milestones = [row for row, _ in self.find(wording.MILESTONES)]
        together = self._compound()
        measured = self._measured(together + things, milestones, "milestone") if milestones else None
        if measured and (self.period or len(things) == 1 or together):
            self.narrowing.milestones = (measured[0],)
            self.narrowing.about = tuple(measured[2])
            self.narrowing.when = self.period
            self.narrowing.before = bool(self.spoken and self.spoken.before)
            return Understood("truth", ["timeline", measured[1].label], gives="truth")
        if len(things) < 2:
            if self.countries and things:
                things = [*things, *load_things(self.store, set(self.countries)).values()]
                self.named += [Spot(0, 0, t.label, (t,)) for t in things[1:]]
            else:
                raise NothingFoundError(
                    "no source in the graph says so, which is not a no: " + " and ".join(t.label for t in things)
                )
        claims = self._claims(denied=None)
        if not claims and (fallback := self._follows(things)):
            return fallback
        if not claims:
            raise NothingFoundError(
                "no source in the graph says so, which is not a no: " + " and ".join(t.label for t in things)
            )
        return Understood("truth", ["cite", *claims], gives="truth")

    def _follows(self, things: Sequence[Thing]) -> Understood | None:
        """Answer yes by what follows: a kind of a kind, a company that offers a kind of it."""
        one, other = things[0], things[-1]
        if self.store.ask(f"ASK {{ {one.iri} skos:broader+ {other.iri} }}"):
            return Understood("truth", ["path", one.label, other.label, "--directed"], gives="truth")
        verb = self._verb()
        if (
            verb
            and one.kind == "Company"
            and verb.means in ("does", "supplies", "makes", "develops", "uses", "performs")
        ):
            self.narrowing.only = (one.id,)
            return Understood("truth", ["who", verb.means, other.label], gives="truth")
        return None

    def _conflicts(self) -> Understood:
        things = self._things()
        return Understood("conflicts", ["conflicts", *(t.label for t in things[:1])])

    def _past(self, made: Understood) -> bool:
        """Tell whether a date lies behind us: the words say so, and some source reports it."""
        said = re.search(r"\b(?:did|was|were|has|have|had)\b|[了过]|的[？?]?$", self.blank, re.IGNORECASE)
        thing = next((t for t in self._compound() + self._things(owners=True) if t.label == made.command[1]), None)
        if not said or not thing or not self.narrowing.milestones:
            return False
        kinds = values_block("m", (NS + m for m in self.narrowing.milestones))
        return self.store.ask(
            f"ASK {{ {kinds} ?c rdf:subject|ip:scope {thing.iri} ; ip:milestone ?m ; ip:status ip:reported ; ip:live true }}"
        )

    def _options(self, made: Understood) -> None:  # noqa: C901  (one command after another)
        """Add the statuses and the time to the command where they act."""
        command = made.command[0]
        default = {"numbers", "timeline", "compare", "conflicts", "cite", "list"}
        statuses = [s for s in self.statuses if s != "later"]
        if "later" in self.statuses and command in ("who", "what") and not statuses:
            statuses = ["planned"]
        if command == "timeline" and not statuses and self._past(made):
            made.command += ["--status", "reported"]
        if statuses in (["reported", "planned"], ["planned", "reported"]):
            statuses = ["planned"] if "reported" not in self.text else statuses
        if command in default - {"compare"} and statuses and command in ("numbers", "timeline"):
            if "forecast" in statuses and "planned" not in statuses:
                statuses = ["forecast"] if "rumoured" not in statuses else ["rumoured"]
            if "rumoured" in statuses:
                statuses = ["rumoured"]
            if statuses != ["reported"] or made.gives == "truth":
                made.command += ["--status", ",".join(statuses)]
        elif command in ("who", "what", "path", "impact", "alternatives") and statuses and statuses != ["reported"]:
            firm = "rumoured" if "rumoured" in statuses else ",".join(statuses)
            made.command += ["--status", firm]
        elif command == "compare":
            made.command += [
                "--status",
                "all" if not statuses or self.narrowing.largest else ",".join(dict.fromkeys(["reported", *statuses])),
            ]
        if self.period and command in ("who", "what", "path", "impact", "alternatives"):
            made.command += ["--as-of", self.period.label]
        if self.period and command == "numbers":
            made.command += [
                "--period",
                f"{self.period.label}/2040" if self.spoken and self.spoken.since else self.period.label,
            ]
