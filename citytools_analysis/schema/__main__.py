"""Print the data dictionary: `python -m citytools_analysis.schema > data/README.md`."""

from __future__ import annotations

import sys

from citytools_analysis.schema import SHEETS, TABLES, dictionary_markdown

sys.stdout.write(dictionary_markdown(TABLES.values(), SHEETS.values()))
