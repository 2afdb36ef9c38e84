"""A workshop to which nobody has brought anything, for the examples in the docstrings."""

from __future__ import annotations

from datetime import date

from citytools_analysis.pages.workshop_use_cases.room import about
from citytools_analysis.register import Register

NOBODY = about(Register.from_tables({}, as_of=date(2026, 11, 23)))
PAIR = about(Register.from_tables({}, as_of=date(2026, 11, 23)), "brent,camden")
