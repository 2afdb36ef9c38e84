"""What it costs to run the tools for a year, borough time included, in three scenarios."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.assumptions import EVERY_LOW_OR_HIGH, assumed
from citytools_analysis.metrics.envelope import ENVELOPE, Numbers, enveloped
from citytools_analysis.register import Register

SCENARIOS = ("lean", "core", "enhanced")
BOROUGH_TIME = "borough_time"
COST_COLUMNS = (
    "scenario", "item", "quantity", "quantity_unit", "assumption_ids", "rate_low", "rate_central", "rate_high",
    "rate_unit", "source", "grade", *ENVELOPE,
)  # fmt: skip
CASES = ["low", "central", "high"]


def annual_cost(
    register: Register, *, scenario: str | None = None, n_boroughs: int | None = None, on: date | None = None
) -> pd.DataFrame:
    """
    Give what it costs to run the tools for a year (M120).

    Parameters
    ----------
    register
        The register; its reference tables hold `cost_items` and `assumptions`.
    scenario
        `lean`, `core` or `enhanced`; all three if not given.
    n_boroughs
        Authorities that give time; all of the register if not given.
    on
        The day the figure is about; the register's `as_of` if not given.

    Returns
    -------
    costs
        One row a scenario and item, with the columns of `COST_COLUMNS`; `value` is in pounds a year, `lower` and `upper`
        with every rate at its low or high. After the items of `cost_items` come `contingency`; `programme`, the sum
        without the boroughs' own time; `total`, with it; and `share_of_technology_spend`, the total as a share (0 to 1)
        of what London's councils spend on technology.

        `C = (sum FTE x rate + engineer days x rate + running costs) x (1 + contingency) + boroughs x hours x rate`
        (metrics.md, 11). The running costs (hosting, assurance, user research) were set so that the prices printed
        there come out. Not to be read as a price without the boroughs' time: that is a cost, too.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    ValueError
        If a quantity or rate is negative or not finite, or an assumption is missing.

    Examples
    --------
    >>> costs = annual_cost(Register.from_tables({}, as_of=date(2026, 11, 23)), scenario="core").set_index("item")
    >>> costs["value"][["programme", "borough_time", "total"]].tolist()
    [146960.0, 23760.0, 170720.0]
    """
    chosen = [scenario] if scenario else list(SCENARIOS)
    boroughs = len(register.boroughs) if n_boroughs is None else n_boroughs
    if boroughs < 0:
        raise ValueError(f"n_boroughs is {boroughs}. Give zero or more.")
    rows = pd.concat([_rows_of(name, register, boroughs) for name in chosen], ignore_index=True)
    rows = rows.rename(columns={"central": "value", "low": "lower", "high": "upper"})
    told = enveloped(
        rows, interval_kind=EVERY_LOW_OR_HIGH, basis="assumed quantities and rates", as_of=on or register.as_of
    )
    return told[list(COST_COLUMNS)]


def cost_items(register: Register, scenario: str) -> pd.DataFrame:
    """
    Give the items of a scenario, checked.

    Parameters
    ----------
    register
        The register.
    scenario
        Its name.

    Returns
    -------
    items
        Rows of the table `cost_items`.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    ValueError
        If a quantity is negative or not finite, or the table has no item of the scenario.

    Examples
    --------
    >>> cost_items(Register.from_tables({}, as_of=date(2026, 11, 23)), "lean")["item"].tolist()
    ['borough_time', 'engineer', 'product_owner', 'running_costs', 'steward']
    """
    if scenario not in SCENARIOS:
        raise UnknownNameError("scenario", scenario, SCENARIOS, f"There are: {', '.join(SCENARIOS)}.")
    table = register.reference.cost_items
    items = table[table["scenario"] == scenario] if len(table) else table
    if items.empty:
        raise ValueError(f"cost_items.csv has no item of the scenario {scenario!r}. Add its items.")
    wrong = items[~(np.isfinite(items["quantity"]) & (items["quantity"] >= 0))]
    if len(wrong):
        row = wrong.iloc[0]
        what = f"The quantity of {row['item']!r} in the scenario {scenario!r} is {row['quantity']}"
        raise ValueError(f"{what}. Give a number of zero or more.")
    return items.drop_duplicates("item").reset_index(drop=True)


def rates_of(register: Register, items: pd.DataFrame) -> pd.DataFrame:
    """
    Give the rate of each item.

    Parameters
    ----------
    register
        The register.
    items
        Rows of `cost_items`.

    Returns
    -------
    rates
        One row an item: `low`, `central`, `high`, `unit`, `source`, `grade`.

    Raises
    ------
    ValueError
        If a rate is missing or below zero.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> rates_of(register, cost_items(register, "lean"))["central"].tolist()
    [45.0, 600.0, 82000.0, 11000.0, 58000.0]
    """
    found = [assumed(register, name) for name in items["assumption_id"]]
    if wrong := [one for one in found if one.low < 0]:
        raise ValueError(f"The rate {wrong[0].assumption_id!r} is {wrong[0].low}. Give a rate of zero or more.")
    rows = [(*one.figures, one.unit, one.source, one.grade) for one in found]
    return pd.DataFrame(rows, columns=[*CASES, "unit", "source", "grade"], index=items.index)


def _rows_of(scenario: str, register: Register, n_boroughs: int) -> pd.DataFrame:
    items = cost_items(register, scenario)
    rates = rates_of(register, items)
    times = items["quantity"].where(items["item"] != BOROUGH_TIME, items["quantity"] * n_boroughs)
    rows = items[["item", "quantity"]].assign(
        quantity_unit=items["unit"], assumption_ids=items["assumption_id"], rate_low=rates["low"],
        rate_central=rates["central"], rate_high=rates["high"], rate_unit=rates["unit"], source=rates["source"],
        grade=rates["grade"], **{case: times * rates[case] for case in CASES}, unit="pounds a year",
    )  # fmt: skip
    return pd.DataFrame([*rows.to_dict("records"), *_sums(rows, register)]).assign(scenario=scenario)


def _sums(rows: pd.DataFrame, register: Register) -> list[dict[str, object]]:
    rate, spend = assumed(register, "contingency_rate"), assumed(register, "london_technology_spend")
    if rate.low < 0 or spend.low <= 0:
        raise ValueError(
            f"Contingency is {rate.low}, all spend {spend.low}. Give a share of zero or more, and a sum above."
        )
    is_time = rows["item"] == BOROUGH_TIME
    before, time = (rows.loc[chosen, CASES].sum().to_numpy() for chosen in (~is_time, is_time))
    contingency = before * np.array(rate.figures)
    programme = before + contingency
    paid = [rate.assumption_id, *rows.loc[~is_time, "assumption_ids"]]
    every = [rate.assumption_id, *rows["assumption_ids"]]
    share = (programme + time) / np.array(spend.figures)[::-1]
    contingent = {
        "quantity": 1.0, "quantity_unit": "the items without borough time", "rate_low": rate.low,
        "rate_central": rate.central, "rate_high": rate.high, "rate_unit": rate.unit, "source": rate.source,
        "grade": rate.grade,
    }  # fmt: skip
    return [
        _sum("contingency", contingency, [rate.assumption_id]) | contingent,
        _sum("programme", programme, paid),
        _sum("total", programme + time, every),
        _sum("share_of_technology_spend", share, [*every, spend.assumption_id], unit="share"),
    ]


def _sum(item: str, cases: Numbers, ids: list[str], unit: str = "pounds a year") -> dict[str, object]:
    told = {"item": item, "assumption_ids": "|".join(sorted(set(ids))), "unit": unit}
    return told | dict(zip(CASES, cases.tolist(), strict=True))
