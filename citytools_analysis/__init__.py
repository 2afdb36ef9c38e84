"""
City Tools: which technology London's councils run, when its contracts end, and with whom they could buy better.

    import citytools_analysis as ct
    data = ct.open_register("data/register", as_of="2026-11-23")

Register
    `open_register`, `Register`: every table at once, as known on a day. `for_borough` keeps one borough's rows.
Metrics
    `adoption`, `coverage`, `opportunities`, `prices`, `renewals`, `satisfaction`: register in, tidy frame out.
Shown
    `about`: what a report on one borough draws on. `charts` and `tables` turn frames into what a report shows.
    `display` makes an analyst's own frames and figures in a notebook look and read like ours.
"""

from __future__ import annotations

from citytools_analysis import charts, display, tables
from citytools_analysis.metrics import adoption, coverage, opportunities, prices, renewals, satisfaction
from citytools_analysis.register import Register, open_register
from citytools_analysis.selection import for_borough
from citytools_analysis.tables.borough import Borough, about

__all__ = [
    "Borough",
    "Register",
    "about",
    "adoption",
    "charts",
    "coverage",
    "display",
    "for_borough",
    "open_register",
    "opportunities",
    "prices",
    "renewals",
    "satisfaction",
    "tables",
]

display.enable()
