"""One picture of when work comes up: service areas down, half-years across."""

from __future__ import annotations

from itertools import product

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.grids import heat_grid
from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment

_APART = {"expired in use": "past end", "rolling": "no fixed end", "unknown": "end unknown"}


def when_it_ends(market: Market, *, width_mm: float = 172.0) -> Chart | Fragment:
    """
    Draw how many contracts of each service area end in each half-year.

    Parameters
    ----------
    market
        The market, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The grid; a callout where no contract is known.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> when_it_ends(EMPTY).text.splitlines()[0]
    'Nothing is known of contracts that end, so there is nothing to draw.'
    """
    cells = _cells(market)
    n_dated = int(market.contracts["period_start_date"].notna().sum())
    note = (
        f"Contracts by the half-year of their committed end, {count_text(n_dated, 'contract')} within 36 months; an option "
        f"may carry one further, and an end is no promise of a tender. One known to a year only counts in its first half. As of {date_text(market.register.as_of)}."
    )
    return heat_grid(
        cells, title=_finding(cells), note=note, unit="contracts that end", rows="area", columns="when",
        value="n_contracts", mend="Published contracts with their ends would show here.", width_mm=width_mm,
    )  # fmt: skip


def _halves(market: Market) -> pd.Series:
    starts, apart = market.contracts["period_start_date"], market.contracts["period"].map(_APART)
    names = {day: f"{'Jan to Jun' if day.month <= 6 else 'Jul to Dec'} {day.year}" for day in starts.dropna().unique()}
    return starts.map(names).astype("str").where(starts.notna(), apart).rename("when")


def _cells(market: Market) -> pd.DataFrame:
    told = market.contracts.assign(when=_halves(market)).dropna(subset=["when"])
    order = told.sort_values("period_start_date", kind="stable", na_position="last")["when"]
    across = [name for name in dict.fromkeys(order) if name not in _APART.values()] + list(_APART.values())
    counts = told.groupby(["area", "when"]).size()
    areas = [name for name in market.areas.values() if name in set(told["area"])]
    rows = [
        {"area": area, "when": when, "n_contracts": counts.get((area, when)), "is_dated": when not in _APART.values()}
        for area, when in product(areas, across)
    ]
    columns = ["area", "when", "n_contracts", "is_dated", "state"]
    cells = pd.DataFrame(rows, columns=columns[:-1])
    return cells.assign(state=cells["n_contracts"].isna().map({True: "none", False: "known"}))[columns]


def _finding(cells: pd.DataFrame) -> str:
    dated = cells[cells["is_dated"].eq(other=True)]
    ends = (
        dated.assign(n_contracts=dated["n_contracts"].astype("float64"))
        .groupby("when", sort=False)["n_contracts"]
        .sum()
    )
    if ends.empty:
        return "No contract has a known end within 36 months"
    half, most, every = str(ends.idxmax()), int(ends.max()), int(ends.sum())
    if every == 1:
        return f"One contract ends within 36 months, in {half}"
    return f"No half-year has more ends than {half}: {most} of {every} within 36 months"
