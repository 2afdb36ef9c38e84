"""The capture sheet of a workshop: written, filled in, checked, added once, and every slip named with its sheet and cell."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from canaries import told
from click.testing import CliRunner
from tiny_world import save_tiny_world

from citytools_analysis.capture_sheet import capture_rows, capture_sheet
from citytools_analysis.cli import main
from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import DataError, UnknownNameError
from citytools_analysis.ingest import add_files, remove_source
from citytools_analysis.register import Register, open_register
from citytools_analysis.schema import CAPTURE_SHEETS
from citytools_analysis.sources import capture_sheets
from citytools_analysis.sources.opening import read_file
from citytools_analysis.sources.return_workbook import write_return

HELD = date(2026, 11, 20)
RETRIEVED = date(2026, 11, 23)
FIRST_INTENTION, FIRST_SCORE = 2, 2  # Ash's first rows, below the header
ASH_TAX = {"Intentions!D2": "joint contract", "Intentions!E2": "04/2028", "Intentions!F2": "contract term"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save the ten authorities where the command line finds them, each under its own name."""
    found = save_tiny_world(tmp_path_factory.mktemp("captures") / "register")
    boroughs = pd.read_csv(found / "reference" / "boroughs.csv")
    named = boroughs[["borough_id"]].assign(
        alias=boroughs["borough"], alias_kind="name", confidence="high", source="ours"
    )
    named.to_csv(found / "reference" / "borough_aliases.csv", index=False)
    return found


@pytest.fixture(scope="module")
def world(folder: Path) -> Register:
    return open_register(folder, as_of=RETRIEVED)


@pytest.fixture
def empty(tmp_path: Path, world: Register) -> Path:
    """Write the sheet of the first workshop for Ash, Cedar and Fir about tax (REV), as the facilitator gets it."""
    path = tmp_path / "workshop.xlsx"
    sheet = capture_sheet(world, workshop=1, boroughs=["ash", "cedar", "fir"], areas=["REV"])
    path.write_bytes(sheet.content)
    assert sheet.n_rows == {"intentions": 3, "scores": 3 * len(world.reference.use_cases)}
    return path


def filled(path: Path, cells: Mapping[str, object], *, held: object = HELD, name: str = "filled.xlsx") -> Path:
    """Fill in cells such as `Intentions!D2`, and the day of the workshop."""
    book = openpyxl.load_workbook(path)
    for place, value in {"Workshop!B2": held, **cells}.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell].value = value
    target = path.with_name(name)
    book.save(target)
    return target


def added(register: Register, path: Path) -> Register:
    return add_files(register, [path], retrieved=RETRIEVED)[0]


def faults(world: Register, path: Path) -> dict[str, str]:
    with pytest.raises(DataError) as caught:
        added(world, path)
    return {issue.where: issue.what for issue in caught.value.issues}


def said(register: Register, borough_id: str, function_code: str = "REV01") -> dict[str, object]:
    rows = register.intentions
    found = rows[(rows["borough_id"] == borough_id) & (rows["function_code"] == function_code)]
    assert len(found) == 1
    row = found.iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


# --- the sheet


def test_a_sheet_has_a_row_for_each_borough_and_function_with_what_is_known(empty: Path) -> None:
    sheet = openpyxl.load_workbook(empty)["Intentions"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=4)]
    assert rows[0] == ["Borough", "Function", "What is known", "Intention", "Earliest start", "Blocker"]
    assert [row[0] for row in rows[1:]] == ["Ash", "Cedar", "Fir"]
    assert rows[1][2] == ("Alder Tax; could start anew 31 Dec 2027 to 31 Dec 2028; said: joint contract on 1 Jun 2026")
    assert all(cell is None for row in rows[1:] for cell in row[3:])  # what was said before is not said again


def test_a_sheet_can_be_read_by_a_machine_and_calculates_nothing(empty: Path) -> None:
    book = openpyxl.load_workbook(empty)
    assert book.sheetnames == ["Read me", "Workshop", "Intentions", "Scores", "Lists"]
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert [book[name].freeze_panes for name in ("Intentions", "Scores")] == ["A2", "A2"]


def test_a_name_that_looks_like_a_formula_stays_text(world: Register, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    systems = world.all_rows["systems"].assign(system="=1+1")
    odd = Register.from_tables({**world.all_rows, "systems": systems}, as_of=RETRIEVED, reference=world.reference)
    path.write_bytes(capture_sheet(odd, workshop=1, boroughs=["ash"], areas=["REV"]).content)
    cell = openpyxl.load_workbook(path)["Intentions"]["C2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert str(cell.value).startswith("=1+1; could")


def test_a_sheet_offers_its_words(empty: Path) -> None:
    book = openpyxl.load_workbook(empty)
    offered = {str(one.sqref): one.formula1 for one in book["Intentions"].data_validations.dataValidation}
    assert offered == {"D2:D1000": "Lists!$A$2:$A$6", "F2:F1000": "Lists!$B$2:$B$8"}
    words = [book["Lists"].cell(row, 2).value for row in range(2, 9)]
    assert words == ["budget", "capacity", "contract term", "political", "supplier", "technical", "none"]
    held = [(one.type, one.formula1, one.formula2) for one in book["Scores"].data_validations.dataValidation]
    assert held == [("whole", "1", "5")] * 3


def test_the_same_sheet_has_the_same_bytes(world: Register, empty: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    again.write_bytes(capture_sheet(world, workshop=1, boroughs=["ash", "cedar", "fir"], areas=["REV"]).content)
    assert again.read_bytes() == empty.read_bytes()


def test_the_second_workshop_asks_for_challenges_with_the_systems_in_use(world: Register) -> None:
    rows = capture_rows(world, workshop=2, boroughs=["ash"], areas=["REV"])
    assert list(rows) == ["intentions", "challenges"]
    assert rows["challenges"][["borough", "system", "supplier"]].to_numpy().tolist() == [["Ash", "Alder Tax", "Alder"]]


@pytest.mark.parametrize(
    ("given", "name"),
    [({"workshop": 3}, "workshop '3'"), ({"workshop": 1, "boroughs": ["nowhere"]}, "borough 'nowhere'"),
     ({"workshop": 1, "areas": ["XYZ"]}, "service area 'XYZ'")],
)  # fmt: skip
def test_what_does_not_exist_is_refused_by_name(world: Register, given: dict[str, object], name: str) -> None:
    with pytest.raises(UnknownNameError, match=name):
        capture_rows(world, **given)  # type: ignore[arg-type]


# --- read back


def test_a_capture_sheet_is_known_from_a_return(world: Register, empty: Path, tmp_path: Path) -> None:
    other = tmp_path / "camden.xlsx"
    write_return(other, {"borough": "Ash"}, {})
    assert (capture_sheets.probe(empty), capture_sheets.probe(other)) == (True, False)
    reading = read_file(filled(empty, ASH_TAX), reference=world.reference)
    assert (reading.kind, reading.logical_name, reading.n_read) == ("capture", "capture:workshop-1-use-cases", 1)


def test_what_was_said_is_added_with_its_cell_and_day(world: Register, empty: Path) -> None:
    row = said(added(world, filled(empty, ASH_TAX)), "ash")
    assert (row["intention"], row["blocker"]) == ("joint_contract", "contract_term")
    assert (row["earliest_start_date"], row["earliest_start_date_precision"]) == (pd.Timestamp(2028, 4, 1), "month")
    assert (row["stated_date"], row["confirmed_date"]) == (pd.Timestamp(HELD), pd.Timestamp(HELD))
    assert row["source_pointer"] == "Intentions!A2"


def test_scores_become_one_row_a_criterion_and_a_blank_is_none(world: Register, empty: Path) -> None:
    register = added(world, filled(empty, {"Scores!C2": 5, "Scores!E2": 1, "Scores!D3": 3}))
    rows = register.scores[["borough_id", "use_case_id", "criterion", "score"]].to_numpy().tolist()
    first, second = register.reference.use_cases["use_case_id"].tolist()[:2]
    assert rows == [["ash", first, "readiness", 1], ["ash", first, "value", 5], ["ash", second, "reach", 3]]
    assert set(register.scores["scored_date"]) == {pd.Timestamp(HELD)}


def test_a_challenge_raised_in_the_second_workshop_is_open_on_its_day(world: Register, tmp_path: Path) -> None:
    path = tmp_path / "workshop-2.xlsx"
    path.write_bytes(capture_sheet(world, workshop=2, boroughs=["elm"], areas=["REV"]).content)
    register = added(world, filled(path, {"Challenges!E2": "slow roadmap", "Challenges!F2": "open"}))
    rows = register.challenges[register.challenges["raised_date"].eq(pd.Timestamp(HELD))]
    assert rows[["borough_id", "challenge_tag", "challenge_state"]].to_numpy().tolist() == [
        ["elm", "slow_roadmap", "open"]
    ]


def test_blank_cells_change_nothing(world: Register, empty: Path) -> None:
    before = said(world, "cedar")
    register = added(world, filled(empty, {"Intentions!D3": "joint contract"}))
    after = said(register, "cedar")
    assert (before["intention"], after["intention"]) == ("share_market_engagement", "joint_contract")
    assert after["earliest_start_date"] == before["earliest_start_date"] == pd.Timestamp(2028, 7, 1)
    assert len(register.intentions) == len(world.intentions)
    assert said(register, "ash") == said(world, "ash")


def test_unknown_puts_aside_what_was_said_before(world: Register, empty: Path) -> None:
    cells = {"Intentions!D3": "joint contract", "Intentions!E3": "unknown"}
    assert said(added(world, filled(empty, cells)), "cedar")["earliest_start_date"] is None


def test_nothing_filled_in_is_told_and_nothing_added(world: Register, empty: Path) -> None:
    assert faults(world, filled(empty, {})) == {"": "no answer is filled in, so there is nothing to add"}


def test_the_same_file_again_changes_nothing(world: Register, empty: Path) -> None:
    path = filled(empty, ASH_TAX | {"Scores!C2": 5})
    once = added(world, path)
    twice, additions = add_files(once, [path], retrieved=RETRIEVED)
    assert additions[0].status == "unchanged"
    assert twice is once


def test_a_corrected_sheet_of_the_same_workshop_takes_the_place_of_the_first(world: Register, empty: Path) -> None:
    register = added(world, filled(empty, ASH_TAX | {"Scores!C2": 5}))
    corrected, additions = add_files(register, [filled(empty, {"Intentions!D2": "alone"})], retrieved=RETRIEVED)
    assert additions[0].status == "replaced"
    assert (said(corrected, "ash")["intention"], len(corrected.scores)) == ("alone", 0)


def test_the_later_workshop_is_believed_in_whatever_order_they_are_added(world: Register, empty: Path) -> None:
    early = filled(empty, {"Intentions!D2": "alone", "Scores!C2": 1}, held=date(2026, 9, 1), name="early.xlsx")
    late = filled(empty, {"Intentions!D2": "shared specification", "Scores!C2": 4}, name="late.xlsx")
    for first, second in ((early, late), (late, early)):
        register = added(added(world, first), second)
        assert said(register, "ash")["intention"] == "shared_specification"
        assert register.scores["score"].tolist() == [4]


@pytest.mark.parametrize(
    ("completed", "believed"), [(date(2026, 10, 1), "joint_contract"), (date(2026, 11, 22), "alone")]
)
def test_of_a_workshop_and_a_return_the_later_is_believed(
    world: Register, empty: Path, tmp_path: Path, completed: date, believed: str
) -> None:
    own = tmp_path / "ash.xlsx"
    rows = pd.DataFrame({"function": ["REV01"], "intention": ["alone"]})
    write_return(own, {"borough": "Ash", "completed_on": completed}, {"intentions": rows})
    register = added(added(world, filled(empty, ASH_TAX)), own)
    assert said(register, "ash")["intention"] == believed


def test_a_workshop_is_taken_out_by_its_name(world: Register, empty: Path) -> None:
    register = added(world, filled(empty, ASH_TAX))
    back = remove_source(register, "capture:workshop-1-use-cases")
    assert said(back, "ash")["blocker"] is None


# --- slips


@pytest.mark.parametrize(
    ("cells", "where", "what"),
    [
        ({"Intentions!A2": "Asch", "Intentions!D2": "alone"}, "Intentions!A2", "'Asch' is not one of London's 10 authorities"),
        ({"Intentions!A2": None, "Intentions!D2": "alone"}, "Intentions!A2", "borough is missing"),
        ({"Intentions!B2": "REV99", "Intentions!D2": "alone"}, "Intentions!B2", "'REV99' is not a function"),
        ({"Intentions!D2": "together"}, "Intentions!D2", "'together' is not one of the words for intention"),
        ({"Intentions!D2": "alone", "Intentions!E2": "31/02/2028"}, "Intentions!E2", "'31/02/2028' is not a real date"),
        ({"Intentions!D2": "alone", "Intentions!F2": "weather"}, "Intentions!F2", "'weather' is not one of the words for blocker"),
        ({"Intentions!F2": "budget"}, "Intentions!D2", "intention is missing"),
        ({"Intentions!D2": "alone", "Intentions!A3": "Ash", "Intentions!D3": "alone"}, "Intentions!A3", "this row repeats the one at Intentions!A2"),
        ({"Scores!C2": 6}, "Scores!C2", "6 is outside 1 to 5"),
        ({"Scores!D2": 0}, "Scores!D2", "0 is outside 1 to 5"),
        ({"Scores!E2": 2.5}, "Scores!E2", "'2.5' is not a whole number"),
        ({"Scores!E2": "high"}, "Scores!E2", "'high' is not a number"),
        ({"Scores!B2": "Compare what we say", "Scores!C2": 3}, "Scores!B2", "'Compare what we say' is not a use case"),
        ({"Intentions!D2": "alone", "Workshop!B1": None}, "Workshop!B1", "workshop is missing"),
        ({"Intentions!D2": "alone", "Workshop!B2": None}, "Workshop!B2", "held on is missing"),
        ({"Intentions!D2": "alone", "Workshop!B2": "yesterday"}, "Workshop!B2", "'yesterday' is not a date"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_sheet_and_cell(
    world: Register, empty: Path, cells: dict[str, object], where: str, what: str
) -> None:
    found = faults(world, filled(empty, cells))
    assert list(found) == [where]
    assert found[where].startswith(what)


def test_a_workshop_that_is_still_to_come_is_doubted_and_added(world: Register, empty: Path) -> None:
    path = filled(empty, ASH_TAX, held=date(2027, 11, 20))
    _, additions = add_files(world, [path], retrieved=RETRIEVED)
    assert [str(issue).partition(".xlsx, ")[2][:60] for issue in additions[0].warnings] == [
        "Workshop!B2: the workshop was held on 20 Nov 2027, after the"
    ]


def test_a_file_that_is_no_workbook_is_refused_once(tmp_path: Path, world: Register) -> None:
    path = tmp_path / "a.csv"
    path.write_text("borough,function,intention\nAsh,REV01,alone\n", encoding="utf-8")
    issues = read_file(path, reference=world.reference, kind="capture").issues
    assert [issue.what for issue in issues] == ["this is not a workbook, and a capture sheet is one"]


def test_every_slip_is_named_at_once(world: Register, empty: Path) -> None:
    cells = {
        "Intentions!D2": "together",
        "Intentions!E3": "soon",
        "Intentions!D3": "alone",
        "Scores!C2": 9,
        "Scores!D4": 0,
    }
    assert set(faults(world, filled(empty, cells))) == {"Intentions!D2", "Intentions!E3", "Scores!C2", "Scores!D4"}


def test_a_sheet_or_column_that_is_not_read_is_named(empty: Path) -> None:
    book = openpyxl.load_workbook(filled(empty, ASH_TAX))
    book.create_sheet("Notes")["A1"] = "Tea at four"
    book["Intentions"]["G1"] = "Mood"
    book.save(empty)
    issues = capture_sheets.read(empty).issues
    assert {issue.where: issue.rule for issue in issues} == {
        "Notes": "unknown sheet",
        "Intentions!G1": "unknown column",
    }


def test_check_marks_a_copy_and_add_takes_it_when_mended(empty: Path, tmp_path: Path, folder: Path) -> None:
    own = shutil.copytree(folder, tmp_path / "register")
    bad, good = filled(empty, {"Scores!C2": 9}, name="bad.xlsx"), filled(empty, ASH_TAX, name="good.xlsx")
    run = CliRunner().invoke
    checked = run(main, ["check", str(bad), "--register", str(own)])
    assert checked.exit_code == 1
    assert "Scores!C2: 9 is outside 1 to 5" in checked.output
    assert openpyxl.load_workbook(tmp_path / "bad-problems.xlsx")["Scores"]["C2"].comment.text.startswith("9 is")
    assert run(main, ["check", str(good), "--register", str(own)]).exit_code == 0
    done = run(main, ["add", str(good), "--register", str(own), "--retrieved", "2026-11-23"])
    assert done.exit_code == 0, done.output
    assert said(open_register(own), "ash")["blocker"] == "contract_term"


def test_the_command_writes_a_sheet_that_add_takes(tmp_path: Path, folder: Path) -> None:
    target = tmp_path / "sheet.xlsx"
    words = ["capture", "--workshop", "1", "--borough", "Ash", "--service-area", "REV", "--register", str(folder)]
    run = CliRunner().invoke
    done = run(main, [*words, "--to", str(target), "--held", "2026-11-20", "--name", "Use cases, autumn"])
    assert done.exit_code == 0, done.output
    assert "Rows: intentions 1, scores 13" in done.output
    reading = capture_sheets.read(filled(target, ASH_TAX))
    assert (reading.logical_name, reading.about["completed_on"]) == ("capture:use-cases-autumn", HELD)
    assert "perhaps already filled in" in run(main, [*words, "--to", str(target)]).output
    assert run(main, [*words, "--held", "tomorrow"]).exit_code == 2
    wrong = run(main, ["capture", "--workshop", "1", "--borough", "Asch", "--register", str(folder)])
    assert wrong.exit_code == 2
    assert "Did you mean 'ash'?" in wrong.output


# --- what the public may see


def test_nothing_of_a_workshop_reaches_the_public_edition(world: Register, empty: Path) -> None:
    cells = ASH_TAX | {"Intentions!F2": "political", "Scores!C2": 5}
    register = added(world, filled(empty, cells))
    public, members = (make_edition(register, edition=name) for name in ("public", "members"))
    assert (len(public.intentions), len(public.scores)) == (0, 0)
    text = told(public)
    assert not [word for word in ("capture", "workshop", "political", "joint_contract") if word in text]
    assert (len(members.scores), said(members, "ash")["blocker"]) == (1, "political")
    sources = members.sources[members.sources["source_kind"] == "capture"]
    assert sources["sha256"].tolist() == ["withheld"]


def test_every_sheet_of_a_capture_has_a_borough_to_say_it() -> None:
    assert all(sheet.fields[0].name == "borough" and sheet.fields[0].required for sheet in CAPTURE_SHEETS.values())
