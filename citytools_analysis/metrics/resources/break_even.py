"""What must be saved, or bought together, for the tools to pay for themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import pandas as pd

from citytools_analysis.metrics.assumptions import EVERY_LOW_OR_HIGH, assumed
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.resources.costs import annual_cost
from citytools_analysis.register import Register

MARKETS = ("commodity", "specialist", "concentrated")
RATE, PURCHASES = "saving rate that pays for it", "joint purchases a year that pay for it"
BREAK_EVEN_COLUMNS = ("scenario", "measure", "beside", "beside_gbp", "assumption_ids", *ENVELOPE)
_GIVEN = "given by the caller"


def break_even(
    register: Register,
    *,
    scenario: str = "core",
    influenced_gbp: Sequence[float] | None = None,
    net_benefit_gbp: float | None = None,
    on: date | None = None,
) -> pd.DataFrame:
    """
    Give what must be saved, or bought together, for the tools to pay for themselves (M121).

    Parameters
    ----------
    register
        The register; its reference tables hold the assumptions.
    scenario
        `lean`, `core` or `enhanced`.
    influenced_gbp
        Yearly values of the contracts whose purchase the tools influence, in pounds; low, central and high of the
        assumption if not given.
    net_benefit_gbp
        Expected net benefit of one joint purchase, such as M42 gives; those of three kinds of market if not given.
    on
        The day the figure is about; the register's `as_of` if not given.

    Returns
    -------
    break_even
        Columns of `BREAK_EVEN_COLUMNS`. For each influenced value `r* = C / value`, as a share of it; for each net
        benefit `n* = C / E[ENB]`, in purchases a year (metrics.md, 11; HMT Green Book). `C` is the total, borough time
        included, a yearly sum in real terms. `beside` says what stands below the line, `beside_gbp` how much it is.
        `lower` and `upper` take costs and benefit at their low or high; where a benefit at its low is not above zero,
        `upper` is missing and `reason` says so. Not to be read as a forecast: it says what must be, not what will.

    Raises
    ------
    ValueError
        If an influenced value is not above zero, or a figure is not finite.

    Examples
    --------
    >>> told = break_even(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told["value"].round(3).tolist()
    [0.034, 0.017, 0.007, 0.97, 1.918, 6.323]
    """
    costs = annual_cost(register, scenario=scenario, on=on).set_index("item").loc["total"]
    low, central, high = costs["lower"], costs["value"], costs["upper"]
    rows: list[tuple[object, ...]] = [
        (RATE, words, value, name, central / value, low / value, high / value, "")
        for words, value, name in _influenced(register, influenced_gbp)
    ]
    for words, name, (worst, middle, best) in _benefits(register, net_benefit_gbp):
        upper, reason = (
            (high / worst, "") if worst > 0 else (None, "at its low a purchase of this kind pays for nothing")
        )
        lower = low / best if best > 0 else None
        value = central / middle if middle > 0 else None
        rows.append((PURCHASES, words, middle, name, value, lower, upper, reason))
    frame = pd.DataFrame(rows, columns=["measure", "beside", "beside_gbp", "ids", "value", "lower", "upper", "reason"])
    figures = frame[["value", "lower", "upper"]].astype("float64")
    return _told(frame.assign(**figures), scenario, str(costs["assumption_ids"]), on or register.as_of)


def _told(frame: pd.DataFrame, scenario: str, cost_ids: str, day: date) -> pd.DataFrame:
    is_withheld = frame["value"].isna()
    never = "a purchase of this kind is not expected to bring a net benefit: no number of them pays"
    told = enveloped(
        frame.assign(scenario=scenario, assumption_ids=(cost_ids + "|" + frame["ids"]).str.rstrip("|")),
        unit=frame["measure"].map({RATE: "share of yearly value", PURCHASES: "purchases a year"}),
        interval_kind=EVERY_LOW_OR_HIGH,
        basis="yearly total cost, borough time included",
        as_of=day,
        is_withheld=is_withheld,
        reason=frame["reason"].mask(is_withheld, never),
    )
    return told[list(BREAK_EVEN_COLUMNS)]


def _influenced(register: Register, given: Sequence[float] | None) -> list[tuple[str, float, str]]:
    name = "influenced_annual_value"
    values = assumed(register, name).figures if given is None else tuple(given)
    if any(not (math.isfinite(value) and value > 0) for value in values):
        raise ValueError(f"The influenced value is {', '.join(map(str, values))}. Give finite pounds above zero.")
    words = ["yearly value influenced, low", "yearly value influenced, central", "yearly value influenced, high"]
    if given is not None:
        return [(f"yearly value influenced, {_GIVEN}", value, "") for value in values]
    return [(words[place], value, name) for place, value in enumerate(values)]


def _benefits(register: Register, given: float | None) -> list[tuple[str, str, tuple[float, float, float]]]:
    if given is not None:
        if not math.isfinite(given):
            raise ValueError(f"net_benefit_gbp is {given}. Give a finite number of pounds.")
        return [(f"net benefit of a joint purchase, {_GIVEN}", "", (given, given, given))]
    names = [(market, f"net_benefit_{market}") for market in MARKETS]
    return [
        (f"net benefit of a joint purchase, {market}", name, assumed(register, name).figures) for market, name in names
    ]
