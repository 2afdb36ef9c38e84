"""Another city region from a folder alone: its words, colours, logo and contact everywhere, and nothing of London's."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from citytools_analysis.brand import Brand, Voice, nearest_that_passes, ratio, read_brand
from citytools_analysis.brand.contrast import USES, unreadable
from citytools_analysis.brand.spoken import speak, spoken
from citytools_analysis.cli import main
from citytools_analysis.disclosure import make_edition
from citytools_analysis.editions import edition_words
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register
from citytools_analysis.register_voice import voice_of
from citytools_analysis.sources.spend.doubts import wrong_payer

SOMEWHERE = Path(__file__).parent / "somewhere"
DOCUMENTATION = Path(__file__).parents[1] / "docs" / "brand.md"
CHROMIUM = Path("/usr/bin/chromium")
AUTHORITIES = ("Ashmoor", "Brackley Vale", "Coldhaven", "Dunwater", "Elmstead")
SIGN, CONTACT = "Greater Somewhere Digital Office", "digital-office@somewhere.example"
ALT = "Logo of the Greater Somewhere Digital Office: five hills under one sun"
OF_LONDON = re.compile(r"\b(?:London|LOTI|boroughs?|33)\b", re.IGNORECASE)
_WITHOUT_WORDS = re.compile(r"<script\b.*?</script>|<style\b.*?</style>", re.DOTALL)
_TOLD_IN_TAGS = re.compile(r'\s(?:alt|title|aria-label|content)="([^"]*)"')


class Built(NamedTuple):
    """What the commands wrote and said."""

    folder: Path
    said: str

    def files(self, ending: str) -> list[Path]:
        """List the files of one kind."""
        return sorted(self.folder.rglob(f"*.{ending}"))


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def somewhere(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("somewhere")
    register, output = folder / "register", folder / "out"
    shutil.copytree(SOMEWHERE / "reference", register / "reference")
    files = (SOMEWHERE / "systems.csv", SOMEWHERE / "contracts.csv")
    run("add", *files, "--register", register, "--retrieved", "2026-11-23")
    said = run("build", "borough_report", "london_overview", "--register", register, "--output", output)
    run("pack", "borough", "--borough", "ashmoor", "--edition", "public", "--register", register, "--output", output)
    run("dashboard", "--register", register, "--output", output)
    return Built(output / "public" / "2026-11-23", said)


def words_of_page(path: Path) -> str:
    html = path.read_text("utf-8")
    shown = _WITHOUT_WORDS.sub(" ", html)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", shown), *_TOLD_IN_TAGS.findall(shown)]))


def words_of_pdf(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path)
    told = " ".join(page.get_textpage().get_text_range() for page in pdf)
    about = " ".join(str(value) for value in pdf.get_metadata_dict().values())
    pdf.close()
    return f"{told} {about}"


def words_of_workbook(path: Path) -> str:
    with zipfile.ZipFile(path) as parts:
        written = " ".join(parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith(".xml"))
    return " ".join(re.findall(r"<(?:t|dc:\w+)\b[^>]*>([^<]+)<", written))


def words_of(built: Built) -> Iterator[tuple[str, str]]:
    readers = {"html": words_of_page, "pdf": words_of_pdf, "xlsx": words_of_workbook}
    for ending, read in readers.items():
        yield from ((path.name, read(path)) for path in built.files(ending))
    yield from ((path.name, path.read_text("utf-8")) for path in built.files("ics"))


def test_every_report_of_the_five_is_built_and_none_fails(somewhere: Built) -> None:
    assert "6 reports: 6 built (public edition" in somewhere.said
    assert "Greater Somewhere, Greater Somewhere overview  built" in somewhere.said
    assert [path.relative_to(somewhere.folder).as_posix() for path in somewhere.files("pdf")] == [
        *(f"authority/{name}/{name}-technology-report.pdf" for name in
          ("ashmoor", "brackley-vale", "coldhaven", "dunwater", "elmstead")),
        "greater-somewhere/greater-somewhere-overview/greater-somewhere-overview.pdf",
        "packs/authority/authority-25b5126d-pack.pdf",
    ]  # fmt: skip


def test_nothing_that_comes_out_speaks_of_london(somewhere: Built) -> None:
    read = dict(words_of(somewhere))
    assert len(read) == 6 * 3 + 5 + 4 + 5  # the reports, calendars, pages beside them, and a pack with its slides
    found = {
        name: re.sub(r"\bBorough Council\b", "", text) for name, text in read.items()
    }  # names of the data are kept
    assert {name: told for name, text in found.items() if (told := set(OF_LONDON.findall(text)))} == {}
    assert not [path for path in somewhere.folder.rglob("*") if OF_LONDON.search(path.name)]


def test_every_document_says_whose_it_is_and_whom_to_ask(somewhere: Built) -> None:
    for name, text in words_of(somewhere):
        assert SIGN in text, name
        assert name.endswith(".ics") or CONTACT in text, name
    workbook = load_workbook(somewhere.files("xlsx")[0])
    assert (workbook.properties.creator, workbook.properties.title) == (SIGN, "Ashmoor: technology report")


def test_pages_are_in_the_brands_colours_and_show_its_logo_with_its_words(somewhere: Built) -> None:
    for path in somewhere.files("html"):
        page = path.read_text("utf-8")
        assert page.count(f'alt="{ALT}"') == 1, path.name
        outside = re.sub(r"data:[^\"')]+", "", page)
        assert "#5B2A86" in outside, path.name
        assert not re.search(r"#12436D|#28A197|#F46A25|#B5470F", outside, re.IGNORECASE), path.name
        assert "img-src data:" in page, path.name


def test_charts_are_painted_and_speak_in_a_notebook_alone(somewhere: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (somewhere.folder / "authority/ashmoor/ashmoor-technology-report.html").read_text("utf-8")
    voice = Voice(Brand("A", "A", "A", colours={"main": "#000001"}))
    assert voice.html(page) == voice.html(voice.html(page))
    drawings = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", page)
    assert len(drawings) > 2
    speak(voice)
    assert spoken("3 boroughs") == "3 boroughs"
    monkeypatch.setattr("IPython.get_ipython", object)
    speak(voice)
    assert spoken("3 boroughs") == "3 authorities"
    speak(None)
    assert spoken("3 boroughs") == "3 boroughs"


def test_a_printed_logo_has_its_words_and_the_document_its_standard(somewhere: Built) -> None:
    raw = (somewhere.folder / "authority/ashmoor/ashmoor-technology-report.pdf").read_bytes()
    assert b"pdfuaid:part" in raw
    pdf = pypdfium2.PdfDocument(raw)
    assert pdf.get_metadata_dict()["Author"] == SIGN
    pdf.close()


def test_the_map_has_five_tiles(somewhere: Built) -> None:
    index = (somewhere.folder / "index.html").read_text("utf-8")
    tiles = re.findall(r'<li class="tile .*?<span class="unseen">([^:<]+):', index)
    assert tuple(sorted(tiles)) == AUTHORITIES


def test_the_dashboard_speaks_as_the_brand_does_when_its_script_runs(somewhere: Built) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not here: apt-get install chromium")
    page = somewhere.folder / "dashboard.html"
    arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=4000",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run([str(CHROMIUM), *arguments], capture_output=True, text=True, check=True, timeout=120)
    drawn = _WITHOUT_WORDS.sub(" ", done.stdout)
    shown = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<noscript>.*?</noscript>", " ", drawn, flags=re.DOTALL)))
    assert "5 authorities of 5 in the selection" in shown
    assert drawn.count('aria-pressed="false" data-borough=') == 5
    assert OF_LONDON.findall(re.sub(r"\bBorough Council\b", "", shown)) == []


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    own = tmp_path / "register" / "reference"
    shutil.copytree(SOMEWHERE / "reference", own)
    (own / "logo.svg").unlink()
    text = (own / "brand.toml").read_text("utf-8").replace("contact =", "contcat =").replace("#5B2A86", "#C9A0E8")
    (own / "brand.toml").write_text(text.replace('"#A33B00"', '"orange"').replace("plural", "plurall"), "utf-8")
    grid = (own / "tile_grid.csv").read_text("utf-8").splitlines()
    (own / "tile_grid.csv").write_text("\n".join(line for line in grid if not line.startswith("elmstead")), "utf-8")
    files = [str(SOMEWHERE / "systems.csv"), "--register", str(tmp_path / "register")]
    result = CliRunner().invoke(main, ["add", *files])
    assert result.exit_code == 1
    for words in (
        "boroughs.csv, line 6: 'elmstead' has no tile. Give it a row in tile_grid.csv.",
        "brand.toml, line 4, contcat: no key is called 'contcat'. Did you mean 'contact'?",
        "brand.toml, line 5, logo: there is no file 'logo.svg' beside it.",
        "brand.toml, line 10, authority.plurall: no key of authority is called 'plurall'. Did you mean 'plural'?",
        "brand.toml, line 13, colours.main: #C9A0E8 cannot be read everywhere it is used: text on white 2.2 to 1, not 4.5",
        "brand.toml, line 15, colours.notice: 'orange' is no colour.",
    ):
        assert words in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("use", sorted(USES))
@pytest.mark.parametrize("colour", ["#FFFFFF", "#000000", "#FFEE00", "#00AAFF", "#7A7A7A"])
def test_the_colour_proposed_can_be_read_where_the_one_given_may_not(use: str, colour: str) -> None:
    near = nearest_that_passes(colour, USES[use])
    assert near
    assert unreadable(near, USES[use]) == []
    assert all(ratio(near, pair.other) >= pair.least for pair in USES[use])


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "holds the element <script>"),
        ('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "runs something when load happens"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><image href="http://a.example/b.png"/></svg>', "outside itself"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><style>@import "a.css";</style></svg>', "outside itself in a style"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "declares a document type"),
        ("<html/>", "is neither PNG nor SVG"),
        ("not xml", "is neither PNG nor SVG"),
        ("x" * 200_001, "is 200 kB"),
    ],
)
def test_a_logo_that_runs_or_reaches_for_anything_is_refused(tmp_path: Path, picture: str, fault: str) -> None:
    shutil.copyfile(SOMEWHERE / "reference" / "brand.toml", tmp_path / "brand.toml")
    (tmp_path / "logo.svg").write_text(picture, "utf-8")
    brand, [issue] = read_brand(tmp_path)
    assert brand is None
    assert (issue.where, fault in issue.what) == ("line 5, logo", True), issue


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "A borough and the boroughs' returns of all 5 boroughs",
            "A council and the councils' returns of all 5 councils",
        ),
        ("BOROUGH by function: each London borough's", "COUNCIL by function: each Upper Vale council's"),
        ("a London borough", "an Upper Vale council"),
        ("City Tools: London, ask LOTI", "Vale Office: Upper Vale, ask VO"),
        (
            "See boroughs.csv and https://a.example/borough/London",
            "See boroughs.csv and https://a.example/borough/London",
        ),
        ("Kent Borough Council is a borough", "Kent Borough Council is a council"),
        ("London & South Systems serve London", "London & South Systems serve Upper Vale"),
        ("Marlborough and Londonderry", "Marlborough and Londonderry"),
    ],
)
def test_words_of_the_house_are_said_anew_and_names_are_kept(said: str, told: str) -> None:
    brand = Brand("Vale Office", "VO", "Upper Vale", authority="council", authorities="councils")
    assert Voice(brand, ("Kent Borough Council", "London & South Systems")).text(said) == told


def test_an_edition_for_one_authority_names_it() -> None:
    full = Register.from_tables({}, as_of=date(2026, 11, 23), reference=load_reference(SOMEWHERE / "reference"))
    voice = voice_of(make_edition(full, edition="members", viewer="brackley-vale"))
    assert voice
    assert voice.text(edition_words("members-for-brackley-vale")).endswith("for Brackley Vale only")
    assert voice.kept == ("Brackley Vale Borough Council", "Dunwater Metropolitan Borough Council")


def test_a_name_that_is_of_no_authority_is_told_so_in_the_regions_words() -> None:
    [issue] = wrong_payer("a.csv", [], load_reference(SOMEWHERE / "reference"), "Camden")
    assert "'Camden' is not one of Greater Somewhere's 5 authorities" in issue.what


def test_a_brand_is_text_in_a_page_whatever_it_says() -> None:
    voice = Voice(Brand("A <b> & C", "S", "R & <i>"), ("London & South Systems",))
    assert voice.html("<p>London and London &amp; South Systems</p>") == (
        "<p>R &amp; &lt;i&gt; and London &amp; South Systems</p>"
    )
    assert "</script" not in Voice(Brand("</script>", "S", "R")).for_script


def test_the_example_in_the_documentation_is_the_one_that_is_built(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(.*?)```", DOCUMENTATION.read_text("utf-8"), re.DOTALL)
    assert tomllib.loads(example) == tomllib.loads((SOMEWHERE / "reference" / "brand.toml").read_text("utf-8"))
    shutil.copyfile(SOMEWHERE / "reference" / "logo.svg", tmp_path / "logo.svg")
    (tmp_path / "brand.toml").write_text(example, "utf-8")
    brand, issues = read_brand(tmp_path)
    assert (brand and brand.sign, issues) == (SIGN, [])
    keys = {*tomllib.loads(example), *(f"colours.{use}" for use in USES), "authority.singular", "authority.plural"}
    rows = DOCUMENTATION.read_text("utf-8")
    assert {key for key in keys - {"authority", "colours"} if f"`{key}`" not in rows} == set()


def test_a_plan_of_londons_is_not_told_of_another_region(tmp_path: Path) -> None:
    shutil.copytree(SOMEWHERE / "reference", tmp_path / "reference")
    run("add", SOMEWHERE / "systems.csv", "--register", tmp_path, "--retrieved", "2026-11-23")
    result = CliRunner().invoke(
        main, ["build", "resource_plan", "--register", str(tmp_path), "--output", str(tmp_path)]
    )
    assert result.exit_code == 1
    assert "For Greater Somewhere, put its own assumptions.csv beside brand.toml." in result.output


def test_london_has_no_brand() -> None:
    assert load_reference().brand is None
