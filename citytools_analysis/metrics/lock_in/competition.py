"""
What followed the last competition (M71), and whether anybody else bid (M72).

A direct award, a call-off without competition, an option and a change are lawful where the rules allow them: these
figures say how long ago the market was last asked, and nothing of fault.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.lock_in.in_place import YEAR_DAYS
from citytools_analysis.metrics.market.awarded import awards
from citytools_analysis.metrics.market.groupings import GROUP_COLUMNS, By, with_cut
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

CHANGE_NOTICES = ("UK10", "contractAmendment")
RENEWAL_COLUMNS = (
    "borough_id", "borough", "function_code", "function", "system_id", "system", "n_awards", "n_direct_awards",
    "n_extensions", "n_at_least", "n_at_most", "competition_state", "last_competition_date", "years_since_competition",
    *ENVELOPE,
)  # fmt: skip
BID_COLUMNS = (*GROUP_COLUMNS, *ENVELOPE)
NO_BIDS = (
    "the register holds no number of bids: none of its tables has it, and of notices it is not read; "
    "a missing number is not one bid"
)
_NONE = "no competition is on record: counted from the first contract known"
_KINDS = {True: "direct", False: "competed"}


def renewals_without_competition(
    register: Register, *, by: Literal["function", "system"] = "function", on: date | None = None
) -> pd.DataFrame:
    """
    Count the direct awards and extensions since the last competition, for each borough and function or system.

    Count = direct awards + extensions after the last award that was competed (metrics.md, section 7; OCP red flags);
    years = days since that award / 365.25. Extensions of a contract are its used options or its notices of change
    (UK10), whichever are more, for a notice may tell of an option. A call-off awarded without competition counts as a
    direct award. It must not be read as a fault: such awards are lawful where the rules allow them.

    Parameters
    ----------
    register
        The register; `market.awards` says what an award is. A joint contract counts for each borough it serves, a
        bundle for each function.
    by
        `function` or `system`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    renewals
        One row a borough and function (or system), the other's columns missing, with the columns of `RENEWAL_COLUMNS`:
        `n_awards` on record; of those since the last known competition `n_direct_awards` and `n_extensions`;
        `n_at_least` and `n_at_most`, what awards of an unknown route or day could make of the count (the latter missing
        where no competition is on record); `competition_state`: `known`, `none on record` or `not known`, and only with
        the first its date and the years since. The envelope's value is the count, withheld where it is not known;
        `n` awards have a known route of `n_of`.

    Raises
    ------
    UnknownNameError
        If `by` is neither.

    Examples
    --------
    >>> renewals_without_competition(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if by not in {"function", "system"}:
        raise UnknownNameError("grouping", by, ["function", "system"], "There are: function, system.")
    place = ["borough_id", "function_code" if by == "function" else "system_id"]
    day = pd.Timestamp(on or register.as_of)
    made = awards(register, on=on)
    served = parties(register)[["contract_id", *place]].dropna().drop_duplicates()
    events = served.merge(_events(made, register, day), on="contract_id")
    told = _counted(events, place, day)
    told = told.assign(**{name: None for name in ("function_code", "system_id") if name not in told})
    told = _with_envelope(with_names(told.astype({"function_code": "str", "system_id": "str"}), register), day.date())
    return told.sort_values(place)[list(RENEWAL_COLUMNS)].reset_index(drop=True)


def single_bid(register: Register, *, by: By = "function", on: date | None = None) -> pd.DataFrame:
    """
    Say why the share of tenders with a single bid cannot be given, and how many awards it would rest on.

    Share = tenders with one bid / competitive tenders (OCP UC005; Cardinal R018). No table of the register holds a number
    of bids, and a missing number must not be read as one.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `all`.
    on
        The day up to which awards count; the register's `as_of` if not given.

    Returns
    -------
    shares
        One row a part of the market with a competed award, withheld with the reason; `n_of` counts those awards.

    Raises
    ------
    UnknownNameError
        If there is no such cut.

    Examples
    --------
    >>> single_bid(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()[:2]
    ['group_code', 'group']
    """
    made = awards(register, on=on)
    competed = with_cut(made[(~made["is_direct"]).fillna(value=False).astype("bool")], register, by)
    told = competed.groupby(list(GROUP_COLUMNS), as_index=False).agg(n_of=("contract_id", "size"))
    told = enveloped(
        told.astype({"n_of": "Int64"}), n=pd.Series(0, index=told.index, dtype="Int64"), unit="share of tenders",
        basis="competed awards", as_of=on or register.as_of, is_withheld=True, reason=NO_BIDS,
    )  # fmt: skip
    return told.sort_values(list(GROUP_COLUMNS))[list(BID_COLUMNS)].reset_index(drop=True)


def _events(made: pd.DataFrame, register: Register, day: pd.Timestamp) -> pd.DataFrame:
    """Give what happened to each contract: its award, of a kind, and its extensions."""
    award = pd.DataFrame({
        "contract_id": made["contract_id"], "date": made["award_date"],
        "kind": made["is_direct"].map(_KINDS).fillna("unknown").astype("str"),
    })  # fmt: skip
    notices = register.notices
    notices = notices[notices["notice_type"].isin(CHANGE_NOTICES) & ~(as_days(notices["published_date"]) > day)]
    dated = notices[["contract_id"]].assign(date=as_days(notices["published_date"]), kind="extension")
    dated = dated[dated["contract_id"].isin(made["contract_id"])]
    options = register.options
    n_used = options[options["is_exercised"].fillna(value=False).astype("bool")].groupby("contract_id").size()
    n_told = dated.groupby("contract_id").size()
    used, told = (made["contract_id"].map(count).astype("float64").fillna(0) for count in (n_used, n_told))
    times = (used - told).clip(lower=0).astype("int64").to_numpy()
    undated = award.loc[award.index.repeat(times)].assign(
        kind="extension"
    )  # at the contract's own day: after its award
    own_day = award.set_index("contract_id")["date"].reindex(dated["contract_id"]).to_numpy()
    dated = dated.assign(date=dated["date"].fillna(pd.Series(own_day, index=dated.index)))
    return pd.concat([award, dated, undated], ignore_index=True)


def _counted(events: pd.DataFrame, place: list[str], day: pd.Timestamp) -> pd.DataFrame:
    """Count what came since the last competition: at least, at most, and what is known."""
    kind, when = events["kind"], events["date"]
    is_competed, is_unknown, is_extension = kind.eq("competed"), kind.eq("unknown"), kind.eq("extension")
    may_be = when.fillna(day.as_unit("s")).where(is_competed | is_unknown)
    events = events.assign(surely=when.where(is_competed), maybe=may_be)
    last = events.groupby(place)[["surely", "maybe"]].transform("max")
    is_after = {name: (when > last[name]) | (is_extension & (when >= last[name])) for name in last}
    is_renewal = kind.isin(["direct", "extension"])
    is_low = is_renewal & (last["maybe"].isna() | is_after["maybe"])
    is_high = (is_renewal | is_unknown) & (last["surely"].isna() | when.isna() | is_after["surely"])
    is_known = is_renewal & (last["surely"].isna() | is_after["surely"])
    counted = events.assign(
        n_awards=~is_extension, n=~is_extension & ~is_unknown, n_at_least=is_low, n_at_most=is_high,
        n_direct_awards=is_known & kind.eq("direct"), n_extensions=is_known & is_extension,
    )  # fmt: skip
    names = ["n_awards", "n", "n_at_least", "n_at_most", "n_direct_awards", "n_extensions"]
    told = counted.groupby(place, as_index=False).agg(
        **{name: (name, "sum") for name in names}, surely=("surely", "max"), maybe=("maybe", "max")
    )
    return _with_competition(told.astype(dict.fromkeys(names, "Int64")), day)


def _with_competition(told: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    is_known, is_none = told["surely"].notna() & (told["surely"] == told["maybe"]), told["maybe"].isna()
    state = np.select([is_known, is_none], ["known", "none on record"], "not known")
    last = told["surely"].where(is_known)
    return told.assign(
        competition_state=pd.Series(state, index=told.index, dtype="str"),
        last_competition_date=last,
        years_since_competition=((day - last).dt.days / YEAR_DAYS).astype("float64"),
        n_at_most=told["n_at_most"].mask(is_none),
    )


def _with_envelope(told: pd.DataFrame, day: date) -> pd.DataFrame:
    is_none = told["competition_state"].eq("none on record").to_numpy(dtype=bool)
    is_exact = is_none | told["n_at_least"].eq(told["n_at_most"]).fillna(value=False).to_numpy(dtype=bool)
    return enveloped(
        told, value=told["n_at_least"].astype("float64"), unit="renewals without competition", n=told["n"],
        n_of=told["n_awards"], bound_low=told["n_at_least"].astype("float64"),
        bound_high=told["n_at_most"].astype("float64"), basis="contracts and notices on record", as_of=day,
        is_withheld=~is_exact, reason=np.select([~is_exact, is_none], ["how or when a contract was awarded is not known", _NONE], ""),
    )  # fmt: skip
