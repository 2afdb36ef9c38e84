"""Shares of boroughs: who uses which system, and how it is come by (metrics.md, 2.1)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption.answers import answers, borough_shares, boroughs_known, share_of, with_parts
from citytools_analysis.metrics.adoption.uses import in_use
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, share_envelope
from citytools_analysis.register import Register

WAYS = {"known": "bought", "in_house": "in_house", "open_source": "open_source", "none": "none"}
INSTALLED_COLUMNS = ("function_code", "function", "system_id", "system", "supplier_id", "supplier", *ENVELOPE)
PENETRATION_COLUMNS = ("function_code", "function", "way", "n_boroughs", *ENVELOPE)
_GROUPS = {"function": ["function_code", "function"], "area": ["area_code", "area"]}


def installed_base(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Count the boroughs that use each system for each function.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    counts
        One row a function and system, most boroughs first in each function, with the columns of `INSTALLED_COLUMNS`. A
        row without a system counts the boroughs of which only the supplier is known; a reseller is none. `value` is the
        number A of boroughs; `n` boroughs are known of `n_of`, all but those to which the function does not apply;
        `bound_low` is A and `bound_high` A and every unknown borough. A borough with several systems counts in each.

    Notes
    -----
    `A(p, f, t)` = number of boroughs with a deployment of p for f in use at t (metrics.md, 2.1; M01). The end of a contract
    is not the end of a system. Nothing is withheld for small numbers: an edition holds only the uses it may show.

    Examples
    --------
    >>> installed_base(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    rows = in_use(register, on=on)
    uses = answers(rows, register)
    counts = boroughs_known(rows, uses, len(register.boroughs))
    uses = uses[uses["system_state"].eq("known")]
    keys = ["function_code", "function", "answer", "system_id", "system"]
    told = uses.groupby(keys, as_index=False, dropna=False).agg(
        supplier_id=("supplier_id", "first"), supplier=("supplier", "first"), value=("borough_id", "nunique")
    )
    told = told.assign(**{name: counts[name].reindex(told["function_code"]).array for name in ("n", "n_of")})
    told = enveloped(
        told, unit="boroughs", interval_kind="none: a count of what is known", bound_low=told["value"].astype("float64"),
        bound_high=(told["value"] + told["n_of"] - told["n"]).astype("float64"), basis="boroughs",
        as_of=on or register.as_of,
    )  # fmt: skip
    order = told.sort_values(["function_code", "value", "answer"], ascending=[True, False, True])
    return order[list(INSTALLED_COLUMNS)].reset_index(drop=True)


def shares(register: Register, by: str = "function", *, on: date | None = None) -> pd.DataFrame:
    """
    Give the share of boroughs that use each system, or run it in house, as open source, or not at all.

    Parameters
    ----------
    register
        The register.
    by
        `function` or `area`: the group within which shares sum to 1.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    shares
        One row a group and category, largest share first in each group: the group's code and name; `category`, the
        system's name, its supplier's where no system is named, or `in_house`, `open_source`, `none`; `system_id`,
        missing unless a system; `n_boroughs` that use it; `share` (0 to 1), in which a borough with k answers gives
        each 1/k; and the envelope's columns. `n` boroughs are known of `n_of`, all but those to which the function does
        not apply; `lower` and `upper` are Wilson's with the finite-population effective size; `bound_low` and
        `bound_high` are what the unknown boroughs could make of it. A reseller is no answer: it gets no share.

        `s_p = sum over boroughs of 1[p in use] / k, over n` (M02; metrics.md, 2.1; Wilson 1927; Manski 1989). Not to be read
        as a share of money or of contracts.

    Raises
    ------
    UnknownNameError
        If `by` is no group.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> shares(register).columns[:5].tolist()
    ['function_code', 'function', 'category', 'system_id', 'n_boroughs']
    """
    if by not in _GROUPS:
        raise UnknownNameError("group", by, list(_GROUPS))
    group = _GROUPS[by]
    rows = in_use(register, on=on)
    uses = with_parts(answers(rows, register), group[0])
    counts = _borough_counts(rows, uses, group[0], len(register.boroughs))
    keys = [*group, "answer", "category", "system_id"]
    told = uses.groupby(keys, as_index=False, dropna=False).agg(
        n_boroughs=("borough_id", "nunique"), part=("part", "sum")
    )
    told = told.assign(**{name: counts[name].reindex(told[group[0]]).array for name in ("n", "n_of")})
    told = told.assign(share=told["part"] / told["n"])
    told = share_envelope(
        told, value="share", unit="share of boroughs", basis="boroughs", as_of=on or register.as_of
    ).sort_values([group[0], "share", "answer"], ascending=[True, False, True])
    return told[[*group, "category", "system_id", "n_boroughs", "share", *ENVELOPE]].reset_index(drop=True)


def penetration(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the share of boroughs that buy a system for a function, run their own, use open source, or have none.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    shares
        Four rows a function, with the columns of `PENETRATION_COLUMNS`: `way` is `bought`, `in_house`, `open_source` or
        `none`; `n_boroughs` give that answer; `value` is the share of the `n` known boroughs, in which a borough with k
        answers gives each 1/k, so that the four sum to 1 and agree with `shares`; a Wilson 95% interval with the
        finite-population effective size, and Manski bounds. Withheld below 8 known boroughs.

    Notes
    -----
    Share of known (metrics.md, 2.1; M05). Unknown is not none: a borough that has not answered is in the bounds only.

    Examples
    --------
    >>> penetration(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    rows = in_use(register, on=on)
    uses = with_parts(answers(rows, register), "function_code")
    counts = boroughs_known(rows, uses, len(register.boroughs))
    by_way = uses.assign(way=uses["system_state"].map(WAYS)).groupby(["function_code", "way"])
    every = pd.MultiIndex.from_product([counts.index, WAYS.values()], names=["function_code", "way"])
    told = pd.DataFrame({
        "n_boroughs": by_way["borough_id"].nunique().reindex(every, fill_value=0).astype("Int64"),
        "part": by_way["part"].sum().reindex(every, fill_value=0.0),
    }).reset_index()  # fmt: skip
    told = told.assign(**{name: counts[name].reindex(told["function_code"]).array for name in ("n", "n_of")})
    return borough_shares(told.assign(value=share_of(told["part"], told["n"])), register, on)[list(PENETRATION_COLUMNS)]


def _borough_counts(rows: pd.DataFrame, uses: pd.DataFrame, group: str, n_boroughs: int) -> pd.DataFrame:
    known = uses.groupby(group)["borough_id"].nunique()
    answered = pd.MultiIndex.from_frame(uses[[group, "borough_id"]])
    outside = rows[rows["system_state"].eq("not_applicable")].drop_duplicates([group, "borough_id"])
    outside = outside[~pd.MultiIndex.from_frame(outside[[group, "borough_id"]]).isin(answered)]
    n_outside = outside.groupby(group).size().reindex(known.index, fill_value=0) if group == "function_code" else 0
    return pd.DataFrame({"n": known.astype("Int64"), "n_of": (n_boroughs - n_outside + 0 * known).astype("Int64")})
