"""Who is like a borough, in kind, in place and in systems, and whom it could ask (metrics.md, 8)."""

from __future__ import annotations

from citytools_analysis.metrics.peers.calls import CALL_COLUMNS, CALLS, POINTS, who_to_call
from citytools_analysis.metrics.peers.estates import ESTATE_COLUMNS, LEAST_FUNCTIONS, similar_estates
from citytools_analysis.metrics.peers.incidence import Incidence, incidence, likeness
from citytools_analysis.metrics.peers.margins import redealt
from citytools_analysis.metrics.peers.measures import VARIABLES, scores
from citytools_analysis.metrics.peers.neighbours import NEIGHBOUR_COLUMNS, statistical_neighbours
from citytools_analysis.metrics.peers.place import PLACE_COLUMNS, by_place
from citytools_analysis.metrics.peers.positions import LEAST_OTHERS, POSITION_COLUMNS, positions

__all__ = [
    "CALLS", "CALL_COLUMNS", "ESTATE_COLUMNS", "LEAST_FUNCTIONS", "LEAST_OTHERS", "NEIGHBOUR_COLUMNS", "PLACE_COLUMNS",
    "POINTS", "POSITION_COLUMNS", "VARIABLES", "Incidence", "by_place", "incidence", "likeness", "positions", "redealt", "scores", "similar_estates",
    "statistical_neighbours", "who_to_call",
]  # fmt: skip
