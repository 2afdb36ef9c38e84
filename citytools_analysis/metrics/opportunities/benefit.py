"""
Whether buying together is likely to be worth it: expected net benefit, prudent rank, and how stable the rank is (M42, M46).

A planning figure made of assumptions. In concentrated markets most of it is procurements avoided and common terms, not
price (metrics.md, 5.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.evaluation.chance import go_ahead_chance
from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.opportunities.addressed import NO_VALUE, set_values
from citytools_analysis.metrics.opportunities.aligned import NOT_PUBLISHED, Exposure, exposure
from citytools_analysis.metrics.opportunities.assumed import (
    assumptions,
    central,
    drawn,
    go_ahead_beta,
    present_value,
)
from citytools_analysis.metrics.opportunities.markets import CONCENTRATED, market_types
from citytools_analysis.metrics.opportunities.sets import Opportunities, columns_by, find
from citytools_analysis.register import Register

WORTH_COLUMNS = (
    "opportunity_id", "function_code", "function", "n_boroughs", "n_decision_makers", "start_date", "annual_value_gbp",
    "imputed_share", "market", "price_effect_gbp", "avoided_gbp", "coordination_gbp", "alignment_gbp", "chance_above_zero",
    "go_ahead_chance", "prudent_score_gbp", "rank", "top_ten_share_of_draws", "top_ten_share_of_changes", *ENVELOPE,
)  # fmt: skip
FEWEST = 2  # decision-makers
PRUDENT = 0.20  # quantile of the score by which sets are ranked
TOP = 10
NOT_KNOWN_MARKET = "not known, taken as concentrated"
_MARKETS = ("commodity", "concentrated", "specialist")
_BLOCK = 1_000  # sets at a time, so that memory does not grow with their number
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Worth:
    """
    What opportunities may be worth, and the assumptions that this rests on, to be shown together.

    Parameters
    ----------
    sets
        One row a set, with the columns of `WORTH_COLUMNS`.
    assumptions
        As `assumptions` gives: every number used that no record gives.

    Examples
    --------
    >>> worth(Register.from_tables({}, as_of=date(2026, 11, 23))).assumptions["grade"].unique().tolist()
    ['ours', 'A']
    """

    sets: pd.DataFrame
    assumptions: pd.DataFrame


def worth(  # noqa: PLR0913 - the options of the question, one each
    register: Register,
    *,
    found: Opportunities | None = None,
    assumed: pd.DataFrame | None = None,
    outcomes: tuple[int, int] | None = None,
    draws: int = 1_000,
    seed: int = 0,
    on: date | None = None,
) -> Worth:
    """
    Give the expected net benefit of each opportunity, ranked by its prudent score (M42), and how firm the rank is (M46).

    Parameters
    ----------
    register
        The register.
    found
        What `find` gave; found anew if not given.
    assumed
        Rows that stand in for reviewed assumptions of the same id.
    outcomes
        How many past opportunities went ahead and how many did not, by which the assumed chance is moved; those of the
        register's log of joint purchases if not given.
    draws, seed
        Number and seed of the draws.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    worth
        `sets`: one row a set, best rank first, those withheld last. With V the yearly value in scope, n the
        decision-makers, r the saving rate of the function's market and d the present value of a pound a year over the new
        contract, from its start: ENB = d V r + (n - 1) c_avoided - n c_coordination - C_align, in real pounds, C_align
        being uplift and early-exit charges as `alignment` gives (metrics.md, 5.4; HMT Green Book). The four parts stand
        beside it at the central assumptions. `value` is the median of the draws, `lower` to `upper` their middle 80%;
        every assumption is drawn from its triangle, the same draw for all sets. `score` = go-ahead chance x ENB, and
        `rank` is by its 20th percentile, `prudent_score_gbp`. `top_ten_share_of_draws` is the share of draws in which a
        set's score is among the ten highest; `top_ten_share_of_changes` that of changing each assumption alone by half up
        and down; both missing while there are no more than ten sets.

        Withheld with fewer than 2 decision-makers, where a value can neither be had nor imputed, and in a public edition.
        A market that is not known is taken as concentrated. It is no forecast of a saving, and a set at the top is not
        shown to be lawful.

    Raises
    ------
    ValueError
        If an assumption is missing or out of order, or there is no draw.

    Examples
    --------
    >>> worth(Register.from_tables({}, as_of=date(2026, 11, 23)), draws=10).sets.empty
    True
    """
    rows = assumptions(register, changed=assumed)
    if register.info.edition == "public":
        return Worth(held_frame(WORTH_COLUMNS, register, reason=NOT_PUBLISHED), rows)
    found, outcomes = found or find(register, on=on), outcomes or _decided(register, on)
    middle = central(rows)
    asked = exposure(found, uplift=middle["extension_uplift"], charge=middle["early_exit_charge"])
    told = _basis(found, asked.of(found.numbers), register, on)
    told = told.assign(**_central_parts(told, middle))
    parts = _parts(told)
    told = told.assign(
        **_spread(parts, drawn(rows, draws=draws, seed=seed, outcomes=outcomes), ~told["is_withheld"].to_numpy()),
        top_ten_share_of_changes=_held_top(parts, _changes(middle), ~told["is_withheld"].to_numpy()),
        go_ahead_chance=_chance(rows, outcomes),
    )
    return Worth(_ranked(told, found, draws), rows)


def _decided(register: Register, on: date | None) -> tuple[int, int] | None:
    """Count the joint purchases that the log says were awarded, and dropped; none if it says neither."""
    told = go_ahead_chance(register, on=on).iloc[0]
    awarded, dropped = int(told["n_awarded"]), int(told["n_dropped"])
    return (awarded, dropped) if awarded + dropped else None


def _chance(assumed: pd.DataFrame, outcomes: tuple[int, int] | None) -> float:
    if outcomes is None:
        return central(assumed)["go_ahead_chance"]
    ahead, stopped = go_ahead_beta(assumed, outcomes)
    return ahead / (ahead + stopped)


def _basis(found: Opportunities, asked: Exposure, register: Register, on: date | None) -> pd.DataFrame:
    """Put on each set what its benefit is made of."""
    values = {name: value[found.numbers] for name, value in set_values(found).items()}
    told = found.sets.assign(**values, bridge_gbp=asked.bridge_gbp, remaining_gbp=asked.remaining_gbp)
    value = told["known_gbp"] + told["imputed_gbp"]
    if found.by == "function":
        markets = market_types(register, on=on).set_index("function_code")["market"]
        market = told["function_code"].map(markets).fillna(NOT_KNOWN_MARKET)
    else:
        market = pd.Series(CONCENTRATED, index=told.index)  # the maker of the product is the only one to talk to
    is_few = told["n_decision_makers"] < FEWEST
    reason = np.select([is_few, told["has_none"]], [f"fewer than {FEWEST} decision-makers", NO_VALUE], "")
    return told.assign(
        annual_value_gbp=value.round(2), imputed_share=(told["imputed_gbp"] / value).where(value > 0, 0.0),
        market=market.astype("str"), start_date=asked.start.astype("datetime64[D]").astype("datetime64[s]"),
        is_withheld=is_few | told["has_none"], reason=reason,
    )  # fmt: skip


def _parts(told: pd.DataFrame) -> Numbers:
    """Give one row a set of the amounts that the factors of `_factors`, in the same order, multiply."""
    middle, n = told["annual_value_gbp"].to_numpy(), told["n_decision_makers"].to_numpy(dtype=float)
    up, down = told["high_gbp"].to_numpy() - middle, middle - told["low_gbp"].to_numpy()
    market = told["market"].replace(NOT_KNOWN_MARKET, CONCENTRATED)
    prices = [amount * market.eq(name).to_numpy() for name in _MARKETS for amount in (middle, up, down)]
    return np.column_stack([*prices, n - 1, n, told["bridge_gbp"], told["remaining_gbp"]]).astype(float)


def _factors(values: Mapping[str, float | Numbers]) -> Numbers:
    """Give one row an amount of `_parts`, one column a draw."""
    worth_of_a_pound, imputed = present_value(values), np.asarray(values.get("imputed", 0.0), dtype=float)
    above, below = np.maximum(imputed, 0), np.minimum(imputed, 0)
    rates = [np.asarray(values[f"saving_rate_{name}"]) * worth_of_a_pound for name in _MARKETS]
    prices = [rate * moved for rate in rates for moved in (1.0, above, below)]
    costs = [-np.asarray(values[name]) for name in ("coordination", "extension_uplift", "early_exit_charge")]
    return np.vstack(np.broadcast_arrays(*prices, np.asarray(values["avoided_procurement"]), *costs)).astype(float)


def _central_parts(told: pd.DataFrame, middle: Mapping[str, float]) -> dict[str, pd.Series]:
    rate = told["market"].replace(NOT_KNOWN_MARKET, CONCENTRATED).map({
        name: middle[f"saving_rate_{name}"] for name in _MARKETS
    })  # fmt: skip
    n = told["n_decision_makers"].astype("float64")
    parts = {
        "price_effect_gbp": told["annual_value_gbp"] * rate.astype("float64") * float(present_value(middle)),
        "avoided_gbp": (n - 1) * middle["avoided_procurement"],
        "coordination_gbp": n * middle["coordination"],
        "alignment_gbp": told["bridge_gbp"] * middle["extension_uplift"]
        + told["remaining_gbp"] * middle["early_exit_charge"],
    }
    return {name: part.round(2).mask(told["is_withheld"]) for name, part in parts.items()}


def _spread(parts: Numbers, values: Mapping[str, Numbers], is_ranked: npt.NDArray[np.bool_]) -> dict[str, Numbers]:
    """Summarise the draws of each set, some sets at a time."""
    factors, chance = _factors(values), values["go_ahead_chance"]
    told = {name: np.full(len(parts), np.nan) for name in ("value", "lower", "upper", "chance_above_zero", "prudent")}
    for block in _blocks(is_ranked):
        benefit = parts[block] @ factors
        told["lower"][block], told["value"][block], told["upper"][block] = np.quantile(benefit, [0.1, 0.5, 0.9], axis=1)
        told["chance_above_zero"][block] = (benefit > 0).mean(axis=1)
        told["prudent"][block] = np.quantile(benefit * chance, PRUDENT, axis=1)
    held = _held_top(parts, factors * chance, is_ranked)
    return {"prudent_score_gbp": told.pop("prudent"), "top_ten_share_of_draws": held, **told}


def _changes(middle: Mapping[str, float]) -> Numbers:
    """Give the factors of a score with each assumption alone at half and at one and a half times its central value."""
    names = [name for name in middle if not name.startswith("go_ahead")]  # it moves all scores alike
    changed = [{**middle, name: middle[name] * by} for name in names for by in (0.5, 1.5)]
    return np.column_stack([_factors(values) * values["go_ahead_chance"] for values in changed])


def _held_top(parts: Numbers, factors: Numbers, is_ranked: npt.NDArray[np.bool_]) -> Numbers:
    """Give the share of columns in which each set's score is among the highest ten."""
    told = np.full(len(parts), np.nan)
    if is_ranked.sum() <= TOP:
        return told
    best = np.full((TOP, factors.shape[1]), -np.inf)
    for block in _blocks(is_ranked):
        best = np.partition(np.vstack([best, parts[block] @ factors]), -TOP, axis=0)[-TOP:]
    for block in _blocks(is_ranked):
        told[block] = (parts[block] @ factors >= best.min(axis=0)).mean(axis=1)
    return told


def _blocks(is_ranked: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.int64]]:
    chosen = np.flatnonzero(is_ranked)
    return [chosen[begin : begin + _BLOCK] for begin in range(0, len(chosen), _BLOCK)]


def _ranked(told: pd.DataFrame, found: Opportunities, draws: int) -> pd.DataFrame:
    order = ["prudent_score_gbp", "opportunity_id"]
    told = told.sort_values(order, ascending=[False, True], na_position="last").reset_index(drop=True)
    is_shown = ~told["is_withheld"]
    rank = pd.Series(np.arange(1, len(told) + 1), dtype="Int64").where(is_shown)
    money = [name for name in ("annual_value_gbp", "imputed_share") if name in told]
    told = told.assign(rank=rank, **{name: told[name].where(is_shown) for name in money})
    return enveloped(
        told, unit="pounds, present value", n=told["n_valued"].astype("float64"), n_of=told["n_contracts"].astype("float64"),
        interval_kind=f"middle 80% of {draws:,} draws of the assumptions", basis="contracts", as_of=found.on,
        **{name: told[name].round(2) for name in ("value", "lower", "upper")},
    )[columns_by(found.by, WORTH_COLUMNS)]  # fmt: skip
