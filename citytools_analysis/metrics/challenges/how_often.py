"""How often each problem is reported, and how badly the systems with it are rated (M67)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.challenges.pairs import PAIR, STATES, asked_pairs, placed, reports
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, manski, wilson
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.released import PROBLEMS, is_read_back, released
from citytools_analysis.metrics.satisfaction.withholding import SMALLEST, edition_of, how_uncertain
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import CHALLENGE_TAGS

STATE_COUNTS = ("n_open", "n_raised_with_supplier", "n_resolved", "n_state_unknown")
PREVALENCE_COLUMNS = (
    "function_code", "function", "system_id", "system", "supplier_id", "supplier", "challenge_tag", "n_reported",
    *STATE_COUNTS, "n_decision_makers", "median_score", "n_scores", *ENVELOPE,
)  # fmt: skip
GROUPINGS = {"tag": None, "function": "function_code", "system": "system_id", "supplier": "supplier_id"}
_LEAST = {"full": 3, "members": 5, "public": 5}
_LEAST_FOR_SUPPLIERS = 8  # in public
_OWN = ("n_reported", *STATE_COUNTS, "n_decision_makers", "median_score", "n_scores")
_COUNTED = ("n_reported", *STATE_COUNTS, "n_scores")
_UNASKED = "no borough was asked"


def prevalence(
    register: Register, by: str = "tag", *, on: date | None = None, edition: str | None = None
) -> pd.DataFrame:
    """
    Give how often each problem is reported (M67).

    Parameters
    ----------
    register
        The register.
    by
        `tag`: over all systems; or within each `function`, `system` or `supplier` (operating group on the day).
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    prevalence
        One row a group with a system in use and a problem of the controlled list, reported or not, sorted by these, with
        the columns of `PREVALENCE_COLUMNS`. `n_reported` pairs of borough and system have the problem, by where it
        stands: `n_open`, `n_raised_with_supplier`, `n_resolved`, `n_state_unknown`. `value` is their share (0 to 1) of the `n`
        pairs whose borough was asked, of `n_of` in use: rated, or some problem reported, in the last 18 months. Wilson's
        95% interval; bounds over the pairs that were not asked. `n_decision_makers` were asked. `median_score` is
        how severe it is: the median overall rating (1 to 5) of the `n_scores` pairs with the problem that were rated.
        Withheld below 3 decision-makers asked; in an edition below 5 (6 for members, 8 by supplier in public), and where
        none or all have the problem; and where nobody was asked. An edition that holds no problems gives by `tag` what
        its `released` table holds, without states and scores, and else one withheld row.

    Raises
    ------
    UnknownNameError
        If there is no such grouping or edition.

    Notes
    -----
    `k / n`; metrics.md, 6.4; Wilson 1927. A borough gives several pairs, which are not independent, so the interval of
    anything but a system is narrower than it should be. Free text is never published; what is not on the list is not seen.

    Examples
    --------
    >>> prevalence(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if by not in GROUPINGS:
        raise UnknownNameError("grouping", by, list(GROUPINGS))
    edition = edition_of(register, edition)
    if by == "tag" and is_read_back(register):
        return _from_released(register)
    if is_held(register, "challenges", "ratings"):
        return held_frame(PREVALENCE_COLUMNS, register)
    pairs = placed(asked_pairs(register, on=on), register, by, on=on)
    told = _counted(pairs, reports(register, on=on))
    reason = _why_withheld(told, edition, by)
    lower, upper = wilson(told["value"], told["n"])
    low, high = manski(told["value"].fillna(0), told["n"], told["n_of"])
    figures = {name: told[name].mask(reason.ne("")) for name in _OWN}
    told = told.assign(**figures, lower=lower, upper=upper, bound_low=low, bound_high=high, is_withheld=reason.ne(""),
                       reason=how_uncertain(told["n_decision_makers"], reason, below=5))  # fmt: skip
    if key := GROUPINGS[by]:
        told = told.assign(**{key: told["group_key"].astype("str")})
    told = enveloped(
        with_names(told, register), unit="share of pairs of borough and system with the problem",
        interval_kind="Wilson 95%", basis="pairs in use whose borough was asked", as_of=on or register.as_of,
    )  # fmt: skip
    told = told.reindex(columns=list(PREVALENCE_COLUMNS)).reset_index(drop=True)
    return told.astype(
        dict.fromkeys(("n", "n_of", "n_decision_makers", *_COUNTED), "Int64") | {"median_score": "float64"}
    )


def _from_released(register: Register) -> pd.DataFrame:
    rows = released(register, PROBLEMS).rename(columns={"subject": "challenge_tag"})
    n, n_of = rows["n"].astype("float64"), rows["n_of"].astype("float64")
    low, high = manski(rows["value"], n, n_of)
    told = enveloped(
        rows.drop(columns=["system_id", "function_code", "borough_id"]), bound_low=low, bound_high=high,
        basis="pairs in use whose borough was asked", reason=rows["reason"].fillna("").astype("str"),
    )  # fmt: skip
    told = told.assign(n_reported=(told["value"] * told["n"].astype("float64")).round())
    whole = ("n", "n_of", "n_decision_makers", *_COUNTED)
    return told.reindex(columns=list(PREVALENCE_COLUMNS)).astype(
        dict.fromkeys(whole, "Int64") | {"median_score": "float64"}
    )


def _counted(pairs: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Count, for every group and tag, the pairs in use, those asked, and those with the problem."""
    asked = pairs[pairs["is_asked"]]
    sizes = pd.DataFrame({
        "n_of": pairs.groupby("group_key").size(), "n": asked.groupby("group_key").size(),
        "n_decision_makers": asked.groupby("group_key")["decision_maker"].nunique(),
    }).fillna(0).astype("float64")  # fmt: skip
    every = pd.MultiIndex.from_product([sizes.index, sorted(CHALLENGE_TAGS)], names=["group_key", "challenge_tag"])
    tagged = asked.merge(told, on=PAIR)
    states = {name: tagged["challenge_state"].eq(state) for state, name in zip(STATES, STATE_COUNTS, strict=True)}
    by_tag = tagged.assign(**states, n_scores=tagged["score"].notna()).groupby(["group_key", "challenge_tag"])
    counts = by_tag[[*STATE_COUNTS, "n_scores"]].sum().assign(n_reported=by_tag.size()).reindex(every).fillna(0)
    counts = counts.astype("float64").assign(median_score=by_tag["score"].median().reindex(every))
    whole = counts.reset_index().merge(sizes, left_on="group_key", right_index=True)
    return whole.assign(value=(whole["n_reported"] / whole["n"]).where(whole["n"] > 0))


def _why_withheld(told: pd.DataFrame, edition: str, by: str) -> pd.Series:
    smallest = max(_LEAST[edition], SMALLEST.get(edition, 0))
    if edition == "public" and by == "supplier":
        smallest = _LEAST_FOR_SUPPLIERS
    is_pole = (told["value"].eq(0) | told["value"].eq(1)).to_numpy(dtype=bool) & (edition in SMALLEST)
    is_small = (told["n_decision_makers"] < smallest).to_numpy(dtype=bool)
    words = [_UNASKED, f"fewer than {smallest} boroughs", "a share of 0% or 100% is not published"]
    cases = [told["n"].eq(0).to_numpy(dtype=bool), is_small, is_pole]
    return pd.Series(np.select(cases, words, ""), index=told.index, dtype="str")
