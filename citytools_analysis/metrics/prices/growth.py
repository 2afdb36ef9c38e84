"""How fast what is paid under a contract grows from one financial year to the next (M54)."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.annual_values import VAT_RATE
from citytools_analysis.metrics.days import first_day
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.intervals import grouped_medians
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.reality.payments import months_known
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

MINIMUM_CONTRACTS = {"public": 8}
_MINIMUM = 3
GROWTH_COLUMNS = (
    "contract_id", "title", "borough_id", "borough", "function_code", "function", "area_code", "area", "payee_id",
    "from_year", "to_year", "n_years", "paid_from_gbp", "paid_to_gbp", "index_growth", "above_index", "index_note", *ENVELOPE,
)  # fmt: skip
GROWTH_MEDIAN_COLUMNS = ("area_code", "area", "n_boroughs", *ENVELOPE)
_PAIR = ["borough_id", "payee_id"]
_UNIT = "growth a year, 0.05 is 5%"
_NOT_SINGLE = "payments of single contracts are not shown in the public edition"
_NO_INDEX = "no price index was given"


def price_growth(register: Register, *, index: pd.Series | None = None, on: date | None = None) -> pd.DataFrame:
    """
    Give how fast what is paid under each contract grew, between its first and last whole financial year (M54).

    Parameters
    ----------
    register
        The register.
    index
        A price index to set beside it, by financial year, such as `2024/25`; none is packaged.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    growth
        One row a contract that has not ended, the columns of `GROWTH_COLUMNS`, by contract. `value` is growth a year:
        `(paid_to_gbp / paid_from_gbp) ^ (1 / n_years) - 1`, from what the borough paid to `payee_id`, who is the seller,
        else the supplier. `n` financial years are whole, of the `n_of` begun in its term by `on`: from April to March,
        all within the contract, before `on`, and of which every month's payments are known. Withheld, with the reason,
        unless exactly one contract of the borough is with that payee, it is of one borough only, two such years are
        known, what was paid in each is above zero, and VAT is told alike in both. `index_growth` is the same of the
        index, `above_index` the difference; where they are missing `index_note` says why. Withheld as a whole in the
        public edition.

    Raises
    ------
    ValueError
        If the index is not by financial year, names one twice, or holds a number that is not above zero and finite.

    Notes
    -----
    Catalogue, M54. Payments grow with what is bought as well as with its price: more users, a new module or a bill paid
    late all show as growth here. It is not to be read as a price rise before the contract has been looked at.

    Examples
    --------
    >>> price_growth(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    prices = _checked(index)
    if register.info.edition == "public":
        return held_frame(GROWTH_COLUMNS, register, reason=_NOT_SINGLE)
    return _growth(register, prices, on or register.as_of)[list(GROWTH_COLUMNS)]


def price_growth_medians(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the median growth of what is paid under contracts, by service area (M54).

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    medians
        One row for `all` areas and one a service area, the columns of `GROWTH_MEDIAN_COLUMNS`. `value` is the median of
        `price_growth` over the `n` contracts for which it is known, of `n_of` that have not ended, with the exact
        order-statistic interval from 6; withheld below 3 contracts, in the public edition below 8 and below 5 boroughs.

    Notes
    -----
    As for `price_growth`: growth in what is bought is in it.

    Examples
    --------
    >>> price_growth_medians(Register.from_tables({}, as_of=date(2026, 11, 23)))["area_code"].tolist()
    ['all']
    """
    rows = _growth(register, None, on or register.as_of)[["contract_id", "borough_id", "area_code", "area", "value"]]
    rows = rows.assign(area_code=rows["area_code"].fillna("unknown"), area=rows["area"].fillna("function not known"))
    both = pd.concat([rows.assign(area_code="all", area="All areas"), rows])
    areas = pd.DataFrame({"area_code": ["all"], "area": ["All areas"]})
    areas = pd.concat([areas, rows[["area_code", "area"]].drop_duplicates("area_code").sort_values("area_code")])
    known = both[both["value"].notna()]
    told = areas.join(grouped_medians(known, ["area_code"]), on="area_code")
    told = told.join(known.groupby("area_code")["borough_id"].nunique().rename("n_boroughs"), on="area_code")
    told = told.join(both.groupby("area_code").size().rename("n_of"), on="area_code").reset_index(drop=True)
    told = told.assign(**{name: told[name].fillna(0).astype("int64") for name in ("n", "n_of", "n_boroughs")})
    least = MINIMUM_CONTRACTS.get(register.info.edition, _MINIMUM)
    is_few = (told["n"] < least) | ((told["n_boroughs"] < 5) & (register.info.edition == "public"))
    told = enveloped(
        told.assign(value=told["median"]), unit=_UNIT, basis="contracts with a known growth", is_withheld=is_few,
        interval_kind=np.where(told["level"].notna(), "exact order statistics, at least 95%", ""),
        as_of=on or register.as_of, reason=np.where(is_few, f"fewer than {least} contracts have a known growth", ""),
    )  # fmt: skip
    return told[list(GROWTH_MEDIAN_COLUMNS)]


def _growth(register: Register, index: pd.Series | None, day: date) -> pd.DataFrame:
    contracts = _alone(register, day)
    years = _years_paid(register, contracts, day)
    ends = _first_and_last(years)
    told = contracts.join(ends, on="contract_id")
    told = told.assign(n=told["n"].fillna(0).astype("int64"), n_of=_years_begun(told, day))
    reason = _reasons(told)
    is_known = reason == ""
    ratio = (told["paid_to_gbp"] / told["paid_from_gbp"]).where(is_known)
    growth = ratio ** (1 / told["n_years"]) - 1
    hidden = {name: told[name].where(is_known) for name in ("paid_from_gbp", "paid_to_gbp")}
    told = enveloped(
        told.assign(value=growth, **hidden), unit=_UNIT, interval_kind="none: as paid", as_of=day,
        basis="payments in whole financial years", is_withheld=~is_known, reason=reason,
    )  # fmt: skip
    return with_names(_beside_index(told, index), register)


def _alone(register: Register, day: date) -> pd.DataFrame:
    """List the contracts that have not ended, whom they pay, and how many contracts pay the same."""
    every = register.contracts[~register.contracts["is_framework"].fillna(value=False).astype("bool")]
    payees = every["seller_id"].fillna(every["supplier_id"]).set_axis(every["contract_id"])
    served = parties(register)[["contract_id", "borough_id"]].drop_duplicates()
    served = served.assign(payee_id=served["contract_id"].map(payees))
    n_of_pair = served.groupby(_PAIR)["contract_id"].nunique().rename("n_contracts")
    n_served = served.groupby("contract_id")["borough_id"].nunique().rename("n_served")
    terms = contract_terms(register, on=day)
    terms = terms[terms["standing"] != "ended"].sort_values("contract_id", ignore_index=True)
    told = terms.assign(payee_id=terms["contract_id"].map(payees).astype("str"))
    return told.join(n_of_pair, on=_PAIR).join(n_served, on="contract_id")


def _years_paid(register: Register, contracts: pd.DataFrame, day: date) -> pd.DataFrame:
    """Sum payments by contract and whole financial year."""
    known = months_known(register)
    known = known.assign(year=_year_of(known["month"].dt.year, known["month"].dt.month))
    n_months = known.groupby(["borough_id", "year"]).size()
    whole = n_months[n_months == 12].rename("n_months").reset_index()[["borough_id", "year"]]
    rows = register.spend
    rows = rows[rows["spend_kind"].eq("payment") & rows["amount_gbp"].notna() & rows["paid_date"].notna()]
    amount, basis = rows["amount_gbp"].astype("float64"), rows["vat_basis"].fillna("unknown")
    rows = rows.assign(
        payee_id=rows["supplier_id"], year=_year_of(rows["paid_date"].dt.year, rows["paid_date"].dt.month),
        paid_gbp=amount.where(basis != "inc", amount / (1 + VAT_RATE)), is_vat_unknown=basis == "unknown",
        is_vague=rows["paid_date_precision"].eq("year").fillna(value=False).astype("bool"),
    )  # fmt: skip
    groups = rows.groupby([*_PAIR, "year"])
    paid = pd.DataFrame({
        "paid_gbp": groups["paid_gbp"].sum(), "is_vague": groups["is_vague"].any(),
        "has_vat_unknown": groups["is_vat_unknown"].any(), "has_vat_known": ~groups["is_vat_unknown"].all(),
    })  # fmt: skip
    return _within(contracts.merge(whole, on="borough_id"), day).join(paid, on=[*_PAIR, "year"])


def _within(rows: pd.DataFrame, day: date) -> pd.DataFrame:
    """Keep the financial years that lie within the contract and before the day."""
    begins, ends = _april(rows["year"]), _april(rows["year"] + 1)
    start = first_day(rows["start_date"], rows["start_date_precision"])
    is_over = rows["standing"].eq("unknown") & (rows["first_end_date"] < ends - pd.Timedelta(days=1))
    return rows[(start <= begins) & (ends <= pd.Timestamp(day) + pd.Timedelta(days=1)) & ~is_over]


def _first_and_last(years: pd.DataFrame) -> pd.DataFrame:
    ordered = years.sort_values(["contract_id", "year"]).assign(paid_gbp=lambda frame: frame["paid_gbp"].fillna(0.0))
    groups = ordered.groupby("contract_id")
    first = ordered.drop_duplicates("contract_id").set_index("contract_id")
    last = ordered.drop_duplicates("contract_id", keep="last").set_index("contract_id")
    flags = ["is_vague", "has_vat_unknown", "has_vat_known"]
    both = {name: first[name].eq(other=True) | last[name].eq(other=True) for name in flags}
    return pd.DataFrame({
        "from_year": _label(first["year"]), "to_year": _label(last["year"]),
        "n_years": last["year"] - first["year"], "n": groups.size(),
        "paid_from_gbp": first["paid_gbp"].round(2), "paid_to_gbp": last["paid_gbp"].round(2), **both,
    })  # fmt: skip


def _years_begun(told: pd.DataFrame, day: date) -> pd.Series:
    start = first_day(told["start_date"], told["start_date_precision"])
    begun = _year_of(pd.Series(day.year, index=told.index), pd.Series(day.month, index=told.index)) + 1
    return (begun - _year_of(start.dt.year, start.dt.month)).clip(lower=0).fillna(0).astype("int64")


def _reasons(told: pd.DataFrame) -> pd.Series:
    cases = {
        "the supplier is not known": told["payee_id"].isna(),
        "a joint contract: each borough may pay a part": told["n_served"] > 1,
        "the supplier has more than one contract with the borough": told["n_contracts"] > 1,
        "the start is not known": told["start_date"].isna(),
        "fewer than 2 whole financial years of payments are known": told["n"] < 2,
        "a payment's date is known only to the year": told["is_vague"].eq(other=True),
        "what was paid in a year is not above zero": ~((told["paid_from_gbp"] > 0) & (told["paid_to_gbp"] > 0)),
        "VAT is not told alike in both years": told["has_vat_unknown"].eq(other=True)
        & told["has_vat_known"].eq(other=True),
    }
    chosen = np.select([is_case.to_numpy(dtype=bool) for is_case in cases.values()], list(cases), "")
    return pd.Series(chosen, index=told.index, dtype="str")


def _beside_index(told: pd.DataFrame, index: pd.Series | None) -> pd.DataFrame:
    prices = pd.Series(dtype="float64") if index is None else index
    first, last = (told[name].map(prices).astype("float64") for name in ("from_year", "to_year"))
    growth = ((last / first) ** (1 / told["n_years"]) - 1).where(told["value"].notna())
    note = _NO_INDEX if index is None else "the index does not have both years"
    words = pd.Series(note, index=told.index).mask(growth.notna(), "").mask(told["is_withheld"], told["reason"])
    return told.assign(index_growth=growth, above_index=told["value"] - growth, index_note=words.astype("str"))


def _checked(index: pd.Series | None) -> pd.Series | None:
    if index is None:
        return None
    wrong = [label for label in index.index if not re.fullmatch(r"\d{4}/\d{2}", str(label))]
    numbers = pd.to_numeric(index, errors="coerce").astype("float64")
    if wrong or not index.index.is_unique or not (numbers > 0).all() or not np.isfinite(numbers).all():
        what = f"{wrong[0]!r} is no financial year" if wrong else "a year stands twice, or a number is not above zero"
        message = f"The price index cannot be used: {what}. Give numbers by financial year, such as '2024/25'."
        raise ValueError(message)
    return numbers


def _year_of(year: pd.Series, month: pd.Series) -> pd.Series:
    return year - (month < 4).astype("int64")


def _april(years: pd.Series) -> pd.Series:
    return pd.to_datetime(years.astype("int64").astype("str") + "-04-01").astype("datetime64[s]")


def _label(years: pd.Series) -> pd.Series:
    return years.astype("int64").astype("str") + "/" + ((years.astype("int64") + 1) % 100).astype("str").str.zfill(2)
