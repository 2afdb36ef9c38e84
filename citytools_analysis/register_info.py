"""What a register says of itself: its name, its edition, and the notice it prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RegisterInfo:
    """
    What a register says of itself.

    Parameters
    ----------
    name
        Name to print.
    edition
        `full`, or the edition it was made for: `public` or `members`.
    notice
        Printed on every page, such as `invented sample data`; empty for real data.

    Examples
    --------
    >>> RegisterInfo().edition
    'full'
    """

    name: str = "City Tools: London"
    edition: str = "full"
    notice: str = ""

    @property
    def is_sample(self) -> bool:
        """Whether the data is invented."""
        return bool(self.notice)
