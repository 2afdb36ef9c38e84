"""What the registry knows of one notebook: its name, what it is about, and what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.register_info import RegisterInfo

GROUPS = ("borough", "supplier", "system", "service_area")
PACKS = ("borough", "procurement", "workshop-1", "workshop-2")
LISTS = ("boroughs", "service_areas", "assumptions")  # narrow a report about the whole; empty means all, or as reviewed
ONLY_SOME = ("ics", "slides")  # formats that a report comes in only where its metadata says so


@dataclass(frozen=True)
class Parameter:
    """
    One parameter of a notebook.

    Parameters
    ----------
    name
        Its name in the parameters cell.
    default
        The value written there, as Python source.
    help
        The comment that stands behind it.

    Examples
    --------
    >>> Parameter("borough", "''", "borough id")
    Parameter(name='borough', default="''", help='borough id')
    """

    name: str
    default: str
    help: str = ""


@dataclass(frozen=True)
class Report:
    """
    One notebook that can be built.

    Parameters
    ----------
    name
        The notebook's file name without its ending: what the command line takes.
    path
        The notebook.
    title
        `title` in the notebook's metadata, else its first heading, else its name in words.
    slug
        The title as part of a file name.
    group
        `borough`, `supplier`, `system` or `service_area`: built once for each; None: built once.
    parameters
        What its parameters cell declares, in that order.
    editions
        The editions it is built for; none named means every one, that for one borough among them.
    besides
        Formats that only some reports come in: `ics` where it has days to act by, `slides` where it is for a room.
    order
        Where it stands among the others, as its metadata says.
    packs
        The packs it is bound into.

    Examples
    --------
    >>> Report("market", Path("market.ipynb"), "The market", "the-market", None, ()).kind
    'london'
    """

    name: str
    path: Path
    title: str
    slug: str
    group: str | None
    parameters: tuple[Parameter, ...]
    editions: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    order: int = 0
    packs: tuple[str, ...] = ()

    def is_for(self, info: RegisterInfo) -> bool:
        """Whether it is built for an edition: one that names its editions is about what all members say, not for one of them."""
        return not self.editions or (info.edition in self.editions and not info.viewer)

    def comes_in(self, formats: Sequence[str]) -> tuple[str, ...]:
        """Keep of the formats asked for those it comes in."""
        return tuple(name for name in formats if name not in ONLY_SOME or name in self.besides)

    @property
    def lists(self) -> tuple[str, ...]:
        """Name the parameters that may narrow it."""
        return tuple(parameter.name for parameter in self.parameters if parameter.name in LISTS)

    @property
    def kind(self) -> str:
        """Name the folder its documents go to: the group, or `london` for a report about the whole."""
        return (self.group or "london").replace("_", "-")
