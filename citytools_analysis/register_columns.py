"""Which columns of a table must be read to tell some of its columns: those that say which version of a row wins among them."""

from __future__ import annotations

from collections.abc import Collection

from citytools_analysis.merging import GROUPS, SAID
from citytools_analysis.precedence import TRUST
from citytools_analysis.schema import TABLES

_TOLD_WITH = {"is_exercised": ("months",)}


def columns_read(name: str, columns: Collection[str]) -> list[str]:
    """
    List the columns that must be read to tell some columns of a table.

    Parameters
    ----------
    name
        Name of the table.
    columns
        The columns wanted.

    Returns
    -------
    names
        In the table's order: those wanted, those believed together with them, the key, and what tells which source is trusted.

    Examples
    --------
    >>> columns_read("options", ["is_exercised"])
    ['contract_id', 'position', 'months', 'is_exercised', 'source_id', 'source_pointer', 'confirmed_date']
    """
    wanted = {*columns, *TABLES[name].key, *TRUST, *SAID}
    for group in GROUPS.get(name, {}).values():
        wanted.update(group if wanted.intersection(group) else ())
    for column in columns:
        wanted.update(_TOLD_WITH.get(column, ()))
    wanted.update(["function_code"] * (name == "allocations"))  # which source is believed about all of its rows
    return [one for one in TABLES[name].names if one in wanted]
