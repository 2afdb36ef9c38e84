"""The packs there are: which reports each binds, about whom, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from citytools_analysis.errors import ReportError, UnknownNameError, WrongUsageError
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.given_assumptions import check_assumptions
from citytools_analysis.register import Register
from citytools_analysis.reporting.plan import Asked, Task, plan
from citytools_analysis.reporting.report import PACKS, Report
from citytools_analysis.reporting.subjects import subject_ids, subjects_told

_MOST_SUPPLIERS = 6
_PRINTED = "print this pack; {size}, and all of it reads in black and white"
_AFTER = ("The day after", "check the filled-in workbook with 'citytools check', then add it with 'citytools add'")
_NEXT = ("Before the next workshop", "build this pack again: it starts from what was said")


@dataclass(frozen=True)
class Pack:
    """
    One pack.

    Parameters
    ----------
    name
        What the command line takes.
    title
        What stands on its cover.
    steps
        When, and what to do with it.
    workshop
        Number of the workshop whose capture sheet goes with it, if one does.

    Examples
    --------
    >>> pack_of("workshop-1").title
    'Workshop 1 pack: use cases'
    """

    name: str
    title: str
    steps: tuple[tuple[str, str], ...] = ()
    workshop: int | None = None


_PACKS = {
    "borough": Pack("borough", "Borough pack"),
    "procurement": Pack("procurement", "Procurement pack"),
    "workshop-1": Pack(
        "workshop-1",
        "Workshop 1 pack: use cases",
        (
            ("The day before", _PRINTED.format(size="its wall sheet is A3, everything else A4")),
            ("The day before", "cut out the use-case cards, six to a page"),
            ("In the room", "score the cards, and write on the wall sheet what each borough intends"),
            ("In the room", "one person fills in the workbook to fill in that comes with this pack"),
            _AFTER,
            _NEXT,
        ),
        workshop=1,
    ),
    "workshop-2": Pack(
        "workshop-2",
        "Workshop 2 pack: working with suppliers",
        (
            ("The day before", _PRINTED.format(size="all of it is A4")),
            ("In the room", "read out what is agreed, then what is not; one person fills in the workbook to fill in that comes with this pack"),
            _AFTER,
            _NEXT,
        ),
        workshop=2,
    ),
}  # fmt: skip


def pack_of(name: str) -> Pack:
    """
    Find a pack.

    Parameters
    ----------
    name
        Such as `workshop-1`.

    Returns
    -------
    pack
        The pack.

    Raises
    ------
    UnknownNameError
        If there is none of the name; the nearest is suggested.

    Examples
    --------
    >>> pack_of("workshop1")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown pack 'workshop1'. Did you mean 'workshop-1'?
    """
    if name not in _PACKS:
        kind = "pack"
        raise UnknownNameError(kind, name, PACKS)
    return _PACKS[name]


def pack_tasks(pack: Pack, reports: Sequence[Report], register: Register, asked: Asked) -> tuple[Task, ...]:
    """
    List the documents of a pack.

    Parameters
    ----------
    pack
        The pack.
    reports
        All reports there are; those whose metadata names the pack are in it.
    register
        The edition's register.
    asked
        For which boroughs and about which service areas, suppliers and systems; assumptions in place of the reviewed ones.

    Returns
    -------
    tasks
        The pack's own document first, then the others by their place. A report about the whole is narrowed as far as it
        can be; one a borough, service area or system is made for those named; one a supplier for those named, else for
        the six that most of the boroughs use, by at least two of them.

    Raises
    ------
    UnknownNameError
        If a subject or an assumption does not exist.
    ReportError
        If nothing is left to put into the pack, it is a workshop's and the edition for one borough, or none of it takes the assumptions given.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> pack_tasks(pack_of("borough"), [], register, Asked({"borough": ["Camden"]}))
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.ReportError: No report goes into the borough pack of the full edition for what was named. ...
    """
    named = {group: subject_ids(register, group, names) for group, names in asked.subjects.items()}
    if pack.workshop and register.info.viewer:
        message = f"The {pack.name} pack is for all who come, and one borough is told the others' answers only in part. Leave out --for."
        raise ReportError(message)
    if pack.name == "borough" and register.info.viewer:
        named.setdefault("borough", (register.info.viewer,))
    assumptions = check_assumptions(register, asked.assumptions)
    wanted = {**named, "supplier": named.get("supplier") or suppliers_in_the_room(register, named.get("borough", ()))}
    fit = [one for one in reports if pack.name in one.packs and one.is_for(register.info)]
    fit.sort(key=lambda report: (report.slug != pack.name, report.group is not None, report.order, report.name))
    if assumptions and not any("assumptions" in report.lists for report in fit):
        message = f"No report of the {pack.name} pack takes assumptions. See 'citytools list'."
        raise WrongUsageError(message)
    tasks = [task for report in fit for task in _tasks(report, register, wanted, assumptions)]
    if not tasks:
        message = (
            f"No report goes into the {pack.name} pack of the {register.info.edition_name} edition for what was named. Name whom it is "
            "for with --borough, or what it is about with --service-area, or another --edition."
        )
        raise ReportError(message)
    for group in named:
        if not any(group == report.group or f"{group}s" in report.lists for report in fit):
            message = f"No report of the {pack.name} pack is about a {group.replace('_', ' ')}. See 'citytools list'."
            raise WrongUsageError(message)
    return tuple(tasks)


def _tasks(
    report: Report, register: Register, wanted: Mapping[str, Sequence[str]], assumptions: Sequence[str]
) -> Sequence[Task]:
    takes = {
        group: ids for group, ids in wanted.items() if ids and (group == report.group or f"{group}s" in report.lists)
    }
    if report.group is not None and report.group not in takes:
        return ()
    given = assumptions if "assumptions" in report.lists else ()
    return plan([report], register, Asked(takes, given, is_by_name=True))


def suppliers_in_the_room(register: Register, borough_ids: Sequence[str]) -> tuple[str, ...]:
    """
    List the suppliers that most of some boroughs use.

    Parameters
    ----------
    register
        The edition's register.
    borough_ids
        Who is in the room; none means everyone.

    Returns
    -------
    supplier_ids
        At most six, each used by at least two of them, most users first.

    Examples
    --------
    >>> from datetime import date
    >>> suppliers_in_the_room(Register.from_tables({}, as_of=date(2026, 11, 23)), ())
    ()
    """
    uses = in_use(register)[["borough_id", "supplier_id"]].dropna().drop_duplicates()
    here = uses[uses["borough_id"].isin(borough_ids)] if borough_ids else uses
    users = here[here["supplier_id"].isin(list(subjects_told(register, "supplier")))].groupby("supplier_id").size()
    ranked = users[users > 1].rename("n").reset_index().sort_values(["n", "supplier_id"], ascending=[False, True])
    return tuple(pd.Series(ranked["supplier_id"]).astype(str).head(_MOST_SUPPLIERS))
