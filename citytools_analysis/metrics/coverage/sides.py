"""Which kind of source tells of a record: the boroughs' own answers, or what is published."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register

REPORTED = ("return",)
PUBLISHED = ("ocds", "contracts_finder", "register", "facts")


def with_side(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """
    Mark versions of rows as reported or published, and give one contract one id.

    Parameters
    ----------
    rows
        Versions of rows, as `register.rows` gives them.
    register
        The register they come from.

    Returns
    -------
    rows
        Those of either side, with `side`, `reported` or `published`; what other sources say is left out.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> with_side(register.rows("contracts"), register).empty
    True
    """
    kinds = register.all_rows["sources"].drop_duplicates("source_id").set_index("source_id")["source_kind"]
    sides = dict.fromkeys(REPORTED, "reported") | dict.fromkeys(PUBLISHED, "published")
    told = rows.assign(side=rows["source_id"].map(kinds).map(sides))
    told = told[told["side"].notna()]
    if "contract_id" not in told:
        return told
    same = pd.Series(dict(register.same_contracts), dtype="object")
    others = told["contract_id"].map(same).astype("object")
    return told.assign(contract_id=others.fillna(told["contract_id"]).astype("str"))
