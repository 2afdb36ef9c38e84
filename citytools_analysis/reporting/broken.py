"""Notebooks that are no reports: each fails by name, and the others are built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from citytools_analysis.errors import Issue
from citytools_analysis.reporting.manifest import Entry, Manifest
from citytools_analysis.reporting.plan import Task

STAGE = "notebook"


def refused_entries(broken: Sequence[Issue], earlier: Manifest | None, *, is_again: bool) -> tuple[Entry, ...]:
    """
    Say of each notebook that cannot be used that it failed.

    Parameters
    ----------
    broken
        What is wrong with it, by the name of its file.
    earlier
        The manifest of the folder, if there is one.
    is_again
        Whether only those are wanted that failed before.

    Returns
    -------
    entries
        For the manifest, one a notebook.

    Examples
    --------
    >>> [entry] = refused_entries([Issue("a.ipynb", "", "not a notebook", "Save it again.")], None, is_again=False)
    >>> entry.id, entry.label, entry.reason
    ('a', 'a.ipynb', 'not a notebook. Save it again.')
    """
    reasons: dict[str, list[str]] = {}
    for issue in broken:
        reasons.setdefault(issue.file, []).append(f"{issue.what}. {issue.mend}".strip())
    before = earlier.by_id if earlier else {}
    return tuple(
        _refused(file, " ".join(told))
        for file, told in reasons.items()
        if not is_again or ((entry := before.get(Path(file).stem)) and entry.is_failed)
    )


def has_failed(earlier: Manifest | None, task: Task) -> bool:
    """
    Tell whether a document failed last time, or its notebook was no report.

    Parameters
    ----------
    earlier
        The manifest of the folder, if there is one.
    task
        The document.

    Returns
    -------
    has_failed
        False for one that was never asked for.

    Examples
    --------
    >>> from citytools_analysis.reporting.report import Report
    >>> has_failed(None, Task(Report("a", Path("a.ipynb"), "A", "a", None, ()), "", "London", {}, "a"))
    False
    """
    before = earlier.by_id if earlier else {}
    entry, whole = before.get(task.id), before.get(task.report.name)
    return bool(entry and entry.is_failed) or bool(whole and whole.is_failed and whole.stage == STAGE)


def still_true(entries: Iterable[Entry], broken: Sequence[Issue]) -> list[Entry]:
    """
    Leave out what was said of notebooks that have been mended, or taken away.

    Parameters
    ----------
    entries
        What the manifest says.
    broken
        What is wrong with which notebooks now.

    Returns
    -------
    entries
        The others.

    Examples
    --------
    >>> still_true(refused_entries([Issue("a.ipynb", "", "not a notebook")], None, is_again=False), [])
    []
    """
    names = {Path(issue.file).stem for issue in broken}
    return [entry for entry in entries if entry.stage != STAGE or entry.report in names]


def take_away(refused: Iterable[Entry], earlier: Manifest | None, folder: Path) -> None:
    """
    Remove what was made of notebooks while they were reports about the whole, so that nothing old looks new.

    Parameters
    ----------
    refused
        What the manifest will say of the notebooks.
    earlier
        The manifest of the folder, if there is one.
    folder
        The folder.

    Examples
    --------
    >>> take_away((), None, Path("no-such-folder"))
    """
    before = earlier.by_id if earlier else {}
    for entry in refused:
        for file in before[entry.id].files if entry.id in before else ():
            with suppress(OSError):  # nobody may write there, which the reports that are made will say
                (folder / file.path).unlink(missing_ok=True)


def _refused(file: str, reason: str) -> Entry:
    name = Path(file).stem
    return Entry(
        name, name, name.replace("_", " ").capitalize(), "london", "", file, {}, "failed", STAGE, reason=reason
    )
