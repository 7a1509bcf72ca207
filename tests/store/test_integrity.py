"""What the checks let pass: the other side of every planted defect."""

from __future__ import annotations

import pytest

from interposer.knowledge.files import load_knowledge
from interposer.knowledge.model import Claim
from interposer.store.claim_checks import claim_kind
from interposer.store.compile import read_checked
from interposer.store.integrity import find_problems
from interposer.store.vocabulary import read_vocabulary


@pytest.fixture
def check(make_ontology):
    """Give a function that makes a tiny world and lists the rules it breaks."""

    def broken(*claims, **tables):
        tables = {"names": (), "listings": (), **tables}
        return [problem.rule for problem in read_checked([make_ontology(claims, **tables)])[2]]

    return broken


def link(subject, predicate, target, **cells):
    return {"source": "news-one", "subject": subject, "predicate": predicate, "object": target, **cells}


@pytest.mark.parametrize(
    ("predicate", "kind"),
    [
        ("offers", "relation"),
        ("market-size", "quantity"),
        ("opened", "milestone"),
        ("Milestone", ""),
        ("offer", ""),
        ("", ""),
    ],
)
def test_the_predicate_makes_the_kind_of_a_claim(tiny, predicate, kind):
    assert claim_kind(Claim("tsmc", predicate), read_vocabulary(tiny), {"market-size": "money"}) == kind


def test_a_name_may_belong_to_two_things_that_both_share_it(check):
    names = [
        {"thing": thing, "name": "N3", "lang": "en", "kind": "short", "shared": shared}
        for thing, shared in (("tsmc", "yes"), ("intel", "yes"))
    ]
    assert check(names=names) == []
    assert check(names=[names[0], {**names[1], "shared": ""}]) == ["name-collision"]


def test_a_name_of_exact_case_does_not_collide_with_its_folded_form(check):
    exact = {"thing": "emib", "name": "InFO", "lang": "en", "kind": "short", "match": "exact"}
    folded = {"thing": "cowos", "name": "in fo", "lang": "en", "kind": "name"}
    assert check(names=[exact, folded]) == []
    assert check(names=[{**exact, "match": ""}, folded]) == ["name-collision"]


def test_a_thing_may_repeat_its_own_name(check):
    assert check(names=[{"thing": "tsmc", "name": "tsmc", "lang": lang, "kind": "name"} for lang in ("en", "ja")]) == []


@pytest.mark.parametrize(
    "cells", [{"retracted": "2026-02-01"}, {"quarantine": "misread"}, {"status": "planned"}, {"polarity": "denies"}]
)
def test_a_circle_is_broken_by_a_link_that_does_not_hold(check, cells):
    circle = link("cowos", "succeeds", "emib"), link("emib", "succeeds", "cowos")
    assert check(*circle) == ["cycle"]
    assert check(circle[0], {**circle[1], **cells}) == []


def test_a_circle_is_told_with_its_things_and_one_of_its_rows(make_ontology):
    folder = make_ontology(
        [
            link("cowos", "variantOf", "cowos-l"),
            link("cowos-l", "variantOf", "cowos"),
            link("emib", "variantOf", "cowos"),
        ]
    )
    (problem,) = read_checked([folder])[2]
    assert (problem.file, problem.row in (2, 3)) == ("claims/news-one.csv", True)
    assert "cowos → " in problem.what
    assert "emib" not in problem.what


def test_relations_that_may_run_in_circles_do(check):
    assert check(link("tsmc", "suppliesTo", "intel"), link("intel", "suppliesTo", "tsmc")) == []


@pytest.mark.parametrize("predicate", ["subtypeOf", "implements", "variantOf"])
def test_only_what_every_engineer_knows_may_be_editorial(check, predicate):
    target = {
        "subtypeOf": ("2-5d-packaging", "advanced-packaging"),
        "implements": ("cowos", "2-5d-packaging"),
        "variantOf": ("cowos-l", "cowos"),
    }[predicate]
    assert check({**link(target[0], predicate, target[1]), "source": "interposer-editorial"}) == []


@pytest.mark.parametrize(
    ("period", "rules"),
    [
        ("2025", []),
        ("2025-06", []),
        ("2024", []),
        ("", []),
        ("2026", ["reported-after-page"]),
        ("2026-01", ["reported-after-page"]),
    ],
)
def test_a_page_of_a_year_may_report_any_day_of_it(check, period, rules):
    page = {
        "id": "page",
        "title": "T",
        "publisher": "P",
        "kind": "news",
        "family": "f",
        "url": "https://example.org/",
        "published": "2025",
    }
    assert check({**link("tsmc", "offers", "cowos"), "source": "page", "period": period}, sources=[page]) == rules
    assert (
        check(
            {**link("tsmc", "offers", "cowos"), "source": "page", "period": period, "status": "planned"}, sources=[page]
        )
        == []
    )


@pytest.mark.parametrize("ticker", ["2330", "TSM", "BRK.B", "BF-B"])
def test_tickers_of_every_usual_form_pass(check, ticker):
    assert check(listings=[{"company": "tsmc", "mic": "XTAI", "ticker": ticker, "source": "news-one"}]) == []


@pytest.mark.parametrize("url", ["http://www.3dic.org/InFO", "https://example.org/?p=4187", "https://例え.jp/頁"])
def test_web_addresses_pass(check, url):
    page = {"id": "page", "title": "T", "publisher": "P", "kind": "news", "family": "f", "url": url}
    assert check(sources=[page]) == []


def test_problems_come_in_the_order_of_files_and_rows(make_ontology):
    claims = [
        link("tsmc", "offers", f"nothing-{n}", source=source) for source in ("news-two", "news-one") for n in (2, 1)
    ]
    problems = read_checked([make_ontology(claims)])[2]
    assert [(p.file, p.row) for p in problems] == [
        (f"claims/{s}.csv", row) for s in ("news-one", "news-two") for row in (2, 3)
    ]


def test_checking_does_not_depend_on_the_order_of_the_records(tiny):
    vocabulary, knowledge = read_vocabulary(tiny), load_knowledge(tiny, [])
    assert find_problems(knowledge, vocabulary) == []
    assert (
        find_problems(
            type(knowledge)(*(tuple(reversed(getattr(knowledge, f))) for f in knowledge.__slots__)), vocabulary
        )
        == []
    )
