"""Names: every spelling finds its thing, an unknown one is never guessed, a shared one is never chosen."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import NameUnknownError
from interposer.lookup.names import Thing, label_of, load_things, resolve
from interposer.store.terms import ID, Iri

HOSTILE = (
    '" } INSERT DATA { id:a id:b id:c } #', '"@en . ?s ?p ?o', "\\", '\\"', "{", "}", "'''", '"""', "\n}\nDROP ALL\n",
    "?thing", "<http://example.org/>", "id:", "\x00", "\u202etsmc", "$(reboot)", "%s", "…" * 400,
)  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "TSMC", "tsmc", "Tsmc", " TSMC ", "t-s-m-c", "ＴＳＭＣ", "Taiwan Semiconductor", "taiwan-semiconductor", "台积电", "台積電",
        "2330", "XTAI:2330", "id:tsmc", "https://w3id.org/interposer/id/tsmc",
    ],
)  # fmt: skip
def test_every_spelling_finds_its_thing(rich_store, name):
    assert resolve(rich_store, name) == Thing("TSMC", "tsmc", "Company")


@pytest.mark.parametrize("name", ["2.5D", "2.5 d", "2.5D封装", "2.5d packaging", "２．５Ｄ"])
def test_notations_and_other_languages_find_their_thing(rich_store, name):
    assert resolve(rich_store, name).id == "2-5d-packaging"


@pytest.mark.parametrize(("name", "found"), [("CuBe", True), ("cube", False), ("CUBE", False)])
def test_the_case_of_an_exact_name_matters(rich_store, name, found):
    if found:
        assert resolve(rich_store, name).id == "i-cube"
    else:
        with pytest.raises(NameUnknownError):
            resolve(rich_store, name)


def test_an_unknown_name_suggests_at_most_three_and_resolves_to_none(rich_store):
    with pytest.raises(NameUnknownError, match=r"no thing is named 'CoWoS-X'\. Nearest: CoWoS") as caught:
        resolve(rich_store, "CoWoS-X")
    assert 0 < len(caught.value.candidates) <= 3
    assert ("cowos", "CoWoS", "Offering") in caught.value.candidates


def test_a_name_like_no_other_suggests_nothing(rich_store):
    with pytest.raises(NameUnknownError) as caught:
        resolve(rich_store, "zzzzqqqq")
    assert str(caught.value) == "no thing is named 'zzzzqqqq'."
    assert caught.value.candidates == ()


def test_a_shared_name_lists_everything_that_has_it_with_ids(rich_store):
    with pytest.raises(NameUnknownError, match="names 2 things") as caught:
        resolve(rich_store, "foundry one")
    assert caught.value.candidates == (("samsung", "Samsung", "Company"), ("tsmc", "TSMC", "Company"))
    for slug, _, _ in caught.value.candidates:
        assert f"id {slug}" in str(caught.value)
        assert resolve(rich_store, slug).id == slug


def test_one_letter_apart_is_another_thing(rich_store):
    assert resolve(rich_store, "CoWoS").id == "cowos"
    assert resolve(rich_store, "CoWoS-L").id == "cowos-l"


@pytest.mark.parametrize("name", ["", " ", *HOSTILE])
def test_a_hostile_name_is_just_unknown(rich_store, name):
    before = len(rich_store.engine)
    with pytest.raises(NameUnknownError):
        resolve(rich_store, name)
    assert len(rich_store.engine) == before


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_resolves_or_is_unknown(rich_store, text):
    with suppress(NameUnknownError):
        assert resolve(rich_store, text).id


def test_things_load_by_id_and_unknown_ids_are_left_out(rich_store):
    assert load_things(rich_store, {"tsmc", "nobody"}) == {"tsmc": Thing("TSMC", "tsmc", "Company")}
    assert load_things(rich_store, set()) == {}


def test_a_term_is_labelled_by_its_last_part():
    assert label_of(Iri(ID + "tsmc")) == "tsmc"
    assert label_of("text") == "text"
    assert label_of(5) == "5"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("台積電", "tsmc"), ("台积电", "tsmc"), ("2330", "tsmc"), ("TSMC", "tsmc"), ("2.5D", "2-5d-packaging"), ("InFO", "tsmc-info"),
        ("HBM3", "hbm3"), ("HBM3E", "hbm3e"), ("cowos l", "cowos-l"), ("CoWoS-S", "cowos-s"), ("混合键合", "hybrid-bonding"),
        ("混合鍵合", "hybrid-bonding"), ("长电科技", "jcet"), ("三星电子", "samsung-electronics"),
    ],
)  # fmt: skip
def test_the_shipped_names(shipped_store, name, found):
    assert resolve(shipped_store, name).id == found


@pytest.mark.parametrize("name", ["info", "Info", "INFO"])
def test_the_word_info_is_not_the_platform(shipped_store, name):
    with pytest.raises(NameUnknownError):
        resolve(shipped_store, name)
