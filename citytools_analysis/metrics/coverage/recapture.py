"""How many contracts and systems there are at least, by how far two kinds of source overlap (metrics.md, 7, M94)."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.metrics.coverage.reach import ALL_AREAS
from citytools_analysis.metrics.coverage.sides import with_side
from citytools_analysis.metrics.envelope import ENVELOPE, Z_95, Numbers, enveloped
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

LEAST_IN_BOTH = 7  # below this Chapman's estimate is biased (metrics.md, 7)
COUNTED = ("contracts", "systems")
RECAPTURE_COLUMNS = ("counted", "area_code", "area", "n_reported", "n_published", "n_both", "n_seen", *ENVELOPE)
_AT_LEAST = "read as at least this many: what is reported and what is published are often the same"
_OF_WHAT_SHOWS = "; counted on what this edition holds"
_TOO_FEW = f"fewer than {LEAST_IN_BOTH} are in both kinds of source"
_USE = ["borough_id", "function_code", "system_id"]


def chapman(n_first: npt.ArrayLike, n_second: npt.ArrayLike, n_both: npt.ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
    """
    Estimate how many there are from two incomplete lists.

    Parameters
    ----------
    n_first, n_second
        How many stand on each list.
    n_both
        How many stand on both.

    Returns
    -------
    estimate
        `(n1 + 1)(n2 + 1) / (m + 1) - 1` (Chapman 1951), and the lower and upper end of its log-normal 95% interval
        (Chao 1987), which is never below the number seen; of no width where one list holds all of the other.

    Raises
    ------
    ValueError
        If a count is negative, or more are on both than on one.

    Examples
    --------
    >>> [round(end.item(), 1) for end in chapman(40, 30, 20)]
    [59.5, 53.5, 75.6]
    """
    first, second, both = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (n_first, n_second, n_both)))
    if not ((both >= 0) & (both <= first) & (both <= second)).all():
        raise ValueError(
            "two lists cannot have more in common than either holds, nor fewer than none: check the counts."
        )
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    seen = first + second - both
    unseen = np.clip(total - seen, 0, None)
    ratio = np.divide(variance, unseen**2, out=np.zeros_like(total), where=unseen > 0)
    spread = np.exp(Z_95 * np.sqrt(np.log1p(ratio)))
    return total, seen + unseen / spread, seen + unseen * spread


def completeness_of_register(register: Register, counted: str = "contracts", *, on: date | None = None) -> pd.DataFrame:
    """
    Estimate from the overlap of returns and published records how many contracts or systems there are at least.

    Parameters
    ----------
    register
        The register; every version of a row counts for the kind of source that tells it.
    counted
        `contracts` that have not ended, or `systems` in use (each borough, function and system).
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    estimate
        One row an area, last all areas, with the columns of `RECAPTURE_COLUMNS`. `value` is Chapman's estimate,
        `lower` and `upper` its log-normal interval; `n` and `bound_low` are the `n_seen` that are known to exist, and
        there is no upper bound; `coverage` is `n_seen / value`, at most. Withheld where fewer than 7 are in both.

    Raises
    ------
    UnknownNameError
        If `counted` is neither.

    Notes
    -----
    `(n1 + 1)(n2 + 1) / (m + 1) - 1` with `n1` in returns, `n2` in notices, published registers and facts, `m` in both
    (metrics.md, 7, M94; Chapman 1951). The two kinds are not independent: a borough that publishes also reports, and a
    large contract is in both, so it is a lower bound and not a count. A contract is in both only if the sources share
    an id or a procurement process; matches that are missed push the estimate up.

    Examples
    --------
    >>> told = completeness_of_register(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told[["area", "n_both", "reason"]].tail(1).values.tolist()
    [['all areas', 0, 'fewer than 7 are in both kinds of source']]
    """
    if counted not in COUNTED:
        raise UnknownNameError("thing to count", counted, list(COUNTED))
    day = on or register.as_of
    lists = (_contracts if counted == "contracts" else _systems)(register, day)
    told = _by_area(lists, register).assign(counted=counted)
    value, lower, upper = chapman(told["n_reported"], told["n_published"], told["n_both"])
    is_few = told["n_both"] < LEAST_IN_BOTH
    why = _AT_LEAST + (_OF_WHAT_SHOWS if answered_in_part(register) else "")
    told = enveloped(
        told, value=value, unit=counted, n=told["n_seen"], coverage=told["n_seen"] / np.where(value > 0, value, np.nan),
        lower=lower, upper=upper, interval_kind="Chapman, log-normal 95%", bound_low=told["n_seen"].astype("float64"),
        basis=counted, as_of=day, is_withheld=is_few, reason=np.where(is_few, _TOO_FEW, why),
    )  # fmt: skip
    return told[list(RECAPTURE_COLUMNS)]


def _contracts(register: Register, day: date) -> pd.DataFrame:
    terms = contract_terms(register, on=day)
    terms = terms[terms["standing"] != "ended"].set_index("contract_id")
    rows = with_side(register.rows("contracts"), register)
    rows = rows.loc[rows["contract_id"].isin(terms.index), ["contract_id", "side"]]
    return rows.assign(key=rows["contract_id"], function_code=rows["contract_id"].map(terms["function_code"]))


def _systems(register: Register, day: date) -> pd.DataFrame:
    uses = in_use(register, on=day)
    uses = uses[uses["system_state"].eq("known") & uses["system_id"].notna()]
    rows = with_side(register.rows("deployments"), register)
    rows = rows[rows["system_state"].eq("known")].dropna(subset=_USE)
    is_running = pd.MultiIndex.from_frame(rows[_USE]).isin(pd.MultiIndex.from_frame(uses[_USE]))
    rows = rows[is_running]
    return rows.assign(key=rows["borough_id"] + "/" + rows["function_code"] + "/" + rows["system_id"])


def _by_area(lists: pd.DataFrame, register: Register) -> pd.DataFrame:
    functions = register.functions.drop_duplicates("function_code").set_index("function_code")
    lists = lists.assign(area_code=lists["function_code"].map(functions["area_code"]))
    on_list = [lists[lists["side"] == side].drop_duplicates("key").set_index("key")["area_code"]
               for side in ("reported", "published")]  # fmt: skip
    on_list.append(on_list[0][on_list[0].index.isin(on_list[1].index)])
    areas = register.functions[["area_code", "area"]].drop_duplicates("area_code").sort_values("area_code")
    every = pd.DataFrame({"area_code": [None], "area": [ALL_AREAS]})
    told = pd.concat([areas.astype("object"), every], ignore_index=True)
    counts = {
        name: [*part.value_counts().reindex(areas["area_code"], fill_value=0).astype("int64"), len(part)]
        for name, part in zip(("n_reported", "n_published", "n_both"), on_list, strict=True)
    }
    told = told.assign(**counts)
    return told.assign(n_seen=told["n_reported"] + told["n_published"] - told["n_both"])
