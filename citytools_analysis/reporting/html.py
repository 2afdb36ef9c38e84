"""The `citytools-html` exporter: a run notebook as one HTML file that needs no network and no script."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from traitlets import default

from citytools_analysis import style
from citytools_analysis.reporting.accessible import Heading
from citytools_analysis.reporting.counted import check_page
from citytools_analysis.reporting.document import Document, document_of, notebook_name
from citytools_analysis.reporting.dressed import in_colours
from citytools_analysis.reporting.kept_whole import keep_whole
from citytools_analysis.reporting.tree import HEADINGS, Element, elements, parse, serialise
from citytools_analysis.reporting.typst_table import is_wide

_TEMPLATES = str(files("citytools_analysis.reporting").joinpath("templates"))
_SHORT = 12  # letters: dates and sums stay on one line
_WEIGHTS = {"Regular": 400, "Semibold": 600, "Bold": 700}


class CityToolsHtmlExporter(TemplateExporter):
    """
    Exports a run notebook as HTML: no code, no script, no address outside the file, WCAG 2.2 AA.

    Examples
    --------
    >>> CityToolsHtmlExporter().file_extension
    '.html'
    """

    export_from_notebook = "City Tools HTML"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def _template_name_default(self) -> str:
        return "citytools"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [_TEMPLATES]

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.trim_blocks = environment.lstrip_blocks = True
        return environment

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
            The page, and the resources as nbconvert wants them.

        Raises
        ------
        ReportError
            If a cell failed, or an image has no alternative text.

        Examples
        --------
        >>> import nbformat.v4 as v4
        >>> page, _ = CityToolsHtmlExporter().from_notebook_node(v4.new_notebook(cells=[v4.new_markdown_cell("# Camden")]))
        >>> "<h1>Camden</h1>" in page, "<script" in page
        (True, False)
        """
        # TemplateExporter's own method would draw the notebook's cells: only what stands above it is wanted.
        run, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **kwargs)
        document = document_of(run, resources)
        header, *fragments = page_fragments(document)
        page = self.template.render(
            document=document,
            headings=document.headings,
            header=Markup(header),  # noqa: S704 - sanitised by the allow-list
            fragments=[Markup(fragment) for fragment in fragments],  # noqa: S704 - sanitised by the allow-list
            style=Markup(style_sheet(document)),  # noqa: S704 - our own
            version=version("citytools-analysis"),
        )
        check_page(document, page, name=notebook_name(resources))
        return in_colours(page, document.voice) if document.voice else page, resources


def page_fragments(document: Document) -> list[str]:
    """
    Finish a document's fragments for the screen: tables that scroll on their own, columns, the printed contents list.

    Parameters
    ----------
    document
        The document.

    Returns
    -------
    fragments
        HTML in the document's order.

    Examples
    --------
    >>> table = '<table class="ct-table"><caption>Ends</caption><tbody><tr><td>1</td></tr></tbody></table>'
    >>> page_fragments(Document(title="A", fragments=(table,)))[0].partition(">")[0]
    '<div class="ct-scroll" role="region" aria-label="Table: Ends" tabindex="0"'
    """
    taken: dict[str, int] = {}
    finished = []
    passed = 0  # headings before this place: a contents list names those after it
    for fragment in document.fragments:
        nodes = parse(fragment)
        for element in list(elements(nodes)):
            if element.tag == "table":
                _let_scroll(element, taken)
            elif element.has_class("ct-columns"):
                _set_columns(element)
            elif element.has_class("ct-contents"):
                _fill_contents(element, document.headings[passed:])
            elif element.tag in HEADINGS - {"h1"}:
                passed += 1
        keep_whole(nodes)
        finished.append(serialise(nodes))
    return finished


def style_sheet(document: Document) -> str:
    r"""
    Give the page's style sheet with its fonts, colours and printed page foot.

    Parameters
    ----------
    document
        The document; its foot goes into the margin of printed pages.

    Returns
    -------
    css
        The style sheet, safe inside a `style` element.

    Examples
    --------
    >>> "@bottom-left" in style_sheet(Document(title="</style>", notice="</style>")), "</style>" in style_sheet(
    ...     Document(title="</style>", notice="</style>"))
    (True, False)
    """
    foot = "   ".join(part for part in (*document.foot(), document.notice) if part)
    margin = (
        f"@bottom-left {{ content: {_css_text(foot)}; font: 8pt 'City Open Sans', sans-serif; color: {style.GREY}; }} "
        f"@bottom-right {{ content: 'page ' counter(page) ' of ' counter(pages); font: 8pt 'City Open Sans', sans-serif; "
        f"color: {style.GREY}; }}"
    )
    pages = f"@page {{ size: A4; margin: 18mm 17mm 20mm; {margin} }}\n@page wide {{ size: A4 landscape; margin: 16mm; {margin} }}\n@page wall {{ size: A3 landscape; margin: 15mm 12mm; {margin} }}"
    return f"{_fixed_style()}\n{pages}"


@cache
def fonts_and_colours() -> str:
    """
    Give the fonts, inside the style sheet itself, and the names of the colours.

    Returns
    -------
    css
        The start of any page's style sheet.

    Examples
    --------
    >>> "--navy:" in fonts_and_colours()
    True
    """
    fonts = files("citytools_analysis").joinpath("fonts")
    faces = [
        f'@font-face {{ font-family: "City Open Sans"; font-weight: {weight}; font-style: normal; src: url(data:font/woff2;base64,'
        f"{base64.b64encode(fonts.joinpath(f'OpenSans-{name}.woff2').read_bytes()).decode()}) format('woff2'); }}"
        for name, weight in _WEIGHTS.items()
    ]
    names = ("NAVY", "DARK_ORANGE", "INK", "GREY", "RULE", "PALE")
    colours = " ".join(f"--{name.lower().replace('_', '-')}: {getattr(style, name)};" for name in names)
    return "\n".join([*faces, f":root {{ {colours} }}"])


@cache
def _fixed_style() -> str:
    return f"{fonts_and_colours()}\n{Path(_TEMPLATES, 'citytools', 'style.css').read_text('utf-8')}"


def _css_text(text: str) -> str:
    escaped = re.sub(r"[^A-Za-z0-9 ,.:-]", lambda found: f"\\{ord(found.group()):06x}", text)
    return f'"{escaped}"'


def _let_scroll(table: Element, taken: dict[str, int]) -> None:
    """Put a table into a region of its own that can be scrolled by keyboard; the table's place becomes the region."""
    caption = next(elements([table], "caption"), None)
    if caption:
        caption.children = [Element("span", {"class": "ct-caption"}, caption.children)]
    label = f"Table: {caption.text() if caption else ''}"
    taken[label] = taken.get(label, 0) + 1
    name = label if taken[label] == 1 else f"{label} ({taken[label]})"
    classes = "ct-scroll ct-wide-region" if is_wide(table) else "ct-scroll"
    for cell in elements([table], "th", "td"):
        if len(cell.text()) <= _SHORT:
            cell.attributes["class"] = f"{cell.attributes.get('class', '')} ct-short".strip()
    inner = Element("table", dict(table.attributes), table.children)
    _share_width(inner)
    table.tag, table.children = "div", [inner]
    table.attributes = {"class": classes, "role": "region", "aria-label": name, "tabindex": "0"}


def _share_width(table: Element) -> None:
    """Give columns their share of the width as in print, after the caption; a browser still widens one for its words."""
    asked = [float(part) for part in table.attributes.pop("data-widths", "").replace(",", " ").split()]
    if not asked or min(asked) <= 0:
        return
    shares = [Element("col", {"style": f"width: {part / sum(asked):.1%}"}) for part in asked]
    first = next(
        (n for n, child in enumerate(table.children) if isinstance(child, Element) and child.tag != "caption"), 0
    )
    table.children = [*table.children[:first], Element("colgroup", {}, list(shares)), *table.children[first:]]


def _set_columns(element: Element) -> None:
    weights = element.attributes.pop("data-weights", "").replace(",", " ").split()
    if weights:
        element.attributes["style"] = f"--ct-columns: {' '.join(f'minmax(0, {weight}fr)' for weight in weights)}"


def _fill_contents(element: Element, headings: Sequence[Heading]) -> None:
    lines = [
        Element(
            "li", {"class": f"ct-level-{heading.level}"}, [Element("a", {"href": f"#{heading.anchor}"}, [heading.text])]
        )
        for heading in headings
        if heading.level <= 3
    ]
    element.attributes["aria-label"] = "Contents, printed"
    element.children = [Element("p", {"class": "ct-kicker"}, ["Contents"]), Element("ul", {}, list(lines))]
