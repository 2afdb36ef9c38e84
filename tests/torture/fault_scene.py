"""A small place to break things in: a register, notebooks, documents of an earlier day's register, and the command line."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from small_reports import DAY, save_register, write_notebook

from citytools_analysis.one_writer import AT_WORK

REPORTS = ("bad", "five", "four", "one", "three", "two")
JOBS = 2
SWITCH = "switch.py"  # what the notebook `bad` does besides, where there is such a file beside it
PARAMETERS = 'register = ""\nas_of = ""'
OPEN = "import citytools_analysis as ct\ndata = ct.open_register(register, as_of=as_of)"
SHOW = (
    "from IPython.display import HTML\n"
    "HTML(f\"<h1>{title}</h1><p>Rests on {', '.join(data.sources['source_name'])}.</p>\" + '<p>Words and words.</p>' * 400)"
)
SWITCHED = f"from pathlib import Path\nexec(Path('{SWITCH}').read_text() if Path('{SWITCH}').exists() else '')"
# Others may edit the package while this runs; what it hashes to must not change between two builds that are compared.
AT_REST = (
    "from citytools_analysis.reporting import installed\n"
    "installed.sources_here = lambda: 'at rest'\n"
    "from citytools_analysis.cli import main\n"
    "main(prog_name='citytools')"
)
COMMAND = (sys.executable, "-c", AT_REST)
OF_THE_MACHINE = ("manifest.json", "durations.json", "index.html")
OF_THE_DASHBOARD = ("dashboard.html", "explained.html", "accessibility.html")
Tree = Mapping[str, str]


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    exit_code: int
    told: str
    complaint: str

    @property
    def statuses(self) -> dict[str, str]:
        """What it told of each report, where it told it as JSON."""
        lines = [json.loads(line) for line in self.told.splitlines() if line.startswith("{")]
        return {line["id"]: line["status"] for line in lines}


@dataclass(frozen=True)
class Scene:
    """A folder with `register`, `notebooks` and `out`, of its own for one fault."""

    place: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the documents of the public edition go."""
        return self.place / "out" / "public" / DAY.isoformat()

    @property
    def switch(self) -> Path:
        """What `bad` runs besides."""
        return self.place / "notebooks" / SWITCH

    def words(self, *more: str, command: str = "build") -> list[str]:
        """Give the words of a command."""
        own = ["--formats", "html,xlsx,pdf", "--json"] if command == "build" else []
        own += ["--jobs", str(JOBS)] if command in {"build", "pack"} else []
        own += ["--notebooks", "notebooks"] if command in {"build", "pack"} else []
        first = ["pack", "procurement", "--edition", "public"] if command == "pack" else [command]
        return [*COMMAND, *first, "--register", "register", "--output", "out", *own, *more]

    def started(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        """Start a command, in a process group of its own as a terminal would."""
        (self.place / "tmp").mkdir(exist_ok=True)
        environment = os.environ | {"TMPDIR": str(self.place / "tmp")} | self.environment
        piped: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(words, cwd=self.place, env=environment, start_new_session=True, **(piped | options))

    def run(self, *words: str, **options: Any) -> Ended:
        """Run a command to its end."""
        with self.started(*words, **options) as process:
            told, complaint = process.communicate(timeout=600)
        return Ended(process.returncode, told, complaint)

    def build(self, *more: str) -> Ended:
        """Build, undisturbed."""
        return self.run(*self.words(*more))

    def change_register(self) -> None:
        """Let the register say something else, so that every document is out of date."""
        save_register(self.place / "register", name="newer.csv", sha256="cd" * 32)

    def entries(self) -> dict[str, dict[str, Any]]:
        """Read the manifest's entries by id; none where there is no manifest."""
        path = self.folder / "manifest.json"
        told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"reports": []}
        return {entry["id"]: entry for entry in told["reports"]}

    def tree(self) -> dict[str, str]:
        """Hash every file below the folder of the documents, but for how long things took and who is at work."""
        left_out = {"durations.json", AT_WORK}
        files = [path for path in self.folder.rglob("*") if path.is_file() and path.name not in left_out]
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(_content(path)).hexdigest()
            for path in sorted(files)
        }


def _content(path: Path) -> bytes:
    """Read a file; of a manifest all but which tables were read, which a Jupyter kernel cannot tell."""
    if path.name != "manifest.json":
        return path.read_bytes()
    told = json.loads(path.read_text(encoding="utf-8"))
    for entry in told["reports"]:
        del entry["reads"]
    return json.dumps(told).encode()


def first_scene(place: Path, *, reports: Sequence[str] = REPORTS) -> Scene:
    """Lay out a place and build it once."""
    save_register(place / "register")
    for name in reports:
        more = [SWITCHED] if name == "bad" else []
        cells = (OPEN, *more, f"title = '{name.title()}'\n{SHOW}")
        path = write_notebook(place / "notebooks" / f"{name}.ipynb", *cells, parameters=PARAMETERS, title=name.title())
        if name in {"one", "two"}:
            content = json.loads(path.read_text(encoding="utf-8"))
            content["metadata"]["citytools"] = {"packs": ["procurement"]}
            path.write_text(json.dumps(content), encoding="utf-8")
    scene = Scene(place)
    ended = scene.build()
    if ended.exit_code:
        raise RuntimeError(f"the place to break things in could not be built:\n{ended.told}{ended.complaint}")
    return scene


def copied(scene: Scene, place: Path, environment: Mapping[str, str] | None = None) -> Scene:
    """Copy a place, with the days of its files."""
    shutil.copytree(scene.place, place, symlinks=True)
    return Scene(place, environment or {})
