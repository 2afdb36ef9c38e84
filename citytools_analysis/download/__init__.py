"""Published notices from the two public services to a folder of pages, each kept as it was received."""

from __future__ import annotations

from citytools_analysis.download.fetch import download
from citytools_analysis.download.publishers import PUBLISHERS, Publisher
from citytools_analysis.download.request import Patience

__all__ = ["PUBLISHERS", "Patience", "Publisher", "download"]
