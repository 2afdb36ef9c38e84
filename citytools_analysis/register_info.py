"""What a register says of itself: its name, its edition, and the notice it prints."""

from __future__ import annotations

from dataclasses import asdict, dataclass


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
    viewer
        Id of the one borough that the members' edition is for; empty where it is for all of them.
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
    viewer: str = ""

    @property
    def said(self) -> dict[str, str]:
        """What it says by name, to be saved and hashed; nobody's edition says nothing of a viewer."""
        return {name: text for name, text in asdict(self).items() if name != "viewer" or text}

    @property
    def edition_name(self) -> str:
        """Name of the edition that no other edition has: of folders and manifests, such as `members-for-camden`."""
        return f"{self.edition}-for-{self.viewer}" if self.viewer else self.edition

    @property
    def is_sample(self) -> bool:
        """Whether the data is invented."""
        return bool(self.notice)
