"""
Where each contract stands on a day: its options folded in, and whether it is live, expired in use, rolling or unknown.

An option already used counts in the committed end, so only unused ones can carry a contract further. An option that
only the supplier may use gives the borough no right and is not counted. A date known to a month or year is an interval:
its first day counts for deadlines, its last for whether the day has passed.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.allocations import main_functions
from citytools_analysis.metrics.annual_values import annual_value, annual_value_note
from citytools_analysis.metrics.days import add_months, as_days, first_day, last_day
from citytools_analysis.register import Register

FORGOTTEN_MONTHS = 24  # after this an ended contract that nobody says is in use is taken as ended

OPTION_NOT_KNOWN = "committed end passed; whether the option was used is not known"
STILL_USED = "end passed; the borough says it is still in use"
USE_NOT_KNOWN = "end passed; whether still in use is not known"
_NOTES = {"withheld": "the end is withheld", "not_applicable": "the source says that no end applies"}


def contract_terms(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Say where every contract stands on a day.

    Parameters
    ----------
    register
        The register. Frameworks are left out; a contract signed but not begun counts, unless `on` is before the
        register's `as_of` and the contract began later than `on`.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    terms
        One row a contract, the contracts table and: `function_code`, `criticality`; `n_options`, `option_months` and
        `option_notice_months` (of the first) of unused options; `first_end_date` and `last_end_date`, the days between
        which the committed end lies; `latest_end_date`, with every option; `earliest_exit_date`, the committed end or
        an earlier break still to come; `annual_value_gbp`, `annual_value_note`; `standing` and `end_note`.

        `standing` is `live`; `rolling`; `expired_in_use`, when every end has passed and the borough says it is still
        used; `unknown`, when no end is known, when the committed end has passed and an unused option could still be
        running, or when every end has passed within 24 months and nobody says whether it is used (`end_note` says
        which, and it is never a claim that the contract has lapsed); and `ended` otherwise. `end_state` becomes
        `unknown` with the standing, unless the source says it is withheld or that none applies; the dates stay.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> contract_terms(register)["standing"].tolist()
    []
    """
    day = pd.Timestamp(on or register.as_of)
    return register.once(("contract_terms", day), lambda: _terms(register, day))


def _terms(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    contracts = _in_question(register, day)
    terms = _with_options(contracts, register.options)
    terms = _with_ends(terms, day)
    functions = main_functions(register).reindex(terms["contract_id"])
    terms = terms.assign(
        function_code=functions["function_code"].astype("str").array,
        criticality=functions["criticality"].astype("Int64").array,
        annual_value_gbp=annual_value(terms),
        annual_value_note=annual_value_note(terms),
    )
    return _with_standing(terms, day).reset_index(drop=True)


def _in_question(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    contracts = register.contracts
    start = first_day(contracts["start_date"], contracts["start_date_precision"])
    is_later = (start > day) & (day < pd.Timestamp(register.as_of))
    return contracts[~contracts["is_framework"].fillna(value=False).astype("bool") & ~is_later]


def _with_options(contracts: pd.DataFrame, options: pd.DataFrame) -> pd.DataFrame:
    unused = options[~options["is_exercised"].fillna(value=False) & ~options["holder"].eq("supplier")]
    unused = unused.sort_values(["contract_id", "position"])
    by_contract = unused.groupby("contract_id")
    first = unused.drop_duplicates("contract_id").set_index("contract_id")
    told = pd.DataFrame({
        "n_options": by_contract.size(), "option_months": by_contract["months"].sum(),
        "option_notice_months": first["notice_months"],
    }).reindex(contracts["contract_id"])  # fmt: skip
    return contracts.assign(
        n_options=told["n_options"].fillna(0).astype("Int64").array,
        option_months=told["option_months"].fillna(0.0).to_numpy(dtype=float),
        option_notice_months=told["option_notice_months"].to_numpy(dtype=float, na_value=np.nan),
    )


def _with_ends(terms: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    has_end = (terms["end_state"].isna() | terms["end_state"].eq("known")) & terms["end_date"].notna()
    end = as_days(terms["end_date"]).where(has_end)
    first, last = first_day(end, terms["end_date_precision"]), last_day(end, terms["end_date_precision"])
    next_break = first_day(terms["break_date"], terms["break_date_precision"])
    next_break = next_break.where(next_break >= day)
    return terms.assign(
        first_end_date=first,
        last_end_date=last,
        latest_end_date=add_months(last, terms["option_months"]),
        earliest_exit_date=first.where(~(next_break < first), next_break),
    )


def _with_standing(terms: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    in_use = terms["is_in_use"].astype("boolean")
    is_used, is_unused = in_use.fillna(value=False).astype("bool"), (~in_use).fillna(value=False).astype("bool")
    has_end, passed = terms["last_end_date"].notna(), terms["last_end_date"] < day
    may_run = terms["latest_end_date"] >= day
    is_recent = terms["latest_end_date"] >= day - pd.DateOffset(months=FORGOTTEN_MONTHS)
    is_rolling = terms["end_state"].eq("rolling") & ~is_unused
    conditions = {
        "live": has_end & ~passed,
        "rolling": is_rolling,
        "expired_in_use": passed & ~may_run & is_used,
        "unknown": ~is_unused & (~has_end | may_run | is_recent),
    }
    standing = np.select([is_case.to_numpy(dtype=bool) for is_case in conditions.values()], list(conditions), "ended")
    is_unknown = pd.Series(standing == "unknown", index=terms.index)
    note = terms["end_state"].map(_NOTES).fillna("end not known").where(~passed, USE_NOT_KNOWN)
    note = (
        note.mask(passed & may_run, OPTION_NOT_KNOWN)
        .where(is_unknown, "")
        .mask(standing == "expired_in_use", STILL_USED)
    )
    kept = terms["end_state"].where(terms["end_state"].isin(list(_NOTES)), "unknown")
    return terms.assign(
        standing=pd.Series(standing, index=terms.index, dtype="str"),
        end_state=kept.where(is_unknown, terms["end_state"].fillna("known")).astype("str"),
        end_note=note.astype("str"),
    )
