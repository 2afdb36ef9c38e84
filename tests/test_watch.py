"""`build --watch`: an edit comes to the open page, a broken one says why, and neither touches the files with a script."""

from __future__ import annotations

import http.client
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from small_reports import save_register, write_notebook

from citytools_analysis.cli import main
from citytools_analysis.errors import WrongUsageError
from citytools_analysis.reporting import watch as watching
from citytools_analysis.reporting import watch_child
from citytools_analysis.reporting.watch import watch
from citytools_analysis.reporting.watch_files import WatchedFiles
from citytools_analysis.reporting.watch_pages import Failure, page_that_is_not_there, served
from citytools_analysis.reporting.watch_server import News, serving

ROOT = Path(__file__).parents[1]
PAGE, BRENT = (f"/borough/{name}/{name}-technology-report.html" for name in ("camden", "brent"))
SHOWS = "import citytools_analysis as ct\nfrom IPython.display import HTML, display\ndisplay(HTML(f'<h1>{ct.style.NAVY}</h1>'))"


def _get(address: str, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


class Events:
    """The news as a browser hears them."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address.split("/")[2], timeout=60)
        self._connection.request("GET", "/-/events")
        self._answer = self._connection.getresponse()
        assert self._answer.headers["Content-Type"] == "text/event-stream"

    def next(self) -> dict[str, Any]:
        """Wait for the next."""
        while not (line := self._answer.readline()).startswith(b"data: "):
            assert line, "the server went away"
        news: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return news

    def next_of(self, page: str) -> dict[str, Any]:
        """Wait for the first that tells of a page; of several pages done with at once one tells."""
        while page not in (news := self.next())["told"]:
            pass
        return news

    def end(self) -> dict[str, Any]:
        """Wait for the end of a build."""
        while not (news := self.next())["isDone"]:
            pass
        return news


class Watch:
    """The command, run as an analyst runs it, from a copy of the library that may be edited."""

    def __init__(self, place: Path) -> None:
        library = place / "citytools_analysis"
        library.mkdir()
        for part in (ROOT / "citytools_analysis").iterdir():
            (library / part.name).symlink_to(part)
        (place / "data").symlink_to(ROOT / "data")
        self.notebook = place / "notebooks" / "borough_report.ipynb"
        self.style = library / "style.py"
        self.style.unlink()
        shutil.copy(ROOT / "citytools_analysis" / "style.py", self.style)
        write_notebook(self.notebook, SHOWS, title="Technology report")
        command = [
            "-m",
            "citytools_analysis",
            "build",
            "--borough",
            "camden",
            "--borough",
            "brent",
            "--formats",
            "html",
            "--watch",
        ]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--register", str(save_register(place / "register"))],
            cwd=place,
            env=os.environ | {"PYTHONPATH": str(place), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.address = self.line_with("http://").partition("documents on ")[2].split()[0]
        self.file = place / "reports" / "public" / "2026-11-23" / PAGE.lstrip("/")

    def line_with(self, words: str) -> str:
        """Wait for a line."""
        assert self.process.stdout
        said = ""
        for line in self.process.stdout:
            if words in line:
                return line
            said += line
        raise AssertionError(words, said)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Watch]:
    started = Watch(tmp_path)
    yield started
    started.process.kill()
    started.process.communicate()


def test_edits_of_the_library_and_of_a_notebook_come_to_the_page_and_a_broken_one_says_why(run: Watch) -> None:
    run.line_with("2 built in ")
    events = Events(run.address)
    first = events.next()["version"]
    status, page = _get(run.address, PAGE)
    assert (status, b'<script data-version="%d">' % first in page) == (200, True)
    navy = re.search(rb"<h1>(#\w+)</h1>", page)
    assert navy

    run.style.write_text(run.style.read_text().replace(navy[1].decode(), "#123456"))
    write_notebook(run.notebook, SHOWS, "borough == 'brent' and {}['<b>']", title="Technology report")
    news = events.next_of(PAGE)
    assert news["told"][PAGE] > first
    assert [failure["page"] for failure in news["failures"]] in ([], [BRENT])
    assert b"<h1>#123456</h1>" in _get(run.address, PAGE)[1]
    assert "<h1>#123456</h1>" in run.file.read_text()
    assert "<script" not in run.file.read_text()

    news = news if news["isDone"] else events.end()
    reason = "cell 3 (borough == 'brent' and {}['<b>']): KeyError: '<b>'"
    assert sorted(news["told"]) == sorted([BRENT, PAGE])
    assert news["failures"] == [{"about": "Brent, Technology report", "reason": reason, "page": BRENT}]
    assert f"Brent, Technology report: {reason}" in run.line_with("cell 3")
    status, page = _get(run.address, BRENT)
    assert (status, b"KeyError: &#x27;&lt;b&gt;&#x27;" in page) == (404, True)

    interrupted = time.monotonic()
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(10) == 0
    assert time.monotonic() - interrupted < 2


class Scripted:
    """Stands in for the process that builds: tells what is in its script, and remembers how it was asked."""

    def __init__(self, script: list[list[dict[str, Any] | None]]) -> None:
        self.script, self.asked, self.n_started, self.n_ended = script, list[dict[str, Any]](), 0, 0
        self.connection, self.messages = self, list[dict[str, Any] | None]()

    def __call__(self, options: dict[str, Any]) -> Scripted:
        """Take the place of the class."""
        del options
        self.n_started += 1
        return self

    def ask(self, **options: Any) -> None:
        """Begin the next part of the script; there is none: the analyst goes home."""
        self.asked.append(options)
        self.messages = self.script.pop(0)

    def poll(self, seconds: float) -> bool:
        """Tell whether there is something to hear."""
        del seconds
        return True

    def recv(self) -> dict[str, Any]:
        """Give the next message, or fall silent as a process that died does."""
        told = self.messages.pop(0)
        if told is None:
            raise EOFError
        return told

    def end(self) -> None:
        """Count."""
        self.n_ended += 1


def _entry(status: str, **more: str) -> dict[str, str]:
    base = {"id": "b/camden", "about": "Camden, Report", "stage": "", "reason": "", "page": "camden.html"}
    return base | {"status": status} | more


FAILED = _entry("failed", stage="pdf", reason="an image has no text", page="")


def _watched(
    script: list[list[dict[str, Any] | None]], place: Path, monkeypatch: pytest.MonkeyPatch, edited: str = "a.ipynb"
) -> tuple[Scripted, list[str]]:
    """Edit a file after each part of the script, and interrupt after the last."""
    builder, lines = Scripted(script), list[str]()
    monkeypatch.setattr(watching, "_Builder", builder)
    monkeypatch.setattr(watching, "_REST_SECONDS", 0.0)

    class Edited:
        def __init__(self, *_: Path) -> None:
            pass

        def changes(self) -> set[Path]:
            if not builder.script and not builder.messages:
                raise KeyboardInterrupt
            is_at_rest = not builder.messages and builder.n_started > builder.n_ended
            return {place / edited} if is_at_rest else set()

        def is_read_ahead(self, path: Path) -> bool:
            return path.suffix != ".ipynb"

    monkeypatch.setattr(watching, "WatchedFiles", Edited)
    with pytest.raises(KeyboardInterrupt):
        watch({"force": True}, notebooks=place, register=place, folder=place, tell=lines.append)
    return builder, [re.sub(r"[\d.]+ s$", "_ s", line) for line in lines[1:]]


def test_a_build_that_dies_or_cannot_start_is_told_and_the_next_one_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = {"kind": "done", "folder": str(tmp_path), "entries": [_entry("unchanged")]}
    broken = {"kind": "broken", "code": 1, "reason": "style.py, line 3: SyntaxError"}
    builder, lines = _watched([[None], [broken], [done]], tmp_path, monkeypatch)
    assert lines == [
        "Nothing could be built: the build ended without a word (out of memory, or a crash)", "Not built in _ s",
        "Changed: a.ipynb", "Nothing could be built: style.py, line 3: SyntaxError", "Not built in _ s",
        "Changed: a.ipynb", "1 unchanged in _ s",
    ]  # fmt: skip
    assert builder.asked == [{"force": True}] * 3  # until a build has come to its end
    assert builder.n_started == builder.n_ended == 3


def test_a_failed_document_is_told_with_its_stage_and_force_is_for_the_first_build_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [
        {"kind": "progress", "line": "[1/1] Camden  built  1.0 s", "entry": _entry("built")},
        {"kind": "done", "folder": str(tmp_path), "entries": [_entry("built")]},
    ]
    second = [
        {"kind": "progress", "line": "[1/1] Camden  failed  1.0 s", "entry": FAILED},
        {"kind": "done", "folder": str(tmp_path), "entries": [FAILED]},
    ]
    builder, lines = _watched([first, second], tmp_path, monkeypatch)
    assert lines[2:] == [
        "Changed: a.ipynb", "[1/1] Camden  failed  _ s", "Camden, Report: pdf: an image has no text", "1 failed in _ s",
    ]  # fmt: skip
    assert builder.asked == [{"force": True}, {"force": False}]


@pytest.mark.parametrize(("edited", "n_started"), [("a.ipynb", 2), ("style.py", 3)])
def test_a_process_that_has_read_what_was_edited_is_replaced(
    edited: str, n_started: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = {"kind": "done", "folder": str(tmp_path), "entries": []}
    builder, _ = _watched([[done], [done]], tmp_path, monkeypatch, edited)
    assert (builder.n_started, builder.n_ended) == (n_started, n_started)


def test_what_does_not_exist_ends_the_watch_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"kind": "broken", "code": 2, "reason": "Unknown borough 'cambden'. Did you mean 'camden'?"}
    builder = Scripted([[told]])
    monkeypatch.setattr(watching, "_Builder", builder)
    with pytest.raises(WrongUsageError, match="Did you mean 'camden'"):
        watch({}, notebooks=tmp_path, register=tmp_path, folder=tmp_path, tell=lambda _: None)
    assert builder.n_started <= builder.n_ended


def test_a_build_begins_with_no_module_of_the_library_whatever_it_was_copied_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    modules = dict(sys.modules)
    assert "citytools_analysis.style" in modules
    monkeypatch.setattr(sys, "modules", modules)
    monkeypatch.setattr(importlib, "import_module", lambda name: name)
    assert watch_child.library() == "citytools_analysis.reporting.watch_ready"
    left = {name for name in modules if name.partition(".")[0] == "citytools_analysis"}
    assert left == {"citytools_analysis.reporting.watch_child"}


def test_files_that_were_edited_added_or_removed_are_told_once_they_are_at_rest(tmp_path: Path) -> None:
    notebooks, register = tmp_path / "notebooks", tmp_path / "register"
    for name in ("notebooks/a.ipynb", "notebooks/b.ipynb", "register/current"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    files = WatchedFiles(notebooks, register)
    (notebooks / "a.ipynb").write_text("longer")
    (notebooks / "b.ipynb").unlink()
    (notebooks / ".c.ipynb").write_text("hidden")
    (register / "current").write_text("newer")
    assert files.changes() == set()
    assert files.changes() == {notebooks / "a.ipynb", notebooks / "b.ipynb", register / "current"}
    assert files.changes() == set()
    assert [files.is_read_ahead(path) for path in (notebooks / "a.ipynb", register / "current")] == [False, True]


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("default-src 'none'; img-src data:", rb"default-src 'none'; img-src data:; script-src 'sha256-[^']+'; connect-src 'self'"),
        ("script-src 'sha256-x'; connect-src 'none'", rb"script-src 'sha256-x' 'sha256-[^']+'; connect-src 'self'"),
    ],
)  # fmt: skip
def test_the_pages_own_policy_lets_the_script_in_and_nothing_else(policy: str, allowed: bytes) -> None:
    page = f'<head><meta http-equiv="Content-Security-Policy" content="{policy}"></head><body>a</body>'.encode()
    assert re.search(rb'content="' + allowed + rb'"></head><body>a<script data-version="7">', served(page, 7))


@pytest.fixture
def documents(tmp_path: Path) -> Iterator[tuple[str, News]]:
    (tmp_path / "public").mkdir()
    (tmp_path / "members.html").write_text("for members")
    (tmp_path / "public" / ".hidden.html").write_text("hidden")
    (tmp_path / "public" / "a.html").write_text("<body>a</body>")
    (tmp_path / "public" / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "public" / "link.html").symlink_to(tmp_path / "members.html")
    news = News(tmp_path / "public")
    with serving(news) as address:
        yield address, news


@pytest.mark.parametrize(
    "path", ["/../members.html", "/%2e%2e/members.html", "/link.html", "/.hidden.html", "/no.html"]
)
def test_nothing_outside_the_folder_is_served(path: str, documents: tuple[str, News]) -> None:
    status, page = _get(documents[0], path)
    assert (status, b"for members" in page, b"hidden" in page) == (404, False, False)


def test_documents_are_served_to_this_computer_by_its_own_name_only(documents: tuple[str, News]) -> None:
    address, _ = documents
    assert address.startswith("http://127.0.0.1:")
    assert _get(address, "/a.html")[1].startswith(b"<body>a<script data-version")
    assert _get(address, "/a.pdf") == (200, b"%PDF")
    assert _get(address, "/")[0] == 302
    assert _get(address, "/a.html", Host="evil.example")[0] == 403  # a name that was made to point here


def test_a_reader_who_comes_in_the_middle_hears_what_stands(documents: tuple[str, News]) -> None:
    address, news = documents
    news.begin()
    news.publish([Failure("Camden", "cell 3", "/a.html")], page="/a.html")
    events = Events(address)
    told = events.next()
    assert (told["version"], told["isDone"], told["told"]) == (1, False, {"/a.html": 1})
    news.finish([])
    assert events.next() == {"version": 2, "isDone": True, "told": {"/a.html": 1}, "failures": []}


def test_a_reader_who_is_told_late_of_several_pages_at_once_misses_none(documents: tuple[str, News]) -> None:
    address, news = documents
    news.begin()
    for page in ("/a.html", "/b.html", ""):
        news.publish([], page=page)
    assert Events(address).next()["told"] == {"/a.html": 1, "/b.html": 2}


def test_what_a_cell_says_stays_text_on_the_page_that_is_not_there() -> None:
    page = page_that_is_not_there([Failure("Camden", "<script>alert(1)</script>")], 1)
    assert b"&lt;script&gt;alert(1)" in page
    assert page.count(b"<script") == 1


@pytest.mark.parametrize("option", ["--json", "--quiet", "--only-failed"])
def test_options_that_have_no_meaning_here_are_wrong_usage(option: str, tmp_path: Path) -> None:
    register = save_register(tmp_path / "register")
    result = CliRunner().invoke(main, ["build", "--watch", option, "--register", str(register)])
    assert result.exit_code == 2
    assert f"--watch goes without {option}." in result.stderr
