"""Which metrics a borough's data can support, and which field is missing for the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import ANSWERS, in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.coverage.known import served_contracts
from citytools_analysis.metrics.coverage.needs import NEEDS, WORDS
from citytools_analysis.metrics.coverage.sides import with_side
from citytools_analysis.metrics.held import told_of_others, why_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES

SUPPORT_COLUMNS = (
    "borough_id", "borough", "metric_id", "family", "metric", "question", "is_supported", "n_missing", "missing",
    "missing_fields", "is_withheld", "reason",
)  # fmt: skip
_NOT_LISTED = "no need of it is listed: add it to coverage/needs.py"


def supported(register: Register, borough_id: str | None = None, *, on: date | None = None) -> pd.DataFrame:
    """
    Say for each metric of the catalogue whether a borough's data can support it, and which field is missing.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough; every borough if not given.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    supported
        One row a borough and metric with the columns of `SUPPORT_COLUMNS`, in the order of the reference tables.
        `is_supported` if the borough has at least one record with every field of `needs.NEEDS`; else `missing` says in
        words, and `missing_fields` as table and column, what is not there. Where an edition does not hold the field,
        `is_supported` is missing, `is_withheld` is True and `reason` says why.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Notes
    -----
    What the Open Contracting Partnership calls usability: not how good the data is, but what it can answer. Supported
    means that the borough can be in the figure, not that the figure stands: the smallest n of the metric may still not
    be met.

    Examples
    --------
    >>> told = supported(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden").set_index("metric_id")
    >>> told.loc["M33", "missing"]
    'the end of a contract, or that it rolls on'
    """
    known = register.boroughs["borough_id"]
    if borough_id is not None and borough_id not in set(known):
        raise UnknownNameError("borough", borough_id, known.tolist())
    ids = known if borough_id is None else known[known == borough_id]
    has = _has_fields(register, on or register.as_of)
    metrics = register.reference.metrics[["metric_id", "family", "metric", "question"]].reset_index(drop=True)
    verdicts = [_verdict(metric, has, ids, register) for metric in metrics["metric_id"]]
    told = pd.concat(verdicts, ignore_index=True) if verdicts else pd.DataFrame(columns=["borough_id", "metric_id"])
    told = told.merge(metrics, on="metric_id", how="left")
    rank = pd.Series(np.arange(len(known)), index=known)
    order = told.assign(rank=told["borough_id"].map(rank)).sort_values("rank", kind="stable")
    return with_names(order, register).reindex(columns=list(SUPPORT_COLUMNS)).reset_index(drop=True)


def _verdict(metric: str, has: Mapping[str, set[str]], ids: pd.Series, register: Register) -> pd.DataFrame:
    needs = NEEDS.get(metric, ())
    lacks = {need: ~ids.isin(_having(need, has)).to_numpy() for need in needs}
    is_public = register.info.edition == "public"
    held = {need for need in needs if is_public and not all(_is_public(part) for part in need.split("|"))}
    is_other = ids.ne(register.info.viewer).to_numpy() if register.info.viewer else np.zeros(len(ids), dtype=bool)
    untold = {
        need for need in needs if is_other.any() and not all(_is_told_of_others(part) for part in need.split("|"))
    }
    lacks |= {need: lacks[need] & ~is_other for need in untold}
    n_missing = np.sum([lacks[need] for need in needs if need not in held], axis=0) + np.zeros(len(ids), dtype="int64")
    is_supported = pd.array((n_missing == 0) & bool(needs), dtype="boolean")
    is_unsure = (is_other & bool(untold)) | bool(held)
    is_supported[is_unsure & (n_missing == 0)] = pd.NA
    return pd.DataFrame({
        "borough_id": ids.to_numpy(), "metric_id": metric, "is_supported": is_supported, "n_missing": n_missing,
        "missing": _joined({_words(need): lacks[need] for need in needs if need not in held}, len(ids)),
        "missing_fields": _joined({need: lacks[need] for need in needs if need not in held}, len(ids)),
        "is_withheld": is_supported.isna(), "reason": np.where(is_unsure, why_held(register), "" if needs else _NOT_LISTED),
    })  # fmt: skip


def _joined(lacks: Mapping[str, np.ndarray], n: int) -> pd.Series:
    text = pd.Series("", index=range(n), dtype="object")
    for words, is_missing in lacks.items():
        text = text + np.where(is_missing, words + "; ", "")
    return text.str.removesuffix("; ").astype("str")


def _words(need: str) -> str:
    return " or ".join(WORDS[part] for part in need.split("|"))


def _having(need: str, has: Mapping[str, set[str]]) -> set[str]:
    return set().union(*(has[part] for part in need.split("|")))


def _is_told_of_others(need: str) -> bool:
    table, _, column = need.partition(".")
    return table not in TABLES or told_of_others(table, column)


def _is_public(need: str) -> bool:
    table, _, column = need.partition(".")
    if table not in TABLES:
        return True
    return TABLES[table].tier == "public" and (
        column not in TABLES[table].names or TABLES[table][column].tier == "public"
    )


def _has_fields(register: Register, day: date) -> dict[str, set[str]]:
    """Give for each need the boroughs that have at least one record with it."""
    every = set(register.boroughs["borough_id"])
    has: dict[str, set[str]] = {name: set() for name in WORDS}
    has |= _of_uses(register, day) | _of_contracts(register, day)
    for need in ("ratings.score", "challenges.challenge_tag", "skills.level", "contacts.mailbox", "notices.notice_type",
                 "spend.amount_gbp"):  # fmt: skip
        has[need] = _with(register.table(need.split(".")[0]), need.split(".")[1])
    waves = register.ratings.groupby("borough_id")["wave_date"].nunique()
    has["ratings.two_waves"] = set(waves.index[waves > 1])
    for name in ("residents_2021", "subregion"):
        has[f"boroughs.{name}"] = _with(register.boroughs, name)
    has["register.supplier_events"] = every if len(register.supplier_events) else set()
    has["register.any"] = has["deployments.system_state"] | has["contracts.contract_id"] | has["ratings.score"]
    return has


def _with(rows: pd.DataFrame, column: str) -> set[str]:
    return set(rows.loc[rows[column].notna(), "borough_id"].dropna())


def _of_uses(register: Register, day: date) -> dict[str, set[str]]:
    uses = in_use(register, on=day)
    is_answer = uses["system_state"].isin([*ANSWERS, "not_applicable"])
    hosted = register.deployments
    hosted = hosted[hosted["hosting"].notna() & hosted["hosting"].ne("unknown")]
    names = ("system_id", "in_use_from_date", "seen_date")
    told = {f"deployments.{name}": _with(uses[is_answer], name) for name in names}
    return told | {"deployments.system_state": set(uses.loc[is_answer, "borough_id"]),
                   "deployments.hosting": set(hosted["borough_id"])}  # fmt: skip


def _of_contracts(register: Register, day: date) -> dict[str, set[str]]:
    contracts = served_contracts(register, on=day)
    names = ("contract_id", "supplier_id", "start_date", "end_date", "annual_value_gbp", "procedure", "is_sme_supplier",
             "confirmed_date")  # fmt: skip
    told = {f"contracts.{name}": _with(contracts, name) for name in names}
    is_dated = contracts["end_date"].notna() | contracts["standing"].eq("rolling")
    served = parties(register)[["contract_id", "borough_id", "function_code"]]
    running = served[served["contract_id"].isin(contracts["contract_id"])]
    options = register.options
    used = options[options["is_exercised"].notna()]
    sides = with_side(register.rows("contracts"), register).groupby("contract_id")["side"].nunique()
    ids = {"options.months": options["contract_id"], "options.is_exercised": used["contract_id"],
           "contracts.both_sides": sides.index[sides > 1]}  # fmt: skip
    return told | {
        "contracts.end_date_or_rolling": set(contracts.loc[is_dated, "borough_id"]),
        "allocations.function_code": _with(running, "function_code"),
        **{need: set(served.loc[served["contract_id"].isin(found), "borough_id"]) for need, found in ids.items()},
    }
