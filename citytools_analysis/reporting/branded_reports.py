"""Which reports a brand has, and what they are called: those that state facts of London's own need tables of the region's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citytools_analysis.brand import Voice
from citytools_analysis.errors import ReportError
from citytools_analysis.register import Register
from citytools_analysis.reporting.report import Report

_NEEDS = {"resource_plan": "assumptions", "project_plan": "plan_items"}


def as_branded(reports: Sequence[Report], register: Register, *, is_by_name: bool) -> Sequence[Report]:
    """
    Name reports as the brand of a register does, and leave out those that would say of it what is known of London.

    Parameters
    ----------
    reports
        The reports.
    register
        The register.
    is_by_name
        Whether they were asked for by name: one that cannot be made is then refused.

    Returns
    -------
    reports
        The same where the register has no brand.

    Raises
    ------
    ReportError
        If one that was asked for needs a table that the register has not.

    Examples
    --------
    >>> from datetime import date
    >>> as_branded((), Register.from_tables({}, as_of=date(2026, 11, 23)), is_by_name=False)
    ()
    """
    brand = register.reference.brand
    if brand is None:
        return reports
    lacking = {name: table for name, table in _NEEDS.items() if table not in brand.own_tables}
    refused = [report.name for report in reports if report.name in lacking]
    if is_by_name and refused:
        name = refused[0]
        message = (
            f"{name} tells what London plans and what it costs there. For {brand.region}, put its own "
            f"{lacking[name]}.csv beside brand.toml."
        )
        raise ReportError(message)
    voice = Voice(brand)
    return [replace(report, title=voice.text(report.title)) for report in reports if report.name not in lacking]
