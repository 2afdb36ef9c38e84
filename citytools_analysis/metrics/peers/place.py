"""Who is near: boroughs that share a border, face each other across the river, or work in one sub-region."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

PLACE_COLUMNS = (
    "borough_id", "borough", "near_borough_id", "near_borough", "is_land_neighbour", "is_river_neighbour",
    "is_same_subregion", "subregion", "subregion_confidence",
)  # fmt: skip
_PAIR = ["borough_id", "near_borough_id"]
_KINDS = ("is_land_neighbour", "is_river_neighbour", "is_same_subregion")


def by_place(register: Register) -> pd.DataFrame:
    """
    List the boroughs that are near each borough.

    Parameters
    ----------
    register
        The register, for its reference tables.

    Returns
    -------
    near
        One row a borough and a borough near it, by id, with the columns of `PLACE_COLUMNS`: whether they share a
        border on land, face each other across the Thames, or work in one sub-regional partnership. `subregion` is the
        one that they share, missing otherwise, and `subregion_confidence` how sure the record of both is.

    Examples
    --------
    >>> from datetime import date
    >>> near = by_place(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> near.loc[near["is_land_neighbour"] & (near["borough"] == "Sutton"), "near_borough"].tolist()
    ['Croydon', 'Kingston upon Thames', 'Merton']
    """
    boroughs = register.boroughs.drop_duplicates("borough_id")
    grid = register.reference.tile_grid
    parts = [
        _listed(grid, "land_neighbours").assign(is_land_neighbour=True),
        _listed(grid, "river_neighbours").assign(is_river_neighbour=True),
        _same_subregion(boroughs).assign(is_same_subregion=True),
    ]
    told = pd.concat(parts, ignore_index=True).reindex(columns=[*_PAIR, *_KINDS])
    told = told[told["borough_id"].isin(boroughs["borough_id"]) & told["near_borough_id"].isin(boroughs["borough_id"])]
    told = told.groupby(_PAIR)[list(_KINDS)].count().gt(0).reset_index()
    by_id = boroughs.set_index("borough_id")
    ends = [told[name].map(by_id["subregion_confidence"]) for name in _PAIR]
    is_sure = ends[0].eq("high") & ends[1].eq("high")
    told = told.assign(
        near_borough=told["near_borough_id"].map(by_id["borough"]),
        subregion=told["borough_id"].map(by_id["subregion"]).where(told["is_same_subregion"]),
        subregion_confidence=is_sure.map({True: "high", False: "medium"}).where(told["is_same_subregion"]),
    )
    return with_names(told, register)[list(PLACE_COLUMNS)].reset_index(drop=True)


def _listed(grid: pd.DataFrame, column: str) -> pd.DataFrame:
    if column not in grid:
        return pd.DataFrame(columns=_PAIR, dtype="object")
    rows = grid[["borough_id", column]].dropna()
    rows = rows.assign(near_borough_id=rows[column].astype("str").str.split("|")).explode("near_borough_id")
    return rows.loc[rows["near_borough_id"].ne(""), _PAIR].astype("object")


def _same_subregion(boroughs: pd.DataFrame) -> pd.DataFrame:
    rows = boroughs.loc[boroughs["subregion"].notna(), ["borough_id", "subregion"]]
    pairs = rows.merge(rows.rename(columns={"borough_id": "near_borough_id"}), on="subregion")
    return pairs.loc[pairs["borough_id"] != pairs["near_borough_id"], _PAIR].astype("object")
