"""Citations: any claim by its id or the start of it, in three styles, with nothing that TeX would obey."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interposer.errors import NameUnknownError, NothingFoundError, UsageError
from interposer.knowledge.model import Claim
from interposer.lookup.citation import _bibtex, _csl, _tex, cite
from interposer.lookup.claims import Source, fetch_claims
from interposer.store.compile import compile_ontology
from interposer.store.store import EmbeddedStore

from .test_filters import claim

OFFERS = Claim("tsmc", "offers", "cowos", source="news-one").id


def source(**said):
    usual = {
        "id": "page",
        "title": "A page",
        "publisher": "Wire",
        "url": "https://example.org/a",
        "published": "2026-03-05",
    }
    return Source(**{**usual, "kind": "news", "family": "wire", **said})


def of(store, pattern):
    (found,) = fetch_claims(store, f"?claim {pattern}")
    return found.id


# Ids ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        OFFERS,
        OFFERS[:6],
        OFFERS.upper(),
        f" {OFFERS} ",
        f"claim:{OFFERS}",
        f"https://w3id.org/interposer/claim/{OFFERS}",
    ],
)
def test_a_claim_is_found_by_its_id_its_iri_or_the_start_of_it(rich_store, written):
    (row,) = cite(rich_store, [written]).results
    assert row["claim"]["id"] == OFFERS
    assert row["claim"]["source"]["title"] == "Page news-one"


def test_claims_come_as_they_were_asked_for_each_once(rich_store):
    ids = [c.id for c in fetch_claims(rich_store, "?claim rdf:subject id:tsmc")]
    asked = [*reversed(ids), ids[0]]
    assert [r["claim"]["id"] for r in cite(rich_store, asked).results] == list(reversed(ids))


@pytest.mark.parametrize(
    "text", ["", "abc", "xyz1", OFFERS + "0", "../../etc", '" } DROP ALL #', "012\n3", "tsmc", "٠١٢٣٤", "-" * 500]
)
def test_what_cannot_be_an_id_is_a_usage_error(rich_store, text):
    with pytest.raises(UsageError, match="at least 4 of its 16 characters"):
        cite(rich_store, [text])


def test_an_id_that_no_claim_has_finds_nothing(rich_store):
    with pytest.raises(NothingFoundError, match="no claim has the id '0000000000000000'"):
        cite(rich_store, ["0000000000000000"])


def test_a_start_that_several_ids_share_lists_them(shipped_store):
    starts = {}
    for (node,) in shipped_store.select("SELECT ?claim { ?claim ip:recordedOn ?day }"):
        starts.setdefault(node.slug[:4], []).append(node.slug)
    start, several = next((s, ids) for s, ids in sorted(starts.items()) if len(ids) > 1)
    with pytest.raises(NameUnknownError) as caught:
        cite(shipped_store, [start])
    assert all(slug in str(caught.value) for slug in several[:5])
    assert len(cite(shipped_store, [several[0]]).results) == 1


# What is said ------------------------------------------------------------------------------------


def test_the_text_says_what_by_whom_where_and_which_claim(rich_store):
    (row,) = cite(rich_store, [OFFERS]).results
    assert row["state"] == "live"
    assert row["text"] == (
        "TSMC offers CoWoS, reported. news-one, “Page news-one”, p. 1. https://example.org/news-one. "
        f"Interposer claim {OFFERS}, data {rich_store.data_version}."
    )


@pytest.mark.parametrize(
    ("pattern", "state"),
    [
        ("rdf:subject id:jcet ; rdf:predicate ip:offers ; rdf:object id:emib", "retracted 2026-03-01"),
        ("rdf:subject id:jcet ; rdf:predicate ip:offers ; rdf:object id:cowos", "quarantined: a misprint"),
        ('ip:note "first word"', "superseded"),
        ('ip:note "last word"', "live"),
    ],
)
def test_a_claim_that_is_not_held_says_so_in_every_style(rich_store, pattern, state):
    (row,) = cite(rich_store, [of(rich_store, pattern)]).results
    assert row["state"] == state
    for style in (row["text"], row["bibtex"], row["csl"]["note"]):
        assert (f"[{state}]" in style) is (state != "live")


def test_who_is_quoted_and_what_is_not_reported_is_said(rich_store):
    (quoted,) = cite(rich_store, [of(rich_store, "ip:attributedTo ?who")]).results
    assert "JCET develops hybrid bonding (its chairman, quoted), reported. " in quoted["text"]
    (forecast,) = cite(rich_store, [of(rich_store, "rdf:subject id:tsmc ; ip:status ip:forecast")]).results
    assert forecast["text"].startswith(
        "TSMC wafer capacity (CoWoS; all sites) in 2027: 100000 wafers/month, forecast. "
    )


# BibTeX ------------------------------------------------------------------------------------------


def fields(entry):
    return dict(re.findall(r"^  (\w+) = \{(.*)\},?$", entry, re.MULTILINE))


def test_an_entry_has_what_the_source_prints():
    entry = _bibtex(claim(id="0" * 16, source="page", locator="p. 3"), source(author="A. Writer"), "TSMC offers CoWoS")
    assert entry.startswith(f"@misc{{page-{'0' * 16},\n")
    assert fields(entry) == {
        "title": "{A page}", "author": "{A. Writer}", "organization": "Wire", "year": "2026", "month": "3",
        "url": "https://example.org/a", "note": f"p. 3: TSMC offers CoWoS, reported. Interposer claim {'0' * 16}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("published", "dated"),
    [
        ("", {}),
        ("2026", {"year": "2026"}),
        ("2026-11", {"year": "2026", "month": "11"}),
        ("2026}, x={", {}),
        ("soon", {}),
    ],
)
def test_an_entry_is_dated_as_far_as_the_source_is(published, dated):
    said = fields(_bibtex(claim(source="page"), source(published=published), "x"))
    assert {key: said[key] for key in ("year", "month") if key in said} == dated


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("R&D", r"R\&D"), ("50 %", r"50 \%"), ("{x}", r"\{x\}"), ("a_b#1$", r"a\_b\#1\$"), ("C:\\x", r"C:\textbackslash{}x"),
        ("~^", r"\textasciitilde{}\textasciicircum{}"), ("台積電", "台積電"), ("two\nlines", "two lines"), ("", ""),
    ],
)  # fmt: skip
def test_what_tex_would_obey_is_escaped(text, escaped):
    assert _tex(text) == escaped
    entry = _bibtex(claim(source="page", locator=text or "p. 1"), source(title=text or "x", author=text), text)
    assert f"title = {{{{{escaped or 'x'}}}}}" in entry


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_the_braces_of_an_entry_always_balance(title, author, locator):
    made = source(title=title, author=author, publisher=author, url=f"https://example.org/{title}", published=locator)
    entry = _bibtex(claim(id="0" * 16, source=f"p{author}", locator=locator), made, title)
    bare = re.sub(r"\\[{}]", "", entry)
    depths = [bare[: i + 1].count("{") - bare[: i + 1].count("}") for i in range(len(bare))]
    assert min(depths) >= 0
    assert depths[-1] == 0
    assert 0 not in depths[bare.index("{") : -1]
    assert len(entry.split("\n")) == 2 + len(fields(entry))


def test_braces_of_an_address_are_written_as_codes():
    assert (
        fields(_bibtex(claim(source="p"), source(url="https://x.org/{a}%20b"), "x"))["url"]
        == "https://x.org/%7Ba%7D%20b"
    )


# CSL ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "issued"),
    [("2026-03-05", [[2026, 3, 5]]), ("2026-03", [[2026, 3]]), ("2026", [[2026]]), ("", None), ("2026-Q1", None)],
)
def test_the_date_of_an_item_has_the_parts_that_are_printed(published, issued):
    item = _csl(claim(source="page"), source(published=published), "x")
    assert item.get("issued") == ({"date-parts": issued} if issued else None)


@pytest.mark.parametrize(
    ("kind", "made"),
    [("news", "article-newspaper"), ("filing", "report"), ("company-page", "webpage"), ("new", "webpage")],
)
def test_an_item_has_the_type_of_its_source(kind, made):
    assert _csl(claim(source="page"), source(kind=kind), "x")["type"] == made


def test_what_a_source_does_not_print_is_left_out_of_an_item():
    item = _csl(claim(source="page"), source(publisher="", url="", published=""), "x")
    assert set(item) == {"id", "type", "title", "note"}
    assert _csl(claim(source="page"), source(author="A. Writer"), "x")["author"] == [{"literal": "A. Writer"}]


def test_a_source_that_prints_its_date_is_cited_with_it(make_ontology):
    page = {
        "id": "dated", "title": "R&D {at} 50 %", "publisher": "Wire & Co", "author": "A. Writer", "url": "https://example.org/a_b",
        "published": "2026-03", "kind": "report", "family": "dated", "language": "en",
    }  # fmt: skip
    said = {"source": "dated", "subject": "tsmc", "predicate": "offers", "object": "cowos"}
    store = EmbeddedStore(compile_ontology([make_ontology([said], names=(), listings=(), sources=[page])]).store, None)
    (row,) = cite(store, [of(store, "rdf:subject id:tsmc")]).results
    assert r"title = {{R\&D \{at\} 50 \%}}" in row["bibtex"]
    assert "organization = {Wire \\& Co}" in row["bibtex"]
    assert row["csl"]["issued"] == {"date-parts": [[2026, 3]]}
    assert row["csl"]["type"] == "report"
    assert "Wire & Co, “R&D {at} 50 %”, 2026-03, p. 1." in row["text"]


def test_every_claim_of_the_shipped_data_can_be_cited(shipped_store):
    ids = sorted(node.slug for (node,) in shipped_store.select("SELECT ?claim { ?claim ip:recordedOn ?day }"))[::400]
    rows = cite(shipped_store, ids).results
    assert len(rows) == len(ids) > 10
    for row in rows:
        assert row["claim"]["id"] in row["text"]
        assert row["text"].endswith(f"data {shipped_store.data_version}.")
        for part in (row["csl"].get("issued") or {"date-parts": [[2026]]})["date-parts"]:
            assert date(*[*part, 1, 1][:3])
