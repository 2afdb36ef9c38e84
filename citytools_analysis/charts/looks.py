"""Fills that more than one chart uses, each told from the others by lightness or hatch as well as by colour."""

from __future__ import annotations

from typing import Any

from citytools_analysis.style import DARK_ORANGE, GREY, INK, NAVY, ORANGE, PALE, TEAL

BLUES = ("#EAF3FB", "#CBE1F5", "#A6CDEE", "#7DB6E6")  # few to many; ink on the darkest is 6.6:1
RATING_3: dict[str, tuple[str, str]] = {
    "dissatisfied": (ORANGE, INK),
    "neutral": ("#DDE2E7", INK),
    "satisfied": (NAVY, "white"),
}
RATING_5: dict[str, tuple[str, str]] = {
    "very dissatisfied": (DARK_ORANGE, "white"),
    "dissatisfied": ("#F9B48F", INK),
    "neutral": ("#E4E8EC", INK),
    "satisfied": ("#7DB6E6", INK),
    "very satisfied": (NAVY, "white"),
}
UNKNOWN_CELL: dict[str, Any] = {"facecolor": "white", "edgecolor": "#B4BCC4", "hatch": "////", "linewidth": 0.0}
WITHHELD_CELL: dict[str, Any] = {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.7, "linestyle": (0, (2, 1.6))}
NONE_CELL: dict[str, Any] = {"facecolor": PALE, "edgecolor": "white", "linewidth": 0.8}
SOLID: dict[str, Any] = {"facecolor": NAVY, "edgecolor": NAVY, "linewidth": 0.8}
HATCHED: dict[str, Any] = {"facecolor": "white", "edgecolor": TEAL, "hatch": "//////", "linewidth": 0.8}
