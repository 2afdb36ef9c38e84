"""
The full register to an edition's register: the one place where anything is withheld.

The edition is made before any notebook starts, and notebooks open nothing else, so that no chart, alternative text or
metadata can hold what a reader may not see. Rows and columns stay if their tier allows them; figures made of members'
cells are computed from the full register, withheld where fewer than five boroughs stand behind them, and stored as the
`released` table (design.md, section 4; metrics.md, section 15). The rest of the public edition comes out the same
whatever stands in a cell that it does not show: a hash, a count or a row number would tell of its neighbours.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from citytools_analysis.disclosure.figures import releasable
from citytools_analysis.disclosure.logs import shown_reference
from citytools_analysis.disclosure.names import only_what_is_named
from citytools_analysis.disclosure.sources import as_shown, without_places
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import satisfaction
from citytools_analysis.register import Register
from citytools_analysis.schema import SAID_BY_BOROUGHS, TABLES, Table, Tier

EDITIONS = ("public", "members")
_MAY_SEE: dict[str, tuple[Tier, ...]] = {"public": ("public",), "members": ("public", "members")}
_NOT_SOURCED = ("sources", "left_out", "quarantine", "mentions", "released")


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
        Rows and columns the edition may hold, and the released figures; nothing else of the full register. Of a source
        that has rows the public edition does not show, it also withholds the hash, the counts, the file name and the
        places of rows. No edition holds the hash of a return, for the owner's words are in that file.

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
    shown = {name: _visible(register.rows(name), table, edition) for name, table in TABLES.items()}
    held = _held_sources(register, shown) if edition == "public" else set()
    tables = only_what_is_named(shown, held=held)
    tables["sources"] = as_shown(tables, edition=edition, held=held)
    tables = without_places(tables, held=held)
    info = replace(register.info, edition=edition)
    reference = shown_reference(register.reference, edition=edition)
    made = Register.from_tables(tables, as_of=register.as_of, reference=reference, info=info)
    tables["released"] = satisfaction.release(releasable(register, made))
    return Register.from_tables(tables, as_of=register.as_of, reference=reference, info=info)


def _visible(frame: pd.DataFrame, table: Table, edition: str) -> pd.DataFrame:
    allowed = _MAY_SEE[edition]
    if table.tier not in allowed or table.name == "released":
        return frame.iloc[:0]
    if edition == "public" and "is_published" in frame:
        frame = frame[frame["is_published"].fillna(value=False)]
    hidden = [column.name for column in table.columns if column.tier not in allowed]
    return frame.drop(columns=hidden)


def _held_sources(register: Register, shown: dict[str, pd.DataFrame]) -> set[str]:
    """List the returns, what was said in workshops, and any other source with rows that are not shown."""
    sources = register.rows("sources")
    held = set(sources.loc[sources["source_kind"].isin(SAID_BY_BOROUGHS), "source_id"])
    for name in set(TABLES).difference(_NOT_SOURCED):
        rows = register.rows(name)
        held |= set(rows.loc[~rows.index.isin(shown[name].index), "source_id"])
    return held
