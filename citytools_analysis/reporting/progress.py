"""What is told of a build: each report as it is done with, and everything at the end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.reporting.manifest import Entry, Manifest


@dataclass(frozen=True)
class Progress:
    """
    One report that is done with.

    Parameters
    ----------
    number, total
        Which of how many.
    entry
        What became of it.
    seconds
        How long it took.

    Examples
    --------
    >>> entry = Entry("b/camden", "b", "Technology report", "borough", "camden", "Camden", {}, "built")
    >>> print(Progress(12, 33, entry, 3.12))
    [12/33] Camden, Technology report  built  3.1 s
    """

    number: int
    total: int
    entry: Entry
    seconds: float

    def __str__(self) -> str:
        """Give the line that is printed."""
        width = len(str(self.total))
        spent = f"  {self.seconds:.1f} s" if self.entry.status != "unchanged" or self.entry.has_run_again else ""
        return (
            f"[{self.number:>{width}}/{self.total}] {self.entry.label}, {self.entry.title}  {self.entry.status}{spent}"
        )


@dataclass(frozen=True)
class BuildResult:
    """
    What a build made.

    Parameters
    ----------
    folder, index
        Where the documents are, and the page that lists them.
    manifest
        All documents of the folder, also those that were not asked for.
    asked
        Ids of those that were.
    unwritten
        What of the manifest and the index could not be written, and why: the next build then makes everything that
        this one did.

    Examples
    --------
    >>> BuildResult(Path("out"), Path("out/index.html"), Manifest("2026-11-23", "public", "", "", "0"), ()).failed
    ()
    """

    folder: Path
    index: Path
    manifest: Manifest
    asked: tuple[str, ...]
    unwritten: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The reports that were asked for."""
        return tuple(self.manifest.by_id[name] for name in self.asked)

    @property
    def failed(self) -> tuple[Entry, ...]:
        """Those of them that failed."""
        return tuple(entry for entry in self.entries if entry.is_failed)
