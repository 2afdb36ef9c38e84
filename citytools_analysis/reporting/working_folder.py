"""A working folder: the notebooks, the reviewed tables, and an invented register to try them on."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from citytools_analysis.errors import DataError, Issue
from citytools_analysis.reference import data_folder

_PARTS = ("notebooks", "data")
_IGNORED = ".gitignore"
_REGISTER = ("current", "snapshots", "reference")  # what makes a register; the rest is what it was made of
_NOT_IN_GIT = """\
# What is made from the rest, and the register, which may hold what is not published; its reviewed tables are kept.
/reports/
/data/register/*
!/data/register/reference/
.ipynb_checkpoints/
"""
_FOR_GIT = ("gitattributes", "pre-commit-config.yaml")  # kept without their dot, or git would obey them here
_TEMPLATES = Path(__file__).parent / "templates" / "working_folder"
_NOT_OURS = shutil.ignore_patterns("__pycache__", ".*", "generator")


def lay_out(folder: Path) -> Path:
    """
    Lay out a working folder, wholly or not at all.

    Parameters
    ----------
    folder
        Where; made if missing. It may hold other things, but neither `notebooks` nor `data`; a `.gitignore` of its own is kept.

    Returns
    -------
    folder
        The folder, with `notebooks`, `data/reference`, `data/sample`, and `data/register`: the sample's register, so
        that every command finds one. Its `.gitignore` keeps the register and what is built out of git;
        its `.gitattributes` and `.pre-commit-config.yaml` keep notebooks the same bytes there.

    Raises
    ------
    DataError
        If the folder holds any of them already; nothing is overwritten.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = lay_out(Path(folder) / "demo")
    ...     sorted(path.name for path in made.iterdir()), sorted(path.name for path in (made / "data").iterdir())
    (['.gitattributes', '.gitignore', '.pre-commit-config.yaml', 'data', 'notebooks'], ['reference', 'register', 'sample'])
    """
    _refuse_taken(folder)
    is_new = not folder.exists()
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside what it becomes, so that it can be put in place in one step; a hidden name that no command looks into.
    place = folder.parent if is_new else folder
    unfinished = Path(tempfile.mkdtemp(prefix=".citytools-unfinished-", dir=place))
    try:
        _fill(unfinished)
        if is_new:
            unfinished.chmod(0o755)
            unfinished.rename(folder)
        else:
            _move_in(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def _refuse_taken(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise DataError([Issue(str(folder), "", "this is a file", "Name a folder.", "working folder")])
    mend = "Nothing was written. Name another folder, or move this away."
    taken = [folder / part for part in _PARTS if (folder / part).exists() or (folder / part).is_symlink()]
    if taken:
        raise DataError([Issue(str(path), "", "it is there already", mend, "working folder") for path in taken])


def _fill(folder: Path) -> None:
    data = data_folder()
    packaged = data / "notebooks"
    notebooks = packaged if packaged.is_dir() else data.parent / "notebooks"
    (folder / "notebooks").mkdir()
    for path in sorted(notebooks.glob("*")):
        if path.suffix in {".ipynb", ".md"} and path.name[0] not in "._":
            shutil.copyfile(path, folder / "notebooks" / path.name)
    for name in ("reference", "sample"):
        shutil.copytree(data / name, folder / "data" / name, ignore=_NOT_OURS, copy_function=shutil.copyfile)
    for name in _REGISTER:
        _copy(folder / "data" / "sample" / name, folder / "data" / "register" / name)
    (folder / _IGNORED).write_text(_NOT_IN_GIT, encoding="utf-8", newline="\n")
    for name in _FOR_GIT:
        shutil.copyfile(_TEMPLATES / name, folder / f".{name}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, copy_function=shutil.copyfile)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _move_in(unfinished: Path, folder: Path) -> None:
    """Move the parts in, and back out again if one of them cannot be."""
    moved: list[Path] = []
    try:
        for part in _PARTS:
            (unfinished / part).rename(folder / part)
            moved.append(folder / part)
        for name in (_IGNORED, *(f".{name}" for name in _FOR_GIT)):
            if not (folder / name).exists():
                (unfinished / name).rename(folder / name)
    except OSError:
        for path in moved:
            shutil.rmtree(path, ignore_errors=True)
        raise
