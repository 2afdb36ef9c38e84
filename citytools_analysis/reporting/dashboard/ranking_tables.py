"""The tables behind the dashboard's rankings and its calendar of ends, each cut where it would be too long to read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.metrics import adoption, concentration, coverage, renewals
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.named_boroughs import boroughs_named
from citytools_analysis.reporting.dashboard.scrolling import table
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.words import joined

MOST_USES, MOST_RANKED = 400, 100
_USER_COLUMNS = (
    Column("function", "Function", width=2),
    Column("system", "System", width=2, missing="system unknown"),
    Column("supplier", "Supplier", width=2),
    Column("value", "Boroughs", "number"),
    Column("n", "Of known boroughs", "number"),
    Column("boroughs", "Who", width=4),
)
_END_COLUMNS = (
    Column("period", "Committed end"),
    Column("n_contracts", "Contracts", "number"),
    Column("annual_value_gbp", "Known £ a year", "pounds"),
    Column("n_valued", "Contracts with a known value", "number"),
)
_SYSTEM_COLUMNS = (
    Column("system", "System", width=2),
    Column("supplier", "Supplier", width=2),
    Column("n_boroughs", "Boroughs", "number"),
    Column("n_functions", "Functions", "number"),
)
_SUPPLIER_COLUMNS = (
    Column("supplier", "Supplier, as the group it trades in", width=2),
    Column("n_boroughs", "Boroughs", "number"),
    Column("n_functions", "Functions", "number"),
    Column("n_borough_functions", "Boroughs times functions", "number"),
)
_OWN_ROWS = {"expired in use": "ended, still in use", "rolling": "rolls on, no fixed end", "unknown": "end unknown"}
_KEY = ["function_code", "system_id", "supplier_id"]


def users_table(register: Register) -> Fragment:
    """
    List who uses which system for which function.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        A table by function, most boroughs first; of a long one the systems that most boroughs use.

    Examples
    --------
    >>> from datetime import date
    >>> users_table(Register.from_tables({}, as_of=date(2026, 11, 23))).text
    'Systems in use as of 23 Nov 2026. Of 33 boroughs an answer is known for 0: nothing is known.'
    """
    counts = adoption.installed_base(register)
    most = counts.sort_values(["value", "function_code"], ascending=[False, True], kind="stable").head(MOST_USES)
    shown = counts.loc[most.index.sort_values()]
    shown = shown.assign(boroughs=_users(register, shown))
    more = _cut(len(counts) - len(shown), "pair of function and system", "pairs of function and system")
    note = "A borough with several systems for a function counts in each. An ended contract does not end the use of a system."
    return table(shown, columns=_USER_COLUMNS, caption=_caption("Systems in use", register), note=f"{more}{note}")


def ends_table(register: Register) -> Fragment:
    """
    Count what ends in each quarter, and what has no quarter.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        A row a quarter for three years, then expired in use, rolling and unknown.

    Examples
    --------
    >>> from datetime import date
    >>> ends_table(Register.from_tables({}, as_of=date(2026, 11, 23))).text.splitlines()[0]
    'Contracts by committed end as of 23 Nov 2026. 0 contracts are known that have not ended; 0 have a known end or roll on.'
    """
    calendar, n_contracts = renewals.calendar(register), len(renewals.decisions(register))
    n_unknown = int(calendar.loc[calendar["kind"].eq("unknown"), "n_contracts"].sum())
    n_later = n_contracts - int(calendar["n_contracts"].sum())
    caption = (
        f"Contracts by committed end as of {date_text(register.as_of)}. {count_text(n_contracts, 'contract')} "
        f"{'is' if n_contracts == 1 else 'are'} known that {'has' if n_contracts == 1 else 'have'} not ended; "
        f"{n_contracts - n_unknown:,} have a known end or roll on."
    )
    one = n_later == 1
    later = f"{count_text(n_later, 'contract')} that {'ends' if one else 'end'} later {'is' if one else 'are'} not in this table. "
    note = "Options to extend are not counted in the committed end. A joint contract counts once."
    calendar = calendar.assign(period=calendar["period"].replace(_OWN_ROWS))
    return table(calendar, columns=_END_COLUMNS, caption=caption, note=f"{later if n_later else ''}{note}")


def systems_table(register: Register) -> Fragment:
    """
    Rank systems by the boroughs that use them for anything.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        A table, most boroughs first, cut after 100.

    Examples
    --------
    >>> from datetime import date
    >>> systems_table(Register.from_tables({}, as_of=date(2026, 11, 23))).text
    'Systems by boroughs as of 23 Nov 2026. Of 33 boroughs an answer is known for 0: nothing is known.'
    """
    rows = adoption.in_use(register)
    named = rows[rows["system_state"].eq("known") & rows["system_id"].notna()]
    told = named.groupby(["system_id", "system"], as_index=False, dropna=False).agg(
        supplier=("supplier", "first"), n_boroughs=("borough_id", "nunique"), n_functions=("function_code", "nunique")
    )
    return _ranked(
        told, ["n_boroughs", "n_functions"], "system", _SYSTEM_COLUMNS, _caption("Systems by boroughs", register)
    )


def suppliers_table(register: Register) -> Fragment:
    """
    Rank suppliers, as the groups they trade in, by the boroughs they supply.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        A table, most boroughs first, cut after 100; what the edition withholds is counted beneath.

    Examples
    --------
    >>> from datetime import date
    >>> suppliers_table(Register.from_tables({}, as_of=date(2026, 11, 23))).text
    'Suppliers by boroughs as of 23 Nov 2026. Of 33 boroughs an answer is known for 0: nothing is known.'
    """
    told = concentration.footprint(register)
    held = told["is_withheld"].astype("bool")
    reasons = joined([str(reason) for reason in told.loc[held, "reason"].unique()])
    note = f"{count_text(int(held.sum()), 'supplier')} withheld: {reasons}. " if held.any() else ""
    order, caption = ["n_boroughs", "n_borough_functions"], _caption("Suppliers by boroughs", register)
    return _ranked(told[~held], order, "supplier", _SUPPLIER_COLUMNS, caption, note)


def _ranked(  # noqa: PLR0913, PLR0917 - what is ranked, by what, and how it is shown
    told: pd.DataFrame, by: Sequence[str], name: str, columns: Sequence[Column], caption: str, note: str = ""
) -> Fragment:
    order = told.sort_values([*by, name], ascending=[*([False] * len(by)), True], kind="stable")
    more = _cut(len(order) - MOST_RANKED, name)
    return table(order.head(MOST_RANKED), columns=columns, caption=caption, note=f"{note}{more}".strip())


def _users(register: Register, shown: pd.DataFrame) -> list[str]:
    """Name the boroughs behind each count of `installed_base`."""
    rows = adoption.in_use(register)
    rows = rows[rows["system_state"].eq("known")]
    by_system = rows.dropna(subset="system_id").groupby(["function_code", "system_id"])["borough"].unique()
    of_supplier = rows[rows["system_id"].isna() & rows["supplier_id"].notna()]
    by_supplier = of_supplier.groupby(["function_code", "supplier_id"])["borough"].unique()
    told = []
    for function, system, supplier in shown[_KEY].itertuples(index=False):
        names = by_supplier.get((function, supplier)) if pd.isna(system) else by_system.get((function, system))
        told.append(boroughs_named([] if names is None else names))
    return told


def _caption(what: str, register: Register) -> str:
    known = coverage.by_borough(register)
    n_known = int(known["n_functions_known"].gt(0).sum())
    every = count_text(len(known), "borough")
    return f"{what} as of {date_text(register.as_of)}. Of {every} an answer is known for {n_known}"


def _cut(n_beyond: int, one: str, several: str = "") -> str:
    if n_beyond <= 0:
        return ""
    verb = "is" if n_beyond == 1 else "are"
    return (
        f"{count_text(n_beyond, one, several)} more {verb} not shown; the XLSX of the reports in index.html have them. "
    )
