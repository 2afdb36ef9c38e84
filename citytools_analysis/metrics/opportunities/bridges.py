"""How much the opportunities depend on bridging contracts beyond their latest end (M40's sensitivity; metrics.md, 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.opportunities.candidates import KEYS, By, candidate_rows, with_windows
from citytools_analysis.metrics.opportunities.figures import ranged
from citytools_analysis.metrics.opportunities.tallies import counts, in_any, runs
from citytools_analysis.register import Register

BRIDGES = (0, 6, 12, 18)
SENSITIVITY_COLUMNS = (
    "bridge_months", "n_sets", "n_boroughs", "n_decision_makers", "n_contracts", "annual_value_gbp", *ENVELOPE,
)  # fmt: skip
NO_SETS = "there is no set without a bridge to compare with"
Positions = npt.NDArray[np.int64]


class _Swept(NamedTuple):
    """The rows that have a window, with the first and last set of each, and the numbers of the sets that are kept."""

    rows: pd.DataFrame
    kept: Positions
    n_sets: int


def sensitivity(
    register: Register,
    *,
    bridges: Sequence[float] = BRIDGES,
    by: By = "function",
    min_boroughs: int = 2,
    on: date | None = None,
) -> pd.DataFrame:
    """
    Find the opportunities again with every contract bridged by some months, and say how much they change.

    Parameters
    ----------
    register
        The register.
    bridges
        Months by which every contract is bridged, one row each.
    by, min_boroughs
        As for `find`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    sensitivity
        One row a number of months, with the columns of `SENSITIVITY_COLUMNS`: how many sets, and the boroughs,
        decision-makers, contracts and known yearly value that are in any set, each once. `value` is the stability of the
        sets: of each set without a bridge the Jaccard index (members in both over members in either) with the likest set
        with it, averaged over the `n` sets; 1 where nothing changes. Withheld where there is no set without a bridge.

        That a bridge would bring boroughs together does not say that it is lawful: a contract may only be carried on as
        its terms and the law allow.

        M40 (metrics.md, 5.2): the panel of bridges; sets are compared by the Jaccard index of their members.

    Raises
    ------
    ValueError
        If a number of months is negative or not finite.

    Examples
    --------
    >>> sensitivity(Register.from_tables({}, as_of=date(2026, 11, 23)))["n_sets"].tolist()
    [0, 0, 0, 0]
    """
    day = on or register.as_of
    rows = candidate_rows(register, by=by, on=on)
    rows = rows.assign(row=np.arange(len(rows)), code=pd.factorize(rows[KEYS[by]])[0])
    plain = _swept(rows, day, by, 0, min_boroughs)
    told = []
    for months in bridges:
        other = _swept(rows, day, by, months, min_boroughs)
        told.append({"bridge_months": months, **_figures(other, by), "value": _stability(plain, other)})
    frame = pd.DataFrame(told, columns=["bridge_months", *SENSITIVITY_COLUMNS[1:6], "value"])
    has_none = len(plain.kept) == 0
    return enveloped(
        frame, unit="Jaccard index, 0 to 1", n=float(len(plain.kept)), n_of=float(len(plain.kept)), basis="sets",
        as_of=day, is_withheld=has_none, reason=NO_SETS if has_none else "",
    )[list(SENSITIVITY_COLUMNS)]  # fmt: skip


def _swept(rows: pd.DataFrame, day: date, by: By, months: float, min_boroughs: int) -> _Swept:
    rows = with_windows(rows, day=day, by=by, bridge_months=months)
    inside, swept = ranged(rows[rows["reason"].isna()].reset_index(drop=True), KEYS[by])
    makers = runs(pd.factorize(inside["decision_maker"])[0], swept.first, swept.last)
    n_sets = len(swept.group)
    kept = np.flatnonzero(counts(makers.first, makers.last, n_sets) >= min_boroughs)
    return _Swept(inside, kept, n_sets)


def _figures(swept: _Swept, by: By) -> dict[str, float]:
    rows = swept.rows
    used = rows[in_any(rows["first_set"].to_numpy(), rows["last_set"].to_numpy(), swept.kept, swept.n_sets)]
    return {
        "n_sets": len(swept.kept),
        "n_boroughs": used["borough_id"].nunique(),
        "n_decision_makers": used["decision_maker"].nunique(),
        "n_contracts": len(used[["contract_id", KEYS[by]]].drop_duplicates()),
        "annual_value_gbp": float(used["part_gbp"].sum(min_count=1)),
    }


def _stability(plain: _Swept, other: _Swept) -> float:
    """Average, over the sets without a bridge, the Jaccard index with the likest set with one."""
    both = plain.rows[["row", "code", "first_set", "last_set"]].merge(
        other.rows[["row", "first_set", "last_set"]], on="row", suffixes=("", "_other")
    )
    held = [_ranges(one.rows, one) for one in (plain, other)]
    first, last = _renumbered(plain, both["first_set"], both["last_set"])
    first_other, last_other = _renumbered(other, both["first_set_other"], both["last_set_other"])
    is_both = (first <= last) & (first_other <= last_other)
    likeness = np.zeros(len(plain.kept))
    for own in both.index[is_both].to_series().groupby(both["code"][is_both]).indices.values():
        at = np.flatnonzero(is_both)[own]
        shared, base, base_other = _shared(first[at], last[at], first_other[at], last_other[at])
        sizes = held[0][base : base + len(shared), None], held[1][None, base_other : base_other + shared.shape[1]]
        index = (shared / (sizes[0] + sizes[1] - shared)).max(axis=1)
        likeness[base : base + len(shared)] = np.maximum(likeness[base : base + len(shared)], index)
    return float(likeness.mean()) if len(likeness) else float("nan")


def _renumbered(swept: _Swept, first: pd.Series, last: pd.Series) -> tuple[Positions, Positions]:
    """Count only the sets that are kept."""
    return np.searchsorted(swept.kept, first.to_numpy()), np.searchsorted(swept.kept, last.to_numpy(), side="right") - 1


def _ranges(rows: pd.DataFrame, swept: _Swept) -> Positions:
    return counts(*_renumbered(swept, rows["first_set"], rows["last_set"]), len(swept.kept))


def _shared(
    first: Positions, last: Positions, first_other: Positions, last_other: Positions
) -> tuple[Positions, int, int]:
    """Count the members that each set shares with each other set: a row adds one to a rectangle of pairs of sets."""
    base, base_other = int(first.min()), int(first_other.min())
    step = np.zeros((int(last.max()) - base + 2, int(last_other.max()) - base_other + 2), dtype=np.int64)
    begin, end = first - base, last - base + 1
    begin_other, end_other = first_other - base_other, last_other - base_other + 1
    for row, column, sign in (
        (begin, begin_other, 1),
        (end, begin_other, -1),
        (begin, end_other, -1),
        (end, end_other, 1),
    ):
        np.add.at(step, (row, column), sign)
    return np.cumsum(np.cumsum(step, axis=0), axis=1)[:-1, :-1], base, base_other
