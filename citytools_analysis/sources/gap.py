"""A cell of a return that a borough is asked to fill in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """
    One cell that is not known and holds up a decision.

    Parameters
    ----------
    sheet
        Sheet of the return (`schema.SHEETS`).
    row
        Its row in the workbook.
    field
        Its field.
    words
        What is asked.

    Examples
    --------
    >>> Gap("contracts", 2, "end_date", "When does Licences end?").row
    2
    """

    sheet: str
    row: int
    field: str
    words: str
