"""Ranked dots: one value a row, with its interval and its bounds, and in words where there is none."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import house_style, sheet
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.intervals import draw_interval_key, draw_value
from citytools_analysis.charts.numbers import AXIS_MM, NumberScale, ValueText, draw_axis, number_scale, number_text
from citytools_analysis.charts.rows import RowLayout, draw_beside, draw_heads, draw_instead, draw_label, laid_out
from citytools_analysis.charts.told import (
    MEND,
    columns_of,
    left_out,
    names_of,
    nothing_to_draw,
    range_text,
    spoken,
    why_not,
)
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.words import Row, value_of

_FIGURES = ("value", "lower", "upper", "bound_low", "bound_high")
_KEY_MM, _LEAST_LIMIT = 6.0, 1


def dot_plot(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    unit: str,
    label: str = "label",
    value_text: ValueText = number_text,
    own: str = "",
    limit: int = 33,
    is_ranked: bool = True,
    has_zero: bool = False,
    mend: str = MEND,
    width_mm: float = 172.0,
) -> Chart | Fragment:
    """
    Draw one value a row as a dot, with its interval as a thick line and its bounds as a thin one.

    Parameters
    ----------
    frame
        One row a thing: the label, `value`, and perhaps `lower` and `upper` (what sampling may do), `bound_low` and
        `bound_high` (what those who did not answer could do), `n`, `is_withheld`, `reason`.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    unit
        What the values are, under the axis and in the alt text.
    label
        Column of the names.
    value_text
        How a value is written.
    own
        The name that is the reader's own.
    limit
        At most so many rows; the others are counted aloud.
    is_ranked
        Whether the largest stands first, or the rows keep their order.
    has_zero
        Whether nought is on the axis whatever the values.
    mend
        What would fill it, where nothing can be drawn.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The dots, what is withheld or unknown in words in its row; or a callout where no value is known.

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["Planning", "Telephony"], "value": [2.0, 4.5], "n": [11, 20]})
    >>> dot_plot(frame, title="Telephony has most", note="As of 23 Nov 2026.", unit="suppliers").alt
    'Ranked dots of 2 rows, suppliers. From 2 (Planning) to 4.5 (Telephony). Telephony has most. The table is in the annex.'
    """
    listed = columns_of(frame, label, *_FIGURES, "n")
    ordered = listed.sort_values("value", ascending=False, na_position="last", kind="stable") if is_ranked else listed
    rows = ordered.to_dict("records")
    shown = rows[: max(limit, _LEAST_LIMIT)]
    drawn = [row for row in shown if not why_not(row, "value")]
    if not drawn:
        return nothing_to_draw(unit, rows, mend=mend)
    counts = [_count(row) for row in shown]
    with house_style():
        layout = laid_out([value_of(row, label) for row in shown], width_mm=width_mm, top=5.4, beside=counts)
        figure, axes = sheet(width_mm, layout.bottom + AXIS_MM + _KEY_MM)
        figures = [row.get(name) for row in drawn for name in _FIGURES]
        scale = number_scale(figures, left=layout.left + 2, right=layout.right, has_zero=has_zero)
        draw_axis(axes, scale, top=layout.top - 0.6, bottom=layout.bottom, value_text=value_text, unit=unit)
        draw_heads(axes, layout, beside="n" if any(counts) else "")
        marks = _draw_rows(axes, layout, scale, shown, (label, own))
        draw_interval_key(axes, marks, y=layout.bottom + AXIS_MM + 2.4)
    beyond = left_out(n_beyond=len(rows) - len(shown))
    told = (f"{'Ranked dots' if is_ranked else 'Dots'} of {len(shown)} rows, {unit}",
            range_text(drawn, "value", value_text, label=label), _missing(shown, label), beyond, title)  # fmt: skip
    return Chart(figure, spoken(*told), title, f"{note} {beyond}".strip(), data=listed)


def _count(row: Row) -> str:
    return "" if why_not(row, "value") or is_missing(row.get("n")) else f"{row['n']:,.0f}"


def _draw_rows(
    axes: Axes, layout: RowLayout, scale: NumberScale, rows: Sequence[Row], names: tuple[str, str]
) -> set[str]:
    label, own = names
    marks = set[str]()
    for position, row in enumerate(rows):
        name, y = value_of(row, label), layout.middle(position)
        draw_label(axes, layout, position, name, is_own=bool(own) and name == own)
        if words := why_not(row, "value"):
            draw_instead(axes, layout, position, words)
            continue
        marks |= draw_value(axes, scale, row, y, is_own=bool(own) and name == own)
        draw_beside(axes, layout, position, _count(row))
    return marks


def _missing(rows: Sequence[Row], label: str) -> str:
    told = [(row, why_not(row, "value")) for row in rows]
    parts = [
        f"{word}: {names_of(group, label)}"
        for word in ("withheld", "unknown")
        if (group := [row for row, words in told if words.startswith(word)])
    ]
    return "; ".join(parts)
