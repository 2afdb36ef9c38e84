"""A frame as a table people and screen readers can read: caption, scoped headers, units in headers, unknown in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from citytools_analysis.style import UNKNOWN, date_text, money_text
from citytools_analysis.tables.dataset import Shown, from_records
from citytools_analysis.tables.fragment import Fragment, Html, clean_text, escape, is_missing, link
from citytools_analysis.tables.marks import MEANINGS
from citytools_analysis.tables.words import STATE_WORDS, Row

Kind = Literal["text", "date", "short_date", "money", "pounds", "number", "share", "state", "link"]

_MINUS = "\N{MINUS SIGN}"
_WIDE = 8  # columns from which a printed table is turned
_QUIET = {UNKNOWN, "system unknown", "not published", "notice unknown", "none known"}


@dataclass(frozen=True)
class Column:
    """
    One column of a table.

    Parameters
    ----------
    name
        Column of the frame.
    header
        Its header, with the unit.
    kind
        How its values are written: `money` in few figures, `pounds` in full, `share` (0 to 1) as a percentage,
        `state` as words, `link` as a link to the address.
    width
        Relative width.
    missing
        What stands where nothing is known.

    Examples
    --------
    >>> Column("end_date", "Ends", "date").missing
    'unknown'
    """

    name: str
    header: str
    kind: Kind = "text"
    width: float = 1.0
    missing: str = UNKNOWN


def from_frame(
    rows: pd.DataFrame | Sequence[Row],
    *,
    columns: Sequence[Column],
    caption: str,
    note: str = "",
    is_wide: bool = False,
) -> Fragment:
    """
    Write a frame as a table; the first column heads its row.

    Parameters
    ----------
    rows
        A frame, or its rows as records; in records a cell that is `Html` is kept as it is, every other cell is escaped.
    columns
        What to show.
    caption
        What the table is, with its coverage.
    note
        What to know about it, beneath.
    is_wide
        Whether print turns the page for it; from 8 columns on it does anyway.

    Returns
    -------
    fragment
        The table and its note; without rows a callout that says so.

    Examples
    --------
    >>> frame = pd.DataFrame({"system": ["A & B", None], "annual_value_gbp": [410_000.0, None]})
    >>> columns = [Column("system", "System"), Column("annual_value_gbp", "£ a year", "pounds")]
    >>> print(from_frame(frame, columns=columns, caption="Two systems").text)
    Two systems
    System £ a year
    A & B 410,000
    unknown unknown
    """
    records: Sequence[Row] = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else rows
    if not records:
        return Fragment(f'<div class="ct-callout"><p>{escape(caption)}: nothing is known.</p></div>')
    wide = " ct-wide" if is_wide or len(columns) >= _WIDE else ""
    widths = " ".join(f"{column.width:g}" for column in columns)
    heads = "".join(f'<th scope="col"{_classes(column)}>{escape(column.header)}</th>' for column in columns)
    body = "".join(f"<tr>{_cells(row, columns)}</tr>" for row in records)
    table = (
        f'<table class="ct-table{wide}" data-widths="{widths}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
    kept = from_records(
        records, [Shown(one.name, one.header, one.kind, one.missing) for one in columns], title=caption, note=note
    )
    return Fragment(table + (f'<p class="ct-note">{escape(note)}</p>' if note else ""), attached=(kept.as_json(),))


def _cells(row: Row, columns: Sequence[Column]) -> Iterable[str]:
    return "".join(_cell(row, column, is_head=position == 0) for position, column in enumerate(columns))


def _cell(row: Row, column: Column, *, is_head: bool) -> str:
    words = shown(row, column)
    unknown = ("ct-unknown",) if clean_text(words) in _QUIET else ()
    classes = _classes(column, *unknown)
    return f'<th scope="row"{classes}>{words}</th>' if is_head else f"<td{classes}>{words}</td>"


def _classes(column: Column, *more: str) -> str:
    names = [*(("ct-number",) if column.kind in {"money", "pounds", "number", "share"} else ()), *more]
    return f' class="{" ".join(names)}"' if names else ""


def shown(row: Row, column: Column) -> Html:
    """
    Write one cell.

    Parameters
    ----------
    row
        One row of a frame.
    column
        The column.

    Returns
    -------
    html
        The value, escaped; what is missing in the words the column gives for it.

    Examples
    --------
    >>> shown({"share": 0.375}, Column("share", "Share", "share")), shown({}, Column("end_date", "Ends", "date"))
    ('38%', 'unknown')
    """
    value = row.get(column.name)
    if is_missing(value):
        return escape(column.missing)
    if isinstance(value, Html):
        return value
    if isinstance(value, str) and value in MEANINGS:
        return escape(value)
    if column.kind == "link":
        return link(value, "published", otherwise=column.missing)
    if column.kind in {"date", "short_date"}:
        precision = row.get(f"{column.name}_precision")
        words = "day" if is_missing(precision) else str(precision)
        return escape(date_text(value, precision=words, short=column.kind == "short_date"))
    return escape(_WRITERS[column.kind](value))


_WRITERS: dict[str, Callable[..., str]] = {
    "text": clean_text,
    "state": lambda value: STATE_WORDS.get(value, clean_text(value).replace("_", " ")),
    "money": money_text,
    "pounds": lambda value: f"{value:,.0f}".replace("-", _MINUS),
    "number": lambda value: (f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}").replace("-", _MINUS),
    "share": lambda value: f"{value:.0%}",
}
