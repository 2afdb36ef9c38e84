"""
Which rows of the fixed tables may be told together: what one row tells of another is withheld too, until nothing does.

Of rows that give another away the broadest is dropped first: a total is worth less than its parts, and there are fewer of
them (metrics.md, section 15, rules 5 and 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from citytools_analysis.disclosure.exposed import exposed_cells
from citytools_analysis.disclosure.joint import NOW, Flags, Joint, joint
from citytools_analysis.disclosure.joint import ROW as RELEASED_ROW
from citytools_analysis.disclosure.rules import keeps_rules_of_groups, may_be_told
from citytools_analysis.disclosure.units import ROW, SILENT
from citytools_analysis.metrics.released import UNPUBLISHED_VALUE

Row = tuple[str, str]
_SAID = ["unit_id", "category", "amount"]
_BEHIND = ("decision_maker", "supplier_id", *ROW)


@dataclass(frozen=True)
class Told:
    """
    What one release told.

    Parameters
    ----------
    lines
        As `units.units_of`.
    rows
        `metric` and `subject` of the rows that were told anew in it.

    Examples
    --------
    >>> Told(pd.DataFrame(), frozenset()).rows
    frozenset()
    """

    lines: pd.DataFrame
    rows: frozenset[Row]


@dataclass(frozen=True)
class _Row:
    lines: pd.DataFrame
    units: frozenset[str]


def safe_rows(lines: pd.DataFrame, earlier: Sequence[Told] = ()) -> frozenset[Row]:
    """
    Choose the rows that are told.

    Parameters
    ----------
    lines
        As `units.units_of`.
    earlier
        What earlier releases told.

    Returns
    -------
    rows
        `metric` and `subject` of the rows that keep every rule: each by itself; what is left of it when the told rows
        inside it are taken away; what changed in it since each release that told it; and, by linear programming over all
        releases, with every other told row in the hands of every reader.

    Examples
    --------
    >>> safe_rows(pd.DataFrame(columns=["unit_id", "decision_maker", "amount", "supplier_id", "metric", "subject", "category"]))
    frozenset()
    """
    said = lines[lines["category"].ne(SILENT)]
    alone = may_be_told(said)
    told = {row for row in alone.index[alone] if not any(_tells_changes(row, said, one) for one in earlier)}
    cells = joint([lines, *(one.lines for one in earlier)])
    by_row = {
        (str(metric), str(subject)): _Row(part, frozenset(part["unit_id"]))
        for (metric, subject), part in said.groupby(ROW)
    }
    while dropped := _dropped(cells, told, earlier, by_row):
        told -= dropped
    return frozenset(told)


def _tells_changes(row: Row, lines: pd.DataFrame, before: Told) -> bool:
    """Say whether the difference of two releases of a row would tell of fewer boroughs than a row may."""
    if row not in before.rows:
        return False
    then_said = before.lines[before.lines["category"].ne(SILENT)]
    now, then = (one[one["metric"].eq(row[0]) & one["subject"].eq(row[1])] for one in (lines, then_said))
    both = now.merge(then, on=_SAID, how="outer", indicator="found", suffixes=("", "_then"))
    changed = both[both["found"] != "both"]
    changed = changed.assign(**{name: changed[name].fillna(changed[f"{name}_then"]) for name in _BEHIND})
    return len(changed) > 0 and not bool(keeps_rules_of_groups(changed).all())


def _dropped(cells: Joint, told: set[Row], earlier: Sequence[Told], by_row: Mapping[Row, _Row]) -> set[Row]:
    """Name the row to drop next: one whose remainder tells too much, or else one that gives a withheld cell away."""
    if remainders := {row for row in told if _leaves_too_few(row, told, by_row)}:
        return {_broadest(remainders, by_row)}
    rows = list(cells.cells[RELEASED_ROW].itertuples(index=False, name=None))
    is_told = np.array([row[1:] in (told if row[0] == NOW else earlier[row[0] - 1].rows) for row in rows], dtype=bool)
    is_money = cells.cells["metric"].eq(UNPUBLISHED_VALUE).to_numpy(dtype=bool)
    ever = set().union(told, *(one.rows for one in earlier))  # what was told once is known about as it stands now
    is_kept = np.array([row[1:] not in ever for row in rows], dtype=bool)
    for cell in exposed_cells(cells, is_told, is_kept, is_money):
        if binding := {rows[one][1:] for one in _binding(cells, is_told, cell)}:
            return {_broadest(binding, by_row)}
    return set()


def _binding(cells: Joint, is_told: Flags, cell: int) -> list[int]:
    """Give the cells told now that bind a cell: those with an atom of it, or else those with an atom of theirs, and so on."""
    atoms, is_now = cells.sums[cell], cells.cells["release"].eq(NOW).to_numpy()
    while True:
        beside = is_told & cells.sums[:, atoms].any(axis=1)
        more = atoms | cells.sums[beside].any(axis=0)
        if (beside & is_now).any() or (more == atoms).all():
            return [int(one) for one in np.flatnonzero(beside & is_now)]
        atoms = more


def _leaves_too_few(row: Row, told: set[Row], by_row: Mapping[Row, _Row]) -> bool:
    """Take the told rows of one table that lie inside a row away from it, and look at what is left."""
    whole = by_row[row]
    for metric in sorted({name for name, _ in told}):
        taken: set[str] = set()
        for one in sorted(other for other in told if other[0] == metric and other != row):
            part = by_row[one].units
            taken |= part if part < whole.units and not part & taken else frozenset()
        if taken and whole.units > taken:
            rest = whole.lines[~whole.lines["unit_id"].isin(taken)]
            if not bool(keeps_rules_of_groups(rest).all()):
                return True
    return False


def _broadest(rows: set[Row], by_row: Mapping[Row, _Row]) -> Row:
    return max(sorted(rows), key=lambda row: len(by_row[row].units))
