"""How far one operating group reaches: functions, boroughs, and what is critical (metrics.md, 2.2; M15)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption.supply import borough_supply
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.register import Register

SMALLEST_MEMBERS = 3  # boroughs
FOOTPRINT_COLUMNS = (
    "supplier_id", "supplier", "n_functions", "n_areas", "n_boroughs", "n_borough_functions", *ENVELOPE,
)  # fmt: skip
_COUNTS = ["n_functions", "n_areas", "n_boroughs", "n_borough_functions"]


def footprint(
    register: Register, *, view: SupplierView = "operating_group", criticality: int = 1, on: date | None = None
) -> pd.DataFrame:
    """
    Count the functions and boroughs that rely on each operating group.

    Parameters
    ----------
    register
        The register.
    view
        `operating_group`, or `as_reported` for each company by itself.
    criticality
        How critical the functions counted in `value` are; 1 is the most.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    footprint
        One row a group, the largest first, with the columns of `FOOTPRINT_COLUMNS`: `value` is how many pairs of borough
        and function of that criticality it supplies, exactly what is known, and up to `bound_high` if every one not known
        were its too; `n_functions`, `n_areas`, `n_boroughs` and `n_borough_functions` count all it supplies. `n`
        boroughs use it of `n_of`. Withheld in the members' edition below 3 boroughs.

    Notes
    -----
    `#functions, #boroughs, #(b, f) with criticality 1` (metrics.md, 2.2; M15). A reseller supplies nothing, and what is run
    in house or as open source is nobody's. A fund that owns two groups is no group: look at who trades.

    Examples
    --------
    >>> footprint(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    rows = borough_supply(register, view=view, on=day)
    rows = rows[rows["function_code"].notna()]
    functions = register.functions.set_index("function_code")
    place = ["borough_id", "function_code"]
    is_critical = rows["function_code"].map(functions["criticality"].astype("Int64")).eq(criticality)
    rows = rows.assign(
        area=rows["function_code"].map(functions["area_code"]), is_critical=is_critical.fillna(value=False)
    )
    n_unknown = _critical_places(register, criticality) - len(
        rows[rows["is_critical"] & rows["supply"].ne("unknown")].drop_duplicates(place)
    )
    held = rows[rows["supply"].eq("supplied")].drop_duplicates([*place, "group_id"])
    told = held.groupby(["group_id", "group"], as_index=False, dropna=False).agg(
        n_functions=("function_code", "nunique"), n_areas=("area", "nunique"), n_boroughs=("borough_id", "nunique"),
        n_borough_functions=("function_code", "size"), value=("is_critical", "sum"),
    ).rename(columns={"group_id": "supplier_id", "group": "supplier"})  # fmt: skip
    told = told.sort_values(["value", "n_borough_functions", "supplier_id"], ascending=[False, False, True])
    return _enveloped(told.astype({"value": "float64"}), register, n_unknown, criticality, day)


def _critical_places(register: Register, criticality: int) -> int:
    n_functions = int(register.functions["criticality"].astype("Int64").eq(criticality).sum())
    return n_functions * len(register.boroughs)


def _enveloped(told: pd.DataFrame, register: Register, n_unknown: int, criticality: int, day: date) -> pd.DataFrame:
    is_few = (told["n_boroughs"] < SMALLEST_MEMBERS).to_numpy(dtype=bool) & (register.info.edition == "members")
    done = enveloped(
        told, unit=f"boroughs and functions of criticality {criticality}", n=told["n_boroughs"].astype("Int64"),
        n_of=len(register.boroughs), interval_kind="none: a count of what is known", bound_low=told["value"],
        bound_high=told["value"] + max(n_unknown, 0), basis="boroughs and functions", as_of=day, is_withheld=is_few,
        reason=np.where(is_few, f"fewer than {SMALLEST_MEMBERS} boroughs", ""),
    )  # fmt: skip
    done = done.assign(**{name: done[name].astype("Int64").mask(done["is_withheld"]) for name in _COUNTS})
    return done[list(FOOTPRINT_COLUMNS)].reset_index(drop=True)
