"""
How many letters the cells of a workbook will take once each has its own copy of its text.

A workbook holds each text once and names it from as many cells as show it: a long one named a million times takes a
hundred kilobytes on disk and thirty gigabytes of memory.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise

from citytools_analysis.sources.sheet_parts import PREFIX, blocks

_TABLE = re.compile(rb"<" + PREFIX + rb"sst(?=[\s>])")
_TEXT = re.compile(rb"<" + PREFIX + rb"si(?=[\s/>])")
_NAMED = re.compile(
    rb"<" + PREFIX + rb"c\s([^>]*+)(?<!/)>(?:<" + PREFIX + rb"f(?=[\s/>])[^>]*+>(?:[^<]*+</[^>]*+>)?+)?+<"
    + PREFIX + rb"v[^>]*+>\s*+(\d{1,9})"
)  # fmt: skip
_IS_TEXT = re.compile(rb"""(?:^|\s)t\s*=\s*["']s["']""")
_LETTERS_AT_EASE = 1 << 28  # below this no text is counted cell by cell


def letters_of_cells(archive: zipfile.ZipFile, *, n_cells: int, has_odd_cells: bool) -> int:
    """
    Count the letters that all cells of a workbook take together, or at least say that they take few.

    Parameters
    ----------
    archive
        An XLSX workbook.
    n_cells
        How many of its cells hold something.
    has_odd_cells
        Whether some are written so that only their number is known.

    Returns
    -------
    n_letters
        As many at most, in bytes of the file; counted cell by cell only where the number could be large.

    Examples
    --------
    >>> import io
    >>> stream = io.BytesIO()
    >>> with zipfile.ZipFile(stream, "w") as archive:
    ...     archive.writestr("xl/sharedStrings.xml", "<sst><si><t>Adult social care</t></si></sst>")
    ...     letters_of_cells(archive, n_cells=10, has_odd_cells=False)
    390
    """
    tables = [sizes for part in archive.infolist() if (sizes := _sizes(blocks(archive, part, mark=b"<")))]
    at_most = max(map(max, tables), default=0) * n_cells
    if at_most <= _LETTERS_AT_EASE or has_odd_cells or len(tables) > 1:
        return at_most
    return sum(_letters(blocks(archive, part), tables[0]) for part in archive.infolist())


def _sizes(parts: Iterator[bytes]) -> array[int]:
    """Give how many bytes each text takes, from where it begins to where the next does; none for a part without them."""
    sizes = array("L")
    first = next(parts, b"")
    if not _TABLE.search(first):
        return sizes
    for block in (first, *parts):
        starts = [found.start() for found in _TEXT.finditer(block)]
        if sizes:
            sizes[-1] += starts[0] if starts else len(block)
        sizes.extend(end - start for start, end in pairwise([*starts, len(block)]))
    return sizes


def _letters(parts: Iterable[bytes], sizes: array[int]) -> int:
    named = (
        int(number) for block in parts for attributes, number in _NAMED.findall(block) if _IS_TEXT.search(attributes)
    )
    return sum(sizes[number] for number in named if number < len(sizes))
