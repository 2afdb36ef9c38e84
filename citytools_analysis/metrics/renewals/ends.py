"""What ends when: by quarter for a whole register, and by period and service area, now and if every option is used."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

Step = Literal["month", "quarter"]
PROFILE_COLUMNS = (
    "series", "area_code", "area", "period", "kind", "period_start_date", "n_contracts", "n_valued",
    "annual_value_gbp", *ENVELOPE,
)  # fmt: skip
_STEPS: dict[str, int] = {"month": 1, "quarter": 3}
_SERIES = {"committed_end": "first_end_date", "latest_end": "latest_end_date"}
_LATER, _OWN = "later", ("expired in use", "rolling", "unknown")
_NO_AREA, _NO_AREA_NAME = "unknown", "function not known"


def calendar(register: Register, *, months: int = 36, on: date | None = None) -> pd.DataFrame:
    """
    Count what ends in each quarter, and what has no quarter.

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
    calendar
        One row a quarter, from that of `on` to that of the last month, empty ones included, then one row each for
        `expired in use`, `rolling` and `unknown`: `period` (such as `Jan to Mar 2027`), `kind` (`quarter` or the
        period), `quarter_start_date`, `n_contracts`, `n_valued` (those with a yearly value) and `annual_value_gbp`, the
        sum of what is known, missing where contracts end and none has a value. By committed end; one known only to the
        year counts on its first day, or in the present quarter if that is past. A joint contract counts once.

        M30 (metrics.md, 3; Local Government Transparency Code 2015). An end is not an end of use, and unknown is not never.

    Examples
    --------
    >>> calendar(Register.from_tables({}, as_of=date(2026, 11, 23)), months=3)["period"].tolist()
    ['Oct to Dec 2026', 'Jan to Mar 2027', 'expired in use', 'rolling', 'unknown']
    """
    periods = _periods(on or register.as_of, months, "quarter")
    terms = contract_terms(register, on=on)
    keys = _keys(terms, "first_end_date", periods, "quarter")
    told = _sums(terms, keys, [])
    told = periods[periods["kind"] != _LATER].join(told, on="key")
    told = _counted(told).rename(columns={"period_start_date": "quarter_start_date"})
    columns = ["period", "kind", "quarter_start_date", "n_contracts", "n_valued", "annual_value_gbp"]
    return told[columns].reset_index(drop=True)


def profile(register: Register, *, by: Step = "quarter", months: int = 36, on: date | None = None) -> pd.DataFrame:
    """
    Count contracts, and add up their yearly value, by when they end and by service area (M30).

    Parameters
    ----------
    register
        The register.
    by
        `month` or `quarter`.
    months
        How far ahead to look, in months from `on`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    profile
        One row a series, area and period, the columns of `PROFILE_COLUMNS`. `series` is `committed_end`, by the end
        without unused options, and `latest_end`, with every one of them used. Each area that has a contract has every
        period to that of the last month, empty ones included, then `later`, `expired in use`, `rolling` and `unknown`,
        so that the rows of an area add up to all its contracts. A contract counts once, in the area of its main
        function; where none is known the area is `unknown`. `value` is `n_contracts`; `n` contracts have a known
        standing, of `n_of` in the area; to `bound_high` the unknown ones could raise it. `annual_value_gbp` adds up the
        `n_valued` known ones, in pounds a year, missing where there are contracts and none has a value.

    Raises
    ------
    UnknownNameError
        If `by` is no period.
    ValueError
        If `months` is below zero.

    Notes
    -----
    Counts of metrics.md, section 3. A framework's end is no contract's end and is left out; unknown, rolling and
    expired in use are rows of their own and never hidden. An end known to a month or year counts on its first day, or
    in the present period if that is past. It must not be read as what will be bought then: options may be used.

    Examples
    --------
    >>> profile(Register.from_tables({}, as_of=date(2026, 11, 23))).columns[:5].tolist()
    ['series', 'area_code', 'area', 'period', 'kind']
    """
    if by not in _STEPS:
        raise UnknownNameError("period", by, list(_STEPS), "There are: month, quarter.")
    periods = _periods(on or register.as_of, months, by)
    terms = with_names(contract_terms(register, on=on), register)
    terms = terms.assign(
        area_code=terms["area_code"].fillna(_NO_AREA).astype("str"), area=terms["area"].fillna(_NO_AREA_NAME)
    )
    areas = terms.loc[terms["standing"] != "ended", ["area_code", "area"]].drop_duplicates("area_code")
    grid = areas.sort_values("area_code").merge(periods, how="cross")
    frames = []
    for series, end in _SERIES.items():
        sums = _sums(terms, _keys(terms, end, periods, by), ["area_code"])
        frames.append(_counted(grid.join(sums, on=["area_code", "key"])).assign(series=series))
    return _with_bounds(pd.concat(frames, ignore_index=True), on or register.as_of)


def _with_bounds(told: pd.DataFrame, day: date) -> pd.DataFrame:
    of_area = ["series", "area_code"]
    is_unknown = told["kind"] == "unknown"
    n_of = told.groupby(of_area)["n_contracts"].transform("sum")
    n_unknown = told["n_contracts"].where(is_unknown, 0).groupby([told[name] for name in of_area]).transform("sum")
    count = told["n_contracts"].astype("float64")
    told = enveloped(
        told.assign(value=count, n=n_of - n_unknown, n_of=n_of),
        unit="contracts", interval_kind="none: a count", basis="contracts", as_of=day, bound_low=count,
        bound_high=count + n_unknown.where(~is_unknown, 0).astype("float64"),
    )  # fmt: skip
    return told[list(PROFILE_COLUMNS)]


def _periods(day: date, months: int, by: Step) -> pd.DataFrame:
    """List the periods, and the rows of their own, with the number each has as key."""
    if months < 0:
        message = f"{months} months lie in the past; give 0 or more months to look ahead."
        raise ValueError(message)
    step, first = _STEPS[by], day.year * 12 + day.month - 1
    numbers = np.arange(first // step, (first + months) // step + 1)
    starts = (numbers * step - 1970 * 12).astype("datetime64[M]").astype("datetime64[s]")
    ends = (numbers * step + step - 1 - 1970 * 12).astype("datetime64[M]").astype("datetime64[s]")
    firsts, lasts = pd.Series(starts).dt.strftime("%b"), pd.Series(ends).dt.strftime("%b %Y")
    names = lasts if by == "month" else firsts + " to " + lasts
    own = [_LATER, *_OWN]
    return pd.DataFrame({
        "period": [*names, *own],
        "kind": [by] * len(numbers) + own,
        "period_start_date": as_days(pd.Series([*starts, *[None] * len(own)], dtype="datetime64[s]")),
        "key": [*numbers, numbers[-1] + 1, *range(-len(_OWN), 0)],
    })  # fmt: skip


def _keys(terms: pd.DataFrame, end: str, periods: pd.DataFrame, by: Step) -> npt.NDArray[np.int64]:
    """Give the number of the period in which each contract ends, or of its row; 0 for one that has ended."""
    days = terms[end]
    numbers = (days.dt.year * 12 + days.dt.month - 1).fillna(0).to_numpy(dtype=np.int64) // _STEPS[by]
    dated = periods.loc[periods["kind"].isin([by, _LATER]), "key"]
    numbers = np.clip(numbers, dated.iloc[0], dated.iloc[-1])
    own = terms["standing"].str.replace("_", " ").map(periods.set_index("kind")["key"].loc[list(_OWN)])
    keys: npt.NDArray[np.int64] = np.where(terms["standing"] == "live", numbers, own.fillna(0).to_numpy(dtype=np.int64))
    return keys


def _sums(terms: pd.DataFrame, keys: npt.NDArray[np.int64], by: list[str]) -> pd.DataFrame:
    groups = terms.assign(key=keys).groupby([*by, "key"])["annual_value_gbp"]
    return pd.DataFrame({"n_contracts": groups.size(), "n_valued": groups.count(), "annual_value_gbp": groups.sum()})


def _counted(told: pd.DataFrame) -> pd.DataFrame:
    n_contracts, n_valued = (told[name].fillna(0).astype("Int64") for name in ("n_contracts", "n_valued"))
    value = told["annual_value_gbp"].fillna(0.0).astype("float64").mask((n_contracts > 0) & (n_valued == 0))
    return told.assign(n_contracts=n_contracts, n_valued=n_valued, annual_value_gbp=value)
