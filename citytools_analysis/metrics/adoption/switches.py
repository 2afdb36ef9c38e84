"""How often boroughs change a product, and how long products stay: a new name or owner is no change (M07)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.adoption.scopes import SCOPE_COLUMNS, scoped
from citytools_analysis.metrics.adoption.spells import spells
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.register import Register

CURVE_EVENTS = 10  # fewer switches than this make no curve (metrics.md, 7)
SMALLEST_PUBLIC = 10  # boroughs
SWITCH_COLUMNS = (*SCOPE_COLUMNS, "n_switches", "borough_years", "median_tenure_years", *ENVELOPE)
TENURE_COLUMNS = (*SCOPE_COLUMNS, "years_in_use", "n_at_risk", "n_switches", *ENVELOPE)
_STEP = ["years_in_use", "n_at_risk", "n_switches", "value", "n", "lower", "upper", "is_withheld"]
Numbers = npt.NDArray[np.float64]


def switching(
    register: Register, by: str = "function", *, since: date | None = None, on: date | None = None
) -> pd.DataFrame:
    """
    Give how often boroughs change the product they use for a function.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`.
    since
        The first day on which a change would have been recorded; time and changes before it do not count. The whole
        recorded history if not given.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    rates
        One row a group, with the columns of `SWITCH_COLUMNS`: `value` is switches per borough (and function) and year at
        risk, with an exact Poisson 95% interval; `n_switches`; `borough_years` at risk; `median_tenure_years`, by
        Kaplan-Meier from first to last day of a product, only with at least 10 switches and where the curve falls to a
        half; `n` boroughs at risk of `n_of`. Withheld where no time at risk is known, and, in the public edition, below
        10 boroughs. What boroughs that did not answer could do has no bound, so the bounds are missing.

    Raises
    ------
    ValueError
        If `since` is not before the day.

    Notes
    -----
    Switches / borough-years at risk; interval `chi2(0.025, 2x) / 2T` to `chi2(0.975, 2x + 2) / 2T` (Garwood 1936;
    metrics.md, 2.1). A switch is a named product that ended while a product that began later goes on for the same borough
    and function; several that give way to one new product are one switch. Products are told apart by their id, so
    a rebrand or an acquisition is none. A product with no end is at risk until the day it was last seen, a date known to
    a month or year counts as its middle, and systems run in house or open source are not followed. Where boroughs name
    only the product of today, its whole life is time without a switch and the rate reads low: then give `since`.

    Examples
    --------
    >>> switching(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    if since is not None and since >= day:
        raise ValueError(f"since is {since}, not before the day in question, {day}: give an earlier day.")
    lives = scoped(spells(register, since=since, on=day), by, register)
    grouped = lives.groupby(list(SCOPE_COLUMNS), as_index=False)
    told = grouped.agg(
        n_switches=("is_switch", "sum"), borough_years=("years_at_risk", "sum"), n=("borough_id", "nunique")
    )
    medians = _medians(lives)
    told = told.assign(median_tenure_years=told["scope_code"].map(medians).astype("float64"))
    return _told(told, register, by, day)[list(SWITCH_COLUMNS)]


def tenure_curve(register: Register, by: str = "function", *, on: date | None = None) -> pd.DataFrame:
    """
    Give the share of products still in use so many years after they began.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    curve
        One row a group and step of the Kaplan-Meier curve, with the columns of `TENURE_COLUMNS`: `value` is the share
        still in use after `years_in_use`, `n_at_risk` products were followed that long and `n_switches` gave way
        then, with a 95% interval on the log-log scale. A group with fewer than 10 switches has one row, withheld.

    Notes
    -----
    Kaplan and Meier 1958, with right censoring at the day a product was last seen, or stopped without another in its
    place; only products whose first day is known (metrics.md, 7; M07). Products that had gone before boroughs were asked
    are not in it, so it reads long.

    Examples
    --------
    >>> tenure_curve(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    lives = scoped(spells(register, since=None, on=day), by, register)
    lives = lives.dropna(subset="tenure_years").sort_values([*SCOPE_COLUMNS, "tenure_years"])
    parts = [_steps(group).assign(scope=by, scope_code=code, scope_name=name) for code, name, group in _groups(lives)]
    told = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*SCOPE_COLUMNS, *_STEP])
    told = enveloped(
        told, unit="share of products", n_of=len(register.boroughs), basis="products whose first day is known", as_of=day,
        interval_kind="log-log Greenwood 95%", reason=np.where(
            told["is_withheld"], f"fewer than {CURVE_EVENTS} switches are known", ""),
    )  # fmt: skip
    return told[list(TENURE_COLUMNS)]


def poisson_interval(count: npt.ArrayLike, exposure: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """
    Give the exact 95% interval of a rate of events.

    Parameters
    ----------
    count
        How many events.
    exposure
        Over how much time.

    Returns
    -------
    interval
        Lower and upper end per unit of time (Garwood 1936); missing where there is no time.

    Examples
    --------
    >>> [end.round(3).tolist() for end in poisson_interval([0, 10], [1, 1])]
    [[0.0, 4.795], [3.689, 18.39]]
    """
    x, time = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(exposure, dtype=float))
    safe = np.where(time > 0, time, np.nan)
    lower = np.where(x > 0, scipy.stats.chi2.ppf(0.025, 2 * np.maximum(x, 0.5)), 0.0) / 2 / safe
    return lower, scipy.stats.chi2.ppf(0.975, 2 * x + 2) / 2 / safe


def _told(told: pd.DataFrame, register: Register, by: str, day: date) -> pd.DataFrame:
    years = told["borough_years"].astype("float64")
    lower, upper = poisson_interval(told["n_switches"].astype("float64"), years)
    is_timeless = (years <= 0).to_numpy(dtype=bool)
    is_few = (told["n"] < SMALLEST_PUBLIC).to_numpy(dtype=bool) & (register.info.edition == "public")
    words = ["no time at risk is known", f"fewer than {SMALLEST_PUBLIC} boroughs are known"]
    done = enveloped(
        told, value=(told["n_switches"].astype("float64") / years.where(years > 0)), lower=lower, upper=upper,
        unit="switches per borough and year" if by == "function" else "switches per borough, function and year",
        n_of=len(register.boroughs), interval_kind="exact Poisson 95%", basis="borough-years with a named product",
        as_of=day, is_withheld=is_timeless | is_few, reason=np.select([is_timeless, is_few], words, ""),
    )  # fmt: skip
    hidden = ["n_switches", "borough_years", "median_tenure_years"]
    return done.assign(**{name: done[name].astype("float64").mask(done["is_withheld"]) for name in hidden})


def _medians(lives: pd.DataFrame) -> dict[str, float]:
    known = lives.dropna(subset="tenure_years")
    has_curve = known.groupby("scope_code")["is_switch"].transform("sum") >= CURVE_EVENTS
    return {str(code): _median(group) for code, group in known[has_curve].groupby("scope_code")}


def _median(lives: pd.DataFrame) -> float:
    curve = _survival(lives).sf
    low = curve.quantiles[curve.probabilities <= 0.5]
    return float(low[0]) if len(low) else float("nan")


def _groups(lives: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    for key, group in lives.groupby(["scope_code", "scope_name"]):
        code, name = key if isinstance(key, tuple) else (key, key)
        yield str(code), str(name), group


def _survival(lives: pd.DataFrame) -> Any:
    years, is_switch = lives["tenure_years"].to_numpy(dtype=float), lives["is_switch"].to_numpy(dtype=bool)
    return scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=years[is_switch], right=years[~is_switch]))


def _steps(lives: pd.DataFrame) -> pd.DataFrame:
    n, years = lives["borough_id"].nunique(), np.sort(lives["tenure_years"].to_numpy(dtype=float))
    switched = np.sort(lives.loc[lives["is_switch"].astype("bool"), "tenure_years"].to_numpy(dtype=float))
    if len(switched) < CURVE_EVENTS:
        return pd.DataFrame({"n": [n], "is_withheld": [True]}).reindex(columns=_STEP)
    curve = _survival(lives).sf
    at = curve.quantiles
    n_switches = np.searchsorted(switched, at, side="right") - np.searchsorted(switched, at, side="left")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the last step, at which nobody is left, has no interval
        interval = curve.confidence_interval(method="log-log")
    told = pd.DataFrame({
        "years_in_use": at, "n_at_risk": len(years) - np.searchsorted(years, at, side="left"),
        "n_switches": n_switches, "value": curve.probabilities, "n": n, "lower": interval.low.probabilities,
        "upper": interval.high.probabilities, "is_withheld": False,
    })  # fmt: skip
    steps: pd.DataFrame = told[n_switches > 0]
    return steps
