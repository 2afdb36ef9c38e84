"""What systems cost in a year, compared only where the same thing was bought (metrics.md, section 4)."""

from __future__ import annotations

from citytools_analysis.metrics.annual_values import (
    NO_BASIS,
    NO_PRICE,
    NO_TERM,
    NO_VALUE,
    NOT_SPEND,
    VAT_RATE,
    annual_value,
    annual_value_note,
)
from citytools_analysis.metrics.prices.above import ABOVE_COLUMNS, above_median
from citytools_analysis.metrics.prices.growth import (
    GROWTH_COLUMNS,
    GROWTH_MEDIAN_COLUMNS,
    price_growth,
    price_growth_medians,
)
from citytools_analysis.metrics.prices.size import SIZE_COLUMNS, size_adjusted
from citytools_analysis.metrics.prices.spread import SPREAD_COLUMNS, dispersion
from citytools_analysis.metrics.prices.units import DRIVERS, UNIT_COLUMNS, unit_prices
from citytools_analysis.metrics.prices.unpublished import UNPUBLISHED_COLUMNS, unpublished_contracts, unpublished_value

__all__ = [
    "ABOVE_COLUMNS", "DRIVERS", "GROWTH_COLUMNS", "GROWTH_MEDIAN_COLUMNS", "NOT_SPEND", "NO_BASIS", "NO_PRICE", "NO_TERM",
    "NO_VALUE", "SIZE_COLUMNS", "SPREAD_COLUMNS", "UNIT_COLUMNS", "UNPUBLISHED_COLUMNS", "VAT_RATE", "above_median", "annual_value",
    "annual_value_note", "dispersion", "price_growth", "price_growth_medians", "size_adjusted", "unit_prices", "unpublished_contracts",
    "unpublished_value",
]  # fmt: skip
