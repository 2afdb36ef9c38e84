"""One page a case: who, when, worth what, what must be settled first, and the next step."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.opportunities import gates, levels
from citytools_analysis.pages.joint_procurement.case import Case
from citytools_analysis.pages.joint_procurement.gates import to_settle
from citytools_analysis.pages.joint_procurement.mass import mass_words
from citytools_analysis.pages.joint_procurement.next_step import next_step, said
from citytools_analysis.pages.joint_procurement.parties import members, routes
from citytools_analysis.pages.joint_procurement.subject import Joint
from citytools_analysis.pages.joint_procurement.value import made_of
from citytools_analysis.tables.fragment import Fragment, paragraph, strong
from citytools_analysis.tables.layout import heading, new_page, notice, side_by_side, stack


def cases(here: Joint, *, most: int = 10) -> Fragment:
    """
    Set out the first opportunities as cases for joint action, a page each.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.
    most
        At most so many cases.

    Returns
    -------
    fragment
        The pages, in the order to look at them; a callout where there is none or the edition may not name boroughs.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> cases(NOBODY).text
    'There is no opportunity to make a case for.'
    """
    if here.is_public:
        return notice(
            "Cases name boroughs, what they intend and what is assumed of them, so they are not published.",
            "A council that is a member finds them in the members\N{RIGHT SINGLE QUOTATION MARK} edition.",
        )
    if here.ranked.empty:
        return notice("There is no opportunity to make a case for.")
    chosen = _cases_of(here, most)
    return stack(*(_page(case, number) for number, case in enumerate(chosen, start=1)), new_page())


def _cases_of(here: Joint, most: int) -> list[Case]:
    ranked = here.ranked.head(most)
    keys = ranked["opportunity_id"]
    inside = here.found.members[here.found.members["opportunity_id"].isin(keys)]
    asked = gates(here.register, found=here.found)
    told = levels(here.register, here.found, keys)

    def own(frame: pd.DataFrame, key: object) -> pd.DataFrame:
        return frame[frame["opportunity_id"] == key].reset_index(drop=True)

    return [
        Case(here, row, *(own(frame, row["opportunity_id"]) for frame in (inside, asked, told)))
        for row in ranked.to_dict("records")
    ]


def _page(case: Case, number: int) -> Fragment:
    head = heading(f"Case {number}: {case.function}", note=str(case.row["area"]))
    told = paragraph(strong("Who and when."), f"{mass_words(case.here, case.row)} {case.start}")
    table = stack(members(case), paragraph(routes(case)))
    beside = side_by_side(to_settle(case), stack(made_of(case), said(case)), weights=(6, 5))
    return stack(new_page(), head, told, table, beside, next_step(case))
