"""What an oracle tells: a claim, what was expected by other means than the library's, what was measured, and whether they agree."""

from __future__ import annotations

from typing import NamedTuple


class Check(NamedTuple):
    """
    One row of the table that `make validate` prints.

    `expected` never comes from the code that is checked: it is worked by hand, published, or found by another method.
    """

    family: str
    what: str
    expected: float
    measured: float
    tolerance: float
    how: str  # such as "brute force on 20,000 cases", "simulated, 4,000 draws", "metrics.md 2.2"

    @property
    def is_met(self) -> bool:
        """Whether the measured figure lies within the tolerance of the expected one."""
        return abs(self.measured - self.expected) <= self.tolerance
