"""By what a market is cut: service area, function, or the whole of London."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

By = Literal["area", "function", "all"]
GROUP_COLUMNS = ("group_code", "group")
_CUTS: dict[str, tuple[str, str]] = {"area": ("area_code", "area"), "function": ("function_code", "function")}


def with_cut(frame: pd.DataFrame, register: Register, by: By) -> pd.DataFrame:
    """
    Put beside each row the part of the market it belongs to.

    Parameters
    ----------
    frame
        A frame with `function_code`.
    register
        The register.
    by
        `area`, `function`, or `all` for the whole of London.

    Returns
    -------
    frame
        A copy with `group_code` and `group`; a row whose function is not known goes to `unknown`, `function not known`.

    Raises
    ------
    UnknownNameError
        If there is no such cut.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> with_cut(pd.DataFrame({"function_code": ["REV01", None]}), register, "area")["group_code"].tolist()
    ['REV', 'unknown']
    """
    if by == "all":
        return frame.assign(group_code="all", group="all areas")
    if by not in _CUTS:
        raise UnknownNameError("cut of the market", by, [*_CUTS, "all"], "There are: area, function, all.")
    code, name = _CUTS[by]
    told = with_names(frame.assign(function_code=frame["function_code"].astype("str")), register)
    return frame.assign(
        group_code=told[code].fillna("unknown").to_numpy(),
        group=told[name].fillna("function not known").to_numpy(),
    )
