"""JSON of any origin, parsed under limits: how many values it may hold, and how deep they may lie."""

from __future__ import annotations

from typing import Any

import orjson

_MOST_VALUES = 20_000_000  # each takes some sixty bytes once it is parsed; a year of London's notices has a million
_DEEPEST = 60  # notices lie ten levels deep; what walks through them calls itself once a level
_TOO_DEEP = f"it is nested more than {_DEEPEST} levels deep, as no publisher's file is"


class LimitError(ValueError):
    """
    A file that holds more than can be taken in; the message says what, and is for the user.

    Examples
    --------
    >>> str(LimitError("it is nested too deep"))
    'it is nested too deep'
    """


def parsed_json(raw: bytes) -> Any:
    """
    Parse JSON, unless what it holds would fill the memory or lies too deep.

    Parameters
    ----------
    raw
        UTF-8 text.

    Returns
    -------
    content
        The values.

    Raises
    ------
    LimitError
        If it holds more than 20 million values, or is nested more than 60 levels deep.
    orjson.JSONDecodeError
        If it is no JSON.

    Examples
    --------
    >>> parsed_json(b'{"releases": [{}]}')
    {'releases': [{}]}
    >>> parsed_json(b"[" * 100_000 + b"]" * 100_000)
    Traceback (most recent call last):
    ...
    citytools_analysis.sources.parsed_json.LimitError: it is nested more than 60 levels deep, as no publisher's file is
    """
    refuse_too_many(raw)
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as fault:
        if "depth" in fault.msg or "recursion" in fault.msg.casefold():
            raise LimitError(_TOO_DEEP) from fault
        raise
    if _is_deeper(content):
        raise LimitError(_TOO_DEEP)
    return content


def refuse_too_many(raw: bytes) -> None:
    """
    Refuse JSON that holds too many values, before anything parses it.

    Parameters
    ----------
    raw
        UTF-8 text, of one value or of one a line.

    Raises
    ------
    LimitError
        If it holds more than 20 million.

    Examples
    --------
    >>> refuse_too_many(b"[1, 2]")
    """
    if sum(map(raw.count, (b",", b"{", b"["))) > _MOST_VALUES:
        message = f"it holds more than {_MOST_VALUES:,} values, more than can be held in memory"
        raise LimitError(message)


def _is_deeper(content: object) -> bool:
    level = [content]
    for _ in range(_DEEPEST + 1):
        level = [child for node in level for child in _children(node) if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _children(node: object) -> Any:
    return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
