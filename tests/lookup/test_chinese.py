"""Both Chinese scripts as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.lookup.chinese import _SIMPLIFIED, _TRADITIONAL, simplified, traditional


def test_every_character_stands_over_its_own():
    assert len(_TRADITIONAL) == len(_SIMPLIFIED)
    assert len(set(_TRADITIONAL)) == len(_TRADITIONAL), "a traditional character has one simplified form"
    assert not any(a == b for a, b in zip(_TRADITIONAL, _SIMPLIFIED, strict=True))


@pytest.mark.parametrize(
    ("text", "plain"),
    [("台積電", "台积电"), ("這是誰講的", "这是谁讲的"), ("CoWoS", "CoWoS"), ("封裝廠", "封装厂")],
)
def test_a_text_is_simplified(text, plain):
    assert simplified(text) == plain


@pytest.mark.parametrize("name", ["台積電", "力成科技", "聯發科", "欣興電子", "裡面", "群創光電"])
def test_a_traditional_name_is_among_the_ways_to_write_its_simplified_form(name):
    assert name in traditional(simplified(name))


@given(st.text(alphabet=sorted(set(_SIMPLIFIED)) + list("的是在"), max_size=8))
def test_every_way_to_write_a_text_is_simplified_to_it(text):
    plain = simplified(text)
    assert all(simplified(way) == plain for way in traditional(text))


@given(st.text(max_size=30))
def test_simplifying_twice_changes_nothing_and_keeps_the_length(text):
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)
