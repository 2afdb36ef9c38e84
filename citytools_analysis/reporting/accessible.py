"""What every page must keep to, mended where it can be: one h1, no level skipped, named tables, headers with scope."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.tree import HEADINGS, Element, Node, elements, walk


@dataclass(frozen=True)
class Heading:
    """
    One line of the contents list.

    Parameters
    ----------
    level
        2 for a section, 3 and more for its parts.
    text
        The words, without the quiet note beside them.
    anchor
        The id in the page.

    Examples
    --------
    >>> Heading(2, "What ends when", "what-ends-when").anchor
    'what-ends-when'
    """

    level: int
    text: str
    anchor: str


@dataclass
class Outline:
    """
    The headings of a document while it is being read: gives each its level and its id.

    Parameters
    ----------
    headings
        What has been read so far.

    Examples
    --------
    >>> outline = Outline()
    >>> [outline.place(Element("h4", {}, ["Costs"])).anchor for _ in range(2)]
    ['costs', 'costs-2']
    """

    headings: list[Heading] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    _stack: list[tuple[int, int]] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def place(self, element: Element) -> Heading:
        """
        Give a heading the next possible level and an id of its own.

        Parameters
        ----------
        element
            A heading; its tag and id are changed.

        Returns
        -------
        heading
            The line for the contents list.

        Examples
        --------
        >>> Outline().place(Element("h4", {}, ["Costs & prices"]))
        Heading(level=2, text='Costs & prices', anchor='costs-prices')
        """
        asked = max(int(element.tag[1]), 2)
        while self._stack and self._stack[-1][0] >= asked:
            self._stack.pop()
        level = self._stack[-1][1] + 1 if self._stack else 2
        self._stack.append((asked, level))
        heading = Heading(level, heading_text(element), self._anchor(heading_text(element)))
        # Jupyter's own ids are the words with dashes between them: links in markdown are written so.
        for old in (element.attributes.get("id"), heading.text.replace(" ", "-")):
            self.renamed.setdefault(old or heading.anchor, heading.anchor)
        element.tag, element.attributes["id"] = f"h{level}", heading.anchor
        self.headings.append(heading)
        return heading

    def _anchor(self, text: str) -> str:
        ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
        stem = slug if slug[:1].isalpha() else f"section-{slug}".rstrip("-")
        number, anchor = 1, stem
        while anchor in self._used:
            number += 1
            anchor = f"{stem}-{number}"
        self._used.add(anchor)
        return anchor


def heading_text(element: Element) -> str:
    """
    Give a heading's words without the quiet note that may stand beside them.

    Parameters
    ----------
    element
        The heading.

    Returns
    -------
    text
        Its words.

    Examples
    --------
    >>> heading_text(Element("h2", {}, ["Decide next ", Element("span", {"class": "ct-note"}, ["by date"])]))
    'Decide next'
    """
    return Element("span", {}, [child for child in element.children if not is_aside(child)]).text()


def is_aside(node: Node) -> bool:
    """
    Tell whether a node is the quiet note beside a heading.

    Parameters
    ----------
    node
        A child of the heading.

    Returns
    -------
    found
        True for `small` and for `span` of class `ct-note`.

    Examples
    --------
    >>> is_aside(Element("small", {}, ["by date"])), is_aside("text")
    (True, False)
    """
    return isinstance(node, Element) and (node.tag == "small" or node.has_class("ct-note"))


def mend(nodes: Sequence[Node], outline: Outline, *, place: str) -> None:
    """
    Mend one fragment in place, and refuse what cannot be mended.

    Parameters
    ----------
    nodes
        The sanitised fragment; its elements are changed.
    outline
        The headings so far; added to.
    place
        Notebook and cell, for messages.

    Raises
    ------
    ReportError
        If an image says nothing to those who cannot see it.

    Examples
    --------
    >>> nodes = [Element("h3", {}, ["Prices"]), Element("table", {}, [Element("tr", {}, [Element("th", {}, ["a"])])])]
    >>> mend(nodes, Outline(), place="a.ipynb, cell 1")
    >>> nodes[0].tag, nodes[1].children[0].text()
    ('h2', 'Prices')
    """
    for element in list(elements(nodes)):
        if element.tag in HEADINGS and element.tag != "h1":
            outline.place(element)
        elif element.tag == "img":
            _check_image(element, place)
        elif element.tag == "table":
            _mend_table(element, outline.headings[-1].text if outline.headings else "Table")


def _check_image(image: Element, place: str) -> None:
    if not image.attributes.get("alt", "").strip():
        message = (
            f"{place} shows an image without alternative text. Say what it shows: give the figure a title and axis labels "
            "(City Tools makes the text from them), or display it with metadata={'image/png': {'alt': '...'}}."
        )
        raise ReportError(message)
    if "src" not in image.attributes:  # its address led outside the document: only the words are kept
        image.tag, image.children = "em", [f"[{image.attributes['alt']}]"]
        image.attributes = {}


def _mend_table(table: Element, title: str) -> None:
    table.attributes["class"] = " ".join(dict.fromkeys(["ct-table", *table.attributes.get("class", "").split()]))
    if not any(child.tag == "caption" for child in table.children if isinstance(child, Element)):
        table.children.insert(0, Element("caption", {}, [title]))
    _mend_head(table)
    for cell, scope in _header_cells(table):
        if not cell.text():
            cell.tag = "td"
            cell.attributes.pop("scope", None)
        else:
            cell.attributes.setdefault("scope", scope)


def _mend_head(table: Element) -> None:
    """Make a first row that holds only headers the head, as the allow-list cannot know."""
    if any(elements([table], "thead")):
        return
    body = next(elements([table], "tbody"), table)
    first = next(elements([body], "tr"), None)
    if first and first in body.children and not any(elements([first], "td")):
        body.children.remove(first)
        table.children.insert(1, Element("thead", {}, [first]))


def _header_cells(table: Element) -> Iterator[tuple[Element, str]]:
    heads = {id(cell) for head in elements([table], "thead") for cell in elements([head], "th")}
    for cell in list(elements([table], "th")):
        yield cell, "col" if id(cell) in heads else "row"


def point_links(nodes: Sequence[Node], outline: Outline) -> None:
    """
    Point links inside the document to the ids the headings were given, and drop ids used twice.

    Parameters
    ----------
    nodes
        The whole document; its elements are changed.
    outline
        The finished outline.

    Examples
    --------
    >>> outline, link = Outline(), Element("a", {"href": "#Costs-Now"}, ["see"])
    >>> _ = outline.place(Element("h2", {"id": "Costs-Now"}, ["Costs now"]))
    >>> point_links([link], outline)
    >>> link.attributes["href"]
    '#costs-now'
    """
    seen: set[str] = set()
    anchors = {heading.anchor for heading in outline.headings}
    for node in walk(nodes):
        if not isinstance(node, Element):
            continue
        href = node.attributes.get("href", "")
        if href.startswith("#"):
            node.attributes["href"] = "#" + outline.renamed.get(href[1:], href[1:])
        name = node.attributes.get("id")
        if name is not None and (name in seen or (name in anchors and node.tag not in HEADINGS)):
            del node.attributes["id"]
        elif name is not None:
            seen.add(name)
