"""What the manifest says of each document before anything is built, and what is to be done about those asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from citytools_analysis.reporting.freshness import Basis
from citytools_analysis.reporting.job import Outcome
from citytools_analysis.reporting.ledger import entry_of
from citytools_analysis.reporting.manifest import Entry, Manifest
from citytools_analysis.reporting.plan import Task
from citytools_analysis.reporting.verdict import DRAW, STAYS, Verdict, as_asked, judge


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


@dataclass(frozen=True)
class Opening:
    """
    What is known of every document before anything is built.

    Parameters
    ----------
    entries
        By id. Of those asked for: `unchanged`, or `stale` and waiting. Of the others: `unchanged` if they are what
        would be made now, `failed` if they had, else `stale`.
    verdicts
        Of those asked for, what is to be done and why.

    Examples
    --------
    >>> Opening({}, {}).entries
    {}
    """

    entries: dict[str, Entry]
    verdicts: Mapping[str, Verdict]


def opened(wanted: Wanted, earlier: Manifest | None, basis: Basis, *, folder: Path) -> Opening:
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
    opening
        What the manifest says until they are built, and what is to be done about those asked for.

    Examples
    --------
    >>> opened(Wanted((), ("html",)), None, Basis("", Path(), None, {}), folder=Path()).entries
    {}
    """
    before = earlier.by_id if earlier else {}
    known = earlier.tables if earlier else {}
    keys = {name: basis.key(entry.report, entry.parameters) for name, entry in before.items()}
    keys |= {task.id: basis.key(task.report.name, task.parameters) for task in wanted.tasks}
    judged = {name: judge(before.get(name), key, basis=basis, known=known, folder=folder) for name, key in keys.items()}
    entries = {name: _as_it_stands(entry, judged[name], basis, folder=folder) for name, entry in before.items()}
    verdicts = {task.id: _asked(task, wanted, before.get(task.id), judged[task.id]) for task in wanted.tasks}
    for task in wanted.tasks:
        verdict, entry = verdicts[task.id], entries.get(task.id)
        if verdict.what != STAYS or entry is None:
            waiting = entry or entry_of(task, Outcome(), key="")
            reason = f"waiting to be built ({verdict.why})"
            entries[task.id] = replace(waiting, status="stale", stage="", cell="", reason=reason, notebook="")
    return Opening(entries, verdicts)


def _asked(task: Task, wanted: Wanted, entry: Entry | None, verdict: Verdict) -> Verdict:
    if wanted.force:
        return Verdict(DRAW, "asked for by force")
    return as_asked(verdict, entry, stem=task.stem, formats=task.report.comes_in(wanted.formats))


def _as_it_stands(entry: Entry, verdict: Verdict, basis: Basis, *, folder: Path) -> Entry:
    """Say of a document of an earlier build, without building it, whether it is still what would be made."""
    if entry.is_failed:
        return entry
    if verdict.what == STAYS:
        return replace(entry, status="unchanged", reason=verdict.why, state=basis.state)
    files = tuple(file for file in entry.files if file.is_intact(folder))
    return replace(entry, status="stale", reason=verdict.why, files=files)
