"""How many reached each stage, and what share of those at the stage before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from citytools_analysis.charts.canvas import bar, house_style, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.looks import SOLID
from citytools_analysis.charts.numbers import number_of, share_text
from citytools_analysis.charts.rows import draw_beside, draw_heads, draw_instead, draw_label, laid_out
from citytools_analysis.charts.told import columns_of, nothing_to_draw, renamed, spoken, why_not
from citytools_analysis.style import INK
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import Row, sentence_start, value_of

_BAR_MM = 4.6
_HEAD = "of the stage before"


def funnel(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    what: str,
    columns: Mapping[str, str] | None = None,
    mend: str = "A log of what reached which stage would fill it.",
    width_mm: float = 172.0,
) -> Chart | Fragment:
    """
    Draw how many reached each stage as bars from the first to the last, with the share of the stage before.

    Parameters
    ----------
    frame
        One row a stage, in order: `stage`, `n`, perhaps `is_withheld`, `reason`.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    what
        What is counted, such as `joint purchases`.
    columns
        What the frame calls these, where it has other names: the chart's name to the frame's.
    mend
        What would fill it, where nothing can be drawn.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The bars, or a callout where no count is known; a stage that nothing reached says `0`.

    Examples
    --------
    >>> frame = pd.DataFrame({"stage": ["surfaced", "agreed"], "n": [9, 4]})
    >>> funnel(frame, title="Four of nine were agreed", note="As of 23 Nov 2026.", what="joint purchases").alt
    'Bars of joint purchases at 2 stages. Surfaced: 9; agreed: 4 (44% of the stage before). Four of nine were agreed. The table is in the annex.'
    """
    listed = columns_of(renamed(frame, columns or {}), "stage", "n")
    rows = _with_shares(listed.to_dict("records"))
    most = max((float(row["n"]) for row in rows if not why_not(row, "n")), default=0.0)
    if all(why_not(row, "n") for row in rows):
        return nothing_to_draw(what, [{**row, "value": None} for row in rows], mend=mend)
    with house_style():
        shares = [*(str(row["share_words"]) for row in rows), _HEAD]
        names = [sentence_start(value_of(row, "stage")) for row in rows]
        layout = laid_out(names, width_mm=width_mm, top=5.6, row_mm=6.6, beside=shares)
        figure, axes = sheet(width_mm, layout.bottom + 1.5)
        draw_heads(axes, layout, left=what, beside=_HEAD)
        per_one = (layout.right - layout.left - 12) / max(most, 1)
        for position, row in enumerate(rows):
            draw_label(axes, layout, position, names[position])
            draw_beside(axes, layout, position, str(row["share_words"]))
            if words := why_not(row, "n"):
                draw_instead(axes, layout, position, words)
                continue
            y, end = layout.middle(position), layout.left + float(row["n"]) * per_one
            if row["n"]:
                bar(axes, layout.left, end, y - _BAR_MM / 2, _BAR_MM, **SOLID)
            words = f"{row['n']:,.0f}"
            is_inside = end - layout.left > width_of(words, bold=True) + 2.4
            ink, ha, away = ("white", "right", -1.2) if is_inside else (INK, "left", 1.2)
            write(axes, end + away, y, words, color=ink, ha=ha, weight="bold")
    head = f"Bars of {what} at {len(rows)} stage{'s' * (len(rows) != 1)}"
    told = "; ".join(_in_words(row) for row in rows)
    shown = pd.DataFrame(rows).drop(columns="share_words")
    return Chart(figure, spoken(head, told, title), title, note, data=shown)


def _with_shares(rows: Sequence[Row]) -> list[Row]:
    told: list[Row] = []
    for position, row in enumerate(rows):
        n = None if why_not(row, "n") else number_of(row["n"])
        before = None if not position or why_not(rows[position - 1], "n") else number_of(rows[position - 1]["n"])
        share = n / before if n is not None and before else None
        told.append({**row, "share_of_stage_before": share, "share_words": "" if share is None else share_text(share)})
    return told


def _in_words(row: Row) -> str:
    name = value_of(row, "stage")
    if words := why_not(row, "n"):
        return f"{name}: {words}"
    share = f" ({row['share_words']} {_HEAD})" if row["share_words"] else ""
    return f"{name}: {row['n']:,.0f}{share}"
