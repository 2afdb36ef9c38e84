"""What is no data is refused in one message that says what it is; what is data never is, whatever words it holds."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from citytools_analysis.cli import main
from citytools_analysis.reference import load_reference
from citytools_analysis.sources.opening import read_file
from citytools_analysis.sources.refusals import refusal_of

REFERENCE = load_reference()
SHARED = Path(__file__).parents[2] / "shared" / "data"
DAY = "2026-11-23"
PAGE = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1>, sorry</body></html>\n"
ERROR_PAGE, BOMB, SCHEMA, CODES, NOTE = (
    "this is a web page",
    "it is made to fill the memory",
    "this is a schema",
    "this is a list of codes",
    "this is a note in Markdown",
)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def bomb(path: Path, part: str = "xl/worksheets/sheet1.xml", megabytes: int = 110) -> Path:
    """Write a workbook of which one part is zeros: a hundred kilobytes on disk."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(part, "w", force_zip64=True) as stream:
            for _ in range(megabytes):
                stream.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    return path


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content.encode(encoding))
        return path

    return write


JSON_SCHEMA = json.dumps(
    {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "properties": {"ocid": {"type": "string"}}}
)
EXTENSION = json.dumps({"definitions": {"Organization": {"properties": {"id": {"type": "string"}}}}}, indent=2)
TABLE_SCHEMA = json.dumps({"fields": [{"name": "ContractReference", "constraints": {"required": True}}]})
NO_DATA = [
    ("register.csv", text(PAGE), ERROR_PAGE),
    ("camden.xlsx", text(PAGE), ERROR_PAGE),
    ("notices.json", text(PAGE), ERROR_PAGE),
    ("xhtml.csv", text('<?xml version="1.0" encoding="UTF-8"?>\n' + PAGE), ERROR_PAGE),
    ("mark.csv", text("\ufeff\n<!-- cached --><!-- twice -->" + PAGE.lower()), ERROR_PAGE),
    ("wide.csv", text(PAGE, "utf-16"), ERROR_PAGE),
    ("bare.json", text("<h1>Service Unavailable</h1>\n<p>Try again, later.</p>\n"), ERROR_PAGE),
    ("export.xls", text("<table><tr><td>Supplier</td><td>Amount</td></tr></table>"), ERROR_PAGE),
    ("bomb.xlsx", bomb, BOMB),
    ("bomb.json", bomb, BOMB),
    ("schema.json", text(JSON_SCHEMA), SCHEMA),
    ("extension.json", text(EXTENSION), SCHEMA),
    ("table.json", text(TABLE_SCHEMA, "utf-16-le"), SCHEMA),
    ("roles.csv", text("Code,Title,Description\nbuyer,Buyer,Who buys\n"), CODES),
    ("sections.csv", text("Section;Code;Title;Description;Source;Extension\na;b;c;d;e;f\n"), CODES),
    ("cpv.csv", text("\ufeffcode,label_en\n03000000,Agricultural products\n"), CODES),
    ("places.csv", text("gss-code,local-authority-code\nE09000007,CMD\n"), CODES),
    ("notes.md", text("# Columns seen\n\n* Supplier, Amount\n"), NOTE),
]


@pytest.mark.parametrize(("name", "write", "what"), NO_DATA, ids=[name for name, *_ in NO_DATA])
@pytest.mark.parametrize("command", ["add", "check"])
def test_what_is_no_data_is_refused_in_one_message_and_nothing_is_written(
    tmp_path: Path, name: str, write: Callable[[Path], Path], what: str, *, command: str
) -> None:
    path = write(tmp_path / name)
    options = ["--retrieved", DAY] if command == "add" else []
    result = run(command, path, "--register", tmp_path / "register", *options)
    assert result.exit_code == 1
    assert result.output.count(what) == 1
    assert result.output.count(f"{name}: ") == 1 + (command == "check")  # `check` names each file before its problems
    assert "1 problem" in result.output
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "write", "what"), NO_DATA, ids=[name for name, *_ in NO_DATA])
def test_naming_the_kind_does_not_get_it_past(
    tmp_path: Path, name: str, write: Callable[[Path], Path], what: str
) -> None:
    path = write(tmp_path / name)
    for kind in ("spend", "register", "ocds", "return"):
        (issue,) = read_file(path, reference=REFERENCE, kind=kind, borough="Camden").issues
        assert what in issue.what


def test_one_file_that_is_no_data_keeps_all_others_out(tmp_path: Path) -> None:
    spend = text("Supplier,Date,Amount\nCivica UK Ltd,26/06/2023,510\n")(tmp_path / "april.csv")
    page = text(PAGE)(tmp_path / "may.csv")
    options = ("--register", tmp_path / "register", "--retrieved", DAY, "--borough", "Camden")
    result = run("add", spend, page, *options)
    assert (result.exit_code, result.output.count("may.csv")) == (1, 1)
    assert not (tmp_path / "register").exists()
    assert run("add", spend, *options).exit_code == 0


WORDS = 'the "definitions" and "properties" in "$schema" of "constraints": {'
RELEASE = {
    "ocid": "ocds-b5fd17-x",
    "id": "1",
    "date": "2024-05-01T00:00:00Z",
    "tag": ["award"],
    "tender": {"title": WORDS},
}
DATA = [
    ("package.json", json.dumps({"version": "1.1", "releases": [RELEASE]})),
    ("titled.json", json.dumps({"title": WORDS, "properties": {"a": {}}, "definitions": {"b": {}}, "releases": [RELEASE]})),
    ("declared.json", json.dumps({"$schema": "https://x.example/s.json", "properties": {"a": {}}, "releases": [RELEASE]})),
    ("single.json", json.dumps({"id": "1", "definitions": {"x": {"properties": {}}}, **RELEASE})),
    ("dump.json", json.dumps({"fields": [{"name": "ocid", "type": "text"}], "records": [{"ocid": "a"}]})),
    ("register.csv", "Code,Title,Description,Supplier\nC1,Payroll,Software,Zellis\n"),
    ("terms.csv", "Code,Title,Description,Start Date,End Date\nC1,Payroll,Software,01/04/2024,31/03/2027\n"),
    ("contracts.csv", "CPV Code,Description,Contract Value\n48000000,Payroll,5\n"),
    ("authority.csv", "Local Authority Code,Official Name,Supplier,Amount\nLBH,Hackney,Civica UK Ltd,5\n"),
    ("marked.csv", "<b>Payments over £500</b>,,\nSupplier,Date,Amount\nCivica UK Ltd,26/06/2023,510\n"),
    ("block.csv", "<div>Payments</div>,,\nSupplier,Date,Amount\nCivica UK Ltd,26/06/2023,510\n"),
    ("PK.csv", "PK,Supplier,Date,Amount\n1,Civica UK Ltd,26/06/2023,510\n"),
    ("hash.csv", "# of payments,Supplier,Date,Amount\n* 1,Civica UK Ltd,26/06/2023,510\n"),
    ("brace.csv", '{Supplier},"properties",Amount\nCivica UK Ltd,x,510\n'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), DATA, ids=[name for name, _ in DATA])
def test_data_is_never_refused_for_the_words_it_holds(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert refusal_of(tmp_path / name) is None


@pytest.mark.parametrize("name", ["marked.csv", "block.csv", "PK.csv", "hash.csv"])
def test_a_spend_file_that_begins_strangely_is_read_to_its_last_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(dict(DATA)[name], encoding="utf-8")
    reading = read_file(tmp_path / name, reference=REFERENCE, borough="Camden")
    assert (reading.kind, reading.n_kept) == ("spend", 1)
    assert [issue for issue in reading.issues if issue.level == "error"] == []


def test_a_release_package_full_of_the_words_of_schemas_is_read_as_notices(tmp_path: Path) -> None:
    for name, content in DATA[:4]:
        (tmp_path / name).write_text(content, encoding="utf-8")
        reading = read_file(tmp_path / name, reference=REFERENCE)
        assert (reading.kind, reading.n_read) == ("ocds", 1), name


def test_a_cut_off_schema_and_a_damaged_archive_are_told_by_what_opens_them(tmp_path: Path) -> None:
    for name, content in (("a.json", JSON_SCHEMA[:-9].encode()), ("a.xlsx", b"PK\x03\x04" + bytes(80))):
        (tmp_path / name).write_bytes(content)
        assert refusal_of(tmp_path / name) is None
        (issue,) = read_file(tmp_path / name, reference=REFERENCE).issues
        assert issue.level == "error"


def understated(path: Path) -> Path:
    """Write a bomb whose directory says that its largest part unpacks to nothing much."""
    whole = bomb(path).read_bytes()
    size = (110 << 20).to_bytes(4, "little")
    path.write_bytes(whole.replace(size, (1000).to_bytes(4, "little")))
    with zipfile.ZipFile(path) as archive:
        assert sum(part.file_size for part in archive.infolist()) < 2000
    return path


def test_a_bomb_whose_directory_lies_about_it_is_refused_too(tmp_path: Path) -> None:
    found = refusal_of(understated(tmp_path / "a.xlsx"))
    assert found
    assert "it unpacks to 110 megabytes" in found[0]


def test_a_part_that_packs_well_is_no_bomb_while_it_is_small(tmp_path: Path) -> None:
    assert refusal_of(bomb(tmp_path / "a.xlsx", megabytes=40)) is None


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files is absent")
def test_of_the_real_files_schemas_lists_and_notes_are_refused_and_nothing_else() -> None:
    refused = {str(path.relative_to(SHARED)): refusal_of(path) for path in SHARED.rglob("*") if path.is_file()}
    kinds = {name: found[0].split(",")[0] for name, found in refused.items() if found}
    schema = "find_a_tender/schema/ocds_uk_extension_"
    assert {name for name, kind in kinds.items() if kind == SCHEMA} == {
        f"{schema}release-schema.json",
        "contract_registers/esd_Contracts_schema_utf16.json",
    }
    assert {name for name, kind in kinds.items() if kind == NOTE} == {"README.md", "contract_registers/headers_seen.md"}
    lists = [name for name, kind in kinds.items() if kind == CODES]
    assert (len(lists), len(kinds)) == (11, 15)
    assert all(name.startswith(("reference/", f"{schema}codelist_")) for name in lists)
