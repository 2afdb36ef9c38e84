"""The tables behind the dashboard's opportunities: who could buy together, and when."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import opportunities
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.answers import ANSWERS
from citytools_analysis.reporting.dashboard.named_boroughs import boroughs_named
from citytools_analysis.reporting.dashboard.scrolling import table
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import joined

MOST_GROUPS = 20
_GROUP_COLUMNS = (
    Column("function", "Function", width=2),
    Column("value", "Boroughs in the largest group", "number"),
    Column("n_sets", "Groups", "number"),
    Column("first_start_date", "Could start from", "date"),
    Column("last_start_date", "Could start until", "date"),
    Column("n", "Boroughs with a known window", "number"),
    Column("n_of", "Of boroughs with a contract", "number"),
)
_TOGETHER_COLUMNS = (
    Column("function", "Function", width=2),
    Column("boroughs", "Who", width=4),
    Column("act_by_date", "Begin by", "date"),
    Column("window_start_date", "Could start from", "date"),
    Column("window_end_date", "Could start until", "date"),
    Column("level", "What two or more have said they would do", "state", missing="not said"),
)
_NO_CLAIM = "A group is a reason to talk: nothing here says that buying together is lawful or worth it."


def groups_table(register: Register) -> Fragment:
    """
    Say, for each function, how many boroughs could buy together and when.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        A table, most boroughs first; what the edition withholds says so.

    Examples
    --------
    >>> from datetime import date
    >>> groups_table(Register.from_tables({}, as_of=date(2026, 11, 23))).text.splitlines()[0]
    'Functions for which boroughs could buy together, as of 23 Nov 2026: nothing is known.'
    """
    pipeline = opportunities.pipeline(register)
    held = pipeline["is_withheld"].astype("bool")
    caption = f"Functions for which boroughs could buy together, as of {date_text(register.as_of)}"
    caption = f"{caption}: {count_text(int((~held).sum()), 'function')}" if (~held).any() else caption
    return stack(
        table(pipeline[~held], columns=_GROUP_COLUMNS, caption=caption, note=_NO_CLAIM), _withheld(pipeline[held])
    )


def _withheld(held: pd.DataFrame) -> Fragment:
    if held.empty:
        return Fragment("")
    reasons = joined([str(reason) for reason in held["reason"].unique()])
    return paragraph(ANSWERS["withheld"].html, f"for {count_text(len(held), 'more function')}: {reasons}.")


def together_table(register: Register, found: opportunities.Opportunities) -> Fragment:
    """
    Name who could buy what together, for members.

    Parameters
    ----------
    register
        The edition's register.
    found
        What `opportunities.find` gave.

    Returns
    -------
    fragment
        The first 20 groups in the order of `opportunities.ranked`; in a public edition a sentence that it names nobody.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> together_table(register, opportunities.find(register)).text
    'Groups to look at first, as of 23 Nov 2026: nothing is known.'
    """
    if register.info.edition == "public":
        return paragraph("Who the boroughs are, and what they have said they would do, is in the members' edition.")
    ranked = opportunities.ranked(register, found=found)
    first = ranked.head(MOST_GROUPS)
    members = opportunities.members_of(found, first["opportunity_id"])
    names = members.groupby("opportunity_id")["borough"].unique()
    first = first.assign(boroughs=[boroughs_named(names[key]) for key in first["opportunity_id"]])
    shown = f": the first {len(first)} of {len(ranked):,}" if len(ranked) else ""
    caption = f"Groups to look at first, as of {date_text(register.as_of)}{shown}"
    first = first.assign(level=first["level"].mask(first["is_withheld"].astype("bool"), "withheld"))
    where = "" if register.info.viewer else " The others are in the reports on joint procurement in index.html."
    note = f"One borough may be in several groups. {_NO_CLAIM}{where}"
    return table(first, columns=_TOGETHER_COLUMNS, caption=caption, note=note)
