"""What each supplier holds with each borough, counted by boroughs, contracts or value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption.by_contracts import SMALLEST as SMALLEST_CONTRACTS
from citytools_analysis.metrics.adoption.by_value import value_coverage, why_value_withheld
from citytools_analysis.metrics.adoption.resampling import Numbers, table_of
from citytools_analysis.metrics.adoption.scopes import SCOPE_COLUMNS, scoped
from citytools_analysis.metrics.adoption.supply import borough_supply, contract_supply, value_supply
from citytools_analysis.metrics.envelope import SMALL_N
from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.register import Register

Basis = Literal["boroughs", "contracts", "value"]
BASES: tuple[Basis, ...] = ("boroughs", "contracts", "value")
BASIS_WORDS = {
    "boroughs": "boroughs with known supply", "contracts": "live contracts",
    "value": "live contracts with a value, without VAT",
}  # fmt: skip
_CELL = ["scope_code", "borough_id", "group_id"]


class Holdings(NamedTuple):
    """
    What is held in each group of functions.

    `parts` has a row a group, borough and supplier: `scope_code`, `borough_id`, `group_id`, `group`, `amount` and
    `self_match`, the sum over its units of the squared share. `scopes` has a row a group, by `scope_code`: the columns of
    `SCOPE_COLUMNS`, `n` units known of `n_of`, `n_boroughs` they are of, `whole`, `missing` and `missing_squares` in the
    measure of `amount`, and `reason`, why nothing may be said of it.
    """

    parts: pd.DataFrame
    scopes: pd.DataFrame
    basis: Basis


class Held(NamedTuple):
    """One group of functions as numbers: a row a borough, a column a supplier."""

    amounts: Numbers
    self_match: Numbers
    suppliers: list[str]
    n: int
    n_of: int
    whole: float
    missing: float
    missing_squares: float
    basis: Basis


def holdings(register: Register, by: str, *, basis: Basis, view: SupplierView, on: date) -> Holdings:
    """
    Count what each supplier holds.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`.
    basis
        `boroughs`, `contracts` or `value`.
    view
        `as_reported` or `operating_group`.
    on
        The day.

    Returns
    -------
    holdings
        By boroughs each borough with known supply counts 1, split equally between its k suppliers; one that runs its own
        or an open-source system is its own supplier; one that has none, or to which a function does not apply, is not in
        the market; one whose maker is not known is unknown. By contracts each live contract counts 1. By value each counts
        its yearly value.

    Raises
    ------
    UnknownNameError
        If `by`, `basis` or `view` is none of these.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> register = Register.from_tables({}, as_of=day)
    >>> holdings(register, "function", basis="boroughs", view="as_reported", on=day).parts.empty
    True
    """
    if basis not in BASES:
        raise UnknownNameError("basis", basis, list(BASES))
    if basis == "boroughs":
        return _by_boroughs(register, by, view, on)
    return _by_contracts(register, by, view, on) if basis == "contracts" else _by_value(register, by, view, on)


def each_held(held: Holdings) -> Iterator[tuple[str, Held]]:
    """
    Give each group of functions as numbers.

    Parameters
    ----------
    held
        As `holdings` gives.

    Yields
    ------
    scope_code, held
        Only groups in which anything is known.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> register = Register.from_tables({}, as_of=day)
    >>> list(each_held(holdings(register, "function", basis="boroughs", view="as_reported", on=day)))
    []
    """
    for code, rows in held.parts.groupby("scope_code"):
        amounts = table_of(rows)
        own = rows.groupby("borough_id")["self_match"].sum().reindex(amounts.index)
        about: dict[Any, Any] = held.scopes.loc[str(code)].to_dict()
        yield str(code), Held(
            amounts.to_numpy(), own.to_numpy(dtype=float), amounts.columns.tolist(), int(about["n"]), int(about["n_of"]),
            float(about["whole"]), float(about["missing"]), float(about["missing_squares"]), held.basis,
        )  # fmt: skip


def _by_boroughs(register: Register, by: str, view: SupplierView, on: date) -> Holdings:
    rows = scoped(borough_supply(register, view=view, on=on), by, register)
    known = rows[rows["supply"].isin(["supplied", "own"])].drop_duplicates(_CELL)
    place = ["scope_code", "borough_id"]
    amount = 1 / known.groupby(place)["group_id"].transform("size")
    known = known.assign(amount=amount.astype("float64"), self_match=(amount**2).astype("float64"))
    scopes = _scopes(rows, known)
    outside = rows[rows["supply"].isin(["none", "not_applicable"])].drop_duplicates(place)
    outside = outside[~pd.MultiIndex.from_frame(outside[place]).isin(pd.MultiIndex.from_frame(known[place]))]
    n_outside = outside.groupby("scope_code").size() if by == "function" else pd.Series(dtype="int64")
    n_of = len(register.boroughs) - n_outside.reindex(scopes.index, fill_value=0)
    missing = (n_of - scopes["n_boroughs"]).astype("float64")
    scopes = scopes.assign(
        n=scopes["n_boroughs"], n_of=n_of, whole=n_of.astype("float64"), missing=missing, missing_squares=missing
    )
    return Holdings(known, _reasoned(scopes), "boroughs")


def _by_contracts(register: Register, by: str, view: SupplierView, on: date) -> Holdings:
    rows = contract_supply(register, by, view=view, on=on)
    known = rows[rows["is_live"] & rows["group_id"].notna()]
    known = known.assign(self_match=known["amount"] ** 2)
    scopes = _scopes(rows, known)
    n, n_of = (frame.groupby("scope_code")["contract_id"].nunique() for frame in (known, rows))
    n, n_of = n.reindex(scopes.index, fill_value=0), n_of.reindex(scopes.index, fill_value=0)
    missing = (n_of - n).astype("float64")
    scopes = scopes.assign(n=n, n_of=n_of, whole=n_of.astype("float64"), missing=missing, missing_squares=missing)
    is_few = scopes["n"] < SMALLEST_CONTRACTS
    few = np.where(is_few, f"fewer than {SMALLEST_CONTRACTS} live contracts are known", "")
    return Holdings(_summed(known), _reasoned(scopes.assign(reason=few)), "contracts")


def _by_value(register: Register, by: str, view: SupplierView, on: date) -> Holdings:
    rows = value_supply(register, by, view=view, on=on)
    known = rows[rows["amount"] > 0].assign(self_match=0.0)
    scopes = _scopes(rows, known)
    cover = value_coverage(rows).reindex(scopes.index)
    scopes = scopes.assign(
        n=cover["n"].astype("int64"), n_of=cover["n_of"].astype("int64"), whole=cover["known_gbp"] + cover["missing_gbp"],
        missing=cover["missing_gbp"], missing_squares=cover["missing_squares"], reason=why_value_withheld(cover),
    )  # fmt: skip
    return Holdings(_summed(known), _reasoned(scopes), "value")


def _summed(known: pd.DataFrame) -> pd.DataFrame:
    keys = [*_CELL, "group"]
    return known.groupby(keys, as_index=False, dropna=False)[["amount", "self_match"]].sum()


def _scopes(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    scopes = rows[list(SCOPE_COLUMNS)].drop_duplicates("scope_code").sort_values("scope_code")
    scopes = scopes.assign(reason="").set_index("scope_code", drop=False).rename_axis(None)
    n_boroughs = known.groupby("scope_code")["borough_id"].nunique()
    return scopes.assign(n_boroughs=n_boroughs.reindex(scopes.index, fill_value=0))


def _reasoned(scopes: pd.DataFrame) -> pd.DataFrame:
    is_few = scopes["reason"].eq("") & (scopes["n_boroughs"] < SMALL_N)
    return scopes.assign(reason=scopes["reason"].mask(is_few, f"fewer than {SMALL_N} boroughs are known").astype("str"))
