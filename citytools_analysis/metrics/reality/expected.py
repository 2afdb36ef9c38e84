"""Every supplier that a borough has a contract with, held against what was paid under it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from citytools_analysis.metrics.annual_values import VAT_RATE
from citytools_analysis.metrics.groups import SupplierView, group_of
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.reality.matched import PUBLISHED_GBP, in_view
from citytools_analysis.metrics.reality.payments import months_known, payments, summed
from citytools_analysis.metrics.reality.words import joined, pounds, times
from citytools_analysis.register import Register

CONTRACT_VERDICTS = ("no_spend", "unknown", "paid_in_group", "paid_by_partner", "paid")
YEAR = 12  # many licences are billed once a year: fewer months in force, or read, prove nothing
DIFFERENCE = 0.25  # indexation, bills in arrears and one-off work stay within it
_PAIR = ["borough_id", "supplier_id"]
_FORCE = ["force_from", "force_to"]


def contract_pairs(
    register: Register, payees: pd.DataFrame, window: pd.PeriodIndex, *, on: date, view: SupplierView
) -> pd.DataFrame:
    """
    Judge every borough and maker with a contract in force in a window.

    Parameters
    ----------
    register
        The register.
    payees
        As `payees.contracts_with_payees` gives.
    window
        The months.
    on
        The day on which groups are asked.
    view
        `as_reported` or `operating_group`.

    Returns
    -------
    pairs
        One row a borough and maker: sums as `payments.summed` gives, months, values, `verdict`, `reason`.

    Examples
    --------
    >>> from citytools_analysis.metrics.reality.payees import contracts_with_payees
    >>> from citytools_analysis.metrics.reality.payments import window_of
    >>> day = date(2026, 11, 23)
    >>> register, window = Register.from_tables({}, as_of=day), window_of(day)
    >>> payees = contracts_with_payees(register, window, on=day, view="as_reported")
    >>> contract_pairs(register, payees, window, on=day, view="as_reported").empty
    True
    """
    due = payees[payees["force_from"].notna()].rename(columns={"maker_id": "supplier_id"})
    paid = in_view(payments(register, window), register, on=on, view=view)
    pairs = _months(due, months_known(register), window)
    pairs = pairs.join(_direct(due, paid)).join(_in_group(due, paid, register, on=on))
    pairs = pairs.join(_by_partners(due, paid, register)).join(_unread_partners(due, register, window))
    pairs = pairs.join(_about(due, register, on=on, view=view)).join(_values(due, window)).reset_index()
    pairs = pairs.assign(**{name: pairs[name].fillna(0).astype("Int64") for name in ("n_payments", "n_undated")})
    is_read = pairs["n_months_known"].eq(pairs["n_months"])
    judged = [_judged(row) for row in pairs.to_dict("records")]
    verdict = pd.Series([verdict for verdict, _ in judged], index=pairs.index, dtype="str")
    pairs = pairs.assign(
        paid_gbp=pairs["paid_gbp"].mask(is_read & pairs["paid_gbp"].isna() & pairs["n_undated"].eq(0), 0.0),
        n_payments=pairs["n_payments"].where(pairs["n_months_known"].gt(0) | pairs["n_undated"].gt(0)),
        verdict=verdict,
        reason=pd.Series([reason for _, reason in judged], index=pairs.index, dtype="str"),
    )
    is_alone = ~(pairs["is_shared"] | pairs["is_resold"]).astype("bool")
    return _compared(pairs, can_be=is_alone & is_read & verdict.eq("paid") & pairs["n_undated"].eq(0))


def _in_force(due: pd.DataFrame, window: pd.PeriodIndex) -> pd.DataFrame:
    """Give a row for each month of the window in which a contract is in force: give it few columns, each is held so often."""
    both = due.merge(pd.DataFrame({"month": window}), how="cross")
    month = both["month"].dt
    is_in = (both["force_from"] <= month.end_time) & (both["force_to"] >= month.start_time)
    kept: pd.DataFrame = both[is_in]
    return kept


def _months(due: pd.DataFrame, known: pd.DataFrame, window: pd.PeriodIndex) -> pd.DataFrame:
    months = _in_force(due[[*_PAIR, *_FORCE]], window)[[*_PAIR, "month"]].drop_duplicates()
    months = months.merge(known.assign(is_known=True), on=["borough_id", "month"], how="left")
    months = months.assign(is_known=months["is_known"].eq(other=True), text=months["month"].dt.strftime("%b %Y"))
    groups = months.sort_values([*_PAIR, "month"]).groupby(_PAIR)
    missing = months[~months["is_known"]].sort_values([*_PAIR, "month"]).groupby(_PAIR)["text"].agg(", ".join)
    return pd.DataFrame({
        "n_months": groups.size().astype("Int64"),
        "n_months_known": groups["is_known"].sum().astype("Int64"),
        "months_missing": missing,
    }).assign(months_missing=lambda frame: frame["months_missing"].fillna("").astype("str"))  # fmt: skip


def _direct(due: pd.DataFrame, paid: pd.DataFrame) -> pd.DataFrame:
    links = due[[*_PAIR, "payee_id"]].drop_duplicates()
    return summed(links.merge(_as_payee(paid), on=["borough_id", "payee_id"]), _PAIR)


def _as_payee(paid: pd.DataFrame) -> pd.DataFrame:
    return paid.rename(columns={"supplier_id": "payee_id"})


def _in_group(due: pd.DataFrame, paid: pd.DataFrame, register: Register, *, on: date) -> pd.DataFrame:
    """Sum what was paid to other companies of the groups that the contracts are with."""
    links = due[[*_PAIR, "payee_id"]].drop_duplicates()
    direct = links.set_index([*_PAIR, "payee_id"]).index
    links = links.assign(group_id=group_of(links["payee_id"], register, on=on))
    links = links[[*_PAIR, "group_id"]].drop_duplicates()
    rows = _as_payee(paid[paid["is_dated"]])
    both = links.merge(rows.assign(group_id=group_of(rows["payee_id"], register, on=on)), on=["borough_id", "group_id"])
    both = both[~pd.MultiIndex.from_frame(both[[*_PAIR, "payee_id"]]).isin(direct)]
    return _sum_and_names(both, "payee_id", register, "group")


def _by_partners(due: pd.DataFrame, paid: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Sum what other boroughs of a shared contract paid for it."""
    links = _partners(due)[[*_PAIR, "payee_id", "partner_id"]].drop_duplicates()
    rows = _as_payee(paid[paid["is_dated"]])[["borough_id", "payee_id", "amount_gbp"]]
    both = links.merge(rows.rename(columns={"borough_id": "partner_id"}), on=["partner_id", "payee_id"])
    return _sum_and_names(both, "partner_id", register, "partner")


def _partners(due: pd.DataFrame) -> pd.DataFrame:
    shared = due[due["is_shared"]]
    served = shared[["contract_id", "borough_id"]].drop_duplicates().rename(columns={"borough_id": "partner_id"})
    both = shared.merge(served, on="contract_id")
    return both[both["borough_id"] != both["partner_id"]]


def _sum_and_names(rows: pd.DataFrame, key: str, register: Register, word: str) -> pd.DataFrame:
    kind = "borough" if key == "partner_id" else "supplier"
    named = with_names(rows[[key]].set_axis([f"{kind}_id"], axis=1), register)[kind]
    groups = rows.assign(named=named.fillna(rows[key])).groupby(_PAIR)
    return pd.DataFrame({f"{word}_gbp": groups["amount_gbp"].sum(), f"{word}_names": groups["named"].agg(joined)})


def _unread_partners(due: pd.DataFrame, register: Register, window: pd.PeriodIndex) -> pd.DataFrame:
    """Name the boroughs of a shared contract whose payments of some month in force are not known."""
    partners = _partners(due)
    pairs = [*_PAIR, "partner_id"]
    months = _in_force(partners[[*pairs, *_FORCE]], window)[[*pairs, "month"]].drop_duplicates()
    known = months_known(register).rename(columns={"borough_id": "partner_id"}).assign(is_known=True)
    months = months.merge(known, on=["partner_id", "month"], how="left")
    unread = months[~months["is_known"].eq(other=True)]
    names = {"partners": partners, "partners_unread": unread}
    told = {
        name: frame.assign(named=frame["partner_id"].map(register.boroughs.set_index("borough_id")["borough"]))
        .groupby(_PAIR)["named"]
        .agg(joined)
        for name, frame in names.items()
    }
    return pd.DataFrame(told)


def _about(due: pd.DataFrame, register: Register, *, on: date, view: SupplierView) -> pd.DataFrame:
    """Say of each borough and maker who is to be paid, and whether payments to any of them would have been read."""
    reviewed = register.suppliers.loc[register.suppliers["is_reviewed"].fillna(value=False), "supplier_id"]
    readable = pd.concat([reviewed, register.reference.suppliers["supplier_id"]]).astype("str").drop_duplicates()
    readable = readable if view == "as_reported" else group_of(readable, register, on=on)
    names = with_names(due[["payee_id"]].rename(columns={"payee_id": "supplier_id"}), register)["supplier"]
    rows = due.assign(
        named=names.fillna(due["payee_id"]).set_axis(due.index),
        is_readable=due["payee_id"].isin(readable),
        is_resold=due["payee_id"].ne(due["supplier_id"]),
        may_be_over=due["standing"].eq("unknown") & due["last_end_date"].notna(),
    )
    groups = rows.groupby(_PAIR)
    flags = {name: groups[name].any() for name in ("is_readable", "is_resold", "is_shared")}
    return pd.DataFrame({"paid_to": groups["named"].agg(joined), "may_be_over": groups["may_be_over"].all(), **flags})


def _values(due: pd.DataFrame, window: pd.PeriodIndex) -> pd.DataFrame:
    """Sum the yearly values, without VAT, each for the months in force; missing where one of them is not known."""
    contracts = due.drop_duplicates(["borough_id", "contract_id"])
    of_contract = ["borough_id", "contract_id"]
    lengths = _in_force(contracts[[*of_contract, *_FORCE]], window).groupby(of_contract).size().rename("n_in_force")
    contracts = contracts.join(lengths, on=of_contract)
    high = contracts["annual_value_gbp"] * contracts["n_in_force"] / YEAR
    low = high.where(contracts["vat_basis"].isin(["ex", "inc"]), high / (1 + VAT_RATE))
    groups = contracts.assign(value_gbp_low=low, value_gbp_high=high).groupby(_PAIR)
    return groups[["value_gbp_low", "value_gbp_high"]].sum(skipna=False).round(2)


def _compared(pairs: pd.DataFrame, *, can_be: pd.Series[bool]) -> pd.DataFrame:
    low, high = pairs["low_gbp"], pairs["high_gbp"]
    word = pd.Series("similar", index=pairs.index, dtype="str")
    word = word.mask(low > pairs["value_gbp_high"] * (1 + DIFFERENCE), "more")
    word = word.mask(high < pairs["value_gbp_low"] * (1 - DIFFERENCE), "less")
    word = word.where(can_be & pairs["value_gbp_low"].notna(), "unknown")
    return pairs.assign(paid_against_value=word, paid_gbp_low=low, paid_gbp_high=high)


def _judged(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Give the verdict and the reason: first who paid, then why silence may mean nothing."""
    if row["paid_gbp"] >= PUBLISHED_GBP:
        resold = f"; {row['paid_to']}: the reseller may be paid for other contracts too" if row["is_resold"] else ""
        return "paid", f"{times(row['n_payments'], 'payment')} in these months{resold}"
    if row["group_gbp"] >= PUBLISHED_GBP:
        return "paid_in_group", f"{pounds(row['group_gbp'])} paid to {row['group_names']}, of the same group"
    if row["partner_gbp"] >= PUBLISHED_GBP:
        return "paid_by_partner", f"shared: {pounds(row['partner_gbp'])} paid by {row['partner_names']}"
    doubt = _doubt(row)
    if doubt:
        return "unknown", doubt
    credited = row["n_payments"] > 0
    words = f"payments and credit notes come to {pounds(row['paid_gbp'])}" if credited else "no payment"
    partners = f", nor by {row['partners']}, who share it" if isinstance(row["partners"], str) else ""
    over = "; the committed end has passed, so it may be over" if row["may_be_over"] else ""
    return "no_spend", f"{words} in {times(row['n_months'], 'month')} in force{partners}{over}"


def _doubt(row: Mapping[Any, Any]) -> str:
    """Say why no payment seen does not mean none made; nothing where it does."""
    n_read, n_months = row["n_months_known"], row["n_months"]
    cases = (
        (not row["supplier_id"], "the contract's supplier is not known"),
        (not n_read, "no spend file of the borough speaks of these months"),
        (not row["is_readable"], "payments to it are not read: it is not among the reviewed suppliers"),
        (n_read < n_months, f"no payment in {n_read} of {n_months} months; not known: {row['months_missing']}"),
        (row["n_undated"] > 0, f"{times(row['n_undated'], 'payment')} without a date"),
        (n_months < YEAR, f"in force in {times(n_months, 'month')} only; many licences are billed once a year"),
        (row["value_gbp_high"] < PUBLISHED_GBP, "worth less than £500 a year; payments of that size are not published"),
        (isinstance(row["partners_unread"], str), f"shared, and may be paid by {row['partners_unread']}: not known"),
    )
    return next((words for is_so, words in cases if is_so), "")
