"""
Which systems boroughs use, and what share of boroughs uses each (metrics.md, 2.1).

Adoption counts boroughs, not contracts: a joint contract or shared service counts once for each borough, and a contract
that ends does not end the use of its system. In-house, open source and none are answers and stay in the denominator;
unknown is not an answer and is never read as none.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.metrics.days import first_day, last_day
from citytools_analysis.metrics.envelope import ENVELOPE, share_envelope
from citytools_analysis.metrics.names import resellers, with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

NOT_PUBLISHED = "no contract is published"
ANSWERS = ("known", "in_house", "open_source", "none")
IN_USE_COLUMNS = (
    "borough_id", "borough", "function_code", "function", "area_code", "area", "system_state", "system_id", "system",
    "supplier_id", "supplier", "basis", "seen_date", "in_use_from_date", "source_id", "evidence_url",
)  # fmt: skip
PEER_COLUMNS = (
    "function_code", "function", "system_id", "system", "peer_borough_id", "peer_borough", "peer_end_date",
    "peer_latest_end_date", "peer_end_date_precision", "peer_end_state", "peer_end_note", "seen_date",
)  # fmt: skip
_USE = ["borough_id", "function_code", "system_id"]
_PLACE = ["borough_id", "function_code", "slot"]
_GROUPS = {"function": ["function_code", "function"], "area": ["area_code", "area"]}


def in_use(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the systems in use.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    deployments
        One row a deployment in force on that day, of every state, with the columns of `IN_USE_COLUMNS`, sorted by
        borough, function, system and supplier. Left out: what is not yet or no longer in use (a date known to a month
        or year leaves the benefit of the doubt), what was only seen after `on`, and a deployment whose slot was later
        seen filled by another known system. An unknown sighting replaces nothing.

    Examples
    --------
    >>> in_use(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    rows = _in_force(register, pd.Timestamp(on or register.as_of))
    rows = rows[~_is_superseded(rows)]
    maker = rows["system_id"].map(register.systems.drop_duplicates("system_id").set_index("system_id")["supplier_id"])
    rows = rows.assign(supplier_id=rows["supplier_id"].where(rows["supplier_id"].notna(), maker).astype("str"))
    order = ["borough_id", "function_code", "system_id", "supplier_id", "deployment_id"]
    return with_names(rows.sort_values(order), register)[list(IN_USE_COLUMNS)].reset_index(drop=True)


def replacements(register: Register) -> pd.DataFrame:
    """
    List the replacements that were seen: one known system in a slot, and later another.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    replacements
        One row a replacement: `borough_id`, `function_code`, `slot`, `from_system`, `to_system`, `last_seen_date` (of
        the old) and `first_seen_date` (of the new, which began no later). A change of the supplier's name or owner is
        none, for the system stays the same; nor is an unknown sighting.

    Examples
    --------
    >>> replacements(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    seen = with_names(_slotted(register.deployments), register).sort_values([*_PLACE, "seen_date", "system_id"])
    before = seen.groupby(_PLACE)[["system_id", "system", "seen_date"]].shift()
    changed = before["system_id"].notna() & (before["system_id"] != seen["system_id"])
    changed &= before["seen_date"] < seen["seen_date"]
    told = seen.assign(
        from_system=before["system"], to_system=seen["system"], last_seen_date=before["seen_date"],
        first_seen_date=seen["seen_date"],
    )  # fmt: skip
    columns = [*_PLACE, "from_system", "to_system", "last_seen_date", "first_seen_date"]
    return told.loc[changed, columns].reset_index(drop=True)


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
    uses = _answers(rows, register).drop_duplicates([group[0], "borough_id", "answer"])
    uses = uses.assign(part=1 / uses.groupby([group[0], "borough_id"])["answer"].transform("size"))
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


def peers(register: Register, borough_id: str, *, on: date | None = None) -> pd.DataFrame:
    """
    List the other boroughs that use a borough's systems for the same function, and when their contracts end.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough whose systems are looked at.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    peers
        One row a function, system and other borough, with the columns of `PEER_COLUMNS`, sorted by function, system,
        committed end and borough. The ends are those of the peer's contract for that function and system: of several, a
        live one first, then the latest to end. `peer_end_state` is `known`, `rolling`, `unknown`, `withheld` or
        `not_applicable`; without a known end the dates are missing and `peer_end_note` says why: in a public edition
        `no contract is published` where the peer has answered, for it may have said more to members. Of an end that has
        passed in a contract still in use the note says so.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Examples
    --------
    >>> peers(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden").empty
    True
    """
    if borough_id not in set(register.boroughs["borough_id"]):
        raise UnknownNameError("borough", borough_id, register.boroughs["borough_id"].tolist())
    uses = in_use(register, on=on)
    uses = uses[uses["system_state"].eq("known") & uses["system_id"].notna()]
    uses = uses.sort_values("seen_date", ascending=False, na_position="last").drop_duplicates(_USE)
    is_mine = uses["borough_id"] == borough_id
    told = uses[~is_mine].merge(uses.loc[is_mine, _USE[1:]], on=_USE[1:])
    told = told.merge(_ends(register, on), on=_USE, how="left").rename(
        columns={"borough_id": "peer_borough_id", "borough": "peer_borough"}
    )
    has_none = told["peer_end_state"].isna()
    has_held = told["peer_borough_id"].isin(answered_in_part(register))
    why_none = pd.Series("no contract is known", index=told.index).mask(has_held, NOT_PUBLISHED)
    told = told.assign(
        peer_end_state=told["peer_end_state"].fillna("unknown"),
        peer_end_note=told["peer_end_note"].mask(has_none, why_none),
    )
    order = ["function_code", "system", "peer_end_date", "peer_borough_id"]
    return told.sort_values(order, na_position="last")[list(PEER_COLUMNS)].reset_index(drop=True)


def _ends(register: Register, on: date | None) -> pd.DataFrame:
    terms = contract_terms(register, on=on)
    rank = terms["standing"].map({"live": 0, "rolling": 1, "expired_in_use": 2, "unknown": 3})
    is_dated = terms["standing"].isin(["live", "expired_in_use"])
    ends = pd.DataFrame({
        "contract_id": terms["contract_id"], "rank": rank, "peer_end_date": terms["end_date"].where(is_dated),
        "peer_latest_end_date": terms["latest_end_date"].where(is_dated), "peer_end_state": terms["end_state"],
        "peer_end_date_precision": terms["end_date_precision"].where(is_dated), "peer_end_note": terms["end_note"],
    }).dropna(subset=["rank"])  # fmt: skip
    served = parties(register).dropna(subset=_USE).merge(ends, on="contract_id")
    order = [*_USE, "rank", "peer_end_date", "contract_id"]
    best = served.sort_values(order, ascending=[True, True, True, True, False, True], na_position="last")
    names = [name for name in PEER_COLUMNS if name in ends]
    return best.drop_duplicates(_USE)[[*_USE, *names]]


def _in_force(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    rows = register.deployments
    start = first_day(rows["in_use_from_date"], rows["in_use_from_date_precision"])
    end = last_day(rows["in_use_to_date"], rows["in_use_to_date_precision"])
    is_unseen = start.isna() & (rows["seen_date"] > day)
    return rows[~(start > day) & ~(end < day) & ~is_unseen]


def _slotted(deployments: pd.DataFrame) -> pd.DataFrame:
    is_known = deployments["system_state"].eq("known") & deployments["system_id"].notna()
    return deployments[is_known & deployments["slot"].notna() & deployments["seen_date"].notna()]


def _is_superseded(rows: pd.DataFrame) -> pd.Series:
    latest = _slotted(rows).sort_values([*_PLACE, "seen_date", "system_id"]).drop_duplicates(_PLACE, keep="last")
    later = rows[[*_PLACE, "seen_date", "system_id"]].merge(
        latest[[*_PLACE, "seen_date", "system_id"]], on=_PLACE, how="left", suffixes=("", "_latest")
    )
    is_older = later["seen_date"] < later["seen_date_latest"]
    is_other = ~(later["system_id"] == later["system_id_latest"])
    return pd.Series((is_older & is_other).to_numpy(dtype=bool), index=rows.index)


def _answers(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    named = rows["system_id"].fillna(rows["supplier_id"].where(~rows["supplier_id"].isin(resellers(register))))
    is_known = rows["system_state"].eq("known")
    label = rows["system"].fillna(rows["supplier"]).where(is_known, rows["system_state"])
    told = rows.assign(answer=named.where(is_known, rows["system_state"]), category=label)
    return told[told["system_state"].isin(ANSWERS) & told["answer"].notna()]


def _borough_counts(rows: pd.DataFrame, uses: pd.DataFrame, group: str, n_boroughs: int) -> pd.DataFrame:
    known = uses.groupby(group)["borough_id"].nunique()
    answered = pd.MultiIndex.from_frame(uses[[group, "borough_id"]])
    outside = rows[rows["system_state"].eq("not_applicable")].drop_duplicates([group, "borough_id"])
    outside = outside[~pd.MultiIndex.from_frame(outside[[group, "borough_id"]]).isin(answered)]
    n_outside = outside.groupby(group).size().reindex(known.index, fill_value=0) if group == "function_code" else 0
    return pd.DataFrame({"n": known.astype("Int64"), "n_of": (n_boroughs - n_outside + 0 * known).astype("Int64")})
