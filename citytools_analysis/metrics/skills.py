"""
Who has a skill to lend and who needs it, and whom to put together (metrics.md, 8, M103).

Levels are the borough's own judgement of itself, on the scale of the return: 0 none, 1 aware, 2 working,
3 practitioner, 4 expert. Who lacks what is for members only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, manski
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.released import SKILLS_NEEDED, is_read_back, released
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import SKILLS

HAVE_LEVEL = 3  # a practitioner has done it alone, and can show another how (DDaT capability framework)
NEED_LEVEL = 1  # aware or less: the work cannot be done without somebody else's help
CAPACITY = 2  # boroughs that one can help with one skill at a time (metrics.md, 8)
STANDINGS = ("can_lend", "has_not_offered", "working", "needs", "unknown")
SKILL_COLUMNS = ("borough_id", "borough", "skill", "level", "will_share", "standing", *ENVELOPE)
SUPPLY_COLUMNS = ("skill", "standing", "n_boroughs", *ENVELOPE)
MATCH_COLUMNS = (
    "skill", "lender_borough_id", "lender", "needer_borough_id", "needer", "have_level", "need_level", *ENVELOPE,
)  # fmt: skip
_SELF = "the borough's own judgement"
_NO_ANSWER = "the borough has not said"
_NOBODY_ANSWERED = "no borough has said"
_NOBODY_LENDS = "no borough has offered to lend it"
_ONLY_NEEDS = "only how many need a skill is told outside the register"
_NONE_LEFT = "those that lend it help as many as they can already"


def have_and_need(register: Register) -> pd.DataFrame:
    """
    List each borough's level in each skill, and whether it can lend it or needs it.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    skills
        One row a borough and skill, in the order of the reference table and of the survey, with the columns of
        `SKILL_COLUMNS`. `standing` is `can_lend` (level 3 or more, and it will share), `has_not_offered` (the level,
        but not, or not said, that it will share), `working`, `needs` (level 1 or less) or `unknown`. `value` is the
        level, 0 to 4, withheld where the borough has not said. In a public edition one withheld row.

    Notes
    -----
    Have = level of at least 3 and will share; need = level of at most 1 (metrics.md, 8, M103). Self-assessed: the
    careful rank themselves low. No answer is not level 0.

    Examples
    --------
    >>> from datetime import date
    >>> told = have_and_need(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(told), set(told["standing"])
    (330, {'unknown'})
    """
    if is_held(register, "skills"):
        return held_frame(SKILL_COLUMNS, register)
    told = _levels(register)
    is_known = told["level"].notna()
    told = enveloped(
        told, value=told["level"].astype("float64"), unit="level, 0 to 4", n=is_known.astype("int64"), n_of=1,
        interval_kind="none: self-assessed", basis=_SELF, as_of=register.as_of, is_withheld=~is_known,
        reason=is_known.map({True: "", False: _NO_ANSWER}).astype("str"),
    )  # fmt: skip
    return with_names(told, register)[list(SKILL_COLUMNS)].reset_index(drop=True)


def supply_and_demand(register: Register) -> pd.DataFrame:
    """
    Count for each skill the boroughs that can lend it, and those that need it.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    counts
        One row a skill and standing (of `STANDINGS`, but `unknown`), with the columns of `SUPPLY_COLUMNS`. `value` is
        the share of the `n` boroughs that have said, of `n_of`, with bounds for those that have not. An edition without
        others' answers tells of `needs` alone, as its `released` table does.

    Notes
    -----
    metrics.md, 8, M103. The boroughs that answer are those with somebody to answer: need is probably understated.

    Examples
    --------
    >>> from datetime import date
    >>> told = supply_and_demand(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(told), set(told["reason"])
    (40, {'no borough has said'})
    """
    if is_read_back(register):
        return _from_released(register)
    levels = _levels(register)
    counts = levels.groupby(["skill", "standing"])["borough_id"].nunique()
    places = pd.MultiIndex.from_product([SKILLS, STANDINGS[:-1]], names=["skill", "standing"])
    told = counts.reindex(places, fill_value=0).rename("n_boroughs").reset_index()
    known = levels[levels["level"].notna()].groupby("skill")["borough_id"].nunique()
    n, n_of = told["skill"].map(known).fillna(0).to_numpy(dtype=float), float(len(register.boroughs))
    share = np.divide(told["n_boroughs"].to_numpy(dtype=float), n, out=np.full(len(told), np.nan), where=n > 0)
    low, high = manski(share, n, n_of)
    told = enveloped(
        told, value=share, unit="share of boroughs", n=n, n_of=n_of, interval_kind="none: self-assessed", bound_low=low,
        bound_high=high, basis="boroughs that have said", as_of=register.as_of, is_withheld=n == 0,
        reason=np.where(n == 0, _NOBODY_ANSWERED, ""),
    )  # fmt: skip
    return told[list(SUPPLY_COLUMNS)]


def _from_released(register: Register) -> pd.DataFrame:
    places = pd.DataFrame(
        [(skill, standing) for skill in SKILLS for standing in STANDINGS[:-1]], columns=["skill", "standing"]
    )
    rows = released(register, SKILLS_NEEDED).rename(columns={"subject": "skill", "category": "standing"})
    kept = ["skill", "standing", "value", "n", "n_of", "lower", "upper", "is_withheld", "reason", "as_of"]
    told = places.merge(rows[kept], on=["skill", "standing"], how="left")
    n, n_of = told["n"].astype("float64"), told["n_of"].astype("float64")
    low, high = manski(told["value"], n, n_of)
    told = enveloped(
        told, unit="share of boroughs", n=n, n_of=n_of, interval_kind="none: self-assessed", lower=np.nan, upper=np.nan,
        bound_low=low, bound_high=high, basis="boroughs that have said", is_withheld=told["is_withheld"].fillna(value=True),
        reason=told["reason"].fillna(_ONLY_NEEDS).astype("str"),
    )  # fmt: skip
    return told.assign(n_boroughs=(told["value"] * told["n"]).round())[list(SUPPLY_COLUMNS)]


def matches(register: Register, *, capacity: int = CAPACITY) -> pd.DataFrame:
    """
    Put boroughs that can lend a skill together with those that need it.

    Parameters
    ----------
    register
        The register.
    capacity
        How many boroughs one can help with one skill.

    Returns
    -------
    matches
        One row a skill and borough that needs it, in the order of the survey and by id, with the columns of
        `MATCH_COLUMNS`. `value` is the lender's level less the needer's, in levels; a need that nobody meets has a
        withheld row that says why. In a public edition one withheld row.

    Raises
    ------
    ValueError
        If `capacity` is below 1.

    Notes
    -----
    Maximum-weight b-matching, weight = have level - need level, each borough helped by one, each lender helping up to
    `capacity` with a skill (metrics.md, 8, M103): exact, by linear assignment (scipy) with each lender standing there
    `capacity` times. Of several best answers one is given. A match is a suggestion to two boroughs, not an agreement.

    Examples
    --------
    >>> from datetime import date
    >>> matches(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if capacity < 1:
        raise ValueError(f"capacity is {capacity}: a lender helps at least 1 borough.")
    if is_held(register, "skills"):
        return held_frame(MATCH_COLUMNS, register)
    levels = _levels(register).sort_values("borough_id", kind="stable")
    told = pd.concat([_matched(levels[levels["skill"] == skill], capacity) for skill in SKILLS], ignore_index=True)
    is_unmet = told["lender_borough_id"].isna()
    weight = (told["have_level"] - told["need_level"]).astype("float64")
    told = enveloped(
        told, value=weight, unit="levels", n=1, n_of=1, interval_kind="none: self-assessed", basis=_SELF,
        as_of=register.as_of, is_withheld=is_unmet, reason=told["reason"],
    )  # fmt: skip
    names = register.boroughs.drop_duplicates("borough_id").set_index("borough_id")["borough"]
    told = told.assign(lender=told["lender_borough_id"].map(names), needer=told["needer_borough_id"].map(names))
    return told[list(MATCH_COLUMNS)].reset_index(drop=True)


def _levels(register: Register) -> pd.DataFrame:
    """Give every borough's level in every skill of the survey, known or not, and where it stands."""
    ids = register.boroughs["borough_id"].drop_duplicates()
    places = pd.MultiIndex.from_product([ids, SKILLS], names=["borough_id", "skill"])
    said = register.skills.set_index(["borough_id", "skill"])[["level", "will_share"]]
    told = said.reindex(places).reset_index()
    level, shares = told["level"].astype("Int64"), told["will_share"].astype("boolean")
    is_able = level.ge(HAVE_LEVEL).fillna(value=False).to_numpy(dtype=bool)
    is_needy = level.le(NEED_LEVEL).fillna(value=False).to_numpy(dtype=bool)
    does_share = shares.fillna(value=False).to_numpy(dtype=bool)
    cases = [is_able & does_share, is_able, is_needy, level.notna().to_numpy()]
    standing = np.select(cases, ["can_lend", "has_not_offered", "needs", "working"], "unknown")
    return told.assign(level=level, will_share=shares, standing=pd.Series(standing, index=told.index, dtype="str"))


def _matched(levels: pd.DataFrame, capacity: int) -> pd.DataFrame:
    """Match one skill: every borough that needs it has a row, with its lender where there is one."""
    lenders, needers = (levels[levels["standing"] == standing] for standing in ("can_lend", "needs"))
    places = lenders.loc[lenders.index.repeat(min(capacity, max(len(needers), 1)))]
    weight = np.subtract.outer(places["level"].to_numpy(dtype=float), needers["level"].to_numpy(dtype=float))
    chosen, helped = scipy.optimize.linear_sum_assignment(weight, maximize=True)
    lender = pd.Series(places["borough_id"].to_numpy(dtype=object)[chosen], index=needers.index[helped], dtype="object")
    have = pd.Series(places["level"].to_numpy(dtype=float)[chosen], index=needers.index[helped])
    is_met = needers.index.isin(lender.index)
    unmet = _NONE_LEFT if len(lenders) else _NOBODY_LENDS
    return pd.DataFrame({
        "skill": needers["skill"].astype("object"), "lender_borough_id": lender.reindex(needers.index),
        "needer_borough_id": needers["borough_id"].astype("object"), "have_level": have.reindex(needers.index).astype("Int64"),
        "need_level": needers["level"], "reason": np.where(is_met, "", unmet),
    })  # fmt: skip
