"""Who of a system's users could start anew together: in a shared window, by extending, too late, not known."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from citytools_analysis.pages.borough.together import BEYOND, BY_EXTENDING, IN_WINDOW, LATE, OTHER_WINDOW, UNDATED
from citytools_analysis.pages.borough.together import standing as standing_of
from citytools_analysis.pages.system.findings import window_finding
from citytools_analysis.pages.system.subject import System
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import joined

_ALONE, _OTHERS = (
    "nobody else is known in its window",
    "a window of others",
)  # the first as `opportunities.find` says it
_OTHER_WORK, _NO_WINDOW, _NO_CONTRACT = "other work", "no window", "no contract known"
_WORDS = {
    IN_WINDOW: "in the shared window",
    BY_EXTENDING: "could join by extending",
    OTHER_WINDOW: "in another window",
    _OTHERS: "in a window with boroughs that run another system",
    _ALONE: "in a window that nobody else shares",
    LATE: "too late: ends before anything could start",
    BEYOND: "ends beyond the 36 months looked at",
    UNDATED: "unknown: the end of its contract is not known",
    _OTHER_WORK: "its contract is for other work",
    _NO_WINDOW: "unknown: no window can be told for its contract",
    _NO_CONTRACT: "unknown: runs it, and no contract is known",
}
_COLUMNS = (Column("words", "Where they stand", width=2.2), Column("n", "Boroughs", "number", width=0.8),
            Column("who", "Who", width=4))  # fmt: skip


def _shared(system: System) -> pd.DataFrame:
    """Give the window that most of the system's users share, the earlier one on a tie; no row where no two share one."""
    contracts = set(system.decisions["contract_id"])
    own = system.found.members[system.found.members["contract_id"].isin(contracts)]
    sizes = own.groupby("opportunity_id")["borough_id"].nunique().rename("n_users")
    sets = system.found.sets.merge(sizes[sizes > 1], on="opportunity_id")
    return sets.sort_values(["n_users", "window_start_date"], ascending=[False, True], kind="stable").head(1)


def _stands(system: System, shared: pd.DataFrame) -> dict[str, str]:
    """Say of each user where it stands round the shared window, or by itself where there is none."""
    if shared.empty:
        return _apart(system)
    told = standing_of(system.found, str(shared["opportunity_id"].item()), "")
    by_borough = dict(zip(told["borough_id"], told["standing"], strict=True))
    has_contract = set(system.decisions["borough_id"])  # a contract for another system of the same work is no answer
    return {
        borough: by_borough.get(borough, _OTHER_WORK) if borough in has_contract else _NO_CONTRACT
        for borough in system.user_ids
    }


def _apart(system: System) -> dict[str, str]:
    """Say of each user where its own contracts for the system stand, the best of them first."""
    own, found = system.decisions[["borough_id", "contract_id"]].drop_duplicates(), system.found
    keys = ["borough_id", "contract_id"]
    told = pd.concat([
        own.merge(found.members[keys], on=keys).assign(reason=_OTHERS),
        own.merge(found.left_out[[*keys, "reason"]], on=keys),
    ])  # fmt: skip
    order = {where: rank for rank, where in enumerate(_WORDS)}
    told = told.assign(reason=told["reason"].where(told["reason"].isin(order), _NO_WINDOW))
    told = told.sort_values("reason", key=lambda reasons: reasons.map(order), kind="stable").drop_duplicates(
        "borough_id"
    )
    stands = dict(zip(told["borough_id"], told["reason"], strict=True))
    otherwise = dict.fromkeys(own["borough_id"], _NO_WINDOW)
    return {borough: stands.get(borough, otherwise.get(borough, _NO_CONTRACT)) for borough in system.user_ids}


def _together(stands: Mapping[str, str]) -> list[str]:
    return [borough for borough, where in stands.items() if where in {IN_WINDOW, BY_EXTENDING}]


def together_ids(system: System) -> list[str]:
    """
    List the users that could start anew together, in their shared window or by extending.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    borough_ids
        Sorted; none where no two of them share a window.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> together_ids(UNUSED)
    []
    """
    return _together(_stands(system, _shared(system)))


def standing(system: System) -> Fragment:
    """
    Say where each user stands round the window that most of them share.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a standing with its boroughs; where no two users share a window, how each stands alone.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> standing(UNUSED).text
    'No two of its users are known to share a window in which both could start anew.'
    """
    shared, names = _shared(system), system.names
    stands = _stands(system, shared)
    finding = paragraph(window_finding([names[key] for key in _together(stands)]))
    if not stands:
        return finding
    rows = [_row(words, [names[who] for who, where in stands.items() if where == key]) for key, words in _WORDS.items()]
    unasked = (_OTHERS,) if len(shared) else (IN_WINDOW, BY_EXTENDING, OTHER_WINDOW, _OTHER_WORK)
    rows = [row for row in rows if row["words"] not in {_WORDS[key] for key in unasked}]
    note = "An option that nobody has used is never assumed. A shared window is a reason to talk: not legal advice."
    return stack(finding, from_frame(rows, columns=_COLUMNS, caption=_caption(system, shared), note=note))


def _caption(system: System, shared: pd.DataFrame) -> str:
    if shared.empty:
        return f"Where each of {count_text(len(system.user_ids), 'user')} stands by itself"
    one = shared.iloc[0]
    start, end = date_text(one["window_start_date"]), date_text(one["window_end_date"])
    when = f"on {start} only" if start == end else f"between {start} and {end}"
    return f"A shared start for {one['function']} could lie {when}"


def _row(words: str, names: list[str]) -> dict[str, object]:
    return {"words": words, "n": len(names), "who": joined(names) or "none"}
