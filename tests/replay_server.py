"""A service of notices on this computer: pages of the real shape, and the faults real services have, as scripted."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def release(number: int) -> dict[str, Any]:
    """Make a release shaped on those of Contracts Finder."""
    return {
        "ocid": f"ocds-b5fd17-{number:08}",
        "id": f"{number:08}-1",
        "date": "2026-11-01T09:00:00Z",
        "tag": ["award"],
        "buyer": {"id": "GB-CFS-1", "name": "London Borough of Camden"},
        "parties": [{"id": "GB-CFS-1", "name": "London Borough of Camden", "contactPoint": {"email": "a@example.org"}}],
        "tender": {"title": f"Software {number}", "classification": {"scheme": "CPV", "id": "48000000"}},
    }


@dataclass
class Service:
    """
    What the server holds and how it misbehaves: `faults` by number of request, counted from 1.

    A fault is `429`, `429 date`, `500`, `cut`, `html`, `drip`, `short`, `other host`, `circle`, `redirect`, `not found`, `gzip`, `not a package`.
    """

    n_pages: int = 5
    n_releases: int = 3
    faults: Mapping[int, str] = field(default_factory=dict)
    always: str = ""
    seconds_a_page: float = 0
    requests: list[str] = field(default_factory=list)
    address: str = ""

    def page(self, number: int) -> bytes:
        """Give the bytes of one page."""
        first = (number - 1) * self.n_releases
        package: dict[str, Any] = {
            "version": "1.1",
            "publishedDate": "2026-11-24T09:00:00Z",
            "releases": [release(first + place) for place in range(self.n_releases)],
        }
        if number < self.n_pages:
            package["links"] = {"next": f"{self.address}/next?cursor={number + 1}"}
        return json.dumps(package).encode()


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    """Serve on a free port of this computer."""
    server = _Server(service)
    service.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """A server that knows its service."""

    daemon_threads = True

    def __init__(self, service: Service) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service = service


class _Handler(BaseHTTPRequestHandler):
    """Answers one request as the service of its server says."""

    protocol_version = "HTTP/1.1"

    @property
    def _service(self) -> Service:
        assert isinstance(self.server, _Server)
        return self.server.service

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._service.requests.append(self.path)
        number = int(parse_qs(urlsplit(self.path).query).get("cursor", ["1"])[0])
        time.sleep(self._service.seconds_a_page)
        fault = self._service.always or self._service.faults.get(len(self._service.requests), "")
        getattr(self, f"_{fault.replace(' ', '_')}" if fault else "_good")(self._service.page(number))

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _good(self, body: bytes) -> None:
        self._send(200, body, Content_Type="application/json")

    def _gzip(self, body: bytes) -> None:
        self._send(200, gzip.compress(body), Content_Encoding="gzip")

    def _429(self, _body: bytes) -> None:
        self._send(429, b"slow down", Retry_After="7")

    def _429_date(self, _body: bytes) -> None:
        self._send(503, b"", Retry_After="Wed, 21 Oct 2099 07:28:00 GMT")

    def _500(self, _body: bytes) -> None:
        self._send(500, b"oops")

    def _not_found(self, _body: bytes) -> None:
        self._send(404, b"")

    def _html(self, _body: bytes) -> None:
        self._send(200, b"<!DOCTYPE html>\n<title>Sorry</title>", Content_Type="text/html")

    def _not_a_package(self, _body: bytes) -> None:
        self._send(200, b'{"error": "no"}')

    def _redirect(self, _body: bytes) -> None:
        self._send(302, b"", Location="https://example.org/")

    def _other_host(self, body: bytes) -> None:
        self._good(body.replace(self._service.address.encode(), b"http://example.org"))

    def _circle(self, body: bytes) -> None:
        package = json.loads(body)
        package["links"] = {"next": f"{self._service.address}{self.path}"}
        self._good(json.dumps(package).encode())

    def _cut(self, body: bytes) -> None:
        self._short(body)

    def _short(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self.close_connection = True

    def _drip(self, _body: bytes) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for _ in range(2000):
                self.wfile.write(b"1\r\n \r\n")
                self.wfile.flush()
                time.sleep(0.005)
        except OSError:
            self.close_connection = True
