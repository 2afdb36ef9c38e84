"""Who is like us: the nearest boroughs by what they are, not by what they run (metrics.md, 8, M100)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.envelope import ENVELOPE, Numbers, enveloped
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.peers.measures import VARIABLES, Scores, scores
from citytools_analysis.register import Register

WITHIN = ("inner_outer_statutory", "inner_outer_statistical")
NEIGHBOUR_COLUMNS = (
    "borough_id", "borough", "rank", "neighbour_id", "neighbour", "within", "inner_outer", "stability", "variables",
    "missing_variables", *ENVELOPE,
)  # fmt: skip
_NOBODY = "there is no other borough to compare with"
_NO_MEASURE = "a measure of the borough is missing"
_NOT_REWEIGHED = "stability is not known: one variable cannot be weighed against another"


def statistical_neighbours(  # noqa: PLR0913 - the options of the question, one each
    register: Register,
    *,
    k: int = 5,
    measures: pd.DataFrame | None = None,
    within: str = "",
    n_draws: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    """
    List each borough's nearest neighbours by what kind of place it is.

    Parameters
    ----------
    register
        The register; what is no borough (the City of London) is left out.
    k
        How many neighbours.
    measures
        Frame indexed by `borough_id` with any of the columns of `measures.VARIABLES`. If not given, the residents of
        the reference table alone, and the answer says what is missing.
    within
        Compare inner boroughs only with inner ones and outer only with outer: by which definition, one of `WITHIN`; all
        with all if empty.
    n_draws
        How often the variables are weighed anew.
    seed
        Seed of the draws.

    Returns
    -------
    neighbours
        One row a borough and neighbour, nearest first, with the columns of `NEIGHBOUR_COLUMNS`. `value` is the distance
        in standard deviations, `stability` the share of draws (0 to 1) in which the neighbour is among the `k` nearest,
        missing with a single variable; `n` boroughs are compared of `n_of`. A borough without a measure, or with
        nobody to compare with, has one withheld row.

    Raises
    ------
    ValueError
        If `k` or `n_draws` is below 1, or a measure is impossible.
    UnknownNameError
        If `within` is no definition.

    Notes
    -----
    Euclidean distance of z-scores of log residents, density, IMD 2025 average score, share of social rent and tax base
    for each dwelling; k = 5; stability by redrawing the weights, Dirichlet(1, ..., 1) (metrics.md, 8, M100; Rubin
    1981). Of equal distance the first id by the alphabet. The model is our own, and not CIPFA's. Not to be read as
    boroughs that should buy together: alike in kind is not alike in systems.

    Examples
    --------
    >>> from datetime import date
    >>> told = statistical_neighbours(Register.from_tables({}, as_of=date(2026, 11, 23)), k=1)
    >>> told.loc[told["borough"] == "Camden", ["neighbour", "variables"]].values.tolist()
    [['Sutton', 'residents (logarithm)']]
    """
    if min(k, n_draws) < 1:
        raise ValueError(f"k is {k} and n_draws {n_draws}: both must be at least 1.")
    if within and within not in WITHIN:
        raise UnknownNameError("definition of inner and outer", within, list(WITHIN))
    held = scores(register, measures)
    kinds = _kinds(register, held, within)
    squares = (held.points[:, None, :] - held.points[None, :, :]) ** 2
    is_other = (kinds[:, None] == kinds[None, :]) & ~np.eye(len(kinds), dtype=bool)
    nearest = _nearest(squares.sum(axis=2), is_other, k)
    stability = _stability(squares, is_other, k, n_draws, np.random.default_rng(seed))
    told = _listed(held, nearest, squares.sum(axis=2), stability)
    told = pd.concat([told, _alone(held, told)], ignore_index=True).sort_values(["borough_id", "rank"])
    class_of = pd.Series(kinds, index=list(held.borough_ids), dtype="object")
    told = told.assign(
        within=within or "all boroughs", inner_outer=told["borough_id"].map(class_of),
        variables="; ".join(held.variables), missing_variables="; ".join(held.missing),
    )  # fmt: skip
    return _with_envelope(told, held, register)[list(NEIGHBOUR_COLUMNS)].reset_index(drop=True)


def _kinds(register: Register, held: Scores, within: str) -> npt.NDArray[np.object_]:
    if not within:
        return np.full(len(held.borough_ids), "", dtype=object)
    kinds = register.boroughs.drop_duplicates("borough_id").set_index("borough_id")[within].fillna("")
    return kinds.reindex(list(held.borough_ids)).to_numpy(dtype=object)


def _nearest(distance: Numbers, is_other: npt.NDArray[np.bool_], k: int) -> npt.NDArray[np.int64]:
    """Give the places of the k nearest of each row; -1 where there are fewer."""
    far = np.where(is_other, np.round(distance, 12), np.inf)
    order = np.argsort(far, axis=1, kind="stable")[:, :k]
    places: npt.NDArray[np.int64] = np.where(np.isinf(np.take_along_axis(far, order, axis=1)), -1, order)
    return places


def _stability(
    squares: Numbers, is_other: npt.NDArray[np.bool_], k: int, n_draws: int, draw: np.random.Generator
) -> Numbers:
    """Give the share of draws in which each is among the k nearest of each."""
    n, n_variables = len(squares), squares.shape[2]
    if n_variables < 2:
        return np.full((n, n), np.nan)
    found = np.zeros((n, n))
    rows = np.arange(n)[:, None]
    for weights in draw.dirichlet(np.ones(n_variables), n_draws):
        places = _nearest(squares @ weights, is_other, k)
        hits = np.zeros((n, n + 1))
        hits[rows, places] = 1  # a place of -1 falls into the spare last column
        found += hits[:, :n]
    return found / n_draws


def _listed(held: Scores, nearest: npt.NDArray[np.int64], distance: Numbers, stability: Numbers) -> pd.DataFrame:
    ids = np.array(held.borough_ids, dtype=object)
    row, rank = np.nonzero(nearest >= 0)
    place = nearest[row, rank]
    return pd.DataFrame({
        "borough_id": ids[row], "rank": pd.array(rank + 1, dtype="Int64"), "neighbour_id": ids[place],
        "value": np.sqrt(distance[row, place]), "stability": stability[row, place], "reason": "",
    })  # fmt: skip


def _alone(held: Scores, told: pd.DataFrame) -> pd.DataFrame:
    nobody = [name for name in held.borough_ids if name not in set(told["borough_id"])]
    reasons = dict.fromkeys(nobody, _NOBODY) | dict.fromkeys(held.left_out, _NO_MEASURE)
    rows = pd.DataFrame({"borough_id": list(reasons), "reason": list(reasons.values())}, dtype="object")
    return rows.assign(rank=pd.array([pd.NA] * len(rows), dtype="Int64"), neighbour_id=None, value=np.nan,
                       stability=np.nan)  # fmt: skip


def _with_envelope(told: pd.DataFrame, held: Scores, register: Register) -> pd.DataFrame:
    is_withheld = told["neighbour_id"].isna()
    words = f"rests on {len(held.variables)} of {len(VARIABLES)} variables" if held.missing else ""
    words = "; ".join(part for part in (words, _NOT_REWEIGHED if len(held.variables) == 1 else "") if part)
    named = with_names(told.drop(columns="borough_id").rename(columns={"neighbour_id": "borough_id"}), register)
    n = len(held.borough_ids)
    return enveloped(
        with_names(told.assign(neighbour=named["borough"]), register), unit="standard deviations", n=n,
        n_of=n + len(held.left_out), interval_kind="none: see stability", basis="boroughs compared", as_of=register.as_of,
        is_withheld=is_withheld.to_numpy(dtype=bool), reason=told["reason"].where(is_withheld, words),
    )  # fmt: skip
