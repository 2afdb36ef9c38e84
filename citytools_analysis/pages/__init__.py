"""
What each document shows: a package a document, so that its notebook only has to put things in order.

    here = ct.pages.borough.about(data, "camden")
    ct.pages.borough.title(here)

`borough`
    One borough's report.
"""

from __future__ import annotations

from citytools_analysis.pages import borough

__all__ = ["borough"]
