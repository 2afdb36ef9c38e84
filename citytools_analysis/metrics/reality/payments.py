"""
What boroughs' spend files say was paid, month by month, and which months they do not speak of.

A spend file is read for suppliers known as technology suppliers only, so these are payments to them and never all
payments. Sales under a framework are declared by the supplier: they are shown beside payments and never added to them.
"""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

import numpy as np
import pandas as pd

from citytools_analysis.metrics.annual_values import VAT_RATE
from citytools_analysis.metrics.days import first_day, last_day
from citytools_analysis.register import Register
from citytools_analysis.sources.spend.days import month_of

WINDOW_MONTHS = 12
_KNOWN = ["borough_id", "month"]


def window_of(on: date, months: int = WINDOW_MONTHS) -> pd.PeriodIndex:
    """
    Give the whole calendar months up to a day.

    Parameters
    ----------
    on
        The day; its own month counts only if the day is the last of it.
    months
        How many, at least one.

    Returns
    -------
    window
        The months in order.

    Raises
    ------
    ValueError
        If there would be no month.

    Examples
    --------
    >>> window = window_of(date(2026, 11, 23))
    >>> str(window[0]), str(window[-1]), len(window)
    ('2025-11', '2026-10', 12)
    """
    if months < 1:
        message = f"A window of {months} months holds nothing; give at least 1."
        raise ValueError(message)
    last = (pd.Timestamp(on) + pd.Timedelta(days=1)).to_period("M") - 1
    return pd.period_range(end=last, periods=months, freq="M")


def payments(register: Register, window: pd.PeriodIndex, *, kind: str = "payment") -> pd.DataFrame:
    """
    List the payments of a window, and those that no date keeps out of it.

    Parameters
    ----------
    register
        The register.
    window
        As `window_of` gives.
    kind
        `payment`, or `framework_sale` for what suppliers declared.

    Returns
    -------
    payments
        Rows of the spend table with `first_date` and `last_date`, the days between which each was paid, `is_dated`
        (false where no date, or only a year that the window shares, is known), and `low_gbp` and `high_gbp`, the amount
        without VAT: a range of 20% where the source does not say whether VAT is in.

    Examples
    --------
    >>> payments(Register.from_tables({}, as_of=date(2026, 11, 23)), window_of(date(2026, 11, 23))).empty
    True
    """
    rows = register.spend
    rows = rows[rows["spend_kind"].eq(kind) & rows["amount_gbp"].notna()]
    first = first_day(rows["paid_date"], rows["paid_date_precision"])
    last = last_day(rows["paid_date"], rows["paid_date_precision"])
    start, end = window[0].start_time.normalize(), window[-1].end_time.normalize()
    amount, basis = rows["amount_gbp"].astype("float64"), rows["vat_basis"].fillna("unknown")
    net = amount / (1 + VAT_RATE)
    exact = amount.where(basis.eq("ex"), net)
    rows = rows.assign(
        amount_gbp=amount,
        vat_basis=basis.astype("str"),
        first_date=first,
        last_date=last,
        is_dated=first.notna() & rows["paid_date_precision"].ne("year").fillna(value=True),
        low_gbp=exact.where(basis.ne("unknown"), np.minimum(amount, net)),
        high_gbp=exact.where(basis.ne("unknown"), np.maximum(amount, net)),
    )
    return rows[first.isna() | ((first <= end) & (last >= start))].reset_index(drop=True)


def months_known(register: Register) -> pd.DataFrame:
    """
    List the months that each borough's spend files speak of.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    months
        `borough_id` and `month`, one row each: a month in which a payment stands, or that the name of a spend file
        gives, for a month without any payment to a supplier known here is known all the same.

    Examples
    --------
    >>> months_known(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()
    ['borough_id', 'month']
    """
    rows = register.spend
    rows = rows[rows["spend_kind"].eq("payment") & rows["paid_date_precision"].ne("year").fillna(value=True)]
    paid = pd.DataFrame({"borough_id": rows["borough_id"], "month": rows["paid_date"].dt.to_period("M")}).dropna()
    files = spend_files(register)
    named = [month_of(PurePath(name).stem) or "" for name in files["file_name"]]
    day = pd.to_datetime(pd.Series(named, index=files.index, dtype="str"), format="%m/%Y", errors="coerce")
    told = files.assign(month=day.dt.to_period("M"))
    both = [frame[_KNOWN].astype({"month": "period[M]"}) for frame in (paid, told.dropna(subset=_KNOWN))]
    return pd.concat(both).drop_duplicates().sort_values(_KNOWN).reset_index(drop=True)


def spend_files(register: Register) -> pd.DataFrame:
    """
    List the spend files of the register and whose they are.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    files
        Rows of the sources table; `borough_id` is missing where a file holds payments of several boroughs or says
        nothing of one.

    Examples
    --------
    >>> spend_files(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    files = register.sources[register.sources["source_kind"].eq("spend")]
    pairs = register.spend[["source_id", "borough_id"]].drop_duplicates()
    payers = pairs.drop_duplicates("source_id", keep=False).set_index("source_id")["borough_id"]
    prefix = files["source_name"].str.partition("/")[0] if len(files) else files["source_name"]
    named = prefix.where(
        prefix.isin(register.boroughs["borough_id"])
    )  # the file's logical name begins with its borough
    return files.assign(borough_id=named.fillna(files["source_id"].map(payers).astype("str")).astype("str"))


def summed(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """
    Sum payments, those without a date apart.

    Parameters
    ----------
    rows
        As `payments` gives.
    by
        Columns to sum by.

    Returns
    -------
    sums
        Indexed by `by`: `paid_gbp` as published, `low_gbp` and `high_gbp` without VAT, `n_payments`,
        `first_paid_date`, `last_paid_date`, `vat_basis` (`ex`, `inc`, `unknown` or `mixed`) of the dated ones, and
        `n_undated`.

    Examples
    --------
    >>> window = window_of(date(2026, 11, 23))
    >>> rows = payments(Register.from_tables({}, as_of=date(2026, 11, 23)), window)
    >>> summed(rows, ["borough_id"]).columns.tolist()[:3]
    ['paid_gbp', 'low_gbp', 'high_gbp']
    """
    groups = rows[rows["is_dated"]].groupby(by)
    sums = pd.DataFrame({
        "paid_gbp": groups["amount_gbp"].sum().round(2),
        "low_gbp": groups["low_gbp"].sum().round(2),
        "high_gbp": groups["high_gbp"].sum().round(2),
        "n_payments": groups.size().astype("Int64"),
        "first_paid_date": groups["first_date"].min(),
        "last_paid_date": groups["last_date"].max(),
        "vat_basis": groups["vat_basis"].min().mask(groups["vat_basis"].min() != groups["vat_basis"].max(), "mixed"),
        "n_undated": 0,
    })  # fmt: skip
    undated = rows[~rows["is_dated"]].groupby(by).size()
    sums = sums.reindex(sums.index.union(undated.index))
    return sums.assign(
        n_payments=sums["n_payments"].fillna(0).astype("Int64"),
        n_undated=undated.reindex(sums.index, fill_value=0).astype("Int64"),
    )
