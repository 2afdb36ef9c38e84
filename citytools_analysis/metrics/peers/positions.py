"""Where one borough stands among the others in each service area: functions answered, systems, suppliers, yearly value (domain.md, C3)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import ANSWERS, in_use
from citytools_analysis.metrics.adoption.supply import value_supply
from citytools_analysis.metrics.coverage.known import named_systems
from citytools_analysis.metrics.held import OTHERS_PRICES, is_held
from citytools_analysis.register import Register

LEAST_OTHERS = 5  # of money, so that no other borough's sum can be worked out (metrics.md, 15)
MEASURES = {"functions_answered": "functions", "systems": "systems", "suppliers": "suppliers",
            "yearly_value": "pounds a year without VAT"}  # fmt: skip
POSITION_COLUMNS = (
    "area_code", "area", "measure", "unit", "own", "own_n", "own_n_of", "n_others", "n_fewer", "n_same", "n_more", "median",
    "n_not_known", "is_withheld", "reason",
)  # fmt: skip
ALL_AREAS = "all areas"
_KEY = ["borough_id", "area_code"]


def positions(register: Register, borough_id: str, *, on: date | None = None) -> pd.DataFrame:
    """
    Say where a borough stands among the others in each service area.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    positions
        Four rows a service area, last those of all areas (`area_code` missing), with the columns of `POSITION_COLUMNS`:
        `measure` is `functions_answered`, `systems` (different ones in use), `suppliers` (their makers, missing where no maker of a
        system is known) or
        `yearly_value`, the sum of live contracts whose value can be spread over years and whose maker is known.
        `own` is the borough's, missing where nothing is known; `own_n` of `own_n_of` functions are answered, or
        contracts valued. Of `n_others` other boroughs of which the same is known, `n_fewer` have less, `n_same` as
        much, `n_more` more, with their `median`; of `n_not_known` it is not known. The figures of the others are
        withheld for money of fewer than 5 other boroughs, and where an edition is told only some of their prices.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Notes
    -----
    Counts grow with what is told: a borough that answers for more functions shows more systems, so read them beside the
    functions answered. A sum over some of a borough's contracts is no spend. More is neither worse nor better.

    Examples
    --------
    >>> told = positions(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")
    >>> told[["measure", "n_others", "n_not_known"]].tail(2).values.tolist()
    [['suppliers', 0, 32], ['yearly_value', 0, 32]]
    """
    ids = register.boroughs["borough_id"]
    if borough_id not in set(ids):
        raise UnknownNameError("borough", borough_id, ids.tolist())
    day = on or register.as_of
    areas = register.functions[["area_code", "area"]].drop_duplicates("area_code").sort_values("area_code")
    every = pd.concat([areas, pd.DataFrame({"area_code": [ALL_AREAS], "area": [ALL_AREAS]})], ignore_index=True)
    known = figures(register, on=day)
    places = pd.MultiIndex.from_product([every["area_code"], MEASURES], names=["area_code", "measure"])
    rows = [_position(known, borough_id, len(ids), *place) for place in places]
    told = pd.DataFrame(rows).merge(every, on="area_code", how="left")
    told = told.assign(
        unit=told["measure"].map(MEASURES), area_code=told["area_code"].mask(told["area_code"] == ALL_AREAS)
    )
    if is_held(register, "contracts.value_gbp"):
        told = _without_prices(told)
    return told[list(POSITION_COLUMNS)]


def _without_prices(told: pd.DataFrame) -> pd.DataFrame:
    is_money = told["measure"].eq("yearly_value")
    figures = {name: told[name].mask(is_money) for name in ("n_fewer", "n_same", "n_more", "median")}
    return told.assign(
        **figures, is_withheld=told["is_withheld"] | is_money, reason=told["reason"].mask(is_money, OTHERS_PRICES)
    )


def figures(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give what is known of every borough, from which `positions` tells where one of them stands.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    figures
        One row a borough, area (`all areas` last) and measure of which something is known: `figure`, known for `n` of
        `n_of` functions or contracts.

    Examples
    --------
    >>> figures(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    return register.once(
        ("peers.figures", day),
        lambda: pd.concat([_of_uses(register, day), _of_values(register, day)], ignore_index=True),
    )


def _with_all(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows, rows.assign(area_code=ALL_AREAS)], ignore_index=True)


def _of_uses(register: Register, day: date) -> pd.DataFrame:
    uses = in_use(register, on=day)
    answered = _with_all(uses[uses["system_state"].isin([*ANSWERS, "not_applicable"])])
    n = answered.groupby(_KEY)["function_code"].nunique().rename("n")
    named = _with_all(named_systems(uses, register))
    counts = {
        "functions_answered": n,
        "systems": named.groupby(_KEY)["named"].nunique(),
        "suppliers": named.groupby(_KEY)["supplier_id"].nunique(),
    }
    by_area = register.functions.groupby("area_code")["function_code"].nunique()
    n_of = pd.concat([by_area, pd.Series({ALL_AREAS: register.functions["function_code"].nunique()})])
    n_named = counts["systems"].reindex(n.index).fillna(0)
    parts = [
        n.to_frame().assign(measure=measure, figure=count.reindex(n.index).fillna(0).astype("float64"))
        for measure, count in counts.items()
    ]
    parts[-1] = parts[-1].assign(figure=parts[-1]["figure"].mask(parts[-1]["figure"].eq(0) & n_named.gt(0)))
    told = pd.concat(parts).reset_index()
    return told.assign(n_of=told["area_code"].map(n_of))


def _of_values(register: Register, day: date) -> pd.DataFrame:
    rows = value_supply(register, "area", view="as_reported", on=day).rename(columns={"scope_code": "area_code"})
    rows = _with_all(rows.dropna(subset=_KEY))
    n_of = rows.groupby(_KEY)["contract_id"].nunique().rename("n_of").to_frame()
    valued = rows[rows["amount"].notna()].groupby(_KEY)
    sums = valued["amount"].sum().rename("figure").to_frame().assign(n=valued["contract_id"].nunique())
    told = n_of.join(sums).reset_index()
    return told.assign(n=told["n"].fillna(0), measure="yearly_value")


def _position(figures: pd.DataFrame, borough_id: str, n_boroughs: int, area: str, measure: str) -> dict[str, object]:
    rows = figures[(figures["area_code"] == area) & (figures["measure"] == measure)]
    own, others = rows[rows["borough_id"] == borough_id], rows.loc[rows["borough_id"] != borough_id, "figure"].dropna()
    figure = float(own["figure"].iloc[0]) if len(own) else np.nan
    n = len(others)
    is_few = measure == "yearly_value" and n < LEAST_OTHERS
    is_known = bool(n) and not is_few
    compared = [int(count) for count in ((others < figure).sum(), (others == figure).sum(), (others > figure).sum())]
    shown = compared if is_known and np.isfinite(figure) else [None] * 3
    reason = f"fewer than {LEAST_OTHERS} other boroughs" if is_few else "" if n else "of no other borough is it known"
    return {
        "area_code": area, "measure": measure, "own": figure,
        "own_n": int(own["n"].iloc[0]) if len(own) else None, "own_n_of": int(own["n_of"].iloc[0]) if len(own) else None,
        "n_others": n, **dict(zip(("n_fewer", "n_same", "n_more"), shown, strict=True)),
        "median": float(others.median()) if is_known else np.nan, "n_not_known": n_boroughs - 1 - n,
        "is_withheld": not is_known, "reason": reason,
    }  # fmt: skip
