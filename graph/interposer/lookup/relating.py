"""Questions about who does what to what: which thing is asked of, in which direction, and which answers count.

A verb joins a doer to what it is done to. `who VERB THING` lists doers, the card of a doer lists what it does; so the
one thing to find out of a question is on which side of its verb each named thing stands. The class of a thing often
settles it (a technology offers nothing), otherwise the grammar does (`by`, `does X supply`, 由, 给).
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from interposer.errors import NothingFoundError
from interposer.lookup import wording
from interposer.lookup.pattern import Pattern
from interposer.lookup.understood import Understood

if TYPE_CHECKING:
    from interposer.lookup.names import Thing
    from interposer.lookup.reading import Reading
    from interposer.lookup.spotting import Spot

__all__ = ["relate", "where"]

_NEAR = 8
"""Characters between an adjective and what it belongs to: `the Taiwanese stock 6239`."""
DOERS: Final = frozenset(["Company", "Organization", "Facility"])
_TELLING: Final = frozenset(["ProcessNode", "Standard"])
"""Classes that things are joined to in one way only: asking for one of them says which relation is meant."""
GENERIC: Final = frozenset(["semiconductor-packaging", "advanced-packaging"])
"""Things so wide that naming them says nothing: `packaging services`."""

_ANY_DOER = frozenset(
    [
        "uses",
        "drives",
        "restricts",
        "holds-back",
        "succeeds",
        "standardizes",
        "competes",
        "replaces",
        "implements",
        "enables",
        "mitigates",
    ]
)
"""Verbs whose doer may be of any class; of the others it is a company, an organization or a site."""
_BETWEEN_COMPANIES = frozenset(
    ["supplies", "buys", "acquires", "owns", "backs", "partners", "joins", "packages", "fabricates"]
)
"""Verbs that a company can stand on both sides of."""
_OF_ITS_OWN = frozenset(["does", "develops", "performs", "designs", "makes", "runs"])
"""Verbs that nobody does to a company: one that is named with them does it."""
_GOODS = frozenset(["EquipmentType", "Material", "ComponentType", "Product", "MemoryGeneration", "Chip", "Die"])

_DOER_NOUN = Pattern(
    r"(?:suppliers?|vendors?|makers?|producers?|manufacturers?|sellers?|providers?|customers?|clients?|buyers?|purchasers?|"
    r"acquirers?|owners?|parent(?: company)?|shareholders?|members?|membership|partners?|investors?|backers?|designers?|"
    r"developers?|users?|adopters?|operators?|packager|供应商|厂商|厂家|生产商|制造商|提供商|供货商|客户|买家|母公司|股东|成员|会员|伙伴|投资方)(?: of)?",
    re.IGNORECASE,
)
_DONE_NOUN = Pattern(
    r"subsidiar(?:y|ies)|products?|offerings?|services?|components?|ingredients?|parts?|portfolio|子公司|旗下|产品",
    re.IGNORECASE,
)
_WHOLE_AFTER = Pattern(
    r"(?:sit\w*|put|go(?:es)?|inside|parts? of|ma[dk]es? up|make up|on board|components? of|ingredients? of|built into)\b.*",
    re.IGNORECASE,
)
"""Words after which the whole stands, not the part: `HBM that sits on the B200`."""
_USED = Pattern(r"(?:us|need|requir|adopt|employ|includ|contain|integrat|incorporat)ed", re.IGNORECASE)
_SELLS = Pattern(r"sells?|suppl|ship|供|卖|给|出货", re.IGNORECASE)
_PASSIVE = Pattern(r"\b(?:is|are|was|were|be|been|being|gets?|got)\b", re.IGNORECASE)
_PARTICIPLE = Pattern(r".*(?:ed|en|made|built|sold|bought|held|fed|put|set|run)(?: \w+)?$", re.IGNORECASE)
_PASSIVE_ZH = Pattern(r"(?:由|被|是)?(?:谁|哪.{0,4}|什么.{0,3})$|被|由|(?:从|向|找|跟|靠)(?:谁|哪.{0,4})")
_WHO = Pattern(
    r"\b(?:who|whom|whose|compan(?:y|ies)|firms?|makers?|suppliers?|vendors?|manufacturers?|producers?|players?|customers?|buyers?|clients?|"
    r"chipmakers?|houses?|assemblers?|osats?|foundr(?:y|ies)|partners?|owners?|parent|investors?|members?|(?:any|some)(?:one|body))\b|谁|哪几?家|公司|企业|厂商|厂家|供应商|客户|买家|"
    r"(?:载板|材料|设备|封测|代工|存储|面板|内存|测试|芯片|晶圆|基板)(?:大?厂|商)|云厂|股东|伙伴|投资方|成员",
    re.IGNORECASE,
)


def relate(r: Reading) -> Understood:
    """Choose the command for a question whose verb joins things: `who`, a card narrowed to relations, or a list.

    Raises NothingFoundError where no thing and no class is named, or words that matter are not understood.
    """
    things = r.things()
    r.narrowing.countries, r.narrowing.roles = tuple(r.countries), tuple(r.roles)
    if not things:
        return _list(r)
    cue = _cue(r, things)
    if _TELLING & r.wanted():
        main = next((t for t in things if t.kind != "Company"), things[0])
        r.narrowing.relations, r.narrowing.countries, r.narrowing.kinds = ("*",), (), r.wanted()
        return Understood("what-is-in", ["what", main.label])
    if cue is None or (cue[0].means == "joins" and not any(t.kind in DOERS for t in things)):
        return _whole_card(r, things)
    row, at = cue
    if row.means in _ANY_DOER:
        return _of_any(r, row, at, things)
    return _of_companies(r, row, at, things)


def _cue(r: Reading, things: list[Thing]) -> tuple[wording.Asked, re.Match[str]] | None:
    """Find the verb of the question: the first of the table; being in a group is belonging to it."""
    if any(t.kind == "Organization" for t in things) and (r.classes or r.roles) and not r.verbs:
        return next(row for row in wording.VERBS if row.means == "joins"), re.search("^", r.blank)  # type: ignore[return-value]
    return r.verbs[0] if r.verbs else None


def _stands(r: Reading, row: wording.Asked, at: re.Match[str], one: Spot) -> str:
    """Tell on which side of a verb a named thing stands: doer, done, or whom it is done for."""
    said, after = at[0].strip(), one.start >= at.end()
    if row.means == "buys" and _SELLS.search(said):  # who is sold to buys: the seller is bought from
        return "doer" if after and not r.chinese else "done"
    if row.means == "uses" and not r.chinese and _WHOLE_AFTER.fullmatch(said):
        return "doer" if after else "done"
    if after:
        return _stands_after(r, r.blank[at.end() : one.start], said)
    if _DOER_NOUN.fullmatch(said):
        return "done"
    if _DONE_NOUN.fullmatch(said):
        return "doer"
    between = r.blank[one.end : at.start()]
    return _stands_before_zh(r, row, between, one) if r.chinese else _stands_before(r, row, between, said, one)


def _stands_before(r: Reading, row: wording.Asked, between: str, said: str, one: Spot) -> str:
    if row.means == "uses" and _PARTICIPLE.match(said) and not _USED.match(said):
        return "doer"  # made of, based on, equipped with
    if re.search(r"\bby\s+(?:the )?$", r.blank[: one.start], re.IGNORECASE):
        return "doer"
    be = _PASSIVE.search(between) or re.search(
        rf"{_PASSIVE.pattern}\s+(?:the |an? )?$", r.blank[: one.start], re.IGNORECASE
    )
    return "done" if be and _PARTICIPLE.match(said) else "doer"


def _stands_before_zh(r: Reading, row: wording.Asked, between: str, one: Spot) -> str:
    if row.means == "buys" and re.search(r"(?:从|向|找|跟)(?:谁|哪)", between):
        return "doer"
    if re.search(r"[给向为对][^\uffff]{0,2}$", r.blank[: one.start]):
        return "for"
    return "done" if _PASSIVE_ZH.search(between) or re.match(r"(?:是|被)?由|是谁|是哪", between) else "doer"


def _stands_after(r: Reading, between: str, said: str) -> str:
    if _DONE_NOUN.fullmatch(said):
        return "doer"
    if _USED.fullmatch(said) and re.search(r"\b(?:for|in|on|by|to make)\s+(?:the )?$", between, re.IGNORECASE):
        return "doer"  # the equipment that is needed for it
    if r.chinese:
        return "for" if between.endswith("给") or said.endswith("给") else "done"
    if re.search(r"\bby\s+(?:[a-z]+ )?$", between, re.IGNORECASE):
        return "doer"
    served = re.search(r"\b(?:to|for)\s+(?:the )?$", between, re.IGNORECASE) or re.search(r"\b(?:to|for)$", said)
    return "for" if served else "done"


def _of_companies(r: Reading, row: wording.Asked, at: re.Match[str], things: list[Thing]) -> Understood:
    """Ask of a verb whose doer is a company, an organization or a site."""
    spots = [s for s in r.named if s.thing in things]
    doers = [s for s in spots if s.thing.kind in DOERS]
    goods = [s.thing for s in spots if s.thing.kind not in DOERS and s.thing.id not in GENERIC]
    side = {s.thing: _stands(r, row, at, s) for s in doers}
    if row.means in _BETWEEN_COMPANIES and doers and not goods:
        return _between_companies(r, row, [s.thing for s in doers], side)
    doing = next((t for t, where_ in side.items() if where_ == "doer"), None)
    asks_doer = _WHO.search(r.blank) or r.roles or "Company" in r.classes
    if doing is None and not goods and row.means in _OF_ITS_OWN:
        doing = next((t for t in side if t.kind == "Company"), None)
    if doing and (not goods or not asks_doer or _asks_for_goods(r)):
        return _card(r, row, doing, [t for t in things if t != doing])
    main = _patient(row, goods) if goods else doers[0].thing if doers else things[0]
    return _who(r, row, main, [t for t in things if t != main], side)


def _asks_for_goods(r: Reading) -> bool:
    """Tell whether what is asked for is what somebody does, makes or sells, not who does."""
    return bool(
        re.match(
            r"\W*(?:and |so )?(?:what|which|whose)\b(?! compan| firms?| makers?| suppliers?| vendors?| osats?| foundr)",
            r.blank,
            re.IGNORECASE,
        )
        if not r.chinese
        else re.search(r"什么|哪[几些]?[款种个类代]|哪些(?![公企厂客封]|供应|载板|基板|材料厂|设备)", r.blank)
    )


def _patient(row: wording.Asked, goods: list[Thing]) -> Thing:
    """Choose what the verb is about among several: of techniques what is done, otherwise what is named first."""
    wide = [t for t in goods if t.kind in ("Technology", "Offering", "ProcessStep")]
    if row.means == "does":
        return (wide if len(goods) > 1 and wide else goods)[-1]
    return goods[0]


def _between_companies(r: Reading, row: wording.Asked, doers: list[Thing], side: dict[Thing, str]) -> Understood:
    main = next((t for t in doers if t.kind in ("Organization", "Facility")), doers[0])
    rest = [t for t in doers if t != main]
    if row.means == "joins" and main.kind == "Company":
        return _card(r, row, main, rest)
    if row.means == "supplies" and (side[main] == "done" or (side[main] == "for" and not rest)):
        return _card(r, row, main, rest, relations=("<suppliesTo",))
    if row.means == "supplies" and side[main] == "doer" and (_WHO.search(r.blank) or r.countries):
        whom = re.search(
            r"\b(?:whom?|customers?|clients?|compan\w+|makers?)\b|谁|哪.{0,3}(?:家|厂|公司|客户)",
            r.blank,
            re.IGNORECASE,
        )
        if whom:
            return Understood("who-supplies", ["who", "buys", main.label])
    if side[main] == "doer" and row.means not in ("buys", "joins", "partners"):
        return _card(r, row, main, rest)
    if row.means == "buys" and side[main] == "doer":
        return _card(r, row, main, rest, relations=("<suppliesTo",))
    return _who(r, row, main, rest, side)


def _who(r: Reading, row: wording.Asked, main: Thing, rest: list[Thing], side: dict[Thing, str]) -> Understood:
    """Ask for the doers."""
    means, narrow = row.means, r.narrowing
    companies = [t for t in rest if t.kind == "Company"]
    if means == "does" and main.kind in _GOODS and not r.offered(main):
        means = "supplies" if main.kind != "Chip" else "makes"
    command = ["who", means, main.label]
    if (
        means == "buys"
        and companies
        and main.kind not in DOERS
        and re.search(r"\bwhom\b|(?:从|向|找|跟).{0,2}(?:谁|哪)", r.blank)
    ):
        return Understood("who-supplies", ["who", "supplies", main.label, "--to", companies[0].label])
    served = [t for t in companies if side.get(t) in ("for", "done")] or (companies if _WHO.search(r.blank) else [])
    if means in ("supplies", "makes", "packages") and served and not r.belongs(main, served[0]):
        command = ["who", "supplies" if means == "makes" else means, main.label]
        command += ["--to", served[-1].label] if command[1] == "supplies" else []
    elif means == "buys" and companies:
        narrow.about = tuple(t.id for t in companies[:1])
    elif doing := [t.id for t in companies if side.get(t) == "doer" and not r.belongs(main, t)]:
        narrow.only = tuple(doing)
    if means in ("designs", "fabricates"):
        narrow.relations = row.relations
    _narrow_kinds(r, means)
    return Understood("who-supplies" if means in ("supplies", "buys") else "who-does", command)


def _of_any(r: Reading, row: wording.Asked, at: re.Match[str], things: list[Thing]) -> Understood:
    """Ask of a verb that joins things of any class: what the thing uses, or what uses it."""
    spots = [s for s in r.named if s.thing in things and s.thing.id not in GENERIC] or [
        s for s in r.named if s.thing in things
    ]
    side = {s.thing: _stands(r, row, at, s) for s in spots}
    doing = [t for t in side if side[t] == "doer"]
    done = [t for t in side if side[t] != "doer"]
    made_of = [t for t in doing if t.kind not in ("Company", "Organization")] or doing
    asks_doer = re.match(
        r"\W*(?:who\b|which (?:\w+ ){0,3}(?:compan|firm|maker|customer|chipmaker))", r.blank, re.IGNORECASE
    )
    if made_of and not (asks_doer and done):
        main = made_of[0]
        return _card(r, row, main, [t for t in things if t != main])
    main = done[0] if done else things[0]
    rest = [t for t in things if t != main]
    r.narrowing.below = tuple(t.id for t in rest if t.kind not in DOERS and t.id not in GENERIC)
    narrow_only = [t.id for t in rest if t.kind == "Company"]
    r.narrowing.only = tuple(narrow_only) if asks_doer else ()
    if not asks_doer:
        r.narrowing.below += tuple(narrow_only)
    _narrow_kinds(r, row.means)
    return Understood("who-does", ["who", row.means, main.label])


def _narrow_kinds(r: Reading, verb: str) -> None:
    """Keep what is asked for by its class, where things and their makers answer alike."""
    asked = r.wanted()
    if asked and verb in ("uses", "drives", "restricts", "holds-back"):
        r.narrowing.kinds = asked


def _card(
    r: Reading, row: wording.Asked, main: Thing, rest: list[Thing], relations: tuple[str, ...] = ()
) -> Understood:
    """Ask for what one thing does: its card, narrowed to the relations of the verb."""
    narrow = r.narrowing
    narrow.relations = relations or _relations(row, main)
    if _is_of(r, main):
        narrow.countries = ()  # it says where the company is, not where the answers are
    kinds = [t for t in rest if t.id not in GENERIC and not r.belongs(main, t)]
    generic = re.search(r"\bpackaging\b|\bservices?\b|封装|封测", r.blank, re.IGNORECASE)
    if kinds and not generic:
        narrow.below = tuple(t.id for t in kinds)
    elif row.means == "uses" and re.search(r"\bmemory\b|内存|存储|第几代|哪一?代", r.blank, re.IGNORECASE):
        narrow.below = ("memory",)
    wanted = frozenset[str]() if re.search(r"\bwhose\b|[谁哪几].{0,2}家", r.blank, re.IGNORECASE) else r.wanted()
    if wanted and not relations and row.means in ("uses", "does", "develops"):
        narrow.kinds = wanted
    return Understood("what-is-in" if row.means == "uses" else "who-does", ["what", main.label])


def _is_of(r: Reading, main: Thing) -> bool:
    """Tell whether a country is said of a thing (`the Taiwanese stock 6239`), not of the answer."""
    start = next((s.start for s in r.named if s.thing == main), -1)
    if not r.countries or start < (end := r.country_ends[r.countries[0]]):
        return False
    return start - end < 2 or (not r.chinese and start - end < _NEAR and r.linked(main, r.countries[0]))


def _relations(row: wording.Asked, main: Thing) -> tuple[str, ...]:
    """Write the relations of a verb as the card of its doer has them: away from it, or to it where the verb runs back."""
    if row.means == "makes":
        return ("<designedBy", "<fabricatedBy", ">supplies")
    if row.means == "does" and main.kind in DOERS:
        return (">offers", ">performs")
    if row.means == "buys":
        return ("<suppliesTo", ">uses")
    if row.means == "supplies":
        return (">supplies", ">suppliesTo")
    return row.relations


def _whole_card(r: Reading, things: list[Thing]) -> Understood:
    """Ask for all of a thing, or for what is joined to it of the class that is asked for, whatever the verb.

    Raises NothingFoundError where words that may matter are not understood.
    """
    main = next((t for t in things if t.kind != "Company"), things[0])
    words = [w for w in r.ignored if len(w) > 2]
    asks = r.has(r"\b(?:which|who|whose|how|why)\b|谁|哪|怎么|为什么|如何")
    wanted = r.wanted()
    if len(things) > 1 and r.has(r"\bhow\b|怎么|如何|怎样"):
        return Understood("path", ["path", things[0].label, things[-1].label], gives="path")
    if wanted and asks:
        r.narrowing.kinds = wanted
        r.narrowing.relations = ("*",)
        r.narrowing.below = tuple(t.id for t in things if t != main and t.kind not in DOERS)
        return Understood("what-is-in", ["what", main.label])
    if words and (asks or {"path", "compare"} & r.found.keys()):
        raise NothingFoundError(
            f"not understood: {', '.join(words)}. Ask otherwise, or see: interposer what {shlex.quote(main.label)}"
        )
    if r.roles or r.countries or r.has(r"^\s*who\b|谁|哪家|哪些公司|哪些厂"):
        return Understood("who-does", ["who", "does", main.label])
    return Understood("what-is", ["what", main.label])


def _list(r: Reading) -> Understood:
    """Ask for the things of a class; raises NothingFoundError where no class is named."""
    kinds = [c for c in r.classes if c != "Company"]
    running = re.search(r"up and running|投产|运营|运转|在建|开工", r.blank)
    if "Facility" in r.asked_classes or ("where" in r.found and "Facility" in kinds) or (r.roles and running):
        kinds = ["Facility"]
    elif r.roles or "Company" in r.classes:
        kinds = ["Company"]
    if not kinds and r.countries and not r.ignored:
        r.narrowing.countries = ()
        return Understood("what-is", ["what", r.label(r.countries[0])])
    if not kinds:
        raise NothingFoundError("not understood: no thing of the graph is named. Try: interposer search TERM")
    return Understood("list", ["list", re.sub(r"(?<!^)(?=[A-Z])", "-", kinds[0]).lower()])


def where(r: Reading) -> Understood:
    """Ask at which sites something is done, where a site is, or which sites a company has.

    Raises NothingFoundError where nothing is named that has a place.
    """
    things, narrow = r.things(owners=True), r.narrowing
    company = next((t for t in things if t.kind == "Company"), None)
    goods = [t for t in things if t.kind not in ("Company", "Facility", "Organization")]
    goods = [t for t in goods if t.id not in GENERIC] or (goods if company is None else [])
    narrow.countries = tuple(r.countries)
    site = next((t for t in things if t.kind == "Facility"), None)
    if site:
        done = r.has(
            r"what (?:exactly )?(?:does|do|is)|which (?:steps?|technolog)|[做干]什么|做哪|哪(?:道|些|种)(?:工序|工艺|技术)"
        )
        narrow.relations, narrow.countries = ((">performs",) if done else (">locatedIn",)), ()
        return Understood("where", ["what", site.label])
    lands = re.search(r"\bcountr(?:y|ies)\b|哪(?:些|几)?个?国家?", r.blank, re.IGNORECASE)
    sites = goods or "Facility" in r.classes or any(row.means in ("runs", "makes", "performs") for row, _ in r.verbs)
    narrow.lands = bool(lands and sites)
    if goods:
        narrow.sites = True
        narrow.only = (company.id,) if company else ()
        return Understood("where", ["who", "performs", goods[0].label])
    if company is None:
        if r.countries and not things:
            return _list(r)
        raise NothingFoundError("not understood: where what is done? Name a company, a plant or a technology")
    based = r.has(r"headquarter\w*|\bbased\b|总部") or (lands and not sites)
    narrow.relations = (">headquarteredIn",) if based else (">operates",)
    return Understood("where", ["what", company.label])
