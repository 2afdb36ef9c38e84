"""What a borough runs, by service area, and what was seen to be replaced."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import adoption
from citytools_analysis.pages.borough.findings import estate_finding
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.sourced import source_of
from citytools_analysis.tables.words import system_of

_COLUMNS = (
    Column("area", "Service area", width=2.5),
    Column("function", "Function", width=2.6),
    Column("what", "System", width=2),
    Column("supplier", "Supplier", width=1.7),
    Column("seen_date", "Seen", "date", width=1.25),
    Column("source", "Source", width=0.95),
)
_REPLACED = (
    Column("borough", "Borough", width=1.5),
    Column("function", "Function", width=2),
    Column("from_system", "From", width=1.6),
    Column("to_system", "To", width=1.6),
    Column("last_seen_date", "Old last seen", "date", width=1.2),
    Column("first_seen_date", "New first seen", "date", width=1.2),
)


def estate(borough: Borough) -> Fragment:
    """
    List what a borough runs, by service area.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        The finding and one row a system and function, those without an answer counted beneath; or a callout.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> estate(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'No system is known for any of 90 functions. A blank here is not a no.'
    """
    n_functions, sources = int(borough.coverage["n_functions"]), borough.register.sources
    told = borough.uses[borough.uses["system_state"] != "unknown"]
    rest = _missing(borough, n_functions - told["function_code"].nunique())
    if told.empty:
        return notice(
            f"No system is {_known(borough)} for any of {n_functions} functions. A blank here is not a no.", *rest
        )
    ordered = told.sort_values(["area", "function", "system"], kind="stable", na_position="last")
    rows = [
        {
            **row,
            "what": system_of(row),
            "supplier": row["supplier"] if row["system_state"] == "known" else "not applicable",
            "source": source_of(row, sources),
        }
        for row in ordered.to_dict("records")
    ]
    n_told = told["function_code"].nunique()
    caption = f"{count_text(len(rows), 'answer')}, for {n_told} of {n_functions} functions"
    blank = f"For {count_text(n_functions - n_told, 'function')} no answer is {_known(borough)}: that is not the same as none."
    note = " ".join([blank, *rest] if n_told < n_functions else rest)
    finding = paragraph(estate_finding(borough.uses, n_functions=n_functions))
    return stack(finding, from_frame(rows, columns=_COLUMNS, caption=caption, note=note))


def _known(borough: Borough) -> str:
    return "published" if borough.is_held_in_part else "known"


def _missing(borough: Borough, n_missing: int) -> list[str]:
    """Say what the list leaves out although something of it is known: systems only contracts name, answers withheld."""
    seen = set(borough.uses["system_id"].dropna())
    named = borough.decisions.loc[~borough.decisions["system_id"].isin(seen), "system_id"].dropna().nunique()
    told = [f"Contracts name {count_text(int(named), 'more system')}: see what ends when."] if named else []
    if n_missing and borough.is_held_in_part:
        told.append(f"{borough.name} has answered: what it has not agreed to publish is withheld here, not unknown.")
    return told


def replacements(borough: Borough) -> Fragment:
    """
    List the replacements seen in a borough, and elsewhere of the systems it runs.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        One row a replacement; or a callout.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> replacements(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'No replacement was seen that concerns these systems.'
    """
    register = borough.register
    rows = concerning(adoption.replacements(register), borough.borough_id, borough.uses)
    if rows.empty:
        return notice("No replacement was seen that concerns these systems.")
    rows = rows.merge(register.boroughs[["borough_id", "borough"]], on="borough_id", how="left")
    rows = rows.merge(register.functions[["function_code", "function"]], on="function_code", how="left")
    rows = rows.sort_values(["first_seen_date", "borough"], ascending=[False, True], kind="stable")
    caption = f"{count_text(len(rows), 'replacement')} seen here, or elsewhere of the systems run here"
    note = "Seen in one public place each: the old system there on one day, the new one on a later day."
    return from_frame(rows, columns=_REPLACED, caption=caption, note=note)


def concerning(replaced: pd.DataFrame, borough_id: str, uses: pd.DataFrame) -> pd.DataFrame:
    """
    Keep the replacements in a borough, and those elsewhere from or to a system it runs.

    Parameters
    ----------
    replaced
        As `adoption.replacements` gives.
    borough_id
        The borough.
    uses
        The borough's rows of `adoption.in_use`.

    Returns
    -------
    rows
        The same columns.

    Examples
    --------
    >>> replaced = pd.DataFrame({"borough_id": ["brent", "ealing"], "from_system": ["A", "C"], "to_system": ["B", "D"]})
    >>> concerning(replaced, "camden", pd.DataFrame({"system": ["B", None]}))["borough_id"].tolist()
    ['brent']
    """
    run_here = uses["system"].dropna()
    touches = replaced["from_system"].isin(run_here) | replaced["to_system"].isin(run_here)
    return replaced[(replaced["borough_id"] == borough_id) | touches].reset_index(drop=True)
