"""
What earlier releases told, kept beside the register: the difference of two releases may not tell what neither does.

The ledger holds the answers behind the released figures, so that it is as secret as the register, and never leaves its
folder. Invented data is not held against itself.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import orjson
import pandas as pd

from citytools_analysis.disclosure.complement import Row, Told
from citytools_analysis.disclosure.units import COLUMNS
from citytools_analysis.errors import DataError, Issue, UnknownNameError
from citytools_analysis.writing import write_whole

FOLDER = "releases"
_SCHEMA = 1
_ENDING = ".json.gz"
_MEND = "Take the file back from a copy, or move it away: what it told is then no longer guarded."


@dataclass(frozen=True)
class Release:
    """
    What one release told, and what stood behind it.

    Parameters
    ----------
    key
        Hash of everything the choice rests on: with the same key the same is told.
    as_of
        Day the release is about.
    told
        The lines, and the rows told anew.
    stands
        Rows that are told as an earlier release told them, with its id.

    Examples
    --------
    >>> Release("ab" * 32, date(2026, 11, 23), Told(pd.DataFrame(columns=COLUMNS), frozenset())).id
    '2026-11-23-abababab'
    """

    key: str
    as_of: date
    told: Told
    stands: dict[Row, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Name of the release: its day, and the start of its key."""
        return f"{self.as_of}-{self.key[:8]}"


def read_releases(folder: Path) -> tuple[Release, ...]:
    """
    Read what earlier releases of a register told.

    Parameters
    ----------
    folder
        The register's folder, or another that keeps releases.

    Returns
    -------
    releases
        By day and id; none where nothing was released.

    Raises
    ------
    DataError
        If a file cannot be read: nothing may be released then, for what it told is not known.

    Examples
    --------
    >>> read_releases(Path("no-such-folder"))
    ()
    """
    found, issues = [], []
    for path in sorted((folder / FOLDER).glob(f"*{_ENDING}")):
        try:
            found.append(_read(path.read_bytes()))
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            issues.append(Issue(f"{FOLDER}/{path.name}", "", f"it is no release that can be read ({error})", _MEND))
    if issues:
        raise DataError(issues)
    return tuple(sorted(found, key=lambda one: (one.as_of, one.id)))


def record(folder: Path, release: Release) -> Path:
    """
    Keep what a release tells.

    Parameters
    ----------
    folder
        The register's folder.
    release
        The release; the same one again changes nothing.

    Returns
    -------
    path
        The file written.

    Raises
    ------
    OSError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> told = Told(pd.DataFrame(columns=COLUMNS), frozenset({("m", "x")}))
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = record(Path(name), Release("ab" * 32, date(2026, 11, 23), told))
    ...     [one.told.rows for one in read_releases(Path(name))]
    [frozenset({('m', 'x')})]
    """
    path = folder / FOLDER / f"{release.id}{_ENDING}"
    lines = release.told.lines.sort_values(list(COLUMNS)).astype("object")
    content = {
        "schema_version": _SCHEMA, "key": release.key, "as_of": release.as_of.isoformat(),
        "told": sorted(map(list, release.told.rows)),
        "stands": sorted([*row, name] for row, name in release.stands.items()),
        "lines": {name: lines[name].where(lines[name].notna(), None).tolist() for name in COLUMNS},
    }  # fmt: skip
    write_whole(path, gzip.compress(orjson.dumps(content), mtime=0))
    return path


def forget_release(folder: Path, name: str) -> None:
    """
    Forget a release that was never handed on.

    Parameters
    ----------
    folder
        The register's folder.
    name
        Id of the release.

    Raises
    ------
    UnknownNameError
        If there is no such release.

    Examples
    --------
    >>> forget_release(Path("no-such-folder"), "2026-11-23-abababab")
    Traceback (most recent call last):
    citytools_analysis.errors.UnknownNameError: Unknown release '2026-11-23-abababab'. See: citytools releases
    """
    known = {path.name.removesuffix(_ENDING): path for path in (folder / FOLDER).glob(f"*{_ENDING}")}
    if name not in known:
        raise UnknownNameError("release", name, sorted(known), "See: citytools releases")
    known[name].unlink()


def key_of(*parts: str) -> str:
    """
    Hash everything that a choice rests on.

    Parameters
    ----------
    parts
        Hashes and names.

    Returns
    -------
    key
        Its sha256.

    Examples
    --------
    >>> key_of("a", "b") != key_of("ab", "")
    True
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _read(content: bytes) -> Release:
    told = orjson.loads(gzip.decompress(content))
    if told["schema_version"] != _SCHEMA:
        raise ValueError(f"schema_version is {told['schema_version']}, not {_SCHEMA}")
    lines = pd.DataFrame({name: told["lines"][name] for name in COLUMNS})
    rows = frozenset((metric, subject) for metric, subject in told["told"])
    stands = {(metric, subject): name for metric, subject, name in told["stands"]}
    return Release(str(told["key"]), date.fromisoformat(told["as_of"]), Told(lines, rows), stands)
