"""What contracts that are not published cost in a year, by service area: the market that public rows do not show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.groups import group_of
from citytools_analysis.metrics.released import ALL, UNPUBLISHED_VALUE, is_read_back, released
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

UNPUBLISHED_COLUMNS = ("area_code", "area", "n_suppliers", *ENVELOPE)
_KEPT = ["contract_id", "borough_id", "supplier_id", "annual_value_gbp"]
_WHOLE = "All service areas"
_NOTHING = "no such contract has a yearly value"


def unpublished_value(register: Register) -> pd.DataFrame:
    """
    Add up the yearly value of contracts that are not published.

    Parameters
    ----------
    register
        The register. The public edition, and a borough's, give what their `released` table holds.

    Returns
    -------
    values
        One row a service area in the order of the reference table, and `all` first, with the columns of
        `UNPUBLISHED_COLUMNS`. `value` is in pounds a year without VAT, `n` boroughs behind it; released figures are
        rounded to two significant figures, and withheld below six decision-makers or three suppliers, or where one
        has more than half, or nearly what two others leave (metrics.md, 15, rules 1, 3 and 4).

    Notes
    -----
    metrics.md, 1.3 and 15. A value that spans areas is shared by the allocations of its contract. There is no interval:
    contracts whose yearly value is not known are left out, so that the sum is a least one.

    Examples
    --------
    >>> from datetime import date
    >>> told = unpublished_value(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(told), set(told["reason"])
    (15, {'no such contract has a yearly value'})
    """
    areas = register.reference.functions.drop_duplicates("area_code")[["area_code", "area"]]
    places = pd.concat([pd.DataFrame({"area_code": [ALL], "area": [_WHOLE]}), areas], ignore_index=True)
    told = _from_released(places, register) if is_read_back(register) else _added_up(places, register)
    told = enveloped(
        told, unit="pounds a year", n_of=np.nan, interval_kind="none: a sum of what is known",
        basis="contracts that are not published and have a yearly value",
    )  # fmt: skip
    return told.assign(n_suppliers=told["n_suppliers"].mask(told["is_withheld"]))[list(UNPUBLISHED_COLUMNS)]


def unpublished_contracts(register: Register, *, published: pd.Series | None = None) -> pd.DataFrame:
    """
    List the yearly value of each contract that is not published, in each service area.

    Parameters
    ----------
    register
        The full register, or a members' edition.
    published
        Ids of the contracts that the public edition shows; those that the register marks so if not given.

    Returns
    -------
    contracts
        One row a contract that has not ended and area of its allocations, and one in `all`: `contract_id`,
        `borough_id`, `supplier_id` (operating group), `area_code` (missing where no function is known), `amount` (pounds
        a year), and `subject`, the area's code or `all`.

    Examples
    --------
    >>> from datetime import date
    >>> unpublished_contracts(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    terms = contract_terms(register)
    marked = terms["contract_id"].isin(published) if published is not None else terms["is_published"].eq(other=True)
    is_meant = ~marked.fillna(value=False).to_numpy(dtype=bool) & terms["annual_value_gbp"].gt(0).to_numpy(dtype=bool)
    contracts = terms.loc[is_meant & ~terms["standing"].eq("ended").to_numpy(dtype=bool), _KEPT]
    contracts = contracts.assign(supplier_id=group_of(contracts["supplier_id"], register, on=register.as_of))
    shared = contracts.merge(_weights(register), on="contract_id", how="left")
    shared = shared.assign(amount=shared["annual_value_gbp"] * shared["weight"].astype("float64").fillna(1.0))
    by_area = shared.dropna(subset=["area_code"])
    return pd.concat([by_area.assign(subject=by_area["area_code"]), shared.assign(subject=ALL)], ignore_index=True)


def _weights(register: Register) -> pd.DataFrame:
    area = register.reference.functions.set_index("function_code")["area_code"]
    allocated = register.allocations.assign(area_code=register.allocations["function_code"].map(area))
    by_area = allocated.dropna(subset=["area_code"]).groupby(["contract_id", "area_code"])
    return by_area["weight"].sum().reset_index()


def _added_up(places: pd.DataFrame, register: Register) -> pd.DataFrame:
    rows = unpublished_contracts(register).groupby("subject")
    told = pd.DataFrame({
        "value": rows["amount"].sum(), "n": rows["borough_id"].nunique(), "n_suppliers": rows["supplier_id"].nunique(),
    }).reindex(places["area_code"])  # fmt: skip
    is_empty = told["n"].isna().to_numpy(dtype=bool)
    columns = {name: told[name].to_numpy(dtype=float) for name in ("value", "n", "n_suppliers")}
    return places.assign(**columns, is_withheld=is_empty, reason=np.where(is_empty, _NOTHING, ""), as_of=register.as_of)


def _from_released(places: pd.DataFrame, register: Register) -> pd.DataFrame:
    rows = released(register, UNPUBLISHED_VALUE).set_index("subject").reindex(places["area_code"])
    is_withheld = rows["is_withheld"].astype("boolean").fillna(value=True).to_numpy(dtype=bool)
    return places.assign(
        value=rows["value"].to_numpy(dtype=float), n=rows["n"].to_numpy(dtype=float, na_value=np.nan), n_suppliers=np.nan,
        is_withheld=is_withheld, reason=rows["reason"].fillna("").astype("str").to_numpy(dtype=object),
        as_of=rows["as_of"].to_numpy(dtype=object),
    )  # fmt: skip
