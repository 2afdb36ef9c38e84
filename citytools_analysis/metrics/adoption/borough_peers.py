"""Who else uses a borough's systems, and when their contracts end."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption.uses import in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

NOT_PUBLISHED = "no contract is published"
PEER_COLUMNS = (
    "function_code", "function", "system_id", "system", "peer_borough_id", "peer_borough", "peer_end_date",
    "peer_latest_end_date", "peer_end_date_precision", "peer_end_state", "peer_end_note", "seen_date",
)  # fmt: skip
_USE = ["borough_id", "function_code", "system_id"]


def peers(register: Register, borough_id: str, *, on: date | None = None) -> pd.DataFrame:
    """
    List the other boroughs that use a borough's systems for the same function, and when their contracts end.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough whose systems are looked at.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    peers
        One row a function, system and other borough, with the columns of `PEER_COLUMNS`, sorted by function, system,
        committed end and borough. The ends are those of the peer's contract for that function and system: of several, a
        live one first, then the latest to end. `peer_end_state` is `known`, `rolling`, `unknown`, `withheld` or
        `not_applicable`; without a known end the dates are missing and `peer_end_note` says why: in a public edition
        `no contract is published` where the peer has answered, for it may have said more to members. Of an end that has
        passed in a contract still in use the note says so.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Examples
    --------
    >>> peers(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden").empty
    True
    """
    if borough_id not in set(register.boroughs["borough_id"]):
        raise UnknownNameError("borough", borough_id, register.boroughs["borough_id"].tolist())
    uses = in_use(register, on=on)
    uses = uses[uses["system_state"].eq("known") & uses["system_id"].notna()]
    uses = uses.sort_values("seen_date", ascending=False, na_position="last").drop_duplicates(_USE)
    is_mine = uses["borough_id"] == borough_id
    told = uses[~is_mine].merge(uses.loc[is_mine, _USE[1:]], on=_USE[1:])
    told = told.merge(_ends(register, on), on=_USE, how="left").rename(
        columns={"borough_id": "peer_borough_id", "borough": "peer_borough"}
    )
    has_none = told["peer_end_state"].isna()
    has_held = told["peer_borough_id"].isin(answered_in_part(register))
    why_none = pd.Series("no contract is known", index=told.index).mask(has_held, NOT_PUBLISHED)
    told = told.assign(
        peer_end_state=told["peer_end_state"].fillna("unknown"),
        peer_end_note=told["peer_end_note"].mask(has_none, why_none),
    )
    order = ["function_code", "system", "peer_end_date", "peer_borough_id"]
    return told.sort_values(order, na_position="last")[list(PEER_COLUMNS)].reset_index(drop=True)


def _ends(register: Register, on: date | None) -> pd.DataFrame:
    terms = contract_terms(register, on=on)
    rank = terms["standing"].map({"live": 0, "rolling": 1, "expired_in_use": 2, "unknown": 3})
    is_dated = terms["standing"].isin(["live", "expired_in_use"])
    ends = pd.DataFrame({
        "contract_id": terms["contract_id"], "rank": rank, "peer_end_date": terms["end_date"].where(is_dated),
        "peer_latest_end_date": terms["latest_end_date"].where(is_dated), "peer_end_state": terms["end_state"],
        "peer_end_date_precision": terms["end_date_precision"].where(is_dated), "peer_end_note": terms["end_note"],
    }).dropna(subset=["rank"])  # fmt: skip
    served = parties(register).dropna(subset=_USE).merge(ends, on="contract_id")
    order = [*_USE, "rank", "peer_end_date", "contract_id"]
    best = served.sort_values(order, ascending=[True, True, True, True, False, True], na_position="last")
    names = [name for name in PEER_COLUMNS if name in ends]
    return best.drop_duplicates(_USE)[[*_USE, *names]]
