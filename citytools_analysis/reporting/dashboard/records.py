"""What the dashboard's script reads when a line is opened: dates, terms, history and sources of every use and contract."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.adoption import replacements
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.lines import Lines
from citytools_analysis.reporting.dashboard.packing import days, packed
from citytools_analysis.style import date_text

_USE_DATES = ("in_use_from_date", "in_use_to_date", "seen_date", "confirmed_date")
_USE_TEXTS = ("supplier", "basis", "evidence_url", "source_id", "source_pointer", "stated_none")
_CONTRACT_DATES = ("start_date", "review_date", "break_date", "confirmed_date")
_CONTRACT_TEXTS = (
    "reference", "supplier", "system", "seller", "end_basis", "end_note", "option_state", "value_basis", "vat_basis",
    "framework", "procedure", "regime", "ocid", "extension_note", "evidence_url", "source_id", "source_pointer", "told_by",
    "partner_borough_ids", "stated_none",
)  # fmt: skip
_CONTRACT_NUMBERS = ("value_gbp", "notice_months", "option_notice_months")
Columns = dict[str, npt.NDArray[np.generic]]


def records(register: Register, found: Lines) -> str:
    """
    Pack what a record shows.

    Parameters
    ----------
    register
        The edition's register.
    found
        Its lines.

    Returns
    -------
    text
        As `packing.packed` gives: columns `use.*` and `contract.*`, whose texts are numbers into `texts`; `sources` by
        id; and `changes`, the replacements that were seen. What the edition does not hold is not in it.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.reporting.dashboard.lines import find_lines
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> len(records(register, find_lines(register))) > 100
    True
    """
    contracts = with_names(_with_seller(found.contracts, register), register)
    contracts = contracts.assign(told_by=contracts["contract_id"].map(_told_by(register)))
    kept: dict[Hashable, int] = {}
    columns = {f"use.{name}": days(found.uses[name]) for name in _USE_DATES}
    columns |= {f"contract.{name}": days(contracts[name]) for name in _CONTRACT_DATES}
    columns |= {f"use.{name}": _texts(found.uses, name, kept) for name in _USE_TEXTS}
    columns |= {f"contract.{name}": _texts(contracts, name, kept) for name in _CONTRACT_TEXTS}
    numbers: Columns = {
        f"contract.{name}": contracts[name].astype("float64").to_numpy(dtype=np.float64) for name in _CONTRACT_NUMBERS
    }
    header = {"texts": [str(text) for text in kept], "sources": _sources(register), "changes": _changes(register)}
    return packed(header, {**columns, **numbers})


def _texts(frame: pd.DataFrame, name: str, kept: dict[Hashable, int]) -> npt.NDArray[np.int32]:
    """Give each text its number, the same text of another column the same one; -1 for what is missing."""
    places, different = pd.factorize(frame[name].astype("str") if name in frame else pd.Series(dtype="str"))
    numbers = np.array([kept.setdefault(text, len(kept)) for text in different] + [-1], dtype=np.int32)
    told: npt.NDArray[np.int32] = numbers[places] if name in frame else np.full(len(frame), -1, dtype=np.int32)
    return told


def _with_seller(contracts: pd.DataFrame, register: Register) -> pd.DataFrame:
    names = with_names(contracts[["seller_id"]].rename(columns={"seller_id": "supplier_id"}), register)
    return contracts.assign(seller=names["supplier"].array)


def _told_by(register: Register) -> pd.Series:
    """Join the sources that tell of each contract: the believed one, and those it was believed over."""
    versions = register.rows("contracts")
    ids = versions["contract_id"].replace(dict(register.same_contracts))
    pairs = (
        pd.DataFrame({"contract_id": ids, "source_id": versions["source_id"]})
        .drop_duplicates()
        .sort_values("source_id")
    )
    return pairs.groupby("contract_id")["source_id"].agg("|".join)


def _sources(register: Register) -> dict[str, list[str]]:
    return {
        str(row["source_id"]): [str(row["source_name"]), str(row["source_kind"]), date_text(row["retrieved_date"])]
        for row in register.sources.to_dict("records")
    }


def _changes(register: Register) -> list[list[str]]:
    told = replacements(register)
    return [
        [str(row["borough_id"]), str(row["function_code"]), str(row["from_system"]), str(row["to_system"]),
         date_text(row["last_seen_date"]), date_text(row["first_seen_date"])]
        for row in told.to_dict("records")
    ]  # fmt: skip
