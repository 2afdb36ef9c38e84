"""What a briefing on one supplier draws on, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from citytools_analysis.errors import UnknownNameError, suggestion
from citytools_analysis.metrics import adoption, renewals
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.credits import supplier_credits
from citytools_analysis.metrics.groups import group_of, maker_of
from citytools_analysis.register import Register

_UNTOLD = ("unknown", "withheld", "not_applicable")


@dataclass(frozen=True, eq=False)
class Supplier:
    """
    One supplier and the metric frames its briefing shows.

    Parameters
    ----------
    register
        The register.
    supplier_id, name
        The supplier.
    group_id, group
        The operating group it trades in on the day; itself where it is at the top of one or of none.
    company_ids
        The companies the briefing counts: the whole group where the supplier is at its top, else the supplier alone.
    is_reseller
        Whether it sells what others make; its contracts are then those it sold.
    contract_ids
        Every contract credited to these companies, ended ones too.
    uses
        Rows of `adoption.in_use` of the systems these companies make: one a borough and function.
    decisions
        Rows of `renewals.decisions` of their contracts, one a borough served and contract: `borough_id` is who is
        served, `borough` its name; soonest day to act first.
    n_told
        Boroughs of which it is known what they run for any of the functions these companies serve.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23)), "mapleway")
    Traceback (most recent call last):
    citytools_analysis.errors.UnknownNameError: Unknown supplier 'mapleway'. See data/reference/suppliers.csv.
    """

    register: Register
    supplier_id: str
    name: str
    group_id: str
    group: str
    company_ids: tuple[str, ...]
    is_reseller: bool
    contract_ids: frozenset[str]
    uses: pd.DataFrame
    decisions: pd.DataFrame
    n_told: int

    @property
    def names(self) -> dict[str, str]:
        """Names of all boroughs by id."""
        return dict(zip(self.register.boroughs["borough_id"], self.register.boroughs["borough"], strict=True))

    @property
    def customer_ids(self) -> list[str]:
        """The boroughs known to use it, by what they say or by a contract in force, sorted."""
        return sorted({*self.uses["borough_id"], *self.decisions["borough_id"]})

    @cached_property
    def contracts(self) -> pd.DataFrame:
        """Its decisions, one a contract."""
        return self.decisions.drop_duplicates("contract_id").reset_index(drop=True)

    @cached_property
    def system_ids(self) -> list[str]:
        """The systems its companies make, as far as the register names them, sorted."""
        makers = maker_of(self.register.systems["system_id"], self.register, on=self.register.as_of)
        own = self.register.systems.loc[makers.isin(self.company_ids).to_numpy(dtype=bool), "system_id"]
        return sorted({*own.dropna(), *self.uses["system_id"].dropna()})

    @property
    def is_top(self) -> bool:
        """Whether it is at the top of its group, so that figures by group are its own."""
        return self.group_id == self.supplier_id


def about(register: Register, supplier_id: str) -> Supplier:
    """
    Compute what a briefing on one supplier draws on.

    Parameters
    ----------
    register
        The register.
    supplier_id
        The supplier.

    Returns
    -------
    supplier
        Its frames.

    Raises
    ------
    UnknownNameError
        If the register names no such supplier.

    Examples
    --------
    >>> from datetime import date
    >>> suppliers = pd.DataFrame({"supplier_id": ["mapleway"], "supplier": ["Mapleway"]})
    >>> about(Register.from_tables({"suppliers": suppliers}, as_of=date(2026, 11, 23)), "mapleway").customer_ids
    []
    """
    suppliers = register.suppliers
    known = dict(zip(suppliers["supplier_id"].astype("str"), suppliers["supplier"].astype("str"), strict=True))
    if supplier_id not in known:
        near = list(known) if suggestion(supplier_id, list(known)) else list(known.values())
        kind = "supplier"
        raise UnknownNameError(kind, supplier_id, near, "See data/reference/suppliers.csv.")
    groups = dict(zip(known, group_of(pd.Series(list(known)), register, on=register.as_of), strict=True))
    group_id = groups[supplier_id]
    companies = tuple(key for key in known if groups[key] == supplier_id) or (supplier_id,)
    kinds = suppliers.loc[suppliers["supplier_id"] == supplier_id, "supplier_kind"]
    is_reseller = bool(kinds.eq("reseller").any())
    contract_ids = _sold(register, supplier_id) if is_reseller else _credited(register, companies)
    uses, decisions = _uses(register, companies), _served(register, contract_ids)
    return Supplier(
        register=register,
        supplier_id=supplier_id,
        name=known[supplier_id],
        group_id=group_id,
        group=known.get(group_id, group_id),
        company_ids=companies,
        is_reseller=is_reseller,
        contract_ids=frozenset(contract_ids),
        uses=uses,
        decisions=decisions,
        n_told=_told(register, uses, decisions),
    )


def _uses(register: Register, companies: tuple[str, ...]) -> pd.DataFrame:
    every = adoption.in_use(register)
    makers = maker_of(every["system_id"], register, on=register.as_of)
    return every[makers.fillna(every["supplier_id"]).isin(companies).to_numpy(dtype=bool)].reset_index(drop=True)


def _told(register: Register, uses: pd.DataFrame, decisions: pd.DataFrame) -> int:
    every = adoption.in_use(register)
    functions = {*uses["function_code"].dropna(), *decisions["function_code"].dropna()}
    told = every[every["function_code"].isin(functions) & ~every["system_state"].isin(_UNTOLD)]
    return len({*told["borough_id"], *uses["borough_id"], *decisions["borough_id"]})


def _credited(register: Register, companies: tuple[str, ...]) -> set[str]:
    credited = supplier_credits(register)
    return set(credited.loc[credited["supplier_id"].isin(companies), "contract_id"])


def _sold(register: Register, supplier_id: str) -> set[str]:
    contracts = register.contracts
    is_sold = contracts["seller_id"].eq(supplier_id) | contracts["supplier_id"].eq(supplier_id)
    return set(contracts.loc[is_sold, "contract_id"])


def _served(register: Register, contract_ids: set[str]) -> pd.DataFrame:
    """Give the decisions about these contracts, once for each borough a contract serves."""
    decisions = renewals.decisions(register)
    own = decisions[decisions["contract_id"].isin(contract_ids)].drop(columns="borough_id")
    served = parties(register)[["contract_id", "borough_id"]].drop_duplicates()
    rows = own.merge(served, on="contract_id").merge(register.boroughs[["borough_id", "borough"]], on="borough_id")
    return rows.sort_values(["act_by_date", "borough_id"], kind="stable", na_position="last").reset_index(drop=True)
