"""
Charts, each drawn at the size it is printed and carrying its own words.

Timeline
    `renewal_timeline`: what ends when, what options add, and the day to act by.
    `ends_by_quarter`: how many contracts end in each quarter.
Tile map
    `tile_map`: the state of each of the 33 boroughs.
    `usage_map`: who uses one system, and who is known to use another.
    `coverage_map`: about whom anything is known.
Making one
    `Chart`: figure, alt text, finding and note.
"""

from __future__ import annotations

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.maps import coverage_map, usage_map
from citytools_analysis.charts.quarters import ends_by_quarter
from citytools_analysis.charts.tilemap import TileLook, tile_map
from citytools_analysis.charts.timeline import renewal_timeline

__all__ = [
    "Chart",
    "TileLook",
    "coverage_map",
    "ends_by_quarter",
    "renewal_timeline",
    "tile_map",
    "usage_map",
]
