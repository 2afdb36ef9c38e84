"""How often options to extend are used, among those of which it is known how they came out."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, manski
from citytools_analysis.metrics.intervals import share_posterior
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

MINIMUM_OPTIONS = 10
EXERCISE_COLUMNS = ("area_code", "area", "n_exercised", "n_lapsed", "n_unresolved", *ENVELOPE)
_ALL, _ALL_NAME = "all", "All areas"
_NO_AREA, _NO_AREA_NAME = "unknown", "function not known"
_COUNTS = ["n_exercised", "n_lapsed", "n_unresolved"]


def option_exercise_rate(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the share of options to extend that were used (M34).

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    rates
        One row for `all` areas, then one a service area that has an option, the columns of `EXERCISE_COLUMNS`. `value`
        is `n_exercised / (n_exercised + n_lapsed)`, 0 to 1, withheld where fewer than 10 options are resolved; `lower`
        and `upper` hold 90% of the Beta posterior with a flat prior; to `bound_low` and `bound_high` it would come if
        every unresolved option lapsed or were used.

        An option has lapsed where it is said not to have been used, the contract's committed end has passed by `on`,
        and that was said on or after that end: a "not used" said before it may have changed since. Every other unused
        option is unresolved: it may still be used, or nobody says. Options that only the supplier may use are left out.

    Notes
    -----
    metrics.md, section 3: Beta(1 + exercised, 1 + lapsed). It must not be read as the chance that an option of today will
    be used: an option counts as used as soon as it is, but as lapsed only once its contract has ended, so running
    contracts raise the rate (survivorship).

    Examples
    --------
    >>> option_exercise_rate(Register.from_tables({}, as_of=date(2026, 11, 23))).loc[0, "reason"]
    'fewer than 10 options are resolved'
    """
    options = _outcomes(register, on)
    areas = options.groupby(["area_code", "area"], as_index=False)[_COUNTS].sum()
    every = pd.DataFrame(
        {"area_code": [_ALL], "area": [_ALL_NAME], **{name: [options[name].sum()] for name in _COUNTS}}
    )
    told = pd.concat([every, areas.sort_values("area_code")], ignore_index=True)
    used, lapsed = (told[name].astype("float64") for name in ("n_exercised", "n_lapsed"))
    n, n_of = used + lapsed, used + lapsed + told["n_unresolved"].astype("float64")
    share = (used / n).where(n > 0)
    lower, upper = share_posterior(used, lapsed)
    low, high = manski(share, n, n_of)
    is_few = n < MINIMUM_OPTIONS
    told = enveloped(
        told.assign(value=share, n=n, n_of=n_of, **{name: told[name].astype("Int64") for name in _COUNTS}),
        unit="share of options", lower=lower, upper=upper, interval_kind="Beta(1,1) posterior, 90%", bound_low=low,
        bound_high=high, basis="options to extend of which the outcome is known", as_of=on or register.as_of,
        is_withheld=is_few,
        reason=is_few.map({True: f"fewer than {MINIMUM_OPTIONS} options are resolved", False: ""}),
    )  # fmt: skip
    return told[list(EXERCISE_COLUMNS)]


def _outcomes(register: Register, on: date | None) -> pd.DataFrame:
    """Give each option its area and whether it was used, has lapsed, or neither is known."""
    options = register.options
    options = options[~options["holder"].eq("supplier")]
    terms = contract_terms(register, on=on)[["contract_id", "function_code", "last_end_date"]]
    rows = with_names(options.merge(terms, on="contract_id"), register)
    answer = rows["is_exercised"].astype("boolean")
    is_used, is_not = (
        answer.fillna(value=False).astype("bool"),
        answer.eq(other=False).fillna(value=False).astype("bool"),
    )
    end, said = rows["last_end_date"], rows["confirmed_date"]
    is_lapsed = is_not & (end < pd.Timestamp(on or register.as_of)) & (said >= end)
    return rows.assign(
        area_code=rows["area_code"].fillna(_NO_AREA).astype("str"),
        area=rows["area"].fillna(_NO_AREA_NAME).astype("str"),
        n_exercised=is_used.astype("int64"),
        n_lapsed=is_lapsed.astype("int64"),
        n_unresolved=(~is_used & ~is_lapsed).astype("int64"),
    )
