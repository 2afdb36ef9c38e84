"""The specification of the next version: use cases ranked by their scores, what is agreed, and what data each needs."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.held import why_held
from citytools_analysis.metrics.use_case_scores import AGREED, SPLIT, use_case_scores
from citytools_analysis.pages.workshop_use_cases.evidence import evidence
from citytools_analysis.pages.workshop_use_cases.findings import scores_finding
from citytools_analysis.pages.workshop_use_cases.room import Room
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, joined

_RANKED = (
    Column("use_case", "Use case", width=3.2),
    Column("standing", "The room is", width=1.1),
    Column("range", "Lowest to highest", width=1.1),
    Column("value", "Mean score", "number", width=0.8),
    Column("mean_value", "Value", "number", width=0.7, missing="not scored"),
    Column("mean_reach", "Reach", "number", width=0.7, missing="not scored"),
    Column("mean_readiness", "Ready", "number", width=0.7, missing="not scored"),
)
_NEEDED = (
    Column("use_case", "Use case", width=2.4),
    Column("needs", "Data it needs", width=2.8),
    Column("held", "What we hold", width=3),
)
_RULE = (
    "A borough's score is the mean of what it gave; the mean is over boroughs. Agreed: all within 1 of each other. Split: some "
    "below 2.5 and others above 3.5. With few boroughs the order may be chance."
)
_BACK = (
    "How scores come back: copy the paper sheets into the capture workbook of this workshop (its sheet of scores), and give it "
    "to whoever keeps the register, who adds it with citytools add. Then build this page again."
)


def specification(room: Room) -> Fragment:
    """
    Write the ranking of use cases from the scores that boroughs gave, with who agrees.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a scored use case, the highest mean first; where nobody has scored, how scores come back.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> specification(NOBODY).text.splitlines()[0]
    'Nobody has scored the 13 use cases yet.'
    """
    told = _scored(room)
    if told["use_case_id"].isna().any():
        return notice(f"How boroughs score the use cases is withheld: {why_held(room.register)}.")
    scored = told[~told["is_withheld"]]
    scores = room.register.scores
    n_boroughs = scores.loc[scores["borough_id"].isin(room.borough_ids), "borough_id"].nunique()
    finding = scores_finding(len(scored), len(told), n_boroughs=n_boroughs)
    if scored.empty:
        return notice(finding, _BACK)
    rows = scored.assign(range=[_range(row) for row in scored.to_dict("records")])
    silent = list(told.loc[told["is_withheld"], "use_case"])
    rest = f" Nobody has scored: {joined(silent, most=5)}." if silent else ""
    caption = f"{count_text(len(rows), 'use case')} of {len(told)}, the highest mean of their scores (1 to 5) first"
    table = from_frame(rows, columns=_RANKED, caption=caption, note=f"{_RULE}{rest}")
    return stack(paragraph(finding), *_standings(rows), table)


def _scored(room: Room) -> pd.DataFrame:
    return use_case_scores(room.register, borough_ids=room.borough_ids)


def _range(row: Row) -> str:
    return f"{row['lowest']:.1f} to {row['highest']:.1f}, n {row['n']:.0f}"


def _standings(rows: pd.DataFrame) -> list[Fragment]:
    """Name what is agreed, and what splits the room."""
    said = []
    for word, start in ((AGREED, "Agreed:"), (SPLIT, "Splits the room:")):
        names = list(rows.loc[rows["standing"] == word, "use_case"])
        said.append(paragraph(strong(start), f"{joined(names, most=6)}." if names else "none."))
    return said


def needed(room: Room) -> Fragment:
    """
    List what data each use case needs and how much of it is held, in the order of their scores.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a use case; or a callout where there is none.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> needed(NOBODY).text.splitlines()[0]
    '13 use cases, in the order of their names'
    """
    cases = room.register.reference.use_cases
    if cases.empty:
        return notice("No use case is in the reviewed table (data/reference/use_cases.csv).")
    order = {name: place for place, name in enumerate(_scored(room)["use_case_id"])}
    cases = cases.assign(place=cases["use_case_id"].map(order)).sort_values(["place", "use_case"], kind="stable")
    held = {key: evidence(room, str(key)) for key in sorted(set(cases["evidence"]))}
    is_ranked = room.register.scores["borough_id"].isin(room.borough_ids).any()
    caption = f"{count_text(len(cases), 'use case')}, in the order of their {'scores' if is_ranked else 'names'}"
    return from_frame(cases.assign(held=cases["evidence"].map(held)), columns=_NEEDED, caption=caption)
