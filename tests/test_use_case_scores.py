"""Scores of use cases: one vote a borough, ranked by mean, with who agrees; silence is no score."""

from __future__ import annotations

import pandas as pd
import pytest
from tiny_world import worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.metrics.use_case_scores import use_case_scores
from citytools_analysis.register import Register

CASES = ["act-before-an-end", "buy-with-peers", "compare-prices", "share-skills"]
# borough, use case, value, reach, readiness; None where it left the cell blank
GIVEN = [
    ("ash", "act-before-an-end", 5, 4, 3), ("beech", "act-before-an-end", 4, 4, 4), ("cedar", "act-before-an-end", 5, 5, 3),
    ("ash", "buy-with-peers", 5, 5, 5), ("beech", "buy-with-peers", 1, 1, 1), ("cedar", "buy-with-peers", 3, 3, None),
    ("ash", "compare-prices", 2, 2, 2),
]  # fmt: skip


@pytest.fixture
def scored() -> Register:
    rows = [
        {"borough_id": borough, "use_case_id": case, "criterion": name, "score": score, "scored_date": "2026-10-01"}
        for borough, case, *scores in GIVEN
        for name, score in zip(("value", "reach", "readiness"), scores, strict=True)
        if score is not None
    ]
    return worked_register(
        scores=pd.DataFrame(rows).assign(source_id="facts", source_pointer="x", confirmed_date="2026-10-01")
    )


def row_of(frame: pd.DataFrame, case: str) -> pd.Series:
    return frame[frame["use_case_id"] == case].iloc[0]


def test_a_case_is_ranked_by_the_mean_over_boroughs(scored: Register) -> None:
    # act: Ash 4, Beech 4, Cedar 13/3; mean 37/9. buy: Ash 5, Beech 1, Cedar 3 (of two criteria); mean 3. prices: Ash 2
    told = use_case_scores(scored)
    assert told["use_case_id"].tolist()[:3] == CASES[:3]
    assert row_of(told, "act-before-an-end")["value"] == pytest.approx(37 / 9)
    assert row_of(told, "buy-with-peers")[["value", "lowest", "highest", "n"]].tolist() == [3, 1, 5, 3]
    assert row_of(told, "act-before-an-end")["mean_readiness"] == pytest.approx(10 / 3)


def test_who_agrees_and_who_does_not(scored: Register) -> None:
    told = use_case_scores(scored)
    words = [row_of(told, case)["standing"] for case in CASES[:3]]
    assert words == ["agreed", "split", "too few to tell"]


def test_a_case_nobody_scored_is_withheld_and_not_zero(scored: Register) -> None:
    row = row_of(use_case_scores(scored), "share-skills")
    assert row["is_withheld"]
    assert row["reason"] == "nobody has scored it"
    assert pd.isna(row["value"])


def test_a_room_narrows_whose_scores_count(scored: Register) -> None:
    row = row_of(use_case_scores(scored, borough_ids=["beech", "cedar", "elm"]), "buy-with-peers")
    assert row[["value", "n", "n_of"]].tolist() == [2, 2, 3]


def test_the_public_edition_holds_no_scores(scored: Register) -> None:
    told = use_case_scores(make_edition(scored, edition="public"))
    assert told["is_withheld"].tolist() == [True]
    assert told["use_case_id"].isna().all()
