"""In how many boroughs anything is known of a service area: who is in (metrics.md, 7, M90)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.adoption import ANSWERS, in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.metrics.coverage.counted import counted_share
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

REACH_COLUMNS = ("area_code", "area", "n_boroughs", "n_boroughs_dated", *ENVELOPE)
ALL_AREAS = "all areas"
_HELD = "boroughs that have answered may have records here that are not published"


def boroughs_known(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the share of boroughs of which anything is known, in each service area and in all.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    known
        One row an area, last all areas together (`area_code` missing), with the columns of `REACH_COLUMNS`.
        `n_boroughs` have at least one record: an answer about a system, none and not applicable included, or a contract
        that serves them and has not ended. Of these `n_boroughs_dated` have one that carries the day on which it was
        true. `value` is the share of all boroughs, 0 to 1, exact. The upper bound counts in a public edition the
        boroughs that have answered and of which nothing is published.

    Notes
    -----
    Boroughs with at least one record / all boroughs (metrics.md, 7, M90). A borough with one record is counted like one
    with a hundred: it is no measure of completeness, for which see `completeness`. A contract whose function is not
    known counts in all areas only.

    Examples
    --------
    >>> told = boroughs_known(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told[["area", "value", "n"]].tail(1).values.tolist()
    [['all areas', 0.0, 33]]
    """
    day = on or register.as_of
    records = _records(register, day)
    areas = register.functions[["area_code", "area"]].drop_duplicates("area_code").sort_values("area_code")
    every = pd.DataFrame({"area_code": [None], "area": [ALL_AREAS]})
    told = pd.concat([areas.astype("object"), every], ignore_index=True)
    held = records["borough_id"].isin(answered_in_part(register))
    counts = {
        "n_boroughs": records,
        "n_boroughs_dated": records[records["seen_date"] <= pd.Timestamp(day)],
        "n_held": records[held],
    }
    told = told.assign(**{name: _boroughs_of(rows, areas["area_code"]) for name, rows in counts.items()})
    n_all, n_hidden = len(register.boroughs), len(answered_in_part(register)) - told["n_held"]
    told = told.assign(n_part=told["n_boroughs"], n=n_all, n_of=n_all)
    told = counted_share(told, unit="share of boroughs", basis="boroughs", as_of=day, nothing="there is no borough")
    high = told["bound_high"] + n_hidden / max(n_all, 1)
    reason = told["reason"].where(~(n_hidden > 0) | told["is_withheld"], _HELD)
    return told.assign(bound_high=high, reason=reason)[list(REACH_COLUMNS)]


def _records(register: Register, day: date) -> pd.DataFrame:
    uses = in_use(register, on=day)
    uses = uses[uses["system_state"].isin([*ANSWERS, "not_applicable"])]
    terms = contract_terms(register, on=day)
    running = terms.loc[terms["standing"] != "ended", ["contract_id", "confirmed_date"]]
    served = parties(register)[["contract_id", "borough_id", "function_code"]].merge(running, on="contract_id")
    area = register.functions.drop_duplicates("function_code").set_index("function_code")["area_code"]
    served = served.assign(area_code=served["function_code"].map(area)).rename(columns={"confirmed_date": "seen_date"})
    names = ["borough_id", "area_code", "seen_date"]
    rows = pd.concat([uses[names].astype({"area_code": "object"}), served[names].astype({"area_code": "object"})])
    return rows[rows["borough_id"].isin(register.boroughs["borough_id"])].reset_index(drop=True)


def _boroughs_of(records: pd.DataFrame, areas: pd.Series) -> list[int]:
    by_area = records.groupby("area_code")["borough_id"].nunique().reindex(areas, fill_value=0)
    return [*by_area.astype("int64"), records["borough_id"].nunique()]
