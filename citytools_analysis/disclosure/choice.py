"""Which rows of the fixed tables a release tells, and which stand as an earlier one told them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from citytools_analysis.disclosure.complement import Row, Told, safe_rows
from citytools_analysis.disclosure.ledger import Release, key_of
from citytools_analysis.disclosure.units import ROW, SILENT, units_of
from citytools_analysis.metrics.satisfaction import RECENT_MONTHS
from citytools_analysis.register import Register


def choose(register: Register, *, earlier: Sequence[Release] = (), basis: str = "") -> Release:
    """
    Choose what a release tells: the same for every edition, of which each shows a part.

    Parameters
    ----------
    register
        The full register.
    earlier
        What earlier releases told; for invented data only a choice made before is taken from it.
    basis
        Hash of whatever else the choice rests on: reference tables and rules.

    Returns
    -------
    release
        The rows told anew; a row that may not be told again, for too few have changed, stands as it was told last,
        unless that is more than 18 months ago.

    Examples
    --------
    >>> from datetime import date
    >>> choose(Register.from_tables({}, as_of=date(2026, 11, 23))).told.rows
    frozenset()
    """
    key = key_of(register.sha256, register.as_of.isoformat(), basis)
    if made := [one for one in earlier if one.key == key]:
        return made[0]
    held = () if register.info.is_sample else tuple(earlier)
    return _chosen(register, held, key) if held else register.keep(("release", key), lambda: _chosen(register, (), key))


def _chosen(register: Register, held: Sequence[Release], key: str) -> Release:
    lines = units_of(register)
    rows = safe_rows(lines, [one.told for one in held])
    return Release(key, register.as_of, Told(lines, rows), _standing(lines, rows, held, register))


def lines_told(release: Release, earlier: Sequence[Release]) -> pd.DataFrame:
    """
    Give the lines behind every row that is told.

    Parameters
    ----------
    release
        As `choose` gives.
    earlier
        What earlier releases told.

    Returns
    -------
    lines
        As `units.units_of`, without silent ones, with `as_of`, the day of the release that told the row.

    Examples
    --------
    >>> from datetime import date
    >>> lines_told(choose(Register.from_tables({}, as_of=date(2026, 11, 23))), ()).empty
    True
    """
    by_id = {one.id: one for one in earlier}
    parts = [_told_lines(release, release.told.rows)]
    parts += [
        _told_lines(by_id[name], {row for row, one in release.stands.items() if one == name})
        for name in sorted(set(release.stands.values()))
    ]
    return pd.concat(parts, ignore_index=True)


def _told_lines(release: Release, rows: frozenset[Row] | set[Row]) -> pd.DataFrame:
    lines = release.told.lines[release.told.lines["category"].ne(SILENT)]
    is_told = [row in rows for row in lines[ROW].itertuples(index=False, name=None)]
    return lines[np.array(is_told, dtype=bool)].assign(as_of=release.as_of)


def _standing(lines: pd.DataFrame, rows: frozenset[Row], held: Sequence[Release], register: Register) -> dict[Row, str]:
    oldest = (pd.Timestamp(register.as_of) - pd.DateOffset(months=RECENT_MONTHS)).date()
    known = set(lines[ROW].itertuples(index=False, name=None))
    stands: dict[Row, str] = {}
    for one in held:  # by day, so that the last that told it stays
        if oldest <= one.as_of <= register.as_of:
            stands |= dict.fromkeys((one.told.rows & known) - rows, one.id)
    return stands
