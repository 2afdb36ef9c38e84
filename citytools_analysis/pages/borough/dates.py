"""The dates to act by, as a calendar file that goes out beside the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.acting import action_words, lead_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import Row, end_text, later_text, system_of, value_of


def dates_to_act(borough: Borough) -> Fragment:
    """
    Say which days to act by the calendar file holds; the file is attached.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        A callout: how many days lie ahead, the next, and how many have passed and are therefore not in the file. It
        carries one event a contract whose day to act by is still to come.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.pages.borough.subject import about
    >>> from citytools_analysis.register import Register
    >>> dates_to_act(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'No day to act by is known to lie ahead, so the calendar file beside this report is empty.'
    """
    today = pd.Timestamp(borough.register.as_of)
    dated = borough.decisions.dropna(subset=["act_by_date"])
    ahead = dated[dated["act_by_date"] >= today].sort_values(["act_by_date", "contract_id"])
    passed = len(dated) - len(ahead)
    late = f" {count_text(passed, 'day')} {'has' if passed == 1 else 'have'} passed: see Decide next." if passed else ""
    if ahead.empty:
        words = f"No day to act by is known to lie ahead, so the calendar file beside this report is empty.{late}"
        return Fragment(notice(words).html, attached=(_calendar(borough, []),))
    verb = "stands" if len(ahead) == 1 else "stand"
    first = date_text(ahead["act_by_date"].iloc[0])
    words = (
        f"{count_text(len(ahead), 'day')} to act by {verb} in the calendar file (.ics) beside this report, the first on "
        f"{first}. They are planning days, counted back from the committed end.{late}"
    )
    return Fragment(notice(words).html, attached=(_calendar(borough, ahead.to_dict("records")),))


def _calendar(borough: Borough, rows: Sequence[Row]) -> Mapping[str, Any]:
    return {"kind": "calendar", "name": f"{borough.name}: days to act by", "events": [_event(row) for row in rows]}


def _event(row: Row) -> dict[str, str]:
    what = f"{value_of(row, 'function', 'title')}, {system_of(row)}"
    lines = [f"Ends {end_text(row)}; latest end with every option {later_text(row)}."]
    lines += [] if is_missing(row.get("lead_time_basis")) else [f"Counted back: {lead_text(row)}."]
    return {
        "id": str(row["contract_id"]),
        "day": f"{row['act_by_date']:%Y-%m-%d}",
        "summary": f"Act by today: {action_words(row)} {what}",
        "description": " ".join(lines),
    }
