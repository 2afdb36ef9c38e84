"""Decide next: the table people act from, soonest first, with who could join; and where to start when nothing is known."""

from __future__ import annotations

from citytools_analysis.pages.borough.others import neighbours
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.pages.borough.together import (
    BEYOND,
    BY_EXTENDING,
    IN_WINDOW,
    LATE,
    UNDATED,
    Found,
    best_set,
    standing,
)
from citytools_analysis.style import count_text
from citytools_analysis.tables.acting import act_by, ends_text
from citytools_analysis.tables.fragment import Fragment, Html, classed, escape, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import heading, notice, stack
from citytools_analysis.tables.words import Row, joined, later_text, system_of, value_of

_NO_WINDOW = {
    LATE: "too late to buy together",
    BEYOND: "too far ahead to buy together",
    UNDATED: "its own end is not known",
}
_COLUMNS = (
    Column("act", "Act by", width=1.75),
    Column("what", "Function and system", width=2.95),
    Column("ends", "Ends", width=1.0),
    Column("latest", "Latest", width=1.0),
    Column("annual_value_gbp", "A year", "money", width=0.9),
    Column("whom", "With whom", width=2.75),
)


def decide_next(borough: Borough, *, limit: int = 4) -> Fragment:
    """
    Show the decisions that come first; for a borough of which no contract is known, where to start instead.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.
    limit
        At most so many contracts.

    Returns
    -------
    fragment
        A heading and a table; or the ten-minute return and what the neighbours run.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.pages.borough.subject import about
    >>> from citytools_analysis.register import Register
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> decide_next(about(register, "camden")).text.splitlines()[0]
    'Start here: the ten-minute return'
    """
    decisions = borough.decisions
    if decisions.empty:
        return start_here(borough)
    rows = decisions.head(limit)
    told = [_told(row, borough) for row in rows.to_dict("records")]
    shown = f"{len(rows)} of {count_text(len(decisions), 'contract')}"
    caption = f"{shown}, by the day to act by; counted back from the committed end, options not assumed"
    table = from_frame(told, columns=_COLUMNS, caption=caption)
    return stack(heading("Decide next"), table)


def _told(row: Row, borough: Borough) -> dict[str, object]:
    return {
        "act": act_by(row, short=True),
        "what": f"{value_of(row, 'function', 'title')} · {system_of(row)}",
        "ends": ends_text(row),
        "latest": later_text(row, short=True),
        "annual_value_gbp": row["annual_value_gbp"],
        "whom": with_whom(row, borough.found, borough.borough_id, borough.names),
    }


def with_whom(row: Row, found: Found, borough_id: str, names: dict[str, str]) -> Html:
    """
    Say who could buy with a borough when a contract of its ends.

    Parameters
    ----------
    row
        One row of `renewals.decisions`: `contract_id`, `function_code`.
    found
        What `opportunities.find` gives.
    borough_id
        The borough.
    names
        Borough names by id.

    Returns
    -------
    html
        Boroughs in the window in bold, then who could by extending, then how many would join if dated; or why the
        contract has no window.

    Examples
    --------
    >>> from citytools_analysis.pages.borough.examples import FOUND
    >>> names = {"hackney": "Hackney", "islington": "Islington"}
    >>> with_whom({"contract_id": "c2", "function_code": "HSG01"}, FOUND, "camden", names)
    '<strong>Hackney</strong> in window; Islington by extending; 1 if dated'
    """
    own = found.left_out[found.left_out["contract_id"] == row["contract_id"]]
    reasons = [_NO_WINDOW[reason] for reason in own["reason"] if reason in _NO_WINDOW]
    if reasons:
        return classed(reasons[0], "ct-unknown")
    best = best_set(found, str(row["contract_id"]), borough_id, function_code=str(row.get("function_code")))
    left = found.left_out[found.left_out["function_code"] == row.get("function_code")]
    undated = set(left.loc[left["reason"] == UNDATED, "borough_id"]) - {borough_id}
    parts: list[Html] = []
    if best is not None:
        others = standing(found, best, borough_id)
        undated -= set(others.loc[others["standing"] != UNDATED, "borough_id"])
        inside, extending = (
            [names.get(key, key) for key in others.loc[others["standing"] == where, "borough_id"]]
            for where in (IN_WINDOW, BY_EXTENDING)
        )
        parts += [Html(f"{strong(joined(inside, most=2))} in window")] if inside else []
        parts += (
            [escape(f"{extending[0] if len(extending) == 1 else len(extending)} by extending")] if extending else []
        )
    parts += [escape(f"{len(undated)} if dated")] if undated else []
    return Html("; ".join(parts)) if parts else classed("nobody known in this window", "ct-unknown")


def start_here(borough: Borough) -> Fragment:
    """
    Say what a borough of which no contract is known can do, and what its neighbours run.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        The ten-minute return and the neighbours' systems.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.pages.borough.subject import about
    >>> from citytools_analysis.register import Register
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> start_here(about(register, "camden")).text.splitlines()[1][:39]
    'For each system: its name and supplier.'
    """
    return stack(
        heading("Start here: the ten-minute return"),
        notice(
            Html(
                f"{strong('For each system:')} its name and supplier. {strong('For each contract:')} its end, its options to "
                f"extend and its notice. Ten core functions are enough to put {escape(borough.name)} on this map, to work out the "
                "first day to act by, and to see who could buy with it. The workbook comes with what is known filled in."
            )
        ),
        neighbours(borough, limit=4),
    )
