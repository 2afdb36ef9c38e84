"""
The `citytools-xlsx` exporter: the rows behind every table and picture of a document, one table a sheet.

The layout is that of the government's guidance on accessible spreadsheets: a sheet of contents, one table a sheet that
starts in its first column, its title above it, a header row, no merged or empty cells inside it. A library for that exists
(gptables), but it reads text in cells as markup and formulas; here text comes from anyone and stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from nbconvert.exporters import Exporter
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from citytools_analysis.brand import Voice
from citytools_analysis.brand.voice import HOUSE_SIGN
from citytools_analysis.editions import edition_words
from citytools_analysis.reporting.document import notebook_name
from citytools_analysis.reporting.dressed import spoken_by, told
from citytools_analysis.reporting.outputs import about_document, attached_to
from citytools_analysis.sources.timeless import written
from citytools_analysis.sources.workbook_cells import font, put, storable
from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.tables.marks import MEANINGS

_HEAD_ROW = 4
_FORMATS = {"date": "DD/MM/YYYY", "money": "#,##0", "pounds": "#,##0", "share": "0%"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WIDEST, _NARROWEST = 60, 11
_NOTES = (
    "Each sheet holds the rows behind one table or picture of the document, in its order.",
    f"'{UNKNOWN}' means that nobody has said: it is not zero, none or no.",
    "What is withheld is left out or says so; amounts are in pounds, shares from 0 to 1.",
    f"In place of a figure: {'; '.join(f'{mark} {words}' for mark, words in MEANINGS.items())}.",
)


class CityToolsXlsxExporter(Exporter):
    """
    Exports the rows behind a run notebook's tables and pictures as a workbook.

    Examples
    --------
    >>> CityToolsXlsxExporter().file_extension
    '.xlsx'
    """

    export_from_notebook = "City Tools XLSX"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def _file_extension_default(self) -> str:
        return ".xlsx"

    def from_notebook_node(  # type: ignore[override]  # nbconvert writes bytes as they are
        self, nb: Any, resources: Any = None, **kwargs: Any
    ) -> tuple[bytes, Any]:
        """
        Write the workbook.

        Parameters
        ----------
        nb
            The run notebook.
        resources
            What nbconvert knows of it; its name is the title where the document has none.
        **kwargs
            Passed on to nbconvert.

        Returns
        -------
        workbook, resources
            The file's bytes, and the resources as nbconvert wants them.

        Examples
        --------
        >>> import nbformat.v4 as v4
        >>> workbook, _ = CityToolsXlsxExporter().from_notebook_node(v4.new_notebook())
        >>> workbook[:2]
        b'PK'
        """
        run, resources = super().from_notebook_node(nb, resources, **kwargs)
        about = about_document(run)
        title = str(about.get("title") or notebook_name(resources).removesuffix(".ipynb"))
        return annex(title, about, attached_to(run, "rows")), resources


def annex(title: str, about: Mapping[str, Any], datasets: Sequence[Mapping[str, Any]]) -> bytes:
    """
    Write a workbook of datasets.

    Parameters
    ----------
    title
        Title of the document.
    about
        What the document says of itself: `as_of`, `edition`, `register`, `notice`.
    datasets
        As `tables.dataset.Dataset.as_json` gives.

    Returns
    -------
    workbook
        The file's bytes; the same datasets give the same.

    Examples
    --------
    >>> rows = {"kind": "rows", "title": "One", "note": "", "headers": ["System"], "kinds": ["text"], "rows": [["=1+1"]]}
    >>> from io import BytesIO
    >>> from openpyxl import load_workbook
    >>> load_workbook(BytesIO(annex("A", {}, [rows])))["1"]["A5"].data_type
    's'
    """
    voice = Voice.from_json(about["brand"]) if "brand" in about else None
    if voice:
        title, about, datasets = voice.text(title), spoken_by(voice, about), spoken_by(voice, datasets)
    workbook = Workbook()
    contents = workbook.worksheets[0]
    contents.title = "Contents"
    _write_contents(contents, title, about, datasets)
    for number, dataset in enumerate(datasets, start=1):
        _write_rows(workbook.create_sheet(str(number)), dataset)
    workbook.properties.title = storable(title)
    workbook.properties.creator = storable(voice.brand.sign) if voice else HOUSE_SIGN
    workbook.properties.description = storable(str(about.get("notice") or ""))
    return written(workbook)


def _write_contents(
    sheet: Worksheet, title: str, about: Mapping[str, Any], datasets: Sequence[Mapping[str, Any]]
) -> None:
    lines = [title, *_stamp(about), *_NOTES]
    for row, words in enumerate(lines, start=1):
        put(_cell(sheet, row, 1), words)
    sheet.cell(1, 1).font = font(16, bold=True)
    head = len(lines) + 2
    for column, words in enumerate(("Sheet", "What it holds"), start=1):
        put(_cell(sheet, head, column), words)
        sheet.cell(head, column).font = font(bold=True)
    for row, dataset in enumerate(datasets, start=1):
        cell = _cell(sheet, head + row, 1)
        put(cell, str(row))
        cell.hyperlink, cell.font = f"#'{row}'!A1", font(is_link=True)
        put(_cell(sheet, head + row, 2), dataset["title"])
    if not datasets:
        put(_cell(sheet, head + 1, 1), "none")
        put(_cell(sheet, head + 1, 2), "The document shows no table or picture made of rows.")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 12, 100


def _stamp(about: Mapping[str, Any]) -> list[str]:
    day = about.get("as_of")
    parts = [f"As of {date_text(date.fromisoformat(str(day)))}"] if day else []
    parts += [edition_words(about["edition"])] if about.get("edition") else []
    parts += [f"register {about['register']}"] if about.get("register") else []
    parts += [str(about["notice"])] if about.get("notice") else []
    stamp = [", ".join(parts)] if parts else []
    voice = Voice.from_json(about["brand"]) if "brand" in about else None
    return [*(voice.text(line) for line in stamp), told(voice.brand)] if voice else stamp


def _write_rows(sheet: Worksheet, dataset: Mapping[str, Any]) -> None:
    put(_cell(sheet, 1, 1), dataset["title"])
    sheet.cell(1, 1).font = font(14, bold=True)
    put(_cell(sheet, 2, 1), dataset["note"] or "This sheet holds one table.")
    for column, header in enumerate(_told_apart(dataset["headers"]), start=1):
        cell = _cell(sheet, _HEAD_ROW, column)
        put(cell, header)
        cell.font, cell.alignment = font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[cell.column_letter].width = _width(header, dataset["rows"], column - 1)
    for row, values in enumerate(dataset["rows"], start=_HEAD_ROW + 1):
        for column, (value, kind) in enumerate(zip(values, dataset["kinds"], strict=True), start=1):
            _write(_cell(sheet, row, column), value, kind)
    sheet.freeze_panes = f"B{_HEAD_ROW + 1}"


def _write(cell: Cell, value: object, kind: str) -> None:
    if kind in {"date", "short_date"} and _DAY.fullmatch(str(value)):
        put(cell, date.fromisoformat(str(value)), _FORMATS["date"])
    else:
        put(cell, value, _FORMATS.get(kind) if isinstance(value, int | float) else None)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        message = "a sheet of the annex never has merged cells"
        raise TypeError(message)
    return cell


def _told_apart(headers: Sequence[str]) -> list[str]:
    """Give every column a header of its own, as a reader of tables expects."""
    times: dict[str, int] = {}
    told = []
    for header in headers:
        times[header] = times.get(header, 0) + 1
        told.append(header if times[header] == 1 else f"{header} ({times[header]})")
    return told


def _width(header: str, rows: Sequence[Sequence[object]], column: int) -> int:
    longest = max((len(str(row[column])) for row in rows), default=0)
    return min(max(longest, len(header) // 2, _NARROWEST), _WIDEST)
