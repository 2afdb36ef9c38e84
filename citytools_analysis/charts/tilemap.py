"""
A region as tiles: one a borough, in its place as far as a grid allows.

Each state has a fill, an edge and a hatch of its own, so that the map reads in grey as well as in colour. A borough
about which nothing is known has a dashed, empty tile: never the tile of one that does not use a thing. A map wide enough
names every borough in full; a smaller one has the code of each, never some of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import TILE_POINTS, bar, fitted, house_style, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.wrap import wrapped
from citytools_analysis.reference import Reference
from citytools_analysis.style import GREY, INK, NAVY, TEAL, count_text
from citytools_analysis.tables.words import joined

UNKNOWN_STATE = "unknown"
_COLUMNS, _GAP, _KEY_ROW = 8, 0.7, 4.6  # so many columns at least: a region of few tiles has no larger ones
_DASHES = (0, (2.2, 1.8))
_SQUAT, _TALLEST = 0.74, 11.0  # millimetres; a wide map has wide tiles, not tall ones
_NAME_POINTS, _LINE, _INSIDE = 7.0, 3.0, 2.5  # a name in full takes two lines


@dataclass(frozen=True)
class TileLook:
    """
    How the tiles of one state look.

    Parameters
    ----------
    fill, edge, text
        Colours.
    hatch
        Pattern of matplotlib, or none.
    is_dashed
        Whether the edge is dashed.
    is_bold
        Whether the name is bold.

    Examples
    --------
    >>> TileLook("white").is_dashed
    False
    """

    fill: str
    edge: str = "white"
    text: str = INK
    hatch: str = ""
    is_dashed: bool = False
    is_bold: bool = False


SOLID_NAVY = TileLook(NAVY, NAVY, "white", is_bold=True)
SOLID_TEAL = TileLook(TEAL, TEAL, INK, is_bold=True)
HATCHED_TEAL = TileLook("white", TEAL, INK, hatch="//////")
OUTLINED_TEAL = TileLook("white", TEAL, INK)
SOLID_GREY = TileLook("#DDE2E7", "#DDE2E7", INK)
DASHED = TileLook("white", "#8A949E", GREY, is_dashed=True)


def tile_map(  # noqa: PLR0913 - all but the data are options by name
    states: pd.DataFrame,
    reference: Reference,
    *,
    title: str,
    looks: Mapping[str, TileLook],
    note: str = "",
    own: str = "",
    width_mm: float = 172.0,
    table: str = "The table beside it names them.",
) -> Chart:
    """
    Draw the state of each borough as a tile.

    Parameters
    ----------
    states
        One row a borough: `borough_id`, `state`; a borough that is absent is unknown.
    reference
        For `tile_grid` and the names of the boroughs.
    title
        The finding.
    looks
        How each state looks, by its words, in the order of the key; `unknown` is dashed unless given.
    note
        Measure, coverage and date.
    own
        The reader's own borough, ringed in navy.
    width_mm
        Printed width.
    table
        Where the same facts stand in words, for the alt text.

    Returns
    -------
    chart
        The map, its key beneath it.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> states = pd.DataFrame({"borough_id": ["camden", "brent"], "state": ["in your window", "in your window"]})
    >>> chart = tile_map(states, load_reference(), title="Two could join", looks={"in your window": SOLID_TEAL})
    >>> chart.alt
    'Tile map of the 33 boroughs. In your window: Brent and Camden. Unknown: 31 boroughs. The table beside it names them.'
    """
    known = {**looks, UNKNOWN_STATE: looks.get(UNKNOWN_STATE, DASHED)}
    by_borough = dict(zip(states["borough_id"], states["state"], strict=True))
    grid = reference.tile_grid.merge(reference.boroughs[["borough_id", "borough"]], on="borough_id")
    tiles = grid.assign(state=grid["borough_id"].map(by_borough).fillna(UNKNOWN_STATE)).sort_values("borough")
    groups = {state: tiles.loc[tiles["state"] == state, "borough"].tolist() for state in known}
    shown = [state for state, names in groups.items() if names]
    with house_style():
        rows, wide = _extent(tiles, "row"), width_mm / max(_COLUMNS, _extent(tiles, "column"))
        tall = min(wide * _SQUAT, _TALLEST)
        tiles = tiles.assign(lines=pd.Series(_lines(tiles, wide - _INSIDE), index=tiles.index))
        keys = _key_lines([(state, len(groups[state])) for state in shown], width_mm)
        figure, axes = sheet(width_mm, tall * rows + _KEY_ROW * len(keys) + 1.5)
        for tile in tiles.to_dict("records"):
            _draw_tile(axes, tile, known[tile["state"]], (wide, tall), is_own=tile["borough_id"] == own)
        _draw_key(axes, keys, known, tall * rows + 1.5)
    return Chart(figure, _alt(groups, shown, table), title, note, tiles[["borough", "state"]])


def _extent(tiles: pd.DataFrame, way: str) -> int:
    return int(tiles[way].max()) if len(tiles) else 1


def _draw_tile(axes: Axes, tile: Mapping[Any, Any], look: TileLook, size: tuple[float, float], *, is_own: bool) -> None:
    wide, tall = size
    left, top = (int(tile["column"]) - 1) * wide, (int(tile["row"]) - 1) * tall
    _tile(axes, (left + _GAP / 2, top + _GAP / 2, wide - _GAP, tall - _GAP), look)
    if is_own and look is not SOLID_NAVY:
        inside = (left + _GAP + 0.3, top + _GAP + 0.3, wide - 2 * _GAP - 0.6, tall - 2 * _GAP - 0.6)
        _tile(axes, inside, TileLook("none", NAVY), linewidth=1.8)
    weight = "bold" if look.is_bold or is_own else "normal"
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if look.hatch else None
    lines = tile["lines"]
    points = TILE_POINTS if lines == [tile["code3"]] else _NAME_POINTS
    for number, line in enumerate(lines):
        y = top + tall / 2 + (number - (len(lines) - 1) / 2) * _LINE
        write(axes, left + wide / 2, y, line, size=points, color=look.text, ha="center", weight=weight, bbox=box)


def _lines(tiles: pd.DataFrame, room_mm: float) -> list[list[str]]:
    """Break the name of each borough over two lines where every one of them fits, else give the codes."""
    names = [wrapped(name, room_mm, size=_NAME_POINTS, bold=True) for name in tiles["borough"]]
    if any("\N{HORIZONTAL ELLIPSIS}" in line for lines in names for line in lines):
        return [[code] for code in tiles["code3"]]
    return names


def _tile(axes: Axes, box: tuple[float, float, float, float], look: TileLook, *, linewidth: float = 0.8) -> None:
    left, top, wide, tall = box
    edge = {"edgecolor": look.edge, "linewidth": linewidth, "linestyle": _DASHES if look.is_dashed else "solid"}
    bar(axes, left, left + wide, top, tall, facecolor=look.fill, hatch=look.hatch or None, **edge)


def _key_lines(entries: Sequence[tuple[str, int]], width_mm: float) -> list[list[tuple[str, str]]]:
    """Break the key into lines that fit the width."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for state, count in entries:
        words = fitted(f"{state}: {count}", width_mm - 8)
        room = 9.5 + width_of(words)
        if lines[-1] and used + room > width_mm:
            lines.append([])
            used = 0.0
        lines[-1].append((state, words))
        used += room
    return lines


def _draw_key(
    axes: Axes, lines: Iterable[Sequence[tuple[str, str]]], looks: Mapping[str, TileLook], top: float
) -> None:
    for number, line in enumerate(lines):
        x, y = 0.5, top + _KEY_ROW * (number + 0.5)
        for state, words in line:
            _tile(axes, (x, y - 1.4, 4.2, 2.8), looks[state])
            write(axes, x + 5.2, y, words, color=GREY)
            x += 9.5 + width_of(words)


def _alt(groups: Mapping[str, Sequence[str]], shown: Sequence[str], table: str) -> str:
    total = sum(len(names) for names in groups.values())
    parts = [f"Tile map of the {total} boroughs."]
    for state in shown:
        names = groups[state]
        words = count_text(len(names), "borough") if state == UNKNOWN_STATE or len(names) > 8 else joined(names)
        parts.append(f"{state[:1].upper()}{state[1:]}: {words}.")
    return " ".join([*parts, table])
