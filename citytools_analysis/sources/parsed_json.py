"""JSON of any origin, parsed under limits: how many values it may hold, and how deep they may lie."""

from __future__ import annotations

from typing import Any

import orjson

_MOST_VALUES = 20_000_000  # each takes some sixty bytes once it is parsed; a year of London's notices has a million
_NOT_OPENING = bytes(set(range(256)) - set(b"{["))
_DEEPEST = 60  # notices lie ten levels deep; what walks through them calls itself once a level
_HOLDERS = frozenset({dict, list})  # what parsing gives; isinstance would take twice the time
_TOO_DEEP = f"it is nested more than {_DEEPEST} levels deep, as no publisher's file is"


class LimitError(ValueError):
    """
    A file that holds more than can be taken in; the message says what, and is for the user.

    Examples
    --------
    >>> str(LimitError("it is nested too deep"))
    'it is nested too deep'
    """


def parsed_json(raw: bytes, *, most: int | None = None) -> Any:
    """
    Parse JSON, unless what it holds would fill the memory or lies too deep.

    Parameters
    ----------
    raw
        UTF-8 text.
    most
        How many values are too many; 20 million if not given.

    Returns
    -------
    content
        The values.

    Raises
    ------
    LimitError
        If it holds more values, or is nested more than 60 levels deep.
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
    refuse_too_many(raw, most)
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as fault:
        if "depth" in fault.msg or "recursion" in fault.msg.casefold():
            raise LimitError(_TOO_DEEP) from fault
        raise
    if may_be_deep(raw):
        refuse_deep(content)
    return content


def may_be_deep(raw: bytes) -> bool:
    """
    Say cheaply whether JSON may be nested more than 60 levels deep.

    Parameters
    ----------
    raw
        UTF-8 text.

    Returns
    -------
    deep
        Whether it opens more than 60 objects and lists; `refuse_deep` looks at how they lie.

    Examples
    --------
    >>> may_be_deep(b'{"releases": [{}]}'), may_be_deep(b"[" * 61 + b"]" * 61)
    (False, True)
    """
    return len(raw.translate(None, _NOT_OPENING)) > _DEEPEST


def refuse_deep(content: object) -> None:
    """
    Refuse what is nested more than 60 levels deep.

    Parameters
    ----------
    content
        Parsed JSON.

    Raises
    ------
    LimitError
        If it is.

    Examples
    --------
    >>> refuse_deep([[1], {"a": 2}])
    """
    level = [content] if isinstance(content, dict | list) else []
    for _ in range(_DEEPEST + 1):
        level = [child for node in level for child in _children(node) if type(child) in _HOLDERS]
        if not level:
            return
    raise LimitError(_TOO_DEEP)


def refuse_too_many(raw: bytes, most: int | None = None) -> None:
    """
    Refuse JSON that holds too many values, before anything parses it.

    Parameters
    ----------
    raw
        UTF-8 text, of one value or of one a line.
    most
        How many are too many; 20 million if not given.

    Raises
    ------
    LimitError
        If it holds more.

    Examples
    --------
    >>> refuse_too_many(b"[1, 2]")
    """
    most = _MOST_VALUES if most is None else most
    if len(raw) > most and sum(map(raw.count, (b",", b"{", b"["))) > most:
        message = f"it holds more than {most:,} values, more than can be held in memory"
        raise LimitError(message)


def _children(node: Any) -> Any:
    return node.values() if type(node) is dict else node
