"""In which order to put opportunities before a reader: what boroughs have said they would do together comes first."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.days import add_months, first_day
from citytools_analysis.metrics.held import is_held, why_held
from citytools_analysis.metrics.opportunities.candidates import PROCURE_MONTHS
from citytools_analysis.metrics.opportunities.intended import LEVELS, NONE_YET
from citytools_analysis.metrics.opportunities.sets import Opportunities, find
from citytools_analysis.metrics.windows import written_out
from citytools_analysis.register import Register

RANKED_COLUMNS = (
    "rank", "opportunity_id", "function_code", "function", "level", "n_could_join", "n_decision_makers", "n_alone",
    "n_cannot_start", "n_not_said", "act_by_date", "window_start_date", "window_end_date", "ordered_by", "as_of",
    "is_withheld", "reason",
)  # fmt: skip
BY_WHAT_WAS_SAID = "what boroughs have said, who could join, day to act"
BY_THE_REST = "decision-makers, day to act"
_SAID = ["level", "n_could_join", "n_alone", "n_cannot_start", "n_not_said"]


def ranked(register: Register, *, found: Opportunities | None = None, on: date | None = None) -> pd.DataFrame:
    """
    Put opportunities in the order in which a reader should look at them.

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
    ranked
        One row a set, first to last, with the columns of `RANKED_COLUMNS`.

        Of a set's decision-makers do not count: those who said `alone` (`n_alone`), and those whose earliest start is after
        the window closes (`n_cannot_start`; who is both is in the first). Of several boroughs that decide together, the
        lowest level and the latest start that any of them has said of the function hold for all. Who has not said, or is undecided, counts:
        `n_could_join = n_decision_makers - n_alone - n_cannot_start`. `n_not_said` are those whose level is not known.

        The order, by the tuple `(-level, -n_could_join, act_by_date, -n_boroughs, function_code, opportunity_id)`: first by
        `level`, the highest level of collaboration that at least two who count share (0 to 3, see `collaboration`, which
        leaves the start aside); then by those who could join, most first; then by the day to act, soonest first:
        `act_by_date = window_end_date - 12 months`, the last day to begin buying together.

        In a public edition what boroughs have said is withheld (`is_withheld`, with the `reason`; those cells are missing)
        and the order is `(-n_decision_makers, act_by_date, ...)`, so that it tells nothing of it; `ordered_by` says which.

        It is an order of reading, not of worth (`worth` has that), and an intention is no commitment.

    Examples
    --------
    >>> ranked(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    found = found or find(register, on=on)
    sets = found.sets
    is_hidden = is_held(register, "intentions")
    told = pd.DataFrame(index=sets.index, columns=_SAID) if is_hidden else _told(register, found)
    counted = sets["n_decision_makers"] if is_hidden else told["n_could_join"]
    reached = pd.Series(0, index=sets.index) if is_hidden else told["reached"]
    frame = sets.assign(
        **{name: told[name] for name in _SAID}, act_by_date=add_months(sets["window_end_date"], -PROCURE_MONTHS),
        ordered_by=BY_THE_REST if is_hidden else BY_WHAT_WAS_SAID, as_of=found.on, is_withheld=is_hidden,
        reason=why_held(register) if is_hidden else "", _level=-reached, _counted=-counted, _boroughs=-sets["n_boroughs"],
    )  # fmt: skip
    order = ["_level", "_counted", "act_by_date", "_boroughs", "function_code", "opportunity_id"]
    frame = frame.sort_values(order, kind="stable").reset_index(drop=True)
    kinds = {"level": "str"} | dict.fromkeys(_SAID[1:], "Int64") | {"is_withheld": "bool"}
    return frame.assign(rank=np.arange(1, len(frame) + 1)).astype(kinds)[list(RANKED_COLUMNS)]


def _told(register: Register, found: Opportunities) -> pd.DataFrame:
    """Count, for each set, who said what; `reached` is the number of the level that two who count share."""
    sets, voices = found.sets, _voices(register, found)
    ends = sets["window_end_date"].to_numpy()[voices["place"].to_numpy()]
    is_alone = voices["number"].eq(0)
    is_late = voices["start"].gt(pd.Series(ends, index=voices.index)) & ~is_alone
    counts = {"n_alone": is_alone, "n_cannot_start": is_late, "n_said": voices["number"].notna()}
    told = pd.DataFrame({name: _number(voices[mask], len(sets)) for name, mask in counts.items()}, index=sets.index)
    counted = voices[~is_alone & ~is_late]
    shared = [_number(counted[counted["number"] >= least], len(sets)) >= 2 for least in range(1, len(LEVELS))]
    reached = np.sum(shared, axis=0, dtype=np.int64)
    names = np.array([NONE_YET, *list(LEVELS)[1:]], dtype=object)
    n_of = sets["n_decision_makers"]
    return told.assign(
        reached=reached, level=names[reached], n_not_said=n_of - told["n_said"],
        n_could_join=n_of - told["n_alone"] - told["n_cannot_start"],
    )  # fmt: skip


def _voices(register: Register, found: Opportunities) -> pd.DataFrame:
    """Give one row a set and decision-maker that has said something: `place` of the set, lowest level, latest start."""
    said = register.intentions
    start = first_day(said["earliest_start_date"], said["earliest_start_date_precision"])
    said = said[["borough_id", "function_code"]].assign(
        number=said["intention"].map(LEVELS).astype("float64"), start=start
    )
    rows = found.windows[["borough_id", "function_code", "decision_maker", "first_set", "last_set"]]
    maker = ["function_code", "decision_maker"]
    own = rows[["borough_id", *maker]].drop_duplicates().merge(said, on=["borough_id", "function_code"])
    own = own.groupby(maker, as_index=False).agg({"number": "min", "start": "max"})
    rows = rows.merge(own[own["number"].notna() | own["start"].notna()], on=maker)
    at, places = written_out(rows["first_set"].to_numpy(), rows["last_set"].to_numpy(), found.numbers)
    return rows.iloc[at].assign(place=places).drop_duplicates(["place", "decision_maker"])


def _number(voices: pd.DataFrame, n_sets: int) -> np.ndarray:
    return np.bincount(voices["place"].to_numpy(dtype=np.int64), minlength=n_sets)
