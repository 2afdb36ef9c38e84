"""The Contracts sheet: contracts, their options and how they are shared out; and the notices that speak of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.assemble.assembly import Assembly, Entry, Row
from citytools_analysis.assemble.term import term_of
from citytools_analysis.parse import parse_number
from citytools_analysis.resolve import Named, split_list, stable_id

_COLUMNS = {  # the register's column of each field in which a borough may say unknown or none
    "partner_boroughs": "partner_borough_ids", "reference": "reference", "system": "system_id", "supplier": "supplier_id",
    "seller": "seller_id", "start_date": "start_date", "end_date": "end_date", "extension_months": "option_state",
    "break_date": "break_date", "notice_months": "notice_months", "in_use": "is_in_use", "value_gbp": "value_gbp",
    "framework": "framework", "procedure": "procedure", "direct_award": "is_direct_award", "ocid": "ocid", "cpv": "cpv_code",
    "extension_note": "extension_note", "review_date": "review_date", "evidence_url": "evidence_url",
}  # fmt: skip
# Procurement Act 2023, section 130 and the commencement regulations: procurements begun from this day
_NEW_REGIME = pd.Timestamp(2025, 2, 24)


def add_contracts(assembly: Assembly) -> None:
    """
    Make a contract, its options and its allocations of each row of the Contracts sheet.

    Parameters
    ----------
    assembly
        The rows in the making; contracts, options, allocations, systems and suppliers are added to it.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"borough": ["Camden"], "title": ["Thing"], "functions": ["REV01"], "end_date": ["2027-07-31"],
    ...                     "extension_months": ["12; 12"], "where_row": ["2"]})
    >>> cleaned = clean(Reading("a.csv", "facts", "00", "a.csv", {"contracts": raw}))
    >>> assembly = Assembly(cleaned, Names(load_reference()), "s1")
    >>> add_contracts(assembly)
    >>> [option["months"] for option in assembly.rows["options"]]
    [12.0, 12.0]
    """
    for entry in assembly.entries("contracts"):
        borough_id = assembly.borough(entry)
        partners = [assembly.borough(entry, name) for name in split_list(entry["partner_boroughs"])]
        functions = [assembly.function(entry, "functions", name) for name in split_list(entry["functions"])]
        supplier_id = assembly.supplier(entry, entry["supplier"])
        seller_id = assembly.supplier(entry, entry["seller"], "seller")
        system = assembly.system(entry, entry["system"], supplier_id)
        term = term_of(assembly, entry)
        if not borough_id or None in partners or None in functions:
            continue
        others = sorted({name for name in partners if name and name != borough_id})
        row = _contract(assembly, entry, borough_id, others, system) | term.columns
        row |= {"supplier_id": supplier_id or (system and system.supplier_id), "seller_id": seller_id}
        assembly.add("contracts", entry, row)
        for option in term.options:
            assembly.add("options", entry, {"contract_id": row["contract_id"]} | option)
        codes = list(dict.fromkeys(code for code in functions if code))
        if entry["record"] and not codes:
            continue
        for share in _allocations(assembly, entry, [borough_id, *others], codes):
            assembly.add("allocations", entry, _shared(row, system) | share)


def _shared(row: Row, system: Named | None) -> Row:
    return {"contract_id": row["contract_id"], "system_id": system and system.id}


def _contract(assembly: Assembly, entry: Entry, borough_id: str, others: Sequence[str], system: Named | None) -> Row:
    copied = {name: entry[name] for name in (
        "reference", "title", "start_date", "start_date_precision", "break_date", "break_date_precision", "notice_months", "value_gbp", "framework", "procedure", "ocid", "extension_note", "evidence_url",
        "department", "review_date", "review_date_precision",
    )}  # fmt: skip
    renamed = {
        "is_in_use": entry["in_use"],
        "is_framework": entry["is_framework"],
        "is_direct_award": entry["direct_award"],
        "cpv_code": entry["cpv"],
        "is_sme_supplier": entry["sme_supplier"],
        "is_vcse_supplier": entry["vcse_supplier"],
    }
    derived = {
        "contract_id": entry["record"]
        or contract_id(borough_id, entry["reference"], entry["title"], entry["start_date"]),
        "borough_id": borough_id,
        "partner_borough_ids": "|".join(others) or None,
        "system_id": system and system.id,
        "value_basis": entry["value_basis"],
        "vat_basis": entry["vat_basis"],
        "regime": _regime(entry),
        "is_published": assembly.is_published(entry),
    }
    return copied | renamed | derived | assembly.said(entry, _COLUMNS)


def contract_id(borough_id: str, reference: str | None, title: str | None, start: object) -> str:
    """
    Make a contract's id of its source's own key: the reference, else title and start.

    Parameters
    ----------
    borough_id
        Lead buyer.
    reference
        The buyer's reference, or ocid and award.
    title, start
        Used only where there is no reference.

    Returns
    -------
    id
        The same for the same contract in every year's return.

    Examples
    --------
    >>> contract_id("camden", "C-7", "Old title", None) == contract_id("camden", "c-7 ", "New title", None)
    True
    """
    if reference:
        return stable_id("contract", borough_id, " ".join(reference.casefold().split()))
    return stable_id("contract", borough_id, (title or "").casefold(), start)


def _regime(entry: Entry) -> str | None:
    began, start = entry["procurement_date"], entry["start_date"]
    if began is not None:
        return "pa_2023" if began >= _NEW_REGIME else "pcr_2015"
    return "pcr_2015" if start is not None and start < _NEW_REGIME else None


def _allocations(assembly: Assembly, entry: Entry, boroughs: Sequence[str], functions: Sequence[str]) -> list[Row]:
    shares, basis = _shares(assembly, entry, len(functions))
    basis = basis if len(boroughs) == 1 or basis == "equal_assumed" else "equal_assumed"
    return [
        {"borough_id": borough, "function_code": function, "weight": share / len(boroughs), "weight_basis": basis}
        for borough in boroughs
        for function, share in zip(functions or (None,), shares, strict=True)
    ]


def _shares(assembly: Assembly, entry: Entry, n_functions: int) -> tuple[list[float], str]:
    equal = [1 / max(n_functions, 1)] * max(n_functions, 1)
    texts = split_list(entry["function_shares"])
    if not texts:
        return equal, "declared" if n_functions == 1 else "equal_assumed"
    try:
        shares = [parse_number(text.rstrip("% ")) for text in texts]
    except ValueError:
        shares = []
    if shares == [1] and n_functions == 1:  # a cell that shows 100% holds the number 1
        shares = [100.0]
    if len(shares) != n_functions or abs(sum(shares) - 100) > 1 or min(shares) < 0:
        what = f"{entry['function_shares']!r} does not share out {n_functions} {'function' if n_functions == 1 else 'functions'}"
        assembly.wrong(entry, "function_shares", what, "Write one percentage a function, adding up to 100.", "shares")
        return equal, "equal_assumed"
    return [share / sum(shares) for share in shares], "declared"


def add_notices(assembly: Assembly) -> None:
    """
    Make a notice of each release.

    Parameters
    ----------
    assembly
        The rows in the making; notices are added to it.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"borough": ["Camden"], "notice_id": ["r1"], "ocid": ["ocds-1"], "notice_type": ["UK6"], "where_row": ["/"]})
    >>> cleaned = clean(Reading("a.json", "ocds", "00", "a.json", {"notices": raw}))
    >>> assembly = Assembly(cleaned, Names(load_reference()), "s1")
    >>> add_notices(assembly)
    >>> assembly.rows["notices"][0]["notice_type"]
    'UK6'
    """
    for entry in assembly.entries("notices"):
        borough_id = assembly.borough(entry)
        if not borough_id:
            continue
        reference = entry["contract_reference"]
        row = {name: entry[name] for name in (
            "notice_id", "ocid", "notice_type", "published_date", "buyer_identifier", "title", "value_gbp", "evidence_url",
        )}  # fmt: skip
        row |= {
            "borough_id": borough_id,
            "cpv_code": entry["cpv"],
            "value_basis": entry["value_basis"] or "unknown",
            "is_direct_award": entry["direct_award"],
            "contract_id": entry["record"] or contract_id(borough_id, reference, None, None) if reference else None,
        }
        assembly.add("notices", entry, row)
