"""A tutorial as it is read: its blocks in order, each with the words before it, and what a reader does with each."""

from __future__ import annotations

import doctest
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import nbformat

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"elow the\s+cell that begins `([^`]+)`,\s+add a cell")
_BUILT = re.compile(r"^1 (?:built|unchanged) in [\d.]+ s$", re.MULTILINE)  # the line after each build of a watch
_BUILT_AGAIN = re.compile(r"^Changed: print_rooms\.ipynb\n(?:.*\n)*?1 built in ", re.MULTILINE)
_PATIENCE_SECONDS = 120


class Block(NamedTuple):
    """A fenced block, and the words between it and the one before."""

    language: str
    text: str
    words: str


def blocks_of(document: str) -> list[Block]:
    """Give every block of a document; lines of one Python session are one block."""
    found: list[Block] = []
    end = 0
    for match in _BLOCK.finditer(document):
        block = Block(match[1], match[2], document[end : match.start()])
        end = match.end()
        if found and block.language == found[-1].language == "pycon":
            before = found.pop()
            block = before._replace(text=f"{before.text}\n{block.text}")
        found.append(block)
    return found


class Reader:
    """Somebody who does what a tutorial says and nothing else, in one terminal, and a second where it asks for one."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self.told = ""
        self._kept = folder.parent / "kept-environment"
        self._watched = folder.parent / "second-terminal"
        self._watching: subprocess.Popen[bytes] | None = None
        self._n_told = 0

    def follow(self, block: Block) -> None:
        """Do what a block says."""
        if block.language in {"python", "markdown"}:
            self._add_cell(block)
        elif block.language == "text":
            assert doctest.OutputChecker().check_output(block.text, self.told, doctest.ELLIPSIS), self.told
        elif block.language == "pycon":
            session = self.folder.parent / "session.txt"
            session.write_text(block.text, encoding="utf-8")
            self.type(f"python -m doctest '{session}'")
        elif "--watch" in block.text:
            self._begin_to_watch(block.text)
        else:
            self.type(f"{block.text.strip()} --help" if " lab" in block.text else block.text)

    def type(self, commands: str) -> None:
        """Run commands; where they end and what they export holds for the next."""
        self._end_to_watch()
        script = f"set -e\n{commands}\nenv -0 > '{self._kept}'\n"
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        self.told = done.stdout
        lines = self._kept.read_text(encoding="utf-8").rstrip("\0").split("\0")
        self.environment = dict(line.split("=", 1) for line in lines)
        self.folder = Path(self.environment["PWD"])

    def _add_cell(self, block: Block) -> None:
        places = _PLACE.findall(block.words)
        assert places, f"where does this cell go?\n{block.text}"
        (path,) = (self.folder / "notebooks").glob("print_rooms.ipynb")
        notebook = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
        (above,) = [row for row, cell in enumerate(notebook.cells) if cell.source.startswith(places[-1])]
        new = nbformat.v4.new_code_cell if block.language == "python" else nbformat.v4.new_markdown_cell
        notebook.cells.insert(above + 1, new(block.text.rstrip("\n")))  # type: ignore[no-untyped-call]
        self._n_told = len(self._seen())
        nbformat.write(notebook, path)  # type: ignore[no-untyped-call]

    def _begin_to_watch(self, command: str) -> None:
        with self._watched.open("wb") as told:
            self._watching = subprocess.Popen(
                ["/bin/sh", "-c", f"exec {command}"], cwd=self.folder, env=self.environment, stdout=told, stderr=told
            )
        self._wait_for_build(_BUILT)
        self.told = self._seen()

    def _seen(self) -> str:
        return self._watched.read_text(encoding="utf-8") if self._watching else ""

    def _wait_for_build(self, told: re.Pattern[str]) -> None:
        """Wait until the second terminal tells it, after what it had told when something was last saved."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not told.search(self._seen()[self._n_told :]):
            assert self._watching is not None
            assert self._watching.poll() is None, self._seen()
            assert time.monotonic() < until, self._seen()
            assert " failed in " not in self._seen(), self._seen()
            time.sleep(0.05)

    def _end_to_watch(self) -> None:
        if self._watching:
            self._wait_for_build(_BUILT_AGAIN)
            self._watching.send_signal(signal.SIGINT)
            assert self._watching.wait(_PATIENCE_SECONDS) == 0
            assert self._seen().endswith("Ended.\n")
            self._watching = None

    def close(self) -> None:
        """End what is still running."""
        if self._watching:
            self._watching.kill()
            self._watching.wait()


def clean_environment(home: Path, programs: Path) -> dict[str, str]:
    """Give the environment of somebody who has nothing but a system's programs, and `programs`."""
    return {
        "PATH": os.pathsep.join([str(programs), "/usr/bin", "/bin"]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "CITYTOOLS_NO_NETWORK": "1",
        "GIT_AUTHOR_NAME": "Analyst", "GIT_AUTHOR_EMAIL": "analyst@example.org",
        "GIT_COMMITTER_NAME": "Analyst", "GIT_COMMITTER_EMAIL": "analyst@example.org",
    }  # fmt: skip
