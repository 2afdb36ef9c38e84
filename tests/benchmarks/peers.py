"""Installs each peer into an environment of its own, in the user's cache folder; where it cannot, it says why aloud."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

_WITHIN = 300  # seconds for one environment, of which nearly all is the package index
_KNOWN = """
import importlib.metadata as known, json, re, sys
told = {}
for name in sys.argv[1:]:
    about = known.metadata(name)
    classified = [text.rsplit(" :: ", 1)[-1] for text in about.get_all("Classifier", []) if text.startswith("License ::")]
    said = about.get("License-Expression") or ", ".join(classified) or (about.get("License") or "not told").splitlines()[0]
    told[name] = [known.version(name), said[:60]]
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Peer:
    """An environment with a peer in it; `skipped` says why it is not there, and is blank where it is."""

    name: str
    folder: Path
    versions: dict[str, str] = field(default_factory=dict)
    licences: dict[str, str] = field(default_factory=dict)
    skipped: str = ""

    @property
    def python(self) -> str:
        """Give the environment's Python."""
        return self.command("python")

    def command(self, name: str) -> str:
        """Give the path of one of its commands."""
        return str(Path(sysconfig.get_path("scripts", "venv", {"base": str(self.folder)})) / name)

    def told(self) -> str:
        """Say in a line which it is and under which licence, or why it was left out."""
        if self.skipped:
            return f"SKIPPED {self.name}: {self.skipped}"
        return ", ".join(f"{name} {which} ({self.licences[name]})" for name, which in self.versions.items())


def peer(name: str, requirements: Sequence[str] = (), *, beside_project: bool = False) -> Peer:
    """
    Give the peer of this name, installed if it was not; `beside_project` lets it see the packages of this environment too.

    An environment that is there is used as it is: to have newer versions, delete its folder.
    """
    wanted = list(requirements) or [name]
    made = Peer(name, user_cache_path("citytools-benchmark", appauthor=False) / f"peer-{name}-{sys.version_info[1]}")
    if not Path(made.python).exists() or not _known(made, wanted):
        try:
            _install(made, wanted, beside_project=beside_project)
        except (subprocess.SubprocessError, OSError) as error:
            return _skipped(made, error)
    known = _known(made, wanted)
    found = Peer(
        name,
        made.folder,
        {one: which for one, (which, _) in known.items()},
        {one: licence for one, (_, licence) in known.items()},
        skipped="" if known else "it installed, but says of itself nothing that can be read",
    )
    sys.stdout.write(f"  peer: {found.told()}\n")
    sys.stdout.flush()
    return found


def _install(made: Peer, wanted: Sequence[str], *, beside_project: bool) -> None:
    venv.create(made.folder, with_pip=True, clear=True)
    if beside_project:
        own = Path(sysconfig.get_path("purelib", "venv", {"base": str(made.folder)}))
        ours = sysconfig.get_path("purelib")
        (own / "beside_project.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")
    words = [made.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]
    subprocess.run(words, check=True, capture_output=True, text=True, timeout=_WITHIN)


def _known(made: Peer, wanted: Sequence[str]) -> dict[str, tuple[str, str]]:
    names = [one.split("[")[0].split("=")[0] for one in wanted]
    told = subprocess.run([made.python, "-c", _KNOWN, *names], check=False, capture_output=True, text=True)
    return dict(json.loads(told.stdout)) if told.returncode == 0 else {}


def _skipped(made: Peer, error: Exception) -> Peer:
    said = str(getattr(error, "stderr", "") or error).strip().splitlines()
    found = Peer(made.name, made.folder, skipped=f"could not be installed here ({said[-1][:160]})")
    sys.stdout.write(f"  peer: {found.told()}\n")
    sys.stdout.flush()
    return found
