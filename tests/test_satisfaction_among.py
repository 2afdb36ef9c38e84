"""Votes of some boroughs: counted by dimension, function and supplier, and never told where a subtraction would tell them."""

from __future__ import annotations

import pandas as pd
import pytest
from tiny_world import tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import satisfaction
from citytools_analysis.register import Register


def row_of(frame: pd.DataFrame, key: str, value: str) -> pd.Series:
    [row] = [row for _, row in frame[frame[key] == value].iterrows()]
    return row


def counts(row: pd.Series) -> list[int]:
    return [int(row[name]) for name in ("n_satisfied", "n_neutral", "n_dissatisfied", "n", "n_of")]


def test_the_votes_on_each_dimension_are_counted(worked: Register) -> None:
    # worked_satisfaction.md, M60: 18 overall votes are 2, 5, 3, 5, 3; 23 pairs are in use (worked_challenges.md).
    # ratings.csv, data access: 1, 2, 2, 1, 4, 3, 3
    told = satisfaction.among(worked)
    assert counts(row_of(told, "dimension", "overall")) == [8, 3, 7, 18, 23]
    assert counts(row_of(told, "dimension", "data_access")) == [1, 2, 4, 7, 23]
    assert row_of(told, "dimension", "data_access")["n_decision_makers"] == 6


def test_by_function_and_supplier_as_worked(worked: Register) -> None:
    # worked_satisfaction.md, M62: REV01 3 of 7, PLN01 3 of 8; worked_challenges.md: Alder's group has 13 pairs
    by_function = satisfaction.among(worked, "function")
    assert counts(row_of(by_function, "function_code", "REV01")) == [3, 1, 3, 7, 7]
    assert row_of(by_function, "function_code", "PLN01")["value"] == pytest.approx(3 / 8)
    assert counts(row_of(satisfaction.among(worked, "supplier"), "supplier_id", "alder")) == [3, 2, 6, 11, 13]


def test_a_room_and_an_area_narrow_what_is_counted(worked: Register) -> None:
    # M60: Cedar 3, Elm 1 on alder-tax, Fir 4 on birch-tax; of all three only these are for REV01
    told = satisfaction.among(worked, borough_ids=["cedar", "elm", "fir"], function_codes=["REV01"])
    assert counts(row_of(told, "dimension", "overall")) == [1, 1, 1, 3, 3]
    assert satisfaction.among(worked, borough_ids=[]).empty


def test_few_votes_are_withheld_with_every_figure(worked: Register) -> None:
    # CUL01 has one vote, Fir's
    row = row_of(satisfaction.among(make_edition(worked, edition="members"), "function"), "function_code", "CUL01")
    assert row["is_withheld"]
    assert row["reason"] == "fewer than 6 boroughs"
    assert row[["n_satisfied", "n_dissatisfied", "value", "n", "lower", "bound_low"]].isna().all()


def test_a_total_is_withheld_where_a_withheld_part_could_be_subtracted(worked: Register) -> None:
    # Overall: REV01 and PLN01 are told; the rest are Ash's and Cedar's votes on housing and Fir's on libraries
    row = row_of(satisfaction.among(make_edition(worked, edition="members")), "dimension", "overall")
    assert row["reason"] == "a withheld part of it could be told by subtraction"
    assert pd.isna(row["value"])


def test_a_room_is_withheld_where_those_outside_could_be_subtracted() -> None:
    # Ten boroughs vote on one system, six of them in the room: the four outside are too few
    boroughs = ["ash", "beech", "cedar", "elm", "fir", "hazel", "ivy", "larch", "maple", "oak"]
    some = {"confirmed_date": "2026-06-01", "source_id": "facts", "source_pointer": "line 1"}
    uses = pd.DataFrame({"borough_id": boroughs, "deployment_id": boroughs}).assign(
        function_code="REV01", system_id="alder-tax", system_state="known", seen_date="2026-06-01", **some
    )
    scores = [5, 1, 4, 2, 3, 1, 5, 2, 3, 4]
    votes = pd.DataFrame({"borough_id": boroughs, "score": scores}).assign(
        system_id="alder-tax", dimension="overall", wave_date="2026-06-01", **some
    )
    members = worked_register(edition="members", deployments=uses, ratings=votes)
    everyone = satisfaction.among(members, "function")
    inside = satisfaction.among(members, "function", borough_ids=boroughs[2:])
    assert counts(row_of(everyone, "function_code", "REV01")) == [4, 2, 4, 10, 10]
    assert row_of(inside, "function_code", "REV01")["reason"] == "the boroughs outside could be told by subtraction"
    assert not satisfaction.among(members, "function", borough_ids=boroughs)["is_withheld"].any()


def test_a_public_register_gives_one_withheld_row(worked: Register) -> None:
    told = satisfaction.among(make_edition(worked, edition="public"), "supplier")
    assert told["is_withheld"].tolist() == [True]
    assert told["n"].isna().all()


def test_an_unknown_grouping_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="grouping"):
        satisfaction.among(worked, "borough")


def test_order_of_the_rows_does_not_matter(worked: Register) -> None:
    turned = worked_register(ratings=tiny_tables()["ratings"].iloc[::-1])
    pd.testing.assert_frame_equal(satisfaction.among(worked, "function"), satisfaction.among(turned, "function"))
