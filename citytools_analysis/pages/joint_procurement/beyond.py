"""What lies beside the opportunities: suppliers to talk to together, what bridging would change, and the sources."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.numbers import pounds_text
from citytools_analysis.metrics import opportunities
from citytools_analysis.pages.joint_procurement.findings import bridging_finding, first_of, leverage_finding
from citytools_analysis.pages.joint_procurement.subject import Joint
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.provenance import rests_on as sources_of

_LISTED = 10
_GROUPS = (
    Column("group", "Supplier, with its group", width=2.2),
    Column("n_boroughs", "Boroughs", "number", width=1),
    Column("n_functions", "Functions", "number", width=1),
    Column("n_contracts", "Contracts", "number", width=1),
    Column("n_ending_in_36_months", "End within 36 months", "number", width=1.2),
    Column("next_end_date", "Next end", "date", width=1.2, missing="none known"),
    Column("known", "Known £ a year", width=1.6),
)
_BRIDGES = (
    Column("bridge_months", "Bridged by, months", "number", width=1.2),
    Column("n_sets", "Groups", "number", width=1),
    Column("n_boroughs", "Boroughs in one", "number", width=1.2),
    Column("n_contracts", "Contracts in one", "number", width=1.2),
    Column("annual_value_gbp", "Known £ a year", "money", width=1.2),
    Column("value", "Members kept", "share", width=1.2),
)


def leverage(here: Joint) -> Fragment:
    """
    List the suppliers that several boroughs depend on for several functions: whom to talk to together.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        The finding and the first ten of all London; the workbook has all.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> leverage(NOBODY).text
    'No supplier is known to serve two or more boroughs for two or more functions.'
    """
    groups = opportunities.leverage(here.register)
    finding = paragraph(leverage_finding(groups))
    if groups.empty:
        return finding
    rows = [row | {"known": _known(row)} for row in groups.to_dict("records")]
    caption = first_of(min(len(rows), _LISTED), len(rows), "supplier", "in all service areas")
    note = "A reason to talk to a supplier together about terms, never one procurement: different functions do not compete."
    whole = from_frame(rows, columns=_GROUPS, caption="Every supplier that several boroughs depend on")
    shown = stack(finding, from_frame(rows[:_LISTED], columns=_GROUPS, caption=caption, note=note))
    return Fragment(shown.html, attached=whole.attached)


def _known(row: dict[object, object]) -> str:
    n, n_of = row["n"], row["n_of"]
    if is_missing(row["value"]) or row["is_withheld"]:
        return f"{UNKNOWN}, of {n_of:.0f}"
    return f"{pounds_text(float(str(row['value'])))}, {n:.0f} of {n_of:.0f}"


def bridging(here: Joint) -> Fragment:
    """
    Say how much the groups of boroughs would change if contracts were carried on beyond their latest end.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        The finding, and one row a number of months, for all London.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> bridging(NOBODY).text
    'There is no group of boroughs that a bridge could change.'
    """
    panel = opportunities.sensitivity(here.register)
    finding = paragraph(bridging_finding(panel))
    if here.every.sets.empty:
        return finding
    note = "Whether a contract may be carried on is a question for its terms and the law. Members kept: of each group, with the likest group once bridged."
    return stack(
        finding, from_frame(panel, columns=_BRIDGES, caption="Every contract bridged by so many months", note=note)
    )


def rests_on(here: Joint) -> Fragment:
    """
    Say which sources the rows of the document come from.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        The register, and one row a source.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> rests_on(NOBODY).text.splitlines()[-1]
    'No source says anything about what could be bought together.'
    """
    sources = pd.concat([here.decisions["source_id"], here.register.intentions["source_id"]]).dropna()
    return sources_of(here.register, sources, about="what could be bought together")
