"""Each supplier's share of what live contracts cost in a year (metrics.md, 2.1; M03)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption.resampling import DRAWS, borough_draws, table_of
from citytools_analysis.metrics.adoption.scopes import SCOPE_COLUMNS
from citytools_analysis.metrics.adoption.supply import value_supply
from citytools_analysis.metrics.envelope import ENVELOPE, SMALL_N, enveloped
from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.register import Register

SMALLEST, LEAST_COVERAGE = 8, 0.7
NOT_TOLD = "one or two boroughs make up too much of it to be published"
VALUE_SHARE_COLUMNS = (
    *SCOPE_COLUMNS, "view", "supplier_id", "supplier", "n_contracts", "n_boroughs", "coverage_by_value", "share_assumed",
    *ENVELOPE,
)  # fmt: skip


def shares_by_value(  # noqa: PLR0913 -- each option is one decision of the reader's
    register: Register,
    by: str = "function",
    *,
    view: SupplierView = "operating_group",
    on: date | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Give each supplier's share of the yearly value of live contracts.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`.
    view
        `as_reported`, the company that sources name, or `operating_group`, the group it traded in on the day.
    on
        The day the question is about; the register's `as_of` if not given.
    draws, seed
        How many times boroughs are drawn for the interval, and the seed of the draws.

    Returns
    -------
    shares
        One row a group and supplier with a value, largest first, with the columns of `VALUE_SHARE_COLUMNS`: `value`, the
        share of the known yearly value without VAT, which sums to 1; `n` live contracts with a value and a known maker,
        of `n_of` that are live or may be; `coverage` by count and `coverage_by_value`, taking each missing value to be
        the median of its function; `share_assumed`, how much of the group's value rests on an equal split of a contract
        that nobody declared; `n_contracts` and `n_boroughs` of the supplier. The interval is a 95% bootstrap of whole
        boroughs; the bounds give all that is missing, as predicted, to others or to this supplier. Withheld below 8
        contracts, below 70% coverage by count or by value, or where the values add up to nothing; in the public edition
        also where one borough makes up more than half of a supplier's value, or the others less than a tenth beside the
        two largest, with the next smallest where only one would be hidden.

    Raises
    ------
    UnknownNameError
        If `by` or `view` is none of these.
    ValueError
        If there are no draws.

    Notes
    -----
    `sum w V / sum w V` over allocations, w the weight and V the yearly value (metrics.md, 2.1; M03). Ceilings and
    frameworks are never counted; values are as at signing, not in real terms, for no deflator is held. A negative or
    infinite value is none. It must not be read as a share of spending: only contracts with a stated value are in it.

    Examples
    --------
    >>> shares_by_value(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    rows = value_supply(register, by, view=view, on=day)
    groups = value_coverage(rows)
    known = rows[rows["amount"].notna()]
    keys = [*SCOPE_COLUMNS, "group_id", "group"]
    told = known.groupby(keys, as_index=False, dropna=False).agg(
        amount=("amount", "sum"), n_contracts=("contract_id", "nunique"), n_boroughs=("borough_id", "nunique")
    )
    told = told.merge(groups.reset_index(), on="scope_code").assign(view=view, supplier_id=told["group_id"])
    told = told.assign(
        supplier=told["group"].fillna(told["group_id"]),
        value=(told["amount"] / told["known_gbp"]).where(told["known_gbp"] > 0),
    )
    told = told.merge(_intervals(known, draws=draws, seed=seed), on=["scope_code", "group_id"], how="left")
    done = _enveloped(told, known, register, day).sort_values(
        ["scope_code", "amount", "supplier_id"], ascending=[True, False, True]
    )
    return done[list(VALUE_SHARE_COLUMNS)].reset_index(drop=True)


def value_coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Say how much of the value of a group's contracts is known.

    Parameters
    ----------
    rows
        As `supply.value_supply` gives.

    Returns
    -------
    coverage
        Indexed by `scope_code`: `n` contracts with a value of `n_of`; `known_gbp`; `missing_gbp`, as predicted, and the
        sum of its squares by contract, `missing_squares`; `coverage` and `coverage_by_value`; `share_assumed`.

    Examples
    --------
    >>> rows = pd.DataFrame({"scope_code": "F", "contract_id": ["c", "d"], "amount": [3.0, None], "predicted": [3.0, 1.0],
    ...                      "is_assumed": False})
    >>> value_coverage(rows)[["n", "n_of", "coverage_by_value"]].values.tolist()
    [[1, 2, 0.75]]
    """
    is_known = rows["amount"].notna()
    missing = rows[~is_known].groupby(["scope_code", "contract_id"])["predicted"].sum()
    sums = rows.assign(assumed=rows["amount"].where(rows["is_assumed"])).groupby("scope_code")
    told = pd.DataFrame({
        "n": rows[is_known].groupby("scope_code")["contract_id"].nunique(),
        "n_of": sums["contract_id"].nunique(),
        "known_gbp": sums["amount"].sum(),
        "missing_gbp": missing.groupby("scope_code").sum(),
        "missing_squares": (missing**2).groupby("scope_code").sum(),
        "assumed_gbp": sums["assumed"].sum(),
    }).fillna(0.0).rename_axis("scope_code")  # fmt: skip
    known = told["known_gbp"].where(told["known_gbp"] > 0)
    return told.assign(
        coverage=(told["n"] / told["n_of"].where(told["n_of"] > 0)),
        coverage_by_value=known / (told["known_gbp"] + told["missing_gbp"]),
        share_assumed=told["assumed_gbp"] / known,
    ).astype({"n": "Int64", "n_of": "Int64"})


def why_value_withheld(told: pd.DataFrame) -> pd.Series:
    """
    Say why a figure on value must not be shown.

    Parameters
    ----------
    told
        With the columns of `value_coverage`.

    Returns
    -------
    reason
        In words; empty where it may be shown.

    Examples
    --------
    >>> why_value_withheld(pd.DataFrame({"n": [8], "known_gbp": [9.0], "coverage": [0.5], "coverage_by_value": [0.9]})).item()
    'the value is known of fewer than 70% of contracts'
    """
    cases = {
        f"fewer than {SMALLEST} contracts have a known value": (told["n"] < SMALLEST),
        "the values add up to nothing": ~(told["known_gbp"] > 0),
        "the value is known of fewer than 70% of contracts": told["coverage"] < LEAST_COVERAGE,
        "less than 70% of the likely value is known": told["coverage_by_value"] < LEAST_COVERAGE,
    }
    reason = np.select([is_case.to_numpy(dtype=bool) for is_case in cases.values()], list(cases), "")
    return pd.Series(reason, index=told.index, dtype="str")


def _enveloped(told: pd.DataFrame, known: pd.DataFrame, register: Register, day: date) -> pd.DataFrame:
    reason = why_value_withheld(told)
    if register.info.edition == "public":
        reason = reason.mask(reason.eq("") & _is_told_by_few(told, known), NOT_TOLD)
    share, cover = told["value"], told["coverage_by_value"]
    done = enveloped(
        told, unit="share of yearly value", basis="live contracts with a value, without VAT", as_of=day,
        bound_low=share * cover, bound_high=share * cover + (1 - cover), is_withheld=reason.ne(""), reason=reason,
    )  # fmt: skip
    hidden = ["n_contracts", "n_boroughs", "coverage_by_value", "share_assumed"]
    return done.assign(**{name: done[name].astype("float64").mask(done["is_withheld"]) for name in hidden})


def _intervals(known: pd.DataFrame, *, draws: int, seed: int) -> pd.DataFrame:
    """Draw boroughs anew for each group, always from the same seed, so that no group hangs on another."""
    parts = [pd.DataFrame(columns=["scope_code", "group_id", "lower", "upper", "interval_kind"])]
    for code, rows in known.groupby("scope_code"):
        table = table_of(rows)
        n_boroughs = len(table)
        told = pd.DataFrame({"scope_code": code, "group_id": table.columns, "lower": np.nan, "upper": np.nan})
        if n_boroughs < SMALL_N:
            parts.append(told.assign(interval_kind=f"none: fewer than {SMALL_N} boroughs have a value"))
            continue
        amounts = table.to_numpy()
        drawn = [
            counts @ amounts for counts in borough_draws(n_boroughs, draws=draws, seed=seed, width=amounts.shape[1])
        ]
        sums = np.concatenate(drawn)
        whole = sums.sum(axis=1, keepdims=True)
        shares = np.divide(sums, whole, out=np.zeros_like(sums), where=whole > 0)
        lower, upper = np.quantile(shares, [0.025, 0.975], axis=0)
        parts.append(told.assign(lower=lower, upper=upper, interval_kind="bootstrap 95%, boroughs drawn"))
    filled = [part for part in parts if len(part)] or parts
    return pd.concat(filled, ignore_index=True)


def _is_told_by_few(told: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Say which figures let a reader estimate one borough's value (metrics.md, 15, rules 3 and 5)."""
    cell = ["scope_code", "group_id"]
    paid = (
        known.groupby([*cell, "borough_id"])["amount"]
        .sum()
        .reset_index()
        .sort_values([*cell, "amount"], ascending=[True, True, False])
    )
    place = paid.groupby(cell).cumcount()
    sums = paid.groupby(cell)["amount"].sum()
    first, second = (
        paid[place == rank].set_index(cell)["amount"].reindex(sums.index, fill_value=0.0) for rank in (0, 1)
    )
    is_few = (first > 0.5 * sums) | (sums - first - second < 0.1 * first)
    few = pd.Series(is_few.reindex(pd.MultiIndex.from_frame(told[cell])).to_numpy(dtype=bool), index=told.index)
    is_alone = few.groupby(told["scope_code"]).transform("sum").eq(1)
    others = told["amount"].where(~few & is_alone)
    smallest = others.groupby(told["scope_code"]).transform("min")
    return few | (others == smallest)
