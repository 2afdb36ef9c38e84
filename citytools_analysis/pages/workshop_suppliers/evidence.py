"""What the register holds of each supplier used in a room: users, ends, ratings, problems and published records."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.metrics import challenges, satisfaction
from citytools_analysis.metrics.challenges.notices import published_records
from citytools_analysis.metrics.groups import group_of, maker_of
from citytools_analysis.metrics.names import with_names
from citytools_analysis.pages.workshop_use_cases import room as rooms
from citytools_analysis.pages.workshop_use_cases.room import Room
from citytools_analysis.register import Register
from citytools_analysis.tables.findings import ending

SOON_MONTHS = 18


@dataclass(frozen=True, eq=False)
class Suppliers:
    """
    A room and what is known of its suppliers.

    Parameters
    ----------
    room
        The room.
    used
        One row a supplier (operating group of the system's maker) and borough in the room that it serves.
    contracts
        The room's contracts with their supplier, one a borough and contract.
    ratings, problems, records
        Of all London, by supplier: what `satisfaction.among`, `challenges.shared_problems` and
        `challenges.published_records` give.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> NOBODY.table.empty
    True
    """

    room: Room
    used: pd.DataFrame
    contracts: pd.DataFrame
    ratings: pd.DataFrame
    problems: pd.DataFrame
    records: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """One row a supplier, those that serve most boroughs here first: how many, and its next end and day to act."""
        counts = self.used.groupby(["supplier_id", "supplier"])["borough_id"].nunique().rename("n_users").reset_index()
        own = self.contracts.drop_duplicates(["supplier_id", "contract_id"])
        soon = ending(own, as_of=self.room.register.as_of, months=SOON_MONTHS)
        is_known = own["end_state"].isin(["known", "rolling"])
        ahead = own[own["act_by_date"] >= pd.Timestamp(self.room.register.as_of)]
        late = own[own["act_by_date"] < pd.Timestamp(self.room.register.as_of)]
        following = ahead.groupby("supplier_id", as_index=False)["act_by_date"].min()
        told = counts.assign(
            n_contracts=_sizes(own, counts), n_dated=_sizes(own[is_known], counts), n_soon=_sizes(soon, counts),
            n_late=_sizes(late, counts),
        ).merge(following, on="supplier_id", how="left")  # fmt: skip
        return told.sort_values(["n_users", "supplier"], ascending=[False, True], kind="stable").reset_index(drop=True)


def about(register: Register, boroughs: str = "", service_areas: str = "") -> Suppliers:
    """
    Compute what the second workshop draws on.

    Parameters
    ----------
    register
        The register.
    boroughs, service_areas
        Ids of boroughs and codes of service areas, separated by commas; empty for all of which anything is known.

    Returns
    -------
    suppliers
        Its frames.

    Raises
    ------
    UnknownNameError
        If the register knows no such borough or service area.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23)), "brent").room.names
    {'brent': 'Brent'}
    """
    room = rooms.about(register, boroughs, service_areas)
    uses, contracts = _of_group(room.uses, register), _of_group(room.decisions, register)
    columns = ["supplier_id", "supplier", "borough_id"]
    used = pd.concat([uses[columns], contracts[columns]], ignore_index=True).dropna().drop_duplicates()
    return Suppliers(
        room, used.reset_index(drop=True), contracts, satisfaction.among(register, "supplier"),
        challenges.shared_problems(register, "supplier"), published_records(register),
    )  # fmt: skip


def _of_group(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Put in place of each supplier the group that its system's maker belongs to; without a system, the contract's own."""
    day = register.as_of
    makers = maker_of(rows["system_id"], register, on=day).fillna(rows["supplier_id"])
    groups = group_of(makers.astype("str"), register, on=day)
    return with_names(rows.drop(columns="supplier").assign(supplier_id=groups.to_numpy()), register)


def _sizes(rows: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    return counts["supplier_id"].map(rows.groupby("supplier_id").size()).fillna(0).astype("int64")
