"""What counts as an answer to the question which system a borough uses for a function."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import SMALL_N, enveloped, share_envelope
from citytools_analysis.metrics.names import resellers, with_names
from citytools_analysis.register import Register

ANSWERS = ("known", "in_house", "open_source", "none")
_PLACE = ["function_code", "borough_id"]


def answers(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """
    Keep the rows in use that answer what is used, each with its answer.

    Parameters
    ----------
    rows
        As `in_use` gives.
    register
        The register they come from.

    Returns
    -------
    answers
        A copy with `answer`, the id of the system, else of a supplier that is no reseller, else the state; and `category`,
        its name.

    Examples
    --------
    >>> from citytools_analysis.metrics.adoption.uses import in_use
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> answers(in_use(register), register)["answer"].tolist()
    []
    """
    named = rows["system_id"].fillna(rows["supplier_id"].where(~rows["supplier_id"].isin(resellers(register))))
    is_known = rows["system_state"].eq("known")
    label = rows["system"].fillna(rows["supplier"]).where(is_known, rows["system_state"])
    told = rows.assign(answer=named.where(is_known, rows["system_state"]), category=label)
    return told[told["system_state"].isin(ANSWERS) & told["answer"].notna()]


def boroughs_known(rows: pd.DataFrame, uses: pd.DataFrame, n_boroughs: int) -> pd.DataFrame:
    """
    Count, for every function that any row names, the boroughs that are known and those there are.

    Parameters
    ----------
    rows
        As `in_use` gives.
    uses
        As `answers` gives of them.
    n_boroughs
        How many boroughs there are.

    Returns
    -------
    counts
        Indexed by `function_code`: `n`, boroughs with an answer, and `n_of`, all but those to which the function does not
        apply.

    Examples
    --------
    >>> from citytools_analysis.metrics.adoption.uses import in_use
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> rows = in_use(register)
    >>> boroughs_known(rows, answers(rows, register), 33).empty
    True
    """
    every = pd.Index(rows["function_code"].dropna().unique()).sort_values()
    known = uses.groupby("function_code")["borough_id"].nunique().reindex(every, fill_value=0)
    outside = rows[rows["system_state"].eq("not_applicable")].drop_duplicates(_PLACE)
    is_answered = pd.MultiIndex.from_frame(outside[_PLACE]).isin(pd.MultiIndex.from_frame(uses[_PLACE]))
    n_outside = outside[~is_answered].groupby("function_code").size().reindex(every, fill_value=0)
    counts = {"n": known.astype("Int64"), "n_of": (n_boroughs - n_outside).astype("Int64")}
    return pd.DataFrame(counts, index=every).rename_axis("function_code")


def with_parts(uses: pd.DataFrame, group: str) -> pd.DataFrame:
    """
    Split each borough between its answers.

    Parameters
    ----------
    uses
        As `answers` gives.
    group
        Column within which a borough counts once.

    Returns
    -------
    uses
        One row a group, borough and answer, with `part`, 1/k where the borough has k answers.

    Examples
    --------
    >>> uses = pd.DataFrame({"function_code": "REV01", "borough_id": "camden", "answer": ["a", "b", "b"]})
    >>> with_parts(uses, "function_code")["part"].tolist()
    [0.5, 0.5]
    """
    once = uses.drop_duplicates([group, "borough_id", "answer"])
    return once.assign(part=1 / once.groupby([group, "borough_id"])["answer"].transform("size"))


def share_of(part: pd.Series, whole: pd.Series) -> pd.Series:
    """
    Divide counts, where there is anything to divide by.

    Parameters
    ----------
    part, whole
        The counts.

    Returns
    -------
    share
        0 to 1; missing where the whole is nothing.

    Examples
    --------
    >>> share_of(pd.Series([1, 0]), pd.Series([4, 0])).tolist()
    [0.25, nan]
    """
    whole = whole.astype("float64")
    return (part.astype("float64") / whole).where(whole > 0)


def borough_shares(told: pd.DataFrame, register: Register, on: date | None) -> pd.DataFrame:
    """
    Put the envelope round shares of boroughs, and withhold those on too few.

    Parameters
    ----------
    told
        One row a share: `value`, `n`, `n_of`.
    register
        The register, for names.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    shares
        With the envelope and names; withheld below 8 known boroughs.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> told = pd.DataFrame({"value": [0.5], "n": [7], "n_of": [33]})
    >>> borough_shares(told, register, None)["reason"].item()
    'fewer than 8 boroughs are known'
    """
    day = on or register.as_of
    told = share_envelope(told, value="value", unit="share of boroughs", basis="boroughs", as_of=day)
    is_small = told["n"].astype("float64") < SMALL_N
    reason = np.where(is_small, f"fewer than {SMALL_N} boroughs are known", "")
    done = with_names(enveloped(told, is_withheld=is_small, reason=reason), register)
    return done.reset_index(drop=True)
