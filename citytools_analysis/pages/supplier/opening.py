"""The top of a supplier's briefing: the finding and five figures."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.supplier.findings import customers_finding, soon_finding
from citytools_analysis.pages.supplier.subject import Supplier
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment

_MONTHS = 18


def title(supplier: Supplier) -> Fragment:
    """
    Open a supplier's briefing with its finding.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> title(UNUSED).text.splitlines()[-1]
    'No borough is known to use Mapleway.'
    """
    names = [supplier.names[key] for key in supplier.customer_ids]
    told = customers_finding(supplier.name, names, n_told=supplier.n_told, is_reseller=supplier.is_reseller)
    known = supplier.contracts[supplier.contracts["end_state"] == "known"]
    last = pd.Timestamp(supplier.register.as_of) + pd.DateOffset(months=_MONTHS)
    n_soon = len(ending(known, as_of=supplier.register.as_of, months=_MONTHS))
    finding = told + soon_finding(n_soon, len(known), day=date_text(last))
    return cover(
        supplier.register, name=supplier.name, finding=finding, report="Supplier briefing", subject=supplier.name
    )


def awarded(supplier: Supplier) -> pd.Series:
    """
    Say of each of a supplier's contracts whether it was awarded directly.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    direct
        True, false or missing where it is not known; one a contract that a decision is about.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> awarded(UNUSED).empty
    True
    """
    contracts = supplier.register.contracts
    own = contracts[contracts["contract_id"].isin(supplier.contracts["contract_id"])]
    return own["is_direct_award"].astype("boolean").reset_index(drop=True)


def key_figures(supplier: Supplier) -> Fragment:
    """
    Give the figures of a supplier, each with its coverage.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        Boroughs that use it; contracts with a known end; ending within 18 months; days to act by that have passed;
        contracts awarded directly. What is not known is `unknown`, never 0.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> key_figures(UNUSED).text.splitlines()[:3]
    ['boroughs known to use it', 'unknown', 'no use of it is known']
    """
    return figures(_customers(supplier), *_ends(supplier), _direct(supplier))


def _customers(supplier: Supplier) -> Figure:
    label = "boroughs known to use it"
    if not supplier.n_told:
        return Figure(label, UNKNOWN, "no use of it is known")
    return Figure(
        label, str(len(supplier.customer_ids)), f"of {count_text(supplier.n_told, 'borough')} known for this work"
    )


def _ends(supplier: Supplier) -> tuple[Figure, Figure, Figure]:
    labels = ("contracts with a known end", f"end within {_MONTHS} months", "days to act by have passed")
    contracts = supplier.contracts
    if contracts.empty:
        dated, soon, late = (Figure(label, UNKNOWN, "no contract is known") for label in labels)
        return dated, soon, late
    known, days = contracts[contracts["end_state"] == "known"], contracts["act_by_date"].dropna()
    n_soon = len(ending(known, as_of=supplier.register.as_of, months=_MONTHS))
    n_late = int((days < pd.Timestamp(supplier.register.as_of)).sum())
    return (
        Figure(labels[0], str(len(known)), f"of {len(contracts)} known"),
        Figure(labels[1], str(n_soon) if len(known) else UNKNOWN, f"of {count_text(len(known), 'known end')}"),
        Figure(labels[2], str(n_late) if len(days) else UNKNOWN, f"of {len(days)}, counted from the committed end"),
    )


def _direct(supplier: Supplier) -> Figure:
    told = awarded(supplier)
    known = told.dropna()
    value = str(int(known.sum())) if len(known) else UNKNOWN
    basis = f"of {len(known)} whose award is known, of {len(told)}" if len(told) else "no contract is known"
    return Figure("contracts awarded directly", value, basis)
