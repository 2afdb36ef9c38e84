"""A workbook's bytes without the time of writing, so that the same rows give the same file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - a zip holds times without a zone, and this is the first it can hold


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
    >>> from openpyxl import Workbook
    >>> def written():
    ...     stream = io.BytesIO()
    ...     Workbook().save(stream)
    ...     return timeless(stream.getvalue())
    >>> written() == written()
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
