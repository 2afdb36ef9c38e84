"""How a measure, its figure, what it rests on and a reason are put into plain words."""

from __future__ import annotations

from citytools_analysis.charts.numbers import pounds_text
from citytools_analysis.metrics.evaluation.savings import MIN_PUBLIC_BOROUGHS
from citytools_analysis.metrics.held import NOT_PUBLIC, OTHERS_ANSWERS
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.fragment import is_missing
from citytools_analysis.tables.words import Row, sentence_start

CRITERIA = {
    1: "Fully operational",
    2: "Used for better-value contracts",
    3: "Informs what is said to suppliers",
    4: "Enables joint procurement",
}
WITHHELD = "withheld"
_PLAIN = {
    "decision_log": "the decision log",
    "service_log": "the service log",
    "supplier_actions": "the log of what was done with suppliers",
    "joint_stages": "the log of joint purchases",
    "saving_decisions says why": "the decision log below says why",
    "no uptime_minutes of": "no uptime of",
    "no pipeline_runs of": "no run of the pipeline of",
    "no accessibility_checks of": "no accessibility check of",
    "no active_staff of": "no count of active staff of",
    "of criticality 1": "of the highest criticality",
    "UK2 notices": "preliminary market engagement notices (UK2)",
}
# What each measure rests on, with how many of how many.
_BASIS = {
    "accessibility": "{n} checks of the latest round",
    "boroughs_answered": "of {n_of} authorities",
    "critical_ends_known": "{n} of {n_of} {basis} can be judged",
    "decisions": "of {n_of} decisions logged in the last 12 months",
    "decisions_self_reported": "of {n_of} decisions logged in the last 12 months",
    "challenges_answered": "{n} of {n_of} challenges have been due",
    "joint_notices": "of {n_of} joint purchases in the log",
    "joint_awards": "of {n_of} joint purchases in the log",
    "audited_savings": "of {n} decisions that count",
}


def plain(words: object) -> str:
    """
    Put the words of a metric so that a borough knows them.

    Parameters
    ----------
    words
        A reason, or what a measure is.

    Returns
    -------
    words
        Logs by name, and no names of columns.

    Examples
    --------
    >>> plain("decision_log is empty: nothing was logged, which is not none")
    'the decision log is empty: nothing was logged, which is not none'
    """
    told = "" if is_missing(words) else str(words)
    for ours, theirs in _PLAIN.items():
        told = told.replace(ours, theirs)
    return told


def is_held_back(reason: object) -> bool:
    """
    Tell whether a figure is missing because the edition leaves it out, not because it is not known.

    Parameters
    ----------
    reason
        The reason the metric gives.

    Returns
    -------
    is_held_back
        True for members' data, and for sums that too few boroughs stand behind.

    Examples
    --------
    >>> is_held_back("members' data: not in the public edition"), is_held_back("service_log is empty")
    (True, False)
    """
    return str(reason) in {NOT_PUBLIC, OTHERS_ANSWERS} or str(reason).startswith(
        f"fewer than {MIN_PUBLIC_BOROUGHS} boroughs"
    )


def amount(value: object, unit: object) -> str:
    """
    Write a figure or a target in its unit.

    Parameters
    ----------
    value
        The number, or nothing.
    unit
        Such as `share`, `days` or `pounds at present value`.

    Returns
    -------
    text
        Such as `99.5%`, `180 days`, `24` or a loss with a minus; `unknown` for nothing.

    Examples
    --------
    >>> amount(0.995, "share"), amount(113.0, "days"), amount(24.0, "boroughs"), amount(None, "share")
    ('99.5%', '113 days', '24', 'unknown')
    """
    if is_missing(value):
        return UNKNOWN
    number = float(str(value))
    if str(unit) == "share":
        return f"{round(100 * number, 2):g}%"
    if str(unit).startswith("pounds"):
        return pounds_text(number)
    return f"{number:,g} days" if unit == "days" else f"{number:,g}"


def figure(row: Row) -> str:
    """
    Write the figure of a measure.

    Parameters
    ----------
    row
        A row of the scorecard.

    Returns
    -------
    text
        The figure; `withheld` where the edition leaves it out, `unknown` where it is not known.

    Examples
    --------
    >>> figure({"value": None, "unit": "share", "reason": "service_log is empty"})
    'unknown'
    """
    if is_missing(row["value"]) and is_held_back(row["reason"]):
        return WITHHELD
    return amount(row["value"], row["unit"])


def basis(row: Row) -> str:
    """
    Say what the figure of a measure rests on, or why there is none.

    Parameters
    ----------
    row
        A row of the scorecard.

    Returns
    -------
    words
        Such as `3 of 3 months logged`, with what those not known could make of it.

    Examples
    --------
    >>> basis({"kpi": "active_boroughs", "value": 18.0, "n": 22.0, "n_of": 33.0, "basis": "boroughs logged", "reason": "",
    ...        "unit": "boroughs", "bound_low": 18.0, "bound_high": 29.0})
    '22 of 33 boroughs logged; 18 to 29 whatever the others did'
    """
    if is_missing(row["value"]):
        return plain(row["reason"])
    n, n_of = ("" if is_missing(row[name]) else f"{float(str(row[name])):,.0f}" for name in ("n", "n_of"))
    usual = "{n} of {n_of} {basis}" if n_of else "{basis}"
    told = _BASIS.get(str(row["kpi"]), usual).format(n=n, n_of=n_of, basis=row["basis"])
    if is_missing(row["bound_low"]) or row["bound_low"] == row["bound_high"]:
        return told
    low = amount(row["bound_low"], row["unit"])
    high = "no limit" if is_missing(row["bound_high"]) else amount(row["bound_high"], row["unit"])
    return f"{told}; {low} to {high} whatever the others did"


def measure_name(row: Row) -> str:
    """
    Name a measure.

    Parameters
    ----------
    row
        A row of the scorecard.

    Returns
    -------
    name
        In plain words, as a sentence begins.

    Examples
    --------
    >>> measure_name({"what": "boroughs that sent a return"})
    'Boroughs that sent a return'
    """
    return sentence_start(plain(row["what"]))
