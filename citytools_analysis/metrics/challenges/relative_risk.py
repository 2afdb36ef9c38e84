"""Which problems are reported together with low ratings (M68): an association within systems, never a cause."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.challenges.mantel_haenszel import plain_ratio, pooled_ratio, stratified_p
from citytools_analysis.metrics.challenges.pairs import PAIR, asked_pairs, reports
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import OTHERS_ANSWERS, held_frame, is_held
from citytools_analysis.metrics.satisfaction.withholding import edition_of
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import CHALLENGE_TAGS

TOGETHER_COLUMNS = (
    "challenge_tag", "n_tagged", "n_untagged", "n_low_tagged", "n_low_untagged", "n_strata", "plain_ratio", "p", "p_adjusted",
    "is_found", "reading", *ENVELOPE,
)  # fmt: skip
LOW = 2  # ratings of 1 and 2
FALSE_DISCOVERY_RATE = 0.10
_LEAST_OF_EACH, _LEAST_LOW = 10, 5
_COUNTS = ("n_tagged", "n_untagged", "n_low_tagged", "n_low_untagged", "n_strata")
_FOUND = ("plain_ratio", "p", "value", "lower", "upper")


def reported_together(register: Register, *, on: date | None = None, edition: str | None = None) -> pd.DataFrame:
    """
    Give how much likelier a low rating is where a problem is reported (M68).

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    together
        One row a problem of the controlled list, sorted by its name, with the columns of `TOGETHER_COLUMNS`: of the
        rated pairs of borough and system, those with the problem and without it, and how many of each are rated 1 or 2;
        `value`, Mantel and Haenszel's relative risk over the `n_strata` systems with both kinds of pair, with the 95%
        log interval of Greenland and Robins; `plain_ratio`, without strata; `p` by Mantel and Haenszel's chi-square and
        `p_adjusted` after Benjamini and Hochberg over the problems that are told; `is_found` where that is at most 0.10;
        and `reading`, in words. `n` pairs are rated of `n_of` in use. There are no bounds: the silent could turn
        any ratio. Withheld, with the reason: fewer than 10 rated pairs with the problem, fewer than 10 without,
        fewer than 5 low ratings, no system with both, or no low rating on one side, where a ratio has no interval.
        Never told in public.

    Raises
    ------
    UnknownNameError
        If there is no such edition.

    Notes
    -----
    metrics.md, 6.4; Mantel and Haenszel 1959; Greenland and Robins 1985; Benjamini and Hochberg 1995. The trap is to
    read a cause: a borough that likes a system less may also report more. A borough's pairs are not independent.

    Examples
    --------
    >>> told = reported_together(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(told), told["reason"].iloc[0]
    (15, 'fewer than 10 rated pairs with the problem')
    """
    edition = edition_of(register, edition)
    if is_held(register, "challenges", "ratings") or edition == "public":
        return held_frame(
            TOGETHER_COLUMNS,
            register,
            reason=OTHERS_ANSWERS if register.info.viewer else "not told in the public edition",
        )
    pairs = asked_pairs(register, on=on)
    rated = pairs[pairs["score"].notna()].assign(is_low=lambda frame: frame["score"].le(LOW))
    told = reports(register, on=on)[[*PAIR, "challenge_tag"]]
    rows = pd.DataFrame([_one_tag(tag, rated, told) for tag in sorted(CHALLENGE_TAGS)])
    is_told = rows["reason"].eq("")
    adjusted = pd.Series(np.nan, index=rows.index)
    if is_told.any():
        adjusted[is_told] = scipy.stats.false_discovery_control(rows.loc[is_told, "p"].to_numpy(dtype=float))
    rows = rows.assign(
        p_adjusted=adjusted, is_found=(adjusted <= FALSE_DISCOVERY_RATE).astype("boolean").mask(~is_told), n=len(rated),
        n_of=len(pairs),
    )  # fmt: skip
    whole = enveloped(
        rows.assign(reading=_readings(rows)), unit="relative risk of a rating of 1 or 2", is_withheld=~is_told,
        interval_kind="95%, Mantel-Haenszel with Greenland-Robins variance", basis="rated pairs of borough and system",
        as_of=on or register.as_of,
    )  # fmt: skip
    return whole.astype(dict.fromkeys(("n", "n_of", *_COUNTS), "Int64"))[list(TOGETHER_COLUMNS)]


def _one_tag(tag: str, rated: pd.DataFrame, told: pd.DataFrame) -> dict[str, object]:
    mine = pd.MultiIndex.from_frame(told.loc[told["challenge_tag"].eq(tag), PAIR])
    is_tagged = pd.MultiIndex.from_frame(rated[PAIR]).isin(mine)
    sides = rated.assign(n1=is_tagged, n0=~is_tagged, a=is_tagged & rated["is_low"], c=~is_tagged & rated["is_low"])
    strata = sides.groupby("system_id")[["a", "n1", "c", "n0"]].sum().astype("int64")
    sums = strata.sum()
    counts = dict(zip(_COUNTS[:4], (int(sums[name]) for name in ("n1", "n0", "a", "c")), strict=True))
    both = int(((strata["n1"] > 0) & (strata["n0"] > 0)).sum())
    ratio, lower, upper = pooled_ratio(strata)
    reason = _why_withheld(counts, both, ratio)
    found = (plain_ratio(strata), stratified_p(strata), ratio, lower, upper) if not reason else (np.nan,) * 5
    shown = counts | {"n_strata": both} if not reason else dict.fromkeys(_COUNTS)
    return {"challenge_tag": tag, "reason": reason} | shown | dict(zip(_FOUND, found, strict=True))


def _why_withheld(counts: dict[str, int], both: int, ratio: float) -> str:
    if counts["n_tagged"] < _LEAST_OF_EACH:
        return f"fewer than {_LEAST_OF_EACH} rated pairs with the problem"
    if counts["n_untagged"] < _LEAST_OF_EACH:
        return f"fewer than {_LEAST_OF_EACH} rated pairs without the problem"
    if counts["n_low_tagged"] + counts["n_low_untagged"] < _LEAST_LOW:
        return f"fewer than {_LEAST_LOW} low ratings"
    if not both:
        return "no system is rated both with the problem and without it"
    return "no low rating on one side, within the systems that have both" if np.isnan(ratio) else ""


def _readings(rows: pd.DataFrame) -> pd.Series:
    is_found = rows["is_found"].fillna(value=False).to_numpy(dtype=bool)
    more = (rows["value"] > 1).to_numpy(dtype=bool)
    words = ["reported together with low ratings", "reported together with fewer low ratings"]
    text = pd.Series(
        np.select([is_found & more, is_found], words, "not distinguishable"), index=rows.index, dtype="str"
    )
    return text.where(rows["reason"].eq(""), "")
