"""
The `citytools-slides` exporter: a run notebook as slides for a room, one file that needs no network (reveal.js inside).

nbconvert's own slides fetch reveal.js, jQuery and MathJax from elsewhere; a workshop's room may have no network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters import Exporter

from citytools_analysis.reporting.document import Document, document_of
from citytools_analysis.reporting.dressed import in_colours, told
from citytools_analysis.reporting.html import fonts_and_colours
from citytools_analysis.reporting.policy_hash import policy_hash
from citytools_analysis.reporting.tree import HEADINGS, Element, Node, elements, parse, serialise

_MOST_ROWS = 7
_FOLDER = files("citytools_analysis.reporting").joinpath("templates/slides")
_SHOWN_ALONE = ("figure", "table", "dl", "ul", "ol")


class CityToolsSlidesExporter(Exporter):
    """
    Exports a run notebook as slides: a section a slide, with its finding and its first picture or table.

    Examples
    --------
    >>> CityToolsSlidesExporter().file_extension
    '.slides.html'
    """

    export_from_notebook = "City Tools slides"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".slides.html"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters give text, too
        self, nb: Any, resources: Any = None, **kwargs: Any
    ) -> tuple[str, Any]:
        """
        Draw a notebook.

        Parameters
        ----------
        nb
            The run notebook.
        resources
            What nbconvert knows of it; its name is used in messages.
        **kwargs
            Passed on to nbconvert.

        Returns
        -------
        page, resources
            The slides, and the resources as nbconvert wants them.

        Raises
        ------
        ReportError
            If a cell failed, or an image has no alternative text.

        Examples
        --------
        >>> import nbformat.v4 as v4
        >>> page, _ = CityToolsSlidesExporter().from_notebook_node(v4.new_notebook(cells=[v4.new_markdown_cell("# Camden")]))
        >>> "<h1>Camden</h1>" in page, "https://" in page.partition("<body>")[2].partition("<script>")[0]
        (True, False)
        """
        run, resources = super().from_notebook_node(nb, resources, **kwargs)
        return page(document_of(run, resources)), resources


@dataclass
class Slide:
    """
    One slide.

    Parameters
    ----------
    nodes
        What it shows.
    is_opening
        Whether it opens the document, or one of the documents bound into it.

    Examples
    --------
    >>> Slide([Element("h2", {}, ["Ends"])]).html
    '<h2>Ends</h2>'
    """

    nodes: list[Node] = field(default_factory=list)
    is_opening: bool = False

    @property
    def html(self) -> str:
        """What it shows, as HTML."""
        return serialise(self.nodes)


def page(document: Document) -> str:
    """
    Lay a document out as slides.

    Parameters
    ----------
    document
        The document.

    Returns
    -------
    html
        One file; with scripts off, the slides stand below one another.

    Examples
    --------
    >>> page(Document(title="A", fragments=("<header><h1>A</h1></header>",))).count("<section")
    1
    """
    reveal, start = _text("reveal.js"), _text("start.js").strip()
    hashes = " ".join(f"'{policy_hash(code)}'" for code in (reveal, start))
    html = Environment(autoescape=True).from_string(_text("slides.html.j2")).render(
        document=document,
        slides=[{"html": Markup(slide.html), "is_opening": slide.is_opening} for slide in slides(document)],  # noqa: S704 - sanitised by the allow-list
        reveal=Markup(reveal),  # noqa: S704 - ours
        start=Markup(start),  # noqa: S704 - ours
        reveal_style=Markup(_text("reveal.css")),  # noqa: S704 - ours
        style=Markup(f"{fonts_and_colours()}\n{_text('slides.css')}"),  # noqa: S704 - ours
        hashes=Markup(hashes),  # noqa: S704 - ours
        version=version("citytools-analysis"),
        whom=told(document.voice.brand) if document.voice else "",
    )  # fmt: skip
    return in_colours(html, document.voice) if document.voice else html


def slides(document: Document) -> list[Slide]:
    """
    Choose what each slide shows: the document's opening, then of each section its finding and its pictures or first table.

    Parameters
    ----------
    document
        The document.

    Returns
    -------
    slides
        In the document's order. A table is cut to what a room can read, and says so; a section with nothing to show has none.

    Examples
    --------
    >>> html = "<h2>Ends</h2><p>Two end.</p><table><caption>Ends</caption><tbody><tr><td>1</td></tr></tbody></table>"
    >>> [slide.html[:13] for slide in slides(Document(title="A", fragments=("<header><h1>A</h1></header>", html)))]
    ['<header><h1>A', '<h2>Ends</h2>']
    """
    found: list[Slide] = []
    for section in _sections(node for fragment in document.fragments for node in _flat(parse(fragment))):
        found += _slides_of(section)
    return found


def _flat(nodes: Sequence[Node]) -> Iterator[Node]:
    """Take things out of what only lays them out on a page."""
    for node in nodes:
        if isinstance(node, Element) and node.tag in {"div", "section", "nav"} and not node.has_class("ct-callout"):
            yield from _flat(node.children)
        else:
            yield node


def _sections(nodes: Iterator[Node]) -> Iterator[list[Node]]:
    section: list[Node] = []
    for node in nodes:
        starts = isinstance(node, Element) and (node.tag == "header" or node.tag in HEADINGS)
        if starts and section:
            yield section
            section = []
        section.append(node)
    yield section


def _slides_of(section: Sequence[Node]) -> Iterator[Slide]:
    head = section[0]
    rest = [node for node in section[1:] if isinstance(node, Element)]
    if isinstance(head, Element) and head.tag == "header":
        yield Slide([head, *[node for node in rest if node.has_class("ct-key-figures")][:1]], is_opening=True)
        rest = [node for node in rest if node.tag == "figure"]
        head = Element("h2", {}, [next(elements([head], "h1", "h2")).text()])
    elif not isinstance(head, Element) or head.tag not in HEADINGS:
        return
    for number, shown in enumerate(_chosen(rest)):
        yield Slide([_titled(head), *([] if number else _finding(rest, shown)), *_cut(shown)])


def _chosen(rest: Sequence[Element]) -> Sequence[Element]:
    """Choose what a section shows on its slides: all its pictures, or the first of anything else."""
    pictures = [node for node in rest if node.tag == "figure"]
    return pictures or [node for node in rest if node.tag in _SHOWN_ALONE or node.has_class("ct-callout")][:1]


def _finding(rest: Sequence[Element], shown: Element) -> list[Element]:
    """Take the last sentence before what is shown: how to read it stands before that and is for readers, not listeners."""
    before = rest[: next(place for place, node in enumerate(rest) if node is shown)]
    return [node for node in before if node.tag == "p" and not node.has_class("ct-note")][-1:]


def _titled(head: Element) -> Element:
    return Element("h2", {}, list(head.children))


def _cut(node: Element) -> list[Node]:
    """Cut a table or list to what can be read from the back of a room."""
    rows = [row for row in elements([node], "tr") if any(elements([row], "td"))] if node.tag == "table" else []
    items = [child for child in node.children if isinstance(child, Element) and child.tag == "li"]
    left = (rows or items)[_MOST_ROWS:]
    if not left:
        return [node]
    for parent in [node, *elements(node.children)]:
        parent.children = [child for child in parent.children if not any(child is one for one in left)]
    words = f"and {len(left)} more in the document"
    return [node, Element("p", {"class": "ct-rest"}, [words])]


def _text(name: str) -> str:
    return _FOLDER.joinpath(name).read_text("utf-8")
