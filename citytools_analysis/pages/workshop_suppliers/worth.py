"""Was it worth it: what the room had said and begun a year ago and now, and how far its contracts are aligned."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.dumbbells import dumbbell
from citytools_analysis.metrics import evaluation, opportunities
from citytools_analysis.metrics.held import is_held, why_held
from citytools_analysis.pages.workshop_suppliers.evidence import Suppliers
from citytools_analysis.pages.workshop_suppliers.findings import worth_finding
from citytools_analysis.pages.workshop_use_cases.room import Room
from citytools_analysis.register import Register
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

MONTHS = 12
MOST = 8
TOGETHER = ("share_market_engagement", "shared_specification", "joint_contract")
_STAGES = {
    "agreed": "joint purchases agreed",
    "noticed": "joint purchases noticed",
    "awarded": "joint purchases awarded",
}
_COLUMNS = (
    Column("function", "What for", width=2.6, missing="function unknown"),
    Column("start_date", "Start that costs least to align", "short_date", width=1.3),
    Column("aligned", "Contracts that fit it as they are", width=1.4),
    Column("n_inside", "Boroughs here", "number", width=0.9),
    Column("n_to_extend", "To be extended", "number", width=1),
    Column("value", "£ to align, assumed", "money", width=1.2, missing="no value known"),
)


def before_and_after(here: Suppliers) -> Chart | Fragment:
    """
    Draw what the room had stated and begun twelve months ago, and now.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    chart
        Intentions, those that would go together, and joint purchases by stage, then and now; a callout where nothing
        is known.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> before_and_after(NOBODY).text.splitlines()[0]
    'No borough here has stated what it intends, and no joint purchase of theirs is logged: there is nothing to compare yet.'
    """
    room, as_of = here.room, here.room.register.as_of
    if is_held(room.register, "intentions"):
        return notice(
            f"What boroughs intend, and what they have begun together, is withheld: {why_held(room.register)}."
        )
    rows = [*_intended(room), *_begun(room)]
    if not rows:
        return notice(
            "No borough here has stated what it intends, and no joint purchase of theirs is logged: there is nothing to "
            "compare yet.",
            "Fill the capture sheet in the room; the next edition of this page shows what it changed.",
        )
    then = date_text(_then(room))
    said = room_intentions(room)
    title = worth_finding(int(_by(said, _then(room)).sum()), len(said), months=MONTHS)
    note = (
        f"The same {count_text(len(room.borough_ids), 'borough')} on both days. An intention stated anew counts from its latest "
        "day, so that the earlier count may be too low. None of it says that the workshop made the difference."
    )
    return dumbbell(
        pd.DataFrame(rows), title=title, note=note, unit="count", before_words=then, after_words=date_text(as_of)
    )


def room_intentions(room: Room) -> pd.DataFrame:
    """
    Keep what the boroughs in the room have said they intend for what it is about; undecided is not said.

    Parameters
    ----------
    room
        The workshop's room.

    Returns
    -------
    said
        Rows of `intentions`.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> room_intentions(NOBODY.room).empty
    True
    """
    rows = room.register.intentions
    is_ours = rows["borough_id"].isin(room.borough_ids) & rows["function_code"].isin(room.functions["function_code"])
    return rows[is_ours & rows["intention"].isin(["alone", *TOGETHER])].reset_index(drop=True)


def _then(room: Room) -> pd.Timestamp:
    return pd.Timestamp(room.register.as_of) - pd.DateOffset(months=MONTHS)


def _by(said: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    return said["stated_date"].le(day).fillna(value=False)


def _intended(room: Room) -> list[dict[str, object]]:
    said = room_intentions(room)
    if said.empty:
        return []
    together = said[said["intention"].isin(TOGETHER)]
    parts = {"intentions stated": said, "of these, to go together": together}
    return [
        {"label": label, "before": int(_by(part, _then(room)).sum()), "after": len(part)}
        for label, part in parts.items()
    ]


def _begun(room: Room) -> list[dict[str, object]]:
    register = _with_their_stages(room)
    if register.reference.joint_stages.empty:
        return []
    sides = [evaluation.funnel(register, on=day) for day in (_then(room).date(), room.register.as_of)]
    reached = [side[side["measure"] == "reached"].set_index("stage")["value"].fillna(0) for side in sides]
    return [
        {"label": label, "before": reached[0][stage], "after": reached[1][stage]} for stage, label in _STAGES.items()
    ]


def _with_their_stages(room: Room) -> Register:
    """Keep of the log of joint purchases those that a borough in the room takes part in, for what it is about."""
    log = room.register.reference.joint_stages
    inside = set(room.borough_ids)
    is_theirs = [not is_missing(ids) and bool(inside & set(str(ids).split("|"))) for ids in log["borough_ids"]]
    rows = log[
        pd.Series(is_theirs, index=log.index, dtype="bool") & log["function_code"].isin(room.functions["function_code"])
    ]
    return replace(room.register, reference=replace(room.register.reference, joint_stages=rows))


def alignment(here: Suppliers) -> Fragment:
    """
    List the shared windows of the room, and which contracts fit one start as they are.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a function, the window that most boroughs here share; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> alignment(NOBODY).text
    'No two boroughs here are known to share a window in which both could start anew.'
    """
    room = here.room
    found = opportunities.find(room.register)
    sets = found.sets[found.sets["function_code"].isin(room.functions["function_code"])]
    members = opportunities.members_of(found, sets["opportunity_id"])
    inside = members[members["borough_id"].isin(room.borough_ids)].groupby("opportunity_id")["borough_id"].nunique()
    sets = sets.assign(n_inside=sets["opportunity_id"].map(inside).fillna(0).astype("int64"))
    sets = sets[sets["n_inside"] >= 2].sort_values(
        ["n_inside", "opportunity_id"], ascending=[False, True], kind="stable"
    )
    if sets.empty:
        return notice("No two boroughs here are known to share a window in which both could start anew.")
    best = sets.drop_duplicates("function_code")[["opportunity_id", "n_inside", "n_contracts"]]
    costs = opportunities.alignment(room.register, found=found)
    if "public" in room.register.info.edition:
        return notice(f"What it would cost to align is withheld: {costs['reason'].iloc[0]}.")
    rows = best.merge(costs, on="opportunity_id", how="left")
    fits = rows["n_contracts"] - rows["n_to_extend"] - rows["n_to_leave_early"]
    rows = rows.assign(aligned=[f"{fit:.0f} of {n}" for fit, n in zip(fits, rows["n_contracts"], strict=True)])
    n = count_text(len(rows), "function")
    finding = f"For {n}, two or more boroughs here share a window in which they could start anew."
    caption = f"{min(len(rows), MOST)} of {n}, those that most boroughs here share first; contracts and pounds are of all in the window"
    note = "Contracts that fit end on the day or roll on; pounds are an assumed uplift for extending and a charge for leaving early. Whether one may be extended is a question of law, not answered here."
    return stack(paragraph(finding), from_frame(rows.head(MOST), columns=_COLUMNS, caption=caption, note=note))
