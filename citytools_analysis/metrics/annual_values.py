"""
What a contract costs in a year, where its source allows that to be said.

Rules of metrics.md, 1.3: a total is spread over the term it covers; ceilings, values of an unknown kind and frameworks
are never turned into a yearly figure; figures exclude VAT where the source says whether they include it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.days import MONTH_DAYS, first_day, last_day

NO_VALUE, NO_TERM = "value not known", "a total whose term is not known"
NOT_SPEND, NO_BASIS = "a ceiling is not spend", "what the value covers is not known"
NO_PRICE = "a value below zero is no price"
_NO_YEARLY = (NO_VALUE, NO_TERM, NOT_SPEND, NO_BASIS, NO_PRICE)
VAT_RATE = 0.20  # standard rate, which technology supplies carry


def annual_value(contracts: pd.DataFrame) -> pd.Series:
    """
    Give the yearly value of each contract.

    Parameters
    ----------
    contracts
        Rows of the contracts table: `value_gbp`, `value_basis`, `vat_basis`, `is_framework`, `end_state`, and start and
        end dates with their precision. A column `option_months` (total length of the unused options) is needed to
        spread a value that includes them.

    Returns
    -------
    annual_value_gbp
        Pounds a year without VAT; where the source does not say whether VAT is included the value is taken as given.
        `committed_term` is divided by the years from start to committed end; `max_incl_options` by those years and the
        options; `annual` and `actual_fy` stand as they are. Missing for a ceiling, an unknown basis, a framework, a
        total whose term is not known (rolling, no start, or dates known only to the year), a total that includes options
        whose length is not known, and a value that is below zero or not finite.

    Examples
    --------
    >>> contracts = pd.DataFrame({
    ...     "value_gbp": [569_176.97, 4e6], "value_basis": ["committed_term", "ceiling"],
    ...     "start_date": pd.to_datetime(["2023-04-16"] * 2), "end_date": pd.to_datetime(["2027-04-15"] * 2)})
    >>> annual_value(contracts).round(2).tolist()
    [142294.24, nan]
    """
    basis, months = _column(contracts, "value_basis"), _covered_months(contracts)
    value = _values(contracts)
    value = value.where(value >= 0)
    value = value.where(~_is(contracts, "vat_basis", "inc"), value / (1 + VAT_RATE))
    yearly = value.where(basis.isin(["annual", "actual_fy"]))
    yearly = yearly.where(~basis.isin(["committed_term", "max_incl_options"]), value / (months / 12))
    is_framework = _column(contracts, "is_framework").astype("boolean").fillna(value=False).astype("bool")
    return yearly.mask(is_framework).astype("float64").rename("annual_value_gbp")


def annual_value_note(contracts: pd.DataFrame) -> pd.Series:
    """
    Say how each yearly value was made, or why there is none.

    Parameters
    ----------
    contracts
        As for `annual_value`.

    Returns
    -------
    annual_value_note
        A few words for the reader of a table.

    Examples
    --------
    >>> contracts = pd.DataFrame({"value_gbp": [4e6, 5e4], "value_basis": ["ceiling", "annual"]})
    >>> annual_value_note(contracts).tolist()
    ['a ceiling is not spend', 'annual value as given']
    """
    months = _covered_months(contracts)
    is_framework = _column(contracts, "is_framework").astype("boolean").fillna(value=False).astype("bool")
    value = _values(contracts)
    is_total = _column(contracts, "value_basis").isin(["committed_term", "max_incl_options"])
    with_options = _is(contracts, "value_basis", "max_incl_options")
    cases = {
        NOT_SPEND: is_framework,
        NO_VALUE: value.isna(),
        NO_PRICE: value < 0,
        f"{NOT_SPEND} ": _is(contracts, "value_basis", "ceiling"),
        NO_TERM: is_total & months.isna(),
        "total with options, over {} months": with_options,
        "total over {} months": is_total,
        "annual value as given": _is(contracts, "value_basis", "annual"),
        "paid in one financial year": _is(contracts, "value_basis", "actual_fy"),
    }
    chosen = np.select([is_case.to_numpy(dtype=bool) for is_case in cases.values()], range(len(cases)), len(cases))
    words = [*(case.strip() for case in cases), NO_BASIS]
    note = _filled(words, chosen, months, _is(contracts, "vat_basis", "inc").to_numpy())
    return pd.Series(note, index=contracts.index, dtype="str", name="annual_value_note")


def _filled(
    words: list[str], chosen: npt.NDArray[np.int64], months: pd.Series, has_vat: npt.NDArray[np.bool_]
) -> npt.NDArray[np.object_]:
    """Put lengths and VAT into the chosen words, each way of saying it made once: there are few, however many contracts."""
    lengths, length = np.unique(months.round(1).fillna(-1.0).to_numpy(), return_inverse=True)
    has_length = np.array(["{}" in word for word in words])[chosen]
    keys = (chosen * len(lengths) + np.where(has_length, length, 0)) * 2 + has_vat
    ways, way = np.unique(keys, return_inverse=True)
    told = []
    for key in ways.tolist():
        case, place = divmod(key // 2, len(lengths))
        vat = "; VAT of 20% taken off" if key % 2 and words[case] not in _NO_YEARLY else ""
        told.append(words[case].format(f"{lengths[place]:g}") + vat)
    return np.array(told, dtype=object)[way] if told else np.empty(0, dtype=object)


def _values(contracts: pd.DataFrame) -> pd.Series:
    value = pd.to_numeric(_column(contracts, "value_gbp")).astype("float64")
    return value.where(np.isfinite(value))


def _covered_months(contracts: pd.DataFrame) -> pd.Series:
    start, end = _column(contracts, "start_date"), _column(contracts, "end_date")
    start_precision, end_precision = (
        _column(contracts, "start_date_precision"),
        _column(contracts, "end_date_precision"),
    )
    days = (last_day(end, end_precision) - first_day(start, start_precision)).dt.days + 1
    months = (days / MONTH_DAYS).astype("float64")
    whole = months.round()
    months = months.where((months - whole).abs() > 0.1, whole)  # 48 calendar months are 1,461 or 1,460 days
    options = pd.to_numeric(_column(contracts, "option_months")).astype("float64")
    with_options = _is(contracts, "value_basis", "max_incl_options")
    months = months.where(~with_options, months + options.where(options > 0))
    vague = start_precision.eq("year") | end_precision.eq("year") | _is(contracts, "end_state", "rolling")
    return months.where((months > 0) & ~vague.fillna(value=False).astype("bool"))


def _is(contracts: pd.DataFrame, name: str, word: str) -> pd.Series:
    return _column(contracts, name).eq(word).fillna(value=False).astype("bool")


def _column(contracts: pd.DataFrame, name: str) -> pd.Series:
    return contracts[name] if name in contracts else pd.Series(None, index=contracts.index, dtype="object")
