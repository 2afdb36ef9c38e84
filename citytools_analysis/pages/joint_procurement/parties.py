"""The contracts of the boroughs in a case, and by which routes and at what price they bought."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import pandas as pd

from citytools_analysis.charts.numbers import pounds_text
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.pages.joint_procurement.case import Case
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.words import Row, end_text, joined, later_text, number_word, system_of

_COLUMNS = (
    Column("borough", "Borough", width=2),
    Column("system", "System", width=2),
    Column("ends", "Ends", width=1.1),
    Column("latest", "Latest end", width=1.3),
    Column("how", "Joins", width=1.25),
    Column("route", "Route taken", width=2.1),
    Column("annual_value_gbp", "£ a year", "pounds", width=1),
)
_LINES = 22  # of its table that leave room for the rest of the page
_ON_A_LINE = {"borough": 18, "system": 17, "route": 24}  # letters
_SHARED = "A contract that serves several boroughs stands once for each, with its whole value."
_CONTRACT = ("contract_id", "procedure", "framework", "end_state", "end_date_precision", "option_state", "source_id",
             "confirmed_date")  # fmt: skip


def members(case: Case) -> Fragment:
    """
    List the contracts of the boroughs in a case, with current and latest end apart.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    fragment
        One row a borough and contract; of more than fit on the page the first, the rest by borough. The workbook has all.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.cases import cases
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> "Route taken" in cases(NOBODY).text
    False
    """
    rows = [_told(row) for row in terms_of(case).to_dict("records")]
    boroughs = case.members["borough_id"].nunique()
    n = case.members["contract_id"].nunique()
    caption = f"{count_text(boroughs, 'borough')}, {count_text(n, 'contract')}; {_sources(case)}"
    note = _SHARED if case.members["contract_id"].duplicated().any() else ""
    whole = from_frame(rows, columns=_COLUMNS, caption=caption, note=note)
    kept = _that_fit(rows)
    if kept == len(rows):
        return whole
    rest = sorted({str(row["borough"]) for row in rows[kept:]})
    note = f"And {number_word(len(rows) - kept)} more of {joined(rest)}, in the workbook. {note}".strip()
    return Fragment(from_frame(rows[:kept], columns=_COLUMNS, caption=caption, note=note).html, attached=whole.attached)


def _that_fit(rows: Sequence[Row]) -> int:
    """Count the rows that the page of a case holds; a row with a long name takes two lines."""
    lines = [1 + any(len(str(row[name])) > most for name, most in _ON_A_LINE.items()) for row in rows]
    return sum(reached <= _LINES for reached in accumulate(lines))


def terms_of(case: Case) -> pd.DataFrame:
    """
    Put the terms of each contract beside its member.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    terms
        The case's members with `standing`, `notice_months`, `annual_value_gbp`, `procedure`, `framework`, `end_state`,
        `end_date_precision`, `option_state`, `source_id` and `confirmed_date`.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.cases import cases
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> cases(NOBODY).attached
    ()
    """
    register = case.here.register
    own = contract_terms(register)[["contract_id", "standing", "notice_months", "annual_value_gbp"]]
    contracts = register.contracts[list(_CONTRACT)]
    return case.members.merge(own, on="contract_id", how="left").merge(contracts, on="contract_id", how="left")


def _told(row: Row) -> dict[str, object]:
    standing, ends = row["standing"], end_text(row, short=True)
    if standing == "expired_in_use":
        ends, latest, how = end_text(dict(row) | {"end_state": "known"}, short=True), "passed", "still in use"
    elif standing == "rolling":
        ends, latest, how = "rolling", "none", _notice(row)
    else:
        latest = later_text(row, short=True)
        how = "extends" if row["is_by_extending"] else "as it stands"
    told = {name: row[name] for name in ("borough", "annual_value_gbp")}
    return told | {"system": system_of(row), "ends": ends, "latest": latest, "how": how, "route": _route(row)}


def _notice(row: Row) -> str:
    return "any time" if is_missing(row["notice_months"]) else f"at {row['notice_months']:g} months"


def _route(row: Row) -> str:
    parts = [str(row[name]) for name in ("framework", "procedure") if not is_missing(row[name])]
    return parts[0] if parts else UNKNOWN


def routes(case: Case) -> str:
    """
    Say by which routes and at what price the boroughs of a case bought.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    sentence
        Routes counted, and the range of known yearly values.

    Examples
    --------
    >>> routes_words(["Direct award", "Direct award", None], [1000.0, None, None])
    'Routes taken: direct award (2), not known (1). A value is known for 1 of 3 contracts: £1,000 a year.'
    """
    told = terms_of(case).drop_duplicates("contract_id")
    return routes_words(told["procedure"].tolist(), told["annual_value_gbp"].tolist())


def routes_words(procedures: list[str | None], values: list[float | None]) -> str:
    """
    Say by which routes and at what price contracts were bought.

    Parameters
    ----------
    procedures
        One a contract; missing where not known.
    values
        Pounds a year, likewise.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> routes_words([None], [None])
    'Routes taken: not known (1). No yearly value is known.'
    """
    known = pd.Series([one for one in procedures if not is_missing(one)], dtype="str")
    counts = (
        known.str.replace("_", " ").value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    )
    parts = [f"{str(name)[:1].lower()}{str(name)[1:]} ({n})" for name, n in counts.items()]
    parts += [f"not known ({len(procedures) - len(known)})"] if len(known) < len(procedures) else []
    first = f"Routes taken: {', '.join(parts)}."
    money = sorted(float(one) for one in values if one is not None and not is_missing(one))
    if not money:
        return f"{first} No yearly value is known."
    span = pounds_text(money[0]) if money[0] == money[-1] else f"{pounds_text(money[0])} to {pounds_text(money[-1])}"
    return f"{first} A value is known for {len(money)} of {count_text(len(values), 'contract')}: {span} a year."


def _sources(case: Case) -> str:
    told = terms_of(case).drop_duplicates("contract_id")
    kinds = case.here.register.sources.set_index("source_id")["source_kind"]
    is_own = told["source_id"].map(kinds).eq("return")
    n_own, n_other = int(is_own.sum()), int((~is_own).sum())
    parts = [f"{number_word(n_own)} told by {'a return' if n_own == 1 else 'returns'}"] if n_own else []
    parts += [f"{number_word(n_other)} published"] if n_other else []
    oldest = told["confirmed_date"].min()
    since = "" if pd.isna(oldest) else f", the oldest true up to {date_text(oldest)}"
    return joined(parts) + since
