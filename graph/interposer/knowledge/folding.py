"""Folding of names: the one place that says which differences of spelling do not matter."""

from __future__ import annotations

import unicodedata

__all__ = ["fold"]

_NOT_FOLDED = str.maketrans("", "", " \t-_‐‑–—·・'’\"“”®™")


def fold(text: str) -> str:
    """Fold a name for lookup: width, case, spaces and hyphens do not matter (`CoWoS-L` = `cowos l`)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded.translate(_NOT_FOLDED) or folded
