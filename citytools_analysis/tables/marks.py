"""
The marks of official statistics for a figure that is not there, or not sure (Government Statistical Service).

`[c]` confidential: withheld, for it would tell what a borough answered; `[x]` not available: nobody has said; `[z]` does
not apply; `[u]` of low reliability: told, but on few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from citytools_analysis.tables.fragment import is_missing

CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE, UNRELIABLE = "[c]", "[x]", "[z]", "[u]"
MEANINGS = {
    CONFIDENTIAL: "withheld as confidential",
    NOT_AVAILABLE: "not available",
    NOT_APPLICABLE: "does not apply",
    UNRELIABLE: "of low reliability",
}
_KEPT_BACK = ("fewer than", "answer alike", "0% or 100%", "members' data", "others' answers", "would tell", "withheld")
_NOT_TO_BE = ("does not apply", "not applicable", "nobody else", "no other")
_UNSURE = ("very uncertain",)


def mark_of(row: Mapping[Any, Any]) -> str:
    """
    Give the mark of a figure.

    Parameters
    ----------
    row
        Fields `is_withheld` and `reason`, as the envelope has them.

    Returns
    -------
    mark
        One of the four, by the reason; nothing for a figure that is told and sure.

    Examples
    --------
    >>> mark_of({"is_withheld": True, "reason": "fewer than 6 boroughs"}), mark_of({"is_withheld": True, "reason": "no borough has said"})
    ('[c]', '[x]')
    >>> mark_of({"is_withheld": False, "reason": "very uncertain: fewer than 5 boroughs"}), mark_of({"is_withheld": False})
    ('[u]', '')
    """
    reason = "" if is_missing(row.get("reason")) else str(row["reason"])
    told = row.get("is_withheld")
    if is_missing(told) or not told:
        return UNRELIABLE if reason.startswith(_UNSURE) else ""
    if any(word in reason for word in _NOT_TO_BE):
        return NOT_APPLICABLE
    return CONFIDENTIAL if any(word in reason for word in _KEPT_BACK) else NOT_AVAILABLE


def marked(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """
    Put the mark into the cells of withheld rows.

    Parameters
    ----------
    frame
        With `is_withheld` and `reason`.
    columns
        Columns of figures.

    Returns
    -------
    frame
        A copy; a figure that is told stays as it is.

    Examples
    --------
    >>> frame = pd.DataFrame({"n": [9.0, None], "is_withheld": [False, True], "reason": ["", "fewer than 6 boroughs"]})
    >>> marked(frame, ["n"])["n"].tolist()
    [9.0, '[c]']
    """
    marks = pd.Series([mark_of(row) for row in frame.to_dict("records")], index=frame.index, dtype="object")
    is_held = frame["is_withheld"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
    return frame.assign(**{name: frame[name].astype("object").mask(is_held, marks) for name in columns})
