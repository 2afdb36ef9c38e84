"""What two boroughs are compared by, and which of it is held (metrics.md, 8, M100)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import Numbers
from citytools_analysis.register import Register

# Our own transparent model: the lists of CIPFA's, which is a product, are not copied (metrics.md, 8).
VARIABLES = {
    "residents": "residents (logarithm)",
    "residents_per_hectare": "density",
    "imd_2025_score": "deprivation: average score of the IMD 2025",
    "social_rent_share": "share of dwellings in social rent",
    "tax_base_per_dwelling": "tax base for each dwelling",
}
_LOGARITHM = "residents"


class Scores(NamedTuple):
    """
    Boroughs as places: `points`, one row a borough and one column a variable, in standard deviations from the mean.

    `borough_ids` are those compared, by id; `left_out` those that lack a measure; `variables` and `missing` in words.
    """

    points: Numbers
    borough_ids: tuple[str, ...]
    left_out: tuple[str, ...]
    variables: tuple[str, ...]
    missing: tuple[str, ...]


def scores(register: Register, measures: pd.DataFrame | None = None) -> Scores:
    """
    Give each borough's z-scores on the variables that are held.

    Parameters
    ----------
    register
        The register; what is no borough (the City of London) is left out.
    measures
        Frame indexed by `borough_id` with any of the columns of `VARIABLES`; others are ignored. The residents of the
        reference table if not given.

    Returns
    -------
    scores
        The z-scores, with the population's standard deviation; 0 where a measure is the same everywhere.

    Raises
    ------
    ValueError
        If a borough stands twice in `measures`, a measure is infinite, or residents are not above zero.

    Examples
    --------
    >>> from datetime import date
    >>> held = scores(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(held.borough_ids), held.variables, len(held.missing)
    (32, ('residents (logarithm)',), 4)
    """
    boroughs = register.boroughs
    ids = boroughs.loc[boroughs["is_borough"].astype("bool"), "borough_id"].sort_values()
    if measures is None:
        measures = boroughs.set_index("borough_id")[["residents_2021"]].set_axis(["residents"], axis=1)
    if not measures.index.is_unique:
        raise ValueError(
            f"measures: {measures.index[measures.index.duplicated()][0]!r} stands there twice; keep one row a borough."
        )
    rows = measures.reindex(ids).reindex(columns=[name for name in VARIABLES if name in measures]).astype("float64")
    rows = rows.loc[:, rows.notna().any()]
    _refuse_impossible(rows)
    is_whole = rows.notna().all(axis=1) & (len(rows.columns) > 0)
    told = rows[is_whole]
    return Scores(
        _standardised(told), tuple(told.index), tuple(rows.index[~is_whole]),
        tuple(VARIABLES[str(name)] for name in rows), tuple(words for name, words in VARIABLES.items() if name not in rows),
    )  # fmt: skip


def _refuse_impossible(rows: pd.DataFrame) -> None:
    values = rows.to_numpy(dtype=float)
    wrong = np.isinf(values) | ((values <= 0) & (rows.columns == _LOGARITHM))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise ValueError(
            f"measures: {rows.columns[column]} of {rows.index[row]} is {rows.iloc[row, column]:g}; it must be finite, and "
            f"{_LOGARITHM} above zero. Mend it, or leave it empty."
        )


def _standardised(rows: pd.DataFrame) -> Numbers:
    values = rows.to_numpy(dtype=float, copy=True)
    if _LOGARITHM in rows:
        place = rows.columns.get_loc(_LOGARITHM)
        values[:, place] = np.log(values[:, place])
    if not values.size:
        return values
    spread = values.std(axis=0)
    is_flat = spread <= 1e-12 * np.maximum(np.abs(values).max(axis=0), 1)
    scaled: Numbers = np.where(is_flat, 0.0, (values - values.mean(axis=0)) / np.where(is_flat, 1.0, spread))
    return scaled
