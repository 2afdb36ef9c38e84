"""The members of one JSON list of any length, parsed a megabyte at a time."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import orjson

from citytools_analysis.sources.parsed_json import LimitError, parsed_json

MOST_BYTES_OF_ONE = 16 << 20  # the largest real releases take some hundred kilobytes
MOST_VALUES_OF_ONE = 1_000_000
_MOST_SIGNS = 4_000_000
_TRIES = 3
_SPACE = b" \t\r\n"
_OPENING = re.compile(rb'\{\s*"(?:[^"\\]|\\.)*"', re.DOTALL)
_NO_SIGNS = bytes(set(range(256)) - set(b'"{}[]'))
_QUOTE = 2
_SIGNS = np.zeros(256, np.int8)
_SIGNS[list(b"{[")] = 1
_SIGNS[list(b"}]")] = -1
_SIGNS[ord('"')] = _QUOTE


class CutShortError(ValueError):
    """
    A list that is not closed where its file ends.

    Examples
    --------
    >>> isinstance(CutShortError("it stops"), ValueError)
    True
    """


def parts_of(blocks: Iterator[bytes], buffer: bytes = b"") -> Generator[list[Any], None, bytes]:
    """
    Parse the members of a list, some at a time.

    A cut is guessed by how the first member begins, and is right if what lies before it parses as a whole list: a parser
    that has read it stands between two members. Where guesses fail, the brackets are counted.

    Parameters
    ----------
    blocks
        What follows `buffer`.
    buffer
        What follows the bracket that opens the list.

    Yields
    ------
    members
        In order.

    Returns
    -------
    after
        What was read of what follows the bracket that closes the list.

    Raises
    ------
    CutShortError
        If the list is not closed.
    LimitError
        If a member is larger or deeper than any release.
    orjson.JSONDecodeError
        If it is no JSON.

    Examples
    --------
    >>> list(parts_of(iter([b' "b"}, {"a": 2}', b', {"a": 3}], "x": 1}']), b'{"a":'))
    [[{'a': 'b'}], [{'a': 2}], [{'a': 3}]]
    """
    opening, n_missed = b"", 0
    while True:
        buffer, is_last = _more(blocks, buffer)
        found = _OPENING.match(buffer) if not opening and n_missed < _TRIES else None
        opening = found[0] if found else opening
        at = buffer.rfind(opening, 1) if opening else -1
        members = _guessed(buffer, at) if at > 0 else None
        if members is None:
            n_missed += at > 0
            opening = opening if n_missed < _TRIES else b""
            if len(buffer) > MOST_BYTES_OF_ONE:
                raise LimitError(f"one release in it takes more than {MOST_BYTES_OF_ONE >> 20} megabytes")
            at, end = _counted(buffer)
            if end >= 0:
                yield _parsed(buffer[:end])
                return buffer[end + 1 :]
            if is_last:
                raise CutShortError("the file stops in the middle of its JSON")
            members = _parsed(_without_comma(buffer[:at])) if at > 0 else []
        if members:
            yield members
            buffer = buffer[at:]


def _more(blocks: Iterator[bytes], buffer: bytes) -> tuple[bytes, bool]:
    """Read at least as much again as is held, so that a long member is not looked through at each block."""
    held, size = [buffer], 0
    while size <= len(buffer):
        block = next(blocks, None)
        if block is None:
            return b"".join(held).lstrip(_SPACE), True
        held.append(block)
        size += len(block)
    return b"".join(held).lstrip(_SPACE), False


def _guessed(buffer: bytes, at: int) -> list[Any] | None:
    try:
        return _parsed(_without_comma(buffer[:at]))
    except (orjson.JSONDecodeError, ValueError) as fault:
        if isinstance(fault, LimitError):
            raise
        return None


def _without_comma(members: bytes) -> bytes:
    members = members.rstrip(_SPACE)
    if not members.endswith(b","):
        raise ValueError("no comma stands between two members")
    return members[:-1]


def _parsed(members: bytes) -> list[Any]:
    found: list[Any] = parsed_json(b"[" + members + b"]", most=MOST_VALUES_OF_ONE)
    return found


def _counted(buffer: bytes) -> tuple[int, int]:
    """Count brackets: where the last member begins, unless it is the first, and where the list is closed; -1 where not."""
    if len(buffer.translate(None, _NO_SIGNS)) > _MOST_SIGNS:
        raise LimitError(f"one release in it holds more than {_MOST_SIGNS:,} values and texts")
    plain = buffer.replace(b"\\\\", b"__").replace(b'\\"', b"__")  # escapes, so that every quote left opens or closes
    signs = _SIGNS[np.frombuffer(plain, np.uint8)]
    places = np.flatnonzero(signs)
    signs = signs[places]
    is_quote = signs == _QUOTE
    is_outside = np.cumsum(is_quote, dtype=np.int32) % 2 == 0
    steps = np.where(is_outside & ~is_quote, signs, 0)
    depth = np.cumsum(steps, dtype=np.int32)
    closing = np.flatnonzero(depth < 0)
    starts = places[(depth == 1) & (steps == 1)]
    return int(starts[-1]) if len(starts) > 1 else -1, int(places[closing[0]]) if len(closing) else -1
