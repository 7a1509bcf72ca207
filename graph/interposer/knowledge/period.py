"""Periods as sources print them: `2026`, `2026-06`, `2026-Q2`, `2026-H2`, `2024/2029`, `2026-12-31`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

__all__ = ["Period", "parse_period", "parse_stated"]

_POINT = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})(?:-(?P<day>\d{2}))?|Q(?P<quarter>\d)|H(?P<half>\d)))?",
    re.ASCII,
)
_END_OF = re.compile(r"end (\d{4})", re.ASCII)


class Period(NamedTuple):
    """A span of days with the label it was given; `ranged` if the label states both ends itself."""

    start: date
    end: date
    label: str
    ranged: bool = False

    def overlaps(self, other: Period) -> bool:
        """Tell whether the two periods share at least one day."""
        return self.start <= other.end and other.start <= self.end


def parse_period(text: str) -> Period | None:
    """Parse a period label; empty text is an unknown period and gives None.

    `end 2026` is the day 2026-12-31. A slash joins two periods into a range with both ends.
    Raises ValueError with the accepted forms when the text is none of them.
    """
    text = text.strip()
    if not text:
        return None
    ends = _END_OF.fullmatch(text)
    if ends:
        text = f"{ends[1]}-12-31"
    first, slash, last = text.partition("/")
    start, first_end = _span(first)
    if not slash:
        return Period(start, first_end, text)
    end = _span(last)[1]
    if end < start:
        raise ValueError(f"period {text!r} ends before it starts")
    return Period(start, end, text, ranged=True)


def parse_stated(text: str) -> Period | None:
    """Parse the day a source spoke: a day, a month or a year, at the precision that was printed."""
    period = parse_period(text)
    if period is not None and (period.ranged or not re.fullmatch(r"[\d-]+", period.label)):
        raise ValueError(f"date {text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    return period


def _span(text: str) -> tuple[date, date]:
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(
            f"period {text!r} is not YYYY, YYYY-MM, YYYY-MM-DD, YYYY-Qn, YYYY-Hn, 'end YYYY' or two of them with '/'"
        )
    year = int(match["year"])
    if match["quarter"]:
        return _months(text, year, int(match["quarter"]), 3)
    if match["half"]:
        return _months(text, year, int(match["half"]), 6)
    try:
        if match["day"]:
            day = date(year, int(match["month"]), int(match["day"]))
            return day, day
        if match["month"]:
            month = int(match["month"])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError as error:
        raise ValueError(f"period {text!r} is no date in the calendar") from error


def _months(text: str, year: int, index: int, length: int) -> tuple[date, date]:
    if not 1 <= index <= 12 // length or year == 0:
        raise ValueError(f"period {text!r} is no date in the calendar")
    last = index * length
    return date(year, last - length + 1, 1), date(year, last, monthrange(year, last)[1])
