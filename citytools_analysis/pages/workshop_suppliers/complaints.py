"""The problems that boroughs share: how often each is reported in London, and with which supplier of this room."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import challenges
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.workshop_suppliers.evidence import Suppliers
from citytools_analysis.pages.workshop_suppliers.findings import problems_finding
from citytools_analysis.pages.workshop_suppliers.wording import problem_words
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

MOST = 10
_UNASKED = "no borough was asked"
_COMMON = (
    Column("problem", "Problem", width=2.4),
    Column("reported", "Reported, of systems asked about", width=1.6),
    Column("n_open", "Open", "number", width=0.9),
    Column("n_raised_with_supplier", "Raised with the supplier", "number", width=1.2),
    Column("n_resolved", "Resolved", "number", width=1),
)
_SHARED = (
    Column("supplier", "Supplier", width=1.6),
    Column("problem", "Problem", width=2),
    Column("reported", "Boroughs that report it, of those asked", width=1.7),
    Column("last_raised_date", "Last raised", "short_date", width=1.2),
    Column("n_open", "Open", "number", width=0.8),
    Column("n_raised_with_supplier", "Raised with it", "number", width=1),
)


def common_complaints(here: Suppliers) -> Fragment:
    """
    List the problems that boroughs report most, over all systems, or for the work the workshop is about.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        The ten most reported in London, by where they stand; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> common_complaints(NOBODY).text
    'No borough has reported a problem with a system in the last 18 months.'
    """
    told, withheld = _reported(here)
    if told.empty and withheld["reason"].eq(_UNASKED).all():
        return notice("No borough has reported a problem with a system in the last 18 months.")
    if told.empty:
        return notice(f"How often problems are reported is withheld: {withheld_reasons(withheld)}.")
    shown = told.sort_values(["n_reported", "problem"], ascending=[False, True], kind="stable").head(MOST)
    first = shown.iloc[0]
    finding = f"Most reported: {first['problem']}, with {first['n_reported']} of {first['n']} systems in use whose borough was asked."
    caption = f"{len(shown)} of {count_text(len(told), 'problem')} that can be told, over all of London"
    why = f"Withheld for {len(withheld)} more: {withheld_reasons(withheld)}. " if len(withheld) else ""
    note = f"{why}A system counts once for each borough that uses it and was asked."
    return stack(paragraph(finding), from_frame(shown, columns=_COMMON, caption=caption, note=note))


def _reported(here: Suppliers) -> tuple[pd.DataFrame, pd.DataFrame]:
    areas = here.room.area_codes
    rows = challenges.prevalence(here.room.register, "function" if areas else "tag")
    if areas:
        rows = rows[rows["function_code"].isin(here.room.functions["function_code"]) | rows["function_code"].isna()]
    words = [problem_words(tag) for tag in rows["challenge_tag"]]
    rows = rows.assign(
        problem=[f"{word}: {work}" for word, work in zip(words, rows["function"], strict=True)] if areas else words,
        reported=[f"{row['n_reported']} of {row['n']}" for row in rows.to_dict("records")],
    )
    told = rows[~rows["is_withheld"]]
    return told[told["n_reported"] > 0], rows[rows["is_withheld"]]


def shared_problems(here: Suppliers) -> Fragment:
    """
    List the problems that several boroughs report with one supplier used in the room, and could raise together.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a supplier and problem that can be told, those most report first; how many more cannot; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> shared_problems(NOBODY).text
    'No problem is known that two boroughs report with one supplier used here.'
    """
    rows = here.problems[here.problems["supplier_id"].isin(here.used["supplier_id"])]
    told, held = rows[~rows["is_withheld"]], rows[rows["is_withheld"]]
    told = told.assign(
        problem=[problem_words(tag) for tag in told["challenge_tag"]],
        reported=[f"{row['value']:.0f} of {row['n']}" for row in told.to_dict("records")],
    ).sort_values(["value", "supplier", "problem"], ascending=[False, True, True], kind="stable")
    names = [f"{row['problem']} ({row['supplier']})" for row in told.to_dict("records")]
    finding = problems_finding(names, n_withheld=len(held))
    why = [f"Withheld: {withheld_reasons(held)}."] if len(held) else []
    if told.empty:
        return notice(finding, *why)
    caption = f"{min(len(told), MOST)} of {count_text(len(told), 'shared problem')} that can be told, of all London"
    note = " ".join(["Boroughs that share a service count once; a problem that is resolved is not in it.", *why])
    return stack(paragraph(finding), from_frame(told.head(MOST), columns=_SHARED, caption=caption, note=note))
