"""Cards to cut out, one a use case, and the sheet on which each borough scores them."""

from __future__ import annotations

from citytools_analysis.pages.workshop_use_cases.capture import BLANK
from citytools_analysis.pages.workshop_use_cases.evidence import evidence
from citytools_analysis.pages.workshop_use_cases.room import Room
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.sheets import cards
from citytools_analysis.tables.words import Row, value_of

_A_PAGE, _RULE = 6, "__________________"
_SCORES = "Value\N{NO-BREAK SPACE}____ Reach\N{NO-BREAK SPACE}____ Readiness\N{NO-BREAK SPACE}____"
_NONE = "No use case is in the reviewed table (data/reference/use_cases.csv), so there is none to score."
_COLUMNS = (
    Column("use_case", "Use case", width=3.2),
    Column("worth", "Value, 1 to 5", width=1.3),
    Column("reach", "Reach, 1 to 5", width=1.3),
    Column("readiness", "Readiness, 1 to 5", width=1.65),
    Column("why", "Why", width=2.2),
)
_KEY = (
    "Value: what it would be worth to your borough. Reach: how many boroughs it would serve. Readiness: whether the data and the "
    "people are there. 1 is lowest, 5 highest; leave blank what you cannot judge."
)


def use_case_cards(room: Room) -> Fragment:
    """
    Print a card for each use case, six to a page, with what the register holds for it; blank ones fill the last page.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        The cards, with the lines to cut along; or a callout where the reviewed table has no use case.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> "Ends: no contract is known here." in use_case_cards(NOBODY).text
    True
    """
    rows = room.register.reference.use_cases.to_dict("records")
    if not rows:
        return notice(_NONE)
    held = {key: evidence(room, key) for key in sorted({str(row["evidence"]) for row in rows})}
    blank = [_blank()] * (-len(rows) % _A_PAGE)
    return cards(*(_card(row, held[str(row["evidence"])]) for row in rows), *blank)


def _blank() -> Fragment:
    names = ("Our own use case:", "Who asks:", "Decides:")
    return stack(*(paragraph(strong(name), _RULE) for name in names), paragraph(_SCORES))


def _card(row: Row, held: str) -> Fragment:
    return stack(
        paragraph(strong(value_of(row, "use_case"))),
        paragraph(strong(f"{value_of(row, 'who')}:"), value_of(row, "question")),
        paragraph(strong("Decides:"), value_of(row, "decision")),
        paragraph(strong("We hold."), held),
        paragraph(_SCORES),
    )


def scoring_sheet(room: Room) -> Fragment:
    """
    Print the sheet on which a borough scores each use case.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a use case and three scores to fill in; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> scoring_sheet(NOBODY).text.splitlines()[0]
    'Borough: ______________________________ Day: ____________________'
    """
    cases = room.register.reference.use_cases.to_dict("records")
    if not cases:
        return notice(_NONE)
    rows = [
        dict.fromkeys(["worth", "reach", "readiness", "why"], BLANK) | {"use_case": row["use_case"]} for row in cases
    ]
    caption = f"{count_text(len(rows), 'use case')} to score, one sheet a borough"
    who = paragraph("Borough: ______________________________", "Day: ____________________")
    return stack(who, from_frame(rows, columns=_COLUMNS, caption=caption, note=_KEY))
