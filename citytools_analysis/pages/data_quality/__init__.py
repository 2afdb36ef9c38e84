"""
How complete and fresh the register is, how far it can be trusted, and whom to ask for what.

First page
    `about`, `title`, `key_figures`, `ask_first`.
Detail
    `sources_grid`, `boroughs_table`, `fields_grid`, `areas_table`, `answers`, `whom_to_ask`, `how_to_answer`, `ages`,
    `oldest`, `rules`, `conflicts`, `how_many`, `read_and_left_out`, `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.data_quality import findings
from citytools_analysis.pages.data_quality.aged import ages, oldest
from citytools_analysis.pages.data_quality.answers import answers
from citytools_analysis.pages.data_quality.chase import ask_first, how_to_answer, whom_to_ask
from citytools_analysis.pages.data_quality.grids import areas_table, boroughs_table, fields_grid, sources_grid
from citytools_analysis.pages.data_quality.opening import key_figures, title
from citytools_analysis.pages.data_quality.rests import read_and_left_out, rests_on
from citytools_analysis.pages.data_quality.subject import Quality, about
from citytools_analysis.pages.data_quality.trust import conflicts, how_many, rules

__all__ = [
    "Quality", "about", "ages", "answers", "areas_table", "ask_first", "boroughs_table", "conflicts", "fields_grid", "findings",
    "how_many", "how_to_answer", "key_figures", "oldest", "read_and_left_out", "rests_on", "rules",
    "sources_grid", "title", "whom_to_ask",
]  # fmt: skip
