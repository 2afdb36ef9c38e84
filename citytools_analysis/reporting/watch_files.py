"""What an analyst edits, and which of it has changed: looked at a few times a second, which works on every disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from citytools_analysis.reference import data_folder

_LIBRARY = Path(__file__).parents[1]
_LEFT_OUT = {"__pycache__", "_data"}
Seen = dict[Path, tuple[int, int]]


class WatchedFiles:
    """
    The notebooks, the library's sources, the reference tables, and the register's pointer to its current snapshot.

    Parameters
    ----------
    notebooks
        Folder of the notebooks.
    register
        Folder of the register.

    Examples
    --------
    >>> WatchedFiles(Path("notebooks"), Path("no-such-folder")).changes()
    set()
    """

    def __init__(self, notebooks: Path, register: Path) -> None:
        """Take what is there now as known."""
        self._notebooks, self._register = notebooks, register
        self._known = self._last = self._look()

    def changes(self) -> set[Path]:
        """Give the files that were changed, added or removed since this was last asked; none while they still change."""
        now = self._look()
        is_settled, self._last = now == self._last, now
        if not is_settled:
            return set()
        changed = {path for path in now.keys() | self._known.keys() if now.get(path) != self._known.get(path)}
        self._known = now
        return changed

    def is_read_ahead(self, path: Path) -> bool:
        """Tell whether a process that has made everything ready is out of date once this file has changed."""
        return path.parent != self._notebooks

    def _look(self) -> Seen:
        return dict(_stamps(self._paths()))

    def _paths(self) -> Iterator[Path]:
        yield from (path for path in self._notebooks.glob("*.ipynb") if path.name[0] not in "._")
        yield self._register / "current"
        yield from (self._register / "reference").rglob("*")
        yield from (data_folder() / "reference").rglob("*")
        yield from (path for path in _LIBRARY.rglob("*") if not _LEFT_OUT.intersection(path.parts))


def _stamps(paths: Iterable[Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            continue
        if not path.is_dir():
            yield path, (state.st_mtime_ns, state.st_size)
