"""The top of a system's briefing: the finding, five figures and where its users are."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.maps import usage_map
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.pages.system.findings import users_finding
from citytools_analysis.pages.system.subject import System
from citytools_analysis.pages.system.window import together_ids
from citytools_analysis.style import UNKNOWN, count_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.layout import notice

_MONTHS = 18


def title(system: System) -> Fragment:
    """
    Open a system's briefing with its finding.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> title(UNUSED).text.splitlines()[-1]
    'No borough is known to run Mapleway.'
    """
    names = [system.names[key] for key in system.user_ids]
    finding = users_finding(system.name, names, n_told=system.n_told)
    return cover(system.register, name=system.name, finding=finding, report="System briefing", subject=system.name)


def key_figures(system: System) -> Fragment:
    """
    Give the figures of a system, each with its coverage.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    fragment
        Boroughs that run it; contracts for it with a known end; ending within 18 months; days to act by that have passed;
        users that could start anew together. What is not known is `unknown`, never 0.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> key_figures(UNUSED).text.splitlines()[:3]
    ['boroughs known to run it', 'unknown', 'nobody has said what they run for it']
    """
    contracts = system.decisions.drop_duplicates("contract_id")
    return figures(_users(system), *_ends(system, contracts), _together(system))


def _users(system: System) -> Figure:
    label = "boroughs known to run it"
    if not system.n_told:
        return Figure(label, UNKNOWN, "nobody has said what they run for it")
    return Figure(label, str(len(system.user_ids)), f"of {count_text(system.n_told, 'borough')} known for this work")


def _ends(system: System, contracts: pd.DataFrame) -> tuple[Figure, Figure, Figure]:
    labels = ("contracts with a known end", f"end within {_MONTHS} months", "days to act by have passed")
    if contracts.empty:
        dated, soon, late = (Figure(label, UNKNOWN, "no contract for it is known") for label in labels)
        return dated, soon, late
    known = contracts[contracts["end_state"] == "known"]
    days = contracts["act_by_date"].dropna()
    n_soon = len(ending(known, as_of=system.register.as_of, months=_MONTHS))
    n_late = int((days < pd.Timestamp(system.register.as_of)).sum())
    return (
        Figure(labels[0], str(len(known)), f"of {len(contracts)} known"),
        Figure(labels[1], str(n_soon) if len(known) else UNKNOWN, f"of {count_text(len(known), 'known end')}"),
        Figure(labels[2], str(n_late) if len(days) else UNKNOWN, f"of {len(days)}, counted from the committed end"),
    )


def _together(system: System) -> Figure:
    label, known = "users could start together", system.decisions["end_state"].isin(["known", "rolling"])
    if not known.any():
        return Figure(label, UNKNOWN, "no end is known")
    basis = f"of {count_text(len(system.user_ids), 'user')}, options counted"
    return Figure(label, str(len(together_ids(system))), basis)


def map_of_users(system: System, *, width_mm: float = 172.0) -> Chart | Fragment:
    """
    Draw who runs a system, and who is known to run another for the same work.

    Parameters
    ----------
    system
        The system, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The map, by what boroughs say and by contracts in force; a callout where nobody is known to run it.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> map_of_users(UNUSED).text
    'No borough is known to run Mapleway, so there is no map of its users.'
    """
    if not system.user_ids:
        return notice(f"No borough is known to run {system.name}, so there is no map of its users.")
    by_contract = system.decisions[["borough_id", "function_code"]].assign(
        system_id=system.system_id, system=system.name, system_state="known"
    )
    told = pd.concat([in_use(system.register), by_contract], ignore_index=True)
    return usage_map(told, system.register.reference, system_id=system.system_id, width_mm=width_mm)
