"""The packaged plan beside an empty register, and an empty plan, for the examples in the docstrings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from citytools_analysis.pages.project_plan.subject import about
from citytools_analysis.register import Register

PROPOSED = about(Register.from_tables({}, as_of=date(2026, 11, 23)))
BLANK = replace(PROPOSED, items=PROPOSED.items.iloc[:0])
