"""The top of the second workshop's pack: the finding, five figures, and what it rests on."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.workshop_suppliers.evidence import SOON_MONTHS, Suppliers
from citytools_analysis.pages.workshop_suppliers.findings import opening_finding
from citytools_analysis.style import UNKNOWN, count_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.provenance import rests_on as sources_used

NAME = "Workshop 2: working with suppliers"
_TABLES = ("ratings", "challenges", "intentions")


def title(here: Suppliers) -> Fragment:
    """
    Open the pack of the second workshop with its finding.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> title(NOBODY).text.splitlines()[-1]
    'No supplier is known in this room, so it begins with what the boroughs bring.'
    """
    table = here.table
    most = int(table["n_users"].max()) if len(table) else 0
    shared = list(table.loc[table["n_users"] == most, "supplier"])
    finding = opening_finding(len(here.room.borough_ids), n_suppliers=len(table), shared=shared, n_shared=most)
    return cover(here.room.register, name=NAME, finding=finding, report=NAME)


def key_figures(here: Suppliers) -> Fragment:
    """
    Give the figures of the room, each with its coverage.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        Boroughs in the room; suppliers that two or more share; contracts ending soon; boroughs with a rating; shared
        problems that can be told. What is not known is `unknown`, never 0.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> key_figures(NOBODY).text.splitlines()[:3]
    ['boroughs in the room', '0', '0 have sent a return']
    """
    room, table, contracts = here.room, here.table, here.room.contracts
    dated = contracts[contracts["end_state"] == "known"]
    n_soon = len(ending(dated, as_of=room.register.as_of, months=SOON_MONTHS))
    n_shared = int((table["n_users"] >= 2).sum())
    n_returned = len(room.answered)
    return figures(
        Figure("boroughs in the room", str(len(room.borough_ids)), f"{n_returned} {'has' if n_returned == 1 else 'have'} sent a return"),
        Figure("suppliers two or more share", str(n_shared) if len(table) else UNKNOWN,
               f"of {count_text(len(table), 'supplier')} known here" if len(table) else "no supplier is known here"),
        Figure(f"contracts end within {SOON_MONTHS} months", str(n_soon) if len(dated) else UNKNOWN,
               f"of {len(dated)} known ends, of {count_text(len(contracts), 'contract')}"),
        _raters(here),
        _problems(here),
    )  # fmt: skip


def _raters(here: Suppliers) -> Figure:
    room, label = here.room, "boroughs that rated a system"
    if room.register.info.edition == "public":
        return Figure(label, "withheld", "members' data")
    n = room.register.ratings.loc[room.register.ratings["borough_id"].isin(room.borough_ids), "borough_id"].nunique()
    return Figure(label, str(n) if n else UNKNOWN, f"of {len(room.borough_ids)} in the room")


def _problems(here: Suppliers) -> Figure:
    label, rows = "problems shared and told", here.problems[here.problems["supplier_id"].isin(here.used["supplier_id"])]
    if here.room.register.info.edition == "public":
        return Figure(label, "withheld", "members' data")
    n_told = int((~rows["is_withheld"]).sum())
    return Figure(
        label,
        str(n_told) if len(rows) else UNKNOWN,
        f"of {len(rows)} that two or more report" if len(rows) else "none is reported",
    )


def rests_on(here: Suppliers) -> Fragment:
    """
    Say which sources the pack's rows come from.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        The register with its hash and edition, and one row a source; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> rests_on(NOBODY).text.splitlines()[-1]
    'No source says anything about this room.'
    """
    room = here.room
    own = [room.uses["source_id"], room.contracts["source_id"]]
    for name in _TABLES:
        rows = room.register.table(name)
        own.append(rows.loc[rows["borough_id"].isin(room.borough_ids), "source_id"])
    return sources_used(room.register, pd.concat(own, ignore_index=True).dropna(), about="this room")
