"""The smallest file beyond each limit is told in one message, in little memory, and nothing in a file is ever run."""

from __future__ import annotations

import ast
import csv
import gzip
import json
import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tiny_world import save_tiny_world

from citytools_analysis.annotate import annotated_copy
from citytools_analysis.cli import main
from citytools_analysis.errors import DataError, Issue
from citytools_analysis.reference import load_reference
from citytools_analysis.register import open_register
from citytools_analysis.reporting.catalogue import read_report
from citytools_analysis.reporting.manifest import read_manifest
from citytools_analysis.sources import cells, delimited, opening, parsed_json, refusals, workbook
from citytools_analysis.sources.old_texts import letters_of_cells
from citytools_analysis.sources.opening import read_file
from citytools_analysis.sources.workbook import open_cells

PACKAGE = Path(__file__).parents[1] / "citytools_analysis"
REFERENCE = load_reference()
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MANY_LAUGHS, OUTSIDE = f"{LAUGHS}]>", '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
DEEP = "[" * 100_000 + "]" * 100_000
DAMAGED = "the workbook is damaged or incomplete"


def sheet(rows: str, declared: str = "") -> str:
    return f'<?xml version="1.0"?>{declared}<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>'


def text(content: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(content, encoding="utf-8") and None


def packed(**parts: str) -> Callable[[Path], None]:
    """Write a workbook of one sheet, with parts of it in the place of a sound one's."""

    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        book.worksheets[0]["A1"] = "x"
        book.save(path)
        with zipfile.ZipFile(path) as archive:
            kept = {name: archive.read(name).decode() for name in archive.namelist()}
        names = {"sheet": "xl/worksheets/sheet1.xml", "texts": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
        kept |= {names.get(name, name): content for name, content in parts.items()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in kept.items():
                archive.writestr(name, content)

    return write


def elsewhere(path: Path) -> None:
    """Keep the sheet in a part that is called otherwise than any program calls it."""
    packed(sheet=sheet(far('<c r="ZZ1048576"><v>1</v></c>')))(path)
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name).replace(b"worksheets/sheet1", b"other/a") for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name.replace("worksheets/sheet1", "other/a"), content)


def open_document(body: str, declared: str = "") -> Callable[[Path], None]:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{declared}<office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="A">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content)

    return write


def far(cell: str) -> str:
    return f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{cell}</row>'


def sparse(start: bytes = b"") -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as stream:
            stream.write(start)
            stream.truncate(1 << 30)

    return write


def many_parts(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}", b"")


def release(documents: str) -> str:
    return f'{{"ocid": "ocds-b5fd17-1", "tag": ["award"], "tender": {{"title": "x", "documents": {documents}}}}}'


ROW = "<table:table-row{more}><table:table-cell office:value-type='string'{repeated}><text:p>{words}</text:p></table:table-cell></table:table-row>"
LONG = "<sst {}><si><t>{}</t></si></sst>".format(NAMESPACE, "x" * 32_000)
SIDEWAYS = "".join(f'<c r="{letter}{{row}}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ")
NAMED_OFTEN = "".join(f'<row r="{row}">{SIDEWAYS.format(row=row)}</row>' for row in range(1, 1800))
MANY_SHEETS = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 502))
BOOK = f'<workbook {NAMESPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{MANY_SHEETS}</sheets></workbook>'
TOO_DEEP, LARGER = "nested more than 60 levels deep", "it is larger than 300 megabytes"
ENTITIES, FAR_OFF = "declares entities of its own", "a sheet has a value very far from its table"
BEYOND: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "deep.json": (text(f'{{"releases": {DEEP}}}'), TOO_DEEP),
    "deep-in-a-release.json": (text(f'{{"releases": [{release("[" * 60 + "]" * 60)}]}}'), TOO_DEEP),
    "deep.jsonl": (text(f'{{"ocid": "1"}}\n{release(DEEP)}\n'), TOO_DEEP),
    "deep.json.gz": (lambda path: path.write_bytes(gzip.compress(f'{{"releases": {DEEP}}}'.encode())) and None, TOO_DEEP),
    "deep-cell.csv": (text(f'json,ocid\n"{{\'ocid\': {DEEP[99_000:101_000]}}}"\n'), TOO_DEEP),
    "deep-search.json": (text(f'{{"noticeList": [{{"item": {{"id": {DEEP}}}}}]}}'), TOO_DEEP),
    "large.csv": (sparse(b"Supplier,Date,Amount\n"), LARGER),
    "large.json": (sparse(b'{"releases": ['), "one release in it takes more than 16 megabytes"),
    "large-of-nothing.json": (sparse(b'{"other": ['), LARGER),
    "large.xlsx": (sparse(b"PK\x03\x04"), LARGER),
    "large.xls": (sparse(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), LARGER),
    "large.jsonl": (sparse(b'{"ocid": "1"}\n{"ocid": "2"}\n'), "line 3 takes more than 16 megabytes"),
    "large.jsonl.gz": (sparse(b"\x1f\x8b"), LARGER),
    "wide.csv": (text(f"Supplier,Date,Amount\n{',' * 16_384}1\n"), "line 2: the line has 16,385 cells"),
    "million.csv": (text(f"Supplier{',' * 1_000_000}\n"), "the line has 1,000,001 cells"),
    "long.csv": (text(f"Supplier,Date,Amount\n{'x' * 131_073},1,2\n"), "a cell holds more than 131,072 characters"),
    "parts.xlsx": (many_parts, "packed from more than 10,000 parts"),
    "laughs.xlsx": (packed(sheet=sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>', MANY_LAUGHS)), ENTITIES),
    "laughing-texts.xlsx": (packed(texts=f"{MANY_LAUGHS}<sst {NAMESPACE}><si><t>&i;</t></si></sst>"), ENTITIES),
    "outside.xlsx": (packed(sheet=sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>', OUTSIDE)), ENTITIES),
    "laughs.ods": (open_document(ROW.format(more="", repeated="", words="&i;"), MANY_LAUGHS), ENTITIES),
    "late-laughs.ods": (open_document("", f"<!--{'x' * (1 << 16)}-->{MANY_LAUGHS}"), DAMAGED),
    "aside.ods": (open_document('<table:table-row table:number-rows-repeated="1048576"><!--<table:table-row>--></table:table-row>'), DAMAGED),
    "quoted.ods": (open_document(ROW.format(more=" a=\"table:number-rows-repeated='1'\" table:number-rows-repeated='1048576'",
                                            repeated=" table:number-columns-repeated='999'", words="x")), FAR_OFF),
    "copied.ods": (open_document(ROW.format(more=" table:number-rows-repeated='1000'", repeated=" table:number-columns-repeated='20'",
                                            words=f"<text:span>{'x' * 32_000}</text:span>")), "the text of its cells takes more than 512 megabytes"),
    "copied.xlsx": (packed(texts=LONG, sheet=sheet(NAMED_OFTEN)), "the text of its cells takes more than 512 megabytes"),
    "sheets.xlsx": (packed(book=BOOK), "it has 501 sheets, more than 500"),
    "far.xlsx": (packed(sheet=sheet(far('<c r="ZZ1048576"><v>1</v></c>'))), FAR_OFF),
    "far-elsewhere.xlsx": (elsewhere, FAR_OFF),
    "far-spaced.xlsx": (packed(sheet=sheet(far('<c r = "ZZ1048576"><v>1</v></c>'))), FAR_OFF),
    "far-small.xlsx": (packed(sheet=sheet(far('<c r="zz1048576"><v>1</v></c>'))), FAR_OFF),
    "far-unplaced.xlsx": (packed(sheet=sheet(far("<c><v>1</v></c>" * 30))), FAR_OFF),
    "far-hidden.xlsx": (packed(sheet=sheet(far("<c x='> r=\"A1\"' r='ZZ1048576'><v>1</v></c>"))), FAR_OFF),
    "far-named.xlsx": (packed(sheet=sheet(far('<a.b:c r="ZZ1048576"><v>1</v></a.b:c>'))), FAR_OFF),
}  # fmt: skip


@pytest.mark.parametrize("name", BEYOND)
def test_what_is_beyond_a_limit_is_told_in_one_message(tmp_path: Path, name: str) -> None:
    write, what = BEYOND[name]
    path = tmp_path / name
    write(path)
    issues = [issue for issue in read_file(path, reference=REFERENCE, borough="Camden").issues if what in str(issue)]
    assert [(issue.file, issue.level, bool(issue.mend)) for issue in issues] == [
        (name, "error" if "cell" not in name else "warning", True)
    ]


WORKER = """
import resource, sys
from pathlib import Path
from citytools_analysis.reference import load_reference
from citytools_analysis.sources.opening import read_file
reference = load_reference()
import pandas, openpyxl, python_calamine
held = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_DATA, (held + (400 << 20), held + (400 << 20)))
for name in sys.argv[1:]:
    print(Path(name).name, len(read_file(Path(name), reference=reference, borough="Camden").issues), flush=True)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
def test_all_of_them_together_are_told_in_bounded_memory(tmp_path: Path) -> None:
    for name, (write, _) in BEYOND.items():
        write(tmp_path / name)
    paths = [str(tmp_path / name) for name in BEYOND]
    done = subprocess.run([sys.executable, "-c", WORKER, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = [line.rpartition(" ") for line in done.stdout.splitlines()]
    assert [name for name, *_ in told] == list(BEYOND)
    assert all(int(number) for *_, number in told)


def test_the_command_line_tells_them_without_a_traceback(tmp_path: Path) -> None:
    for name in ("deep.json", "wide.csv", "outside.xlsx", "far-spaced.xlsx", "large.csv"):
        BEYOND[name][0](tmp_path / name)
        result = CliRunner().invoke(main, ["check", str(tmp_path / name), "--register", str(tmp_path / "register")])
        assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True)
        assert BEYOND[name][1] in result.output


@pytest.mark.parametrize(
    ("module", "limit", "name", "content", "what"),
    [
        (parsed_json, "_MOST_VALUES", "a.json", '{"releases": [1, 2, 3, 4, 5, 6]}', "it holds more than 5 values"),
        (parsed_json, "_MOST_VALUES", "a.jsonl", '{"ocid": "1"}\n{"ocid": [1, 2, 3, 4]}\n', "it holds more than 5 values"),
        (delimited, "MAX_CELLS", "a.csv", "Supplier,Date,Amount\n1,2,3\n1,2,3\n", "it has more than 5 cells"),
        (workbook, "MAX_CELLS", "a.xlsx", "", "it has more than 5 cells"),
        (delimited, "MAX_ROWS", "a.csv", "Supplier\n1\n2\n3\n4\n5\n", "it has more than 5 rows"),
        (workbook, "MAX_ROWS", "a.xlsx", "", "it has more than 5 rows"),
        (opening, "MAX_BYTES", "a.csv", "Supplier,Date,Amount\n", "it is larger than 0 megabytes"),
        (workbook, "MAX_BYTES", "a.xlsx", "", "it is larger than 0 megabytes"),
        (refusals, "_MOST_PARTS", "a.xlsx", "", "packed from more than 5 parts"),
    ],
)  # fmt: skip
def test_each_limit_that_takes_a_large_file_is_held_where_it_is_small(
    module: object, limit: str, name: str, content: str, what: str, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    for _ in range(3):
        other = book.create_sheet()
        for row in range(2 if limit == "MAX_CELLS" else 6):
            other.cell(row + 1, 1).value = row
    book.save(tmp_path / name)
    if content:
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(module, limit, 5)
    assert what in str(read_file(tmp_path / name, reference=REFERENCE, borough="Camden").issues[0])


def test_parts_that_unpack_the_same_bytes_again_and_again_are_counted_until_it_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "_MAX_UNPACKED_BYTES", 128 << 20)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(60 << 20))
        archive.filelist += [archive.filelist[0]] * 1000
    found = refusals.refusal_of(tmp_path / "a.xlsx")
    assert found
    assert "it unpacks to more than 128 megabytes" in found[0]


def test_texts_of_an_old_workbook_are_counted_also_where_one_goes_on_in_the_next_record() -> None:
    table = bytes(8) + b"\x03\x00\x00IT " + b"\x06\x00\x01" + "ab".encode("utf-16-le")
    more = b"\x00" + b"cdef" + b"\x02\x00\x08\x01\x00xy" + bytes(4)
    named = [bytes(6) + number.to_bytes(4, "little") for number in (0, 1, 1, 2, 9)]
    records = [(0, 0x00FC, table), (0, 0x003C, more), *((0, 0x00FD, body) for body in named)]
    assert letters_of_cells(records) == 3 + 6 + 6 + 2


FORMULAS = (
    "=1+1",
    '=cmd|" /C calc"!A0',
    '=WEBSERVICE("http://127.0.0.1/")',
    "=[1]Other!A1",
    '=HYPERLINK("http://127.0.0.1/")',
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Make a workbook with macros, formulas, an external link, a data connection and a template attached."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Contracts"
    page.append(["Title", "Supplier"])
    for formula in FORMULAS:
        page.append([formula, "Civica"])
    path = tmp_path / "camden.xlsm"
    book.save(path)
    link = f'<externalLink {NAMESPACE}><ddeLink xmlns:r="r" ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro canary-vba")
        archive.writestr("xl/externalLinks/externalLink1.xml", link)
        archive.writestr("xl/connections.xml", f'<connections {NAMESPACE}><connection id="1" type="4"/></connections>')
    return path


@pytest.fixture
def _no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a file made something start, or reach out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(os, "system", refuse)


@pytest.mark.usefixtures("_no_way_out")
def test_formulas_macros_and_links_are_neither_followed_nor_worked_out(hostile: Path) -> None:
    rows = open_cells(hostile).sheets[0].rows
    assert [row[0] for _, row in rows[1:]] == [cells.Unusable("")] * len(FORMULAS)
    table = hostile.with_suffix(".csv")
    table.write_text(
        "Title,Supplier\n" + "".join(f"{json.dumps(one)},x\n".replace('\\"', '""') for one in FORMULAS),
        encoding="utf-8",
    )
    assert [row[0] for _, row in open_cells(table).sheets[0].rows[1:]] == list(FORMULAS)


@pytest.mark.usefixtures("_no_way_out")
def test_the_copy_that_shows_problems_takes_no_formula_macro_or_link_along(hostile: Path) -> None:
    copy = annotated_copy(hostile, [Issue(hostile.name, "Contracts!A2", '=cmd|" /C calc"!A0', "=1+1", "x")])
    assert copy.suffix == ".xlsx"
    with zipfile.ZipFile(copy) as archive:
        names = archive.namelist()
        every = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if "vba" in name or "external" in name or "connections" in name]
    assert b"<f>" not in every
    assert b"canary-vba" not in every
    listed = annotated_copy(hostile.with_suffix(".csv"), [Issue("a.csv", "line 2", "=1+1", "@SUM(1)", "x")])
    assert ",'=1+1,'@SUM(1)" in listed.read_text(encoding="utf-8-sig")


def test_a_notebook_or_a_manifest_that_is_nested_without_end_or_too_large_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    for content, size, what in (
        (DEEP, None, "not a readable notebook"),
        ("{}", 21 << 20, "it is larger than 20 megabytes"),
    ):
        path.write_text(content, encoding="utf-8")
        if size:
            os.truncate(path, size)
        with pytest.raises(DataError, match=what):
            read_report(path)
    (tmp_path / "manifest.json").write_text(DEEP, encoding="utf-8")
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize(
    "content",
    [
        {"cells": ["x"]}, {"cells": [{"metadata": "x"}]}, {"cells": [{"metadata": {"tags": 1}}]}, {"cells": [{"source": [1]}]},
        {"cells": [], "metadata": []}, {"cells": [], "metadata": {"citytools": "x"}}, {"cells": {}},
        {"cells": [], "metadata": {"citytools": {"order": "x"}}}, {"cells": [], "metadata": {"citytools": {"packs": 1}}},
    ],
)  # fmt: skip
def test_json_that_is_no_notebook_is_told_whatever_it_holds_in_the_place_of_what_is_read(
    tmp_path: Path, content: object
) -> None:
    (tmp_path / "a.ipynb").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError, match="not a notebook of version 4"):
        read_report(tmp_path / "a.ipynb")


@pytest.mark.parametrize("content", [b"borough_id,borough\nash,\xff\n", b'a,"' + b"x" * 131_073 + b'"\n'])
def test_a_reviewed_table_that_is_no_text_or_has_an_endless_cell_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "boroughs.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"boroughs\.csv: it cannot be read as CSV in UTF-8"):
        load_reference(tmp_path)


def test_a_table_of_a_register_that_repeats_a_row_without_end_is_told_before_it_is_read(tmp_path: Path) -> None:
    save_tiny_world(tmp_path / "register")
    (path,) = (tmp_path / "register" / "snapshots").glob("*/contracts.parquet")
    rows = pa.table({"title": pa.DictionaryArray.from_arrays(pa.array(bytearray(1 << 20), pa.uint8()), ["x" * 1000])})
    with pq.ParquetWriter(path, rows.schema, compression="zstd") as writer:
        for _ in range(20):
            writer.write_table(rows)
    assert path.stat().st_size < 4 << 20  # for twenty gigabytes of text
    with pytest.raises(DataError, match=r"its file contracts\.parquet holds more than 20,000,000 rows"):
        open_register(tmp_path / "register").table("contracts")


FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "yaml",
    "read_pickle", "to_pickle", "np.load", "numpy.load", "os.system", "os.popen", "xmlrpc", "telnetlib",
}  # fmt: skip
ALLOWED = {
    ("reporting/doctor.py", "compile"): 1,  # Typst's, of the package's own words
    # both ends are this package's: a worker of Dask's and the process it has started, over a pipe nobody else holds
    ("reporting/schedule_host.py", "pickle"): 5,
}


def forbidden_in(source: str) -> list[str]:
    """Name what a module uses that could run what it reads: calls, imports, and a shell."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            names += [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
            found += [name.split(".")[0] for name in names if name.split(".")[0] in FORBIDDEN]
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            is_literal = called == "ast.literal_eval"
            parts = {called, called.rpartition(".")[2] if "re." not in called else "", called.partition(".")[0]}
            found += [] if is_literal else sorted(parts & FORBIDDEN)[:1]
            found += ["shell=True" for word in node.keywords if word.arg == "shell"]
            found += ["allow_pickle" for word in node.keywords if word.arg == "allow_pickle"]
    return found


def test_nothing_in_the_package_could_run_what_it_reads() -> None:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in forbidden_in(path.read_text(encoding="utf-8")):
            key = path.relative_to(PACKAGE).as_posix(), name
            found[key] = found.get(key, 0) + 1
    assert found == ALLOWED


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import pickle", "pickle"), ("from pickle import loads", "pickle"), ("eval('1')", "eval"), ("exec(x)", "exec"),
        ("pd.read_pickle(p)", "read_pickle"), ("np.load(p)", "np.load"), ("yaml.load(p)", "yaml"), ("frame.eval(x)", "eval"),
        ("subprocess.run(c, shell=True)", "shell=True"), ("os.system(c)", "os.system"), ("a(allow_pickle=True)", "allow_pickle"),
    ],
)  # fmt: skip
def test_what_could_run_it_would_be_found(source: str, name: str) -> None:
    assert name in forbidden_in(source)
    assert forbidden_in("import re, ast\nre.compile('a')\nast.literal_eval('1')\nsubprocess.run(['a'])") == []


@pytest.fixture(autouse=True)
def _cells_as_long_as_python_allows() -> Iterator[None]:
    """Undo what other tests' own reading of large files leaves behind in the csv module."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)
