"""How long systems have been in use, and contracts have run (M70): a rebrand, a purchase or a novation keeps the clock."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.days import as_days, first_day, last_day
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.intervals import median_interval
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

YEAR_DAYS = 365.25
SMALLEST = 5  # boroughs behind a median (metrics.md, 1.4)
EXACT_MEDIAN = 6  # below this no exact 95% interval of a median exists (metrics.md, 1.4)
IN_PLACE_COLUMNS = (
    "borough_id", "borough", "function_code", "function", "system_id", "system", "supplier_id", "supplier",
    "in_use_from_date", "in_use_from_date_precision", "years_in_use", "years_in_use_low", "years_in_use_high",
    "contract_id", "contract_start_date", "contract_age_years", "evidence_url",
)  # fmt: skip
TENURE_COLUMNS = ("function_code", "function", "area_code", "area", "n_boroughs", *ENVELOPE)
_USE = ["borough_id", "function_code", "system_id"]
_RUNNING = ("live", "rolling", "expired_in_use")


def systems_in_place(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List how long each borough has used each system, and how old the contract for it is.

    Years = days from first use to `on` / 365.25 (metrics.md, section 7: Salford used one system from 2001 through every
    change of its name). The clock is the system's, so a new name, owner or contract does not reset it.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    systems
        One row a borough, function and known system in use, with the columns of `IN_PLACE_COLUMNS`: `years_in_use`,
        missing where the start is not known, from the middle of the days it can be, `years_in_use_low` and
        `years_in_use_high` from its last and first; and the running contract for that use that began last, its start
        and `contract_age_years`, which is another thing.

    Examples
    --------
    >>> systems_in_place(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = pd.Timestamp(on or register.as_of)
    uses = in_use(register, on=on)
    uses = uses[uses["system_state"].eq("known") & uses["system_id"].notna() & uses["function_code"].notna()]
    uses = uses.merge(_precisions(register), on=[*_USE, "in_use_from_date"], how="left")
    uses = uses.sort_values([*_USE, "in_use_from_date", "supplier_id"], na_position="last").drop_duplicates(_USE)
    uses = uses.assign(**_years(uses["in_use_from_date"], uses["in_use_from_date_precision"], day))
    told = uses.merge(_contracts(register, day), on=_USE, how="left")
    return with_names(told, register).sort_values(_USE)[list(IN_PLACE_COLUMNS)].reset_index(drop=True)


def tenure(register: Register, *, of: Literal["system", "contract"] = "system", on: date | None = None) -> pd.DataFrame:
    """
    Give the median of how long systems have been in use, or contracts have run, for each function.

    Median of years, with the exact interval of order statistics: the values of rank r and n + 1 - r for the largest r
    with P(Binomial(n, 1/2) < r) of at most 2.5% (metrics.md, 1.4 and section 7). It must not be read as how long a
    system lasts: those replaced are not in it, and `adoption.tenure_curve` answers that.

    Parameters
    ----------
    register
        The register.
    of
        `system`, years since a borough first used it for the function; or `contract`, years since the running contract
        began, of its main function, a joint contract once.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    tenure
        One row a function in use, with the columns of `TENURE_COLUMNS`: `n_boroughs` behind it, and the envelope in
        years. `n` starts are known of `n_of` uses; the bounds are what unknown starts, and starts known only to a month
        or year, could make of the median, and the upper one is missing where they could make it anything. Withheld
        below 5 boroughs; below 6 values there is no interval.

    Raises
    ------
    UnknownNameError
        If `of` is neither.

    Examples
    --------
    >>> tenure(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if of not in {"system", "contract"}:
        raise UnknownNameError("tenure", of, ["system", "contract"], "There are: system, contract.")
    rows = systems_in_place(register, on=on) if of == "system" else _running(register, on)
    rows = rows.dropna(subset=["function_code"]).sort_values("function_code")
    medians = [_median(code, part) for code, part in rows.groupby("function_code")]
    names = ["function_code", "n_boroughs", "n", "n_of", "value", "lower", "upper", "bound_low", "bound_high"]
    told = with_names(pd.DataFrame(medians, columns=names).astype({"function_code": "str"}), register)
    told = _with_envelope(told, "systems in use" if of == "system" else "running contracts", on or register.as_of)
    return told[list(TENURE_COLUMNS)]


def _precisions(register: Register) -> pd.DataFrame:
    key = [*_USE, "in_use_from_date"]
    rows = register.deployments[[*key, "in_use_from_date_precision"]].dropna(subset=key)
    return rows.sort_values([*key, "in_use_from_date_precision"]).drop_duplicates(key)


def _years(start: pd.Series, precision: pd.Series, day: pd.Timestamp) -> dict[str, pd.Series]:
    first, last = first_day(start, precision), last_day(start, precision)
    most, least = (((day - edge).dt.days / YEAR_DAYS).clip(lower=0).astype("float64") for edge in (first, last))
    return {"years_in_use": (most + least) / 2, "years_in_use_low": least, "years_in_use_high": most}


def _contracts(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    """Give the running contract of each use that began last, with its age."""
    terms = _begun(register, day)
    served = parties(register).dropna(subset=_USE)[["contract_id", *_USE]].drop_duplicates()
    served = served.merge(terms, on="contract_id").sort_values([*_USE, "contract_start_date", "contract_id"])
    return served.drop_duplicates(_USE, keep="last")[
        [*_USE, "contract_id", "contract_start_date", "contract_age_years"]
    ]


def _begun(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    terms = contract_terms(register, on=day.date())
    begins = first_day(terms["start_date"], terms["start_date_precision"])
    terms = terms[terms["standing"].isin(_RUNNING) & ~(begins > day)]
    years = _years(terms["start_date"], terms["start_date_precision"], day)
    return terms[["contract_id", "borough_id", "function_code"]].assign(
        **years, contract_start_date=as_days(terms["start_date"]), contract_age_years=years["years_in_use"]
    )[["contract_id", "contract_start_date", "contract_age_years", *years]]


def _running(register: Register, on: date | None) -> pd.DataFrame:
    terms = _begun(register, pd.Timestamp(on or register.as_of))
    places = contract_terms(register, on=on)[["contract_id", "borough_id", "function_code"]]
    return terms.merge(places, on="contract_id")


def _median(code: object, rows: pd.DataFrame) -> tuple[object, ...]:
    known = rows["years_in_use"].notna()
    years = np.sort(rows.loc[known, "years_in_use"].to_numpy(dtype="float64"))
    n, n_missing = len(years), int((~known).sum())
    n_boroughs = rows.loc[known, "borough_id"].nunique()
    if n == 0:
        return (code, n_boroughs, 0, len(rows), *[np.nan] * 5)
    low, high, _ = median_interval(years) if n_missing else (np.median(years), np.median(years), 1)
    least = np.sort(np.append(rows.loc[known, "years_in_use_low"], np.zeros(n_missing)))
    most = np.sort(np.append(rows.loc[known, "years_in_use_high"], np.full(n_missing, np.inf)))
    upper = most[len(most) // 2]
    return (
        code, n_boroughs, n, len(rows), np.median(years), low, high, np.median(least),
        np.median(most) if np.isfinite(upper) else np.nan,
    )  # fmt: skip


def _with_envelope(told: pd.DataFrame, basis: str, day: date) -> pd.DataFrame:
    n, n_of = told["n"].astype("Int64"), told["n_of"].astype("Int64")
    is_small = (told["n_boroughs"] < SMALLEST).to_numpy(dtype=bool)
    is_whole, is_few = (n == n_of).to_numpy(dtype=bool), (n < EXACT_MEDIAN).to_numpy(dtype=bool)
    kinds = ["none: all are known", f"none: no exact interval exists below {EXACT_MEDIAN} values"]
    return enveloped(
        told.astype({"n_boroughs": "Int64"}), n=n, n_of=n_of, unit="years", basis=basis, as_of=day,
        interval_kind=np.select([is_whole, is_few], kinds, "order statistics, at least 95%"), is_withheld=is_small,
        reason=np.where(is_small, f"the start is known of fewer than {SMALLEST} boroughs", ""),
    )  # fmt: skip
