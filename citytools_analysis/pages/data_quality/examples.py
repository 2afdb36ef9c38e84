"""A register of which nothing is known, for the examples in the docstrings."""

from __future__ import annotations

from datetime import date

from citytools_analysis.pages.data_quality.subject import about
from citytools_analysis.register import Register

EMPTY = about(Register.from_tables({}, as_of=date(2026, 11, 23)))
