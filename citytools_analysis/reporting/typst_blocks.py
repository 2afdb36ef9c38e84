"""Blocks of a page as Typst code: paragraphs, lists, figures, columns, key figures, callouts, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from citytools_analysis.reporting.accessible import heading_text, is_aside
from citytools_analysis.reporting.tree import HEADINGS, Element, Node, elements
from citytools_analysis.reporting.typst_inline import LANDSCAPE, WALL, Setting, inline, joined, picture
from citytools_analysis.reporting.typst_table import is_wide, typst_table
from citytools_analysis.reporting.typst_text import breakable, drawable, literal, says_something

_BLOCKS = HEADINGS | {
    *("header", "nav", "section", "div", "p", "blockquote", "pre", "hr", "figure", "figcaption"),
    *("table", "ul", "ol", "li", "dl", "dt", "dd"),
}
_HEADED, _PART, _FINDING = {"h1": 28.0, "h2": 14.0, "h3": 11.0}, 22.0, 14.0  # sizes of type in report.typ, in points
_PARAGRAPHS = {"ct-note": "note", "ct-finding": "finding", "ct-kicker": "kicker"}
_GUTTER = 16.0
UNTITLED = "(untitled)"  # PDF/UA refuses a heading that says nothing


@dataclass(frozen=True)
class Block:
    """
    One block of a page.

    Parameters
    ----------
    kind
        `heading`, `text`, `wide` (a table for a landscape page), `sheet` (a page of its own size), `part` (the title of one
        of several documents), `break` (of the page) or `other`.
    code
        The Typst expression that draws it.
    points
        How tall a table is at most; 0 for what is no table.

    Examples
    --------
    >>> Block("text", 'par("Hello")').kind
    'text'
    """

    kind: str
    code: str
    points: float = 0.0


def blocks(nodes: Sequence[Node], setting: Setting, *, is_top: bool = False) -> Iterator[Block]:
    """
    Write nodes as blocks; words between blocks become paragraphs.

    Parameters
    ----------
    nodes
        Elements and texts.
    setting
        Where they are set.
    is_top
        True at the top of a document, where a wide table may turn the page.

    Yields
    ------
    block
        Each block, in order.

    Examples
    --------
    >>> from citytools_analysis.reporting.tree import parse
    >>> [block.code for block in blocks(parse("<p>a</p>b<hr>"), Setting())]
    ['par("a")', 'par("b")', 'divide()']
    """
    run: list[Node] = []
    for node in [*nodes, Element("end")]:
        if isinstance(node, str) or (node.tag not in _BLOCKS and node.tag != "end"):
            run.append(node)
            continue
        words = inline(run, setting)
        if words != '""':
            yield Block("text", f"par({words})")
        run = []
        if node.tag != "end":
            yield from _element(node, setting, is_top=is_top)


def content(nodes: Sequence[Node], setting: Setting) -> str:
    """
    Write nodes as one expression: words alone as words, else blocks one below the other.

    Parameters
    ----------
    nodes
        Elements and texts.
    setting
        Where they are set.

    Returns
    -------
    code
        One Typst expression.

    Examples
    --------
    >>> content(["a"], Setting()), content([Element("p", {}, ["a"])], Setting())
    ('"a"', 'par("a")')
    """
    if not any(isinstance(node, Element) and node.tag in _BLOCKS for node in nodes):
        return inline(nodes, setting)
    return joined([block.code for block in blocks(nodes, setting)], "\n")


def _element(node: Element, setting: Setting, *, is_top: bool) -> Iterator[Block]:
    if node.tag in HEADINGS:
        yield Block("heading", _heading(node, setting))
    elif node.tag == "table":
        yield _table(node, setting, is_top=is_top)
    elif node.has_class("ct-sheet") and is_top:
        yield Block("sheet", f"wall-sheet({content(node.children, setting.within(WALL))})")
    elif node.has_class("ct-part"):
        yield Block("part", f"part-title({content(node.children, setting.within(setting.width, size=_PART))})")
    elif node.has_class("ct-page-break"):
        yield Block("break", "pagebreak(weak: true)" if is_top else '""')
    elif node.tag in {"div", "section", "header", "nav"} and not node.has_class(
        "ct-columns", "ct-callout", "ct-contents", "ct-cards"
    ):
        yield from blocks(node.children, setting, is_top=is_top)
    else:
        yield Block("text" if node.tag == "p" else "other", _drawn(node, setting))


def _drawn(node: Element, setting: Setting) -> str:
    for name, draw in _BY_CLASS.items():
        if node.has_class(name):
            return draw(node, setting)
    draw_tag = _BY_TAG.get(node.tag)
    return draw_tag(node, setting) if draw_tag else content(node.children, setting)


def _heading(node: Element, setting: Setting) -> str:
    large = setting.within(setting.width, size=max(setting.size, _HEADED.get(node.tag, 0.0)))
    words = inline([child for child in node.children if not is_aside(child)], large)
    aside = inline([child for child in node.children if is_aside(child)], setting)
    return f"section({node.tag[1]}, {literal(node.attributes.get('id', ''))}, {words if says_something(heading_text(node)) else literal(UNTITLED)}, aside: {aside})"


def _table(node: Element, setting: Setting, *, is_top: bool) -> Block:
    if is_top and is_wide(node):
        return Block("wide", typst_table(node, setting.within(LANDSCAPE)).code)
    table = typst_table(node, setting)
    return Block("other", table.code, table.points)


def _paragraph(node: Element, setting: Setting) -> str:
    function = next((drawn for name, drawn in _PARAGRAPHS.items() if node.has_class(name)), "par")
    place = setting.within(setting.width, size=_FINDING) if function == "finding" else setting
    return f"{function}({inline(node.children, place)})"


def _preformatted(node: Element, setting: Setting) -> str:
    text = "".join(part for child in node.children for part in _raw_text(child)).strip("\n")
    return f"printed({literal(breakable(drawable(text), longest=setting.width / 8 * 0.9))})"


def _raw_text(node: Node) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        for child in node.children:
            yield from _raw_text(child)


def _list(node: Element, setting: Setting) -> str:
    inside = setting.within(setting.width - 18)
    items = [
        content(child.children, inside) for child in node.children if isinstance(child, Element) and child.tag == "li"
    ]
    bullets = "checklist(" if node.has_class("ct-checklist") else "list("
    function = f"enum(start: {node.attributes.get('start', '1')}, " if node.tag == "ol" else bullets
    return f"{function}{', '.join(f'[#{_braced(item)}]' for item in items)})"


def _braced(code: str) -> str:
    return code if code.startswith("{") else "{" + code + "}"


def _figure(node: Element, setting: Setting) -> str:
    caption = next(elements([node], "figcaption"), None)
    words = content(caption.children, setting) if caption and not node.has_class("ct-titled") else '""'
    pictures = [picture(image, setting) for image in elements([node], "img") if "src" in image.attributes]
    rest = [child for child in node.children if isinstance(child, Element) and child.tag not in {"figcaption", "img"}]
    others = [] if pictures and all(child.tag in {"a", "p"} for child in rest) else [content(rest, setting)]
    return f"chart({words}, {joined([*pictures, *others], chr(10))})"


def _columns(node: Element, setting: Setting) -> str:
    cells = [child for child in node.children if isinstance(child, Element)]
    asked = [float(part) for part in node.attributes.get("data-weights", "").replace(",", " ").split()]
    weights = asked if len(asked) == len(cells) and min(asked, default=0) > 0 else [1.0] * len(cells)
    room = setting.width - _GUTTER * (len(cells) - 1)
    inside = [
        content(cell.children, setting.within(room * part / sum(weights)))
        for cell, part in zip(cells, weights, strict=True)
    ]
    return f"side-by-side(({', '.join(f'{part}fr' for part in weights)},), {', '.join(inside)})" if cells else '""'


def _cards(node: Element, setting: Setting) -> str:
    inside = setting.within(setting.width / 2 - 24)
    drawn = [content(card.children, inside) for card in node.children if isinstance(card, Element)]
    return f"cards({', '.join(drawn)})"


def _key_figures(node: Element, setting: Setting) -> str:
    groups = [child for child in node.children if isinstance(child, Element)]
    inside = setting.within(setting.width / max(len(groups), 1) - 14, size=8.5)
    return f"key-figures({', '.join(_key_figure(group, inside) for group in groups)})"


def _key_figure(group: Element, setting: Setting) -> str:
    value = next((item for item in elements([group], "dd") if item.has_class("ct-value")), Element("dd"))
    basis = [item for item in elements([group], "dd") if item is not value]
    label = next(elements([group], "dt"), Element("dt"))
    below = joined([inline(item.children, setting) for item in basis], "; linebreak(); ")
    return f"({inline(value.children, setting)}, {inline(label.children, setting)}, {below})"


def _terms(node: Element, setting: Setting) -> str:
    parts = list(elements(node.children, "dt", "dd"))
    codes = [f"par({'strong' if part.tag == 'dt' else ''}({content(part.children, setting)}))" for part in parts]
    return joined(codes, "\n")


_BY_CLASS: dict[str, Callable[[Element, Setting], str]] = {
    "ct-columns": _columns,
    "ct-key-figures": _key_figures,
    "ct-cards": _cards,
    "ct-contents": lambda _node, _setting: "contents()",
    "ct-callout": lambda node, setting: f"callout({content(node.children, setting.within(setting.width - 24))})",
}
_BY_TAG: dict[str, Callable[[Element, Setting], str]] = {
    "p": _paragraph,
    "pre": _preformatted,
    "ul": _list,
    "ol": _list,
    "dl": _terms,
    "figure": _figure,
    "hr": lambda _node, _setting: "divide()",
    "blockquote": lambda node, setting: (
        f"quote(block: true, {content(node.children, setting.within(setting.width - 24))})"
    ),
}
