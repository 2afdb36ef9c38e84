"""Charts of values: what is not known is said in its row, and no mark says more than its number."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from citytools_analysis import charts
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.looks import BLUES, RATING_3, RATING_5
from citytools_analysis.charts.numbers import number_scale, number_text, pounds_text, share_text
from citytools_analysis.charts.told import nothing_to_draw
from citytools_analysis.style import NAVY
from citytools_analysis.tables.fragment import Fragment

WORDS: dict[str, str] = {"title": "A finding", "note": "As of 23 Nov 2026."}
ROWS = pd.DataFrame(
    {
        "label": ["Planning", "Telephony", "Licensing", "Waste"],
        "value": [2.0, 4.5, 3.0, None],
        "lower": [1.5, 4.0, 2.0, None],
        "upper": [2.5, 5.0, 4.0, None],
        "bound_low": [1.0, None, 1.0, None],
        "bound_high": [9.0, None, 9.0, None],
        "n": [11, 20, 2, None],
        "is_withheld": [False, False, True, False],
        "reason": ["", "", "fewer than 5 decision-makers", ""],
    }
)


def shown(chart: Any) -> Chart:
    assert isinstance(chart, Chart)
    return chart


def words(chart: Any) -> list[str]:
    return [text.get_text() for text in shown(chart).figure.axes[0].texts]


def at(chart: Any, text: str) -> float:
    """How far down a text stands."""
    return next(float(one.get_position()[1]) for one in shown(chart).figure.axes[0].texts if one.get_text() == text)


def dots(frame: pd.DataFrame = ROWS, **how: Any) -> Any:
    return charts.dot_plot(frame, unit="suppliers", **(WORDS | how))


def test_the_largest_stands_first_and_what_cannot_be_drawn_last_in_its_own_row() -> None:
    chart = dots()
    labels = [text for text in words(chart) if text in set(ROWS["label"])]
    assert labels == ["Telephony", "Planning", "Licensing", "Waste"]
    assert at(chart, "withheld: fewer than 5 decision-makers") == at(chart, "Licensing")
    assert at(chart, "unknown") == at(chart, "Waste")


def test_a_withheld_value_moves_nothing_and_its_count_is_not_printed() -> None:
    there, elsewhere = (dots(ROWS.assign(value=[2.0, 4.5, value, None])) for value in (3.0, 900.0))
    assert words(there) == words(elsewhere)
    assert 900.0 not in [cell for row in elsewhere.attached[0]["rows"] for cell in row]
    assert "2" not in [text for text in words(there) if at(there, text) == at(there, "Licensing")]


def test_the_key_names_interval_and_bounds_only_where_they_are_drawn() -> None:
    assert {"95% interval", "bounds: whatever the others would say"} <= set(words(dots()))
    plain = words(dots(ROWS[["label", "value"]]))
    assert not [text for text in plain if text.startswith(("95%", "bounds"))]


def test_an_interval_is_thicker_than_bounds_and_bounds_are_longer() -> None:
    lines = shown(dots(ROWS.head(1))).figure.axes[0].lines
    level = [line for line in lines if line.get_zorder() in {2, 3} and len(set(line.get_ydata())) == 1]
    bounds, interval = level[0], level[1]
    assert interval.get_linewidth() > 3 * bounds.get_linewidth()
    assert abs(bounds.get_xdata()[1] - bounds.get_xdata()[0]) > abs(interval.get_xdata()[1] - interval.get_xdata()[0])


def test_the_readers_own_differs_in_shape_and_weight_and_not_in_colour_alone() -> None:
    axes = shown(dots(own="Planning")).figure.axes[0]
    assert [line.get_marker() for line in axes.lines].count("D") == 1
    assert [text.get_text() for text in axes.texts if text.get_weight() == "bold"] == ["Planning"]


def test_a_value_to_be_read_with_care_is_hollow_and_the_key_says_why() -> None:
    care = "very uncertain: fewer than 5 boroughs"
    assert f"hollow: {care}" in words(dots(ROWS.assign(reason=[care, "", "", ""], is_withheld=False)))


def test_rows_beyond_the_limit_are_counted_aloud_and_stay_in_the_annex() -> None:
    chart = shown(dots(limit=2))
    assert chart.note == "As of 23 Nov 2026. 2 more are in the annex alone."
    assert "2 more are in the annex alone" in chart.alt
    assert len(chart.attached[0]["rows"]) == 4


def test_when_all_is_withheld_the_reason_is_said_once_and_no_return_is_asked_for() -> None:
    hidden = dots(ROWS.assign(is_withheld=True, reason="fewer than 5 decision-makers"))
    assert isinstance(hidden, Fragment)
    assert hidden.text.splitlines() == [
        "Nothing can be drawn of suppliers:",
        "4 are withheld: fewer than 5 decision-makers",
    ]
    assert "return" in nothing_to_draw("suppliers").text


def test_prices_have_no_names_and_no_order_but_that_of_their_size() -> None:
    frame = pd.DataFrame(
        {"borough": ["Brent", "Camden", "Ealing"], "group": ["Planning"] * 3, "value": [9.0, 1.0, 4.0]}
    )
    chart = shown(charts.strip_plot(frame, unit="pounds", **WORDS))
    assert chart.attached[0]["rows"] == [["Planning", 1.0], ["Planning", 4.0], ["Planning", 9.0]]
    assert not {"Brent", "Camden", "Ealing"} & set(words(chart))
    assert not any(name in chart.html for name in ("Brent", "Camden", "Ealing"))


def test_a_withheld_median_takes_its_dots_with_it_unless_they_may_be_shown_themselves() -> None:
    frame = pd.DataFrame({"group": ["Planning"] * 3 + ["Waste"] * 2, "value": [1.0, 2.0, 3.0, 7.0, 9.0]})
    medians = pd.DataFrame({"group": ["Planning", "Waste"], "value": [2.0, 8.0], "is_withheld": [False, True],
                            "reason": ["", "fewer than 5 boroughs"]})  # fmt: skip
    hidden = shown(charts.strip_plot(frame, medians=medians, unit="pounds", **WORDS))
    assert "withheld: fewer than 5 boroughs" in words(hidden)
    assert hidden.attached[0]["rows"] == [["Planning", 1.0], ["Planning", 2.0], ["Planning", 3.0]]
    free = shown(charts.strip_plot(frame.assign(is_withheld=False), medians=medians, unit="pounds", **WORDS))
    assert len(free.attached[0]["rows"]) == 5
    assert "No median of Waste: fewer than 5 boroughs." in free.note
    assert "8" not in free.alt


def test_a_withheld_price_is_not_drawn_and_does_not_move_the_median() -> None:
    frame = pd.DataFrame({"group": ["Planning"] * 4, "value": [1.0, 2.0, 3.0, 900.0],
                          "is_withheld": [False, False, False, True]})  # fmt: skip
    assert "Planning: 1 to 3, median 2." in shown(charts.strip_plot(frame, unit="pounds", **WORDS)).alt


def votes(**counts: list[float | None]) -> Any:
    frame = pd.DataFrame({"label": ["Mapleway", "Aldwych"]} | counts)
    return charts.diverging_bars(frame, **WORDS)


def test_bars_print_their_counts_and_n_and_lie_to_both_sides_of_the_middle() -> None:
    chart = votes(n_dissatisfied=[4, 1], n_neutral=[2, 2], n_satisfied=[6, 9])
    assert words(chart).count("12") == 2
    assert {"4", "6", "9"} <= set(words(chart))
    bars = shown(chart).figure.axes[0].patches
    widths = [patch.get_width() for patch in bars[:3]]
    assert widths[0] / sum(widths) == pytest.approx(4 / 12)
    middle = next(line.get_xdata()[0] for line in shown(chart).figure.axes[0].lines)
    assert bars[0].get_x() < middle < bars[2].get_x()
    assert bars[1].get_x() + bars[1].get_width() / 2 == pytest.approx(middle)


def test_five_classes_keep_apart_what_three_would_add_up() -> None:
    chart = votes(n_1=[3, 0], n_2=[1, 0], n_3=[2, 0], n_4=[5, 0], n_5=[1, 0])
    assert "3 very dissatisfied, 1 dissatisfied, 2 neutral, 5 satisfied, 1 very satisfied of 12" in shown(chart).alt
    assert "nobody answered" in words(chart)


def test_bars_want_all_the_classes() -> None:
    with pytest.raises(ValueError, match="n_dissatisfied, n_neutral, n_satisfied"):
        votes(n_dissatisfied=[4, 1], n_satisfied=[6, 9])


def test_no_two_classes_of_a_rating_or_steps_of_the_blues_are_the_same_grey() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(to_hex(colour)[place : place + 2], 16) for place in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    for fills in (BLUES, [fill for fill, _ in RATING_3.values()], [fill for fill, _ in RATING_5.values()]):
        greys = sorted(grey(fill) for fill in fills)
        assert min(after - before for before, after in pairwise(greys)) > 10


def test_before_is_hollow_after_is_full_and_a_missing_side_is_said_beside_the_other() -> None:
    frame = pd.DataFrame(
        {"label": ["Mapleway", "Aldwych", "Larkspur"], "before": [10.0, 40.0, None], "after": [25.0, None, None]}
    )
    chart = shown(charts.dumbbell(frame, unit="net", after_words="autumn 2026", **WORDS))
    assert "40; autumn 2026 unknown" in words(chart)
    assert at(chart, "unknown") == at(chart, "Larkspur")
    first = [line for line in chart.figure.axes[0].lines if line.get_marker() == "o"][:2]
    assert [to_hex(str(line.get_markerfacecolor())) for line in first] == ["#ffffff", NAVY.lower()]
    assert first[0].get_xdata()[0] < first[1].get_xdata()[0]


def cumulative(shares: list[float | None], **more: Any) -> Chart:
    frame = pd.DataFrame({"share": shares, **more})
    return shown(charts.cumulative_share(frame, basis="boroughs", **WORDS))


def test_cumulative_steps_say_at_how_many_80_percent_is_passed_and_on_what_basis() -> None:
    chart = cumulative([0.1, 0.5, 0.3, 0.1])
    assert "The largest has 50%; two have 80% or more" in chart.alt
    assert [text.get_text() for text in chart.figure.axes[0].texts if text.get_weight() == "bold"] == ["80%", "2"]
    assert "suppliers, the largest first; shares of boroughs" in words(chart)


def test_shares_that_do_not_reach_80_percent_are_said_to_fall_short() -> None:
    chart = cumulative([0.5, 0.1, None])
    assert "all of them together 60%, less than 80%" in chart.alt
    assert chart.note == "As of 23 Nov 2026. 1 is unknown."


def test_steps_without_names_show_none() -> None:
    assert not [text for text in words(cumulative([0.6, 0.4])) if text.startswith("60% ")]
    assert "60% Larkspur" in words(cumulative([0.6, 0.4], supplier=["Larkspur", "Aldwych"]))


def test_a_tornado_takes_the_columns_of_a_metric_and_writes_the_settings_at_the_bars_ends() -> None:
    frame = pd.DataFrame({"what": ["Saving rate"], "input_low": [0.0], "input_high": [0.08], "input_unit": ["share"],
                          "net_at_low_gbp": [-6_163.0], "net_at_high_gbp": [2_322.0], "value": [-2_981.0]})  # fmt: skip
    columns = {"label": "what", "low": "input_low", "high": "input_high", "setting_unit": "input_unit",
               "at_low": "net_at_low_gbp", "at_high": "net_at_high_gbp", "central": "value"}  # fmt: skip
    chart = shown(charts.tornado(frame, unit="pounds a year", columns=columns, value_text=pounds_text, **WORDS))
    assert {"Saving rate", "0%", "8%", "all at their centre: −£2,981"} <= set(words(chart))  # noqa: RUF001 - a minus
    low, high = chart.figure.axes[0].patches[:2]
    assert low.get_hatch()
    assert not high.get_hatch()
    assert low.get_x() + low.get_width() == pytest.approx(high.get_x())


def test_a_funnel_gives_each_share_of_the_stage_before_and_none_after_a_stage_that_is_unknown() -> None:
    frame = pd.DataFrame({"stage": ["surfaced", "agreed", "noticed", "awarded"], "n": [9, 6, None, 2]})
    chart = shown(charts.funnel(frame, what="joint purchases", **WORDS))
    assert "Surfaced: 9; agreed: 6 (67% of the stage before); noticed: unknown; awarded: 2." in chart.alt
    assert words(chart).count("67%") == 1


def test_a_stage_that_nothing_reached_says_0_and_an_unknown_one_does_not() -> None:
    frame = pd.DataFrame({"stage": ["surfaced", "agreed", "awarded"], "n": [4, 0, None]})
    chart = charts.funnel(frame, what="joint purchases", **WORDS)
    assert at(chart, "0") == at(chart, "Agreed")
    assert at(chart, "unknown") == at(chart, "Awarded")


def test_points_that_may_not_be_shown_are_counted_and_not_drawn() -> None:
    frame = ROWS.assign(x=[1.0, 2.0, 3.0, None], y=[5.0, 6.0, 7.0, 8.0])
    chart = shown(charts.scatter(frame, x_words="suppliers", y_words="net", **WORDS))
    assert chart.alt.startswith("Scatter of 2 points: suppliers across, from 1 to 2; net upwards, from 5 to 6.")
    assert "1 is withheld; 1 is unknown." in chart.note
    assert not {"Licensing", "Waste"} & set(words(chart))


def test_the_readers_own_point_is_named_whatever_the_room_and_unnamed_points_are_counted() -> None:
    crowd = pd.DataFrame(
        {
            "label": [f"Service area {n}" for n in range(60)],
            "x": [n % 8 for n in range(60)],
            "y": [n % 7 for n in range(60)],
        }
    )
    chart = shown(charts.scatter(crowd, x_words="x", y_words="y", own="Service area 59", height_mm=40, **WORDS))
    assert "Service area 59" in words(chart)
    assert "of 60 points have no room for a name" in chart.note


def test_points_without_names_take_none_to_the_annex() -> None:
    frame = pd.DataFrame({"label": ["Brent"], "x": [1.0], "y": [2.0]})
    chart = shown(charts.scatter(frame, x_words="x", y_words="y", is_named=False, **WORDS))
    assert "Brent" not in chart.html
    assert chart.attached[0]["rows"] == [[1.0, 2.0]]


@pytest.mark.parametrize("low", [-1000.0, -3.3, 0.0, 0.07, 12.0, 4_000_000.0])
@pytest.mark.parametrize("span", [0.0, 0.013, 1.0, 37.0, 12_500_000.0])
def test_a_scale_holds_its_numbers_between_round_steps_that_do_not_crowd(low: float, span: float) -> None:
    scale = number_scale([low, low + span, None, float("inf")], left=0, right=100)
    assert scale.low <= low <= low + span <= scale.high
    assert 2 <= len(scale.steps) <= 8
    assert scale(low) < scale(low + span) or span == 0


def test_numbers_are_written_in_few_figures_and_never_round_something_to_nothing() -> None:
    assert [number_text(value) for value in (2.95, 0.5, -0.001, 1234.5)] == ["3", "0.5", "0", "1,234"]
    assert [share_text(value) for value in (0.001, 0.9999, 1.0)] == ["under 1%", "over 99%", "100%"]
    assert pounds_text(0.001) == "under 1p"


def test_the_name_of_a_low_first_step_stands_below_the_steps_after_it() -> None:
    chart = cumulative([0.04] * 25, supplier=[f"Supplier {number:02}" for number in range(25)])
    axes = chart.figure.axes[0]
    [name] = [text for text in axes.texts if text.get_text() == "4% Supplier 00"]
    (left, y), steps = name.get_position(), [bar for bar in axes.patches if to_hex(bar.get_facecolor()) == NAVY.lower()]
    over = [bar for bar in steps if bar.get_x() + bar.get_width() > left]
    assert len(over) > 15
    assert max(bar.get_y() + bar.get_height() for bar in over) <= y - 1.4  # half the height of a letter of 8 points
