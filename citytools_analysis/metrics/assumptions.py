"""Numbers that no record gives: each low, central and high, with its source and grade, so that none is used unseen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from citytools_analysis.register import Register

ASSUMPTION_COLUMNS = ("assumption_id", "what", "low", "central", "high", "unit", "source", "grade", "note")
EVERY_LOW_OR_HIGH = "every assumption at its low or its high; no confidence interval"
Given = Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Assumed:
    """
    An assumption.

    Parameters
    ----------
    assumption_id
        Its id in `data/reference/assumptions.csv`.
    low, central, high
        The number, and the range in which it is taken to lie.
    unit
        Its unit.
    source, grade
        Where it comes from, and how good that is.

    Examples
    --------
    >>> Assumed("steward_rate", 52e3, 58e3, 65e3, "pounds a year", "Metrics.md 11", "ours").figures
    (52000.0, 58000.0, 65000.0)
    """

    assumption_id: str
    low: float
    central: float
    high: float
    unit: str
    source: str
    grade: str

    @property
    def figures(self) -> tuple[float, float, float]:
        """Low, central and high."""
        return self.low, self.central, self.high


def assumed(register: Register, assumption_id: str, *, given: Given | None = None) -> Assumed:
    """
    Look an assumption up.

    Parameters
    ----------
    register
        The register, whose reference tables hold the assumptions.
    assumption_id
        The id.
    given
        By id, low, central and high that stand in for the table's: what has been observed since.

    Returns
    -------
    assumption
        The assumption.

    Raises
    ------
    ValueError
        If there is none of that id, or its figures are not finite and rising.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> assumed(register, "go_ahead_chance").central
    0.35
    """
    return assumed_in(register.reference.assumptions, assumption_id, given=given)


def assumed_in(table: pd.DataFrame, assumption_id: str, *, given: Given | None = None) -> Assumed:
    """
    Look an assumption up in a table of them.

    Parameters
    ----------
    table
        Rows as in `data/reference/assumptions.csv`.
    assumption_id, given
        As for `assumed`.

    Returns
    -------
    assumption
        The assumption.

    Raises
    ------
    ValueError
        If there is none of that id, or its figures are not finite and rising.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> assumed_in(load_reference().assumptions, "discount_rate").central
    0.035
    """
    rows = table.loc[table["assumption_id"] == assumption_id].to_dict("records") if len(table) else []
    if not rows:
        raise ValueError(f"assumptions.csv has no row {assumption_id!r}. Add one, with its source and grade.")
    row = rows[0]
    is_given = assumption_id in (given or {})
    low, central, high = (given or {}).get(assumption_id, (row["low"], row["central"], row["high"]))
    if not (all(map(math.isfinite, (low, central, high))) and low <= central <= high):
        what = f"The assumption {assumption_id!r} is {low}, {central}, {high}"
        raise ValueError(f"{what}. Give finite numbers, from the lowest to the highest.")
    source, grade = ("given by the caller", "ours") if is_given else (row["source"], row["grade"])
    return Assumed(assumption_id, float(low), float(central), float(high), row["unit"], source, grade)


def assumptions_used(register: Register, frame: pd.DataFrame) -> pd.DataFrame:
    """
    List the assumptions that the figures of a frame rest on, to print beside them.

    Parameters
    ----------
    register
        The register the figures were made from.
    frame
        What a function of this package gave; its `assumption_ids` names them, separated by ``|``.

    Returns
    -------
    assumptions
        One row an assumption, sorted by id, with the columns of `ASSUMPTION_COLUMNS`: what it is, low, central and high
        in `unit`, its source, and its grade (A first-party to D unverified, S simulated, ours: a planning figure).

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> assumptions_used(register, pd.DataFrame({"assumption_ids": ["steward_rate|contingency_rate"]}))["grade"].tolist()
    ['ours', 'ours']
    """
    ids = set(frame["assumption_ids"].dropna().str.split("|").explode())
    table = register.reference.assumptions
    used = table[table["assumption_id"].isin(ids)].sort_values("assumption_id")
    return used[list(ASSUMPTION_COLUMNS)].reset_index(drop=True)
