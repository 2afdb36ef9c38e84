"""The figures of the dashboard in plain words: what each counts, its unit, and who may see it."""

from __future__ import annotations

from dataclasses import dataclass

from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.scrolling import table
from citytools_analysis.tables.fragment import Fragment, Html, escape, is_missing, strong
from citytools_analysis.tables.frame import Column

_EVERYONE = "everyone"


@dataclass(frozen=True)
class Definition:
    """
    A figure in words.

    Parameters
    ----------
    metric_id
        Its number in the catalogue of metrics, which has formula and source.
    name
        What the dashboard calls it.
    counted
        How it is counted.
    unit
        Its unit.
    computed_by
        Functions of `citytools_analysis.metrics` that give it, as `module.function`.
    seen_by
        Who may see it.

    Examples
    --------
    >>> Definition("M01", "Boroughs that use a system", "Counted once.", "boroughs", ("adoption.installed_base",)).seen_by
    'everyone'
    """

    metric_id: str
    name: str
    counted: str
    unit: str
    computed_by: tuple[str, ...]
    seen_by: str = _EVERYONE


DEFINITIONS = (
    Definition(
        "M90", "Coverage",
        "Boroughs of which anything is known: at least one answer about a system, or one contract that has not ended. A borough with "
        "one entry counts like one with a hundred. Beside each borough stands how many functions have an answer, and how many "
        "contracts have an end and a value.",
        "boroughs, of all boroughs", ("coverage.boroughs_known", "coverage.by_borough"),
    ),
    Definition(
        "M01", "Boroughs that use a system",
        "Boroughs with the system in use for a function on the day of the data. A borough with two systems counts for each. A joint "
        "contract or shared service counts once for every borough. The end of a contract is not the end of a system.",
        "boroughs, of the boroughs that are known", ("adoption.installed_base", "adoption.in_use"),
    ),
    Definition(
        "M02", "Share of boroughs",
        "Of the boroughs with an answer, the share that gives this one. A borough with several answers is split equally between them, so that "
        "shares add up to 100%. In-house, open source and none are answers; unknown is not.",
        "per cent of the boroughs that are known", ("adoption.shares",),
    ),
    Definition(
        "M15", "Reach of a supplier",
        "Boroughs and functions that run on systems of a supplier, taken as the group in which it traded on the day. Resellers supply nothing "
        "of their own.",
        "boroughs; functions; pairs of both", ("concentration.footprint",),
        "everyone; in the members' edition from three boroughs on",
    ),
    Definition(
        "M11", "Effective number of suppliers",
        "As if by how many suppliers of equal size a function were supplied: 1 when one supplies all. It is corrected for boroughs that are "
        "not known, so that functions can be compared.",
        "suppliers", ("concentration.effective_suppliers",), "everyone, from eight known boroughs on",
    ),
    Definition(
        "M30", "Ends by quarter",
        "Contracts by the quarter of their committed end, without options not yet used. What rolls on, has ended and is still in use, or has "
        "no known end stands in rows of its own. A joint contract counts once. Frameworks are not contracts and are left out.",
        "contracts; pounds a year where a value is known", ("renewals.calendar", "renewals.profile"),
    ),
    Definition(
        "M31", "Earliest and latest end",
        "The earliest day on which the borough may leave, by the committed end or a break before it; and the latest, with every option used.",
        "dates", ("renewals.extension_windows",),
    ),
    Definition(
        "M32", "Act by",
        "The day on which to begin: the committed end less 24, 15 or 9 months for a very critical, critical or other function; or, once that is past and "
        "an option is left, the end less its notice and three months to decide. These are planning defaults, not law.",
        "date; days left", ("renewals.decisions",),
    ),
    Definition(
        "M40", "Could buy together",
        "Boroughs whose contracts for one function leave them free to start a new one on the same day, with twelve months to buy. The largest "
        "such groups are shown. Boroughs that share a service decide once. It is a reason to talk, not a plan of anybody's.",
        "boroughs; first and last day of a start",
        ("opportunities.find", "opportunities.pipeline", "opportunities.members_of", "opportunities.ranked"),
        "members by name; everyone as numbers, from three boroughs on that decide for themselves",
    ),
)  # fmt: skip
_COLUMNS = (
    Column("figure", "Figure", width=1.5),
    Column("told", "What it says, and how it is counted", width=5),
    Column("unit", "Unit, and who sees it", width=2),
)


def figures_table(register: Register) -> Fragment:
    """
    Define every figure that the dashboard shows.

    Parameters
    ----------
    register
        The edition's register; its catalogue of metrics has the question that each answers.

    Returns
    -------
    fragment
        One table.

    Examples
    --------
    >>> from datetime import date
    >>> figures_table(Register.from_tables({}, as_of=date(2026, 11, 23))).text.splitlines()[0]
    'The figures of the dashboard, 9 in all'
    """
    catalogue = register.reference.metrics
    known = "metric_id" in catalogue and "question" in catalogue
    questions = dict(zip(catalogue["metric_id"], catalogue["question"], strict=True)) if known else {}
    rows = [
        {"figure": _named(one), "told": _told(one, questions.get(one.metric_id)), "unit": _unit(one)}
        for one in DEFINITIONS
    ]
    return table(
        rows,
        columns=_COLUMNS,
        caption=f"The figures of the dashboard, {len(rows)} in all",
        note="The number is that of the catalogue of metrics, which has the formula and its source.",
    )


def _named(one: Definition) -> Html:
    return Html(f'{escape(one.name)} <span class="ct-note">{escape(one.metric_id)}</span>')


def _told(one: Definition, question: object) -> Html:
    asked = "" if is_missing(question) else f"{strong(question)}<br>"
    return Html(f"{asked}{escape(one.counted)}")


def _unit(one: Definition) -> Html:
    return Html(f"{escape(one.unit)}<br>Seen by {escape(one.seen_by)}")
