"""Processes that begin to import before it is known what they will make; light to import itself, and only ever a guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citytools_analysis.reporting.catalogue import notebooks_folder
from citytools_analysis.reporting.engine_start import copy_context, end_starter, is_starter_running
from citytools_analysis.reporting.manifest import MANIFEST_NAME


@contextmanager
def started_early(
    *, output: Path, edition: str, register_folder: Path, notebooks: Path | None, force: bool
) -> Iterator[None]:
    """
    Let the libraries be imported from now on where a build will probably make something, while all else is made ready.

    Parameters
    ----------
    output, edition, register_folder, notebooks, force
        The options of `build`.

    Yields
    ------
    nothing
        If what follows raises, what was started for it is ended.

    Examples
    --------
    >>> nowhere = Path("no-such-folder")
    >>> with started_early(output=nowhere, edition="public", register_folder=nowhere, notebooks=None, force=False):
    ...     pass
    """
    if is_starter_running() or not (force or is_probably_stale(output, edition, register_folder, notebooks)):
        yield
        return
    copy_context()
    try:
        yield
    except BaseException:
        end_starter()
        raise


def is_probably_stale(output: Path, edition: str, register_folder: Path, notebooks: Path | None) -> bool:
    """
    Guess by the days of files whether something is to be made; what really is, is found out from their content.

    Parameters
    ----------
    output, edition, register_folder, notebooks
        The options of `build`.

    Returns
    -------
    is_probably_stale
        Whether there is a register, and a notebook or the register was written after the edition's last manifest.

    Examples
    --------
    >>> is_probably_stale(Path("no-such-folder"), "public", Path("no-such-folder"), None)
    False
    """
    read = [register_folder / "current", *notebooks_folder(notebooks).glob("*.ipynb")]
    if not read[0].is_file():
        return False
    built = max((_written(path) for path in output.glob(f"{edition}*/*/{MANIFEST_NAME}")), default=0.0)
    return max(map(_written, read)) > built


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
