"""No figure and no table may be lost on the way from a cell to a file: what was made is counted again in what came out."""

from __future__ import annotations

import re

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.document import Document

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def check_page(document: Document, html: str, *, name: str) -> None:
    """
    Refuse a page that lacks a figure or a table of its document.

    Parameters
    ----------
    document
        What was to be drawn.
    html
        The page.
    name
        Name of the notebook, for the message.

    Raises
    ------
    ReportError
        If there are fewer or more.

    Examples
    --------
    >>> check_page(Document(title="A", n_tables=1), "<p>nothing</p>", name="a.ipynb")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.ReportError: a.ipynb made 0 figures and 1 table, but its page holds 0 and 0
    """
    n_figures, n_tables = html.count("<img "), html.count("<table")  # in words of the data the sign is escaped
    _check(document, n_figures, n_tables, f"{name} made", "its page holds")


def check_source(document: Document, typst: str, *, name: str) -> None:
    """
    Refuse Typst source that lacks a figure or a table of its document.

    Parameters
    ----------
    document
        What was to be drawn.
    typst
        The body of the source, without the template.
    name
        Name of the notebook, for the message.

    Raises
    ------
    ReportError
        If there are fewer or more.

    Examples
    --------
    >>> check_source(Document(title="A", n_tables=1), 'data-table(8pt, "data-table(")', name="a.ipynb")
    """
    code = _STRING.sub('""', typst)  # words of the data are strings there, whatever they say
    _check(document, code.count("picture("), code.count("data-table("), f"{name} made", "its PDF was to hold")


def _check(document: Document, n_figures: int, n_tables: int, made: str, holds: str) -> None:
    if (document.n_figures, document.n_tables) != (n_figures, n_tables):
        figures, tables = document.n_figures, document.n_tables
        words = (
            f"{figures} {'figure' if figures == 1 else 'figures'} and {tables} {'table' if tables == 1 else 'tables'}"
        )
        message = f"{made} {words}, but {holds} {n_figures} and {n_tables}"
        raise ReportError(message)
