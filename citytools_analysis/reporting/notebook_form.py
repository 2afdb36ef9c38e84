"""
A notebook's normal form: the same bytes in git whatever Jupyter, computer and run it comes from.

`python -m citytools_analysis.reporting.notebook_form notebooks/*.ipynb` writes it in place; with `--check` it only tells, and
with `--text` it prints a notebook's cells for `git diff`. Ids that are words stay for good, so that a diff shows what changed
and nothing else; a new cell's random id becomes words of what it says, which no cell put above it can change.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from citytools_analysis.errors import DataError
from citytools_analysis.reporting.notebook_file import cell_text, notebook_content
from citytools_analysis.writing import write_whole

_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_KEPT = ("citytools", "title")
_WORDS = re.compile(r"[a-z][a-z-]+")
_GIVEN = re.compile(r"^(\w+) = [^#\n]*?(?=  # )", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MOST_WORDS = 4
_HALVES = "backslashreplace"  # half a letter, as a cut emoji leaves it, is written as JSON writes it


def normal_form(notebook: dict[str, Any]) -> bytes:
    r"""
    Write a notebook as git keeps it: Jupyter's own order of keys, nothing of a run or a computer.

    Parameters
    ----------
    notebook
        What the file holds, as `notebook_content` reads it. It is left as it is.

    Returns
    -------
    content
        UTF-8 with one newline at the end. Without outputs, counts, times, what a parameter was set to, empty code cells and
        all metadata but the tags of cells and the title and entry of the report; with an id of words for each cell. The
        normal form of the normal form is itself.

    Examples
    --------
    >>> cell = {"cell_type": "code", "id": "3f9a12c7", "source": "ct.tables.cover(data)", "outputs": ["a run's"]}
    >>> made = json.loads(normal_form({"cells": [cell], "metadata": {"title": "Print", "widgets": {}}}))
    >>> made["cells"][0]["id"], made["cells"][0]["outputs"], sorted(made["metadata"])
    ('cover', [], ['kernelspec', 'language_info', 'title'])
    """
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] != "code" or cell_text(cell).strip()]
    content = {
        "cells": [_cell(cell, name) for cell, name in zip(cells, _names(cells), strict=True)],
        "metadata": {key: notebook.get("metadata", {})[key] for key in _KEPT if key in notebook.get("metadata", {})} | _KERNEL,
        "nbformat": 4,
        "nbformat_minor": 5,
    }  # fmt: skip
    return (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode(errors=_HALVES)


def _cell(cell: dict[str, Any], name: str) -> dict[str, Any]:
    tags = cell.get("metadata", {}).get("tags", [])
    source = _source(cell)
    if "parameters" in tags:
        source = _GIVEN.sub(r'\1 = ""', source)
    kept: dict[str, Any] = {"cell_type": cell["cell_type"], "id": name, "source": source.splitlines(keepends=True)}
    kept["metadata"] = {"tags": tags} if tags else {}
    if cell["cell_type"] == "code":
        return kept | {"execution_count": None, "outputs": []}
    return kept | ({"attachments": cell["attachments"]} if cell.get("attachments") else {})


def _source(cell: dict[str, Any]) -> str:
    return cell_text(cell).replace("\r\n", "\n")


def _names(cells: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Give each cell its id: the first to have one of words keeps it, whatever is new."""
    owners: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if _WORDS.fullmatch(str(cell.get("id", ""))):
            owners.setdefault(cell["id"], place)
    for place, cell in enumerate(cells):
        own = str(cell.get("id", ""))
        if owners.get(own) != place:
            own = next(name for name in _proposals(_said(cell)) if name not in owners)
            owners[own] = place
        yield own


def _said(cell: dict[str, Any]) -> str:
    """Name a cell by what it shows, the function called last, or by its first words."""
    source = _source(cell)
    words = source if cell["cell_type"] == "code" else _COMMENT.sub("", source)
    if cell["cell_type"] == "code":
        words = _called_last(source) or source
    found = re.findall(r"[a-z]+", words.lower())[:_MOST_WORDS]
    name = "-".join(found)[:40].rstrip("-")
    return name if _WORDS.fullmatch(name) else "cell"


def _called_last(source: str) -> str:
    try:
        last = ast.parse(source).body[-1]
    except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
        return ""  # a magic or a half-written cell is named by its words
    call = last.value if isinstance(last, ast.Expr | ast.Assign) else None
    named = call.func if isinstance(call, ast.Call) else None
    return named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")


def _proposals(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{letter}" for letter in ascii_lowercase[1:])
    yield from (f"{name}-{'z' * number}" for number in count(2))


def as_text(notebook: dict[str, Any]) -> str:
    r"""
    Write a notebook's cells as plain text, to be compared line by line.

    Parameters
    ----------
    notebook
        What the file holds.

    Returns
    -------
    text
        A heading a cell with its id, kind and tags, and what is written in it.

    Examples
    --------
    >>> cell = {"cell_type": "code", "id": "title", "metadata": {"tags": ["setup"]}, "source": ["a\n", "b"]}
    >>> print(as_text({"cells": [cell], "metadata": {}}).partition("\n\n")[2])
    ## title (code, setup)
    a
    b
    <BLANKLINE>
    """
    content = json.loads(normal_form(notebook))
    about = {key: content["metadata"][key] for key in _KEPT if key in content["metadata"]}
    parts = [json.dumps(about, ensure_ascii=False, sort_keys=True, indent=1) + "\n"]
    for cell in content["cells"]:
        marks = ", ".join([cell["cell_type"], *cell["metadata"].get("tags", [])])
        parts.append(f"## {cell['id']} ({marks})\n{cell_text(cell)}\n")
    return "\n".join(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Bring notebooks into their normal form, from the command line.

    Parameters
    ----------
    arguments
        As on the command line; those of this process if not given.

    Returns
    -------
    code
        0 when all is well; 1 when a file cannot be read or, with `--check`, is in another form.

    Examples
    --------
    >>> main([])
    0
    """
    parser = argparse.ArgumentParser(prog="python -m citytools_analysis.reporting.notebook_form", description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="write nothing; exit 1 if a notebook is in another form")
    what.add_argument("--text", action="store_true", help="print the cells instead, for git diff")
    told = parser.parse_args(arguments)
    try:
        changed = [path for path in told.notebooks if _treat(path, is_read_only=told.check, is_text=told.text)]
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return int(told.check and bool(changed))


def _treat(path: Path, *, is_read_only: bool, is_text: bool) -> bool:
    if is_text:
        sys.stdout.buffer.write(_compared(path))
        return False
    content = normal_form(notebook_content(path))
    if content == path.read_bytes():
        return False
    if not is_read_only:
        write_whole(path, content)
    sys.stdout.write(f"{path}: {'not in its normal form' if is_read_only else 'brought into its normal form'}\n")
    return True


def _compared(path: Path) -> bytes:
    try:
        return as_text(notebook_content(path)).encode(errors=_HALVES)
    except DataError:
        return path.read_bytes()  # git compares what was broken, too


if __name__ == "__main__":
    sys.exit(main())
