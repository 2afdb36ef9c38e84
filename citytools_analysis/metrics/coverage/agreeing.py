"""Whether a borough's own answer and what is published of the same contract agree (metrics.md, 7, M95)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.annual_values import VAT_RATE
from citytools_analysis.metrics.coverage.sides import with_side
from citytools_analysis.metrics.days import first_day, last_day
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, manski, wilson
from citytools_analysis.metrics.names import with_names
from citytools_analysis.precedence import winning_rows
from citytools_analysis.register import Register

LEAST_PAIRS = 20
WITHIN_DAYS = 31
WITHIN_SHARE = 0.10
AGREEMENT_COLUMNS = ("borough_id", "borough", "field", "within", "n_matched", "n_agree", *ENVELOPE)
DISAGREEMENT_COLUMNS = (
    "borough_id", "borough", "contract_id", "title", "field", "reported_end_date", "reported_end_date_precision",
    "published_end_date", "published_end_date_precision", "reported_value_gbp", "published_value_gbp",
)  # fmt: skip
_FIELDS = {"end_date": f"{WITHIN_DAYS} days", "value_gbp": f"{WITHIN_SHARE:.0%} of the larger"}
_SIDES = ("reported", "published")
_COMPARED = ["end_date", "end_date_precision", "value_gbp", "value_basis", "vat_basis"]


def agreement(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the share of matched contracts of which a return and a published source say the same.

    Parameters
    ----------
    register
        The register; of several versions of one side the most trusted counts.
    on
        The day to print; agreement is of all matched contracts, running or not.

    Returns
    -------
    agreement
        Two rows (`end_date`, `value_gbp`) for each borough, then two for all (`borough_id` missing), with the columns
        of `AGREEMENT_COLUMNS`. `n_matched` contracts are told of by both sides; in `n` of them both say something that
        can be compared, of which `n_agree` are within 31 days, or 10% of the larger value. `value` is the share, 0 to 1,
        with Wilson's interval; the bounds say what the matched pairs that cannot be compared could do. Withheld on
        fewer than 20 pairs.

    Notes
    -----
    Share of matched contracts with end dates within 31 days, values within 10% (metrics.md, 7, M95). Ends known to a
    month or year are compared by their nearest days. Values are compared where both cover the same (a year, a term),
    without VAT where it is said to be in; unlike bases are no disagreement. Sources that copy each other agree: it is
    no proof that they are right.

    Examples
    --------
    >>> told = agreement(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told[["field", "n_matched", "reason"]].tail(1).values.tolist()
    [['value_gbp', 0, 'fewer than 20 pairs can be compared']]
    """
    pairs = _pairs(register)
    judged = {"end_date": _ends_agree(pairs), "value_gbp": _values_agree(pairs)}
    ids = register.boroughs["borough_id"]
    parts = [_counted(pairs["borough_id"], agrees, ids).assign(field=field) for field, agrees in judged.items()]
    rank = pd.Series(np.arange(len(ids)), index=ids)
    told = pd.concat(parts, ignore_index=True)
    told = told.assign(rank=told["borough_id"].map(rank)).sort_values(["rank", "field"], na_position="last")
    told = told.assign(within=told["field"].map(_FIELDS))
    return with_names(_with_envelope(told, on or register.as_of), register)[list(AGREEMENT_COLUMNS)].reset_index(
        drop=True
    )


def disagreements(register: Register) -> pd.DataFrame:
    """
    List the contracts of which a return and a published source say different things.

    Parameters
    ----------
    register
        The register; of several versions of one side the most trusted counts.

    Returns
    -------
    disagreements
        One row a contract and field (`end_date`, `value_gbp`) that `agreement` compares and finds apart, with the
        columns of `DISAGREEMENT_COLUMNS`: what each side says, ends with their precision and values as they stand in
        the source, VAT or not. Only the columns of that field are filled.

    Examples
    --------
    >>> disagreements(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    pairs = _pairs(register)
    titles = register.contracts.drop_duplicates("contract_id").set_index("contract_id")["title"]
    parts = []
    for field, agrees in {"end_date": _ends_agree(pairs), "value_gbp": _values_agree(pairs)}.items():
        apart = pairs[~agrees.fillna(value=True)]
        names = [field, f"{field}_precision"] if field == "end_date" else [field]
        told = {f"{side}_{name}": apart[f"{name}{side}"] for side in _SIDES for name in names}
        parts.append(apart[["borough_id", "contract_id"]].assign(field=field, **told))
    every = pd.concat(parts, ignore_index=True)
    every = with_names(every.assign(title=every["contract_id"].map(titles)), register)
    order = every.sort_values(["borough_id", "contract_id", "field"], kind="stable")
    return order.reindex(columns=list(DISAGREEMENT_COLUMNS)).reset_index(drop=True)


def _with_envelope(told: pd.DataFrame, as_of: date) -> pd.DataFrame:
    n = told["n"].to_numpy(dtype=float)
    share = np.divide(told["n_agree"].to_numpy(dtype=float), n, out=np.full(n.shape, np.nan), where=n > 0)
    (lower, upper), (low, high) = wilson(share, n), manski(share, n, told["n_matched"])
    is_few = n < LEAST_PAIRS
    return enveloped(
        told, value=share, unit="share of contracts", n_of=told["n_matched"], lower=lower, upper=upper,
        interval_kind="Wilson 95%", bound_low=low, bound_high=high, basis="matched contracts", as_of=as_of,
        is_withheld=is_few, reason=np.where(is_few, f"fewer than {LEAST_PAIRS} pairs can be compared", ""),
    )  # fmt: skip


def _pairs(register: Register) -> pd.DataFrame:
    """Give one row a contract that both sides tell of, each side's word in columns of its own."""
    rows = with_side(register.rows("contracts"), register)
    is_framework = register.contracts["is_framework"].fillna(value=False).astype("bool")
    frameworks = register.contracts.loc[is_framework, "contract_id"]
    rows = rows[~rows["contract_id"].isin(frameworks)]
    on_side = [set(rows.loc[rows["side"] == side, "contract_id"]) for side in _SIDES]
    rows = rows[rows["contract_id"].isin(on_side[0] & on_side[1])]
    best = winning_rows(rows, key=["contract_id", "side"], sources=register.all_rows["sources"])
    reported, published = (best[best["side"] == side] for side in _SIDES)
    kept = reported[["contract_id", "borough_id", *_COMPARED]]
    return kept.merge(published[["contract_id", *_COMPARED]], on="contract_id", suffixes=_SIDES)


def _ends_agree(pairs: pd.DataFrame) -> pd.Series:
    (first, last), (other_first, other_last) = (
        [edge(pairs[f"end_date{side}"], pairs[f"end_date_precision{side}"]) for edge in (first_day, last_day)]
        for side in _SIDES
    )
    apart = pd.concat([(other_first - last).dt.days, (first - other_last).dt.days], axis=1).max(axis=1)
    agrees: pd.Series = (apart <= WITHIN_DAYS).astype("boolean").mask(apart.isna())
    return agrees


def _values_agree(pairs: pd.DataFrame) -> pd.Series:
    one, other = (_without_vat(pairs, side) for side in _SIDES)
    basis = pairs["value_basisreported"].fillna("unknown")
    is_alike = basis.eq(pairs["value_basispublished"].fillna("unknown")) & basis.ne("unknown")
    is_number = np.isfinite(one) & np.isfinite(other)
    larger = pd.concat([one.abs(), other.abs()], axis=1).max(axis=1)
    agrees: pd.Series = ((one - other).abs() <= WITHIN_SHARE * larger + 1e-9).astype("boolean")
    return agrees.mask(~(is_alike & is_number))


def _without_vat(pairs: pd.DataFrame, side: str) -> pd.Series:
    value = pairs[f"value_gbp{side}"].astype("float64")
    value = value.where((value >= 0) & np.isfinite(value))
    return value.where(~pairs[f"vat_basis{side}"].eq("inc").fillna(value=False), value / (1 + VAT_RATE))


def _counted(boroughs: pd.Series, agrees: pd.Series, ids: pd.Series) -> pd.DataFrame:
    marks = pd.DataFrame({"n_matched": 1, "n": agrees.notna(), "n_agree": agrees.fillna(value=False)}).astype("int64")
    counts = marks.groupby(boroughs).sum().reindex(pd.Index(ids, name="borough_id"), fill_value=0).reset_index()
    return pd.concat([counts, marks.sum().to_frame().T.assign(borough_id=None)], ignore_index=True)
