"""A pack: which reports go in, for whom; all of it or nothing; told in the manifest and the index."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from small_reports import SHOW, save_register, write_notebook

from citytools_analysis.cli import main
from citytools_analysis.errors import DataError, ReportError, UnknownNameError
from citytools_analysis.register import Register
from citytools_analysis.reporting import freshness
from citytools_analysis.reporting.catalogue import find_reports
from citytools_analysis.reporting.manifest import read_manifest
from citytools_analysis.reporting.packs import pack_of, pack_tasks, suppliers_in_the_room
from citytools_analysis.reporting.plan import Asked

WHOLE = 'register = ""\nas_of = ""\nboroughs = ""  # for whom'
SHOW_ALL = "from IPython.display import HTML, display\ndisplay(HTML(f'<h1>Workshop</h1><p>For {boroughs}.</p>'))"
FAILS_FOR_BRENT = SHOW + "\n{'camden': 1}[borough]"


@pytest.fixture(autouse=True)
def _sources_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "_source_hash", lambda: "at rest")


def in_pack(path: Path, **about: object) -> Path:
    """Say in a notebook's metadata in which packs it goes."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["citytools"] = about
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    save_register(tmp_path / "register")
    folder = tmp_path / "notebooks"
    in_pack(
        write_notebook(folder / "borough_report.ipynb", SHOW, title="Technology report"),
        packs=["borough", "workshop-1"],
    )
    in_pack(
        write_notebook(folder / "first.ipynb", SHOW_ALL, parameters=WHOLE, title="Use cases"), packs=["workshop-1"],
        slug="workshop-1", order=60,
    )  # fmt: skip
    write_notebook(folder / "other.ipynb", SHOW, title="Other")
    return tmp_path


def pack(place: Path, *arguments: str) -> Result:
    where = [
        "--register",
        place / "register",
        "--notebooks",
        place / "notebooks",
        "--output",
        place / "out",
        "--jobs",
        "2",
    ]
    return CliRunner().invoke(main, ["pack", *arguments, *(str(part) for part in where)])


def files(place: Path) -> set[str]:
    folder = place / "out" / "members" / "2026-11-23"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "packs" in path.parts}


def test_a_pack_is_one_document_in_all_formats_and_stands_in_manifest_and_index(place: Path) -> None:
    result = pack(place, "workshop-1", "--borough", "camden", "--borough", "brent")
    assert result.exit_code == 0, result.output
    endings = {name.partition(".")[2] for name in files(place)}
    assert endings == {"html", "pdf", "xlsx", "slides.html", "to-fill-in.xlsx"}
    folder = place / "out" / "members" / "2026-11-23"
    page = BeautifulSoup(next(folder.glob("packs/*/*-pack.html")).read_text(encoding="utf-8"), "html.parser")
    # the pack's own document first, then the boroughs in the order given
    assert [one.get_text() for one in page.find("main").find_all("h2")] == [
        "What to do with it",
        "Workshop",
        "Camden",
        "Brent",
    ]
    assert "For camden,brent." in page.get_text()
    [entry] = read_manifest(folder).reports
    assert (entry.group, entry.status, len(entry.files)) == ("packs", "built", 5)
    assert entry.file("html").path.endswith("-pack.html")
    assert entry.file("xlsx").path.endswith("-pack.xlsx")
    assert "Workshop 1 pack: use cases" in (folder / "index.html").read_text(encoding="utf-8")


def test_one_that_fails_leaves_nothing_of_the_pack_and_is_named(place: Path) -> None:
    assert pack(place, "borough", "--borough", "camden", "--borough", "brent").exit_code == 0
    assert files(place)
    write = write_notebook(place / "notebooks" / "borough_report.ipynb", FAILS_FOR_BRENT, title="Technology report")
    in_pack(write, packs=["borough"])
    result = pack(place, "borough", "--borough", "camden", "--borough", "brent")
    assert result.exit_code == 1
    assert "Brent" in result.output
    assert "KeyError: 'brent'" in result.output
    assert "Traceback" not in result.output
    assert files(place) == set()
    [entry] = read_manifest(place / "out" / "members" / "2026-11-23").reports
    assert (entry.status, entry.files) == ("failed", ())


def test_a_build_leaves_a_pack_alone_and_says_when_it_is_out_of_date(place: Path) -> None:
    assert pack(place, "borough", "--borough", "camden").exit_code == 0
    folder = place / "out" / "members" / "2026-11-23"
    build = ["build", "other", "--borough", "camden", "--edition", "members", "--register", str(place / "register")]
    build += ["--notebooks", str(place / "notebooks"), "--output", str(place / "out"), "--formats", "html"]
    assert CliRunner().invoke(main, build).exit_code == 0
    states = {entry.group: entry.status for entry in read_manifest(folder).reports}
    assert states == {"packs": "unchanged", "borough": "built"}
    in_pack(
        write_notebook(place / "notebooks" / "borough_report.ipynb", SHOW, SHOW, title="Technology report"),
        packs=["borough"],
    )
    assert CliRunner().invoke(main, build).exit_code == 0
    states = {entry.group: entry.status for entry in read_manifest(folder).reports}
    assert states["packs"] == "stale"


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (("workshop-3",), "Unknown pack 'workshop-3'. Did you mean 'workshop-2'?", 2),
        (("borough", "--borough", "cambden"), "Did you mean 'camden'?", 2),
        (("borough",), "No report goes into the borough pack", 1),
        (("procurement",), "No report goes into the procurement pack", 1),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_starts(
    place: Path, arguments: tuple[str, ...], words: str, code: int
) -> None:
    result = pack(place, *arguments)
    assert result.exit_code == code
    assert words in result.output
    assert not (place / "out").exists()


def test_only_the_pack_with_a_wall_sheet_speaks_of_one() -> None:
    told = {name: " ".join(words for _, words in pack_of(name).steps) for name in ("workshop-1", "workshop-2")}
    assert "its wall sheet is A3" in told["workshop-1"]
    assert "wall sheet" not in told["workshop-2"]


def test_the_suppliers_of_a_workshop_are_those_most_of_its_boroughs_use(worked: Register) -> None:
    # tests/tiny/deployments.csv: all three run Alder's tax; Ash and Beech Birch's planning; of Cypress and Elder one each
    assert suppliers_in_the_room(worked, ["ash", "beech", "cedar"]) == ("alder", "birch")
    assert suppliers_in_the_room(worked, ["ash", "cedar"]) == ("alder",)


def test_a_pack_of_another_edition_is_refused(place: Path, worked: Register) -> None:
    notebook = in_pack(
        write_notebook(place / "notebooks" / "first.ipynb", SHOW_ALL, parameters=WHOLE),
        packs=["workshop-1"],
        editions=["public"],
    )
    reports = [one for one in find_reports(notebook.parent) if one.name == "first"]
    with pytest.raises(ReportError, match="full edition"):
        pack_tasks(pack_of("workshop-1"), reports, worked, Asked())


def test_a_pack_that_does_not_exist_in_a_notebook_is_named(tmp_path: Path) -> None:
    in_pack(write_notebook(tmp_path / "a.ipynb"), packs=["workshop1"])
    with pytest.raises(DataError, match="Unknown pack 'workshop1'"):
        find_reports(tmp_path)


def test_nobody_named_twice_and_unknown_suppliers_are_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError):
        pack_tasks(pack_of("workshop-2"), [], worked, Asked({"supplier": ["alderr"]}))
    assert suppliers_in_the_room(Register.from_tables({}, as_of=pd.Timestamp("2026-11-23").date()), ()) == ()
