"""Tables that scroll on their own, so that a page never does sideways."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from citytools_analysis.tables.fragment import Fragment, escape, plain_words
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.words import Row

_TABLE = re.compile(r"(<table\b[^>]*>)<caption>(.*?)</caption>(.*?</table>)", re.DOTALL)
_DAY = re.compile(r">\d{1,2} [A-Z][a-z]{2} \d{4}</td>")


def table(rows: pd.DataFrame | Sequence[Row], *, columns: Sequence[Column], caption: str, note: str = "") -> Fragment:
    """
    Turn rows into a table within a group that scrolls.

    Parameters
    ----------
    rows
        A frame or records, as `tables.from_frame` takes them.
    columns
        What to show.
    caption
        What the table is, with its coverage.
    note
        What to know about it, beneath.

    Returns
    -------
    fragment
        The group and the note; without rows a callout that says so.

    Examples
    --------
    >>> table([{"a": "x"}], columns=[Column("a", "A")], caption="One").html.partition("<table")[0]
    '<div class="ct-scroll" role="group" aria-label="Table: One" tabindex="0">'
    """
    return scrolling(from_frame(rows, columns=columns, caption=caption, note=note))


def scrolling(fragment: Fragment) -> Fragment:
    """
    Put every table of a fragment into a group of its own that scrolls, by keyboard too.

    Parameters
    ----------
    fragment
        HTML of ours; what stands in it is escaped, so that a table ends where it seems to.

    Returns
    -------
    fragment
        The same with its tables in groups named by their captions.

    Examples
    --------
    >>> scrolling(Fragment("<p>a</p>")).html
    '<p>a</p>'
    """
    return Fragment(_TABLE.sub(_scrolled, fragment.html))


def _scrolled(found: re.Match[str]) -> str:
    # A caption in an element of its own can stay in sight while its table scrolls.
    head = f'<caption><span class="ct-caption">{found[2]}</span></caption>'
    body = _DAY.sub(_kept_whole, found[3])
    name = escape(plain_words(found[2]))
    return f'<div class="ct-scroll" role="group" aria-label="Table: {name}" tabindex="0">{found[1]}{head}{body}</div>'


def _kept_whole(day: re.Match[str]) -> str:
    return day[0].replace(" ", "&nbsp;")
