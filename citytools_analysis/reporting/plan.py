"""Who gets which report, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.disclosure import EDITIONS
from citytools_analysis.errors import ReportError, UnknownNameError
from citytools_analysis.reference import find_borough
from citytools_analysis.register import Register
from citytools_analysis.reporting.catalogue import Report
from citytools_analysis.reporting.manifest import Manifest, read_manifest
from citytools_analysis.slugs import slug, slugs

_WHOLE = "London"


@dataclass(frozen=True)
class Task:
    """
    One report about one subject.

    Parameters
    ----------
    report
        The report.
    subject, label
        Id and name of the borough (supplier, system, service area); empty and `London` for the whole.
    parameters
        What the notebook is run with, besides the register's folder.
    stem
        Path of its documents in the edition's folder, without an ending.

    Examples
    --------
    >>> report = Report("market", Path("market.ipynb"), "The market", "the-market", None, ())
    >>> Task(report, "", "London", {}, "london/the-market/the-market").id
    'market'
    """

    report: Report
    subject: str
    label: str
    parameters: Mapping[str, str]
    stem: str

    @property
    def id(self) -> str:
        """Report and subject."""
        return f"{self.report.name}/{self.subject}" if self.subject else self.report.name


def plan(reports: Sequence[Report], register: Register, *, boroughs: Sequence[str] = ()) -> tuple[Task, ...]:
    """
    List every report and subject.

    Parameters
    ----------
    reports
        The reports wanted.
    register
        Says whom they are about, and the day.
    boroughs
        Boroughs by id or name; none means all 33. Where some are named, reports about something else are left out.

    Returns
    -------
    tasks
        In the order of reports and subjects.

    Raises
    ------
    UnknownNameError
        If a borough does not exist.
    ReportError
        If boroughs are named and no report is about a borough.

    Examples
    --------
    >>> from datetime import date
    >>> report = Report("b", Path("b.ipynb"), "Technology report", "technology-report", "borough", ())
    >>> [task] = plan([report], Register.from_tables({}, as_of=date(2026, 11, 23)), boroughs=["Camden"])
    >>> task.stem, dict(task.parameters)
    ('borough/camden/camden-technology-report', {'as_of': '2026-11-23', 'borough': 'camden'})
    """
    wanted = borough_ids(register, boroughs)
    chosen = [report for report in reports if not wanted or report.group == "borough"]
    if wanted and not chosen:
        message = f"No report is about a borough among: {', '.join(report.name for report in reports) or 'none'}."
        raise ReportError(message)
    return tuple(task for report in chosen for task in _tasks_of(report, register, wanted))


def borough_ids(register: Register, boroughs: Sequence[str]) -> tuple[str, ...]:
    """
    Find the boroughs a user named.

    Parameters
    ----------
    register
        The register.
    boroughs
        Ids, names or published identifiers.

    Returns
    -------
    ids
        Each once, in the order given.

    Raises
    ------
    UnknownNameError
        If one does not exist; the nearest id is suggested.

    Examples
    --------
    >>> from datetime import date
    >>> borough_ids(Register.from_tables({}, as_of=date(2026, 11, 23)), ["cambden"])
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown borough 'cambden'. Did you mean 'camden'? See data/reference/boroughs.csv.
    """
    known = list(register.boroughs["borough_id"])
    found = {}
    kind = "borough"
    for name in boroughs:
        borough_id = name if name in known else find_borough(register.reference, name)
        if borough_id is None:
            raise UnknownNameError(kind, name, known, "See data/reference/boroughs.csv.")
        found[borough_id] = True
    return tuple(found)


def destination(output: Path, *, edition: str, as_of: str) -> Path:
    """
    Choose the folder an edition goes to, and keep members' documents out of public folders.

    Parameters
    ----------
    output
        The folder for all editions.
    edition
        `public` or `members`.
    as_of
        The day, as `YYYY-MM-DD`.

    Returns
    -------
    folder
        `<output>/<edition>/<as_of>`.

    Raises
    ------
    ReportError
        If a members' edition would lie under a public edition's folder.

    Examples
    --------
    >>> destination(Path("reports/public"), edition="members", as_of="2026-11-23")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.ReportError: The members' edition must not be written under the public folder reports/public. Choose another --output.
    """
    if edition not in EDITIONS:
        kind = "edition"
        raise UnknownNameError(kind, edition, EDITIONS)
    folder = output / edition / as_of
    true = folder.resolve()
    if edition == "members" and any(_is_public(place) for place in (true, *true.parents)):
        message = f"The members' edition must not be written under the public folder {output}. Choose another --output."
        raise ReportError(message)
    return folder


def _is_public(folder: Path) -> bool:
    manifest: Manifest | None = read_manifest(folder)
    return folder.name.casefold() == "public" or (manifest is not None and manifest.edition == "public")


def _tasks_of(report: Report, register: Register, wanted: Sequence[str]) -> list[Task]:
    about = {"as_of": register.as_of.isoformat()}
    if report.group is None:
        return [Task(report, "", _WHOLE, about, f"{report.kind}/{report.slug}/{report.slug}")]
    subjects = _subjects(register, report.group)
    folders = slugs(subjects)
    tasks = []
    for subject in wanted or subjects:
        stem = f"{report.kind}/{folders[subject]}/{slug(f'{folders[subject]}-{report.slug}')}"
        tasks.append(Task(report, subject, subjects[subject], about | {report.group: subject}, stem))
    return tasks


def _subjects(register: Register, group: str) -> dict[str, str]:
    frame, key, label = {
        "borough": (register.boroughs, "borough_id", "borough"),
        "supplier": (register.suppliers, "supplier_id", "supplier"),
        "system": (register.systems, "system_id", "system"),
        "service_area": (register.functions, "area_code", "area"),
    }[group]
    known = frame[[key, label]].dropna(subset=[key]).drop_duplicates(key).sort_values(key)
    return {str(subject): str(name) for subject, name in known.itertuples(index=False)}
