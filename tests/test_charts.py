"""Charts carry their meaning in shape and words as well as colour, at the size they are printed."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.colors import to_hex

from citytools_analysis import charts
from citytools_analysis.charts.canvas import fitted, printable, width_of
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.examples import CALENDAR, DECISIONS, IN_USE
from citytools_analysis.charts.marks import LOOKS
from citytools_analysis.charts.tilemap import DASHED, HATCHED_TEAL, OUTLINED_TEAL, SOLID_GREY, SOLID_NAVY, SOLID_TEAL
from citytools_analysis.pages.borough.subject import about
from citytools_analysis.pages.borough.window import window_map
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register
from citytools_analysis.style import NAVY, ORANGE, TEAL
from citytools_analysis.tables.fragment import ATTACHED_MIME, Fragment

AS_OF = date(2026, 11, 23)
HOSTILE = '<script>alert(1)</script>"$x^2$" & \u202eevil 機\x00'


def timeline(frame: pd.DataFrame = DECISIONS, **how: Any) -> Chart:
    chart = charts.renewal_timeline(frame, as_of=AS_OF, **how)
    assert isinstance(chart, Chart)
    return chart


def words(chart: Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def patches(chart: Chart, **look: Any) -> list[Any]:
    shown = chart.figure.axes[0].patches
    return [patch for patch in shown if all(getattr(patch, f"get_{name}")() == value for name, value in look.items())]


def one(**values: Any) -> pd.DataFrame:
    row = DECISIONS.iloc[[1]].astype("object")
    return row.assign(**{name: pd.Series([value], index=row.index, dtype="object") for name, value in values.items()})


def test_the_soonest_decision_stands_first_and_unknown_ends_are_counted_not_drawn() -> None:
    chart = timeline()
    functions = [name for name in words(chart) if name in set(DECISIONS["function"])]
    assert functions == ["Revenues and benefits", "Housing management", "Planning applications", "Customer portal"]
    assert chart.note.startswith("All 4 with a known end or rolling; 1 more cannot be placed.")


def test_a_limit_is_said_as_how_many_of_how_many() -> None:
    assert timeline(limit=2).note.startswith("2 of 4 with a known end or rolling")


def test_what_is_committed_is_solid_and_an_option_is_hatched() -> None:
    chart = timeline(DECISIONS.iloc[[1]])
    solid, hatched = (patches(chart, hatch=hatch)[0] for hatch in (None, LOOKS["option"]["hatch"]))
    assert [to_hex(solid.get_facecolor()).upper(), to_hex(hatched.get_edgecolor()).upper()] == [NAVY, TEAL]
    assert solid.get_x() + solid.get_width() == pytest.approx(hatched.get_x())


def test_a_contract_without_an_option_has_no_hatched_bar_and_no_such_key() -> None:
    chart = timeline(DECISIONS.iloc[[0]])
    assert patches(chart, hatch=LOOKS["option"]["hatch"]) == []
    assert "option" not in words(chart)


def test_bars_are_as_long_as_the_time_they_stand_for() -> None:
    bars = patches(timeline(DECISIONS.iloc[[1]]), hatch=LOOKS["option"]["hatch"])
    longer = patches(timeline(one(latest_end_date=pd.Timestamp("2028-07-31"))), hatch=LOOKS["option"]["hatch"])
    assert bars[0].get_width() > longer[0].get_width() > 0


def test_an_overdue_day_left_of_the_picture_is_said_in_words() -> None:
    assert "passed Apr 2025" in words(timeline())
    assert "passed Apr 2025" not in words(timeline(DECISIONS.iloc[1:]))


def test_expired_in_use_and_rolling_look_and_read_differently_from_a_term() -> None:
    expired = timeline(one(end_date=pd.Timestamp("2026-06-30"), latest_end_date=pd.Timestamp("2026-06-30")))
    assert "expired, in use" in words(expired)
    dashed = [patch for patch in expired.figure.axes[0].patches if patch.get_linestyle() not in {"solid", "-"}]
    assert len(dashed) >= 1
    assert any(text.startswith("rolling, 3 months") for text in words(timeline()))


def test_today_and_the_day_to_act_by_are_marked() -> None:
    chart = timeline(DECISIONS.iloc[[1]])
    assert "today" in words(chart)
    triangles = [patch for patch in chart.figure.axes[0].patches if to_hex(patch.get_facecolor()).upper() == ORANGE]
    assert len(triangles) == 2  # one on the bar, one in the key


def test_a_timeline_of_nothing_is_a_designed_callout() -> None:
    empty = charts.renewal_timeline(DECISIONS.head(0), as_of=AS_OF)
    unknown = charts.renewal_timeline(DECISIONS.tail(1), as_of=AS_OF)
    assert isinstance(empty, Fragment)
    assert isinstance(unknown, Fragment)
    assert "No contract is known" in empty.text
    assert "The one contract has no known end to plan by" in unknown.text


def test_the_alt_text_says_what_range_message_and_where_the_table_is() -> None:
    alt = timeline().alt
    for part in (
        "Timeline of 4 contracts",
        "15 Apr 2027 to 31 Dec 2027",
        "Aldwych Revenue (act by 15 Apr 2025",
        "table of contracts",
    ):
        assert part in alt


def test_alt_text_changes_with_the_data() -> None:
    assert timeline().alt != timeline(DECISIONS.iloc[1:]).alt


@pytest.mark.parametrize("name", ["function", "system"])
def test_hostile_text_is_drawn_as_text_and_escaped_in_the_page(name: str) -> None:
    chart = timeline(one(**{name: HOSTILE}))
    soup = BeautifulSoup(chart.html, "html.parser")
    assert soup.find("script") is None
    assert len(soup.find_all("img")) == 1
    assert "alert(1)" in str(soup.img["alt"])
    assert "\u202e" not in chart.html
    assert soup.img["src"].startswith("data:image/svg+xml;base64,")


def test_missing_glyphs_become_question_marks_and_dollars_stay_dollars() -> None:
    assert printable("$x^2$ 機") == "$x^2$ ?"


def test_text_is_cut_to_its_room_with_an_ellipsis() -> None:
    short = fitted("Planning applications and building control", 30)
    assert short.endswith("…")
    assert width_of(short) <= 30


def test_type_is_never_smaller_than_the_page_allows() -> None:
    maps = charts.usage_map(IN_USE, load_reference(), system_id="fleetside-homes", width_mm=66)
    quarters = charts.ends_by_quarter(CALENDAR, as_of=AS_OF)
    assert isinstance(quarters, Chart)
    for chart in (timeline(), maps, quarters):
        assert min(text.get_size() for text in chart.figure.axes[0].texts) >= 7.5


def test_a_chart_is_shown_at_the_size_it_was_drawn() -> None:
    soup = BeautifulSoup(timeline(width_mm=101.6).html, "html.parser")
    assert soup.img["width"] == "384"  # 4 inches of 96 pixels


def test_the_same_data_gives_the_same_bytes_and_leaves_no_figure_behind() -> None:
    assert timeline().html == timeline().html
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


def test_inputs_are_not_changed() -> None:
    before = DECISIONS.copy()
    timeline()
    pd.testing.assert_frame_equal(DECISIONS, before)


def test_notebooks_get_the_figure_its_words_and_its_rows_once() -> None:
    bundle = timeline()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", ATTACHED_MIME}
    assert len(bundle[ATTACHED_MIME]) == 1
    assert bundle["text/plain"].startswith("One decision date has passed")


def test_a_map_has_a_tile_for_each_of_the_33_and_unknown_is_dashed() -> None:
    chart = charts.usage_map(IN_USE, load_reference(), system_id="fleetside-homes", width_mm=66)
    tiles = [patch for patch in chart.figure.axes[0].patches if patch.get_width() > 5]
    dashed = [patch for patch in tiles if patch.get_linestyle() not in {"solid", "-"}]
    assert (len(tiles), len(dashed)) == (33, 30)  # Ealing's unknown system is unknown, not another


def test_no_two_states_of_a_map_differ_in_colour_alone() -> None:
    looks = [SOLID_NAVY, SOLID_TEAL, HATCHED_TEAL, OUTLINED_TEAL, SOLID_GREY, DASHED]
    marks = {(look.hatch, look.is_dashed, _lightness(look.fill) // 40, _lightness(look.edge) // 40) for look in looks}
    assert len(marks) == len(looks)


def _lightness(colour: str) -> int:
    red, green, blue = (int(to_hex(colour)[place : place + 2], 16) for place in (1, 3, 5))
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def test_a_map_names_the_boroughs_of_each_state_in_its_alt_text_and_counts_them_in_its_key() -> None:
    chart = charts.usage_map(IN_USE, load_reference(), system_id="fleetside-homes", borough_id="camden")
    assert "Uses it: Camden and Hackney. Uses another: Brent. Unknown: 30 boroughs." in chart.alt
    assert {"uses it: 2", "uses another: 1", "unknown: 30"} <= set(words(chart))


def test_a_wide_map_has_names_and_a_narrow_one_codes() -> None:
    wide = words(charts.usage_map(IN_USE, load_reference(), system_id="fleetside-homes"))
    narrow = words(charts.usage_map(IN_USE, load_reference(), system_id="fleetside-homes", width_mm=60))
    assert "Westminster" in wide
    assert "WSM" in narrow


def test_coverage_counts_only_boroughs_of_which_something_is_known() -> None:
    known = pd.DataFrame({"borough_id": ["camden", "brent", "sutton"],
                          "status": ["return received", "public facts only", "nothing known"]})  # fmt: skip
    assert charts.coverage_map(known, load_reference()).title == "Something is known of 2 of 33 boroughs"


def test_a_borough_with_nothing_known_gets_the_map_of_what_is_known() -> None:
    chart = window_map(about(Register.from_tables({}, as_of=AS_OF), "enfield"))
    assert chart.title == "Something is known of 0 of 33 boroughs"


def test_quarters_stand_apart_from_what_no_quarter_holds() -> None:
    chart = charts.ends_by_quarter(CALENDAR, as_of=AS_OF)
    assert isinstance(chart, Chart)
    assert {"expired in use", "rolling", "unknown", "9", "7"} <= set(words(chart))
    assert "Apart from these, expired in use: 1, rolling: 3, unknown: 7" in chart.alt


def test_an_autumn_quarter_leaves_the_year_to_the_january_beside_it() -> None:
    quarters = {"period": ["Oct to Dec 2026", "Jan to Mar 2027"], "kind": ["quarter"] * 2, "n_contracts": [1, 2]}
    starts = pd.to_datetime(["2026-10-01", "2027-01-01"])
    chart = charts.ends_by_quarter(pd.DataFrame(quarters).assign(quarter_start_date=starts), as_of=AS_OF)
    assert isinstance(chart, Chart)
    words = [text.get_text() for text in chart.figure.axes[0].texts]
    assert words[1] == "Oct"
    assert words[3] == "Jan 27"


def test_quarters_of_nothing_are_a_callout() -> None:
    empty = CALENDAR.assign(n_contracts=pd.array([0] * len(CALENDAR), dtype="Int64"))
    assert isinstance(charts.ends_by_quarter(empty, as_of=AS_OF), Fragment)


@pytest.mark.parametrize(("width_mm", "own"), [(172.0, "westminster"), (110.0, "camden"), (66.0, "camden")])
def test_a_map_names_every_borough_in_full_or_each_by_its_code(width_mm: float, own: str) -> None:
    reference = load_reference()
    chart = charts.usage_map(IN_USE, reference, system_id="fleetside-homes", borough_id=own, width_mm=width_mm)
    written = " ".join(words(chart))
    names, codes = reference.boroughs["borough"], reference.tile_grid["code3"]
    assert [name for name in names if name not in written] == ([] if width_mm > 150 else names.tolist())
    assert [code for code in codes if code not in words(chart)] == (codes.tolist() if width_mm > 150 else [])
    assert not [line for line in words(chart) if line.endswith("\N{HORIZONTAL ELLIPSIS}")]


def test_a_function_too_long_for_a_line_goes_on_in_that_of_its_system() -> None:
    chart = timeline(one(function="Land charges and gazetteer (LLPG/LSG)", system="Fleetside Land"), width_mm=100)
    assert {"Land charges and gazetteer", "(LLPG/LSG) \N{MIDDLE DOT} Fleetside Land"} <= set(words(chart))
