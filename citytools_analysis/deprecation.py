"""
Old names that still work for one release, and say in one line what they are called now and when they go.

What has an old name says so where it is defined; a test fails in the release in which it was to go (`docs/versioning.md`).
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from citytools_analysis.errors import WrongUsageError

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class RenamedWarning(FutureWarning):
    """A name that works for one more release; Python shows it to everybody, not only to developers."""


def renamed_line(old: str, new: str, *, gone_in: str) -> str:
    """
    Write the one line that tells of an old name.

    Parameters
    ----------
    old, new
        The name that was used, and what it is called now.
    gone_in
        The release in which the old name goes.

    Returns
    -------
    line
        To be shown.

    Examples
    --------
    >>> renamed_line("renewals.ends", "renewals.ending", gone_in="0.3.0")
    "'renewals.ends' is now called 'renewals.ending'; the old name goes in release 0.3.0."
    """
    return f"{old!r} is now called {new!r}; the old name goes in release {gone_in}."


def renamed_function(function: Callable[_Given, _Result], old: str, *, gone_in: str) -> Callable[_Given, _Result]:
    """
    Make the old name of a function: it does the same, and says what the function is called now.

    Parameters
    ----------
    function
        The function under its new name.
    old
        What it was called.
    gone_in
        The release in which the old name goes.

    Returns
    -------
    old_function
        To be bound to the old name; editors mark it by `__deprecated__`, as of Python's own `warnings.deprecated`.

    Examples
    --------
    >>> round_off = renamed_function(round, "round_off", gone_in="0.3.0")
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     round_off(2.6), str(told[0].message)
    (3, "'round_off' is now called 'round'; the old name goes in release 0.3.0.")
    """
    line = renamed_line(old, function.__name__, gone_in=gone_in)

    @functools.wraps(function)
    def called(*arguments: _Given.args, **options: _Given.kwargs) -> _Result:
        warnings.warn(line, RenamedWarning, stacklevel=2)
        return function(*arguments, **options)

    called.__name__ = called.__qualname__ = old
    vars(called)["__deprecated__"] = line
    return called


def renamed_parameters(*, gone_in: str, **now: str) -> Callable[[Callable[..., _Result]], Callable[..., _Result]]:
    """
    Let a function be called with the old names of its parameters, too.

    Parameters
    ----------
    gone_in
        The release in which the old names go.
    **now
        The old name of a parameter, and as a text what it is called now.

    Returns
    -------
    decorator
        For the function that takes the new names.

    Raises
    ------
    WrongUsageError
        On a call that gives both names of one parameter.

    Examples
    --------
    >>> @renamed_parameters(gone_in="0.3.0", within="months")
    ... def window(*, months=12):
    ...     return months
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     window(within=36), str(told[0].message)
    (36, "'within' is now called 'months'; the old name goes in release 0.3.0.")
    """

    def decorated(function: Callable[..., _Result]) -> Callable[..., _Result]:
        @functools.wraps(function)
        def called(*arguments: Any, **options: Any) -> _Result:
            for old in [name for name in now if name in options]:
                new = now[old]
                if new in options:
                    message = f"{old!r} is the old name of {new!r}: give {function.__name__} one of them."
                    raise WrongUsageError(message)
                warnings.warn(renamed_line(old, new, gone_in=gone_in), RenamedWarning, stacklevel=2)
                options[new] = options.pop(old)
            return function(*arguments, **options)

        return called

    return decorated


def renamed_columns(frame: pd.DataFrame, *, gone_in: str, **now: str) -> pd.DataFrame:
    """
    Give a frame its columns under their old names, too.

    Parameters
    ----------
    frame
        The frame with the new names. It is left as it is.
    gone_in
        The release in which the old names go.
    **now
        The old name of a column, and as a text what it is called now.

    Returns
    -------
    both
        The frame with the old columns after its own; whoever asks for one, to read, group or sort by it, is told.

    Examples
    --------
    >>> shares = renamed_columns(pd.DataFrame({"value": [0.36]}), gone_in="0.3.0", share="value")
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     shares["share"].tolist(), str(told[0].message)
    ([0.36], "'share' is now called 'value'; the old name goes in release 0.3.0.")
    """
    both = _BothNames(frame.assign(**{old: frame[new] for old, new in now.items()}))
    both._lines = {old: renamed_line(old, new, gone_in=gone_in) for old, new in now.items()}  # noqa: SLF001 - ours
    return both


class _BothNames(pd.DataFrame):
    """A frame that tells whoever asks for a column by its old name; so do the frames that are made of it."""

    _metadata = ["_lines"]  # noqa: RUF012 - pandas hands these on, and asks for a list
    _lines: Mapping[str, str] = MappingProxyType({})

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return _BothNames

    def __getitem__(self, key: Any) -> Any:
        for line in self._told_of(key):
            warnings.warn(line, RenamedWarning, stacklevel=2)
        return super().__getitem__(key)

    def _told_of(self, key: Any) -> Iterator[str]:
        names = key if isinstance(key, list) else [key] if isinstance(key, str) else []
        return (self._lines[name] for name in names if isinstance(name, str) and name in self._lines)
