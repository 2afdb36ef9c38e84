"""Two kinds of source of the same contracts: how many there are at least, and whether they agree."""

from __future__ import annotations

from itertools import count

import pandas as pd
import pytest
from tiny_world import AS_OF, tiny_reference

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.coverage import agreement, chapman, completeness_of_register
from citytools_analysis.register import Register

SOURCES = pd.DataFrame([
    {"source_id": kind, "source_kind": kind, "source_name": kind, "file_name": kind, "sha256": "0", "retrieved_date": "2026-06-01"}
    for kind in ("return", "ocds", "register", "spend")
])  # fmt: skip
Row = dict[str, object]


def contract(name: str, source: str = "return", **more: object) -> Row:
    row: Row = {"contract_id": name, "title": name, "borough_id": "ash", "source_id": source, "source_pointer": "line 2",
                "end_date": "2028-03-31", "end_state": "known", "value_gbp": 100.0, "value_basis": "annual"}  # fmt: skip
    return row | more


def made(rows: list[Row], **tables: pd.DataFrame) -> Register:
    frames = {"sources": SOURCES, "contracts": pd.DataFrame(rows)} | tables
    return Register.from_tables(frames, as_of=AS_OF, reference=tiny_reference())


def captured(n_reported: int, n_published: int, n_both: int, **more: object) -> list[Row]:
    reported = [contract(f"c{number}", **more) for number in range(n_reported)]
    first = n_reported - n_both
    return reported + [contract(f"c{number}", "ocds", **more) for number in range(first, first + n_published)]


def pairs(agreeing: int, differing: int, field: str, other: object) -> list[Row]:
    names = count()
    told = []
    for n, change in ((agreeing, {}), (differing, {field: other})):
        for _ in range(n):
            name = f"c{next(names)}"
            told += [contract(name), contract(name, "ocds") | change]
    return told


def london(register: Register, field: str) -> pd.Series:
    told = agreement(register)
    return told[told["borough_id"].isna() & (told["field"] == field)].iloc[0]


def test_chapman_s_estimate_and_interval_are_those_worked_by_hand() -> None:
    # tests/tiny/worked_coverage.md: 12 and 10, 8 in both
    assert [end.item() for end in chapman(12, 10, 8)] == pytest.approx([14.8889, 14.1222, 20.4667], abs=1e-4)


def test_the_estimate_of_contracts_is_worded_as_a_lower_bound() -> None:
    told = completeness_of_register(made(captured(12, 10, 8))).iloc[-1]
    assert told[["n_reported", "n_published", "n_both", "n_seen"]].tolist() == [12, 10, 8, 14]
    assert told["value"] == pytest.approx(14.8889, abs=1e-4)
    assert told["bound_low"] == 14
    assert pd.isna(told["bound_high"])
    assert told["reason"].startswith("read as at least this many")


def test_fewer_than_seven_in_both_is_no_estimate() -> None:
    told = completeness_of_register(made(captured(12, 10, 6))).iloc[-1]
    assert told["is_withheld"]
    assert told["reason"] == "fewer than 7 are in both kinds of source"


def test_a_list_that_holds_all_of_the_other_leaves_nothing_unseen() -> None:
    assert [end.item() for end in chapman(9, 20, 9)] == [20, 20, 20]


def test_counts_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="more in common than either holds"):
        chapman(3, 10, 4)


def test_spend_frameworks_and_ended_contracts_are_not_captured() -> None:
    rows = [*captured(12, 10, 8), contract("paid", "spend"), contract("frame", is_framework=True)]
    rows += [contract("old", end_date="2001-01-01", is_in_use=False)]
    assert completeness_of_register(made(rows)).iloc[-1]["n_seen"] == 14


def test_one_process_under_two_ids_is_one_contract() -> None:
    rows = [*captured(12, 10, 8), contract("mine", ocid="ocds-1"), contract("theirs", "ocds", ocid="ocds-1")]
    told = completeness_of_register(made(rows)).iloc[-1]
    assert told[["n_reported", "n_published", "n_both"]].tolist() == [13, 11, 9]


def test_systems_are_captured_by_borough_function_and_system() -> None:
    uses = [
        {"deployment_id": f"{source}-{number}", "borough_id": "ash", "function_code": "REV01", "system_state": "known",
         "system_id": f"s{number}", "seen_date": "2026-06-01", "source_id": source, "source_pointer": "line 2"}
        for source, numbers in (("return", range(12)), ("register", range(4, 14))) for number in numbers
    ]  # fmt: skip
    told = completeness_of_register(made([], deployments=pd.DataFrame(uses)), "systems").set_index("area_code")
    assert told.loc["REV", ["n_both", "n_seen"]].tolist() == [8, 14]
    assert told.loc["REV", "value"] == pytest.approx(14.8889, abs=1e-4)


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="contracts"):
        completeness_of_register(made([]), "contract")


def test_agreement_is_a_share_of_pairs_with_wilson_s_interval() -> None:
    row = london(made(pairs(15, 5, "end_date", "2028-06-30")), "end_date")
    assert row[["n_matched", "n", "n_agree", "value"]].tolist() == [20, 20, 15, 0.75]
    assert row[["lower", "upper"]].tolist() == pytest.approx([0.5313, 0.8881], abs=1e-4)


def test_nineteen_pairs_are_too_few() -> None:
    row = london(made(pairs(19, 0, "end_date", None)), "end_date")
    assert row["is_withheld"]
    assert row["reason"] == "fewer than 20 pairs can be compared"


@pytest.mark.parametrize(
    ("field", "other", "n", "n_agree"),
    [
        ("end_date", "2028-05-01", 21, 21),  # 31 days after 31 March
        ("end_date", "2028-05-02", 21, 20),
        ("end_date", None, 20, 20),
        ("value_gbp", 90.0, 21, 21),  # 10 of 100
        ("value_gbp", 89.9, 21, 20),
        ("value_gbp", -100.0, 20, 20),
        ("value_gbp", float("inf"), 20, 20),
        ("value_basis", "committed_term", 20, 20),
    ],
)
def test_near_is_enough_and_what_cannot_be_compared_is_no_disagreement(
    field: str, other: object, n: int, n_agree: int
) -> None:
    row = london(made(pairs(20, 1, field, other)), "end_date" if field == "end_date" else "value_gbp")
    assert row[["n_matched", "n", "n_agree"]].tolist() == [21, n, n_agree]
    assert row["bound_low"] <= row["value"] <= row["bound_high"]


def test_an_end_known_to_the_month_is_compared_by_its_nearest_day() -> None:
    rows = pairs(20, 0, "end_date", None)
    rows += [contract("m"), contract("m", "ocds", end_date="2028-05-15", end_date_precision="month")]
    assert london(made(rows), "end_date")["n_agree"] == 21


def test_vat_that_is_said_to_be_in_is_taken_off() -> None:
    rows = [*pairs(20, 0, "value_gbp", None), contract("v"), contract("v", "ocds", value_gbp=120.0, vat_basis="inc")]
    assert london(made(rows), "value_gbp")["n_agree"] == 21


def test_a_repeated_row_and_another_order_change_nothing() -> None:
    rows = pairs(15, 5, "end_date", "2028-06-30")
    for metric in (agreement, completeness_of_register):
        pd.testing.assert_frame_equal(metric(made(rows)), metric(made((rows + rows)[::-1])))
