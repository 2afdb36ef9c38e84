"""Checks what we take from others: that the locks are whole, the licences are ones we take, and nothing pinned is known to be vulnerable."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from licences import (
    carried_parts,
    faults_of_carried,
    faults_of_licences,
    faults_of_npm,
    in_dashboard,
    licence,
    stale_decisions,
)
from locked import LOCK, Pin, asked_by_tools, asked_by_wheel, faults_of_lines, faults_of_needs, needs, read_lock
from vulnerabilities import OSV, NoDataError, accepted, ask, faults_of_accepted, no_longer_found, not_accepted, parts


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was checked and each fault; 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default=OSV, help="where the vulnerabilities are asked for; default %(default)s")
    parser.add_argument("--on", type=date.fromisoformat, default=datetime.now(UTC).date(), help="the day of the check")
    told = parser.parse_args(arguments)
    pins = read_lock()
    faults = [*check_lock(pins), *check_licences(pins), *check_vulnerabilities(pins, told.database, on=told.on)]
    for fault in faults:
        _say(f"FAULT: {fault}")
    _say(f"supply chain: {len(faults)} faults")
    return 1 if faults else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def check_lock(pins: Sequence[Pin]) -> list[str]:
    """Tell whether the lock is whole, everywhere."""
    found = needs("pyproject.toml", [*asked_by_wheel(), *asked_by_tools()], pins)
    n_hashes = sum(len(pin.hashes) for pin in pins)
    _say(f"lock: {len(pins)} pins with {n_hashes} sha256 hashes, against {len(found)} needs on 3 systems and 3 Pythons")
    return [*faults_of_lines(LOCK.read_text(encoding="utf-8")), *faults_of_needs(found, pins)]


def check_licences(pins: Sequence[Pin]) -> list[str]:
    """Tell whether every licence is one we take, and the reviewed rows are in order."""
    wheel = {need.name for need in needs("wheel", asked_by_wheel(), pins)}
    tools = {pin.name for pin in pins} - wheel
    n_parts = len(in_dashboard()) + len(carried_parts())
    _say(f"licences: {len(wheel)} packages that the wheel needs, {n_parts} parts of others in it, {len(tools)} tools")
    _say(
        "  " + ", ".join(f"{told} {n}" for told, n in Counter(licence(name) for name in wheel).most_common(8)) + ", ..."
    )
    return [*faults_of_licences(wheel | tools), *faults_of_carried(wheel), *stale_decisions(pins), *faults_of_npm()]


def check_vulnerabilities(pins: Sequence[Pin], database: str, *, on: date) -> list[str]:
    """Tell what is known against what we pin; where no data is reached, say loudly that nothing was checked."""
    asked, rows = parts(pins), accepted()
    faults = faults_of_accepted(rows, asked, on=on)
    try:
        found = ask(asked, address=database)
    except NoDataError as reason:
        _say(
            f"SKIPPED: no vulnerability data reached: {reason}. NOTHING WAS CHECKED of {len(asked)} packages; run this where the internet is"
        )
        return faults
    _say(f"vulnerabilities: {len(asked)} packages asked about, {len(found)} findings, {len(rows)} accepted rows")
    return [*faults, *no_longer_found(rows, found), *map(str, not_accepted(found, rows))]


if __name__ == "__main__":
    sys.exit(main())
