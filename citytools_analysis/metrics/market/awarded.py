"""Every award on record: when it was made, to whom, for which function and by which route."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.allocations import main_functions
from citytools_analysis.metrics.credits import supplier_credits
from citytools_analysis.metrics.days import as_days, first_day, last_day
from citytools_analysis.metrics.market.routes import is_direct, route_of
from citytools_analysis.register import Register

AWARD_NOTICES = ("UK5", "UK6", "UK7", "award", "contract")
AWARD_COLUMNS = ("contract_id", "borough_id", "function_code", "supplier_id", "award_date", "route", "is_direct")


def awards(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the awards made by a day.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    awards
        One row a contract with the columns of `AWARD_COLUMNS`, sorted by id; frameworks are none. `function_code` is the
        main function; `supplier_id` the maker credited, never a reseller, missing where not known or several; `award_date` the
        earlier of the start (the middle of the month or year where only that is known) and the first award notice,
        missing where neither is known. `is_direct` is missing where not known; a transparency notice (UK5) tells of a
        direct award. An award dated after `on` is left out.

    Examples
    --------
    >>> awards(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()[:3]
    ['contract_id', 'borough_id', 'function_code']
    """
    day = pd.Timestamp(on or register.as_of)
    contracts = register.contracts
    contracts = contracts[~contracts["is_framework"].fillna(value=False).astype("bool")]
    notices = _award_notices(register, day)
    contracts, ids = with_route(contracts, register, on=on), contracts["contract_id"]
    alone = (
        supplier_credits(register).drop_duplicates("contract_id", keep=False).set_index("contract_id")["supplier_id"]
    )
    start = middle_day(contracts["start_date"], contracts["start_date_precision"])
    first_notice = as_days(notices["published_date"]).groupby(notices["contract_id"]).min()
    published = pd.Series(first_notice.reindex(ids).to_numpy(), index=ids.index)
    told = contracts[["contract_id", "borough_id"]].assign(
        function_code=ids.map(main_functions(register)["function_code"]).astype("str"),
        supplier_id=ids.map(alone).astype("str"),
        award_date=start.mask(start.isna() | (published < start), published),
        route=contracts["route"],
        is_direct=contracts["is_direct"],
    )
    return told[~(told["award_date"] > day)].sort_values("contract_id")[list(AWARD_COLUMNS)].reset_index(drop=True)


def with_route(contracts: pd.DataFrame, register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Put beside contracts the route by which they were bought.

    Parameters
    ----------
    contracts
        Rows of the contracts table.
    register
        The register: a transparency notice (UK5), or another award notice that says so, tells of a direct award where
        the contract's own row does not say.
    on
        The day up to which notices count; the register's `as_of` if not given.

    Returns
    -------
    contracts
        A copy with `route`, one of `ROUTES`, and `is_direct`, missing where not known.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> with_route(register.contracts, register).columns.tolist()[-2:]
    ['route', 'is_direct']
    """
    notices = _award_notices(register, pd.Timestamp(on or register.as_of))
    is_direct_notice = notices["is_direct_award"].fillna(value=False).astype("bool") | notices["notice_type"].eq("UK5")
    said_directly = contracts["contract_id"].isin(notices.loc[is_direct_notice, "contract_id"])
    stated = contracts["is_direct_award"].astype("boolean")
    told = contracts.assign(is_direct_award=stated.mask(stated.isna() & said_directly, other=True))
    return contracts.assign(route=route_of(told), is_direct=is_direct(told))


def middle_day(days: pd.Series, precision: pd.Series) -> pd.Series:
    """
    Give the middle of the days a date can be.

    Parameters
    ----------
    days
        The dates.
    precision
        `day`, `month` or `year`; missing means `day`.

    Returns
    -------
    middle
        `datetime64[s]`: off by half a year at most where only the year is known.

    Examples
    --------
    >>> middle_day(pd.Series(pd.to_datetime(["2027-01-01"])), pd.Series(["year"])).dt.strftime("%d %b").item()
    '02 Jul'
    """
    first = first_day(days, precision)
    half = (last_day(days, precision) - first).dt.days // 2
    return as_days(first + pd.to_timedelta(half, unit="D"))


def _award_notices(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    notices = register.notices
    is_award = notices["notice_type"].isin(AWARD_NOTICES) & notices["contract_id"].notna()
    return notices[is_award & ~(as_days(notices["published_date"]) > day)]
