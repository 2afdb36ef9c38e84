"""A process that dies takes no other item with it."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from citytools_analysis.reporting.engine_process import CellProcess
from citytools_analysis.reporting.job import Limits
from citytools_analysis.reporting.pool import each_result


def _work(item: int) -> tuple[int, str]:
    if item == 2:
        os._exit(1)
    return item * 10, tempfile.gettempdir()


def test_a_dead_process_loses_its_own_item_only_and_files_stay_private(tmp_path: Path) -> None:
    results = dict(each_result(_work, [1, 2, 3, 4, 5], jobs=2, private=tmp_path))
    assert results.pop(2) is None
    assert results == {item: (item * 10, str(tmp_path)) for item in (1, 3, 4, 5)}


def test_an_interrupted_build_leaves_no_process_behind(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())

    def interrupted() -> None:
        with closing(each_result(_work, [1, 3, 4, 5], jobs=2, private=tmp_path)) as results:
            next(results)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    left = set(multiprocessing.active_children()) - before
    # A child that another thread has just reaped counts as alive until that thread has written down how it ended.
    until = time.monotonic() + 10
    while any(process.is_alive() for process in left) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [process for process in left if process.is_alive()]


def _linger(place: str) -> str:
    if place:
        with CellProcess(".", Limits()) as process:
            process.send(f"import os, pathlib\npathlib.Path({place!r}).write_text(str(os.getpid()))")
            process.send("import time\ntime.sleep(60)")
            time.sleep(60)
    return place


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
def test_an_interrupted_build_leaves_no_notebook_running(tmp_path: Path) -> None:
    place = tmp_path / "pid"
    with closing(each_result(_linger, ["", str(place)], jobs=2, private=tmp_path)) as results:
        next(results)
        until = time.monotonic() + 30
        while not (place.exists() and place.read_text()) and time.monotonic() < until:
            time.sleep(0.02)
        its = Path("/proc") / place.read_text()
        assert its.exists()
    until = time.monotonic() + 10
    while its.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not its.exists()
