"""`citytools lab` really started: its kernel has the register, shows it as print does, and tells errors in a line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jupyter_client.blocking.client import BlockingKernelClient

import citytools_analysis as ct
from citytools_analysis.cli import main
from citytools_analysis.reference import data_folder
from citytools_analysis.reporting import lab_kernel
from citytools_analysis.reporting.lab import lay_out_lab

ROOT = Path(__file__).parents[1]
SAMPLE = data_folder() / "sample"


@dataclass
class Lab:
    """A running Lab and a client of one of its kernels."""

    process: subprocess.Popen[str]
    said: list[str]
    home: Path
    kernel: BlockingKernelClient

    def shown(self, code: str) -> list[dict[str, Any]]:
        """Run a cell and give what it showed."""
        told: list[dict[str, Any]] = []
        self.kernel.execute_interactive(code, timeout=60, output_hook=lambda message: told.append(message["content"]))
        return told

    def result(self, code: str) -> dict[str, str]:
        """Give what the result of a cell looks like, by media type."""
        bundle: dict[str, str] = next(one["data"] for one in self.shown(code) if "data" in one)
        return bundle

    def completed(self, code: str) -> list[str]:
        """Give what completion offers, without what stands before the last dot."""
        matches = self.kernel.complete(code, reply=True, timeout=60)["content"]["matches"]
        return sorted(str(match).rpartition(".")[2] for match in matches)


def _ask(address: str, path: str, *, body: bytes | None = None) -> str:
    base, _, token = address.partition("lab?")
    with urllib.request.urlopen(f"{base}{path}?{token}", data=body, timeout=30) as answer:  # noqa: S310 - this computer's
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start Lab as an analyst does who has start-up lines of her own, and a kernel in it as a new notebook does."""
    home = tmp_path_factory.mktemp("home")
    (home / "own.py").write_text("own = 'her own'\n", encoding="utf-8")
    places = {name: str(home / name.lower()) for name in ("HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "TMPDIR")}
    (home / "tmpdir").mkdir()
    environment = os.environ | places | {"PYTHONSTARTUP": str(home / "own.py")}
    asked = ["lab", "--register", str(SAMPLE), "--folder", str(home), "--no-browser", "--", "--allow-root"]
    command = [sys.executable, "-m", "citytools_analysis", *asked]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield _with_kernel(process, home)
        finally:
            process.kill()


def _with_kernel(process: subprocess.Popen[str], home: Path) -> Lab:
    assert process.stdout
    said = [process.stdout.readline().strip() for _ in range(4)]
    made = json.loads(_ask(said[2], "api/kernels", body=b'{"name": "python3"}'))
    client = BlockingKernelClient(connection_file=str(home / "jupyter_runtime_dir" / f"kernel-{made['id']}.json"))
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return Lab(process, said, home, client)


def test_a_reports_cells_run_as_they_stand_but_for_whom_it_is_about(lab: Lab) -> None:
    cells = json.loads((ROOT / "notebooks" / "borough_report.ipynb").read_text(encoding="utf-8"))["cells"]
    first, second, third = ("".join(cell["source"]) for cell in cells[:3])
    assert 'register = ""' in first
    lab.shown(f"{first}\nborough = 'camden'")
    lab.shown(second)
    assert "Camden" in lab.result(third)["text/html"]


def test_it_says_what_it_read_and_where_it_is(lab: Lab) -> None:
    assert lab.said[0].startswith("Read City Tools: London (invented sample data), full edition, as of 2026-11-23")
    assert lab.said[2].startswith("http://localhost:")


def test_a_new_notebook_has_the_library_the_register_and_what_its_analyst_starts_with(lab: Lab) -> None:
    assert lab.result("ct.__name__, data.info.notice, own, 'start' in globals()")["text/plain"] == (
        "('citytools_analysis', 'invented sample data', 'her own', False)"
    )


def test_the_register_and_a_frame_look_there_as_they_do_in_a_document(lab: Lab) -> None:
    register = ct.open_register(SAMPLE)
    shown = lab.result("data")
    assert (shown["text/html"], shown["text/plain"]) == (register._repr_html_(), repr(register))
    frame = ct.coverage.by_borough(register).head(3)
    assert lab.result("ct.coverage.by_borough(data).head(3)")["text/html"] == ct.display.table_html(frame)


def test_an_error_on_purpose_is_one_line_with_the_mend_and_any_other_keeps_its_traceback(lab: Lab) -> None:
    [told] = [one for one in lab.shown("ct.open_register('nowhere')") if "traceback" in one]
    mend = "Make one with: citytools add FILE... --register nowhere"
    assert told["traceback"] == [f"DataError: nowhere: there is no register here. {mend}"]
    [other] = [one for one in lab.shown("1 / 0") if "traceback" in one]
    assert len(other["traceback"]) > 1


def test_completion_offers_the_public_names_and_nothing_else(lab: Lab) -> None:
    assert lab.completed("ct.") == sorted(ct.__all__)
    for family in ("renewals", "skills", "tables", "charts", "pages", "display", "tables.findings"):
        offered = lab.completed(f"ct.{family}.")
        assert offered, family
        assert {"annotations", "pd", "register", "ends", "canvas", "fragment", "Any"}.isdisjoint(offered), family


def test_pages_get_the_look_of_print_within_outputs_only(lab: Lab) -> None:
    assert 'href="/custom/custom.css"' in _ask(lab.said[2], "lab")
    look = _ask(lab.said[2], "custom/custom.css")
    assert ".jp-RenderedHTMLCommon.jp-RenderedHTMLCommon {\n*, *::before" in look
    assert ".ct-withheld" in look


def test_it_ends_on_an_interrupt_and_leaves_nothing_behind(lab: Lab) -> None:
    lab.process.send_signal(signal.SIGINT)
    assert lab.process.stdout
    assert lab.process.stdout.read() == "Ended.\n"
    assert lab.process.wait(timeout=30) == 0
    assert list((lab.home / "tmpdir").glob("citytools-lab-*")) == []
    assert list((lab.home / "ipythondir").rglob("startup/*.py")) == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--folder", "nowhere"], "nowhere: there is no such folder. Lay one out with: citytools init nowhere"),
        ([], "there is no register here. Name one with --register DIR, or lay out a working folder"),
        (["--register", "nowhere"], "nowhere: there is no register here"),
    ],
)
def test_without_a_folder_or_a_register_nothing_starts(
    asked: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["lab", *asked])
    assert (result.exit_code, told in result.stderr) == (1, True), result.stderr


def test_what_the_environment_says_already_still_holds(tmp_path: Path) -> None:
    hers = {"JUPYTER_PATH": "hers", "PYTHONSTARTUP": "her own.py"}
    told = lay_out_lab(tmp_path, register=SAMPLE, as_of="2026-11-23", environment=hers)
    assert told["JUPYTER_PATH"].split(os.pathsep) == [str(tmp_path / "data"), "hers"]
    assert "own_startup='her own.py'" in (tmp_path / "startup.py").read_text(encoding="utf-8")


def test_a_register_that_is_gone_when_a_kernel_starts_is_told_under_the_first_cell(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told: list[Any] = []

    class Shell:
        """Keeps what it is given."""

        def __init__(self) -> None:
            self.events = self
            self.user_ns: dict[str, Any] = {}

        def push(self, names: dict[str, Any]) -> None:
            """Take names."""
            self.user_ns |= names

        def register(self, event: str, tell: Any) -> None:
            """Take what is to be called."""
            told.append((event, tell))

        def unregister(self, event: str, tell: Any) -> None:
            """Forget it."""
            told.remove((event, tell))

    shell = Shell()
    lab_kernel.start(shell, register="gone", as_of=None)
    told[0][1]()
    assert "There is no `data` here: 1 problem found:\n  gone: there is no register here." in capsys.readouterr().out
    assert (told, set(shell.user_ns)) == ([], {"ct"})
