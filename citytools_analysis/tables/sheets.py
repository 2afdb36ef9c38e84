"""What is not read but used: wall sheets at A3, cards to cut out, boxes to tick."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.tables.fragment import Fragment, Visible, escape
from citytools_analysis.tables.layout import stack


def wall_sheet(*items: Visible) -> Fragment:
    """
    Put things on a sheet of their own: A3, landscape, in print.

    Parameters
    ----------
    *items
        Charts and fragments; a picture may be 396 mm wide and 255 mm tall.

    Returns
    -------
    fragment
        The sheet; on a screen it follows what stands before it. It must be the last thing of its cell's own, not
        inside columns.

    Examples
    --------
    >>> wall_sheet(Fragment("<p>a</p>")).html
    '<div class="ct-sheet"><p>a</p></div>'
    """
    inside = stack(*items)
    return Fragment(f'<div class="ct-sheet">{inside.html}</div>', attached=inside.attached)


def cards(*items: Visible) -> Fragment:
    """
    Put things on cards, six to a page, with lines to cut along.

    Parameters
    ----------
    *items
        One fragment a card: a heading of level 3, a few lines, a box to fill.

    Returns
    -------
    fragment
        The cards.

    Examples
    --------
    >>> cards(Fragment("<p>a</p>")).html
    '<div class="ct-cards"><div class="ct-card"><p>a</p></div></div>'
    """
    inside = "".join(f'<div class="ct-card">{item.html}</div>' for item in items)
    return Fragment(f'<div class="ct-cards">{inside}</div>', attached=stack(*items).attached)


def checklist(items: Sequence[tuple[object, object]]) -> Fragment:
    """
    Make a list of boxes to tick, each with what is known of it.

    Parameters
    ----------
    items
        What is to be checked, and what is known of it; each escaped unless it is `Html`.

    Returns
    -------
    fragment
        The list; page and PDF draw the boxes.

    Examples
    --------
    >>> checklist([("Ends align", "4 of 5")]).text
    'Ends align: 4 of 5'
    """
    lines = "".join(f"<li><strong>{escape(what)}:</strong> {escape(known)}</li>" for what, known in items)
    return Fragment(f'<ul class="ct-checklist">{lines}</ul>')
