"""compare: a cell for each thing, empty where no source says, every value with what supports it."""

from __future__ import annotations

import pytest

from interposer.errors import NameUnknownError, UsageError
from interposer.lookup.compare import compare
from interposer.lookup.filters import make_filters


def offer(source, company, what, **more):
    return {"source": source, "subject": company, "predicate": "offers", "object": what, **more}


def number(source, value, **more):
    usual = {"subject": "tsmc", "predicate": "capacity", "unit": "wafer-per-month", "period": "2026"}
    return {**usual, "source": source, "value": value, **more}


def table(answer):
    """Give aspect and scope with what each cell says."""
    return {
        (row["aspect"], row["scope"]): [[value["says"] for value in cell["values"]] for cell in row["cells"]]
        for row in answer.results
    }


def test_each_thing_has_a_cell_and_what_no_source_says_is_empty(compiled):
    store = compiled(offer("news-one", "tsmc", "cowos"), offer("news-two", "tsmc", "cowos"), number("news-one", "5"))
    answer = compare(store, ["CoWoS", "EMIB", "TSMC"])
    assert answer.columns == ["CoWoS", "EMIB", "TSMC"]
    assert table(answer) == {
        ("is offered by", None): [["TSMC"], [], []],
        ("offers", None): [[], [], ["CoWoS"]],
        ("wafer capacity", None): [[], [], ["5 wafers/month (2026)"]],
    }
    (value,) = answer.results[0]["cells"][0]["values"]
    assert (value["families"], value["grade"], value["status"], len(value["claims"])) == (2, "B", "reported", 2)
    assert answer.notes == ["an empty cell means that no source says, which is not a no"]


def test_values_that_disagree_stand_beside_each_other_in_one_cell(compiled):
    store = compiled(
        number("news-one", "300"), number("news-two", "100"), number("news-one", "7", subject="intel", period="2025")
    )
    answer = compare(store, ["TSMC", "Intel"])
    assert table(answer)["wafer capacity", None] == [
        ["100 wafers/month (2026)", "300 wafers/month (2026)"],
        ["7 wafers/month (2025)"],
    ]
    assert [value["disputed"] for value in answer.results[0]["cells"][0]["values"]] == [True, True]
    assert [conflict["kind"] for conflict in answer.conflicts] == ["contradiction"]


def test_a_number_limited_to_a_thing_is_told_with_whose_it_is(compiled):
    answer = compare(compiled(number("news-one", "5", scope="cowos")), ["CoWoS", "EMIB"])
    assert table(answer) == {("wafer capacity", "of TSMC"): [["5 wafers/month (2026)"], []]}


def test_a_denial_is_told_as_one(compiled):
    store = compiled(
        offer("news-one", "intel", "emib", polarity="denies"),
        offer("news-one", "tsmc", "cowos"),
        offer("news-two", "tsmc", "cowos", polarity="denies"),
    )
    assert table(compare(store, ["EMIB", "CoWoS"]))["is offered by", None] == [["not Intel"], ["TSMC"]]
    cells = compare(store, ["EMIB", "CoWoS"]).results[0]["cells"]
    assert [value["disputed"] for cell in cells for value in cell["values"]] == [False, True]


def test_only_differences_on_request(compiled):
    store = compiled(offer("news-one", "tsmc", "cowos"), offer("news-one", "intel", "cowos"), number("news-one", "5"))
    assert len(compare(store, ["TSMC", "Intel"]).results) == 2
    assert table(compare(store, ["TSMC", "Intel"], differences=True)) == {
        ("wafer capacity", None): [["5 wafers/month (2026)"], []]
    }


def test_what_filters_hide_is_counted(compiled):
    store = compiled(
        offer("news-one", "tsmc", "cowos"), offer("news-two", "intel", "emib"),
        offer("news-one", "intel", "emib"), offer("news-one", "nvidia", "emib", status="planned"),
    )  # fmt: skip
    answer = compare(store, ["CoWoS", "EMIB"], make_filters(min_sources=2))
    assert table(answer) == {("is offered by", None): [[], ["Intel"]]}
    assert answer.hidden == {"planned": 1, "values with too few sources": 1}
    every = compare(store, ["CoWoS", "EMIB"], make_filters("all"))
    assert [v["status"] for v in every.results[0]["cells"][1]["values"]] == ["reported", "planned"]


def test_sources_are_read_on_request_only(rich_store):
    for evidence in (False, True):
        answer = compare(rich_store, ["CoWoS", "EMIB"], evidence=evidence)
        value = next(value for cell in answer.results[0]["cells"] for value in cell["values"])
        assert ("title" in value["claims"][0]["source"]) == evidence


def test_things_with_nothing_in_common_are_compared_all_the_same(rich_store):
    answer = compare(rich_store, ["memory wall", "Taiwan"])
    assert [sum(bool(cell["values"]) for cell in row["cells"]) for row in answer.results] == [1, 1]


@pytest.mark.parametrize(
    ("names", "error", "said"),
    [
        ([], UsageError, "two things or more"),
        (["TSMC"], UsageError, "two things or more"),
        (["TSMC", "Intel", "台积电"], UsageError, "'TSMC' and '台积电' are the same thing, TSMC"),
        (["TSMC", "no such"], NameUnknownError, "no thing is named 'no such'"),
    ],
)
def test_what_goes_wrong_is_said(rich_store, names, error, said):
    with pytest.raises(error) as raised:
        compare(rich_store, names)
    assert said in str(raised.value)


def test_the_three_ways_to_a_2_5d_package_differ_in_the_shipped_data(shipped_store):
    answer = compare(shipped_store, ["CoWoS-S", "CoWoS-L", "EMIB"], differences=True)
    offered = table(answer)["is offered by", None]
    assert "TSMC" in offered[0]
    assert "Intel" in offered[2]
