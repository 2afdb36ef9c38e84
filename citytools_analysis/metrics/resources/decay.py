"""What is left if nobody renews the money: end dates that nobody confirms any more lose their worth month by month."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.assumptions import assumed
from citytools_analysis.metrics.days import add_months, as_days
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

DECAY_COLUMNS = ("measure", "month", "day_date", "assumption_ids", *ENVELOPE)
SHARE, VALUE = "end dates still verified", "yearly value still informed"
NO_END = "no contract end is known with the day on which it was confirmed"
_IDS = {SHARE: "freshness_half_life", VALUE: "freshness_half_life|influenced_annual_value"}


def no_renewal_decay(register: Register, *, months: int = 36, on: date | None = None) -> pd.DataFrame:
    """
    Give what is left month by month if nothing is confirmed any more from a day on (M122).

    Parameters
    ----------
    register
        The register, with the days on which its contract ends were confirmed.
    months
        How many months to look ahead.
    on
        The day the money ends; the register's `as_of` if not given.

    Returns
    -------
    decay
        One row a measure and month from 0 to `months`, with the columns of `DECAY_COLUMNS`. The share (0 to 1) of end
        dates still verified is the mean of `0.5 ^ (days since confirmed / half-life)` over contracts that have not
        ended and have a known end (metrics.md, 7 and 11); the yearly value still informed is that share of the assumed
        influenced value, in pounds. `lower` and `upper` take the half-life at its low or high (and the value with it);
        `n` of `n_of` such contracts have a day of confirmation, and the bounds are what the others could be: never
        verified, or verified on the day itself. Not to be read as a count of wrong dates: unverified is not wrong.

    Raises
    ------
    ValueError
        If `months` is negative, or a half-life is not above zero.

    Examples
    --------
    >>> told = no_renewal_decay(Register.from_tables({}, as_of=date(2026, 11, 23)), months=12)
    >>> len(told), told["reason"].unique().tolist()
    (26, ['no contract end is known with the day on which it was confirmed'])
    """
    if months < 0:
        raise ValueError(f"months is {months}. Give zero or more.")
    day = on or register.as_of
    half_lives, worth = assumed(register, "freshness_half_life"), assumed(register, "influenced_annual_value")
    if half_lives.low <= 0:
        raise ValueError(f"The assumption 'freshness_half_life' is {half_lives.low}. Give days above zero.")
    age = confirmed_ages(register, on=day)
    start = pd.Series(pd.Timestamp(day), index=range(months + 1), dtype="datetime64[s]")
    days = add_months(start, pd.Series(range(months + 1), dtype="float64"))
    shares = _shares(age, (days - start).dt.days.to_numpy(), half_lives.figures)
    frame = pd.DataFrame({"month": range(months + 1), "day_date": days, **shares, "n": age.count(), "n_of": len(age)})
    both = [frame.assign(measure=SHARE), frame.assign(measure=VALUE, **_valued(frame, worth.figures))]
    return _told(pd.concat(both, ignore_index=True), day)


def confirmed_ages(register: Register, *, on: date | None = None) -> pd.Series:
    """
    Count the days since each known contract end was confirmed.

    Parameters
    ----------
    register
        The register.
    on
        The day to count to; the register's `as_of` if not given.

    Returns
    -------
    age
        In days, for each contract that has not ended and has a known end; missing where no day of confirmation is
        recorded, and 0 where that day is later than `on`.

    Examples
    --------
    >>> confirmed_ages(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    terms = contract_terms(register, on=on)
    terms = terms[terms["standing"].ne("ended") & terms["last_end_date"].notna()]
    day = pd.Timestamp(on or register.as_of)
    age: pd.Series = (day - as_days(terms["confirmed_date"])).dt.days.astype("float64")
    return age.clip(lower=0)


def _shares(age: pd.Series, elapsed: np.ndarray, half_lives: tuple[float, float, float]) -> dict[str, np.ndarray]:
    known = age.dropna().to_numpy()
    if not len(known):
        return {name: np.full(len(elapsed), np.nan) for name in ("value", "lower", "upper", "bound_low", "bound_high")}
    lower, value, upper = (np.mean(0.5 ** (known / half)) * 0.5 ** (elapsed / half) for half in half_lives)
    told = value * len(known) / len(age)
    untold = 0.5 ** (elapsed / half_lives[1]) * (1 - len(known) / len(age))
    return {"value": value, "lower": lower, "upper": upper, "bound_low": told, "bound_high": told + untold}


def _valued(frame: pd.DataFrame, worth: tuple[float, float, float]) -> dict[str, pd.Series]:
    factors = {"value": worth[1], "lower": worth[0], "upper": worth[2], "bound_low": worth[1], "bound_high": worth[1]}
    return {name: frame[name] * factor for name, factor in factors.items()}


def _told(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    is_withheld = frame["value"].isna()
    told = enveloped(
        frame.assign(assumption_ids=frame["measure"].map(_IDS)),
        unit=frame["measure"].map({SHARE: "share", VALUE: "pounds a year"}),
        interval_kind="half-life (and value) at its low or its high; no confidence interval",
        basis="contracts that have not ended and have a known end",
        as_of=day,
        is_withheld=is_withheld,
        reason=pd.Series(NO_END, index=frame.index).where(is_withheld, ""),
    )
    return told[list(DECAY_COLUMNS)]
