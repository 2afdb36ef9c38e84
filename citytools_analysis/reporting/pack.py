"""One pack: its reports run, bound under one cover and drawn as one document, with the rows behind it and its slides."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from citytools_analysis.capture_sheet import capture_sheet
from citytools_analysis.disclosure.earlier import earlier_edition
from citytools_analysis.errors import CityToolsError
from citytools_analysis.one_writer import the_only_writer
from citytools_analysis.pages.pack import findings, opening, steps
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.binding import bind
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.edition import edition_of
from citytools_analysis.reporting.freshness import Basis, basis_of
from citytools_analysis.reporting.job import ENGINES, Job, Outcome, Ran, run
from citytools_analysis.reporting.ledger import entry_of, manifest_of
from citytools_analysis.reporting.manifest import CAPTURE, Entry, FileRecord, ending, read_manifest, write_manifest
from citytools_analysis.reporting.opening import Wanted, opened
from citytools_analysis.reporting.packs import Pack, pack_of, pack_tasks
from citytools_analysis.reporting.plan import Asked, Task, as_named, destination
from citytools_analysis.reporting.pool import each_result
from citytools_analysis.reporting.private_register import private_register
from citytools_analysis.reporting.progress import Progress
from citytools_analysis.reporting.refusals import refuse_choices, refuse_other_edition
from citytools_analysis.reporting.render import render
from citytools_analysis.reporting.site import write_index
from citytools_analysis.reporting.subjects import subject_ids, subjects_of
from citytools_analysis.slugs import hash8
from citytools_analysis.tables.layout import contents
from citytools_analysis.writing import write_whole

PACK_FORMATS = ("html", "pdf", "xlsx", "slides")
GROUP = "packs"
_DIED = "the process that made it ended, twice (out of memory, or a crash)"


@dataclass(frozen=True)
class PackResult:
    """
    What became of a pack.

    Parameters
    ----------
    folder
        The folder of the manifest.
    entry
        What the manifest says of it.
    failed
        Of each document that failed, its name and why.

    Examples
    --------
    >>> PackResult(Path("out"), Entry("pack/a", "a", "A", "packs", "", "London", {}, "built")).failed
    ()
    """

    folder: Path
    entry: Entry
    failed: tuple[tuple[str, Outcome], ...] = ()


def make_pack(  # noqa: PLR0913 - the options of the command line, one each
    register_folder: str | Path,
    name: str,
    *,
    subjects: Mapping[str, Sequence[str]] | None = None,
    assumptions: Sequence[str] = (),
    edition: str = "members",
    viewer: str = "",
    as_of: str | None = None,
    output: str | Path = "reports",
    jobs: int | None = None,
    engine: str = ENGINES[0],
    notebooks: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> PackResult:
    """
    Make a pack: one document of several reports, the rows behind it as a workbook, and slides.

    Parameters
    ----------
    register_folder
        The full register; the edition is made from it before a notebook starts.
    name
        `borough`, `procurement`, `workshop-1` or `workshop-2`.
    subjects
        By group, ids or names of whom it is for and what it is about.
    assumptions
        As of `build`.
    edition, viewer, as_of, output, jobs, engine, notebooks
        As of `build`.
    progress
        Called once a document, as it has been run.

    Returns
    -------
    result
        The files, in `<output>/<edition>/<as_of>/packs/<name>/`; or what failed, and then nothing of the pack is left there.

    Raises
    ------
    UnknownNameError
        If a pack, subject, assumption, edition or engine does not exist; nothing has been started.
    DataError, ReportError
        As of `build`; also if no report goes into the pack.

    Examples
    --------
    >>> make_pack("no-such-folder", "workshop-3")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown pack 'workshop-3'. Did you mean 'workshop-2'?
    """
    pack = pack_of(name)
    refuse_choices(edition, PACK_FORMATS, engine, jobs)
    folder_of_notebooks = notebooks_folder(Path(notebooks) if notebooks else None)
    register = edition_of(
        Path(register_folder), open_register(register_folder, as_of=as_of), edition=edition, viewer=viewer
    )
    asked = Asked(subjects or {}, assumptions)
    tasks = pack_tasks(pack, find_reports(folder_of_notebooks), register, asked)
    folder = destination(Path(output), edition=register.info.edition_name, as_of=register.as_of.isoformat())
    refuse_other_edition(read_manifest(folder), register.info.edition_name, folder)
    before = earlier_edition(register_folder, register)
    basis = basis_of(register, folder_of_notebooks, Path(register_folder) / "reference", before)
    making = _Making(pack, register, before, basis, folder, _whole(pack, register, asked, tasks), engine)
    ran: dict[str, Ran] = {}
    with the_only_writer(folder):
        for number, (task, result) in enumerate(_each_run(tasks, making, jobs or os.cpu_count() or 1), start=1):
            ran[task.id] = result
            if progress:
                state = replace(
                    entry_of(task, result.failure or Outcome(), key=""), status="failed" if result.failure else "run"
                )
                progress(Progress(number, len(tasks), state, result.seconds))
        return _settled(making, tasks, ran)


@dataclass(frozen=True)
class _Making:
    """What all steps of making one pack share."""

    pack: Pack
    register: Register
    earlier: Register | None
    basis: Basis
    folder: Path
    whole: Task
    engine: str

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats it comes in: with a calendar file where one of its documents has one, with a workbook to fill in for a workshop."""
        calendar = ("ics",) if "ics" in self.whole.report.besides else ()
        return (*PACK_FORMATS, *calendar, *((CAPTURE,) if self.pack.workshop else ()))

    def named(self, group: str) -> list[str]:
        """Give the ids of a group that the pack was made for."""
        return [one for one in self.whole.parameters.get(f"{group}s", "").split(",") if one]


def _whole(pack: Pack, register: Register, asked: Asked, tasks: Sequence[Task]) -> Task:
    """Plan the pack as one document, which a list of boroughs, or of anything else, gives a name of its own."""
    named = {group: subject_ids(register, group, names) for group, names in asked.subjects.items() if names}
    given = {f"{group}s": ",".join(ids) for group, ids in sorted(named.items())}
    given |= {"assumptions": ",".join(asked.assumptions)} if asked.assumptions else {}
    mark = hash8("\n".join(f"{key}={value}" for key, value in given.items())) if given else ""
    names = "+".join(dict.fromkeys(task.report.name for task in tasks))
    besides = tuple(sorted({name for task in tasks for name in task.report.besides}))
    bound = replace(tasks[0].report, name=names, title=pack.title, group=None, besides=besides)
    told = "; ".join(value.replace(",", ", ") for value in given.values())
    name = as_named(pack.name, register)
    stem = f"{GROUP}/{name}/{'-'.join(part for part in (name, mark) if part)}-pack"
    region = register.reference.brand.region if register.reference.brand else "London"
    label = f"{region}: {told}" if told else region
    return Task(bound, "", label, {"as_of": register.as_of.isoformat(), **given}, stem, narrowed=mark)


def _each_run(tasks: Sequence[Task], making: _Making, n_processes: int) -> Iterator[tuple[Task, Ran]]:
    by_id = {task.id: task for task in tasks}
    with private_register(making.register, making.basis.reference, making.earlier) as private:
        todo = [_job(task, making, private) for task in tasks]
        with closing(each_result(run, todo, jobs=n_processes, private=private)) as results:
            for job, result in results:
                yield by_id[job.id], result or Ran(failure=Outcome(stage="process", reason=_DIED))


def _job(task: Task, making: _Making, private: Path) -> Job:
    values = {**task.parameters, "register": str(private / "register")}
    edition, subject = making.register.info.edition_name, task.label if task.subject else ""
    return Job(
        task.id, task.report, values, edition, making.folder.resolve(), task.stem, (), subject, engine=making.engine
    )


def _settled(making: _Making, tasks: Sequence[Task], ran: Mapping[str, Ran]) -> PackResult:
    """Write the pack, or take away what an earlier run left of it; the manifest and the index say which."""
    failed = tuple((task.label, failure) for task in tasks if (failure := ran[task.id].failure))
    outcome = failed[0][1] if failed else _written(making, tasks, ran)
    if failed:
        about = f"{failed[0][0]}, {tasks[[task.label for task in tasks].index(failed[0][0])].report.title}"
        outcome = replace(outcome, files=(), reason=f"{about}: {outcome.reason}")
    made = {file.path for file in outcome.files}
    for file_format in making.formats:
        path = f"{making.whole.stem}.{ending(file_format)}"
        if path not in made:
            (making.folder / path).unlink(missing_ok=True)
    key = making.basis.key(making.whole.report.name, making.whole.parameters) or ""
    entry = replace(
        entry_of(making.whole, outcome, key=key, basis=making.basis, why="asked for"),
        id="/".join(part for part in (GROUP, making.pack.name, making.whole.narrowed) if part), group=GROUP,
    )  # fmt: skip
    _tell(making, entry)
    return PackResult(making.folder, entry, failed)


def _written(making: _Making, tasks: Sequence[Task], ran: Mapping[str, Ran]) -> Outcome:
    parts = [nbformat.reads(ran[task.id].notebook, as_version=4) for task in tasks]  # type: ignore[no-untyped-call]
    bound, stage, documents = _bound(making, parts), "", {}
    known: dict[str, Any] = {}
    try:
        for stage in making.formats:
            path = f"{making.whole.stem}.{ending(stage)}"
            documents[path] = _document(making, bound, stage, known)
    except CityToolsError as error:
        return Outcome(stage=stage, reason=str(error))
    try:
        for path, content in documents.items():
            write_whole(making.folder / path, content)
    except OSError as error:
        return Outcome(stage="write", reason=f"{Path(path).name}: {error.strerror}")
    records = (
        FileRecord(path, hashlib.sha256(content).hexdigest(), len(content)) for path, content in documents.items()
    )
    return Outcome(tuple(sorted(records)))


def _document(making: _Making, bound: NotebookNode, file_format: str, known: dict[str, Any]) -> bytes:
    if file_format != CAPTURE or making.pack.workshop is None:
        return render(bound, file_format=file_format, name=Path(making.whole.stem).name, resources=known)
    boroughs, areas = making.named("borough"), making.named("service_area")
    return capture_sheet(making.register, workshop=making.pack.workshop, boroughs=boroughs, areas=areas).content


def _bound(making: _Making, parts: Sequence[NotebookNode]) -> NotebookNode:
    names = {group: _names(making, group) for group in ("borough", "service_area")}
    finding = findings.pack_finding(len(parts), boroughs=names["borough"], service_areas=names["service_area"])
    cover = opening(making.register, name=making.pack.title, finding=finding)
    return bind([shown for shown in (cover, steps(making.pack.steps), contents()) if shown.html], parts)


def _names(making: _Making, group: str) -> list[str]:
    every = subjects_of(making.register, group)
    return [every[one] for one in making.named(group)]


def _tell(making: _Making, entry: Entry) -> None:
    earlier, basis = read_manifest(making.folder), making.basis
    entries = opened(Wanted((), making.formats), earlier, basis, folder=making.folder).entries | {entry.id: entry}
    tables = {**(earlier.tables if earlier else {}), basis.state: basis.tables}
    manifest = manifest_of(making.register, entries.values(), tables)
    write_manifest(making.folder, manifest)
    write_index(making.folder, manifest, register=making.register)
