"""Problems that several boroughs report with one system or supplier, and could raise together."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.challenges.notices import RECORD_COLUMNS, published_records
from citytools_analysis.metrics.challenges.pairs import PAIR, asked_pairs, reports
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.satisfaction.withholding import edition_of
from citytools_analysis.register import Register

SHARED_COLUMNS = (
    "supplier_id", "supplier", "system_id", "system", "challenge_tag", "n_boroughs", "n_open", "n_raised_with_supplier",
    "n_state_unknown", "n_resolved", "first_raised_date", "last_raised_date", "boroughs", *RECORD_COLUMNS, *ENVELOPE,
)  # fmt: skip
GROUPINGS = {"system": "system_id", "supplier": "supplier_id"}
_LEAST = {"full": 2, "members": 5}
_STANDING = {"n_open": "open", "n_raised_with_supplier": "raised_with_supplier", "n_state_unknown": "unknown"}
_COUNTS = ("n_boroughs", *_STANDING, "n_resolved")
_OWN = (*_COUNTS, "first_raised_date", "last_raised_date", "boroughs")


def shared_problems(
    register: Register, by: str = "system", *, on: date | None = None, edition: str | None = None
) -> pd.DataFrame:
    """
    List the problems that at least two decision-makers report and that are not resolved.

    Parameters
    ----------
    register
        The register.
    by
        `system`, or `supplier`: the operating group, on the day, of the makers of the systems.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    problems
        One row a system or supplier and problem, sorted by supplier, system and problem, with the columns of
        `SHARED_COLUMNS`. `value` is the number of decision-makers (boroughs that share a service are one) whose report is
        open, raised with the supplier, or of unknown state; `n` were asked of `n_of` that use it. `bound_high` is
        the value if all that were not asked had the problem too. Boroughs by state: `n_open`,
        `n_raised_with_supplier`, `n_state_unknown`, and apart from them `n_resolved`; the first and last day it was raised; and
        `boroughs`, their names separated by `; `, in the full register only. Beside them what is published of the
        supplier's group: see `notices.published_records`. In the members' edition figures of fewer than 5 are
        withheld, the published records are not. A public register holds no problems: one withheld row.

    Raises
    ------
    UnknownNameError
        If there is no such grouping or edition.

    Notes
    -----
    A published record stands beside a problem and says nothing of its cause: a direct award is lawful, a change may be
    what the borough wanted, and a UK9 rating has its own scale.

    Examples
    --------
    >>> shared_problems(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if by not in GROUPINGS:
        raise UnknownNameError("grouping", by, list(GROUPINGS))
    edition = edition_of(register, edition)
    if is_held(register, "challenges") or edition == "public":
        return held_frame(SHARED_COLUMNS, register)
    day = on or register.as_of
    return register.once(("shared_problems", by, day, edition), lambda: _shared(register, by, day, edition))


def _shared(register: Register, by: str, on: date, edition: str) -> pd.DataFrame:
    pairs = asked_pairs(register, on=on)
    told = _counted(pairs, reports(register, on=on), register, GROUPINGS[by])
    told = told[told["value"] >= _LEAST["full"]]
    is_withheld = told["value"] < _LEAST[edition]
    own = {name: told[name].mask(is_withheld) for name in _OWN}
    named = told["boroughs"] if edition == "full" else pd.Series(None, index=told.index, dtype="object")
    told = told.assign(**own | {"boroughs": named.astype("str")}, is_withheld=is_withheld,
                       reason=np.where(is_withheld, f"fewer than {_LEAST[edition]} boroughs", ""))  # fmt: skip
    told = told.merge(published_records(register, on=on), on="supplier_id", how="left")
    whole = enveloped(
        with_names(told, register), unit="decision-makers", basis="decision-makers that use it, asked or not",
        as_of=on,
    )  # fmt: skip
    kinds = dict.fromkeys([*_COUNTS, *(name for name in RECORD_COLUMNS if name.startswith("n_")), "n", "n_of"], "Int64")
    whole = whole.reindex(columns=list(SHARED_COLUMNS)).astype(kinds)
    counts = [name for name in RECORD_COLUMNS if name.startswith("n_")]
    whole[counts] = whole[counts].fillna(0)
    order = ["supplier_id", "system_id", "challenge_tag"]
    return whole.sort_values(order, na_position="last").reset_index(drop=True)


def _counted(pairs: pd.DataFrame, told: pd.DataFrame, register: Register, key: str) -> pd.DataFrame:
    keys = [key, "challenge_tag"]
    rows = pairs.merge(told, on=PAIR).dropna(subset=[key])
    is_standing = rows["challenge_state"].ne("resolved")
    standing = with_names(rows[is_standing], register)
    found = pd.DataFrame({"value": standing.groupby(keys)["decision_maker"].nunique().astype("float64")})
    found = found.join(standing.groupby(keys).agg(
        n_boroughs=("borough_id", "nunique"), first_raised_date=("first_raised_date", "min"),
        last_raised_date=("last_raised_date", "max"),
    ))  # fmt: skip
    for name, state in (_STANDING | {"n_resolved": "resolved"}).items():
        in_state = rows[rows["challenge_state"].eq(state)].groupby(keys)["borough_id"].nunique()
        found[name] = in_state.reindex(found.index).fillna(0)
    names = standing.drop_duplicates([*keys, "borough"]).sort_values([*keys, "borough"])
    found["boroughs"] = names.groupby(keys)["borough"].agg("; ".join).reindex(found.index)
    asked = pairs[pairs["is_asked"]]
    n, n_of = (part.groupby(key)["decision_maker"].nunique().astype("float64") for part in (asked, pairs))
    whole = found.reset_index()
    whole = whole.assign(
        n=whole[key].map(n).astype("float64"), n_of=whole[key].map(n_of).astype("float64"), bound_low=whole["value"]
    )
    whole = whole.assign(bound_high=whole["value"] + whole["n_of"] - whole["n"])
    if key == "system_id":
        makers = pairs.drop_duplicates("system_id").set_index("system_id")["supplier_id"]
        whole = whole.assign(supplier_id=whole["system_id"].map(makers).astype("str"))
    return whole
