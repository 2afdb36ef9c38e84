"""The logs of what was done with the tools: they name boroughs, prices and intentions, and only members may read them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pandas as pd

from citytools_analysis.disclosure.others import serves
from citytools_analysis.metrics.held import MEMBERS_LOGS
from citytools_analysis.reference import Reference


def shown_reference(reference: Reference, *, edition: str, viewer: str = "") -> Reference:
    """
    Give the reviewed tables that an edition may hold.

    Parameters
    ----------
    reference
        The reviewed tables.
    edition
        `public` or `members`.
    viewer
        Id of the one borough it is for, if it is.

    Returns
    -------
    reference
        The same; in the public edition the members' logs have no rows, in that for one borough those that name it.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> shown_reference(load_reference(), edition="public").joint_stages.empty
    True
    """
    if edition != "public" and not viewer:
        return reference
    return replace(reference, **{name: _told(getattr(reference, name), viewer) for name in MEMBERS_LOGS})


def copy_reference(folder: Path, target: Path, *, edition: str, viewer: str = "") -> None:
    r"""
    Copy a register's own reviewed tables as far as an edition may hold them.

    Parameters
    ----------
    folder
        The register's `reference` folder.
    target
        Where the copy goes; must not exist.
    edition
        `public` or `members`: in the public one the members' logs keep their heading and no row.
    viewer
        Id of the one borough it is for, if it is: the logs keep the rows that name it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     own = Path(name) / "own"
    ...     own.mkdir()
    ...     _ = (own / "joint_stages.csv").write_text("opportunity_id,stage\nJ-01,agreed\n", encoding="utf-8")
    ...     copy_reference(own, Path(name) / "copy", edition="public")
    ...     (Path(name) / "copy" / "joint_stages.csv").read_text(encoding="utf-8").split()
    ['opportunity_id,stage']
    """
    copytree(folder, target)
    if edition != "public" and not viewer:
        return
    for name in MEMBERS_LOGS:
        path = target / f"{name}.csv"
        if path.is_file():
            _told(pd.read_csv(path, dtype="str", keep_default_na=False), viewer).to_csv(path, index=False)


def _told(log: pd.DataFrame, viewer: str) -> pd.DataFrame:
    return log[serves(log["borough_ids"], viewer)] if viewer else log.iloc[:0]
