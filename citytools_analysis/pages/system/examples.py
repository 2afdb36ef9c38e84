"""A system nobody is known to run, for the examples in the docstrings."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.pages.system.subject import about
from citytools_analysis.register import Register

_SYSTEMS = pd.DataFrame({"system_id": ["mapleway"], "system": ["Mapleway"]})
UNUSED = about(Register.from_tables({"systems": _SYSTEMS}, as_of=date(2026, 11, 23)), "mapleway")
