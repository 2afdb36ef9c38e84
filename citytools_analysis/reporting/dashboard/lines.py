"""The dashboard's lines: a system that a borough uses for a function with a contract for it, or either without the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption.answers import answers
from citytools_analysis.metrics.adoption.supply import borough_supply
from citytools_analysis.metrics.adoption.uses import whole_rows_in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.groups import with_groups
from citytools_analysis.metrics.held import told_in_part
from citytools_analysis.metrics.market.routes import route_of
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

CONTRACT_ONLY = "contract_only"
_PLACE = ["borough_id", "function_code", "system_id"]
_LINE = ["use", "contract", *_PLACE, "state", "supplier_id", "group_id", "hosting", "is_answer"]


class Lines(NamedTuple):
    """
    What the dashboard filters and counts.

    `lines` has a row a line: `use` and `contract`, row numbers in the other two frames and -1 where there is none;
    `borough_id`, `function_code`, `system_id`, `state`, `supplier_id` as reported, `group_id` it trades in, `hosting` and
    `is_answer`, whether it answers what is used. `uses` are the systems in use; `contracts` are those that have not ended,
    and after them those that have, with `route` and `group_id`.
    """

    lines: pd.DataFrame
    uses: pd.DataFrame
    contracts: pd.DataFrame


def find_lines(register: Register) -> Lines:
    """
    Put systems in use beside the contracts for them.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    lines
        Each system in use once for every contract that names its borough, function and system, and once alone where none
        does; then each borough and function of a contract that has not ended and of which no such system is known to be
        in use, once for each of its suppliers. Nothing is matched by likeness.

    Examples
    --------
    >>> from datetime import date
    >>> found = find_lines(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(found.lines), found.lines.columns.tolist()[:2]
    (0, ['use', 'contract'])
    """
    uses, contracts = _uses(register), _contracts(register)
    served = _served(register, contracts)
    matched = uses[["use", *_PLACE]].dropna().merge(served[["contract", *_PLACE]].dropna(), on=_PLACE)
    is_covered = pd.MultiIndex.from_frame(served[["contract", "borough_id", "function_code"]]).isin(
        pd.MultiIndex.from_frame(matched[["contract", "borough_id", "function_code"]])
    )
    used = uses.merge(matched[["use", "contract"]], on="use", how="left")
    alone = _with_each_supplier(served[~is_covered], contracts, register)
    lines = pd.concat([used[_LINE], alone[_LINE]], ignore_index=True)
    lines = lines.assign(**{name: lines[name].fillna(-1).astype("int32") for name in ("use", "contract")})
    return Lines(_sorted(lines, register), uses, contracts)


def _uses(register: Register) -> pd.DataFrame:
    uses = whole_rows_in_use(register).reset_index(drop=True)
    is_answer = uses.index.isin(answers(uses, register).index)
    is_withheld = register.info.edition == "public"  # where a system runs is for members only
    is_untold = uses["deployment_id"].isin(told_in_part(register, "deployments")) & uses["hosting"].isna()
    hosting = "withheld" if is_withheld else uses["hosting"].mask(is_untold, "withheld").fillna("unknown")
    supply = {
        view: borough_supply(register, view=view, on=register.as_of) for view in ("as_reported", "operating_group")
    }
    named = {
        name: told["group_id"].where(told["supply"].eq("supplied")).astype("str").array
        for name, told in (("supplier_id", supply["as_reported"]), ("group_id", supply["operating_group"]))
    }
    return uses.assign(
        use=np.arange(len(uses)),
        state=uses["system_state"].fillna("unknown"),
        hosting=hosting,
        is_answer=is_answer,
        **named,
    )


def _contracts(register: Register) -> pd.DataFrame:
    terms = contract_terms(register)
    terms = terms.assign(is_over=terms["standing"].eq("ended"), route=route_of(terms))
    terms = terms.sort_values(["is_over", "contract_id"], kind="stable").reset_index(drop=True)
    terms = with_groups(terms, register, view="operating_group", on=register.as_of)
    return terms.assign(contract=np.arange(len(terms)))


def _served(register: Register, contracts: pd.DataFrame) -> pd.DataFrame:
    numbers = contracts.loc[~contracts["is_over"], ["contract_id", "contract"]]
    return parties(register)[["contract_id", *_PLACE]].drop_duplicates().merge(numbers, on="contract_id")


def _with_each_supplier(served: pd.DataFrame, contracts: pd.DataFrame, register: Register) -> pd.DataFrame:
    own = served.join(contracts["supplier_id"], on="contract")
    several = register.contract_suppliers[["contract_id", "supplier_id"]].rename(columns={"supplier_id": "one_of"})
    told = own.merge(several, on="contract_id", how="left")
    told = told.assign(supplier_id=told["supplier_id"].fillna(told["one_of"]).astype("str"))
    told = told.drop_duplicates(["contract", *_PLACE, "supplier_id"])
    told = with_groups(told, register, view="operating_group", on=register.as_of)
    hosting = "withheld" if register.info.edition == "public" else "unknown"
    return told.assign(use=-1, state=CONTRACT_ONLY, hosting=hosting, is_answer=False)


def _sorted(lines: pd.DataFrame, register: Register) -> pd.DataFrame:
    order = {borough: number for number, borough in enumerate(register.boroughs["borough_id"])}
    place = lines["borough_id"].map(order)
    return (
        lines.assign(place=place)
        .sort_values(["place", "function_code", "use", "contract"], na_position="last", kind="stable")
        .drop(columns="place")
        .reset_index(drop=True)
    )
