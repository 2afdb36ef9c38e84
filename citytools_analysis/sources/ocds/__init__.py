"""Published procurement notices (OCDS 1.0 and 1.1) of Contracts Finder and Find a Tender, read to raw entry frames."""

from __future__ import annotations

from citytools_analysis.sources.ocds.forms import is_streamed
from citytools_analysis.sources.ocds.reader import probe, read, read_again
from citytools_analysis.sources.ocds.streamed_reader import Told

__all__ = ["Told", "is_streamed", "probe", "read", "read_again"]
