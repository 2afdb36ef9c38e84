"""How many published contracts are small: by the values at which other rules begin (domain.md, section 4.3)."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.annual_values import VAT_RATE
from citytools_analysis.metrics.days import MONTH_DAYS, first_day, last_day
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.law import thresholds_in_force
from citytools_analysis.metrics.market.groupings import GROUP_COLUMNS, By, with_cut
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

CODE_GBP, NOTICE_GBP = 5_000, 30_000  # Transparency Code; notifiable below-threshold contract, including VAT
BAND_COLUMNS = (
    *GROUP_COLUMNS, "band", "from_gbp", "below_gbp", "n_contracts", "n_not_known", *ENVELOPE,
)  # fmt: skip
_TOTALS = ("committed_term", "max_incl_options")

Numbers = npt.NDArray[np.floating]


def small_contracts(register: Register, *, by: By = "area", on: date | None = None) -> pd.DataFrame:
    """
    Give the share of published contracts in each band of value, by the thresholds of the day.

    Share = contracts in the band / contracts whose band is known. Thresholds include VAT (metrics.md, 1.3): a value
    without it has 20% added, and one of unknown basis is tried both ways. It must not be read as the law that a contract
    was let under, which is that of its own procurement, nor as a test of what may be bought how.

    Parameters
    ----------
    register
        The register. Published contracts that have not ended count, frameworks never; a joint contract counts once.
    by
        `area`, `function` or `all`.
    on
        The day of the thresholds; the register's `as_of` if not given.

    Returns
    -------
    bands
        One row a part of the market and band, every band given, with the columns of `BAND_COLUMNS`: `from_gbp` and
        `below_gbp` (pounds including VAT; the last missing at the top), `n_contracts` surely in it, `n_not_known` whose
        band is not known at all, and the envelope. The value is the whole one without unused options; a yearly value
        is multiplied by the term. A ceiling is no value. A contract that VAT may put in either of two bands is in
        `n_of` but not in `n`, and in the bounds of both. Withheld where no band is known.

    Raises
    ------
    UnknownNameError
        If there is no such cut.

    Examples
    --------
    >>> small_contracts(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    terms = contract_terms(register, on=on)
    is_published = terms["is_published"].astype("boolean").fillna(value=False).astype("bool")
    rows = with_cut(terms[(terms["standing"] != "ended") & is_published], register, by)
    edges = _edges(register, day)
    low, high = whole_value(rows)
    told = pd.concat([_band(rows, low, high, edges, place) for place in range(len(edges))], ignore_index=True)
    told = _with_envelope(told.sort_values([*GROUP_COLUMNS, "from_gbp"], ignore_index=True), day)
    return told[list(BAND_COLUMNS)]


def _edges(register: Register, day: date) -> list[float]:
    """Give the value at which each band begins; a threshold that is not known for the day makes no band."""
    limit = thresholds_in_force(pd.Series([pd.Timestamp(day)]), register.reference.thresholds, "goods/services").item()
    return [0.0, CODE_GBP, NOTICE_GBP, *([] if np.isnan(limit) else [limit])]


def whole_value(rows: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """
    Give the least and most a contract is worth over its committed term, including VAT.

    Parameters
    ----------
    rows
        Contracts: `value_gbp`, `value_basis`, `vat_basis`, their start, end and `end_state`.

    Returns
    -------
    value
        The least and the most, in pounds; 20% apart where it is not said whether VAT is in, and missing where the term or
        what the value covers is not known.

    Examples
    --------
    >>> row = {"value_gbp": 60_000.0, "value_basis": "committed_term", "vat_basis": "unknown", "start_date": pd.NaT,
    ...        "end_date": pd.NaT, "start_date_precision": None, "end_date_precision": None, "end_state": "unknown"}
    >>> [value.tolist() for value in whole_value(pd.DataFrame([row]))]
    [[60000.0], [72000.0]]
    """
    value = rows["value_gbp"].astype("float64")
    value = value.where(np.isfinite(value) & (value >= 0))
    end, start = (
        last_day(rows["end_date"], rows["end_date_precision"]),
        first_day(rows["start_date"], rows["start_date_precision"]),
    )
    is_vague = (
        rows["end_date_precision"].eq("year") | rows["start_date_precision"].eq("year") | ~rows["end_state"].eq("known")
    )
    years = (((end - start).dt.days + 1) / (12 * MONTH_DAYS)).mask(is_vague.fillna(value=True).astype("bool"))
    basis = rows["value_basis"]
    whole = value.where(basis.isin(_TOTALS), (value * years.where(years > 0)).where(basis.eq("annual")))
    vat = rows["vat_basis"]
    least = whole.where(~vat.eq("ex"), whole * (1 + VAT_RATE))
    most = whole.where(vat.eq("inc"), whole * (1 + VAT_RATE))
    return least.to_numpy(dtype="float64"), most.to_numpy(dtype="float64")


def _band(rows: pd.DataFrame, low: Numbers, high: Numbers, edges: list[float], place: int) -> pd.DataFrame:
    begins, ends = edges[place], edges[place + 1] if place + 1 < len(edges) else np.inf
    in_low, in_high = (low >= begins) & (low < ends), (high >= begins) & (high < ends)
    bands = [np.searchsorted(edges, side, side="right") for side in (low, high)]
    is_known = ~np.isnan(low)
    counted = rows.assign(
        n_contracts=(in_low & in_high).astype("int64"), n_either=(in_low ^ in_high).astype("int64"),
        n_not_known=(~is_known).astype("int64"), n=(is_known & (bands[0] == bands[1])).astype("int64"), n_of=1,
    )  # fmt: skip
    names = ["n_contracts", "n_either", "n_not_known", "n", "n_of"]
    told = counted.groupby(list(GROUP_COLUMNS), as_index=False)[names].sum()
    words = f"£{begins:,.0f} to £{ends:,.0f}" if np.isfinite(ends) else f"£{begins:,.0f} and over"
    return told.assign(
        band=words if begins else f"below £{ends:,.0f}",
        from_gbp=begins,
        below_gbp=ends if np.isfinite(ends) else np.nan,
    )


def _with_envelope(told: pd.DataFrame, day: date) -> pd.DataFrame:
    n, n_of, sure = (told[name].to_numpy(dtype="float64") for name in ("n", "n_of", "n_contracts"))
    maybe = (told["n_either"] + told["n_not_known"]).to_numpy(dtype="float64")
    told = told.astype(dict.fromkeys(("n_contracts", "n_not_known", "n", "n_of"), "Int64"))
    return enveloped(
        told, value=np.divide(sure, n, out=np.full(len(told), np.nan), where=n > 0), unit="share of contracts",
        bound_low=sure / n_of, bound_high=(sure + maybe) / n_of, basis="published contracts, with VAT", as_of=day,
        is_withheld=n == 0, reason=np.where(n == 0, "no whole value is known", ""),
    )  # fmt: skip
