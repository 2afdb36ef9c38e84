"""How long ago what is known was last confirmed: an edit is not a confirmation (metrics.md, 7, M92)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.coverage.counted import EXACT
from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import is_held, why_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

# A contract is looked at once a year, an opinion ages twice as fast (metrics.md, 7).
HALF_LIFE_DAYS = {"contracts": 365, "deployments": 365, "ratings": 180}
AGE_COLUMNS = (
    "borough_id", "borough", "field_group", "measure", "half_life_days", "n_records", "n_undated", *ENVELOPE,
)  # fmt: skip
MEASURES = {"median_age_days": "days", "freshness": "0 to 1"}
_NOTHING, _UNDATED = "no such record of the borough", "no record says on which day it was true"
_USE = ["borough_id", "function_code", "system_state", "system_id", "supplier_id"]
_RATED = ["borough_id", "system_id", "dimension"]


def freshness(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the age of what is known of each borough, and how much of its worth is left.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    freshness
        Two rows a borough and group of fields (`contracts`, `deployments`, `ratings`), with the columns of
        `AGE_COLUMNS`: `measure` is `median_age_days`, in days since the last confirmation, or `freshness`, the mean of
        `0.5^(age / half_life_days)`, 0 to 1. `n` of `n_records` are dated, and the bounds say what the `n_undated`
        could do; no upper bound of an age where it could be anything. Withheld where no record is dated.

    Notes
    -----
    Median age of last verification; decay 0.5^(age / half-life), half-life 365 days for contracts and systems, 180 for
    ratings (metrics.md, 7, M92). The day is that on which the source says that the row was true: `confirmed_date` of a
    contract, the day a system was seen, the wave of a rating (of each system and dimension the last). The day on which
    a file was obtained or edited is none, and a day after the question is none either. Not to be read as accuracy: what
    was confirmed yesterday may be wrong.

    Examples
    --------
    >>> told = freshness(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(told), set(told["reason"])
    (198, {'no such record of the borough'})
    """
    day = on or register.as_of
    records = dated_records(register, on=day)
    ids = register.boroughs["borough_id"]
    places = pd.MultiIndex.from_product([ids, HALF_LIFE_DAYS], names=["borough_id", "field_group"])
    counts = _summarised(records).reindex(places)
    parts = [_measured(counts, name, day) for name in MEASURES]
    told = pd.concat(parts, ignore_index=True)
    hidden = (
        told["field_group"].eq("ratings") & is_held(register, "ratings") & told["borough_id"].ne(register.info.viewer)
    )
    figures = ["value", "n", "coverage", "lower", "upper", "bound_low", "bound_high", "n_records", "n_undated"]
    told = told.assign(
        **{name: told[name].mask(hidden) for name in figures},
        is_withheld=told["is_withheld"] | hidden, reason=told["reason"].mask(hidden, why_held(register)),
    )  # fmt: skip
    ranks = [pd.Series(np.arange(len(names)), index=list(names)) for names in (ids, HALF_LIFE_DAYS, MEASURES)]
    keys = ("borough_id", "field_group", "measure")
    order = told.assign(**{f"rank_{key}": told[key].map(rank) for key, rank in zip(keys, ranks, strict=True)})
    order = order.sort_values([f"rank_{key}" for key in keys], kind="stable")
    return with_names(order, register)[list(AGE_COLUMNS)].reset_index(drop=True)


def dated_records(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the records whose age counts, each with the day on which it was last confirmed.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    records
        One row a record: `borough_id`, `field_group`, `age_days` (missing where no day is known) and `freshness`,
        0 to 1.

    Examples
    --------
    >>> dated_records(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()
    ['borough_id', 'field_group', 'age_days', 'freshness']
    """
    day = on or register.as_of
    terms = contract_terms(register, on=day)
    terms = terms[terms["standing"] != "ended"]
    uses = in_use(register, on=day).sort_values("seen_date", na_position="first").drop_duplicates(_USE, keep="last")
    uses = uses[~uses["system_state"].isin(["unknown", "withheld"])]
    rated = register.ratings
    rated = rated[rated["wave_date"] <= pd.Timestamp(day)].sort_values("wave_date", kind="stable")
    rated = rated.drop_duplicates(_RATED, keep="last")
    days = {"contracts": terms[["borough_id", "confirmed_date"]], "deployments": uses[["borough_id", "seen_date"]],
            "ratings": rated[["borough_id", "wave_date"]]}  # fmt: skip
    parts = [rows.set_axis(["borough_id", "day"], axis=1).assign(field_group=group) for group, rows in days.items()]
    records = pd.concat(parts, ignore_index=True)
    age = (pd.Timestamp(day) - as_days(records["day"])).dt.days.astype("float64")
    age = age.where(age >= 0)
    half = records["field_group"].map(HALF_LIFE_DAYS).astype("float64")
    return records[["borough_id", "field_group"]].assign(age_days=age, freshness=0.5 ** (age / half))


def _summarised(records: pd.DataFrame) -> pd.DataFrame:
    """Give both measures, and both with every undated record as new and as old as can be."""
    age, fresh = records["age_days"], records["freshness"]
    filled = records.assign(age_new=age.fillna(0.0), age_old=age.fillna(np.inf), fresh_old=fresh.fillna(0.0),
                            fresh_new=fresh.fillna(1.0))  # fmt: skip
    by_place = filled.groupby(["borough_id", "field_group"])
    medians = by_place[["age_days", "age_new", "age_old"]].median()
    means = by_place[["freshness", "fresh_old", "fresh_new"]].mean()
    counts = by_place["age_days"].agg(n_records="size", n="count")
    told: pd.DataFrame = counts.join(medians).join(means)
    return told


def _measured(counts: pd.DataFrame, measure: str, day: date) -> pd.DataFrame:
    rows = counts.reset_index()
    value, low, high = ("age_days", "age_new", "age_old") if measure == "median_age_days" else (
        "freshness", "fresh_old", "fresh_new")  # fmt: skip
    n_records, n = rows["n_records"].fillna(0).astype("Int64"), rows["n"].fillna(0).astype("Int64")
    told = rows[["borough_id", "field_group"]].assign(
        measure=measure, half_life_days=rows["field_group"].map(HALF_LIFE_DAYS), n_records=n_records,
        n_undated=n_records - n, n=n, n_of=n_records,
    )  # fmt: skip
    reason = np.select([(n_records == 0).to_numpy(dtype=bool), (n == 0).to_numpy(dtype=bool)], [_NOTHING, _UNDATED], "")
    return enveloped(
        told, value=rows[value], unit=MEASURES[measure], lower=rows[value], upper=rows[value], interval_kind=EXACT,
        bound_low=rows[low], bound_high=rows[high].replace(np.inf, np.nan), basis="records", as_of=day,
        is_withheld=(n == 0).to_numpy(dtype=bool), reason=reason,
    )  # fmt: skip
