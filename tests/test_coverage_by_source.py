"""What each kind of source tells of each borough, and the contracts on which two of them differ."""

from __future__ import annotations

import pandas as pd
import pytest
from test_coverage_sources import contract, made

from citytools_analysis.metrics.coverage import BY_SOURCE_COLUMNS, DISAGREEMENT_COLUMNS, by_source, disagreements, gaps
from citytools_analysis.metrics.coverage.missing import GAP_ORDER
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo

FILES = pd.DataFrame([
    {"source_id": name, "source_kind": kind, "source_name": name, "file_name": name, "sha256": "0", "borough_id": borough,
     "retrieved_date": "2026-06-01"}
    for name, kind, borough in (("return", "return", "ash"), ("ocds", "ocds", None), ("spend", "spend", "beech"))
])  # fmt: skip
USE = {"deployment_id": "u1", "borough_id": "ash", "function_code": "REV01", "system_state": "known",
       "system_id": "alder-tax", "seen_date": "2026-02-01", "source_id": "return", "source_pointer": "line 3"}  # fmt: skip


@pytest.fixture
def told() -> pd.DataFrame:
    rows = [
        contract("c1", confirmed_date="2026-03-01"),
        contract("c1", "ocds"),
        contract("c2", end_date=None, end_state="unknown"),
    ]
    frame = by_source(made(rows, sources=FILES, deployments=pd.DataFrame([USE])))
    return frame.set_index(["borough_id", "source_group"])


def test_every_borough_has_a_row_for_each_kind_of_source(told: pd.DataFrame) -> None:
    assert len(told) == 10 * 5
    assert [*told.index.names, *told.columns] == [
        "borough_id",
        "source_group",
        *BY_SOURCE_COLUMNS[1:2],
        *BY_SOURCE_COLUMNS[3:],
    ]


def test_a_contract_told_of_twice_counts_for_each_of_its_sources(told: pd.DataFrame) -> None:
    # the return tells of two contracts, one with an end, and one system; the notice of one contract again
    counts = told[["n_records", "n_contracts", "n_with_end", "n_systems", "n_named"]].astype("Int64").T
    assert list(counts[("ash", "return")]) == [3, 2, 1, 1, 1]
    assert list(counts[("ash", "notices")]) == [1, 1, 1, 0, 0]
    assert told.loc[("ash", "return"), "oldest_date"] == pd.Timestamp("2026-02-01")
    assert told.loc[("ash", "return"), "newest_date"] == pd.Timestamp("2026-03-01")


def test_a_file_of_one_s_own_without_a_record_is_none_and_no_file_is_unknown(told: pd.DataFrame) -> None:
    assert list(told.T[("beech", "spend")][["state", "n_records"]]) == ["none", 0]
    assert told.loc[("beech", "notices"), "state"] == "unknown"
    assert told["n_records"].isna()[("beech", "notices")]


def test_a_return_of_which_nothing_is_shown_is_withheld_in_the_public_edition() -> None:
    register = Register.from_tables({"sources": FILES}, as_of=made([contract("c1")]).as_of,
                                    reference=made([contract("c1")]).reference, info=RegisterInfo(edition="public"))  # fmt: skip
    told = by_source(register).set_index(["borough_id", "source_group"])
    assert told.loc[("ash", "return"), "state"] == "withheld"
    assert told["n_records"].isna()[("ash", "return")]


def test_contracts_on_which_two_sources_differ_are_listed_with_both_words() -> None:
    rows = [contract("c1"), contract("c1", "ocds", end_date="2029-03-31"), contract("c2"), contract("c2", "ocds"),
            contract("c3"), contract("c3", "ocds", value_gbp=150.0)]  # fmt: skip
    told = disagreements(made(rows))
    assert told.columns.tolist() == list(DISAGREEMENT_COLUMNS)
    assert told[["contract_id", "field", "borough"]].to_numpy().tolist() == [
        ["c1", "end_date", "Ash"], ["c3", "value_gbp", "Ash"],
    ]  # fmt: skip
    first, second = told.to_dict("records")
    assert first["reported_end_date"] == pd.Timestamp("2028-03-31")
    assert first["published_end_date"] == pd.Timestamp("2029-03-31")
    assert (second["reported_value_gbp"], second["published_value_gbp"]) == (100, 150)


def test_the_order_of_gaps_is_that_in_which_they_are_given(worked: Register) -> None:
    told = gaps(worked, "hazel")["gap"].tolist()
    places = [GAP_ORDER.index(words) for words in told]
    assert len(told) > 2
    assert places == sorted(places)
