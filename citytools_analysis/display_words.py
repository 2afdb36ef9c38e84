"""What a metric's frame rests on, in a sentence for its caption: n, coverage, day, and what is withheld and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from citytools_analysis.style import count_text, date_text

_MOST_REASONS = 3


def rests_on(frame: Any) -> str:
    """
    Say what the figures of a frame rest on, as far as its columns tell.

    Parameters
    ----------
    frame
        Any pandas frame; the columns of a metric's envelope (`metrics/envelope.py`) are read where it has them.

    Returns
    -------
    sentence
        Such as `n 5 to 22 of 33, coverage 15% to 67%, as of 23 Nov 2026, 1 of 4 figures withheld (fewer than 5)`;
        empty for a frame without an envelope.

    Examples
    --------
    >>> import pandas as pd
    >>> rests_on(pd.DataFrame({"n": [5, 22], "n_of": 33, "coverage": [5 / 33, 22 / 33]}))
    'n 5 to 22 of 33, coverage 15% to 67%'
    >>> rests_on(pd.DataFrame({"n": [1]}))
    ''
    """
    has = frame.columns.is_unique and {"n", "n_of"} <= set(frame.columns)
    return ", ".join(part for part in _parts(frame) if part) if has and len(frame) else ""


def _parts(frame: Any) -> Iterator[str]:
    known, all_of = _span(frame["n"], "{:,.0f}"), _span(frame["n_of"], "{:,.0f}")
    if known:
        yield f"n {known} of {all_of}" if all_of else f"n {known}"
    if "coverage" in frame and (covered := _span(frame["coverage"], "{:.0%}")):
        yield f"coverage {covered}"
    if "as_of" in frame:
        yield _days(frame["as_of"])
    if "is_withheld" in frame:
        yield _withheld(frame)


def _span(column: Any, written: str) -> str:
    known = column.dropna()
    if not len(known):
        return ""
    low, high = written.format(float(known.min())), written.format(float(known.max()))
    return low if low == high else f"{low} to {high}"


def _days(column: Any) -> str:
    days = sorted({day.date() if isinstance(day, datetime) else day for day in column.dropna()})
    if not days:
        return ""
    first, last = date_text(days[0]), date_text(days[-1])
    return f"as of {first}" if first == last else f"as of {first} to {last}"


def _withheld(frame: Any) -> str:
    held = frame[frame["is_withheld"].eq(True).fillna(value=False).astype("bool")]
    if not len(held):
        return "none withheld"
    reasons = [str(text) for text in held["reason"].dropna().unique() if text] if "reason" in held else []
    shown = "; ".join(reasons[:_MOST_REASONS]) + ("; and others" if len(reasons) > _MOST_REASONS else "")
    return f"{len(held):,} of {count_text(len(frame), 'figure')} withheld" + (f" ({shown})" if shown else "")
