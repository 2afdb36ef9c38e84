"""What every metric of the catalogue keeps to, whatever it is asked: defined answers, whole envelopes, untouched input."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from metric_calls import call_of, every_metric, frames_of
from tiny_world import AS_OF, tiny_reference, tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.reference import Reference
from citytools_analysis.register import Register

METRICS = every_metric()
_DATES = ("start_date", "end_date", "break_date", "in_use_from_date", "in_use_to_date", "seen_date")
_MEMBERS = ("ratings", "challenges", "skills", "intentions")


def _empty() -> Register:
    return Register.from_tables({}, as_of=AS_OF, reference=tiny_reference())


def _one_borough() -> Register:
    tables = {name: rows[rows["borough_id"] == "cedar"] for name, rows in tiny_tables().items() if "borough_id" in rows}
    return worked_register(**tables)


def _no_dates() -> Register:
    changed = {
        name: tiny_tables()[name].assign(**{day: None for day in _DATES if day in tiny_tables()[name]})
        for name in ("contracts", "deployments")
    }
    return worked_register(**changed, notices=tiny_tables()["notices"].assign(published_date=None))


def _wild_numbers() -> Register:
    """Give contracts nothing but zero, negative and infinite values in turn, and every end in the year 9999."""
    contracts = tiny_tables()["contracts"]
    values = [(0, -5000, float("inf"), float("-inf"))[row % 4] for row in range(len(contracts))]
    late = contracts["end_date"].mask(contracts["end_date"].notna(), "9999-12-31")
    return worked_register(contracts=contracts.assign(value_gbp=values, end_date=late, end_date_precision="year"))


def _one_supplier_rated_alike() -> Register:
    tables = tiny_tables()
    contracts = tables["contracts"].assign(supplier_id="alder", seller_id=None)
    systems, ratings = tables["systems"].assign(supplier_id="alder"), tables["ratings"].assign(score="3")
    return worked_register(contracts=contracts, systems=systems, ratings=ratings)


def _twice() -> Register:
    return worked_register(**{name: pd.concat([rows, rows], ignore_index=True) for name, rows in tiny_tables().items()})


def _shuffled() -> Register:
    return worked_register(**{name: rows.sample(frac=1, random_state=7) for name, rows in tiny_tables().items()})


def _without_members_rows() -> Register:
    return worked_register(**{name: tiny_tables()[name].iloc[:0] for name in _MEMBERS})


REGISTERS: dict[str, Callable[[], Register]] = {
    "whole": worked_register,
    "shuffled": _shuffled,
    "every row twice": _twice,
    "empty": _empty,
    "one borough": _one_borough,
    "no dates": _no_dates,
    "zero, negative and infinite values, ends in the year 9999": _wild_numbers,
    "one supplier, all ratings alike": _one_supplier_rated_alike,
    "nothing rated": _without_members_rows,
    "public edition": lambda: make_edition(worked_register(), edition="public"),
    "members' edition": lambda: make_edition(worked_register(), edition="members"),
}


@cache
def _register(case: str) -> Register:
    return REGISTERS[case]()


@cache
def _answer(metric: str, case: str) -> dict[str, pd.DataFrame]:
    return frames_of(call_of(metric)(_register(case)))


@pytest.mark.parametrize("case", REGISTERS)
@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_gives_a_defined_answer_or_a_clear_refusal(metric: str, case: str) -> None:
    for name, frame in _answered(metric, case).items():
        _assert_whole(frame, f"{metric} {name} of {case}")


def _answered(metric: str, case: str) -> dict[str, pd.DataFrame]:
    """Answer, or give no frame where the metric refuses in words."""
    try:
        return _answer(metric, case)
    except ValueError as refused:
        if len(str(refused)) < 20:
            raise
        return {}


def _assert_whole(frame: pd.DataFrame, where: str) -> None:
    numbers = frame.select_dtypes("number")
    assert not np.isinf(numbers.astype("float64").to_numpy()).any(), f"{where}: an infinite number"
    if not set(ENVELOPE) <= set(frame.columns):
        return
    is_withheld = frame["is_withheld"].astype("bool")
    assert not frame.loc[~is_withheld, "value"].isna().any(), f"{where}: a number that is none, and not withheld"
    assert frame.loc[is_withheld, "value"].isna().all(), f"{where}: a withheld value"
    assert frame.loc[is_withheld, "reason"].fillna("").ne("").all(), f"{where}: withheld without a reason"
    known = frame[~is_withheld].astype(dict.fromkeys(("value", "lower", "upper", "bound_low", "bound_high"), "float64"))
    for low, high in (("lower", "upper"), ("bound_low", "bound_high")):
        assert not (known[low] > known[high] + 1e-9).any(), f"{where}: {low} above {high}"


@pytest.mark.parametrize("metric", METRICS)
def test_the_columns_are_the_same_when_there_is_nothing_to_tell(metric: str) -> None:
    full, empty = _answer(metric, "whole"), _answer(metric, "empty")
    assert {name: list(frame) for name, frame in full.items()} == {name: list(frame) for name, frame in empty.items()}


@pytest.mark.parametrize("case", ["shuffled", "every row twice"])
@pytest.mark.parametrize("metric", METRICS)
def test_asked_again_of_rows_in_another_order_or_repeated_a_metric_answers_alike(metric: str, case: str) -> None:
    for name, frame in _answer(metric, "whole").items():
        pd.testing.assert_frame_equal(frame, _answer(metric, case)[name], check_dtype=False)


def test_no_metric_writes_into_what_it_is_given() -> None:
    register, untouched = _register("whole"), worked_register()
    for metric in METRICS:
        _answer(metric, "whole")
    for name, rows in untouched.all_rows.items():
        pd.testing.assert_frame_equal(register.all_rows[name], rows)
        pd.testing.assert_frame_equal(register.table(name), untouched.table(name))
    for name in Reference.__dataclass_fields__:
        pd.testing.assert_frame_equal(getattr(register.reference, name), getattr(untouched.reference, name))


# These rest on members' rows and still answer in public: from the released table, and from what is published.
_TOLD_ANYWAY = {"satisfaction.summary", "coverage.by_borough", "opportunities.ranked"}


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_on_members_data_says_in_the_public_edition_that_it_is_withheld(metric: str) -> None:
    whole, blind = _answer(metric, "whole"), _answer(metric, "nothing rated")
    if metric in _TOLD_ANYWAY or all(_same(whole[name], blind[name]) for name in whole):
        return
    told = _answer(metric, "public edition")
    assert any("is_withheld" in frame and frame["is_withheld"].astype("bool").any() for frame in told.values())


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.astype("object").where(one.notna(), None).equals(other.astype("object").where(other.notna(), None))
