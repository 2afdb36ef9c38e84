"""What each borough would pay, by three ways of sharing the cost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.assumptions import EVERY_LOW_OR_HIGH, assumed
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.resources.costs import annual_cost
from citytools_analysis.register import Register

WAYS = ("equal", "banded", "hybrid")
APART = "apart"
SUBSCRIPTION_COLUMNS = ("scenario", "way", "n_payers", "borough_id", "borough", "band", "assumption_ids", *ENVELOPE)
_BANDS = ("band_small_residents", "band_large_residents", "band_weight_small", "band_weight_large")


def subscription(
    register: Register,
    *,
    scenario: str = "core",
    payers: Collection[str] | None = None,
    n_payers: Sequence[int] | None = None,
    on: date | None = None,
) -> pd.DataFrame:
    """
    Give what each borough would pay a year (M122).

    Parameters
    ----------
    register
        The register; its reference tables hold the assumptions.
    scenario
        `lean`, `core` or `enhanced`.
    payers
        Ids of the authorities that pay; not known if not given.
    n_payers
        How many pay, where it is not known who; 33, 27 and 18 if not given, but no more than there are.
    on
        The day the figure is about; the register's `as_of` if not given.

    Returns
    -------
    prices
        One row a way, number of payers and authority, in that order, with the columns of `SUBSCRIPTION_COLUMNS`;
        `value` in pounds a year, without VAT and without the boroughs' own time. `equal`: cost / payers. `banded`: by
        residents, a small, middle and large band priced as the assumptions say. `hybrid`: half of each (metrics.md,
        11). An authority whose residents say little of its size (the City of London) is `apart`: the equal price in
        every way. The prices of `payers` sum to the cost; where only their number is known, a price is what an
        authority of that band would pay if the payers were of London's mix. Those who do not pay still read the public
        edition: free riders are not priced.

    Raises
    ------
    UnknownNameError
        If a payer is no authority, or there is no such scenario.
    ValueError
        If nobody pays, or more than there are.

    Examples
    --------
    >>> prices = subscription(Register.from_tables({}, as_of=date(2026, 11, 23)), n_payers=[33])
    >>> prices.groupby("way", sort=False)["value"].sum().round(2).tolist()
    [146960.0, 146960.0, 146960.0]
    """
    cost = annual_cost(register, scenario=scenario, on=on).set_index("item").loc["programme"]
    boroughs = _banded(register)
    if payers is not None:
        boroughs = boroughs[boroughs["borough_id"].isin(_known(payers, boroughs["borough_id"]))]
    numbers = _numbers(register, boroughs, n_payers if payers is None else [len(boroughs)])
    frames = [boroughs.assign(way=way, n=n, factor=_factor(boroughs, way) / n) for way in WAYS for n in numbers]
    frame = pd.concat(frames, ignore_index=True)
    ids = f"{cost['assumption_ids']}|{'|'.join(_BANDS)}" + (
        "|paying_boroughs" if payers is None and n_payers is None else ""
    )
    is_unknown = frame["factor"].isna()
    told = enveloped(
        frame.assign(scenario=scenario, n_payers=frame["n"].astype("Int64"), assumption_ids=ids),
        **{name: frame["factor"] * cost[name] for name in ("value", "lower", "upper")},
        n_of=len(register.boroughs), unit="pounds a year", interval_kind=EVERY_LOW_OR_HIGH,
        basis="programme cost, without borough time", as_of=on or register.as_of, is_withheld=is_unknown,
        reason=pd.Series("its residents are not known", index=frame.index).where(is_unknown, ""),
    )  # fmt: skip
    return told[list(SUBSCRIPTION_COLUMNS)]


def _banded(register: Register) -> pd.DataFrame:
    small, large, weight_small, weight_large = (assumed(register, name).central for name in _BANDS)
    if min(weight_small, weight_large) <= 0:
        raise ValueError(f"The bands are weighted {weight_small} and {weight_large}. Give weights above zero.")
    boroughs = register.boroughs[["borough_id", "borough", "residents_2021", "per_capita_ok"]].reset_index(drop=True)
    residents = boroughs["residents_2021"].astype("float64")
    cases = [~boroughs["per_capita_ok"], residents.isna(), residents < small, residents >= large]
    chosen = [case.to_numpy(dtype=bool) for case in cases]
    band = np.select(chosen, [APART, "not known", "small", "large"], "middle")
    weight = np.select(chosen, [np.nan, np.nan, weight_small, weight_large], 1.0)
    return boroughs.assign(band=pd.Series(band, dtype="str"), weight=weight)


def _factor(boroughs: pd.DataFrame, way: str) -> pd.Series:
    banded = (boroughs["weight"] / boroughs["weight"].mean()).mask(boroughs["band"] == APART, 1.0)
    share = {"equal": 0.0, "banded": 1.0, "hybrid": 0.5}[way]
    return pd.Series(1.0, index=boroughs.index) if way == "equal" else share * banded + (1 - share)


def _numbers(register: Register, boroughs: pd.DataFrame, asked: Sequence[int] | None) -> list[int]:
    there = len(boroughs)
    if asked is None:
        assumption = assumed(register, "paying_boroughs")
        asked = sorted({min(round(figure), there) for figure in assumption.figures}, reverse=True)
    if wrong := [number for number in asked if not 1 <= number <= there]:
        raise ValueError(f"{wrong[0]} of {there} authorities pay. Give a number from 1 to {there}.")
    return list(asked)


def _known(payers: Collection[str], known: pd.Series) -> set[str]:
    if unknown := sorted(set(payers) - set(known)):
        raise UnknownNameError("borough", unknown[0], known.tolist())
    if not payers:
        raise ValueError("Nobody pays: `payers` is empty. Name at least one authority.")
    return set(payers)
