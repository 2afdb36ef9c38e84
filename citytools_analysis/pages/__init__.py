"""
What each document shows: a package a document, so that its notebook only has to put things in order.

    here = ct.pages.borough.about(data, "camden")
    ct.pages.borough.title(here)

`borough`
    One borough's report.
`system`
    One system's briefing.
"""

from __future__ import annotations

from citytools_analysis.pages import borough, system

__all__ = ["borough", "system"]
