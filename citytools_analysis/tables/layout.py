"""How fragments stand on a page: under a heading, side by side, one after another, on a new page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from citytools_analysis.tables.fragment import Attachment, Fragment, Html, Visible, escape


def heading(words: str, *, note: str = "", level: int = 2) -> Fragment:
    """
    Make a heading, with a quiet line beside it.

    Parameters
    ----------
    words
        The heading.
    note
        How to read what follows.
    level
        2 for a section, 3 within one.

    Returns
    -------
    fragment
        The heading; the note is left out of a contents list.

    Examples
    --------
    >>> heading("Decide next", note="soonest first").html
    '<h2>Decide next <span class="ct-note">soonest first</span></h2>'
    """
    quiet = f' <span class="ct-note">{escape(note)}</span>' if note else ""
    return Fragment(f"<h{level}>{escape(words)}{quiet}</h{level}>")


def stack(*items: Visible) -> Fragment:
    """
    Put things one under the other.

    Parameters
    ----------
    *items
        Charts and fragments.

    Returns
    -------
    fragment
        All of them.

    Examples
    --------
    >>> stack(Fragment("<p>a</p>"), Fragment("<p>b</p>")).html
    '<p>a</p><p>b</p>'
    """
    return Fragment("".join(item.html for item in items), attached=_attached(items))


def side_by_side(*items: Visible, weights: Sequence[float] | None = None) -> Fragment:
    """
    Put things beside one another; on a telephone they follow each other.

    Parameters
    ----------
    *items
        Charts and fragments.
    weights
        Relative widths; equal if not given.

    Returns
    -------
    fragment
        The columns.

    Raises
    ------
    ValueError
        If there are not as many weights as things.

    Examples
    --------
    >>> side_by_side(Fragment("<p>a</p>"), Fragment("<p>b</p>"), weights=(3, 2)).html
    '<div class="ct-columns" data-weights="3 2"><div><p>a</p></div><div><p>b</p></div></div>'
    """
    shares = weights or [1] * len(items)
    if len(shares) != len(items):
        message = f"{len(items)} things want {len(items)} weights, not {len(shares)}"
        raise ValueError(message)
    inside = "".join(f"<div>{item.html}</div>" for item in items)
    return Fragment(
        f'<div class="ct-columns" data-weights="{" ".join(f"{share:g}" for share in shares)}">{inside}</div>',
        attached=_attached(items),
    )


def _attached(items: Sequence[Visible]) -> tuple[Attachment, ...]:
    return tuple(one for item in items for one in item.attached)


def notice(*lines: object) -> Fragment:
    """
    Say what is missing and what would mend it, where a table or picture has nothing to show.

    Parameters
    ----------
    *lines
        Paragraphs, each escaped unless it is `Html`; a list from `bullets` stands between them.

    Returns
    -------
    fragment
        The callout.

    Examples
    --------
    >>> notice("No contract is known.").html
    '<div class="ct-callout"><p>No contract is known.</p></div>'
    """
    inside = "".join(line if _is_block(line) else f"<p>{escape(line)}</p>" for line in lines)
    return Fragment(f'<div class="ct-callout">{inside}</div>')


def _is_block(line: object) -> TypeGuard[Html]:
    return isinstance(line, Html) and line.startswith(("<ul>", "<p>"))


def contents() -> Fragment:
    """
    Mark where the list of contents stands; it is filled with the headings that follow it.

    Returns
    -------
    fragment
        The place.

    Examples
    --------
    >>> contents().html
    '<nav class="ct-contents"></nav>'
    """
    return Fragment('<nav class="ct-contents"></nav>')


def new_page() -> Fragment:
    """
    Start a new page in print.

    Returns
    -------
    fragment
        The break.

    Examples
    --------
    >>> new_page().html
    '<div class="ct-page-break"></div>'
    """
    return Fragment('<div class="ct-page-break"></div>')


def bullets(items: Sequence[object]) -> Html:
    """
    Make a list.

    Parameters
    ----------
    items
        Lines, each escaped unless it is `Html`.

    Returns
    -------
    html
        The list.

    Examples
    --------
    >>> bullets(["a", "b"])
    '<ul><li>a</li><li>b</li></ul>'
    """
    return Html("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>")
