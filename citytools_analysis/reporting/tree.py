"""HTML that has been through the allow-list, as a small tree; nothing else is ever parsed here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TypeAlias

VOID = frozenset({"br", "col", "hr", "img", "wbr"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Controls, lone surrogates, non-characters and the signs that turn the reading direction: a reader must see that they
# are there, and they must not act ("\u202e" makes the rest of a line read backwards).
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(slots=True)
class Element:
    """
    One element with its attributes and children, in the order of the page.

    Parameters
    ----------
    tag
        Name of the element, in lower case.
    attributes
        Attribute values by name.
    children
        Elements and texts.

    Examples
    --------
    >>> Element("p", {"class": "ct-note"}, ["a < b"]).text()
    'a < b'
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def has_class(self, *names: str) -> bool:
        """
        Tell whether the element carries one of some classes.

        Parameters
        ----------
        names
            The classes.

        Returns
        -------
        found
            True when at least one is there.

        Examples
        --------
        >>> Element("td", {"class": "ct-number ct-own"}).has_class("ct-own", "ct-overdue")
        True
        """
        return not set(names).isdisjoint(self.attributes.get("class", "").split())

    def text(self) -> str:
        """
        Give the words inside, without the elements.

        Returns
        -------
        text
            All texts joined, white space collapsed.

        Examples
        --------
        >>> parse("<p>one <em>two</em></p>")[0].text()
        'one two'
        """
        texts = [node for node in walk([self]) if isinstance(node, str)]
        return " ".join("".join(texts).split())


Node: TypeAlias = Element | str


class _Builder(HTMLParser):
    """Builds the tree; the allow-list has already closed and nested every element."""

    def __init__(self) -> None:
        """Start with an empty page."""
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Add an element, and go into it unless it is void."""
        element = Element(tag, {name: visible_text(value or "") for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Leave the innermost element of this name, if one is open."""
        if tag in {element.tag for element in self.open[1:]}:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Add a text."""
        self.open[-1].children.append(visible_text(data))


def visible_text(text: str) -> str:
    r"""
    Write characters that act or hide as text, so that a reader sees them and they do nothing.

    Parameters
    ----------
    text
        Any text, even one with lone surrogates.

    Returns
    -------
    text
        The same with controls, direction marks and lone surrogates as `[U+202E]`; can always be written as UTF-8.

    Examples
    --------
    >>> visible_text("Acme\u202egnp.exe"), visible_text("a\ud800"), visible_text("a\r\nb")
    ('Acme[U+202E]gnp.exe', 'a[U+D800]', 'a\nb')
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", plain)


def parse(html: str) -> list[Node]:
    """
    Read a sanitised fragment as a tree.

    Parameters
    ----------
    html
        What `sanitise.clean` gave.

    Returns
    -------
    nodes
        Elements and texts at the top of the fragment.

    Examples
    --------
    >>> [node.tag for node in parse("<h2>a</h2><p>b<br>c</p>")]
    ['h2', 'p']
    """
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root.children


def serialise(nodes: Iterable[Node]) -> str:
    """
    Write a tree as HTML, escaping every text and attribute.

    Parameters
    ----------
    nodes
        Elements and texts.

    Returns
    -------
    html
        The fragment.

    Examples
    --------
    >>> serialise([Element("p", {"id": 'a"b'}, ["1 < 2", Element("br")])])
    '<p id="a&quot;b">1 &lt; 2<br></p>'
    """
    return "".join(_written(node) for node in nodes)


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """
    Go through every element and text in reading order, each element before what it holds.

    Parameters
    ----------
    nodes
        Where to start.

    Yields
    ------
    node
        Each element and text.

    Examples
    --------
    >>> [node if isinstance(node, str) else node.tag for node in walk(parse("<p>a<b>c</b></p>"))]
    ['p', 'a', 'b', 'c']
    """
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Element):
            waiting += node.children[::-1]


def elements(nodes: Iterable[Node], *tags: str) -> Iterator[Element]:
    """
    Go through the elements of some names in reading order.

    Parameters
    ----------
    nodes
        Where to start.
    tags
        Names of elements; none for all of them.

    Yields
    ------
    element
        Each element found, however deep.

    Examples
    --------
    >>> [found.text() for found in elements(parse("<tr><th>a</th><td>b</td></tr>"), "th", "td")]
    ['a', 'b']
    """
    for node in walk(nodes):
        if isinstance(node, Element) and (not tags or node.tag in tags):
            yield node


def _written(node: Node) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    opening = f"<{node.tag}{attributes}>"
    return opening if node.tag in VOID else f"{opening}{serialise(node.children)}</{node.tag}>"
