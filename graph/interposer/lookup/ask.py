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

A question is read in four steps, none of which guesses: the names in it (`spotting`, and `partial` for names that
are only half said), the words that say what is asked (`wording`), what narrows the answer (statuses, times, countries,
roles, what is left out), and the command that answers it (`relating`, `measuring`, `arguing`, `reaching`). Words that
stay over are told; a name that stays over ends the question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from interposer.lookup import arguing, measuring, reaching, relating
from interposer.lookup.partial import settle
from interposer.lookup.reading import LONGEST, Reading
from interposer.lookup.understood import Narrowing, Understood
from interposer.store.terms import NS, values_block

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from interposer.store.interface import Store

__all__ = ["LONGEST", "Narrowing", "Understood", "understand"]

_MAKERS: Mapping[str, Callable[[Reading], Understood]] = {
    "truth": arguing.truth, "conflicts": arguing.conflicts, "sources": arguing.sources, "when": measuring.when,
    "impact": reaching.impact, "alternatives": reaching.alternatives, "path": reaching.path,
    "compare": measuring.compare, "number": measuring.number, "where": relating.where, "who": relating.relate,
}  # fmt: skip
_FIGURES = ("numbers", "timeline")
_REACHING = ("who", "what", "path", "impact", "alternatives")
_LAST_YEAR = 2040
"""Up to when `since` reaches; no claim looks further."""


def understand(store: Store, question: str) -> Understood:
    """Understand a plain question: which command answers it and what of the answer is asked for.

    Raises UsageError for an empty question or one that is too long, NameUnknownError where a name fits several
    things, NothingFoundError where a name is not in the graph or nothing at all is understood.
    """
    r = Reading(store, question)
    intent = r.intent()
    settle(r, intent)
    made = _MAKERS[intent](r)
    made.narrowing = r.narrowing
    made.notes = r.notes + made.notes
    made.ignored = r.ignored
    made.command += _options(r, made)
    return made


def _options(r: Reading, made: Understood) -> list[str]:
    """Give the statuses and the time as options of the command, where they act."""
    return [*_status(r, made), *_time(r, made.command[0])]


def _status(r: Reading, made: Understood) -> list[str]:
    command = made.command[0]
    statuses = [s for s in r.statuses if s != "later"]
    if not statuses and "later" in r.statuses and command in ("who", "what"):
        statuses = ["planned"]
    if statuses in (["reported", "planned"], ["planned", "reported"]):
        statuses = ["planned"]
    if command == "compare":
        named = statuses and not r.narrowing.largest
        return ["--status", ",".join(dict.fromkeys(["reported", *statuses])) if named else "all"]
    if not statuses:
        return ["--status", "reported"] if command == "timeline" and _past(r, made) else []
    if "rumoured" in statuses:
        statuses = ["rumoured"]
    elif command == "timeline" and {"forecast", "planned"} & set(statuses):
        statuses = ["planned", "forecast"]  # what is expected of a date is planned as often
    elif command == "numbers" and "forecast" in statuses and "planned" not in statuses:
        statuses = ["forecast"]
    if command in _FIGURES:
        return ["--status", ",".join(statuses)]
    return ["--status", ",".join(statuses)] if command in _REACHING and statuses != ["reported"] else []


def _past(r: Reading, made: Understood) -> bool:
    """Tell whether a date lies behind us: the words say so, and some source reports it."""
    said = r.has(r"\b(?:did|was|were|has|have|had)\b|[了过]|的[？?]?$")
    thing = next((t for t in r.compound() + r.things(owners=True) if t.label == made.command[1]), None)
    if not said or not thing or not r.narrowing.milestones:
        return False
    kinds = values_block("m", (NS + m for m in r.narrowing.milestones))
    return r.store.ask(
        f"ASK {{ {kinds} ?c rdf:subject|ip:scope {thing.iri} ; ip:milestone ?m ; ip:status ip:reported ; ip:live true }}"
    )


def _time(r: Reading, command: str) -> list[str]:
    if r.period is None:
        return []
    if command in _REACHING:
        return ["--as-of", r.period.label]
    if command != "numbers":
        return []
    return ["--period", f"{r.period.label}/{_LAST_YEAR}" if r.spoken and r.spoken.since else r.period.label]
