"""Which skills those who run a system, or moved lately, have offered to share: members' data, so often withheld."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import skills
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.borough.shared import offered_skills
from citytools_analysis.pages.system.moves import recent_moves
from citytools_analysis.pages.system.subject import System
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import joined, sentence_start

_COLUMNS = (
    Column("skill", "Skill", width=2),
    Column("n", "Boroughs", "number", width=0.8),
    Column("who", "Who has offered to share it", width=5),
)
_OF_OTHERS = "Of other boroughs this edition is told the skills that they have offered, and no others."


def skills_offered(system: System) -> Fragment:
    """
    List the skills that the boroughs which run a system, or moved lately, have offered to share.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    fragment
        One row a skill with who offers it, and how many have said; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> skills_offered(UNUSED).text
    'No borough is known to run Mapleway or to have moved lately, so nobody can be asked for a skill.'
    """
    is_of_one = bool(system.register.info.viewer)
    told = offered_skills(system.register) if is_of_one else skills.have_and_need(system.register)
    if not is_of_one and len(told) and told["borough_id"].isna().all():
        return notice(f"{sentence_start(withheld_reasons(told))}: who has which skill is not shown.")
    who = {*system.user_ids, *recent_moves(system)["borough_id"]}
    if not who:
        words = f"No borough is known to run {system.name} or to have moved lately"
        return notice(f"{words}, so nobody can be asked for a skill.")
    own = told[told["borough_id"].isin(who)]
    has_said = own.loc[own["level"].notna(), "borough_id"].nunique()
    basis = (
        _OF_OTHERS
        if is_of_one
        else f"{has_said} of {count_text(len(who), 'borough')} that run it or moved lately have said what they can do."
    )
    offered = own[own["standing"] == "can_lend"]
    if offered.empty:
        return notice(f"None of them is known to have offered a skill. {basis}")
    rows = [_row(skill, rows) for skill, rows in offered.groupby("skill", sort=True)]
    caption = f"{count_text(len(rows), 'skill')} that those who run it or moved lately have offered to share"
    return from_frame(rows, columns=_COLUMNS, caption=caption, note=f"{basis} Levels are each borough's own judgement.")


def _row(skill: object, own: pd.DataFrame) -> dict[str, object]:
    names = sorted(own["borough"].unique())
    return {"skill": str(skill).replace("_", " "), "n": len(names), "who": joined(names, most=8)}
