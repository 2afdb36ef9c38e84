"""What every chart promises, whatever it shows: words from its data, room for long names, the same bytes, its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from citytools_analysis import charts
from citytools_analysis.charts.canvas import MM_PER_POINT, width_of
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.examples import CALENDAR, DECISIONS
from citytools_analysis.tables.fragment import Fragment

AS_OF = date(2026, 11, 23)
LONG = "Children's case management, early help and the virtual school for looked-after pupils"
WORDS: dict[str, str] = {"title": "The finding of this chart", "note": "Known of 22 of 33 boroughs. As of 23 Nov 2026."}
WINDOW = {"window_start": date(2027, 4, 1), "window_end": date(2027, 9, 30)}


def values(name: str) -> pd.DataFrame:
    rows = [
        (name, 3.0, 2.0, 4.0, 1.5, 9.0, 12, False, ""),
        ("Telephony", 1.5, 1.2, 1.9, 1.0, 8.0, 9, False, ""),
        ("Licensing", 2.5, None, None, None, None, 4, True, "fewer than 5 decision-makers"),
        ("Waste", None, None, None, None, None, None, False, ""),
    ]
    columns = ["label", "value", "lower", "upper", "bound_low", "bound_high", "n", "is_withheld", "reason"]
    return pd.DataFrame(rows, columns=columns)


def prices(name: str) -> pd.DataFrame:
    return pd.DataFrame({"group": [name] * 4 + ["Telephony"] * 3, "value": [1.0, 2.0, 2.1, 9.0, 3.0, 3.0, 4.0]})


def votes(name: str) -> pd.DataFrame:
    return values(name).assign(n_dissatisfied=[4, 0, 1, None], n_neutral=[2, 1, 1, None], n_satisfied=[6, 8, 1, None])


def waves(name: str) -> pd.DataFrame:
    return values(name).assign(before=[10.0, 40.0, 1.0, None], after=[25.0, None, 2.0, None])


def settings(name: str) -> pd.DataFrame:
    told = {"at_low": [-6, -1, 0, None], "at_high": [2.0, -3, 0, None], "central": [-2.0] * 4, "low": ["low one"] * 4}
    return values(name).assign(**told, high=[0.08, 0.2, 1, 1], setting_unit=["probability"] * 4)


def stages(name: str) -> pd.DataFrame:
    told = {"stage": [name, "qualified", "agreed", "awarded"], "n": [9, 6, None, 0]}
    return pd.DataFrame(told).assign(is_withheld=[False, False, True, False], reason=["", "", "nothing was logged", ""])


def points(name: str) -> pd.DataFrame:
    return values(name).assign(x=[1.0, 1.0, 1.0, 3.0], y=[50.0, 50.0, 0.0, -20.0])


def cells(name: str) -> pd.DataFrame:
    told = [("Brent", 3, "known"), ("Camden", None, "none"), (name, None, "withheld"), ("Ealing", None, "unknown")]
    rows = [(row, f"{column} areas", n, state) for row, n, state in told for column in ("Housing", name, "Bereavement")]
    return pd.DataFrame(rows, columns=["row", "column", "value", "state"])


def ends(name: str) -> pd.DataFrame:
    borough = [name, "Brent", "Camden", "Ealing", "Sutton"]
    return DECISIONS.assign(borough=borough, system=[name, *DECISIONS["system"][1:]])


CHARTS: dict[str, tuple[Callable[[str], pd.DataFrame], Callable[[pd.DataFrame], Any]]] = {
    "dots": (values, lambda frame: charts.dot_plot(frame, unit="suppliers", **WORDS)),
    "strip": (prices, lambda frame: charts.strip_plot(frame, unit="pounds a household", **WORDS)),
    "bars": (votes, lambda frame: charts.diverging_bars(frame, **WORDS)),
    "dumbbell": (waves, lambda frame: charts.dumbbell(frame, unit="net satisfaction", **WORDS)),
    "cumulative": (
        lambda name: pd.DataFrame({"supplier": [name, "Aldwych", "Mapleway"], "share": [0.6, 0.3, 0.1]}),
        lambda frame: charts.cumulative_share(frame, basis="boroughs", **WORDS),
    ),
    "tornado": (settings, lambda frame: charts.tornado(frame, unit="pounds a year", **WORDS)),
    "funnel": (stages, lambda frame: charts.funnel(frame, what="joint purchases", **WORDS)),
    "scatter": (points, lambda frame: charts.scatter(frame, x_words="suppliers", y_words="satisfaction", **WORDS)),
    "grid": (cells, lambda frame: charts.heat_grid(frame, unit="systems", **WORDS)),
    "peers": (ends, lambda frame: charts.peer_timeline(frame, as_of=AS_OF, detail="system", **WINDOW, **WORDS)),
    "wall": (ends, lambda frame: charts.wall_timeline(frame, as_of=AS_OF, **WORDS)[0]),
}
every_chart = pytest.mark.parametrize("kind", CHARTS)


def drawn(kind: str, name: str = "Planning") -> Chart:
    frame_of, draw = CHARTS[kind]
    chart = draw(frame_of(name))
    assert isinstance(chart, Chart)
    return chart


def boxes(chart: Chart) -> dict[str, tuple[float, float, float, float]]:
    """Where each text stands: left, top, right and bottom in millimetres."""
    found = {}
    for number, text in enumerate(chart.figure.axes[0].texts):
        size, (x, y) = float(text.get_size()), text.get_position()
        wide = width_of(text.get_text(), size=size, bold=text.get_weight() == "bold")
        left = float(x) - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[text.get_ha()]
        half = size * MM_PER_POINT * 0.4
        found[f"{number}: {text.get_text()}"] = (left, float(y) - half, left + wide, float(y) + half)
    return found


@every_chart
def test_its_alt_text_says_the_finding_and_where_the_table_is(kind: str) -> None:
    chart = drawn(kind)
    assert chart.title == WORDS["title"]
    assert chart.alt.endswith("The finding of this chart. The table is in the annex.")
    assert chart.note.startswith(WORDS["note"])


@every_chart
def test_its_alt_text_is_made_from_its_data(kind: str) -> None:
    frame_of, draw = CHARTS[kind]
    frame = frame_of("Planning")
    assert draw(frame).alt != draw(frame.iloc[1:]).alt


@every_chart
@pytest.mark.parametrize("name", [LONG, "Unbrokenwordofeightycharacters" * 3, "A"])
def test_no_name_leaves_the_sheet_or_stands_on_other_words(kind: str, name: str) -> None:
    chart = drawn(kind, name)
    wide, tall = (25.4 * inches for inches in chart.figure.get_size_inches())
    places = boxes(chart)
    for words, (left, top, right, bottom) in places.items():
        assert left >= -0.3, words
        assert right <= wide + 0.3, words
        assert top >= -0.8, words
        assert bottom <= tall + 0.8, words
    listed = list(places.items())
    meeting = [
        (words, others)
        for number, (words, one) in enumerate(listed)
        for others, other in listed[number + 1 :]
        if one[0] < other[2] - 0.2 and other[0] < one[2] - 0.2 and one[1] < other[3] - 0.2 and other[1] < one[3] - 0.2
    ]
    assert meeting == []


@every_chart
def test_it_draws_the_same_bytes_twice_and_leaves_its_frame_alone(kind: str) -> None:
    frame_of, draw = CHARTS[kind]
    frame = frame_of("Planning")
    before = frame.copy()
    first = draw(frame)
    pd.testing.assert_frame_equal(frame, before)
    again = draw(frame)
    assert [text.get_position() for text in first.figure.axes[0].texts] == [
        text.get_position() for text in again.figure.axes[0].texts
    ]
    assert kind == "wall" or first.html == again.html


@every_chart
def test_its_rows_go_to_the_annex(kind: str) -> None:
    (told,) = drawn(kind).attached
    assert told["rows"]
    assert told["title"] == WORDS["title"]


@every_chart
def test_no_words_are_smaller_than_the_page_allows(kind: str) -> None:
    least = 14 if kind == "wall" else 7.5
    assert min(float(text.get_size()) for text in drawn(kind).figure.axes[0].texts) >= least


@every_chart
def test_without_a_row_it_is_a_callout_that_says_what_is_missing_and_what_would_mend_it(kind: str) -> None:
    frame_of, draw = CHARTS[kind]
    empty = draw(frame_of("Planning").head(0))
    assert isinstance(empty, Fragment)
    assert "ct-callout" in empty.html
    assert len(empty.text.splitlines()) == 2
    assert not {"none", "zero", "0"} & set(empty.text.lower().split())


@every_chart
def test_hostile_names_are_drawn_as_text(kind: str) -> None:
    html = drawn(kind, '<script>alert(1)</script> "$x^2$" & \u202e\x00 機').html
    assert "<script" not in html
    assert "\u202e" not in html


def test_the_older_charts_keep_their_rows_too() -> None:
    timeline = charts.renewal_timeline(DECISIONS, as_of=AS_OF, limit=2)
    quarters = charts.ends_by_quarter(CALENDAR, as_of=AS_OF)
    assert isinstance(timeline, Chart)
    assert isinstance(quarters, Chart)
    assert (len(timeline.attached[0]["rows"]), len(quarters.attached[0]["rows"])) == (2, len(CALENDAR))
