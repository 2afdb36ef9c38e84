"""The pages that people wrote: those of `docs`, and those that stand elsewhere in the tree."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from reference_site.markdown import code, plain, table

ELSEWHERE = {
    "guides/contributing.md": "CONTRIBUTING.md",
    "guides/security.md": "SECURITY.md",
    "guides/changelog.md": "CHANGELOG.md",
    "notebooks/rules.md": "notebooks/README.md",
    "data/dictionary.md": "data/README.md",
    "data/reference.md": "data/reference/README.md",
}
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)([^)]+)\)")


def own_files(root: Path) -> dict[str, Path]:
    """Give the guides and the files they offer to be taken, by their place in the site."""
    every = (
        path for path in sorted((root / "docs").rglob("*")) if path.is_file() and path.suffix not in {".py", ".pyc"}
    )
    return {path.relative_to(root / "docs").as_posix(): path for path in every if "_build" not in path.parts}


def pages(root: Path) -> dict[str, str]:
    """Give the pages by their place in the site."""
    written = {place: path.read_text(encoding="utf-8") for place, path in own_files(root).items()}
    others = {place: _unlinked((root / name).read_text(encoding="utf-8")) for place, name in ELSEWHERE.items()}
    return {**written, **others, "data/assumptions.md": _assumptions(root)}


def _unlinked(text: str) -> str:
    """Name what a page links to in the tree, which the site does not hold."""
    return _LINK.sub(r"\1 (`\2`)", text)


def _assumptions(root: Path) -> str:
    with (root / "data/reference/assumptions.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            (code(row["assumption_id"]), plain(row["what"]), plain(f"{row['low']} / {row['central']} / {row['high']} {row['unit']}"),
             plain(row["source"]), plain(row["grade"]), plain(row["note"]))
            for row in csv.DictReader(stream)
        ]  # fmt: skip
    columns = ("name", "what", "low / central / high", "source", "grade", "note")
    return "\n".join(["# Assumptions", "", _OPENING, "", *table(columns, rows)])


_OPENING = (
    "Numbers that no record gives, from `data/reference/assumptions.csv`. Grades: A first-party to D unverified, K commonly held, S simulated, "
    "ours: a planning figure. `citytools build --assume name=value` takes another one for a build."
)
