"""The evaluation of a register whose logs are empty, for the examples in the docstrings."""

from __future__ import annotations

from datetime import date

from citytools_analysis.pages.evaluation.subject import about
from citytools_analysis.register import Register

NOTHING_LOGGED = about(Register.from_tables({}, as_of=date(2026, 11, 23)))
