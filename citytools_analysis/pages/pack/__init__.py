"""The first pages of a pack: what it is for, what is in it, and what to do with it."""

from __future__ import annotations

from citytools_analysis.pages.pack import findings
from citytools_analysis.pages.pack.opening import opening, steps

__all__ = ["findings", "opening", "steps"]
