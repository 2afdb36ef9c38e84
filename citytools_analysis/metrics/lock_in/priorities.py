"""Where an exit plan matters most (M74): a composite for members only, always with its parts and what weights do to it."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.concentration import effective_suppliers
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import OTHERS_ANSWERS, held_frame, is_held
from citytools_analysis.metrics.lock_in.competition import renewals_without_competition
from citytools_analysis.metrics.lock_in.in_place import systems_in_place
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

WEIGHTS = {
    "years_in_use": 0.25, "years_since_competition": 0.25, "openness_share": 0.2, "has_exit_plan": 0.15,
    "concentration_share": 0.15,
}  # fmt: skip
PARTS = tuple(WEIGHTS)
SPREAD = 0.5  # each weight is drawn from half to one and a half of its own
DRAWS = 1000
RISK_COLUMNS = (
    "borough_id", "borough", "function_code", "function", *PARTS, "rank", "rank_low", "rank_high", *ENVELOPE,
)  # fmt: skip
_NOT_PUBLISHED = "for members only: no list of this kind is published"
_UNUSED_DRAWS = 2  # of an interval that is not looked at
_PLACE = ["borough_id", "function_code"]
_SHARES = ("openness_share", "has_exit_plan", "concentration_share")
_ROWS_AT_ONCE = 2_000_000  # numbers held at once while weights are drawn

Numbers = npt.NDArray[np.float64]


def exit_priorities(register: Register, *, seed: int = 0, on: date | None = None) -> pd.DataFrame:
    """
    Rank where exit plans matter most, as far as the register holds the parts.

    `risk_index` of `risk_parts`. The register holds neither openness nor exit plans, so today every row is withheld and
    says which parts are missing; a list of parts that is complete goes to `risk_index` itself.

    Parameters
    ----------
    register
        The register.
    seed
        Seed of the weights drawn.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    ranked
        As `risk_index` gives it; in the public edition withheld as a whole.

        M74 (metrics.md, 7; OECD/JRC Handbook on composite indicators): a priority for planning, never a league table.

    Examples
    --------
    >>> exit_priorities(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if is_held(register, "ratings"):
        return held_frame(RISK_COLUMNS, register, reason=OTHERS_ANSWERS if register.info.viewer else _NOT_PUBLISHED)
    told = risk_index(risk_parts(register, on=on), as_of=on or register.as_of, seed=seed)
    return with_names(told, register)[list(RISK_COLUMNS)]


def risk_parts(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Gather the parts of the index that the register holds.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    parts
        One row a borough and function with a known system in use: `years_in_use` of the one longest in use,
        `years_since_competition`; `concentration_share`, Herfindahl's index of the function from
        `concentration.effective_suppliers`, 0 to 1; and missing, the other two of `PARTS`: `openness_share` needs a
        product sheet (`openness`), `has_exit_plan` a question that the survey does not ask.

    Examples
    --------
    >>> risk_parts(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()[:3]
    ['borough_id', 'function_code', 'years_in_use']
    """
    ages = systems_in_place(register, on=on).groupby(_PLACE, as_index=False)["years_in_use"].max()
    asked = renewals_without_competition(register, on=on)[[*_PLACE, "years_since_competition"]]
    supply = effective_suppliers(register, "function", on=on, draws=_UNUSED_DRAWS).set_index("scope_code")["value"]
    told = ages.merge(asked, on=_PLACE, how="left")
    told = told.assign(concentration_share=(1 / told["function_code"].map(supply).astype("float64")).clip(upper=1))
    parts: pd.DataFrame = told.reindex(columns=[*_PLACE, *PARTS])
    return parts.astype(dict.fromkeys(PARTS, "float64"))


def risk_index(parts: pd.DataFrame, *, as_of: date, seed: int = 0, draws: int = DRAWS) -> pd.DataFrame:
    """
    Rank places by how much an exit plan matters, with the ranks that other weights would give.

    Index = 100 (0.25 P(z age) + 0.25 P(z years since competition) + 0.2 (1 - openness) + 0.15 (1 - exit plan) +
    0.15 H), z being standardised over the rows that have all parts, P the normal distribution function, which takes z to
    0 to 1, and H Herfindahl's index of the function (metrics.md, section 7; OECD and JRC 2008). The rank interval holds
    95% of the ranks under weights each drawn from half to one and a half of its own. It must not be published, and never
    be shown as a league table or without the parts.

    Parameters
    ----------
    parts
        One row a place, with the columns of `PARTS`: years in use and since the last competition (at least 0),
        `openness_share`, `has_exit_plan` (0 or 1, or a truth value) and `concentration_share`, 0 to 1.
    as_of
        The day the parts are about.
    seed
        Seed of the weights drawn.
    draws
        How many sets of weights to draw.

    Returns
    -------
    ranked
        The rows given, highest index first, those withheld last, with `rank` (1 is the highest), `rank_low`, `rank_high`
        and the envelope of the index, 0 to 100. A row with a missing part is withheld and says which.

    Raises
    ------
    ValueError
        If a part is absent, below 0, not finite, or a share above 1; or fewer than 1 set of weights is asked for.

    Examples
    --------
    >>> parts = pd.DataFrame({"years_in_use": [20, 2], "years_since_competition": [10, 1], "openness_share": [0.2, 0.8],
    ...     "has_exit_plan": [False, True], "concentration_share": [0.5, 0.5]})
    >>> risk_index(parts, as_of=date(2026, 11, 23))[["rank", "rank_low", "rank_high"]].values.tolist()
    [[1, 1, 1], [2, 2, 2]]
    """
    numbers = _checked(parts, draws)
    is_whole = numbers.notna().all(axis=1).to_numpy(dtype=bool)
    scores = _scores(numbers[is_whole].to_numpy(dtype="float64"))
    index = np.full(len(parts), np.nan)
    index[is_whole] = 100 * scores @ np.array([*WEIGHTS.values()])
    ranks = _ranks(scores, np.random.default_rng(seed), draws)
    columns = {name: pd.Series(pd.NA, index=parts.index, dtype="Int64") for name in ranks}
    for name, rank in ranks.items():
        columns[name] = columns[name].mask(is_whole, _placed(rank, is_whole))
    told = enveloped(
        parts.assign(**columns), value=index, unit="index, 0 to 100", n=is_whole.astype("int64"), n_of=1,
        basis="borough and function", as_of=as_of, is_withheld=~is_whole, reason=_missing(numbers),
    )  # fmt: skip
    by = ["value", *(name for name in _PLACE if name in told)]
    ascending = [name != "value" for name in by]
    return told.sort_values(by, ascending=ascending, kind="stable", na_position="last").reset_index(drop=True)


def _checked(parts: pd.DataFrame, draws: int) -> pd.DataFrame:
    if absent := [name for name in PARTS if name not in parts]:
        raise ValueError(f"The parts lack {', '.join(absent)}: add the column, empty where it is not known.")
    if draws < 1:
        raise ValueError(f"{draws} sets of weights are too few: draw at least 1.")
    numbers = parts[list(PARTS)].astype("float64")
    top = pd.Series({name: 1.0 if name in _SHARES else np.finfo("float64").max for name in PARTS})
    for name in PARTS:
        wrong = numbers[name].notna() & ~numbers[name].between(0, top[name])
        if wrong.any():
            limit = "from 0 to 1" if name in _SHARES else "a number of at least 0"
            raise ValueError(f"{name} is {numbers.loc[wrong, name].iloc[0]:g} in row {wrong.idxmax()}: give {limit}.")
    return numbers


def _scores(numbers: Numbers) -> Numbers:
    """Bring every part to 0 to 1, 1 being the greatest need of a plan; where all are equal nobody stands out."""
    if not len(numbers):
        return numbers
    years, openness, plan, supply = numbers[:, :2], numbers[:, 2], numbers[:, 3], numbers[:, 4]
    spread = years.std(axis=0)
    z = np.divide(years - years.mean(axis=0), spread, out=np.zeros_like(years), where=spread > 0)
    return np.column_stack([scipy.stats.norm.cdf(z), 1 - openness, 1 - plan, supply])


def _ranks(scores: Numbers, draw: np.random.Generator, draws: int) -> dict[str, npt.NDArray[np.int64]]:
    own = np.array([*WEIGHTS.values()])
    weights = own * draw.uniform(1 - SPREAD, 1 + SPREAD, size=(draws, len(own)))
    if not len(scores):
        empty = np.empty(0, dtype="int64")
        return {"rank": empty, "rank_low": empty, "rank_high": empty}
    step = max(1, _ROWS_AT_ONCE // len(scores))
    drawn = np.vstack([
        _rank(scores, weights[begin : begin + step]).astype("int32") for begin in range(0, draws, step)
    ])  # fmt: skip
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0, method="inverted_cdf")
    return {"rank": _rank(scores, own[None, :])[0], "rank_low": low.astype("int64"), "rank_high": high.astype("int64")}


def _rank(scores: Numbers, weights: Numbers) -> npt.NDArray[np.int64]:
    """Rank the rows under each set of weights, brought to a sum of 1; equals share the better rank."""
    totals = weights / weights.sum(axis=1, keepdims=True) @ scores.T
    return np.asarray(scipy.stats.rankdata(-totals.round(12), method="min", axis=1)).astype("int64")


def _placed(ranks: npt.NDArray[np.int64], is_whole: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    told = np.zeros(len(is_whole), dtype="int64")
    told[is_whole] = ranks
    return told


def _missing(numbers: pd.DataFrame) -> pd.Series:
    words = pd.Series("", index=numbers.index, dtype="str")
    for name in PARTS:
        words = words.where(numbers[name].notna(), words + ", " + name.replace("_", " "))
    return words.where(words.eq(""), "not known: " + words.str.removeprefix(", "))
