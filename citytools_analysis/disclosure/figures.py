"""The released figures: what a choice of rows says, with its envelope, as far as one edition may tell it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from citytools_analysis.disclosure.rounding import rounded
from citytools_analysis.disclosure.rules import FEWEST
from citytools_analysis.disclosure.units import ROW, SILENT
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.envelope import wilson
from citytools_analysis.metrics.released import (
    ALL,
    PROBLEMS,
    SATISFACTION,
    SATISFACTION_BY_AREA,
    SKILLS_NEEDED,
    UNPUBLISHED_VALUE,
)
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import CHALLENGE_TAGS, SKILLS

REASON = f"fewer than {FEWEST} boroughs, or answers that would tell one borough's"
CATEGORIES = {
    SATISFACTION: ("satisfied", "neutral", "dissatisfied"),
    SATISFACTION_BY_AREA: ("satisfied", "neutral", "dissatisfied"),
    PROBLEMS: ("reported",),
    SKILLS_NEEDED: ("needs",),
    UNPUBLISHED_VALUE: ("value",),
}
_MAIN = ("dissatisfied", "reported", "needs")  # the category that carries the interval
_UNITS = {
    SATISFACTION: "share of boroughs dissatisfied", SATISFACTION_BY_AREA: "share of votes dissatisfied",
    PROBLEMS: "share of pairs of borough and system with the problem", SKILLS_NEEDED: "share of boroughs",
    UNPUBLISHED_VALUE: "pounds a year",
}  # fmt: skip
_PAIR = ["borough_id", "system_id"]
_DECIMALS = 100  # an interval is rounded outward to a hundredth


def released_rows(told: pd.DataFrame, known: pd.DataFrame, made: Register) -> pd.DataFrame:
    """
    Write the released figures of an edition.

    Parameters
    ----------
    told
        The lines behind the rows that are told, as `choice.lines_told` gives.
    known
        The lines behind every row, as `units.units_of` gives.
    made
        The edition's register, still without its released figures.

    Returns
    -------
    released
        Rows of the `released` table: every row of the fixed tables with each of its categories, told or withheld; of
        systems those that the edition names. Every withheld row gives the same reason, for `all answer alike` would tell
        a borough that answered what the others said. `n_of` counts what the edition itself shows to be in use, and is
        unknown where more than these answered. The public edition also withholds a system's row that would show boroughs
        to use it that do not publish it, where fewer than five boroughs with a return are left that may not
        (metrics.md, section 15, rules 2, 6 and 7). Shares are exact, their intervals are rounded outward to a hundredth,
        and money to two significant figures.

    Examples
    --------
    >>> from datetime import date
    >>> empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> lines = pd.DataFrame(columns=["decision_maker", "amount", *ROW, "category", "as_of"])
    >>> released_rows(lines, lines, empty).groupby("metric").size().tolist()
    [15, 15, 42, 10]
    """
    said = known.loc[known["category"].ne(SILENT), ROW].drop_duplicates()
    every = pd.concat([_vocabulary(made), said], ignore_index=True).drop_duplicates()
    is_named = every["metric"].ne(SATISFACTION) | every["subject"].isin(made.systems["system_id"])
    every = every[is_named].sort_values(ROW).reset_index(drop=True)
    rows = every.merge(_counted(told), on=ROW, how="left")
    rows = rows.assign(n_of=_could_rest_on(rows, made))
    is_withheld = rows["n"].isna() | _tells_users(rows, made)
    is_whole = rows["n_of"].fillna(-1.0) >= rows["n"].fillna(0.0)
    rows = rows.assign(is_withheld=is_withheld, n_of=rows["n_of"].where(~is_withheld & is_whole))
    categories = [(metric, word) for metric, words in CATEGORIES.items() for word in words]
    rows = rows.merge(pd.DataFrame(categories, columns=["metric", "category"]), on="metric")
    rows = rows.merge(_values(told), on=[*ROW, "category"], how="left")
    return _enveloped(rows).sort_values([*ROW, "category"]).reset_index(drop=True)


def _vocabulary(made: Register) -> pd.DataFrame:
    areas = list(made.reference.functions["area_code"].drop_duplicates())
    words = {
        SATISFACTION_BY_AREA: areas,
        UNPUBLISHED_VALUE: [ALL, *areas],
        PROBLEMS: CHALLENGE_TAGS,
        SKILLS_NEEDED: SKILLS,
    }
    return pd.DataFrame([(metric, word) for metric, names in words.items() for word in names], columns=ROW)


def _counted(told: pd.DataFrame) -> pd.DataFrame:
    """Count what a row rests on: answers, or the boroughs behind money."""
    by_row = told.groupby(ROW)
    n = by_row["amount"].sum()
    deciders = by_row["decision_maker"].nunique()
    is_money = n.index.get_level_values("metric") == UNPUBLISHED_VALUE
    frame = pd.DataFrame({"n": n.mask(is_money, deciders.astype("float64")), "as_of": by_row["as_of"].first()})
    return frame.reset_index()


def _values(told: pd.DataFrame) -> pd.DataFrame:
    return told.groupby([*ROW, "category"])["amount"].sum().rename("amount").reset_index()


def _could_rest_on(rows: pd.DataFrame, made: Register) -> pd.Series:
    """Count what the edition shows to be in use, so that nothing else is told by it."""
    uses = in_use(made).dropna(subset=_PAIR)
    area = uses["function_code"].map(made.reference.functions.set_index("function_code")["area_code"])
    pairs = uses.assign(area_code=area).drop_duplicates([*_PAIR, "area_code"])
    by_system = uses.drop_duplicates(_PAIR).groupby("system_id").size()
    by_area = pairs.groupby("area_code").size()
    whole = float(len(uses.drop_duplicates(_PAIR)))
    subject = rows["subject"]
    counts: dict[str, pd.Series] = {
        SATISFACTION: subject.map(by_system).fillna(0.0), PROBLEMS: pd.Series(whole, index=rows.index),
        SATISFACTION_BY_AREA: subject.map(by_area).fillna(0.0),
        SKILLS_NEEDED: pd.Series(float(len(made.boroughs)), index=rows.index),
    }  # fmt: skip
    told = pd.Series(np.nan, index=rows.index)
    for metric, count in counts.items():
        told = told.mask(rows["metric"].eq(metric), count.astype("float64"))
    return told


def _tells_users(rows: pd.DataFrame, made: Register) -> pd.Series:
    if made.info.edition != "public":
        return pd.Series(data=False, index=rows.index)
    returned = made.sources.loc[made.sources["source_kind"].eq("return"), "borough_id"].dropna().unique()
    uses = in_use(made).drop_duplicates(["system_id", "borough_id"])
    users = rows["subject"].map(uses.loc[uses["borough_id"].isin(returned), "system_id"].value_counts()).fillna(0)
    n = rows["n"].fillna(0)
    return rows["metric"].eq(SATISFACTION) & (n > users) & (len(returned) - n < FEWEST - 1)


def _enveloped(rows: pd.DataFrame) -> pd.DataFrame:
    is_money = rows["metric"].eq(UNPUBLISHED_VALUE)
    amount, n = rows["amount"].fillna(0.0), rows["n"]
    value = (amount / n).where(~is_money, rounded(amount))
    lower, upper = wilson(value.mask(is_money), n.mask(is_money))
    has_interval = rows["category"].isin(_MAIN) & ~rows["is_withheld"]
    figures = {
        "value": value, "n": n.astype("Float64").astype("Int64"), "n_of": rows["n_of"].astype("Float64").astype("Int64"), "as_of": rows["as_of"],
        "lower": pd.Series(np.floor(lower * _DECIMALS) / _DECIMALS, index=rows.index).where(has_interval),
        "upper": pd.Series(np.ceil(upper * _DECIMALS) / _DECIMALS, index=rows.index).where(has_interval),
    }  # fmt: skip
    told = rows.assign(
        **{name: column.mask(rows["is_withheld"]) for name, column in figures.items()}, unit=rows["metric"].map(_UNITS),
        interval_kind=has_interval.map({True: "Wilson 95%, rounded outward", False: None}),
        reason=rows["is_withheld"].map({True: REASON, False: ""}),
        system_id=rows["subject"].where(rows["metric"].eq(SATISFACTION)),
    )  # fmt: skip
    kept = ["metric", "system_id", "subject", "category", "value", "unit", "n", "n_of", "lower", "upper", "interval_kind",
            "is_withheld", "reason", "as_of"]  # fmt: skip
    return told.assign(subject=told["subject"].mask(told["system_id"].notna()))[kept]
