"""Which records contradict themselves: rules passed of those that apply, each by name (metrics.md, 7, M93)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.coverage.counted import counted_share
from citytools_analysis.metrics.days import as_days, first_day, last_day
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

LONGEST_YEARS = 30  # an end further off stands for "no end": 31/12/9999 and the like
RULE_COLUMNS = ("borough_id", "borough", "table", "rule", "rule_in_words", "n_passed", "n_failed", *ENVELOPE)
ALL_RULES = "all rules"
RULES: Mapping[str, tuple[str, str]] = {
    "ends_after_it_starts": ("contracts", "the end is not before the start"),
    "end_is_plausible": ("contracts", f"the end is at most {LONGEST_YEARS} years away"),
    "break_is_within_the_term": ("contracts", "the break is between the start and the end"),
    "value_is_above_zero": ("contracts", "the value is above zero and finite"),
    "supplier_is_resolved": ("contracts", "the supplier is one of the register, and reviewed"),
    "cpv_has_eight_digits": ("contracts", "the procurement code has eight digits"),
    "shares_sum_to_one": ("contracts", "the shares of the contract's functions and boroughs sum to 1"),
    "use_ends_after_it_begins": ("deployments", "the use does not end before it begins"),
    "state_fits_what_is_named": (
        "deployments",
        "a system or supplier is named if, and only if, it is said to be known",
    ),
    "seen_by_today": ("deployments", "the system was not seen in the future"),
}
_Judged = tuple[pd.Series, pd.Series]  # of each record: does the rule apply, is it passed


def validity(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the share of records that keep each rule, for each borough.

    Parameters
    ----------
    register
        The register; its contracts, without frameworks, and deployments are judged, ended ones included.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    validity
        One row a borough and rule of `RULES`, last `all rules` (whose `table` is missing), with the columns of
        `RULE_COLUMNS`. `value` is `n_passed` of the `n` records to which the rule applies, 0 to 1, exact; withheld where
        it applies to none. Of all rules it is the sum of passes over the sum of applications.

    Notes
    -----
    Rules passed / applicable (metrics.md, 7, M93; Government Data Quality Framework, 2020). A rule applies only where
    the fields that it compares are known, and that of the supplier only where somebody has reviewed the name or said
    that it is not: unknown breaks no rule. Dates known to a month or year pass if some day in them would. Not to be read
    as true: a wrong date that is well formed passes.

    Examples
    --------
    >>> told = validity(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told["rule"].iloc[10], told["reason"].iloc[10]
    ('all rules', 'the rule applies to no record of the borough')
    """
    day = on or register.as_of
    contracts = register.contracts
    contracts = contracts[~contracts["is_framework"].fillna(value=False).astype("bool")].reset_index(drop=True)
    uses = register.deployments.reset_index(drop=True)
    counts = {rule: _by_borough(contracts["borough_id"], *judged)
              for rule, judged in _contract_rules(contracts, register, pd.Timestamp(day)).items()}  # fmt: skip
    counts |= {
        rule: _by_borough(uses["borough_id"], *judged) for rule, judged in _use_rules(uses, pd.Timestamp(day)).items()
    }
    ids = register.boroughs["borough_id"]
    whole = {rule: counts[rule].reindex(ids, fill_value=0) for rule in RULES}
    whole[ALL_RULES] = sum(whole.values(), start=pd.DataFrame(0, index=ids, columns=["n_part", "n"]))
    parts = [_of_rule(rule, rows) for rule, rows in whole.items()]
    told = pd.concat(parts, ignore_index=True)
    rank = pd.Series(np.arange(len(ids)), index=ids)
    told = told.assign(rank=told["borough_id"].map(rank)).sort_values("rank", kind="stable")
    told = counted_share(
        told.assign(n_of=told["n"]), unit="share of records", basis="records to which the rule applies",
        as_of=day, nothing="the rule applies to no record of the borough",
    )  # fmt: skip
    return with_names(told, register)[list(RULE_COLUMNS)].reset_index(drop=True)


def _of_rule(rule: str, rows: pd.DataFrame) -> pd.DataFrame:
    table, words = RULES.get(rule, (None, "every rule above"))
    n_failed = rows["n"] - rows["n_part"]
    return rows.reset_index().assign(
        table=table, rule=rule, rule_in_words=words, n_passed=rows["n_part"].to_numpy(), n_failed=n_failed.to_numpy()
    )


def _by_borough(boroughs: pd.Series, applies: pd.Series, passes: pd.Series) -> pd.DataFrame:
    marks = pd.DataFrame({"n_part": applies & passes, "n": applies}).astype("int64")
    return marks.groupby(boroughs).sum()


def _contract_rules(rows: pd.DataFrame, register: Register, day: pd.Timestamp) -> dict[str, _Judged]:
    start = first_day(rows["start_date"], rows["start_date_precision"])
    ends, end = (edge(rows["end_date"], rows["end_date_precision"]) for edge in (first_day, last_day))
    broken, breaks = (edge(rows["break_date"], rows["break_date_precision"]) for edge in (last_day, first_day))
    value, code = rows["value_gbp"].astype("float64"), rows["cpv_code"].astype("str")
    latest = day + pd.DateOffset(years=LONGEST_YEARS)
    total = register.allocations.groupby("contract_id")["weight"].sum().reindex(rows["contract_id"])
    total = total.reset_index(drop=True)
    reviewed = _is_reviewed(rows["supplier_id"], register)
    is_before_end = end.isna() | (breaks <= end)
    return {
        "ends_after_it_starts": (start.notna() & end.notna(), end >= start),
        "end_is_plausible": (end.notna(), ends <= latest),
        "break_is_within_the_term": (breaks.notna() & (start.notna() | end.notna()), is_before_end & ~(broken < start)),
        "value_is_above_zero": (value.notna(), (value > 0) & np.isfinite(value)),
        "supplier_is_resolved": (reviewed.notna(), reviewed.fillna(value=False).astype("bool")),
        "cpv_has_eight_digits": (rows["cpv_code"].notna(), code.str.fullmatch(r"\d{8}").fillna(value=False).astype("bool")),
        "shares_sum_to_one": (total.notna(), (total - 1).abs() <= 0.005),
    }  # fmt: skip


def _use_rules(rows: pd.DataFrame, day: pd.Timestamp) -> dict[str, _Judged]:
    begun = first_day(rows["in_use_from_date"], rows["in_use_from_date_precision"])
    ended = last_day(rows["in_use_to_date"], rows["in_use_to_date_precision"])
    seen, is_named = as_days(rows["seen_date"]), rows["system_id"].notna() | rows["supplier_id"].notna()
    says_open, is_known = rows["system_state"].eq("open_source"), rows["system_state"].eq("known")
    return {
        "use_ends_after_it_begins": (begun.notna() & ended.notna(), ended >= begun),
        "state_fits_what_is_named": (rows["system_state"].notna(), is_known.eq(is_named) | says_open),
        "seen_by_today": (seen.notna(), seen <= day),
    }


def _is_reviewed(supplier_ids: pd.Series, register: Register) -> pd.Series:
    """Say whether the supplier's name was reviewed; missing where there is none or nobody says; False if it is unknown to the register."""
    suppliers = register.suppliers.drop_duplicates("supplier_id").set_index("supplier_id")
    reviewed = supplier_ids.map(suppliers["is_reviewed"].astype("boolean")).astype("boolean")
    is_stray = supplier_ids.notna() & ~supplier_ids.isin(suppliers.index)
    return reviewed.mask(is_stray, other=False)
