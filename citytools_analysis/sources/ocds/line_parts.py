"""Releases one to a line, of any number of lines; one that cannot be read is told and stops no other."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.sources.ocds.list_parts import MOST_BYTES_OF_ONE, MOST_VALUES_OF_ONE
from citytools_analysis.sources.ocds.releases import Found, releases_in
from citytools_analysis.sources.parsed_json import LimitError, parsed_json

MEND_LINE = "Download it again, unchanged."
_MOST_ISSUES = 1_000
_AT_ONCE = 8  # what is parsed is looked at while it is near: of a thousand it takes twice the time


class LineParts:
    r"""
    The lines of one file.

    Parameters
    ----------
    file_name
        Its name.

    Examples
    --------
    >>> lines = LineParts("a.jsonl")
    >>> [one.pointer for batch in lines.found(iter([b'{"ocid": "1"}\n{"oc', b'id": "2"}'])) for one in batch]
    ['line 1', 'line 2']
    """

    def __init__(self, file_name: str) -> None:
        """Begin at the first line."""
        self._file_name = file_name
        self.issues: list[Issue] = []

    def found(self, blocks: Iterator[bytes]) -> Iterator[list[Found]]:
        """
        Go through the releases, a block at a time.

        Raises
        ------
        LimitError
            If a line is longer than any release or package, or too many cannot be read.
        """
        number, rest = 1, b""
        for block in blocks:
            lines = (rest + block).split(b"\n")
            rest = lines.pop()
            if len(rest) > MOST_BYTES_OF_ONE:
                raise LimitError(f"line {number + len(lines):,} takes more than {MOST_BYTES_OF_ONE >> 20} megabytes")
            for start in range(0, len(lines), _AT_ONCE):
                yield self._of(lines[start : start + _AT_ONCE], number + start)
            number += len(lines)
        yield self._of([rest], number)

    def _of(self, lines: list[bytes], number: int) -> list[Found]:
        found: list[Found] = []
        for line_number, line in enumerate(lines, start=number):
            if not line.strip():
                continue
            place = f"line {line_number}"
            met, complaint = releases_of_line(line, place, most=MOST_VALUES_OF_ONE)
            found += met
            if complaint:
                self._tell(place, complaint)
        return found

    def _tell(self, place: str, complaint: str) -> None:
        self.issues.append(Issue(self._file_name, place, complaint, MEND_LINE, "json"))
        if len(self.issues) > _MOST_ISSUES:
            raise LimitError(
                f"more than {_MOST_ISSUES:,} of its lines cannot be read; the first is {self.issues[0].where}"
            )


def releases_of_line(line: bytes, place: str, *, most: int | None = None) -> tuple[list[Found], str]:
    """
    Find the releases of one line.

    Parameters
    ----------
    line
        UTF-8 text.
    place
        Where it stands.
    most
        How many values are too many, as `parsed_json` takes it.

    Returns
    -------
    found, complaint
        The releases, an empty one where it holds none, so that it is counted; and why it cannot be read, if so.

    Examples
    --------
    >>> releases_of_line(b'{"ocid": ', "line 3")
    ([Found(pointer='line 3', release={}, uri='')], 'the line cannot be read as JSON, or stops in the middle')
    """
    complaint = ""
    found: list[Found] = []
    try:
        found = list(releases_in(parsed_json(line, most=most), place, ""))
    except LimitError as fault:
        complaint = str(fault)
    except orjson.JSONDecodeError:
        complaint = "the line cannot be read as JSON, or stops in the middle"
    return found or [Found(place, {})], complaint
