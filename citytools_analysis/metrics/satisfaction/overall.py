"""
How satisfied boroughs are with each system: counts, never names, and nothing on fewer than five boroughs.

One vote a borough and system, its latest wave within 18 months (metrics.md, 6.1). These are members' data: an edition's
register carries only the released figures, and the summary is then read back from them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.envelope import ENVELOPE, manski, wilson
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.released import SATISFACTION, released
from citytools_analysis.metrics.satisfaction.votes import ANSWERS, recent_votes
from citytools_analysis.metrics.satisfaction.withholding import edition_of, why_withheld
from citytools_analysis.register import Register

SUMMARY_COLUMNS = (
    "system_id", "system", "n_satisfied", "n_neutral", "n_dissatisfied", "share_satisfied", "share_dissatisfied",
    *ENVELOPE,
)  # fmt: skip
_FIGURES = ["value", "n", "coverage", "lower", "upper", "bound_low", "bound_high", *(f"n_{word}" for word in ANSWERS)]


def summary(register: Register, by: str = "system", *, edition: str | None = None) -> pd.DataFrame:
    """
    Sum up how satisfied boroughs are overall.

    Parameters
    ----------
    register
        The register. An edition without the rows of ratings gives what its `released` table holds.
    by
        `system`, the only grouping.
    edition
        `full`, `public` or `members`: whose rules of withholding apply; the register's own if not given.

    Returns
    -------
    summary
        One row a system with a rating, sorted by system, with the columns of `SUMMARY_COLUMNS`: the boroughs that
        scored 4 or 5, 3, and 1 or 2; the shares; and the envelope of the share dissatisfied (`value`), a Wilson 95%
        interval on `n` boroughs, with bounds over the `n_of` known to use the system. Withheld, with every figure
        missing and the `reason`: below 5 decision-makers (6 in the members' edition, for a reader could subtract its
        own vote); where all fall in one class, which would tell each borough's answer; and, in the public edition, where
        none or all are satisfied, or dissatisfied. `full` withholds nothing.

        M60 and M62 (metrics.md, 6.1 and 15; Wilson 1927). Not to be read as a ranking of systems.

    Raises
    ------
    UnknownNameError
        If `by` is no grouping, or `edition` no edition.

    Examples
    --------
    >>> from datetime import date
    >>> summary(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if by != "system":
        raise UnknownNameError("grouping", by, ["system"])
    edition = edition_of(register, edition)
    if register.ratings.empty or register.info.viewer:
        return _from_released(register)
    votes = recent_votes(register)
    told = _with_envelope(_counts(votes), register)
    deciders = told["system_id"].map(votes.groupby("system_id")["decision_maker"].nunique())
    return _finished(_withheld(told, deciders, edition), register)


def _counts(votes: pd.DataFrame) -> pd.DataFrame:
    classes = {f"n_{word}": votes["answer"].eq(word).astype("Int64") for word in ANSWERS}
    return votes.assign(**classes).groupby("system_id", as_index=False)[list(classes)].sum()


def _with_envelope(counts: pd.DataFrame, register: Register) -> pd.DataFrame:
    uses = in_use(register)
    users = counts["system_id"].map(uses.groupby("system_id")["borough_id"].nunique()).fillna(0)
    n = counts[[f"n_{word}" for word in ANSWERS]].sum(axis=1).astype("float64")
    n_of = np.maximum(users.astype("float64"), n)
    share = counts["n_dissatisfied"].astype("float64") / n
    lower, upper = wilson(share, n)
    low, high = manski(share, n, n_of)
    return counts.assign(
        value=share, n=n.astype("Int64"), n_of=n_of.astype("Int64"), coverage=n / n_of, lower=lower, upper=upper,
        bound_low=low, bound_high=high,
    )  # fmt: skip


def _withheld(told: pd.DataFrame, deciders: pd.Series, edition: str) -> pd.DataFrame:
    reason = why_withheld(told, deciders, edition)
    is_withheld = reason.ne("")
    figures = {name: told[name].mask(is_withheld) for name in _FIGURES}
    return told.assign(**figures, is_withheld=is_withheld, reason=reason)


def _from_released(register: Register) -> pd.DataFrame:
    rows = released(register, SATISFACTION)
    main = rows[rows["category"].eq("dissatisfied")].reset_index(drop=True)
    count = rows.assign(count=(rows["value"] * rows["n"].astype("float64")).round().astype("Int64"))
    counts = {
        f"n_{word}": main["system_id"].map(count[count["category"].eq(word)].set_index("system_id")["count"])
        for word in ANSWERS
    }
    n, n_of = main["n"].astype("float64"), main["n_of"].astype("float64")
    low, high = manski(main["value"], n, n_of)
    told = main.assign(**counts, coverage=n / n_of, bound_low=low, bound_high=high)
    return _finished(told, register)


def _finished(told: pd.DataFrame, register: Register) -> pd.DataFrame:
    n = told["n"].astype("Float64")
    told = told.astype({f"n_{word}": "Int64" for word in ANSWERS}).assign(
        share_satisfied=(told["n_satisfied"].astype("Float64") / n).astype("float64"),
        share_dissatisfied=(told["n_dissatisfied"].astype("Float64") / n).astype("float64"),
        unit="share of boroughs dissatisfied",
        interval_kind="Wilson 95%",
        basis="boroughs, latest wave within 18 months",
        as_of=told.get("as_of", register.as_of),
        reason=told["reason"].fillna("").astype("str"),
    )
    return with_names(told, register).sort_values("system_id")[list(SUMMARY_COLUMNS)].reset_index(drop=True)
