"""Expressions that are made when they are first asked."""

from __future__ import annotations

import re

import pytest

from interposer.lookup.pattern import Pattern


@pytest.mark.parametrize("text", ["", "ab", "xaby", "AB", "abab"])
def test_a_pattern_answers_as_its_expression_does(text):
    lazy, made = Pattern("a(b)", re.IGNORECASE), re.compile("a(b)", re.IGNORECASE)
    for ask in ("search", "match", "fullmatch"):
        found, wanted = getattr(lazy, ask)(text), getattr(made, ask)(text)
        assert (found and found.span()) == (wanted and wanted.span())
    assert [m.span() for m in lazy.finditer(text)] == [m.span() for m in made.finditer(text)]
    assert lazy.findall(text) == made.findall(text)
    assert bool(lazy.match(text, 1)) == bool(made.match(text, 1))


def test_nothing_is_made_before_it_is_asked():
    broken = Pattern("(")
    with pytest.raises(re.error):
        broken.search("x")
