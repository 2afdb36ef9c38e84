"""When to act on a contract and when it ends, in the few words a table has room for."""

from __future__ import annotations

from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.tables.fragment import Html, classed, escape, is_missing
from citytools_analysis.tables.words import Row, end_text

_ACTIONS = {"replace": "replace", "extend": "extend", "renegotiate": "renegotiate", "find_end": "find the end date"}


def action_words(row: Row) -> str:
    """
    Say what is to be done about a contract.

    Parameters
    ----------
    row
        One row of `renewals.decisions`: `action`.

    Returns
    -------
    words
        Such as `extend`.

    Examples
    --------
    >>> action_words({"action": "find_end"}), action_words({})
    ('find the end date', 'decide')
    """
    return _ACTIONS.get(str(row.get("action")), "decide")


def act_by(row: Row, *, short: bool = False) -> Html:
    """
    Write the day to act by and what to do; what is late in words as well as in colour.

    Parameters
    ----------
    row
        One row of `renewals.decisions`: `act_by_date`, `urgency`, `action`.
    short
        Two-digit years.

    Returns
    -------
    html
        Such as `31 Dec 26, extend`; a passed day in the class `ct-overdue`.

    Examples
    --------
    >>> from datetime import date
    >>> act_by({"act_by_date": date(2025, 4, 15), "urgency": "overdue", "action": "replace"})
    '<span class="ct-overdue">passed 15 Apr 2025</span>, replace'
    """
    action = action_words(row)
    day, urgency = row.get("act_by_date"), row.get("urgency")
    if urgency == "expired_in_use":
        action = action if is_missing(row.get("other_end_state")) else "check"
        return Html(f"{classed('expired, in use', 'ct-overdue')}, {escape(action)}")
    if urgency == "rolling":
        return escape(f"any time, {action}")
    if is_missing(day):
        return Html(f"{classed('unknown', 'ct-unknown')}, {escape(action)}")
    words = date_text(day, short=short)
    return Html(f"{classed(f'passed {words}', 'ct-overdue') if urgency == 'overdue' else words}, {escape(action)}")


def lead_text(row: Row) -> str:
    """
    Write how long before its end a contract wants a decision.

    Parameters
    ----------
    row
        One row of `renewals.decisions`: `lead_time_basis`.

    Returns
    -------
    text
        Such as `24 months`, without the level of criticality it comes from.

    Examples
    --------
    >>> lead_text({"lead_time_basis": "criticality 1: 24 months"}), lead_text({})
    ('24 months', 'unknown')
    """
    basis = row.get("lead_time_basis")
    return UNKNOWN if is_missing(basis) else str(basis).rpartition(": ")[2]


def ends_text(row: Row) -> str:
    """
    Write when a contract ends or that its end has passed, and the end of another that covers what it was for.

    Parameters
    ----------
    row
        One row of `renewals.decisions`.

    Returns
    -------
    text
        Such as `30 Jun 24; another runs to 31 Aug 28`.

    Examples
    --------
    >>> from datetime import date
    >>> ends_text({"end_state": "known", "end_date": date(2024, 6, 30), "other_end_state": "rolling"})
    '30 Jun 24; another is rolling'
    """
    other = row.get("other_end_state")
    if row.get("end_state") == "unknown" and not is_missing(row.get("end_date")):
        return f"passed {end_text(dict(row) | {'end_state': 'known'}, short=True)}"
    if is_missing(other):
        return end_text(row, short=True)
    covers = "is rolling" if other == "rolling" else f"runs to {end_text(row, prefix='other_', short=True)}"
    return f"{end_text(row, short=True)}; another {covers}"
