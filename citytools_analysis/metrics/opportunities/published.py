"""What may be said in public of who could buy together: how many boroughs, for what and when, without names (M40)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.opportunities.sets import find
from citytools_analysis.register import Register

PIPELINE_COLUMNS = (
    "area_code", "area", "function_code", "function", "n_sets", "first_start_date", "last_start_date", *ENVELOPE,
)  # fmt: skip
FEWEST_PUBLIC = 3  # decision-makers (metrics.csv, M40)
TOO_FEW = f"fewer than {FEWEST_PUBLIC} decision-makers could buy together"


def pipeline(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give, for each function, how many boroughs could buy together and when, without naming any.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    pipeline
        One row a function with any set, most boroughs first, with the columns of `PIPELINE_COLUMNS`: `n_sets`; the first
        and last day on which a start could lie; `value`, the boroughs of the largest set; `n` boroughs of `n_of` with a
        contract for the function have a known window or are known to be too late or too soon. `bound_high` adds to the
        largest set those that would join if dated. Sets of fewer than 2 decision-makers are none, and in a public edition
        a function whose largest set has fewer than 3 is withheld.

        A count of what contracts would allow, not a plan of anybody's.

        M40 (metrics.md, 5.3): sets are the largest cliques of overlapping windows; single-link chaining of ends is not used.

    Examples
    --------
    >>> pipeline(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    found = find(register, on=on)
    fewest = FEWEST_PUBLIC if register.info.edition == "public" else 2
    sets = found.sets
    by_function = sets.groupby("function_code")
    told = by_function.agg(
        n_sets=("opportunity_id", "size"), first_start_date=("window_start_date", "min"),
        last_start_date=("window_end_date", "max"), n_makers=("n_decision_makers", "max"),
    )  # fmt: skip
    largest = sets.sort_values(["n_boroughs", "opportunity_id"], ascending=[False, True]).drop_duplicates(
        "function_code"
    )
    largest = largest.set_index("function_code")[["n_boroughs", "n_would_join_if_dated"]].astype("float64")
    served = pd.concat([found.windows.assign(reason=None), found.left_out])[["function_code", "borough_id", "reason"]]
    dated = served[served["reason"].ne("would join if dated")]
    told = told.join(largest).assign(
        n=dated.groupby("function_code")["borough_id"].nunique().reindex(told.index),
        n_of=served.groupby("function_code")["borough_id"].nunique().reindex(told.index),
    )
    is_few = told["n_makers"] < fewest
    hidden = ["n_sets", "first_start_date", "last_start_date"]
    told = told.assign(n_sets=told["n_sets"].astype("Int64"))
    told = told.assign(**{name: told[name].mask(is_few) for name in hidden}).reset_index()
    told = enveloped(
        with_names(told, register), value=told["n_boroughs"], unit="boroughs", bound_low=told["n_boroughs"],
        bound_high=told["n_boroughs"] + told["n_would_join_if_dated"], basis="boroughs with a contract for the function",
        as_of=found.on, is_withheld=is_few.to_numpy(), reason=np.where(is_few, TOO_FEW, ""),
        **{name: told[name].astype("float64") for name in ("n", "n_of")},
    )  # fmt: skip
    told = told.sort_values(["value", "function_code"], ascending=[False, True], na_position="last")
    return told[list(PIPELINE_COLUMNS)].reset_index(drop=True)
