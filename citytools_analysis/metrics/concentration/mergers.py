"""What an acquisition changes, on the eve of it (metrics.md, 2.2; M14)."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption.supply import borough_supply
from citytools_analysis.metrics.days import as_days, last_day
from citytools_analysis.metrics.envelope import ENVELOPE, SMALL_N, enveloped
from citytools_analysis.metrics.groups import group_of, supplier_ids
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

POINTS = 10_000
MERGER_COLUMNS = (
    "event_date", "event_date_precision", "event_state", "acquired_id", "acquired", "buyer_id", "buyer", "function_code",
    "function", "share_acquired", "share_buyer", "hhi_before", "hhi_after", *ENVELOPE,
)  # fmt: skip
_OF_THE_CHILD, _OF_THE_BUYER = ("acquired_by", "offer_for"), ("acquired",)
_FIGURES = ["share_acquired", "share_buyer", "hhi_before", "hhi_after"]
_KEY = ["event_date", "event_date_precision", "event_state", "acquired_id", "buyer_id"]


def merger_effects(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Say by how much each acquisition made supply more concentrated, or would.

    Parameters
    ----------
    register
        The register, with the reviewed events it was made with.
    on
        Events after this day are left out; the register's `as_of` if not given.

    Returns
    -------
    effects
        One row an event and function in which both companies supplied a borough on the eve of it, by date, with the columns
        of `MERGER_COLUMNS`: `event_state` is `completed`, or `announced` where completion is not confirmed; the shares of
        boroughs with known supply; `value`, points added to the HHI; the raw HHI `hhi_before` and `hhi_after` it. `n`
        boroughs were known of `n_of`; the bounds are what those not known could have made of it. Withheld below 8.

    Notes
    -----
    `2 s_a s_b 10,000` at the event date (metrics.md, 2.2; M14). An event of which only the month or year is known counts on
    its last day. Groups are those of the eve, so a later owner is never read into an earlier year. A rename changes
    nothing and is no event here. A rise is arithmetic, no verdict: whether the two competed is another question.

    Examples
    --------
    >>> merger_effects(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    events = _acquisitions(register, day)
    parts = [_effects(register, eve, events[events["eve"] == eve]) for eve in events["eve"].unique()]
    parts = [part for part in parts if len(part)]
    told = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*_KEY, *_NUMBERS])
    functions = register.functions.drop_duplicates("function_code").set_index("function_code")["function"]
    acquired, buyer = (
        with_names(pd.DataFrame({"supplier_id": told[name]}), register)["supplier"]
        for name in ("acquired_id", "buyer_id")
    )
    told = told.assign(function=told["function_code"].map(functions), acquired=acquired, buyer=buyer)
    is_small = told["n"].astype("float64") < SMALL_N
    done = enveloped(
        told, unit="points of the HHI", basis="boroughs with known supply on the eve", as_of=day, is_withheld=is_small,
        reason=np.where(is_small, f"fewer than {SMALL_N} boroughs are known", ""), interval_kind="none: see the bounds",
    )  # fmt: skip
    done = done.assign(**{name: done[name].astype("float64").mask(is_small) for name in _FIGURES})
    order = ["event_date", "acquired_id", "buyer_id", "function_code"]
    return done.sort_values(order)[list(MERGER_COLUMNS)].reset_index(drop=True)


_NUMBERS = ["function_code", "share_acquired", "share_buyer", "hhi_before", "hhi_after", "value", "n", "n_of",
            "bound_low", "bound_high"]  # fmt: skip


def _acquisitions(register: Register, day: date) -> pd.DataFrame:
    events = pd.concat([register.supplier_events, register.reference.supplier_events], ignore_index=True)
    events = events[events["event"].isin([*_OF_THE_CHILD, *_OF_THE_BUYER])].dropna(
        subset=["event_date", "counterparty"]
    )
    other = supplier_ids(events["counterparty"], register)
    is_child = events["event"].isin(_OF_THE_CHILD)
    is_done = events["is_completed"].fillna(value=False).astype("bool") & events["event"].ne("offer_for")
    precision = events["event_date_precision"].fillna("day")
    happened = last_day(as_days(events["event_date"]), precision)
    told = pd.DataFrame({
        "event_date": as_days(events["event_date"]), "event_date_precision": precision,
        "event_state": pd.Series(np.where(is_done, "completed", "announced"), index=events.index, dtype="str"),
        "acquired_id": events["supplier_id"].where(is_child, other), "eve": happened - pd.Timedelta(days=1),
        "buyer_id": other.where(is_child, events["supplier_id"]),
    })  # fmt: skip
    told = told[(happened <= pd.Timestamp(day)) & (told["acquired_id"] != told["buyer_id"])]
    return told.dropna(subset=["acquired_id", "buyer_id"]).drop_duplicates(_KEY)


def _effects(register: Register, eve: pd.Timestamp, events: pd.DataFrame) -> pd.DataFrame:
    """Give the effect of the events of one day in every function where both supplied."""
    supply = borough_supply(register, view="operating_group", on=eve.date())
    buyers = group_of(events["buyer_id"], register, on=eve.date())
    pairs = events.assign(buyer_group=buyers)
    pairs = pairs[pairs["buyer_group"] != group_of(pairs["acquired_id"], register, on=eve.date())]
    parts = [_effect(supply, register, row) for row in pairs.to_dict("records")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*_KEY, *_NUMBERS])


def _effect(supply: pd.DataFrame, register: Register, event: dict[Any, Any]) -> pd.DataFrame:
    child, buyer = event["acquired_id"], event["buyer_group"]
    owner = supply["group_id"].mask(supply["supplier_id"].eq(child), child)
    both = [owner[supply["supply"].eq("supplied") & owner.eq(one)].index for one in (child, buyer)]
    codes = set(supply.loc[both[0], "function_code"].dropna()) & set(supply.loc[both[1], "function_code"].dropna())
    rows = supply.assign(owner=owner)[supply["function_code"].isin(codes)]
    known = rows[rows["supply"].isin(["supplied", "own"])].drop_duplicates(["function_code", "borough_id", "owner"])
    place = ["function_code", "borough_id"]
    known = known.assign(part=1 / known.groupby(place)["owner"].transform("size"))
    sums = known.pivot_table("part", "function_code", "owner", aggfunc="sum", fill_value=0.0)
    n, n_of = _counts(rows, known, len(register.boroughs))
    told = _points(sums, sums.get(child, 0.0 * n), sums.get(buyer, 0.0 * n), n, n_of)
    return told.reset_index().assign(**{name: event[name] for name in _KEY})


def _counts(rows: pd.DataFrame, known: pd.DataFrame, n_boroughs: int) -> tuple[pd.Series, pd.Series]:
    place = ["function_code", "borough_id"]
    outside = rows[rows["supply"].isin(["none", "not_applicable"])].drop_duplicates(place)
    outside = outside[~pd.MultiIndex.from_frame(outside[place]).isin(pd.MultiIndex.from_frame(known[place]))]
    n = known.groupby("function_code")["borough_id"].nunique()
    return n, n_boroughs - outside.groupby("function_code").size().reindex(n.index, fill_value=0)


def _points(sums: pd.DataFrame, acquired: pd.Series, buyer: pd.Series, n: pd.Series, n_of: pd.Series) -> pd.DataFrame:
    before = (sums.div(n, axis=0) ** 2).sum(axis=1) * POINTS
    points = 2 * (acquired / n) * (buyer / n) * POINTS
    left = (n_of - n).astype("float64")
    small, large = np.minimum(acquired, buyer), np.maximum(acquired, buyer)
    most = np.where(small + left >= large, ((acquired + buyer + left) / 2) ** 2, (small + left) * large)
    return pd.DataFrame({
        "share_acquired": acquired / n, "share_buyer": buyer / n, "hhi_before": before, "hhi_after": before + points,
        "value": points, "n": n.astype("Int64"), "n_of": n_of.astype("Int64"),
        "bound_low": 2 * acquired * buyer / n_of**2 * POINTS, "bound_high": 2 * most / n_of**2 * POINTS,
    }).rename_axis("function_code")  # fmt: skip
