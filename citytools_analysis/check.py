"""One file, taken as far as register rows, with every problem on the way; nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from citytools_analysis.assemble import Assembly, assemble
from citytools_analysis.clean import Cleaned, clean
from citytools_analysis.errors import Issue
from citytools_analysis.records import Known, check_records
from citytools_analysis.resolve import Names, stable_id
from citytools_analysis.schema import SAID_BY_BOROUGHS
from citytools_analysis.slips import check_slips
from citytools_analysis.sources.ocds import Told
from citytools_analysis.sources.opening import read_file
from citytools_analysis.validate import check_entries, check_keys

_MENDABLE = {"facts", *SAID_BY_BOROUGHS}


def check_file(  # noqa: PLR0913 - what a file is, and who is told
    path: Path,
    *,
    names: Names,
    kind: str | None = None,
    borough: str | None = None,
    known: Known | None = None,
    told: Told | None = None,
) -> tuple[Assembly, tuple[Issue, ...]]:
    """
    Take one file as far as register rows, and find every problem on the way.

    Parameters
    ----------
    path
        The file.
    names
        The reviewed names.
    kind
        Kind of source (`sources.opening.KINDS`); found from the file if not given.
    borough
        Whose file it is, where the file does not say so.
    known
        Records a return may speak of (`records.known_records`); they are not looked at if not given.
    told
        Of a large file of notices called with the bytes read, the bytes there are, and the releases met.

    Returns
    -------
    assembly, issues
        The rows, and every problem in order of place.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> assembly, issues = check_file(Path("no-such-file.csv"), names=Names(load_reference()))
    >>> print(issues[0])
    no-such-file.csv: there is no such file. Check the name and the folder.
    """
    reading = read_file(path, reference=names.reference, kind=kind, borough=borough, told=told)
    cleaned = _dated(clean(reading))
    assembly = assemble(cleaned, names=names, source_id=stable_id(reading.kind, cleaned.reading.logical_name))
    unread = {issue.where for issue in cleaned.issues}  # a cell that cannot be read is not also missing
    issues = [
        *cleaned.issues,
        *(issue for issue in (*check_entries(cleaned), *assembly.issues) if issue.where not in unread),
    ]
    if known is not None and reading.kind == "return":
        issues += check_records(cleaned, known, reference=names.reference)
    repeats = {issue.where for issue in issues if issue.rule in {"duplicate", "record"}}
    if reading.kind in _MENDABLE:  # nobody can mend what others published
        issues += check_slips(cleaned)
        issues += [issue for issue in check_keys(reading.file_name, assembly.rows) if issue.where not in repeats]
    return assembly, tuple(dict.fromkeys(issues))


def _dated(cleaned: Cleaned) -> Cleaned:
    """Name what boroughs say by its day too: the next return or workshop leaves the rest as this one said it."""
    reading, day = cleaned.reading, cleaned.about.get("completed_on")
    if reading.kind not in SAID_BY_BOROUGHS or day is None or reading.logical_name == reading.file_name:
        return cleaned
    return replace(cleaned, reading=replace(reading, logical_name=f"{reading.logical_name}:{day:%Y-%m-%d}"))
