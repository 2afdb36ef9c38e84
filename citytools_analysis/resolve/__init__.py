"""
Names to ids: identifiers first, then reviewed decisions and alias tables; nothing is matched by likeness.

Likeness only suggests, and a person decides (`citytools resolve`).
"""

from __future__ import annotations

from citytools_analysis.resolve.ids import split_list, stable_id
from citytools_analysis.resolve.named import Mention, Named
from citytools_analysis.resolve.names import Names

__all__ = ["Mention", "Named", "Names", "split_list", "stable_id"]
