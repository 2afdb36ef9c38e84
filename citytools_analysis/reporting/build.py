"""Every report for everyone it is about: only what would come out differently is made again, and one failure stops nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from citytools_analysis.disclosure import edition_info
from citytools_analysis.disclosure.earlier import earlier_edition
from citytools_analysis.errors import DataError
from citytools_analysis.one_writer import say_at_work, the_only_writer
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.book import Book, gone, is_gone
from citytools_analysis.reporting.broken import has_failed, refused_entries, still_true, take_away
from citytools_analysis.reporting.catalogue import notebooks_folder, read_reports
from citytools_analysis.reporting.edition import edition_of
from citytools_analysis.reporting.engine_start import copy_context
from citytools_analysis.reporting.freshness import Basis, basis_of
from citytools_analysis.reporting.job import ENGINES, FORMATS, Job, Limits, Outcome, make
from citytools_analysis.reporting.ledger import entry_of, entry_that_stays, remove_old_files
from citytools_analysis.reporting.manifest import MANIFEST_NAME, Entry, read_manifest
from citytools_analysis.reporting.opening import Opening, Wanted, opened
from citytools_analysis.reporting.plan import Asked, Task, destination, plan
from citytools_analysis.reporting.pool import each_result
from citytools_analysis.reporting.private_register import private_register
from citytools_analysis.reporting.progress import BuildResult, Progress
from citytools_analysis.reporting.refusals import refuse_choices, refuse_other_edition
from citytools_analysis.reporting.schedule import each_made
from citytools_analysis.reporting.schedule_client import refuse_scheduler
from citytools_analysis.reporting.verdict import RUN

_DIED = "the process that made it ended, twice (out of memory, or a crash)"


def build(  # noqa: PLR0913 - the options of the command line, one each
    register_folder: str | Path,
    *,
    reports: Sequence[str] = (),
    subjects: Mapping[str, Sequence[str]] | None = None,
    assumptions: Sequence[str] = (),
    edition: str = "public",
    viewer: str = "",
    as_of: str | None = None,
    output: str | Path = "reports",
    formats: Sequence[str] = tuple(FORMATS),
    jobs: int | None = None,
    engine: str = ENGINES[0],
    scheduler: str | None = None,
    limits: Limits | None = None,
    only_failed: bool = False,
    force: bool = False,
    notebooks: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> BuildResult:
    """
    Build the documents that are missing or would come out differently.

    Where only tables of the register changed that a report reads, its cells are run again, and its documents stay if
    they show the same as when they were drawn.

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
    viewer
        The one borough that the members' edition is for, by id or name: its own rows whole, others by rule.
    as_of
        The day the reports are about, `YYYY-MM-DD`; the day the newest source was obtained if not given.
    output
        Folder for all editions; documents go to `<output>/<edition>/<as_of>/<kind>/<slug>/`, for one borough
        to `<output>/members-for-<viewer>/`.
    formats
        `html`, `pdf`, `xlsx`, `ics`; a report comes in those it has.
    jobs
        How many processes; one a processor if not given.
    engine
        What runs the cells: `citytools`, or `nbclient` for a Jupyter kernel a report; the documents come out the same.
    scheduler
        Address of a Dask scheduler (`tcp://host:8786`) whose workers make the documents; none: this computer does.
    limits
        How long a report may take and how much it may hold and show.
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
        If the register cannot be used, or none of the notebooks; nothing has been started.
    AtWorkError
        If another process builds into the same folder.
    ReportError
        If a members' edition would lie in a public folder, the folder holds another edition, nothing can be built, or
        a scheduler does not answer, is lost, or has workers that would make other documents.

    Examples
    --------
    >>> build("no-such-folder", formats=["docx"])
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown format 'docx'.
    """
    refuse_choices(edition, formats, engine, jobs)
    folder_of_notebooks = notebooks_folder(Path(notebooks) if notebooks else None)
    chosen, broken = read_reports(folder_of_notebooks, reports)
    if broken and not chosen:
        raise DataError(broken)
    full = open_register(register_folder, as_of=as_of)
    info = edition_info(full, edition=edition, viewer=viewer)
    folder = destination(Path(output), edition=info.edition_name, as_of=full.as_of.isoformat())
    refuse_scheduler(scheduler)
    if not scheduler and (force or not (folder / MANIFEST_NAME).exists()):
        copy_context()  # there is something to make: libraries are imported there while the edition is made here
    register = edition_of(Path(register_folder), full, edition=edition, viewer=info.viewer)
    tasks = plan(chosen, register, Asked(subjects or {}, assumptions, is_by_name=bool(reports)))
    before = earlier_edition(register_folder, register)
    basis = basis_of(register, folder_of_notebooks, Path(register_folder) / "reference", before)
    run = _Run(register, before, basis, folder, tuple(formats), jobs, engine, scheduler, limits or Limits())
    with the_only_writer(folder):
        earlier = read_manifest(folder)
        refuse_other_edition(earlier, info.edition_name, folder)
        wanted = [task for task in tasks if task.report.comes_in(formats)]
        asked = [task for task in wanted if not only_failed or has_failed(earlier, task)]
        refused = refused_entries(broken, earlier, is_again=only_failed)
        opening = opened(Wanted(asked, formats, force), earlier, basis, folder=folder)
        tables = {**(earlier.tables if earlier else {}), basis.state: basis.tables}
        entries = {entry.id: entry for entry in still_true(opening.entries.values(), broken)}
        take_away(refused, earlier, folder)
        book = Book(register, folder, entries, tables, earlier)
        total = len(refused) + len(asked)
        with book:
            if refused or any(entries[task.id].status == "stale" for task in asked):
                _begin(book, run)
            for entry, seconds in chain(((one, 0.0) for one in refused), _settled(asked, opening, run)):
                number = book.note(entry, seconds)
                if progress and number:
                    progress(Progress(number, total, entry, seconds))
    ids = (*(entry.id for entry in refused), *(task.id for task in asked))
    return BuildResult(folder, book.index, book.manifest, ids, book.unwritten)


@dataclass(frozen=True)
class _Run:
    """What all documents of one build share."""

    register: Register
    earlier: Register | None
    basis: Basis
    folder: Path
    formats: tuple[str, ...]
    jobs: int | None
    engine: str
    scheduler: str | None
    limits: Limits

    def each_made(self, todo: Sequence[Job], private: Path) -> Generator[tuple[Job, Outcome | None], None, None]:
        """Have documents made: by processes here, or by a scheduler's workers."""
        if self.scheduler:
            return each_made(todo, scheduler=self.scheduler, at_once=self.jobs, private=private)
        return each_result(make, todo, jobs=self.jobs or os.cpu_count() or 1, private=private)

    def job(self, task: Task, private: Path, *, shown: str) -> Job:
        values = {**task.parameters, "register": str(private / "register")}
        return Job(
            id=task.id,
            report=task.report,
            values=values,
            edition=self.register.info.edition_name,
            folder=self.folder.resolve(),
            stem=task.stem,
            formats=task.report.comes_in(self.formats),
            subject=task.label if task.subject else "",
            limits=self.limits,
            engine=self.engine,
            register_sha256=self.register.sha256,
            shown=shown,
        )


def _begin(book: Book, run: _Run) -> None:
    """Let the libraries be imported for the processes to come, and say meanwhile what is out of date."""
    if not run.scheduler:
        copy_context()
    book.open()


def _settled(asked: Sequence[Task], opening: Opening, run: _Run) -> Iterator[tuple[Entry, float]]:
    """Give what can stay at once, and the others as they are made; what was deleted meanwhile is made again."""
    tasks = {task.id: task for task in asked}
    settled = {name: entry for name in tasks if (entry := opening.entries[name]).status == "unchanged"}
    yield from ((entry, 0.0) for entry in settled.values())
    suspects: list[str] = []
    first = {name: task for name, task in tasks.items() if name not in settled}
    for entry, seconds in _made(first, opening, run, suspects):
        settled[entry.id] = entry
        yield entry, seconds
    for name in suspects:  # alone, so that it is known whose cells deleted what all share
        for entry, seconds in _made({name: tasks[name]}, opening, run):
            settled[entry.id] = entry
            yield entry, seconds
    lost = {name: tasks[name] for name, entry in settled.items() if is_gone(entry, run.folder)}
    for entry, seconds in _made(lost, opening, run):
        yield gone(entry) if is_gone(entry, run.folder) else entry, seconds


def _made(
    tasks: Mapping[str, Task], opening: Opening, run: _Run, suspects: list[str] | None = None
) -> Iterator[tuple[Entry, float]]:
    """Have documents made; those that were disturbed are left in `suspects`, where there is such a list."""
    if not tasks:
        return
    say_at_work(run.folder)
    if not run.scheduler:
        copy_context()
    before, verdicts = opening.entries, opening.verdicts
    keys = {name: run.basis.key(task.report.name, task.parameters) or "" for name, task in tasks.items()}
    may_stay = {name for name in tasks if verdicts[name].what == RUN and not is_gone(before[name], run.folder)}
    with private_register(run.register, run.basis.reference, run.earlier) as private:
        todo = [
            run.job(task, private, shown=before[name].shown if name in may_stay else "") for name, task in tasks.items()
        ]
        with closing(run.each_made(todo, private)) as results:
            for job, result in results:
                outcome = result or Outcome(stage="process", reason=_DIED)
                why = verdicts[job.id].why
                if outcome.is_disturbed and suspects is not None:
                    suspects.append(job.id)
                    continue
                if outcome.is_same:
                    entry = entry_that_stays(before[job.id], outcome, basis=run.basis, why=why)
                else:
                    left = remove_old_files(job, outcome, before[job.id].files)
                    entry = entry_of(tasks[job.id], outcome, key=keys[job.id], basis=run.basis, why=why)
                    entry = replace(entry, reason=f"{entry.reason}; {left}") if left else entry
                yield entry, outcome.seconds
