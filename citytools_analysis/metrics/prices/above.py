"""What boroughs pay above the median price of a thing (M53): never a saving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.prices.comparable import SCOPE
from citytools_analysis.metrics.prices.resampled import Resampler, at_share, percentile_interval
from citytools_analysis.metrics.prices.scopes import Scope, scopes
from citytools_analysis.metrics.prices.spread import FEW, MINIMUM_BOROUGHS, MINIMUM_RESAMPLED, SCOPE_COLUMNS
from citytools_analysis.metrics.prices.units import Driver, name_of, priced
from citytools_analysis.register import Register

ABOVE_LABEL = "value above the median, not a saving"
NOT_SHOWN = "prices of single boroughs are not shown in the public edition"
ABOVE_COLUMNS = (*SCOPE_COLUMNS, "label", "median_gbp", "n_above", *ENVELOPE)

Numbers = npt.NDArray[np.float64]


def above_median(
    register: Register, *, driver: Driver = "residents_2021", on: date | None = None, seed: int = 0
) -> pd.DataFrame:
    """
    Add up what boroughs pay for a system above the median price of it (M53).

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
    above
        One row a function, system and hosting, the columns of `ABOVE_COLUMNS`. `value` is the sum over boroughs of
        `max(0, price - median) driver`, in pounds a year, withheld below 5 boroughs, with a bootstrap percentile
        interval from 8; `n_above` boroughs pay more than `median_gbp`. `label` goes wherever the figure goes. Withheld
        in the public edition.

    Raises
    ------
    UnknownNameError
        If a driver's name is not known.

    Notes
    -----
    metrics.md, section 4. It is value above the median, not a saving: half of any boroughs pay more than the median,
    for reasons that are not recorded, and nobody may be able to pay less.

    Examples
    --------
    >>> above_median(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if register.info.edition == "public":
        return held_frame(ABOVE_COLUMNS, register, reason=NOT_SHOWN)
    rows = list(_rows(scopes(priced(register, driver=driver, on=on)), Resampler(seed=seed)))
    columns = [*SCOPE, "n_of", "median_gbp", "n_above", "value", "n", "lower", "upper"]
    told = pd.DataFrame(rows, columns=columns).assign(driver=name_of(driver))
    is_few, has_interval = told["n"] < MINIMUM_BOROUGHS, told["n"] >= MINIMUM_RESAMPLED
    told = enveloped(
        told, unit="GBP a year", interval_kind=np.where(has_interval, "bootstrap percentile 95%", ""),
        basis="boroughs with a comparable price", as_of=on or register.as_of, is_withheld=is_few,
        reason=np.where(is_few, FEW, ""),
    )  # fmt: skip
    shown = {name: told[name].astype("float64").mask(is_few) for name in ("median_gbp", "n_above")}
    return with_names(told.assign(label=ABOVE_LABEL, **shown), register)[list(ABOVE_COLUMNS)]


def _rows(every: Iterator[Scope], resampler: Resampler) -> Iterator[tuple[Any, ...]]:
    for scope in every:
        n, key, lower, upper = len(scope.prices), scope[:4], np.nan, np.nan
        if n < MINIMUM_BOROUGHS:
            yield (*key, np.nan, np.nan, np.nan, n, lower, upper)
            continue
        if n >= MINIMUM_RESAMPLED:
            places = resampler.places(n)
            ((lower, upper),) = percentile_interval(_above(scope.prices[places], scope.sizes[places])[None, :])
        middle = float(at_share(scope.prices, 0.5))
        total = _above(scope.prices[None, :], scope.sizes[None, :]).item()
        yield (*key, middle, int((scope.prices > middle).sum()), total, n, lower, upper)


def _above(prices: Numbers, sizes: Numbers) -> Numbers:
    return np.asarray((np.clip(prices - at_share(prices, 0.5)[:, None], 0, None) * sizes).sum(axis=1))
