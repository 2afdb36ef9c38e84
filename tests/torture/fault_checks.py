"""Whether a fault broke one of the five promises; each check gives in words what it found, and nothing where all is well."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup

from torture.fault_scene import OF_THE_DASHBOARD, OF_THE_MACHINE, Ended, Scene, Tree

DONE = ("built", "unchanged")
READY = ("built now", "unchanged")  # as the index says it


@dataclass
class Broken:
    """What was found, by promise."""

    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    redone: list[str] = field(default_factory=list)

    def add(self, other: Broken, where: str) -> None:
        """Take in what was found elsewhere."""
        for name in vars(self):
            getattr(self, name).extend(f"{where}: {words}" for words in getattr(other, name))


def files_of(entry: Mapping[str, Any]) -> dict[str, str]:
    """Give the hash of each document by its path."""
    return {file["path"]: file["sha256"] for file in entry["files"]}


def half_files(scene: Scene, wholes: Collection[Tree], *, has_died: bool = False) -> Iterator[str]:
    """
    Find files that are not whole, are not there, or are not told of.

    Of a builder that was killed, a document may be there that it had no time to tell of, if it is whole.
    """
    tree, entries = scene.tree(), scene.entries().values()
    whole = {(path, digest) for one in wholes for path, digest in one.items()}
    told = {path: digest for entry in entries for path, digest in files_of(entry).items()}
    for entry in entries:
        is_done = entry["status"] in DONE
        for path, digest in files_of(entry).items():
            there = tree.get(path)
            is_whole = has_died and not is_done and (there is None or (path, there) in whole)
            if there != digest and not is_whole:
                yield f"{path} of {entry['id']} ({entry['status']}) is {'not there' if there is None else 'another'}"
    kept = {entry["notebook"] for entry in entries}
    stuck = " ".join(entry["reason"] for entry in entries if "could not be removed" in entry["reason"])
    for path in sorted(tree.keys() - told.keys() - kept - {*OF_THE_MACHINE, *OF_THE_DASHBOARD}):
        if path.rpartition("/")[2] in stuck:
            continue
        if not has_died or not (path.rpartition("/")[2].startswith(".") or (path, tree[path]) in whole):
            yield f"{path} is there and not told of"


def passed_off(scene: Scene, by_register: Mapping[str, Tree]) -> Iterator[str]:
    """Find documents that the manifest or the index calls ready and that the register it names would not give."""
    tree = scene.tree()
    for entry in scene.entries().values():
        wanted = by_register.get(entry["register_sha256"][:8], {})
        for path in files_of(entry) if entry["status"] in DONE else ():
            if tree.get(path) != wanted.get(path):
                yield f"the manifest says {entry['status']} of {path}, which is not what its register gives"
    index = scene.folder / "index.html"
    if not index.exists():
        return
    page = BeautifulSoup(index.read_text(encoding="utf-8"), "html.parser")
    named = re.search(r"register (\w{8})", page.select_one("footer").get_text())
    wanted = by_register.get(named[1] if named else "", {})
    for row in page.select("tbody tr"):
        is_ready = any(cell.get_text() in READY for cell in row.find_all("td"))
        for path in (str(link["href"]) for link in row.select("a[href]") if is_ready):
            if tree.get(path) != wanted.get(path):
                yield f"the index says ready of {path}, which is not what the register it names gives"


def unnamed(scene: Scene, ended: Ended) -> Iterator[str]:
    """Find what went wrong without a word: a traceback, a failure without name, reason or exit code."""
    if "Traceback (most recent call last)" in ended.complaint + ended.told:
        yield f"a traceback: {ended.complaint.strip().splitlines()[-1][:200]}"
    entries = scene.entries().values()
    failed = [entry for entry in entries if entry["status"] == "failed"]
    if not ended.exit_code and any(entry["status"] not in DONE for entry in entries):
        yield "exit code 0, and not everything is done"
    if ended.exit_code and not ended.complaint.strip():
        yield f"exit code {ended.exit_code}, and not a word why"
    for entry in failed:
        if not entry["reason"] or entry["reason"][:30] not in ended.complaint.replace("\n", " "):
            is_named = entry["title"] in ended.complaint and entry["cell"]
            if not is_named:
                yield f"{entry['id']} failed and is not named with its reason ({entry['reason']!r})"


def lost(scene: Scene, may_fail: Collection[str], every: Collection[str]) -> Iterator[str]:
    """Find reports that a fault of others has kept from being made."""
    entries = scene.entries()
    for name in every:
        status = entries[name]["status"] if name in entries else "not there"
        if name not in may_fail and status not in DONE:
            reason = f": {entries[name]['reason']}" if name in entries else ""
            yield f"{name} is {status}{reason}"


def done(scene: Scene, after: Tree) -> set[str]:
    """Name the reports that are told to be done, and are what would be made now."""
    tree = scene.tree()
    entries = scene.entries().values()
    return {
        entry["id"] for entry in entries
        if entry["status"] in DONE and entry["files"] and all(tree.get(path) == digest == after.get(path) for path, digest in files_of(entry).items())
    }  # fmt: skip


def there(scene: Scene, after: Tree, undisturbed: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Name the reports all of whose documents lie there as they would be made now, told of or not."""
    tree = scene.tree()
    return {
        name for name, entry in undisturbed.items() if all(tree.get(path) == after[path] for path in files_of(entry))
    }


def after_the_next(scene: Scene, undisturbed: Tree) -> Iterator[str]:
    """Find what differs from an undisturbed build, once the same command has been given again twice."""
    tree = scene.tree()
    for path in sorted({*tree, *undisturbed}):
        if tree.get(path) != undisturbed.get(path):
            yield f"{path} is not as an undisturbed build leaves it"
