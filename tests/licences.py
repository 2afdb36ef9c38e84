"""Under which licence each package is, and whether that is one we take: by its own metadata, else by a reviewed decision."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cyclonedx.spdx import is_expression
from license_expression import AND, OR, get_spdx_licensing
from locked import ROOT, Pin, installed

REVIEWED = Path(__file__).parent / "supply_chain"
APP = ROOT / "citytools_analysis" / "reporting" / "dashboard" / "app"
_COPYLEFT = re.compile(r"\b[AL]?GPL-?v?\d(?:\.\d)?|(?:AFFERO |LESSER |LIBRARY )?GENERAL PUBLIC LICENSE")
_LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)
_BUNDLED = re.compile(r"^={80}\n\n(\S+) (\S+) \((.+)\)$", re.MULTILINE)


@cache
def reviewed(name: str) -> tuple[dict[str, str], ...]:
    """Read a reviewed table."""
    with (REVIEWED / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return tuple(csv.DictReader(opened))


@cache
def allowed() -> frozenset[str]:
    """Give the licences we take, as SPDX names them or as the older classifiers of packages do."""
    return frozenset(row["licence"] for row in reviewed("allowed_licences"))


def decisions(about: str) -> dict[str, dict[str, str]]:
    """Give the reviewed rows by package: about its `own` licence, or what its files `carry` of others."""
    return {row["package"]: row for row in reviewed("licence_decisions") if row["about"] == about}


@cache
def declared(name: str) -> str:
    """Give what an installed package says of itself: an SPDX expression, else its classifiers, else whatever it wrote; '' for nothing."""
    if name not in installed():
        return ""
    told = installed()[name].metadata
    free = " ".join((told["License"] or "").split())
    expression = told["License-Expression"] or (free if is_expression(free) else "")
    classifiers = [
        each.rsplit(" :: ", 1)[-1] for each in told.get_all("Classifier") or [] if each.startswith("License ")
    ]
    return expression or "; ".join(sorted(classifiers)) or free[:80]


def licence(name: str) -> str:
    """Give the licence of a package: as decided, else as declared."""
    decided = decisions("own").get(name)
    return decided["licence"] if decided else declared(name)


def is_allowed(told: str, taken: Iterable[str]) -> bool:
    """Tell whether a licence is one of those taken: of A OR B one must be, of A AND B both."""
    if told and is_expression(told):
        return _is_taken(_spdx().parse(told), frozenset(taken))
    return set(told.split("; ")) <= set(taken)


_spdx = cache(get_spdx_licensing)


def _is_taken(expression: Any, taken: frozenset[str]) -> bool:
    if isinstance(expression, (AND, OR)):
        parts = [_is_taken(each, taken) for each in expression.args]
        return all(parts) if isinstance(expression, AND) else any(parts)
    return expression.render() in taken


def faults_of_licences(names: Iterable[str]) -> list[str]:
    """Name every package whose licence is unknown or not taken."""
    return [
        f"{name}: the licence is {licence(name) or 'unknown'}; leave it out, or give the licence a row in "
        "tests/supply_chain/allowed_licences.csv or the package one in licence_decisions.csv, with the reason"
        for name in sorted(names)
        if not is_allowed(licence(name), allowed())
    ]


@cache
def carried(name: str) -> frozenset[str]:
    """Give what the licence files of an installed package say of licences of the GPL's family."""
    files = [file for file in (installed()[name].files or []) if ".dist-info/" in str(file) and _is_licence(str(file))]
    texts = [Path(str(file.locate())).read_text(encoding="utf-8", errors="replace") for file in files]
    return frozenset(match.replace("v", "-") for text in texts for match in _COPYLEFT.findall(text))


def _is_licence(file: str) -> bool:
    return "/licenses/" in file or bool(_LICENCE_FILE.search(file.rsplit("/", 1)[-1]))


def faults_of_carried(names: Iterable[str]) -> list[str]:
    """Name every installed package whose wheel carries something under a licence of the GPL's family that nobody has reviewed."""
    rows = decisions("carries")
    known = {name: set(rows[name]["declares"].split("; ")) if name in rows else set() for name in names}
    return [
        f"{name}: its licence files speak of {', '.join(sorted(carried(name) - known[name]))}; read them, and give the package a row "
        "about what it carries in tests/supply_chain/licence_decisions.csv, or leave it out"
        for name in sorted(set(known).intersection(installed()))
        if carried(name) - known[name]
    ]


def stale_decisions(pins: Iterable[Pin]) -> list[str]:
    """Name reviewed rows that no longer apply: the package is gone, says something else now, or needs no decision any more."""
    pinned = {pin.name: pin for pin in pins}
    return [
        f"licence_decisions.csv, {row['package']}: {why}"
        for row in reviewed("licence_decisions")
        if (why := _stale(row, pinned.get(row["package"])))
    ]


def _stale(row: Mapping[str, str], pin: Pin | None) -> str:
    if pin is None:
        return "is not in requirements.lock; take the row out"
    if row["about"] != "own" or row["package"] not in installed():
        return ""
    now = declared(row["package"])
    if now != row["declares"]:
        return f"was decided when it declared {row['declares']!r}, and it declares {now!r} now; decide anew"
    is_needless = is_allowed(now, allowed()) and pin.requirement.marker is None
    return "declares a licence we take; take the row out" if is_needless else ""


def in_dashboard() -> list[tuple[str, str, str]]:
    """Give name, version and licence of every library in the dashboard's bundle, by the licences beside it."""
    return _BUNDLED.findall((APP / "LICENCES.txt").read_text(encoding="utf-8"))


def npm_packages() -> dict[str, dict[str, Any]]:
    """Give what the dashboard's lock pins, by name."""
    told = json.loads((APP / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {path.removeprefix("node_modules/"): entry for path, entry in told.items() if path}


def faults_of_npm() -> Iterator[str]:
    """Name what is wrong in the dashboard's lock: no hash, a licence not taken, or another version than the licences beside it say."""
    pinned = npm_packages()
    for name, entry in pinned.items():
        if not entry.get("integrity", "").startswith("sha512-"):
            yield f"{name}: package-lock.json gives no sha512"
        if not is_allowed(entry.get("license", ""), allowed()):
            yield f"{name}: the licence is {entry.get('license') or 'unknown'}; leave it out, or give it a row in allowed_licences.csv"
    for name, version, told in in_dashboard():
        entry = pinned.get(name, {})
        if (version, told) != (entry.get("version"), entry.get("license")):
            yield f"{name} {version} ({told}) in LICENCES.txt is {entry.get('version')} ({entry.get('license')}) in package-lock.json"


def carried_parts() -> tuple[dict[str, str], ...]:
    """Give what else of others lies in the wheel as files."""
    return reviewed("carried_parts")
