"""What changed between two registers, cell by cell, in the version of each row that shows."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES

_LEFT_ASIDE = {"source_id", "source_pointer", "sha256", "retrieved_date"}
_COLUMNS = ["table", "key", "change", "column", "before", "after"]


def changes(before: Register, after: Register) -> pd.DataFrame:
    """
    List the rows that are new, gone or different.

    Parameters
    ----------
    before, after
        The two registers.

    Returns
    -------
    changes
        One row a new or gone row, and one a changed cell: `table`, `key` (ids joined by /), `change`
        (`new`, `gone`, `changed`), `column`, `before`, `after` (text; blank where unknown).

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> changes(register, register).empty
    True
    """
    parts = [
        _table_changes(name, before.table(name), after.table(name))
        for name in TABLES
        if "source_pointer" not in TABLES[name].key
    ]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)


def _table_changes(name: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    key = list(TABLES[name].key)
    columns = [column for column in TABLES[name].names if column not in _LEFT_ASIDE and column not in key]
    left, right = _indexed(old, key, columns), _indexed(new, key, columns)
    rows = [(name, found, "new", "", "", "") for found in right.index.difference(left.index)]
    rows += [(name, found, "gone", "", "", "") for found in left.index.difference(right.index)]
    shared = left.index.intersection(right.index)
    was, now = left.loc[shared], right.loc[shared]
    for column in columns:
        differs = was[column] != now[column]
        rows += [
            (name, found, "changed", column, str(was.loc[found, column]), str(now.loc[found, column]))
            for found in shared[differs.to_numpy()]
        ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _indexed(frame: pd.DataFrame, key: list[str], columns: list[str]) -> pd.DataFrame:
    text = frame.astype("object").where(frame.notna(), "").astype("str")
    joined = text[key[0]] if len(key) == 1 else text[key].agg("/".join, axis=1) if len(text) else text[key[0]]
    return text[columns].set_axis(joined, axis=0)
