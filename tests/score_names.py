"""
Score the resolver on the labelled names of `tests/names`: precision of what it accepts, and recall; `make names` prints them.

A label that is no id of the reference (`other-...`) names a firm; accepting it is right only where the accepted id is no
other label's, and every mention that was accepted as that id bears the same label.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.reference import load_reference
from citytools_analysis.resolve import Mention, Names

FOLDER = Path(__file__).parent / "names"


@dataclass(frozen=True)
class Scored:
    """One labelled mention and what the resolver took it for; `accepted` is blank where it asks a person."""

    mention: str
    entity: str
    half: str
    accepted: str
    matched_by: str
    is_right: bool = False


@dataclass(frozen=True)
class Score:
    """How a set of mentions was resolved."""

    n: int
    n_accepted: int
    n_wrong: int
    n_reviewed: int
    n_found: int

    @property
    def precision(self) -> float:
        """Share of what was accepted that is right."""
        return 1 - self.n_wrong / self.n_accepted

    @property
    def recall(self) -> float:
        """Share of the mentions of reviewed suppliers that were found without asking."""
        return self.n_found / self.n_reviewed

    def __str__(self) -> str:
        """Say it in a line."""
        low, high = wilson(self.n_accepted - self.n_wrong, self.n_accepted)
        return (
            f"{self.n} mentions: precision {self.precision:.3f} ({self.n_wrong} wrong of {self.n_accepted} accepted,"
            f" Wilson 95% {low:.3f} to {high:.3f}), recall {self.recall:.3f} ({self.n_found} of {self.n_reviewed})"
        )


def wilson(n_right: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Give Wilson's interval of a share (metrics.md, section 2.1)."""
    share, spread = n_right / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return middle - half, min(middle + half, 1.0)


def scored() -> list[Scored]:
    """Resolve every labelled mention."""
    with (FOLDER / "mentions.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    names = Names(load_reference())
    told = []
    for row in rows:
        identifiers = tuple(filter(None, row["identifiers"].split("|")))
        named = names.supplier(Mention(row["mention"], identifiers, row["context"]))
        told.append(
            Scored(row["mention"], row["entity"], row["half"], named.id if named.is_reviewed else "", named.matched_by)
        )
    return judged(told)


def judged(told: Sequence[Scored]) -> list[Scored]:
    """Say of each accepted mention whether it is right."""
    labels, taken = {one.entity for one in told}, defaultdict(set)
    for one in told:
        taken[one.accepted].add(one.entity)
    return [
        Scored(**{**vars(one), "is_right": one.accepted == one.entity or (
            one.entity.startswith("other-") and one.accepted not in labels and taken[one.accepted] == {one.entity})})
        for one in told
    ]  # fmt: skip


def score(told: Sequence[Scored]) -> Score:
    """Sum up; `unsure` counts only as a mistake where it was accepted."""
    accepted = [one for one in told if one.accepted]
    reviewed = [one for one in told if not one.entity.startswith("other-") and one.entity != "unsure"]
    return Score(
        n=len(told),
        n_accepted=len(accepted),
        n_wrong=sum(not one.is_right for one in accepted),
        n_reviewed=len(reviewed),
        n_found=sum(one.accepted == one.entity for one in reviewed),
    )


def falsely_merged(told: Sequence[Scored], suppliers: set[str]) -> list[Scored]:
    """Give the mentions that were taken for one of these suppliers and are not."""
    return [one for one in told if one.accepted in suppliers and one.entity != one.accepted]


def largest() -> set[str]:
    """Give the 30 largest suppliers."""
    with (FOLDER / "largest_suppliers.csv").open(encoding="utf-8", newline="") as opened:
        return {row["supplier_id"] for row in csv.DictReader(opened)}


def main() -> None:
    """Print the score of each half and of both."""
    told = scored()
    for half in ("tuning", "frozen"):
        print(f"{half:7} {score([one for one in told if one.half == half])}")  # noqa: T201
    print(f"{'both':7} {score(told)}")  # noqa: T201
    print(f"falsely merged with one of the {len(largest())} largest: {len(falsely_merged(told, largest()))}")  # noqa: T201


if __name__ == "__main__":
    main()
