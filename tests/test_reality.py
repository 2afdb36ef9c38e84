"""Spend held against contracts, both ways: every verdict worked by hand, and what cannot be told is never a finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from conftest import AS_OF, Make, Rows

import citytools_analysis as ct
from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.reality import by_borough, contracts_without_spend, spend_without_contract
from citytools_analysis.metrics.reality.checked import BOROUGH_COLUMNS, CONTRACT_COLUMNS, COVERS, SPEND_COLUMNS
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

# Asked on 23 Nov 2026, the window is November 2025 to October 2026.
_HISTORY = ("suppliers", "supplier_aliases", "supplier_events", "system_events")
WINDOW = [f"2025-{month}" for month in (11, 12)] + [f"2026-{month:02}" for month in range(1, 11)]
SUPPLIERS: Rows = [
    {"supplier_id": "nec", "supplier": "NEC", "supplier_kind": "company", "is_reviewed": True},
    {"supplier_id": "idox", "supplier": "Idox", "supplier_kind": "company", "is_reviewed": True},
    {"supplier_id": "bytes", "supplier": "Bytes", "supplier_kind": "reseller", "is_reviewed": True},
    {"supplier_id": "system-c", "supplier": "System C", "supplier_kind": "company", "is_reviewed": True,
     "operating_group": "System C"},
    {"supplier_id": "liquidlogic", "supplier": "Liquidlogic", "supplier_kind": "company", "is_reviewed": True,
     "operating_group": "System C"},
    {"supplier_id": "as-reported-acme", "supplier": "Acme", "supplier_kind": "unknown", "is_reviewed": False},
]  # fmt: skip
NEC = {
    "contract_id": "c1", "borough_id": "camden", "supplier_id": "nec", "title": "Revenues", "start_date": "2024-04-01",
    "end_date": "2028-03-31", "end_state": "known", "value_gbp": 100_000, "value_basis": "annual", "vat_basis": "ex",
    "is_published": True,
}  # fmt: skip
ENDED = NEC | {"start_date": "2022-04-01", "end_date": "2026-01-31", "is_in_use": False}


def paid(amount: float, day: str | None, supplier: str = "nec", borough: str = "camden", **more: Any) -> dict[str, Any]:
    row = {"borough_id": borough, "supplier_id": supplier, "spend_kind": "payment", "paid_date": day, "amount_gbp": amount,
           "vat_basis": "ex", "is_published": True} | more  # fmt: skip
    return {"spend_id": "/".join(str(part) for part in row.values())} | row


def every_month(borough: str = "camden", *, months: list[str] = WINDOW, supplier: str = "idox") -> Rows:
    """Give a small payment to somebody else in every month, so that every month is known."""
    return [paid(600, f"{month}-05", supplier, borough) for month in months]


@pytest.fixture
def make(make_register: Make) -> Make:
    none = {name: getattr(load_reference(), name).iloc[:0] for name in _HISTORY}

    def made(**tables: Any) -> Register:
        register = make_register(**{"suppliers": SUPPLIERS} | tables)
        return replace(register, reference=replace(register.reference, **none))

    return made


def spend_row(register: Register, supplier: str = "nec", borough: str = "camden", **options: Any) -> dict[str, Any]:
    frame = spend_without_contract(register, **options)
    return _only(frame[frame["supplier_id"].eq(supplier) & frame["borough_id"].eq(borough)])


def contract_row(register: Register, supplier: str = "nec", borough: str = "camden", **options: Any) -> dict[str, Any]:
    frame = contracts_without_spend(register, **options)
    return _only(frame[frame["supplier_id"].eq(supplier) & frame["borough_id"].eq(borough)])


def borough_row(register: Register, borough: str = "camden", **options: Any) -> dict[str, Any]:
    frame = by_borough(register, **options)
    return _only(frame[frame["borough_id"].eq(borough)])


def _only(frame: pd.DataFrame) -> dict[str, Any]:
    assert len(frame) == 1, frame
    return {str(name): value for name, value in frame.iloc[0].items()}


# Spend, held against contracts


def test_an_empty_register_gives_empty_frames_and_a_row_a_borough_that_claims_nothing(make: Make) -> None:
    empty = make()
    assert spend_without_contract(empty).columns.tolist() == list(SPEND_COLUMNS)
    assert contracts_without_spend(empty).columns.tolist() == list(CONTRACT_COLUMNS)
    assert len(spend_without_contract(empty)) == len(contracts_without_spend(empty)) == 0
    told = by_borough(empty)
    assert told.columns.tolist() == list(BOROUGH_COLUMNS)
    assert set(told["status"]) == {"no spend file"}
    assert told[["n_payments", "paid_gbp", "n_no_contract", "n_no_spend"]].isna().all(axis=None)


def test_spend_with_no_contract_is_named_with_its_sum_its_count_and_its_days(make: Make) -> None:
    row = spend_row(make(spend=[paid(9_000, "2026-03-03"), paid(4_000.5, "2026-09-03")]))
    assert (row["verdict"], row["is_finding"]) == ("no_contract", True)
    assert (
        row["reason"]
        == "no contract with it is known; £13,000 in 2 payments, the last in Sep 2026, perhaps not all for technology"
    )
    assert (row["borough"], row["supplier"], row["paid_gbp"], row["unmatched_gbp"]) == (
        "Camden",
        "NEC",
        13_000.5,
        13_000.5,
    )
    assert (row["n_payments"], row["vat_basis"]) == (2, "ex")
    assert [f"{row[name]:%Y-%m-%d}" for name in ("first_paid_date", "last_paid_date")] == ["2026-03-03", "2026-09-03"]
    assert (row["contracts_live"], row["contracts_ended"], row["contract_ids"]) == ("", "", "")


@pytest.mark.parametrize(("amount", "verdict"), [(5_000, "small_sum"), (5_000.01, "no_contract")])
def test_a_contract_of_5000_pounds_need_not_be_in_a_register(make: Make, amount: float, verdict: str) -> None:
    assert spend_row(make(spend=[paid(amount, "2026-03-03")]))["verdict"] == verdict


def test_credit_notes_that_net_to_zero_are_no_finding(make: Make) -> None:
    row = spend_row(make(spend=[paid(90_000, "2026-03-03"), paid(-90_000, "2026-05-03")]))
    assert (row["verdict"], row["is_finding"], row["paid_gbp"], row["n_payments"]) == ("small_sum", False, 0.0, 2)
    assert row["reason"] == "payments and credit notes come to £0"


def test_spend_under_a_live_contract_is_no_finding(make: Make) -> None:
    row = spend_row(make(contracts=[NEC], spend=[paid(90_000, "2026-03-03")]))
    assert (row["verdict"], row["is_finding"], row["unmatched_gbp"]) == ("contract_known", False, 0.0)
    assert (row["contracts_live"], row["contract_ids"]) == ("Revenues (to 31 Mar 2028)", "c1")


def test_a_contract_of_another_borough_is_no_excuse(make: Make) -> None:
    register = make(contracts=[NEC | {"borough_id": "brent"}], spend=[paid(90_000, "2026-03-03")])
    assert spend_row(register)["verdict"] == "no_contract"


def test_an_ended_contract_still_paid_is_paid_after_end(make: Make) -> None:
    spend = [paid(20_000, "2026-01-15"), paid(7_000, "2026-05-01"), paid(3_000, "2026-06-01")]
    row = spend_row(make(contracts=[ENDED], spend=spend))
    assert (row["verdict"], row["unmatched_gbp"], row["paid_gbp"]) == ("paid_after_end", 10_000.0, 30_000.0)
    assert row["reason"] == (
        "£10,000 paid more than three months after the last contract known ended, on 31 Jan 2026 at the latest"
    )
    assert (row["contracts_live"], row["contracts_ended"]) == ("", "Revenues (to 31 Jan 2026)")


@pytest.mark.parametrize(("day", "verdict"), [("2026-04-30", "contract_known"), ("2026-05-01", "paid_after_end")])
def test_a_bill_within_three_months_of_the_end_still_belongs_to_it(make: Make, day: str, verdict: str) -> None:
    assert spend_row(make(contracts=[ENDED], spend=[paid(7_000, day)]))["verdict"] == verdict


def test_a_month_s_payment_is_after_the_end_only_if_all_of_the_month_is(make: Make) -> None:
    ended = ENDED | {"end_date": "2026-01-15"}
    month = paid(7_000, "2026-04-30", paid_date_precision="month")
    assert spend_row(make(contracts=[ended], spend=[month]))["verdict"] == "contract_known"


def test_a_contract_expired_in_use_says_so(make: Make) -> None:
    row = spend_row(make(contracts=[ENDED | {"is_in_use": True}], spend=[paid(7_000, "2026-09-01")]))
    assert row["verdict"] == "paid_after_end"
    assert row["reason"].endswith("; the borough says that it is still in use")


def test_an_option_that_may_have_been_used_is_not_a_finding(make: Make) -> None:
    options = [{"contract_id": "c1", "position": 1, "months": 24, "holder": "buyer"}]
    contract = ENDED | {"is_in_use": None}
    row = spend_row(make(contracts=[contract], options=options, spend=[paid(7_000, "2026-09-01")]))
    assert (row["verdict"], row["is_finding"]) == ("end_not_known", False)
    assert row["reason"].endswith("committed end passed; whether the option was used is not known")
    assert row["contracts_unknown"] == "Revenues (to 31 Jan 2028)"


def test_a_contract_with_no_known_end_is_not_said_to_have_ended(make: Make) -> None:
    contract = NEC | {"end_date": None, "end_state": "unknown"}
    row = spend_row(make(contracts=[contract], spend=[paid(7_000, "2026-09-01")]))
    assert (row["verdict"], row["reason"]) == (
        "end_not_known",
        "£7,000 may be for a contract that has ended: end not known",
    )


def test_only_the_contract_that_may_have_ended_gives_the_reason(make: Make) -> None:
    used = ENDED | {"contract_id": "c2", "is_in_use": True}
    contract = NEC | {"end_date": None, "end_state": "unknown"}
    row = spend_row(make(contracts=[contract, used], spend=[paid(7_000, "2026-09-01")]))
    assert row["reason"] == "£7,000 may be for a contract that has ended: end not known"


def test_a_rolling_contract_covers_what_is_paid(make: Make) -> None:
    contract = NEC | {"end_date": None, "end_state": "rolling"}
    row = spend_row(make(contracts=[contract], spend=[paid(7_000, "2026-09-01")]))
    assert (row["verdict"], row["contracts_live"]) == ("contract_known", "Revenues (rolling)")


def test_a_gap_between_two_contracts_is_after_the_first_and_a_start_to_come_is_before(make: Make) -> None:
    later = NEC | {"contract_id": "c2", "title": "Revenues again", "start_date": "2026-10-01", "end_date": "2030-09-30"}
    gap = spend_row(make(contracts=[ENDED, later], spend=[paid(7_000, "2026-06-01")]))
    assert gap["verdict"] == "paid_after_end"
    assert "on 31 Jan 2026" in gap["reason"]
    early = spend_row(make(contracts=[later], spend=[paid(7_000, "2026-06-01"), paid(50_000, "2026-07-01")]))
    assert (early["verdict"], early["unmatched_gbp"]) == ("paid_before_start", 7_000.0)
    assert early["reason"] == (
        "£7,000 paid more than three months before the first contract known begins, on 1 Oct 2026"
    )


def test_a_framework_is_no_contract(make: Make) -> None:
    register = make(contracts=[NEC | {"is_framework": True}], spend=[paid(90_000, "2026-03-03")])
    assert spend_row(register)["verdict"] == "no_contract"


def test_payments_outside_the_window_are_not_counted_and_those_without_a_day_only_beside(make: Make) -> None:
    spend = [
        paid(9_000, "2025-10-31"), paid(9_000, "2026-11-01"), paid(6_000, "2025-11-01"), paid(500, "2026-10-31"),
        paid(9_000, None), paid(9_000, "2026-01-01", paid_date_precision="year"),
        paid(9_000, "2024-01-01", paid_date_precision="year"),
    ]  # fmt: skip
    row = spend_row(make(spend=spend))
    assert (row["paid_gbp"], row["n_payments"], row["n_undated"]) == (6_500.0, 2, 2)
    alone = spend_row(make(spend=[paid(9_000, None)]))
    assert (alone["verdict"], alone["n_payments"]) == ("unknown", 0)
    assert pd.isna(alone["paid_gbp"])


def test_sales_under_a_framework_stand_beside_and_are_never_added(make: Make) -> None:
    sale = {"spend_kind": "framework_sale", "paid_date_precision": "month"}
    register = make(spend=[paid(9_000, "2026-03-03"), paid(70_000, "2026-03-01", **sale)])
    row = spend_row(register)
    assert (row["paid_gbp"], row["framework_sales_gbp"]) == (9_000.0, 70_000.0)
    assert spend_without_contract(make(spend=[paid(70_000, "2026-03-01", **sale)])).empty
    assert borough_row(make(spend=[paid(70_000, "2026-03-01", **sale)]))["status"] == "no spend file"


@pytest.mark.parametrize(
    ("bases", "told"),
    [(("ex", "ex"), "ex"), (("inc", "inc"), "inc"), (("ex", "inc"), "mixed"), ((None, None), "unknown")],
)
def test_the_basis_of_vat_is_told_never_guessed(make: Make, bases: tuple[str, str], told: str) -> None:
    spend = [paid(6_000, f"2026-0{month}-01", vat_basis=basis) for month, basis in enumerate(bases, 1)]
    assert spend_row(make(spend=spend))["vat_basis"] == told


# Suppliers, resellers and groups


def test_what_a_reseller_is_paid_counts_for_the_contract_it_signed(make: Make) -> None:
    contract = NEC | {"seller_id": "bytes"}
    register = make(contracts=[contract], spend=[paid(100_000, "2026-03-03", "bytes"), *every_month()])
    assert spend_row(register, "bytes")["verdict"] == "contract_known"
    row = contract_row(register)
    assert (row["verdict"], row["paid_gbp"], row["paid_to"]) == ("paid", 100_000.0, "Bytes; NEC")
    assert "the reseller may be paid for other contracts too" in row["reason"]
    assert row["paid_against_value"] == "unknown"


def test_the_maker_of_a_contract_s_system_may_be_paid_where_no_supplier_is_named(make: Make) -> None:
    contract = NEC | {"supplier_id": None, "system_id": "nec-revenues"}
    assert spend_row(make(contracts=[contract], spend=[paid(9_000, "2026-03-03")]))["verdict"] == "contract_known"


def test_a_contract_with_another_company_of_the_group_is_told_and_one_in_the_group_s_view(make: Make) -> None:
    contract = NEC | {"supplier_id": "liquidlogic"}
    register = make(contracts=[contract], spend=[paid(9_000, "2026-03-03", "system-c"), *every_month()])
    spent = spend_row(register, "system-c")
    assert (spent["verdict"], spent["reason"]) == (
        "contract_in_group",
        "the contract known is with Liquidlogic, of the same group",
    )
    owed = contract_row(register, "liquidlogic")
    assert (owed["verdict"], owed["reason"]) == ("paid_in_group", "£9,000 paid to System C, of the same group")
    assert spend_row(register, "system-c", supplier_view="operating_group")["verdict"] == "contract_known"
    assert contract_row(register, "system-c", supplier_view="operating_group")["verdict"] == "paid"


@pytest.mark.parametrize(
    ("state", "verdict"), [({"is_completed": True}, "no_contract"), ({"is_completed": False}, "contract_in_group")]
)
def test_before_a_completed_acquisition_a_supplier_stands_alone(
    make: Make, state: dict[str, bool], verdict: str
) -> None:
    event = {"supplier_id": "liquidlogic", "event": "acquired_by", "counterparty": "System C", "event_date": "2027-07-16"}  # fmt: skip
    contract = NEC | {"supplier_id": "liquidlogic"}
    register = make(
        contracts=[contract], supplier_events=[event | state], spend=[paid(9_000, "2026-03-03", "system-c")]
    )
    assert spend_row(register, "system-c")["verdict"] == verdict


def test_a_view_that_does_not_exist_is_refused(make: Make) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'operating_group'"):
        spend_without_contract(make(), supplier_view="operating_groups")  # type: ignore[arg-type]


# Contracts, held against spend


def test_a_borough_with_no_spend_file_is_unknown_never_no_spend(make: Make) -> None:
    row = contract_row(make(contracts=[NEC], spend=every_month("brent")))
    assert (row["verdict"], row["is_finding"]) == ("unknown", False)
    assert row["reason"] == "no spend file of the borough speaks of these months"
    assert row["n_months_known"] == 0
    assert pd.isna(row["paid_gbp"])
    assert pd.isna(row["n_payments"])


def test_no_payment_in_twelve_months_that_were_all_read_is_no_spend(make: Make) -> None:
    row = contract_row(make(contracts=[NEC], spend=every_month()))
    assert (row["verdict"], row["is_finding"], row["paid_gbp"], row["n_payments"]) == ("no_spend", True, 0.0, 0)
    assert row["reason"] == "no payment in 12 months in force"
    assert (row["n_months_known"], row["n_months"], row["months_missing"]) == (12, 12, "")


def test_a_month_that_was_not_read_may_hold_the_year_s_one_bill(make: Make) -> None:
    row = contract_row(make(contracts=[NEC], spend=every_month(months=WINDOW[:-2])))
    assert row["verdict"] == "unknown"
    assert row["reason"] == "no payment in 10 of 12 months; not known: Sep 2026, Oct 2026"
    assert pd.isna(row["paid_gbp"])
    earlier = contract_row(make(contracts=[NEC], spend=every_month(months=["2025-09", "2025-10", *WINDOW[:-2]])),
                           on=date(2026, 8, 31))  # fmt: skip
    assert earlier["verdict"] == "no_spend"


def test_a_contract_in_force_for_part_of_the_year_proves_nothing_and_one_not_begun_is_not_asked(make: Make) -> None:
    young = contract_row(make(contracts=[NEC | {"start_date": "2026-08-15"}], spend=every_month()))
    assert (young["verdict"], young["n_months"]) == ("unknown", 3)
    assert young["reason"] == "in force in 3 months only; many licences are billed once a year"
    ended = contract_row(make(contracts=[ENDED], spend=every_month()))
    assert (ended["verdict"], ended["n_months"]) == ("unknown", 3)
    assert contracts_without_spend(make(contracts=[NEC | {"start_date": "2026-11-02"}])).empty
    assert contracts_without_spend(make(contracts=[ENDED | {"end_date": "2025-10-31"}])).empty


def test_credit_notes_that_cancel_the_payments_leave_no_spend(make: Make) -> None:
    spend = [*every_month(), paid(9_000, "2026-03-03"), paid(-9_000, "2026-04-03")]
    row = contract_row(make(contracts=[NEC], spend=spend))
    assert (row["verdict"], row["reason"]) == ("no_spend", "payments and credit notes come to £0 in 12 months in force")


def test_a_payment_without_a_day_may_be_the_one(make: Make) -> None:
    row = contract_row(make(contracts=[NEC], spend=[*every_month(), paid(9_000, None)]))
    assert (row["verdict"], row["reason"], row["n_undated"]) == ("unknown", "1 payment without a date", 1)
    assert pd.isna(row["paid_gbp"])


def test_payments_to_a_supplier_that_is_not_reviewed_are_never_read_so_nothing_is_told_of_them(make: Make) -> None:
    row = contract_row(
        make(contracts=[NEC | {"supplier_id": "as-reported-acme"}], spend=every_month()), "as-reported-acme"
    )
    assert (row["verdict"], row["reason"]) == (
        "unknown", "payments to it are not read: it is not among the reviewed suppliers",
    )  # fmt: skip
    nameless = contracts_without_spend(make(contracts=[NEC | {"supplier_id": None}], spend=every_month()))
    assert nameless[["verdict", "reason"]].to_numpy().tolist() == [["unknown", "the contract's supplier is not known"]]
    assert nameless["supplier_id"].isna().all()


def test_a_contract_worth_less_than_what_is_published_is_not_missed(make: Make) -> None:
    row = contract_row(make(contracts=[NEC | {"value_gbp": 400}], spend=every_month()))
    assert (row["verdict"], "less than £500 a year" in row["reason"]) == ("unknown", True)


def test_an_end_that_has_passed_is_given_as_a_likely_reason(make: Make) -> None:
    contract = ENDED | {"end_date": "2025-10-31", "is_in_use": None}
    row = contract_row(make(contracts=[contract], spend=every_month()))
    assert row["verdict"] == "no_spend"
    assert row["reason"].endswith("; the committed end has passed, so it may be over")


SHARED = NEC | {"borough_id": "brent", "partner_borough_ids": "lewisham"}


def test_a_shared_contract_may_be_paid_by_the_lead_alone(make: Make) -> None:
    spend = [*every_month("brent"), *every_month("lewisham"), paid(90_000, "2026-03-03", borough="brent")]
    register = make(contracts=[SHARED], spend=spend)
    assert contract_row(register, borough="brent")["verdict"] == "paid"
    partner = contract_row(register, borough="lewisham")
    assert (partner["verdict"], partner["reason"]) == ("paid_by_partner", "shared: £90,000 paid by Brent")


def test_a_shared_contract_is_without_spend_only_where_every_borough_s_files_were_read(make: Make) -> None:
    half = contract_row(make(contracts=[SHARED], spend=every_month("lewisham")), borough="lewisham")
    assert (half["verdict"], half["reason"]) == ("unknown", "shared, and may be paid by Brent: not known")
    both = make(contracts=[SHARED], spend=[*every_month("brent"), *every_month("lewisham")])
    row = contract_row(both, borough="lewisham")
    assert (row["verdict"], row["reason"]) == (
        "no_spend",
        "no payment in 12 months in force, nor by Brent, who share it",
    )


def test_several_suppliers_and_contracts_are_told_apart_and_findings_come_first(make: Make) -> None:
    planning = NEC | {"contract_id": "c2", "title": "Planning", "supplier_id": "idox"}
    second = NEC | {"contract_id": "c3", "title": "Housing", "value_gbp": 20_000}
    spend = [paid(100_000, f"{month}-01", "idox") for month in WINDOW] + [paid(8_000, "2026-02-01", "bytes")]
    register = make(contracts=[NEC, planning, second], spend=spend)
    owed = contracts_without_spend(register)
    assert owed[["supplier_id", "verdict"]].to_numpy().tolist() == [["nec", "no_spend"], ["idox", "paid"]]
    assert owed.loc[0, "contract_ids"] == "c1|c3"
    assert owed.loc[0, "contracts_live"] == "Housing (to 31 Mar 2028); Revenues (to 31 Mar 2028)"
    assert owed.loc[0, "value_gbp_high"] == 120_000
    spent = spend_without_contract(register)
    assert spent[["supplier_id", "verdict"]].to_numpy().tolist() == [
        ["bytes", "no_contract"],
        ["idox", "contract_known"],
    ]


@pytest.mark.parametrize(
    ("amount", "told"),
    [(100_000, "similar"), (125_000, "similar"), (125_001, "more"), (75_000, "similar"), (74_999, "less")],
)
def test_paid_and_value_differ_only_where_they_are_more_than_a_quarter_apart(
    make: Make, amount: float, told: str
) -> None:
    row = contract_row(make(contracts=[NEC], spend=[*every_month(), paid(amount, "2026-03-03")]))
    assert row["paid_against_value"] == told
    assert (row["paid_gbp_low"], row["value_gbp_high"]) == (amount, 100_000)


def test_where_vat_is_not_known_the_range_is_shown_and_must_clear_the_difference(make: Make) -> None:
    spend = [*every_month(), paid(144_000, "2026-03-03", vat_basis="unknown")]
    row = contract_row(make(contracts=[NEC], spend=spend))
    assert (row["paid_gbp_low"], row["paid_gbp_high"], row["paid_against_value"]) == (120_000, 144_000, "similar")
    vague = contract_row(make(contracts=[NEC | {"vat_basis": None, "value_gbp": 120_000}], spend=spend))
    assert (vague["value_gbp_low"], vague["value_gbp_high"]) == (100_000, 120_000)
    stated = contract_row(make(contracts=[NEC | {"vat_basis": "inc", "value_gbp": 120_000}], spend=spend))
    assert (stated["value_gbp_low"], stated["value_gbp_high"]) == (100_000, 100_000)


@pytest.mark.parametrize("change", [{"value_gbp": None}, {"value_basis": "ceiling"}, {"partner_borough_ids": "brent"}])
def test_nothing_is_compared_with_a_value_that_is_not_its_own(make: Make, change: dict[str, Any]) -> None:
    row = contract_row(make(contracts=[NEC | change], spend=[*every_month(), paid(900_000, "2026-03-03")]))
    assert (row["verdict"], row["paid_against_value"]) == ("paid", "unknown")


def test_a_payment_in_a_window_of_which_part_was_read_is_paid_and_not_compared(make: Make) -> None:
    row = contract_row(make(contracts=[NEC], spend=[paid(900_000, "2026-03-03")]))
    assert (row["verdict"], row["paid_against_value"], row["n_months_known"]) == ("paid", "unknown", 1)


# Coverage


def test_coverage_says_which_months_are_known_and_which_are_missing(make: Make) -> None:
    spend = [paid(6_000, f"{month}-05") for month in WINDOW if month not in {"2025-11", "2026-02", "2026-10"}]
    row = borough_row(make(spend=[*spend, paid(1, "2020-01-01")]))
    assert (row["status"], row["n_months_known"], row["n_months"]) == ("part of the window", 9, 12)
    assert (row["first_month"], row["last_month"]) == ("2025-12", "2026-09")
    assert row["months_missing"] == "Nov 2025, Feb 2026, Oct 2026"
    assert (row["n_payments"], row["paid_gbp"], row["n_suppliers_paid"], row["n_no_contract"]) == (9, 54_000.0, 1, 1)
    assert row["covers"] == COVERS == "payments to suppliers known as technology suppliers"


FILE = {
    "source_id": "s1", "source_kind": "spend", "source_name": "camden/2026-02-payments.csv",
    "file_name": "2026-02-payments.csv", "retrieved_date": "2026-11-01", "n_read": 900, "n_kept": 12, "n_left_out": 887,
    "n_quarantined": 1,
}  # fmt: skip


def test_a_file_named_after_a_month_makes_it_known_though_nobody_known_was_paid_in_it(make: Make) -> None:
    row = borough_row(make(sources=[FILE]))
    assert (row["n_months_known"], row["first_month"], row["n_payments"], row["paid_gbp"]) == (1, "2026-02", 0, 0.0)
    counts = ("n_files", "n_lines", "n_left_out", "n_quarantined")
    assert [row[name] for name in counts] == [1, 900, 887, 1]


def test_a_file_of_other_years_is_a_file_and_says_nothing_of_the_window(make: Make) -> None:
    old = FILE | {"source_name": "camden/2011-04-payments.csv", "file_name": "2011-04-payments.csv"}
    row = borough_row(make(sources=[old], contracts=[NEC]))
    assert (row["status"], row["n_files"], row["n_contracts_unknown"]) == ("none of the window", 1, 1)
    assert pd.isna(row["n_no_spend"])


def test_a_file_of_several_boroughs_counts_for_none_of_them_alone(make: Make) -> None:
    several = FILE | {"source_name": "all.csv", "file_name": "all.csv"}
    spend = [paid(600, "2026-03-03", source_id="s1"), paid(600, "2026-03-03", borough="brent", source_id="s1")]
    register = make(sources=[several], spend=spend)
    assert pd.isna(borough_row(register)["n_lines"])
    assert borough_row(register)["n_months_known"] == borough_row(register, "brent")["n_months_known"] == 1


def test_the_window_is_of_whole_months_and_as_long_as_asked(make: Make) -> None:
    register = make(spend=[paid(6_000, "2026-05-31"), paid(6_000, "2026-06-30")])
    assert spend_row(register, on=date(2026, 6, 29), months=1)["paid_gbp"] == 6_000.0
    assert spend_row(register, on=date(2026, 6, 30), months=2)["paid_gbp"] == 12_000.0
    with pytest.raises(ValueError, match="at least 1"):
        spend_without_contract(register, months=0)


# Editions


def test_the_public_edition_needs_no_hidden_column_and_says_the_same_of_public_rows(make: Make) -> None:
    spend = [*every_month(), paid(90_000, "2026-03-03"), paid(8_000, "2026-02-01", "bytes")]
    register = make(contracts=[NEC], spend=spend)
    public = make_edition(register, edition="public")
    for ask in (spend_without_contract, contracts_without_spend, by_borough):
        pd.testing.assert_frame_equal(ask(public), ask(register))


def test_where_a_borough_holds_answers_back_the_public_edition_does_not_say_that_there_is_no_contract(
    make: Make,
) -> None:
    answer = {"source_id": "r", "source_kind": "return", "source_name": "return:camden", "borough_id": "camden",
              "retrieved_date": "2026-11-01"}  # fmt: skip
    hidden = NEC | {"source_id": "r", "is_published": False}
    register = make(contracts=[hidden], sources=[answer, FILE], spend=[paid(90_000, "2026-03-03", source_id="s1")])
    assert spend_row(register)["verdict"] == "contract_known"
    edition = make_edition(register, edition="public")
    assert pd.isna(borough_row(edition)["n_no_contract"])
    assert borough_row(register)["n_no_contract"] == 0
    public = spend_row(edition)
    assert (public["verdict"], public["is_finding"]) == ("unknown", False)
    assert "members" in public["reason"]


def test_the_input_stays_as_it_was_and_the_package_exports_it(make: Make) -> None:
    register = make(contracts=[NEC], spend=every_month())
    before = {name: frame.copy() for name, frame in register.all_rows.items()}
    assert ct.reality.by_borough(register, on=AS_OF).shape[0] == 6
    for name, frame in register.all_rows.items():
        pd.testing.assert_frame_equal(frame, before[name])
