"""What boroughs answered, in figures that tell no borough's answer: how satisfied, which problems, which skills, what money."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.dots import dot_plot
from citytools_analysis.metrics import challenges, prices, satisfaction, skills
from citytools_analysis.metrics.satisfaction.votes import CLASSES
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.london.subject import London
from citytools_analysis.pages.workshop_suppliers.wording import problem_words
from citytools_analysis.style import count_text, date_text, money_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.marks import MEANINGS, NOT_APPLICABLE, marked

_WHOLE = "All service areas"
_ANSWERS = (
    Column("n_satisfied", "Satisfied", "number", missing=NOT_APPLICABLE, width=0.9),
    Column("n_neutral", "Neutral", "number", missing=NOT_APPLICABLE, width=0.8),
    Column("n_dissatisfied", "Dissatisfied", "number", missing=NOT_APPLICABLE, width=1.1),
    Column("interval", "Dissatisfied, 95% interval", missing=NOT_APPLICABLE, width=1.8),
    Column("as_of", "As of", "short_date", missing=NOT_APPLICABLE, width=1.3),
)
_AREAS = (
    Column("area", "Service area", width=2.6),
    Column("n", "Votes", "number", missing=NOT_APPLICABLE, width=0.8),
    *_ANSWERS,
    Column("unpublished", "A year, not published", width=2),
)
_SKILLS = (
    Column("skill", "Skill", width=2.4),
    Column("n_boroughs", "Boroughs that need it", "number", width=1.2),
    Column("n", "Of those that have said", "number", width=1.2),
    Column("value", "Share", "share", width=0.8),
)
_SYSTEMS = (
    Column("system", "System", width=2.4),
    Column("n", "Boroughs", "number", width=0.8),
    *_ANSWERS,
)


def answers_by_area(london: London) -> Fragment:
    """
    Show by service area how satisfied boroughs are, and what contracts that are not published cost in a year.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        One row a service area and one for all; what is withheld has its mark, and the note the reason.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> answers_by_area(NOTHING).text
    'No borough has rated a system or given the yearly value of a contract that is not published.'
    """
    told, money = satisfaction.by_area(london.register), prices.unpublished_value(london.register)
    if told["is_withheld"].all() and money["is_withheld"].all():
        return notice(
            "No borough has rated a system or given the yearly value of a contract that is not published.", *_why(told)
        )
    days = pd.to_datetime(told["as_of"])
    rated = marked(told.assign(interval=_intervals(told), as_of=days), ("n", *CLASSES, "interval"))
    priced = marked(money.assign(unpublished=_pounds(money)), ("unpublished",))[["area_code", "unpublished"]]
    rows = rated.drop(columns=["is_withheld"]).merge(priced, on="area_code", how="right")
    rows = rows.assign(area=rows["area"].fillna(_WHOLE))
    n_rated, n_priced = int((~told["is_withheld"]).sum()), int((~money["is_withheld"]).sum())
    caption = f"Votes told of {n_rated}, and yearly value of {n_priced}, of {count_text(len(rows), 'row')}: service areas and all together"
    note = (
        "A vote counts in each area for which its borough uses the system. Pounds a year without VAT, of contracts that are "
        f"not published and whose yearly value is known: at least so much. {_key(told, money)} {NOT_APPLICABLE} votes are not added up."
    )
    is_new = days.isna() | days.eq(pd.Timestamp(london.register.as_of))
    columns = [column for column in _AREAS if column.name != "as_of" or not is_new.all()]
    return from_frame(rows, columns=columns, caption=caption, note=note)


def answers_by_system(london: London) -> Fragment:
    """
    List how boroughs rate each system that may be told of.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        One row a system that is told, by name and never by score, and in the note how many are not; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> answers_by_system(NOTHING).text
    'No rating of a system is held in this edition.'
    """
    told = satisfaction.summary(london.register)
    if told.empty:
        return notice("No rating of a system is held in this edition.")
    shown, held = told[~told["is_withheld"]], told[told["is_withheld"]]
    if shown.empty:
        return notice(f"Ratings of all {count_text(len(held), 'system')} are withheld: {withheld_reasons(held)}.")
    rows = shown.assign(interval=_intervals(shown), as_of=pd.to_datetime(shown["as_of"]))
    why = f"Withheld for {count_text(len(held), 'more system')}: {withheld_reasons(held)}. " if len(held) else ""
    note = f"{why}A row of an earlier day stands as it was told then, for too few boroughs have changed their answer since."
    caption = f"{count_text(len(rows), 'system')} of {len(told)} rated, by name, one vote a borough"
    return from_frame(rows.sort_values("system", kind="stable"), columns=_SYSTEMS, caption=caption, note=note)


def answers_problems(london: London) -> Chart | Fragment:
    """
    Draw how often each problem is reported, over all systems in use whose borough was asked.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    chart
        One dot a problem, the most reported first; a callout where none may be told.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> answers_problems(NOTHING).text
    'How often problems are reported is not told: no rows to tell of.'
    """
    told = challenges.prevalence(london.register)
    shown = told[~told["is_withheld"]]
    if shown.empty:
        reason = withheld_reasons(told) if len(told) else "no rows to tell of"
        return notice(f"How often problems are reported is not told: {reason}.")
    shown = shown.assign(problem=[problem_words(tag) for tag in shown["challenge_tag"]])
    first = shown.sort_values(["value", "problem"], ascending=[False, True], kind="stable").iloc[0]
    title = f"Most reported: {first['problem']}, with {first['n_reported']} of {first['n']} systems in use whose borough was asked"
    n_held = len(told) - len(shown)
    held = (
        f" {count_text(n_held, 'problem')} withheld: {withheld_reasons(told[told['is_withheld']])}." if n_held else ""
    )
    note = f"Share of pairs of borough and system, Wilson 95% interval, of all London, as of {date_text(london.register.as_of)}.{held}"
    return dot_plot(
        shown, title=title, note=note, unit="share of systems in use whose borough was asked", label="problem",
        value_text=lambda value: f"{value:.0%}", has_zero=True,
    )  # fmt: skip


def answers_skills(london: London) -> Fragment:
    """
    List how many boroughs need each skill.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        One row a skill of which it may be told; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> answers_skills(NOTHING).text
    'How many boroughs need a skill is not told: no borough has said.'
    """
    told = skills.supply_and_demand(london.register)
    told = told[told["standing"].eq("needs")]
    shown, held = told[~told["is_withheld"]], told[told["is_withheld"]]
    if shown.empty:
        return notice(f"How many boroughs need a skill is not told: {withheld_reasons(told)}.")
    rows = shown.assign(skill=[_words(skill) for skill in shown["skill"]])
    names = ", ".join(_words(skill).lower() for skill in held["skill"])
    why = f"Withheld for {names}: {withheld_reasons(held)}. " if len(held) else ""
    note = f"{why}Needs: none, or only aware of it, in the borough's own judgement."
    caption = f"{len(rows)} of {count_text(len(told), 'skill')}, by boroughs that have said"
    return from_frame(rows.sort_values("skill", kind="stable"), columns=_SKILLS, caption=caption, note=note)


def _intervals(told: pd.DataFrame) -> list[str]:
    return [
        "none" if pd.isna(row["value"]) else f"{row['value']:.0%} ({row['lower']:.0%} to {row['upper']:.0%})"
        for row in told.to_dict("records")
    ]


def _pounds(money: pd.DataFrame) -> list[str]:
    return [
        "none"
        if pd.isna(row["value"])
        else f"{money_text(float(row['value']))} of {count_text(int(row['n']), 'borough')}"
        for row in money.to_dict("records")
    ]


def _words(skill: str) -> str:
    return skill.replace("_", " ").capitalize()


def _why(held: pd.DataFrame) -> list[str]:
    return [f"Because: {withheld_reasons(held)}."] if held["reason"].ne("no borough has said").all() else []


def _key(*frames: pd.DataFrame) -> str:
    """Say what the marks in the cells mean, each with its reason."""
    held = pd.concat(
        [frame.loc[frame["is_withheld"], ["is_withheld", "reason"]] for frame in frames], ignore_index=True
    )
    by_mark = marked(held.assign(mark=None), ("mark",)).groupby("mark")["reason"]
    return " ".join(f"{mark} {MEANINGS[str(mark)]}: {' or '.join(sorted(set(reasons)))}." for mark, reasons in by_mark)
