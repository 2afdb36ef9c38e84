"""What can go wrong with `add`, `pack` and `dashboard`: killed, interrupted, on a full disk, on one that is read-only."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from citytools_analysis.register import open_register
from citytools_analysis.schema import TABLES
from torture.fault_checks import Broken, half_files
from torture.fault_disk import on_read_only_disk, on_small_disk, size_of, way_of_sealing
from torture.fault_scene import COMMAND, Ended, Scene, Tree, copied
from torture.fault_world import World

Way = Callable[[World, Scene, Sequence[str], str], Ended]
COMMANDS = ("add", "pack", "dashboard")
RETURNS = sorted((Path(__file__).parents[2] / "data" / "sample" / "returns").glob("*.xlsx"))[:2]
_NO_WORD = "no word, as it was killed"


def _signalled(number: int) -> Way:
    def way(world: World, scene: Scene, words: Sequence[str], folder: str) -> Ended:
        del folder
        with scene.started(*words) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(world.seconds * world.chance.uniform(0.15, 1))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            told, complaint = process.communicate(timeout=60)
        return Ended(process.returncode, told, complaint if process.returncode != -signal.SIGKILL else _NO_WORD)

    return way


def _disk_full(world: World, scene: Scene, words: Sequence[str], folder: str) -> Ended:
    return on_small_disk(scene, folder, size_of(scene.place / folder) + world.chance.randrange(0, 300_000), words)


def _read_only(world: World, scene: Scene, words: Sequence[str], folder: str) -> Ended:
    del world
    return on_read_only_disk(scene, folder, words) if way_of_sealing() else Ended(1, "", "not tried: this is root")


WAYS: Mapping[str, Way] = {
    "killed": _signalled(signal.SIGKILL),
    "interrupted": _signalled(signal.SIGINT),
    "on a full disk": _disk_full,
    "on a read-only disk": _read_only,
}
OTHERS = tuple(f"{command} {way}" for command in COMMANDS for way in WAYS)


def inject_other(name: str, world: World) -> tuple[Broken, str]:
    """Do a fault to a command that is no build, look at what it left, and give the command again."""
    command, _, way = name.partition(" ")
    folder = "added" if command == "add" else "out"
    scene = copied(_start_of(world, command), Path(tempfile.mkdtemp(dir=world.place)) / "scene")
    before, after = made(scene, command), _made_undisturbed(world, command)
    ended = WAYS[way](world, scene, _words(scene, command), folder)
    broken = Broken(silent=list(_silent(ended, is_done=made(scene, command) == after)))
    if command == "add":
        now = made(scene, command)
        broken.half += [] if now in (before, after) else [f"the register is neither old nor new: {now}"]
    else:
        broken.half += half_files(scene, (before, after), has_died=True)
    again = scene.run(*_words(scene, command))
    if again.exit_code:
        broken.lost.append(f"given again, it fails: {again.complaint.strip()[-300:]!r}")
    now = made(scene, command)
    differ = sorted(path for path in {*now, *after} if now.get(path) != after.get(path))
    broken.lost += [f"{path} is not as an undisturbed {command} leaves it" for path in differ]
    shutil.rmtree(scene.place.parent)
    return broken, ""


def made(scene: Scene, command: str) -> Tree:
    """Give what a command has made: its documents; of a register what it says, once every table has been read."""
    if command != "add":
        return scene.tree()
    register = open_register(scene.place / "added")
    return {"rows": str(sum(len(register.rows(table)) for table in TABLES)), "sha256": register.sha256}


def _silent(ended: Ended, *, is_done: bool) -> list[str]:
    if "Traceback (most recent call last)" in ended.complaint:
        return [f"a traceback: {ended.complaint.strip()[-300:]!r}"]
    if ended.exit_code and not ended.complaint.strip():
        return [f"exit code {ended.exit_code}, and not a word why"]
    return [] if ended.exit_code or is_done else ["exit code 0, and it is not what an undisturbed command makes"]


def _words(scene: Scene, command: str) -> list[str]:
    return scene.words(command=command) if command != "add" else _adding(RETURNS[1])


def _adding(path: Path) -> list[str]:
    return [*COMMAND, "add", str(path), "--register", "added", "--retrieved", "2026-11-23"]


def _start_of(world: World, command: str) -> Scene:
    """Give the place that a command starts from, with a register of one file for `add`."""
    if command == "add" and not (world.undisturbed.place / "added").exists():
        _must(world.undisturbed.run(*_adding(RETURNS[0])))
    return world.undisturbed


def _made_undisturbed(world: World, command: str) -> Tree:
    """Give what a command makes undisturbed; it is given once for all faults."""
    place = world.place / f"undisturbed-{command}"
    scene = Scene(place)
    if not place.exists():
        scene = copied(_start_of(world, command), place)
        _must(scene.run(*_words(scene, command)))
    return made(scene, command)


def _must(ended: Ended) -> None:
    if ended.exit_code:
        raise RuntimeError(f"an undisturbed command failed:\n{ended.complaint}")
