"""What boroughs make of each use case, by the scores of the first workshop: mean, spread, and whether they agree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import CRITERIA

AGREED, SPLIT, MIXED, TOO_FEW = "agreed", "split", "mixed", "too few to tell"
USE_CASE_COLUMNS = (
    "use_case_id", "use_case", "needs", "evidence", *(f"mean_{name}" for name in CRITERIA), "lowest", "highest", "standing", *ENVELOPE,
)  # fmt: skip
_LOW, _HIGH, _NEAR, _FEWEST = 2.5, 3.5, 1.0, 3


def use_case_scores(register: Register, *, borough_ids: Collection[str] | None = None) -> pd.DataFrame:
    """
    Rank use cases by the mean of their scores.

    Parameters
    ----------
    register
        The register, with its `scores`.
    borough_ids
        Whose scores; all if not given.

    Returns
    -------
    use_cases
        One row a use case of the reviewed table, those with the highest mean first, those nobody scored last, with
        the columns of `USE_CASE_COLUMNS`. A borough's score is the mean of the criteria it scored (1 to 5); `value` of the
        envelope is the mean of these, `lowest` and `highest` the extremes, each criterion the mean of its own, over `n`
        boroughs of the `n_of` asked (with `borough_ids` these, else those that scored any). `standing`: `agreed` where all lie
        within 1 of each other, `split` where some are below 2.5 and others above 3.5, else `mixed`; `too few to tell` below
        3 boroughs. Where nobody scored it, withheld with that reason. A public register holds no scores: one withheld row.

    Notes
    -----
    One vote a borough. Of few boroughs; a mean of three says which to talk about first, not which is worth more.

    Examples
    --------
    >>> from datetime import date
    >>> told = use_case_scores(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told["reason"].unique().tolist()
    ['nobody has scored it']
    """
    if is_held(register, "scores"):
        return held_frame(USE_CASE_COLUMNS, register)
    scores = register.scores
    if borough_ids is not None:
        scores = scores[scores["borough_id"].isin(list(borough_ids))]
    n_asked = scores["borough_id"].nunique() if borough_ids is None else len(set(borough_ids))
    cases = register.reference.use_cases[["use_case_id", "use_case", "needs", "evidence"]]
    told = cases.merge(_by_case(scores), on="use_case_id", how="left").merge(
        _by_criterion(scores), on="use_case_id", how="left"
    )
    told = told.assign(
        n=told["n"].fillna(0),
        standing=pd.Series([_standing(row) for row in told.to_dict("records")], index=told.index, dtype="str"),
    )
    is_silent = told["n"].eq(0)
    told = enveloped(
        told.rename(columns={"mean": "value"}), unit="score, 1 to 5",
        n_of=float(n_asked), basis="boroughs, one vote each", as_of=register.as_of, is_withheld=is_silent,
        reason=is_silent.map({True: "nobody has scored it", False: ""}),
    )  # fmt: skip
    order = told.sort_values(["value", "use_case"], ascending=[False, True], kind="stable", na_position="last")
    return order[list(USE_CASE_COLUMNS)].reset_index(drop=True)


def _by_case(scores: pd.DataFrame) -> pd.DataFrame:
    own = scores.assign(score=scores["score"].astype("float64")).groupby(["use_case_id", "borough_id"])["score"].mean()
    by_case = own.groupby("use_case_id")
    told = pd.DataFrame(
        {"mean": by_case.mean(), "lowest": by_case.min(), "highest": by_case.max(), "n": by_case.size()}
    )
    return told.astype("float64").reset_index()


def _by_criterion(scores: pd.DataFrame) -> pd.DataFrame:
    means = scores.assign(score=scores["score"].astype("float64"))
    table = means.pivot_table(index="use_case_id", columns="criterion", values="score", aggfunc="mean")
    return table.reindex(columns=list(CRITERIA)).astype("float64").add_prefix("mean_").reset_index()


def _standing(row: Mapping[Any, Any]) -> str | None:
    if not row["n"] > 0:
        return None
    if row["n"] < _FEWEST:
        return TOO_FEW
    if row["highest"] - row["lowest"] <= _NEAR:
        return AGREED
    return SPLIT if row["lowest"] < _LOW and row["highest"] > _HIGH else MIXED
