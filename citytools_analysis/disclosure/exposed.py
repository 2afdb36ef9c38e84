"""Which cells that are to be kept somebody who reads every told cell, and knows its own answers, could work out within a fifth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from citytools_analysis.disclosure.audit import Told, intervals, is_protected
from citytools_analysis.disclosure.exchange import exchange
from citytools_analysis.disclosure.joint import Flags, Joint, Numbers
from citytools_analysis.disclosure.rounding import rounding


def exposed_cells(joint: Joint, is_told: Flags, is_kept: Flags, is_money: Flags) -> Iterator[int]:
    """
    Find the cells that are to be kept and are not protected.

    Parameters
    ----------
    joint
        The cells of all releases.
    is_told, is_kept, is_money
        One flag a cell: whether it is told, whether it is to be kept from everybody, and whether it is pounds rather than
        a count.

    Returns
    -------
    cells
        Their places, in order and one by one: the first is had before the last is looked for. For some reader the interval
        of each is narrower than a fifth to either side of what the others' answers make (metrics.md, 15, rules 5 and 6).

    Notes
    -----
    Where exchanges of answers alone move a cell far enough it is protected; linear programmes are solved for the rest.

    Examples
    --------
    >>> import pandas as pd
    >>> from citytools_analysis.disclosure.joint import joint
    >>> answers = pd.DataFrame({"unit_id": list("abcdefgh"), "decision_maker": list("abcdefgh"), "amount": 1.0,
    ...     "metric": "m", "subject": list("xxxxyyyy"), "category": "yes"})
    >>> cells = joint([pd.concat([answers, answers.assign(subject="all")])])
    >>> cells.cells["subject"].tolist()
    ['all', 'x', 'y']
    >>> list(exposed_cells(cells, np.array([True, False, False]), np.array([False, True, True]), np.zeros(3, dtype=bool)))
    []
    >>> list(exposed_cells(cells, np.array([True, True, False]), np.array([False, False, True]), np.zeros(3, dtype=bool)))
    [2]
    """
    readers = np.vstack([np.zeros_like(joint.atoms)[None, :], joint.own])
    exchanged = exchange(joint, is_told, readers)
    for cell in map(int, np.flatnonzero(is_kept)):
        suspects = np.flatnonzero(~exchanged.moves(joint, cell, counts=not is_money[cell]))
        if len(suspects) and not _is_kept(joint, is_told, is_money, cell, readers[suspects]):
            yield cell


def _is_kept(joint: Joint, is_told: Flags, is_money: Flags, cell: int, known: Numbers) -> bool:
    part, cells = _connected(joint, is_told, cell)
    values = joint.values()
    low, high = rounding(values[cells], is_money[cells])
    limited = joint.kinds[part][:, None] == np.flatnonzero(joint.silent >= 0)[None, :]
    rooms = limited.T[limited.any(axis=0)].astype(float)
    room = rooms @ joint.atoms[part]
    sums = np.vstack([joint.sums[np.ix_(cells, part)].astype(float), rooms])
    told = Told(sums, np.concatenate([low, room]), np.concatenate([high, room]))
    target = np.tile(joint.sums[cell, part].astype(float), (len(known), 1))
    least, most = intervals(told, target, known[:, part])
    mine = (known * joint.sums[cell]).sum(axis=1)
    kept = is_protected(values[cell] - mine, least - mine, most - mine, counts=not is_money[cell])
    return bool(kept.all())


def _connected(joint: Joint, is_told: Flags, cell: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the atoms that told cells bind to those of a cell, directly or through others, and these told cells."""
    atoms = joint.sums[cell].copy()
    told = joint.sums[is_told]
    while True:
        atoms |= np.isin(joint.kinds, joint.kinds[atoms])  # the answers to one question limit each other
        cells = told[:, atoms].any(axis=1)
        more = atoms | told[cells].any(axis=0)
        if (more == atoms).all():
            return np.flatnonzero(atoms), np.flatnonzero(is_told)[cells]
        atoms = more
