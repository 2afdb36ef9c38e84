"""With whom a borough could buy: for each function the window most share, who stands in it, and who outside and why."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from citytools_analysis.metrics.held import told_in_part
from citytools_analysis.pages.borough.findings import opportunities_finding
from citytools_analysis.pages.borough.reach import reach
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.pages.borough.together import BY_EXTENDING, IN_WINDOW, LATE, UNDATED, best_set, standing
from citytools_analysis.style import date_text, money_text
from citytools_analysis.tables.fragment import Fragment, Html, classed, escape, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, not_told_note, number_word, sentence_start, system_of, value_of

_NAMED = 5
_NOBODY = "none known"
_COLUMNS = (
    Column("what", "Function and your system", width=2.2),
    Column("window", "A start could lie", width=1.4),
    Column("inside", "In the window", width=1.85),
    Column("extending", "By extending", width=1.7),
    Column("undated", "If dated", width=1.45),
    Column("late", "Too late", width=1.45),
    Column("worth", "A year", width=1.3),
)


def opportunities(borough: Borough, *, limit: int = 20) -> Fragment:
    """
    Show with whom a borough could buy, one row a function, soonest decision first.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.
    limit
        At most so many functions.

    Returns
    -------
    fragment
        The finding, then for each function the window most boroughs share and the boroughs in it, those that reach it
        only by an option, those that would join if dated and those for whom it is too late; or a callout.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> opportunities(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text.splitlines()[0][:47]
    'No function of this borough shares a window wit'
    """
    found = borough.found
    mine = found.members.loc[found.members["borough_id"] == borough.borough_id, "opportunity_id"]
    sets = found.sets[found.sets["opportunity_id"].isin(mine)]
    opening = paragraph(opportunities_finding(sets, reach(borough), n_would_join=_undated(borough, sets)))
    if sets.empty:
        return stack(opening, notice("A chance appears when the window of another borough meets one of yours."))
    by_id = {str(one["opportunity_id"]): one for one in sets.to_dict("records")}
    chosen = _chosen(borough, by_id)
    rows = [_told(borough, by_id[key], decision) for key, decision in list(chosen.items())[:limit]]
    caption = (
        f"{len(rows)} of {sets['function_code'].nunique()} functions in which others could join, soonest decision first"
    )
    held = not_told_note(told_in_part(borough.register, "contracts"))
    return stack(opening, from_frame(rows, columns=_COLUMNS, caption=caption, note=_note(len(sets), len(rows)) + held))


def _undated(borough: Borough, sets: pd.DataFrame) -> int:
    left = borough.found.left_out
    others = left[(left["borough_id"] != borough.borough_id) & (left["reason"] == UNDATED)]
    return int(others["function_code"].isin(sets["function_code"]).sum())


def _chosen(borough: Borough, by_id: Mapping[str, Row]) -> dict[str, Row]:
    """Give the opportunity with most boroughs of each function with the contract it is about, soonest to act on first."""
    chosen: dict[str, Row] = {}
    functions: set[str] = set()
    members = borough.found.members[borough.found.members["borough_id"] == borough.borough_id]
    for decision in borough.decisions.to_dict("records"):
        mine = members.loc[members["contract_id"] == decision["contract_id"], "opportunity_id"]
        for code in sorted({str(by_id[key]["function_code"]) for key in mine} - functions):
            best = best_set(borough.found, str(decision["contract_id"]), borough.borough_id, function_code=code)
            functions.add(code)
            chosen[str(best)] = decision
    return chosen


def _told(borough: Borough, one: Row, decision: Row) -> dict[str, object]:
    others = standing(borough.found, str(one["opportunity_id"]), borough.borough_id)
    where = {
        name: others.loc[others["standing"] == name, "borough_id"] for name in (IN_WINDOW, BY_EXTENDING, UNDATED, LATE)
    }
    inside = _names(borough, where[IN_WINDOW])
    return {
        "what": f"{value_of(one, 'function')} \N{MIDDLE DOT} {system_of(decision)}",
        "window": _window(one),
        "inside": strong(inside) if len(where[IN_WINDOW]) else escape(inside),
        "extending": _with_own(_names(borough, where[BY_EXTENDING]), is_own=_is_extending(borough, one)),
        "undated": _names(borough, where[UNDATED]),
        "late": _names(borough, where[LATE]),
        "worth": _worth(borough, one),
    }


def _worth(borough: Borough, one: Row) -> str:
    members = borough.found.members
    n = members.loc[members["opportunity_id"] == one["opportunity_id"], "contract_id"].nunique()
    return f"{money_text(one['annual_value_gbp'])}; {one['n_valued']} of {n} valued"


def _is_extending(borough: Borough, one: Row) -> bool:
    members = borough.found.members
    mine = members[(members["opportunity_id"] == one["opportunity_id"]) & (members["borough_id"] == borough.borough_id)]
    return bool(mine["is_by_extending"].eq(other=True).all())


def _with_own(names: str, *, is_own: bool) -> Html:
    if not is_own:
        return escape(names)
    return Html("; ".join([classed("you", "ct-own"), *([escape(names)] if names != _NOBODY else [])]))


def _names(borough: Borough, ids: pd.Series) -> str:
    shown = [borough.names.get(key, key) for key in ids.head(_NAMED)]
    rest = len(ids) - len(shown)
    return ", ".join([*shown, *([f"{rest} more"] if rest else [])]) or _NOBODY


def _window(one: Row) -> str:
    start, end = (date_text(one[name], short=True) for name in ("window_start_date", "window_end_date"))
    return f"on {start}" if start == end else f"{start} to {end}"


def _note(n_windows: int, n_rows: int) -> str:
    n = n_windows - n_rows
    more = f" {sentence_start(number_word(n))} other {'window is' if n == 1 else 'windows are'} not shown." if n else ""
    return (
        "Of each function the window most boroughs share. A start could lie on any day in it, by the rights in each "
        "contract; where a contract has no option and no break, only on the day it ends. If dated: a contract is known and its "
        f"end is not. Too late: it ends before anything could start.{more} A shared window is a reason to talk: not legal "
        "advice, and not a saving."
    )
