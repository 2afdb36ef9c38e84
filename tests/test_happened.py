"""What the register dates between two days: begun, ended, notices, suppliers renamed or acquired."""

from __future__ import annotations

from datetime import date

from citytools_analysis.metrics.happened import happened
from citytools_analysis.register import Register


def test_only_what_lies_between_the_days_is_listed_latest_first(worked: Register) -> None:
    # tests/tiny: Elm's tax contract ended on 30 Sep 2026 (its option used), Cedar's UK9 is of 15 Jul 2026, Ivy's UK10 of 1 May
    told = happened(worked, since=date(2026, 6, 30))
    assert told[["what", "key"]].to_numpy().tolist() == [["committed end passed", "elm-tax"], ["notice", "n-cedar-uk9"]]
    assert told["detail"].tolist()[1].startswith("UK9")
    assert told["borough"].tolist() == ["Elm", "Cedar"]


def test_the_first_day_does_not_count_and_the_last_does(worked: Register) -> None:
    assert happened(worked, since=date(2026, 9, 30)).empty
    assert len(happened(worked, since=date(2026, 9, 29))) == 1


def test_only_completed_events_of_suppliers_are_told(worked: Register) -> None:
    # Alder bought Birch on 1 June 2025; that Cypress buys Dogwood is only announced
    told = happened(worked, since=date(2025, 5, 31))
    bought = told[told["what"] == "supplier acquired"]
    assert bought[["key", "detail"]].to_numpy().tolist() == [["birch", "Alder"]]


def test_contracts_that_began_are_told_and_frameworks_are_not(worked: Register) -> None:
    told = happened(worked, since=date(1990, 1, 1))
    contracts = worked.contracts
    frameworks = contracts.loc[contracts["is_framework"].fillna(value=False).astype("bool"), "contract_id"]
    began = told[told["what"] == "contract began"]
    assert {"ash-tax", "ivy-tax"} <= set(began["key"])
    assert not set(told["key"]) & set(frameworks)
