"""Releases put by on the disk until all of their process are there: those that go on may stand anywhere in a large file."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO

import orjson

from citytools_analysis.sources.ocds.releases import Found
from citytools_analysis.sources.ocds.values import text
from citytools_analysis.sources.parsed_json import LimitError

_PARTS = 16
_LEVELS = 6
_MOST_BYTES = 16 << 20  # of a part that is taken into memory as a whole; each takes some eight times as much there
_MOST_OF_ONE_PROCESS = 64 << 20
Numbered = tuple[int, Found]


def by_process(numbered: Iterable[Numbered], *, level: int = 0) -> Iterator[list[Numbered]]:
    """
    Put releases together so that all of one process are in one list.

    They lie in files without a name, which the system takes away when this ends, however it ends.

    Parameters
    ----------
    numbered
        Releases with their number in the file, in order; they may come while they are put by.
    level
        How often they were parted already.

    Yields
    ------
    numbered
        Some whole processes, each in order.

    Raises
    ------
    LimitError
        If one process takes more than 64 megabytes.

    Examples
    --------
    >>> met = [(n, Found(f"/releases/{n}", {"ocid": f"ocds-{n % 2}"})) for n in range(3)]
    >>> [[number for number, _ in group] for group in by_process(met)]
    [[0, 2], [1]]
    """
    with ExitStack() as at_the_end:
        parts = [at_the_end.enter_context(tempfile.TemporaryFile()) for _ in range(_PARTS)]
        for number, one in numbered:
            ocid = text(one.release.get("ocid"))
            part = parts[hashlib.blake2b(ocid.encode(), digest_size=_LEVELS).digest()[level] % _PARTS]
            part.write(orjson.dumps([number, one.pointer, one.uri, one.release], option=orjson.OPT_APPEND_NEWLINE))
        for part in parts:
            size = part.tell()
            part.seek(0)
            if size > _MOST_BYTES and level + 1 < _LEVELS:
                yield from by_process(_read(part), level=level + 1)
            elif size > _MOST_OF_ONE_PROCESS:
                raise LimitError(f"one process in it takes more than {_MOST_OF_ONE_PROCESS >> 20} megabytes")
            elif size:
                yield list(_read(part))
            part.truncate(0)


def _read(part: IO[bytes]) -> Iterator[Numbered]:
    for line in part:
        number, pointer, uri, release = orjson.loads(line)
        yield number, Found(pointer, release, uri)
