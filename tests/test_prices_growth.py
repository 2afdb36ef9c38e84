"""How fast payments under a contract grow, only where they can be told to be its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from tiny_world import tiny_tables, worked_register

from citytools_analysis.metrics.prices import GROWTH_COLUMNS, GROWTH_MEDIAN_COLUMNS, price_growth, price_growth_medians
from citytools_analysis.register import Register

# Beech's only contract with Alder began on 1 April 2023: 100,000 in 2023/24, 110,000, and 121,000 in 2025/26.
BEECH = {2023: 100_000.0, 2024: 110_000.0, 2025: 121_000.0}


def test_payments_that_grow_by_a_fifth_and_a_hundredth_in_two_years_grow_by_10_per_cent_a_year() -> None:
    row = _row(_paid(BEECH))
    assert row["value"] == pytest.approx(0.10)
    assert row[["from_year", "to_year", "n_years", "n", "n_of"]].tolist() == ["2023/24", "2025/26", 2, 3, 4]
    assert row[["paid_from_gbp", "paid_to_gbp"]].tolist() == [100_000, 121_000]
    assert (row["payee_id"], row["is_withheld"]) == ("alder", False)


def test_an_index_of_one_s_own_is_set_beside_it() -> None:
    index = pd.Series({"2023/24": 100.0, "2024/25": 101.0, "2025/26": 110.25})
    row = _row(_paid(BEECH), index=index)
    assert row[["index_growth", "above_index"]].tolist() == pytest.approx([0.05, 0.05])
    assert row["index_note"] == ""


def test_without_an_index_or_without_both_its_years_the_comparison_is_missing_and_says_why() -> None:
    bare, short = (_row(_paid(BEECH), index=index) for index in (None, pd.Series({"2023/24": 100.0})))
    assert bare["index_note"] == "no price index was given"
    assert short["index_note"] == "the index does not have both years"
    assert pd.isna([bare["index_growth"], bare["above_index"], short["index_growth"]]).all()


@pytest.mark.parametrize(
    "index",
    [
        pd.Series({"2023": 1.0}), pd.Series({"2023/24": 0.0}), pd.Series({"2023/24": -1.0}), pd.Series({"2023/24": None}),
        pd.Series({"2023/24": float("inf")}), pd.Series([1.0, 2.0], index=["2023/24", "2023/24"]), pd.Series({"2023/24": "much"}),
    ],
)  # fmt: skip
def test_an_index_that_is_none_is_refused(index: pd.Series) -> None:
    with pytest.raises(ValueError, match="price index cannot be used"):
        price_growth(worked_register(), index=index)


def test_a_year_with_a_month_that_is_not_known_is_not_whole() -> None:
    spend = _payments(BEECH)
    lost = spend[~spend["paid_date"].isin(["2023-04-15", "2025-09-15"])]
    row = _row(worked_register(spend=lost))
    assert row["reason"] == "fewer than 2 whole financial years of payments are known"
    assert pd.isna(row["value"])


def test_the_year_that_has_not_ended_and_the_one_before_the_start_are_not_counted() -> None:
    row = _row(_paid({2022: 1.0} | BEECH | {2026: 900_000.0}))
    assert row[["from_year", "to_year", "value"]].tolist() == ["2023/24", "2025/26", pytest.approx(0.10)]


@pytest.mark.parametrize(
    ("contract", "reason"),
    [
        ("ash-tax", "the supplier has more than one contract with the borough"),
        ("ash-plan", "a joint contract: each borough may pay a part"),
        ("ivy-tax", "fewer than 2 whole financial years of payments are known"),
    ],
)
def test_payments_that_cannot_be_told_to_be_the_contract_s_are_withheld(contract: str, reason: str) -> None:
    row = price_growth(_paid(BEECH)).set_index("contract_id").loc[contract]
    assert (row["is_withheld"], row["reason"]) == (True, reason)
    assert row[["value", "paid_from_gbp", "paid_to_gbp", "index_growth"]].isna().all()


def test_what_a_reseller_is_paid_is_the_contract_s_and_the_maker_s_is_not() -> None:
    spend = _payments({2023: 50_000.0, 2024: 60_000.0, 2025: 72_000.0}, borough="elm", supplier="rowan")
    to_maker = _payments(BEECH, borough="elm", supplier="cypress")
    row = price_growth(worked_register(spend=pd.concat([spend, to_maker]))).set_index("contract_id").loc["elm-plan"]
    assert (row["payee_id"], row["value"]) == ("rowan", pytest.approx(0.2))


@pytest.mark.parametrize("last", [0.0, -5.0])
def test_credits_that_undo_what_was_paid_leave_no_growth(last: float) -> None:
    row = _row(_paid(BEECH | {2025: last}))
    assert (row["is_withheld"], row["reason"]) == (True, "what was paid in a year is not above zero")


def test_vat_is_taken_off_where_told_and_must_be_told_alike() -> None:
    first, rest = _payments({2023: 120_000.0}, vat="inc"), _payments({2024: 110_000.0, 2025: 121_000.0})
    assert _row(worked_register(spend=pd.concat([first, rest])))["value"] == pytest.approx(0.10)
    unknown = first.assign(vat_basis="unknown")
    row = _row(worked_register(spend=pd.concat([unknown, rest])))
    assert (row["is_withheld"], row["reason"]) == (True, "VAT is not told alike in both years")


def test_the_median_needs_three_contracts_and_has_an_interval_from_six() -> None:
    few = price_growth_medians(_many(2)).set_index("area_code").loc["all"]
    assert (few["is_withheld"], few["reason"]) == (True, "fewer than 3 contracts have a known growth")
    # growths of 1, 2, ... per cent
    three, seven = (price_growth_medians(_many(n)).set_index("area_code").loc["all"] for n in (3, 7))
    assert three["value"] == pytest.approx(0.02)
    assert pd.isna(three["lower"])
    assert seven[["value", "lower", "upper", "n"]].tolist() == pytest.approx([0.04, 0.01, 0.07, 7])


def test_the_public_edition_shows_no_single_contract_and_no_median_of_fewer_than_eight() -> None:
    assert price_growth(_many(7, edition="public"))["reason"].tolist() == [
        "payments of single contracts are not shown in the public edition"
    ]
    assert price_growth_medians(_many(7, edition="public"))["is_withheld"].all()
    eight = price_growth_medians(_many(8, edition="public")).set_index("area_code").loc["all"]
    assert eight["value"] == pytest.approx(0.045)


def test_the_columns_are_the_same_when_there_is_nothing_to_tell(worked: Register) -> None:
    empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    assert tuple(price_growth(worked).columns) == GROWTH_COLUMNS == tuple(price_growth(empty).columns)
    medians = (price_growth_medians(register) for register in (worked, empty))
    assert [tuple(frame.columns) for frame in medians] == [GROWTH_MEDIAN_COLUMNS] * 2
    assert price_growth(worked)["is_withheld"].all()
    assert len(price_growth(worked)) == 15


def test_rows_in_another_order_or_twice_change_nothing() -> None:
    told = price_growth(_paid(BEECH))
    tables = tiny_tables() | {"spend": _payments(BEECH)}
    tables = {name: pd.concat([rows, rows]).sample(frac=1, random_state=3) for name, rows in tables.items()}
    pd.testing.assert_frame_equal(price_growth(worked_register(**tables)), told)


def _payments(
    years: dict[int, float], *, borough: str = "beech", supplier: str = "alder", vat: str = "ex"
) -> pd.DataFrame:
    """Pay a twelfth of each financial year's sum on the 15th of each month."""
    rows: list[dict[str, Any]] = [
        {"spend_id": f"{borough}-{supplier}-{year}-{month}", "borough_id": borough, "supplier_id": supplier,
         "spend_kind": "payment", "paid_date": f"{year + (month < 4)}-{month:02}-15", "amount_gbp": paid / 12, "vat_basis": vat,
         "is_published": True, "source_id": "facts", "source_pointer": f"{year}-{month}"}
        for year, paid in years.items()
        for month in range(1, 13)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _paid(years: dict[int, float]) -> Register:
    return worked_register(spend=_payments(years))


def _row(register: Register, *, index: pd.Series | None = None) -> pd.Series:
    return price_growth(register, index=index).set_index("contract_id").loc["beech-tax"]


def _many(n: int, *, edition: str = "full") -> Register:
    boroughs = ["ash", "beech", "cedar", "elm", "fir", "hazel", "ivy", "larch"][:n]
    contracts = pd.DataFrame([
        {"contract_id": f"{name}-one", "borough_id": name, "supplier_id": "alder", "start_date": "2024-04-01",
         "end_date": "2030-03-31", "end_state": "known", "source_id": "facts", "source_pointer": name}
        for name in boroughs
    ])  # fmt: skip
    spend = [
        _payments({2024: 100_000.0, 2025: 100_000.0 * (1 + (place + 1) / 100)}, borough=name)
        for place, name in enumerate(boroughs)
    ]
    empty = {name: tiny_tables()[name].iloc[:0] for name in ("allocations", "options")}
    return worked_register(contracts=contracts, spend=pd.concat(spend), edition=edition, **empty)
