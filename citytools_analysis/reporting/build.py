"""Every report for everyone it is about: only what would come out differently is made again, and one failure stops nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.disclosure import make_edition
from citytools_analysis.disclosure.earlier import earlier_edition
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.freshness import Basis, basis_of
from citytools_analysis.reporting.job import ENGINES, FORMATS, Job, Outcome, make
from citytools_analysis.reporting.ledger import Wanted, entry_of, manifest_of, opening_entries, remove_old_files
from citytools_analysis.reporting.manifest import Entry, Manifest, read_manifest, write_manifest
from citytools_analysis.reporting.plan import Asked, Task, destination, plan
from citytools_analysis.reporting.pool import each_result
from citytools_analysis.reporting.private_register import private_register
from citytools_analysis.reporting.refusals import refuse_choices, refuse_other_edition
from citytools_analysis.reporting.site import write_index

_DIED = "the process that made it ended (out of memory, or a crash)"


@dataclass(frozen=True)
class Progress:
    """
    One report that is done with.

    Parameters
    ----------
    number, total
        Which of how many.
    entry
        What became of it.
    seconds
        How long it took.

    Examples
    --------
    >>> entry = Entry("b/camden", "b", "Technology report", "borough", "camden", "Camden", {}, "built")
    >>> print(Progress(12, 33, entry, 3.12))
    [12/33] Camden  built  3.1 s
    """

    number: int
    total: int
    entry: Entry
    seconds: float

    def __str__(self) -> str:
        """Give the line that is printed."""
        width = len(str(self.total))
        spent = f"  {self.seconds:.1f} s" if self.entry.status != "unchanged" else ""
        return f"[{self.number:>{width}}/{self.total}] {self.entry.label}  {self.entry.status}{spent}"


@dataclass(frozen=True)
class BuildResult:
    """
    What a build made.

    Parameters
    ----------
    folder, index
        Where the documents are, and the page that lists them.
    manifest
        All documents of the folder, also those that were not asked for.
    asked
        Ids of those that were.

    Examples
    --------
    >>> BuildResult(Path("out"), Path("out/index.html"), Manifest("2026-11-23", "public", "", "", "0"), ()).failed
    ()
    """

    folder: Path
    index: Path
    manifest: Manifest
    asked: tuple[str, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The reports that were asked for."""
        return tuple(self.manifest.by_id[name] for name in self.asked)

    @property
    def failed(self) -> tuple[Entry, ...]:
        """Those of them that failed."""
        return tuple(entry for entry in self.entries if entry.is_failed)


def build(  # noqa: PLR0913 - the options of the command line, one each
    register_folder: str | Path,
    *,
    reports: Sequence[str] = (),
    subjects: Mapping[str, Sequence[str]] | None = None,
    assumptions: Sequence[str] = (),
    edition: str = "public",
    as_of: str | None = None,
    output: str | Path = "reports",
    formats: Sequence[str] = tuple(FORMATS),
    jobs: int | None = None,
    engine: str = ENGINES[0],
    only_failed: bool = False,
    force: bool = False,
    notebooks: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> BuildResult:
    """
    Build the documents that are missing or would come out differently.

    Parameters
    ----------
    register_folder
        The full register. The edition is made from it before a notebook starts; notebooks see only the edition.
    reports
        Reports by name; none means every notebook.
    subjects
        By group (`borough`, `supplier`, `system`, `service_area`), ids or names; none means everyone.
    assumptions
        `name=value` or `name=low/central/high`, in place of the reviewed ones, for the reports that take them.
    edition
        `public` or `members`.
    as_of
        The day the reports are about, `YYYY-MM-DD`; the day the newest source was obtained if not given.
    output
        Folder for all editions; documents go to `<output>/<edition>/<as_of>/<kind>/<slug>/`.
    formats
        `html`, `pdf`, `xlsx`, `ics`; a report comes in those it has.
    jobs
        How many processes; one a processor if not given.
    engine
        What runs the cells: `citytools`, or `nbclient` for a Jupyter kernel a report; the documents come out the same.
    only_failed
        Build only what failed last time.
    force
        Build also what is unchanged.
    notebooks
        Folder of notebooks to use instead of the working folder's or the package's.
    progress
        Called once a report, as it is done.

    Returns
    -------
    result
        What was made, what failed, and where everything is.

    Raises
    ------
    UnknownNameError
        If a report, subject, assumption, edition, format or engine does not exist; nothing has been started.
    DataError
        If the register or a notebook cannot be used; nothing has been started.
    ReportError
        If a members' edition would lie in a public folder, the folder holds another edition, or nothing can be built.

    Examples
    --------
    >>> build("no-such-folder", formats=["docx"])
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown format 'docx'.
    """
    refuse_choices(edition, formats, engine, jobs)
    folder_of_notebooks = notebooks_folder(Path(notebooks) if notebooks else None)
    chosen = find_reports(folder_of_notebooks, reports)
    full = open_register(register_folder, as_of=as_of)
    register = make_edition(full, edition=edition)
    tasks = plan(chosen, register, Asked(subjects or {}, assumptions, is_by_name=bool(reports)))
    folder = destination(Path(output), edition=edition, as_of=register.as_of.isoformat())
    earlier = read_manifest(folder)
    refuse_other_edition(earlier, edition, folder)
    wanted = [task for task in tasks if task.report.comes_in(formats)]
    asked = [task for task in wanted if not only_failed or _has_failed(earlier, task)]
    before = earlier_edition(register_folder, register)
    basis = basis_of(register, folder_of_notebooks, Path(register_folder) / "reference", before)
    run = _Run(register, before, basis, folder, tuple(formats), jobs or os.cpu_count() or 1, engine)
    entries = opening_entries(Wanted(asked, formats, force), earlier, basis, folder=folder)
    try:
        for number, (entry, seconds) in enumerate(_settled(asked, entries, run), start=1):
            entries[entry.id] = entry
            if entry.status != "unchanged":
                write_manifest(folder, manifest_of(register, entries.values()), {entry.id: seconds})
            if progress:
                progress(Progress(number, len(asked), entry, seconds))
    finally:
        manifest = manifest_of(register, entries.values())
        write_manifest(folder, manifest)
        index = write_index(folder, manifest, register=register)
    return BuildResult(folder, index, manifest, tuple(task.id for task in asked))


@dataclass(frozen=True)
class _Run:
    """What all documents of one build share."""

    register: Register
    earlier: Register | None
    basis: Basis
    folder: Path
    formats: tuple[str, ...]
    jobs: int
    engine: str

    def job(self, task: Task, private: Path) -> Job:
        values = {**task.parameters, "register": str(private / "register")}
        return Job(
            id=task.id,
            report=task.report,
            values=values,
            edition=self.register.info.edition,
            folder=self.folder.resolve(),
            stem=task.stem,
            formats=task.report.comes_in(self.formats),
            subject=task.label if task.subject else "",
            engine=self.engine,
        )


def _has_failed(earlier: Manifest | None, task: Task) -> bool:
    entry = earlier.by_id.get(task.id) if earlier else None
    return entry is not None and entry.is_failed


def _settled(asked: Sequence[Task], entries: Mapping[str, Entry], run: _Run) -> Iterator[tuple[Entry, float]]:
    """Give what can stay at once, and the others as they are made."""
    yield from ((entries[task.id], 0.0) for task in asked if entries[task.id].status == "unchanged")
    stale = {task.id: task for task in asked if entries[task.id].status != "unchanged"}
    if not stale:
        return
    keys = {name: run.basis.key(task.report.name, task.parameters) or "" for name, task in stale.items()}
    with private_register(run.register, run.basis.reference, run.earlier) as private:
        todo = [run.job(task, private) for task in stale.values()]
        with closing(each_result(make, todo, jobs=run.jobs, private=private)) as results:
            for job, result in results:
                outcome = result or Outcome(stage="process", reason=_DIED)
                remove_old_files(job, outcome, entries[job.id].files)
                yield entry_of(stale[job.id], outcome, key=keys[job.id]), outcome.seconds
