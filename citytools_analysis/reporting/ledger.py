"""What the manifest says of each document once it is built, and which old files go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from citytools_analysis.register import Register
from citytools_analysis.reporting.freshness import Basis
from citytools_analysis.reporting.installed import package_version
from citytools_analysis.reporting.job import FORMATS, Job, Outcome
from citytools_analysis.reporting.manifest import SHOWS_THE_SAME, Entry, FileRecord, Manifest, ending
from citytools_analysis.reporting.plan import Task

_INPUT_COLUMNS = ("source_name", "source_kind", "file_name", "sha256", "retrieved_date")


def entry_of(task: Task, outcome: Outcome, *, key: str, basis: Basis | None = None, why: str = "") -> Entry:
    """
    Describe a document that was made, or could not be.

    Parameters
    ----------
    task
        What it was to be.
    outcome
        What became of it.
    key
        What it was made from, besides tables.
    basis
        What all documents were made from.
    why
        Why it was made.

    Returns
    -------
    entry
        For the manifest.

    Examples
    --------
    >>> from pathlib import Path
    >>> from citytools_analysis.reporting.report import Report
    >>> task = Task(Report("a", Path("a.ipynb"), "A", "a", None, ()), "", "London", {}, "london/a/a")
    >>> entry_of(task, Outcome(stage="run", reason="cell 3: KeyError"), key="ab").status
    'failed'
    """
    entry = Entry(
        id=task.id,
        report=task.report.name,
        title=task.report.title,
        group=task.report.kind,
        subject=task.subject,
        label=task.label,
        parameters=dict(task.parameters),
        status="failed" if outcome.reason else "built",
        stage=outcome.stage,
        cell=outcome.cell,
        reason=outcome.reason or why,
        files=outcome.files,
        notebook=outcome.notebook,
        key=key,
        shown=outcome.shown,
    )
    return replace(_read(entry, outcome, basis), register_sha256=basis.register_sha256) if basis else entry


def entry_that_stays(before: Entry, outcome: Outcome, *, basis: Basis, why: str) -> Entry:
    """
    Describe documents whose cells were run again and showed the same.

    Parameters
    ----------
    before
        What the manifest said of them.
    outcome
        What became of the run.
    basis
        What documents would be made from now.
    why
        Why they were run.

    Returns
    -------
    entry
        For the manifest; it still names the register that the documents print.

    Examples
    --------
    >>> from pathlib import Path
    >>> entry = Entry("market", "market", "The market", "london", "", "London", {}, "stale", register_sha256="ab")
    >>> stays = entry_that_stays(entry, Outcome(is_same=True), basis=Basis("", Path(), None, {}), why="options changed")
    >>> stays.status, stays.reason, stays.register_sha256
    ('unchanged', 'options changed; ran again, shows the same', 'ab')
    """
    entry = replace(before, status="unchanged", stage="", cell="", reason=f"{why}; {SHOWS_THE_SAME}", notebook="")
    return _read(entry, outcome, basis)


def remove_old_files(job: Job, outcome: Outcome, before: Iterable[FileRecord]) -> str:
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

    Returns
    -------
    left
        Which of them could not be removed, and why; blank where all could.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from citytools_analysis.reporting.report import Report
    >>> report = Report("a", Path("a.ipynb"), "A", "a", None, ())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "a.pdf").write_bytes(b"old")
    ...     remove_old_files(Job("a", report, {}, "public", Path(folder), "a", ("html",)), Outcome(), ())
    ...     list(Path(folder).iterdir())
    ''
    []
    """
    made = {file.path for file in outcome.files} | {outcome.notebook}
    old = {file.path for file in before} | {f"{job.stem}.{ending(name)}" for name in FORMATS} | {job.failed_notebook}
    left = []
    for path in sorted(old - made):
        try:
            (job.folder / path).unlink(missing_ok=True)
        except OSError as error:  # of a folder that nobody may write to: the other reports go on
            left.append(f"{Path(path).name}: {error.strerror}" if (job.folder / path).exists() else "")
    told = ", ".join(filter(None, left))
    return f"an earlier document could not be removed ({told})" if told else ""


def manifest_of(
    register: Register, entries: Iterable[Entry], tables: Mapping[str, Mapping[str, str]] | None = None
) -> Manifest:
    """
    Say what a folder holds and what it was made from.

    Parameters
    ----------
    register
        The edition's register.
    entries
        Its documents.
    tables
        Hashes of tables by state of the register; those that no entry names are left out.

    Returns
    -------
    manifest
        Sorted.

    Examples
    --------
    >>> manifest_of(Register.from_tables({}, as_of=date(2026, 11, 23)), ()).as_of
    '2026-11-23'
    """
    reports = tuple(sorted(entries, key=lambda entry: entry.id))
    named = {entry.state for entry in reports}
    return Manifest(
        as_of=register.as_of.isoformat(),
        edition=register.info.edition_name,
        notice=register.info.notice,
        register_sha256=register.sha256,
        package_version=package_version(),
        inputs=_inputs(register),
        reports=reports,
        tables={state: dict(hashes) for state, hashes in sorted((tables or {}).items()) if state in named},
    )


def _read(entry: Entry, outcome: Outcome, basis: Basis) -> Entry:
    """Note what was read and in which state; what is not known counts as everything."""
    return replace(
        entry, reads=tuple(sorted(basis.tables if outcome.reads is None else outcome.reads)), state=basis.state
    )


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
