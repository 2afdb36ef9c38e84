"""How much money is in scope of an opportunity (M41)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.opportunities.sets import Opportunities, columns_by, find
from citytools_analysis.metrics.opportunities.tallies import sums
from citytools_analysis.register import Register

ADDRESSABLE_COLUMNS = (
    "opportunity_id", "function_code", "function", "n_boroughs", "known_gbp", "imputed_gbp", "imputed_share", "band",
    *ENVELOPE,
)  # fmt: skip
FEWEST_KNOWN = 2  # values of a function from which a median is taken
FEWEST_PUBLIC = 5  # boroughs in a set whose band may be published (metrics.csv, M41)
NO_VALUE = "a member's value is not known, and too few of the function's are to stand in for it"
ONLY_BAND = "only the band is published"
_EDGES = (0, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, np.inf)
_BANDS = (
    "under £100,000", "£100,000 to £250,000", "£250,000 to £500,000", "£500,000 to £1m", "£1m to £2.5m", "£2.5m to £5m",
    "£5m or more",
)  # fmt: skip


def addressable(register: Register, *, found: Opportunities | None = None, on: date | None = None) -> pd.DataFrame:
    """
    Give the yearly value in scope of each opportunity, with what is not known put at the function's median (M41).

    Parameters
    ----------
    register
        The register.
    found
        What `find` gave; found anew if not given.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    addressable
        One row a set, in the order of `found.sets`, with the columns of `ADDRESSABLE_COLUMNS`: `known_gbp` and
        `imputed_gbp` a year without VAT, as given (not deflated), `imputed_share` (0 to 1) of their sum, its `band`, and
        the envelope: `value` is the sum, `n` of `n_of` contracts are valued, and `lower` to `upper` puts every value that
        is not known at the lower and upper quartile of the function's known ones. Withheld where a member has no value
        and fewer than 2 of the function's are known. A public edition shows only the band, from 5 boroughs.

        It is the run-rate of contracts, not a saving, and no total of awards (metrics.md, 5.4).

    Examples
    --------
    >>> addressable(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    found = found or find(register, on=on)
    sets = found.sets
    told = sets.assign(**{name: values[found.numbers] for name, values in set_values(found).items()})
    value = told["known_gbp"] + told["imputed_gbp"]
    band = pd.cut(value, list(_EDGES), right=False, labels=list(_BANDS)).astype("str")
    is_public = register.info.edition == "public"
    is_few, is_unvalued = told["n_boroughs"] < FEWEST_PUBLIC, told["has_none"]
    reason = np.select(
        [is_unvalued, is_few & is_public],
        [NO_VALUE, f"fewer than {FEWEST_PUBLIC} boroughs"],
        ONLY_BAND if is_public else "",
    )
    hides_band = is_unvalued | (is_few & is_public)
    is_withheld = is_unvalued | is_public
    money = {name: told[name].round(2).mask(is_withheld) for name in ("known_gbp", "imputed_gbp")}
    share = (told["imputed_gbp"] / value).where(value > 0, 0.0).mask(is_withheld)
    told = told.assign(**money, imputed_share=share, band=band.mask(hides_band))
    return enveloped(
        told, value=value.round(2), unit="pounds a year", n=told["n_valued"].astype("float64"),
        n_of=told["n_contracts"].astype("float64"), lower=told["low_gbp"].round(2), upper=told["high_gbp"].round(2),
        interval_kind="values not known put at the quartiles of the function's", basis="contracts", as_of=found.on,
        is_withheld=is_withheld, reason=reason,
    ).reindex(columns=columns_by(found.by, ADDRESSABLE_COLUMNS))  # fmt: skip


def valued_windows(found: Opportunities) -> pd.DataFrame:
    """
    Put a yearly value on every row that has a window: the known one, or the median of the function's.

    Parameters
    ----------
    found
        What `find` gave.

    Returns
    -------
    windows
        A copy with `middle_gbp`, `low_gbp` and `high_gbp`, all the known value where there is one, else the median and
        quartiles of the known values of the function's (or system's) rows; missing where fewer than 2 are known.

    Examples
    --------
    >>> valued_windows(find(Register.from_tables({}, as_of=date(2026, 11, 23)))).empty
    True
    """
    windows = found.windows
    by_group = windows["part_gbp"].groupby(windows["group"])
    n_known = by_group.count()
    points = {"low_gbp": 0.25, "middle_gbp": 0.5, "high_gbp": 0.75}
    stand_in = {name: by_group.quantile(point).where(n_known >= FEWEST_KNOWN) for name, point in points.items()}
    return windows.assign(
        **{name: windows["part_gbp"].fillna(windows["group"].map(values)) for name, values in stand_in.items()}
    )


def set_values(found: Opportunities) -> dict[str, np.ndarray]:
    """
    Sum the values of each set's rows.

    Parameters
    ----------
    found
        What `find` gave.

    Returns
    -------
    values
        By name, one a set as `found.numbers` counts them: `known_gbp`, `imputed_gbp`, `low_gbp` and `high_gbp` a year, and
        `has_none`, whether a member has no value at all.

    Examples
    --------
    >>> set_values(find(Register.from_tables({}, as_of=date(2026, 11, 23))))["known_gbp"].tolist()
    []
    """
    windows = valued_windows(found)
    first, last = windows["first_set"].to_numpy(), windows["last_set"].to_numpy()
    n_sets = int(last.max(initial=-1)) + 1
    amounts = {
        "known_gbp": windows["part_gbp"],
        "imputed_gbp": windows["middle_gbp"].mask(windows["part_gbp"].notna()),
        "low_gbp": windows["low_gbp"],
        "high_gbp": windows["high_gbp"],
    }
    told = {name: sums(first, last, amount, n_sets) for name, amount in amounts.items()}
    return told | {"has_none": sums(first, last, windows["middle_gbp"].isna(), n_sets) > 0}
