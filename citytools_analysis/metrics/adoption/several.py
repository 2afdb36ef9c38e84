"""Boroughs that run several systems for one function, and those that are only changing over (metrics.md, 2.1; M06)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.adoption.answers import answers, borough_shares, boroughs_known, share_of
from citytools_analysis.metrics.adoption.uses import whole_rows_in_use
from citytools_analysis.metrics.days import add_months, first_day, last_day
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.register import Register

TRANSITION_MONTHS = 24  # moving a revenues system takes "18 months to 2 years" (metrics.md, 3)
SEVERAL_COLUMNS = (
    "function_code", "function", "n_several", "n_in_transition", "n_transition_unknown", "share_in_transition", *ENVELOPE,
)  # fmt: skip
_PLACE = ["function_code", "borough_id"]


def several_systems(
    register: Register, *, transition_months: int = TRANSITION_MONTHS, on: date | None = None
) -> pd.DataFrame:
    """
    Give the share of boroughs that run more than one system for the same function.

    Parameters
    ----------
    register
        The register.
    transition_months
        How long after a further system began it is taken to be on its way in beside the old one.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    rates
        One row a function, with the columns of `SEVERAL_COLUMNS`. `value` is the share of the `n` known boroughs with
        more than one system, of any way it is come by, with a Wilson 95% interval and Manski bounds. `n_several` counts
        them. Of these `n_in_transition` are changing over: one of their systems has a last day still to come, or began
        after another and within `transition_months`; of `n_transition_unknown` this cannot be told, for fewer than two
        have a first day. `share_in_transition` is of the known boroughs. Withheld below 8 known boroughs.

    Raises
    ------
    ValueError
        If `transition_months` is negative.

    Notes
    -----
    `#{b: k_b > 1} / #known` (metrics.md, 2.1; M06). Dual running while one system replaces another is no duplication. A
    row that names only a supplier is no second system beside a named one of that supplier.

    Examples
    --------
    >>> several_systems(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if transition_months < 0:
        raise ValueError(f"transition_months is {transition_months}: give a number of months, 0 or more.")
    rows = whole_rows_in_use(register, on=on)
    uses = answers(rows, register)
    counts = boroughs_known(rows, uses, len(register.boroughs))
    places = _several(uses, pd.Timestamp(on or register.as_of), transition_months)
    kinds = ["n_several", "n_in_transition", "n_transition_unknown"]
    summed = places.groupby("function_code")[kinds].sum().reindex(counts.index, fill_value=0).astype("Int64")
    told = counts.join(summed).rename_axis("function_code").reset_index()
    told = told.assign(
        value=share_of(told["n_several"], told["n"]), share_in_transition=share_of(told["n_in_transition"], told["n"])
    )
    done = borough_shares(told, register, on)
    return done.assign(**{name: done[name].mask(done["is_withheld"]) for name in [*kinds, "share_in_transition"]})[
        list(SEVERAL_COLUMNS)
    ]


def _several(uses: pd.DataFrame, day: pd.Timestamp, months: int) -> pd.DataFrame:
    """Give the boroughs and functions with more than one system, and whether one is replacing another."""
    today = pd.Series(day, index=uses.index)
    ends = last_day(uses["in_use_to_date"], uses["in_use_to_date_precision"])
    systems = uses.assign(
        begun=first_day(uses["in_use_from_date"], uses["in_use_from_date_precision"]),
        is_ending=(ends <= add_months(today, months)).astype("int64"),
    )
    systems = systems[~systems["system_state"].eq("none") & ~_is_told_twice(systems)]
    by_system = systems.groupby([*_PLACE, "answer"], as_index=False)
    once = by_system.agg(begun=("begun", "min"), is_ending=("is_ending", "min"))
    places = once.groupby(_PLACE, as_index=False).agg(
        n=("answer", "size"), n_begun=("begun", "count"), first=("begun", "min"), last=("begun", "max"),
        n_ending=("is_ending", "sum"),
    )  # fmt: skip
    places = places[places["n"] > 1]
    since = add_months(pd.Series(day, index=places.index), -months)
    is_moving = (places["n_ending"] > 0) | ((places["last"] > places["first"]) & (places["last"] >= since))
    kinds = {"n_in_transition": is_moving, "n_transition_unknown": ~is_moving & (places["n_begun"] < 2)}
    return places.assign(n_several=1, **{name: is_such.astype("int64") for name, is_such in kinds.items()})


def _is_told_twice(systems: pd.DataFrame) -> pd.Series:
    """Say which rows name only a supplier of which a system is named beside."""
    maker = [*_PLACE, "supplier_id"]
    named = systems.loc[systems["system_id"].notna(), maker]
    is_beside = pd.MultiIndex.from_frame(systems[maker]).isin(pd.MultiIndex.from_frame(named))
    return systems["system_id"].isna() & systems["system_state"].eq("known") & is_beside
