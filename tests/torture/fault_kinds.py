"""What can go wrong with a build: each fault is a function of a place, which builds there and says what came of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import psutil

from torture.fault_disk import on_read_only_disk, on_small_disk, size_of, way_of_filling, way_of_sealing
from torture.fault_scene import REPORTS, Ended, Scene
from torture.fault_world import Happened, World

Fault = Callable[[World, Scene], Happened]
PATIENCE_SECONDS = 8.0
DECADE_SECONDS = 10 * 365 * 86_400.0
LIMITS = ("--time-limit", "6", "--memory-limit", "300")
NBCLIENT = ("--engine", "nbclient")
KILLED = "import os\nos.kill(os.getpid(), 9)"
KILLED_ONCE = f"if not Path('killed').exists():\n    Path('killed').touch()\n    {'; '.join(KILLED.splitlines())}"
ENDLESS = "import time\nwhile True: time.sleep(1)"
BUSY = "while True: pass"
HUNGRY = "rows = []\nwhile True: rows.append(bytearray(20_000_000))"
PRINTS = "for _ in range(1000): print('x' * 100_000)"
SHOWS = "from IPython.display import display, HTML\nfor _ in range(100): display(HTML('x' * 1_000_000))"
# A clock that is wrong, or that is wrong every other half second, in every Python that is started with it.
CLOCK = (
    "import os, time\n"
    "_real, _ahead = time.time, float(os.environ['CITYTOOLS_CLOCK'])\n"
    "_jumps = os.environ['CITYTOOLS_CLOCK_JUMPS'] == '1'\n"
    "_of = {name: getattr(time, name) for name in ('localtime', 'gmtime')}\n"
    "time.time = lambda: _real() + (0 if _jumps and _real() % 1.0 < 0.5 else _ahead)\n"
    "time.time_ns = lambda: int(time.time() * 1e9)\n"
    "time.localtime = lambda seconds=None: _of['localtime'](time.time() if seconds is None else seconds)\n"
    "time.gmtime = lambda seconds=None: _of['gmtime'](time.time() if seconds is None else seconds)\n"
)


def _bad_cell(code: str, *more: str, may_recover: bool = False) -> Fault:
    """Let a notebook do something bad."""

    def fault(world: World, scene: Scene) -> Happened:
        del world
        scene.switch.write_text(code, encoding="utf-8")
        ended = scene.build(*LIMITS, *more)
        scene.switch.unlink()
        return Happened(ended, may_fail=["bad"], must_fail=[] if may_recover else ["bad"])

    return fault


def _signalled(number: int, *more: str) -> Fault:
    """Send the builder a signal at some moment; an interruption goes to its whole group, as a terminal sends it."""

    def fault(world: World, scene: Scene) -> Happened:
        moment = world.seconds * world.chance.uniform(0.15, 1.5 if more else 1)
        with scene.started(*scene.words(*more)) as process:
            family = list(_family_until(process, time.monotonic() + moment))
            has_ended = process.poll() is not None
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
            told, complaint = process.communicate(timeout=60)
        ended = Ended(process.returncode, told, complaint)
        is_polite = number != signal.SIGKILL and not has_ended
        problems = (*_left_running(family), *(_impolite(scene, ended) if is_polite else ()))
        how = f"{moment:.2f} s" + (" (it had ended)" if has_ended else "")
        return Happened(ended, has_died=not has_ended, problems=problems, how=how)

    return fault


def _family_until(process: subprocess.Popen[str], until: float) -> Iterator[psutil.Process]:
    """Give every process that a command starts, and those start, up to a moment or its end."""
    seen: set[psutil.Process] = set()
    while process.poll() is None and time.monotonic() < until:
        new = {*_children(process)} - seen
        seen |= new
        yield from new
        time.sleep(0.02)


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def _left_running(family: Sequence[psutil.Process]) -> Iterator[str]:
    for process in psutil.wait_procs(family, timeout=PATIENCE_SECONDS)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                yield f"a process of the build is left running: {' '.join(process.cmdline())[:80]}"
                process.kill()


def _impolite(scene: Scene, ended: Ended) -> Iterator[str]:
    """Find a traceback, and the edition's register where temporary files are: it may be the members'."""
    if "Traceback" in ended.complaint:
        yield f"a traceback: {ended.complaint.strip()[-300:]!r}"
    yield from (f"{path.parent.name} is left lying" for path in (scene.place / "tmp").glob("*/register"))


def _one_process_killed(world: World, scene: Scene) -> Happened:
    """Kill one of the processes that a build has started, whichever."""
    with scene.started(*scene.words()) as process:
        time.sleep(world.chance.uniform(0.3, world.seconds))
        family = sorted(_children(process), key=lambda one: one.pid)
        victim = world.chance.choice(family) if family else None
        with contextlib.suppress(psutil.NoSuchProcess, AttributeError):
            victim.kill()  # type: ignore[union-attr]
        try:
            told, complaint = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Happened(None, REPORTS, has_died=True, problems=("the build hangs",))
    return Happened(Ended(process.returncode, told, complaint), may_fail=REPORTS)


def _reader_goes_away(world: World, scene: Scene) -> Happened:
    """Close the pipe that the build tells its progress to, as `| head -1` does."""
    del world
    with scene.started(*scene.words()) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
        process.wait(60)
    problems = ("a traceback",) if "Traceback" in complaint else ()
    return Happened(None, has_died=True, problems=problems)


def _disk_full(*, is_first: bool) -> Fault:
    def fault(world: World, scene: Scene) -> Happened:
        if is_first:
            shutil.rmtree(scene.place / "out")
        used = 0 if is_first else size_of(scene.place / "out")
        room = world.chance.randrange(8_192, 400_000 if is_first else 160_000)
        ended = on_small_disk(scene, "out", used + room, scene.words())
        return Happened(ended, may_fail=REPORTS, how=way_of_filling())

    return fault


def _temporary_folder_full(world: World, scene: Scene) -> Happened:
    """Leave hardly any room where temporary files are."""
    room = world.chance.choice([4_096, 65_536, 200_000, 400_000, 1_000_000])
    ended = on_small_disk(scene, "tmp", room, scene.words())
    return Happened(ended, may_fail=REPORTS, has_died="Error:" in ended.complaint, how=way_of_filling())


def _read_only(part: str) -> Fault:
    """Let nobody write to a part of the output."""

    def fault(world: World, scene: Scene) -> Happened:
        del world
        if not way_of_sealing():
            return Happened(
                None, how="not tried: to root nothing is read-only, and it may have no view of the disk of its own"
            )
        folder = (scene.folder / part).relative_to(scene.place)
        ended = on_read_only_disk(scene, str(folder), scene.words())
        failing = [name for name in REPORTS if not part or part.endswith(f"/{name}")]
        return Happened(ended, failing, failing, how=way_of_sealing())

    return fault


def _at_once(command: str) -> Fault:
    """Give a second command while a build is at work; whoever comes second is refused, and told by whom."""

    def fault(world: World, scene: Scene) -> Happened:
        with scene.started(*scene.words()) as first:
            time.sleep(world.seconds * world.chance.uniform(0.1, 0.7))
            second = scene.run(*scene.words(command=command))
            told, complaint = first.communicate(timeout=120)
        ended = Ended(first.returncode, told, complaint)
        refused = [one for one in (ended, second) if one.exit_code]
        problems = [
            f"refused in other words: {one.complaint[-200:]!r}"
            for one in refused
            if "is writing to" not in one.complaint
        ]
        problems += ["neither of two was let in"] if len(refused) == 2 else []
        if ended.exit_code or (
            command != "build" and not second.exit_code
        ):  # not at once: begin again, without a fault
            shutil.rmtree(scene.place / "out")
            shutil.copytree(world.first.place / "out", scene.place / "out")
            return Happened(None, REPORTS, has_died=True, problems=tuple(problems))
        return Happened(ended, problems=tuple(problems))

    return fault


def _clock(seconds: float, *, jumps: bool = False) -> Fault:
    """Build by a clock that is wrong; the files bear its days."""

    def fault(world: World, scene: Scene) -> Happened:
        (scene.place / "clock").mkdir()
        (scene.place / "clock" / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
        path = os.pathsep.join([str(scene.place / "clock"), os.environ.get("PYTHONPATH", "")])
        wrong = {"PYTHONPATH": path, "CITYTOOLS_CLOCK": str(seconds), "CITYTOOLS_CLOCK_JUMPS": str(int(jumps))}
        ended = Scene(scene.place, wrong).build()
        for file in scene.folder.rglob("*"):
            day = max(0.0, time.time() + seconds * (world.chance.random() if jumps else 1))
            os.utime(file, (day, day))
        return Happened(ended, how="the clock of every Python process, and the days of files")

    return fault


FAULTS: Mapping[str, Fault] = {
    "builder killed": _signalled(signal.SIGKILL),
    "builder killed, nbclient": _signalled(signal.SIGKILL, *NBCLIENT),
    "builder told to end": _signalled(signal.SIGTERM),
    "terminal closed": _signalled(signal.SIGHUP),
    "Ctrl-C": _signalled(signal.SIGINT),
    "Ctrl-C, nbclient": _signalled(signal.SIGINT, *NBCLIENT),
    "one of its processes killed": _one_process_killed,
    "kernel killed mid-cell": _bad_cell(KILLED),
    "kernel killed mid-cell, nbclient": _bad_cell(KILLED, *NBCLIENT),
    "kernel killed once": _bad_cell(KILLED_ONCE, may_recover=True),
    "notebook without end": _bad_cell(ENDLESS),
    "notebook without end, nbclient": _bad_cell(BUSY, *NBCLIENT),
    "notebook eats memory": _bad_cell(HUNGRY),
    "notebook prints 100 MB": _bad_cell(PRINTS),
    "notebook prints 100 MB, nbclient": _bad_cell(PRINTS, *NBCLIENT, may_recover=True),
    "notebook shows 100 MB": _bad_cell(SHOWS),
    "disk full": _disk_full(is_first=False),
    "disk full at the first build": _disk_full(is_first=True),
    "temporary folder full": _temporary_folder_full,
    "output read-only": _read_only(""),
    "folder of one report read-only": _read_only("london/three"),
    "two builds at once": _at_once("build"),
    "a build and a dashboard at once": _at_once("dashboard"),
    "a build and a pack at once": _at_once("pack"),
    "clock ten years back": _clock(-DECADE_SECONDS),
    "clock in 1970": _clock(3_600 - time.time()),
    "clock ten years ahead": _clock(DECADE_SECONDS),
    "clock jumps ahead and back": _clock(DECADE_SECONDS, jumps=True),
    "reader of the progress goes away": _reader_goes_away,
}
