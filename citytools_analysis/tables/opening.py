"""The top of a report: whose it is, the one sentence that is its finding, and at most five figures."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register
from citytools_analysis.style import UNKNOWN, count_text, money_text
from citytools_analysis.tables.borough import Borough
from citytools_analysis.tables.findings import headline
from citytools_analysis.tables.fragment import Fragment, Html, classed, escape
from citytools_analysis.tables.others import neighbour_ids
from citytools_analysis.tables.together import UNDATED, Found

KICKER = "City Tools: London"
_MONTHS = 18


def title(borough: Borough, *, report: str = "Technology report") -> Fragment:
    """
    Open a borough's report with its finding, and say what the document is.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.
    report
        Name of the report, for the file's properties.

    Returns
    -------
    fragment
        The title header; it carries the document's metadata.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.tables.borough import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> title(about(register, "camden")).text.splitlines()[-1]
    'Nothing is known yet about the technology Camden runs.'
    """
    members = borough.found.members
    finding = headline(
        borough.decisions,
        members[members["borough_id"] == borough.borough_id],
        borough=borough.name,
        n_systems=int(borough.coverage["n_systems"]),
    )
    html = (
        f'<header class="ct-title"><p class="ct-kicker">{escape(KICKER)}</p><h1>{escape(borough.name)}</h1>'
        f'<p class="ct-finding">{escape(finding)}</p></header>'
    )
    return Fragment(html, _document(borough.register, borough.name, report, finding))


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


def key_figures(borough: Borough) -> Fragment:
    """
    Give five figures of a borough, each with what it counts and its coverage.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        Systems in use; contracts with an end date; ending within 18 months; decision dates passed; chances to buy
        together. Where nothing is known the figure is `unknown`, never 0. Of a borough about which nothing at all is
        known, four of them say what is known round it instead.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.tables.borough import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> key_figures(about(register, "camden")).text.splitlines()[:3]
    ['systems in use', 'unknown', '0 of 90 functions known']
    """
    as_of = pd.Timestamp(borough.register.as_of)
    figures = [
        _systems(borough.coverage, borough.decisions),
        _dated(borough.decisions),
        _ending(borough.decisions, as_of),
        _passed(borough.decisions, as_of),
        _together(borough.decisions, borough.found, borough.borough_id),
    ]
    figures = _elsewhere(borough) if _is_blank(borough) else figures
    items = "".join(
        f'<div><dt>{escape(label)}</dt><dd class="ct-value">{_figure(value)}</dd><dd class="ct-basis">{escape(basis)}</dd></div>'
        for label, value, basis in figures
    )
    return Fragment(f'<dl class="ct-key-figures">{items}</dl>')


def _figure(value: str) -> Html:
    return classed(value, "ct-unknown") if value == UNKNOWN else escape(value)


def _is_blank(borough: Borough) -> bool:
    return borough.decisions.empty and borough.uses.empty


def _elsewhere(borough: Borough) -> list[tuple[str, str, str]]:
    """Figures for a borough of which nothing is known: what is known round it, so that the gap is seen for what it is."""
    told = borough.all_uses[~borough.all_uses["system_state"].isin(["unknown", "withheld", "not_applicable"])]
    near = told[told["borough_id"].isin(neighbour_ids(borough))]
    n_near, n_functions = len(neighbour_ids(borough)), int(borough.coverage["n_functions"])
    chances = borough.found.sets["function_code"].nunique()
    return [
        _systems(borough.coverage, borough.decisions),
        ("boroughs with known systems", str(told["borough_id"].nunique()), f"of {len(borough.names)}"),
        ("neighbours with known systems", str(near["borough_id"].nunique()), f"of {n_near} that touch {borough.name}"),
        ("functions known next door", str(near["function_code"].nunique()), f"of {n_functions}"),
        ("functions with a shared window", str(chances), f"none with {borough.name} yet"),
    ]


def _systems(own: pd.Series, decisions: pd.DataFrame) -> tuple[str, str, str]:
    value = str(own["n_systems"]) if own["n_functions_known"] or own["n_systems"] else UNKNOWN
    basis = f"{own['n_functions_known']} of {own['n_functions']} functions known"
    named = int(decisions["system_id"].nunique())
    return "systems in use", value, f"{basis}; contracts name {named}" if value == UNKNOWN and named else basis


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
    return label, str(dated), ", ".join(parts)


def _ending(decisions: pd.DataFrame, as_of: pd.Timestamp) -> tuple[str, str, str]:
    label = f"end within {_MONTHS} months"
    dated = decisions[decisions["end_state"] == "known"]
    if dated.empty:
        return label, UNKNOWN, "no end date is known"
    soon = dated[(dated["end_date"] >= as_of) & (dated["end_date"] <= as_of + pd.DateOffset(months=_MONTHS))]
    valued = soon["annual_value_gbp"].dropna()
    if soon.empty:
        return label, "0", f"of {count_text(len(dated), 'known end')}"
    money = f"{money_text(valued.sum())} a year" if len(valued) else "value unknown"
    return label, str(len(soon)), f"{money}; {len(valued)} of {len(soon)} valued"


def _passed(decisions: pd.DataFrame, as_of: pd.Timestamp) -> tuple[str, str, str]:
    days = decisions["act_by_date"].dropna()
    passed = int((days < as_of).sum())
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
    dated = left[
        (left["reason"] == UNDATED)
        & left["function_code"].isin(sets["function_code"])
        & (left["borough_id"] != borough_id)
    ]
    more = len(set(dated["borough_id"]) - others)
    basis = f"with {count_text(len(others), 'borough')}" if functions else "no window is shared"
    return label, str(functions), basis + (f"; {more} more if dated" if more else "")
