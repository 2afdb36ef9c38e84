"""A workbook's bytes without the time of writing, so that the same rows give the same file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - a zip holds times without a zone, and this is the first it can hold


class _AnyClock(zipfile.ZipFile):
    """A zip that is written by whatever the clock says: before 1980, as where a computer has lost it, the usual one fails."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *options: Any, **more: Any) -> None:
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        super().writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), data, *options, **more)


def written(workbook: Workbook) -> bytes:
    """
    Write a workbook without the time of writing.

    Parameters
    ----------
    workbook
        The workbook; its days of creation and change are set.

    Returns
    -------
    content
        A file that is the same whenever it is written.

    Examples
    --------
    >>> written(Workbook()) == written(Workbook())
    True
    """
    workbook.properties.created = workbook.properties.modified = EPOCH
    stream = io.BytesIO()
    ExcelWriter(workbook, _AnyClock(stream, "w", strict_timestamps=False)).save()
    return timeless(stream.getvalue())


def timeless(content: bytes) -> bytes:
    """
    Store a workbook's parts without the time of writing, which openpyxl puts in the zip and in the properties.

    Parameters
    ----------
    content
        The workbook.

    Returns
    -------
    content
        The same workbook; its parts are stored, not compressed, since compression differs between computers.

    Examples
    --------
    >>> stream = io.BytesIO()
    >>> Workbook().save(stream)
    >>> timeless(stream.getvalue()) == written(Workbook())
    True
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        for part in source.infolist():
            info = zipfile.ZipInfo(part.filename, EPOCH.timetuple()[:6])
            info.create_system = 3  # the same on every system
            body = source.read(part)
            if part.filename == "docProps/core.xml":
                stamp = f"{EPOCH:%Y-%m-%dT%H:%M:%SZ}".encode()
                body = re.sub(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*", rb"\g<1>" + stamp, body)
            target.writestr(info, body)
    return stream.getvalue()
