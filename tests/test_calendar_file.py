"""The days to act by as a calendar file: every day ahead once, text that stays text, the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from built import build
from icalendar import Calendar

from citytools_analysis.metrics import renewals
from citytools_analysis.pages.borough import about, dates_to_act
from citytools_analysis.register import Register
from citytools_analysis.reporting.calendar_file import calendar_bytes
from citytools_analysis.selection import for_borough

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
HOSTILE = "BEGIN:VEVENT\r\nSUMMARY:x;y, z\u202e"


def calendar(**event: str) -> Any:
    base = {
        "id": "c1",
        "day": "2027-07-31",
        "summary": "Act by today: replace Housing",
        "description": "Ends 1 Jan 2028.",
    }
    whole = {"name": "Camden", "events": [base | event]}
    return calendar_bytes({"as_of": "2026-11-23", "edition": "members", "notice": "invented sample data"}, [whole])


def test_a_day_is_one_event_that_says_what_to_do_and_that_it_is_confidential() -> None:
    [event] = Calendar.from_ical(calendar()).walk("VEVENT")
    assert f"{event['dtstart'].dt:%Y-%m-%d}" == "2027-07-31"
    assert event["summary"] == "Act by today: replace Housing"
    assert event["description"] == "Ends 1 Jan 2028. As of 23 Nov 2026. invented sample data."
    assert event["class"] == "CONFIDENTIAL"


def test_text_cannot_add_an_event_and_the_same_days_give_the_same_bytes() -> None:
    assert len(Calendar.from_ical(calendar(summary=HOSTILE)).walk("VEVENT")) == 1
    assert calendar() == calendar()


@pytest.mark.parametrize("borough_id", ["ash", "beech"])
def test_the_file_holds_the_days_ahead_and_the_page_counts_those_that_have_passed(
    worked: Register, borough_id: str
) -> None:
    days = for_borough(renewals.decisions(worked), borough_id)["act_by_date"].dropna()
    ahead = sorted(f"{day:%Y-%m-%d}" for day in days if day.date() >= worked.as_of)
    shown = dates_to_act(about(worked, borough_id))
    [held] = shown.attached
    assert [event["day"] for event in held["events"]] == ahead
    passed = len(days) - len(ahead)
    assert (f"{passed} day" in shown.text) == (passed > 0)


def test_it_goes_out_beside_the_borough_report(tmp_path: Path) -> None:
    build("borough_report", "--borough", "camden", "--register", SAMPLE, "--edition", "members", "--output", tmp_path,
          "--formats", "ics")  # fmt: skip
    [path] = tmp_path.rglob("*.ics")
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert events
    assert all("invented sample data" in event["description"] for event in events)
