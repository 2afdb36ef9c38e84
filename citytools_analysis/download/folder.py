"""A folder of downloaded pages: each as it was received, compressed, and a list that says what is whole."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from citytools_analysis.errors import DataError, Issue

LIST_NAME = "pages.json"


@dataclass(frozen=True)
class PageRecord:
    """
    One page of a folder.

    Parameters
    ----------
    file_name
        Its file.
    url
        Address it came from.
    sha256
        Hash of its bytes before compression.
    n_releases, n_bytes
        Releases in it, and its size before compression.
    fetched_at
        When it was received, UTC.
    next_url
        Address of the next page; blank for the last.

    Examples
    --------
    >>> PageRecord("page-00001.json.gz", "http://127.0.0.1", "00", 0, 2, "2026-11-24T09:00:00Z", "").n_bytes
    2
    """

    file_name: str
    url: str
    sha256: str
    n_releases: int
    n_bytes: int
    fetched_at: str
    next_url: str


@dataclass
class PageFolder:
    """
    The pages of one download.

    Parameters
    ----------
    folder
        The folder, which exists.
    asked
        What was asked for: publisher, first and last day, address of the first page.
    pages
        The pages that are whole.

    Examples
    --------
    >>> PageFolder(Path("."), {}).pages
    []
    """

    folder: Path
    asked: Mapping[str, str]
    pages: list[PageRecord] = field(default_factory=list)

    @property
    def _stem(self) -> str:
        """Name pages by what was asked for: a register knows a file by its name, and the next month's must not replace it."""
        return "_".join([*(self.asked.get(name, "") for name in ("publisher", "since", "until")), "page-"])

    def read(self) -> None:
        """Take up what an earlier run left: the pages in order, as far as they are whole."""
        path = self.folder / LIST_NAME
        if not path.is_file():
            return
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            pages = [PageRecord(**page) for page in found["pages"]]
            asked = found["asked"]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            what, mend = "the list of pages cannot be read", "Delete it to download everything again."
            raise DataError([Issue(str(path), "", what, mend, "damaged")]) from None
        if asked != dict(self.asked):
            what = "this folder holds another download: other days, or another address"
            raise DataError([Issue(str(self.folder), "", what, "Give another folder with --to.", "other download")])
        self.pages = pages
        whole = next((place for place, page in enumerate(pages) if not self._is_whole(page)), len(pages))
        self.pages = pages[:whole]

    def add(self, content: bytes, page: Mapping[str, Any]) -> None:
        """Write a page, and only then say that it is there."""
        file_name = f"{self._stem}{len(self.pages) + 1:05}.json.gz"
        _write(self.folder / file_name, gzip.compress(content, mtime=0))
        digest = hashlib.sha256(content).hexdigest()
        self.pages.append(PageRecord(file_name=file_name, sha256=digest, n_bytes=len(content), **page))
        self.write_list()

    def drop_last(self) -> None:
        """Forget the last page, which may have grown since."""
        self.pages.pop()

    def write_list(self) -> None:
        """Write the list of pages, in one step."""
        told = {"asked": dict(self.asked), "pages": [asdict(page) for page in self.pages]}
        _write(self.folder / LIST_NAME, (json.dumps(told, indent=1) + "\n").encode())

    def remove_others(self) -> None:
        """Delete pages that are not on the list, which a killed run may have left."""
        named = {page.file_name for page in self.pages}
        for path in [*self.folder.glob("*_page-*.json.gz"), *self.folder.glob(".*.unfinished")]:
            if path.name not in named:
                path.unlink(missing_ok=True)

    def _is_whole(self, page: PageRecord) -> bool:
        try:
            content = gzip.decompress((self.folder / page.file_name).read_bytes())
        except (OSError, EOFError, zlib.error):
            return False
        return hashlib.sha256(content).hexdigest() == page.sha256


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)
