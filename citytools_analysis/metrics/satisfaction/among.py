"""How satisfied some boroughs are, such as those in a room: by dimension, by function, or by supplier."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, manski, wilson
from citytools_analysis.metrics.groups import group_of, maker_of
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.satisfaction.votes import CLASSES, recent_votes, score_counts, three_classes, uses
from citytools_analysis.metrics.satisfaction.withholding import edition_of, how_uncertain, why_withheld
from citytools_analysis.register import Register

AMONG_COLUMNS = (
    "dimension", "function_code", "function", "supplier_id", "supplier", *CLASSES, "n_decision_makers", *ENVELOPE,
)  # fmt: skip
BY = {"dimension": "dimension", "function": "function_code", "supplier": "supplier_id"}
_PARTS = {"dimension": "function_code", "function": "system_id", "supplier": "system_id"}
_PAIR = ["borough_id", "system_id"]
_VOTE = [*_PAIR, "dimension"]
_LEAST = {"full": 3, "members": 6, "public": 6}
_OUTSIDE = "the boroughs outside could be told by subtraction"
_WITHIN = "a withheld part of it could be told by subtraction"


def among(  # noqa: PLR0913 - all but the register are options by name
    register: Register,
    by: str = "dimension",
    *,
    borough_ids: Collection[str] | None = None,
    function_codes: Collection[str] | None = None,
    dimension: str = "overall",
    on: date | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """
    Count the votes of some boroughs about the systems that they use for some functions.

    Parameters
    ----------
    register
        The register.
    by
        `dimension`: each that was rated; or the votes of one dimension by `function`, or by `supplier` (the operating
        group of the system's maker on the day).
    borough_ids, function_codes
        Whose votes, about what; all if not given.
    dimension
        What was rated, where the votes are not by dimension.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    votes
        One row a group with a vote, sorted, with the columns of `AMONG_COLUMNS`: the votes of 4 or 5, of 3 and of 1 or
        2; `value`, the last as a share (0 to 1) of `n` votes of the `n_of` pairs of borough and system in use; Wilson's
        95% interval; bounds if none or all of the others were dissatisfied; `n_decision_makers` who voted. A vote counts
        once in each function. Withheld as `dissatisfied` is, and in an edition also where the votes of boroughs outside
        the room, or those in parts that are withheld by themselves (functions of a dimension, systems of the
        others), could be told by subtracting. A public register holds no ratings: one withheld row.

    Raises
    ------
    UnknownNameError
        If there is no such grouping, dimension or edition.

    Notes
    -----
    M60 and M62 over chosen boroughs (metrics.md, 6.1 and 15, rules 1, 2 and 6). One borough gives several votes, which
    are not independent: the interval is narrower than it should be.

    Examples
    --------
    >>> among(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if by not in BY:
        raise UnknownNameError("grouping", by, list(BY))
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(AMONG_COLUMNS, register)
    used = uses(register, on=on).dropna(subset=["function_code"])
    if function_codes is not None:
        used = used[used["function_code"].isin(list(function_codes))]
    used = _with_supplier(used, register, on or register.as_of) if by == "supplier" else used
    is_inside = used["borough_id"].isin(list(borough_ids)) if borough_ids is not None else used["borough_id"].notna()
    votes = recent_votes(register, dimension=None if by == "dimension" else dimension, on=on)
    placed = votes.merge(used.assign(is_inside=is_inside), on=_PAIR)
    told = _told(placed, used[is_inside], by, edition)
    told = told.assign(dimension=told.get("dimension", dimension)).astype({BY[by]: "str"})
    whole = enveloped(
        with_names(told, register), unit="share of votes dissatisfied", interval_kind="Wilson 95%",
        basis="one vote a borough and system, latest wave within 18 months", as_of=on or register.as_of,
    )  # fmt: skip
    counts = dict.fromkeys((*CLASSES, "n_decision_makers", "n", "n_of"), "Int64")
    return whole.reindex(columns=list(AMONG_COLUMNS)).astype(counts).reset_index(drop=True)


def _with_supplier(used: pd.DataFrame, register: Register, on: date) -> pd.DataFrame:
    supplier = group_of(maker_of(used["system_id"], register, on=on), register, on=on)
    return used.assign(supplier_id=supplier.to_numpy()).dropna(subset=["supplier_id"])


def _told(placed: pd.DataFrame, used: pd.DataFrame, by: str, edition: str) -> pd.DataFrame:
    """Count the votes inside by group, and say which counts may not be told."""
    key, inside = BY[by], placed[placed["is_inside"]]
    counts = _counted(inside, key)
    classes = three_classes(counts)
    n, n_of = classes.sum(axis=1).astype("float64"), _pairs(used, key, counts.index)
    share = classes["n_dissatisfied"] / n
    lower, upper = wilson(share, n)
    low, high = manski(share, n, n_of)
    reason = why_withheld(classes, counts["n_deciders"], edition, least=_LEAST)
    if edition != "full":
        reason = _or_else(reason, _subtractable(placed[~placed["is_inside"]], key, edition), _OUTSIDE)
        reason = _or_else(reason, _subtractable(_withheld_parts(inside, by, edition), key, edition), _WITHIN)
    is_withheld = reason.ne("")
    figures = classes.assign(n_decision_makers=counts["n_deciders"]).astype("Int64").mask(is_withheld)
    reason = how_uncertain(counts["n_deciders"], reason, below=5)
    return figures.assign(value=share, n=n, n_of=n_of, lower=lower, upper=upper, bound_low=low, bound_high=high,
                          is_withheld=is_withheld, reason=reason).reset_index()  # fmt: skip


def _counted(votes: pd.DataFrame, key: str) -> pd.DataFrame:
    return score_counts(votes.drop_duplicates(list(dict.fromkeys([*_VOTE, key]))), [key])


def _pairs(used: pd.DataFrame, key: str, groups: pd.Index[str]) -> pd.Series:
    if key == "dimension":
        return pd.Series(float(len(used.drop_duplicates(_PAIR))), index=groups)
    return used.drop_duplicates([*_PAIR, key]).groupby(key).size().reindex(groups).fillna(0).astype("float64")


def _withheld_parts(votes: pd.DataFrame, by: str, edition: str) -> pd.DataFrame:
    """Keep the votes in parts whose own figures are withheld."""
    keys = [BY[by], _PARTS[by]]
    counts = score_counts(votes.drop_duplicates(list(dict.fromkeys([*_VOTE, *keys]))), keys)
    reason = why_withheld(three_classes(counts), counts["n_deciders"], edition, least=_LEAST)
    held = reason[reason.ne("")].reset_index()[keys]
    return votes.merge(held, on=keys)


def _subtractable(rest: pd.DataFrame, key: str, edition: str) -> set[str]:
    """Name the groups in which there is a rest that may not be told itself."""
    counts = _counted(rest, key)
    reason = why_withheld(three_classes(counts), counts["n_deciders"], edition, least=_LEAST)
    return set(reason.index[reason.ne("")])


def _or_else(reason: pd.Series, groups: set[str], words: str) -> pd.Series:
    return reason.mask(reason.eq("") & reason.index.isin(list(groups)), words)
