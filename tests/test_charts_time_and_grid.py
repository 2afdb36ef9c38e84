"""Peers in time, the wall sheet, and the grid whose blank, none, unknown and withheld are four different cells."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from citytools_analysis import charts
from citytools_analysis.charts.canvas import width_of
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.examples import DECISIONS
from citytools_analysis.charts.looks import UNKNOWN_CELL
from citytools_analysis.charts.marks import LOOKS
from citytools_analysis.style import ORANGE
from citytools_analysis.tables.fragment import Fragment

AS_OF = date(2026, 11, 23)
WORDS: dict[str, str] = {"title": "A finding", "note": "As of 23 Nov 2026."}
PEERS = DECISIONS.assign(borough=["Brent", "Camden", "Ealing", "Sutton", "Barnet"])
CELLS = pd.DataFrame(
    {
        "row": ["Brent", "Brent", "Brent", "Camden", "Camden"],
        "column": ["Housing", "Planning", "Waste", "Housing", "Planning"],
        "value": [3, None, None, None, 0],
        "state": ["known", "none", "withheld", "not_applicable", "known"],
    }
)


def peers(frame: pd.DataFrame = PEERS, **how: Any) -> Chart:
    chart = charts.peer_timeline(frame, as_of=AS_OF, **(WORDS | how))
    assert isinstance(chart, Chart)
    return chart


def walls(frame: pd.DataFrame = PEERS, **how: Any) -> list[Chart]:
    found = [one for one in charts.wall_timeline(frame, as_of=AS_OF, **(WORDS | how)) if isinstance(one, Chart)]
    assert found
    return found


def grid(frame: pd.DataFrame = CELLS, **how: Any) -> Chart:
    chart = charts.heat_grid(frame, unit="systems", **(WORDS | how))
    assert isinstance(chart, Chart)
    return chart


def words(chart: Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def at(chart: Chart, text: str) -> float:
    return next(float(one.get_position()[1]) for one in chart.figure.axes[0].texts if one.get_text() == text)


def test_peers_stand_in_the_order_of_their_day_to_act_by() -> None:
    assert [name for name in words(peers()) if name in set(PEERS["borough"])] == ["Brent", "Camden", "Ealing", "Sutton"]


def test_a_peer_whose_end_is_unknown_or_withheld_is_listed_with_its_reason_and_has_no_bar() -> None:
    frame = pd.concat([PEERS, PEERS.tail(1).assign(borough="Newham", end_state="withheld")])
    chart = peers(frame)
    assert "End unknown (1 contract): Barnet" in words(chart)
    assert "End withheld: not for this edition (1 contract): Newham" in words(chart)
    assert not {"Barnet", "Newham"} & set(words(chart))
    assert "End unknown (1 contract): Barnet" in chart.alt


def test_the_shared_window_is_a_band_with_its_dates_from_its_first_day_to_its_last() -> None:
    chart = peers(window_start=date(2027, 4, 1), window_end=date(2027, 9, 30))
    assert "shared window 1 Apr 2027 – 30 Sep 2027" in words(chart)  # noqa: RUF001 - an en dash
    band = min(chart.figure.axes[0].patches, key=lambda patch: float(patch.get_zorder()))
    hatched = next(p for p in chart.figure.axes[0].patches if p.get_hatch() == LOOKS["option"]["hatch"])
    assert band.get_x() < hatched.get_x() < band.get_x() + band.get_width()  # Camden's option begins on 31 Jul 2027
    assert "shared window" not in " ".join(words(peers()))


def test_peers_none_of_whom_has_a_known_end_are_a_callout() -> None:
    nothing = charts.peer_timeline(PEERS.tail(1), as_of=AS_OF, **WORDS)
    assert isinstance(nothing, Fragment)
    assert "1 is unknown" in nothing.text


def test_a_second_thing_may_stand_beside_each_name() -> None:
    assert "Camden, Fleetside Homes" in words(peers(detail="system"))


def test_a_frame_with_only_names_and_ends_is_enough() -> None:
    assert "Brent: ends 15 Apr 2027" in peers(PEERS[["borough", "end_state", "end_date"]]).alt


def test_the_wall_sheet_has_a_title_to_read_from_afar_and_blank_columns_to_write_in() -> None:
    (chart,) = walls()
    largest = max(chart.figure.axes[0].texts, key=lambda text: float(text.get_size()))
    assert (largest.get_text(), float(largest.get_size()) >= 30) == ("A finding", True)
    assert {"Intent", "Blocker", "2026", "2027", "2028", "2029", "dashed: today, 23 Nov 2026"} <= set(words(chart))
    wide, tall = (25.4 * inches for inches in chart.figure.get_size_inches())
    assert (wide, tall <= 273) == (pytest.approx(396), True)


def test_on_the_wall_every_borough_keeps_its_row_and_an_unknown_end_says_so_in_it() -> None:
    (chart,) = walls()
    assert [name for name in words(chart) if name in set(PEERS["borough"])] == PEERS["borough"].tolist()
    assert at(chart, "system unknown: end unknown") == at(chart, "Barnet")


def test_on_the_wall_the_system_stands_in_the_row_and_a_day_that_passed_is_said() -> None:
    (chart,) = walls()
    assert at(chart, "Aldwych Revenue, act-by day passed Apr 2025") == at(chart, "Brent")
    assert at(chart, "Fleetside Homes") == at(chart, "Camden")


def test_on_the_wall_a_long_name_is_cut_and_never_the_day_that_passed() -> None:
    (chart,) = walls(PEERS.assign(system=PEERS["system"].where(PEERS["borough"] != "Brent", "Aldwych Revenue " * 8)))
    (text,) = [one for one in words(chart) if one.startswith("Aldwych")]
    assert text.endswith("…, act-by day passed Apr 2025")


@pytest.mark.parametrize("months", range(1, 24, 2))
def test_on_the_wall_no_word_covers_the_day_to_act_by(months: int) -> None:
    act_by = pd.Timestamp("2026-12-01") + pd.DateOffset(months=months)
    row = PEERS.iloc[[1]].assign(act_by_date=act_by, end_date=act_by + pd.DateOffset(months=8), latest_end_date=pd.NaT)
    (chart,) = walls(row)
    text = next(one for one in chart.figure.axes[0].texts if one.get_text() == "Fleetside Homes")
    left = float(text.get_position()[0])
    right = left + width_of("Fleetside Homes", size=14)
    marker = next(p for p in chart.figure.axes[0].patches if to_hex(p.get_facecolor()).upper() == ORANGE)
    corners = [float(x) for x, _ in marker.get_xy()]
    assert right <= min(corners) or max(corners) <= left


@pytest.mark.parametrize(("n", "sizes"), [(20, [20]), (21, [11, 10]), (41, [14, 14, 13])])
def test_more_than_twenty_rows_take_several_sheets_that_lose_none(n: int, sizes: list[int]) -> None:
    many = pd.concat([PEERS.iloc[[1]]] * n, ignore_index=True).assign(
        borough=[f"Borough {number}" for number in range(n)]
    )
    sheets = walls(many)
    assert [len(chart.attached[0]["rows"]) for chart in sheets] == sizes
    assert sheets[0].title == ("A finding" if len(sizes) == 1 else f"A finding (1 of {len(sizes)})")
    for chart in sheets:
        assert max(chart.figure.get_size_inches()[1] * 25.4, 0) <= 273.1


def test_a_grid_has_a_number_where_one_is_known_and_words_for_each_other_state() -> None:
    chart = grid()
    assert at(chart, "3") == at(chart, "Brent") == at(chart, "none")
    assert {"withheld", "none", "unknown", "blank: does not apply"} <= set(words(chart))


def test_nought_that_is_known_is_printed_and_is_not_none() -> None:
    assert at(grid(), "0") == at(grid(), "Camden")


def test_a_pair_that_no_row_is_about_is_hatched_as_unknown_and_never_blank() -> None:
    hatched = [p for p in grid().figure.axes[0].patches if p.get_hatch() == UNKNOWN_CELL["hatch"]]
    assert len(hatched) == 2  # Camden and waste, and the key
    assert "1 unknown" in grid().alt


def test_a_cell_that_is_withheld_shows_nothing_of_its_number() -> None:
    hidden = [
        CELLS.assign(is_withheld=[True, False, False, False, False]),
        CELLS.assign(state=["withheld", *CELLS["state"][1:]]),
    ]
    for chart in map(grid, hidden):
        assert "3" not in words(chart)
        assert "from 0 to 0" in chart.alt
        assert 3 not in [cell for row in chart.attached[0]["rows"] for cell in row]


def test_a_grid_that_is_unknown_all_over_is_a_callout() -> None:
    nothing = charts.heat_grid(CELLS.assign(value=None, state="unknown"), unit="systems", **WORDS)
    assert isinstance(nothing, Fragment)


def test_a_grid_of_33_by_14_fits_a_landscape_page_and_its_heads_are_whole() -> None:
    areas = ["Democracy, elections, legal and governance", "Environment, waste and street scene", *map(str, range(12))]
    rows = [(f"Borough {row}", area, 1) for row in range(33) for area in areas]
    chart = grid(pd.DataFrame(rows, columns=["row", "column", "value"]))
    assert 25.4 * chart.figure.get_size_inches()[1] <= 180
    assert not [text for text in words(chart) if text.endswith("…")]


def test_rows_beyond_the_limit_of_a_grid_are_counted_aloud() -> None:
    assert grid(limit=1).note.endswith("1 more is in the annex alone.")
