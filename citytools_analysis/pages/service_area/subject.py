"""What a briefing on one service area draws on, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from citytools_analysis.errors import UnknownNameError, suggestion
from citytools_analysis.metrics import adoption, opportunities, renewals
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.groups import group_of, maker_of
from citytools_analysis.pages.borough.together import Found
from citytools_analysis.register import Register


@dataclass(frozen=True, eq=False)
class ServiceArea:
    """
    One service area and the metric frames its briefing shows.

    Parameters
    ----------
    register
        The register.
    area_code, area
        The service area.
    functions
        Its functions: `function_code`, `function`.
    uses
        Its rows of `adoption.in_use`, whatever a borough said: one a borough and function.
    decisions
        Rows of `renewals.decisions` of contracts whose main function is in the area, one a borough served and contract:
        `borough_id` is who is served, `borough` its name; soonest day to act first.
    found
        What `opportunities.find` gives, for all areas.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23)), "HSX")
    Traceback (most recent call last):
    citytools_analysis.errors.UnknownNameError: Unknown service area 'HSX'. Did you mean 'HSG'? See data/reference/functions.csv.
    """

    register: Register
    area_code: str
    area: str
    functions: pd.DataFrame
    uses: pd.DataFrame
    decisions: pd.DataFrame
    found: Found

    @property
    def names(self) -> dict[str, str]:
        """Names of all boroughs by id."""
        return dict(zip(self.register.boroughs["borough_id"], self.register.boroughs["borough"], strict=True))

    @cached_property
    def answered(self) -> pd.DataFrame:
        """Its uses that answer what is run: a system, in-house, open source or none."""
        return self.uses[self.uses["system_state"].isin(adoption.ANSWERS)].reset_index(drop=True)

    @cached_property
    def contracts(self) -> pd.DataFrame:
        """Its decisions, one a contract."""
        return self.decisions.drop_duplicates("contract_id").reset_index(drop=True)

    @cached_property
    def system_ids(self) -> list[str]:
        """The systems in use for its functions, sorted."""
        return sorted(set(self.answered["system_id"].dropna()))

    @cached_property
    def group_ids(self) -> list[str]:
        """The operating groups, on the day, of the suppliers of these systems, sorted."""
        makers = maker_of(self.answered["system_id"], self.register, on=self.register.as_of)
        groups = group_of(makers.fillna(self.answered["supplier_id"]), self.register, on=self.register.as_of)
        return sorted(set(groups.dropna()))

    @cached_property
    def sets(self) -> pd.DataFrame:
        """The sets of boroughs that could buy together for one of its functions, as `opportunities.find` sorts them."""
        sets = self.found.sets
        return sets[sets["function_code"].isin(self.functions["function_code"])].reset_index(drop=True)


def about(register: Register, area_code: str) -> ServiceArea:
    """
    Compute what a briefing on one service area draws on.

    Parameters
    ----------
    register
        The register.
    area_code
        The service area, such as `HSG`.

    Returns
    -------
    area
        Its frames.

    Raises
    ------
    UnknownNameError
        If there is no such service area.

    Examples
    --------
    >>> from datetime import date
    >>> housing = about(Register.from_tables({}, as_of=date(2026, 11, 23)), "HSG")
    >>> housing.area, len(housing.functions), housing.system_ids
    ('Housing and homelessness', 7, [])
    """
    functions = register.functions
    known = dict(zip(functions["area_code"].astype("str"), functions["area"].astype("str"), strict=True))
    if area_code not in known:
        near = list(known) if suggestion(area_code, list(known)) else list(known.values())
        kind = "service area"
        raise UnknownNameError(kind, area_code, near, "See data/reference/functions.csv.")
    own = functions.loc[functions["area_code"] == area_code, ["function_code", "function"]]
    every = adoption.in_use(register)
    return ServiceArea(
        register=register,
        area_code=area_code,
        area=known[area_code],
        functions=own.sort_values("function_code", kind="stable").reset_index(drop=True),
        uses=every[every["area_code"] == area_code].reset_index(drop=True),
        decisions=_served(register, area_code),
        found=opportunities.find(register),
    )


def _served(register: Register, area_code: str) -> pd.DataFrame:
    """Give the decisions about the area's contracts, once for each borough a contract serves."""
    decisions = renewals.decisions(register)
    own = decisions[decisions["area_code"] == area_code].drop(columns="borough_id")
    served = parties(register)[["contract_id", "borough_id"]].drop_duplicates()
    rows = own.merge(served, on="contract_id").merge(register.boroughs[["borough_id", "borough"]], on="borough_id")
    return rows.sort_values(["act_by_date", "borough_id"], kind="stable", na_position="last").reset_index(drop=True)
