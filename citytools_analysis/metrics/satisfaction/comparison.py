"""Which systems of a function can be told apart (M64): three groups and ranks with their uncertainty, no league table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, Numbers, enveloped
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.satisfaction.balance import BASIS, DRAWS, with_net
from citytools_analysis.metrics.satisfaction.posterior import Posterior, net_draws, posterior
from citytools_analysis.metrics.satisfaction.votes import three_classes
from citytools_analysis.metrics.satisfaction.withholding import edition_of, why_withheld
from citytools_analysis.register import Register

Places = npt.NDArray[np.int64]

GROUPS_COLUMNS = (
    "function_code", "function", "system_id", "system", "dimension", "group", "probability_above", "rank_low",
    "rank_high", "probability_bottom_quartile", *ENVELOPE,
)  # fmt: skip
PAIRWISE_COLUMNS = (
    "function_code", "function", "system_id", "system", "other_system_id", "other_system", "dimension", *ENVELOPE,
)  # fmt: skip
ABOVE, ALIKE, BELOW = "above function average", "not distinguishable", "below function average"
SURE = 0.9
RANKED_FROM = 4  # systems of a function below which there are no ranks
_LEAST = {"full": 5, "members": 5, "public": 8}
_NO_RANKS = f"no ranks: fewer than {RANKED_FROM} systems of the function can be compared"
_ALONE = "no other system of the function is rated"
_FOUND = ("group", "probability_above", "rank_low", "rank_high", "probability_bottom_quartile")


def groups(
    register: Register,
    *,
    dimension: str = "overall",
    seed: int = 0,
    on: date | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """
    Say which systems stand above or below the average of their function, and which cannot be told apart (M64).

    Parameters
    ----------
    register
        The register.
    dimension
        What was rated, one of `schema.survey.DIMENSIONS`.
    seed
        Seed of the 4,000 posterior draws.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    groups
        One row a function and rated system, sorted by function and then by name, never by score, with the columns of
        `GROUPS_COLUMNS`: `group`, above or below the function's average where that has a probability above 0.9, else
        not distinguishable; `probability_above` (0 to 1); `rank_low` and `rank_high`, between which the system's rank
        (1 is best) lies with a probability of 90%, for each system by itself; `probability_bottom_quartile`; and net
        satisfaction as `net` gives it. Systems with fewer than 5 decision-makers (6 for members, 8 in public), or alone
        in their function, are withheld. Ranks are missing where fewer than 4 systems of the function are left.

    Raises
    ------
    UnknownNameError
        If there is no such dimension or edition.

    Notes
    -----
    The average of a function is that of its rated systems' nets, in each draw. metrics.md, 6.2; Goldstein and
    Spiegelhalter 1996; Mogstad, Romano, Shaikh and Wilhelm 2024. Never name a winner: with 6 votes each, the system
    seen best of ten is truly best in 39% of cases.

    Examples
    --------
    >>> groups(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(GROUPS_COLUMNS, register)
    believed = posterior(register, dimension=dimension, on=on)
    reason = why_withheld(three_classes(believed.systems), believed.systems["n_deciders"], edition, least=_LEAST)
    drawn = net_draws(believed.alpha, draws=DRAWS, seed=seed)
    parts = [_compared(code, at, drawn, reason) for code, at in _functions(believed)]
    found = pd.concat(parts) if parts else pd.DataFrame(columns=["system_id", "function_code", "reason", *_FOUND])
    figures = with_net(believed, seed=seed).assign(n_of=believed.systems["n_of"])
    told = found.merge(figures, left_on="system_id", right_index=True)
    told = told.assign(is_withheld=~told["reason"].isin(["", _NO_RANKS]), dimension=dimension)
    told = _enveloped(told, register, on, "net satisfaction, -100 to 100", interval="90% credible")
    told = told.astype(
        {"rank_low": "Int64", "rank_high": "Int64", "group": "str"} | dict.fromkeys(_FOUND[1::3], "float64")
    )
    return told.sort_values(["function_code", "system", "system_id"])[list(GROUPS_COLUMNS)].reset_index(drop=True)


def pairwise(
    register: Register,
    *,
    dimension: str = "overall",
    seed: int = 0,
    on: date | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """
    Give the probability that one system of a function satisfies more than another (M64).

    Parameters
    ----------
    register
        The register.
    dimension
        What was rated, one of `schema.survey.DIMENSIONS`.
    seed
        Seed of the 4,000 posterior draws.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    pairs
        One row a function and pair of systems that `groups` does not withhold, by name, with the columns of
        `PAIRWISE_COLUMNS`: `value` is P(X > Y) + P(X = Y) / 2 for net satisfaction, 0 to 1, X being `system` and Y
        `other_system`; `n` is the smaller number of votes. It is a probability, so there is no interval about it.

    Raises
    ------
    UnknownNameError
        If there is no such dimension or edition.

    Notes
    -----
    metrics.md, 6.2. The pairs of one function are not independent: many pairs together do not make an order.

    Examples
    --------
    >>> pairwise(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(PAIRWISE_COLUMNS, register)
    believed = posterior(register, dimension=dimension, on=on)
    reason = why_withheld(three_classes(believed.systems), believed.systems["n_deciders"], edition, least=_LEAST)
    drawn = net_draws(believed.alpha, draws=DRAWS, seed=seed)
    rated = with_names(believed.systems.reset_index()[["system_id"]], register).assign(n=believed.counts.sum(axis=1))
    may_tell = reason.eq("").to_numpy(dtype=bool)
    parts = [_pairs(code, at[may_tell[at]], drawn, rated) for code, at in _functions(believed)]
    none = _pairs("", np.array([], dtype=int), drawn, rated)
    told = pd.concat([none, *parts], ignore_index=True).assign(dimension=dimension)
    told = _enveloped(told, register, on, "probability of the higher net satisfaction", interval="")
    return told[list(PAIRWISE_COLUMNS)].reset_index(drop=True)


def _enveloped(told: pd.DataFrame, register: Register, on: date | None, unit: str, *, interval: str) -> pd.DataFrame:
    known = {"unit": unit, "interval_kind": interval, "basis": BASIS, "as_of": on or register.as_of}
    whole = enveloped(with_names(told.reset_index(drop=True), register), **known)
    return whole.astype({"n": "Int64", "n_of": "Int64", "system": "str"})


def _functions(believed: Posterior) -> Iterator[tuple[str, Places]]:
    """Give each function with the places of its rated systems."""
    places = believed.used[["function_code", "system_id"]].dropna().drop_duplicates()
    places = places[places["system_id"].isin(believed.systems.index)].sort_values(["function_code", "system_id"])
    places = places.assign(at=believed.systems.index.get_indexer(pd.Index(places["system_id"])))
    for code, part in places.groupby("function_code"):
        yield str(code), part["at"].to_numpy(dtype="int64")


def _compared(code: str, at: Places, drawn: Numbers, reason: pd.Series) -> pd.DataFrame:
    told = pd.DataFrame({"system_id": reason.index[at], "function_code": code, "reason": reason.to_numpy()[at]})
    told = told.assign(**dict.fromkeys(_FOUND, None))
    told["reason"] = told["reason"].mask(told["reason"].eq("") & (len(at) < 2), _ALONE)
    may = told["reason"].eq("").to_numpy(dtype=bool)
    chosen = drawn[at[may]]
    above = (chosen > drawn[at].mean(axis=0)).mean(axis=1)
    below = (chosen < drawn[at].mean(axis=0)).mean(axis=1)
    told.loc[may, "probability_above"] = above
    told.loc[may, "group"] = np.select([above > SURE, below > SURE], [ABOVE, BELOW], ALIKE)
    if may.sum() < RANKED_FROM:
        return told.assign(reason=told["reason"].mask(may, _NO_RANKS))
    ranks = (-chosen).argsort(axis=0).argsort(axis=0) + 1
    low, high = np.quantile(ranks, [0.05, 0.95], axis=1, method="inverted_cdf")
    last = (ranks > may.sum() - may.sum() // 4).mean(axis=1)
    told.loc[may, ["rank_low", "rank_high", "probability_bottom_quartile"]] = np.column_stack([low, high, last])
    return told


def _pairs(code: str, at: Places, drawn: Numbers, rated: pd.DataFrame) -> pd.DataFrame:
    at = rated.iloc[at].assign(at=at).sort_values(["system", "system_id"])["at"].to_numpy(dtype=int)
    first, second = np.triu_indices(len(at), k=1)
    x, y = rated.iloc[at[first]].reset_index(drop=True), rated.iloc[at[second]].reset_index(drop=True)
    chosen = drawn[at]
    higher = [(mine > chosen[row + 1 :]).mean(axis=1) + (mine == chosen[row + 1 :]).mean(axis=1) / 2
              for row, mine in enumerate(chosen)]  # fmt: skip
    return pd.DataFrame({
        "function_code": code, "system_id": x["system_id"], "other_system_id": y["system_id"], "other_system": y["system"],
        "value": np.concatenate([*higher, np.array([])]), "n": np.minimum(x["n"], y["n"]),
    })  # fmt: skip
