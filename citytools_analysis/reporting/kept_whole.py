"""Words that belong together on a line, on screen as in print: days, amounts below zero, and blanks to write on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citytools_analysis.reporting.tree import Element, Node, elements

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_BLANKS = r"(?:\b\w+ \w+ )?_{4,}(?: \w+ _{4,})*"
# Amounts below zero, of which a line may else end in the minus; days; each with the signs that stand at it; blanks.
# An amount is looked for where a word begins, not at each of its letters: a word of a million would never be done with.
KEPT_WHOLE = re.compile(rf"((?<!\S)\S*\N{{MINUS SIGN}}\S+|\(?\b\d{{1,2}} (?:{_MONTHS}) \d{{2,4}}\b[,;:.)]*|{_BLANKS})")


def keep_whole(nodes: Sequence[Node]) -> None:
    """
    Put each day, amount below zero and blank into a span that is not broken over lines; its text stays what it is.

    Parameters
    ----------
    nodes
        The nodes of a page; their elements are changed in place.

    Examples
    --------
    >>> from citytools_analysis.reporting.tree import parse, serialise
    >>> nodes = parse("<p>passed 31 Mar 26, replace</p>")
    >>> keep_whole(nodes)
    >>> serialise(nodes)
    '<p>passed <span class="ct-kept">31 Mar 26,</span> replace</p>'
    """
    for element in list(elements(nodes)):
        if any(isinstance(child, str) and KEPT_WHOLE.search(child) for child in element.children):
            element.children = [part for child in element.children for part in _parts(child)]


def _parts(node: Node) -> list[Node]:
    if not isinstance(node, str):
        return [node]
    parts = enumerate(KEPT_WHOLE.split(node))
    return [Element("span", {"class": "ct-kept"}, [part]) if number % 2 else part for number, part in parts if part]
