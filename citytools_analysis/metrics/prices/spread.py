"""How much the price of one thing varies between boroughs (M51)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.intervals import order_statistic_ranks
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.prices.comparable import SCOPE
from citytools_analysis.metrics.prices.resampled import Resampler, at_share, percentile_interval
from citytools_analysis.metrics.prices.scopes import Scope, scopes
from citytools_analysis.metrics.prices.units import Driver, name_of, priced, unit_of
from citytools_analysis.register import Register

MINIMUM_BOROUGHS, MINIMUM_RESAMPLED = 5, 8
SCOPE_COLUMNS = ("function_code", "function", "system_id", "system", "hosting", "driver")
SPREAD_COLUMNS = (*SCOPE_COLUMNS, "statistic", "value_if_vat_included", *ENVELOPE)
_RESAMPLED = ("quartile_coefficient", "robust_cv", "p90_to_p10")
_PER_UNIT = ("median", "interquartile_range")
FEW = f"fewer than {MINIMUM_BOROUGHS} boroughs have a price for this: show each as a dot"
_FEW_PUBLIC = f"fewer than {MINIMUM_RESAMPLED} boroughs have a price for this"
_ONLY_RATIOS = "only ratios of prices are shown in the public edition"
_TOO_FEW_FOR_INTERVAL = "no exact 95% interval exists for fewer than 6"

Numbers = npt.NDArray[np.float64]
Statistic = Callable[[Numbers], Numbers]


def _robust_cv(ordered: Numbers) -> Numbers:
    middle = at_share(ordered, 0.5)
    n = ordered.shape[-1]
    away = np.partition(np.abs(ordered - middle[..., None]), [(n - 1) // 2, n // 2], axis=-1)
    return 1.4826 * at_share(away, 0.5) / middle


_STATISTICS: dict[str, Statistic] = {
    "median": lambda ordered: at_share(ordered, 0.5),
    "interquartile_range": lambda ordered: at_share(ordered, 0.75) - at_share(ordered, 0.25),
    "quartile_coefficient": lambda ordered: (
        (at_share(ordered, 0.75) - at_share(ordered, 0.25)) / (at_share(ordered, 0.75) + at_share(ordered, 0.25))
    ),
    "robust_cv": _robust_cv,
    "p90_to_p10": lambda ordered: at_share(ordered, 0.9) / at_share(ordered, 0.1),
    "max_to_min": lambda ordered: ordered[..., -1] / ordered[..., 0],
}


def dispersion(
    register: Register, *, driver: Driver = "residents_2021", on: date | None = None, seed: int = 0
) -> pd.DataFrame:
    """
    Say how much the price of each system varies between the boroughs that bought the same (M51).

    Parameters
    ----------
    register
        The register.
    driver
        As for `unit_prices`.
    on
        The day the question is about; the register's `as_of` if not given.
    seed
        Seed of the bootstrap.

    Returns
    -------
    dispersion
        One row a function, system, hosting and `statistic`, the columns of `SPREAD_COLUMNS`: `median` and
        `interquartile_range`, in pounds a year per unit; `quartile_coefficient` `(Q3 - Q1) / (Q3 + Q1)`; `robust_cv`
        `1.4826 MAD / median`; `p90_to_p10`; and `max_to_min`, which grows with `n`. `n` boroughs have a comparable
        price, of the `n_of` that have a contract for it. Withheld below 5, of which only dots may be shown; in the
        public edition below 8, and what is in pounds. `lower` and `upper` of the median are its exact order-statistic
        interval, from 6; of the three ratios between them a bootstrap percentile interval, from 8. `bound_low` and
        `bound_high` are what the median would be if every other borough paid less, or more, than all known; missing
        where no such bound exists. `value_if_vat_included` takes every price of which VAT is not told as including it.

    Raises
    ------
    UnknownNameError
        If a driver's name is not known.

    Notes
    -----
    metrics.md, sections 1.4 and 4. No mean is given: a few large contracts carry it. Differences are reported, not
    explained: what was bought may differ in ways that are not recorded. Known low-to-high ratios to set beside: 2.16 for
    paper and 2.69 for monitors (NAO and Audit Commission 2010).

    Examples
    --------
    >>> dispersion(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    prices = priced(register, driver=driver, on=on)
    told = pd.DataFrame(
        list(_spread_rows(scopes(prices), Resampler(seed=seed))),
        columns=[*SCOPE, "n_of", "statistic", "value_if_vat_included", "value", "n", "lower", "upper", "interval_kind",
                 "bound_low", "bound_high", "reason"],
    ).assign(driver=name_of(driver))  # fmt: skip
    is_few, is_public = told["n"] < MINIMUM_BOROUGHS, register.info.edition == "public"
    reason = told["reason"].astype("str").mask(is_few, FEW)
    is_held = told["statistic"].isin(_PER_UNIT) & is_public
    is_few |= (told["n"] < MINIMUM_RESAMPLED) & is_public
    reason = reason.mask(is_held, _ONLY_RATIOS).mask(is_few & is_public, _FEW_PUBLIC)
    told = enveloped(
        told, unit=np.where(told["statistic"].isin(_PER_UNIT), f"GBP a year per {unit_of(driver)}", "ratio"), reason=reason,
        basis="boroughs with a comparable price", as_of=on or register.as_of, is_withheld=is_few | is_held,
    )  # fmt: skip
    told = told.assign(value_if_vat_included=told["value_if_vat_included"].mask(told["is_withheld"]))
    return with_names(told, register)[list(SPREAD_COLUMNS)]


def _spread_rows(every: Iterator[Scope], resampler: Resampler) -> Iterator[tuple[Any, ...]]:
    for scope in every:
        n, key = len(scope.prices), scope[:4]
        if n < MINIMUM_BOROUGHS:
            yield from ((*key, name, np.nan, np.nan, n, np.nan, np.nan, "", np.nan, np.nan, "") for name in _STATISTICS)
            continue
        intervals = _intervals(scope.prices, resampler)
        for name, statistic in _STATISTICS.items():
            ends = _bounds_of_median(scope) if name == "median" else (np.nan, np.nan)
            reason = _TOO_FEW_FOR_INTERVAL if name == "median" and np.isnan(intervals[name][0]) else ""
            figures = (float(statistic(scope.prices_if_vat_included)), float(statistic(scope.prices)))
            yield (*key, name, *figures, n, *intervals[name], *ends, reason)


def _intervals(ordered: Numbers, resampler: Resampler) -> dict[str, tuple[float, float, str]]:
    n = len(ordered)
    told = dict.fromkeys(_STATISTICS, (np.nan, np.nan, "")) | {"max_to_min": (np.nan, np.nan, "none: it grows with n")}
    rank, held = _median_ranks(n)
    if rank:
        told["median"] = (
            float(ordered[rank - 1]),
            float(ordered[n - rank]),
            f"exact order statistics, {100 * held:.1f}%",
        )
    if n >= MINIMUM_RESAMPLED:
        drawn = ordered[resampler.places(n)]
        ends = percentile_interval(np.stack([_STATISTICS[name](drawn) for name in _RESAMPLED]))
        told |= {name: (*end, "bootstrap percentile 95%") for name, end in zip(_RESAMPLED, ends, strict=True)}
    return told


@cache
def _median_ranks(n: int) -> tuple[int, float]:
    rank, held = order_statistic_ranks([n])
    return (0, np.nan) if np.isnan(rank[0]) else (int(rank[0]), float(held[0]))


def _bounds_of_median(scope: Scope) -> tuple[float, float]:
    """Put every unknown price below all that are known, then above."""
    n_unknown, places = scope.n_of - len(scope.prices), [(scope.n_of - 1) // 2, scope.n_of // 2]
    below = np.concatenate([np.zeros(n_unknown), scope.prices])[places].mean()
    above = np.concatenate([scope.prices, np.full(n_unknown, np.nan)])[places].mean()
    return float(below), float(above)
