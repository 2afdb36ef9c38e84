"""Notices of Contracts Finder in its own shapes, REST and CSV, read as the OCDS releases they might have been."""

from __future__ import annotations

from citytools_analysis.sources.contracts_finder.reader import probe, read, read_again

__all__ = ["probe", "read", "read_again"]
