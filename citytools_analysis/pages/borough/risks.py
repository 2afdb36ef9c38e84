"""What is at risk in what a borough runs: ends near, unknown or passed, one supplier, several systems for one function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from citytools_analysis.metrics import dependence
from citytools_analysis.metrics.coverage.known import named_systems
from citytools_analysis.pages.borough.findings import risks_finding
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import UNKNOWN, count_text
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import joined, system_of, value_of

_MONTHS = (6, 12, 18, 36)
_NAMED = 3
_COLUMNS = (
    Column("risk", "What", width=2.6),
    Column("n", "How many", width=0.9, missing=UNKNOWN),
    Column("n_of", "Of", width=1.5),
    Column("which", "Which, the soonest first", width=4),
)


def at_risk(borough: Borough) -> Fragment:
    """
    Sum up what is at risk in what a borough runs.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        The finding and one row a risk, each of how many; a callout where no contract and no system is known.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> at_risk(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'No contract and no system of Camden is known here, so nothing can be said about what is at risk.'
    """
    contracts = borough.decisions.drop_duplicates("contract_id")
    if contracts.empty and not borough.uses["system_state"].eq("known").any():
        return notice(
            f"No contract and no system of {borough.name} is known here, so nothing can be said about what is at risk."
        )
    passed, open_ends = _without_an_end(contracts)
    late, n_days, n = _late(borough, contracts), int(contracts["act_by_date"].notna().sum()), len(contracts)
    finding = risks_finding(n, n_passed=len(passed), n_open=len(open_ends), n_late=len(late), n_days=n_days)
    rows = [
        *_ends(borough, contracts),
        _row("day to act by has passed", late, n_days, "such day"),
        _row("end has passed, use not known", passed, n, "contract"),
        _row("no end is known", open_ends, n, "contract"),
        _several(borough),
        _largest(borough),
    ]
    note = (
        "Contracts are those known here that serve the borough; an end within 18 months is also within 36. Several systems for one function may be "
        "one that is coming and one that is going. A large share is no fault of either side."
    )
    return stack(
        paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=f"What is at risk in {borough.name}", note=note)
    )


def _ends(borough: Borough, contracts: pd.DataFrame) -> list[dict[str, object]]:
    known = contracts[contracts["end_state"] == "known"]
    day = borough.register.as_of
    return [
        _row(f"ends within {months} months", ending(known, as_of=day, months=months), len(known), "known end")
        for months in _MONTHS
    ]


def _row(risk: str, rows: pd.DataFrame, n_of: int, noun: str) -> dict[str, object]:
    ordered = rows.sort_values("end_date", kind="stable", na_position="last")
    which = joined(list(dict.fromkeys(_name(row) for row in ordered.to_dict("records"))), most=_NAMED)
    return {"risk": risk} | _counted(len(rows) if n_of else None, count_text(n_of, noun), which)


def _counted(n: int | None, basis: str, which: str) -> dict[str, object]:
    """Give a count, of how many, and which; what nothing is known of is unknown and never nought."""
    if n is None:
        return {"n": None, "n_of": f"of {basis}", "which": UNKNOWN}
    return {"n": str(n), "n_of": f"of {basis}", "which": which or "none"}


def _name(row: Mapping[Any, Any]) -> str:
    name = system_of(row)
    return value_of(row, "title") if name == "system unknown" else name


def _without_an_end(contracts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    undated = contracts[~contracts["end_state"].isin(["known", "rolling"])]
    has_passed = undated["end_date"].notna()
    return undated[has_passed], undated[~has_passed]


def _late(borough: Borough, contracts: pd.DataFrame) -> pd.DataFrame:
    return contracts[contracts["act_by_date"] < pd.Timestamp(borough.register.as_of)]


def _several(borough: Borough) -> dict[str, object]:
    named = named_systems(borough.uses, borough.register)
    counts = named.groupby(["function_code", "function"])["named"].nunique().reset_index()
    several = counts[counts["named"] > 1]
    words = [f"{row['function']} ({row['named']})" for row in several.to_dict("records")]
    basis = f"{count_text(len(counts), 'function')} with a named system"
    told = _counted(len(several) if len(counts) else None, basis, joined(words, most=_NAMED))
    return {"risk": "several systems for one function"} | told


def _largest(borough: Borough) -> dict[str, object]:
    """Name the supplier with most of the borough's contracts; in the public edition only the range of boroughs is told."""
    rows = dependence.by_borough(borough.register, borough.borough_id, basis="contracts")
    own, others = rows[rows["borough_id"].notna()], rows[rows["borough_id"].isna()]
    span = [
        f"in other boroughs {row['lower']:.0%} to {row['upper']:.0%}"
        for row in others.to_dict("records")
        if not row["is_withheld"]
    ]
    risk = "one supplier\N{RIGHT SINGLE QUOTATION MARK}s share of contracts"
    if own.empty:
        span = [words.replace("other boroughs", f"{others['n'].iloc[0]:.0f} boroughs") for words in span]
        told = "; ".join([*span, "told of single boroughs to members only"])
        return {"risk": risk, "n": "withheld", "n_of": "not in this edition", "which": told}
    [row] = own.to_dict("records")
    if row["is_withheld"] or is_missing(row["value"]):
        return {"risk": risk, "n": None, "n_of": "not enough is known", "which": str(row["reason"])}
    which = "; ".join([f"{row['top_supplier']}, of {count_text(int(row['n_suppliers']), 'supplier')}", *span])
    return {
        "risk": risk,
        "n": f"{row['value']:.0%}",
        "n_of": f"of {count_text(int(row['n']), 'contract')}",
        "which": which,
    }
