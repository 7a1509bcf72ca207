"""Regular expressions that are made when they are first asked.

Making one takes longer than searching a question with it, and a question needs few of those that questions can need.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Pattern"]


class Pattern:
    """Stands for a regular expression; asked like one."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """Keep the pattern as text."""
        self.pattern, self.flags = pattern, flags

    @cached_property
    def made(self) -> re.Pattern[str]:
        """Make the expression."""
        return re.compile(self.pattern, self.flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Find its first place in a text."""
        return self.made.search(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Find it at a place of a text."""
        return self.made.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Tell whether it is the whole text."""
        return self.made.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find all its places in a text."""
        return self.made.finditer(text)

    def findall(self, text: str) -> list[str]:
        """List what it finds in a text."""
        return self.made.findall(text)
