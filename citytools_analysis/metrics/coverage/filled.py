"""Which required fields are filled in: not applicable is an answer, unknown is none (metrics.md, 7, M91)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption import ANSWERS, in_use
from citytools_analysis.metrics.coverage.counted import counted_share
from citytools_analysis.metrics.coverage.fields import REQUIRED, RequiredField
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.metrics.held import why_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import SKILLS

FILLED_COLUMNS = (
    "borough_id", "borough", "table", "field", "asked_of", "why_it_matters", "n_asked", "n_complete",
    "n_not_applicable", "n_stated_unknown", "n_blank", "n_withheld", *ENVELOPE,
)  # fmt: skip
_COUNTS = ["n_asked", "n_complete", "n_not_applicable", "n_stated_unknown", "n_withheld"]
_NAMED = ["borough_id", "function_code", "system_id"]


class _Marks(NamedTuple):
    """Of each record of a table: is the field asked of it, filled in, said not to apply, said unknown, or withheld."""

    asked: pd.Series
    filled: pd.Series
    not_applicable: pd.Series
    unknown: pd.Series
    withheld: pd.Series


def completeness(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the share of records in which each required field is filled in, for each borough.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    completeness
        One row a borough and field of `fields.REQUIRED`, in that order, with the columns of `FILLED_COLUMNS`. Of
        `n_asked` records `n_complete` have it, those of which the source says that it does not apply or that there is
        none included and counted again in `n_not_applicable`; in `n_stated_unknown` the source says that it is not
        known; `n_blank` say nothing. Those whose answer is withheld are counted apart in `n_withheld`, and the bounds
        say what they could do. `value` is `n_complete / n_asked`, 0 to 1, exact. Contracts are counted under the lead
        buyer, who can mend them. Members' fields are withheld in a public edition.

    Notes
    -----
    Valid non-missing / required; "not applicable" is complete, "unknown" is not (metrics.md, 7, M91; Government Data
    Quality Framework, 2020). Not to be read as correct, and no target: rewarding it breeds invented dates.

    Examples
    --------
    >>> told = completeness(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told[["field", "n_asked", "value", "reason"]].head(2).values.tolist()
    [['system_state', 90, 0.0, ''], ['system_id', 0, nan, 'no such record of the borough']]
    """
    day = on or register.as_of
    counts = {(part.table, part.column): rows for part, rows in _counted(register, day)}
    told = pd.concat(
        [_of_field(part, counts[part.table, part.column], register) for part in REQUIRED], ignore_index=True
    )
    told = told.assign(n_part=told["n_complete"], n=told["n_asked"], n_of=told["n_asked"] + told["n_withheld"])
    told = counted_share(
        told, unit="share of records", basis="records", as_of=day, nothing="no such record of the borough"
    )
    told = _without_held(told, register)
    rank = pd.Series(np.arange(len(register.boroughs)), index=register.boroughs["borough_id"])
    order = told.assign(rank=told["borough_id"].map(rank)).sort_values("rank", kind="stable")
    return with_names(order, register)[list(FILLED_COLUMNS)].reset_index(drop=True)


def _of_field(part: RequiredField, counts: pd.DataFrame, register: Register) -> pd.DataFrame:
    ids = register.boroughs["borough_id"]
    told = counts.reindex(ids).fillna(0).astype("int64").reset_index()
    told = told.assign(table=part.table, field=part.column, asked_of=part.asked_of, why_it_matters=part.why)
    n_blank = told["n_asked"] - told["n_complete"] - told["n_stated_unknown"]
    return told.assign(n_blank=n_blank, is_public=part.is_public, is_told_of_others=part.is_told_of_others)


def _without_held(told: pd.DataFrame, register: Register) -> pd.DataFrame:
    viewer, is_public = register.info.viewer, register.info.edition == "public"
    is_held = ~told["is_public"] & is_public
    if viewer:
        is_held = ~told["is_told_of_others"] & told["borough_id"].ne(viewer)
    figures = ["value", "n", "coverage", "lower", "upper", "bound_low", "bound_high", *_COUNTS, "n_blank"]
    # what a source says outright is members' data: in a public edition unknown and blank cannot be told apart
    apart = ["n_stated_unknown", "n_blank"]
    is_one = told["borough_id"].ne(viewer) if viewer else pd.Series(is_public, index=told.index)
    told = told.astype(dict.fromkeys([*_COUNTS, "n_blank"], "Int64"))
    told = told.assign(**{name: told[name].mask(is_held) for name in figures})
    return told.assign(
        **{name: told[name].mask(is_one) for name in apart},
        reason=told["reason"].mask(is_held, why_held(register)), is_withheld=told["is_withheld"] | is_held,
    )  # fmt: skip


def _counted(register: Register, day: date) -> Iterator[tuple[RequiredField, pd.DataFrame]]:
    contracts = _contracts(register, day)
    uses = in_use(register, on=day)
    named = _named(uses)
    marks = {("contracts", name): mark for name, mark in _contract_marks(contracts).items()}
    marks["allocations", "function_code"] = _simple(contracts, contracts["function_code"].notna())
    by_use = {("deployments", name): mark for name, mark in _named_marks(named, register).items()}
    by_use["ratings", "score"] = _simple(named, _is_rated(named, register))
    is_said_known = uses["system_state"].eq("known")
    system = _simple(uses, uses["system_id"].notna(), asked=is_said_known)
    for part in REQUIRED:
        place = (part.table, part.column)
        if place in marks:
            yield part, _summed(contracts, marks[place])
        elif place in by_use:
            yield part, _summed(named, by_use[place])
        elif part.column == "system_id":
            yield part, _summed(uses, system)
        else:
            yield part, _of_boroughs(part.table, uses, register)


def _contracts(register: Register, day: date) -> pd.DataFrame:
    terms = contract_terms(register, on=day)
    terms = terms[terms["standing"] != "ended"]
    said = register.contracts.drop_duplicates("contract_id").set_index("contract_id")["end_state"]
    has_passed = terms["last_end_date"] < pd.Timestamp(day)
    return terms.assign(said_end=terms["contract_id"].map(said), has_passed=has_passed).reset_index(drop=True)


def _contract_marks(rows: pd.DataFrame) -> dict[str, _Marks]:
    is_rolling, has_value = rows["said_end"].eq("rolling"), rows["value_gbp"].notna()
    end = _simple(rows, rows["end_date"].notna() | is_rolling, column="end_date")
    told = {
        "end_date": _with_state(end, rows["said_end"]),
        "option_state": _simple(rows, rows["option_state"].isin(["known", "none"]), asked=rows["end_date"].notna(),
                                column="option_state"),
        "notice_months": _simple(rows, rows["notice_months"].notna(), asked=is_rolling, column="notice_months"),
        "is_in_use": _simple(rows, rows["is_in_use"].notna(), asked=rows["has_passed"], column="is_in_use"),
    }  # fmt: skip
    for name in ("value_basis", "vat_basis"):
        is_said = rows[name].notna() & rows[name].ne("unknown")
        told[name] = _simple(rows, is_said, asked=has_value, column=name)
    for name in ("supplier_id", "start_date", "value_gbp"):
        told[name] = _simple(rows, rows[name].notna(), column=name)
    return told


def _simple(rows: pd.DataFrame, filled: pd.Series, *, asked: pd.Series | None = None, column: str = "") -> _Marks:
    no = pd.Series(False, index=rows.index)
    is_none = _says(rows, "stated_none", column) & ~filled
    is_unknown = _says(rows, "stated_unknown", column) & ~filled & ~is_none
    return _Marks(~no if asked is None else asked.astype("bool"), filled | is_none, is_none, is_unknown, no)


def _with_state(marks: _Marks, state: pd.Series) -> _Marks:
    outside, withheld = state.eq("not_applicable"), state.eq("withheld")
    return marks._replace(
        asked=marks.asked & ~withheld, filled=marks.filled | outside, not_applicable=marks.not_applicable | outside,
        withheld=withheld,
    )  # fmt: skip


def _says(rows: pd.DataFrame, said: str, column: str) -> pd.Series:
    """Tell which rows name a column among what the source says outright; few lists differ, so each is read once."""
    if said not in rows or not column:
        return pd.Series(False, index=rows.index)
    codes, lists = pd.factorize(rows[said])
    holds = np.array([*(column in str(names).split("|") for names in lists), False])
    return pd.Series(holds[codes], index=rows.index)


def _named(uses: pd.DataFrame) -> pd.DataFrame:
    named = uses[uses["system_state"].eq("known") & uses["system_id"].notna()]
    return named.sort_values("seen_date", na_position="first").drop_duplicates(_NAMED, keep="last", ignore_index=True)


def _named_marks(named: pd.DataFrame, register: Register) -> dict[str, _Marks]:
    rows = register.deployments
    hosted = rows[rows["hosting"].notna() & rows["hosting"].ne("unknown")]
    is_hosted = pd.MultiIndex.from_frame(named[_NAMED]).isin(pd.MultiIndex.from_frame(hosted[_NAMED]))
    return {
        "in_use_from_date": _simple(named, named["in_use_from_date"].notna()),
        "seen_date": _simple(named, named["seen_date"].notna()),
        "hosting": _simple(named, pd.Series(is_hosted, index=named.index)),
    }


def _is_rated(named: pd.DataFrame, register: Register) -> pd.Series:
    rated, key = register.ratings, ["borough_id", "system_id"]
    rated = rated[rated["dimension"].eq("overall") & rated["score"].notna()]
    found = pd.MultiIndex.from_frame(named[key]).isin(pd.MultiIndex.from_frame(rated[key]))
    return pd.Series(found, index=named.index)


def _summed(rows: pd.DataFrame, marks: _Marks) -> pd.DataFrame:
    parts = (marks.asked, marks.filled, marks.not_applicable, marks.unknown)
    counted = {name: part & marks.asked for name, part in zip(_COUNTS, parts, strict=False)}
    return pd.DataFrame(counted | {"n_withheld": marks.withheld}).groupby(rows["borough_id"]).sum()


def _of_boroughs(table: str, uses: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Count what is asked of every borough as such: an answer for each function, a level in each skill, a mailbox."""
    ids = register.boroughs["borough_id"]
    told = pd.DataFrame(0, index=pd.Index(ids, name="borough_id"), columns=_COUNTS)
    if table == "deployments":
        return _answers(told, uses, len(register.functions))
    rows = register.table(table)
    key, n_asked = ("skill", len(SKILLS)) if table == "skills" else ("mailbox", 1)
    found = rows.dropna(subset=[key, "level"] if table == "skills" else [key]).groupby("borough_id")[key].nunique()
    return told.assign(n_asked=n_asked, n_complete=found.reindex(told.index, fill_value=0))


def _answers(told: pd.DataFrame, uses: pd.DataFrame, n_functions: int) -> pd.DataFrame:
    """Count functions by the best that is said of each: an answer, not applicable, withheld, unknown."""
    ranks = dict.fromkeys(ANSWERS, 0) | {"not_applicable": 1, "withheld": 2, "unknown": 3}
    ranked = uses.assign(rank=uses["system_state"].map(ranks)).dropna(subset=["rank", "function_code"])
    best = ranked.groupby(["borough_id", "function_code"])["rank"].min().reset_index()
    counts = {rank: rows.groupby("borough_id").size().reindex(told.index, fill_value=0)
              for rank in range(4) for rows in [best[best["rank"] == rank]]}  # fmt: skip
    return told.assign(
        n_asked=n_functions - counts[2], n_complete=counts[0] + counts[1], n_not_applicable=counts[1],
        n_stated_unknown=counts[3], n_withheld=counts[2],
    )  # fmt: skip
