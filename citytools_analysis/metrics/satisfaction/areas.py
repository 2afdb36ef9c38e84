"""How satisfied boroughs are with the systems of each service area (M62 by area): votes, not systems, are counted."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, manski, wilson
from citytools_analysis.metrics.released import SATISFACTION_BY_AREA, is_read_back, released
from citytools_analysis.metrics.satisfaction.votes import ANSWERS, CLASSES, recent_votes, uses
from citytools_analysis.metrics.satisfaction.withholding import edition_of, how_uncertain, why_withheld
from citytools_analysis.register import Register

AREA_COLUMNS = ("area_code", "area", *CLASSES, *ENVELOPE)
_PAIR = ["borough_id", "system_id"]


def by_area(register: Register, *, edition: str | None = None) -> pd.DataFrame:
    """
    Sum up how satisfied boroughs are with the systems of each service area.

    Parameters
    ----------
    register
        The register. An edition without the rows of ratings gives what its `released` table holds.
    edition
        `full`, `public` or `members`: whose rules of withholding apply; the register's own if not given.

    Returns
    -------
    by_area
        One row a service area in the order of the reference table, with the columns of `AREA_COLUMNS`: votes of 4 or 5, of 3, and of 1 or 2; `value` is the share of the last among `n` votes, with Wilson's 95%
        interval; bounds over the `n_of` pairs of borough and system in use. A vote counts once in each area for which
        its borough uses the system. Withheld as `summary` is. There is no row of all areas: it would give away the rest.

    Notes
    -----
    M62; metrics.md, 6.1. A borough votes on several systems, and not independently, so that the interval is narrower than
    it should be.

    Examples
    --------
    >>> from datetime import date
    >>> told = by_area(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(told), set(told["reason"])
    (14, {'no borough has said'})
    """
    places = register.reference.functions.drop_duplicates("area_code")[["area_code", "area"]].reset_index(drop=True)
    if is_read_back(register):
        return _from_released(places, register)
    votes = recent_votes(register).merge(areas_of_uses(register), on=_PAIR)
    counts = {
        name: votes[votes["answer"].eq(word)].groupby("subject").size()
        for name, word in zip(CLASSES, ANSWERS, strict=True)
    }
    told = places.assign(
        **{name: places["area_code"].map(count).fillna(0).astype("Int64") for name, count in counts.items()}
    )
    deciders = told["area_code"].map(votes.groupby("subject")["decision_maker"].nunique()).fillna(0)
    reason = why_withheld(told, deciders, edition_of(register, edition))
    reason = reason.mask(told[list(CLASSES)].sum(axis=1).eq(0), "no borough has said")
    return _finished(told.assign(is_withheld=reason.ne(""), reason=how_uncertain(deciders, reason, below=5)), register)


def areas_of_uses(register: Register) -> pd.DataFrame:
    """
    Say for which service areas each borough uses each system.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    areas
        One row a `borough_id`, `system_id` and `subject`, the code of an area; none where the function is not known.

    Examples
    --------
    >>> from datetime import date
    >>> areas_of_uses(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    area = register.reference.functions.set_index("function_code")["area_code"]
    used = uses(register)
    used = used.assign(subject=used["function_code"].map(area)).dropna(subset=["subject"])
    pairs: pd.DataFrame = used[[*_PAIR, "subject"]].drop_duplicates()
    return pairs


def _from_released(places: pd.DataFrame, register: Register) -> pd.DataFrame:
    rows = released(register, SATISFACTION_BY_AREA).assign(count=lambda frame: frame["value"] * frame["n"])
    counts = {word: rows[rows["category"].eq(word)].set_index("subject")["count"].astype("float64") for word in ANSWERS}
    told = places.assign(**{
        name: places["area_code"].map(counts[word]).round().astype("Int64")
        for name, word in zip(CLASSES, ANSWERS, strict=True)
    })  # fmt: skip
    main = rows[rows["category"].eq("dissatisfied")].set_index("subject").reindex(places["area_code"])
    is_withheld = main["is_withheld"].astype("boolean").fillna(value=True).to_numpy(dtype=bool)
    reason = main["reason"].fillna("").astype("str").to_numpy(dtype=object)
    day = main["as_of"].to_numpy(dtype=object)
    return _finished(
        told.astype(dict.fromkeys(CLASSES, "Int64")).assign(is_withheld=is_withheld, reason=reason, told=day), register
    )


def _finished(told: pd.DataFrame, register: Register) -> pd.DataFrame:
    n = told[list(CLASSES)].sum(axis=1).astype("float64")
    pairs = areas_of_uses(register)
    in_use = told["area_code"].map(pairs.groupby("subject").size()).fillna(0).astype("float64")
    n_of = in_use.where(in_use >= n)  # an edition may hold fewer uses than there were votes
    share = (told["n_dissatisfied"].astype("float64") / n).where(n > 0)
    lower, upper = wilson(share, n)
    low, high = manski(share, n, n_of)
    told = enveloped(
        told, value=share, unit="share of votes dissatisfied", n=n, n_of=n_of, lower=lower, upper=upper,
        interval_kind="Wilson 95%", bound_low=low, bound_high=high, basis="one vote a borough and system, latest wave within 18 months",
        as_of=told.get("told", register.as_of),
    )  # fmt: skip
    counts = {name: told[name].mask(told["is_withheld"]) for name in CLASSES}
    return told.assign(**counts)[list(AREA_COLUMNS)].astype({"n": "Int64", "n_of": "Int64"})
