"""How many boroughs gave each score (M60), and what share is dissatisfied (M62)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, manski, wilson
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.satisfaction.votes import (
    CLASSES,
    GROUPINGS,
    SCORES,
    grouped,
    recent_votes,
    score_counts,
    three_classes,
    uses,
)
from citytools_analysis.metrics.satisfaction.withholding import edition_of, how_uncertain, why_withheld
from citytools_analysis.register import Register

BASIS = "one vote a borough and system, latest wave within 18 months"
DISTRIBUTION_COLUMNS = ("system_id", "system", "function_code", "function", "dimension", "score", "share", *ENVELOPE)
DISSATISFIED_COLUMNS = ("system_id", "system", "function_code", "function", "dimension", *CLASSES, *ENVELOPE)
_LEAST = {"full": 3, "members": 5, "public": 5}  # below three boroughs the records are listed, without a statistic


def distribution(
    register: Register,
    by: str = "system",
    *,
    dimension: str | None = None,
    on: date | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """
    Count the boroughs that gave each score (M60).

    Parameters
    ----------
    register
        The register.
    by
        `system`, or `function`: there a borough's vote on a system counts once in each function it uses the system for.
    dimension
        What was rated, one of `schema.survey.DIMENSIONS`; all that the register holds if not given.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    distribution
        One row a group, dimension and score from 1 to 5, sorted by these, with the columns of `DISTRIBUTION_COLUMNS`:
        `value` is the count of votes and `share` (0 to 1) their part of the `n` votes of `n_of` users (of pairs of borough
        and system by function). `bound_low` and `bound_high` are the counts if none, or all, of those that did not vote gave
        that score. There is no interval: it is a count. A dimension that nobody rated has no row. In an edition all five
        rows are withheld together: fewer than 5 decision-makers (6 for members), all in one class of satisfied, neutral
        and dissatisfied, and in public none or all satisfied or dissatisfied. A public register holds no ratings: one
        withheld row.

    Raises
    ------
    UnknownNameError
        If there is no such grouping, dimension or edition.

    Notes
    -----
    metrics.md, 6.1. The trap: several respondents of one borough are one vote. "Don't know" is outside the count.

    Examples
    --------
    >>> distribution(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(DISTRIBUTION_COLUMNS, register)
    counts = _counts(register, by, dimension, on)
    reason = why_withheld(three_classes(counts), counts["n_deciders"], edition)
    told = counts.assign(reason=reason, n=counts[list(SCORES)].sum(axis=1)).reset_index()
    kept = [name for name in told if name not in SCORES]
    long = told.melt(id_vars=kept, value_vars=list(SCORES), var_name="score", value_name="value")
    long = long.sort_values([GROUPINGS[by], "dimension", "score"]).reset_index(drop=True)
    is_withheld = long["reason"].ne("")
    long = long.assign(
        score=long["score"].astype("Int64"), value=long["value"].astype("float64"), is_withheld=is_withheld,
        share=(long["value"].astype("float64") / long["n"]).mask(is_withheld), bound_low=long["value"].astype("float64"),
        bound_high=(long["value"] + long["n_of"] - long["n"]).astype("float64"),
    )  # fmt: skip
    return _finished(long, register, on, "boroughs" if by == "system" else "votes", DISTRIBUTION_COLUMNS)


def dissatisfied(
    register: Register,
    by: str = "system",
    *,
    dimension: str | None = "overall",
    on: date | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """
    Give the share of votes that are 1 or 2, with its Wilson interval (M62).

    Parameters
    ----------
    register
        The register.
    by
        `system` or `function`, as for `distribution`.
    dimension
        What was rated; None for all that the register holds.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    dissatisfied
        One row a group and dimension, sorted by these, with the columns of `DISSATISFIED_COLUMNS`: the votes of 4 or 5,
        of 3, and of 1 or 2; `value` (0 to 1), the last as a share of `n` votes; a Wilson 95% interval on `n`, as for a
        process that other boroughs could join; bounds over the `n_of` that could have voted. Below 3 decision-makers
        it is withheld in every edition, below 5 "very uncertain"; the editions' rules are those of `distribution`.

    Raises
    ------
    UnknownNameError
        If there is no such grouping, dimension or edition.

    Notes
    -----
    `k/n`; Wilson 1927, for Wald's covers 40% at n=5 and p=0.1 (metrics.md, 2.1 and 6.1). By function the votes of one
    borough on several systems are not independent, so that the interval is narrower than it should be.

    Examples
    --------
    >>> dissatisfied(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(DISSATISFIED_COLUMNS, register)
    counts = _counts(register, by, dimension, on)
    classes = three_classes(counts)
    n, n_of = classes.sum(axis=1).astype("float64"), counts["n_of"].astype("float64")
    share = classes["n_dissatisfied"] / n
    lower, upper = wilson(share, n)
    low, high = manski(share, n, n_of)
    reason = why_withheld(classes, counts["n_deciders"], edition, least=_LEAST)
    is_withheld = reason.ne("")
    told = classes.astype("Int64").mask(is_withheld).assign(
        value=share, n=n, n_of=n_of, lower=lower, upper=upper, bound_low=low, bound_high=high, is_withheld=is_withheld,
        reason=how_uncertain(counts["n_deciders"], reason, below=5), interval_kind="Wilson 95%",
    )  # fmt: skip
    unit = "share of boroughs dissatisfied" if by == "system" else "share of votes dissatisfied"
    return _finished(told.reset_index(), register, on, unit, DISSATISFIED_COLUMNS)


def _counts(register: Register, by: str, dimension: str | None, on: date | None) -> pd.DataFrame:
    votes, n_users = grouped(recent_votes(register, dimension=dimension, on=on), uses(register, on=on), by)
    counts = score_counts(votes, [GROUPINGS[by], "dimension"])
    users = n_users.reindex(counts.index.get_level_values(0)).fillna(0).to_numpy(dtype=float)
    return counts.assign(n_of=np.maximum(users, counts[list(SCORES)].sum(axis=1)))


def _finished(
    told: pd.DataFrame, register: Register, on: date | None, unit: str, columns: tuple[str, ...]
) -> pd.DataFrame:
    whole = enveloped(with_names(told, register), unit=unit, basis=BASIS, as_of=on or register.as_of)
    whole = whole.astype({"n": "Int64", "n_of": "Int64"})
    return whole.reindex(columns=list(columns)).reset_index(drop=True)
