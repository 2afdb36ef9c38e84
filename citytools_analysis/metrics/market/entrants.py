"""How often an award goes to a supplier that is new to London (M81): at the level of the group it trades in on that day."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.credits import supplier_credits
from citytools_analysis.metrics.days import last_day
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, wilson
from citytools_analysis.metrics.groups import group_of
from citytools_analysis.metrics.market.awarded import awards
from citytools_analysis.metrics.market.groupings import GROUP_COLUMNS, By, with_cut
from citytools_analysis.register import Register

ENTRY_AWARDS = 15  # below this no rate is given
LOOK_BACK_YEARS = 5
ENTRANT_COLUMNS = (
    *GROUP_COLUMNS, "award_year", "n_awards", "n_new", "n_not_judgeable", "records_begin_date", *ENVELOPE,
)  # fmt: skip
_NEVER = np.iinfo("int64").min // 2

Days = npt.NDArray[np.int64]


def new_entrants(
    register: Register,
    *,
    by: By = "area",
    by_year: bool = False,
    records_begin: date | None = None,
    on: date | None = None,
) -> pd.DataFrame:
    """
    Give the share of awards that went to a supplier with no award in London in the five years before.

    Rate = awards to a group with no earlier award within five years / awards that can be judged (metrics.md, section 7).
    An award within five years of the first one on record cannot be judged, and is apart. The group is the one in which
    the supplier traded on the day of the award: a new name or a purchase is no entry. What must not be read into it: a
    register that holds few ended contracts makes entry look more frequent than it is.

    Parameters
    ----------
    register
        The register; `market.awards` says what an award is.
    by
        `area`, `function` or `all`.
    by_year
        Whether to give each year of award a row of its own.
    records_begin
        The day from which awards are recorded in full; the earliest award in the register if not given.
    on
        The day up to which awards count; the register's `as_of` if not given.

    Returns
    -------
    rates
        One row a part of the market (and year): `award_year`, missing unless asked for; `n_awards`; of those judged
        `n_new`, to which an award with several makers counts by their shares; `n_not_judgeable`: within five years of
        the first record, or of an unknown day or maker; `records_begin_date`; and the envelope's columns, with Wilson's
        interval. `n` awards are judged of `n_of`, which leaves out those too early to judge; the bounds are what awards
        of an unknown day or maker could make of it. Withheld below 15 judged awards.

    Raises
    ------
    UnknownNameError
        If there is no such cut.

    Examples
    --------
    >>> new_entrants(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    made = _with_makers(awards(register, on=on), register)
    begin = pd.Timestamp(records_begin) if records_begin else made["award_date"].min()
    made = with_cut(_judged(made, register, begin), register, by)
    keys = [*GROUP_COLUMNS, *(["award_year"] if by_year else [])]
    made = made.assign(award_year=made["award_date"].dt.year.astype("Int64"))
    told = made.groupby(keys, as_index=False, dropna=False)[["n_awards", "n_judged", "n_new", "n_open"]].sum()
    told = told.round(dict.fromkeys(("n_awards", "n_judged", "n_new", "n_open"), 6))
    told = told if by_year else told.assign(award_year=pd.Series(pd.NA, index=told.index, dtype="Int64"))
    told = _with_envelope(told, begin, on or register.as_of)
    return told.sort_values([*GROUP_COLUMNS, "award_year"])[list(ENTRANT_COLUMNS)].reset_index(drop=True)


def _with_makers(made: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Give each award a row for each of its makers, with its part of it; one whose maker is not known keeps its row."""
    makers = supplier_credits(register).rename(columns={"supplier_share": "part"})
    told = made.drop(columns="supplier_id").merge(makers, on="contract_id", how="left")
    return told.assign(part=told["part"].fillna(1.0))


def _judged(made: pd.DataFrame, register: Register, begin: pd.Timestamp) -> pd.DataFrame:
    """Mark what can be judged, what is new, and what could be either: awards too early to judge are neither."""
    is_placed = (made["award_date"].notna() & made["supplier_id"].notna()).to_numpy(dtype=bool)
    is_first = np.zeros(len(made), dtype=bool)
    is_first[is_placed] = _is_first(made[is_placed], register)
    looked_from = made["award_date"] - pd.DateOffset(years=LOOK_BACK_YEARS)
    is_early = (looked_from < begin).to_numpy(dtype=bool)
    is_judged = is_placed & ~is_early
    part = made["part"].to_numpy(dtype="float64")
    return made.assign(
        n_awards=part,
        n_judged=part * is_judged,
        n_new=part * (is_judged & is_first),
        n_open=part * (~is_placed & ~is_early),
    )


def _is_first(made: pd.DataFrame, register: Register) -> npt.NDArray[np.bool_]:
    """Tell whether the group of each award, as it stood on that day, had no earlier award within five years."""
    order = np.argsort(made["award_date"].to_numpy(), kind="stable")
    stamps = made["award_date"].to_numpy()[order].astype("datetime64[D]")
    days = stamps.astype("int64")
    back = (pd.Series(stamps.astype("datetime64[s]")) - pd.DateOffset(years=LOOK_BACK_YEARS)).to_numpy()
    back_days = back.astype("datetime64[D]").astype("int64")
    codes, suppliers = pd.factorize(made["supplier_id"].astype("str").to_numpy()[order])
    is_first = np.ones(len(made), dtype=bool)
    for begins, ends, groups in _periods(register, pd.Series(suppliers, dtype="str")):
        first, last = np.searchsorted(days, [begins, ends])
        if first == last:
            continue
        since = np.searchsorted(days, back_days[first])
        earlier = _day_before(groups[codes[since:last]], days[since:last])[first - since :]
        is_first[first:last] = earlier < back_days[first:last]
    told = np.empty(len(made), dtype=bool)
    told[order] = is_first
    return told


def _day_before(groups: npt.NDArray[np.int64], days: Days) -> Days:
    """Give each award the latest earlier day on which its group had one; days come sorted."""
    order = np.argsort(groups, kind="stable")
    group, day = groups[order], days[order]
    is_start = np.ones(len(day), dtype=bool)
    is_start[1:] = (group[1:] != group[:-1]) | (day[1:] != day[:-1])
    before = np.full(len(day), _NEVER)
    before[1:] = np.where(group[1:] == group[:-1], day[:-1], _NEVER)
    start = np.maximum.accumulate(np.where(is_start, np.arange(len(day)), 0))
    told = np.empty(len(day), dtype="int64")
    told[order] = before[start] if len(day) else before
    return told


def _periods(register: Register, suppliers: pd.Series) -> list[tuple[int, int, npt.NDArray[np.int64]]]:
    """Give the stretches of days in which nobody changed groups: first day, day after the last, and each supplier's group."""
    events = pd.concat([register.supplier_events, register.reference.supplier_events], ignore_index=True)
    events = events[events["is_completed"].fillna(value=False).astype("bool")].dropna(subset=["event_date"])
    days = last_day(pd.to_datetime(events["event_date"]), events["event_date_precision"].fillna("day"))
    turns = np.unique(days.to_numpy().astype("datetime64[D]"))
    starts = [np.datetime64("1900-01-01", "D"), *turns]
    groups = [group_of(suppliers, register, on=start.astype(object)) for start in starts]
    names = pd.Index(sorted({name for group in groups for name in group}))
    edges = [_NEVER, *turns.astype("int64").tolist(), -_NEVER]
    return [
        (edges[place], edges[place + 1], names.get_indexer(pd.Index(group)).astype("int64"))
        for place, group in enumerate(groups)
    ]


def _with_envelope(told: pd.DataFrame, begin: pd.Timestamp, day: date) -> pd.DataFrame:
    n, new, either = (told[name].to_numpy(dtype="float64") for name in ("n_judged", "n_new", "n_open"))
    share = np.divide(new, n, out=np.full(len(told), np.nan), where=n > 0)
    lower, upper = wilson(share, n)
    since = f"; records begin on {begin.day} {begin:%B %Y}" if pd.notna(begin) else "; no award is dated"
    is_small = n < ENTRY_AWARDS
    reason = np.where(
        is_small, f"fewer than {ENTRY_AWARDS} awards can be judged", "an earlier award may not be on record"
    )
    return enveloped(
        told.assign(n_not_judgeable=told["n_awards"] - told["n_judged"], records_begin_date=begin).astype(
            dict.fromkeys(("n_awards", "n_not_judgeable"), "Int64")
        ),
        value=share, unit="share of awards", n=told["n_judged"].astype("Int64"), n_of=(told["n_judged"] + told["n_open"]).astype("Int64"),
        lower=lower, upper=upper, interval_kind="Wilson 95%", bound_low=np.divide(new, n + either, where=n > 0, out=share.copy()),
        bound_high=np.divide(new + either, n + either, where=n > 0, out=share.copy()), basis="awards, by operating group",
        as_of=day, is_withheld=is_small, reason=pd.Series(reason, index=told.index, dtype="str") + since,
    )  # fmt: skip
