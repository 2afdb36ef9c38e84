"""Up or down since the wave before (M66): the same boroughs at both times, never two different lots of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.days import add_months, as_days
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.satisfaction.signed_rank import signed_rank_p
from citytools_analysis.metrics.satisfaction.votes import RECENT_MONTHS, every_vote, recent_votes, uses
from citytools_analysis.metrics.satisfaction.withholding import SMALLEST, edition_of
from citytools_analysis.register import Register

APART_MONTHS = 6  # a vote sooner than this after another corrects it, and is no new wave
CHANGE_COLUMNS = (
    "system_id", "system", "dimension", "n_higher", "n_same", "n_lower", "mean_before", "mean_after", "wilcoxon_p",
    *ENVELOPE,
)  # fmt: skip
_LEAST = {"full": 6, "members": 6, "public": 8}
_COUNTS = ("n_higher", "n_same", "n_lower")
_OWN = (*_COUNTS, "mean_before", "mean_after", "wilcoxon_p")
_RESAMPLES = 2000
_PAIR = ["borough_id", "system_id"]


def change(
    register: Register,
    *,
    dimension: str = "overall",
    seed: int = 0,
    on: date | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """
    Give the change in each system's scores since the wave before, over boroughs that voted in both (M66).

    Parameters
    ----------
    register
        The register.
    dimension
        What was rated, one of `schema.survey.DIMENSIONS`.
    seed
        Seed of the resamples.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    change
        One row a system with a pair of votes, sorted by system, with the columns of `CHANGE_COLUMNS`: the boroughs that
        gave a higher, the same and a lower score than in their vote before; the two means (1 to 5); `value`, the mean of
        the differences (points of a score, -4 to 4), over `n` pairs of `n_of` users; a 95% interval by 2,000 resamples
        of decision-makers; `wilcoxon_p`, two-sided and exact, pairs without a change left out and ties at the mean of
        their ranks; and bounds if all other users had gone down, or up, by 4. Withheld below 6 decision-makers with a
        pair (8 in public), and in an edition where all changed alike. Where all differences are equal there is no interval.

    Raises
    ------
    UnknownNameError
        If there is no such dimension or edition.

    Notes
    -----
    A borough's pair is its latest vote within 18 months and the last one 6 to 18 months before that, for each borough
    answers on its own day. metrics.csv, M66; Wilcoxon 1945. The trap: means of two waves of different boroughs. With 6
    to 10 pairs the resampled interval is too narrow; read the p. Boroughs that share a service count apart in the p.

    Examples
    --------
    >>> change(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(CHANGE_COLUMNS, register)
    pairs = paired_votes(register, dimension=dimension, on=on)
    told = _summed(pairs, uses(register, on=on))
    reason = _why_withheld(told, pairs, edition)
    may = told.index[reason.eq("")]
    told = told.join(_tested(pairs[pairs["system_id"].isin(may)], seed))
    note = reason.mask(reason.eq("") & told["lower"].isna(), "no interval: all differences are equal")
    told = told.assign(**{name: told[name].mask(reason.ne("")) for name in _OWN}, dimension=dimension)
    told = enveloped(
        with_names(told.reset_index(), register), unit="points of a score from 1 to 5",
        interval_kind="95%, resampled decision-makers", basis="boroughs that voted in both waves",
        as_of=on or register.as_of, is_withheld=reason.ne("").to_numpy(), reason=note.to_numpy(),
    )  # fmt: skip
    return told.astype(dict.fromkeys(("n", "n_of", *_COUNTS), "Int64"))[list(CHANGE_COLUMNS)]


def paired_votes(register: Register, *, dimension: str = "overall", on: date | None = None) -> pd.DataFrame:
    """
    Put beside each borough's vote the one it gave in the wave before.

    Parameters
    ----------
    register
        The register.
    dimension
        What was rated.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    pairs
        One row a borough and system with both: `borough_id`, `system_id`, `decision_maker`, `score_before`,
        `score_after` and `difference` (points).

    Examples
    --------
    >>> paired_votes(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    after = recent_votes(register, dimension=dimension, on=on)
    before = every_vote(register, dimension=dimension, on=on)[[*_PAIR, "wave_date", "score"]]
    both = after.merge(before, on=_PAIR, suffixes=("_after", "_before"))
    earlier, later = as_days(both["wave_date_before"]), as_days(both["wave_date_after"])
    is_wave = (earlier <= add_months(later, -APART_MONTHS)) & (earlier >= add_months(later, -RECENT_MONTHS))
    both = both[is_wave].sort_values([*_PAIR, "wave_date_before"]).drop_duplicates(_PAIR, keep="last")
    both = both.astype({"score_after": "float64", "score_before": "float64"})
    told = both.assign(difference=both["score_after"] - both["score_before"])
    return told[[*_PAIR, "decision_maker", "score_before", "score_after", "difference"]].reset_index(drop=True)


def _summed(pairs: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    signs = {
        "n_higher": pairs["difference"] > 0,
        "n_same": pairs["difference"] == 0,
        "n_lower": pairs["difference"] < 0,
    }
    by_system = pairs.assign(**signs).groupby("system_id")
    means = (
        by_system[["score_before", "score_after", "difference"]]
        .mean()
        .set_axis(["mean_before", "mean_after", "value"], axis=1)
    )
    told = by_system[list(_COUNTS)].sum().astype("float64").join(means).assign(n=by_system.size().astype("float64"))
    users = used.drop_duplicates(_PAIR).groupby("system_id").size().reindex(told.index).fillna(0)
    n_of = np.maximum(users.to_numpy(dtype=float), told["n"])
    total, rest = told["value"] * told["n"], 4 * (n_of - told["n"])
    return told.assign(n_of=n_of, bound_low=(total - rest) / n_of, bound_high=(total + rest) / n_of)


def _why_withheld(told: pd.DataFrame, pairs: pd.DataFrame, edition: str) -> pd.Series:
    deciders = pairs.groupby("system_id")["decision_maker"].nunique().reindex(told.index)
    is_small = (deciders < _LEAST[edition]).to_numpy(dtype=bool)
    is_alike = (told[list(_COUNTS)].gt(0).sum(axis=1) < 2).to_numpy(dtype=bool) & (edition in SMALLEST)
    words = [f"fewer than {_LEAST[edition]} boroughs voted in both waves", "all boroughs changed alike"]
    return pd.Series(np.select([is_small, is_alike], words, ""), index=told.index, dtype="str")


def _tested(pairs: pd.DataFrame, seed: int) -> pd.DataFrame:
    found = {system: _one_system(part, seed) for system, part in pairs.groupby("system_id")}
    names = ["wilcoxon_p", "lower", "upper"]
    return pd.DataFrame.from_dict(found, orient="index", columns=names, dtype="float64").rename_axis("system_id")


def _one_system(part: pd.DataFrame, seed: int) -> tuple[float, float, float]:
    differences = part["difference"].to_numpy(dtype=float)
    if np.ptp(differences) == 0:
        return signed_rank_p(differences), np.nan, np.nan
    sums = part.groupby("decision_maker")["difference"].agg(["sum", "size"]).to_numpy(dtype=float)
    chance = np.random.default_rng(seed)
    drawn = chance.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=_RESAMPLES) @ sums
    lower, upper = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return signed_rank_p(differences), float(lower), float(upper)
