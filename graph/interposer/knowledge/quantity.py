"""Numbers as sources print them, read as intervals: `>90000`, `10-20`, `~40`, `-40`, `over 1,000`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Interval", "parse_value"]

_NUMBER = r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|–|to|\.\.)\s*({_NUMBER})", re.ASCII)
_QUALIFIED = re.compile(rf"(?P<qualifier>[^\d+−-]*?)\s*(?P<number>{_NUMBER})", re.ASCII)
_ABOUT = {"~", "≈", "about", "around", "approximately", "some", "nearly", "almost", "roughly"}
_AT_LEAST = {">", "≥", ">=", "over", "more than", "above", "exceeding", "at least", "from", "upwards of"}
_AT_MOST = {"<", "≤", "<=", "under", "below", "less than", "up to", "at most"}
_TOLERANCE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers a printed value admits; an end that is None is open to infinity."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: Interval) -> bool:
        """Tell whether some number lies in both intervals."""
        below = self.high is not None and other.low is not None and self.high < other.low
        above = self.low is not None and other.high is not None and other.high < self.low
        return not (below or above)

    def scaled(self, factor: Decimal) -> Interval:
        """Convert both ends by a positive `factor`, exactly."""
        return Interval(
            None if self.low is None else self.low * factor, None if self.high is None else self.high * factor
        )


def parse_value(text: str) -> Interval:
    """Read a printed value as an interval.

    A qualifier opens one end ("over", ">", "up to"); "about" is ±5 %; two numbers are both ends; a bare
    figure is ± half of its last printed digit. Raises ValueError when the text is none of these.
    """
    cleaned = text.strip()
    both = _RANGE.fullmatch(cleaned)
    if both:
        low, high = _decimal(both[1]), _decimal(both[2])
        if low > high:
            raise ValueError(f"value {text!r} has its larger end first")
        return Interval(low, high)
    match = _QUALIFIED.fullmatch(cleaned)
    if match is None:
        raise ValueError(f"value {text!r} is not a number, a range 'a-b' or a qualified number such as '>90000'")
    number, qualifier = _decimal(match["number"]), match["qualifier"].strip().lower()
    if qualifier in _AT_LEAST:
        return Interval(number, None)
    if qualifier in _AT_MOST:
        return Interval(None, number)
    if qualifier in _ABOUT:
        slack = abs(number) * _TOLERANCE
    elif not qualifier:
        exponent = number.as_tuple().exponent
        slack = Decimal(5).scaleb(int(exponent) - 1)
    else:
        raise ValueError(f"value {text!r} has an unknown qualifier {qualifier!r}")
    return Interval(number - slack, number + slack)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))
