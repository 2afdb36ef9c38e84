"""What is not known about a borough, and whom to tell."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, clean_text, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice

_GAPS = (
    Column("gap", "What is not known", width=2.4),
    Column("n", "Cases", "number", width=0.7, missing="not said"),
    Column("why_it_matters", "Why it matters", width=3),
    Column("how_to_mend", "How to mend it", width=3),
)


def unknowns(gaps: pd.DataFrame) -> Fragment:
    """
    List what is not known about a borough, what matters most first.

    Parameters
    ----------
    gaps
        As `coverage.gaps` gives: `gap`, `n`, `why_it_matters`, `how_to_mend`.

    Returns
    -------
    fragment
        One row a gap; or a callout.

    Examples
    --------
    >>> unknowns(pd.DataFrame({"gap": ["no end date"], "n": [5], "why_it_matters": ["No plan."], "how_to_mend": ["Say it."]})).text.splitlines()[-1]
    'no end date 5 No plan. Say it.'
    """
    if gaps.empty:
        return notice("Every question this report asks has an answer. It is as old as its oldest source, listed below.")
    caption = f"{count_text(len(gaps), 'kind')} of gap, those that decide most first"
    return from_frame(gaps, columns=_GAPS, caption=caption)


def tell(register: Register, borough_id: str) -> Fragment:
    """
    Say whom to tell what is wrong or missing.

    Parameters
    ----------
    register
        The register; the borough's own role mailbox is in the contacts, which a public edition does not hold.
    borough_id
        The borough.

    Returns
    -------
    fragment
        A callout; an address is shown only where the register holds one.

    Examples
    --------
    >>> from datetime import date
    >>> tell(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden").text.splitlines()[0][:44]
    'To correct a line, send it back to whoever s'
    """
    names = dict(zip(register.boroughs["borough_id"], register.boroughs["borough"], strict=True))
    name = names.get(borough_id, borough_id)
    held = register.contacts
    mailboxes = held.loc[held["borough_id"] == borough_id, "mailbox"].dropna()
    first = "To correct a line, send it back to whoever sent you this report, or to the central analyst at LOTI: the function, what is wrong, and since when."
    if mailboxes.empty:
        return notice(
            first, f"No role mailbox is held for {name} in this edition, so nobody there can be asked directly."
        )
    return notice(first, f"Questions about {name} go to its role mailbox:", strong(clean_text(mailboxes.iloc[0])))
