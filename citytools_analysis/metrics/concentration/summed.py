"""How concentrated supply is in each function, service area, or all together (metrics.md, 2.2; M10, M11, M13)."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption.resampling import DRAWS
from citytools_analysis.metrics.adoption.scopes import SCOPE_COLUMNS
from citytools_analysis.metrics.concentration.holdings import BASIS_WORDS, Basis, Held, each_held, holdings
from citytools_analysis.metrics.concentration.indices import (
    drawn,
    entropies,
    estimated_hhi,
    hhi_bounds,
    interval_kind,
    raw_hhi,
    spread,
    top_shares,
)
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.register import Register

POINTS = 10_000  # of the index, by custom
_OWN = (
    "n_suppliers", "n_boroughs", "hhi", "hhi_corrected", "hhi_lower", "hhi_upper", "hhi_bound_low", "hhi_bound_high",
    "share_of_largest", "share_of_largest_4", "share_of_largest_10", "entropy_nats", "entropy_miller_madow_nats", "entropy_corrected_nats",
    "entropy_lower_nats", "entropy_upper_nats", "effective_by_entropy", "evenness",
)  # fmt: skip
SUMMARY_COLUMNS = (*SCOPE_COLUMNS, "view", *_OWN, *ENVELOPE)
EFFECTIVE_COLUMNS = (*SCOPE_COLUMNS, "view", "n_suppliers", "n_boroughs", *ENVELOPE)


def summary(  # noqa: PLR0913 -- each option is one decision of the reader's
    register: Register,
    by: str = "function",
    *,
    basis: Basis = "boroughs",
    view: SupplierView = "operating_group",
    on: date | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Measure how concentrated supply is, in every way that is asked for.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`.
    basis
        What shares are of: `boroughs`, `contracts` or `value`.
    view
        `as_reported`, the company that sources name, or `operating_group`, the group it traded in on the day.
    on
        The day the question is about; the register's `as_of` if not given.
    draws, seed
        How many times boroughs are drawn for the interval, and the seed of the draws.

    Returns
    -------
    summary
        One row a group of which anything is asked, by its code, with the columns of `SUMMARY_COLUMNS`. `value` is the
        effective number of suppliers, `10,000 / HHI`, from the corrected index. `hhi` is raw and `hhi_corrected` for the
        whole population, in points of 0 to 10,000, with their bootstrap interval and bounds; `share_of_largest`, `_4`
        and `_10` are ratios, 0 to 1, of as many suppliers as there are if fewer; entropy is in nats, `evenness` 0 to 1 and
        missing, with the reason, of one supplier. `n` units are known of `n_of`. The interval is a 95% bootstrap of whole
        boroughs; bounds are what the units not known could do. Both are turned round from those of the index, for many
        suppliers are a small index. Withheld below 8 boroughs; by contracts below 20; by value as `shares_by_value`.

    Raises
    ------
    UnknownNameError
        If `by`, `basis` or `view` is none of these.
    ValueError
        If there are no draws.

    Notes
    -----
    `HHI = sum s^2`; `S = (m h - d) / (m - 1)`, `HHI_N = (S (N - 1) + d) / N`, with d the mean of 1/k over boroughs, 1 with
    one supplier each; bounds `sum s^2 + u/N` and `+ u` to the largest; `exp(H)` with Miller and Madow's correction
    (metrics.md, 2.2; Hirschman 1945; Adelman 1969; Miller 1955). The lower bound takes every borough not known to have one
    supplier.

    `entropy_miller_madow_nats` adds `(K - 1) / 2m`, as metrics.md has it. `entropy_corrected_nats`, of which `exp(H)` and the
    interval are made, adds `(K - 1) / 2 (1/m - 1/N)`, for with all 33 known there is nothing to correct. In simulations of
    33 boroughs it was always nearer the truth than the raw entropy, and nearer than the whole correction from about 20
    known; with 8 or 12 known the whole correction was mostly nearer, and both were too low on average.

    The interval does not cover exactly 95%: from 8 to 22 of 33 known it held the true index in 91% to nearly 100% of
    simulated samples, least often with 8 known or where many boroughs have several suppliers (tests/oracle_concentration.py).

    By boroughs, shares are of boroughs with known supply: a borough that has none is not supplied and is left out; each
    that runs its own or an open-source system is its own supplier of one, so that the index stays the chance that two
    boroughs share a supplier; a borough with k suppliers gives each 1/k; a system whose maker is not known counts as
    unknown, but of a borough that also names one the known share it.

    Compare functions with each other. With 33 buyers and three suppliers the index is at least 3,333: no line drawn for
    mergers says anything of it, and it is no finding about any supplier's conduct.

    Examples
    --------
    >>> summary(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    held = holdings(register, by, basis=basis, view=view, on=day)
    rows = {code: _measured(one, draws=draws, seed=seed) for code, one in each_held(held)}
    names = [*_OWN, "value", "lower", "upper", "bound_low", "bound_high", "interval_kind"]
    figures = pd.DataFrame.from_dict(rows, orient="index", columns=[name for name in names if name != "n_boroughs"])
    figures = figures.astype({name: "float64" for name in figures.columns if name != "interval_kind"})
    told = held.scopes.join(figures)
    why = told["reason"].astype("str")
    why = why.mask(why.eq("") & told["n_suppliers"].eq(1), "evenness is not defined: only one supplier is known")
    is_withheld = told["reason"].ne("")
    done = enveloped(
        told.assign(view=view), unit="suppliers", basis=BASIS_WORDS[basis], as_of=day, is_withheld=is_withheld, reason=why,
        interval_kind=told["interval_kind"].fillna("").astype("str"),
    )  # fmt: skip
    done = done.assign(**{name: done[name].astype("float64").mask(is_withheld) for name in _OWN})
    return done[list(SUMMARY_COLUMNS)].reset_index(drop=True)


def effective_suppliers(  # noqa: PLR0913 -- each option is one decision of the reader's
    register: Register,
    by: str = "function",
    *,
    basis: Basis = "boroughs",
    view: SupplierView = "operating_group",
    on: date | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Give the effective number of suppliers: how many equal ones would make supply as concentrated as it is.

    Parameters
    ----------
    register, by, basis, view, on, draws, seed
        As for `summary`.

    Returns
    -------
    suppliers
        The headline of `summary`, with the columns of `EFFECTIVE_COLUMNS`; to be shown to one decimal.

    Raises
    ------
    UnknownNameError
        If `by`, `basis` or `view` is none of these.

    Notes
    -----
    `10,000 / HHI` (metrics.md, 2.2; M11; Adelman 1969). It is not the number of suppliers a borough could choose from.

    Examples
    --------
    >>> effective_suppliers(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    told = summary(register, by, basis=basis, view=view, on=on, draws=draws, seed=seed)
    is_shown = ~told["is_withheld"].astype("bool")
    return told.assign(reason=told["reason"].mask(is_shown, ""))[list(EFFECTIVE_COLUMNS)]


def _measured(held: Held, *, draws: int, seed: int) -> dict[str, Any]:
    sums = held.amounts.sum(axis=0)
    hhi, (low, high) = estimated_hhi(held), hhi_bounds(held)
    if not hhi > 0:
        return {}
    low = min(low, hhi)
    random = drawn(held, draws=draws, seed=seed)
    lower, upper = spread(held, hhi, random.hhi, hhi)
    raw, whole, nats = entropies(held)
    nats_lower, nats_upper = spread(held, nats, random.entropy, float(random.entropy.mean()))
    n_suppliers = int(np.count_nonzero(sums))
    one, four, ten = top_shares(sums[np.newaxis], (1, 4, 10))[0]
    return {
        "n_suppliers": n_suppliers, "hhi": raw_hhi(sums) * POINTS, "hhi_lower": lower * POINTS,
        "hhi_corrected": float("nan") if held.basis == "value" else hhi * POINTS, "hhi_upper": upper * POINTS,
        "hhi_bound_low": low * POINTS, "hhi_bound_high": high * POINTS, "share_of_largest": one,
        "share_of_largest_4": four, "share_of_largest_10": ten, "entropy_nats": raw, "entropy_miller_madow_nats": whole, "entropy_corrected_nats": nats,
        "entropy_lower_nats": max(nats_lower, 0.0), "entropy_upper_nats": nats_upper,
        "effective_by_entropy": float(np.exp(nats)),
        "evenness": raw / float(np.log(n_suppliers)) if n_suppliers > 1 else float("nan"),
        "value": 1 / hhi, "lower": 1 / upper, "upper": 1 / lower, "bound_low": 1 / high, "bound_high": 1 / low,
        "interval_kind": interval_kind(held),
    }  # fmt: skip
