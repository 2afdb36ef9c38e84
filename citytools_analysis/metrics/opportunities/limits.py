"""Whether what boroughs would buy together reaches a procurement threshold, which is tested with VAT (M45)."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.days import MONTH_DAYS, add_months, first_day
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.law import thresholds_in_force
from citytools_analysis.metrics.opportunities.assumed import assumptions, central
from citytools_analysis.metrics.opportunities.candidates import PROCURE_MONTHS
from citytools_analysis.metrics.opportunities.sets import Opportunities, columns_by, find
from citytools_analysis.metrics.opportunities.tallies import counts, sums
from citytools_analysis.metrics.prices import VAT_RATE
from citytools_analysis.register import Register

THRESHOLD_COLUMNS = (
    "opportunity_id", "function_code", "function", "procurement_date", "contract_type", "threshold_gbp_inc_vat",
    "least_gbp_inc_vat", "most_gbp_inc_vat", "is_above", "verdict", *ENVELOPE,
)  # fmt: skip
ABOVE, BELOW = "at or above the threshold", "below the threshold"
VAT_DECIDES = "whether values include VAT decides it"
VALUES_MISSING = "not every member's value is known"
NO_THRESHOLD = "no threshold is recorded for that day"
_Numbers = npt.NDArray[np.float64]


def thresholds(
    register: Register,
    *,
    found: Opportunities | None = None,
    contract_type: str = "goods/services",
    assumed: pd.DataFrame | None = None,
    on: date | None = None,
) -> pd.DataFrame:
    """
    Test each opportunity against the threshold in force on the day its procurement would begin (M45).

    Parameters
    ----------
    register
        The register.
    found
        What `find` gave; found anew if not given.
    contract_type
        As in the table of thresholds: `goods/services`, `light touch services` or `works`.
    assumed
        As `assumptions` gives; the reviewed ones if not given. Only `contract_years` is used.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    thresholds
        One row a set, in the order of `found.sets`, with the columns of `THRESHOLD_COLUMNS`. `least_gbp_inc_vat` and
        `most_gbp_inc_vat` sum, over all members, the maximum value with every option left and with VAT; they differ where
        a source does not say whether its value includes VAT, which is then read both ways. A yearly value is taken over
        the present contract from its first day to its latest end, and over `contract_years` where that is not known. The
        day is 12 months before the shared window opens. `is_above` is missing unless it is the same on every reading: a
        known part that reaches the threshold settles it, whatever else is missing. `value` is the least, with `lower` to
        `upper` the two readings; `n` of `n_of` contracts are valued, and `bound_high` is missing while any is not.

        Councils that recover VAT test with it all the same (PPN 023; Procurement Act 2023, Sch. 3). Splitting a purchase
        to stay below is unlawful, and below the threshold other rules apply: it is no finding that a purchase is lawful.

    Raises
    ------
    UnknownNameError
        If no threshold is of that contract type.

    Examples
    --------
    >>> thresholds(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    table = register.reference.thresholds
    if contract_type not in set(table["contract_type"]):
        raise UnknownNameError("contract type", contract_type, sorted(set(table["contract_type"])))
    found = found or find(register, on=on)
    years = central(assumptions(register) if assumed is None else assumed)["contract_years"]
    least, most, n_valued = _readings(found, years)
    day = add_months(found.sets["window_start_date"], -PROCURE_MONTHS)
    day = day.where(day >= pd.Timestamp(found.on), pd.Timestamp(found.on))
    limit = thresholds_in_force(day, table, contract_type)
    is_whole = n_valued == found.sets["n_contracts"].to_numpy()
    cases = {
        NO_THRESHOLD: np.isnan(limit), ABOVE: least >= limit, BELOW: is_whole & (most < limit), VALUES_MISSING: ~is_whole,
    }  # fmt: skip
    verdict = np.select(list(cases.values()), list(cases), VAT_DECIDES)
    is_above = pd.Series(verdict == ABOVE, dtype="boolean").mask(~np.isin(verdict, [ABOVE, BELOW]))
    told = found.sets.assign(
        procurement_date=day, contract_type=contract_type, threshold_gbp_inc_vat=limit, least_gbp_inc_vat=least,
        most_gbp_inc_vat=most, is_above=is_above, verdict=verdict,
    )  # fmt: skip
    return enveloped(
        told, value=least, unit="pounds, VAT included", n=n_valued.astype(float), n_of=told["n_contracts"].astype("float64"),
        lower=least, upper=most, interval_kind="VAT read both ways", bound_low=least,
        bound_high=np.where(is_whole, most, np.nan), basis="contracts", as_of=found.on,
    )[columns_by(found.by, THRESHOLD_COLUMNS)]  # fmt: skip


def _readings(found: Opportunities, years: float) -> tuple[_Numbers, _Numbers, npt.NDArray[np.int64]]:
    """Sum the maximum values of each set with VAT, once taking what may include it as including it, once as not."""
    windows = found.windows
    terms = found.register.contracts.drop_duplicates("contract_id").set_index("contract_id")
    terms = terms[["start_date", "start_date_precision", "value_gbp", "value_basis", "vat_basis"]]
    rows = windows.join(terms, on="contract_id")
    start = first_day(rows["start_date"], rows["start_date_precision"])
    months = ((rows["latest_end_date"] - start).dt.days + 1) / MONTH_DAYS
    whole_months = months.round()
    months = months.where((months - whole_months).abs() > 0.1, whole_months)  # as annual_value spreads a total
    is_dated = rows["standing"].eq("live") & (months > 0)
    whole = rows["part_gbp"] * months.where(is_dated, years * 12).astype("float64") / 12
    ceiling = rows["value_gbp"].where(rows["value_basis"].eq("max_incl_options"))
    stated = ceiling.where(~rows["vat_basis"].eq("inc"), ceiling / (1 + VAT_RATE)) * rows["weight"]
    whole = stated.where(stated.notna() & np.isfinite(stated), whole)
    first, last = rows["first_set"].to_numpy(), rows["last_set"].to_numpy()
    n_sets = int(last.max(initial=-1)) + 1
    most = whole * (1 + VAT_RATE)
    least = most.where(rows["vat_basis"].isin(["ex", "inc"]), whole)
    valued = rows[whole.notna()].drop_duplicates("contract_id" if found.by == "system" else ["contract_id", "group"])
    n_valued = counts(valued["first_set"].to_numpy(), valued["last_set"].to_numpy(), n_sets)
    told = [sums(first, last, amount, n_sets).round(2) for amount in (least, most)]
    return told[0][found.numbers], told[1][found.numbers], n_valued[found.numbers]
