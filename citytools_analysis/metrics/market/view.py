"""What a small supplier asks first: who supplies whom, and what comes to an end when (domain.md, section 5, S1 and S2)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.adoption import ANSWERS, in_use
from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.envelope import ENVELOPE, share_envelope
from citytools_analysis.metrics.groups import SupplierView, with_groups
from citytools_analysis.metrics.market.awarded import with_route
from citytools_analysis.metrics.names import resellers, with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

MONTHS = 36
PUBLISHED, HELD, NOT_SAID = "published", "not published", "not said"
INCUMBENT_COLUMNS = (
    "function_code", "function", "area_code", "area", "answer", "supplier_id", "supplier", "n_boroughs", "boroughs",
    *ENVELOPE,
)  # fmt: skip
ENDING_COLUMNS = (
    "period", "period_start_date", "area_code", "area", "function_code", "function", "borough_id", "borough",
    "partner_borough_ids", "contract_id", "title", "system_id", "system", "supplier_id", "supplier", "end_state",
    "end_date", "end_date_precision", "latest_end_date", "n_options", "option_months", "end_note", "route", "framework",
    "publication", "source_id", "evidence_url",
)  # fmt: skip
EARLY_NOTICES = ("UK1", "UK2", "UK3", "UK4", "planning", "tender")
EARLY_COLUMNS = (
    "published_date", "notice_type", "notice_meaning", "borough_id", "borough", "title", "value_gbp", "value_basis",
    "ocid", "evidence_url",
)  # fmt: skip


def incumbents(register: Register, *, view: SupplierView = "as_reported", on: date | None = None) -> pd.DataFrame:
    """
    Say who supplies how many boroughs for each function.

    Share = boroughs that use a system of the supplier / boroughs with an answer (metrics.md, 2.1). A borough with two
    suppliers counts for both, so the shares may sum to more than 1: `concentration` divides them. A contract's seller is
    no incumbent, and a reseller none at all.

    Parameters
    ----------
    register
        The register.
    view
        `as_reported`, or `operating_group`: the group as it stood on the day.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    incumbents
        One row a function and supplier, most boroughs first, with the columns of `INCUMBENT_COLUMNS`: `answer` is
        `supplier`, `in_house`, `open_source` or `none`, the last three without a supplier; `n_boroughs` and `boroughs`,
        their names. In the envelope `n` boroughs have an answer of `n_of`; the bounds are what the others could make of
        it.

    Raises
    ------
    UnknownNameError
        If there is no such view.

    Examples
    --------
    >>> incumbents(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    rows = in_use(register, on=on)
    rows = rows[rows["system_state"].isin(ANSWERS) & rows["function_code"].notna()]
    is_named = rows["system_state"].eq("known")
    named = rows["supplier_id"].where(is_named & ~rows["supplier_id"].isin(resellers(register)))
    rows = with_groups(rows.assign(supplier_id=named), register, view=view, on=day)
    rows = rows.assign(answer=rows["system_state"].mask(is_named, "supplier"), supplier_id=rows["group_id"])
    rows = rows[~is_named | rows["supplier_id"].notna()]
    keys = ["function_code", "answer", "supplier_id"]
    uses = rows.drop_duplicates([*keys, "borough_id"]).sort_values([*keys, "borough"])
    told = uses.groupby(keys, as_index=False, dropna=False).agg(
        n_boroughs=("borough_id", "size"), boroughs=("borough", "; ".join)
    )
    known = rows.groupby("function_code")["borough_id"].nunique()
    told = told.assign(n=told["function_code"].map(known).astype("Int64"), n_of=_to_answer(register, rows, told, day))
    told = told.assign(share=told["n_boroughs"] / told["n"])
    told = share_envelope(told, value="share", unit="share of boroughs supplied", basis="boroughs", as_of=day)
    told = with_names(told.astype({"n_boroughs": "Int64"}), register)
    order = ["function_code", "n_boroughs", *keys[1:]]
    return told.sort_values(order, ascending=[True, False, True, True])[list(INCUMBENT_COLUMNS)].reset_index(drop=True)


def ending_soon(register: Register, *, months: int = MONTHS, on: date | None = None) -> pd.DataFrame:
    """
    List the contracts that come to an end, by quarter and function, and those without a known end.

    The quarter is that of the committed end; an option may carry the contract further, and an end is no promise of a
    tender. A blank address means that the source gives none.

    Parameters
    ----------
    register
        The register.
    months
        How far ahead to look, in months from `on`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    contracts
        One row a contract with the columns of `ENDING_COLUMNS`, sorted by quarter, area, function and borough: `period`
        (such as `Jan to Mar 2027`; last `expired in use`, `rolling` and `unknown`), `latest_end_date` with every option
        used, `option_months` (months), `route` (one of `market.ROUTES`), `framework`, `publication` (`published`,
        `not published` or `not said`) and `evidence_url`.

    Examples
    --------
    >>> ending_soon(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    start = pd.Timestamp(on or register.as_of)
    terms = contract_terms(register, on=on)
    is_live = terms["standing"].eq("live")
    end = terms["first_end_date"].where(~(terms["first_end_date"] < start), start)
    is_near = is_live & (end <= start + pd.DateOffset(months=months))
    terms, end = terms[is_near | ~terms["standing"].isin(["live", "ended"])], end.where(is_near)
    published = terms["is_published"].astype("boolean")
    publication = published.map({True: PUBLISHED, False: HELD}).fillna(NOT_SAID)
    told = with_route(terms, register, on=on).assign(
        **_period(end.reindex(terms.index), terms["standing"]), publication=publication.astype("str"),
        rank=terms["standing"].map(_RANK),
    )  # fmt: skip
    for name in ("end_date", "end_date_precision", "latest_end_date"):
        told[name] = told[name].where(told["standing"].isin(["live", "expired_in_use"]))
    order = ["rank", "period_start_date", "area_code", "function_code", "borough_id", "contract_id"]
    return with_names(told, register).sort_values(order)[list(ENDING_COLUMNS)].reset_index(drop=True)


def early_notices(register: Register, *, months: int = MONTHS, on: date | None = None) -> pd.DataFrame:
    """
    List the notices that tell of a purchase to come: pipeline, market engagement, planned procurement and tender.

    Parameters
    ----------
    register
        The register.
    months
        How far back to look, in months from `on`.
    on
        The day up to which notices count; the register's `as_of` if not given.

    Returns
    -------
    notices
        One row a notice that speaks of no contract yet, newest first, with the columns of `EARLY_COLUMNS`; `value_gbp`
        in pounds as published, an estimate. A notice names no function: its title does.

    Examples
    --------
    >>> early_notices(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = pd.Timestamp(on or register.as_of)
    rows = register.notices
    published = as_days(rows["published_date"])
    is_near = (published <= day) & (published >= day - pd.DateOffset(months=months))
    rows = rows[rows["notice_type"].isin(EARLY_NOTICES) & rows["contract_id"].isna() & is_near]
    rows = rows.sort_values(["published_date", "notice_id"], ascending=[False, True])
    return with_names(rows, register)[list(EARLY_COLUMNS)].reset_index(drop=True)


_RANK = {"live": 0, "expired_in_use": 1, "rolling": 2, "unknown": 3}


def _period(end: pd.Series, standing: pd.Series) -> dict[str, pd.Series]:
    quarter = end.dt.to_period("Q")
    names = {one: f"{one.start_time:%b} to {one.end_time:%b %Y}" for one in quarter.dropna().unique()}
    apart = standing.str.replace("_", " ")
    starts = {one: one.start_time for one in names}
    return {
        "period": quarter.map(names).astype("str").fillna(apart),
        "period_start_date": as_days(quarter.map(starts)),
    }


def _to_answer(register: Register, rows: pd.DataFrame, told: pd.DataFrame, day: date) -> pd.Series:
    """Count the boroughs to which each function may apply: all but those that say it does not, and answer nothing else."""
    outside = in_use(register, on=day)
    outside = outside[outside["system_state"].eq("not_applicable")]
    place = ["function_code", "borough_id"]
    outside = outside[~pd.MultiIndex.from_frame(outside[place]).isin(pd.MultiIndex.from_frame(rows[place]))]
    n_outside = told["function_code"].map(outside.groupby("function_code")["borough_id"].nunique())
    return (len(register.boroughs) - n_outside.astype("float64").fillna(0)).astype("Int64")
