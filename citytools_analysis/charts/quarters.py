"""How many contracts end in each quarter, with those that ran out, roll on or have no known end beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import bar, house_style, sheet, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.marks import LOOKS
from citytools_analysis.style import GREY, INK, count_text, date_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import number_word, sentence_start

_HEIGHT, _HEAD, _FOOT = 34.0, 5.0, 6.0  # millimetres
_BASE, _APART_WIDE = _HEAD + _HEIGHT, 24.0
_LOOKS: dict[str, dict[str, Any]] = {
    "expired in use": LOOKS["expired, in use"],
    "rolling": LOOKS["rolling"],
    "unknown": {"facecolor": "white", "edgecolor": "#8A949E", "linewidth": 0.8, "linestyle": (0, (2.2, 1.8))},
}


def ends_by_quarter(
    calendar: pd.DataFrame, *, as_of: date, width_mm: float = 172.0, subject: str = ""
) -> Chart | Fragment:
    """
    Draw how many contracts end in each quarter; the three that no quarter holds stand apart at the right.

    Parameters
    ----------
    calendar
        As `renewals.calendar` gives: `period`, `kind` (`quarter`, `expired in use`, `rolling` or `unknown`),
        `quarter_start_date`, `n_contracts`.
    as_of
        Today, for the note.
    width_mm
        Printed width.
    subject
        Whose contracts, for the title.

    Returns
    -------
    chart
        The columns with their counts, or a callout where no contract is known.

    Examples
    --------
    >>> from citytools_analysis.charts.examples import CALENDAR
    >>> ends_by_quarter(CALENDAR, as_of=date(2026, 11, 23)).title
    'Most contracts end in Apr to Jun 2027: nine of 16 with a known end ahead'
    """
    counts = calendar.assign(n=calendar["n_contracts"].fillna(0).astype(int))
    if not counts["n"].sum():
        return Fragment('<div class="ct-callout"><p>No contract is known, so no quarter can be filled.</p></div>')
    ahead = counts[counts["kind"] == "quarter"]
    by_kind = dict(zip(counts["kind"], counts["n"], strict=True))
    apart = {name: int(by_kind.get(name, 0)) for name in _LOOKS}
    with house_style():
        figure, axes = sheet(width_mm, _HEAD + _HEIGHT + _FOOT)
        _draw(axes, ahead, apart, width_mm)
    total = int(ahead["n"].sum())
    coverage = f"{count_text(total, 'contract')} with a known end ahead; {apart['unknown']} with no known end."
    note = f"Contracts by the quarter of their committed end. {coverage} As of {date_text(as_of)}."
    shown = counts[["period", "kind", "quarter_start_date", "n_contracts"]].reset_index(drop=True)
    return Chart(figure, _alt(ahead, apart, as_of), _finding(ahead, subject), note, data=shown)


def _draw(axes: Axes, ahead: pd.DataFrame, apart: dict[str, int], width_mm: float) -> None:
    beside = width_mm - _APART_WIDE * len(apart)
    narrow = (beside - 6) / max(len(ahead), 1)
    tallest = (_HEIGHT - 5) / max(1, *ahead["n"], *apart.values())
    for position, (start, n) in enumerate(zip(ahead["quarter_start_date"], ahead["n"], strict=True)):
        is_before_january = start.month > 9  # its year would run into that of the next column
        words = f"{start:%b}" if start.month > 1 and (position or is_before_january) else f"{start:%b %y}"
        _column(axes, (position * narrow, narrow, n * tallest), (str(n), words), LOOKS["committed"])
    for position, (name, n) in enumerate(apart.items()):
        _column(axes, (beside + position * _APART_WIDE, _APART_WIDE, n * tallest), (str(n), name), _LOOKS[name])
    for left, right in ((0, narrow * len(ahead)), (beside, width_mm)):
        axes.plot([left, right], [_BASE, _BASE], color=INK, linewidth=0.6)


def _column(axes: Axes, place: tuple[float, float, float], words: tuple[str, str], look: dict[str, Any]) -> None:
    left, wide, tall = place
    margin, middle = min(wide * 0.15, 5), left + wide / 2
    if tall:
        bar(axes, left + margin, left + wide - margin, _BASE - tall, tall, **look)
    write(axes, middle, _BASE - tall - 2, words[0], ha="center")
    write(axes, middle, _BASE + 3, words[1], ha="center", color=GREY)


def _finding(ahead: pd.DataFrame, subject: str) -> str:
    whose = f" of {subject}" if subject else ""
    total = int(ahead["n"].sum())
    if not total:
        return f"No contract{whose} has a known end ahead"
    peak = ahead.sort_values("n", ascending=False, kind="stable").iloc[0]
    if peak["n"] == 1:
        verb = "contract ends" if total == 1 else "contracts end"
        return f"{sentence_start(number_word(total))} {verb}{whose} in the quarters shown, never two in one quarter"
    return f"Most contracts{whose} end in {peak['period']}: {number_word(peak['n'])} of {total} with a known end ahead"


def _alt(ahead: pd.DataFrame, apart: dict[str, int], as_of: date) -> str:
    filled = [f"{name}: {n}" for name, n in zip(ahead["period"], ahead["n"], strict=True) if n]
    rest = ", ".join(f"{name}: {n}" for name, n in apart.items())
    told = "; ".join(filled) or "None has a known end ahead"
    return (
        f"Columns counting contracts by the quarter of their committed end, as of {date_text(as_of)}. {told}. "
        f"Apart from these, {rest}. The table of contracts lists them."
    )
