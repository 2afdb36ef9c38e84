"""Metrics on members' data: where an edition does not hold the rows, the answer is that it is withheld, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.metrics.envelope import enveloped
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES

NOT_PUBLIC = "members' data: not in the public edition"
OTHERS_PRICES = "others' prices, of which only those published are told"
OTHERS_ANSWERS = "others' answers, of which only figures that rest on enough boroughs are told"
MEMBERS_LOGS = ("decision_log", "joint_stages", "supplier_actions")  # reviewed tables that name boroughs and prices


def is_held(register: Register, *tables: str, of: str = "") -> bool:
    """
    Tell whether an edition leaves out rows that a metric needs.

    Parameters
    ----------
    register
        The register.
    tables
        Names of the tables the metric rests on, or of columns (`contracts.value_gbp`).
    of
        Id of the borough whose rows alone it needs; nothing where it needs those of all.

    Returns
    -------
    is_held
        True in the public edition if any of the tables is not public; in the edition for one borough if it is not told all
        the rows or cells of the others in any of them, and the metric is not of that borough alone.

    Examples
    --------
    >>> from datetime import date
    >>> is_held(Register.from_tables({}, as_of=date(2026, 11, 23)), "skills")
    False
    """
    if register.info.viewer:
        return of != register.info.viewer and not all(told_of_others(*name.split(".")) for name in tables)
    return register.info.edition == "public" and any(TABLES[name.split(".")[0]].tier != "public" for name in tables)


def told_of_others(table: str, column: str = "") -> bool:
    """
    Tell whether a member borough is told all of a table, or of a column of it, of every other borough.

    Parameters
    ----------
    table, column
        Their names; no column for the rows.

    Returns
    -------
    is_told
        Whether nothing of it is left out, published or not.

    Examples
    --------
    >>> told_of_others("contracts"), told_of_others("contracts", "value_gbp"), told_of_others("ratings", "score")
    (True, False, False)
    """
    rule = TABLES[table]
    column_rule = next((one.to_others for one in rule.columns if one.name == column), "always")
    return (rule.to_others == "always" or rule.tier == "public") and column_rule == "always"


def why_held(register: Register) -> str:
    """
    Say why an edition leaves out what members have said.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    reason
        In the public edition that it is members' data; in that for one borough that others have said it.

    Examples
    --------
    >>> from datetime import date
    >>> why_held(Register.from_tables({}, as_of=date(2026, 11, 23)))
    "members' data: not in the public edition"
    """
    return OTHERS_ANSWERS if register.info.viewer else NOT_PUBLIC


def told_in_part(register: Register, table: str) -> frozenset[str]:
    """
    List the contracts or systems in use of which the edition for one borough is not told every cell.

    Parameters
    ----------
    register
        The edition's register.
    table
        `contracts` or `deployments`.

    Returns
    -------
    ids
        Of other boroughs' rows that are not published: a value or a place to run that is missing there is withheld, or
        unknown; which of the two is not told. Empty in every other edition.

    Examples
    --------
    >>> from datetime import date
    >>> told_in_part(Register.from_tables({}, as_of=date(2026, 11, 23)), "contracts")
    frozenset()
    """
    viewer, [key] = register.info.viewer, TABLES[table].key
    return (
        register.keep(("told in part", table), lambda: _told_in_part(register, table, key)) if viewer else frozenset()
    )


def _told_in_part(register: Register, table: str, key: str) -> frozenset[str]:
    rows, viewer = register.rows(table), register.info.viewer
    is_open = rows["borough_id"].eq(viewer) | rows["is_published"].fillna(value=False).astype("bool")
    if "partner_borough_ids" in rows:
        partners = "|" + rows["partner_borough_ids"].astype("object").fillna("").astype("str") + "|"
        is_open |= partners.str.contains(f"|{viewer}|", regex=False)
    ids = rows.loc[~is_open.fillna(value=False).astype("bool"), key]
    return frozenset(ids.replace(dict(register.same_contracts)) if table == "contracts" else ids)


def held_frame(columns: Sequence[str], register: Register, *, reason: str = "") -> pd.DataFrame:
    """
    Make the answer of a metric that is withheld as a whole.

    Parameters
    ----------
    columns
        The metric's columns.
    register
        The register.
    reason
        Why, if not for the reason that `why_held` gives.

    Returns
    -------
    frame
        One row, withheld, with the reason; every other cell is missing.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> held_frame(["skill", "value", "is_withheld", "reason"], register)["reason"].item()
    "members' data: not in the public edition"
    """
    row = pd.DataFrame({"is_withheld": [True], "reason": [reason or why_held(register)], "as_of": [register.as_of]})
    return enveloped(row).reindex(columns=list(columns))
