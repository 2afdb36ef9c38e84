"""
How far a cell can be moved by exchanging answers that no told cell tells apart.

Two boroughs' answers about two systems that stand in the same told cells can be exchanged for one another without any of
these changing. That settles most cells without a linear programme, and never calls one safe that is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.disclosure.audit import PROTECTED
from citytools_analysis.disclosure.joint import Flags, Joint, Numbers

_NEARLY = 1e-6
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Exchange:
    """
    What each reader leaves unknown, by atom, kind and group of atoms that can be exchanged.

    Parameters
    ----------
    left, other
        By reader and atom: the answers of others, and those to the same question that are not this one.
    is_endless
        By atom whether nobody knows who could have answered, so that there may be any number of these.
    left_of_kind
        By reader and kind.
    left_of_group, other_of_group, endless_of_group
        By reader and group, the last by group alone.
    group
        By atom the number of its group: atoms in the same told cells whose kinds are so with every other answer.
    is_open
        By group whether it stands in no told cell.

    Examples
    --------
    >>> nothing = np.zeros((1, 0))
    >>> flags, whole = np.empty(0, dtype=np.bool_), np.empty(0, dtype=np.int64)
    >>> Exchange(nothing, nothing, flags, nothing, nothing, nothing, whole, whole, flags).left.shape
    (1, 0)
    """

    left: Numbers
    other: Numbers
    is_endless: Flags
    left_of_kind: Numbers
    left_of_group: Numbers
    other_of_group: Numbers
    endless_of_group: Whole
    group: Whole
    is_open: Flags

    def moves(self, joint: Joint, cell: int, *, counts: bool) -> Flags:
        """
        Say for which readers exchanges move a cell far enough.

        Parameters
        ----------
        joint
            The cells.
        cell
            Which.
        counts
            Whether it is a count, so that it moves by whole numbers.

        Returns
        -------
        moves
            One flag a reader; true also where nobody else could have answered, so that nothing is kept from it.
        """
        mine = np.flatnonzero(joint.sums[cell])
        own = self.left[:, mine].sum(axis=1)
        most, least = np.zeros(len(own)), np.zeros(len(own))
        for group in np.unique(self.group[mine]):
            here = mine[self.group[mine] == group]
            taken = self.left[:, here].sum(axis=1)
            swapped = np.inf if self.is_endless[here].any() else self.other[:, here].sum(axis=1)
            if self.is_open[group]:
                most, least = most + swapped, least + taken
                continue
            most += np.minimum(self.left_of_group[:, group] - taken, swapped)
            least += np.minimum(taken, self._others_could(int(group), here))
        width = np.where(own > 0, 2 * PROTECTED * own, 1.0)
        width = np.maximum(np.ceil(width - _NEARLY), 1.0) if counts else width
        return np.asarray((most + least >= width) | self._has_no_others(joint, mine), dtype=bool)

    def _others_could(self, group: int, here: Whole) -> Numbers:
        """Count for each reader what others of a group could give in exchange."""
        if self.endless_of_group[group] > self.is_endless[here].sum():
            return np.full(len(self.left), np.inf)
        return np.asarray(self.other_of_group[:, group] - self.other[:, here].sum(axis=1), dtype=float)

    def _has_no_others(self, joint: Joint, mine: Whole) -> Flags:
        kinds = np.unique(joint.kinds[mine])
        is_known = bool((joint.silent[kinds] >= 0).all())
        return np.asarray((self.left_of_kind[:, kinds].sum(axis=1) <= 0) & is_known, dtype=bool)


def exchange(joint: Joint, is_told: Flags, readers: Numbers) -> Exchange:
    """
    Find out what can be exchanged.

    Parameters
    ----------
    joint
        The cells of all releases.
    is_told
        One flag a cell.
    readers
        One row a reader and one column an atom: what it knows of it.

    Returns
    -------
    exchange
        By reader.

    Examples
    --------
    >>> from citytools_analysis.disclosure.joint import joint as made
    >>> import pandas as pd
    >>> lines = pd.DataFrame(columns=["unit_id", "decision_maker", "amount", "metric", "subject", "category"])
    >>> exchange(made([lines]), np.zeros(0, dtype=bool), np.zeros((1, 0))).group.tolist()
    []
    """
    left = joint.atoms[None, :] - readers
    group, is_open = _groups(joint, is_told)
    n_groups, is_endless = len(is_open), joint.silent[joint.kinds] < 0
    left_of_kind = _added(left, joint.kinds, len(joint.silent))
    other = np.where(is_endless, 0.0, left_of_kind[:, joint.kinds] - left)
    endless = np.bincount(group, weights=is_endless, minlength=n_groups).astype(np.int64)
    return Exchange(
        left, other, is_endless, left_of_kind, _added(left, group, n_groups), _added(other, group, n_groups), endless, group, is_open
    )  # fmt: skip


def _groups(joint: Joint, is_told: Flags) -> tuple[Whole, Flags]:
    stands, own = np.unique(joint.sums[is_told].T, axis=0, return_inverse=True)
    own = np.asarray(own).ravel()
    by_kind: dict[int, list[int]] = {}
    for kind, one in zip(joint.kinds.tolist(), own.tolist(), strict=True):
        by_kind.setdefault(kind, []).append(one)
    wholes = {kind: tuple(sorted(ones)) for kind, ones in by_kind.items()}
    keys = [(wholes[kind], one) for kind, one in zip(joint.kinds.tolist(), own.tolist(), strict=True)]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    is_open = [not stands[one].any() for _, one in numbers]
    return np.array([numbers[key] for key in keys], dtype=np.int64), np.array(is_open, dtype=np.bool_)


def _added(values: Numbers, place: Whole, n_places: int) -> Numbers:
    """Add up the columns that have the same place."""
    n_columns = values.shape[1]
    places = scipy.sparse.csr_matrix((np.ones(n_columns), (np.arange(n_columns), place)), shape=(n_columns, n_places))
    return np.asarray(values @ places, dtype=float)
