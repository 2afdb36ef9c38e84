"""What workers on other machines are sent: the edition's register and the notebooks asked for, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from citytools_analysis.reporting.job import Job

_REGISTER, _NOTEBOOKS = "register", "notebooks"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say


def pack(private: Path, notebooks: Iterable[Path]) -> bytes:
    """
    Put the edition's register, with its reference tables, and notebooks into one file.

    Parameters
    ----------
    private
        The folder of `private_register`: what is in its `register` is of the edition.
    notebooks
        The notebooks that will be run.

    Returns
    -------
    bundle
        The same bytes for the same content.

    Examples
    --------
    >>> bundle = pack(Path("no-such-folder"), [])
    >>> zipfile.ZipFile(io.BytesIO(bundle)).namelist()
    []
    """
    files = [path for path in (private / _REGISTER).rglob("*") if path.is_file()]
    named = {path.relative_to(private).as_posix(): path for path in files}
    named |= {f"{_NOTEBOOKS}/{path.name}": path for path in notebooks}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:  # tables are compressed already
        for name, path in sorted(named.items()):
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), path.read_bytes())
    return whole.getvalue()


def unpack(bundle: bytes, folder: Path) -> None:
    """
    Lay out what was packed.

    Parameters
    ----------
    bundle
        The result of `pack`.
    folder
        Where; nobody else can read it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     unpack(pack(Path("no-such-folder"), []), Path(name) / "here")
    ...     (Path(name) / "here" / "register").is_dir()
    True
    """
    folder.mkdir(parents=True, mode=0o700)
    (folder / _REGISTER).mkdir()
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        archive.extractall(folder)


def nowhere(job: Job) -> Job:
    """
    Take the places of this computer out of a job, before it goes to another.

    Parameters
    ----------
    job
        The job as it would be done here.

    Returns
    -------
    job
        Without the folders of this computer, which would tell whose it is.

    Examples
    --------
    >>> from citytools_analysis.reporting.report import Report
    >>> report = Report("a", Path("/home/ann/a.ipynb"), "A", "a", None, ())
    >>> nowhere(Job("a", report, {"register": "/tmp/x"}, "public", Path("/home/ann/out"), "a", ())).report.path.name
    'a.ipynb'
    """
    return at(job, Path(), Path())


def at(job: Job, place: Path, output: Path) -> Job:
    """
    Give a job the places of this computer.

    Parameters
    ----------
    job
        The job.
    place
        Where `unpack` has laid out what it needs.
    output
        Where its documents go.

    Returns
    -------
    job
        The job as it is done here.

    Examples
    --------
    >>> from citytools_analysis.reporting.report import Report
    >>> report = Report("a", Path("a.ipynb"), "A", "a", None, ())
    >>> at(Job("a", report, {"register": ""}, "public", Path(), "a", ()), Path("there"), Path("out")).report.path.as_posix()
    'there/notebooks/a.ipynb'
    """
    report = replace(job.report, path=place / _NOTEBOOKS / job.report.path.name)
    values = {**job.values, "register": str(place / _REGISTER)}
    return replace(job, report=report, values=values, folder=output)
