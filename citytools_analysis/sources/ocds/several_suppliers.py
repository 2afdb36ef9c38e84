"""A process to raw Contract suppliers rows: one for each supplier of an agreement that several share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citytools_analysis.errors import Issue
from citytools_analysis.sources.ocds.agreement import Agreement, agreements_of
from citytools_analysis.sources.ocds.contract_rows import Row, contract_rows
from citytools_analysis.sources.ocds.process import Process
from citytools_analysis.sources.ocds.suppliers import identifiers_of, listed_suppliers, roles_of, supplier_party
from citytools_analysis.sources.ocds.values import mapping, members, text
from citytools_analysis.sources.ocds.worth import read_worth

_FROM_CONTRACT = ("borough", "title", "seen_on", "where_sheet", "where_row")
_LEAD = "leadTenderer"  # of the OCDS extension for the European Union
_MEND = "Nobody says who does what; place the notice by hand with a supplier in notice_decisions if one is the maker."
_TOLERANCE = 0.01  # amounts are rounded, each for itself


def supplier_rows(process: Process) -> list[Row]:
    """
    Make a raw Contract suppliers row of each supplier of an agreement that several share.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.

    Returns
    -------
    rows
        Fields of the Contract suppliers sheet with the place of the contract. None of a framework, whose suppliers share
        no contract, nor where a reviewed decision names the supplier. Shares are those of the amounts awarded to each,
        where all have one and they add up to the value.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.process import Kept, join_releases
    >>> said = {"awards": [{"id": "1", "suppliers": [{"name": "A Ltd"}, {"name": "B Ltd"}]}]}
    >>> rows = supplier_rows(join_releases("ocds-1", [Kept(Found("", said), Placed(("merton",), "Merton"))]))
    >>> [(row["contract_reference"], row["supplier"], row["supplier_share"]) for row in rows]
    [('ocds-1/1', 'A Ltd', None), ('ocds-1/1', 'B Ltd', None)]
    """
    return [
        row
        for one, contract in _shared(process)
        if contract["is_framework"] != "yes"
        for row in _rows(one, contract, declared_shares(one))
    ]


def supplier_doubts(process: Process, file_name: str) -> Iterator[Issue]:
    """
    Warn of agreements whose suppliers share them nobody knows how.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.
    file_name
        Name of the file.

    Yields
    ------
    issue
        A warning with its JSON pointer.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.process import Kept, join_releases
    >>> said = {"awards": [{"id": "1", "suppliers": [{"name": "A Ltd"}, {"name": "B Ltd"}]}]}
    >>> process = join_releases("ocds-1", [Kept(Found("", said), Placed(("merton",), "Merton"))])
    >>> [issue.what for issue in supplier_doubts(process, "a.json")]
    ['2 suppliers are named and no shares, so equal ones are assumed: A Ltd, B Ltd']
    """
    for one, contract in _shared(process):
        is_framework = contract["is_framework"] == "yes"
        if not is_framework and declared_shares(one):
            continue
        why = "so none is credited" if is_framework else "and no shares, so equal ones are assumed"
        named = ", ".join(one.suppliers[:3]) + (" ..." if len(one.suppliers) > 3 else "")
        of_what = "of a framework, " if is_framework else ""
        what = f"{len(one.suppliers)} suppliers are named {of_what}{why}: {named}"
        yield Issue(file_name, one.part.pointer, what, _MEND, "several_suppliers", "warning")


def declared_shares(one: Agreement) -> dict[str, float]:
    """
    Give the share of each supplier of an agreement, where the source declares what each was awarded.

    Parameters
    ----------
    one
        The agreement.

    Returns
    -------
    shares
        By name, adding up to 1; empty unless every supplier has an amount in pounds that is no placeholder, and the
        amounts add up to the value of the agreement to within 1%, if that is told.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.process import Kept, join_releases
    >>> worth = [{"x_awardValue": {"amount": amount, "currency": "GBP"}, "name": name} for name, amount in (("A", 75), ("B", 25))]
    >>> said = {"awards": [{"id": "1", "suppliers": worth}]}
    >>> process = join_releases("ocds-1", [Kept(Found("", said), Placed(("merton",), "Merton"))])
    >>> declared_shares(agreements_of(process)[0])
    {'A': 0.75, 'B': 0.25}
    """
    shares: dict[str, float] = {}
    listed = listed_suppliers(one.part.kept.found.release, *one.nodes)
    amounts = [(name, read_worth(mapping(node, "x_awardValue")).amount) for name, node in listed]
    known = [(name, amount) for name, amount in amounts if amount is not None]
    total = sum(amount for _, amount in known)
    whole = one.worth.amount or total
    if len(known) < len(listed) or not total or abs(total - whole) > _TOLERANCE * whole:
        return {}
    for name, amount in known:
        shares[name] = shares.get(name, 0.0) + amount / total
    return shares


def _shared(process: Process) -> Iterator[tuple[Agreement, Row]]:
    """Give each agreement that several suppliers share, beside its row, unless a decision names the one."""
    for one, contract in zip(agreements_of(process), contract_rows(process), strict=True):
        if len(one.suppliers) > 1 and not contract["supplier"]:
            yield one, contract


def _rows(one: Agreement, contract: Row, shares: Mapping[str, float]) -> Iterator[Row]:
    release = one.part.kept.found.release
    leads = _leads(release)
    in_group = any(name in leads for name in one.suppliers)
    for name in one.suppliers:
        role = "consortium_lead" if name in leads else "consortium_member" if in_group else "supplier"
        yield {key: contract[key] for key in _FROM_CONTRACT} | {
            "contract_reference": one.reference,
            "supplier": name,
            "supplier_identifier": "; ".join(identifiers_of(supplier_party(release, name))) or None,
            "supplier_share": shares.get(name),
            "role": role,
        }


def _leads(release: Mapping[str, Any]) -> set[str]:
    parties = [party for _, party in members(dict(release), "parties")]
    return {text(party.get("name")) for party in parties if _LEAD in roles_of(party)}
