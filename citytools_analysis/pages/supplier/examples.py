"""A supplier nobody is known to use, for the examples in the docstrings."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.pages.supplier.subject import about
from citytools_analysis.register import Register

_SUPPLIERS = pd.DataFrame({"supplier_id": ["mapleway"], "supplier": ["Mapleway"]})
UNUSED = about(Register.from_tables({"suppliers": _SUPPLIERS}, as_of=date(2026, 11, 23)), "mapleway")
