"""Whether a borough pays much for its size: large boroughs pay less per head for most systems (M52)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.prices.above import NOT_SHOWN
from citytools_analysis.metrics.prices.comparable import SCOPE
from citytools_analysis.metrics.prices.robust_line import lines_without
from citytools_analysis.metrics.prices.units import Driver, priced
from citytools_analysis.register import Register

MINIMUM_BOROUGHS, LEAST_SQUARES_FROM, INSIDE = 10, 20, 0.80
SIZE_COLUMNS = (
    "function_code", "function", "system_id", "system", "hosting", "borough_id", "borough", "driver", "driver_size",
    "annual_value_gbp", "expected_gbp", "expected_low_gbp", "expected_high_gbp", "method", "size_slope",
    "size_slope_lower", "size_slope_upper", *ENVELOPE,
)  # fmt: skip
_FEW = f"fewer than {MINIMUM_BOROUGHS} boroughs have a price for this"
_ONE_SIZE = "without this borough all are of one size"
_HELD = ["expected_gbp", "expected_low_gbp", "expected_high_gbp", "size_slope", "size_slope_lower", "size_slope_upper"]

Numbers = npt.NDArray[np.float64]


class _Fit(NamedTuple):
    """How log yearly value goes with log size, and what each borough's would be by the others alone."""

    method: str
    slope: float
    slope_lower: float
    slope_upper: float
    left_out: Numbers  # observed less expected of the others, in logs
    half_width: Numbers  # of the prediction interval, in logs


def size_adjusted(register: Register, *, driver: Driver = "residents_2021", on: date | None = None) -> pd.DataFrame:
    """
    Compare what each borough pays in a year with what boroughs of its size pay (M52).

    Parameters
    ----------
    register
        The register.
    driver
        As for `unit_prices`: what size is.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    index
        One row a borough with a comparable price, by function, system and hosting, the columns of `SIZE_COLUMNS`.
        `value` is the yearly value over the expected one, 1.00 being as expected; withheld where fewer than 10 boroughs
        have a price, and in the public edition. `expected_gbp` is what the other boroughs' line gives at this size, in
        pounds a year, between `expected_low_gbp` and `expected_high_gbp` with 80%; `lower` and `upper` are the same as
        an index about 1.00. `size_slope` is what a size 1% larger adds to the yearly value in per cent, with its 95%
        interval: below 1 large boroughs pay less per unit. `method` is `least squares` from 20 boroughs, else
        `Theil-Sen`.

    Raises
    ------
    UnknownNameError
        If a driver's name is not known.

    Notes
    -----
    metrics.md, section 4: `log V = a + b log(size)`, index `exp(leave-one-out residual)`. A price per head assumes
    b = 1. By least squares the prediction interval is Student's of the line without the borough; by Theil-Sen (Sen 1968)
    it is the rank `ceil(0.8 n)` among the residuals of the n - 1 others, each left out of the others' line (jackknife
    prediction; Barber and others 2021). An index outside it asks for a question, and says nothing of why.

    Examples
    --------
    >>> size_adjusted(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if register.info.edition == "public":
        return held_frame(SIZE_COLUMNS, register, reason=NOT_SHOWN)
    prices = priced(register, driver=driver, on=on).dropna(subset=SCOPE[:2])
    n_of = prices.groupby(SCOPE)["borough_id"].transform("size")
    rows = prices.assign(n_of=n_of)[prices["is_comparable"]].sort_values([*SCOPE, "borough_id"], ignore_index=True)
    rows = rows.assign(n=rows.groupby(SCOPE)["borough_id"].transform("size"), annual_value_gbp=rows["annual_high_gbp"])
    fitted = pd.concat([_empty_fit(rows), *_fitted(rows[rows["n"] >= MINIMUM_BOROUGHS])])
    rows = rows.join(fitted[~fitted.index.duplicated(keep="last")])
    told = _with_index(rows, on or register.as_of)
    return with_names(told, register)[list(SIZE_COLUMNS)]


def _with_index(rows: pd.DataFrame, day: date) -> pd.DataFrame:
    left_out, half = rows["left_out"].astype("float64"), rows["half_width"].astype("float64")
    expected: pd.Series = rows["annual_value_gbp"] / np.exp(left_out)
    spread = np.exp(half)
    is_few, is_bare = rows["n"] < MINIMUM_BOROUGHS, left_out.isna() | half.isna()
    reason = pd.Series("", index=rows.index).mask(is_bare, _ONE_SIZE).mask(is_few, _FEW)
    told = rows.assign(expected_gbp=expected, expected_low_gbp=expected / spread, expected_high_gbp=expected * spread)
    told = enveloped(
        told.assign(value=np.exp(left_out)), unit="index, 1.00 as expected", lower=1 / spread, upper=spread,
        interval_kind="prediction interval 80% about 1.00", basis="boroughs with a comparable price", as_of=day,
        is_withheld=is_few | is_bare, reason=reason,
    )  # fmt: skip
    return told.assign(**{name: told[name].astype("float64").mask(told["is_withheld"]) for name in _HELD})


def _empty_fit(rows: pd.DataFrame) -> pd.DataFrame:
    figures = dict.fromkeys(("size_slope", "size_slope_lower", "size_slope_upper", "left_out", "half_width"), np.nan)
    return pd.DataFrame({"method": pd.Series("", index=rows.index, dtype="str"), **figures}, index=rows.index)


def _fitted(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for _, scope in rows.groupby(SCOPE):
        sizes, values = (np.log(scope[name].to_numpy(dtype=float)) for name in ("driver_size", "annual_value_gbp"))
        if np.ptp(sizes) == 0:
            continue
        fit = _least_squares(sizes, values) if len(scope) >= LEAST_SQUARES_FROM else _theil_sen(sizes, values)
        yield pd.DataFrame({
            "method": fit.method, "size_slope": fit.slope, "size_slope_lower": fit.slope_lower,
            "size_slope_upper": fit.slope_upper, "left_out": fit.left_out, "half_width": fit.half_width,
        }, index=scope.index)  # fmt: skip


def _least_squares(sizes: Numbers, values: Numbers) -> _Fit:
    """Fit a line, and leave each out by its leverage: no line is fitted twice (Belsley, Kuh and Welsch 1980)."""
    n, line = len(sizes), scipy.stats.linregress(sizes, values)
    residual = values - (line.intercept + line.slope * sizes)
    away = sizes - sizes.mean()
    rest = 1 - (1 / n + away**2 / (away**2).sum())  # one less the leverage
    rest = np.where(rest > 1e-9, rest, np.nan)
    variance = np.clip(((residual**2).sum() - residual**2 / rest) / (n - 3), 0, None)
    half = scipy.stats.t.ppf((1 + INSIDE) / 2, n - 3) * np.sqrt(variance / rest)
    reach = scipy.stats.t.ppf(0.975, n - 2) * line.stderr
    return _Fit("least squares", line.slope, line.slope - reach, line.slope + reach, residual / rest, half)


def _theil_sen(sizes: Numbers, values: Numbers) -> _Fit:
    line, n = scipy.stats.theilslopes(values, sizes, alpha=0.95, method="joint"), len(sizes)
    slopes, intercepts = lines_without(sizes, values, ~np.eye(n, dtype=bool))
    half = _reach_of_others(sizes, values)
    return _Fit("Theil-Sen", line.slope, line.low_slope, line.high_slope, values - intercepts - slopes * sizes, half)


def _reach_of_others(sizes: Numbers, values: Numbers) -> Numbers:
    """Give how far the others' lines miss the others: nothing of the borough itself is in its interval."""
    n = len(sizes)
    first, second = np.triu_indices(n, 1)
    kept = np.ones((len(first), n), dtype=bool)
    kept[np.arange(len(first)), first] = kept[np.arange(len(first)), second] = False
    slopes, intercepts = lines_without(sizes, values, kept)
    missed = np.full((n, n), np.inf)  # by borough left out for good, how far each other is missed
    missed[first, second] = np.abs(values[second] - intercepts - slopes * sizes[second])
    missed[second, first] = np.abs(values[first] - intercepts - slopes * sizes[first])
    rank = min(int(np.ceil(INSIDE * n)), n - 1)
    return np.sort(missed, axis=1)[:, rank - 1]
