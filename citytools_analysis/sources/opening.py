"""Which source module reads a file: by the kind that was named, else by what is in the file."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from citytools_analysis.errors import Issue, UnknownNameError
from citytools_analysis.reference import Reference
from citytools_analysis.sources import (
    capture_sheets,
    contracts_finder,
    facts,
    framework_sales,
    gathered,
    ocds,
    registers,
    returns,
    spend,
)
from citytools_analysis.sources.cells import MAX_BYTES
from citytools_analysis.sources.reading import Reading
from citytools_analysis.sources.refusals import refusal_of


def _is_facts(path: Path) -> bool:
    return gathered.probe(path) or facts.probe(path)


def _read_facts(path: Path, *, reference: Reference) -> Reading:
    read = gathered.read if gathered.probe(path) else facts.read
    return read(path, reference=reference)


# In the order in which a file is tried; the first whose probe says yes reads it.
_PROBES: Mapping[str, Callable[[Path], bool]] = {
    "ocds": ocds.probe,
    "contracts_finder": contracts_finder.probe,
    "capture": capture_sheets.probe,
    "framework_sales": framework_sales.probe,
    "facts": _is_facts,
    "spend": spend.probe,
    "register": registers.probe,
    "return": returns.probe,
}
_READERS: Mapping[str, Callable[..., Reading]] = {
    "return": returns.read,
    "capture": capture_sheets.read,
    "register": registers.read,
    "ocds": ocds.read,
    "contracts_finder": contracts_finder.read,
    "spend": spend.read,
    "framework_sales": framework_sales.read,
    "facts": _read_facts,
}
_AGAIN: Mapping[str, Callable[..., Reading]] = {
    "ocds": ocds.read_again,
    "contracts_finder": contracts_finder.read_again,
    "register": registers.read_again,
    "spend": spend.read_again,
    "framework_sales": framework_sales.read_again,
    "facts": gathered.read_again,
}
_NEED_BOROUGH = {"register", "spend"}  # files that need not say in themselves whose they are
KINDS = tuple(_READERS)


def read_file(
    path: Path,
    *,
    reference: Reference,
    kind: str | None = None,
    borough: str | None = None,
    told: ocds.Told | None = None,
) -> Reading:
    """
    Read a file with the source module that fits it.

    Parameters
    ----------
    path
        The file.
    reference
        The reviewed tables.
    kind
        One of `KINDS`; found from the file if not given.
    borough
        Whose file it is, where the file does not say so: a borough's name, or that of another body.
    told
        Of a large file of notices called with the bytes read, the bytes there are, and the releases met.

    Returns
    -------
    reading
        Raw frames; a file that cannot be read gives an issue, never an exception.

    Raises
    ------
    UnknownNameError
        If there is no such kind.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> print(read_file(Path("no-such-file.csv"), reference=load_reference()).issues[0])
    no-such-file.csv: there is no such file. Check the name and the folder.
    """
    if kind is not None and kind not in KINDS:
        raise UnknownNameError("kind", kind, KINDS, f"There are: {', '.join(KINDS)}.")
    fault = _unreadable(path, kind)
    name = _printable(path.name)
    if fault:
        return Reading(name, kind or "facts", "", name, issues=(Issue(name, "", *fault),))
    if name != path.name:
        what, mend = "its name holds characters that cannot be told", "Rename it, with plain letters."
        return Reading(name, kind or "facts", "", name, issues=(Issue(name, "", what, mend),))
    found = kind or _kind_of(path)
    besides = {"borough": borough} if found in _NEED_BOROUGH else {"told": told} if found == "ocds" else {}
    return _READERS[found](path, reference=reference, **besides)


def read_again(
    kind: str,
    kept_aside: Sequence[tuple[str, str, str]],
    *,
    file_name: str,
    reference: Reference,
    known: Collection[tuple[str, str]] = frozenset(),
) -> Reading:
    """
    Read records again that could not be placed when their file was read.

    Parameters
    ----------
    kind
        Kind of the source, one that keeps records aside.
    kept_aside
        Pointer, sheet and content of each.
    file_name
        Name of the file they came from.
    reference
        The reviewed tables as they are now.
    known
        Processes, with their borough, that are known to be of technology.

    Returns
    -------
    reading
        As of a file that holds only these.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> read_again("ocds", [], file_name="a.json", reference=load_reference()).n_read
    0
    """
    return _AGAIN[kind](kept_aside, file_name=file_name, kind=kind, reference=reference, known=known)


def _unreadable(path: Path, kind: str | None) -> tuple[str, str] | None:
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises for a name that is too long
        is_pattern = any(mark in path.name for mark in "*?[")
        return (
            "no file fits this pattern" if is_pattern else "there is no such file"
        ), "Check the name and the folder."
    if path.is_dir():
        return "this is a folder", "Name the files in it, such as FOLDER/*.xlsx."
    if not path.is_file():
        return "this is not a file but a device or a pipe", "Save it as a file first."
    try:
        if path.stat().st_size > MAX_BYTES and not (kind in {None, "ocds"} and ocds.is_streamed(path)):
            return f"it is larger than {MAX_BYTES >> 20} megabytes", "Split it into smaller files."
        return refusal_of(path)
    except OSError as fault:
        mend = "Check that you may read it and that it is not open elsewhere."
        return f"it cannot be opened ({fault.strerror})", mend


def _printable(name: str) -> str:
    """Show bytes that are no characters, which some systems allow in a name, as question marks in diamonds."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _kind_of(path: Path) -> str:
    found = next((kind for kind, probe in _PROBES.items() if probe(path)), None)
    return found or ("ocds" if path.suffix.casefold() == ".json" else "return")
