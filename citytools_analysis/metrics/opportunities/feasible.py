"""
What must be settled before boroughs buy together: eleven gates, each pass, fail or unknown (M44; metrics.md, 5.5).

A fail blocks and is never averaged with what passes. What a register cannot know is unknown, never pass.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.opportunities import limits
from citytools_analysis.metrics.opportunities.aligned import NOT_PUBLISHED
from citytools_analysis.metrics.opportunities.gate_words import GATES, SETTLED_BY
from citytools_analysis.metrics.opportunities.rights import Rights, rights
from citytools_analysis.metrics.opportunities.sets import Opportunities, columns_by, find
from citytools_analysis.register import Register

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
GATE_COLUMNS = (
    "opportunity_id", "function_code", "function", "gate_number", "gate", "verdict", "why", "settled_by", "n", "n_of",
    "as_of", "is_withheld", "reason",
)  # fmt: skip
FEASIBILITY_COLUMNS = ("opportunity_id", "verdict", "n_pass", "n_fail", "n_unknown", "as_of", "is_withheld", "reason")
BLOCKED, NOT_SETTLED, PASSED = "blocked", "not settled", "all gates passed"
_PIPELINE_GBP, _INDICATORS_GBP = 2_000_000, 5_000_000
_Words = npt.NDArray[np.object_]


def gates(
    register: Register,
    *,
    found: Opportunities | None = None,
    framework: str | None = None,
    contract_type: str = "goods/services",
    on: date | None = None,
) -> pd.DataFrame:
    """
    Ask of each opportunity the eleven questions that decide whether it can lawfully and practically be bought (M44).

    Parameters
    ----------
    register
        The register.
    found
        What `find` gave; found anew if not given.
    framework
        Name of the framework through which it would be bought, if any.
    contract_type
        As for `thresholds`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    gates
        Eleven rows a set, in the order of `found.sets`, with the columns of `GATE_COLUMNS`: the `verdict` is `pass`,
        `fail` or `unknown`; `why` says what it rests on and `settled_by` what would settle it; where contracts were
        looked at, `n` of `n_of` tell. Data decides only: one decision-maker alone (gate 1 fails); the threshold with VAT
        (gate 2 passes when it is known which side of it the purchase is on); a named framework that ends before a start
        (gate 4 fails); and each member's right to leave and the law of its contract (gate 6). Withheld in a public
        edition.

        Nothing here is legal advice, and eleven passes do not make a purchase lawful or wise.

    Raises
    ------
    UnknownNameError
        If no threshold is of that contract type.

    Examples
    --------
    >>> gates(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if register.info.edition == "public":
        return held_frame(GATE_COLUMNS, register, reason=NOT_PUBLISHED)
    found = found or find(register, on=on)
    tested = limits.thresholds(register, found=found, contract_type=contract_type, on=on)
    own = rights(found)
    n_sets = len(found.sets)
    told = {number: (np.full(n_sets, UNKNOWN, dtype=object), np.full(n_sets, words, dtype=object))
            for number, (_, words) in GATES.items()}  # fmt: skip
    told[1] = _power(found)
    told[2] = _threshold(tested)
    told[4] = _framework(found, framework)
    told[5] = (told[5][0], _small_suppliers(own))
    told[6] = _exit(own)
    told[11] = (told[11][0], _publication(tested))
    n = {2: tested["n"].to_numpy(), 5: own.n_size_known, 6: own.n_settled}
    frames = [
        found.sets.assign(
            place=np.arange(n_sets), gate_number=number, gate=GATES[number][0], verdict=verdict, why=why,
            settled_by=SETTLED_BY[number], n=n.get(number, np.nan),
            n_of=found.sets["n_contracts"].to_numpy() if number in n else np.nan,
        )
        for number, (verdict, why) in told.items()
    ]  # fmt: skip
    whole = pd.concat(frames, ignore_index=True).sort_values(["place", "gate_number"], ignore_index=True)
    words = {name: whole[name].astype("str") for name in ("gate", "verdict", "why", "settled_by")}
    numbers = {name: whole[name].astype("Int64") for name in ("n", "n_of")}
    return whole.assign(**words, **numbers, as_of=found.on, is_withheld=False, reason="")[
        columns_by(found.by, GATE_COLUMNS)
    ]


def feasibility(asked: pd.DataFrame) -> pd.DataFrame:
    """
    Sum up the gates of each opportunity, without averaging.

    Parameters
    ----------
    asked
        As `gates` gives.

    Returns
    -------
    feasibility
        One row a set, with the columns of `FEASIBILITY_COLUMNS`: `blocked` by any gate that fails, `not settled` while any
        is unknown, `all gates passed` otherwise. Withheld as the gates are.

    Examples
    --------
    >>> asked = pd.DataFrame({"opportunity_id": ["a"] * 2, "verdict": ["pass", "unknown"], "as_of": date(2026, 11, 23),
    ...     "is_withheld": False, "reason": ""})
    >>> feasibility(asked)["verdict"].tolist()
    ['not settled']
    """
    if asked["is_withheld"].any():
        return asked.head(1).reindex(columns=list(FEASIBILITY_COLUMNS))
    own = asked.assign(**{f"n_{name}": asked["verdict"].eq(name).astype("int64") for name in (PASS, FAIL, UNKNOWN)})
    told = own.groupby("opportunity_id", as_index=False, sort=False).agg(
        n_pass=("n_pass", "sum"), n_fail=("n_fail", "sum"), n_unknown=("n_unknown", "sum"), as_of=("as_of", "first")
    )
    words = np.select([told["n_fail"] > 0, told["n_unknown"] > 0], [BLOCKED, NOT_SETTLED], PASSED)
    verdict = pd.Series(words, index=told.index, dtype="str")
    return told.assign(verdict=verdict, is_withheld=False, reason="")[list(FEASIBILITY_COLUMNS)]


def _power(found: Opportunities) -> tuple[_Words, _Words]:
    is_one = (found.sets["n_decision_makers"] < 2).to_numpy()
    verdict = np.where(is_one, FAIL, UNKNOWN).astype(object)
    one = "one decision-maker alone: a shared service or a joint contract buys for its members already"
    return verdict, np.where(is_one, one, GATES[1][1]).astype(object)


def _threshold(tested: pd.DataFrame) -> tuple[_Words, _Words]:
    verdict = np.where(tested["is_above"].notna(), PASS, UNKNOWN).astype(object)
    words = {
        limits.ABOVE: "with every option and VAT it reaches the threshold on every reading: the full rules apply",
        limits.BELOW: "with every option and VAT it stays below the threshold on every reading: the rules for smaller purchases apply, and it must not have been split to get there",
    }
    return verdict, tested["verdict"].replace(words).to_numpy(dtype=object)


def _framework(found: Opportunities, framework: str | None) -> tuple[_Words, _Words]:
    n_sets = len(found.sets)
    unknown = np.full(n_sets, UNKNOWN, dtype=object)
    if framework is None:
        return unknown, np.full(n_sets, GATES[4][1], dtype=object)
    contracts = found.register.contracts
    named = contracts["is_framework"].fillna(value=False).astype("bool") & (
        contracts["title"].eq(framework) | contracts["framework"].eq(framework)
    )
    end = pd.to_datetime(contracts.loc[named, "end_date"]).max()
    if pd.isna(end):
        return unknown, np.full(n_sets, "the end of the framework named is not in the register", dtype=object)
    is_over = (found.sets["window_start_date"] > end).to_numpy()
    late = "the framework named ends before a start could lie: nothing can be called off from it then"
    open_still = (
        "the framework named runs long enough; who may call off and what is left of its ceiling is not in the register"
    )
    return np.where(is_over, FAIL, UNKNOWN).astype(object), np.where(is_over, late, open_still).astype(object)


def _small_suppliers(own: Rights) -> _Words:
    cases = {
        "present suppliers' sizes are not known": own.n_size_known == 0,
        "some present suppliers are small or medium-sized: pooling may shut them out unless there are lots": own.n_small
        > 0,
        "no present supplier is small or medium-sized, as far as known": own.n_small == 0,
    }
    return np.select(list(cases.values()), list(cases), "").astype(object)


def _exit(own: Rights) -> tuple[_Words, _Words]:
    cases = {
        "a member reaches the window only by a bridge beyond its latest end: whether that may be is a legal question": own.n_bridged
        > 0,
        "a member reaches the window only by an option that is not its own to use": own.n_unsure > 0,
        "under which law a member's contract was bought is not known": own.n_law_known < own.n_contracts,
    }
    is_open = np.logical_or.reduce(list(cases.values()))
    sure = "each member can leave by the rights in its contract, and the law of each is known"
    words = np.select(list(cases.values()), list(cases), sure).astype(object)
    return np.where(is_open, UNKNOWN, PASS).astype(object), words


def _publication(tested: pd.DataFrame) -> _Words:
    least, most = tested["least_gbp_inc_vat"], tested["bound_high"]
    cases = {
        "over £5m: pipeline and contract to be published, with performance indicators (to be confirmed)": least
        > _INDICATORS_GBP,
        "over £2m: a pipeline notice (to be confirmed)": least > _PIPELINE_GBP,
        "under £2m: no pipeline notice for its size (to be confirmed)": most <= _PIPELINE_GBP,
    }
    words = np.select([case.to_numpy(dtype=bool) for case in cases.values()], list(cases), GATES[11][1])
    return words.astype(object)
