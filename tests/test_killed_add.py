"""An `add` that is killed at any moment leaves the register as it was, or as it was to become: never between the two."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from citytools_analysis.register import open_register
from citytools_analysis.schema import TABLES

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
N_KILLS = int(os.environ.get("CITYTOOLS_FUZZ_KILLS", "5"))


def add(folder: Path, *files: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "citytools_analysis", "add", *map(str, files), "--register", str(folder)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*command, "--retrieved", "2026-11-23"], stdout=quiet, stderr=quiet)


def content(folder: Path) -> str:
    register = open_register(folder)
    for name in TABLES:  # every table is whole
        assert len(register.rows(name)) >= 0
    return register.sha256


def test_a_killed_addition_is_whole_or_was_never_made(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    first, second = sorted((SAMPLE / "returns").glob("*.xlsx"))[:2]
    assert add(before, first).wait() == 0
    shutil.copytree(before, after)
    began = time.monotonic()
    assert add(after, second).wait() == 0
    seconds = time.monotonic() - began
    whole = {content(before), content(after)}
    chance = random.Random(20261123)  # noqa: S311 - a seed, not a secret
    n_killed = 0
    folder = tmp_path / "killed"
    shutil.copytree(before, folder)
    for _ in range(N_KILLS):
        process = add(folder, second)
        time.sleep(seconds * chance.uniform(0.3, 1.0))
        n_killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert content(folder) in whole
        if content(folder) == content(after):  # it was done before it was killed: begin again
            shutil.rmtree(folder)
            shutil.copytree(before, folder)
    assert n_killed
    assert add(folder, second).wait() == 0
    assert content(folder) == content(after)
    assert not list((folder / "snapshots").glob(".unfinished-*"))
