"""How many suppliers a borough or a function has, beside how satisfied it is: the points of the 2019 claim's scatter."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import ANSWERS as KNOWN_STATES
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.groups import group_of, maker_of
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import resellers, with_names
from citytools_analysis.metrics.satisfaction.votes import recent_votes, uses
from citytools_analysis.metrics.satisfaction.withholding import SMALLEST, edition_of
from citytools_analysis.register import Register

Unit = Literal["borough", "function"]
UNITS: dict[str, str] = {"borough": "borough_id", "function": "function_code"}
POINT_COLUMNS = (
    "unit_of", "borough_id", "borough", "function_code", "function", "suppliers", "net", "n_votes", "n_reported",
    "n_deciders", "as_of", "is_withheld", "reason",
)  # fmt: skip
_OPINION = pd.Series({"satisfied": 100.0, "neutral": 0.0, "dissatisfied": -100.0})
_NOT_NAMED = "what one borough answered is shown only in the full register"


class Parts(NamedTuple):
    """What the points are made of, before boroughs are summed."""

    answered: pd.DataFrame  # borough_id, function_code: functions a borough gave an answer for
    supplied: pd.DataFrame  # borough_id, function_code, group_id, part: 1/k of each of its k suppliers in a function
    voted: pd.DataFrame  # borough_id, function_code, decision_maker, opinion: -100, 0 or 100


def supplier_points(
    register: Register, unit: Unit = "borough", *, on: date | None = None, edition: str | None = None
) -> pd.DataFrame:
    """
    Give the number of suppliers and the net satisfaction of each borough, or each function.

    Parameters
    ----------
    register
        The register.
    unit
        `borough` or `function`.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    points
        One row a borough or function with a vote and an answer about its systems, sorted by id, with the columns of
        `POINT_COLUMNS`: `suppliers`, for a borough the number of its suppliers, as operating groups on the day and without
        resellers; for a function the effective number, 1 / sum of squared shares by boroughs. `net` (-100 to 100) is the
        mean over `n_votes` of 100 for a 4 or 5, 0 for a 3, and -100 for a 1 or 2, as they were given. `n_reported`
        counts the functions the borough gave an answer for; for a function, the boroughs. Boroughs are withheld in
        every edition, functions below 5 decision-makers (6 for members).

    Raises
    ------
    UnknownNameError
        If there is no such unit or edition.

    Notes
    -----
    metrics.md, 6.3. Many suppliers inside one borough and many across boroughs are different things: the two units do
    not answer the same question.

    Examples
    --------
    >>> supplier_points(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(POINT_COLUMNS, register)
    if unit == "borough" and edition != "full":
        return held_frame(POINT_COLUMNS, register, reason=_NOT_NAMED)
    told = points_of(parts_of(register, on=on), unit).reset_index(names=UNITS[unit])
    smallest = SMALLEST.get(edition, 0)
    is_withheld = told["n_deciders"] < smallest
    figures = {
        name: told[name].mask(is_withheld) for name in ("suppliers", "net", "n_votes", "n_reported", "n_deciders")
    }
    reason = np.where(is_withheld, f"fewer than {smallest} boroughs", "")
    told = told.assign(**figures, is_withheld=is_withheld, reason=reason, unit_of=unit, as_of=on or register.as_of)
    return with_names(told, register).reindex(columns=list(POINT_COLUMNS))


def parts_of(register: Register, *, on: date | None = None) -> Parts:
    """
    Gather the answers, suppliers and votes behind the points.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    parts
        The parts. A vote counts once in each function for which its borough uses the system.

    Examples
    --------
    >>> [len(part) for part in parts_of(Register.from_tables({}, as_of=date(2026, 11, 23)))]
    [0, 0, 0]
    """
    day = on or register.as_of
    rows = in_use(register, on=on).dropna(subset=["borough_id", "function_code"])
    answered = rows.loc[rows["system_state"].isin(KNOWN_STATES), ["borough_id", "function_code"]].drop_duplicates()
    known = rows[rows["system_state"].eq("known")]
    named = known["supplier_id"].where(~known["supplier_id"].isin(resellers(register)))
    makers = maker_of(known["system_id"], register, on=day)
    groups = group_of(makers.fillna(named), register, on=day)
    supplied = known[["borough_id", "function_code"]].assign(group_id=groups).dropna().drop_duplicates()
    supplied = supplied.assign(part=1 / supplied.groupby(["borough_id", "function_code"])["group_id"].transform("size"))
    votes = recent_votes(register, on=on)
    votes = votes.assign(opinion=votes["answer"].map(_OPINION).astype("float64")).merge(
        uses(register, on=on), on=["borough_id", "system_id"]
    )
    kept = ["borough_id", "system_id", "function_code", "decision_maker", "opinion"]
    return Parts(answered.reset_index(drop=True), supplied.reset_index(drop=True), votes[kept])


def points_of(parts: Parts, unit: str) -> pd.DataFrame:
    """
    Sum the parts to points.

    Parameters
    ----------
    parts
        As `parts_of` gives.
    unit
        `borough` or `function`.

    Returns
    -------
    points
        Indexed by the unit's id, sorted: `suppliers`, `net`, `n_votes`, `n_reported`, `n_deciders`. A function without a
        named supplier is no point; a borough that runs everything itself has 0 suppliers.

    Raises
    ------
    UnknownNameError
        If there is no such unit.

    Examples
    --------
    >>> points_of(parts_of(Register.from_tables({}, as_of=date(2026, 11, 23))), "function").empty
    True
    """
    if unit not in UNITS:
        raise UnknownNameError("unit", unit, list(UNITS))
    key, other = UNITS[unit], "function_code" if unit == "borough" else "borough_id"
    votes = parts.voted.drop_duplicates([key, "borough_id", "system_id"])
    by_vote = votes.groupby(key)
    told = pd.DataFrame({
        "net": by_vote["opinion"].mean(), "n_votes": by_vote.size(), "n_deciders": by_vote["decision_maker"].nunique(),
    })  # fmt: skip
    reported = parts.answered.groupby(key)[other].nunique()
    if unit == "borough":
        suppliers = (
            parts.supplied.groupby(key)["group_id"].nunique().reindex(reported.index).fillna(0).astype("float64")
        )
    else:
        suppliers = effective_suppliers(parts.supplied)
    told = told.assign(suppliers=suppliers.reindex(told.index), n_reported=reported.reindex(told.index))
    told = told.dropna(subset=["suppliers", "n_reported"]).sort_index()
    return told.astype({"n_votes": "Int64", "n_deciders": "Int64", "n_reported": "Int64"})


def effective_suppliers(supplied: pd.DataFrame) -> pd.Series:
    """
    Give the effective number of suppliers of each function.

    Parameters
    ----------
    supplied
        As in `Parts`.

    Returns
    -------
    number
        Indexed by `function_code`: 1 / sum of squared shares, a borough with k suppliers giving each 1/k (metrics.md,
        2.2), among the boroughs whose supplier is known and not corrected for their number.

    Examples
    --------
    >>> supplied = pd.DataFrame({"function_code": "F1", "group_id": ["x", "y"], "part": [1.0, 1.0]})
    >>> effective_suppliers(supplied).item()
    2.0
    """
    sums = supplied.groupby(["function_code", "group_id"])["part"].sum()
    shares = sums / sums.groupby(level=0).transform("sum")
    return 1 / (shares**2).groupby(level=0).sum()
