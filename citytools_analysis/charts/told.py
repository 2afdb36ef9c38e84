"""What a chart says in words: why a value is not drawn, what is left out, and the sentence that reads it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Number
from typing import Any

import pandas as pd

from citytools_analysis.charts.numbers import ValueText, number_of
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.fragment import Fragment, clean_text, is_missing
from citytools_analysis.tables.layout import bullets, notice
from citytools_analysis.tables.words import Row, joined, sentence_start, value_of

MEND = "A return that answers this would show it here."
_TABLE = "The table is in the annex."


def is_withheld(row: Row) -> bool:
    """
    Tell whether a row may not be shown.

    Parameters
    ----------
    row
        One row of a frame, perhaps with `is_withheld`.

    Returns
    -------
    is_withheld
        False where the row does not say.

    Examples
    --------
    >>> is_withheld({"is_withheld": True}), is_withheld({})
    (True, False)
    """
    told = row.get("is_withheld")
    return not is_missing(told) and bool(told)


def why_not(row: Row, *names: str) -> str:
    """
    Say why a row has nothing to draw: withheld and unknown are different answers.

    Parameters
    ----------
    row
        One row of a frame, perhaps with `is_withheld` and `reason`.
    *names
        The fields it takes to draw it.

    Returns
    -------
    words
        Such as `withheld: fewer than 5 decision-makers`, `unknown`, or nothing where it can be drawn.

    Examples
    --------
    >>> why_not({"value": 3.0}, "value"), why_not({"value": None}, "value")
    ('', 'unknown')
    >>> why_not({"value": 3.0, "is_withheld": True, "reason": "fewer than 5"}, "value")
    'withheld: fewer than 5'
    """
    reason = "" if is_missing(row.get("reason")) else clean_text(row["reason"])
    if is_withheld(row):
        return f"withheld: {reason}" if reason else "withheld"
    if all(number_of(row.get(name)) is not None for name in names):
        return ""
    return f"{UNKNOWN}: {reason}" if reason else UNKNOWN


def left_out(*, n_beyond: int = 0, n_withheld: int = 0, n_unknown: int = 0) -> str:
    """
    Count aloud what a chart does not show.

    Parameters
    ----------
    n_beyond
        Rows beyond the limit.
    n_withheld
        Rows that may not be shown.
    n_unknown
        Rows whose value is not known.

    Returns
    -------
    sentence
        A sentence, or nothing.

    Examples
    --------
    >>> left_out(n_beyond=3, n_unknown=1), left_out()
    ('3 more are in the annex alone; 1 is unknown.', '')
    """
    parts = [f"{n_beyond} more {'is' if n_beyond == 1 else 'are'} in the annex alone"] * bool(n_beyond)
    told = ((n_withheld, "withheld"), (n_unknown, UNKNOWN))
    parts += [f"{n} {'is' if n == 1 else 'are'} {word}" for n, word in told if n]
    return f"{'; '.join(parts)}." if parts else ""


def spoken(*parts: str) -> str:
    """
    Join the parts of an alt text, and say where the table is.

    Parameters
    ----------
    *parts
        Clauses or sentences; empty ones are left out.

    Returns
    -------
    alt
        Sentences.

    Examples
    --------
    >>> spoken("Ranked dots of 3 areas", "", "one is withheld.")
    'Ranked dots of 3 areas. One is withheld. The table is in the annex.'
    """
    told = [sentence_start(part.strip()) for part in parts if part.strip()]
    return " ".join([*(part if part.endswith((".", "!", "?")) else f"{part}." for part in told), _TABLE])


def range_text(rows: Sequence[Row], value: str, value_text: ValueText, *, label: str) -> str:
    """
    Say from where to where the known values of some rows go.

    Parameters
    ----------
    rows
        The rows that are drawn.
    value
        Field of the values.
    value_text
        How a value is written.
    label
        Field of the names.

    Returns
    -------
    words
        Such as `From 1.2 (Telephony) to 4.5 (Planning)`; nothing without a value.

    Examples
    --------
    >>> rows = [{"label": "Planning", "value": 4.0}, {"label": "Telephony", "value": 1.0}]
    >>> range_text(rows, "value", str, label="label")
    'From 1.0 (Telephony) to 4.0 (Planning)'
    """
    known = [(number, clean_text(row[label])) for row in rows if (number := number_of(row.get(value))) is not None]
    if not known:
        return ""
    (low, least), (high, most) = min(known, key=_first), max(known, key=_first)
    if low == high:
        return f"{'All' if len(known) > 1 else least} at {value_text(low)}"
    return f"From {value_text(low)} ({least}) to {value_text(high)} ({most})"


def _first(pair: tuple[float, str]) -> float:
    return pair[0]


def nothing_to_draw(what: str, rows: Iterable[Row] = (), *, mend: str = MEND) -> Fragment:
    r"""
    Say that nothing can be drawn, why, and what would mend it.

    Parameters
    ----------
    what
        What the numbers would be.
    rows
        The rows there are, none of which can be drawn.
    mend
        What would fill it.

    Returns
    -------
    callout
        A callout; each reason for withholding is said once, with its count.

    Examples
    --------
    >>> nothing_to_draw("net satisfaction", [{"is_withheld": True, "reason": "fewer than 5 votes"}]).text
    'Nothing can be drawn of net satisfaction:\n1 is withheld: fewer than 5 votes'
    """
    listed = list(rows)
    if not listed:
        return notice(f"Nothing is known of {what}, so there is nothing to draw.", mend)
    counts = pd.Series([why_not(row) or UNKNOWN for row in listed]).value_counts(sort=False)
    told = bullets([f"{n} {'is' if n == 1 else 'are'} {words}" for words, n in counts.items()])
    mends = [] if all(is_withheld(row) for row in listed) else [mend]
    return notice(f"Nothing can be drawn of {what}:", told, *mends)


def columns_of(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """
    Keep what a chart shows and no more: a name or number that is not drawn does not go out beside it.

    Parameters
    ----------
    frame
        The rows.
    *names
        Columns shown; those that the frame lacks are passed over.

    Returns
    -------
    frame
        The rows with those columns, without the numbers of those that are withheld.

    Examples
    --------
    >>> frame = pd.DataFrame({"group": ["a"], "borough": ["Brent"], "value": [3], "is_withheld": [True]})
    >>> columns_of(frame, "group", "value").to_dict("records")
    [{'group': 'a', 'value': None, 'is_withheld': True}]
    """
    wanted = list(dict.fromkeys(name for name in (*names, "is_withheld", "reason") if name in frame.columns))
    kept = frame[wanted].reset_index(drop=True)
    held = [is_withheld(row) for row in kept.to_dict("records")]
    if not any(held):
        return kept
    return kept.assign(**{name: _without_numbers(kept[name], held) for name in kept.columns})


def _without_numbers(column: pd.Series[Any], held: Sequence[bool]) -> pd.Series[Any]:
    is_numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if not is_numeric and not pd.api.types.is_object_dtype(column):
        return column
    cells = [None if hide and _is_number(cell) else cell for cell, hide in zip(column, held, strict=True)]
    return pd.Series(cells, dtype="float64" if pd.api.types.is_float_dtype(column) else "object")


def _is_number(cell: object) -> bool:
    return isinstance(cell, Number) and not isinstance(cell, bool)


def renamed(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """
    Give the columns of a metric the names a chart asks for.

    Parameters
    ----------
    frame
        The rows.
    columns
        The chart's name to the frame's name.

    Returns
    -------
    frame
        The rows, those columns under the chart's names.

    Examples
    --------
    >>> renamed(pd.DataFrame({"what": ["Rate"], "low": [1]}), {"label": "what"}).columns.tolist()
    ['label', 'low']
    """
    taken = [name for name in columns if name in frame.columns and columns[name] != name]
    return frame.drop(columns=taken).rename(columns={old: new for new, old in columns.items()})


def names_of(rows: Iterable[Row], label: str, *, most: int = 5) -> str:
    """
    Name some rows in a sentence, each name once.

    Parameters
    ----------
    rows
        The rows.
    label
        Field of the names.
    most
        Name at most so many and count the others.

    Returns
    -------
    names
        Such as `Brent, Camden and 3 others`.

    Examples
    --------
    >>> names_of([{"label": "Brent"}, {"label": None}], "label")
    'Brent and unknown'
    """
    return joined(list(dict.fromkeys(value_of(row, label) for row in rows)), most=most)
