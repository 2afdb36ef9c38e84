"""What the resource and funding plan draws on, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.metrics import resources
from citytools_analysis.metrics.given_assumptions import check_assumptions, with_assumptions
from citytools_analysis.register import Register

SCENARIO, MARKET = "core", "specialist"
MONTHS = (0, 6, 12, 24, 36)


@dataclass(frozen=True, eq=False)
class Plan:
    """
    The register and the metric frames the plan shows.

    Parameters
    ----------
    register
        The register, with the assumptions given in place of the reviewed ones.
    given
        Ids of the assumptions that were given for this document.
    costs
        `resources.annual_cost`, all scenarios.
    prices
        `resources.subscription` of the core scenario.
    net
        The net of a paying borough, in pounds a year: one row a scenario and market, with `value`.
    break_even, ceiling, tornado
        Of the core scenario; the tornado in a market of 3 to 5 suppliers.
    decay
        `resources.no_renewal_decay`.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23))).given
    ()
    """

    register: Register
    given: tuple[str, ...]
    costs: pd.DataFrame
    prices: pd.DataFrame
    net: pd.DataFrame
    break_even: pd.DataFrame
    ceiling: pd.DataFrame
    tornado: pd.DataFrame
    decay: pd.DataFrame

    def cost(self, item: str, scenario: str = SCENARIO) -> dict[str, float]:
        """Give one cost of a scenario: its `value`, `lower` and `upper`."""
        is_it = self.costs["scenario"].eq(scenario) & self.costs["item"].eq(item)
        return {name: float(self.costs.loc[is_it, name].sum()) for name in ("value", "lower", "upper")}

    def net_of(self, scenario: str = SCENARIO, market: str = MARKET) -> float:
        """Give what a paying borough gains or loses a year, on the effect on price alone."""
        is_it = self.net["scenario"].eq(scenario) & self.net["market"].eq(market)
        return float(self.net.loc[is_it, "value"].iloc[0])

    @property
    def n_payers(self) -> int:
        """How many are taken to pay, at the central assumption."""
        central = float(self.payers["input_central"])
        return min(round(central), len(self.register.boroughs))

    @property
    def payers(self) -> pd.Series:
        """The tornado's row of how many pay."""
        return self.tornado[self.tornado["assumption_ids"] == "paying_boroughs"].iloc[0]


def about(register: Register, assumptions: str = "") -> Plan:
    """
    Compute what the plan draws on.

    Parameters
    ----------
    register
        The register.
    assumptions
        `name=value` or `name=low/central/high`, separated by commas, in place of the reviewed ones; empty for those.

    Returns
    -------
    plan
        Its frames.

    Raises
    ------
    UnknownNameError, WrongUsageError
        If an assumption does not exist, or cannot take its figures.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> round(about(register).net_of()), about(register, "paying_boroughs=20").given
    (-2981, ('paying_boroughs',))
    """
    changed = with_assumptions(register, assumptions)
    given = tuple(one.partition("=")[0] for one in check_assumptions(register, assumptions.split(",")))
    return Plan(
        register=changed,
        given=given,
        costs=resources.annual_cost(changed),
        prices=resources.subscription(changed, scenario=SCENARIO),
        net=_net(changed),
        break_even=resources.break_even(changed, scenario=SCENARIO),
        ceiling=resources.ceiling_test(changed, scenario=SCENARIO),
        tornado=resources.tornado(changed, scenario=SCENARIO, market=MARKET),
        decay=resources.no_renewal_decay(changed, months=max(MONTHS)),
    )


def _net(register: Register) -> pd.DataFrame:
    frames = [
        resources.tornado(register, scenario=scenario, market=market).head(1)
        for scenario in resources.SCENARIOS
        for market in ("commodity", "specialist", "concentrated")
    ]
    return pd.concat(frames, ignore_index=True)[["scenario", "market", "assumption_ids", "value"]]
