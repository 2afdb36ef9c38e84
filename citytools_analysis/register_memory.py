"""What a register remembers: whatever is made from it alone is made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import pandas as pd

from citytools_analysis.register_reads import note, recording

Kept = TypeVar("Kept")


class RegisterMemory:
    """
    Results by what names them; a register is never changed, so they hold for as long as it is there.

    Examples
    --------
    >>> _Remembering().keep("answer", lambda: 42)
    42
    """

    _views: dict[Hashable, tuple[Any, frozenset[str]]]  # each with the tables it was made from

    def once(self, key: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """
        Give a frame that is made from this register alone, made when it is first asked for.

        Parameters
        ----------
        key
            What names it: the table, or the function and everything it was asked.
        make
            Makes it.

        Returns
        -------
        frame
            The frame; writing into it changes no other.

        Examples
        --------
        >>> register = _Remembering()
        >>> register.once("answer", lambda: pd.DataFrame({"answer": [42]}))["answer"].item()
        42
        """
        return self.keep(key, make).copy(deep=False)

    def keep(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """
        Give anything that is made from this register alone, made when it is first asked for.

        Parameters
        ----------
        key
            What names it.
        make
            Makes it.

        Returns
        -------
        kept
            The very object, each time: whoever gives it on must give a copy of what can be written into.

        Examples
        --------
        >>> register = _Remembering()
        >>> register.keep("answer", lambda: 42), register.keep("answer", lambda: 43)
        (42, 42)
        """
        if key not in self._views:
            with recording() as reads:
                made = make()
            self._views[key] = made, frozenset(reads)
        kept: Kept
        kept, rests_on = self._views[key]
        note(rests_on)
        return kept


class _Remembering(RegisterMemory):
    """One that holds nothing else, for the examples."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._views = {}
