"""Builds again whenever what the documents are made from is edited, and tells the pages that are open."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from citytools_analysis.errors import WrongUsageError
from citytools_analysis.reporting.engine_start import SILENT, start_context
from citytools_analysis.reporting.watch_child import stand_by
from citytools_analysis.reporting.watch_files import WatchedFiles
from citytools_analysis.reporting.watch_pages import Failure
from citytools_analysis.reporting.watch_server import News, serving
from citytools_analysis.style import count_text

_LOOK_EVERY_SECONDS = 0.1
_PATIENCE_SECONDS = 0.7
_REST_SECONDS = 0.5  # before another process stands by: edits may come one upon the other
_SHOWN = 3
_EVERYTHING = ""  # stands for every report, where nothing could be built
# What takes long to import and is not edited here; the library itself is imported by each build, as it then is.
_OTHERS = (
    "IPython", "PIL.PngImagePlugin", "bs4", "httpx", "icalendar", "ipykernel.debugger", "ipykernel.zmqshell", "jinja2",
    "matplotlib.backends.backend_agg", "matplotlib.figure", "nbclient", "nbconvert.exporters", "nbformat", "nh3",
    "openpyxl", "orjson", "pandas", "papermill.execute", "pyarrow.dataset", "pyarrow.parquet", "rapidfuzz",
    "scipy.optimize", "scipy.stats", "seaborn", "typst",
)  # fmt: skip


def watch(
    options: Mapping[str, Any], *, notebooks: Path, register: Path, folder: Path, tell: Callable[[str], None] = print
) -> None:
    """
    Build, serve the documents to this computer, and build again after each edit, until interrupted.

    Parameters
    ----------
    options
        The options of `build`, as plain values.
    notebooks, register
        The folders to look at, besides the library's own.
    folder
        The folder of the documents.
    tell
        Called with each line to print.

    Raises
    ------
    WrongUsageError
        If the first build says so.
    KeyboardInterrupt
        When interrupted; everything that was started has ended.

    Examples
    --------
    >>> callable(watch)
    True
    """
    files, news = WatchedFiles(notebooks, register), News(folder)
    with serving(news) as address:
        tell(f"Watching {notebooks}, {register} and the library; documents on {address} (Ctrl-C ends)")
        _until_interrupted(_Watching(options, files, news, tell))


def _until_interrupted(watching: _Watching) -> None:
    try:
        watching.build()
        while True:
            watching.listen(_LOOK_EVERY_SECONDS)
            if changed := watching.files.changes():
                watching.build_again(changed)
    finally:
        watching.end()


class _Builder:
    """A process that makes one build; it has made everything ready before it is asked."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        context = start_context(_OTHERS)
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=stand_by, args=(theirs, dict(options), SILENT), name="citytools-watch"
        )
        self.process.start()
        theirs.close()

    def ask(self, **options: Any) -> None:
        with contextlib.suppress(OSError):  # what has become of it is told when it is listened to
            self.connection.send(options)

    def end(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join(_PATIENCE_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(_PATIENCE_SECONDS)


class _Watching:
    """What is being built, and what is known of the documents."""

    def __init__(
        self, options: Mapping[str, Any], files: WatchedFiles, news: News, tell: Callable[[str], None]
    ) -> None:
        self.options, self.files, self.news, self._tell = dict(options), files, news, tell
        self._is_forced = bool(options.get("force"))
        self._pages: dict[str, str] = {}
        self._failures: dict[str, Failure] = {}
        self._builder: _Builder | None = None  # at work, or standing by
        self._is_at_work = False
        self._started = self._ended = time.monotonic()

    def build(self) -> None:
        """Let the process that stands by build, or a new one."""
        self._started = time.monotonic()
        self._failures.pop(_EVERYTHING, None)
        self._builder, self._is_at_work = self._builder or _Builder(self.options), True
        self._builder.ask(force=self._is_forced)
        self.news.begin()

    def build_again(self, changed: Iterable[Path]) -> None:
        """Leave what is being built, and build with the edit."""
        names = sorted({path.name for path in changed})
        more = f" and {count_text(len(names) - _SHOWN, 'file')} more" if len(names) > _SHOWN else ""
        self._tell(f"Changed: {', '.join(names[:_SHOWN])}{more}")
        if self._is_at_work or any(map(self.files.is_read_ahead, changed)):
            self.end()
        self.build()

    def listen(self, seconds: float) -> None:
        """Hear what the build tells, for so long at most."""
        if self._builder is None or not self._is_at_work:
            time.sleep(seconds)
            if self._builder is None and time.monotonic() - self._ended > _REST_SECONDS:
                self._builder = _Builder(self.options)
            return
        try:
            told = self._builder.connection.recv() if self._builder.connection.poll(seconds) else None
        except (EOFError, OSError):
            told = {"kind": "broken", "code": 1, "reason": "the build ended without a word (out of memory, or a crash)"}
        if told and told["kind"] == "progress":
            self._progressed(told)
        elif told:
            self._settled(told)

    def end(self) -> None:
        """End the process there is."""
        if self._builder:
            self._builder.end()
        self._builder, self._is_at_work = None, False

    def _progressed(self, told: Mapping[str, Any]) -> None:
        entry = told["entry"]
        if entry["status"] == "unchanged":
            self._pages[entry["id"]] = f"/{entry['page']}"
            return
        self._tell(told["line"])
        self._note(entry)
        self.news.publish(self._failures.values(), page=self._pages.get(entry["id"], ""))

    def _note(self, entry: Mapping[str, str]) -> None:
        if entry["page"]:
            self._pages[entry["id"]] = f"/{entry['page']}"
        self._failures.pop(entry["id"], None)
        if entry["status"] == "failed":
            stage = "" if entry["stage"] == "run" else f"{entry['stage']}: "
            page = self._pages.get(entry["id"], f"/{entry['id']}")
            self._failures[entry["id"]] = Failure(entry["about"], f"{stage}{entry['reason']}", page)

    def _settled(self, told: Mapping[str, Any]) -> None:
        """Take in how a build ended."""
        is_first = not self.news.n_builds
        self.end()
        self._ended = time.monotonic()
        if told["kind"] == "done":
            self._is_forced = False  # it was meant for the first build
            self.news.folder = Path(told["folder"])
            self._failures.clear()
            for entry in told["entries"]:
                self._note(entry)
        elif is_first and told["code"] == 2:
            raise WrongUsageError(told["reason"])
        else:
            self._failures[_EVERYTHING] = Failure("Nothing could be built", told["reason"])
        self.news.finish(self._failures.values())
        for failure in self._failures.values():
            self._tell(f"{failure.about}: {failure.reason}")
        self._tell(f"{_summary(told)} in {time.monotonic() - self._started:.1f} s")


def _summary(told: Mapping[str, Any]) -> str:
    if told["kind"] == "broken":
        return "Not built"
    counts = {state: sum(entry["status"] == state for entry in told["entries"]) for state in ("built", "failed")}
    same = len(told["entries"]) - sum(counts.values())
    return (
        ", ".join(f"{count:,} {state}" for state, count in (*counts.items(), ("unchanged", same)) if count) or "Nothing"
    )
