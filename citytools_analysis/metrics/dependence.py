"""How much one borough rests on one supplier, and what would stop if a supplier failed (metrics.md, 2.3; M20, M21)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption.supply import borough_supply, contract_supply, value_supply
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

Basis = Literal["value", "contracts", "functions"]
BASES: tuple[Basis, ...] = ("value", "contracts", "functions")
SMALLEST_CONTRACTS, SMALLEST_FUNCTIONS, SMALLEST_RANGE = 10, 15, 5
DEPENDENCE_COLUMNS = (
    "borough_id", "borough", "view", "top_supplier_id", "top_supplier", "n_suppliers", "hhi", "hhi_bound_low",
    "hhi_bound_high", *ENVELOPE,
)  # fmt: skip
EXPOSURE_COLUMNS = (
    "supplier_id", "supplier", "area_code", "area", "borough_id", "borough", "n_only_supplier", "n_boroughs", *ENVELOPE,
)  # fmt: skip
NOT_TOLD = "what would stop if a supplier failed is told to members only"
_OWN = ["top_supplier_id", "top_supplier", "n_suppliers", "hhi", "hhi_bound_low", "hhi_bound_high"]
_UNITS = {
    "value": "share of yearly value",
    "contracts": "share of contracts",
    "functions": "share of critical functions",
}
_WORDS = {
    "value": "live contracts with a value, without VAT", "contracts": "live contracts",
    "functions": "functions of criticality 1 with known supply",
}  # fmt: skip
_DETAIL = {"supplier": [], "area": ["area_code", "area"], "borough": ["borough_id", "borough"]}


def by_borough(
    register: Register,
    borough_id: str | None = None,
    *,
    basis: Basis = "value",
    view: SupplierView = "operating_group",
    on: date | None = None,
) -> pd.DataFrame:
    """
    Give the share of a borough's technology that its largest supplier has.

    Parameters
    ----------
    register
        The register.
    borough_id
        One borough; all of them if not given.
    basis
        `value`, by yearly value; `contracts`, each contract that serves the borough counting 1; or `functions`, its
        functions of criticality 1, which works without values.
    view
        `operating_group`, or `as_reported` for each company by itself.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    dependence
        One row a borough, with the columns of `DEPENDENCE_COLUMNS`: `value`, the share of the largest supplier, named
        beside it; `hhi`, 0 to 10,000, over its suppliers; `n` contracts or functions known of `n_of`; bounds for those
        not known, a missing value taken as the median of its function. What is run in house or as open source is in
        the whole, is nobody's share, and each function of it stands by itself in the index. Withheld below 10 contracts
        (with a value), or 15 functions with known supply. In the members' edition the borough asked for and the range of
        the others, in the public edition only the range: `lower` and `upper` are then the lowest and highest borough,
        `n` how many there are, `value` is missing, and it is withheld below 5 boroughs.

    Raises
    ------
    UnknownNameError
        If there is no such borough, basis or view.

    Notes
    -----
    `max_i V_bi / V_b` and `10,000 sum (V_bi / V_b)^2` (metrics.md, 2.3; M20). A borough of which little is known looks
    dependent: read the bounds. A large share is reported together with its coverage; it is no fault of either side.

    Examples
    --------
    >>> told = by_borough(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")
    >>> told["reason"].item()
    'fewer than 10 contracts with a known value'
    """
    if basis not in BASES:
        raise UnknownNameError("basis", basis, list(BASES))
    every = register.boroughs["borough_id"].tolist()
    if borough_id is not None and borough_id not in every:
        raise UnknownNameError("borough", borough_id, every)
    day = on or register.as_of
    told = register.once(("dependence", basis, view, day), lambda: _told(register, basis, view, day))
    is_own = told["borough_id"].eq(borough_id) if borough_id else pd.Series(data=True, index=told.index)
    if register.info.edition == "full":
        return told[is_own][list(DEPENDENCE_COLUMNS)].reset_index(drop=True)
    if register.info.edition == "public" or borough_id is None:
        return _range(told, basis, day)[list(DEPENDENCE_COLUMNS)]
    both = pd.concat([told[is_own], _range(told[~is_own], basis, day)], ignore_index=True)
    return both[list(DEPENDENCE_COLUMNS)]


def exposure(
    register: Register,
    by: str = "supplier",
    *,
    view: SupplierView = "operating_group",
    criticality: int = 1,
    on: date | None = None,
) -> pd.DataFrame:
    """
    Count what would stop if a supplier failed.

    Parameters
    ----------
    register
        The register.
    by
        `supplier`; or `area` or `borough`, for each supplier.
    view
        `operating_group`, or `as_reported` for each company by itself.
    criticality
        How critical the functions counted are; 1 is the most.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    exposure
        One row a supplier, and area or borough, the most exposed first, with the columns of `EXPOSURE_COLUMNS`: `value`,
        the pairs of borough and function of that criticality that it supplies; `n_only_supplier`, those of them for
        which the borough has nothing else that is known; `n_boroughs`. In a public edition one row, withheld.

    Raises
    ------
    UnknownNameError
        If `by` is none of these.

    Notes
    -----
    Sum over boroughs and functions of criticality weight, 1 for the criticality asked for and 0 for others (metrics.md, 2.3;
    M21). Exact for what is known; what is not known can only add. It says what rests on a supplier, not that it will fail.

    Examples
    --------
    >>> exposure(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if by not in _DETAIL:
        raise UnknownNameError("grouping", by, list(_DETAIL))
    if register.info.edition == "public":
        return held_frame(EXPOSURE_COLUMNS, register, reason=NOT_TOLD)
    day = on or register.as_of
    rows = _critical(register, view, day, criticality).drop_duplicates(
        ["borough_id", "function_code", "group_id", "supply"]
    )
    rows = rows[rows["supply"].isin(["supplied", "own"])]
    n_of_place = rows.groupby(["borough_id", "function_code"])["group_id"].transform("nunique")
    held = with_names(rows.assign(is_only=n_of_place.eq(1)), register)[rows["supply"].eq("supplied")]
    keys = ["group_id", "group", *_DETAIL[by]]
    told = held.groupby(keys, as_index=False, dropna=False).agg(
        value=("function_code", "size"), n_only_supplier=("is_only", "sum"), n_boroughs=("borough_id", "nunique")
    )
    told = told.rename(columns={"group_id": "supplier_id", "group": "supplier"}).astype({"value": "float64"})
    told = told.sort_values(
        ["value", "supplier_id", *_DETAIL[by][:1]], ascending=[False, *[True] * (1 + (by != "supplier"))]
    )
    done = enveloped(
        told, unit=f"boroughs and functions of criticality {criticality}", n=told["n_boroughs"].astype("Int64"),
        n_of=len(register.boroughs), interval_kind="none: a count of what is known", bound_low=told["value"],
        basis="boroughs and functions", as_of=day,
    )  # fmt: skip
    return done.reindex(columns=list(EXPOSURE_COLUMNS)).reset_index(drop=True)


def _critical(register: Register, view: SupplierView, on: date, criticality: int) -> pd.DataFrame:
    rows = borough_supply(register, view=view, on=on)
    functions = register.functions.drop_duplicates("function_code").set_index("function_code")
    is_critical = rows["function_code"].map(functions["criticality"].astype("Int64")).eq(criticality)
    return rows[is_critical.fillna(value=False).astype("bool")]


def _parts(register: Register, basis: Basis, view: SupplierView, on: date) -> pd.DataFrame:
    """Give a row a borough, unit and supplier; `amount` is missing where it is not known, and then `predicted` stands."""
    if basis == "functions":
        return _by_function(register, view, on)
    if basis == "contracts":
        rows = contract_supply(register, "overall", view=view, on=on).drop(columns="borough_id")
        served = parties(register)[["contract_id", "borough_id"]].drop_duplicates()
        rows = served.merge(rows, on="contract_id")
        amount = rows["amount"].where(rows["is_live"] & rows["group_id"].notna())
        told = rows.assign(unit=rows["contract_id"], amount=amount, predicted=1.0, is_own=False)
    else:
        rows = value_supply(register, "overall", view=view, on=on)
        told = rows.assign(unit=rows["contract_id"], is_own=False)
    return told.assign(n_functions=0)


def _by_function(register: Register, view: SupplierView, on: date) -> pd.DataFrame:
    place = ["borough_id", "function_code"]
    every = borough_supply(register, view=view, on=on)
    known_any = every[every["supply"].isin(["supplied", "own"])].drop_duplicates(place)["borough_id"].value_counts()
    rows = _critical(register, view, on, 1)
    is_known = rows["supply"].isin(["supplied", "own"])
    known = rows[is_known].drop_duplicates([*place, "group_id"])
    is_own = known["supply"].eq("own")
    known = known.assign(
        amount=1 / known.groupby(place)["group_id"].transform("size"), is_own=is_own,
        group_id=known["group_id"].mask(is_own, known["group_id"] + "/" + known["function_code"]),
    )  # fmt: skip
    critical = register.functions.loc[register.functions["criticality"].astype("Int64").eq(1), "function_code"]
    places = pd.MultiIndex.from_product([register.boroughs["borough_id"], critical.unique()], names=place)
    answered = pd.MultiIndex.from_frame(rows.loc[rows["supply"].ne("unknown"), place])
    unknown = places[~places.isin(answered)].to_frame(index=False).assign(amount=np.nan, is_own=False)
    told = pd.concat([known, unknown], ignore_index=True)
    return told.assign(
        unit=told["function_code"], predicted=told["amount"].fillna(1.0),
        n_functions=told["borough_id"].map(known_any).fillna(0).astype("int64"),
    )  # fmt: skip


def _told(register: Register, basis: Basis, view: SupplierView, day: date) -> pd.DataFrame:
    parts = _parts(register, basis, view, day)
    parts["unit"] = pd.factorize(parts["unit"])[0]  # numbers, for a million names are slow to group
    held = parts[parts["amount"].notna()]
    sums = held.groupby(["borough_id", "group_id"], as_index=False).agg(
        amount=("amount", "sum"), group=("group", "first"), is_own=("is_own", "first")
    )
    missing = parts[parts["amount"].isna()].groupby(["borough_id", "unit"], as_index=False)["predicted"].max()
    every = pd.Index(register.boroughs["borough_id"], name="borough_id")
    known, left = sums.groupby("borough_id")["amount"].sum(), missing.groupby("borough_id")["predicted"].sum()
    told = pd.DataFrame({
        "known": known, "left": left, "squares": (sums["amount"] ** 2).groupby(sums["borough_id"]).sum(),
        "left_squares": (missing["predicted"] ** 2).groupby(missing["borough_id"]).sum(),
        "largest": sums.groupby("borough_id")["amount"].max(),
        "n": held.groupby("borough_id")["unit"].nunique(), "n_of": parts.groupby("borough_id")["unit"].nunique(),
        "n_functions": parts.groupby("borough_id")["n_functions"].max(),
    }).reindex(every).fillna(0.0)  # fmt: skip
    bought = sums[~sums["is_own"].astype("bool")].sort_values(
        ["borough_id", "amount", "group_id"], ascending=[True, False, True]
    )
    top = bought.drop_duplicates("borough_id").set_index("borough_id").reindex(every)
    told = told.assign(
        top=top["amount"].fillna(0.0), top_supplier_id=top["group_id"], top_supplier=top["group"],
        n_suppliers=bought.groupby("borough_id").size().reindex(every, fill_value=0), view=view,
    )  # fmt: skip
    return _enveloped(told.reset_index(), register, basis, day)


def _enveloped(told: pd.DataFrame, register: Register, basis: Basis, day: date) -> pd.DataFrame:
    reason = _why(told, basis)
    known, whole = told["known"].where(told["known"] > 0), (told["known"] + told["left"]).where(told["known"] > 0)
    bound_squares = told["squares"] - told["largest"] ** 2 + (told["largest"] + told["left"]) ** 2
    told = told.assign(
        hhi=told["squares"] / known**2 * 10_000, hhi_bound_high=bound_squares / whole**2 * 10_000,
        hhi_bound_low=(told["squares"] + told["left_squares"]) / whole**2 * 10_000,
    )  # fmt: skip
    done = enveloped(
        told.astype({"n": "Int64", "n_of": "Int64"}), value=told["top"] / known, unit=_UNITS[basis], basis=_WORDS[basis],
        bound_low=told["top"] / whole, bound_high=((told["top"] + told["left"]) / whole).clip(upper=1.0), as_of=day,
        interval_kind="none: see the bounds", is_withheld=reason.ne(""), reason=reason,
    )  # fmt: skip
    return with_names(done.assign(**{name: done[name].mask(done["is_withheld"]) for name in _OWN}), register)


def _why(told: pd.DataFrame, basis: Basis) -> pd.Series:
    if basis == "functions":
        cases = {
            f"fewer than {SMALLEST_FUNCTIONS} functions with known supply": told["n_functions"] < SMALLEST_FUNCTIONS,
            "no function of criticality 1 with known supply": told["n"].eq(0),
        }
    else:
        with_value = " with a known value" if basis == "value" else ""
        cases = {
            f"fewer than {SMALLEST_CONTRACTS} contracts{with_value}": told["n"] < SMALLEST_CONTRACTS,
            "the values add up to nothing": ~(told["known"] > 0),
        }
    reason = np.select([is_case.to_numpy(dtype=bool) for is_case in cases.values()], list(cases), "")
    return pd.Series(reason, index=told.index, dtype="str")


def _range(told: pd.DataFrame, basis: Basis, day: date) -> pd.DataFrame:
    shown = told.loc[~told["is_withheld"], ["value", "view"]]
    n, is_few = len(shown), len(shown) < SMALLEST_RANGE
    row = pd.DataFrame({"borough": ["range of boroughs"], "view": told["view"].head(1).tolist() or [None]})
    row = enveloped(
        row, unit=_UNITS[basis], n=float(n), n_of=len(told), lower=shown["value"].min(), upper=shown["value"].max(),
        interval_kind="lowest and highest borough", basis=_WORDS[basis], as_of=day, is_withheld=is_few,
        reason=f"fewer than {SMALLEST_RANGE} boroughs with enough data" if is_few else "only the range is told",
    )  # fmt: skip
    return row.reindex(columns=list(DEPENDENCE_COLUMNS))
