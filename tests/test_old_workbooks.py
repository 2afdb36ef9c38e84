"""XLS and ODS: what a person sees is what is read, errors included, and no damage ends in a traceback."""

from __future__ import annotations

import random
import struct
import zipfile
from datetime import date
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from citytools_analysis.cli import main
from citytools_analysis.reference import load_reference
from citytools_analysis.sources import registers, spend
from citytools_analysis.sources.cells import Unusable
from citytools_analysis.sources.extent import LockedError
from citytools_analysis.sources.old_workbook import measure_old_workbook
from citytools_analysis.sources.open_document import measure_open_document
from citytools_analysis.sources.workbook import open_cells

FIXTURES = Path(__file__).parent / "fixtures" / "registers"
MADE = ("made_register.xls", "made_register.ods")
REFERENCE = load_reference()
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="content.xml" manifest:media-type="text/xml">{}</manifest:file-entry></manifest:manifest>'
)
SPACES = " ".join(
    f'xmlns:{name}="urn:{name}"' for name in ("office", "table", "text", "calcext", "style")
)  # what they are called is not looked at
OF_TYPE = 'office:value-type="{}" office:{}="{}"'
BLANK = "<table:table-cell/>"
HEADER = ("Supplier", "Payment Date", "Net Amount")


def cell(value: object, more: str = "") -> str:
    """Write a cell as spreadsheet programs do."""
    if value is None:
        return f"<table:table-cell {more}/>"
    if isinstance(value, date):
        told = OF_TYPE.format("date", "date-value", value.isoformat())
    elif isinstance(value, int | float):
        told = OF_TYPE.format("float", "value", value)
    else:
        told = 'office:value-type="string"'
    return f"<table:table-cell {told} {more}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def row(*cells: object, more: str = "") -> str:
    written = (one if isinstance(one, str) and one.startswith("<") else cell(one) for one in cells)
    return f"<table:table-row {more}>{''.join(written)}</table:table-row>"


def table(*rows: str, name: str = "April") -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def ods(path: Path, *tables: str, locked: bool = False) -> Path:
    body = f"<office:document-content {SPACES}><office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST.format("<manifest:encryption-data/>" if locked else ""))
        archive.writestr("content.xml", random.Random(1).randbytes(900) if locked else body)  # noqa: S311 - no secret
    return path


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(path: Path, *sheets: tuple[str, bytes], hidden: tuple[str, ...] = (), more: bytes = b"") -> Path:
    """Write the records of sheets into the smallest container that holds a workbook."""
    begin, end = (record(0x0809, struct.pack("<HHHHII", 0x0600, part, 0, 0, 0, 0)) for part in (5, 0x10))
    formats = record(0x00E0, bytes(20)) + record(0x00E0, struct.pack("<HH", 0, 14) + bytes(16))  # plain, and a day
    names = [struct.pack("<BBBB", title in hidden, 0, len(title), 0) + title.encode() for title, _ in sheets]
    n_bytes = len(begin + more + formats) + sum(len(name) + 8 for name in names) + 4
    stream, places = b"", []
    for _, cells in sheets:
        places.append(n_bytes + len(stream))
        stream += end + cells + record(0x000A)
    told = b"".join(record(0x0085, struct.pack("<I", place) + name) for place, name in zip(places, names, strict=True))
    whole = begin + more + formats + told + record(0x000A) + stream
    whole += bytes(max(4096 - len(whole), -len(whole) % 512))
    n_sectors = len(whole) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, n_sectors + 2), 0xFFFFFFFE]
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0, 1), ("Workbook", 2, 2, len(whole), 0xFFFFFFFF)]
    directory = b"".join(
        title.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(title) + 2, part, 1, 0xFFFFFFFF, 0xFFFFFFFF, child & 0xFFFFFFFF)
        + bytes(36) + struct.pack("<IQ", start, size)
        for title, part, start, size, child in entries
    ).ljust(512, b"\0")  # fmt: skip
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    path.write_bytes(head + fat + directory + whole)
    return path


def text(place: tuple[int, int], value: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", *place, 0, len(value), 0) + value.encode("latin-1"))


def number(place: tuple[int, int], value: float, *, is_day: bool = False) -> bytes:
    return record(0x0203, struct.pack("<HHHd", *place, is_day, value))


def formula(place: tuple[int, int], result: bytes) -> bytes:
    return record(0x0006, struct.pack("<HHH", *place, 0) + result + struct.pack("<HIHBH", 0, 0, 3, 0x1E, 1))


def rows_of(path: Path) -> dict[str, tuple[tuple[int, tuple[object, ...]], ...]]:
    opened = open_cells(path)
    assert opened.issues == ()
    return {sheet.title: sheet.rows for sheet in opened.sheets}


@pytest.mark.parametrize("name", MADE)
def test_both_formats_give_the_same_values_days_and_places(name: str) -> None:
    (found,) = (sheet for title, sheet in rows_of(FIXTURES / name).items() if title != "May")
    values = dict(found)[4]
    assert [value for value in values if isinstance(value, float)] == [120000.5]
    frame = registers.read(FIXTURES / name, reference=REFERENCE).frames["contracts"]
    assert frame[["value_gbp", "supplier_identifier", "where_row"]].iloc[0].tolist() == [
        120000.5,
        "GB-COH-00968498",
        "4",
    ]


def test_values_of_a_spreadsheet_stand_where_a_person_sees_them(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "a.ods",
        table(
            "<table:table-row/>",
            row(BLANK, "a < b & c", 5, 0.5, date(2024, 4, 1)),
            '<table:table-row table:number-rows-repeated="3"/>',
            row(cell("twice", 'table:number-columns-repeated="2"'), more='table:number-rows-repeated="2"'),
            row(BLANK, "<table:table-cell office:value-type='boolean' office:boolean-value='true'/>"),
        ),
    )
    assert dict(rows_of(path)["April"]) == {
        2: (None, "a < b & c", 5, 0.5, date(2024, 4, 1)),
        6: ("twice", "twice", None, None, None),
        7: ("twice", "twice", None, None, None),
        8: (None, True, None, None, None),
    }
    assert measure_open_document(path).corner == "E8"


def test_values_of_an_old_workbook_stand_where_a_person_sees_them(tmp_path: Path) -> None:
    cells = (
        text((1, 1), "caf\xe9")
        + number((1, 2), 5)
        + number((3, 3), 45383, is_day=True)
        + formula((4, 0), struct.pack("<d", 2.5))
    )
    path = xls(tmp_path / "a.xls", ("April", cells), ("May", text((0, 0), "x")))
    found = rows_of(path)
    assert [number_of_row for number_of_row, _ in found["April"]] == [2, 4, 5]
    assert found["April"][0][1][:3] == (None, "caf\xe9", 5)
    assert found["April"][1][1][3] == date(2024, 4, 1)
    assert found["April"][2][1][0] == 2.5
    assert found["May"] == ((1, ("x",)),)
    assert measure_old_workbook(path).corner == "D5"


def test_an_error_in_a_spreadsheet_is_told_and_is_never_blank_or_zero(tmp_path: Path) -> None:
    error = 'table:formula="of:=1/0" office:value-type="{}" office:{}="{}" calcext:value-type="error"'
    path = ods(
        tmp_path / "a.ods",
        table(
            row(
                f"<table:table-cell {error.format('string', 'string-value', '')}><text:p>#DIV/0!</text:p></table:table-cell>",
                f"<table:table-cell {error.format('float', 'value', '0')}><text:p>Err:502</text:p></table:table-cell>",
                '<table:table-cell table:formula="of:=A1"/>',  # never worked out
                '<table:table-cell table:formula="of:=A1"><text:p/></table:table-cell>',  # empty text
                '<table:table-cell table:formula="of:=2*3" office:value-type="float" office:value="6"><text:p>6</text:p></table:table-cell>',
                '<table:table-cell table:formula="of:=IF(1>0;1;2)" office:value-type="float" office:value="1"/>',
            ),
            name="R&amp;D",
        ),
    )
    assert rows_of(path) == {"R&D": ((1, (Unusable("#DIV/0!"), Unusable("Err:502"), Unusable(""), None, 6, 1)),)}


def test_an_error_in_an_old_workbook_is_told_and_is_never_blank_or_zero(tmp_path: Path) -> None:
    cells = (
        formula((0, 0), b"\x02\x00\x07\x00\x00\x00\xff\xff")  # =1/0
        + record(0x0205, struct.pack("<HHHBB", 0, 1, 0, 0x2A, 1))  # #N/A, typed
        + record(0x0205, struct.pack("<HHHBB", 0, 2, 0, 1, 0))  # TRUE
        + formula((0, 3), b"\x02\x00\x2b\x00\x00\x00\xff\xff")
    )
    path = xls(tmp_path / "a.xls", ("April", text((0, 0), "x")), ("May", cells))
    found = rows_of(path)
    assert found["April"] == ((1, ("x",)),)
    (number_of_row, values), *_ = found["May"]
    assert number_of_row == 1
    assert (values[0], values[1], values[3]) == (Unusable("#DIV/0!"), Unusable("#N/A"), Unusable("#GETTING_DATA"))
    assert values[2] is True


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_a_payment_whose_amount_shows_an_error_is_kept_aside(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"2023-04.{suffix}"
    if suffix == "ods":
        fault = '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        ods(
            path,
            table(
                row(*HEADER),
                row("Civica UK Ltd", date(2023, 4, 5), fault),
                row("Civica UK Ltd", date(2023, 4, 6), -20.5),
            ),
        )
    else:
        cells = b"".join(text((0, column), heading) for column, heading in enumerate(HEADER))
        for line in (1, 2):
            cells += text((line, 0), "Civica UK Ltd") + number((line, 1), 45020 + line, is_day=True)
            cells += number((2, 2), -20.5) if line == 2 else formula((1, 2), b"\x02\x00\x07\x00\x00\x00\xff\xff")
        xls(path, ("April", cells))
    assert spend.probe(path)
    reading = spend.read(path, reference=REFERENCE, borough="Lambeth")
    assert [(one.pointer, one.reason) for one in reading.quarantined] == [("April!A2", "unreadable_amount")]
    assert reading.frames["spend"][["paid_on", "amount_gbp", "where_row"]].to_numpy().tolist() == [
        [date(2023, 4, 6), -20.5, "3"]
    ]


def test_merged_header_cells_hidden_rows_and_sheets_are_read_like_the_rest(tmp_path: Path) -> None:
    merged = cell("Supplier", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    may = table(row(*HEADER), row("Civica UK Ltd", date(2023, 5, 5), 9), name="May").replace(
        "<table:table ", '<table:table table:style-name="gone" ', 1
    )
    april = table(
        row(merged, "Payment Date", "Net Amount"),
        row(BLANK, "Civica UK Ltd", date(2023, 4, 5), 7, more='table:visibility="collapse"'),
    )
    style = '<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>'
    path = ods(tmp_path / "a.ods", april, may)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(
        b"<office:body>", f"<office:automatic-styles>{style}</office:automatic-styles><office:body>".encode()
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    reading = spend.read(path, reference=REFERENCE, borough="Lambeth")
    assert reading.frames["spend"]["amount_gbp"].tolist() == [7.0, 9.0]
    assert [(issue.where, issue.rule) for issue in reading.issues] == [("May", "hidden sheet")]


def test_a_hidden_sheet_of_an_old_workbook_is_read_with_a_warning(tmp_path: Path) -> None:
    cells = b"".join(text((0, column), heading) for column, heading in enumerate(HEADER))
    cells += text((1, 0), "Civica UK Ltd") + number((1, 1), 45021, is_day=True) + number((1, 2), 7)
    path = xls(tmp_path / "a.xls", ("April", cells), ("May", cells), hidden=("May",))
    reading = spend.read(path, reference=REFERENCE, borough="Lambeth")
    assert reading.n_kept == 2
    assert [(issue.where, issue.rule) for issue in reading.issues] == [("May", "hidden sheet")]


def locked_xls(path: Path) -> Path:
    return xls(path, ("April", text((0, 0), "x")), more=record(0x002F, struct.pack("<HH", 1, 1) + bytes(50)))


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_a_password_is_told_as_such_in_one_message(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    _ = ods(path, locked=True) if suffix == "ods" else locked_xls(path)
    (issue,) = open_cells(path).issues
    assert (issue.rule, issue.mend) == ("password", "Save it without a password.")
    with pytest.raises(LockedError):
        _ = measure_open_document(path) if suffix == "ods" else measure_old_workbook(path)
    for command in ("add", "check"):
        result = CliRunner().invoke(main, [command, str(path), "--register", str(tmp_path / "register")])
        assert (result.exit_code, result.output.count("protected by a password")) == (1, 1)
        assert not (tmp_path / "register").exists()


@pytest.mark.parametrize(
    "content",
    [
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>',
        "<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated = '16384' office:value-type='float' office:value='1'/></table:table-row>",
        '<table:table-row table:number-rows-repeated="&#49;048576"><table:table-cell table:number-columns-repeated="999" office:value-type="float"/></table:table-row>',
        row(1) + '<table:table-row table:number-rows-repeated="1048574"/>' + row('<table:table-cell table:number-columns-repeated="16383"/>', 1),
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:formula="of:=IF(1>0;1;2)" office:value-type="float" office:value="1" table:number-columns-repeated="9999"/></table:table-row>',
    ],
    ids=["plain", "single quotes", "character references", "far apart", "a bracket in a formula"],
)  # fmt: skip
def test_cells_repeated_a_billion_times_are_refused_however_they_are_written(tmp_path: Path, content: str) -> None:
    path = ods(tmp_path / "a.ods", table(content))
    (issue,) = open_cells(path).issues
    assert (issue.rule, issue.what) == ("size", "a sheet has a value very far from its table")


def test_blank_rows_to_the_end_of_the_sheet_and_a_tag_cut_between_blocks_cost_nothing(tmp_path: Path) -> None:
    filling = row(*["x" * 900] * 40) * 130  # beyond the block of four megabytes in which it is read
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    path = ods(tmp_path / "a.ods", table(filling, blank), table(row("end"), name="May"))
    assert measure_open_document(path).corner == "AN130"
    assert {title: len(found) for title, found in rows_of(path).items()} == {"April": 130, "May": 1}


def told(path: Path) -> str:
    """Open a file, and say whether it gave sheets or how it was refused."""
    opened = open_cells(path)
    assert len(opened.issues) <= 1
    assert opened.sheets or opened.issues
    return opened.issues[0].rule if opened.issues else "read"


def test_a_workbook_without_sheets_is_refused_and_one_with_an_empty_sheet_is_read(tmp_path: Path) -> None:
    (issue,) = open_cells(ods(tmp_path / "a.ods")).issues
    assert issue.what == "the workbook has no sheets"
    assert rows_of(ods(tmp_path / "b.ods", table())) == {"April": ()}


@pytest.mark.parametrize("name", MADE)
def test_a_cut_off_file_is_refused_at_whatever_byte(tmp_path: Path, name: str) -> None:
    whole = (FIXTURES / name).read_bytes()
    for size in (0, 1, 7, 8, 9, 77, 511, 513, 1024, *range(2000, len(whole) - 1, max(len(whole) // 40, 1))):
        (tmp_path / name).write_bytes(whole[:size])
        assert told(tmp_path / name) in {"empty", "kind", "damaged"}, size


@pytest.mark.parametrize(
    ("claimed", "is_possible"),
    [
        ((0, 65_536, 0, 256), True),
        ((0, 65_537, 0, 1), False),
        ((0, 1, 0, 257), False),
        ((0, 0xFFFFFFFF, 0, 0xFFFF), False),
        ((0xB6000000, 5, 0, 10), False),
        ((0, 5, 0x90FA, 10), False),
    ],
)
def test_a_sheet_that_claims_more_than_a_sheet_can_have_is_refused_before_a_reader_makes_room(
    tmp_path: Path, claimed: tuple[int, int, int, int], *, is_possible: bool
) -> None:
    bent = bytearray((FIXTURES / "made_register.xls").read_bytes())
    record = bent.index(bytes.fromhex("00020e00"))  # a sheet's size, 14 bytes long
    struct.pack_into("<2I2H", bent, record + 4, *claimed)
    (tmp_path / "a.xls").write_bytes(bent)
    assert (told(tmp_path / "a.xls") == "kind") != is_possible


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(MADE),
    edits=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), min_size=1, max_size=5
    ),
)
def test_bent_bytes_never_end_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, name: str, edits: list[tuple[float, bytes]]
) -> None:
    bent = bytearray((FIXTURES / name).read_bytes())
    for share, piece in edits:
        start = 8 + int(share * (len(bent) - 8))
        bent[start : start + len(piece)] = piece
    path = tmp_path_factory.getbasetemp() / f"bent-{name}"
    path.write_bytes(bent)
    assert told(path)


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            ["<table:table ", 'table:name="A"', ">", "/>", "<table:table-row", "</table:table-row>", "<table:table-cell ", '"', "'", "<",
             ' table:number-rows-repeated="', "99999999999999", '" ', "table:number-columns-repeated='3'", "<text:p>", "</text:p>", "<text:p/>",
             ' office:value-type="float" office:value="1"', ' calcext:value-type="error"', ' table:formula="of:=1"', "</table:table>", "&#0;"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_bent_markup_never_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    path = ods(tmp_path_factory.getbasetemp() / "bent.ods", "".join(pieces))
    assert measure_open_document(path).n_cells >= 0
    assert told(path)


def test_a_cell_that_never_ends_is_told_and_not_waited_for(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", '<table:table table:name="A"><table:table-cell <table:table-cell ')
    assert told(path) == "damaged"


@settings(max_examples=100, deadline=None)
@given(
    kinds=st.lists(
        st.tuples(st.sampled_from([0x0006, 0x0085, 0x000A, 0x0203, 0x0204, 0x0205, 0x00BD, 0x0809, 0x00FD, 0x027E]), st.binary(max_size=24)),
        max_size=12,
    )
)  # fmt: skip
def test_bent_records_never_end_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[tuple[int, bytes]]
) -> None:
    cells = b"".join(record(kind, content) for kind, content in kinds)
    path = xls(tmp_path_factory.getbasetemp() / "bent.xls", ("April", cells))
    assert told(path)
