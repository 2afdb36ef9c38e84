"""What each kind of source tells of each borough: a return, notices, contract registers, stated facts, spend (domain.md, A1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

SOURCE_GROUPS = {
    "return": "return", "ocds": "notices", "contracts_finder": "notices", "register": "contract register",
    "facts": "stated facts", "spend": "spend", "framework_sales": "spend",
}  # fmt: skip
BY_SOURCE_COLUMNS = (
    "borough_id", "borough", "source_group", "state", "n_records", "n_contracts", "n_with_end", "n_systems", "n_named",
    "oldest_date", "newest_date",
)  # fmt: skip
_COUNTS = ["n_records", "n_contracts", "n_with_end", "n_systems", "n_named"]
_KEY = ["borough_id", "source_group"]


def by_source(register: Register) -> pd.DataFrame:
    """
    Say what each kind of source tells of each borough.

    Parameters
    ----------
    register
        The register. Every version of a row counts for its own source, believed or not: merging keeps what lost.

    Returns
    -------
    told
        One row a borough and kind of source (`return`, `notices`, `contract register`, `stated facts`, `spend`), with
        the columns of `BY_SOURCE_COLUMNS`. `n_records` counts the `n_contracts` of which the borough is the buyer,
        `n_systems` answers about a function, and published notices and payments; `n_with_end` contracts have an end or
        roll on, `n_named` answers name a system or say that there is none to name. `state` is `known`; `none` where a file of
        that kind is the borough's own and holds no such record; `withheld` where a return has come and this edition
        holds nothing of it; else `unknown`, for then no source of the kind names the borough, which is not `none`.
        Counts are missing unless known or none. The days are those on which the sources say that the rows were true.

    Examples
    --------
    >>> from datetime import date
    >>> told = by_source(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(told), set(told["state"])
    (165, {'unknown'})
    """
    kinds = register.sources.drop_duplicates("source_id").set_index("source_id")["source_kind"].map(SOURCE_GROUPS)
    records = _records(register)
    records = records.assign(source_group=records["source_id"].map(kinds)).dropna(subset=_KEY)
    groups = list(dict.fromkeys(SOURCE_GROUPS.values()))
    places = pd.MultiIndex.from_product([register.boroughs["borough_id"], groups], names=_KEY)
    counts = records.groupby(_KEY)[_COUNTS].sum()
    days = records.groupby(_KEY)["day"].agg(oldest_date="min", newest_date="max")
    told = counts.join(days).reindex(places).reset_index()
    state = _states(told, register)
    is_counted = state.isin(["known", "none"])
    known = {name: told[name].fillna(0).astype("Int64").where(is_counted) for name in _COUNTS}
    return with_names(told.assign(state=state, **known), register)[list(BY_SOURCE_COLUMNS)].reset_index(drop=True)


def _states(told: pd.DataFrame, register: Register) -> pd.Series:
    own = register.sources.assign(source_group=register.sources["source_kind"].map(SOURCE_GROUPS))
    has_file = pd.MultiIndex.from_frame(told[_KEY]).isin(pd.MultiIndex.from_frame(own[_KEY].dropna()))
    is_held = told["borough_id"].isin(answered_in_part(register)) & told["source_group"].eq("return")
    choices = [told["n_records"].gt(0).to_numpy(dtype=bool), is_held.to_numpy(dtype=bool), has_file]
    return pd.Series(np.select(choices, ["known", "withheld", "none"], "unknown"), index=told.index, dtype="str")


def _records(register: Register) -> pd.DataFrame:
    """Give one row a version of a contract or answer, notice or payment: whose it is, from where, of which day."""
    contracts = register.rows("contracts")
    contracts = contracts[~contracts["is_framework"].fillna(value=False).astype("bool")]
    uses = register.rows("deployments")
    uses = uses[~uses["system_state"].isin(["unknown", "withheld"])]
    has_end = contracts["end_date"].notna() | contracts["end_state"].eq("rolling")
    is_named = uses["system_id"].notna() | uses["system_state"].ne("known")
    parts = [
        _part(contracts, contracts["confirmed_date"], n_contracts=1, n_with_end=has_end),
        _part(uses, uses["seen_date"].fillna(uses["confirmed_date"]), n_systems=1, n_named=is_named),
        _part(register.rows("notices"), register.rows("notices")["published_date"]),
        _part(register.rows("spend"), register.rows("spend")["paid_date"]),
    ]
    return pd.concat(parts, ignore_index=True)


def _part(rows: pd.DataFrame, day: pd.Series, **marks: object) -> pd.DataFrame:
    counts: dict[str, Any] = {**dict.fromkeys(_COUNTS, 0), "n_records": 1, **marks}
    told = rows[["borough_id", "source_id"]].assign(day=as_days(day), **counts)
    return told.astype(dict.fromkeys(_COUNTS, "int64"))
