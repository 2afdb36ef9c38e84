"""
The edition as it is released: its figures are chosen against what earlier releases told, and the choice is kept.

A choice is kept before a document is made, for a document that is made may be handed on. That of invented data is kept
in this user's cache, only so that it need not be made twice.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import platformdirs

from citytools_analysis.disclosure import make_edition
from citytools_analysis.disclosure.choice import choose
from citytools_analysis.disclosure.ledger import FOLDER, Release, read_releases, record
from citytools_analysis.errors import DataError, ReportError
from citytools_analysis.reference import data_folder
from citytools_analysis.register import Register
from citytools_analysis.reporting.freshness import foundations

_KEPT = 4  # choices about invented data


def edition_of(folder: Path, full: Register, *, edition: str, viewer: str = "") -> Register:
    """
    Make an edition to be released, and keep what it tells.

    Parameters
    ----------
    folder
        The register's folder; what earlier releases told lies in its `releases`.
    full
        The register.
    edition, viewer
        As for `disclosure.make_edition`.

    Returns
    -------
    register
        The edition's.

    Raises
    ------
    DataError
        If what an earlier release told cannot be read.
    ReportError
        If what this one tells cannot be kept.

    Examples
    --------
    >>> from datetime import date
    >>> empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> edition_of(Path("no-such-folder"), empty, edition="public").info.edition
    'public'
    """
    if edition == "members" and not viewer:  # whoever reads every answer needs no figures in their place
        return make_edition(full, edition=edition)
    kept, earlier = _cache() if full.info.is_sample else (folder, read_releases(folder))
    release = choose(full, earlier=earlier, basis=_basis(folder))
    made = make_edition(full, edition=edition, viewer=viewer, release=release, earlier=earlier)
    if release.told.rows and release.key not in {one.key for one in earlier}:
        _keep(kept, release, is_sample=full.info.is_sample)
    return made


def _basis(folder: Path) -> str:
    own = folder / "reference"
    rests_on = foundations([data_folder() / "reference", *([own] if own.is_dir() else [])])
    return rests_on["library"] + rests_on["reference"] + rests_on["versions"]


def _cache() -> tuple[Path, tuple[Release, ...]]:
    """Give where choices about invented data are kept, and those made lately; what cannot be read is thrown away."""
    folder = Path(platformdirs.user_cache_path("citytools"))
    with suppress(OSError):
        files = sorted((folder / FOLDER).iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[_KEPT:]:
            path.unlink()
    try:
        return folder, read_releases(folder)
    except DataError:
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        return folder, ()


def _keep(folder: Path, release: Release, *, is_sample: bool) -> None:
    try:
        record(folder, release)
    except OSError as error:
        if not is_sample:
            message = (
                f"{folder / FOLDER}: what this release tells cannot be kept ({error.strerror or error}), so that later ones "
                "could give away what it withholds. Make the folder writable."
            )
            raise ReportError(message) from error
