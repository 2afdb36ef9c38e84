"""Which systems are in use on a day, and which were replaced; contracts have no say in it."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.days import first_day, last_day
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

IN_USE_COLUMNS = (
    "borough_id", "borough", "function_code", "function", "area_code", "area", "system_state", "system_id", "system",
    "supplier_id", "supplier", "basis", "seen_date", "in_use_from_date", "source_id", "evidence_url",
)  # fmt: skip
_PLACE = ["borough_id", "function_code", "slot"]
_ENDED = {"in_use_to_date": "ended_date", "in_use_to_date_precision": "ended_date_precision"}
_BEGAN = {"in_use_from_date": "began_date", "in_use_from_date_precision": "began_date_precision"}


def in_use(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the systems in use.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    deployments
        One row a deployment in force on that day, of every state, with the columns of `IN_USE_COLUMNS`, sorted by
        borough, function, system and supplier. Left out: what is not yet or no longer in use (a date known to a month
        or year leaves the benefit of the doubt), what was only seen after `on`, and a deployment whose slot was later
        seen filled by another known system. An unknown sighting replaces nothing.

    Examples
    --------
    >>> in_use(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    return whole_rows_in_use(register, on=on)[list(IN_USE_COLUMNS)].reset_index(drop=True)


def whole_rows_in_use(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the systems in use with all that is known of each.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    deployments
        The rows of `in_use`, with every column of the deployments table and the names.

    Examples
    --------
    >>> whole_rows_in_use(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = pd.Timestamp(on or register.as_of)
    return register.once(("in_use", day), lambda: _in_use(register, day))


def _in_use(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    rows = _in_force(register, day)
    rows = rows[~_is_superseded(rows)]
    maker = rows["system_id"].map(register.systems.drop_duplicates("system_id").set_index("system_id")["supplier_id"])
    rows = rows.assign(supplier_id=rows["supplier_id"].where(rows["supplier_id"].notna(), maker).astype("str"))
    order = ["borough_id", "function_code", "system_id", "supplier_id", "deployment_id"]
    return with_names(rows.sort_values(order), register)


def replacements(register: Register) -> pd.DataFrame:
    """
    List the replacements that were seen: one known system in a slot, and later another.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    replacements
        One row a replacement: `borough_id`, `function_code`, `slot`, `from_system`, `to_system`, `last_seen_date` (of
        the old), `first_seen_date` (of the new, which began no later), and as far as they were told `ended_date` (of
        the old) and `began_date` (of the new), each with its precision. A change of the supplier's name or owner is
        none, for the system stays the same; nor is an unknown sighting.

    Examples
    --------
    >>> replacements(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    seen = with_names(_slotted(register.deployments), register).sort_values([*_PLACE, "seen_date", "system_id"])
    before = seen.groupby(_PLACE)[["system_id", "system", "seen_date", *_ENDED]].shift()
    changed = before["system_id"].notna() & (before["system_id"] != seen["system_id"])
    changed &= before["seen_date"] < seen["seen_date"]
    told = seen.assign(
        from_system=before["system"], to_system=seen["system"], last_seen_date=before["seen_date"],
        first_seen_date=seen["seen_date"], **{name: before[told_as] for told_as, name in _ENDED.items()},
    )  # fmt: skip
    columns = [*_PLACE, "from_system", "to_system", "last_seen_date", "first_seen_date"]
    told = told.rename(columns=_BEGAN)[changed]
    return told[[*columns, *_ENDED.values(), *_BEGAN.values()]].reset_index(drop=True)


def _in_force(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    rows = register.deployments
    start = first_day(rows["in_use_from_date"], rows["in_use_from_date_precision"])
    end = last_day(rows["in_use_to_date"], rows["in_use_to_date_precision"])
    is_unseen = start.isna() & (rows["seen_date"] > day)
    return rows[~(start > day) & ~(end < day) & ~is_unseen]


def _slotted(deployments: pd.DataFrame) -> pd.DataFrame:
    is_known = deployments["system_state"].eq("known") & deployments["system_id"].notna()
    return deployments[is_known & deployments["slot"].notna() & deployments["seen_date"].notna()]


def _is_superseded(rows: pd.DataFrame) -> pd.Series:
    latest = _slotted(rows).sort_values([*_PLACE, "seen_date", "system_id"]).drop_duplicates(_PLACE, keep="last")
    later = rows[[*_PLACE, "seen_date", "system_id"]].merge(
        latest[[*_PLACE, "seen_date", "system_id"]], on=_PLACE, how="left", suffixes=("", "_latest")
    )
    is_older = later["seen_date"] < later["seen_date_latest"]
    is_other = ~(later["system_id"] == later["system_id_latest"])
    return pd.Series((is_older & is_other).to_numpy(dtype=bool), index=rows.index)
