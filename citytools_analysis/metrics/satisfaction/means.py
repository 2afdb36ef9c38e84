"""The mean score, drawn towards its function's (M63): a secondary figure, for scores are an order and not amounts."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, Numbers, enveloped
from citytools_analysis.metrics.held import OTHERS_ANSWERS, held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.satisfaction.votes import SCORES, recent_votes, score_counts, three_classes, uses
from citytools_analysis.metrics.satisfaction.withholding import edition_of, how_uncertain, why_withheld
from citytools_analysis.register import Register

MEAN_COLUMNS = (
    "system_id", "system", "function_code", "function", "dimension", "raw_mean", "function_mean", "votes_of_function_mean",
    *ENVELOPE,
)  # fmt: skip
Z_90 = 1.6448536269514722  # standard normal quantile of 0.95
_LEAST = {"full": 3, "members": 3, "public": 5}
_NO_SPREAD = "the votes are too few, or too alike, to tell how much systems differ"
_NO_INTERVAL = "no interval: the systems of a function differ no more than by chance, or boroughs agree on each"


class Spread(NamedTuple):
    """Variance of boroughs' votes on one system, and of systems within a function; NaN where it cannot be told."""

    within: float
    between: float


def shrunken_mean(
    register: Register, *, dimension: str = "overall", on: date | None = None, edition: str | None = None
) -> pd.DataFrame:
    """
    Give the mean score of each system, drawn towards the mean of its function the more, the fewer voted (M63).

    Parameters
    ----------
    register
        The register.
    dimension
        What was rated, one of `schema.survey.DIMENSIONS`.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    means
        One row a rated system, sorted by function and name, never by score, with the columns of `MEAN_COLUMNS`:
        `function_code`, the function that most boroughs use it for; `raw_mean` and `function_mean` (1 to 5);
        `votes_of_function_mean`, the k votes that the latter counts for, missing where systems differ no more than by
        chance, for then it counts for everything; `value` (1 to 5) and its 90% interval, 1.645 posterior standard deviations each way, missing where no
        spread is seen; bounds if those that did not vote all gave 1, or all 5, on the raw mean. Never told in public.
        Withheld below 3 decision-makers, or where the spread cannot be told at all.

    Raises
    ------
    UnknownNameError
        If there is no such dimension or edition.

    Notes
    -----
    `(n xbar + k mu_f) / (n + k)`, `k = s2 / t2`: s2 is the variance of votes within systems, t2 that of systems within
    functions by the method of moments of a one-way analysis of variance, not below zero; the standard deviation is
    `sqrt(s2 / (n + k))`. James and Stein 1961; Efron and Morris 1975. The trap: sorted by raw mean, n = 1 is on top.

    Examples
    --------
    >>> shrunken_mean(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    edition = edition_of(register, edition)
    if is_held(register, "ratings") or edition == "public":
        return held_frame(
            MEAN_COLUMNS, register, reason=OTHERS_ANSWERS if register.info.viewer else "not told in the public edition"
        )
    used = uses(register, on=on)
    counts = score_counts(recent_votes(register, dimension=dimension, on=on), ["system_id"])
    users = used.drop_duplicates(["borough_id", "system_id"]).groupby("system_id").size()
    told = _with_means(counts, main_function(used))
    told = told.assign(n_of=np.maximum(users.reindex(told.index).fillna(0).to_numpy(dtype=float), told["n"]))
    told = _with_value(told, spread_of(counts, told["function_code"]))
    reason = why_withheld(three_classes(counts), counts["n_deciders"], edition, least=_LEAST)
    reason = reason.mask(reason.eq("") & told["value"].isna(), _NO_SPREAD)
    is_withheld = reason.ne("")
    own = ["raw_mean", "function_mean", "votes_of_function_mean"]
    note = how_uncertain(counts["n_deciders"], reason, below=5)
    note = note.mask(~is_withheld & told["lower"].isna(), _NO_INTERVAL)
    told = told.assign(**{name: told[name].mask(is_withheld) for name in own}, dimension=dimension)
    told = enveloped(
        with_names(told.reset_index(), register), unit="mean score, 1 to 5", interval_kind="90%, posterior spread",
        basis="one vote a borough, latest wave within 18 months", as_of=on or register.as_of,
        is_withheld=is_withheld.to_numpy(), reason=note.to_numpy(),
    )  # fmt: skip
    told = told.astype({"n": "Int64", "n_of": "Int64"})
    return told.sort_values(["function_code", "system", "system_id"])[list(MEAN_COLUMNS)].reset_index(drop=True)


def main_function(used: pd.DataFrame) -> pd.Series:
    """
    Give the function that most boroughs use each system for.

    Parameters
    ----------
    used
        As `votes.uses` gives.

    Returns
    -------
    functions
        Indexed by `system_id`: its code, of equals the first.

    Examples
    --------
    >>> used = pd.DataFrame({"borough_id": ["a", "b", "a"], "system_id": "x", "function_code": ["F1", "F1", "E1"]})
    >>> main_function(used)["x"]
    'F1'
    """
    pairs = used.dropna().groupby(["system_id", "function_code"], as_index=False).size()
    pairs = pairs.sort_values(["system_id", "size", "function_code"], ascending=[True, False, True])
    return pairs.drop_duplicates("system_id").set_index("system_id")["function_code"]


def spread_of(counts: pd.DataFrame, functions: pd.Series) -> Spread:
    """
    Estimate how much votes on one system vary, and how much the systems of a function do.

    Parameters
    ----------
    counts
        As `votes.score_counts` gives, indexed by system.
    functions
        Function of each, in the same order; a system of no known function makes one of its own.

    Returns
    -------
    spread
        With `S` systems, `F` functions and `N` votes: within, the sum of squares within systems over `N - S`; between,
        the sum of squares of systems' means about their functions', less `within (S - F)`, over
        `N - sum_f (sum n_s^2) / n_f`, and not below zero. NaN where no two systems share a function or no system has two votes.

    Examples
    --------
    >>> counts = pd.DataFrame({1: [2, 0], 2: [0, 0], 3: [0, 0], 4: [0, 0], 5: [0, 2]}, index=["a", "b"])
    >>> spread_of(counts, pd.Series(["f", "f"], index=counts.index))
    Spread(within=0.0, between=8.0)
    """
    votes = counts[list(SCORES)].to_numpy(dtype=float)
    n, scores = votes.sum(axis=1), np.array(SCORES, dtype=float)
    means = votes @ scores / n
    places = pd.Series(functions.to_numpy(), index=counts.index).fillna(pd.Series(counts.index, index=counts.index))
    parts = pd.DataFrame({"place": places.to_numpy(), "n": n, "total": n * means, "n2": n * n}).groupby("place")
    sums = parts.sum()
    about = means - (sums["total"] / sums["n"]).reindex(places).to_numpy()
    free_within, free_between = n.sum() - len(n), len(n) - len(sums)
    if free_within <= 0 or free_between <= 0:
        return Spread(np.nan, np.nan)
    within = float((votes * (scores - means[:, None]) ** 2).sum() / free_within)
    scale = n.sum() - (sums["n2"] / sums["n"]).sum()
    return Spread(within, max(0.0, float((n * about**2).sum() - within * free_between) / float(scale)))


def _with_means(counts: pd.DataFrame, functions: pd.Series) -> pd.DataFrame:
    n = counts[list(SCORES)].sum(axis=1).astype("float64")
    total = (counts[list(SCORES)] * np.array(SCORES)).sum(axis=1)
    told = pd.DataFrame({"n": n, "total": total, "function_code": functions.reindex(counts.index).astype("str")})
    place = told["function_code"].fillna(pd.Series(told.index, index=told.index))
    sums = told.groupby(place)[["total", "n"]].transform("sum")
    return told.assign(raw_mean=total / n, function_mean=sums["total"] / sums["n"])


def _with_value(told: pd.DataFrame, spread: Spread) -> pd.DataFrame:
    n, n_of = told["n"], told["n_of"]
    k, raw, centre = _worth(spread), told["raw_mean"], told["function_mean"]
    value = centre if np.isinf(k) else (n * raw + k * centre) / (n + k)
    deviation: Numbers = np.sqrt(spread.within / (n + k)).to_numpy(dtype=float)
    half = np.where(deviation > 0, Z_90 * deviation, np.nan)
    return told.assign(
        value=value, votes_of_function_mean=k if np.isfinite(k) else np.nan, lower=(value - half).clip(1, 5), upper=(value + half).clip(1, 5),
        bound_low=(n * raw + 1 * (n_of - n)) / n_of, bound_high=(n * raw + 5 * (n_of - n)) / n_of,
    )  # fmt: skip


def _worth(spread: Spread) -> float:
    """Give k; infinite where systems differ no more than by chance, NaN where that cannot be told."""
    if np.isnan(spread.within):
        return np.nan
    if spread.between == 0:
        return np.inf
    return spread.within / spread.between
