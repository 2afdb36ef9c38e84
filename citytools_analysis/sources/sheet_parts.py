"""Which part of a workbook holds which sheet, so that what is seen in a part can be told by the sheet's name."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = rb"(?:[^\s<>/:!?]*+:)?"  # of a namespace, before the name of an element
_BLOCK = 1 << 22
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def sheet_parts(path: Path) -> dict[str, str]:
    """
    Find the part that holds each sheet.

    Parameters
    ----------
    path
        An XLSX workbook.

    Returns
    -------
    parts
        Name of the part by title of the sheet; a sheet whose part cannot be told is left out.

    Raises
    ------
    zipfile.BadZipFile
        If the file is not a whole zip file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xlsx"
    ...     with zipfile.ZipFile(path, "w") as archive:
    ...         archive.writestr("xl/workbook.xml", '<sheets><sheet name="R&amp;D" r:id="rId7"/></sheets>')
    ...         archive.writestr("xl/_rels/workbook.xml.rels", '<Relationship Id="rId7" Target="worksheets/sheet1.xml"/>')
    ...     sheet_parts(path)
    {'R&D': 'xl/worksheets/sheet1.xml'}
    """
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        sheets, relations = (
            archive.read(name).decode("utf-8", "replace") if name in names else ""
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    targets = {one.get("Id"): one.get("Target", "") for one in map(_attributes, _RELATION.findall(relations))}
    parts = {}
    for sheet in map(_attributes, _SHEET.findall(sheets)):
        relation = next((value for name, value in sheet.items() if name.endswith(":id")), "")
        if "name" in sheet and targets.get(relation):
            parts[sheet["name"]] = posixpath.normpath(posixpath.join("/xl", targets[relation])).lstrip("/")
    return parts


def blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, mark: bytes = b"row>") -> Iterator[bytes]:
    """
    Read a part piece by piece, cut where no element that is looked for is cut in two.

    Parameters
    ----------
    archive
        The workbook.
    part
        The part.
    mark
        After the last of these a piece ends; of `<`, before it.

    Yields
    ------
    block
        Some megabytes of it.

    Examples
    --------
    >>> import io
    >>> with zipfile.ZipFile(io.BytesIO(), "w") as archive:
    ...     archive.writestr("a.xml", "<row></row>")
    ...     list(blocks(archive, archive.getinfo("a.xml")))
    [b'<row></row>', b'']
    """
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            whole = rest + block
            cut = whole.rfind(mark) + len(mark) if mark in whole else 0
            if mark == b"<" or (not cut and len(whole) > 4 * _BLOCK):
                cut = max(whole.rfind(b"<"), 0) if b"<" in whole else len(whole)
            yield whole[:cut]
            rest = whole[cut:]
    yield rest


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}
