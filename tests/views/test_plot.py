"""The picture of a timeline: every claim a mark of its own, nothing joined, the same file for the same answer."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from interposer.errors import UsageError
from interposer.lookup.numbers import timeline

plot = pytest.importorskip("interposer.views.plot", reason="the picture needs interposer[plot]", exc_type=UsageError)
SVG = "{http://www.w3.org/2000/svg}"


def number(source, value, **more):
    usual = {"subject": "tsmc", "predicate": "capacity", "unit": "wafer-per-month", "period": "2026"}
    return {**usual, "source": source, "value": value, **more}


def read(file):
    """Read an SVG file; it is our own."""
    return ET.fromstring(file.read_bytes())  # noqa: S314


@pytest.fixture
def drawn(compiled, tmp_path):
    """Draw the timeline of a thing in a world of these claims; gives the answer and the SVG's root."""

    def draw(*claims, name="TSMC", **how):
        answer = timeline(compiled(*claims), name, **how)
        plot.write(answer, tmp_path / "out.svg")
        return answer, read(tmp_path / "out.svg")

    return draw


def groups(root, kind):
    """Give the groups that draw claims, by the claim's id."""
    made = {}
    for group in root.iter(f"{SVG}g"):
        name, _, claim = group.get("id", "").partition("-")
        if name == kind:
            made[claim] = group
    return made


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def places(group):
    """Give the points at which a group's marker stands."""
    return [(float(use.get("x")), float(use.get("y"))) for use in group.iter(f"{SVG}use")]


def test_each_disagreeing_source_is_a_mark_of_its_own(drawn):
    answer, root = drawn(
        number("news-one", "300"), number("news-two", "100"), number("news-three", "100", status="forecast")
    )
    marks = groups(root, "claim")
    assert marks.keys() == {r["claim"] for r in answer.results}
    points = [point for group in marks.values() for point in places(group)]
    assert len({x for x, _ in points}) == len(points) == 3  # apart even where the figure is the same
    assert {"1≠", "2≠", "3≠"} <= set(texts(root))


def test_nothing_joins_two_claims(drawn):
    _, root = drawn(number("news-one", "10-20"), number("news-two", "100"), number("news-two", "150", period="2027"))
    for kind in ("claim", "interval"):
        for group in groups(root, kind).values():
            for path in group.findall(f"{SVG}path"):
                columns = {x for x, _ in re.findall(r"[ML] ([\d.]+) ([\d.]+)", path.get("d"))}
                assert len(columns) == 1


def test_ranges_are_bars_with_a_mark_at_both_ends_and_open_ends_are_arrows(drawn):
    answer, root = drawn(number("news-one", "10-20"), number("news-two", ">15"), number("blog-one", "<=9"))
    claims = {r["value"]: r["claim"] for r in answer.results}
    assert groups(root, "interval").keys() == {claims["10-20"]}
    assert groups(root, "open").keys() == {claims[">15"], claims["<=9"]}
    marks = {value: places(groups(root, "claim")[claim]) for value, claim in claims.items()}
    assert [len(marks[value]) for value in ("10-20", ">15", "<=9")] == [2, 1, 1]
    low, high = sorted(y for _, y in marks["10-20"])
    assert low < marks[">15"][0][1] < high  # between the printed ends


def test_statuses_differ_by_marker_and_are_explained(drawn):
    statuses = ("reported", "planned", "forecast", "rumoured")
    answer, root = drawn(*(number("news-one", "5", status=status) for status in statuses))
    marks = groups(root, "claim")
    shapes = {r["status"]: next(marks[r["claim"]].iter(f"{SVG}use")).get("{http://www.w3.org/1999/xlink}href") for r in answer.results}  # fmt: skip
    assert len(set(shapes.values())) == len(statuses)
    assert set(statuses) <= set(texts(root))


def test_sources_are_listed_by_their_numbers(drawn):
    _, root = drawn(number("news-one", "300"), number("news-two", "100"))
    assert {"1  news-two: Page news-two", "2  news-one: Page news-one"} <= set(texts(root))


def test_units_share_a_scale_on_request_only(drawn):
    claims = [number("news-one", "1200", unit="wafer-per-year"), number("news-two", "200")]
    assert {"wafers/year", "wafers/month"} <= set(texts(drawn(*claims)[1]))
    _, root = drawn(*claims, unit="wafers/year")
    assert "wafers/year" in texts(root)
    assert "wafers/month" not in texts(root)
    assert len([text for text in texts(root) if text == "TSMC: wafer capacity"]) == 1


def test_milestones_have_lanes(drawn):
    opened = {"subject": "ap7", "predicate": "opened", "source": "news-one"}
    answer, root = drawn({**opened, "value": "2024"}, {**opened, "source": "news-two", "value": "2026-06"}, name="ap7")
    assert groups(root, "claim").keys() == {r["claim"] for r in answer.results}
    assert {"milestones", "TSMC AP7: opened", "2024", "2026-06", "…"} <= set(texts(root))


def test_wide_spans_of_figures_stand_on_a_logarithmic_scale(drawn):
    assert "wafers/month (logarithmic)" in texts(drawn(number("news-one", "5"), number("news-two", "5000"))[1])


def test_what_does_not_fit_is_told(compiled, tmp_path):
    claims = [number("news-one", str(n), scope_note=f"line {n:02}") for n in range(1, 16)]
    said = plot.write(timeline(compiled(*claims), "TSMC"), tmp_path / "out.svg")
    assert said.startswith("12 claims of 1 sources; 3 more quantities are not drawn")
    assert any("3 more quantities are not drawn" in text for text in texts(read(tmp_path / "out.svg")))


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_answer_gives_the_same_file_without_a_date(rich_store, tmp_path, form):
    files = [tmp_path / f"{n}.{form}" for n in (1, 2)]
    for file in files:
        plot.write(timeline(rich_store, "TSMC"), file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"dc:date" not in files[0].read_bytes()
    assert b"Interposer" in files[0].read_bytes()[:4096]


def test_text_from_data_stays_text(compiled, tmp_path):
    answer = timeline(compiled(number("news-one", "5")), "TSMC")
    answer.results[0]["subject"]["label"] = "$x^2$ <script>alert(1)</script> & \u202e台積電\n"
    plot.write(answer, tmp_path / "out.svg")
    root = read(tmp_path / "out.svg")
    assert "$x^2$ <script>alert(1)</script> & �台積電 : wafer capacity" in texts(root)
    assert not list(root.iter(f"{SVG}script"))


def test_a_file_that_cannot_be_made_leaves_nothing(rich_store, tmp_path):
    answer = timeline(rich_store, "TSMC")
    with pytest.raises(UsageError, match=r"the name must end in \.svg or \.png"):
        plot.write(answer, tmp_path / "out.pdf")
    (tmp_path / "taken.svg").mkdir()
    with pytest.raises(OSError, match="taken"):
        plot.write(answer, tmp_path / "taken.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.svg"]


def test_the_user_s_own_settings_change_nothing(rich_store, tmp_path):
    import matplotlib as mpl

    plot.write(timeline(rich_store, "TSMC"), tmp_path / "1.svg")
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.hashsalt": "mine"}):
        plot.write(timeline(rich_store, "TSMC"), tmp_path / "2.svg")
        assert mpl.rcParams["font.size"] == 30
    assert (tmp_path / "1.svg").read_bytes() == (tmp_path / "2.svg").read_bytes()
