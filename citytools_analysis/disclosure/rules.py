"""Which rows of the fixed tables may be told, each looked at by itself (metrics.md, section 15, rules 1 to 4, 6 and 7)."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.disclosure.units import ROW
from citytools_analysis.metrics.released import SATISFACTION, SATISFACTION_BY_AREA, SKILLS_NEEDED, UNPUBLISHED_VALUE

# Five others are left when any one reader takes its own answer away, and every borough reads the public edition.
FEWEST = 6
FEWEST_SUPPLIERS = 3
LARGEST_SHARE = 0.5
PERCENT = 0.10  # the second largest may not estimate the largest within a tenth
_POLES = ("satisfied", "dissatisfied")


def may_be_told(lines: pd.DataFrame) -> pd.Series:
    """
    Say which rows keep the rules that look at one row.

    Parameters
    ----------
    lines
        As `units.units_of`.

    Returns
    -------
    is_told
        Indexed by `metric` and `subject`. Frequency: at least six decision-makers, so that five are left without the
        reader's own. Homogeneity: at least two answers, whichever decision-maker is taken away; of satisfaction neither
        none nor all are satisfied, or dissatisfied; of skills six in each cell. Dominance: no decision-maker, and of
        money no supplier, has more than half, and the rest without the two largest is at least a tenth of the largest
        (p% rule). Supplier side: at least three suppliers behind money.

    Examples
    --------
    >>> lines = pd.DataFrame({"metric": "satisfaction.summary", "subject": "x", "category": ["satisfied", "dissatisfied"],
    ...     "decision_maker": ["camden", "brent"], "amount": 1.0, "supplier_id": None})
    >>> may_be_told(lines).tolist()
    [False]
    """
    if lines.empty:
        return keeps_rules_of_groups(lines)
    is_told = keeps_rules_of_groups(lines)
    return (
        is_told
        & ~_is_pole(lines)
        & _fills_each_cell(lines)
        & _has_suppliers(lines)
        & ~_is_dominated(lines, "decision_maker")
    )


def keeps_rules_of_groups(lines: pd.DataFrame) -> pd.Series:
    """
    Say which rows speak of enough boroughs that do not all answer alike.

    Parameters
    ----------
    lines
        As `units.units_of`; they may be what is left of a row, or what changed in it.

    Returns
    -------
    is_told
        Indexed by `metric` and `subject`: frequency and homogeneity, and of money dominance.

    Examples
    --------
    >>> lines = pd.DataFrame({"metric": "m", "subject": "x", "category": list("yyyynn"), "decision_maker": list("abcdef"),
    ...     "amount": 1.0})
    >>> keeps_rules_of_groups(lines).tolist()
    [True]
    """
    if lines.empty:
        return pd.Series(dtype="bool", index=pd.MultiIndex.from_arrays([[], []], names=ROW))
    is_enough = lines.groupby(ROW)["decision_maker"].nunique() >= FEWEST
    is_money = _is_of(is_enough.index, UNPUBLISHED_VALUE)
    is_dominated = is_money & _is_dominated(lines, "decision_maker")
    is_told: pd.Series = is_enough & (_is_mixed(lines) | is_money) & ~is_dominated
    return is_told


def _is_dominated(lines: pd.DataFrame, contributor: str) -> pd.Series:
    amounts = lines.groupby([*ROW, contributor])["amount"].sum().sort_values(ascending=False)
    by_row = amounts.groupby(level=ROW)
    total, first = by_row.sum(), by_row.max()
    second = amounts[by_row.cumcount() == 1].groupby(level=ROW).max().reindex(total.index, fill_value=0.0)
    is_dominated: pd.Series = (first > LARGEST_SHARE * total) | (total - first - second < PERCENT * first)
    return is_dominated


def _is_mixed(lines: pd.DataFrame) -> pd.Series:
    """Say where at least two answers are left without any one decision-maker."""
    cells = _cells(lines, ROW)
    own = _cells(lines, [*ROW, "decision_maker"]).reindex(columns=cells.columns, fill_value=0.0)
    places = pd.MultiIndex.from_arrays([own.index.get_level_values(name) for name in ROW])
    rest = cells.reindex(places).to_numpy() - own.to_numpy()
    return pd.Series((rest > 0).sum(axis=1) >= 2, index=own.index).groupby(level=ROW).min().astype("bool")


def _is_pole(lines: pd.DataFrame) -> pd.Series:
    cells = _cells(lines, ROW)
    poles = cells.reindex(columns=list(_POLES), fill_value=0.0)
    is_rated = _is_of(cells.index, SATISFACTION) | _is_of(cells.index, SATISFACTION_BY_AREA)
    return (poles.eq(0) | poles.eq(cells.sum(axis=1), axis=0)).any(axis=1) & is_rated


def _fills_each_cell(lines: pd.DataFrame) -> pd.Series:
    cells = lines.groupby([*ROW, "category"])["decision_maker"].nunique()
    smallest, n_cells = cells.groupby(level=ROW).min(), cells.groupby(level=ROW).size()
    return ~_is_of(smallest.index, SKILLS_NEEDED) | ((smallest >= FEWEST) & (n_cells >= 2))


def _has_suppliers(lines: pd.DataFrame) -> pd.Series:
    index = lines.groupby(ROW).size().index
    is_other = ~_is_of(index, UNPUBLISHED_VALUE)
    money = lines[lines["metric"].eq(UNPUBLISHED_VALUE)].dropna(subset=["supplier_id"])
    if money.empty:  # a supplier that is not known is not counted as another
        return is_other
    is_enough = (money.groupby(ROW)["supplier_id"].nunique() >= FEWEST_SUPPLIERS) & ~_is_dominated(money, "supplier_id")
    return is_other | is_enough.reindex(index, fill_value=False)


def _cells(lines: pd.DataFrame, index: list[str]) -> pd.DataFrame:
    return lines.pivot_table(index=index, columns="category", values="amount", aggfunc="sum", fill_value=0.0)


def _is_of(index: pd.Index, metric: str) -> pd.Series:
    return pd.Series(index.get_level_values("metric") == metric, index=index)
