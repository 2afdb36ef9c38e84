"""What a borough pays in a year for a system, per resident, household, or whatever else drives its cost (M50)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.prices.comparable import SCOPE, yearly_costs
from citytools_analysis.register import Register

DRIVERS: Mapping[str, str] = MappingProxyType({"residents_2021": "resident", "households_2017": "household"})
MINIMUM_BOROUGHS = {"public": 5, "members": 3}
UNIT_COLUMNS = (
    "borough_id", "borough", "function_code", "function", "system_id", "system", "hosting", "supplier_id", "supplier",
    "contract_id", "n_contracts", "standing", "is_resold", "is_equal_split", "vat_basis", "driver", "driver_size",
    "annual_low_gbp", "annual_high_gbp", "price_low_gbp", "price_high_gbp", "is_comparable", "not_comparable_because",
    *ENVELOPE,
)  # fmt: skip
Driver = str | pd.Series
_FIGURES = ["annual_low_gbp", "annual_high_gbp", "price_low_gbp", "price_high_gbp"]


def unit_prices(register: Register, *, driver: Driver = "residents_2021", on: date | None = None) -> pd.DataFrame:
    """
    Give what each borough pays in a year for a system that serves a function, per unit of what drives its cost (M50).

    Parameters
    ----------
    register
        The register.
    driver
        `residents_2021` or `households_2017`, or any other driver as a Series indexed by `borough_id`, such as tenancies
        for housing; its name is that of one unit.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    prices
        One row a borough, system, hosting and function, the columns of `UNIT_COLUMNS`. `value` is pounds a year per
        unit without VAT, the VAT taken as outside where the source does not say; then `price_low_gbp` takes it as
        inside, and `lower` to `upper` is that range. `annual_low_gbp` and `annual_high_gbp` are the borough's share of
        the yearly value, `driver_size` its units. `n` of `n_of` contracts are comparable. Where a row `is_comparable`
        is false it is withheld and `not_comparable_because` says why: a bundle, no yearly value, a share or system that
        is not known, a borough where a figure per head means nothing. An equal split of a joint contract that nobody
        declared is marked by `is_equal_split`, a price that may hold a reseller's margin by `is_resold`. The members'
        edition withholds scopes of fewer than 3 boroughs, the public one those of fewer than 5.

    Raises
    ------
    UnknownNameError
        If a driver's name is not known.
    ValueError
        If a driver's Series names a borough twice.

    Notes
    -----
    metrics.md, section 4: `P = recurring yearly value without VAT / driver`. Compare only within one function, system
    and hosting; where the hosting is `unknown` prices may differ by it. The register does not part one-off work from
    what recurs: a total over a term may hold both. Prices are in the money of their own contract, not of one year.

    Examples
    --------
    >>> unit_prices(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    told = priced(register, driver=driver, on=on)
    is_comparable = told["is_comparable"]
    is_few = is_comparable & _is_few(told, register.info.edition)
    few = f"fewer than {MINIMUM_BOROUGHS.get(register.info.edition, 1)} boroughs have a price for this"
    is_vat_known = told["vat_basis"].isin(["ex", "inc"])
    n = told["n_contracts"].where(is_comparable, 0)
    told = enveloped(
        told.assign(value=told["price_high_gbp"], n=n, n_of=told["n_contracts"]),
        unit=f"GBP a year per {unit_of(driver)}", lower=told["price_low_gbp"], upper=told["price_high_gbp"],
        interval_kind=np.where(is_vat_known, "none: as recorded", "VAT inside and VAT outside"),
        basis="contracts for one system and one function", as_of=on or register.as_of,
        is_withheld=~is_comparable | is_few, reason=told["not_comparable_because"].mask(is_few, few),
    )  # fmt: skip
    told = told.assign(**{name: told[name].mask(is_few) for name in _FIGURES})
    return with_names(told, register)[list(UNIT_COLUMNS)]


def priced(register: Register, *, driver: Driver, on: date | None) -> pd.DataFrame:
    """
    Give every price, whatever an edition may show of it.

    Parameters
    ----------
    register
        The register.
    driver
        As for `unit_prices`.
    on
        The day.

    Returns
    -------
    prices
        As `comparable.yearly_costs` gives, with `driver`, `driver_size`, `price_low_gbp`, `price_high_gbp` and
        `is_comparable`.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> priced(register, driver="households_2017", on=None).empty
    True
    """
    costs = yearly_costs(register, on=on)
    sizes, reasons = _sizes(register, driver)
    size = costs["borough_id"].map(sizes).astype("float64")
    told = costs["borough_id"].map(reasons).astype("str").fillna(f"no {unit_of(driver)} count is known")
    why = told.where(size.isna(), "")
    because = costs["not_comparable_because"].mask(costs["not_comparable_because"] == "", why).astype("str")
    is_comparable = because == ""
    money = {name: costs[name].where(is_comparable) for name in ("annual_low_gbp", "annual_high_gbp")}
    return costs.assign(
        **money, driver=name_of(driver), driver_size=size, not_comparable_because=because, is_comparable=is_comparable,
        price_low_gbp=money["annual_low_gbp"] / size, price_high_gbp=money["annual_high_gbp"] / size,
    )  # fmt: skip


def name_of(driver: Driver) -> str:
    """
    Name a driver.

    Parameters
    ----------
    driver
        As for `unit_prices`.

    Returns
    -------
    name
        The name given, or that of the Series; `unit` where it has none.

    Examples
    --------
    >>> name_of("households_2017"), name_of(pd.Series(dtype="float64"))
    ('households_2017', 'unit')
    """
    return str(driver.name or "unit") if isinstance(driver, pd.Series) else driver


def unit_of(driver: Driver) -> str:
    """
    Name one unit of a driver.

    Parameters
    ----------
    driver
        As for `unit_prices`.

    Returns
    -------
    unit
        Such as `resident`.

    Examples
    --------
    >>> unit_of("households_2017"), unit_of(pd.Series(name="tenancy", dtype="float64"))
    ('household', 'tenancy')
    """
    return name_of(driver) if isinstance(driver, pd.Series) else DRIVERS.get(driver, driver)


def _sizes(register: Register, driver: Driver) -> tuple[pd.Series, pd.Series]:
    """Give each borough's units, and why one has none."""
    boroughs = register.boroughs.set_index("borough_id")
    if isinstance(driver, pd.Series):
        if not driver.index.is_unique:
            message = f"The driver names {driver.index[driver.index.duplicated()][0]!r} twice; give each borough once."
            raise ValueError(message)
        sizes, reasons = pd.to_numeric(driver).astype("float64"), pd.Series(dtype="str")
    elif driver not in DRIVERS:
        words = f"There are: {', '.join(DRIVERS)}; any other is given as a Series indexed by borough_id."
        raise UnknownNameError("driver", driver, list(DRIVERS), words)
    else:
        has_meaning = boroughs["per_capita_ok"].eq(other=True)
        sizes = boroughs[driver].astype("float64").where(has_meaning)
        reasons = pd.Series(f"a figure per {DRIVERS[driver]} means nothing here", index=boroughs.index[~has_meaning])
    return sizes.where((sizes > 0) & np.isfinite(sizes)), reasons


def _is_few(told: pd.DataFrame, edition: str) -> pd.Series:
    n = told["is_comparable"].groupby([told[name].fillna("") for name in SCOPE]).transform("sum")
    return n < MINIMUM_BOROUGHS.get(edition, 1)
