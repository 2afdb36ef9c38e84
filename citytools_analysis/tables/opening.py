"""The top of a report: whose it is, the one sentence that is its finding, and at most five figures."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import coverage
from citytools_analysis.register import Register
from citytools_analysis.style import UNKNOWN, count_text, money_text
from citytools_analysis.tables.findings import headline
from citytools_analysis.tables.fragment import Fragment, escape
from citytools_analysis.tables.together import UNDATED, Found

KICKER = "City Tools: London"
_MONTHS = 18


def borough_name(register: Register, borough_id: str) -> str:
    """
    Give a borough's name.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.

    Returns
    -------
    name
        Its name.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Examples
    --------
    >>> from datetime import date
    >>> borough_name(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")
    'Camden'
    """
    names = dict(zip(register.boroughs["borough_id"], register.boroughs["borough"], strict=True))
    if borough_id not in names:
        raise UnknownNameError("borough", borough_id, list(names), "See data/reference/boroughs.csv.")
    return str(names[borough_id])


def title(
    register: Register,
    borough_id: str,
    *,
    decisions: pd.DataFrame,
    uses: pd.DataFrame,
    found: Found,
    report: str = "Technology report",
) -> Fragment:
    """
    Open a borough's report with its finding, and say what the document is.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.
    decisions
        The borough's rows of `renewals.decisions`.
    uses
        What `adoption.in_use` gives, for all boroughs or this one.
    found
        What `opportunities.find` gives.
    report
        Name of the report, for the file's properties.

    Returns
    -------
    fragment
        The title header; it carries the document's metadata.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.metrics import adoption, opportunities, renewals
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> parts = {"decisions": renewals.decisions(register), "uses": adoption.in_use(register)}
    >>> title(register, "camden", **parts, found=opportunities.find(register)).text.splitlines()[-1]
    'Nothing is known yet about the technology Camden runs.'
    """
    name = borough_name(register, borough_id)
    own = uses[(uses["borough_id"] == borough_id) & (uses["system_state"] == "known")]
    n_systems = int(own["system_id"].fillna(own["supplier_id"]).nunique())
    members = found.members[found.members["borough_id"] == borough_id]
    finding = headline(decisions, members, borough=name, n_systems=n_systems)
    html = (
        f'<header class="ct-title"><p class="ct-kicker">{escape(KICKER)}</p><h1>{escape(name)}</h1>'
        f'<p class="ct-finding">{escape(finding)}</p></header>'
    )
    return Fragment(html, _document(register, name, report, finding))


def _document(register: Register, name: str, report: str, finding: str) -> dict[str, str]:
    return {
        "title": f"{name}: {report.lower()}",
        "as_of": register.as_of.isoformat(),
        "edition": register.info.edition,
        "register": register.sha256[:8],
        "notice": register.info.notice,
        "subject": name,
        "language": "en-GB",
        "description": finding,
    }


def key_figures(register: Register, borough_id: str, *, decisions: pd.DataFrame, found: Found) -> Fragment:
    """
    Give five figures of a borough, each with what it counts and its coverage.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.
    decisions
        The borough's rows of `renewals.decisions`.
    found
        What `opportunities.find` gives.

    Returns
    -------
    fragment
        Systems in use; contracts with an end date; ending within 18 months; decision dates passed; chances to buy
        together. Where nothing is known the figure is `unknown`, never 0.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.metrics import opportunities, renewals
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> figures = key_figures(register, "camden", decisions=renewals.decisions(register), found=opportunities.find(register))
    >>> figures.text.splitlines()[:3]
    ['systems in use', 'unknown', '0 of 90 functions known']
    """
    known = coverage.by_borough(register)
    own = known[known["borough_id"] == borough_id].iloc[0]
    figures = [
        _systems(own),
        _dated(decisions),
        _ending(decisions, register),
        _passed(decisions, register),
        _together(decisions, found, borough_id),
    ]
    items = "".join(
        f'<div><dt>{escape(label)}</dt><dd class="ct-value">{escape(value)}</dd><dd class="ct-basis">{escape(basis)}</dd></div>'
        for label, value, basis in figures
    )
    return Fragment(f'<dl class="ct-key-figures">{items}</dl>')


def _systems(own: pd.Series) -> tuple[str, str, str]:
    value = str(own["n_systems"]) if own["n_functions_known"] or own["n_systems"] else UNKNOWN
    return "systems in use", value, f"{own['n_functions_known']} of {own['n_functions']} functions known"


def _dated(decisions: pd.DataFrame) -> tuple[str, str, str]:
    label = "contracts with a known end"
    if decisions.empty:
        return label, UNKNOWN, "no contract is known"
    states = decisions["end_state"].value_counts()
    rolling, dated = int(states.get("rolling", 0)), int(states.get("known", 0))
    rest = len(decisions) - dated - rolling
    parts = [f"of {len(decisions)} known"]
    parts += [f"{rolling} rolling"] if rolling else []
    parts += [f"{rest} undated"] if rest else []
    return label, str(dated), "; ".join(parts)


def _ending(decisions: pd.DataFrame, register: Register) -> tuple[str, str, str]:
    label = f"end within {_MONTHS} months"
    dated = decisions[decisions["end_state"] == "known"]
    if dated.empty:
        return label, UNKNOWN, "no end date is known"
    start = pd.Timestamp(register.as_of)
    soon = dated[(dated["end_date"] >= start) & (dated["end_date"] <= start + pd.DateOffset(months=_MONTHS))]
    valued = soon["annual_value_gbp"].dropna()
    if soon.empty:
        return label, "0", f"of {count_text(len(dated), 'known end')}"
    money = f"{money_text(valued.sum())} a year" if len(valued) else "value unknown"
    return label, str(len(soon)), f"{money}; {len(valued)} of {len(soon)} valued"


def _passed(decisions: pd.DataFrame, register: Register) -> tuple[str, str, str]:
    days = decisions["act_by_date"].dropna()
    passed = int((days < pd.Timestamp(register.as_of)).sum())
    label = "decision date passed" if passed == 1 else "decision dates passed"
    if days.empty:
        return label, UNKNOWN, "no decision date is known"
    return label, str(passed), f"of {len(days)}, counted from the committed end"


def _together(decisions: pd.DataFrame, found: Found, borough_id: str) -> tuple[str, str, str]:
    label = "chances to buy together"
    mine = found.members.loc[found.members["borough_id"] == borough_id, "opportunity_id"]
    sets = found.sets[found.sets["opportunity_id"].isin(mine)]
    functions = sets["function_code"].nunique()
    if not functions and decisions[decisions["end_state"].isin(["known", "rolling"])].empty:
        return label, UNKNOWN, "no end date is known"
    others = set().union(*(names.split("|") for names in sets["borough_ids"])) - {borough_id}
    left = found.left_out
    dated = left[(left["reason"] == UNDATED) & left["function_code"].isin(sets["function_code"]) & (left["borough_id"] != borough_id)]
    more = len(set(dated["borough_id"]) - others)
    basis = f"functions, with {count_text(len(others), 'borough')}" if functions else "no window is shared"
    return label, str(functions), basis + (f"; {more} more if dated" if more else "")
