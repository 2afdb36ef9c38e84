"""A year of one borough, played through the command line: what is known goes out, comes back, is joined by notices, goes out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from mistakes import MISTAKES, MORE, Planted, Slip, correct, plant
from replay_server import serving
from scripted_year import NEW_CONTRACTS, Clock, News, Year, asked, cells, filled_in, known_notices

from citytools_analysis.compare import changes as cell_changes
from citytools_analysis.metrics.changes import changes
from citytools_analysis.selection import for_borough
from citytools_analysis.sources import returns
from citytools_analysis.sources.return_workbook import write_return

LONDON = Path(__file__).parents[1] / "data" / "london"
SPRING, SUMMER = date(2027, 3, 1), date(2027, 9, 1)
RETURNED = date(2026, 10, 5)
HOUSING, PARKING = "Housing: management system", "Parking: enforcement system"
LETTINGS, GOVMETRIC = "Lettings: choice-based lettings", "GovMetric CaseTracker case management solution"
CIVICA = "Civica Income Management System"
_CONFIRMS = {"confirmed_date", "seen_date", "end_basis"}  # the last: an end a notice proved is now stated too


@pytest.fixture(scope="module")
def clock() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in ("data", "download"):
            patch.setattr(f"citytools_analysis.cli.{module}.datetime", Clock)
        yield


def begun(folder: Path) -> Year:
    """September: the public facts and two notices are there, and the borough's workbook goes out."""
    year = Year(folder)
    (folder / "known.json").write_bytes(known_notices())
    year.run("add", LONDON / "systems.csv", LONDON / "contracts.csv", folder / "known.json", day=date(2026, 9, 1))
    year.run("template", "havering", "--to", folder / "havering.xlsx", day=date(2026, 9, 2))
    return year


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, clock: None) -> Year:  # noqa: ARG001 - the clock is to stand
    return begun(tmp_path_factory.mktemp("year"))


@pytest.fixture(scope="module")
def planted(year: Year) -> list[Planted]:
    """Play October: the workbook is filled in, with 25 mistakes, and checked."""
    path = year.folder / "havering.xlsx"
    filled_in(path, RETURNED)
    assert year.issues(path) == ()
    shutil.copy(path, year.folder / "filled.xlsx")
    found = plant(path, MISTAKES)
    year.run("check", path, day=date(2026, 10, 6), exit_code=1)
    shutil.copy(year.folder / "havering-problems.xlsx", year.folder / "marked.xlsx")
    return found


@pytest.fixture(scope="module")
def returned(year: Year, planted: list[Planted]) -> Year:
    """Correct the mistakes in the marked copy, and add that."""
    path = year.folder / "havering-problems.xlsx"
    correct(path, planted)
    assert "No errors." in year.run("check", path, day=date(2026, 10, 6))
    year.run("add", path, day=date(2026, 10, 7))
    return year


@pytest.fixture(scope="module")
def published(returned: Year) -> Year:
    """Play the spring after: notices are downloaded and added."""
    pages = returned.folder / "pages"
    days = ["--since", "2026-10-08", "--until", "2027-02-28"]
    with serving(News()) as service:
        returned.run("download", "find-a-tender", *days, "--to", pages, "--base-url", service.address, day=SPRING)
    returned.run("add", *sorted(pages.glob("*.json.gz")), day=SPRING)
    return returned


@pytest.fixture(scope="module")
def again(published: Year) -> Path:
    """Play the next September: another workbook goes out."""
    path = published.folder / "again.xlsx"
    published.run("template", "havering", "--to", path, day=SUMMER)
    return path


def test_the_first_workbook_holds_what_is_known_and_asks_first_what_a_decision_waits_for(year: Year) -> None:
    path = year.folder / "first.xlsx"
    assert "systems 5, contracts 4" in year.run("template", "Havering", "--to", path, day=date(2026, 9, 2))
    book = openpyxl.load_workbook(path)
    places = [str(cell.value) for cell in book["Start here"]["B"] if cell.value]
    assert [asked(book, place) for place in places] == [
        (GOVMETRIC, "Still in use"), (GOVMETRIC, "Options in months"), (CIVICA, "Options in months"), (HOUSING, "Functions"),
        (PARKING, "Options in months"), (PARKING, "Functions"), ("PLN01", "System"), ("ENV01", "System"),
    ]  # fmt: skip
    for sheet, cell in (place.split("!") for place in places):
        assert (book[sheet][cell].value, book[sheet][cell].fill.fgColor.rgb) == (None, "00FFF2B3")
    known = cells(path, "Contracts", "Title", HOUSING)
    assert [known[name] for name in ("Kind of end", "Ends on", "Options in months", "Value")] == [
        "fixed", pd.Timestamp("2027-03-31"), "12", 400_000,
    ]  # fmt: skip
    assert [issue.where for issue in year.issues(path)] == ["About!B2"]  # only the day is still to be written


def test_every_mistake_is_named_at_its_cell_and_nothing_else_is(year: Year, planted: list[Planted]) -> None:
    issues = year.issues(year.folder / "havering.xlsx")
    assert len({mistake.says for mistake in MISTAKES}) == len(MISTAKES) == 25
    assert sorted(issue.where for issue in issues) == sorted(one.place for one in planted)
    for one in planted:
        (issue,) = [issue for issue in issues if issue.where == one.place]
        assert (one.mistake.says in str(issue), issue.level) == (True, one.mistake.level), issue
        assert issue.mend, issue


def test_the_check_prints_each_mistake_and_where_it_marked_them(year: Year, planted: list[Planted]) -> None:
    (output,) = [text for text in year.outputs if "problems found" in text and "havering.xlsx" in text]
    for one in planted:
        assert f"havering.xlsx, {one.place}: " in output
    assert "24 problems found" in output
    assert "1 problem to note" in output
    assert "marked in" in output


def test_the_marked_copy_shows_each_mistake_in_its_cell(year: Year, planted: list[Planted]) -> None:
    book = openpyxl.load_workbook(year.folder / "marked.xlsx")
    notes = {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
    assert sorted(notes) == sorted(one.place for one in planted)
    for one in planted:
        sheet, cell = one.place.split("!")
        assert book[sheet][cell].fill.fgColor.rgb == "00FBD9C8"
        assert one.mistake.says in notes[one.place]
    listed = [str(row[1].value) for row in book["Problems"].iter_rows(min_row=2)]
    assert sorted(listed) == sorted(notes)


@pytest.mark.parametrize("mistake", MORE, ids=lambda mistake: mistake.says)
@pytest.mark.usefixtures("planted")
def test_each_other_mistake_is_named_alone(year: Year, tmp_path: Path, mistake: Slip) -> None:
    path = Path(shutil.copy(year.folder / "filled.xlsx", tmp_path / "havering.xlsx"))
    (one,) = plant(path, [mistake])
    (issue,) = year.issues(path)
    assert (issue.where, issue.level) == (one.place, mistake.level), issue
    assert mistake.says in str(issue)
    assert issue.mend


def test_many_mistakes_of_one_kind_are_three_cells_and_a_count(year: Year, tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    rows = pd.DataFrame({"title": [f"Licences {number}" for number in range(7)], "value_gbp": "TBC"})
    write_return(path, {"borough": "Camden", "completed_on": RETURNED}, {"contracts": rows}, lists=False)
    output = year.run("check", path, day=date(2026, 10, 6), exit_code=1)
    column = returns.read(path).cells["contracts"]["value_gbp"]
    assert [f"Contracts!{column}{row}: 'TBC'" in output for row in range(2, 9)] == [True] * 3 + [False] * 4
    assert f"camden.xlsx: and 4 more of the same kind (money), to Contracts!{column}8." in output


def test_the_corrected_copy_says_what_was_filled_in_and_nothing_else(returned: Year) -> None:
    assert any("havering-problems.xlsx: added; 31 read, 31 kept" in text for text in returned.outputs)
    filled, corrected = (returns.read(returned.folder / name) for name in ("filled.xlsx", "havering-problems.xlsx"))
    assert dict(corrected.about) == dict(filled.about)
    for name, frame in filled.frames.items():
        pd.testing.assert_frame_equal(corrected.frames[name], frame)


def test_what_the_borough_said_is_believed_field_by_field(returned: Year) -> None:
    day = date(2026, 10, 7)
    row = returned.contract(GOVMETRIC, day=day)
    assert (row["end_date"], row["end_basis"], row["option_state"]) == (pd.Timestamp("2028-02-16"), "stated", "none")
    assert (pd.isna(row["value_gbp"]), row["stated_unknown"]) == (True, "value_gbp")
    assert str(row["source_pointer"]).startswith("Contracts!A")
    civica = returned.contract(CIVICA, day=day)
    assert (civica["end_date"], civica["value_gbp"]) == (pd.Timestamp("2030-05-29"), 419_455)
    register = returned.open(day=day)
    assert set(NEW_CONTRACTS) <= set(for_borough(register.contracts, "havering")["title"])
    options = register.options[
        register.options["contract_id"] == returned.contract("Telephony", day=day)["contract_id"]
    ]
    assert options[["months", "holder", "notice_months"]].to_numpy().tolist() == [[12, "buyer", 3], [12, "buyer", 3]]
    counts = [len(for_borough(register.table(name), "havering")) for name in ("ratings", "challenges", "skills", "intentions")]  # fmt: skip
    assert counts == [4, 2, 3, 2]
    waste = for_borough(register.deployments, "havering").set_index("function_code").loc["ENV01"]
    assert (waste["system_state"], waste["system_id"]) == ("known", "whitespace")


def test_the_notices_are_fetched_and_what_is_not_ours_is_counted(published: Year) -> None:
    output = "".join(published.outputs)
    assert "3 pages, 4 releases" in output
    assert "left out, not london: 1" in output
    assert published.open().quarantine.empty  # the change and the end have found their contracts
    everything = " ".join(frame.to_csv() for frame in published.open().all_rows.values())
    assert "jo.example" not in everything
    assert "Jo Example" not in everything


def test_notices_after_the_return_move_and_prove_ends(published: Year) -> None:
    housing, parking = published.contract(HOUSING), published.contract(PARKING)
    assert (housing["end_date"], housing["end_basis"]) == (pd.Timestamp("2028-03-31"), "changed")
    assert (parking["end_date"], parking["end_basis"], parking["is_in_use"]) == (
        pd.Timestamp("2027-01-31"), "terminated", False,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [("previous",), ("2026-10-31", "2027-03-01")], ids=["snapshot", "day"])
def test_compare_tells_what_the_notices_changed_each_with_its_source(
    published: Year, arguments: tuple[str, ...]
) -> None:
    output = published.run("compare", *arguments, day=SPRING)
    lines = [line.strip() for line in output.splitlines() if line.startswith("  ")]
    new, moved, ended = (path.name for path in sorted((published.folder / "pages").glob("*.json.gz")))
    assert f"Havering, {LETTINGS}: end_date 2029-12-31 ({new}, /releases/0/contracts/0)" in lines
    assert f"Havering, {HOUSING}: end_date 2027-03-31 -> 2028-03-31 ({moved}, /releases/0/contracts/0)" in lines
    assert f"Havering, {PARKING}: end_date 2028-06-30 -> 2027-01-31 ({ended}, /releases/0/contracts/0)" in lines
    heads = [line for line in output.splitlines()[1:] if not line.startswith(" ")]
    assert heads[:3] == ["new: 1 item", "ended: 1 item", "extended: 1 item"]


def test_compare_tells_what_the_return_corrected_and_added(published: Year) -> None:
    before, after = published.open(day=date(2026, 9, 30)), published.open(day=date(2026, 10, 31))
    found = changes(before, after)
    rows = found[(found["change"] == "corrected") & (found["name"] == GOVMETRIC)].set_index("column")
    assert rows.loc["end_date", ["before", "after"]].tolist() == ["2026-02-16", "2028-02-16"]
    assert set(found.loc[found["change"].isin(["new", "corrected"]), "file_name"]) == {"havering-problems.xlsx"}
    new = found[(found["change"] == "new") & (found["subject"] == "contract")]
    assert sorted(new["name"]) == sorted(NEW_CONTRACTS)
    output = published.run("compare", "2026-09-30", "2026-10-31", day=SPRING)
    assert f"Havering, {GOVMETRIC}: end_date 2026-02-16 -> 2028-02-16 (havering-problems.xlsx, Contracts!A" in output


def test_the_next_workbook_holds_the_outcome(published: Year, again: Path) -> None:
    housing = cells(again, "Contracts", "Title", HOUSING)
    assert [housing[name] for name in ("Functions", "Ends on", "Options in months")] == [
        "HSG01 Housing management system", pd.Timestamp("2028-03-31"), None,
    ]  # fmt: skip
    parking = cells(again, "Contracts", "Title", PARKING)
    assert (parking["Ends on"], parking["Still in use"]) == (pd.Timestamp("2027-01-31"), "no")
    assert cells(again, "Contracts", "Title", GOVMETRIC)["Ends on"] == pd.Timestamp("2028-02-16")
    assert cells(again, "Contracts", "Title", GOVMETRIC)["Options in months"] == "none"
    assert cells(again, "Contracts", "Title", LETTINGS)["Ends on"] == pd.Timestamp("2029-12-31")
    assert cells(again, "Contracts", "Title", "Telephony")["Options in months"] == "12; 12"
    assert cells(again, "Systems", "Function", "ENV01")["System"] == "Whitespace"
    assert cells(again, "Intentions", "Function", "HSG01")["Intention"] == "joint contract"
    asked = [str(cell.value) for cell in openpyxl.load_workbook(again)["Start here"]["A"]]
    assert not [words for words in asked if HOUSING in words and words.startswith(("When", "May", "What is"))]
    assert not [words for words in asked if PARKING in words]  # it has ended, and nothing is to be decided
    assert [issue.where for issue in published.issues(again)] == ["About!B2"]


def test_the_next_workbook_sent_back_as_it_is_confirms_and_changes_no_fact(published: Year, again: Path) -> None:
    path = published.folder / "untouched.xlsx"
    book = openpyxl.load_workbook(again)
    book["About"]["B2"] = date(2027, 9, 5)
    book.save(path)
    assert "No errors." in published.run("check", path, day=SUMMER)
    before = published.open()
    published.run("add", path, day=date(2027, 9, 6))
    after = published.open()
    assert changes(replace(before, as_of=after.as_of), after).empty
    found = cell_changes(before, after)
    found = found[~found["table"].isin({"sources", "supplier_mentions"})]
    assert set(found["change"]) == {"changed"}, found.to_string()
    assert set(found["column"]) <= _CONFIRMS, found.to_string()
    assert after.contracts.set_index("title").loc[GOVMETRIC, "stated_unknown"] == "value_gbp"  # said the year before
    confirmed = for_borough(after.contracts, "havering")["confirmed_date"]
    assert set(confirmed) == {pd.Timestamp("2027-09-05")}
