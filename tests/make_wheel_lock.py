"""Write, beside a wheel, the part of the lock that the wheel needs: what an installation from the wheel alone installs first."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from locked import LOCK, asked_by_wheel, needs, read_lock

_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the lock beside the wheel that is named, and say where."""
    (wheel,) = map(Path, arguments or sys.argv[1:])
    target = wheel.with_name(f"{'-'.join(wheel.name.split('-')[:2])}.lock")
    content = "".join(blocks(LOCK.read_text(encoding="utf-8"), needed()))
    target.write_text(content, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target}: {len(_PIN.findall(content))} packages\n")
    return 0


def needed() -> set[str]:
    """Name every package that the wheel needs, on any system and Python."""
    return {need.name for need in needs("wheel", asked_by_wheel(), read_lock())}


def blocks(lock: str, names: set[str]) -> Iterator[str]:
    """Give the lines of each package, its pin and hashes, without who asks for it."""
    starts = [found.start() for found in _PIN.finditer(lock)]
    for start, end in zip(starts, [*starts[1:], len(lock)], strict=True):
        block = lock[start:end]
        found = _PIN.match(block)
        if found and found[1] in names:
            yield "".join(line for line in block.splitlines(keepends=True) if not line.lstrip().startswith("#"))


if __name__ == "__main__":
    sys.exit(main())
