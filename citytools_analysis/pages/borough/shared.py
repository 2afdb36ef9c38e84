"""What several boroughs report wrong with a borough's systems, and who has a skill to lend: members' data, so often withheld."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import challenges, skills
from citytools_analysis.metrics.challenges.pairs import reports
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.register import Register
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import joined, sentence_start

_PROBLEMS = (
    Column("system", "System", width=2.2),
    Column("challenge_tag", "Problem", "state", width=1.6),
    Column("value", "Boroughs that report it", "number", width=1.2),
    Column("n", "of those asked", "number", width=1),
    Column("last_raised_date", "Last raised", "date", width=1.2),
)
_OWN_PROBLEMS = (
    Column("system", "System", width=2.2),
    Column("challenge_tag", "Problem", "state", width=1.6),
    Column("last_raised_date", "Last raised", "date", width=1.2),
)
_SKILLS = (
    Column("skill", "Skill", width=2),
    Column("n", "Boroughs", "number", width=0.8),
    Column("who", "Who has offered to share it", width=5),
)


def problems(borough: Borough) -> Fragment:
    """
    List what several boroughs report wrong with the systems that a borough runs, and that is not resolved.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        One row a system and problem, most reported first; how many are withheld and why; or a callout.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> problems(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'No problem that at least two boroughs report is known of the systems run here.'
    """
    told = challenges.shared_problems(borough.register)
    if len(told) and told["system_id"].isna().all():
        held = f"{sentence_start(withheld_reasons(told))}: what other boroughs report wrong with these systems is not shown."
        return _own_problems(borough, held) if borough.is_viewer else notice(held.replace("other boroughs", "boroughs"))
    own = told[told["system_id"].isin(borough.uses["system_id"].dropna())]
    if own.empty:
        return notice("No problem that at least two boroughs report is known of the systems run here.")
    is_held = own["is_withheld"].astype("bool")
    shown = own[~is_held].sort_values(
        ["value", "system", "challenge_tag"], ascending=[False, True, True], kind="stable"
    )
    held = (
        f"{count_text(int(is_held.sum()), 'shared problem')} withheld: {withheld_reasons(own[is_held])}."
        if is_held.any()
        else ""
    )
    if shown.empty:
        return notice(f"Every one of {held}", "Two or more boroughs report each of them, and none is resolved.")
    caption = f"{count_text(len(shown), 'problem')} that several boroughs report and that is not resolved"
    return from_frame(shown, columns=_PROBLEMS, caption=caption, note=sentence_start(held))


def _own_problems(borough: Borough, held: str) -> Fragment:
    rows = reports(borough.register)
    is_own = rows["borough_id"].eq(borough.borough_id) & rows["challenge_state"].ne("resolved")
    rows = rows[is_own].merge(borough.register.systems[["system_id", "system"]])
    if rows.empty:
        return notice("You report no problem with a system run here that is not resolved.", held)
    rows = rows.sort_values(["system", "challenge_tag"], kind="stable")
    caption = f"{count_text(len(rows), 'problem')} that you report, not resolved yet"
    return from_frame(rows, columns=_OWN_PROBLEMS, caption=caption, note=held)


def skills_to_borrow(borough: Borough) -> Fragment:
    """
    List the skills that other boroughs have offered to share.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        One row a skill with the boroughs that offer it; or a callout, which says so where the edition holds no skills.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> skills_to_borrow(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'No other borough is known to have offered a skill.'
    """
    told = skills.have_and_need(borough.register)
    if borough.is_viewer:
        told = offered_skills(borough.register)
    elif len(told) and told["borough_id"].isna().all():
        return notice(f"{sentence_start(withheld_reasons(told))}: who offers which skill is not shown.")
    offered = told[told["standing"].eq("can_lend") & told["borough_id"].ne(borough.borough_id)]
    if offered.empty:
        return notice("No other borough is known to have offered a skill.")
    rows = [_skill(words, own) for words, own in offered.groupby("skill", sort=True)]
    n = offered["borough_id"].nunique()
    caption = f"{count_text(len(rows), 'skill')} that {count_text(n, 'other borough has', 'other boroughs have')} offered to share"
    note = "Only those that have offered are named. Levels are each borough\N{RIGHT SINGLE QUOTATION MARK}s own judgement of itself."
    return from_frame(rows, columns=_SKILLS, caption=caption, note=note)


def offered_skills(register: Register) -> pd.DataFrame:
    """
    List the skills that boroughs have offered to share: of others an edition for one borough is told all of these, and no more.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    offered
        Rows of `skills` whose `standing` is `can_lend`, with the name of the `borough`.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> offered_skills(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    rows = register.skills
    names = register.boroughs.drop_duplicates("borough_id").set_index("borough_id")["borough"]
    is_able = rows["will_share"].fillna(value=False).astype("bool") & rows["level"].ge(skills.HAVE_LEVEL).fillna(
        value=False
    )
    return rows[is_able].assign(standing="can_lend", borough=rows["borough_id"].map(names))


def _skill(words: object, own: pd.DataFrame) -> dict[str, object]:
    names = sorted(own["borough"].unique())
    return {"skill": str(words).replace("_", " "), "n": len(names), "who": joined(names, most=8)}
