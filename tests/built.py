"""Built reports as a test reads them: the words of a page, of a PDF, and the cells of a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner

from citytools_analysis.cli import main

_INVISIBLE = re.compile("[-\\s\u200b\u00ad\u2010\u2060\ufeff\ufffe\x02]+")  # a hyphen at a line's end is not told


def build(*arguments: object) -> str:
    """Run `citytools build`; its output if it ends well."""
    result = CliRunner().invoke(main, ["build", *(str(argument) for argument in arguments)])
    assert result.exit_code == 0, result.output
    return result.output


def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def squeezed(text: str) -> str:
    """Give text without spaces, hyphens and line-break hints, so that a wrapped cell equals an unwrapped one."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def pdf_pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        texts = []
        for number in range(len(document)):
            sheet = document[number]
            words = sheet.get_textpage()
            texts.append(words.get_text_range())
            words.close()
            sheet.close()
        return texts


def pdf_bytes(path: Path) -> bytes:
    """Every stream of a PDF unpacked, with its strings and metadata."""
    parts = []
    with pikepdf.open(path) as document:
        for item in document.objects:
            parts.append(repr(item).encode())
            if isinstance(item, pikepdf.Stream):
                parts.append(item.read_bytes())
    return b"\n".join(parts)


def edge_cells(table: Tag) -> Iterator[str]:
    """Give the cells of a table's last row, and the last cell of each of its rows."""
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    rows = [row for row in rows if row]
    yield from (cell.get_text(" ") for cell in rows[-1])
    yield from (row[-1].get_text(" ") for row in rows)
