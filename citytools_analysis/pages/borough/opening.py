"""The top of a report: whose it is, the one sentence that is its finding, and at most five figures."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.borough.headline import headline
from citytools_analysis.pages.borough.others import neighbour_ids
from citytools_analysis.pages.borough.reach import reach
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import UNKNOWN, count_text, money_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment

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
    >>> from citytools_analysis.pages.borough.subject import about
    >>> from citytools_analysis.register import Register
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> title(about(register, "camden")).text.splitlines()[-1]
    'Nothing is known yet about the technology Camden runs.'
    """
    finding = headline(
        borough.decisions,
        reach(borough),
        borough=borough.name,
        n_systems=int(borough.coverage["n_systems"]),
        is_held_in_part=borough.is_held_in_part,
    )
    return cover(borough.register, name=borough.name, finding=finding, report=report, subject=borough.name)


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
        Systems in use; contracts with an end date; ending within 18 months; decision dates passed; functions in which
        others could join. Where nothing is known the figure is `unknown`, never 0; where a borough has answered and the
        edition may not hold all of it, it is of what is published. Of a borough about which nothing at all is known,
        four of them say what is known round it instead.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.pages.borough.subject import about
    >>> from citytools_analysis.register import Register
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> key_figures(about(register, "camden")).text.splitlines()[:3]
    ['systems in use', 'unknown', '0 of 90 functions known']
    """
    known = (_systems(borough), _dated(borough), _ending(borough), _passed(borough), _together(borough))
    return figures(*(Figure(*one) for one in (_elsewhere(borough) if _is_blank(borough) else known)))


def _is_blank(borough: Borough) -> bool:
    return borough.decisions.empty and borough.uses.empty


def _elsewhere(borough: Borough) -> list[tuple[str, str, str]]:
    """Figures for a borough of which nothing is known: what is known round it, so that the gap is seen for what it is."""
    told = borough.all_uses[~borough.all_uses["system_state"].isin(["unknown", "withheld", "not_applicable"])]
    near = told[told["borough_id"].isin(neighbour_ids(borough))]
    n_near, n_functions = len(neighbour_ids(borough)), int(borough.coverage["n_functions"])
    chances = borough.found.sets["function_code"].nunique()
    return [
        _systems(borough),
        ("boroughs with known systems", str(told["borough_id"].nunique()), f"of {len(borough.names)}"),
        ("neighbours with known systems", str(near["borough_id"].nunique()), f"of {n_near} that touch {borough.name}"),
        ("functions known next door", str(near["function_code"].nunique()), f"of {n_functions}"),
        ("functions with a shared window", str(chances), f"none with {borough.name} yet"),
    ]


def _systems(borough: Borough) -> tuple[str, str, str]:
    own, named = borough.coverage, int(borough.decisions["system_id"].nunique())
    value = str(own["n_systems"]) if own["n_functions_known"] or own["n_systems"] else UNKNOWN
    basis = f"{own['n_functions_known']} of {own['n_functions']} functions {_known(borough)}"
    more = f"contracts name {named}" if value == UNKNOWN and named else ""
    stale = _stale(borough)
    more = f"{stale} not seen for {_MONTHS} months" if stale else more
    return "systems in use", value, "; ".join(filter(None, [basis, more]))


def _known(borough: Borough) -> str:
    return "published" if borough.is_held_in_part else "known"


def _stale(borough: Borough) -> int:
    """Count the systems last seen so long ago that they may have been replaced."""
    seen = borough.uses.dropna(subset=["system_id"]).groupby("system_id")["seen_date"].max()
    return int((seen < pd.Timestamp(borough.register.as_of) - pd.DateOffset(months=_MONTHS)).sum())


def _dated(borough: Borough) -> tuple[str, str, str]:
    label, decisions = "contracts with a known end", borough.decisions
    if decisions.empty:
        return label, UNKNOWN, f"no contract is {_known(borough)}"
    states = decisions["end_state"].value_counts()
    rolling, dated = int(states.get("rolling", 0)), int(states.get("known", 0))
    rest = len(decisions) - dated - rolling
    parts = [f"of {len(decisions)} {_known(borough)}"]
    parts += [f"{rolling} rolling"] if rolling else []
    parts += [f"{rest} unclear"] if rest else []
    return label, str(dated), ", ".join(parts)


def _ending(borough: Borough) -> tuple[str, str, str]:
    label = f"end within {_MONTHS} months"
    dated = borough.decisions[borough.decisions["end_state"] == "known"]
    if dated.empty:
        return label, UNKNOWN, "no end date is known"
    soon = ending(dated, as_of=borough.register.as_of, months=_MONTHS)
    basis = f"of {count_text(len(dated), 'known end')}"
    if soon.empty:
        return label, "0", basis
    valued = soon["annual_value_gbp"].dropna()
    money = f"{len(valued)} valued, {money_text(valued.sum())} a year" if len(valued) else "value unknown"
    return label, str(len(soon)), f"{basis}; {money}"


def _passed(borough: Borough) -> tuple[str, str, str]:
    days = borough.decisions["act_by_date"].dropna()
    passed = int((days < pd.Timestamp(borough.register.as_of)).sum())
    label = "decision date passed" if passed == 1 else "decision dates passed"
    if days.empty:
        return label, UNKNOWN, "no decision date is known"
    return label, str(passed), f"of {len(days)}, counted from the committed end"


def _together(borough: Borough) -> tuple[str, str, str]:
    """Count functions, each once: windows are many, and one that needs an option is not one that is there."""
    near = reach(borough)
    label = "function others could join" if (near.n_firm or near.n_extending) == 1 else "functions others could join"
    basis = f"of {near.n_with_contract} with a contract"
    if near.n_firm:
        more = f"; {near.n_extending} more by extending" if near.n_extending else ""
        return label, str(near.n_firm), basis + more
    if near.n_extending:
        return label, str(near.n_extending), f"{basis}, by extending only"
    dated = borough.decisions["end_state"].isin(["known", "rolling"]).any()
    return label, UNKNOWN, f"no shared window known, {basis}" if dated else "no end date is known"
