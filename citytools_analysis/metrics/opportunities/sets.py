"""Which boroughs could buy together: contracts for one function or system whose feasible start windows share a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.opportunities.candidates import (
    ALONE,
    KEYS,
    PROCURE_MONTHS,
    By,
    candidate_rows,
    with_windows,
)
from citytools_analysis.metrics.opportunities.figures import ranged, set_figures
from citytools_analysis.metrics.opportunities.tallies import counts, in_any
from citytools_analysis.metrics.windows import written_out
from citytools_analysis.register import Register

_WHAT: dict[By, tuple[str, str]] = {"function": ("function_code", "function"), "system": ("system_id", "system")}
_FIGURES = (
    "n_boroughs", "n_decision_makers", "n_contracts", "window_start_date", "window_end_date", "annual_value_gbp",
    "n_valued", "n_would_join_if_dated", "n_too_late",
)  # fmt: skip
SET_COLUMNS = ("opportunity_id", *_WHAT["function"], *_FIGURES)
SYSTEM_SET_COLUMNS = ("opportunity_id", *_WHAT["system"], *_FIGURES)
MEMBER_COLUMNS = (
    "opportunity_id", "borough_id", "borough", "contract_id", "system", "supplier", "start_window_date",
    "end_window_date", "end_date", "latest_end_date", "is_by_extending",
)  # fmt: skip
LEFT_OUT_COLUMNS = ("function_code", "borough_id", "contract_id", "reason")
SYSTEM_LEFT_OUT_COLUMNS = ("system_id", *LEFT_OUT_COLUMNS[1:])


@dataclass(frozen=True, eq=False)
class Opportunities:
    """
    Boroughs that could buy together, and those that could not.

    Parameters
    ----------
    sets
        One row a set of boroughs for one function, with the columns of `SET_COLUMNS`; for one system, with those of
        `SYSTEM_SET_COLUMNS`.
    left_out
        One row a function or system, borough and contract that is in no set, with the `reason`.
    windows
        One row a function or system, borough and contract that has a window: its terms, `start_window_date` and
        `end_window_date`, and `first_set` and `last_set`; it is in every set between.
    numbers
        For each row of `sets`, the number by which `windows` knows it.
    by
        `function` or `system`.
    register, on
        The register and the day that were asked.

    Examples
    --------
    >>> find(Register.from_tables({}, as_of=date(2026, 11, 23))).sets.empty
    True
    """

    sets: pd.DataFrame
    left_out: pd.DataFrame
    windows: pd.DataFrame
    numbers: npt.NDArray[np.int64]
    by: By
    register: Register
    on: date

    @cached_property
    def members(self) -> pd.DataFrame:
        """One row a set, borough and contract, with the columns of `MEMBER_COLUMNS`; written out when first asked for."""
        return members_of(self, self.sets["opportunity_id"])


@dataclass(frozen=True)
class _Asked:
    """The options of `find`."""

    by: By
    min_boroughs: int
    bridge_months: float
    procure_months: float
    with_options: bool
    on: date


def find(  # noqa: PLR0913 - the options of the question, one each
    register: Register,
    *,
    by: By = "function",
    min_boroughs: int = 2,
    bridge_months: float = 0,
    procure_months: float = PROCURE_MONTHS,
    with_options: bool = True,
    on: date | None = None,
) -> Opportunities:
    """
    Find every largest set of boroughs that could start a new contract for a function on one day (M40).

    Parameters
    ----------
    register
        The register.
    by
        `function`: to compete the market again; `system`: to renegotiate with the maker of the same product.
    min_boroughs
        Fewest decision-makers in a set; boroughs that share a service are one, and so are those of a joint contract,
        for whom its lead buyer decides.
    bridge_months
        Months by which every contract could be bridged beyond its latest end.
    procure_months
        Shortest time to buy together: 12 months, 9 by a mini-competition in a framework (metrics.md, 5.2).
    with_options
        Whether unused options may carry a contract further; without them, who could meet with nobody extending.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    opportunities
        A contract's window runs from the later of its earliest exit (committed end, or a break before it) and
        `procure_months` from `on`, to its latest end with every option and the bridge. A rolling or expired contract:
        from those months (or its notice, if longer) to 36 months from `on`. A date known to a month or year counts as
        its whole interval. Windows that begin beyond 36 months are left out, as are those that end before they begin,
        unknown ends, unknown functions and windows that no other decision-maker shares; `left_out` names each.

        `sets` are sorted by decision-makers, boroughs (most first), start and function. `window_start_date` to
        `window_end_date` is what all members share; `annual_value_gbp` sums the members' known yearly values by their
        allocations, to the penny; `n_valued` of `n_contracts` are known; `n_would_join_if_dated` and `n_too_late` count
        boroughs outside the set that were left out for the function. `is_by_extending`: the member's committed end is
        before the shared window, so it reaches it only by an option (or by the bridge). The same members have the same
        `opportunity_id`, whatever else is in the register.

        By sweep line in O(n log n) (metrics.md, 5.3). A set is a reason to talk: nothing here says that buying together
        is lawful or worth it, and it is no list of end dates near each other.

    Raises
    ------
    UnknownNameError
        If `by` is neither.
    ValueError
        If a number of months is negative or not finite.

    Examples
    --------
    >>> find(Register.from_tables({}, as_of=date(2026, 11, 23))).left_out.columns.tolist()
    ['function_code', 'borough_id', 'contract_id', 'reason']
    """
    asked = _Asked(by, min_boroughs, bridge_months, procure_months, with_options, on or register.as_of)
    found = register.keep(asked, lambda: _found(register, asked))
    return replace(found, sets=found.sets.copy(deep=False), left_out=found.left_out.copy(deep=False))


def _found(register: Register, asked: _Asked) -> Opportunities:
    by, day = asked.by, asked.on
    key = KEYS.get(by, "")
    rows = candidate_rows(register, by=by, on=day)
    rows = with_windows(
        rows, day=day, by=by, bridge_months=asked.bridge_months, procure_months=asked.procure_months,
        with_options=asked.with_options,
    )  # fmt: skip
    has_none = rows["reason"].notna()
    inside = rows[~has_none].drop(columns="reason").reset_index(drop=True)
    inside, swept = ranged(inside, key)
    sets = set_figures(inside, swept, rows[has_none], key)
    sets = with_names(sets[sets["n_decision_makers"] >= asked.min_boroughs], register)
    order = ["n_decision_makers", "n_boroughs", "window_start_date", key, "opportunity_id"]
    sets = sets.sort_values(order, ascending=[False, False, True, True, True])
    numbers = sets.index.to_numpy(dtype=np.int64)
    alone = inside[~in_any(swept.first, swept.last, numbers, len(swept.group))].assign(reason=ALONE)
    left_out = pd.concat([rows[has_none], alone]).sort_values([key, "borough_id", "contract_id"])
    columns = SET_COLUMNS if by == "function" else SYSTEM_SET_COLUMNS
    return Opportunities(
        sets[list(columns)].reset_index(drop=True),
        left_out[[key, *LEFT_OUT_COLUMNS[1:]]].reset_index(drop=True),
        inside, numbers, by, register, day,
    )  # fmt: skip


def for_borough(found: Opportunities, borough_id: str) -> Opportunities:
    """
    Keep the sets that a borough is in.

    Parameters
    ----------
    found
        What `find` gave.
    borough_id
        The borough.

    Returns
    -------
    opportunities
        Its sets with all their members, and its own contracts that were left out.

    Examples
    --------
    >>> found = find(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> for_borough(found, "camden").sets.empty
    True
    """
    own = found.windows[found.windows["borough_id"] == borough_id]
    n_sets = int(found.windows["last_set"].max() + 1) if len(own) else 0
    held = np.append(counts(own["first_set"].to_numpy(), own["last_set"].to_numpy(), n_sets), 0)
    is_mine = held[np.minimum(found.numbers, n_sets)] > 0
    return replace(
        found,
        sets=found.sets[is_mine].reset_index(drop=True),
        numbers=found.numbers[is_mine],
        left_out=found.left_out[found.left_out["borough_id"] == borough_id].reset_index(drop=True),
    )


def members_of(found: Opportunities, opportunity_ids: Iterable[str]) -> pd.DataFrame:
    """
    Write out who is in chosen sets.

    Parameters
    ----------
    found
        What `find` gave.
    opportunity_ids
        The chosen sets; ids that are none of its sets are passed over.

    Returns
    -------
    members
        One row a set, borough and contract, with the columns of `MEMBER_COLUMNS`, sorted by set, borough and contract.

    Examples
    --------
    >>> members_of(find(Register.from_tables({}, as_of=date(2026, 11, 23))), ["PLN01-00000000"]).empty
    True
    """
    sets = found.sets[found.sets["opportunity_id"].isin(list(opportunity_ids))]
    windows = found.windows
    rows, places = written_out(
        windows["first_set"].to_numpy(), windows["last_set"].to_numpy(), found.numbers[sets.index.to_numpy()]
    )
    members = windows.iloc[rows].reset_index(drop=True)
    start = sets["window_start_date"].iloc[places].reset_index(drop=True)
    members = members.assign(
        opportunity_id=sets["opportunity_id"].iloc[places].reset_index(drop=True),
        is_by_extending=(members["standing"].eq("live") & (members["last_end_date"] < start)).astype("boolean"),
    ).sort_values(["opportunity_id", "borough_id", "contract_id"])
    return with_names(members, found.register)[list(MEMBER_COLUMNS)].reset_index(drop=True)


def columns_by(by: By, columns: Sequence[str]) -> list[str]:
    """
    Name the system in place of the function where sets are by system.

    Parameters
    ----------
    by
        `function` or `system`.
    columns
        Columns of a frame by function.

    Returns
    -------
    columns
        The same, with `system_id` and `system` for `function_code` and `function`.

    Examples
    --------
    >>> columns_by("system", ["function_code", "value"])
    ['system_id', 'value']
    """
    swapped = dict(zip(_WHAT["function"], _WHAT[by], strict=True))
    return [swapped.get(name, name) for name in columns]
