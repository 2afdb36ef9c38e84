"""What the room agrees on and where it differs: votes by dimension, and by function."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.diverging import diverging_bars
from citytools_analysis.metrics import satisfaction
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.workshop_suppliers.evidence import Suppliers
from citytools_analysis.pages.workshop_suppliers.findings import agreement_finding, dimension_finding
from citytools_analysis.pages.workshop_suppliers.wording import DIMENSION_WORDS
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row

AGREED, DIVIDED, MIXED = "agreed", "divided", "mixed"
MOST = 15
_MOST_AGREE, _EACH_SIDE = 2 / 3, 1 / 4
_NOBODY = "Nobody in this room has rated a system in the last 18 months."
_COLUMNS = (
    Column("function", "What it is for", width=3, missing="function unknown"),
    Column("standing", "The room is", width=1),
    Column("votes", "Votes, of systems in use", width=1.4),
    Column("n_satisfied", "Satisfied", "number", width=1),
    Column("n_neutral", "Neither", "number", width=1),
    Column("n_dissatisfied", "Dissatisfied", "number", width=1.2),
)
_RULE = (
    "Agreed: two thirds or more of the votes are on one side or in the middle. Divided: a quarter or more are satisfied, and "
    "a quarter or more dissatisfied. Mixed: neither."
)


def by_dimension(here: Suppliers) -> Chart | Fragment:
    """
    Show with what the room is satisfied, by dimension, with counts.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    chart
        Bars of dissatisfied, neither and satisfied, those with the highest share dissatisfied first; a dimension that is
        withheld says why; a callout where nobody has rated anything or nothing may be told.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> by_dimension(NOBODY).text
    'Nobody in this room has rated a system in the last 18 months.'
    """
    votes = _votes(here, "dimension")
    if votes.empty:
        return notice(_NOBODY)
    told = votes[~votes["is_withheld"]]
    if told.empty:
        n = count_text(len(votes), "dimension")
        return notice(f"How the room rates its systems is withheld in {n}: {withheld_reasons(votes)}.")
    shown = votes.assign(label=votes["dimension"].map(DIMENSION_WORDS).fillna("unknown"))
    shown = shown.sort_values(["is_withheld", "value", "label"], ascending=[True, False, True], kind="stable")
    first = shown.iloc[0]
    worst = "its systems overall" if first["dimension"] == "overall" else str(first["label"])
    title = dimension_finding(worst, int(first["n_dissatisfied"]), int(first["n"]))
    most = count_text(int(told["n_decision_makers"].max()), "decision-maker")
    note = f"Votes of at most {most} of this room, one a borough and system, latest within 18 months. As of {date_text(here.room.register.as_of)}."
    return diverging_bars(shown, title=title, note=note, what="votes")


def agreement(here: Suppliers) -> Fragment:
    """
    List for which work the room agrees about its systems, and for which it is divided.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a function that can be told, the divided ones first, and in a note why the others cannot; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> agreement(NOBODY).text
    'Nobody in this room has rated a system in the last 18 months.'
    """
    votes = _votes(here, "function")
    held, told = votes[votes["is_withheld"]], votes[~votes["is_withheld"]]
    told = told.assign(
        standing=[standing(row) for row in told.to_dict("records")],
        votes=[f"{row['n']} of {row['n_of']}" for row in told.to_dict("records")],
    )
    n_agreed, n_divided = (int(told["standing"].eq(word).sum()) for word in (AGREED, DIVIDED))
    finding = agreement_finding(n_agreed, n_divided, n_told=len(told), n_withheld=len(held))
    why = f"Withheld for {count_text(len(held), 'function')}: {withheld_reasons(held)}." if len(held) else ""
    if told.empty:
        return notice(finding, *([why] if why else []))
    place = told["standing"].map({DIVIDED: 0, MIXED: 1, AGREED: 2})
    shown = told.assign(place=place).sort_values(
        ["place", "n", "function"], ascending=[True, False, True], kind="stable"
    )
    caption = (
        f"{min(len(shown), MOST)} of {count_text(len(shown), 'function')} that can be told, the divided ones first"
    )
    table = from_frame(shown.head(MOST), columns=_COLUMNS, caption=caption, note=f"{_RULE} {why}".strip())
    return stack(paragraph(finding), table)


def standing(row: Row) -> str:
    """
    Say whether votes agree.

    Parameters
    ----------
    row
        `n_satisfied`, `n_neutral` and `n_dissatisfied`, at least one of them above 0.

    Returns
    -------
    word
        `agreed`, `divided` or `mixed`.

    Examples
    --------
    >>> standing({"n_satisfied": 6, "n_neutral": 2, "n_dissatisfied": 1})
    'agreed'
    >>> standing({"n_satisfied": 3, "n_neutral": 2, "n_dissatisfied": 3})
    'divided'
    >>> standing({"n_satisfied": 4, "n_neutral": 5, "n_dissatisfied": 1})
    'mixed'
    """
    counts = [float(str(row[f"n_{word}"])) for word in satisfaction.ANSWERS]
    n = sum(counts)
    if max(counts) >= _MOST_AGREE * n:
        return AGREED
    return DIVIDED if min(counts[0], counts[2]) >= _EACH_SIDE * n else MIXED


def _votes(here: Suppliers, by: Literal["dimension", "function"]) -> pd.DataFrame:
    room = here.room
    return satisfaction.among(
        room.register, by, borough_ids=room.borough_ids, function_codes=list(room.functions["function_code"])
    )
