"""Text of any origin as Markdown that shows it as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$^%])")


def plain(text: object) -> str:
    """Give a text on one line, with every sign that Markdown would read as its own set apart."""
    return _SIGNS.sub(r"\\\1", " ".join(str(text).split()))


def code(text: object) -> str:
    """Give a name as code; a stroke in it would end the cell of a table."""
    return f"`{str(text).replace('`', chr(39)).replace('|', chr(92) + '|')}`" if str(text) else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lay out a table of cells that are Markdown already."""
    return [_row(columns), _row(["---"] * len(columns)), *map(_row, rows), ""]


def contents(pages: Sequence[str], *, caption: str = "", depth: int = 1) -> list[str]:
    """List the pages below this one."""
    options = [f":maxdepth: {depth}", *([f":caption: {caption}"] if caption else [])]
    return ["```{toctree}", *options, "", *pages, "```", ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
