"""The prices of one function, system and hosting at a time, in order and ready for arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.prices.comparable import SCOPE

Numbers = npt.NDArray[np.float64]


class Scope(NamedTuple):
    """Comparable prices of one thing, from the least to the greatest."""

    function_code: str
    system_id: str
    hosting: str
    n_of: int  # boroughs with a contract for it, comparable or not
    prices: Numbers  # VAT taken as outside where it is not told
    prices_if_vat_included: Numbers  # in an order of their own
    sizes: Numbers  # of the boroughs, in the order of `prices`


def scopes(prices: pd.DataFrame) -> Iterator[Scope]:
    """
    Go through the prices by what was bought.

    Parameters
    ----------
    prices
        As `units.priced` gives.

    Yields
    ------
    scope
        In the order of function, system and hosting; also those without a comparable price.

    Examples
    --------
    >>> list(scopes(pd.DataFrame(columns=[*SCOPE, "is_comparable", "price_high_gbp", "price_low_gbp", "driver_size"])))
    []
    """
    known = prices.dropna(subset=SCOPE[:2])
    order = [*SCOPE, "price_high_gbp", "driver_size"]
    known = known.sort_values(order, na_position="last", ignore_index=True)  # what has no price comes last of each
    sizes = known.groupby(SCOPE)["is_comparable"].agg(["size", "sum"])
    columns = [known[name].to_numpy(dtype=float) for name in ("price_high_gbp", "price_low_gbp", "driver_size")]
    first = 0
    for (function_code, system_id, hosting), n_of, n in zip(sizes.index, sizes["size"], sizes["sum"], strict=True):
        high, low, places = (column[first : first + int(n)] for column in columns)
        yield Scope(function_code, system_id, hosting, int(n_of), high, np.sort(low), places)
        first += int(n_of)
