"""Who could buy together, as the dashboard's script reads it; a public edition names nobody."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import opportunities
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.packing import NO_DAY, days

MOST_SETS = 1000  # those to look at first; what a browser can go through at every change of a filter


def together(register: Register, contracts: pd.DataFrame) -> dict[str, object]:
    """
    List the sets of boroughs that could buy together, or how many could where names are withheld.

    Parameters
    ----------
    register
        The edition's register.
    contracts
        As `lines.find_lines` gives, for the numbers of contracts.

    Returns
    -------
    told
        `isNamed`; `nMore` sets beyond the first 1,000; and `sets`, in the order of `opportunities.ranked`, with function,
        first and last day of a start, day to begin by, yearly value, level of intent, and pairs of borough and contract.
        In a public edition `sets` are the rows of `opportunities.pipeline`, which name nobody.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> together(register, pd.DataFrame({"contract_id": [], "contract": []}))["sets"]
    []
    """
    if register.info.edition == "public":
        return _unnamed(register)
    found = opportunities.find(register)
    ranked = opportunities.ranked(register, found=found)
    first = ranked.head(MOST_SETS)
    figures = found.sets.set_index("opportunity_id")[["n_boroughs", "n_valued", "annual_value_gbp"]]
    first = first.join(figures, on="opportunity_id")
    pairs = _pairs(opportunities.members_of(found, first["opportunity_id"]), contracts, register)
    rows = [
        {
            "id": row["opportunity_id"], "function": row["function_code"], "n": int(row["n_boroughs"]),
            "from": start, "until": end, "by": by, "annual": _number(row["annual_value_gbp"]),
            "nValued": int(row["n_valued"]), "level": _text("withheld" if row["is_withheld"] else row["level"]), "members": pairs.get(row["opportunity_id"], []),
        }
        for row, start, end, by in zip(first.to_dict("records"), *_dates(first), strict=True)
    ]  # fmt: skip
    return {"isNamed": True, "nMore": len(ranked) - len(first), "sets": rows}


def _unnamed(register: Register) -> dict[str, object]:
    pipeline = opportunities.pipeline(register)
    told = pipeline.rename(columns={"first_start_date": "window_start_date", "last_start_date": "window_end_date"})
    rows = [
        {
            "function": row["function_code"], "isWithheld": bool(row["is_withheld"]), "reason": _text(row["reason"]),
            "n": _number(row["value"]), "nOf": _number(row["n_of"]), "from": start, "until": end,
        }
        for row, start, end in zip(
            told.to_dict("records"), *(_days(told[name]) for name in ("window_start_date", "window_end_date")), strict=True
        )
    ]  # fmt: skip
    return {"isNamed": False, "nMore": 0, "sets": rows}


def _pairs(members: pd.DataFrame, contracts: pd.DataFrame, register: Register) -> dict[str, list[int]]:
    """Give each set's boroughs and contracts by their numbers, one after the other."""
    boroughs = {str(borough): number for number, borough in enumerate(register.boroughs["borough_id"])}
    numbers = contracts.set_index("contract_id")["contract"]
    told = members.assign(b=members["borough_id"].map(boroughs), c=members["contract_id"].map(numbers)).dropna(
        subset=["b", "c"]
    )
    pairs: dict[str, list[int]] = {}
    for key, borough, contract in zip(told["opportunity_id"], told["b"], told["c"], strict=True):
        pairs.setdefault(str(key), []).extend((int(borough), int(contract)))
    return pairs


def _dates(frame: pd.DataFrame) -> tuple[list[int | None], ...]:
    return tuple(_days(frame[name]) for name in ("window_start_date", "window_end_date", "act_by_date"))


def _days(values: pd.Series) -> list[int | None]:
    return [None if day == NO_DAY else int(day) for day in days(values)]


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(str(value))  # type: ignore[call-overload]


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
