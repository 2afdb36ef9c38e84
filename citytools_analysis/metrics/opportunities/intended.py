"""How far boroughs have said they would go together: from talking to the market to one contract (members' data)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.days import first_day
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.opportunities.sets import Opportunities, find, members_of
from citytools_analysis.metrics.opportunities.tallies import counts, runs
from citytools_analysis.register import Register

LEVELS = {"alone": 0, "share_market_engagement": 1, "shared_specification": 2, "joint_contract": 3}
COLLABORATION_COLUMNS = (
    "opportunity_id", "function_code", "function", "level", "n_alone", "n_share_market_engagement",
    "n_shared_specification", "n_joint_contract", "n_not_said", *ENVELOPE,
)  # fmt: skip
LEVEL_COLUMNS = (
    "opportunity_id", "borough_id", "borough", "intention", "earliest_start_date", "earliest_start_date_precision",
    "is_after_window", "stated_date", "as_of", "is_withheld", "reason",
)  # fmt: skip
NOT_SAID, NONE_YET = "not said", "none yet"
NOBODY = "no member has said how far it would go"


def collaboration(register: Register, *, found: Opportunities | None = None, on: date | None = None) -> pd.DataFrame:
    """
    Give the level of collaboration that each opportunity can reach, by what its members have said.

    Parameters
    ----------
    register
        The register.
    found
        What `find` gave, by function; found anew if not given.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    collaboration
        One row a set, in the order of `found.sets`, with the columns of `COLLABORATION_COLUMNS`. Levels rise from alone
        (0) through share_market_engagement (1) and shared_specification (2) to joint_contract (3), and whoever says one
        would do those below it. `level` is the highest that at least two decision-makers share, `none yet` where none is;
        `value` is its number. The counts are of decision-makers; one of several boroughs counts at the lowest any of them
        has said. Undecided is not said, and is neither alone nor together. `bound_high` is what the set could reach if all
        who have not said were for a joint contract. Withheld where nobody has said, and in a public edition.

        An intention is no commitment.

    Examples
    --------
    >>> collaboration(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if is_held(register, "intentions"):
        return held_frame(COLLABORATION_COLUMNS, register)
    found = found or find(register, on=on)
    at_least = _at_least(found)
    n_of = found.sets["n_decision_makers"].to_numpy()
    n_said = at_least[0]
    reached, possible = (_highest(at_least + more) for more in (0, (n_of - n_said)[None, :]))
    names = np.array([NONE_YET, *list(LEVELS)[1:]], dtype=object)
    is_silent = n_said == 0
    exactly = np.vstack([at_least[:-1] - at_least[1:], at_least[-1:]])
    told = found.sets.assign(
        level=pd.Series(names[reached], index=found.sets.index, dtype="str").mask(is_silent),
        **{f"n_{name}": exactly[number] for name, number in LEVELS.items()}, n_not_said=n_of - n_said,
    )  # fmt: skip
    return enveloped(
        told, value=reached.astype(float), unit="level, 0 alone to 3 joint contract", n=n_said.astype(float),
        n_of=n_of.astype(float), bound_low=reached.astype(float), bound_high=possible.astype(float),
        basis="decision-makers", as_of=found.on, is_withheld=is_silent, reason=np.where(is_silent, NOBODY, ""),
    )[list(COLLABORATION_COLUMNS)]  # fmt: skip


def levels(register: Register, found: Opportunities, opportunity_ids: Iterable[str]) -> pd.DataFrame:
    """
    Write out, for chosen opportunities, what each borough in them has said.

    Parameters
    ----------
    register
        The register.
    found
        What `find` gave, by function.
    opportunity_ids
        The chosen sets.

    Returns
    -------
    levels
        One row a set and borough, with the columns of `LEVEL_COLUMNS`: its `intention` (`not said` where none is known),
        the earliest start it could join, and whether that is after the set's window has closed (missing where it has not
        said). Withheld in a public edition.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> levels(register, find(register), []).empty
    True
    """
    if is_held(register, "intentions"):
        return held_frame(LEVEL_COLUMNS, register)
    sets = found.sets[["opportunity_id", "function_code", "window_end_date"]]
    who = members_of(found, opportunity_ids)[["opportunity_id", "borough_id"]].drop_duplicates()
    said = register.intentions.drop_duplicates(["borough_id", "function_code"])
    told = who.merge(sets, on="opportunity_id").merge(said, on=["borough_id", "function_code"], how="left")
    start = first_day(told["earliest_start_date"], told["earliest_start_date_precision"])
    is_after = (start > told["window_end_date"]).astype("boolean").mask(start.isna())
    told = told.assign(
        intention=told["intention"].fillna(NOT_SAID).astype("str"), is_after_window=is_after, as_of=found.on,
        is_withheld=False, reason="",
    )  # fmt: skip
    return with_names(told, register)[list(LEVEL_COLUMNS)].reset_index(drop=True)


def _at_least(found: Opportunities) -> npt.NDArray[np.int64]:
    """Count, one row a level and one column a set, the decision-makers who would go at least so far."""
    windows = found.windows
    said = found.register.intentions
    number = said["intention"].map(LEVELS).astype("float64")
    said = number.groupby([said["borough_id"], said["function_code"]]).min().rename("number").reset_index()
    rows = windows[["borough_id", "function_code", "decision_maker", "group", "first_set", "last_set"]]
    rows = rows.merge(said, on=["borough_id", "function_code"], how="left")
    maker = pd.factorize(rows["decision_maker"])[0].astype("int64")
    key = rows["group"].to_numpy() * (int(maker.max(initial=0)) + 1) + maker
    least_said = rows["number"].groupby(key).transform("min").to_numpy()
    n_sets = int(rows["last_set"].max() + 1) if len(rows) else 0
    told = []
    for least in LEVELS.values():
        own = rows[least_said >= least]
        united = runs(key[least_said >= least], own["first_set"].to_numpy(), own["last_set"].to_numpy())
        told.append(counts(united.first, united.last, n_sets)[found.numbers])
    return np.vstack(told)


def _highest(at_least: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give the highest level that at least two share; 0 where none is."""
    return np.asarray((at_least[1:] >= 2).sum(axis=0), dtype=np.int64)
