"""
The full register to an edition's register: the one place where anything is withheld.

The edition is made before any notebook starts, and notebooks open nothing else, so that no chart, alternative text or
metadata can hold what a reader may not see. Rows and columns stay if their tier allows them; figures made of members'
cells are computed here from the full register, withheld where fewer than five boroughs stand behind them, and stored
as the `released` table (design.md, section 4; metrics.md, section 15).
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import satisfaction
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES, Table, Tier

EDITIONS = ("public", "members")
_MAY_SEE: dict[str, tuple[Tier, ...]] = {"public": ("public",), "members": ("public", "members")}
_NAMES_USED = {
    "systems": (("deployments", "system_id"), ("contracts", "system_id"), ("allocations", "system_id"), ("ratings", "system_id"), ("challenges", "system_id")),
    "suppliers": (("deployments", "supplier_id"), ("contracts", "supplier_id"), ("contracts", "seller_id"), ("systems", "supplier_id")),
}  # fmt: skip
_COUNTS = ["n_read", "n_kept", "n_left_out"]


def make_edition(register: Register, *, edition: str) -> Register:
    """
    Make the register that an edition's reports may open.

    Parameters
    ----------
    register
        The full register.
    edition
        `public` or `members`.

    Returns
    -------
    register
        Rows and columns the edition may hold, and the released figures; nothing else of the full register.

    Raises
    ------
    UnknownNameError
        If there is no such edition.

    Examples
    --------
    >>> from datetime import date
    >>> make_edition(Register.from_tables({}, as_of=date(2026, 11, 23)), edition="public").info.edition
    'public'
    """
    if edition not in EDITIONS:
        raise UnknownNameError("edition", edition, EDITIONS, "There are: public, members.")
    tables = {name: _visible(register.rows(name), table, edition) for name, table in TABLES.items()}
    tables = _only_what_is_named(tables)
    tables["sources"] = _described(tables["sources"], edition)
    tables["released"] = _released(register, edition)
    info = replace(register.info, edition=edition)
    return Register.from_tables(tables, as_of=register.as_of, reference=register.reference, info=info)


def _visible(frame: pd.DataFrame, table: Table, edition: str) -> pd.DataFrame:
    allowed = _MAY_SEE[edition]
    if table.tier not in allowed:
        return frame.iloc[:0]
    if edition == "public" and "is_published" in frame:
        frame = frame[frame["is_published"].fillna(value=False)]
    hidden = [column.name for column in table.columns if column.tier not in allowed]
    return frame.drop(columns=hidden)


def _only_what_is_named(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Drop what speaks of rows that are gone: their options and shares, and suppliers and systems only they named."""
    kept = dict(tables)
    live = kept["contracts"][["contract_id", "source_id"]].drop_duplicates()
    for name in ("options", "allocations"):
        kept[name] = kept[name].merge(live, on=["contract_id", "source_id"])
    kept["notices"] = kept["notices"].assign(
        contract_id=kept["notices"]["contract_id"].where(kept["notices"]["contract_id"].isin(live["contract_id"]))
    )
    for name, uses in _NAMES_USED.items():
        key = TABLES[name].key[0]
        used = pd.concat([kept[table][column] for table, column in uses]).dropna()
        kept[name] = kept[name][kept[name][key].isin(used)]
    kept["supplier_events"] = kept["supplier_events"][
        kept["supplier_events"]["supplier_id"].isin(kept["suppliers"]["supplier_id"])
    ]
    return kept


def _described(sources: pd.DataFrame, edition: str) -> pd.DataFrame:
    """How many rows a return held is itself a figure about one borough: the public edition does not say it."""
    if edition == "members":
        return sources
    counts = sources[_COUNTS].mask(sources["source_kind"] == "return")
    return sources.assign(**{name: counts[name] for name in _COUNTS})


def _released(register: Register, edition: str) -> pd.DataFrame:
    return satisfaction.release(satisfaction.summary(register, edition=edition))
