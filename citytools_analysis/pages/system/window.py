"""Who of a system's users could start anew together: in a shared window, by extending, too late, not known."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.borough.together import BEYOND, BY_EXTENDING, IN_WINDOW, LATE, OTHER_WINDOW, UNDATED
from citytools_analysis.pages.borough.together import standing as standing_of
from citytools_analysis.pages.system.findings import window_finding
from citytools_analysis.pages.system.subject import System
from citytools_analysis.style import date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import joined

_NO_CONTRACT = "no contract known"
_WORDS = {
    IN_WINDOW: "in the shared window",
    BY_EXTENDING: "could join by extending",
    OTHER_WINDOW: "in another window",
    LATE: "too late: ends before anything could start",
    BEYOND: "ends beyond the 36 months looked at",
    UNDATED: "unknown: the end of its contract is not known",
    _NO_CONTRACT: "unknown: runs it, and no contract is known",
}
_COLUMNS = (Column("words", "Where they stand", width=2.2), Column("n", "Boroughs", "number", width=0.8),
            Column("who", "Who", width=4))  # fmt: skip


def _shared(system: System) -> str | None:
    """Choose the window that most of the system's users share; the earlier one on a tie."""
    contracts = set(system.decisions["contract_id"])
    own = system.found.members[system.found.members["contract_id"].isin(contracts)]
    sizes = own.groupby("opportunity_id")["borough_id"].nunique().rename("n_users")
    sets = system.found.sets.merge(sizes, on="opportunity_id")
    sets = sets[sets["n_users"] > 1]
    order = sets.sort_values(["n_users", "window_start_date"], ascending=[False, True], kind="stable")
    return None if order.empty else str(order["opportunity_id"].iloc[0])


def _stands(system: System) -> pd.DataFrame:
    shared, users = _shared(system), system.user_ids
    if shared is None:
        return pd.DataFrame({"borough_id": [], "standing": []}, dtype="str")
    told = standing_of(system.found, shared, "")
    told = told[told["borough_id"].isin(users)]
    rest = sorted(set(users) - set(told["borough_id"]))
    return pd.concat([told, pd.DataFrame({"borough_id": rest, "standing": [_NO_CONTRACT] * len(rest)})])


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
    stands = _stands(system)
    return sorted(stands.loc[stands["standing"].isin([IN_WINDOW, BY_EXTENDING]), "borough_id"])


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
        The finding, then one row a standing with its boroughs.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> standing(UNUSED).text
    'No two of its users are known to share a window in which both could start anew.'
    """
    names = system.names
    together = [names[key] for key in together_ids(system)]
    finding = paragraph(window_finding(len(together), names=together))
    stands, shared = _stands(system), _shared(system)
    if shared is None:
        return finding
    one = system.found.sets[system.found.sets["opportunity_id"] == shared].iloc[0]
    rows = [
        {"words": words, "n": int((stands["standing"] == key).sum()), "who": _who(stands, key, names)}
        for key, words in _WORDS.items()
    ]
    start, end = date_text(one["window_start_date"]), date_text(one["window_end_date"])
    when = f"on {start} only" if start == end else f"between {start} and {end}"
    caption = f"A shared start for {one['function']} could lie {when}"
    note = "An option that nobody has used is never assumed. A shared window is a reason to talk: not legal advice."
    return stack(finding, from_frame(rows, columns=_COLUMNS, caption=caption, note=note))


def _who(stands: pd.DataFrame, key: str, names: dict[str, str]) -> str:
    return joined([names[one] for one in sorted(stands.loc[stands["standing"] == key, "borough_id"])]) or "none"
