"""What the invented London shares with the real one: its councils and the functions they have; and the invented market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from market import Market, read_market

from citytools_analysis.reference import load_reference


@dataclass(frozen=True)
class Function:
    """A function, with its criticality from 1 (high) to 3 and its procurement code."""

    name: str
    criticality: int
    cpv: str


@dataclass(frozen=True)
class Council:
    """A real borough."""

    borough: str
    council: str
    code: str
    residents: int


@dataclass(frozen=True)
class World:
    """Everything the generator draws from."""

    market: Market
    functions: Mapping[str, Function]
    councils: Mapping[str, Council]


def read_world() -> World:
    """Read the packaged reference tables and the invented market."""
    reference = load_reference()
    boroughs = reference.boroughs.merge(reference.tile_grid[["borough_id", "code3"]], on="borough_id")
    councils = {
        row["borough_id"]: Council(row["borough"], row["council_name"], row["code3"], int(row["residents_2021"]))
        for row in boroughs.to_dict("records")
    }
    functions = {
        row["function_code"]: Function(row["function"], int(row["criticality"]), row["cpv_code"])
        for row in reference.functions.to_dict("records")
    }
    return World(read_market(), functions, councils)
