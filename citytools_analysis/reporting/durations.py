"""How long each report took, kept apart from the manifest because it is never the same twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from citytools_analysis.writing import write_whole

_NAME = "durations.json"


def read_durations(folder: Path) -> dict[str, float]:
    """
    Read how long each report took when it was last built.

    Parameters
    ----------
    folder
        The folder of the documents.

    Returns
    -------
    durations
        Seconds by report id.

    Examples
    --------
    >>> read_durations(Path("no-such-folder"))
    {}
    """
    try:
        return {str(name): float(value) for name, value in json.loads((folder / _NAME).read_bytes()).items()}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}


def add_durations(folder: Path, durations: Mapping[str, float]) -> None:
    """
    Keep how long reports took, beside what earlier builds took for others.

    Parameters
    ----------
    folder
        The folder of the documents.
    durations
        Seconds by report id.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     add_durations(Path(folder), {"market": 1.234})
    ...     read_durations(Path(folder))
    {'market': 1.23}
    """
    seconds = read_durations(folder) | {name: round(value, 2) for name, value in durations.items()}
    write_whole(folder / _NAME, json_bytes(seconds))


def json_bytes(content: Mapping[str, Any]) -> bytes:
    r"""
    Write what a folder says of itself, the same bytes for the same content.

    Parameters
    ----------
    content
        Anything JSON can hold.

    Returns
    -------
    text
        Indented and sorted, in UTF-8.

    Examples
    --------
    >>> json_bytes({"b": 1, "a": 2})
    b'{\n "a": 2,\n "b": 1\n}\n'
    """
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")
