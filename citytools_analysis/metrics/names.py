"""Names beside ids, so that a frame can be read and drawn without another look-up."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register

_KEYS = dict.fromkeys(("function", "area_code", "area"), "function_code") | {"notice_meaning": "notice_type"}


def with_names(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    """
    Add the names that belong to a frame's ids.

    Parameters
    ----------
    frame
        A frame with any of `borough_id`, `function_code`, `system_id`, `supplier_id`, `notice_type`, `use_case_id`.
    register
        The register; what its tables do not name is looked up in the reference tables.

    Returns
    -------
    frame
        A copy with `borough`; `function`, `area_code` and `area`; `system`; `supplier`; `notice_meaning`; `use_case`; missing where the
        id is missing or names nothing. Of a `contract_id` that several suppliers share and no `supplier_id` names one of, `supplier`
        is their names joined by commas, to be read and never counted.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> with_names(pd.DataFrame({"borough_id": ["camden", None]}), register)["borough"].tolist()
    ['Camden', nan]
    """
    reference = register.reference
    functions = {name: [reference.functions] for name in ("function", "area_code", "area")}
    looked_up = {
        "borough_id": {"borough": [reference.boroughs]},
        "function_code": functions,
        "system_id": {"system": [register.systems, reference.systems]},
        "supplier_id": {"supplier": [register.suppliers, reference.suppliers]},
        "notice_type": {"notice_meaning": [reference.notice_types]},
        "use_case_id": {"use_case": [reference.use_cases]},
    }
    added = {
        name: _looked_up(frame[key], tables, name, register)
        for key, names in looked_up.items()
        if key in frame
        for name, tables in names.items()
    }
    if "supplier" in added and "contract_id" in frame and len(register.contract_suppliers):
        added["supplier"] = added["supplier"].fillna(_joined(frame["contract_id"], register))
    return frame.assign(**added)


def _joined(ids: pd.Series, register: Register) -> pd.Series:
    names = with_names(register.contract_suppliers[["supplier_id"]], register)["supplier"].dropna()
    by_contract = names.sort_values().groupby(register.contract_suppliers["contract_id"]).agg(", ".join)
    return ids.map(by_contract).astype("str")


def resellers(register: Register) -> set[str]:
    """
    List the suppliers that only resell: what they sell is somebody else's product.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    supplier_ids
        Their ids, from the register's suppliers.

    Examples
    --------
    >>> from datetime import date
    >>> resellers(Register.from_tables({}, as_of=date(2026, 11, 23)))
    set()
    """
    suppliers = register.suppliers
    return set(suppliers.loc[suppliers["supplier_kind"].eq("reseller"), "supplier_id"])


def _looked_up(ids: pd.Series, tables: list[pd.DataFrame], name: str, register: Register) -> pd.Series:
    names = register.once(("names", name), lambda: _names(tables, name))
    return ids.map(names[name]).astype("str")


def _names(tables: list[pd.DataFrame], name: str) -> pd.DataFrame:
    key = _KEYS.get(name, f"{name}_id")
    rows = pd.concat([table[[key, name]].astype("str") for table in tables], ignore_index=True).dropna()
    return rows.drop_duplicates(key).set_index(key)
