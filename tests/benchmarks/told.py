"""What a benchmark tells: a table of one job with its targets, printed as it is done and written to `reports/benchmark.md`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Told:
    """
    One table of a benchmark.

    `columns` names the columns, `rows` holds what stands below them as text, `notes` says how it was measured, what was left
    out and why, `targets` holds a sentence for each target: met or by how much missed, and what would reach it.
    """

    job: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    targets: Sequence[str] = ()
    versions: dict[str, str] = field(default_factory=dict)
    commands: Sequence[str] = ()

    def markdown(self) -> str:
        """Give the table as Markdown."""
        lines = [f"## {self.job}", "", _row(self.columns), _row(["---"] * len(self.columns)), *map(_row, self.rows), ""]
        lines += [f"- {text}" for text in (*self.targets, *self.notes)]
        lines += [f"- versions: {', '.join(f'{name} {which}' for name, which in self.versions.items())}"] * bool(
            self.versions
        )
        lines += [f"- command: `{command}`" for command in self.commands]
        return "\n".join([*lines, ""])


def spread(seconds: Sequence[float]) -> str:
    """Write the median of several runs with the least and the most beside it."""
    if len(seconds) == 1:
        return f"{seconds[0]:.3g} (one run)"
    return f"{median(seconds):.3g} ({min(seconds):.3g} to {max(seconds):.3g}, {len(seconds)} runs)"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
