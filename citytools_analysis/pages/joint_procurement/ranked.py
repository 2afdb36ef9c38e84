"""The opportunities in order: the first of them for the first page, and all with who is in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from citytools_analysis.charts.numbers import pounds_text
from citytools_analysis.metrics.opportunities import members_of
from citytools_analysis.pages.joint_procurement.case_findings import LEVEL_WORDS, short_mass
from citytools_analysis.pages.joint_procurement.findings import first_of, start_words
from citytools_analysis.pages.joint_procurement.mass import mass, mass_words
from citytools_analysis.pages.joint_procurement.subject import Joint
from citytools_analysis.style import UNKNOWN, count_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import joined

FIRST, LISTED = 10, 20
_NOBODY = (
    "No two boroughs are known to share a time at which both could start a new contract for the same work.",
    "Known ends of contracts, with the function each is for, would show one here.",
)
_SHORT = (
    Column("function", "Function", width=2.55),
    Column("act_by_date", "Begin by", "short_date", width=1.25),
    Column("start", "Shared start", width=1.5),
    Column("mass", "Boroughs that can start (by extending)", width=1.7),
    Column("said", "Two or more would", width=2.1),
    Column("worth_in_short", "Worth", width=2.3),
)
_LONG = (
    Column("place", "No.", "number", width=0.45),
    Column("both", "Function, service area", width=2),
    Column("start", "Shared start", width=1.1),
    Column("who", "Boroughs in it", width=3),
    Column("what", "Systems, and suppliers where no system is known", width=2.4),
    Column("value", "Known £ a year", width=1.1),
    Column("worth", "Worth", width=1.3),
    Column("said", "Two or more would", width=1.4),
)
_MEMBERS = (
    Column("function", "Function"), Column("borough", "Borough"), Column("system", "System"), Column("supplier", "Supplier"),
    Column("end_date", "Ends", "date"), Column("latest_end_date", "Latest end", "date"),
    Column("start_window_date", "Could start from", "date"), Column("end_window_date", "Could start until", "date"),
    Column("how", "How it joins"), Column("opportunity_id", "Opportunity"),
)  # fmt: skip
_PUBLIC = (
    Column("function", "Function", width=2.4),
    Column("area", "Service area", width=2.2),
    Column("start", "Starts could lie", width=1.8),
    Column("value", "Largest group, boroughs", "number", width=1.1),
    Column("of", "Of how many", width=2.2),
)
_NOTE = (
    "First what two or more have said they would do together, then how many could join, then the day to begin by. Boroughs are "
    "of those with a contract for the function. Worth is a planning figure over the contract, in present value: the middle "
    "of 1,000 draws of the assumptions, and in brackets the range of eight in ten."
)


def first(here: Joint) -> Fragment:
    """
    List the first opportunities: the table to act from.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        The first ones, one a function; in a public edition those of the largest groups, nobody named.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> first(NOBODY).text.splitlines()[0]
    'No two boroughs are known to share a time at which both could start a new contract for the same work.'
    """
    if here.is_public:
        return _pipeline(here, most=FIRST)
    if here.ranked.empty:
        return notice(*_NOBODY)
    rows = _rows(here, most=FIRST)
    caption = first_of(len(rows), len(here.ranked), "function", "with a shared start, in the order to look at them")
    return from_frame(rows, columns=_SHORT, caption=caption, note=_NOTE)


def opportunities(here: Joint) -> Fragment:
    """
    List the opportunities with the boroughs and systems in each.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        The first 20; the workbook has all, and every member's contract with both ends.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> opportunities(NOBODY).text.splitlines()[0]
    'No two boroughs are known to share a time at which both could start a new contract for the same work.'
    """
    if here.is_public:
        return _pipeline(here, most=len(here.pipeline))
    if here.ranked.empty:
        return notice(*_NOBODY)
    members = members_of(here.found, here.ranked["opportunity_id"])
    rows = [row | _inside(members, row) for row in _rows(here, most=len(here.ranked))]
    n, n_sets = len(rows), len(here.found.sets)
    caption = first_of(min(n, LISTED), n, "function", "with a shared start, in the order to look at them")
    note = (
        f"One start a function, the first of its own, of {n_sets} in all: those of one function overlap or follow. "
        "The workbook has every function, and every contract in it with both ends. Of values that are not known nothing is "
        "in the known £ a year; for the worth they are put at what others pay for the function."
    )
    shown = from_frame(rows[:LISTED], columns=_LONG, caption=caption, note=note)
    whole = from_frame(
        rows, columns=(*_LONG, Column("mass_in_full", "Who can start")), caption="Every function with a shared start"
    )
    return Fragment(shown.html, attached=(*whole.attached, *_members(here, members).attached))


def _rows(here: Joint, *, most: int) -> list[dict[str, object]]:
    known = here.found.sets.set_index("opportunity_id")[["annual_value_gbp", "n_valued", "n_contracts"]]
    return [
        {
            "place": place,
            "opportunity_id": row["opportunity_id"],
            "function": row["function"],
            "both": f"{row['function']} ({row['area']})",
            "start": start_words(row["window_start_date"], row["window_end_date"], short=True),
            "mass": short_mass(mass(here, row["opportunity_id"])),
            "mass_in_full": mass_words(here, row),
            "value": known_value(known.loc[row["opportunity_id"]].to_dict()),
            "worth": worth_words(row),
            "worth_in_short": "withheld: see its case" if row["is_withheld"] else worth_words(row),
            "said": level_words(row["level"], n_said=int(row["n_decision_makers"] - row["n_not_said"])),
            "act_by_date": row["act_by_date"],
        }
        for place, row in enumerate(here.ranked.head(most).to_dict("records"), start=1)
    ]


def known_value(row: Mapping[Any, Any]) -> str:
    """
    Write the known yearly value of an opportunity, with how many contracts it is of.

    Parameters
    ----------
    row
        A row of `found.sets`: `annual_value_gbp`, `n_valued`, `n_contracts`.

    Returns
    -------
    words
        Such as `£410k, 4 of 14`.

    Examples
    --------
    >>> known_value({"annual_value_gbp": None, "n_valued": 0, "n_contracts": 3})
    'unknown, 0 of 3'
    """
    n, n_of = int(row["n_valued"]), int(row["n_contracts"])
    if not n or is_missing(row["annual_value_gbp"]):
        return f"{UNKNOWN}, 0 of {n_of}"
    return f"{pounds_text(row['annual_value_gbp'])}, {n} of {n_of}"


def worth_words(row: Mapping[Any, Any]) -> str:
    """
    Write what an opportunity may be worth with its interval, or why that is withheld.

    Parameters
    ----------
    row
        A row of `worth.sets`: `value`, `lower`, `upper`, `is_withheld`, `reason`.

    Returns
    -------
    words
        Such as `£164k (£36k to £300k)`.

    Examples
    --------
    >>> worth_words({"value": 164_031.9, "lower": 35_938.7, "upper": 300_285.7, "is_withheld": False, "reason": ""})
    '£164k (£36k to £300k)'
    >>> worth_words({"is_withheld": True, "reason": "fewer than 2 decision-makers"})
    'withheld: fewer than 2 decision-makers'
    """
    if row["is_withheld"] or is_missing(row.get("value")):
        return f"withheld: {row['reason']}" if row["is_withheld"] else UNKNOWN
    value, lower, upper = (pounds_text(row[name]) for name in ("value", "lower", "upper"))
    return f"{value} ({lower} to {upper})"


def level_words(level: str, *, n_said: int) -> str:
    """
    Write how far at least two members would go.

    Parameters
    ----------
    level
        As `opportunities.ranked` gives it.
    n_said
        Decision-makers that have said how far they would go.

    Returns
    -------
    words
        The level in words.

    Examples
    --------
    >>> level_words("shared_specification", n_said=3), level_words("none yet", n_said=0), level_words("none yet", n_said=1)
    ('share a specification', 'nobody has said', 'no two agree yet')
    """
    return LEVEL_WORDS.get(level, "no two agree yet" if n_said else "nobody has said")


def _inside(members: pd.DataFrame, row: Mapping[Any, Any]) -> dict[str, object]:
    own = members[members["opportunity_id"] == row["opportunity_id"]]
    return {
        "who": joined(own["borough"].drop_duplicates().tolist()),
        "what": "; ".join(sorted(set(own["system"].fillna(own["supplier"]).dropna()))) or UNKNOWN,
    }


def _members(here: Joint, members: pd.DataFrame) -> Fragment:
    names = here.ranked.set_index("opportunity_id")["function"]
    extending = members["is_by_extending"].astype("bool")
    told = members.assign(
        function=members["opportunity_id"].map(names),
        how=extending.map({True: "by using an extension", False: "as its contract stands"}),
    )
    return from_frame(told, columns=_MEMBERS, caption="Who is in each opportunity, with both ends of each contract")


def _pipeline(here: Joint, *, most: int) -> Fragment:
    """List the functions for which enough boroughs could start together, without naming any."""
    held = here.pipeline["is_withheld"].astype("bool")
    told = here.pipeline[~held]
    n_held = int(held.sum())
    few = f"{count_text(n_held, 'function')} with fewer than three that decide alone {'is' if n_held == 1 else 'are'} withheld."
    if told.empty:
        lines = (
            "No three boroughs that decide alone are known to share a time to start anew.",
            *([few] if n_held else []),
        )
        return notice(*lines)
    rows = [
        row | {"start": start_words(row["first_start_date"], row["last_start_date"]), "of": _of(row)}
        for row in told.head(most).to_dict("records")
    ]
    caption = f"{len(rows)} of {count_text(len(told), 'function')} in which three or more could start together"
    note = "Boroughs are not named in this edition. A count of what contracts would allow, not a plan of anybody's."
    return from_frame(rows, columns=_PUBLIC, caption=caption, note=f"{note} {few}" if n_held else note)


def _of(row: Mapping[Any, Any]) -> str:
    more = int(row["bound_high"] - row["value"])
    undated = f"; {more} more if dated" if more else ""
    return f"of {int(row['n_of'])} with a contract{undated}"
