"""
The tutorial, followed to the letter by a newcomer with nothing but the wheel: from an empty folder to 33 PDFs.

What a network would bring is brought beforehand: the wheel's dependencies, but not the checkout. `make wheel-path` builds
also what takes too long here: everything that `citytools build` makes in a folder that `citytools init` laid out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pikepdf
import pytest
from built import page
from test_notebooks import faults
from tutorial_steps import Reader, blocks_of, clean_environment

from citytools_analysis.reference import load_reference

ROOT = Path(__file__).parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
BLOCKS = blocks_of(TUTORIAL.read_text(encoding="utf-8"))
DAY = Path("2026-11-23")
BOROUGHS = dict(load_reference().boroughs[["borough_id", "borough"]].itertuples(index=False, name=None))
_FROM_THE_CHECKOUT = ("citytools", "_editable_impl_citytools")
_OF_EACH_ENVIRONMENT = ("pip", "pip-", "setuptools", "_distutils_hack", "__pycache__")
# Set by `make wheel-path`.
BUILDS_ALL = "CITYTOOLS_BUILD_ALL" in os.environ


def _beside(place: Path) -> Path:
    """Lay out what a newcomer's network and system would give: the dependencies, and a Python to begin with."""
    dependencies, programs = place / "dependencies", place / "programs"
    dependencies.mkdir()
    programs.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith((*_FROM_THE_CHECKOUT, *_OF_EACH_ENVIRONMENT)) and path.suffix != ".pth":
            (dependencies / path.name).symlink_to(path)
    python = programs / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return programs


def _bring_dependencies(folder: Path) -> None:
    """Let each environment made in a folder see what its `pip` would have fetched."""
    for made in folder.glob("*/pyvenv.cfg"):
        (packages,) = made.parent.glob("lib/python*/site-packages")
        (packages / "dependencies.pth").write_text(f"{folder.parent / 'dependencies'}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Follow the tutorial from its first block to its last."""
    place = tmp_path_factory.mktemp("newcomer")
    folder = place / "empty"
    folder.mkdir()
    build: list[str | Path] = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    environment = clean_environment(place, _beside(place)) | {"MPLCONFIGDIR": mpl.get_cachedir()}
    somebody = Reader(folder, environment)
    try:
        for block in BLOCKS:
            somebody.follow(block)
            _bring_dependencies(folder)
        yield somebody
    finally:
        somebody.close()


def _built(reader: Reader, borough: str, ending: str) -> Path:
    return reader.folder / "reports" / "public" / DAY / "borough" / borough / f"{borough}-print-rooms.{ending}"


def _alternatives(path: Path) -> list[str]:
    with pikepdf.open(path) as document:
        return [
            str(part["/Alt"]) for part in document.objects if isinstance(part, pikepdf.Dictionary) and "/Alt" in part
        ]


def test_the_tutorial_has_ten_steps_and_every_block_is_of_a_kind_that_is_followed() -> None:
    steps = re.findall(r"^## (\d+)\. ", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert steps == [str(number) for number in range(1, 11)]
    assert {block.language for block in BLOCKS} == {"sh", "text", "pycon", "python", "markdown"}


def test_what_runs_is_the_wheel_and_not_the_checkout(reader: Reader) -> None:
    reader.type('python -c "import citytools_analysis; print(citytools_analysis.__file__)"')
    assert Path(reader.told.strip()).is_relative_to(reader.folder.parent / "citytools-env")
    reader.type("command -v citytools")
    assert Path(reader.told.strip()).is_relative_to(reader.folder.parent / "citytools-env")


def test_each_of_the_33_has_a_tagged_pdf_with_both_charts_and_what_they_say_to_who_cannot_see(reader: Reader) -> None:
    assert len(BOROUGHS) == 33
    for borough, name in BOROUGHS.items():
        told = _alternatives(_built(reader, borough, "pdf"))
        assert any("Tile map of the 33 boroughs" in words for words in told), borough
        assert f"Contracts known of {name} and of the others. across: contracts" in told, borough


def test_each_of_the_33_has_the_table_with_its_coverage_and_the_sentence(reader: Reader) -> None:
    for borough in BOROUGHS:
        shown = page(_built(reader, borough, "html"))
        (table,) = [one for one in shown.find_all("table") if "who runs what" in one.get_text()]
        heads = [head.get_text() for head in table.find_all("th", scope="col")]
        assert heads == ["System", "Share", "Of boroughs known", "Of all", "How certain"]
        assert "decision date" in shown.get_text()
        assert [image for image in shown.find_all("img") if not image.get("alt")] == []


def test_the_index_leads_to_all_33(reader: Reader) -> None:
    index = reader.folder / "reports" / "public" / DAY / "index.html"
    links = {str(link["href"]) for link in page(index).find_all("a", href=True)}
    wanted = {f"borough/{borough}/{borough}-print-rooms.{kind}" for borough in BOROUGHS for kind in ("html", "pdf")}
    assert wanted <= links


def test_the_pack_holds_the_new_report_beside_ours(reader: Reader) -> None:
    (pack,) = (reader.folder / "reports" / "members" / DAY / "packs" / "borough").glob("*-pack.html")
    words = page(pack).get_text(" ")
    assert "Who runs print" in words
    assert "What we run" in words


def test_the_notebook_keeps_every_rule_of_the_house(reader: Reader) -> None:
    written = json.loads((reader.folder / "notebooks" / "print_rooms.ipynb").read_text(encoding="utf-8"))
    assert faults(written) == []


def test_git_holds_what_was_written_and_nothing_that_is_made_or_not_for_everyone(reader: Reader) -> None:
    reader.type("git ls-files")
    kept = reader.told.splitlines()
    assert {"notebooks/print_rooms.ipynb", ".gitignore", "data/register/reference/suppliers.csv"} <= set(kept)
    assert [
        path for path in kept if path.startswith(("reports/", "data/register/snapshots", "data/register/current"))
    ] == []
    reader.type("git status --porcelain")
    assert reader.told == ""


def test_a_laid_out_folder_builds_with_no_option(reader: Reader) -> None:
    reader.type("citytools build" if BUILDS_ALL else "citytools build data_quality --formats html")
    assert "invented sample data" in reader.told
    manifest = json.loads((reader.folder / "reports" / "public" / DAY / "manifest.json").read_text(encoding="utf-8"))
    shown = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in (reader.folder / "notebooks").glob("*.ipynb")
    }
    for_the_public = {
        name for name, notebook in shown.items() if notebook["metadata"]["citytools"].get("editions") != ["members"]
    }
    wanted = for_the_public if BUILDS_ALL else {"print_rooms", "data_quality"}
    assert {report["report"] for report in manifest["reports"] if report["status"] in {"built", "unchanged"}} == wanted
    assert [report["id"] for report in manifest["reports"] if report["status"] == "failed"] == []
