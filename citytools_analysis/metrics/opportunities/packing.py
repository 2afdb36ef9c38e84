"""A plan without overlap: which opportunities to take so that nobody buys twice (metrics.md, 5.3)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.opportunities.aligned import NOT_PUBLISHED
from citytools_analysis.metrics.opportunities.sets import Opportunities, columns_by
from citytools_analysis.metrics.opportunities.tallies import runs

PLAN_COLUMNS = (
    "opportunity_id", "function_code", "function", "n_boroughs", "n_decision_makers", "window_start_date",
    "window_end_date", "prudent_score_gbp", "is_in_plan", "n_overlapping", "plan_gbp", "best_possible_gbp", "method",
    "as_of", "is_withheld", "reason",
)  # fmt: skip
EXACT_SETS = 200  # of one function, up to which the best plan is found exactly
EXACT, GREEDY = "exact", "greedy; no plan can pass best_possible_gbp"
NOT_SCORED = "its score is withheld"
Numbers = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


def plan(found: Opportunities, scores: pd.DataFrame, *, exact_up_to: int = EXACT_SETS) -> pd.DataFrame:
    """
    Choose opportunities that do not overlap and have the highest sum of prudent scores.

    Parameters
    ----------
    found
        What `find` gave.
    scores
        `opportunity_id` and `prudent_score_gbp`, such as the `sets` that `worth` gives.
    exact_up_to
        Most sets of one function for which the best plan is found exactly.

    Returns
    -------
    plan
        One row a set, in the order of `found.sets`, with the columns of `PLAN_COLUMNS`: all of them are the one view,
        those with `is_in_plan` the other. In a function no decision-maker is in two chosen sets (boroughs that share a
        service are one); a set is taken whole or not at all; one with a score of nothing or less is never taken.
        `n_overlapping` counts the other sets of the function that share a decision-maker. `plan_gbp` is the sum of scores
        the function's plan reaches, `best_possible_gbp` one that no plan can pass. By set packing (metrics.md, 5.3):
        exact by integer programming (scipy.optimize.milp, HiGHS); with more sets than `exact_up_to`, greedy by score over
        the root of the number of decision-makers, which reaches at least the best divided by the root of the number of
        all decision-makers (Halldorsson 2000), and the bound is the sum over decision-makers of the highest score a head
        of the sets they are in (a feasible dual). Withheld in a public edition.

        A plan is an arrangement of what is possible, not advice to buy.

    Raises
    ------
    ValueError
        If a set has no score row or two.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.metrics.opportunities.sets import find
    >>> from citytools_analysis.register import Register
    >>> found = find(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> plan(found, pd.DataFrame({"opportunity_id": [], "prudent_score_gbp": []})).empty
    True
    """
    if found.register.info.edition == "public":
        return held_frame(PLAN_COLUMNS, found.register, reason=NOT_PUBLISHED)
    score = _scores(found, scores)
    told = found.sets.assign(
        prudent_score_gbp=score, is_in_plan=False, n_overlapping=0, plan_gbp=0.0, best_possible_gbp=0.0, method=EXACT,
        as_of=found.on, is_withheld=np.isnan(score), reason=np.where(np.isnan(score), NOT_SCORED, ""),
    )  # fmt: skip
    columns = {
        name: told[name].to_numpy(copy=True)
        for name in ("is_in_plan", "n_overlapping", "plan_gbp", "best_possible_gbp")
    }
    is_greedy = np.zeros(len(told), dtype=bool)
    for positions, who in _by_group(found):
        own = score[positions]
        is_exact = len(positions) <= exact_up_to
        chosen = exact_packing(who, own) if is_exact else greedy_packing(who, own)
        reached = float(own[chosen].sum())
        columns["is_in_plan"][positions] = chosen
        columns["n_overlapping"][positions] = ((who.T.astype(np.float32) @ who.astype(np.float32)) > 0).sum(axis=1) - 1
        columns["plan_gbp"][positions] = reached
        columns["best_possible_gbp"][positions] = reached if is_exact else packing_bound(who, own)
        is_greedy[positions] = not is_exact
    method = told["method"].mask(pd.Series(is_greedy), GREEDY)
    return told.assign(**columns, method=method)[columns_by(found.by, PLAN_COLUMNS)]


def exact_packing(who: Marks, scores: Numbers) -> Marks:
    """
    Choose sets without a holder in common with the highest sum of scores.

    Parameters
    ----------
    who
        One row a holder, one column a set: whether the holder is in it.
    scores
        Score of each set; one that is missing, nothing or less is never chosen.

    Returns
    -------
    chosen
        One mark a set.

    Raises
    ------
    RuntimeError
        If the solver gives no answer.

    Examples
    --------
    >>> who = np.array([[True, False, True], [True, True, False]])
    >>> exact_packing(who, np.array([3.0, 2.0, 2.0])).tolist()
    [False, True, True]
    """
    chosen = np.zeros(len(scores), dtype=bool)
    able = np.flatnonzero(np.nan_to_num(scores, nan=0.0) > 0)
    if not len(able):
        return chosen
    own = scores[able]
    answer = scipy.optimize.milp(
        -own / own.max(), integrality=np.ones(len(able)), bounds=scipy.optimize.Bounds(0, 1),
        constraints=scipy.optimize.LinearConstraint(who[:, able].astype(float), -np.inf, 1), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if answer.x is None:
        raise RuntimeError(f"The plan of {len(able)} sets was not solved: {answer.message} Set exact_up_to lower.")
    chosen[able] = answer.x > 0.5
    return chosen


def greedy_packing(who: Marks, scores: Numbers) -> Marks:
    """
    Choose sets without a holder in common, best score over root of size first.

    Parameters
    ----------
    who, scores
        As for `exact_packing`.

    Returns
    -------
    chosen
        One mark a set; their scores sum to at least the best possible divided by the root of the number of holders.

    Examples
    --------
    >>> who = np.array([[True, False, True], [True, True, False]])
    >>> greedy_packing(who, np.array([3.0, 2.0, 2.0])).tolist()
    [True, False, False]
    """
    sizes = who.sum(axis=0)
    worth = np.nan_to_num(scores, nan=0.0)
    chosen, is_taken = np.zeros(len(scores), dtype=bool), np.zeros(len(who), dtype=bool)
    for number in np.argsort(-worth / np.sqrt(np.maximum(sizes, 1)), kind="stable"):
        if worth[number] > 0 and not (is_taken & who[:, number]).any():
            chosen[number] = True
            is_taken |= who[:, number]
    return chosen


def packing_bound(who: Marks, scores: Numbers) -> float:
    """
    Give a sum of scores that no choice of sets without a holder in common can pass.

    Parameters
    ----------
    who, scores
        As for `exact_packing`.

    Returns
    -------
    bound
        The lesser of the sum of all scores above nothing and, summed over holders, the highest score a head of the sets
        each is in: those numbers are a feasible answer to the dual problem.

    Examples
    --------
    >>> packing_bound(np.array([[True, False, True], [True, True, False]]), np.array([3.0, 2.0, 2.0]))
    4.0
    """
    worth = np.clip(np.nan_to_num(scores, nan=0.0), 0, None)
    a_head = worth / np.maximum(who.sum(axis=0), 1)
    highest = np.where(who, a_head, 0.0).max(axis=1, initial=0.0)
    return float(min(worth.sum(), highest.sum()))


def _scores(found: Opportunities, scores: pd.DataFrame) -> Numbers:
    ids = scores["opportunity_id"]
    wanted = found.sets["opportunity_id"]
    if ids[ids.isin(wanted)].duplicated().any() or not wanted.isin(ids).all():
        raise ValueError("Each set needs one row of scores. Give the sets that worth(register, found=found) gives.")
    return scores.set_index("opportunity_id")["prudent_score_gbp"].reindex(wanted).to_numpy(dtype=float)


def _by_group(found: Opportunities) -> list[tuple[npt.NDArray[np.int64], Marks]]:
    """Give for each function the rows of its sets and who decides in each, one row a decision-maker."""
    windows = found.windows
    maker = pd.factorize(windows["decision_maker"])[0].astype("int64")
    group = windows["group"].to_numpy()
    n_makers = int(maker.max(initial=-1)) + 1
    pooled = runs(group * max(n_makers, 1) + maker, windows["first_set"].to_numpy(), windows["last_set"].to_numpy())
    order = np.argsort(found.numbers, kind="stable")
    numbers = found.numbers[order]
    first, last = np.searchsorted(numbers, pooled.first), np.searchsorted(numbers, pooled.last, side="right")
    is_any = first < last
    told = []
    for one in np.unique(pooled.key[is_any] // max(n_makers, 1)):
        own = is_any & (pooled.key // max(n_makers, 1) == one)
        begin, end = int(first[own].min()), int(last[own].max())
        step = np.zeros((n_makers, end - begin + 1), dtype=np.int8)
        np.add.at(step, (pooled.key[own] % n_makers, first[own] - begin), 1)
        np.subtract.at(step, (pooled.key[own] % n_makers, last[own] - begin), 1)
        who = np.cumsum(step, axis=1)[:, :-1] > 0
        told.append((order[begin:end], who[who.any(axis=1)]))
    return told
