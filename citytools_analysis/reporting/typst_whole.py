"""Where tables are broken over pages: short ones nowhere, long ones not before their first rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from citytools_analysis.reporting.typst_blocks import Block

_SHORT = 20  # rows; the template measures these and breaks one that fills half a page all the same


def whole(body: Sequence[Block]) -> Iterator[Block]:
    r"""
    Keep each short table on one page with its note, so that no row or note stands alone; start long ones with room.

    Parameters
    ----------
    body
        The blocks of a document, in order.

    Yields
    ------
    block
        Each block; a short table and its note as one, a long table with the room its first rows need.

    Examples
    --------
    >>> rows = 'data-table(8pt, "C", (9pt,), (left,), 1, ("a"), (\n"1",\n))'
    >>> [block.code[:6] for block in whole([Block("other", rows), Block("text", 'note("n")'), Block("text", 'par("p")')])]
    ['whole(', 'par("p']
    """
    held: Block | None = None
    for block in body:
        if held and block.code.startswith("note("):
            yield replace(held, code=f"whole({held.points:.0f}pt, {{\n{held.code}\n{block.code}\n}})")
            held = None
            continue
        if held:
            yield replace(held, code=f"whole({held.points:.0f}pt, {held.code})")
        held = block if _is_table(block) and _is_short(block) else None
        if not held:
            yield replace(block, code=f"begun({block.code})") if _is_table(block) else block
    if held:
        yield replace(held, code=f"whole({held.points:.0f}pt, {held.code})")


def _is_table(block: Block) -> bool:
    return block.code.startswith("data-table(") and block.kind == "other"


def _is_short(block: Block) -> bool:
    return block.code.count("\n") <= _SHORT + 1
