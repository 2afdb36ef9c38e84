"""Under which procurement law each contract was bought, and the threshold in force on a day (metrics.md, 1.3 and 5.5)."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.days import as_days, last_day
from citytools_analysis.register import Register

REGIME_COLUMNS = ("contract_id", "borough_id", "regime", "regime_basis")
PA_2023_BEGAN = date(2025, 2, 24)
PCR, PA, UNKNOWN = "pcr_2015", "pa_2023", "unknown"
_BUYERS = ("sub-central", "any")
_TENDERS = ("UK3", "UK4")  # notices that begin a procurement under the Procurement Act


def regimes(register: Register) -> pd.DataFrame:
    """
    Say for each contract which law its procurement began under.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    regimes
        One row a contract, frameworks included, with the columns of `REGIME_COLUMNS`. `pcr_2015` if the procurement began
        before 24 February 2025, else `pa_2023`; by what the source states, else by the contract's first day or a notice
        of it before that date, else by a tender notice (UK3, UK4) on or after it; otherwise `unknown`, for the first day
        of a contract after that date does not tell when its procurement began. A contract stated to be under the 2023 Act
        that began before it was in force is `unknown` too: its source contradicts itself. `regime_basis` says which.

        Not legal advice; a call-off follows the law of its framework, whatever its own day.

    Examples
    --------
    >>> regimes(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    contracts, began = register.contracts, pd.Timestamp(PA_2023_BEGAN)
    start = last_day(contracts["start_date"], contracts["start_date_precision"])
    notices = register.notices.assign(published=as_days(register.notices["published_date"])).dropna(
        subset=["contract_id"]
    )
    first = _first_of(notices, contracts)
    tenders = notices[notices["notice_type"].isin(_TENDERS)]
    tender = _first_of(tenders, contracts)
    is_early = (start < began) | (first < began)
    stated = contracts["regime"]
    cases = {
        (UNKNOWN, "stated as pa_2023, but it began before that Act was in force"): stated.eq(PA) & is_early,
        (PA, "stated"): stated.eq(PA),
        (PCR, "stated"): stated.eq(PCR),
        (PCR, "it began, or was announced, before 24 February 2025"): is_early,
        (PA, "its tender notice is of 24 February 2025 or later"): tender >= began,
    }
    chosen = [case.fillna(value=False).to_numpy(dtype=bool) for case in cases.values()]
    regime = np.select(chosen, [name for name, _ in cases], UNKNOWN)
    basis = np.select(chosen, [words for _, words in cases], "when its procurement began is not known")
    told = contracts[["contract_id", "borough_id"]].assign(
        regime=pd.Series(regime, index=contracts.index, dtype="str"),
        regime_basis=pd.Series(basis, index=contracts.index, dtype="str"),
    )
    return told.sort_values("contract_id").reset_index(drop=True)


def thresholds_in_force(days: pd.Series, thresholds: pd.DataFrame, contract_type: str) -> npt.NDArray[np.float64]:
    """
    Give a council's procurement threshold on each of some days.

    Parameters
    ----------
    days
        The days.
    thresholds
        The reviewed table of thresholds.
    contract_type
        As in that table: `goods/services`, `light touch services` or `works`.

    Returns
    -------
    thresholds
        Pounds including VAT; NaN where none is recorded for the day.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> days = pd.Series(pd.to_datetime(["2025-12-31", "2026-01-01", "1999-01-01"]))
    >>> thresholds_in_force(days, load_reference().thresholds, "goods/services").tolist()
    [214904.0, 207720.0, nan]
    """
    limit = np.full(len(days), np.nan)
    is_meant = thresholds["authority_type"].isin(_BUYERS) & thresholds["contract_type"].eq(contract_type)
    for row in thresholds[is_meant].to_dict("records"):
        is_then = (days >= row["valid_from"]) & ~(days > row["valid_to"])
        limit[is_then.to_numpy(dtype=bool)] = row["threshold_gbp_inc_vat"]
    return limit


def _first_of(notices: pd.DataFrame, contracts: pd.DataFrame) -> pd.Series:
    first = notices.groupby("contract_id")["published"].min().reindex(contracts["contract_id"])
    return first.set_axis(contracts.index)
