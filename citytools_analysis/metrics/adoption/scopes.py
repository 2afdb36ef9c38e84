"""What figures are grouped by: each function, each service area, or all together."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

SCOPES = ("function", "area", "overall")
SCOPE_COLUMNS = ("scope", "scope_code", "scope_name")
EVERYTHING = ("all", "All functions")
_COLUMNS = {"function": ["function_code", "function"], "area": ["area_code", "area"]}


def scoped(frame: pd.DataFrame, by: str, register: Register) -> pd.DataFrame:
    """
    Put beside each row the group it is counted in.

    Parameters
    ----------
    frame
        A frame with `function_code`.
    by
        `function`, `area` or `overall`.
    register
        The register, for the names of functions and areas.

    Returns
    -------
    frame
        A copy with `scope`, which is `by`, `scope_code` and `scope_name`; without the rows of no known function, unless
        all are counted together.

    Raises
    ------
    UnknownNameError
        If `by` is no such group.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> scoped(pd.DataFrame({"function_code": ["REV01"]}), "overall", register)["scope_name"].tolist()
    ['All functions']
    """
    if by not in SCOPES:
        raise UnknownNameError("group", by, list(SCOPES))
    if by == "overall":
        code, name = EVERYTHING
        return frame.assign(scope=by, scope_code=code, scope_name=name)
    code, name = _COLUMNS[by]
    place, codes = pd.factorize(frame["function_code"])
    named = with_names(pd.DataFrame({"function_code": codes}), register).dropna(subset=code)
    is_named = pd.Series(place, index=frame.index).isin(named.index)
    told, found = frame[is_named], named.loc[place[is_named]]
    return told.assign(scope=by, scope_code=found[code].array, scope_name=found[name].array)
