"""The documents on this computer's own address, and news of each build to the pages that are open."""

from __future__ import annotations

import json
import mimetypes
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from citytools_analysis.reporting.watch_pages import EVENTS, Failure, page_that_is_not_there, served

_HOST = "127.0.0.1"
_STILL_THERE_SECONDS = 10.0


class News:
    """
    How the builds go, for the pages that wait to be told.

    Parameters
    ----------
    folder
        The folder of the documents.

    Examples
    --------
    >>> news = News(Path("reports"))
    >>> news.begin(); news.publish([], page="/a.html"); news.finish([])
    >>> news.version, news.n_builds, news.wait(after=0, seconds=0)
    (2, 1, True)
    """

    def __init__(self, folder: Path) -> None:
        """Start before the first build."""
        self.folder, self.version, self.n_builds, self.is_over = folder, 0, 0, False
        self.failures: tuple[Failure, ...] = ()
        self._changed = threading.Condition()
        self._told, self._is_done = dict[str, int](), False

    def begin(self) -> None:
        """Note that a build begins."""
        with self._changed:
            self._told, self._is_done = {}, False

    def publish(self, failures: Iterable[Failure], *, page: str) -> None:
        """Say that one page is done with, and what could not be made so far."""
        with self._changed:
            self.version, self.failures = self.version + 1, tuple(failures)
            self._told |= {page: self.version} if page else {}  # who is told late, of several at once, misses none
            self._changed.notify_all()

    def finish(self, failures: Iterable[Failure]) -> None:
        """Say that a build is done: every page that has not been told of may have changed."""
        with self._changed:
            self.version, self.n_builds, self._is_done = self.version + 1, self.n_builds + 1, True
            self.failures = tuple(failures)
            self._changed.notify_all()

    def end(self) -> None:
        """Say that there will be no more."""
        with self._changed:
            self.is_over = True
            self._changed.notify_all()

    def wait(self, *, after: int, seconds: float) -> bool:
        """Wait for a later version; tell whether there is one."""
        with self._changed:
            return self._changed.wait_for(lambda: self.is_over or self.version > after, seconds) and not self.is_over

    def as_event(self) -> tuple[int, bytes]:
        """Give the version and the event that tells of it."""
        with self._changed:
            told = {"version": self.version, "isDone": self._is_done, "told": dict(sorted(self._told.items()))}
            news = told | {"failures": [asdict(failure) for failure in self.failures]}
            return self.version, f"data: {json.dumps(news)}\n\n".encode()


@contextmanager
def serving(news: News) -> Iterator[str]:
    """
    Serve a folder to this computer alone.

    Parameters
    ----------
    news
        The folder, and what is told of it.

    Yields
    ------
    address
        Of the first page; the port is one that is free.

    Examples
    --------
    >>> with serving(News(Path("reports"))) as address:
    ...     address.startswith("http://127.0.0.1:")
    True
    """
    server = ThreadingHTTPServer((_HOST, 0), partial(_Handler, news))
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=partial(server.serve_forever, poll_interval=0.1), daemon=True).start()
    try:
        yield f"http://{_HOST}:{server.server_port}/"
    finally:
        news.end()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # one answer a connection

    def __init__(self, news: News, *arguments: Any) -> None:
        self._news = news
        super().__init__(*arguments)

    def log_message(self, *_: Any) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        """Answer, to a page of this very address: another site's must not read a members' document."""
        path = unquote(urlsplit(self.path).path)
        with suppress(ConnectionError, ValueError):
            if self.headers.get("Host") not in {f"{name}:{self.server.server_port}" for name in (_HOST, "localhost")}:  # type: ignore[attr-defined]
                self._give(HTTPStatus.FORBIDDEN, "text/plain", b"only for this computer\n")
            elif path == EVENTS:
                self._tell()
            elif path == "/":
                self._give(HTTPStatus.FOUND, "text/plain", b"", location="/index.html")
            else:
                self._file(path)

    def _file(self, path: str) -> None:
        version, root = self._news.version, self._news.folder.resolve()
        file = (root / path.lstrip("/")).resolve()
        is_ours = file.is_relative_to(root) and not any(part.startswith(".") for part in file.relative_to(root).parts)
        try:
            content = file.read_bytes() if is_ours else None
        except OSError:
            content = None
        if content is None:
            page = page_that_is_not_there(self._news.failures, version)
            self._give(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", page)
        elif file.suffix == ".html":
            self._give(HTTPStatus.OK, "text/html; charset=utf-8", served(content, version))
        else:
            self._give(HTTPStatus.OK, mimetypes.guess_type(file.name)[0] or "application/octet-stream", content)

    def _give(self, status: HTTPStatus, kind: str, content: bytes, location: str = "") -> None:
        self._head(status, kind, location)
        self.wfile.write(content)

    def _head(self, status: HTTPStatus, kind: str, location: str = "") -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        headers |= {"Cross-Origin-Resource-Policy": "same-origin"} | ({"Location": location} if location else {})
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _tell(self) -> None:
        """Tell how things stand, and of every build from now on."""
        self._head(HTTPStatus.OK, "text/event-stream")
        version, event = self._news.as_event()
        self.wfile.write(event)
        while not self._news.is_over:
            if self._news.wait(after=version, seconds=_STILL_THERE_SECONDS):
                version, event = self._news.as_event()
                self.wfile.write(event)
            else:
                self.wfile.write(b": still there\n\n")
