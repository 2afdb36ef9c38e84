"""What the page for small suppliers draws on, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import concentration, lock_in, market
from citytools_analysis.pages.sme_market.unpublished import with_unpublished
from citytools_analysis.register import Register


@dataclass(frozen=True, eq=False)
class Market:
    """
    The market of some service areas, or of all, and the metric frames shown of it.

    Parameters
    ----------
    register
        The register.
    area_codes
        The service areas it is narrowed to; none means all.
    openings
        Rows of `market.ending_soon`, then one row a borough and function whose supplier is known without a contract:
        its `period` is `no contract published`.
    early
        `market.early_notices`; notices name no service area, so these are never narrowed.
    incumbents, routes, frameworks, entrants, sizes, small
        What the market metrics give.
    buyers
        What `market.small_supplier_buyers` gives.
    concentrated, largest
        `concentration.summary` and the largest group of each area, by boroughs.
    asked
        `lock_in.renewals_without_competition`, with each function's area.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> len(EMPTY.areas), EMPTY.is_whole
    (14, True)
    """

    register: Register
    area_codes: tuple[str, ...]
    openings: pd.DataFrame
    early: pd.DataFrame
    incumbents: pd.DataFrame
    routes: pd.DataFrame
    frameworks: pd.DataFrame
    entrants: pd.DataFrame
    sizes: pd.DataFrame
    small: pd.DataFrame
    buyers: pd.DataFrame
    concentrated: pd.DataFrame
    largest: pd.DataFrame
    asked: pd.DataFrame

    @property
    def is_whole(self) -> bool:
        """Whether it is about every service area."""
        return not self.area_codes

    @property
    def areas(self) -> dict[str, str]:
        """Names of the service areas it is about, by code, in the order of codes."""
        known = _areas(self.register)
        return {code: name for code, name in known.items() if self.is_whole or code in self.area_codes}

    @property
    def contracts(self) -> pd.DataFrame:
        """The openings that rest on a contract."""
        return self.openings[self.openings["contract_id"].notna()]

    @property
    def n_contracts(self) -> int:
        """How many contracts in force or not known to have ended there are."""
        return int(self.routes.drop_duplicates("group_code")["n_of"].sum())


def about(register: Register, service_areas: str = "") -> Market:
    """
    Compute what the page draws on.

    Parameters
    ----------
    register
        The register.
    service_areas
        Codes of the service areas it is about, with commas; empty means all.

    Returns
    -------
    market
        Its frames.

    Raises
    ------
    UnknownNameError
        If there is no such service area.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23)), "HSG").areas
    {'HSG': 'Housing and homelessness'}
    """
    codes = tuple(code.strip() for code in service_areas.split(",") if code.strip())
    known = _areas(register)
    for code in codes:
        if code not in known:
            kind = "service area"
            raise UnknownNameError(kind, code, list(known), "See data/reference/functions.csv.")
    functions = register.functions[["function_code", "area_code"]]
    asked = lock_in.renewals_without_competition(register).merge(functions, on="function_code", how="left")
    largest = concentration.ratios(register, "area", ks=(1,), basis="boroughs", view="operating_group")
    return Market(
        register, codes,
        openings=_within(with_unpublished(market.ending_soon(register), register), codes, "area_code"),
        early=market.early_notices(register),
        incumbents=_within(market.incumbents(register), codes, "area_code"),
        routes=_within(market.routes_to_market(register), codes),
        frameworks=_within(market.frameworks_used(register), codes),
        entrants=_within(market.new_entrants(register), codes),
        sizes=_within(market.small_contracts(register), codes),
        small=_within(market.sme_share(register), codes),
        buyers=market.small_supplier_buyers(register, area_codes=codes),
        concentrated=_within(concentration.summary(register, "area"), codes, "scope_code"),
        largest=_within(largest, codes, "scope_code"),
        asked=_within(asked, codes, "area_code"),
    )  # fmt: skip


def _areas(register: Register) -> dict[str, str]:
    known = register.functions[["area_code", "area"]].drop_duplicates("area_code").sort_values("area_code")
    return {str(code): str(name) for code, name in known.itertuples(index=False)}


def _within(frame: pd.DataFrame, codes: tuple[str, ...], column: str = "group_code") -> pd.DataFrame:
    kept = frame[frame[column].isin(codes)] if codes else frame
    return kept.reset_index(drop=True)
