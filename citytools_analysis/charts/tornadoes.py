"""What a result owes to each assumption: from its low setting to its high one, the others at their centre."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import TILE_POINTS, bar, fitted, house_style, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.looks import HATCHED, SOLID
from citytools_analysis.charts.numbers import (
    AXIS_MM,
    NumberScale,
    ValueText,
    draw_axis,
    number_of,
    number_scale,
    number_text,
    pounds_text,
    share_text,
)
from citytools_analysis.charts.rows import RowLayout, draw_instead, draw_label, laid_out
from citytools_analysis.charts.told import MEND, columns_of, left_out, nothing_to_draw, renamed, spoken, why_not
from citytools_analysis.style import GREY, INK
from citytools_analysis.tables.fragment import Fragment, clean_text, is_missing
from citytools_analysis.tables.words import Row, value_of

SettingText = Callable[[object, str], str]
_BAR_MM, _KEY_MM = 3.8, 6.0
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.6}
_LOW, _HIGH = "assumption at its low", "assumption at its high"


def setting_text(value: object, unit: str) -> str:
    """
    Write the setting of an assumption.

    Parameters
    ----------
    value
        Its low or high; text stays as it is.
    unit
        Its unit, such as `pounds a year`, `probability` or `share of cost`.

    Returns
    -------
    text
        Such as `£5.0m`, `15%` or `18`.

    Examples
    --------
    >>> setting_text(5_000_000, "pounds a year"), setting_text(0.15, "probability"), setting_text(18, "authorities")
    ('£5.0m', '15%', '18')
    """
    number = None if isinstance(value, str) else number_of(value)
    if number is None:
        return "" if is_missing(value) else clean_text(value)
    if unit.startswith("pounds"):
        return pounds_text(number)
    return share_text(number) if unit.startswith(("share", "probability")) else number_text(number)


def tornado(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    unit: str,
    columns: Mapping[str, str] | None = None,
    value_text: ValueText = number_text,
    settings: SettingText = setting_text,
    limit: int = 15,
    mend: str = MEND,
    width_mm: float = 172.0,
) -> Chart | Fragment:
    """
    Draw how far a result moves when one assumption at a time goes to its low and to its high.

    Parameters
    ----------
    frame
        One row an assumption, in the order shown: `label`, `at_low` and `at_high` (the results), `central` (the result
        with every assumption at its centre), `low`, `high` and `setting_unit` (the settings), perhaps `is_withheld`,
        `reason`.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    unit
        What the results are.
    columns
        What the frame calls these, where it has other names: the chart's name to the frame's.
    value_text
        How a result is written.
    settings
        How a setting is written, of a value and its unit.
    limit
        At most so many rows; the others are counted aloud.
    mend
        What would fill it, where nothing can be drawn.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The bars, or a callout where no result is known.

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["Saving rate"], "at_low": [6.0], "at_high": [21.0], "central": [13.0],
    ...                       "low": [0.0], "high": [0.08], "setting_unit": ["share"]})
    >>> tornado(frame, title="It would pay", note="Core scenario.", unit="pounds a year").alt
    'Tornado of 1 assumption, pounds a year; 13 with all at their centre. Saving rate: 6 at 0%, 21 at 8%. It would pay. The table is in the annex.'
    """
    named = renamed(frame, columns or {})
    listed = columns_of(named, "label", "low", "high", "setting_unit", "at_low", "at_high", "central")
    every = [_with_settings(row, settings) for row in listed.to_dict("records")]
    rows = every[: max(limit, 1)]
    known = [row for row in rows if not _hidden(row)]
    if not known:
        return nothing_to_draw(unit, [{**row, "value": None} for row in every], mend=mend)
    centre = number_of(known[0].get("central"))
    with house_style():
        layout = laid_out([value_of(row, "label") for row in rows], width_mm=width_mm, top=6.4, row_mm=6.2)
        figure, axes = sheet(width_mm, layout.bottom + AXIS_MM + _KEY_MM)
        scale = _scale(known, layout)
        draw_axis(axes, scale, top=layout.top - 0.6, bottom=layout.bottom, value_text=value_text, unit=unit)
        for position, row in enumerate(rows):
            draw_label(axes, layout, position, value_of(row, "label"))
            _draw_row(axes, layout, scale, position, row)
        if centre is not None:
            _draw_centre(axes, layout, scale(centre), f"all at their centre: {value_text(centre)}")
        _draw_key(axes, y=layout.bottom + AXIS_MM + 2.4)
    beyond = left_out(n_beyond=len(every) - len(rows))
    all_at = "" if centre is None else f"; {value_text(centre)} with all at their centre"
    head = f"Tornado of {len(rows)} assumption{'s' * (len(rows) != 1)}, {unit}{all_at}"
    told = "; ".join(_in_words(row, value_text) for row in rows)
    return Chart(figure, spoken(head, told, beyond, title), title, f"{note} {beyond}".strip(), data=listed)


def _hidden(row: Row) -> str:
    return why_not(row, "at_low", "at_high")


def _with_settings(row: Row, settings: SettingText) -> Row:
    unit = "" if is_missing(row.get("setting_unit")) else str(row["setting_unit"])
    return {**row} | {f"{end}_text": settings(row.get(end), unit) for end in ("low", "high")}


def _scale(rows: Sequence[Row], layout: RowLayout) -> NumberScale:
    texts = [str(row[name]) for row in rows for name in ("low_text", "high_text")]
    room = min(max(width_of(text, size=TILE_POINTS) for text in texts) + 2, (layout.right - layout.left) / 5)
    values = [row.get(name) for row in rows for name in ("at_low", "at_high", "central")]
    return number_scale(values, left=layout.left + room, right=layout.right - room)


def _draw_row(axes: Axes, layout: RowLayout, scale: NumberScale, position: int, row: Row) -> None:
    if words := _hidden(row):
        draw_instead(axes, layout, position, words)
        return
    y, low, high = layout.middle(position), float(row["at_low"]), float(row["at_high"])
    given = number_of(row.get("central"))
    centre = (low + high) / 2 if given is None else given
    for end, look in ((low, HATCHED), (high, SOLID)):
        left, right = sorted((scale(centre), scale(end)))
        bar(axes, left, right, y - _BAR_MM / 2, _BAR_MM, zorder=2, **look)
    is_reversed = low > high
    for end, words, is_left in ((low, row["low_text"], not is_reversed), (high, row["high_text"], is_reversed)):
        x = scale(end)
        room = max((x - layout.left) if is_left else (layout.width_mm - x), 4.0) - 1.5
        text = fitted(words, room, size=TILE_POINTS)
        look = {"size": TILE_POINTS, "color": GREY, "bbox": _PAPER, "zorder": 1}
        write(axes, x + (-1 if is_left else 1), y, text, ha="right" if is_left else "left", **look)


def _draw_centre(axes: Axes, layout: RowLayout, x: float, words: str) -> None:
    axes.plot([x, x], [layout.top - 1.4, layout.bottom], color=INK, linewidth=0.9, zorder=4)
    half = width_of(words) / 2
    write(axes, min(max(x, half), layout.width_mm - half), layout.top - 3.6, words, ha="center")


def _draw_key(axes: Axes, *, y: float) -> None:
    x = 0.5
    for words, look in ((_LOW, HATCHED), (_HIGH, SOLID)):
        bar(axes, x, x + 4.2, y - 1.4, 2.8, **look)
        write(axes, x + 5.4, y, words, color=GREY)
        x += 10 + width_of(words)
    write(axes, x, y, "the setting stands at the bar's end", color=GREY)


def _in_words(row: Row, value_text: ValueText) -> str:
    if words := _hidden(row):
        return f"{value_of(row, 'label')}: {words}"
    ends = (("low", float(row["at_low"])), ("high", float(row["at_high"])))
    told = ", ".join(f"{value_text(end)} at {row[f'{name}_text'] or f'its {name}'}" for name, end in ends)
    return f"{value_of(row, 'label')}: {told}"
