"""What the manifest says of each document before, while and after it is built, and which old files go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from citytools_analysis.register import Register
from citytools_analysis.reporting.freshness import Basis, is_fresh, package_version
from citytools_analysis.reporting.job import FORMATS, Job, Outcome
from citytools_analysis.reporting.manifest import Entry, FileRecord, Manifest, ending
from citytools_analysis.reporting.plan import Task

_INPUT_COLUMNS = ("source_name", "source_kind", "file_name", "sha256", "retrieved_date")


@dataclass(frozen=True)
class Wanted:
    """
    What a build is asked to bring up to date.

    Parameters
    ----------
    tasks
        The documents.
    formats
        The formats of each.
    force
        Whether to make them again even if they would come out the same.

    Examples
    --------
    >>> Wanted((), ("html", "pdf")).force
    False
    """

    tasks: Sequence[Task]
    formats: Sequence[str]
    force: bool = False


def opening_entries(wanted: Wanted, earlier: Manifest | None, basis: Basis, *, folder: Path) -> dict[str, Entry]:
    """
    Say of every document, before anything is built, whether it can stay.

    Parameters
    ----------
    wanted
        What is asked for.
    earlier
        The manifest of the folder, if there is one.
    basis
        What documents would be made from now.
    folder
        The folder of the manifest.

    Returns
    -------
    entries
        By id. Of those asked for: `unchanged`, or `stale` and waiting. Of the others: `unchanged` if they are
        what would be made now, `failed` if they had, else `stale`.

    Examples
    --------
    >>> opening_entries(Wanted((), ("html",)), None, Basis("", Path(), None, ""), folder=Path())
    {}
    """
    before = earlier.by_id if earlier else {}
    entries = {name: _judged(entry, basis, folder=folder) for name, entry in before.items()}
    for task in wanted.tasks:
        entry = before.get(task.id)
        key = basis.key(task.report.name, task.parameters)
        if (
            not wanted.force
            and entry
            and is_fresh(entry, key, folder=folder, formats=task.report.comes_in(wanted.formats))
        ):
            entries[task.id] = replace(entry, status="unchanged", reason="")
        else:
            waiting = entries.get(task.id) or entry_of(task, Outcome(), key="")
            entries[task.id] = replace(waiting, status="stale", stage="", reason="waiting to be built", notebook="")
    return entries


def entry_of(task: Task, outcome: Outcome, *, key: str) -> Entry:
    """
    Describe a document that was made, or could not be.

    Parameters
    ----------
    task
        What it was to be.
    outcome
        What became of it.
    key
        What it was made from.

    Returns
    -------
    entry
        For the manifest.

    Examples
    --------
    >>> from citytools_analysis.reporting.report import Report
    >>> task = Task(Report("a", Path("a.ipynb"), "A", "a", None, ()), "", "London", {}, "london/a/a")
    >>> entry_of(task, Outcome(stage="run", reason="cell 3: KeyError"), key="ab").status
    'failed'
    """
    return Entry(
        id=task.id,
        report=task.report.name,
        title=task.report.title,
        group=task.report.kind,
        subject=task.subject,
        label=task.label,
        parameters=dict(task.parameters),
        status="failed" if outcome.reason else "built",
        stage=outcome.stage,
        reason=outcome.reason,
        files=outcome.files,
        notebook=outcome.notebook,
        key=key,
    )


def remove_old_files(job: Job, outcome: Outcome, before: Iterable[FileRecord]) -> None:
    """
    Leave of one report only what this build made, so that nothing old looks new.

    Parameters
    ----------
    job
        What was made.
    outcome
        The files that stay.
    before
        The files an earlier build made of it.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reporting.report import Report
    >>> report = Report("a", Path("a.ipynb"), "A", "a", None, ())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "a.pdf").write_bytes(b"old")
    ...     remove_old_files(Job("a", report, {}, "public", Path(folder), "a", ("html",)), Outcome(), ())
    ...     list(Path(folder).iterdir())
    []
    """
    made = {file.path for file in outcome.files} | {outcome.notebook}
    old = {file.path for file in before} | {f"{job.stem}.{ending(name)}" for name in FORMATS} | {job.failed_notebook}
    for path in sorted(old - made):
        (job.folder / path).unlink(missing_ok=True)


def manifest_of(register: Register, entries: Iterable[Entry]) -> Manifest:
    """
    Say what a folder holds and what it was made from.

    Parameters
    ----------
    register
        The edition's register.
    entries
        Its documents.

    Returns
    -------
    manifest
        Sorted.

    Examples
    --------
    >>> manifest_of(Register.from_tables({}, as_of=date(2026, 11, 23)), ()).as_of
    '2026-11-23'
    """
    return Manifest(
        as_of=register.as_of.isoformat(),
        edition=register.info.edition,
        notice=register.info.notice,
        register_sha256=register.sha256,
        package_version=package_version(),
        inputs=_inputs(register),
        reports=tuple(sorted(entries, key=lambda entry: entry.id)),
    )


def _judged(entry: Entry, basis: Basis, *, folder: Path) -> Entry:
    """Say of a document nobody asked for whether it is still what would be made."""
    if entry.is_failed:
        return entry
    files = tuple(file for file in entry.files if file.is_intact(folder))
    key = basis.key(entry.report, entry.parameters)
    if files == entry.files and files and key == entry.key:
        return replace(entry, status="unchanged", reason="")
    reason = "its notebook is gone" if key is None else "made before something it rests on changed"
    if files != entry.files:
        reason = "its files were changed or removed after they were made"
    return replace(entry, status="stale", reason=reason, files=files)


def _inputs(register: Register) -> tuple[Mapping[str, str], ...]:
    sources = register.sources
    present = [name for name in _INPUT_COLUMNS if name in sources]
    rows = [
        {name: _word(value) for name, value in zip(present, row, strict=True)}
        for row in sources[present].astype(object).itertuples(index=False)
    ]
    return tuple(sorted(rows, key=lambda row: sorted(row.items())))


def _word(value: object) -> str:
    if isinstance(value, date) and value == value:  # noqa: PLR0124 - NaT is a date unequal to itself
        return value.strftime("%Y-%m-%d")
    return value if isinstance(value, str) else ""
