"""What each reviewed table holds, and how its CSV is read and checked."""

from __future__ import annotations

from citytools_analysis.reference_tables.rows import Rows, frame_of, read_rows, repeated_keys, unknown_links
from citytools_analysis.reference_tables.shapes import SHAPES, Shape

__all__ = ["SHAPES", "Rows", "Shape", "frame_of", "read_rows", "repeated_keys", "unknown_links"]
