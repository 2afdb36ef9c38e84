"""The register as it stood a month earlier, so that a report can say what changed since."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from citytools_analysis.as_of import day_of
from citytools_analysis.lineage import snapshot_known_on
from citytools_analysis.register import Register, open_register
from citytools_analysis.register_reads import EARLIER, note

MONTHS_BACK = 1


def open_earlier(folder: str | Path, *, as_of: str | date | None = None) -> Register | None:
    """
    Open a register as it stood a month before a day, asked on that earlier day.

    Parameters
    ----------
    folder
        The register's folder.
    as_of
        The day to look back from, `YYYY-MM-DD`; the day the newest source was obtained if not given.

    Returns
    -------
    register
        The newest snapshot none of whose sources was obtained later than a month before; None where there is none, for
        what was not known then cannot be said to have changed.

    Raises
    ------
    DataError
        If there is no register there, it is damaged, or `as_of` is not a day.

    Examples
    --------
    >>> import tempfile; from datetime import UTC, datetime
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = register.save(Path(folder), saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    ...     open_earlier(folder, as_of="2026-11-23").as_of
    datetime.date(2026, 10, 23)
    """
    path = Path(folder)
    day = day_of(as_of) if as_of else open_register(path).as_of
    earlier = (pd.Timestamp(day) - pd.DateOffset(months=MONTHS_BACK)).date()
    note([EARLIER])
    name = snapshot_known_on(path, earlier)
    return open_register(path, as_of=earlier, snapshot=name) if name else None
