"""Who gets which report, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from citytools_analysis.brand import Voice
from citytools_analysis.editions import edition_words
from citytools_analysis.errors import ReportError, UnknownNameError, WrongUsageError
from citytools_analysis.metrics.given_assumptions import check_assumptions
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.reporting.branded_reports import as_branded
from citytools_analysis.reporting.manifest import Manifest, read_manifest
from citytools_analysis.reporting.report import Report
from citytools_analysis.reporting.subjects import subject_ids, subjects_of, subjects_told
from citytools_analysis.schema import EDITIONS
from citytools_analysis.slugs import hash8, slug, slugs

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
    narrowed
        What tells it from the same report about the whole, where it is about a part.

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
    narrowed: str = ""

    @property
    def id(self) -> str:
        """Report and subject."""
        which = self.subject or self.narrowed
        return f"{self.report.name}/{which}" if which else self.report.name


@dataclass(frozen=True)
class Asked:
    """
    What was asked for besides the reports: about whom, and with which assumptions in place of the reviewed ones.

    Parameters
    ----------
    subjects
        Names or ids by group (`borough`, `supplier`, `system`, `service_area`); a group that is absent was not asked for.
    assumptions
        `name=value` each.
    is_by_name
        Whether the reports were named: a report about the whole is then narrowed to the subjects, not left out.

    Examples
    --------
    >>> Asked().subjects
    {}
    """

    subjects: Mapping[str, Sequence[str]] = field(default_factory=dict)
    assumptions: Sequence[str] = ()
    is_by_name: bool = False


def plan(reports: Sequence[Report], register: Register, asked: Asked | None = None) -> tuple[Task, ...]:
    """
    List every report and subject.

    Parameters
    ----------
    reports
        The reports wanted.
    register
        Says whom they are about, and the day.
    asked
        About whom, and with which assumptions; nothing means everyone, with the reviewed assumptions.

    Returns
    -------
    tasks
        In the order of reports and subjects. Where somebody is named, reports about somebody else are left out; in the
        edition for one borough, the reports on the others.

    Raises
    ------
    UnknownNameError
        If a subject or an assumption does not exist.
    ReportError
        If no report is about whom was named, none takes assumptions, a report named is not for this edition or not for this
        region, or the edition is for one borough and the report on another was named.
    WrongUsageError
        If a report was named that is not about whom was named.

    Examples
    --------
    >>> from datetime import date
    >>> report = Report("b", Path("b.ipynb"), "Technology report", "technology-report", "borough", ())
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> [task] = plan([report], register, Asked({"borough": ["Camden"]}))
    >>> task.stem, dict(task.parameters)
    ('borough/camden/camden-technology-report', {'as_of': '2026-11-23', 'borough': 'camden'})
    """
    asked = asked or Asked()
    reports = as_branded(reports, register, is_by_name=asked.is_by_name)
    wanted = {group: found for group, names in asked.subjects.items() if (found := subject_ids(register, group, names))}
    assumptions = check_assumptions(register, asked.assumptions)
    fit = [report for report in reports if report.is_for(register.info)]
    chosen = [report for report in fit if _is_about(report, wanted, asked)]
    _refuse_nothing(reports, fit, chosen, asked, register.info)
    if assumptions and not any("assumptions" in report.lists for report in chosen):
        message = "None of these reports takes assumptions. See 'citytools list'."
        raise WrongUsageError(message)
    return tuple(task for report in chosen for task in _tasks_of(report, register, wanted, assumptions))


def _is_about(report: Report, wanted: Mapping[str, Sequence[str]], asked: Asked) -> bool:
    narrowed = asked.is_by_name and any(f"{group}s" in report.lists for group in wanted)
    return not wanted or report.group in wanted or narrowed


def _refuse_nothing(
    reports: Sequence[Report],
    fit: Sequence[Report],
    chosen: Sequence[Report],
    asked: Asked,
    info: RegisterInfo,
) -> None:
    """Refuse where nothing is left to build, or something that was asked for by name would be passed over in silence."""
    unfit = [report for report in reports if report not in fit]
    if unfit and (asked.is_by_name or not fit):
        mend = "Leave out --for" if info.viewer else f"Add --edition {unfit[0].editions[0]}"
        message = f"Not made for the {info.edition_name} edition: {_names(unfit)}. {mend}."
        raise ReportError(message)
    about = " or a ".join(group.replace("_", " ") for group, names in asked.subjects.items() if names)
    if about and not chosen:
        message = f"No report is about a {about} among: {_names(reports)}."
        raise ReportError(message)
    others = [report for report in fit if report not in chosen]
    if others and asked.is_by_name:
        message = f"Not about a {about}: {_names(others)}. Build that in a command of its own."
        raise WrongUsageError(message)


def _names(reports: Sequence[Report]) -> str:
    return ", ".join(report.name for report in reports) or "none"


def as_named(name: str, register: Register) -> str:
    """
    Give the name of a folder or file as the register's brand says it.

    Parameters
    ----------
    name
        Part of a path, in our words.
    register
        The register.

    Returns
    -------
    name
        The same where there is no brand.

    Examples
    --------
    >>> from datetime import date
    >>> as_named("borough", Register.from_tables({}, as_of=date(2026, 11, 23)))
    'borough'
    """
    brand = register.reference.brand
    return Voice(brand).file_name(name) if brand else name


def destination(output: Path, *, edition: str, as_of: str) -> Path:
    """
    Choose the folder an edition goes to, and keep members' documents out of folders that others read.

    Parameters
    ----------
    output
        The folder for all editions.
    edition
        Name of the edition: `public`, `members`, or for one borough `members-for-camden`.
    as_of
        The day, as `YYYY-MM-DD`.

    Returns
    -------
    folder
        `<output>/<edition>/<as_of>`.

    Raises
    ------
    ReportError
        If a members' edition would lie under the folder of a public edition, or of one for other boroughs.

    Examples
    --------
    >>> destination(Path("reports/public"), edition="members", as_of="2026-11-23")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.ReportError: The members' edition must not be written under the public folder reports/public. Choose another --output.
    """
    if edition not in EDITIONS and not edition.startswith("members-for-"):
        kind = "edition"
        raise UnknownNameError(kind, edition, EDITIONS)
    folder = output / edition / as_of
    true = folder.resolve()
    if edition != "public":
        read_by = {name for place in (true, *true.parents) if (name := _read_by(place)) not in {"", edition}}
        if read_by:
            kind = "public folder" if "public" in read_by else f"folder of the {edition_words(min(read_by))}"
            message = f"The members' edition must not be written under the {kind} {output}. Choose another --output."
            raise ReportError(message)
    return folder


def _read_by(folder: Path) -> str:
    """Give the name of the edition that a folder is known to hold, by its manifest or as editions' folders are named."""
    manifest: Manifest | None = read_manifest(folder)
    name = folder.name.casefold()
    is_told = name == "public" or name.startswith("members-for-")
    return manifest.edition if manifest is not None else name if is_told else ""


def _tasks_of(
    report: Report, register: Register, wanted: Mapping[str, Sequence[str]], assumptions: Sequence[str]
) -> list[Task]:
    about = {"as_of": register.as_of.isoformat()}
    if report.group is None:
        return [_whole(report, register, about, wanted, assumptions)]
    every, told = subjects_of(register, report.group), subjects_told(register, report.group)
    folders = slugs(every)
    kind, name = as_named(report.kind, register), as_named(report.slug, register)
    tasks = []
    viewer = register.info.viewer if report.group == "borough" else ""
    _refuse_others(viewer, wanted.get(report.group, ()), every)
    for subject in wanted.get(report.group) or ([viewer] if viewer else told):
        stem = f"{kind}/{folders[subject]}/{slug(f'{folders[subject]}-{name}')}"
        tasks.append(Task(report, subject, every[subject], about | {report.group: subject}, stem))
    return tasks


def _refuse_others(viewer: str, wanted: Sequence[str], names: Mapping[str, str]) -> None:
    others = [names[one] for one in wanted if one != viewer]
    if viewer and others:
        message = (
            f"The edition for {names[viewer]} has the report of {names[viewer]} alone, for of {', '.join(others)} it is told only in part. "
            "The members' edition for all has every borough's: leave out --for."
        )
        raise ReportError(message)


def _whole(
    report: Report,
    register: Register,
    about: dict[str, str],
    wanted: Mapping[str, Sequence[str]],
    assumptions: Sequence[str],
) -> Task:
    """Plan a report about the whole, or narrowed to some of it: that one gets a name of its own."""
    given = {f"{group}s": ids for group, ids in wanted.items()} | {"assumptions": assumptions}
    values = {name: ",".join(given.get(name, ())) for name in report.lists}
    name = as_named(report.slug, register)
    folder = f"{as_named(report.kind, register)}/{name}"
    brand = register.reference.brand
    region = brand.region if brand else _WHOLE
    if not any(values.values()):
        return Task(report, "", region, about | values, f"{folder}/{name}")
    told = "; ".join(value.replace(",", ", ") for value in values.values() if value)
    mark = hash8("\n".join(f"{name}={value}" for name, value in sorted(values.items())))
    return Task(report, "", f"{region}: {told}", about | values, f"{folder}/{name}-{mark}", narrowed=mark)
