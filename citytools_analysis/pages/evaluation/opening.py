"""The top of the evaluation: its finding, five figures, and the four criteria as four rows."""

from __future__ import annotations

from collections import Counter

from citytools_analysis.charts.numbers import pounds_text
from citytools_analysis.metrics.evaluation.kpis import CANNOT_TELL, NO_TARGET
from citytools_analysis.metrics.evaluation.savings import ATTRIBUTED, NET
from citytools_analysis.pages.evaluation.findings import targets_finding
from citytools_analysis.pages.evaluation.subject import Evaluation
from citytools_analysis.pages.evaluation.words import CRITERIA, WITHHELD, amount, basis, figure, is_held_back, plain
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.words import Row, joined, number_word, sentence_start

# The measure that stands for each criterion, what it is a target of, and what no figure of it bears.
_LEADS = {
    1: ("boroughs_answered", "boroughs that sent a return",
        "that it is operational because it was launched: a launch says nothing of uptime, cover or age"),
    2: ("decisions", "documented decisions a year",
        "that it is used because its pages are viewed, or that all that was saved is owed to it"),
    3: ("engagement_events", "events and market notices a year",
        "that suppliers changed: an answer is no remedy, and what was said is not what was done"),
    4: ("joint_notices", "joint purchases noticed a year",
        "that boroughs buy together because opportunities were surfaced: a surfaced set is a calculation"),
}  # fmt: skip
_COLUMNS = (
    Column("criterion", "Criterion", width=1.4),
    Column("target", "Target, first year then second", width=1.5),
    Column("figure", "Figure", width=1.6),
    Column("evidence", "Evidence", width=1.6),
    Column("all", "All its measures", width=1.5),
    Column("never", "What cannot be claimed", width=2.4),
)


def title(here: Evaluation) -> Fragment:
    """
    Open the evaluation with its finding.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> title(NOTHING_LOGGED).text.splitlines()[-1]
    'Of 11 targets proposed for the first year, none is met, one is not and ten cannot be told.'
    """
    finding = targets_finding(_states(here))
    return cover(here.register, name="Evaluation", finding=finding, report="Evaluation")


def state_of(row: Row, year: int = 1) -> str:
    """
    Say whether a measure meets its target of a year.

    Parameters
    ----------
    row
        A row of the scorecard.
    year
        1 or 2.

    Returns
    -------
    state
        `met`, `not met`, `cannot be told`, `withheld` or `no target set`.

    Examples
    --------
    >>> state_of({"state_year_1": "cannot be told", "value": None, "reason": "members' data: not in the public edition"})
    'withheld'
    """
    state = str(row[f"state_year_{year}"])
    is_held = state == CANNOT_TELL and is_missing(row["value"]) and is_held_back(row["reason"])
    return WITHHELD if is_held else state


def _states(here: Evaluation) -> Counter[str]:
    states = Counter(state_of(row) for row in here.card.to_dict("records"))
    del states[NO_TARGET]
    return states


def key_figures(here: Evaluation) -> Fragment:
    """
    Give five figures of the evaluation, each with what it rests on.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        Returns, documented decisions, events, joint awards, net saving; `unknown` or `withheld` where there is none.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> key_figures(NOTHING_LOGGED).text.splitlines()[3:6]
    ['documented decisions that cite the tools', 'unknown', 'nothing was logged, which is not none']
    """
    return figures(
        _figure(here, "boroughs_answered", "boroughs that sent a return"),
        _figure(here, "decisions", "documented decisions that cite the tools"),
        _figure(here, "engagement_events", "events and market notices that used the data"),
        _figure(here, "joint_awards", "joint purchases awarded in 12 months"),
        _net(here),
    )


def _figure(here: Evaluation, kpi: str, label: str) -> Figure:
    row = here.measure(kpi)
    return Figure(label, figure(row), basis(row).rpartition(": ")[2] if is_missing(row["value"]) else basis(row))


def _net(here: Evaluation) -> Figure:
    label, rows = "net saving owed to the tools", here.saving.set_index("measure").to_dict("index")
    net = rows[NET]
    if is_missing(net["value"]):
        word = WITHHELD if is_held_back(net["reason"]) else UNKNOWN
        return Figure(label, word, plain(net["reason"]).rpartition(": ")[2])
    low, high = (pounds_text(float(net[name])) for name in ("lower", "upper"))
    owed = pounds_text(float(rows[ATTRIBUTED]["value"]))
    return Figure(label, pounds_text(float(net["value"])), f"{low} to {high}; {owed} before the yearly cost")


def criteria(here: Evaluation) -> Fragment:
    """
    Give the four criteria as four rows.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        One row a criterion: the measure that stands for it with its target, figure and evidence, how its other measures
        stand, and what cannot be claimed.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> criteria(NOTHING_LOGGED).text.splitlines()[2][:76]
    '1 Fully operational 24, then 30 boroughs that sent a return 0 (of 33 authori'
    """
    note = (
        "Targets are a proposal. A met criterion does not make up for another, and nothing is summed over them. What cannot "
        "be told is not a target missed."
    )
    rows = [_row(here, number) for number in CRITERIA]
    return from_frame(rows, columns=_COLUMNS, caption="Four criteria, one row each", note=note)


def _row(here: Evaluation, number: int) -> dict[str, object]:
    kpi, of, never = _LEADS[number]
    lead = here.measure(kpi)
    first, second = (amount(lead[f"target_year_{year}"], lead["unit"]) for year in (1, 2))
    return {
        "criterion": f"{number} {CRITERIA[number]}",
        "target": f"{first}, then {second} {of}",
        "figure": f"{figure(lead)} ({basis(lead)})",
        "evidence": plain(lead["evidence_rule"]),
        "all": _tally(here, number),
        "never": never,
    }


def _tally(here: Evaluation, number: int) -> str:
    states = Counter(state_of(row) for row in here.measures(number))
    total = sum(states.values())
    parts = [
        f"{number_word(states[name])} {name}" for name in ("met", "not met", CANNOT_TELL, WITHHELD) if states[name]
    ]
    parts += [f"{number_word(states[NO_TARGET])} without a target"] if states[NO_TARGET] else []
    return sentence_start(f"of {number_word(total)}: {joined(parts)}")
