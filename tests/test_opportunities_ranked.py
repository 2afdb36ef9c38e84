"""In which order opportunities come: what was said in a workshop counts the next day (worked by hand in tests/tiny)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from tiny_world import save_tiny_world, tiny_tables, worked_register

from citytools_analysis.capture_sheet import capture_sheet
from citytools_analysis.disclosure import make_edition
from citytools_analysis.ingest import add_files
from citytools_analysis.metrics import opportunities
from citytools_analysis.metrics.opportunities import find, for_borough, ranked
from citytools_analysis.register import Register, open_register

DAY = date(2026, 11, 23)


def letters(register: Register, frame: pd.DataFrame) -> list[str]:
    """Name each set as it is named where it is worked by hand."""
    sets = find(register).sets
    names = {("REV01", 4): "A", ("REV01", 5): "B", ("PLN01", 3): "C", ("PLN01", 4): "D"}
    known = {row["opportunity_id"]: names[row["function_code"], row["n_boroughs"]] for row in sets.to_dict("records")}
    return [known[one] for one in frame["opportunity_id"]]


def by_letter(register: Register) -> pd.DataFrame:
    told = ranked(register)
    return told.set_index(pd.Index(letters(register, told)))


def cells(told: pd.DataFrame, letter: str, columns: list[str]) -> list[object]:
    return list(told.loc[letter, columns])


def with_intentions(*rows: tuple[str, str, str, str | None]) -> Register:
    """Put what boroughs say of a function in the place of what they said of it."""
    columns = ["borough_id", "function_code", "intention", "earliest_start_date"]
    new = pd.DataFrame(rows, columns=columns).assign(source_id="facts", source_pointer="line 2")
    new = new.assign(earliest_start_date_precision="day")
    both = pd.concat([new, tiny_tables()["intentions"]]).drop_duplicates(columns[:2])
    return worked_register(intentions=both)


def test_the_order_is_as_worked_by_hand(worked: Register) -> None:
    told = ranked(worked)
    assert tuple(told.columns) == opportunities.RANKED_COLUMNS
    assert letters(worked, told) == ["C", "B", "D", "A"]
    assert told["rank"].tolist() == [1, 2, 3, 4]
    assert told["level"].tolist() == ["none yet"] * 4
    counts = told[["n_could_join", "n_decision_makers", "n_alone", "n_cannot_start", "n_not_said"]]
    assert counts.to_numpy().tolist() == [[3, 3, 0, 0, 3], [3, 5, 1, 1, 2], [3, 3, 0, 0, 3], [2, 3, 1, 0, 1]]
    days = told["act_by_date"].dt.strftime("%Y-%m-%d").tolist()
    assert days == ["2027-03-31", "2027-06-30", "2027-12-31", "2027-03-31"]
    assert set(told["ordered_by"]) == {"what boroughs have said, who could join, day to act"}
    assert not told["is_withheld"].any()


def test_a_level_that_two_share_comes_before_everything_else() -> None:
    register = with_intentions(
        ("ash", "PLN01", "shared_specification", None), ("cedar", "PLN01", "shared_specification", None)
    )
    told = ranked(register)
    assert letters(register, told) == ["D", "C", "B", "A"]
    assert told["level"].tolist() == ["shared_specification", "none yet", "none yet", "none yet"]


@pytest.mark.parametrize(
    ("start", "order", "level", "n_late"),
    [
        ("2028-12-31", ["D", "B", "A", "C"], "joint_contract", 0),  # D's window is that day
        ("2029-01-01", ["B", "A", "C", "D"], "none yet", 1),
    ],
)
def test_who_cannot_start_before_the_window_closes_does_not_count(
    start: str, order: list[str], level: str, n_late: int
) -> None:
    # Elm is undecided about tax, so that 4 could join B and 3 A. Cedar's start is after C's one day in both: there 2 could
    # join. In D cedar counts only if it can start on the day: else 2 could join, and C comes first by its day.
    register = with_intentions(
        ("ash", "PLN01", "joint_contract", None), ("cedar", "PLN01", "joint_contract", start),
        ("elm", "REV01", "undecided", None),
    )  # fmt: skip
    told = by_letter(register)
    assert cells(told, "D", ["level", "n_cannot_start"]) == [level, n_late]
    assert cells(told, "C", ["level", "n_could_join", "n_cannot_start"]) == ["none yet", 2, 1]
    assert told.index.tolist() == order


def test_of_boroughs_that_decide_together_the_lowest_level_and_latest_start_hold() -> None:
    # Ash and Beech are one: Beech alone takes both out of A.
    register = with_intentions(("beech", "REV01", "alone", None))
    told = by_letter(register)
    assert cells(told, "A", ["n_alone", "n_could_join"]) == [2, 1]
    # Beech is not in B, but Ash decides with it: B is left with fir and ivy.
    assert cells(told, "B", ["n_alone", "n_could_join"]) == [2, 2]


def test_who_says_alone_and_cannot_start_is_counted_once() -> None:
    register = with_intentions(("elm", "REV01", "alone", "2029-06-01"))
    told = by_letter(register)
    assert cells(told, "A", ["n_alone", "n_cannot_start", "n_could_join"]) == [1, 0, 2]


def test_a_capture_sheet_changes_the_order_the_next_day(tmp_path: Path) -> None:
    folder = save_tiny_world(tmp_path / "register")
    names = pd.read_csv(folder / "reference" / "boroughs.csv")[["borough_id", "borough"]]
    aliases = names.rename(columns={"borough": "alias"}).assign(alias_kind="name", confidence="high", source="ours")
    aliases.to_csv(folder / "reference" / "borough_aliases.csv", index=False)
    before = open_register(folder, as_of=DAY)
    sheet = tmp_path / "workshop.xlsx"
    sheet.write_bytes(
        capture_sheet(before, workshop=1, boroughs=["elm"], areas=["REV"], held_on=date(2026, 11, 20)).content
    )
    book = openpyxl.load_workbook(sheet)
    book["Intentions"]["D2"] = "joint contract"
    book.save(sheet)
    after, _ = add_files(before, [sheet], retrieved=DAY)
    assert letters(before, ranked(before)) == ["C", "B", "D", "A"]
    told = ranked(after)
    assert letters(after, told) == ["B", "A", "C", "D"]
    assert told["level"].tolist()[:2] == ["shared_specification", "shared_specification"]
    assert told["n_could_join"].tolist()[:2] == [4, 3]


def test_the_public_order_tells_nothing_of_what_was_said(worked: Register) -> None:
    public = make_edition(worked, edition="public")
    others = (with_intentions(("elm", "REV01", "joint_contract", None)), worked_register(intentions=pd.DataFrame()))
    told = [ranked(one, found=find(worked_register(edition="public"))) for one in (public, *(
        make_edition(other, edition="public") for other in others
    ))]  # fmt: skip
    assert letters(worked, told[0]) == ["B", "A", "C", "D"]
    for frame in told:
        pd.testing.assert_frame_equal(frame, told[0])
    assert told[0][["level", "n_could_join", "n_alone", "n_cannot_start", "n_not_said"]].isna().all(axis=None)
    assert set(told[0]["reason"]) == {"members' data: not in the public edition"}
    assert told[0]["is_withheld"].all()
    assert set(told[0]["ordered_by"]) == {"decision-makers, day to act"}


def test_of_one_boroughs_sets_the_order_is_the_same(worked: Register) -> None:
    told = ranked(worked, found=for_borough(find(worked), "ash"))
    assert letters(worked, told) == ["B", "D", "A"]
    assert told["rank"].tolist() == [1, 2, 3]


def test_of_nothing_there_is_no_order() -> None:
    empty = Register.from_tables({}, as_of=DAY)
    for register in (empty, make_edition(empty, edition="public")):
        told = ranked(register)
        assert told.empty
        assert tuple(told.columns) == opportunities.RANKED_COLUMNS
