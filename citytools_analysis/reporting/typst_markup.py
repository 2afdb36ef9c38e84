"""A document as Typst source: the page, the title, then its blocks, wide tables on landscape pages of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from citytools_analysis import style
from citytools_analysis.reporting.document import Document
from citytools_analysis.reporting.tree import Element, elements, parse
from citytools_analysis.reporting.typst_blocks import UNTITLED, Block, blocks
from citytools_analysis.reporting.typst_brand import between_logo_and_contact, signed
from citytools_analysis.reporting.typst_inline import Setting, inline, joined
from citytools_analysis.reporting.typst_text import drawable, literal, says_something
from citytools_analysis.reporting.typst_whole import whole

_COLOURS = ("NAVY", "DARK_ORANGE", "INK", "GREY", "RULE", "PALE")
_TITLE = 28.0  # size of its type in report.typ, in points
_LEADS = 2  # how many paragraphs below a heading stay with what they lead to
_REACH = 3  # how many short blocks a wide table takes along from its heading


@dataclass(frozen=True)
class TypstSource:
    """
    What the Typst compiler needs.

    Parameters
    ----------
    text
        The main file.
    body
        Of it, what draws the document.
    images
        Files beside it, by name.

    Examples
    --------
    >>> TypstSource('#"Hello"', '"Hello"', {}).images
    {}
    """

    text: str
    body: str
    images: dict[str, bytes]


def typst_source(document: Document) -> TypstSource:
    """
    Write a document as Typst source.

    Parameters
    ----------
    document
        The document.

    Returns
    -------
    source
        Source text and images; the same document always gives the same source.

    Examples
    --------
    >>> header = '<header class="ct-title"><p class="ct-kicker">City Tools</p><h1>#import "x"</h1></header>'
    >>> source = typst_source(Document(title='#import "x"', fragments=(header, "<p>*a*</p>")))
    >>> print(source.text.splitlines()[-2])
    par("*a*")
    """
    setting = Setting(anchors=frozenset(heading.anchor for heading in document.headings))
    header = next(node for node in parse(document.fragments[0]) if isinstance(node, Element))
    body = [block for html in document.fragments[1:] for block in blocks(parse(html), setting, is_top=True)]
    drawn = "\n".join([_title(header, document, setting), *_turned(list(whole(_led(body))))])
    preamble, template = _preamble(), _template()
    if document.voice:
        preamble, template = document.voice.painted(preamble), signed(template, document.voice.brand)
        drawn = between_logo_and_contact(drawn, document.voice.brand, setting.images)
    return TypstSource("\n".join([preamble, template, _show(document), "#{", drawn, "}"]), drawn, setting.images)


def _preamble() -> str:
    colours = [f'#let {name.lower().replace("_", "-")} = rgb("{getattr(style, name)}")' for name in _COLOURS]
    return "\n".join([*colours, f'#let face = ("{style.FONT}", "DejaVu Sans Mono")'])


def _template() -> str:
    return files("citytools_analysis.reporting").joinpath("templates/citytools/report.typ").read_text("utf-8")


def _show(document: Document) -> str:
    day = document.day
    parts = ", ".join(_words(part) for part in document.foot())
    language, _, region = document.language.partition("-")
    subject = [part for part in (document.subject, document.mark, document.notice) if part]
    return (
        f"#show: report.with(title: {_words(document.title if says_something(document.title) else UNTITLED)}, language: {literal(language)}, region: {literal(region.lower() or 'gb')}, "
        f"description: {_words(document.description or ' · '.join(subject))}, mark: {_words(document.mark)}, "
        f"notice: {_words(document.notice)}, foot: ({parts}{',' if parts else ''}), "
        f"keywords: ({''.join(_words(part) + ', ' for part in subject)}), "
        f"date: {f'datetime(year: {day.year}, month: {day.month}, day: {day.day})' if day else 'none'})"
    )


def _words(text: str) -> str:
    return literal(drawable(text))


def _title(header: Element, document: Document, setting: Setting) -> str:
    kicker = next(elements([header], "p"))
    name = next(elements([header], "h1"))
    rest = [node for node in header.children if node is not kicker and node is not name]
    below = joined([block.code for block in blocks(rest, setting)], "\n")
    large = setting.within(setting.width, size=_TITLE)
    title = inline(name.children, large) if says_something(name.text()) else literal(UNTITLED)
    return f"title-block({inline(kicker.children, setting)}, {_words(document.mark)}, {title}, {below})"


def _led(body: Sequence[Block]) -> list[Block]:
    """Keep what leads to a picture or table on its page: the paragraphs below their heading, else the last before it."""
    kept = list(body)
    for number, block in enumerate(body):
        if block.kind != "other":
            continue
        first = number
        while first and body[first - 1].kind == "text" and not body[first - 1].code.startswith("note("):
            first -= 1
        is_headed = first and number - first <= _LEADS and body[first - 1].kind == "heading"
        start = first if is_headed else max(first, number - 1)
        kept[start:number] = [replace(lead, code=f"lead({lead.code})") for lead in body[start:number]]
    return kept


def _turned(body: Sequence[Block]) -> Iterator[str]:
    """Give the blocks in order, each wide table with its heading and notes on landscape pages, sheets with theirs."""
    upright: list[Block] = []
    turned: list[Block] = []
    for block in body:
        if block.kind == "wide":
            start = _taken_along(upright)
            if upright[:start]:
                yield from _landscape(turned)
                turned = []
                yield from (done.code for done in upright[:start])
            turned += [*upright[start:], block]
            upright = []
        elif block.kind == "sheet":
            start = _taken_along(upright)
            yield from _landscape(turned)
            yield from (done.code for done in upright[:start])
            yield _headed(block, upright[start:])
            turned, upright = [], []
        elif turned and not upright and block.code.startswith("note("):
            turned.append(block)
        else:
            upright.append(block)
    yield from _landscape(turned)
    yield from (done.code for done in upright)


def _taken_along(upright: Sequence[Block]) -> int:
    """Where the heading of the coming wide table stands; past the end when it has none near."""
    for back in range(1, min(_REACH, len(upright)) + 1):
        block = upright[-back]
        if block.kind == "heading":
            return len(upright) - back
        if block.kind != "text":
            break
    return len(upright)


def _headed(sheet: Block, leads: Sequence[Block]) -> str:
    """Put the heading of a sheet of its own size, and the words below it, on that sheet."""
    above = joined([lead.code for lead in leads], "\n")
    return f"{sheet.code.removesuffix(')')}, above: {above})" if leads else sheet.code


def _landscape(turned: Sequence[Block]) -> Iterator[str]:
    if turned:
        yield f"page(flipped: true, {joined([block.code for block in turned], chr(10))})"
