"""How many boroughs could start together: those in the window, those that must extend, and those that are not there yet."""

from __future__ import annotations

from datetime import date

from citytools_analysis.pages.borough.together import BY_EXTENDING, IN_WINDOW, LATE, UNDATED, standing
from citytools_analysis.pages.joint_procurement.case_findings import mass_finding
from citytools_analysis.pages.joint_procurement.subject import Joint
from citytools_analysis.tables.words import Row


def mass(here: Joint, opportunity_id: str) -> dict[str, int]:
    """
    Count the boroughs with a contract for an opportunity's function by where they stand.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.
    opportunity_id
        One of them.

    Returns
    -------
    counts
        `now` (in the window as their contracts stand), `extending`, `undated`, `late` and `all`, whatever the document is
        narrowed to; the rest have another window, nobody else in theirs, or one beyond the 36 months looked at.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from citytools_analysis.pages.borough.examples import FOUND
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> mass(replace(NOBODY, every=FOUND), "o1")
    {'now': 2, 'extending': 1, 'undated': 1, 'late': 0, 'all': 4}
    """
    told = standing(here.every, opportunity_id, "")["standing"]
    keys = {"now": IN_WINDOW, "extending": BY_EXTENDING, "undated": UNDATED, "late": LATE}
    return {name: int(told.eq(words).sum()) for name, words in keys.items()} | {"all": len(told)}


def mass_words(here: Joint, row: Row) -> str:
    """
    Write the test of critical mass of one opportunity.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.
    row
        A row of `found.sets`: `opportunity_id`, `window_start_date`.

    Returns
    -------
    sentence
        As `case_findings.mass_finding`.

    Examples
    --------
    >>> months_until(date(2028, 3, 31), date(2026, 11, 23))
    17
    """
    counts = mass(here, str(row["opportunity_id"]))
    return mass_finding(counts, months=months_until(row["window_start_date"], here.register.as_of))


def months_until(day: date, as_of: date) -> int:
    """
    Count the months within which a day lies, a begun month as a whole one.

    Parameters
    ----------
    day
        A day, not before `as_of`.
    as_of
        Today.

    Returns
    -------
    months
        From 0.

    Examples
    --------
    >>> months_until(date(2027, 11, 23), date(2026, 11, 23)), months_until(date(2027, 11, 24), date(2026, 11, 23))
    (12, 13)
    """
    whole = (day.year - as_of.year) * 12 + day.month - as_of.month
    return max(0, whole + (day.day > as_of.day))
