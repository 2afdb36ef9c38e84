"""What it costs that contracts do not end on one day, and the day on which that costs least (M43)."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.opportunities.addressed import NO_VALUE, valued_windows
from citytools_analysis.metrics.opportunities.assumed import assumptions
from citytools_analysis.metrics.opportunities.sets import Opportunities, columns_by, find
from citytools_analysis.metrics.opportunities.tallies import counts, sums
from citytools_analysis.register import Register

NOT_PUBLISHED = "not published: it rests on assumptions about named boroughs"
ALIGNMENT_COLUMNS = (
    "opportunity_id", "function_code", "function", "start_date", "n_to_extend", "n_to_leave_early", "bridge_gbp",
    "uplift_gbp", "early_exit_gbp", *ENVELOPE,
)  # fmt: skip
YEAR_DAYS = 365.25
_SPREAD = 10**8  # wider than any number of days, so that functions keep apart on one line
_NEGLIGIBLE = 1e-6  # pounds a year, below what rounding may do
Positions = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


class Exposure(NamedTuple):
    """
    What a start on one day asks of each set's members, one a set as `found.numbers` counts them.

    Parameters
    ----------
    start
        The day, in days from 1970.
    bridge_gbp
        What is paid at the present rate from the members' committed ends to the start.
    remaining_gbp
        What is still committed beyond the start, of members that leave by a break.
    n_to_extend, n_to_leave_early
        How many rows each concerns.
    has_none
        Whether a member has no value at all.
    """

    start: Positions
    bridge_gbp: Numbers
    remaining_gbp: Numbers
    n_to_extend: Positions
    n_to_leave_early: Positions
    has_none: npt.NDArray[np.bool_]

    def of(self, numbers: Positions) -> Exposure:
        """Give the same of chosen sets, by their numbers."""
        return Exposure(
            self.start[numbers], self.bridge_gbp[numbers], self.remaining_gbp[numbers], self.n_to_extend[numbers],
            self.n_to_leave_early[numbers], self.has_none[numbers],
        )  # fmt: skip


def alignment(
    register: Register,
    *,
    found: Opportunities | None = None,
    assumed: pd.DataFrame | None = None,
    on: date | None = None,
) -> pd.DataFrame:
    """
    Give the start within each shared window that costs least to align with, and what it costs (M43).

    Parameters
    ----------
    register
        The register.
    found
        What `find` gave; found anew if not given.
    assumed
        As `assumptions` gives; the reviewed ones if not given.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    alignment
        One row a set, in the order of `found.sets`, with the columns of `ALIGNMENT_COLUMNS`. `start_date` is t*, the day of
        the window with the lowest cost, the earliest of several. `bridge_gbp` is what members pay at today's rate from
        their committed ends e to t*, sum of V (t* - e) / 12 in months; `uplift_gbp` is that times the uplift of an
        extension; `early_exit_gbp` the charge on what is committed beyond t* where a break is used. `value` is the cost
        of aligning, uplift and charge: the bridge itself is paid anyway and is the base cost taken off (metrics.csv,
        M43). `lower` to `upper` are with the lowest and highest assumption. Rolling contracts and those expired in use
        need no bridge. Values not known are put at the function's median. Withheld in a public edition.

        Whether a contract may be extended at all is a question of law, not answered here.

    Examples
    --------
    >>> alignment(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    found = found or find(register, on=on)
    if register.info.edition == "public":
        return held_frame(ALIGNMENT_COLUMNS, register, reason=NOT_PUBLISHED)
    rows = (assumptions(register) if assumed is None else assumed).set_index("assumption_id")
    rate = rows.loc[["extension_uplift", "early_exit_charge"]]
    whole = exposure(found, uplift=rate["central"].iloc[0], charge=rate["central"].iloc[1])
    own = whole.of(found.numbers)
    cost = {
        name: own.bridge_gbp * rate[name].iloc[0] + own.remaining_gbp * rate[name].iloc[1]
        for name in ("low", "central", "high")
    }
    told = found.sets.assign(
        start_date=own.start.astype("datetime64[D]").astype("datetime64[s]"),
        n_to_extend=own.n_to_extend,
        n_to_leave_early=own.n_to_leave_early,
        bridge_gbp=np.where(own.has_none, np.nan, own.bridge_gbp.round(2)),
        uplift_gbp=np.where(own.has_none, np.nan, (own.bridge_gbp * rate["central"].iloc[0]).round(2)),
        early_exit_gbp=np.where(own.has_none, np.nan, (own.remaining_gbp * rate["central"].iloc[1]).round(2)),
    )
    return enveloped(
        told, value=cost["central"].round(2), unit="pounds", n=told["n_valued"].astype("float64"),
        n_of=told["n_contracts"].astype("float64"), lower=cost["low"].round(2), upper=cost["high"].round(2),
        interval_kind="lowest and highest assumption", basis="contracts", as_of=found.on, is_withheld=own.has_none,
        reason=np.where(own.has_none, NO_VALUE, ""),
    )[columns_by(found.by, ALIGNMENT_COLUMNS)]  # fmt: skip


def exposure(found: Opportunities, *, uplift: float, charge: float) -> Exposure:
    """
    Choose the start of each set that costs least, and say what it asks of the members.

    Parameters
    ----------
    found
        What `find` gave.
    uplift
        Share by which an extension costs more than the present rate.
    charge
        Share of what is still committed that leaving early costs.

    Returns
    -------
    exposure
        The cost is convex and bends only on committed ends, so the least is at the window's first day, at the first
        committed end in it from which the cost no longer falls, or at its last day. In O(n log n), members not written
        out: windows of a function's sets follow one another, so of each row the sets that start before its end are the
        first of those it is in.

    Examples
    --------
    >>> len(exposure(find(Register.from_tables({}, as_of=date(2026, 11, 23))), uplift=0.05, charge=0.25).start)
    0
    """
    rows = valued_windows(found)
    line = _line(rows, day=_day_number(found.on))
    dated = rows[rows["standing"].eq("live")]
    place = _Place(
        dated["first_set"].to_numpy(), dated["last_set"].to_numpy(), dated["group"].to_numpy() * _SPREAD,
        _day_numbers(dated["first_end_date"]) - _day_number(found.on), dated["middle_gbp"].fillna(0).to_numpy(),
    )  # fmt: skip
    start = _cheapest(place, line, uplift=uplift, charge=charge)
    reached = _reached(place, start + line.offset, side="left")
    later = _reached(place, start + line.offset, side="right")
    first, last = rows["first_set"].to_numpy(), rows["last_set"].to_numpy()
    return Exposure(
        start + _day_number(found.on),
        _held(place, start, np.maximum(place.first, reached), place.last),
        0.0 - _held(place, start, place.first, np.minimum(place.last, reached - 1)),
        counts(np.maximum(place.first, later), place.last, len(start)),
        counts(place.first, np.minimum(place.last, reached - 1), len(start)),
        sums(first, last, rows["middle_gbp"].isna(), len(start)) > 0,
    )


class _Place(NamedTuple):
    """Rows with a committed end: their sets, where their function lies on one line, the end in days and the value a year."""

    first: Positions
    last: Positions
    offset: Positions
    end: Positions
    yearly: Numbers


class _Line(NamedTuple):
    """Sets: the first and last day that all members share, counted from one day, and where their function lies on one line."""

    begin: Positions
    finish: Positions
    offset: Positions


def _line(rows: pd.DataFrame, *, day: int) -> _Line:
    first, last = rows["first_set"].to_numpy(), rows["last_set"].to_numpy()
    n_sets = int(last.max(initial=-1)) + 1
    begin, finish = np.full(n_sets, -_SPREAD), np.full(n_sets, _SPREAD)
    offset = np.zeros(n_sets, dtype=np.int64)
    np.maximum.at(begin, first, _day_numbers(rows["start_window_date"]) - day)
    np.minimum.at(finish, last, _day_numbers(rows["end_window_date"]) - day)
    offset[first] = rows["group"].to_numpy() * _SPREAD
    return _Line(begin, finish, offset)


def _reached(place: _Place, days: Positions, *, side: Literal["left", "right"]) -> Positions:
    """Give for each row the first set whose day is its committed end or later; later only, with `right`."""
    return np.searchsorted(days, place.end + place.offset, side=side)


def _held(place: _Place, start: Positions, first: Positions, last: Positions) -> Numbers:
    """Sum, over some of each row's sets, the value from its committed end to the set's start."""
    yearly = sums(first, last, place.yearly, len(start))
    return (start * yearly - sums(first, last, place.yearly * place.end, len(start))) / YEAR_DAYS


def _cheapest(place: _Place, line: _Line, *, uplift: float, charge: float) -> Positions:
    n_sets = len(line.begin)
    reached = _reached(place, line.begin + line.offset, side="left")
    to_extend = sums(np.maximum(place.first, reached), place.last, place.yearly, n_sets)
    to_leave = sums(place.first, np.minimum(place.last, reached - 1), place.yearly, n_sets)
    slope = uplift * to_extend - charge * to_leave
    at, end, yearly = _bends(place, line)
    rise = np.cumsum((uplift + charge) * yearly)
    before = np.append(0.0, rise)[np.searchsorted(at, at)]
    is_bottom = slope[at] + rise - before >= -_NEGLIGIBLE
    found = line.finish.copy()
    np.minimum.at(found, at[is_bottom], end[is_bottom])
    return np.where(slope >= -_NEGLIGIBLE, line.begin, found)


def _bends(place: _Place, line: _Line) -> tuple[Positions, Positions, Numbers]:
    """Give the committed ends that lie in a shared window of their own, in order: the set, the day and the value a year."""
    number = np.minimum(_reached(place, line.finish + line.offset, side="left"), len(line.begin) - 1)
    is_own = (place.first <= number) & (number <= place.last)
    is_bend = is_own & (place.end > line.begin[number]) & (place.end <= line.finish[number])
    at, end, yearly = number[is_bend], place.end[is_bend], place.yearly[is_bend]
    order = np.lexsort((end, at))
    return at[order], end[order], yearly[order]


def _day_numbers(column: pd.Series) -> Positions:
    return column.to_numpy().astype("datetime64[D]").astype(np.int64)


def _day_number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
