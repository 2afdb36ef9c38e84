"""The suppliers of a contract that has several, each with its share where the source declares one."""

from __future__ import annotations

from citytools_analysis.assemble.assembly import Assembly
from citytools_analysis.assemble.contracts import contract_id


def add_contract_suppliers(assembly: Assembly) -> None:
    """
    Make a row of each supplier of a contract that has several.

    Parameters
    ----------
    assembly
        The rows in the making, with its contracts; contract suppliers and suppliers are added to it.

    Examples
    --------
    >>> import pandas as pd
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> place = {"borough": "Camden", "where_row": ["/releases/0/awards/0"] * 2}
    >>> named = pd.DataFrame(place | {"contract_reference": "o/1", "supplier": ["Civica UK Ltd", "Acme"], "role": "supplier"})
    >>> raw = {"contracts": pd.DataFrame(place | {"reference": "o/1"}).head(1), "contract_suppliers": named}
    >>> assembly = Assembly(clean(Reading("a.json", "ocds", "00", "a.json", raw)), Names(load_reference()), "s")
    >>> assembly.rows["contracts"] = [{"contract_id": contract_id("camden", "o/1", None, None)}]
    >>> add_contract_suppliers(assembly)
    >>> [(row["supplier_id"], row["share_basis"]) for row in assembly.rows["contract_suppliers"]]
    [('civica', 'equal_assumed'), ('as-reported-acme', 'equal_assumed')]
    """
    known = {row["contract_id"] for row in assembly.rows.get("contracts", ())}
    for entry in assembly.entries("contract_suppliers"):
        borough_id = assembly.borough(entry)
        contract = contract_id(borough_id, entry["contract_reference"], None, None) if borough_id else None
        if contract not in known:
            continue
        share = entry["supplier_share"]
        row = {
            "contract_id": contract,
            "supplier_id": assembly.supplier(entry, entry["supplier"], "co_supplier"),
            "supplier_share": share,
            "share_basis": "equal_assumed" if share is None else "declared",
            "role": entry["role"],
            "mention": entry["supplier"],
        }
        assembly.add("contract_suppliers", entry, row)
