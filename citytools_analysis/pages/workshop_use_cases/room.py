"""Who is in a workshop and what it is about, computed once; both workshops draw on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from citytools_analysis.errors import UnknownNameError, suggestion
from citytools_analysis.metrics import adoption, renewals
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.answered import boroughs_answered
from citytools_analysis.register import Register

MONTHS = 36  # what a workshop looks ahead to: the three years of its wall sheet


@dataclass(frozen=True, eq=False)
class Room:
    """
    The boroughs in a workshop, the service areas it is about, and what is known of both.

    Parameters
    ----------
    register
        The register.
    borough_ids
        The boroughs in the room, in the order of their names.
    area_codes
        The service areas it is about; empty for all.
    uses
        Rows of `adoption.in_use` of these boroughs and areas.
    decisions
        Rows of `renewals.decisions`, one a borough served and contract, of these boroughs and areas: `borough_id` is who
        is served, `borough` its name.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> NOBODY.borough_ids, NOBODY.about
    ((), 'all service areas')
    """

    register: Register
    borough_ids: tuple[str, ...]
    area_codes: tuple[str, ...]
    uses: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def names(self) -> dict[str, str]:
        """Names of the boroughs in the room by id, in their order."""
        every = _named(self.register.boroughs, "borough_id", "borough")
        return {key: every[key] for key in self.borough_ids}

    @property
    def functions(self) -> pd.DataFrame:
        """The functions of the areas it is about."""
        every = self.register.functions
        return every[every["area_code"].isin(self.area_codes)] if self.area_codes else every

    @property
    def about(self) -> str:
        """What it is about, in words."""
        areas = _named(self.register.functions, "area_code", "area")
        return "; ".join(areas[code] for code in self.area_codes) or "all service areas"

    @property
    def contracts(self) -> pd.DataFrame:
        """The contracts of the room, each once."""
        return self.decisions.drop_duplicates("contract_id")

    @property
    def answered(self) -> set[str]:
        """Those in the room that have sent a return."""
        return boroughs_answered(self.register) & set(self.borough_ids)


def about(register: Register, boroughs: str = "", service_areas: str = "") -> Room:
    """
    Compute what a workshop draws on.

    Parameters
    ----------
    register
        The register.
    boroughs, service_areas
        Ids of boroughs and codes of service areas, separated by commas; empty for every borough of which anything is
        known, and for all areas.

    Returns
    -------
    room
        Its frames.

    Raises
    ------
    UnknownNameError
        If the register knows no such borough or service area.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden, brent").names
    {'brent': 'Brent', 'camden': 'Camden'}
    """
    named = _named(register.boroughs, "borough_id", "borough")
    wanted = _listed("borough", boroughs, named)
    areas = _listed("service area", service_areas, _named(register.functions, "area_code", "area"))
    uses, decisions = adoption.in_use(register), _served(register)
    if areas:
        uses, decisions = uses[uses["area_code"].isin(areas)], decisions[decisions["area_code"].isin(areas)]
    told = {*uses["borough_id"], *decisions["borough_id"], *boroughs_answered(register)} & set(named)
    inside = tuple(sorted(wanted or told, key=lambda key: named[key]))
    own = [frame[frame["borough_id"].isin(inside)].reset_index(drop=True) for frame in (uses, decisions)]
    return Room(register, inside, tuple(areas), *own)


def _named(frame: pd.DataFrame, key: str, name: str) -> dict[str, str]:
    rows = frame.drop_duplicates(key)
    return dict(zip(rows[key].astype("str"), rows[name].astype("str"), strict=True))


def _listed(kind: str, words: str, known: Mapping[str, str]) -> list[str]:
    given = [word.strip() for word in words.split(",") if word.strip()]
    by_name = {name.casefold(): key for key, name in known.items()} | {key.casefold(): key for key in known}
    for word in given:
        if word.casefold() not in by_name:
            near = list(known) if suggestion(word, list(known)) else list(known.values())
            raise UnknownNameError(kind, word, near)
    return sorted({by_name[word.casefold()] for word in given})


def _served(register: Register) -> pd.DataFrame:
    """Give the decision about each contract, once for each borough it serves."""
    decisions = renewals.decisions(register).drop(columns="borough_id")
    served = parties(register)[["contract_id", "borough_id"]].drop_duplicates()
    names = register.boroughs[["borough_id", "borough"]]
    rows = decisions.merge(served, on="contract_id").merge(names, on="borough_id")
    order = ["act_by_date", "borough", "contract_id"]
    return rows.sort_values(order, kind="stable", na_position="last").reset_index(drop=True)
