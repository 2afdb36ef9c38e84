"""With whom a borough could buy: the windows it shares, who would join if dated, and for whom it is too late."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register
from citytools_analysis.style import count_text, date_text, money_text
from citytools_analysis.tables.borough import Borough
from citytools_analysis.tables.findings import opportunities_finding
from citytools_analysis.tables.fragment import Fragment, Html, escape, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import heading, notice, stack
from citytools_analysis.tables.together import LATE, UNDATED
from citytools_analysis.tables.words import Row, joined, system_of

_SETS = (
    Column("function", "Function", width=2),
    Column("window", "A start could lie", width=1.9),
    Column("whom", "Who, and until when each is committed", width=4.4),
    Column("worth", "A year", width=1.3),
)
_OUTSIDE = (
    Column("function", "Function", width=2),
    Column("dated", "Would join if dated", width=3),
    Column("late", "Too late for this round", width=3),
)


def opportunities(borough: Borough) -> Fragment:
    """
    Show the windows a borough shares, one row an opportunity; then who stands outside them and why.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        The finding and two tables; or callouts.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.tables.borough import about
    >>> opportunities(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text.splitlines()[0][:47]
    'No function of this borough shares a window wit'
    """
    found, borough_id = borough.found, borough.borough_id
    mine = found.members.loc[found.members["borough_id"] == borough_id, "opportunity_id"]
    sets = found.sets[found.sets["opportunity_id"].isin(mine)]
    codes = {*sets["function_code"], *borough.decisions["function_code"].dropna()}
    outside = found.left_out[found.left_out["function_code"].isin(codes) & (found.left_out["borough_id"] != borough_id)]
    n_undated = int((outside["function_code"].isin(sets["function_code"]) & (outside["reason"] == UNDATED)).sum())
    opening = paragraph(opportunities_finding(sets, n_would_join=n_undated))
    return stack(opening, _inside(sets, found.members, borough_id), _outside(outside, borough.register, borough.names))


def _inside(sets: pd.DataFrame, members: pd.DataFrame, borough_id: str) -> Fragment:
    if sets.empty:
        return notice("A chance appears when the window of another borough for the same function meets one of yours.")
    rows = []
    for one in sets.to_dict("records"):
        group = members[members["opportunity_id"] == one["opportunity_id"]]
        order = group.assign(other=group["borough_id"] != borough_id).sort_values(["other", "end_date", "borough"])
        start, end = date_text(one["window_start_date"], short=True), date_text(one["window_end_date"], short=True)
        rows.append(
            {
                "function": one["function"],
                "window": f"{start} \N{EN DASH} {end}",
                "whom": Html("; ".join(_member(row, borough_id) for row in order.to_dict("records"))),
                "worth": _worth(one, len(group)),
            }
        )
    caption = f"{count_text(len(sets), 'window')} shared with other boroughs"
    note = (
        "A start could lie on any day in the window, by the rights in each contract; one that reaches it only by an option "
        "says so. A shared window is a reason to talk, not legal advice and not a saving."
    )
    return from_frame(rows, columns=_SETS, caption=caption, note=note)


def _member(row: Row, borough_id: str) -> Html:
    name = "you" if row["borough_id"] == borough_id else row["borough"]
    end = "no fixed end" if is_missing(row["end_date"]) else date_text(row["end_date"], short=True)
    extending = ", by extending" if row["is_by_extending"] is True else ""
    strong = f'<span class="ct-own">{escape(name)}</span>' if name == "you" else f"<strong>{escape(name)}</strong>"
    return Html(f"{strong} ({escape(system_of(row))}, {escape(end)}{extending})")


def _worth(one: Row, n: int) -> str:
    valued = f"{one['n_valued']} of {n} valued"
    return f"{money_text(one['annual_value_gbp'])}; {valued}" if one["n_valued"] else f"unknown; {valued}"


def _outside(outside: pd.DataFrame, register: Register, names: dict[str, str]) -> Fragment:
    told = outside[outside["reason"].isin([UNDATED, LATE])]
    if told.empty:
        return Fragment("")
    functions = dict(zip(register.functions["function_code"], register.functions["function"], strict=True))
    rows = [
        {
            "function": functions.get(code, code),
            "dated": _names(group, UNDATED, names),
            "late": _names(group, LATE, names),
        }
        for code, group in told.groupby("function_code", sort=True)
    ]
    caption = f"Boroughs outside the windows, for {count_text(len(rows), 'function')} you have a contract for"
    note = "Would join if dated: a contract is known and its end is not. Too late: it ends before anything could start."
    return stack(
        heading("Who would join, and who cannot", level=3),
        from_frame(rows, columns=_OUTSIDE, caption=caption, note=note),
    )


def _names(group: pd.DataFrame, reason: str, names: dict[str, str]) -> str:
    ids = sorted(set(group.loc[group["reason"] == reason, "borough_id"]))
    return joined([names.get(key, key) for key in ids]) if ids else "none known"
