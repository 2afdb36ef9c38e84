"""What a briefing on one system draws on, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.errors import UnknownNameError, suggestion
from citytools_analysis.metrics import adoption, opportunities, renewals
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.pages.borough.together import Found
from citytools_analysis.register import Register

_UNTOLD = ("unknown", "withheld", "not_applicable")


@dataclass(frozen=True, eq=False)
class System:
    """
    One system and the metric frames its briefing shows.

    Parameters
    ----------
    register
        The register.
    system_id, name
        The system.
    uses
        Its rows of `adoption.in_use`: one a borough and function.
    decisions
        Its rows of `renewals.decisions`, one a borough served and contract: `borough_id` is who is served, `borough`
        its name.
    n_told
        Boroughs of which it is known what they run for any of the system's functions.
    found
        What `opportunities.find` gives, for all systems.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23)), "mapleway")
    Traceback (most recent call last):
    citytools_analysis.errors.UnknownNameError: Unknown system 'mapleway'. See data/reference/systems.csv.
    """

    register: Register
    system_id: str
    name: str
    uses: pd.DataFrame
    decisions: pd.DataFrame
    n_told: int
    found: Found

    @property
    def user_ids(self) -> list[str]:
        """The boroughs known to run it, by what they say or by a contract in force, sorted."""
        return sorted({*self.uses["borough_id"], *self.decisions["borough_id"]})

    @property
    def names(self) -> dict[str, str]:
        """Names of all boroughs by id."""
        return dict(zip(self.register.boroughs["borough_id"], self.register.boroughs["borough"], strict=True))


def about(register: Register, system_id: str) -> System:
    """
    Compute what a briefing on one system draws on.

    Parameters
    ----------
    register
        The register.
    system_id
        The system.

    Returns
    -------
    system
        Its frames.

    Raises
    ------
    UnknownNameError
        If the register names no such system.

    Examples
    --------
    >>> from datetime import date
    >>> systems = pd.DataFrame({"system_id": ["mapleway"], "system": ["Mapleway"]})
    >>> about(Register.from_tables({"systems": systems}, as_of=date(2026, 11, 23)), "mapleway").user_ids
    []
    """
    systems = register.systems
    known = dict(zip(systems["system_id"].astype("str"), systems["system"].astype("str"), strict=True))
    if system_id not in known:
        near = list(known) if suggestion(system_id, list(known)) else list(known.values())
        kind = "system"
        raise UnknownNameError(kind, system_id, near, "See data/reference/systems.csv.")
    every = adoption.in_use(register)
    uses = every[every["system_id"] == system_id].reset_index(drop=True)
    decisions = _served(register, system_id)
    functions = {*uses["function_code"].dropna(), *decisions["function_code"].dropna()}
    told = every[every["function_code"].isin(functions) & ~every["system_state"].isin(_UNTOLD)]
    n_told = len({*told["borough_id"], *decisions["borough_id"]})
    return System(register, system_id, known[system_id], uses, decisions, n_told, opportunities.find(register))


def _served(register: Register, system_id: str) -> pd.DataFrame:
    """Give the decisions about the system's contracts, once for each borough a contract serves."""
    decisions = renewals.decisions(register)
    own = decisions[decisions["system_id"] == system_id].drop(columns="borough_id")
    served = parties(register)[["contract_id", "borough_id"]].drop_duplicates()
    rows = own.merge(served, on="contract_id").merge(register.boroughs[["borough_id", "borough"]], on="borough_id")
    return rows.sort_values(["act_by_date", "borough_id"], kind="stable", na_position="last").reset_index(drop=True)
