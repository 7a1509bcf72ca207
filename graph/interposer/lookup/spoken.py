"""Times as people say them: `by end 2025`, `in the second half of 2026`, `2025年底`, `since 2024`."""

from __future__ import annotations

import re
from typing import NamedTuple

from interposer.errors import UsageError
from interposer.knowledge.period import Period, parse_period
from interposer.lookup.pattern import Pattern

__all__ = ["Spoken", "spoken_period"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    **{sign: str(number) for number, sign in enumerate("一二三四五六七八九", 1)},
}
_YEAR = r"(?P<year>20\d\d)"
_FORMS = (
    r"\b(?P<quarter>[1-4])q ?'?(?P<short>\d\d)\b",
    r"\bq(?P<quarter>[1-4]) ?'?(?P<short>\d\d)\b(?!\d)",
    r"\b(?P<half>[12])h ?'?(?P<short>\d\d)\b(?!\d)",
    rf"\b(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)\.? {_YEAR}\b",
    rf"(?P<end>(?:(?:end|close) of |end[- ]|year-end |late )){_YEAR}",
    rf"{_YEAR}(?P<end> ?年?(?:底|末|年末)| year[- ]end)",
    rf"\b(?P<half>first|second|h[12]|[12]h)(?: half)?(?: of)? ?{_YEAR}",
    rf"{_YEAR}[- ]?(?P<half>h[12])",
    rf"{_YEAR} ?年(?P<half>[上下])半",
    rf"\bq(?P<quarter>\d)[ -]?(?:of )?{_YEAR}",
    rf"{_YEAR}[ -]?q(?P<quarter>\d)",
    rf"{_YEAR} ?年?第?(?P<quarter>[一二三四五六七八九\d])季",
    rf"(?P<quarter>first|second|third|fourth) quarter (?:of )?{_YEAR}",
    rf"{_YEAR} ?年 ?(?P<month>1[0-2]|0?[1-9]) ?月",
    rf"\b{_YEAR}-(?P<month>\d\d)(?:-(?P<day>\d\d))?\b",
    rf"(?<![\d.A-Za-z]){_YEAR}(?!\d|\.\d)",
)
_BEFORE = Pattern(r"\b(?:before|by|until|prior to)\s+(?:the )?$", re.IGNORECASE)
_SINCE = Pattern(r"\b(?:since|after|from)\s+(?:the )?$", re.IGNORECASE)
_BEFORE_ZH, _SINCE_ZH = Pattern(r"[年月日]?(?:之前|以前|前)"), Pattern(r"[年月日]?(?:以来|之后|以后|后|起)")


class Spoken(NamedTuple):
    """A time in a text: where it stands, what it is, and whether what comes before it or after it is meant."""

    start: int
    end: int
    period: Period
    before: bool
    since: bool


def spoken_period(text: str) -> Spoken | None:
    """Find the time that a text names; raises UsageError for one that is not in the calendar."""
    for form in _FORMS:
        if found := re.search(form, text, re.IGNORECASE):
            before, after = text[: found.start()], text[found.end() :]
            try:
                period = parse_period(_label({k: v for k, v in found.groupdict().items() if v}))
            except ValueError as error:
                raise UsageError(str(error)) from None
            assert period is not None  # there is a year in it
            return Spoken(
                *found.span(), period,
                bool(_BEFORE.search(before) or _BEFORE_ZH.match(after)), bool(_SINCE.search(before) or _SINCE_ZH.match(after)),
            )  # fmt: skip
    return None


def _label(parts: dict[str, str]) -> str:
    year = parts.get("year") or f"20{parts['short']}"
    if "end" in parts:
        return f"end {year}"
    if half := parts.get("half", "").lower():
        return f"{year}-H{2 if half in ('second', 'h2', '2h', '2', '下') else 1}"
    if quarter := parts.get("quarter", "").lower():
        return f"{year}-Q{_NUMBERS.get(quarter, quarter)}"
    if month := parts.get("month", "").lower():
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
        return "-".join(filter(None, (year, f"{number:02}", parts.get("day"))))
    return year
