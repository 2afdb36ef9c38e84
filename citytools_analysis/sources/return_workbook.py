"""
The workbook a borough fills in, written so that the same content always gives the same bytes.

Words a borough wrote are text and stay text: a cell that begins with = is shown, never worked out. The parts of the
file are stored, not compressed, since compression differs between computers. Only this module needs openpyxl.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.schema import ABOUT_FIELDS, RETURN_SHEETS, SHEETS, Field, Sheet
from citytools_analysis.sources.cells import column_letter, tidy_value

_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - the earliest time a zip file can hold, and no time of ours
_FORMATS = {"date": "DD/MM/YYYY", "money": "#,##0.00", "number": "0", "integer": "0", "text": "@", "address": "@"}
_WIDTHS = {"date": 13, "money": 14, "number": 11, "integer": 11, "boolean": 11, "choice": 19, "address": 34}
_WIDE = {"title": 46, "comment": 46, "function": 12, "functions": 18, "extension_note": 34}
_HEADER = (Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3A5F"))
_N_VALIDATED_ROWS = 2000
_FORMULA_MARKS = ("=", "+", "-", "@")
_YES_NO = ("yes", "no")


@dataclass(frozen=True)
class _List:
    """One column of the Lists sheet: its heading, its words, and the fields whose cells offer it."""

    heading: str
    words: Sequence[str]
    fields: frozenset[tuple[str, str]]
    is_strict: bool = True


def write_return(
    path: Path,
    about: Mapping[str, object],
    frames: Mapping[str, pd.DataFrame],
    *,
    lists: bool = True,
    reference: Reference | None = None,
) -> None:
    """
    Write a borough's return workbook.

    Parameters
    ----------
    path
        The XLSX file to write.
    about
        Values of the About sheet by field name; `notice` also goes into the file's properties.
    frames
        Raw entry frames by sheet name; sheets that are not given are written empty. A column `borough` or `slot` is
        written only where it holds something.
    lists
        Whether to add the Lists and How to sheets, and drop-down lists of the allowed words.
    reference
        The reviewed tables, for the list of functions; the packaged ones if not given.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "camden.xlsx"
    ...     write_return(path, {"borough": "Camden"}, {"skills": pd.DataFrame({"skill": ["procurement"], "level": [3]})}, lists=False)
    ...     path.stat().st_size > 1000
    True
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _write_about(workbook, about)
    offered = _lists(reference or load_reference()) if lists else []
    for name in RETURN_SHEETS:
        _write_sheet(workbook, SHEETS[name], frames.get(name, pd.DataFrame()), offered)
    if lists:
        _write_lists(workbook, offered)
        _write_how_to(workbook)
    notice = str(about.get("notice") or "")
    title = f"{about.get('borough') or 'Borough'}: technology return"
    workbook.properties.title = f"{title} ({notice})" if notice else title
    workbook.properties.description = notice
    workbook.properties.creator = "citytools_analysis"
    workbook.properties.created = _EPOCH
    stream = io.BytesIO()
    workbook.save(stream)
    path.write_bytes(_timeless(stream.getvalue()))


def _write_about(workbook: Workbook, about: Mapping[str, object]) -> None:
    sheet = workbook.create_sheet("About")
    for row, field in enumerate(ABOUT_FIELDS, start=1):
        _put(sheet.cell(row, 1), field.label)
        sheet.cell(row, 1).font = Font(bold=True)
        _put(sheet.cell(row, 2), about.get(field.name), _FORMATS.get(field.kind))
        _put(sheet.cell(row, 3), field.help)
    for letter, width in (("A", 18), ("B", 34), ("C", 60)):
        sheet.column_dimensions[letter].width = width


def _write_sheet(workbook: Workbook, sheet: Sheet, frame: pd.DataFrame, offered: Sequence[_List]) -> None:
    target = workbook.create_sheet(sheet.title)
    fields = [field for field in sheet.fields if field.name not in {"borough", "slot"} or _is_used(frame, field.name)]
    _write_header(target, [field.label for field in fields])
    for column, field in enumerate(fields, start=1):
        dimension = target.column_dimensions[column_letter(column - 1)]
        dimension.width = _WIDE.get(field.name, _WIDTHS.get(field.kind, 24))
        dimension.number_format = _FORMATS.get(field.kind, "General")
        _offer(target, sheet, field, column, offered)
        values = frame.get(field.name, ())
        for row, value in enumerate(values, start=2):
            _put(target.cell(row, column), value, _FORMATS.get(field.kind))


def _is_used(frame: pd.DataFrame, name: str) -> bool:
    return name in frame and any(_plain(value) is not None for value in frame[name])


def _write_header(target: Worksheet, labels: Iterable[str]) -> None:
    for column, label in enumerate(labels, start=1):
        cell = target.cell(1, column, label)  # ours, never a formula
        cell.font, cell.fill = _HEADER
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    target.freeze_panes = "A2"


def _offer(target: Worksheet, sheet: Sheet, field: Field, column: int, offered: Sequence[_List]) -> None:
    """Give the column's cells a drop-down of the words that stand on the Lists sheet."""
    for position, one in enumerate(offered):
        if (sheet.name, field.name) not in one.fields:
            continue
        source = column_letter(position)
        validation = DataValidation(
            "list", formula1=f"Lists!${source}$2:${source}${len(one.words) + 1}", allow_blank=True,
            showErrorMessage=one.is_strict, errorTitle=field.label[:32], error=f"{field.help} See the Lists sheet."[:255],
        )  # fmt: skip
        letter = column_letter(column - 1)
        validation.add(f"{letter}2:{letter}{_N_VALIDATED_ROWS}")
        target.add_data_validation(validation)


def _lists(reference: Reference) -> list[_List]:
    """Words for every choice, once each; then yes and no; then the functions, which may also be typed by name."""
    fields = [(name, field) for name in RETURN_SHEETS for field in SHEETS[name].fields]
    lists = [
        _List(f"{SHEETS[name].title}: {field.label}", _worded(field.allowed), frozenset({(name, field.name)}))
        for name, field in fields
        if field.allowed
    ]
    booleans = frozenset((name, field.name) for name, field in fields if field.kind == "boolean")
    functions = reference.functions
    return [
        *lists,
        _List("Yes or no", _YES_NO, booleans),
        _List("Function code", list(functions["function_code"]), frozenset({("systems", "function"), ("intentions", "function")}), is_strict=False),
        _List("Function", list(functions["function"]), frozenset()),
        _List("Service area", list(functions["area"]), frozenset()),
    ]  # fmt: skip


def _worded(allowed: Iterable[str]) -> list[str]:
    return [word.replace("_", " ") for word in allowed]


def _write_lists(workbook: Workbook, offered: Sequence[_List]) -> None:
    target = workbook.create_sheet("Lists")
    _write_header(target, [one.heading for one in offered])
    for column, one in enumerate(offered, start=1):
        target.column_dimensions[column_letter(column - 1)].width = 8 + max(map(len, [*one.words, "words"]))
        for row, word in enumerate(one.words, start=2):
            _put(target.cell(row, column), word)


def _write_how_to(workbook: Workbook) -> None:
    target = workbook.create_sheet("How to")
    _write_header(target, ("Sheet", "Column", "What to write", "Needed"))
    fields = [(SHEETS[name].title, field) for name in RETURN_SHEETS for field in SHEETS[name].fields]
    for row, (title, field) in enumerate([*(("About", field) for field in ABOUT_FIELDS), *fields], start=2):
        words = (title, field.label, field.help, "yes" if field.required else "")
        for column, word in enumerate(words, start=1):
            _put(target.cell(row, column), word)
    for letter, width in (("A", 14), ("B", 22), ("C", 80), ("D", 9)):
        target.column_dimensions[letter].width = width


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    return tidy_value(value.item() if hasattr(value, "item") else value)


def _put(cell: Cell, value: object, number_format: str | None = None) -> None:
    """Write a value; text stays text, whatever it begins with."""
    plain = _plain(value)
    if plain is None:
        return
    if isinstance(plain, bool):
        plain = _YES_NO[0] if plain else _YES_NO[1]
    if isinstance(plain, str):
        plain = ILLEGAL_CHARACTERS_RE.sub("\ufffd", plain)[:32767]
    cell.value = plain
    if isinstance(plain, str):
        cell.data_type = "s"
        cell.quotePrefix = plain.startswith(_FORMULA_MARKS)
    elif number_format and (number_format != _FORMATS["date"] or isinstance(plain, date)):
        cell.number_format = number_format


def _timeless(content: bytes) -> bytes:
    """Store the parts without the time of writing, which openpyxl puts in the zip and in the properties."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        for part in source.infolist():
            info = zipfile.ZipInfo(part.filename, _EPOCH.timetuple()[:6])
            info.create_system = 3  # the same on every system
            body = source.read(part)
            if part.filename == "docProps/core.xml":
                stamp = f"{_EPOCH:%Y-%m-%dT%H:%M:%SZ}".encode()
                body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, body)
            target.writestr(info, body)
    return stream.getvalue()
