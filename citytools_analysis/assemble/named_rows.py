"""The rows that a name adds to the register: a supplier or system as reported, and the identifiers published beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citytools_analysis.identifiers import identifier_of
from citytools_analysis.resolve import Mention, Named

Row = dict[str, Any]


def supplier_rows(mention: Mention, named: Named) -> Iterator[tuple[str, Row]]:
    """
    Give the rows of a supplier's name.

    Parameters
    ----------
    mention
        The name as written.
    named
        What it was taken for.

    Yields
    ------
    table, row
        The supplier itself where it is not reviewed, and its identifiers; none where identifier and name disagree.

    Examples
    --------
    >>> named = Named("as-reported-acme", "Acme", is_reviewed=False)
    >>> [table for table, _ in supplier_rows(Mention("Acme", ("GB-COH-968498",)), named)]
    ['suppliers', 'supplier_identifiers']
    """
    if not named.is_reviewed:
        yield (
            "suppliers",
            {
                "supplier_id": named.id,
                "supplier": named.name,
                "supplier_kind": "unknown",
                "is_reviewed": False,
            },
        )
    for scheme, number in filter(None, map(identifier_of, mention.identifiers)):
        if named.matched_by != "conflict":
            yield "supplier_identifiers", {"supplier_id": named.id, "scheme": scheme, "identifier": number}


def system_rows(named: Named) -> Iterator[tuple[str, Row]]:
    """
    Give the row of a system's name.

    Parameters
    ----------
    named
        What it was taken for.

    Yields
    ------
    table, row
        The system itself where it is not reviewed.

    Examples
    --------
    >>> list(system_rows(Named("modern-gov", "ModernGov", is_reviewed=True)))
    []
    """
    if not named.is_reviewed:
        row = {"system_id": named.id, "system": named.name, "supplier_id": named.supplier_id, "is_reviewed": False}
        yield "systems", row
