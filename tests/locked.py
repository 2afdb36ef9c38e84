"""What `requirements.lock` pins, and what of it the wheel needs, on every system and Python that the package supports."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import metadata
from itertools import product
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
_SYSTEMS = [("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt")]
_PYTHONS = ["3.11", "3.12", "3.13"]
PLACES = [
    {"sys_platform": system, "platform_system": called, "os_name": kind, "python_version": python, "python_full_version": f"{python}.9"}
    | {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    for (system, called, kind), python in product(_SYSTEMS, _PYTHONS)
]  # fmt: skip
_HASH = re.compile(r"--hash=(\w+):(\w+)")
_VIA = re.compile(r"^    # (?:via (?=\S)|  +)(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    """One requirement of the lock: where it holds, the hashes it accepts, and who asked for it."""

    requirement: Requirement
    hashes: tuple[tuple[str, str], ...]
    asked_by: tuple[str, ...]

    @cached_property
    def name(self) -> str:
        """The name in its one spelling."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The version without its `==`."""
        return str(self.requirement.specifier).removeprefix("==")

    def holds(self, place: int) -> bool:
        """Tell whether this line of the lock is meant for a place, by its number in `PLACES`."""
        return _holds(str(self.requirement.marker or ""), place, "")


def faults_of_lines(text: str) -> list[str]:
    """Name every line that is not `name==version` with a sha256 or more."""
    faults = []
    for number, entry in _entries(text):
        first = entry.split("\n", 1)[0].rstrip(" \\")
        try:
            requirement = Requirement(first)
        except InvalidRequirement:
            faults.append(f"line {number}, {first}: not a name, a version and hashes")
            continue
        if requirement.url or not re.fullmatch(r"==[^*,]+", str(requirement.specifier)):
            faults.append(f"line {number}, {first}: pin one version with ==")
        kinds = {kind for kind, _ in _HASH.findall(entry)}
        if kinds != {"sha256"}:
            faults.append(f"line {number}, {first}: give it sha256 hashes, and no others (found {sorted(kinds)})")
    return faults


def read_lock(path: Path = LOCK) -> list[Pin]:
    """Read the pins of a lock."""
    entries = [entry for _, entry in _entries(path.read_text(encoding="utf-8"))]
    return [
        Pin(
            Requirement(entry.split("\n", 1)[0].rstrip(" \\")),
            tuple(sorted(_HASH.findall(entry))),
            tuple(canonicalize_name(name) for name in _VIA.findall(entry)),
        )
        for entry in entries
    ]


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """Give every requirement with its continuation lines and the comment of who asked for it."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line and not line.startswith((" ", "\t", "#"))]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, "\n".join(lines[start:end])


def project() -> dict[str, Any]:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def asked_by_wheel() -> list[Requirement]:
    """Give what the wheel needs, its extras with it."""
    told = project()["project"]
    extras = [each for group in told.get("optional-dependencies", {}).values() for each in group]
    return [Requirement(each) for each in [*told["dependencies"], *extras]]


def asked_by_tools() -> list[Requirement]:
    """Give what working on the package needs beside that."""
    return [Requirement(each) for each in project()["dependency-groups"]["dev"]]


@cache
def installed() -> dict[str, metadata.Distribution]:
    """Give the packages of this environment by name."""
    return {canonicalize_name(each.metadata["Name"]): each for each in metadata.distributions()}


@cache
def _holds(marker: str, place: int, extra: str) -> bool:
    return not marker or Marker(marker).evaluate({**PLACES[place], "extra": extra})


@cache
def _requires(name: str, version: str) -> list[Requirement] | None:
    distribution = installed().get(name)
    if distribution is None or distribution.version != version:
        return None
    return [Requirement(each) for each in distribution.requires or []]


def pinned_in(place: int, pins: Iterable[Pin]) -> dict[str, list[Pin]]:
    """Give the pins that hold in a place, by name: one each, if the lock is whole."""
    found: dict[str, list[Pin]] = {}
    for pin in pins:
        if pin.holds(place):
            found.setdefault(pin.name, []).append(pin)
    return found


def _asked(name: str, pinned: Mapping[str, list[Pin]], place: int, extras: Iterable[str]) -> list[Requirement]:
    """Give what a package asks for by its own metadata; where this very version is not installed, by the word of the lock."""
    told = _requires(name, pinned[name][0].version) if name in pinned else []
    if told is None:
        return [Requirement(other) for other, [pin, *_] in pinned.items() if name in pin.asked_by]
    return [each for each in told if _is_asked(each, place, extras)]


def _is_asked(requirement: Requirement, place: int, extras: Iterable[str]) -> bool:
    return any(_holds(str(requirement.marker or ""), place, extra) for extra in ["", *extras])


@dataclass(frozen=True)
class Need:
    """Who needs what, somewhere."""

    by: str
    requirement: Requirement
    place: int

    @cached_property
    def name(self) -> str:
        """What is needed."""
        return canonicalize_name(self.requirement.name)


def needs(root: str, asked: Sequence[Requirement], pins: Sequence[Pin]) -> list[Need]:
    """Follow what `root` asks for to the end, in every place."""
    return [need for place in range(len(PLACES)) for need in _needs_in(root, asked, pinned_in(place, pins), place)]


def _needs_in(root: str, asked: Iterable[Requirement], pinned: Mapping[str, list[Pin]], place: int) -> Iterator[Need]:
    todo = [Need(root, each, place) for each in asked if _is_asked(each, place, [])]
    seen = set()
    while todo:
        need = todo.pop()
        yield need
        wanted = (need.name, frozenset(need.requirement.extras))
        if wanted not in seen:
            seen.add(wanted)
            todo += [Need(need.name, each, place) for each in _asked(need.name, pinned, place, need.requirement.extras)]


def faults_of_needs(found: Iterable[Need], pins: Sequence[Pin]) -> list[str]:
    """Name what is needed somewhere and not pinned there, or pinned to a version that does not do."""
    faults = set()
    at = [pinned_in(place, pins) for place in range(len(PLACES))]
    for need in found:
        pinned = [pin.version for pin in at[need.place].get(need.name, [])]
        where = f"{PLACES[need.place]['sys_platform']}, Python {PLACES[need.place]['python_version']}"
        if len(pinned) != 1:
            faults.add(f"{need.name} on {where}: one pin is needed, there are {len(pinned)}")
        elif not need.requirement.specifier.contains(pinned[0], prereleases=True):
            faults.add(f"{need.name} on {where}: {need.by} asks for {need.requirement}, {pinned[0]} is pinned")
    return sorted(faults)
