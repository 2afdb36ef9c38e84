"""
All tables of all releases as one set of sums, which is how somebody who keeps every release reads them.

An answer that stands the same in two releases is one unknown; one that changed is two. Unknowns that stand in the same
rows and say the same are one, an atom: no table tells them apart. What nobody answered is an atom too, of nothing, for a
reader does not know that nobody did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.disclosure.units import SILENT
from citytools_analysis.metrics.released import SATISFACTION, SATISFACTION_BY_AREA
from citytools_analysis.metrics.satisfaction import ANSWERS

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
NOW = 0  # number of the release that is being made; earlier ones count from 1
ROW = ["release", "metric", "subject"]
CELL = [*ROW, "category"]
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Joint:
    """
    The cells of every release as sums of atoms.

    Parameters
    ----------
    cells
        One row a cell: `release`, `metric`, `subject`, `category`.
    sums
        One row a cell and one column an atom: whether it stands in the cell.
    atoms
        What each atom is.
    own
        One row a decision-maker, or supplier of contracts, and one column an atom: its part, which it knows.
    kinds
        For each atom the number of its kind: the answers that could have been given in its place.
    silent
        For each kind the atom of those who could have answered and did not, as members know from who uses what; -1
        where nobody knows.

    Examples
    --------
    >>> joint([pd.DataFrame(columns=["unit_id", "decision_maker", "amount", "metric", "subject", "category"])]).sums.shape
    (0, 0)
    """

    cells: pd.DataFrame
    sums: Flags
    atoms: Numbers
    own: Numbers
    kinds: npt.NDArray[np.int64]
    silent: npt.NDArray[np.int64]

    def values(self) -> Numbers:
        """
        Give what each cell says.

        Returns
        -------
        values
            In the order of `cells`.
        """
        told: Numbers = self.sums @ self.atoms
        return told


def joint(releases: Sequence[pd.DataFrame]) -> Joint:
    """
    Put the units of several releases together.

    Parameters
    ----------
    releases
        Lines of each release, as `units.units_of` gives them, silent ones too; the one being made comes first.

    Returns
    -------
    joint
        Cells, atoms and who stands behind them.

    Examples
    --------
    One answer that stays and one that comes: two unknowns, and two cells.

    >>> first = pd.DataFrame({"unit_id": ["a"], "decision_maker": "camden", "amount": 1.0, "metric": "m", "subject": "s",
    ...                       "category": "yes"})
    >>> both = pd.concat([first, first.assign(unit_id="b")])
    >>> told = joint([both, first])
    >>> told.sums.tolist(), told.values().tolist()
    ([[True, True], [True, False]], [2.0, 1.0])
    """
    lines = pd.concat([one.assign(release=number) for number, one in enumerate(releases)], ignore_index=True)
    if lines.empty:
        return _nothing(lines)
    lines = lines.assign(unit=_same_in_every_release(lines))
    rows, row_keys = pd.factorize(_joined(lines, ROW), sort=True)
    units = lines.assign(kind=lines["unit"].map(_sets(rows, lines["unit"]))).drop_duplicates("unit")
    places = _places(lines.assign(row=rows).merge(units[["unit", "kind"]], on="unit"))
    firsts = places.drop_duplicates("atom").sort_values("atom")
    atom_of = firsts.set_index(["kind", "category"])["atom"]
    units = units.assign(atom=atom_of.reindex(pd.MultiIndex.from_frame(units[["kind", "category"]])).to_numpy())
    told, sums = _cells(places[places["category"].ne(SILENT)], row_keys, len(firsts))
    own = np.vstack([_parts(units, knows, len(firsts)) for knows in ("decision_maker", "supplier_id")])
    atoms = units.groupby("atom")["amount"].sum().reindex(range(len(firsts)), fill_value=0.0).to_numpy(dtype=float)
    silent = firsts[firsts["category"].eq(SILENT)].set_index("kind")["atom"]
    silent = silent.reindex(range(int(firsts["kind"].max()) + 1), fill_value=-1)
    return Joint(told, sums, atoms, own, firsts["kind"].to_numpy(dtype=np.int64), silent.to_numpy(dtype=np.int64))


def _nothing(lines: pd.DataFrame) -> Joint:
    sums, whole = np.empty((0, 0), dtype=np.bool_), np.empty(0, dtype=np.int64)
    return Joint(lines.reindex(columns=CELL), sums, np.empty(0), sums.astype(np.float64), whole, whole)


def _cells(said: pd.DataFrame, row_keys: pd.Index[str], n_atoms: int) -> tuple[pd.DataFrame, Flags]:
    """Name the cells that the places of what was said make up, and mark the atoms in each."""
    cells, cell = np.unique(said[["row", "category"]].astype("str").to_numpy().astype("U"), axis=0, return_inverse=True)
    sums = np.zeros((len(cells), n_atoms), dtype=np.bool_)
    sums[np.asarray(cell).ravel(), said["atom"].to_numpy()] = True
    rows = [row_keys[number].split(_BETWEEN) for number in cells[:, 0].astype("int64")]
    told = pd.DataFrame(rows, columns=ROW)
    return told.assign(release=told["release"].astype("int64"), category=cells[:, 1]), sums


def _places(lines: pd.DataFrame) -> pd.DataFrame:
    """List the rows in which each kind of unit stands, with every answer that the table knows, given or not."""
    kinds = lines[["kind", "row", "metric"]].drop_duplicates()
    votes = product((SATISFACTION, SATISFACTION_BY_AREA), (*ANSWERS, SILENT))
    possible = pd.DataFrame(votes, columns=["metric", "category"])
    answers = pd.concat([lines[["metric", "category"]], possible]).drop_duplicates()
    places = kinds.merge(answers, on="metric")
    said = places["kind"].astype("str") + _BETWEEN + places["category"]
    return places.assign(atom=pd.factorize(said, sort=True)[0])


def _parts(units: pd.DataFrame, knows: str, n_atoms: int) -> Numbers:
    if knows not in units or units[knows].isna().all():
        return np.empty((0, n_atoms))
    parts = units.pivot_table(index=knows, columns="atom", values="amount", aggfunc="sum", fill_value=0.0)
    return parts.reindex(columns=range(n_atoms), fill_value=0.0).to_numpy(dtype=float)


def _same_in_every_release(lines: pd.DataFrame) -> pd.Series:
    """Name a unit by its id and all that is counted of it, so that it is the same unknown only where nothing changed."""
    said = _joined(lines, ["metric", "subject", "category"]) + _BETWEEN + lines["amount"].astype("str")
    codes, _ = pd.factorize(said, sort=True)
    place = pd.MultiIndex.from_frame(lines[["release", "unit_id"]])
    whole = _sets(codes, pd.Series(pd.factorize(place)[0], index=lines.index))
    return lines["unit_id"] + _BETWEEN + pd.Series(pd.factorize(place)[0], index=lines.index).map(whole).astype("str")


def _sets(codes: npt.NDArray[np.int64], owner: pd.Series) -> pd.Series:
    """Give each owner the number of the set of codes it has."""
    pairs = pd.DataFrame({"owner": owner.to_numpy(), "code": codes}).drop_duplicates().sort_values(["owner", "code"])
    owners, begins = np.unique(pairs["owner"].to_numpy(), return_index=True)
    sets = [part.tobytes() for part in np.split(pairs["code"].to_numpy(), begins[1:])]
    return pd.Series(pd.factorize(np.array(sets, dtype=object))[0], index=owners)


def _joined(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    first, *others = (frame[name].astype("str") for name in columns)
    for other in others:
        first = first + _BETWEEN + other
    return first
