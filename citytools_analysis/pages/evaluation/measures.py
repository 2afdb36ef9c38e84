"""The measures of each criterion against their targets, each section opening with its finding."""

from __future__ import annotations

from citytools_analysis.pages.evaluation.findings import service_finding, suppliers_finding, use_finding
from citytools_analysis.pages.evaluation.opening import state_of
from citytools_analysis.pages.evaluation.subject import Evaluation
from citytools_analysis.pages.evaluation.words import CRITERIA, amount, basis, figure, is_held_back, measure_name
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import Row

_PUBLIC = (
    "This edition counts public rows and the public log only, so whether a target is met can often not be told from it."
)
_COLUMNS = (
    Column("measure", "Measure", width=2.7),
    Column("figure", "Figure", width=0.9),
    Column("basis", "Rests on", width=2.4),
    Column("first", "Target, first year", width=1.2),
    Column("second", "Second year", width=1.2),
)


def service(here: Evaluation) -> Fragment:
    """
    Say whether the service is up and holds what it must: the first criterion.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a measure.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> service(NOTHING_LOGGED).text.splitlines()[0]
    'Whether the service was up in the last full quarter cannot be told; no authority of 33 has sent a return.'
    """
    uptime, answered = here.measure("uptime"), here.measure("boroughs_answered")
    n = int(float(str(answered["value"])))
    share = "" if is_missing(uptime["value"]) else amount(uptime["value"], "share")
    n_months, n_of, words = uptime["n"], uptime["n_of"], uptime["basis"]
    span = f"{n_months:g} of {n_of:g} {words}" if share else ""
    finding = service_finding(share, n, len(here.register.boroughs), span=span)
    return stack(paragraph(finding), measures(here, 1))


def use(here: Evaluation) -> Fragment:
    """
    Say whether the tools were used where contracts are decided: the second criterion.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a measure.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> use(NOTHING_LOGGED).text.splitlines()[0]
    'How many decisions used the tools cannot be told.'
    """
    finding = use_finding(
        _count(here, "decisions"), _count(here, "decisions_self_reported"), is_held=_is_held(here, "decisions")
    )
    return stack(paragraph(finding), measures(here, 2))


def suppliers(here: Evaluation) -> Fragment:
    """
    Say whether the data inform what is said to suppliers, and whether they answer: the third criterion.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a measure.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> suppliers(NOTHING_LOGGED).text.splitlines()[0]
    'Whether the data were used towards suppliers cannot be told.'
    """
    answered = here.measure("challenges_answered")
    share = "" if is_missing(answered["value"]) else amount(answered["value"], "share")
    events = _count(here, "engagement_events")
    finding = suppliers_finding(events, share, is_held=_is_held(here, "engagement_events"))
    return stack(paragraph(finding), measures(here, 3))


def joint(here: Evaluation) -> Fragment:
    """
    Give the measures of the fourth criterion against their targets.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        One row a measure.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> joint(NOTHING_LOGGED).text.splitlines()[2][:68]
    'Joint purchases noticed, last 12 months unknown the log of joint pur'
    """
    return measures(here, 4)


def _count(here: Evaluation, kpi: str) -> int | None:
    value = here.measure(kpi)["value"]
    return None if is_missing(value) else int(float(str(value)))


def _is_held(here: Evaluation, kpi: str) -> bool:
    return is_held_back(here.measure(kpi)["reason"])


def measures(here: Evaluation, criterion: int) -> Fragment:
    """
    Hold every measure of a criterion against its targets.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.
    criterion
        1 to 4.

    Returns
    -------
    fragment
        One row a measure: figure, what it rests on, and each year's target with whether it is met.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> measures(NOTHING_LOGGED, 1).text.splitlines()[5]
    'Boroughs that sent a return 0 of 33 authorities 24: not met 30: not met'
    """
    rows = [_row(row) for row in here.measures(criterion)]
    caption = f"{len(rows)} measures: {CRITERIA[criterion][:1].lower()}{CRITERIA[criterion][1:]}"
    return from_frame(rows, columns=_COLUMNS, caption=caption, note=_PUBLIC if here.is_public else "")


def _row(row: Row) -> dict[str, object]:
    return {"measure": measure_name(row), "figure": figure(row), "basis": basis(row),
            "first": _target(row, 1), "second": _target(row, 2)}  # fmt: skip


def _target(row: Row, year: int) -> str:
    target = row[f"target_year_{year}"]
    if is_missing(target):
        return "no target set"
    most = "at most " if row["unit"] == "days" else ""
    return f"{most}{amount(target, row['unit'])}: {state_of(row, year)}"
