"""Published procurement notices (OCDS 1.0 and 1.1) of Contracts Finder and Find a Tender, read to raw entry frames."""

from __future__ import annotations

from citytools_analysis.sources.ocds.reader import probe, read, read_again

__all__ = ["probe", "read", "read_again"]
