"""Do more suppliers go with lower satisfaction? (M65) The 2019 claim, with its size, its uncertainty and its confound."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, Numbers, enveloped
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.satisfaction.rank_correlation import (
    bonett_wright,
    partial_spearman,
    permutation_p,
    rowwise_spearman,
    spearman,
    weighted_spearman,
)
from citytools_analysis.metrics.satisfaction.supplier_points import Parts, Unit, parts_of, points_of
from citytools_analysis.metrics.satisfaction.withholding import edition_of
from citytools_analysis.register import Register

CORRELATION_COLUMNS = (
    "unit_of", "suppliers_are", "partial_rho", "partial_on", "permutation_p", "bootstrap_lower", "bootstrap_upper",
    "reading", *ENVELOPE,
)  # fmt: skip
_LEAST = {"full": 10, "members": 10, "public": 15}
_SUPPLIERS_ARE = {"borough": "operating groups a borough buys from", "function": "effective number of operating groups"}
_PARTIAL_ON = {"borough": "functions reported", "function": "boroughs that reported the function"}
Places = npt.NDArray[np.int64]
_RESAMPLES, _SHUFFLES, _CHUNK = 1000, 9999, 100


def supplier_count_correlation(
    register: Register,
    unit: Unit = "borough",
    *,
    seed: int = 0,
    on: date | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """
    Say whether more suppliers are reported together with lower satisfaction (M65).

    Parameters
    ----------
    register
        The register.
    unit
        `borough`: the number of a borough's suppliers and its mean net satisfaction; or `function`: the effective number
        of suppliers of a function and its net satisfaction.
    seed
        Seed of the shuffles and resamples.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    correlation
        One row with the columns of `CORRELATION_COLUMNS`: `value`, Spearman's rho (-1 to 1) over `n` points of `n_of`
        boroughs or functions, ties at the mean of their ranks; `lower` and `upper`, the Bonett-Wright 95% interval;
        `bootstrap_lower` and `bootstrap_upper`, the same by 1,000 resamples of decision-makers; `permutation_p`, two-sided,
        by 9,999 shuffles; `partial_rho` with `partial_on` held; and `reading`. There are no bounds: what the silent could
        do to an order of so few is almost anything. Withheld below 10 points, 15 in public, and where all points are
        equal in one of the two. The points are `supplier_points`.

    Raises
    ------
    UnknownNameError
        If there is no such unit or edition.

    Notes
    -----
    metrics.md, 6.3; Bonett and Wright 2000. The traps: a borough that reports more functions reports more suppliers and
    more problems, whatever its suppliers do, so read `partial_rho`; and what holds of boroughs or functions need not
    hold of systems. With 22 boroughs the power for a rho of 0.3 is about one in four: expect "inconclusive".

    Examples
    --------
    >>> supplier_count_correlation(Register.from_tables({}, as_of=date(2026, 11, 23)))["reason"].item()
    'fewer than 10 boroughs have both figures'
    """
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(CORRELATION_COLUMNS, register)
    parts = parts_of(register, on=on)
    points = points_of(parts, unit)
    reason = _why_refused(points, unit, _LEAST[edition])
    found = {} if reason else _correlated(parts, points, unit, seed)
    n_of = len(register.boroughs) if unit == "borough" else parts.answered["function_code"].nunique()
    row = pd.DataFrame([{"n": len(points), "n_of": n_of, "reason": reason} | found])
    told = enveloped(
        row.assign(unit_of=unit, suppliers_are=_SUPPLIERS_ARE[unit], partial_on=_PARTIAL_ON[unit]),
        unit="Spearman's rho, -1 to 1", interval_kind="Bonett-Wright 95%", is_withheld=row["reason"].ne(""),
        basis="one vote a borough and system, latest wave within 18 months", as_of=on or register.as_of,
    )  # fmt: skip
    return told.reindex(columns=list(CORRELATION_COLUMNS)).astype({"n": "Int64", "n_of": "Int64"})


def _why_refused(points: pd.DataFrame, unit: str, least: int) -> str:
    names = {"borough": "boroughs", "function": "functions"}[unit]
    if len(points) < least:
        return f"fewer than {least} {names} have both figures"
    if np.ptp(points["suppliers"].to_numpy()) == 0:
        return f"all {names} have the same number of suppliers"
    if np.ptp(points["net"].to_numpy()) == 0:
        return f"all {names} are equally satisfied"
    return ""


def _correlated(parts: Parts, points: pd.DataFrame, unit: str, seed: int) -> dict[str, object]:
    x, y = points["suppliers"].to_numpy(dtype=float), points["net"].to_numpy(dtype=float)
    rho = spearman(x, y)
    lower, upper = bonett_wright(rho, len(points))
    resampled = _resampled(parts, points, unit, np.random.default_rng(seed))
    resampled = resampled[~np.isnan(resampled)]
    ends = np.quantile(resampled, [0.025, 0.975]) if len(resampled) >= _RESAMPLES // 2 else [np.nan, np.nan]
    return {
        "value": rho, "lower": lower, "upper": upper, "bootstrap_lower": ends[0], "bootstrap_upper": ends[1],
        "permutation_p": permutation_p(x, y, draws=_SHUFFLES, seed=seed),
        "partial_rho": partial_spearman(x, y, points["n_reported"].to_numpy(dtype=float)),
        "reading": _reading(rho, lower, upper),
    }  # fmt: skip


def _reading(rho: float, lower: float, upper: float) -> str:
    if np.isnan(lower):
        return "a perfect order: the interval does not exist"
    if lower <= 0 <= upper:
        return "inconclusive: the interval holds both signs"
    return f"more suppliers are reported together with {'lower' if rho < 0 else 'higher'} satisfaction"


def _resampled(parts: Parts, points: pd.DataFrame, unit: str, chance: np.random.Generator) -> Numbers:
    """Resample decision-makers, all boroughs of one together, and correlate anew."""
    makers = parts.voted.drop_duplicates("borough_id").set_index("borough_id")["decision_maker"]
    if unit == "borough":
        clusters = makers.reindex(points.index)
        codes, found = pd.factorize(clusters, sort=True)
        drawn = chance.multinomial(len(found), np.full(len(found), 1 / len(found)), size=_RESAMPLES).astype(float)
        return weighted_spearman(points["suppliers"].to_numpy(), points["net"].to_numpy(), drawn[:, codes])
    boroughs = pd.Index(sorted({*parts.supplied["borough_id"], *parts.voted["borough_id"]}))
    clusters = makers.reindex(boroughs).fillna(pd.Series(boroughs, index=boroughs))
    codes, found = pd.factorize(clusters, sort=True)
    sums = _Sums(parts, boroughs, points.index)
    chunks = []
    for _ in range(_RESAMPLES // _CHUNK):
        drawn = chance.multinomial(len(found), np.full(len(found), 1 / len(found)), size=_CHUNK).astype(float)
        chunks.append(rowwise_spearman(*sums.of(drawn[:, codes])))
    return np.concatenate(chunks)


class _Sums:
    """What each borough adds to each function, so that a resample is a product of matrices."""

    def __init__(self, parts: Parts, boroughs: pd.Index, functions: pd.Index) -> None:
        supplied = parts.supplied[parts.supplied["function_code"].isin(functions)]
        voted = parts.voted[parts.voted["function_code"].isin(functions)]
        pairs = pd.MultiIndex.from_frame(supplied[["function_code", "group_id"]]).drop_duplicates().sort_values()
        self.starts = np.unique(functions.get_indexer(pairs.get_level_values(0)), return_index=True)[1]
        at = pairs.get_indexer(pd.MultiIndex.from_frame(supplied[["function_code", "group_id"]]))
        self.parts = _summed(
            boroughs.get_indexer(pd.Index(supplied["borough_id"])), at, supplied["part"], len(boroughs), len(pairs)
        )
        place = (
            boroughs.get_indexer(pd.Index(voted["borough_id"])),
            functions.get_indexer(pd.Index(voted["function_code"])),
        )
        self.opinion = _summed(*place, voted["opinion"], len(boroughs), len(functions))
        self.votes = _summed(*place, voted["opinion"] * 0 + 1, len(boroughs), len(functions))

    def of(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        """Give suppliers and net satisfaction by resample and function."""
        by_group = weights @ self.parts
        total = np.add.reduceat(by_group, self.starts, axis=1)
        squares = np.add.reduceat(by_group**2, self.starts, axis=1)
        votes = weights @ self.votes
        nothing = np.full(votes.shape, np.nan)
        suppliers = np.divide(total**2, squares, out=nothing.copy(), where=squares > 0)
        return suppliers, np.divide(weights @ self.opinion, votes, out=nothing, where=votes > 0)


def _summed(row: Places, column: Places, values: pd.Series, n_rows: int, n_columns: int) -> Numbers:
    table = np.zeros((n_rows, n_columns))
    np.add.at(table, (row, column), values.to_numpy(dtype=float))
    return table
