"""Releases one to a line, of any number of lines; one that cannot be read is told and stops no other."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.sources.ocds.list_parts import MOST_BYTES_OF_ONE, MOST_VALUES_OF_ONE
from citytools_analysis.sources.ocds.releases import Found, releases_in
from citytools_analysis.sources.parsed_json import LimitError, parsed_json

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
            try:
                content = parsed_json(line, most=MOST_VALUES_OF_ONE)
            except (orjson.JSONDecodeError, LimitError) as fault:
                found.append(Found(place, {}))
                self._tell(place, fault)
            else:
                found += list(releases_in(content, place, "")) or [Found(place, {})]
        return found

    def _tell(self, place: str, fault: ValueError) -> None:
        is_limit = isinstance(fault, LimitError)
        what = str(fault) if is_limit else "the line cannot be read as JSON, or stops in the middle"
        self.issues.append(Issue(self._file_name, place, what, "Download it again, unchanged.", "json"))
        if len(self.issues) > _MOST_ISSUES:
            raise LimitError(
                f"more than {_MOST_ISSUES:,} of its lines cannot be read; the first is {self.issues[0].where}"
            )
