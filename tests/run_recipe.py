"""
Run the steps of a CI recipe in order, each as its service runs it, in a working folder: `python tests/run_recipe.py RECIPE FOLDER`.

What RELEASE and REGISTER say in the environment stands in for what the recipe says. Only steps that run commands are run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

# GitHub ends a step at the first command that fails; Azure's `script` does not, and goes by the last one.
_SHELLS = {
    "run": ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"],
    "script": ["bash", "--noprofile", "--norc", "-c"],
}


def steps(recipe: Mapping[str, Any]) -> Iterator[tuple[list[str], str]]:
    """Give each command of a recipe and the shell its service runs it by."""
    listed = recipe["steps"] if "steps" in recipe else [one for job in recipe["jobs"].values() for one in job["steps"]]
    for step in listed:
        yield from (([*shell, step[kind]], step[kind]) for kind, shell in _SHELLS.items() if kind in step)


def told(recipe: Mapping[str, Any]) -> dict[str, str]:
    """Give the variables that a recipe sets."""
    if "variables" in recipe:
        return dict(recipe["variables"])
    return {name: value for job in recipe["jobs"].values() for name, value in job.get("env", {}).items()}


def run(path: Path, folder: Path, given: Mapping[str, str]) -> int:
    """Run each command with the recipe's variables, and end with the first code that is not 0."""
    recipe = yaml.safe_load(path.read_text(encoding="utf-8"))
    environment = {**os.environ, **told(recipe), **given}
    for command, words in steps(recipe):
        sys.stdout.write(f"$ {words.strip()}\n")
        sys.stdout.flush()
        code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    stand_ins = {name: os.environ[name] for name in ("RELEASE", "REGISTER") if name in os.environ}
    sys.exit(run(Path(sys.argv[1]), Path(sys.argv[2]), stand_ins))
