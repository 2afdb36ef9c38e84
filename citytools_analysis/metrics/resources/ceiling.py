"""Whose money could pay, how much of it that would take, and whose money may not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.assumptions import EVERY_LOW_OR_HIGH, assumed
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.resources.costs import annual_cost
from citytools_analysis.register import Register

CEILING_COLUMNS = ("scenario", "money", "income_gbp", "assumption_ids", *ENVELOPE)
CONFLICT = (
    "suppliers' money is excluded: they would pay for the evidence on themselves, which is a conflict of interest"
)
_FEES, _SPONSORS = ("loti_members", "loti_member_fee"), ("loti_sponsors", "loti_sponsor_fee")


def ceiling_test(register: Register, *, scenario: str = "core", on: date | None = None) -> pd.DataFrame:
    """
    Hold the programme's cost against the income of LOTI, which bounds what such a service can be paid from (M122).

    Parameters
    ----------
    register
        The register; its reference tables hold the assumptions.
    scenario
        `lean`, `core` or `enhanced`.
    on
        The day the figure is about; the register's `as_of` if not given.

    Returns
    -------
    ceiling
        One row a purse, with the columns of `CEILING_COLUMNS`: all of LOTI's income (27 fees of 30,000 pounds and two
        sponsors' 100,000, F39), the fees alone, the sponsors alone, and suppliers, who are withheld as a conflict of
        interest. `value` is the programme's cost as a share of `income_gbp` (metrics.md, 11). It may exceed 1. Not to be
        read as an offer of anyone to pay.

    Examples
    --------
    >>> told = ceiling_test(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told[["income_gbp", "value"]].round(3).values.tolist()
    [[1010000.0, 0.146], [810000.0, 0.181], [200000.0, 0.735], [nan, nan]]
    """
    cost = annual_cost(register, scenario=scenario, on=on).set_index("item").loc["programme"]
    fees, sponsors = (_product(register, pair) for pair in (_FEES, _SPONSORS))
    purses = [
        ("LOTI's income", fees + sponsors, "|".join((*_FEES, *_SPONSORS))),
        ("LOTI's fees of boroughs", fees, "|".join(_FEES)),
        ("LOTI's sponsors", sponsors, "|".join(_SPONSORS)),
        ("suppliers", np.nan, ""),
    ]
    frame = pd.DataFrame(purses, columns=["money", "income_gbp", "ids"])
    is_supplier = frame["money"] == "suppliers"
    shares = {name: cost[name] / frame["income_gbp"] for name in ("value", "lower", "upper")}
    told = enveloped(
        frame.assign(scenario=scenario, assumption_ids=(cost["assumption_ids"] + "|" + frame["ids"]).mask(is_supplier, "")),
        **shares, unit="share of income", interval_kind=EVERY_LOW_OR_HIGH, basis="programme cost, without borough time",
        as_of=on or register.as_of, is_withheld=is_supplier,
        reason=pd.Series(CONFLICT, index=frame.index).where(is_supplier, ""),
    )  # fmt: skip
    return told[list(CEILING_COLUMNS)]


def _product(register: Register, names: tuple[str, str]) -> float:
    number, fee = (assumed(register, name).central for name in names)
    if number * fee <= 0:
        raise ValueError(f"{names[0]} times {names[1]} is {number * fee}. Give numbers above zero.")
    return number * fee
