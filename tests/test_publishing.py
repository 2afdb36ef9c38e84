"""Whether what should be published of a contract is known to be: sources, the notice that is due, end, supplier's number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from test_coverage_sources import Row, contract, made

from citytools_analysis.metrics.coverage import PUBLISHING_COLUMNS, publishing
from citytools_analysis.register import Register

LET: dict[str, Any] = {
    "regime": "pa_2023",
    "start_date": "2025-04-01",
    "value_gbp": 30_000.0,
    "value_basis": "committed_term",
    "vat_basis": "inc",
}


def one(rows: list[Row], **tables: pd.DataFrame) -> dict[str, Any]:
    [row] = publishing(made(rows, **tables)).to_dict("records")
    return {str(name): value for name, value in row.items()}


def notice(kind: str = "UK7", **more: Any) -> pd.DataFrame:
    row = {"notice_id": "n1", "notice_type": kind, "published_date": "2025-05-01", "borough_id": "ash", "contract_id": "c1",
           "source_id": "ocds", "source_pointer": "line 1"} | more  # fmt: skip
    return pd.DataFrame([row])


@pytest.mark.parametrize(
    ("change", "is_due"),
    [
        ({}, True),
        ({"value_gbp": 29_999.0}, False),
        ({"value_gbp": 25_000.0, "vat_basis": "ex"}, True),  # 30,000 with VAT
        ({"value_gbp": 24_999.0, "vat_basis": "ex"}, False),
        ({"value_gbp": 26_000.0, "vat_basis": "unknown"}, None),  # 26,000 or 31,200
        ({"value_gbp": None}, None),
        ({"regime": "pcr_2015"}, False),
        ({"regime": "unknown"}, None),
        ({"regime": "unknown", "value_gbp": 1_000.0}, False),
    ],
)
def test_a_notice_is_due_from_30_000_pounds_with_vat_under_the_new_law(
    change: dict[str, Any],
    is_due: bool | None,  # noqa: FBT001
) -> None:
    row = one([contract("c1", **(LET | change))])
    assert (None if pd.isna(row["is_notice_due"]) else row["is_notice_due"]) is is_due


def test_why_it_cannot_be_told_is_said() -> None:
    assert (
        one([contract("c1", **(LET | {"value_gbp": None}))])["why_not_known"]
        == "its value over the whole term is not known"
    )
    assert (
        one([contract("c1", **(LET | {"regime": "unknown"}))])["why_not_known"]
        == "the law it was let under is not known"
    )


@pytest.mark.parametrize(
    ("notices", "found"),
    [
        (notice(), True),
        (notice(contract_id=None, ocid="ocds-1"), True),
        (notice(contract_id=None, ocid="ocds-1", borough_id="beech"), False),
        (notice("UK5"), False),
        (notice(contract_id="c2"), False),
    ],
)
def test_a_details_notice_is_found_by_contract_or_process(notices: pd.DataFrame, found: bool) -> None:  # noqa: FBT001
    assert one([contract("c1", ocid="ocds-1", **LET)], notices=notices)["has_details_notice"] is found


def test_whether_there_is_a_notice_is_not_asked_where_none_is_due() -> None:
    assert pd.isna(one([contract("c1", **(LET | {"value_gbp": 1_000.0}))], notices=notice())["has_details_notice"])


def test_a_contract_only_the_borough_tells_of_is_in_no_published_source() -> None:
    assert one([contract("c1")])["is_in_published_source"] is False
    assert one([contract("c1"), contract("c1", "ocds")])["is_in_published_source"] is True
    assert one([contract("c1"), contract("c1", "spend")])["is_in_published_source"] is False


def test_the_number_of_a_supplier_may_be_of_either_kind() -> None:
    suppliers = pd.DataFrame([
        {"supplier_id": name, "supplier": name, "companies_house_number": number, "source_id": "ocds", "source_pointer": "1"}
        for name, number in (("alder", "01234567"), ("birch", None), ("cypress", None))
    ])  # fmt: skip
    numbers = pd.DataFrame(
        [
            {
                "supplier_id": "birch",
                "scheme": "GB-PPON",
                "identifier": "PXYZ",
                "source_id": "ocds",
                "source_pointer": "1",
            }
        ]
    )
    rows = [contract(f"c-{name}", supplier_id=name) for name in ("alder", "birch", "cypress")] + [contract("c-none")]
    told = publishing(made(rows, suppliers=suppliers, supplier_identifiers=numbers)).set_index("contract_id")
    assert told["has_supplier_number"].astype("object").fillna("not asked").to_dict() == {
        "c-alder": True, "c-birch": True, "c-cypress": False, "c-none": "not asked",
    }  # fmt: skip


def test_the_ten_authorities_are_those_worked_by_hand(worked: Register) -> None:
    # worked_coverage.md, M91: 15 contracts under the lead buyer have not ended, Hazel's Tax has no end; only Ivy's is of the new law
    told = publishing(worked)
    assert told.columns.tolist() == list(PUBLISHING_COLUMNS)
    assert len(told) == 15
    assert told.loc[~told["has_end"], "contract_id"].tolist() == ["hazel-tax"]
    assert told.loc[told["is_notice_due"].fillna(value=False), "contract_id"].tolist() == ["ivy-tax"]
    assert not told.set_index("contract_id")["has_details_notice"].fillna(value=True)["ivy-tax"]
