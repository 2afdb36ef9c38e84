"""Sheets that published sources make: spend, and official performance."""

from __future__ import annotations

from citytools_analysis.assemble.assembly import Assembly
from citytools_analysis.assemble.contracts import contract_id
from citytools_analysis.resolve import stable_id


def add_spend(assembly: Assembly) -> None:
    """
    Make a spend row of each payment and of each month's sales.

    Parameters
    ----------
    assembly
        The rows in the making; spend and suppliers are added to it.

    Examples
    --------
    >>> import pandas as pd
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"borough": ["Lambeth"], "supplier": ["Civica UK Limited"], "spend_kind": ["payment"],
    ...                     "paid_on": ["01/02/2012"], "amount_gbp": [-10.5], "where_row": ["2"]})
    >>> assembly = Assembly(clean(Reading("a.csv", "spend", "00", "a.csv", {"spend": raw})), Names(load_reference()), "s")
    >>> add_spend(assembly)
    >>> [(row["borough_id"], row["amount_gbp"]) for row in assembly.rows["spend"]]
    [('lambeth', -10.5)]
    """
    for entry in assembly.entries("spend"):
        borough_id, supplier_id = assembly.borough(entry), assembly.supplier(entry, entry["supplier"])
        if not borough_id or not supplier_id:
            continue
        # payments repeat to the letter: only their place in the file tells two of them apart
        place = assembly.cleaned.place("spend", entry.values)
        row = {
            "spend_id": stable_id("spend", assembly.source_id, place),
            "borough_id": borough_id,
            "supplier_id": supplier_id,
            "paid_date": entry["paid_on"],
            "paid_date_precision": entry["paid_on_precision"],
            "vat_basis": entry["vat_basis"] or "unknown",
            "is_published": assembly.is_published(entry),
        }
        copied = ("spend_kind", "amount_gbp", "department", "category", "reference", "framework")
        assembly.add("spend", entry, row | {name: entry[name] for name in copied})


def add_performance(assembly: Assembly) -> None:
    """
    Make a performance row of each official assessment.

    Parameters
    ----------
    assembly
        The rows in the making; performance and suppliers are added to it.

    Examples
    --------
    >>> import pandas as pd
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"borough": ["Lambeth"], "notice_id": ["n1"], "ocid": ["ocds-1"], "rating": ["good"], "where_row": ["/"]})
    >>> cleaned = clean(Reading("a.json", "ocds", "00", "a.json", {"performance": raw}))
    >>> assembly = Assembly(cleaned, Names(load_reference()), "s")
    >>> add_performance(assembly)
    >>> assembly.rows["performance"][0]["rating"]
    'good'
    """
    for entry in assembly.entries("performance"):
        borough_id, reference = assembly.borough(entry), entry["contract_reference"]
        if not borough_id:
            continue
        row = {
            "performance_id": stable_id("performance", entry["notice_id"], reference, entry["indicator"]),
            "contract_id": contract_id(borough_id, reference, None, None) if reference else None,
            "borough_id": borough_id,
            "supplier_id": assembly.supplier(entry, entry["supplier"]),
            "period_start_date": entry["period_start"],
            "period_start_date_precision": entry["period_start_precision"],
            "period_end_date": entry["period_end"],
            "period_end_date_precision": entry["period_end_precision"],
            "is_breach": entry["breach"],
        }
        copied = ("notice_id", "ocid", "indicator", "rating", "published_date", "evidence_url")
        assembly.add("performance", entry, row | {name: entry[name] for name in copied})
