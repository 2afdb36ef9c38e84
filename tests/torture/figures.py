"""What a part of the torture measured, and whether it must be nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line that `make torture` prints; one that `must_be_zero` and is not fails the run."""

    what: str
    value: float | str
    must_be_zero: bool = False
    detail: str = ""

    @property
    def is_bad(self) -> bool:
        """Whether it must be nothing and is something."""
        return self.must_be_zero and self.value != 0
