"""A long table in print: its first rows, and every row in the workbook."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.words import Row


def shortened(rows: Sequence[Row], *, columns: Sequence[Column], caption: str, most: int, note: str = "") -> Fragment:
    """
    Write the first rows of a table and attach them all.

    Parameters
    ----------
    rows
        Every row, in order.
    columns, note
        As of `tables.from_frame`.
    caption
        What the table is; how many of how many are shown is added.
    most
        At most so many are written.

    Returns
    -------
    fragment
        The table, whose annex holds every row.

    Examples
    --------
    >>> rows = [{"borough": "Brent"}, {"borough": "Camden"}]
    >>> short = shortened(rows, columns=[Column("borough", "Borough")], caption="Housing", most=1)
    >>> short.text.splitlines()[0], len(short.attached[0]["rows"])
    ('Housing: the first 1 of 2', 2)
    """
    every = from_frame(rows, columns=columns, caption=caption, note=note)
    if len(rows) <= most:
        return every
    first = f"he first {most} of {len(rows)}"
    told = f"{caption} T{first}." if caption.endswith(".") else f"{caption}: t{first}"
    whole = f"{note} All rows are in the workbook.".strip()
    shown = from_frame(rows[:most], columns=columns, caption=told, note=whole)
    return Fragment(shown.html, attached=every.attached)
