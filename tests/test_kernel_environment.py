"""A notebook's cells see no credential, reach no network under test, and take every parameter as the text it is."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from small_reports import write_notebook

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting import pool, schedule_host
from citytools_analysis.reporting.catalogue import read_report
from citytools_analysis.reporting.engine_environment import NO_NETWORK, notebook_environment
from citytools_analysis.reporting.engine_start import _environment
from citytools_analysis.reporting.job import ENGINES
from citytools_analysis.reporting.run import run_notebook

SECRET = "canary-5b1f"  # noqa: S105 - no password of anything
SECRETS = (
    "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "http_proxy", "HTTPS_PROXY", "PGPASSWORD", "JUPYTER_TOKEN", "PIP_INDEX_URL",
    "AZURE_CLIENT_SECRET", "SSH_AUTH_SOCK", "DASK_CONFIG", "KUBECONFIG",
)  # fmt: skip
VALUES = {"register": "somewhere", "as_of": "2026-11-23", "borough": "camden"}
LOOK = """
import os, json, pathlib
place = pathlib.Path("/proc/self/environ")
print(json.dumps({"environ": dict(os.environ), "started with": place.read_text() if place.exists() else ""}))"""
Run = Callable[..., NotebookNode]


@pytest.fixture(params=ENGINES)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Run cells with each engine in turn."""

    def run_cells(*cells: str, values: Mapping[str, Any] = VALUES) -> NotebookNode:
        report = read_report(write_notebook(tmp_path / "a {b}.ipynb", *cells))
        return run_notebook(report, values, engine=request.param)

    return run_cells


def _printed(notebook: NotebookNode) -> str:
    return "".join(output.get("text", "") for output in notebook.cells[-1].outputs)


def test_no_credential_of_whoever_builds_is_seen_by_a_cell(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, f"http://user:{SECRET}@proxy.example")
    monkeypatch.setenv("LC_TIME", "C")
    printed = _printed(run(LOOK))
    assert SECRET not in printed
    seen = json.loads(printed)["environ"]
    assert not set(SECRETS) & seen.keys()
    assert (seen["PYTHONHASHSEED"], seen["LC_TIME"], bool(seen["PATH"])) == ("0", "C", True)


def test_a_process_of_the_pool_and_one_on_a_worker_of_dask_are_started_without_credentials(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    started: list[Mapping[str, str]] = []
    monkeypatch.setattr(schedule_host.subprocess, "Popen", lambda *_, env, **__: started.append(env))
    schedule_host.Host(tmp_path)
    with _environment(notebook_environment()):
        ((_, seen),) = pool.each_result(_name_of, ["GITHUB_TOKEN"], jobs=1, private=tmp_path)
    assert "GITHUB_TOKEN" not in started[0]
    assert started[0]["PATH"]
    assert seen == ""
    assert _name_of("GITHUB_TOKEN") == SECRET


def _name_of(name: str) -> str:
    import os  # noqa: PLC0415 - runs in a process of its own

    return os.environ.get(name, "")


def test_what_may_be_kept_is_a_list_whatever_the_case_of_its_names() -> None:
    kept = ("Path", "SystemRoot", "lc_all", "MPLBACKEND", "OMP_NUM_THREADS", "PYTHONPATH", "CITYTOOLS_SILENT")
    assert notebook_environment(dict.fromkeys((*kept, *SECRETS), "x")) == dict.fromkeys(kept, "x")


@pytest.fixture
def listening() -> Iterator[int]:
    """Listen on a port of this computer, as a server outside would."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


CONNECT = """
import socket, urllib.request
at = ("127.0.0.1", {port})
asked = {{
    "connect": lambda: socket.create_connection(at, timeout=5),
    "web": lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=0.5),
    "name": lambda: socket.getaddrinfo("example.com", 80),
    "datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", at),
}}
for name, ask in asked.items():
    try:
        ask()
        print(name, "was reached")
    except OSError as error:
        print(name, error)"""


def test_a_cell_cannot_reach_the_network(run: Run, listening: int) -> None:
    told = _printed(run(CONNECT.format(port=listening))).splitlines()
    assert [line.split()[0] for line in told] == ["connect", "web", "name", "datagram"]
    assert all("may not reach the network" in line for line in told)


def test_without_the_guard_the_same_cell_reaches_it(
    listening: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(NO_NETWORK)
    cell = (
        CONNECT.format(port=listening).replace('"name"', '"name": lambda: None, "unasked"').replace("example.com", "")
    )
    told = _printed(run_notebook(read_report(write_notebook(tmp_path / "a.ipynb", cell)), VALUES))
    assert "connect was reached" in told
    assert "may not reach" not in told


class Sly(str):
    """Text that would write itself into a cell as code."""

    __slots__ = ()

    def encode(self, *_: Any) -> bytes:  # type: ignore[override]
        """Give code where the text is asked for."""
        return b'"; raise SystemExit("ran"); "'

    def __str__(self) -> str:
        """Give code where the text is asked for."""
        return '"; raise SystemExit("ran"); "'


HOSTILE = (
    '"; import os; os._exit(3); "', "'''", '"""', "\\", '\\"', "\\\\'", "a\nb", "!touch ran", "\n!touch ran\n", "%run x", "\n%%bash\n",
    "{{7*7}}", "{as_of}", "${HOME}", "`id`", "$(id)", "\x00", "\u2028", "\u202e", "\ud800", "\N{SNOWMAN}" * 50, "# comment",
    "\\N{BULLET}", "\\x41", "9" * 5000, "nan", "=1+1", "</script>", "\r", "?", "?print", "x = 1", "=" * 300,
)  # fmt: skip


def test_a_parameter_reaches_its_cell_as_the_text_it_is_and_never_as_code(run: Run, tmp_path: Path) -> None:
    told = "import json\nprint(json.dumps([borough, as_of, type(as_of).__name__]))"
    every = "\N{BULLET}".join(HOSTILE)
    values = VALUES | {"borough": every, "as_of": Sly("2026")}
    assert json.loads(_printed(run(told, values=values))) == [every, "2026", "str"]
    assert not list(tmp_path.glob("ran"))


@pytest.mark.parametrize("value", [10**400, float("nan"), True, ["a"], {"a": 1}, b"a", Path("a"), object()])
def test_what_is_no_text_is_refused_as_a_parameter(tmp_path: Path, value: object) -> None:
    report = read_report(write_notebook(tmp_path / "a.ipynb", "1"))
    with pytest.raises(ReportError, match=r"borough is given to a\.ipynb as"):
        run_notebook(report, VALUES | {"borough": value})
