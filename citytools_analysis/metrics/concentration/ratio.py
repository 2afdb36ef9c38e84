"""The share of the largest suppliers (metrics.md, 2.2; M12)."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption.resampling import DRAWS
from citytools_analysis.metrics.adoption.scopes import SCOPE_COLUMNS
from citytools_analysis.metrics.concentration.holdings import BASIS_WORDS, Basis, Held, each_held, holdings
from citytools_analysis.metrics.concentration.indices import drawn, interval_kind, spread, top_shares
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.register import Register

SMALLEST_OVERALL = 50  # contracts
RATIO_COLUMNS = (
    *SCOPE_COLUMNS, "view", "k", "k_used", "n_suppliers", "suppliers", "tied_suppliers", *ENVELOPE,
)  # fmt: skip


def ratios(  # noqa: PLR0913 -- each option is one decision of the reader's
    register: Register,
    by: str = "overall",
    *,
    ks: tuple[int, ...] = (1, 4, 10),
    basis: Basis = "contracts",
    view: SupplierView = "as_reported",
    on: date | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Give the share of the k largest suppliers; as it stands, the headline of the 2019 dashboard.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`.
    ks
        How many of the largest.
    basis
        What shares are of: `boroughs`, `contracts` or `value`.
    view
        `as_reported`, as in 2019, or `operating_group`.
    on
        The day the question is about; the register's `as_of` if not given.
    draws, seed
        How many times boroughs are drawn for the interval, and the seed of the draws.

    Returns
    -------
    ratios
        One row a group and k, with the columns of `RATIO_COLUMNS`: `value`, 0 to 1; `k_used`, fewer than `k` where there
        are fewer suppliers; `suppliers`, their names from the largest, by name where equal; `tied_suppliers`, those that
        hold as much as the last of them, when some of these are not among the k: the ratio is the same whichever is
        taken. The interval is a 95% bootstrap of whole boroughs; the bounds are what the units not known could do.
        Withheld as `concentration.summary`, and by contracts or value overall below 50 contracts.

    Raises
    ------
    UnknownNameError
        If `by`, `basis` or `view` is none of these.
    ValueError
        If a k is below 1, or there are no draws.

    Notes
    -----
    Sum of the k largest shares (metrics.md, 2.2; M12; City Tools 2019). Overall it adds up markets in which suppliers do not
    replace each other: keep it to reproduce 2019, and publish the effective number of suppliers by function instead. The
    largest of a small sample look larger than they are.

    Examples
    --------
    >>> ratios(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if not ks or min(ks) < 1:
        raise ValueError(f"ks is {ks}: give how many of the largest, each 1 or more.")
    day = on or register.as_of
    held = holdings(register, by, basis=basis, view=view, on=day)
    names = held.parts.drop_duplicates("group_id").set_index("group_id")["group"]
    rows = [row | {"scope_code": code}
            for code, one in each_held(held) for row in _ratios(one, ks, names, draws=draws, seed=seed)]  # fmt: skip
    figures = pd.DataFrame(rows, columns=["scope_code", *_FIGURES]).astype(dict.fromkeys(_NUMBERS, "float64"))
    every = held.scopes.reset_index(drop=True).merge(pd.DataFrame({"k": list(ks)}, dtype="float64"), how="cross")
    told = every.merge(figures, on=["scope_code", "k"], how="left").astype({"k": "Int64"})
    is_few = (told["n"] < SMALLEST_OVERALL) & (by == "overall") & (basis != "boroughs") & told["reason"].eq("")
    reason = told["reason"].mask(is_few, f"fewer than {SMALLEST_OVERALL} contracts are known")
    done = enveloped(
        told.assign(view=view), unit="share", basis=BASIS_WORDS[basis], as_of=day, is_withheld=reason.ne(""),
        reason=reason, interval_kind=told["interval_kind"].fillna("").astype("str"),
    )  # fmt: skip
    hidden = {
        name: done[name].mask(done["is_withheld"]) for name in ("k_used", "n_suppliers", "suppliers", "tied_suppliers")
    }
    return done.assign(**hidden)[list(RATIO_COLUMNS)].reset_index(drop=True)


_NUMBERS = ("k", "k_used", "n_suppliers", "value", "lower", "upper", "bound_low", "bound_high")
_FIGURES = [
    "k", "k_used", "n_suppliers", "suppliers", "tied_suppliers", "value", "lower", "upper", "bound_low", "bound_high",
    "interval_kind",
]  # fmt: skip


def _ratios(held: Held, ks: tuple[int, ...], names: pd.Series, *, draws: int, seed: int) -> list[dict[str, Any]]:
    sums = held.amounts.sum(axis=0)
    labels = [
        str(name) for name in names.reindex(held.suppliers).fillna(pd.Series(held.suppliers, index=held.suppliers))
    ]
    order = sorted(range(len(sums)), key=lambda place: (-sums[place].round(9), labels[place]))
    shares = top_shares(sums[np.newaxis], ks)[0]
    random = drawn(held, draws=draws, seed=seed, ks=ks).top
    told = []
    for at, k in enumerate(ks):
        used = min(k, len(sums))
        chosen, last = order[:used], sums[order[used - 1]]
        tied = [place for place in order if np.isclose(sums[place], last)]
        is_cut = any(place not in chosen for place in tied)
        lower, upper = spread(held, shares[at], random[:, at], float(random[:, at].mean()))
        low, high = _bounds(held, sums, k)
        told.append({
            "k": k, "k_used": used, "n_suppliers": len(sums), "suppliers": "; ".join(labels[place] for place in chosen),
            "tied_suppliers": "; ".join(labels[place] for place in tied) if is_cut else "", "value": shares[at],
            "lower": max(lower, 0.0), "upper": min(upper, 1.0), "bound_low": low, "bound_high": high,
            "interval_kind": interval_kind(held),
        })  # fmt: skip
    return told


def _bounds(held: Held, sums: np.ndarray, k: int) -> tuple[float, float]:
    """Give the ratio with every unit not known at a new supplier of its own, and with all at the largest."""
    known = float(-np.sort(-sums)[:k].sum())
    n_missing = held.n_of - held.n
    each = held.missing / n_missing if n_missing else 0.0
    alone = -np.sort(-np.concatenate([sums, np.full(min(k, n_missing), each)]))[:k].sum()
    return float(alone) / held.whole, min((known + held.missing) / held.whole, 1.0)
