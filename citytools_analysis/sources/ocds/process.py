"""Join the releases of one process and buyer in the order of their dates: a later one changes only what it mentions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from citytools_analysis.sources.ocds.days import day_text, instant
from citytools_analysis.sources.ocds.overlay import amended, identified, overlay
from citytools_analysis.sources.ocds.places import Placed
from citytools_analysis.sources.ocds.releases import Found
from citytools_analysis.sources.ocds.values import mapping, text

_NO_AWARD = ("unsuccessful", "cancelled", "pending")
Made = TypeVar("Made")


class Kept(NamedTuple):
    """
    One release that is London's and technology.

    Parameters
    ----------
    found
        The release and its place.
    placed
        Its buyers and the decision over it.

    Examples
    --------
    >>> Kept(Found("/releases/0", {"date": "2025-01-02T00:00:00Z"}), Placed(("merton",), "Merton")).day
    '2025-01-02'
    """

    found: Found
    placed: Placed

    @property
    def day(self) -> str:
        """Day of the release, ISO text; blank when it has none."""
        return day_text(self.found.release.get("date")) or ""


@dataclass(frozen=True)
class Part:
    """
    One award or contract as known after the last release that mentions it.

    Parameters
    ----------
    identity
        Its id within the process.
    node
        Its fields, later ones over earlier.
    pointer
        Where the last release mentions it.
    kept
        That release.

    Examples
    --------
    >>> Part("1", {"status": "active"}, "/releases/0/awards/0", Kept(Found("", {}), Placed((), ""))).identity
    '1'
    """

    identity: str
    node: Mapping[str, Any]
    pointer: str
    kept: Kept


@dataclass(frozen=True)
class Process:
    """
    One process of one buyer, as its releases in a file tell it.

    Parameters
    ----------
    ocid
        Process identifier.
    releases
        Its releases, oldest first.
    tender
        The tender, later fields over earlier.
    awards, contracts
        By id.
    made
        What was made of it so far, by `made_once`.

    Examples
    --------
    >>> Process("ocds-1", ()).agreements()
    []
    """

    ocid: str
    releases: tuple[Kept, ...]
    tender: Mapping[str, Any] = field(default_factory=dict)
    awards: Mapping[str, Part] = field(default_factory=dict)
    contracts: Mapping[str, Part] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def agreements(self) -> list[tuple[Part, Part | None]]:
        """
        Pair each contract with its award; an award with no contract stands alone.

        Returns
        -------
        pairs
            What was agreed, and the award behind a contract. Cancelled contracts, and awards that were not made or
            are not made yet, are not agreements.

        Examples
        --------
        >>> kept = Kept(Found("/releases/0", {"awards": [{"id": 1}], "contracts": [{"id": 7, "awardID": 1}]}), Placed((), ""))
        >>> [(part.identity, award.identity) for part, award in join_releases("ocds-1", [kept]).agreements()]
        [('7', '1')]
        """
        pairs: list[tuple[Part, Part | None]] = []
        awarded = set()
        for contract in self.contracts.values():
            award = self.awards.get(text(contract.node.get("awardID")))
            awarded.add(award.identity if award else "")
            if text(contract.node.get("status")) != "cancelled":
                pairs.append((contract, award))
        made = (award for award in self.awards.values() if text(award.node.get("status")) not in _NO_AWARD)
        return pairs + [(award, None) for award in made if award.identity not in awarded]


def made_once(make: Callable[[Process], Made]) -> Callable[[Process], Made]:
    """
    Keep with a process what is made of it: several sheets and the doubts about it ask for the same.

    Parameters
    ----------
    make
        What makes it; whoever is given it leaves it as it is.

    Returns
    -------
    make
        The same, that makes it once.

    Examples
    --------
    >>> n_agreements = made_once(lambda process: [len(process.agreements())])
    >>> process = Process("ocds-1", ())
    >>> n_agreements(process) is n_agreements(process)
    True
    """

    @wraps(make)
    def once(process: Process) -> Made:
        if make.__qualname__ not in process.made:
            process.made[make.__qualname__] = make(process)
        kept: Made = process.made[make.__qualname__]
        return kept

    return once


def join_releases(ocid: str, kept: Sequence[Kept]) -> Process:
    """
    Join releases of one process and buyer.

    Parameters
    ----------
    ocid
        Process identifier.
    kept
        Its releases in any order; those of one moment follow the order of the file.

    Returns
    -------
    process
        What they say together: a blank, an empty list or a placeholder amount never erases an earlier value.

    Examples
    --------
    >>> said = [{"date": "2025-01-01", "awards": [{"id": "1", "title": "A"}]},
    ...         {"date": "2025-02-01", "awards": [{"id": "1", "title": None, "value": {"amount": 9}}]}]
    >>> process = join_releases("o", [Kept(Found(f"/{n}", one), Placed((), "")) for n, one in enumerate(said)])
    >>> process.awards["1"].node["title"], process.awards["1"].pointer
    ('A', '/1/awards/0')
    """
    ordered = sorted(kept, key=lambda one: instant(one.found.release.get("date")))
    tender: dict[str, Any] = {}
    awards: dict[str, Part] = {}
    contracts: dict[str, Part] = {}
    for one in ordered:
        tender = overlay(tender, mapping(one.found.release, "tender"))
        _join_parts(awards, one, "awards")
        _join_parts(contracts, one, "contracts")
    return Process(ocid, tuple(ordered), tender, awards, contracts)


def _join_parts(parts: dict[str, Part], kept: Kept, key: str) -> None:
    for identity, position, node in identified(kept.found.release, key):
        before = parts[identity].node if identity in parts else {}
        stated = amended(before, node)
        parts[identity] = Part(identity, overlay(before, stated), f"{kept.found.pointer}/{key}/{position}", kept)
