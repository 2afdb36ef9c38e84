"""
Print the data dictionary: `python -m citytools_analysis.schema > data/README.md`.

`python -m citytools_analysis.schema README.md` puts into that page what each edition may show.
"""

from __future__ import annotations

import sys
from pathlib import Path

from citytools_analysis.schema import SHEETS, TABLES, dictionary_markdown, with_editions

if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]):
        page.write_text(with_editions(page.read_text(encoding="utf-8"), TABLES.values()), encoding="utf-8")
    if not sys.argv[1:]:
        sys.stdout.write(dictionary_markdown(TABLES.values(), SHEETS.values()))
