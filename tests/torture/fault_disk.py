"""Disks that are full or that nobody may write to: real ones, in a view of the disk that only one command has."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from torture.fault_scene import Ended, Scene

PAGE = 4_096
_NOT_MOUNTED = 99
_SMALL = (
    'cp -a "$0" kept && mount -t tmpfs -o size={kilobytes}k none "$0" && cp -a kept/. "$0"/ || exit 99; '
    '"$@"; code=$?; cp -a "$0" taken; exit $code'
)
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 99; exec "$@"'
_NO_RIGHTS = 'chmod -R a-w "$0"; "$@"; code=$?; chmod -R u+w "$0"; exit $code'
_NO_LARGE_FILE = 'ulimit -f {blocks}; exec "$@"'


@lru_cache
def own_view() -> tuple[str, ...]:
    """Find what gives a command a view of the disk of its own; nothing where the system lets nobody have one."""
    unshare = shutil.which("unshare")
    words = (unshare or "", "--user", "--map-root-user", "--mount")
    tried = [*words, "sh", "-c", "mount -t tmpfs none /mnt"]
    return words if unshare and not subprocess.run(tried, capture_output=True, check=False).returncode else ()


def way_of_filling() -> str:
    """Say how a disk is filled here."""
    return (
        "a file system of its own"
        if own_view()
        else "a limit on the size of a file, for want of a file system of its own"
    )


def way_of_sealing() -> str:
    """Say how a folder is made read-only here; blank where it cannot be."""
    if own_view():
        return "mounted read-only"
    return "without the right to write" if os.geteuid() else ""


def size_of(folder: Path) -> int:
    """Give what a folder takes on a file system in memory: whole pages, and one for its name."""
    return sum((-(-path.stat().st_size // PAGE) + 1) * PAGE for path in folder.rglob("*"))


def on_small_disk(scene: Scene, folder: str, n_bytes: int, words: Sequence[str]) -> Ended:
    """Run a command while a folder lies on a file system of so many bytes."""
    (scene.place / folder).mkdir(exist_ok=True)
    if not own_view():
        return scene.run("sh", "-c", _NO_LARGE_FILE.format(blocks=n_bytes // 512 % 64 + 1), folder, *words)
    ended = scene.run(*own_view(), "sh", "-c", _SMALL.format(kilobytes=n_bytes // 1024), folder, *words)
    assert ended.exit_code != _NOT_MOUNTED, ended.complaint
    shutil.rmtree(scene.place / "kept")
    shutil.rmtree(scene.place / folder)
    (scene.place / "taken").rename(scene.place / folder)
    return ended


def on_read_only_disk(scene: Scene, folder: str, words: Sequence[str]) -> Ended:
    """Run a command while nobody may write to a folder."""
    script = _READ_ONLY if own_view() else _NO_RIGHTS
    ended = scene.run(*own_view(), "sh", "-c", script, folder, *words)
    assert ended.exit_code != _NOT_MOUNTED, ended.complaint
    return ended
