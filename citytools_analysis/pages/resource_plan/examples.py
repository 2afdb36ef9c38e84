"""The plan of a register that holds nothing but the reviewed tables, for the examples in the docstrings."""

from __future__ import annotations

from datetime import date

from citytools_analysis.pages.resource_plan.subject import about
from citytools_analysis.register import Register

PLAN = about(Register.from_tables({}, as_of=date(2026, 11, 23)))
