"""Whom to ask about a system: only those who have agreed to be asked, each point explained (metrics.md, 8, M102)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import in_use, replacements
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

POINTS = {"same_system": 1.0, "moved_lately": 0.5, "rated_well": 0.5, "same_subregion": 0.25}
LATELY_MONTHS = 36
WELL = 4
OPINION_MONTHS = 18  # a rating older than this is no longer an opinion (metrics.md, 6.1)
CALLS = 3  # how often one borough may be named before others come first
CALL_COLUMNS = (
    "borough_id", "borough", "function_code", "function", "call_borough_id", "call_borough", "mailbox", "runs",
    "offers_help_with", "why", *ENVELOPE,
)  # fmt: skip
_NOBODY = "no borough that has agreed to be asked reports this function"
_ALL_ASKED = "every borough that has agreed to be asked has been named often enough"
_OWN_NOT_KNOWN = "what the borough itself runs is not known: nobody gets the point for the same system"


def who_to_call(  # noqa: PLR0913 - the options of the question, one each
    register: Register,
    borough_id: str,
    function_code: str,
    *,
    on: date | None = None,
    n_named: Mapping[str, int] | None = None,
    most_calls: int = CALLS,
) -> pd.DataFrame:
    """
    List the boroughs that could help another with a function, those that are likeliest to first.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough that asks.
    function_code
        The function it asks about.
    on
        The day the question is about; the register's `as_of` if not given.
    n_named
        By borough id, how often it has been named in this round of lists already.
    most_calls
        A borough named this often is passed over, so that early adopters are not overloaded.

    Returns
    -------
    calls
        One row a borough with at least one point, with the columns of `CALL_COLUMNS`; `value` is the points (at most
        2.25), `why` explains every one. `n` boroughs that report the function have agreed to be asked, of `n_of` that
        report it. `mailbox` is a role's, never a person's. If there is nobody, one withheld row says why; in a public
        edition likewise, for who has agreed is members' data.

    Raises
    ------
    UnknownNameError
        If there is no such borough or function.
    ValueError
        If `most_calls` is below 1.

    Notes
    -----
    1 [runs the same system] + 0.5 [began with what it runs for the function within 36 months] + 0.5 [rates it 4 or
    more] + 0.25 [same sub-region] (metrics.md, 8, M102). To have agreed is the narrowest consent that the register
    holds: the borough shares at least one skill, and has given a role mailbox. What it shares is in
    `offers_help_with`. The points are a way to sort, not a measure of a borough.

    Examples
    --------
    >>> who_to_call(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden", "REV01")["reason"].item()
    'no borough that has agreed to be asked reports this function'
    """
    _refuse_unknown(register, borough_id, function_code, most_calls)
    if is_held(register, "contacts"):
        return held_frame(CALL_COLUMNS, register)
    day = on or register.as_of
    uses = in_use(register, on=day)
    uses = uses[
        uses["function_code"].eq(function_code) & uses["system_state"].isin(["known", "in_house", "open_source"])
    ]
    uses = uses[uses["system_id"].notna() | uses["system_state"].ne("known")]
    own = uses.loc[uses["borough_id"] == borough_id, "system_id"].dropna()
    uses = uses[uses["borough_id"] != borough_id]
    willing = _willing(register)
    reporting = uses["borough_id"].nunique()
    agreed = uses[uses["borough_id"].isin(willing.index)]
    n_agreed = agreed["borough_id"].nunique()
    often = {name for name, n in (n_named or {}).items() if n >= most_calls}
    told = _pointed(agreed[~agreed["borough_id"].isin(often)], own, register, borough_id, pd.Timestamp(day))
    told = told[told["value"] > 0].astype({"call_borough_id": "object"})
    told = told.merge(willing.rename_axis("call_borough_id").reset_index(), on="call_borough_id")
    told = told.sort_values(["value", "call_borough_id"], ascending=[False, True])
    told = told.assign(reason="" if len(own) else _OWN_NOT_KNOWN, is_withheld=False)
    if told.empty:
        why = _ALL_ASKED if n_agreed and set(agreed["borough_id"]) <= often else _NOBODY
        told = told.reindex([0]).assign(is_withheld=True, reason=why)
    names = register.boroughs.drop_duplicates("borough_id").set_index("borough_id")["borough"]
    told = told.assign(
        borough_id=borough_id, function_code=function_code, n=n_agreed, n_of=reporting,
        call_borough=told["call_borough_id"].map(names),
    )  # fmt: skip
    told = enveloped(told, unit="points", interval_kind="none", basis="boroughs that agreed to be asked", as_of=day)
    return with_names(told, register).reindex(columns=list(CALL_COLUMNS)).reset_index(drop=True)


def _refuse_unknown(register: Register, borough_id: str, function_code: str, most_calls: int) -> None:
    known = {"borough": register.boroughs["borough_id"], "function": register.functions["function_code"]}
    for kind, name in (("borough", borough_id), ("function", function_code)):
        if name not in set(known[kind]):
            raise UnknownNameError(kind, name, known[kind].tolist())
    if most_calls < 1:
        raise ValueError(
            f"most_calls is {most_calls}: a borough that may never be named needs no list. Give at least 1."
        )


def _willing(register: Register) -> pd.DataFrame:
    """Give the boroughs that share a skill and have given a role mailbox, with both."""
    skills, contacts = register.skills, register.contacts
    shared = skills[skills["will_share"].fillna(value=False).astype("bool")].sort_values(["borough_id", "skill"])
    offers = shared.groupby("borough_id")["skill"].agg(lambda names: "; ".join(names.unique()))
    mailbox = contacts.dropna(subset=["mailbox"]).drop_duplicates("borough_id").set_index("borough_id")["mailbox"]
    return pd.DataFrame({"offers_help_with": offers, "mailbox": mailbox}).dropna().astype("object")


def _pointed(
    uses: pd.DataFrame, own: pd.Series, register: Register, borough_id: str, day: pd.Timestamp
) -> pd.DataFrame:
    """Give the points of each borough, and each point in words."""
    rows = uses.assign(
        name=uses["system"].fillna(uses["system_state"].str.replace("_", " ")),
        same_system=uses["system_id"].isin(own), moved_lately=_moved(uses, register, day),
        rated_well=_rated_well(uses, register, day),
    ).sort_values(["borough_id", "name"])  # fmt: skip
    region = register.boroughs.drop_duplicates("borough_id").set_index("borough_id")["subregion"]
    is_near = rows["borough_id"].map(region).eq(region[borough_id]) & pd.notna(region[borough_id])
    rows = rows.assign(same_subregion=is_near)
    by_borough = rows.groupby("borough_id")
    told = by_borough[list(POINTS)].any()
    words = {
        "same_system": "runs " + _names(rows, "same_system") + " too (1)",
        "moved_lately": "began with " + _names(rows, "moved_lately") + f" within {LATELY_MONTHS} months (0.5)",
        "rated_well": "rates " + _names(rows, "rated_well") + f" {WELL} or more (0.5)",
        "same_subregion": pd.Series(f"is in {region[borough_id]} too (0.25)", index=told.index, dtype="object"),
    }
    why = pd.Series("", index=told.index, dtype="object")
    for name, text in words.items():
        why = why + (text.reindex(told.index).fillna("") + "; ").where(told[name], "")
    points = sum((told[name] * worth for name, worth in POINTS.items()), start=pd.Series(0.0, index=told.index))
    told = pd.DataFrame({"value": points, "runs": by_borough["name"].agg(lambda names: "; ".join(names.unique())),
                         "why": why.str.removesuffix("; ").astype("str")})  # fmt: skip
    return told.rename_axis("call_borough_id").reset_index()


def _names(rows: pd.DataFrame, point: str) -> pd.Series:
    chosen = rows[rows[point]]
    return chosen.groupby("borough_id")["name"].agg(lambda names: ", ".join(names.unique())).astype("object")


def _moved(uses: pd.DataFrame, register: Register, day: pd.Timestamp) -> pd.Series:
    since = day - pd.DateOffset(months=LATELY_MONTHS)
    key = ["borough_id", "function_code", "to_system"]
    seen = replacements(register)
    seen = seen[(seen["first_seen_date"] >= since) & (seen["first_seen_date"] <= day)]
    named = uses[["borough_id", "function_code", "system"]].set_axis(key, axis=1)
    is_replaced = pd.MultiIndex.from_frame(named).isin(pd.MultiIndex.from_frame(seen[key]))
    begun = uses["in_use_from_date"]
    return ((begun >= since) & (begun <= day)) | is_replaced


def _rated_well(uses: pd.DataFrame, register: Register, day: pd.Timestamp) -> pd.Series:
    rated = register.ratings
    is_recent = (rated["wave_date"] <= day) & (rated["wave_date"] >= day - pd.DateOffset(months=OPINION_MONTHS))
    rated = rated[rated["dimension"].eq("overall") & is_recent].sort_values("wave_date", kind="stable")
    last = rated.drop_duplicates(["borough_id", "system_id"], keep="last").set_index(["borough_id", "system_id"])[
        "score"
    ]
    scores = last.reindex(pd.MultiIndex.from_frame(uses[["borough_id", "system_id"]])).to_numpy(
        dtype=float, na_value=np.nan
    )
    return pd.Series(scores >= WELL, index=uses.index)
