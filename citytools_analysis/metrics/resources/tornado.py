"""How far each assumption moves what a paying borough gains, the farthest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.assumptions import Assumed, Given, assumed
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.resources.break_even import MARKETS
from citytools_analysis.metrics.resources.costs import BOROUGH_TIME, cost_items
from citytools_analysis.register import Register

TORNADO_COLUMNS = (
    "scenario", "market", "assumption_ids", "what", "input_low", "input_central", "input_high", "input_unit", "source",
    "grade", "net_at_low_gbp", "net_at_high_gbp", "swing_gbp", *ENVELOPE,
)  # fmt: skip
_CHANCE, _INFLUENCED, _PAYERS, _CONTINGENCY = (
    "go_ahead_chance", "influenced_annual_value", "paying_boroughs", "contingency_rate",
)  # fmt: skip


def tornado(
    register: Register,
    *,
    scenario: str = "core",
    market: str = "specialist",
    given: Given | None = None,
    on: date | None = None,
) -> pd.DataFrame:
    """
    Move each assumption from its low to its high, the others at their centre, and see what a paying borough gains (M121).

    Parameters
    ----------
    register
        The register; its reference tables hold the assumptions.
    scenario
        `lean`, `core` or `enhanced`.
    market
        `commodity`, `specialist` or `concentrated`: which saving rate is taken.
    given
        By assumption id, low, central and high that stand in for the table's, such as the observed chance of going ahead.
    on
        The day the figure is about; the register's `as_of` if not given.

    Returns
    -------
    tornado
        One row an assumption, the largest `swing_gbp` first, with the columns of `TORNADO_COLUMNS`; `value` is the net
        value at the centre, in pounds a year for a paying borough, `lower` and `upper` the lesser and greater of
        `net_at_low_gbp` and `net_at_high_gbp`.

        `net = influenced x saving rate x chance / boroughs - programme cost / payers - hours x rate` (metrics.md, 11):
        the gain is shared by all, paid or not; the price by those who pay, who are at most all. Only the effect on
        price counts; avoided effort and better terms do not. Not to be read as a forecast, and one assumption moves at
        a time: together they may do worse.

    Raises
    ------
    UnknownNameError
        If there is no such scenario or market.

    Examples
    --------
    >>> told = tornado(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told["assumption_ids"].head(2).tolist(), round(told["value"].iloc[0])
    (['saving_rate_specialist', 'influenced_annual_value'], -2981)
    """
    if market not in MARKETS:
        raise UnknownNameError("market", market, MARKETS, f"There are: {', '.join(MARKETS)}.")
    items, n_boroughs, rate = cost_items(register, scenario), len(register.boroughs), f"saving_rate_{market}"
    names = [_CHANCE, rate, _INFLUENCED, _PAYERS, _CONTINGENCY, *sorted(set(items["assumption_id"]))]
    inputs = {name: assumed(register, name, given=given) for name in names}
    centre = {name: one.central for name, one in inputs.items()}

    def net(**changed: float) -> float:
        return _net(items, centre | changed, rate, n_boroughs)

    rows = [_row(one, net(**{name: one.low}), net(**{name: one.high})) for name, one in inputs.items()]
    what = register.reference.assumptions.set_index("assumption_id")["what"]
    frame = pd.DataFrame(rows).sort_values(["swing_gbp", "assumption_ids"], ascending=[False, True], ignore_index=True)
    frame = frame.assign(scenario=scenario, market=market, what=frame["assumption_ids"].map(what), value=net())
    ends = frame[["net_at_low_gbp", "net_at_high_gbp"]]
    told = enveloped(
        frame, unit="pounds a year for a paying borough", lower=ends.min(axis=1), upper=ends.max(axis=1),
        interval_kind="this assumption at its low or its high; no confidence interval",
        basis="effect on price alone, the yearly cost taken off", as_of=on or register.as_of,
    )  # fmt: skip
    return told[list(TORNADO_COLUMNS)]


def _row(one: Assumed, at_low: float, at_high: float) -> dict[str, object]:
    return {
        "assumption_ids": one.assumption_id, "input_low": one.low, "input_central": one.central, "input_high": one.high,
        "input_unit": one.unit, "source": one.source, "grade": one.grade, "net_at_low_gbp": at_low,
        "net_at_high_gbp": at_high, "swing_gbp": abs(at_high - at_low),
    }  # fmt: skip


def _net(items: pd.DataFrame, values: Mapping[str, float], rate: str, n_boroughs: int) -> float:
    payers = min(values[_PAYERS], n_boroughs)
    if payers <= 0:
        raise ValueError(f"{payers} authorities pay. Give at least one payer and one authority.")
    cost = items["quantity"] * items["assumption_id"].map(values)
    is_time = items["item"] == BOROUGH_TIME
    programme = float(cost[~is_time].sum()) * (1 + values[_CONTINGENCY])
    gain = values[_INFLUENCED] * values[rate] * values[_CHANCE] / n_boroughs
    return gain - programme / payers - float(cost[is_time].sum())
