"""The sentences say what the frames say: how many, by when, and that unknown is not none."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from citytools_analysis.pages.borough import findings as own_findings
from citytools_analysis.pages.borough import headline as opening
from citytools_analysis.pages.borough.reach import Reach
from citytools_analysis.tables import findings
from citytools_analysis.tables.words import end_text, joined, later_text, system_of, value_of

AS_OF = date(2026, 11, 23)


def decisions(*rows: tuple[str, str | None]) -> pd.DataFrame:
    days = pd.to_datetime(pd.Series([day for _, day in rows], dtype="object"))
    names = [f"c{number}" for number in range(len(rows))]
    return pd.DataFrame({"contract_id": names, "urgency": [name for name, _ in rows], "act_by_date": days})


def headline(frame: pd.DataFrame, *, firm: int = 0, extending: int = 0, n_systems: int = 3, held: bool = False) -> str:
    near = Reach(firm, extending, 9, 4)
    return opening.headline(frame, near, borough="Camden", n_systems=n_systems, is_held_in_part=held)


def test_the_headline_counts_what_is_soon_overdue_expired_and_shared() -> None:
    frame = decisions(
        ("expired_in_use", "2024-09-30"), ("overdue", "2025-04-15"), ("within_6_months", "2026-12-31"),
        ("within_6_months", "2027-03-31"), ("6_to_12_months", "2027-09-30"),
    )  # fmt: skip
    assert headline(frame, firm=2, extending=5) == (
        "Two of 5 known contracts need a decision by March 2027, one is overdue and one has expired in use; "
        "other boroughs could join in two functions."
    )


def test_a_function_that_needs_an_option_is_not_counted_as_one_that_does_not() -> None:
    frame = decisions(("overdue", "2025-04-15"), ("unknown", None))
    assert headline(frame, extending=1).endswith("; other boroughs could join in one function by extending.")
    assert headline(frame) == "One of 2 known contracts is overdue."


def test_what_is_withheld_is_said_to_be_published_in_part_and_never_unknown() -> None:
    frame = decisions(("overdue", "2025-04-15"), ("unknown", None))
    assert headline(frame, held=True) == "One of 2 published contracts is overdue."
    assert headline(decisions(), held=True) == "Three systems are published, but no contract to plan by."
    nothing = headline(decisions(), n_systems=0, held=True)
    assert nothing == "Camden has answered, but what this edition may show of it names no system."


def test_a_headline_with_one_clause_names_contracts() -> None:
    assert headline(decisions(("overdue", "2025-04-15"))) == "The one known contract is overdue."
    assert (
        headline(decisions(("expired_in_use", None), ("expired_in_use", None)))
        == "Two of 2 known contracts have expired in use."
    )


def test_a_calm_borough_hears_when_the_next_decision_is() -> None:
    frame = decisions(("over_24_months", "2029-01-31"), ("unknown", None))
    assert headline(frame) == "The one contract with a known end needs no decision before January 2029."
    both = decisions(("over_24_months", "2029-01-31"), ("over_24_months", "2029-02-28"))
    assert headline(both) == "None of 2 contracts with a known end needs a decision before January 2029."


def test_a_headline_never_turns_unknown_into_none() -> None:
    assert (
        headline(decisions(("unknown", None), ("unknown", None)))
        == "No day to decide by is known for any of 2 known contracts."
    )
    assert headline(decisions()) == "Three systems are known, but no contract to plan by."
    assert headline(decisions(), n_systems=0) == "Nothing is known yet about the technology Camden runs."


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (["2026-11-22", "2026-11-23"], "One decision date has passed; the next is 23 Nov 2026"),
        (["2027-01-01", None], "The next decision date is 1 Jan 2027"),
        (["2025-01-01", "2025-02-01"], "Two decision dates have passed; none is known to lie ahead"),
        ([None], "No decision date is known"),
    ],
)
def test_a_decision_day_passes_the_day_after(days: list[str | None], sentence: str) -> None:
    placed = pd.DataFrame({"act_by_date": pd.to_datetime(pd.Series(days, dtype="object"))})
    assert findings.timeline_finding(placed, as_of=AS_OF) == sentence


def test_the_estate_counts_systems_once_and_in_house_as_an_answer() -> None:
    uses = pd.DataFrame(
        {
            "function_code": ["REV01", "HSG01", "PLN01", "CUL01", "COR01"],
            "system_state": ["known", "known", "in_house", "unknown", "known"],
            "system_id": ["a", "a", None, None, "b"],
            "supplier": ["Strand", "Strand", None, None, "Aldwych"],
        }
    )
    assert own_findings.estate_finding(uses, n_functions=90) == (
        "Two systems are known, for 4 of 90 functions. No supplier is known to make more than one of them."
    )
    assert own_findings.estate_finding(uses.iloc[3:4], n_functions=90) == "No system is known for any of 90 functions."


def test_ends_are_counted_to_the_day_eighteen_months_on() -> None:
    ends = pd.to_datetime(pd.Series(["2026-11-22", "2026-11-23", "2028-05-23", "2028-05-24", None], dtype="object"))
    frame = pd.DataFrame({"end_state": ["known"] * 4 + ["unknown"], "end_date": ends})
    assert (
        findings.ends_finding(frame, as_of=AS_OF)
        == "Two of 5 known contracts end by 23 May 2028; one has no known end."
    )


def test_an_end_this_month_lies_ahead_until_the_month_is_over() -> None:
    ends = pd.to_datetime(pd.Series(["2026-11-01", "2026-10-01", "2028-05-01", "2028-06-01"]))
    frame = pd.DataFrame({"end_state": "known", "end_date": ends, "end_date_precision": "month"})
    assert findings.ending(frame, as_of=AS_OF)["end_date"].dt.strftime("%m/%Y").tolist() == ["11/2026", "05/2028"]


def test_a_passed_end_is_not_called_no_known_end() -> None:
    ends = pd.to_datetime(pd.Series(["2025-07-31", None], dtype="object"))
    told = findings.ends_finding(pd.DataFrame({"end_state": ["unknown"] * 2, "end_date": ends}), as_of=AS_OF)
    assert told.endswith("; one has no known end; of one the end has passed and it is not known whether it runs on.")


def test_peers_are_counted_as_boroughs_not_rows() -> None:
    peers = pd.DataFrame({"system_id": ["m", "m"], "system": ["M", "M"], "peer_borough_id": ["brent", "brent"]})
    assert own_findings.peers_finding(peers).endswith("the most shared is M, with 1 other borough.")
    assert own_findings.peers_finding(peers.head(0)) == "No other borough is known to run the same systems."


def test_no_opportunity_is_said_with_its_limit() -> None:
    none = pd.DataFrame({"function": [], "n_boroughs": []})
    assert own_findings.opportunities_finding(none, Reach(0, 0, 0, 0), n_would_join=0).endswith(
        "as far as ends are known."
    )


def test_words_say_unknown_rolling_and_withheld_apart() -> None:
    assert end_text({"end_state": "unknown", "end_date": pd.NaT}) == "unknown"
    assert (
        end_text({"end_state": "rolling", "notice_months": 3.0})
        == "rolling, 3 months\N{RIGHT SINGLE QUOTATION MARK} notice"
    )
    assert (
        end_text({"end_state": "rolling", "notice_months": 1.0})
        == "rolling, 1 month\N{RIGHT SINGLE QUOTATION MARK}s notice"
    )
    assert later_text({"end_state": "rolling", "latest_end_date": pd.NaT}) == "no fixed end"
    assert end_text({"end_state": "rolling", "notice_months": pd.NA}) == "rolling, notice unknown"
    assert end_text({"end_state": "withheld"}).startswith("withheld: ")
    assert system_of({"system_state": "none"}) == "none"
    assert system_of({"system_state": "unknown", "system": None}) == "system unknown"
    assert value_of({"function": float("nan"), "title": " "}, "function", "title") == "unknown"


def test_a_date_known_to_the_month_is_never_written_so_that_it_reads_as_a_day() -> None:
    row = {
        "end_state": "known",
        "end_date": date(2027, 3, 1),
        "end_date_precision": "month",
        "latest_end_date": date(2029, 3, 31),
    }
    assert (end_text(row, short=True), later_text(row, short=True)) == ("Mar 2027", "Mar 2029")


def test_a_long_list_of_names_ends_in_a_count() -> None:
    assert joined(["A", "B", "C"], most=2) == "A, B and 1 other"
    assert joined([]) == ""
