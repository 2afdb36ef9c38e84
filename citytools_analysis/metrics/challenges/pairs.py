"""
Who was asked about which system, and which problems they report with it.

A pair of borough and system in use counts as asked if the borough rated the system, or reported a problem with it, in the
last 18 months: then a problem it does not report is a "no". A pair of which its borough says nothing is unknown, and not
a "no": a return that leaves a system out does not say that the system has no problem.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.deciders import decision_makers
from citytools_analysis.metrics.groups import group_of, maker_of
from citytools_analysis.metrics.satisfaction.votes import RECENT_MONTHS, recent_votes, uses
from citytools_analysis.register import Register

STATES = ("open", "raised_with_supplier", "resolved", "unknown")
PAIR = ["borough_id", "system_id"]
_REPORT = [*PAIR, "challenge_tag"]


def asked_pairs(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the pairs of borough and system in use, and whether the borough was asked about the system.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    pairs
        One row a pair, sorted: `borough_id`, `system_id`, `decision_maker`, `supplier_id` (the operating group of the
        system's maker on the day, missing where no maker is known), `is_asked`, and `score`, its overall vote (1 to 5).

    Examples
    --------
    >>> asked_pairs(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    return register.once(("asked_pairs", day), lambda: _asked_pairs(register, day))


def _asked_pairs(register: Register, on: date) -> pd.DataFrame:
    pairs = uses(register, on=on)[PAIR].drop_duplicates().sort_values(PAIR).reset_index(drop=True)
    every = recent_votes(register, dimension=None, on=on)
    said = pd.concat([every[PAIR], reports(register, on=on)[PAIR]], ignore_index=True).drop_duplicates()
    scores = every.loc[every["dimension"].eq("overall"), [*PAIR, "score"]]
    pairs = pairs.merge(said.assign(is_asked=True), on=PAIR, how="left").merge(scores, on=PAIR, how="left")
    makers = maker_of(pairs["system_id"], register, on=on)
    return pairs.assign(
        decision_maker=pairs["borough_id"]
        .map(decision_makers(register, on=on))
        .fillna(pairs["borough_id"])
        .astype("str"),
        supplier_id=group_of(makers, register, on=on),
        is_asked=pairs["is_asked"].eq(other=True).fillna(value=False).astype("bool"),
        score=pairs["score"].astype("float64"),
    )[[*PAIR, "decision_maker", "supplier_id", "is_asked", "score"]]


def reports(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the problems that boroughs report, each once a borough and system.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    reports
        One row a borough, system and tag, sorted: `challenge_state` of the report raised last (`unknown` where none is
        given), `first_raised_date` and `last_raised_date`. Left out: what was raised after the day, and what was last
        raised or confirmed more than 18 months before it.

    Examples
    --------
    >>> reports(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = pd.Timestamp(on or register.as_of)
    rows = register.challenges
    raised, confirmed = as_days(rows["raised_date"]), as_days(rows["confirmed_date"])
    told = np.fmax(raised, confirmed.where(confirmed <= day))
    is_meant = (raised <= day) & (told >= day - pd.DateOffset(months=RECENT_MONTHS))
    rows = rows.assign(raised_date=raised)[is_meant].dropna(subset=_REPORT).sort_values([*_REPORT, "raised_date"])
    first = rows.groupby(_REPORT)["raised_date"].min()
    last = rows.drop_duplicates(_REPORT, keep="last")
    last = last.assign(challenge_state=last["challenge_state"].where(last["challenge_state"].isin(STATES), "unknown"))
    last = last.rename(columns={"raised_date": "last_raised_date"})[[*_REPORT, "challenge_state", "last_raised_date"]]
    return last.join(first.rename("first_raised_date"), on=_REPORT).reset_index(drop=True)


def placed(pairs: pd.DataFrame, register: Register, by: str, *, on: date | None = None) -> pd.DataFrame:
    """
    Put pairs of borough and system into groups.

    Parameters
    ----------
    pairs
        As `asked_pairs` gives.
    register
        The register they come from.
    by
        `tag` (one group of all), `function`, `system` or `supplier`.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    pairs
        With `group_key`; a pair counts once in each function that its borough uses the system for, and in no group where
        function or supplier is not known.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> placed(asked_pairs(register), register, "tag")["group_key"].tolist()
    []
    """
    if by == "tag":
        return pairs.assign(group_key="all")
    if by == "function":
        pairs = pairs.merge(uses(register, on=on).dropna().drop_duplicates(), on=PAIR)
    keys = {"function": "function_code", "system": "system_id", "supplier": "supplier_id"}
    return pairs.assign(group_key=pairs[keys[by]]).dropna(subset=["group_key"])
