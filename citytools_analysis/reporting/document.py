"""A run notebook as a document: what it is about, and what it shows, sanitised and mended; HTML and PDF are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from citytools_analysis.brand import Voice
from citytools_analysis.editions import edition_words
from citytools_analysis.reporting.accessible import Heading, Outline, heading_text, mend, point_links
from citytools_analysis.reporting.outputs import pieces
from citytools_analysis.reporting.sanitise import clean
from citytools_analysis.reporting.tree import HEADINGS, Element, Node, elements, parse, serialise, visible_text
from citytools_analysis.style import date_text

KICKER = "City Tools: London"
_READ = "citytools_document"  # where nbconvert's resources carry the document from one format to the next


@dataclass(frozen=True)
class Document:
    """
    One report, ready to be drawn.

    Parameters
    ----------
    title
        Name of the report; its only h1.
    as_of
        The day it speaks of, in ISO form; empty when unknown.
    edition
        Who may read it: `public`, `members`, `members-for-camden`, `full` or words of its own.
    register
        First eight figures of the register's hash.
    notice
        What every page must say, such as that the data are invented.
    subject, description
        What the report is about, for the file's properties.
    language
        Language of the text.
    fragments
        Sanitised HTML, the title header first, then one fragment a markdown cell or output.
    headings
        The contents list, from h2 on.
    n_figures, n_tables
        How many there are; a report that loses one has failed.
    voice
        The brand it is made for, whose words it already speaks; nothing for the house's own look.

    Examples
    --------
    >>> Document(title="Camden", as_of="2026-11-23", edition="public", register="3f9a12c7").foot()
    ('as of 23 Nov 2026', 'register 3f9a12c7', 'public edition')
    """

    title: str
    as_of: str = ""
    edition: str = ""
    register: str = ""
    notice: str = ""
    subject: str = ""
    description: str = ""
    language: str = "en-GB"
    fragments: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    n_figures: int = 0
    n_tables: int = 0
    voice: Voice | None = None

    @property
    def day(self) -> date | None:
        """The day it speaks of, or nothing when it is unknown or not a date."""
        try:
            return date.fromisoformat(self.as_of[:10])
        except ValueError:
            return None

    @property
    def mark(self) -> str:
        """The handling mark: the edition in words."""
        words = edition_words(self.edition)
        return self.voice.text(words) if self.voice else words

    def foot(self) -> tuple[str, ...]:
        """
        Give what stands in the foot of every page, without notice and page number.

        Returns
        -------
        parts
            The day, the register and the edition, as far as they are known.

        Examples
        --------
        >>> Document(title="Camden", edition="public").foot()
        ('public edition',)
        """
        day = f"as of {date_text(self.day)}" if self.day else ""
        register = f"register {self.register}" if self.register else ""
        return tuple(part for part in (day, register, self.mark) if part)


def read_document(notebook: Mapping[str, Any], *, name: str = "notebook") -> Document:
    r"""
    Read what a run notebook shows as a document.

    Parameters
    ----------
    notebook
        A notebook of format 4 with its outputs.
    name
        Its file name, for messages, and its title when it has no other.

    Returns
    -------
    document
        Everything visible, once, in order.

    Raises
    ------
    ReportError
        If a cell ended in an error, or shows an image without alternative text.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> document = read_document(v4.new_notebook(cells=[v4.new_markdown_cell("# Camden"), v4.new_markdown_cell("### Why")]))
    >>> document.title, document.fragments[1]
    ('Camden', '<h2 id="why">Why</h2>\n')
    """
    outline = Outline()
    shown = list(pieces(notebook, name=name))
    about = next((piece.metadata for piece in shown if piece.metadata), {})
    voice = Voice.from_json(about["brand"]) if "brand" in about else None
    metadata = _metadata(about, voice)
    read = [parse(voice.html(clean(piece.html)) if voice else clean(piece.html)) for piece in shown]
    parts = [_lowered(nodes) if piece.is_part else nodes for nodes, piece in zip(read, shown, strict=True)]
    fallback = metadata.get("title") or str(notebook["metadata"].get("title") or name.removesuffix(".ipynb"))
    header = _title_header(parts, fallback=fallback)
    for part, piece in zip(parts, shown, strict=True):
        mend(part, outline, place=piece.place)
    return replace(_document([[header], *parts], metadata, outline), voice=voice)


def document_of(notebook: Mapping[str, Any], resources: MutableMapping[str, Any]) -> Document:
    """
    Read a run notebook, or give what was read of it for another format.

    Parameters
    ----------
    notebook
        As `read_document` takes it.
    resources
        What nbconvert knows of it; the document is kept there.

    Returns
    -------
    document
        As `read_document` gives it.

    Raises
    ------
    ReportError
        As `read_document`.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> resources = {"metadata": {"name": "camden"}}
    >>> document_of(v4.new_notebook(), resources).title
    'camden'
    >>> document_of(v4.new_notebook(), resources) is document_of(v4.new_notebook(), resources)
    True
    """
    if _READ not in resources:
        resources[_READ] = read_document(notebook, name=notebook_name(resources))
    document: Document = resources[_READ]
    return document


def notebook_name(resources: Mapping[str, Any]) -> str:
    """
    Give the notebook's name from what nbconvert knows.

    Parameters
    ----------
    resources
        nbconvert's resources.

    Returns
    -------
    name
        Such as `borough.ipynb`.

    Examples
    --------
    >>> notebook_name({"metadata": {"name": "borough"}})
    'borough.ipynb'
    """
    name = str(resources.get("metadata", {}).get("name") or "notebook")
    return name if name.endswith(".ipynb") else f"{name}.ipynb"


def _document(parts: Sequence[list[Node]], metadata: Mapping[str, Any], outline: Outline) -> Document:
    everything = [node for part in parts for node in part]
    point_links(everything, outline)
    written = tuple(html for html in (serialise(part) for part in parts) if html.strip())
    return Document(
        **{"title": next(elements(everything, "h1")).text(), **metadata},
        fragments=written,
        headings=tuple(outline.headings),
        n_figures=sum("src" in image.attributes for image in elements(everything, "img")),
        n_tables=sum(1 for _ in elements(everything, "table")),
    )


def _lowered(nodes: list[Node]) -> list[Node]:
    """Make of a document's own title and contents what stands inside a larger document: a part's title, and nothing."""
    for element in list(elements(nodes)):
        if element.tag in HEADINGS:
            element.tag = f"h{min(int(element.tag[1]) + 1, 6)}"
        if element.has_class("ct-title"):
            element.attributes["class"] = "ct-part"
    return [node for node in nodes if isinstance(node, str) or not node.has_class("ct-contents")]


def _metadata(found: Mapping[str, Any], voice: Voice | None) -> dict[str, str]:
    known = {field.name for field in fields(Document)} - {"fragments", "headings", "n_figures", "n_tables", "voice"}
    told = {key: visible_text(str(value)) for key, value in found.items() if key in known and value not in (None, "")}
    return {key: voice.text(words) for key, words in told.items()} if voice else told


def _title_header(parts: Sequence[list[Node]], *, fallback: str) -> Element:
    """Take the title header out of the pieces, or make one of the first h1; every other h1 becomes an h2."""
    header = next(_top(parts, lambda element: element.has_class("ct-title")), None)
    h1 = next(elements([header], "h1") if header else _top(parts, lambda element: element.tag == "h1"), None)
    for part in parts:
        part[:] = [node for node in part if node is not header and node is not h1]
        for extra in elements(part, "h1"):
            extra.tag = "h2"
    rest = [node for node in header.children if isinstance(node, Element) and node is not h1] if header else []
    kicker = [node for node in rest if node.has_class("ct-kicker")] or [Element("p", {"class": "ct-kicker"}, [KICKER])]
    name = heading_text(h1) if h1 else fallback
    after = [node for node in rest if not node.has_class("ct-kicker")]
    return Element("header", {"class": "ct-title"}, [*kicker, Element("h1", {}, [name]), *after])


def _top(parts: Sequence[list[Node]], wanted: Callable[[Element], bool]) -> Iterator[Element]:
    return (node for part in parts for node in part if isinstance(node, Element) and wanted(node))
