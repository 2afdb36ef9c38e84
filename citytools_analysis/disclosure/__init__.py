"""
The full register to an edition's register: the one place where anything is withheld.

The edition is made before any notebook starts, and notebooks open nothing else, so that no chart, alternative text or
metadata can hold what a reader may not see. Rows and columns stay if their tier allows them; figures made of members'
cells are computed from the full register, withheld where fewer than six boroughs stand behind them, and stored as the
`released` table (design.md, section 4; metrics.md, section 15). The rest of the public edition comes out the same
whatever stands in a cell that it does not show: a hash, a count or a row number would tell of its neighbours.

The members' edition may be made for one borough, its viewer: its own rows whole, of the others what the schema lets one
borough know of another, and as little told of what is left out as in the public edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from citytools_analysis.disclosure.choice import choose, lines_told
from citytools_analysis.disclosure.figures import released_rows
from citytools_analysis.disclosure.ledger import Release
from citytools_analysis.disclosure.logs import shown_reference
from citytools_analysis.disclosure.names import only_what_is_named
from citytools_analysis.disclosure.others import as_one_borough_sees, told_in_part
from citytools_analysis.disclosure.sources import as_shown, without_places
from citytools_analysis.errors import UnknownNameError, WrongUsageError
from citytools_analysis.reference import find_borough
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.schema import EDITIONS, MAY_SEE, SAID_BY_BOROUGHS, TABLES, Table

_NOT_SOURCED = ("sources", "left_out", "quarantine", "mentions", "released")


def make_edition(
    register: Register,
    *,
    edition: str,
    viewer: str = "",
    release: Release | None = None,
    earlier: Sequence[Release] = (),
) -> Register:
    """
    Make the register that an edition's reports may open.

    Parameters
    ----------
    register
        The full register.
    edition
        `public` or `members`.
    viewer
        The one borough that the members' edition is for, by id or name; nothing for all of them.
    release
        Which figures are told, as `choice.choose` gives; chosen without regard to other releases if not given.
    earlier
        What earlier releases told.

    Returns
    -------
    register
        Rows and columns the edition may hold, and the released figures; nothing else of the full register. Of a source
        that has rows the public edition does not show, it also withholds the hash, the counts, the file name and the
        places of rows; the edition for one borough those of sources of others. No edition holds the hash of a return, for
        words that stay in the register are in that file.

    Raises
    ------
    UnknownNameError
        If there is no such edition or borough.
    WrongUsageError
        If another edition than the members' is asked for one borough.

    Examples
    --------
    >>> from datetime import date
    >>> full = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> make_edition(full, edition="public").info.edition, make_edition(full, edition="members", viewer="Camden").info.viewer
    ('public', 'camden')
    """
    info = edition_info(register, edition=edition, viewer=viewer)
    allowed = {name: _visible(register.rows(name), table, edition) for name, table in TABLES.items()}
    shown = as_one_borough_sees(allowed, info.viewer) if info.viewer else allowed
    is_whole = edition == "members" and not info.viewer
    held = set() if is_whole else _held_sources(register, allowed, shown, info.viewer)
    tables = only_what_is_named(shown, held=held)
    tables["sources"] = as_shown(tables, held=None if is_whole else held)
    tables = without_places(tables, held=held)
    reference = shown_reference(register.reference, edition=edition, viewer=info.viewer)
    made = Register.from_tables(tables, as_of=register.as_of, reference=reference, info=info)
    if not is_whole:  # whoever reads every answer needs no figures in their place
        chosen = release or choose(register, earlier=earlier)
        tables["released"] = released_rows(lines_told(chosen, earlier), chosen.told.lines, made)
    return Register.from_tables(tables, as_of=register.as_of, reference=reference, info=info)


def edition_info(register: Register, *, edition: str, viewer: str = "") -> RegisterInfo:
    """
    Check who is to read an edition, and give what its register will say of itself.

    Parameters
    ----------
    register
        The full register.
    edition
        `public` or `members`.
    viewer
        The one borough that the members' edition is for, by id or name; nothing for all of them.

    Returns
    -------
    info
        With the edition, and the viewer by id.

    Raises
    ------
    UnknownNameError
        If there is no such edition or borough.
    WrongUsageError
        If another edition than the members' is asked for one borough.

    Examples
    --------
    >>> from datetime import date
    >>> edition_info(Register.from_tables({}, as_of=date(2026, 11, 23)), edition="members", viewer="Camden").edition_name
    'members-for-camden'
    """
    if edition not in EDITIONS:
        raise UnknownNameError("edition", edition, EDITIONS, "There are: public, members.")
    if viewer and edition != "members":
        message = f"Only the members' edition is made for one borough, not the {edition} one. Add --edition members."
        raise WrongUsageError(message)
    found = find_borough(register.reference, viewer) if viewer else ""
    if found is None:
        raise UnknownNameError(
            "borough", viewer, list(register.boroughs["borough_id"]), "See data/reference/boroughs.csv."
        )
    return replace(register.info, edition=edition, viewer=found)


def _visible(frame: pd.DataFrame, table: Table, edition: str) -> pd.DataFrame:
    allowed = MAY_SEE[edition]
    if table.tier not in allowed or table.name == "released":
        return frame.iloc[:0]
    if edition == "public" and "is_published" in frame:
        frame = frame[frame["is_published"].fillna(value=False)]
    hidden = [column.name for column in table.columns if column.tier not in allowed]
    return frame.drop(columns=hidden)


def _held_sources(
    register: Register, allowed: Mapping[str, pd.DataFrame], shown: Mapping[str, pd.DataFrame], viewer: str
) -> set[str]:
    """List the returns of others, what was said in workshops, and any other source with rows that are not shown whole."""
    sources = register.rows("sources")
    is_own = sources["borough_id"].eq(viewer).fillna(value=False) & sources["source_kind"].eq("return")
    held = set(sources.loc[sources["source_kind"].isin(SAID_BY_BOROUGHS) & ~is_own, "source_id"])
    held |= told_in_part(allowed, viewer) if viewer else set()
    for name in set(TABLES).difference(_NOT_SOURCED):
        rows = register.rows(name)
        held |= set(rows.loc[~rows.index.isin(shown[name].index), "source_id"])
    return held
