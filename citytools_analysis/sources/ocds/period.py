"""When an agreement runs: its first day, its committed end and its latest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from citytools_analysis.sources.ocds.days import calendar_day, later
from citytools_analysis.sources.ocds.values import number


@dataclass(frozen=True)
class Period:
    """
    When an agreement runs.

    Parameters
    ----------
    start, end
        First and last committed day.
    latest
        Last day with every option used.
    faults
        What was published but cannot be a date or contradicts another.
    is_computed
        Whether the end is the start with the published length added.

    Examples
    --------
    >>> Period(None, date(2029, 1, 9), date(2030, 1, 9)).option_months
    12
    """

    start: date | None
    end: date | None
    latest: date | None
    faults: tuple[str, ...] = ()
    is_computed: bool = False

    @property
    def option_months(self) -> int:
        """Whole months from the committed end to the latest: part of a month is dropped, three days are forgiven."""
        if self.end is None or self.latest is None or self.latest <= self.end:
            return 0
        months = (self.latest.year - self.end.year) * 12 + self.latest.month - self.end.month
        reached = later(self.end, months=months)
        # The ends of 28 February and 31 August lie a whole number of months apart, though the days differ.
        return months if reached and (self.latest - reached).days >= -3 else max(months - 1, 0)


def read_period(*nodes: Mapping[str, Any]) -> Period:
    """
    Read a period from the first of several objects that tells each part of it.

    Parameters
    ----------
    *nodes
        OCDS Period objects, the most certain first.

    Returns
    -------
    period
        The end is the published one, else the start with the published duration added: OCDS gives a duration as the
        difference between the two; without a start it stays unknown. An end before the start is unknown.

    Examples
    --------
    >>> read_period({"startDate": "2025-04-01T00:00:00+01:00", "durationInDays": 365}).end.isoformat()
    '2026-04-01'
    """
    faults: list[str] = []
    start, end, latest = (_first_day(nodes, key, faults) for key in ("startDate", "endDate", "maxExtentDate"))
    is_computed = bool(start and not end)
    if start and not end:
        end = next((day for node in nodes if (day := _reached(start, node))), None)
    if start and end and end < start:
        faults.append(f"the end {end} lies before the start {start}")
        end = latest = None
    return Period(start, end, latest, tuple(faults), is_computed and end is not None)


def _first_day(nodes: tuple[Mapping[str, Any], ...], key: str, faults: list[str]) -> date | None:
    for node in nodes:
        try:
            if day := calendar_day(node.get(key)):
                return day
        except ValueError as fault:
            faults.append(f"{key}: {fault}")
    return None


def _reached(start: date, node: Mapping[str, Any]) -> date | None:
    days, months = number(node.get("durationInDays")), number(node.get("durationInMonths"))
    if days is not None and days > 0:
        return later(start, days=days)
    return later(start, months=months) if months is not None and months > 0 else None
