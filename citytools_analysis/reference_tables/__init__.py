"""What each reviewed table holds, and how its CSV is read and checked."""

from __future__ import annotations

from citytools_analysis.reference_tables.checks import (
    contradictions,
    repeated_keys,
    rows_of_known_things,
    unknown_links,
)
from citytools_analysis.reference_tables.rows import Rows, frame_of, read_rows
from citytools_analysis.reference_tables.shapes import SHAPES, Shape

__all__ = [
    "SHAPES", "Rows", "Shape", "contradictions", "frame_of", "read_rows", "repeated_keys", "rows_of_known_things", "unknown_links",
]  # fmt: skip
