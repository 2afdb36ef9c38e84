"""What a build or a pack refuses before anything has been started."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from citytools_analysis.errors import ReportError, UnknownNameError
from citytools_analysis.reporting.job import ENGINES, FORMATS
from citytools_analysis.reporting.manifest import Manifest
from citytools_analysis.schema import EDITIONS


def refuse_choices(edition: str, formats: Sequence[str], engine: str, jobs: int | None) -> None:
    """
    Refuse a choice that does not exist.

    Parameters
    ----------
    edition, formats, engine, jobs
        As of `build`.

    Raises
    ------
    UnknownNameError
        If there is no such edition, format or engine.
    ReportError
        If there is no format, or no process to work in.

    Examples
    --------
    >>> refuse_choices("public", ("html",), "nbclinet", None)
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown engine 'nbclinet'. Did you mean 'nbclient'?
    """
    given = (("format", formats, tuple(FORMATS)), ("edition", (edition,), EDITIONS), ("engine", (engine,), ENGINES))
    for kind, names, known in given:
        for name in names:
            if name not in known:
                raise UnknownNameError(kind, name, known)
    if not formats or (jobs is not None and jobs < 1):
        message = "A build needs at least one format and one process."
        raise ReportError(message)


def refuse_other_edition(earlier: Manifest | None, edition: str, folder: Path) -> None:
    """
    Refuse a folder that holds documents of another edition.

    Parameters
    ----------
    earlier
        The manifest of the folder, if there is one.
    edition
        Name of the edition wanted.
    folder
        The folder.

    Raises
    ------
    ReportError
        If it holds another edition.

    Examples
    --------
    >>> refuse_other_edition(Manifest("2026-11-23", "members", "", "", "0"), "public", Path("out"))
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.ReportError: out holds documents of the members edition. Move them away, or choose another --output.
    """
    if earlier and earlier.edition != edition:
        message = (
            f"{folder} holds documents of the {earlier.edition} edition. Move them away, or choose another --output."
        )
        raise ReportError(message)
