"""Columns for a browser: dictionaries and whole numbers, packed so that a script reads them without parsing rows."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.errors import ReportError

NO_DAY = -(2**31)
NOT_LISTED = 2**16 - 1
_TYPES = {"u1": np.uint8, "u2": np.uint16, "i4": np.int32, "f8": np.float64}
_ALIGNED = 8
_NO_SYSTEM = b"\xff"  # gzip notes the operating system it ran on, of which the file should not tell


def packed(header: Mapping[str, object], columns: Mapping[str, npt.NDArray[np.generic]]) -> str:
    """
    Pack a header and columns of numbers.

    Parameters
    ----------
    header
        Anything JSON can hold.
    columns
        One-dimensional arrays of unsigned bytes or halves, whole numbers or numbers.

    Returns
    -------
    text
        Base64 of gzip of: length of the header, the header with `columns` (name, type, offset and length of each), the
        columns one after the other, each beginning at a multiple of 8. The same input gives the same text.

    Examples
    --------
    >>> whole = gzip.decompress(base64.b64decode(packed({"a": 1}, {"b": np.array([7], dtype=np.uint8)})))
    >>> json.loads(whole[4:4 + int.from_bytes(whole[:4], "little")])["columns"]
    [['b', 'u1', 0, 1]]
    """
    told, parts, offset = [], [], 0
    for name, column in columns.items():
        kind = next(kind for kind, dtype in _TYPES.items() if column.dtype == dtype)
        raw = column.astype(column.dtype.newbyteorder("<")).tobytes()
        told.append([name, kind, offset, len(column)])
        parts.append(raw + b"\0" * (-len(raw) % _ALIGNED))
        offset += len(parts[-1])
    text = json.dumps({**header, "columns": told}, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-(len(text) + 4) % _ALIGNED)
    whole = len(text).to_bytes(4, "little") + text + b"".join(parts)
    zipped = gzip.compress(whole, 9, mtime=0)
    return base64.b64encode(zipped[:9] + _NO_SYSTEM + zipped[10:]).decode("ascii")


def codes(values: pd.Series, order: Sequence[str]) -> npt.NDArray[np.uint16]:
    """
    Give the place of each value in a list.

    Parameters
    ----------
    values
        Texts.
    order
        The list.

    Returns
    -------
    codes
        Places; `NOT_LISTED` for what is missing or not in the list.

    Raises
    ------
    ReportError
        If the list is longer than the page can count.

    Examples
    --------
    >>> codes(pd.Series(["b", None]), ["a", "b"]).tolist()
    [1, 65535]
    """
    if len(order) > NOT_LISTED:
        message = f"The dashboard can tell {NOT_LISTED:,} names of a kind apart, and there are {len(order):,}."
        raise ReportError(message)
    places = {value: place for place, value in enumerate(order)}
    return values.astype("str").map(places).fillna(NOT_LISTED).to_numpy().astype(np.uint16)


def days(values: pd.Series) -> npt.NDArray[np.int32]:
    """
    Count days since 1970.

    Parameters
    ----------
    values
        Dates.

    Returns
    -------
    days
        Whole numbers; `NO_DAY` for what is missing.

    Examples
    --------
    >>> days(pd.Series(pd.to_datetime(["1970-01-03", None]))).tolist()
    [2, -2147483648]
    """
    moments = pd.to_datetime(values).to_numpy(dtype="datetime64[D]")
    counted = moments.astype("int64")
    return np.where(np.isnat(moments), NO_DAY, counted).astype(np.int32)


def texts(values: pd.Series) -> tuple[list[str], npt.NDArray[np.int32]]:
    """
    Give each different text once.

    Parameters
    ----------
    values
        Texts.

    Returns
    -------
    texts, places
        The texts in the order in which they come, and for each value its place; -1 for what is missing.

    Examples
    --------
    >>> told, places = texts(pd.Series(["b", None, "a", "b"]))
    >>> told, places.tolist()
    (['b', 'a'], [0, -1, 1, 0])
    """
    places, different = pd.factorize(values.astype("str"))
    return [str(text) for text in different], places.astype(np.int32)
