"""
Charts, each drawn at the size it is printed and carrying its own words and the rows behind it.

Time
    `renewal_timeline`: what ends when, what options add, and the day to act by.
    `ends_by_quarter`: how many contracts end in each quarter.
    `peer_timeline`: the same thing's end in each borough, beside the window they could share.
    `wall_timeline`: three years to hang on a wall, with room to write what each intends.
Place
    `tile_map`: the state of each of the 33 boroughs.
    `usage_map`: who uses one system, and who is known to use another.
    `coverage_map`: about whom anything is known.
    `heat_grid`: a number or a state for each pair of two things, such as borough and service area.
Size and spread
    `dot_plot`: ranked values with their intervals and bounds.
    `strip_plot`: a dot an authority, no names, and the median of each group.
    `cumulative_share`: how few suppliers make up how much.
    `scatter`: two numbers a thing.
Opinion and change
    `diverging_bars`: from dissatisfied to satisfied, with counts.
    `dumbbell`: before and after.
Decision
    `tornado`: what a result owes to each assumption.
    `funnel`: how many reached each stage.
How numbers are written
    `number_text`, `share_text`, `pounds_text`.
Making one
    `Chart`: figure, alt text, finding, note and rows.
"""

from __future__ import annotations

import sys

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.cumulative import cumulative_share
from citytools_analysis.charts.diverging import diverging_bars
from citytools_analysis.charts.dots import dot_plot
from citytools_analysis.charts.dumbbells import dumbbell
from citytools_analysis.charts.funnels import funnel
from citytools_analysis.charts.grids import heat_grid
from citytools_analysis.charts.maps import coverage_map, usage_map
from citytools_analysis.charts.numbers import number_text, pounds_text, share_text
from citytools_analysis.charts.peers import peer_timeline
from citytools_analysis.charts.quarters import ends_by_quarter
from citytools_analysis.charts.scatters import scatter
from citytools_analysis.charts.strips import strip_plot
from citytools_analysis.charts.tilemap import TileLook, tile_map
from citytools_analysis.charts.timeline import renewal_timeline
from citytools_analysis.charts.tornadoes import setting_text, tornado
from citytools_analysis.charts.wall import wall_timeline
from citytools_analysis.surface import only_public

__all__ = [
    "Chart",
    "TileLook",
    "coverage_map",
    "cumulative_share",
    "diverging_bars",
    "dot_plot",
    "dumbbell",
    "ends_by_quarter",
    "funnel",
    "heat_grid",
    "number_text",
    "peer_timeline",
    "pounds_text",
    "renewal_timeline",
    "scatter",
    "setting_text",
    "share_text",
    "strip_plot",
    "tile_map",
    "tornado",
    "usage_map",
    "wall_timeline",
]

only_public(sys.modules[__name__])  # an attribute of the package as soon as anything imports it
