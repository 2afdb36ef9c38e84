"""Whether a document can stay, is to be looked at again, or is to be drawn; and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.reporting.freshness import Basis
from citytools_analysis.reporting.manifest import Entry, ending

STAYS, RUN, DRAW = "stays", "run", "draw"
NOTHING_CHANGED = "nothing it reads changed"
GONE = "its notebook is gone"
_TOUCHED = "its files were changed or removed after they were made"
_PARTS = {
    "notebook": "its notebook",
    "parameters": "its parameters",
    "register": "the name or notice of the register",
    "library": "the library",
    "reference": "a reference table",
    "versions": "Python or a package",
}


@dataclass(frozen=True)
class Verdict:
    """
    What is to be done about a document.

    Parameters
    ----------
    what
        `STAYS`; `RUN`: only tables it reads changed, so its cells are run and it stays if they show the same; `DRAW`.
    why
        In a few words, for the manifest.

    Examples
    --------
    >>> Verdict(DRAW, "its notebook changed").what
    'draw'
    """

    what: str
    why: str


def judge(
    entry: Entry | None, key: str | None, *, basis: Basis, known: Mapping[str, Mapping[str, str]], folder: Path
) -> Verdict:
    """
    Judge a document of an earlier build by what it was made from and by its files.

    Parameters
    ----------
    entry
        What the manifest says of it.
    key
        What it would be made from now, besides tables.
    basis
        What all documents are made from now.
    known
        The manifest's hashes of tables, by state of the register.
    folder
        The folder of the manifest.

    Returns
    -------
    verdict
        What is to be done.

    Examples
    --------
    >>> judge(None, "", basis=Basis("public", Path(), None, {}), known={}, folder=Path()).why
    'not made before'
    """
    if entry is None or not (entry.files or entry.is_failed):
        return Verdict(DRAW, "not made before")
    if entry.is_failed:
        return Verdict(DRAW, "it failed last time")
    if key is None:
        return Verdict(DRAW, GONE)
    if entry.key != key:
        return Verdict(DRAW, f"{_changed_parts(entry.key, key)} changed")
    if not all(file.is_intact(folder) for file in entry.files):
        return Verdict(DRAW, _TOUCHED)
    before = known.get(entry.state)
    changed = [name for name in entry.reads if before is None or before.get(name) != basis.tables.get(name)]
    return Verdict(RUN, f"{', '.join(changed)} changed") if changed else Verdict(STAYS, NOTHING_CHANGED)


def as_asked(verdict: Verdict, entry: Entry | None, *, stem: str, formats: Sequence[str]) -> Verdict:
    """
    Judge a document also by its name and the formats that are asked for.

    Parameters
    ----------
    verdict
        The result of `judge`.
    entry
        What the manifest says of it.
    stem
        Path its documents would have now, without an ending.
    formats
        The formats.

    Returns
    -------
    verdict
        The same, unless something that is asked for is not there.

    Examples
    --------
    >>> as_asked(Verdict(STAYS, NOTHING_CHANGED), None, stem="a", formats=()).what
    'stays'
    """
    if entry is None or verdict.what == DRAW:
        return verdict
    there = {file.path for file in entry.files}
    missing = [name for name in formats if f"{stem}.{ending(name)}" not in there]
    if not missing:
        return verdict
    is_renamed = all(entry.file(name) for name in missing)
    return Verdict(DRAW, "it goes by another name now" if is_renamed else f"not made before: {', '.join(missing)}")


def _changed_parts(before: str, now: str) -> str:
    """Name what differs of two keys; one of an older library is not made of the same parts."""
    old, new = (dict(part.partition(":")[::2] for part in key.split()) for key in (before, now))
    names = [name for name in new if old.get(name) != new[name]]
    return ", ".join(_PARTS.get(name, name) for name in names) if old.keys() == new.keys() else _PARTS["library"]
