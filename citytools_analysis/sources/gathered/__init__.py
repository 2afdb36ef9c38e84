"""Facts that others gathered into a table of their own: which system a public page runs, and contracts seen here and there."""

from __future__ import annotations

from citytools_analysis.sources.gathered.reader import probe, read, read_again

__all__ = ["probe", "read", "read_again"]
