"""What becomes of one gathered line: a row, a line left out, or one that is kept aside to be tried again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd

from citytools_analysis.reference import Reference
from citytools_analysis.schema import PLACE_COLUMNS, SHEETS
from citytools_analysis.sources.reading import LeftOut, Quarantined, Reading
from citytools_analysis.sources.registers.days import day_of
from citytools_analysis.sources.registers.values import UnreadableError

Outcome = Mapping[str, Any] | LeftOut | Quarantined


@lru_cache(maxsize=4)
def borough_names(reference: Reference) -> Mapping[str | None, str]:
    """
    Give each borough's name.

    Parameters
    ----------
    reference
        The reviewed tables.

    Returns
    -------
    names
        By `borough_id`.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> borough_names(load_reference())["camden"]
    'Camden'
    """
    return dict(zip(reference.boroughs["borough_id"], reference.boroughs["borough"], strict=True))


def is_day(text: str) -> bool:
    """
    Tell whether a text is a day, month or year that the cleaner can read.

    Parameters
    ----------
    text
        A cell; blank is not.

    Returns
    -------
    is_day
        Whether it is.

    Examples
    --------
    >>> is_day("2026-05-30"), is_day("2026-02-30"), is_day("1080 days"), is_day("")
    (True, False, False, False)
    """
    try:
        return day_of(text) is not None
    except UnreadableError:
        return False


def with_outcomes(reading: Reading, sheet: str, outcomes: Iterable[Outcome]) -> Reading:
    """
    Put what became of each line into a reading.

    Parameters
    ----------
    reading
        The file, without its lines.
    sheet
        Sheet that the rows are of.
    outcomes
        One a line.

    Returns
    -------
    reading
        A copy with every line counted.

    Examples
    --------
    >>> told = with_outcomes(Reading("a.csv", "facts", "00", "a.csv"), "systems", [{"system": "A"}, LeftOut("line 3", "not_london")])
    >>> told.n_read, told.n_kept, told.frames["systems"]["system"].tolist()
    (2, 1, ['A'])
    """
    found = list(outcomes)
    rows = [one for one in found if isinstance(one, Mapping)]
    names = (*SHEETS[sheet].names, *PLACE_COLUMNS)
    frame = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype="object") for name in names})
    return replace(
        reading,
        frames={**reading.frames, sheet: frame},
        n_read=reading.n_read + len(found),
        left_out=(*reading.left_out, *(one for one in found if isinstance(one, LeftOut))),
        quarantined=(*reading.quarantined, *(one for one in found if isinstance(one, Quarantined))),
    )
