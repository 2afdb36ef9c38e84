"""What every metric of the catalogue keeps to, whatever it is asked: defined answers, whole envelopes, untouched input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from metric_calls import call_of, every_metric, frames_of
from tiny_world import AS_OF, tiny_reference, tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.metrics.envelope import ENVELOPE
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


def _valued(value: float) -> Callable[[], Register]:
    return lambda: worked_register(contracts=tiny_tables()["contracts"].assign(value_gbp=value))


def _year_9999() -> Register:
    contracts = tiny_tables()["contracts"]
    late = contracts.assign(end_date=contracts["end_date"].mask(contracts["end_date"].notna(), "9999-12-31"))
    return worked_register(contracts=late.assign(end_date_precision="year"))


def _one_supplier() -> Register:
    tables = tiny_tables()
    contracts = tables["contracts"].assign(supplier_id="alder", seller_id=None)
    return worked_register(contracts=contracts, systems=tables["systems"].assign(supplier_id="alder"))


def _twice() -> dict[str, pd.DataFrame]:
    return {name: pd.concat([rows, rows], ignore_index=True) for name, rows in tiny_tables().items()}


def _alike() -> Register:
    return worked_register(ratings=tiny_tables()["ratings"].assign(score="3"))


BROKEN: dict[str, Callable[[], Register]] = {
    "empty": _empty,
    "one borough": _one_borough,
    "no dates": _no_dates,
    "all values zero": _valued(0),
    "all values negative": _valued(-5000),
    "all values infinite": _valued(float("inf")),
    "all ends in the year 9999": _year_9999,
    "one supplier": _one_supplier,
    "all ratings alike": _alike,
    "every row twice": lambda: worked_register(**_twice()),
    "nothing rated": lambda: worked_register(**{name: tiny_tables()[name].iloc[:0] for name in _MEMBERS}),
    "public edition": lambda: make_edition(worked_register(), edition="public"),
    "members' edition": lambda: make_edition(worked_register(), edition="members"),
}


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_gives_a_defined_answer_or_a_clear_refusal(metric: str, case: str) -> None:
    answer = _answered(metric, BROKEN[case]())
    for name, frame in frames_of(answer).items():
        _assert_whole(frame, f"{metric} {name} of {case}")


def _answered(metric: str, register: Register) -> object:
    """Answer, or give no frame where the metric refuses in words."""
    try:
        return call_of(metric)(register)
    except ValueError as refused:
        if len(str(refused)) < 20:
            raise
        return ()


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
def test_the_columns_are_the_same_when_there_is_nothing_to_tell(metric: str, worked: Register) -> None:
    full, empty = (frames_of(call_of(metric)(register)) for register in (worked, _empty()))
    assert {name: list(frame) for name, frame in full.items()} == {name: list(frame) for name, frame in empty.items()}


@pytest.mark.parametrize("metric", METRICS)
def test_the_order_of_rows_and_a_repeated_row_change_nothing(metric: str, worked: Register) -> None:
    shuffled = {name: rows.sample(frac=1, random_state=7) for name, rows in tiny_tables().items()}
    answers = [frames_of(call_of(metric)(register)) for register in (worked, worked_register(**shuffled))]
    doubled = frames_of(call_of(metric)(worked_register(**_twice())))
    for name, frame in answers[0].items():
        pd.testing.assert_frame_equal(frame, answers[1][name], check_dtype=False)
        pd.testing.assert_frame_equal(frame, doubled[name], check_dtype=False)


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_leaves_its_input_as_it_was_and_answers_alike_twice(metric: str) -> None:
    register = worked_register()
    before = {name: rows.copy(deep=True) for name, rows in register.all_rows.items()}
    reference = {
        name: getattr(register.reference, name).copy(deep=True) for name in ("boroughs", "functions", "assumptions")
    }
    first, again = (frames_of(call_of(metric)(register)) for _ in range(2))
    for name, frame in first.items():
        pd.testing.assert_frame_equal(frame, again[name])
    for name, rows in before.items():
        pd.testing.assert_frame_equal(register.all_rows[name], rows)
    for name, rows in reference.items():
        pd.testing.assert_frame_equal(getattr(register.reference, name), rows)


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_on_members_data_says_in_the_public_edition_that_it_is_withheld(metric: str) -> None:
    full, public = worked_register(), make_edition(worked_register(), edition="public")
    blind = replace(
        full, all_rows={**full.all_rows, **{name: full.all_rows[name].iloc[:0] for name in _MEMBERS}}, _views={}
    )
    rests = any(
        not told.equals(seen)
        for told, seen in zip(
            frames_of(call_of(metric)(full)).values(), frames_of(call_of(metric)(blind)).values(), strict=True
        )
    )
    if not rests:
        return
    frames = frames_of(call_of(metric)(public))
    assert any(
        frame.get("is_withheld", pd.Series(dtype="bool")).any() or "released" in metric for frame in frames.values()
    )
