"""One vote a borough, system and dimension: its latest wave within 18 months, never carried further (metrics.md, 6.1)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.deciders import decision_makers
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import DIMENSIONS

RECENT_MONTHS = 18
ANSWERS = ("satisfied", "neutral", "dissatisfied")
CLASSES = tuple(f"n_{word}" for word in ANSWERS)
SCORES = (1, 2, 3, 4, 5)
GROUPINGS = {"system": "system_id", "function": "function_code"}
_PAIR = ["borough_id", "system_id"]


def every_vote(register: Register, *, dimension: str | None = "overall", on: date | None = None) -> pd.DataFrame:
    """
    List the votes of every wave known on a day.

    Parameters
    ----------
    register
        The register.
    dimension
        What was rated, one of `schema.survey.DIMENSIONS`; None for all.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    votes
        One row a borough, system, dimension and wave up to that day, sorted by these: `borough_id`, `system_id`,
        `dimension`, `wave_date`, `score` (1 to 5), `answer`, and `decision_maker`. "Don't know" is no score and no row.

    Raises
    ------
    UnknownNameError
        If there is no such dimension.
    ValueError
        If a score is not 1 to 5.

    Examples
    --------
    >>> every_vote(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if dimension is not None and dimension not in DIMENSIONS:
        raise UnknownNameError("dimension", dimension, DIMENSIONS, f"There are: {', '.join(DIMENSIONS)}.")
    rows = register.ratings
    is_meant = rows["score"].notna() & (as_days(rows["wave_date"]) <= pd.Timestamp(on or register.as_of))
    rows = rows[is_meant & (rows["dimension"].eq(dimension) if dimension else rows["dimension"].notna())]
    _check(rows)
    makers = rows["borough_id"].map(decision_makers(register, on=on)).fillna(rows["borough_id"])
    answer = np.select([rows["score"].ge(4), rows["score"].le(2)], ["satisfied", "dissatisfied"], "neutral")
    kept = [*_PAIR, "dimension", "wave_date"]
    votes = rows.assign(answer=answer, decision_maker=makers)[[*kept, "score", "answer", "decision_maker"]]
    return votes.sort_values(kept).reset_index(drop=True)


def recent_votes(register: Register, *, dimension: str | None = "overall", on: date | None = None) -> pd.DataFrame:
    """
    List each borough's vote on each system: the latest, if not older than 18 months.

    Parameters
    ----------
    register
        The register.
    dimension
        What was rated; None for all dimensions.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    votes
        As `every_vote`, one row a borough, system and dimension.

    Examples
    --------
    >>> recent_votes(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    votes = every_vote(register, dimension=dimension, on=on)
    oldest = pd.Timestamp(on or register.as_of) - pd.DateOffset(months=RECENT_MONTHS)
    votes = votes[as_days(votes["wave_date"]) >= oldest]
    return votes.drop_duplicates([*_PAIR, "dimension"], keep="last").reset_index(drop=True)


def uses(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List which borough uses which system, and for what.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    uses
        One row a `borough_id`, `system_id` and `function_code`, sorted; the function may be missing.

    Examples
    --------
    >>> uses(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()
    ['borough_id', 'system_id', 'function_code']
    """
    rows = in_use(register, on=on).dropna(subset=_PAIR)
    return rows[[*_PAIR, "function_code"]].drop_duplicates().reset_index(drop=True)


def grouped(votes: pd.DataFrame, used: pd.DataFrame, by: str) -> tuple[pd.DataFrame, pd.Series]:
    """
    Put votes into groups, and count who could have voted in each.

    Parameters
    ----------
    votes
        As `recent_votes` gives.
    used
        As `uses` gives.
    by
        `system`; or `function`: a vote counts once in each function for which its borough uses the system.

    Returns
    -------
    votes, n_users
        The votes with the group's key, `system_id` or `function_code`; and, by that key, how many boroughs use the
        system, or how many pairs of borough and system the function has.

    Raises
    ------
    UnknownNameError
        If `by` is no grouping.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> votes, n_users = grouped(recent_votes(register), uses(register), "function")
    >>> len(votes), len(n_users)
    (0, 0)
    """
    if by not in GROUPINGS:
        raise UnknownNameError("grouping", by, list(GROUPINGS))
    key = GROUPINGS[by]
    pairs = used.drop_duplicates([*_PAIR, key]).dropna(subset=[key])
    told = votes if by == "system" else votes.merge(pairs, on=_PAIR)
    return told, pairs.groupby(key).size()


def score_counts(votes: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """
    Count the votes for each score.

    Parameters
    ----------
    votes
        As `recent_votes` gives.
    keys
        Columns that make a group.

    Returns
    -------
    counts
        Indexed by the keys, sorted: columns 1 to 5 (votes), `n_deciders` (distinct decision-makers).

    Examples
    --------
    >>> votes = pd.DataFrame({"system_id": ["a", "a"], "score": [4, 2], "decision_maker": ["x", "x"]})
    >>> score_counts(votes, ["system_id"]).loc["a"].tolist()
    [0, 1, 0, 1, 0, 1]
    """
    scored = {score: votes["score"].eq(score).astype("int64") for score in SCORES}
    counts = votes[keys].assign(**{f"s{score}": column for score, column in scored.items()}).groupby(keys).sum()
    counts.columns = pd.Index(SCORES)
    deciders = votes.drop_duplicates([*keys, "decision_maker"]).groupby(keys).size()
    counts["n_deciders"] = deciders.reindex(counts.index).astype("int64")
    return counts


def three_classes(counts: pd.DataFrame) -> pd.DataFrame:
    """
    Fold the five scores into satisfied (4, 5), neutral (3) and dissatisfied (1, 2).

    Parameters
    ----------
    counts
        As `score_counts` gives.

    Returns
    -------
    classes
        The same index, with `n_satisfied`, `n_neutral` and `n_dissatisfied`.

    Examples
    --------
    >>> counts = pd.DataFrame({1: [1], 2: [2], 3: [0], 4: [3], 5: [1]})
    >>> three_classes(counts).values.tolist()
    [[4, 0, 3]]
    """
    parts = (counts[4] + counts[5], counts[3], counts[1] + counts[2])
    return pd.DataFrame(dict(zip(CLASSES, parts, strict=True))).astype("int64")


def _check(rows: pd.DataFrame) -> None:
    wrong = rows[~rows["score"].isin(SCORES)]
    if len(wrong):
        row = wrong.iloc[0]
        place = f"{row['borough_id']}, {row['system_id']}, {row['dimension']}"
        raise ValueError(f"ratings: {place}: a score of {row['score']} is not 1 to 5. Correct it in the return.")
