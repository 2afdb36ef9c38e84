"""The top of a service area's briefing: the finding, five figures, and who must act next."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.service_area.findings import area_finding
from citytools_analysis.pages.service_area.subject import ServiceArea
from citytools_analysis.pages.service_area.supply import overall
from citytools_analysis.pages.service_area.systems import sources_of_uses
from citytools_analysis.pages.supplier.findings import soon_finding
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.provenance import rests_on as sources_of

_MONTHS = 18


def title(area: ServiceArea) -> Fragment:
    """
    Open a service area's briefing with its finding.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> title(UNTOLD).text.splitlines()[-1]
    'Nothing is known of what any of 33 boroughs runs for Housing and homelessness.'
    """
    register = area.register
    told = area_finding(
        area.area,
        n_known=area.answered["borough_id"].nunique(),
        n_of=len(register.boroughs),
        n_systems=len(area.system_ids),
        n_groups=len(area.group_ids),
    )
    known = area.contracts[area.contracts["end_state"] == "known"]
    last = pd.Timestamp(register.as_of) + pd.DateOffset(months=_MONTHS)
    soon = soon_finding(len(ending(known, as_of=register.as_of, months=_MONTHS)), len(known), day=date_text(last))
    return cover(register, name=area.area, finding=told + soon, report="Service area briefing", subject=area.area)


def key_figures(area: ServiceArea) -> Fragment:
    """
    Give the figures of a service area, each with its coverage.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        Boroughs with an answer; the effective number of suppliers; contracts that end within 18 months; days to act by
        that have passed; boroughs of the largest set that could start together. What is not known is `unknown`, never 0.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> key_figures(UNTOLD).text.splitlines()[:3]
    ['boroughs that say what they run', 'unknown', 'of 33 boroughs none is known']
    """
    return figures(_answered(area), _suppliers(area), *_ends(area), _together(area))


def _answered(area: ServiceArea) -> Figure:
    label, n_of = "boroughs that say what they run", count_text(len(area.register.boroughs), "borough")
    n = area.answered["borough_id"].nunique()
    if not n:
        return Figure(label, UNKNOWN, f"of {n_of} none is known")
    return Figure(label, str(n), f"of {n_of}, for one function or more")


def _suppliers(area: ServiceArea) -> Figure:
    label, row = "suppliers, as if of equal size", overall(area)
    if row is None:
        return Figure(label, UNKNOWN, "no supply is known")
    if is_missing(row["value"]):
        return Figure(label, "withheld", str(row["reason"]))
    return Figure(label, f"{row['value']:.1f}", f"known of {row['n']:.0f} of {row['n_of']:.0f} boroughs")


def _ends(area: ServiceArea) -> tuple[Figure, Figure]:
    labels, contracts = (f"end within {_MONTHS} months", "days to act by have passed"), area.contracts
    if contracts.empty:
        return Figure(labels[0], UNKNOWN, "no contract is known"), Figure(labels[1], UNKNOWN, "no contract is known")
    known, days = contracts[contracts["end_state"] == "known"], contracts["act_by_date"].dropna()
    n_soon = len(ending(known, as_of=area.register.as_of, months=_MONTHS))
    n_late = int((days < pd.Timestamp(area.register.as_of)).sum())
    soon = f"of {count_text(len(known), 'known end')}, of {count_text(len(contracts), 'contract')}"
    return (
        Figure(labels[0], str(n_soon) if len(known) else UNKNOWN, soon),
        Figure(labels[1], str(n_late) if len(days) else UNKNOWN, f"of {len(days)}, counted from the committed end"),
    )


def _together(area: ServiceArea) -> Figure:
    label = "boroughs could start together"
    if not area.decisions["end_state"].isin(["known", "rolling"]).any():
        return Figure(label, UNKNOWN, "no end is known")
    if area.sets.empty:
        return Figure(label, "0", "no two share a window")
    first = area.sets.iloc[0]
    return Figure(label, str(first["n_boroughs"]), f"for {first['function']}, options counted")


def rests_on(area: ServiceArea) -> Fragment:
    """
    Say which sources the rows about a service area come from.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        The register, and one row a source.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> rests_on(UNTOLD).text.splitlines()[-1]
    'No source says anything about this service area.'
    """
    return sources_of(area.register, sources_of_uses(area), about="this service area")
