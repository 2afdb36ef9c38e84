"""
What a contract costs in a year, where its source allows that to be said.

Rules of metrics.md, 1.3: a total is spread over the term it covers; ceilings, values of an unknown kind and frameworks
are never turned into a yearly figure; figures exclude VAT where the source says whether they include it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from citytools_analysis.metrics.days import MONTH_DAYS, first_day, last_day

NO_VALUE, NO_TERM = "value not known", "a total whose term is not known"
NOT_SPEND, NO_BASIS = "a ceiling is not spend", "what the value covers is not known"
_NO_YEARLY = (NO_VALUE, NO_TERM, NOT_SPEND, NO_BASIS)
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
        total whose term is not known (rolling, no start, or dates known only to the year), and a total that includes
        options whose length is not known.

    Examples
    --------
    >>> contracts = pd.DataFrame({
    ...     "value_gbp": [569_176.97, 4e6], "value_basis": ["committed_term", "ceiling"],
    ...     "start_date": pd.to_datetime(["2023-04-16"] * 2), "end_date": pd.to_datetime(["2027-04-15"] * 2)})
    >>> annual_value(contracts).round(2).tolist()
    [142294.24, nan]
    """
    basis, months = _column(contracts, "value_basis"), _covered_months(contracts)
    value = pd.to_numeric(_column(contracts, "value_gbp")).astype("float64")
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
    no_value = _column(contracts, "value_gbp").isna()
    is_total = _column(contracts, "value_basis").isin(["committed_term", "max_incl_options"])
    with_options = _is(contracts, "value_basis", "max_incl_options")
    span = pd.Series([f"{length:g}" for length in months.round(1)], index=months.index, dtype="str")
    cases: list[tuple[pd.Series, pd.Series | str]] = [
        (is_framework, NOT_SPEND),
        (no_value, NO_VALUE),
        (_is(contracts, "value_basis", "ceiling"), NOT_SPEND),
        (is_total & months.isna(), NO_TERM),
        (with_options, "total with options, over " + span + " months"),
        (is_total, "total over " + span + " months"),
        (_is(contracts, "value_basis", "annual"), "annual value as given"),
        (_is(contracts, "value_basis", "actual_fy"), "paid in one financial year"),
    ]
    note = pd.Series(NO_BASIS, index=contracts.index, dtype="object")
    for is_case, words in reversed(cases):
        note = note.mask(is_case, words)
    has_yearly = ~note.isin(_NO_YEARLY)
    vat = np.where(_is(contracts, "vat_basis", "inc") & has_yearly, "; VAT of 20% taken off", "")
    return (note + vat).astype("str").rename("annual_value_note")


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
